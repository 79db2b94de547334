"""Bytes of a text become characters, whichever of the encodings of Chinese text they are in."""

from __future__ import annotations

import codecs
import re

__all__ = ["decoded"]

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_USUAL = re.compile(r"[\t\r\n -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")  # characters of Chinese text
_MOSTLY = 0.9
_MOST_CONTROLS = 0.02  # share of control characters beyond which bytes are no text


def decoded(data: bytes) -> str | None:
    """The text, or None when the bytes are none: UTF-8 first, then what the page declares, GB18030, then a guess."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _sound(data, encoding)
    declared = _DECLARED.search(data[:4096])
    names = ["utf-8", *([declared.group(1).decode("ascii")] if declared else []), "gb18030"]
    for name in names:
        text = _sound(data, name)
        if text is not None:
            return text
    return _unmarked(data) or _guessed(data)


def _sound(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    controls = sum(character < " " and character not in "\t\n\r\f" for character in text)
    return text if controls <= _MOST_CONTROLS * len(text) else None


def _unmarked(data: bytes) -> str | None:
    """UTF-16 without a mark, known by the blocks that its characters come from."""
    for name in ("utf-16-le", "utf-16-be"):
        text = _sound(data, name)
        if text is not None and len(_USUAL.findall(text)) >= _MOSTLY * len(text):
            return text
    return None


def _guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=["big5", "utf_16", "gb18030", "utf_8"]).best()
    if best is not None:
        return _sound(data, best.encoding)
    text = data.decode("utf-8", "replace")
    return text if text.count("\ufffd") <= _MOST_CONTROLS * len(text) and _sound(data, "latin-1") is not None else None
