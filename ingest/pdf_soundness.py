"""Whether a PDF is as it was written: packed streams carry a checksum of what was packed, and readers of PDFs leave it unread."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator

from ingest.jpeg_soundness import is_sound_jpeg

__all__ = ["broken_streams", "unpacks"]

_STREAM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
_HEAD = 2048  # bytes before a stream in which its dictionary begins
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+)")
_NAME = re.compile(rb"/(\w+)")
_PACKED = frozenset((b"FlateDecode", b"Fl"))
_JPEG = ([b"DCTDecode"], [b"DCT"])
_ENDS = re.compile(rb"\s*endstream")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)\b")
_CHUNK, _PART = 1 << 16, 1 << 20  # bytes taken in, and given out, at a time
_MOST = 1 << 29  # bytes that are unpacked for this; no report comes near, and what does is not vouched for


def broken_streams(data: bytes) -> int:
    """How many streams of a PDF without encryption are not as they were packed, or are cut off."""
    broken, unpacked = 0, 0
    for head, start in _streams(data):
        found = _FILTER.search(head)
        filters = _NAME.findall(found[1]) if found else []
        if _ENDS.match(data, start):
            continue  # there is nothing in it
        if _PACKED.intersection(filters):
            packed = _outer(data, start, filters)
            size = None if packed is None else unpacks(packed, _MOST - unpacked)
            broken += size is None
            unpacked += size or 0
        elif not _ends(data, start, head):
            broken += 1
        elif filters in _JPEG:
            broken += not is_sound_jpeg(memoryview(data)[start : data.find(b"endstream", start)])
    return broken


def unpacks(packed: bytes | memoryview, most: int) -> int | None:
    """The bytes that packed ones unpack to; None when they are not what was packed, or more than so many."""
    unpacker, size = zlib.decompressobj(), 0
    try:
        for at in range(0, len(packed), _CHUNK):
            piece: bytes | memoryview = packed[at : at + _CHUNK]
            while piece:
                size += len(unpacker.decompress(piece, _PART))
                if size > most:
                    return None
                if unpacker.eof:
                    return size
                piece = unpacker.unconsumed_tail
    except zlib.error:
        return None
    return None


def _streams(data: bytes) -> Iterator[tuple[bytes, int]]:
    """The dictionary of each stream, and where its bytes begin."""
    end = 0
    for found in _STREAM.finditer(data):
        if found.start() < end:
            continue  # bytes of the stream before it
        head = data[max(end, found.start() - _HEAD) : found.start()]
        if not head.rstrip().endswith(b">>"):
            continue
        yield head[max(head.rfind(b" obj"), 0) :], found.end()
        end = max(data.find(b"endstream", found.end()), end)


def _outer(data: bytes, start: int, filters: list[bytes]) -> bytes | memoryview | None:
    """The bytes that were packed, out of the text that they may be written as; None when that is broken or packed otherwise."""
    if filters[0] in _PACKED:
        return memoryview(data)[start:]
    end = data.find(b"~>", start)
    if filters[0] not in (b"ASCII85Decode", b"A85") or end < 0:
        return None
    try:
        return base64.a85decode(data[start:end])
    except ValueError:
        return None


def _ends(data: bytes, start: int, head: bytes) -> bool:
    """Whether a stream that has no checksum ends where it says that it does."""
    length = _LENGTH.search(head)
    if length is None:
        return data.find(b"endstream", start) >= 0
    return data[start + int(length[1]) :][:16].lstrip().startswith(b"endstream")
