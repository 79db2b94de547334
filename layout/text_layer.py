"""Text that is found, selected and copied, and not seen: words in a font without shapes, each laid on its ink."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, String

__all__ = ["LaidWord", "LayerFont"]

_WHOLE, _HALF = 1000, 500  # thousandths of the size: how wide characters are
_NARROW = range(0x20, 0x100)  # digits and Latin letters; all else is as wide as a Chinese character
_BEYOND = range(0xD800, 0xE000)  # codes that no character has, for the rare ones that two bytes do not hold
_FLATTEST = 0.6  # of a character's width: ink that is flatter (a lone 一, a dash) still gets characters of that height
_RANGES = 100  # that a block of a character map may have


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidWord:
    """A word and the lower edge of its ink: from ``start`` to ``end``, and ``height`` to its left side. In units of PDF space."""

    text: str
    start: tuple[float, float]
    end: tuple[float, float]
    height: float


class LayerFont:
    """A font of one PDF that has every character of the given texts and draws none."""

    def __init__(self, pdf: pikepdf.Pdf, texts: Iterable[str]) -> None:
        characters = sorted({character for text in texts for character in text})
        beyond = [character for character in characters if ord(character) > 0xFFFF]
        self._codes = {character: ord(character) for character in characters if ord(character) <= 0xFFFF}
        self._codes |= dict(zip(beyond, _BEYOND, strict=False))
        self.object = _font(pdf, _map_to_unicode(self._codes))

    def orders(self, words: Sequence[LaidWord], name: str) -> bytes:
        """The part of a page's content that writes the words unseen. ``name`` is what the page calls the font."""
        lines = ["q", "BT", "3 Tr", *(line for word in words if (line := self._order(word, name))), "ET", "Q"]
        return "\n".join(lines).encode("ascii")

    def _order(self, word: LaidWord, name: str) -> str:
        text = [character for character in word.text if character in self._codes]
        (x, y), (x1, y1) = word.start, word.end
        length = math.hypot(x1 - x, y1 - y)
        ems = sum(_width(character) for character in text) / 1000
        if not ems or length <= 0:
            return ""
        cos, sin = (x1 - x) / length, (y1 - y) / length
        size = round(max(word.height, _FLATTEST * length / ems), 2)
        below = (size - word.height) / 2
        x, y = x + below * sin, y - below * cos
        stretch = 100 * length / (ems * size)
        code = "".join(f"{self._codes[character]:04x}" for character in text)
        matrix = " ".join(map(_short, (cos, sin, -sin, cos)))
        return f"{name} {size:g} Tf {stretch:.1f} Tz {matrix} {_short(x, 2)} {_short(y, 2)} Tm <{code}> Tj"


def _width(character: str) -> int:
    return _HALF if ord(character) in _NARROW else _WHOLE


def _short(number: float, places: int = 4) -> str:
    """A number as PDF has it, which knows no exponents, and without a sign before 0."""
    return f"{round(number, places) + 0.0:.{places}f}".rstrip("0").rstrip(".")


def _font(pdf: pikepdf.Pdf, to_unicode: bytes) -> pikepdf.Object:
    """A font of two-byte codes, each with a shape that draws nothing."""
    program = _truetype()
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/Gouji-Layer"),
        Flags=4,
        FontBBox=[0, 0, _WHOLE, _WHOLE],
        ItalicAngle=0,
        Ascent=_WHOLE,
        Descent=0,
        CapHeight=_WHOLE,
        StemV=80,
        FontFile2=pdf.make_stream(program, Length1=len(program)),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/Gouji-Layer"),
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        CIDToGIDMap=pdf.make_stream(b"".join(b"\0\1" if code in _NARROW else b"\0\2" for code in range(0x10000))),
        DW=_WHOLE,
        W=Array([_NARROW.start, _NARROW.stop - 1, _HALF]),
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/Gouji-Layer"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=[pdf.make_indirect(descendant)],
        ToUnicode=pdf.make_stream(to_unicode),
    )
    return pdf.make_indirect(font)


def _map_to_unicode(codes: dict[str, int]) -> bytes:
    """Codes are the characters' own numbers, mapped 256 at a time, which stays small; those of rare characters one by one."""
    blocks = sorted({code >> 8 for code in codes.values() if code not in _BEYOND})
    ranges = [f"<{block:02x}00> <{block:02x}ff> <{block:02x}00>" for block in blocks]
    rare = [f"<{code:04x}> <{code:04x}> <{char.encode('utf-16-be').hex()}>" for char, code in codes.items() if code in _BEYOND]
    several = ranges + rare
    parts = [several[start : start + _RANGES] for start in range(0, len(several), _RANGES)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <ffff> endcodespacerange",
        *(line for part in parts for line in (f"{len(part)} beginbfrange", *part, "endbfrange")),
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    ]
    return "\n".join(lines).encode("ascii")


def _truetype() -> bytes:
    """A TrueType font of three shapes: none, and lines there and back that fill nothing, as large as half a character and as a whole one.

    They draw nothing, but pdfium takes a single character without any extent for no text at all, and others mark what is selected by it.
    """
    shapes = [b"", _stroke(_HALF), _stroke(_WHOLE)]
    ends = [sum(map(len, shapes[:count])) // 2 for count in range(len(shapes) + 1)]
    tables = {
        b"glyf": b"".join(shapes),
        b"head": struct.pack(">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _WHOLE, 0, 0, 0, 0, _WHOLE, _WHOLE, 0, 8, 2, 0, 0),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, _WHOLE, 0, 0, _WHOLE, 0, 0, _WHOLE, 1, *(0,) * 7, 3),
        b"hmtx": struct.pack(">HhHhHh", _WHOLE, 0, _HALF, 0, _WHOLE, 0),
        b"loca": struct.pack(">HHHH", *ends),
        b"maxp": struct.pack(">IH13H", 0x10000, 3, 2, 1, 0, 0, 2, *(0,) * 8),
    }
    offset = 12 + 16 * len(tables)
    directory, body = b"", b""
    for tag, table in tables.items():
        padded = table + bytes(-len(table) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += tag + struct.pack(">III", total, offset + len(body), len(table))
        body += padded
    return struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 32) + directory + body


def _stroke(width: int) -> bytes:
    """An outline from the lower left corner to the upper right one and back."""
    return struct.pack(">hhhhhHHBBhhhh", 1, 0, 0, width, _WHOLE, 1, 0, 1, 1, 0, width, 0, _WHOLE)
