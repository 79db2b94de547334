"""The strips of a JPEG-compressed TIFF become one JPEG file, without being unpacked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PIL import Image

__all__ = ["joined_strips"]

_TABLES, _OFFSETS, _LENGTHS, _ROWS, _COLOURS, _TILES = 347, 273, 279, 278, 262, 322
_YCBCR, _RGB, _GREY = 6, 2, 1
_SOI, _EOI, _SOS, _DRI = b"\xff\xd8", b"\xff\xd9", 0xDA, 0xDD
_FRAME_HEADERS = (0xC0, 0xC1)  # sequential, Huffman: those whose strips can follow each other
_ADOBE_RGB = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"


def joined_strips(image: Image.Image, data: bytes) -> bytes | None:
    """The current frame of a TIFF as a JPEG file; None when its strips cannot be joined.

    Strips are coded one by one with the same tables, and so are the parts of a JPEG file between restart marks.
    """
    tags = getattr(image, "tag_v2", {})
    if _TILES in tags or tags.get(_COLOURS) not in (_YCBCR, _RGB, _GREY) or _OFFSETS not in tags or _LENGTHS not in tags:
        return None
    strips = [data[start : start + length] for start, length in zip(_several(tags[_OFFSETS]), _several(tags[_LENGTHS]), strict=True)]
    try:
        return _joined(strips, bytes(tags.get(_TABLES, b"")), image.size, int(tags.get(_ROWS, image.height)), tags[_COLOURS] == _RGB)
    except (IndexError, ValueError):
        return None


def _joined(strips: Sequence[bytes], tables: bytes, size: tuple[int, int], rows: int, rgb: bool) -> bytes:
    """Raises ValueError or IndexError when that cannot be."""
    width, height = size
    parts = [_parted(strip) for strip in strips]
    heads, scans = [head for head, _ in parts], [scan for _, scan in parts]
    header, across, down = _frame_header(heads[0], width, height)
    if any(_scan_header(head) != _scan_header(heads[0]) for head in heads) or (len(strips) > 1 and rows % down):
        raise ValueError("the strips are coded each in its own way")
    if not tables and any(_tables(head) != _tables(heads[0]) for head in heads):
        raise ValueError("the strips have tables of their own")
    interval = -(-width // across) * -(-min(rows, height) // down)
    if interval > 0xFFFF:
        raise ValueError("the strips are too large")
    restart = bytes((0xFF, _DRI, 0, 4, interval >> 8, interval & 0xFF)) if len(strips) > 1 else b""
    body = scans[0]
    for number, scan in enumerate(scans[1:]):
        body += bytes((0xFF, 0xD0 + number % 8)) + scan
    shared = b"".join(part for _, part in _segments(tables[2:-2])) if tables else b""
    adobe = _ADOBE_RGB if rgb else b""
    return _SOI + adobe + shared + _tables(heads[0]) + header + restart + _scan_header(heads[0]) + body + _EOI


def _parted(strip: bytes) -> tuple[bytes, bytes]:
    """What stands before the coded pixels of a strip, its scan header with it, and they themselves."""
    if strip[:2] != _SOI:
        raise ValueError("no JPEG")
    at = 2
    while strip[at + 1] != _SOS:
        at += 2 + int.from_bytes(strip[at + 2 : at + 4], "big")
    at += 2 + int.from_bytes(strip[at + 2 : at + 4], "big")
    end = strip.rindex(_EOI)
    return strip[2:at], strip[at:end]


def _segments(head: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(head):
        if head[at] != 0xFF:
            raise ValueError("no marker where one should be")
        length = 2 + int.from_bytes(head[at + 2 : at + 4], "big")
        yield head[at + 1], head[at : at + length]
        at += length


def _tables(head: bytes) -> bytes:
    return b"".join(part for kind, part in _segments(head) if kind in (0xDB, 0xC4))


def _scan_header(head: bytes) -> bytes:
    return b"".join(part for kind, part in _segments(head) if kind == _SOS)


def _frame_header(head: bytes, width: int, height: int) -> tuple[bytes, int, int]:
    """The frame header for the whole image, and the size in pixels of the blocks that it is coded in."""
    kinds = dict(_segments(head))
    if _DRI in kinds:
        raise ValueError("the strips have restart marks of their own")
    header = next(kinds[kind] for kind in _FRAME_HEADERS if kind in kinds) if kinds.keys() & set(_FRAME_HEADERS) else b""
    if not header or int.from_bytes(header[7:9], "big") != width:
        raise ValueError("the strips are not as wide as the image")
    sampling = header[11::3]
    across, down = (8, 8) if len(sampling) == 1 else (8 * max(value >> 4 for value in sampling), 8 * max(value & 15 for value in sampling))
    return header[:5] + height.to_bytes(2, "big") + header[7:], across, down


def _several(value: int | tuple[int, ...]) -> tuple[int, ...]:
    return (value,) if isinstance(value, int) else tuple(value)
