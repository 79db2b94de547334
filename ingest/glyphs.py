"""Single characters with their places become words, whichever library told the characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.characters import normal_text
from ingest.geometry import Box, enclosing
from ingest.page import Ruling, Word

__all__ = ["Glyph", "doubtful_share", "glyphs_to_words", "turned_box"]

_SAME_LINE = 0.55  # share of the lower height in common: lines set solid stay apart, mixed fonts of one line do not
_SURE_LINE = 0.9  # share in common from which no other line needs looking at
_OPEN_LINES = 12  # lines that may still be growing at one height of the page: cells side by side are set at different heights
_TALLER = 1.6  # times the height: such a glyph (a character beside a stop) says where the line runs, the lower one does not
_WORD_GAP = 0.35  # of the height: wider than the space inside a figure, narrower than a cell's padding
_HANGING = frozenset("，。、；：！？）》」』”’;:!?)")  # a stop at a line's end may hang over the cell's edge
_OVERLAP = 0.2  # of the height: characters of one word do not lie over each other
_NEIGHBOURS = 0.12  # of the height: closer digits belong to one figure, whatever runs between them
_DIGITS = frozenset("0123456789.０１２３４５６７８９")
_CUT = 0.5  # confidence in a word that a ruling cut off another
_SAME_PLACE = 0.7  # share of the smaller box that a second strike (bold made by printing twice) covers


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: what the file says it is, the box of its body (not its ink), and how it is turned.

    ``turn`` counts quarter turns clockwise: 0 upright, 1 running down the page, 2 upside down, 3 running up. ``ink`` tells writings
    apart that lie over each other (a figure and a watermark): colour and size, as one text.
    """

    character: str
    box: Box
    turn: int = 0
    ink: str = ""

    @property
    def upright(self) -> bool:
        """Whether it stands upright."""
        return self.turn == 0

    @property
    def size(self) -> float:
        """Its height across the line, in points."""
        return max(self.box.height if self.turn % 2 == 0 else self.box.width, 0.1)


def doubtful_share(glyphs: Sequence[Glyph]) -> float:
    """The share of characters that cannot be what is printed: unmapped, private, control characters; 0 of none."""
    if not glyphs:
        return 0.0
    return sum(_is_doubtful(glyph.character) for glyph in glyphs) / len(glyphs)


def _is_doubtful(character: str) -> bool:
    return character in ("\ufffd", "\ufffe", "\x00") or unicodedata.category(character) in ("Co", "Cn", "Cc", "Cs")


def glyphs_to_words(glyphs: Iterable[Glyph], rulings: Sequence[Ruling] = ()) -> tuple[Word, ...]:
    """Words in reading order, line by line; a word ends at a gap, at white space and at a ruling between two characters."""
    several = tuple(glyphs)
    words = [word for line in _lines(g for g in several if g.upright) for word in _inked(line, rulings)]
    for turn in (1, 2, 3):
        turned = [replace(glyph, box=turned_box(glyph.box, turn)) for glyph in several if glyph.turn == turn]
        words += [replace(word, box=turned_box(word.box, 4 - turn), upright=False) for line in _lines(turned) for word in _inked(line, ())]
    return tuple(sorted(words, key=lambda word: (round(word.box.y0), word.box.x0)))


def turned_box(box: Box, turn: int) -> Box:
    """A box after the page is turned that many quarters anticlockwise about its top left corner."""
    for _ in range(turn % 4):
        box = Box(box.y0, -box.x1, box.y1, -box.x0)
    return box


def _lines(glyphs: Iterable[Glyph]) -> tuple[list[Glyph], ...]:
    """Glyphs line by line: one joins the line whose band it shares most of its height with, for fonts differ in where bodies end."""
    lines: list[_Band] = []
    for glyph in sorted(glyphs, key=lambda g: (g.box.y0 + g.box.y1, g.box.x0)):
        near = _nearest(lines, glyph)
        if near is not None:
            near.add(glyph)
        else:
            lines.append(_Band(glyph))
    return tuple(band.glyphs for band in lines)


