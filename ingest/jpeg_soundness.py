"""Whether a JPEG is as it was written: other readers fill in what they cannot decode, and say nothing."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

__all__ = ["is_sound_jpeg"]

_END = b"\xff\xd9"
_PADDING = re.compile(r"(\d+) extraneous bytes before marker 0xd9")
_MOST_PADDING = 4  # bytes that scanners leave before the end; after damage there are more


def is_sound_jpeg(data: bytes | memoryview) -> bool:
    """Whether all of its data can be decoded without a gap. A flipped bit may still go unseen: JPEG has no checksum.

    A missing end mark and a few bytes of padding before it are what scanners write. One in colours that are not asked for here (CMYK)
    counts as sound.
    """
    simplejpeg: Any = import_module("simplejpeg")
    whole = bytes(data).rstrip(b"\r\n\0 ")
    if not whole.endswith(_END):
        whole = bytes(data) + _END
    try:
        simplejpeg.decode_jpeg(whole, colorspace="GRAY", fastdct=True, strict=True)
    except ValueError as error:
        padding = _PADDING.search(str(error))
        return "conversion" in str(error) or (padding is not None and int(padding[1]) <= _MOST_PADDING)
    return True