def _nearest(lines: Sequence[_Band], glyph: Glyph) -> _Band | None:
    """The line that a glyph stands on; most often it is the one of the glyph before."""
    best, most = None, _SAME_LINE
    for band in reversed(lines[-_OPEN_LINES:]):
        shared = band.shared(glyph)
        if shared >= most:
            best, most = band, shared
        if most >= _SURE_LINE:
            break
    return best


class _Band:
    """A line while it is gathered; its band runs from the mean top to the mean bottom of its larger glyphs."""

    def __init__(self, glyph: Glyph) -> None:
        self.glyphs = [glyph]
        self._set(glyph)

    def _set(self, glyph: Glyph) -> None:
        self._tops, self._bottoms, self._count = glyph.box.y0, glyph.box.y1, 1
        self._top, self._bottom = glyph.box.y0, glyph.box.y1

    def shared(self, glyph: Glyph) -> float:
        """The share of the lower of both that band and glyph have in common."""
        box = glyph.box
        common = min(self._bottom, box.y1) - max(self._top, box.y0)
        return common / max(min(self._bottom - self._top, box.y1 - box.y0), 0.1)

    def add(self, glyph: Glyph) -> None:
        self.glyphs.append(glyph)
        height = self._bottom - self._top
        if glyph.box.height > _TALLER * height:
            self._set(glyph)
        elif glyph.box.height * _TALLER > height:
            self._tops += glyph.box.y0
            self._bottoms += glyph.box.y1
            self._count += 1
            self._top, self._bottom = self._tops / self._count, self._bottoms / self._count


def _inked(line: list[Glyph], rulings: Sequence[Ruling]) -> Iterator[Word]:
    """The words of a line, each of one ink: what is written across a figure does not become part of it."""
    for ink in dict.fromkeys(glyph.ink for glyph in line):
        yield from _split([glyph for glyph in line if glyph.ink == ink], rulings)


def _split(line: list[Glyph], rulings: Sequence[Ruling]) -> Iterator[Word]:
    run: list[Glyph] = []
    cut = False
    upright_rulings = [ruling for ruling in rulings if not ruling.level]
    for glyph in sorted(line, key=lambda g: g.box.x0):
        if run and _struck_twice(run[-1], glyph):
            continue
        between = bool(run) and _ruled_off(run[-1], glyph, upright_rulings)
        if glyph.character.isspace() or (run and (between or _parted(run[-1], glyph))):
            runs_on = between and not glyph.character.isspace() and _one_figure(run[-1], glyph)
            yield from _word(run, cut=cut or runs_on)
            run, cut = [], runs_on
        if not glyph.character.isspace():
            run.append(glyph)
    yield from _word(run, cut=cut)


def _one_figure(one: Glyph, other: Glyph) -> bool:
    """Whether two characters on both sides of a ruling look like neighbours in one figure that is too wide for its cell."""
    near = other.box.x0 - one.box.x1 < _NEIGHBOURS * min(one.size, other.size)
    return near and one.character in _DIGITS and other.character in _DIGITS


def _struck_twice(one: Glyph, other: Glyph) -> bool:
    if one.character != other.character:
        return False
    shared = one.box.overlap_x(other.box)
    return shared > _SAME_PLACE * max(min(one.box.width, other.box.width), 0.1)


def _parted(one: Glyph, other: Glyph) -> bool:
    size = min(one.size, other.size)
    return other.box.x0 - one.box.x1 > _WORD_GAP * size or one.box.x1 - other.box.x0 > _OVERLAP * size


def _ruled_off(one: Glyph, other: Glyph, rulings: Sequence[Ruling]) -> bool:
    if other.character in _HANGING:
        return False
    left = one.box.x0 if one.character in _HANGING else one.box.center[0]  # a stop's ink is at the left of its body
    right = other.box.center[0]
    y = (one.box.center[1] + other.box.center[1]) / 2
    return any(left < ruling.x0 < right and min(ruling.y0, ruling.y1) <= y <= max(ruling.y0, ruling.y1) for ruling in rulings)


def _word(run: list[Glyph], *, cut: bool) -> Iterator[Word]:
    box = enclosing(glyph.box for glyph in run)
    raw = "".join(glyph.character for glyph in run)
    text = normal_text(raw).strip()
    if box is not None and text:
        yield Word(text=text, raw=raw, box=box, confidence=_CUT if cut else 1.0)
