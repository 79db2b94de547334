"""Single characters with their places become words, whichever library told the characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.characters import normal_text
from ingest.geometry import Box, enclosing
from ingest.page import Ruling, Word

__all__ = ["Glyph", "doubtful_share", "glyphs_to_words"]

_SAME_LINE = 0.35  # of the smaller height: two lines of 6 pt type set solid stay apart, mixed fonts of one line do not
_WORD_GAP = 0.35  # of the height: wider than the space inside a figure, narrower than a cell's padding
_SAME_PLACE = 0.7  # share of the smaller box that a second strike (bold made by printing twice) covers


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: what the file says it is, the box of its body (not its ink), and whether it stands upright."""

    character: str
    box: Box
    upright: bool = True

    @property
    def size(self) -> float:
        """Its height along the line, in points."""
        return max(self.box.height if self.upright else self.box.width, 0.1)


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
    words = [word for line in _lines(g for g in several if g.upright) for word in _split(line, rulings, upright=True)]
    turned = [_turn(glyph) for glyph in several if not glyph.upright]
    words += [word for line in _lines(turned) for word in _split(line, (), upright=False)]
    return tuple(sorted(words, key=lambda word: (round(word.box.y0), word.box.x0)))


def _turn(glyph: Glyph) -> Glyph:
    """Writing that runs up or down the page, laid level for the time of splitting it."""
    box = glyph.box
    return Glyph(glyph.character, Box(box.y0, box.x0, box.y1, box.x1))


def _lines(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    line: list[Glyph] = []
    middle = 0.0
    for glyph in sorted(glyphs, key=lambda g: (g.box.center[1], g.box.x0)):
        y = glyph.box.center[1]
        if line and abs(y - middle) > _SAME_LINE * min(glyph.size, line[-1].size):
            yield line
            line = []
        line.append(glyph)
        middle += (y - middle) / len(line) if len(line) > 1 else y - middle
    if line:
        yield line


def _split(line: list[Glyph], rulings: Sequence[Ruling], *, upright: bool) -> Iterator[Word]:
    run: list[Glyph] = []
    upright_rulings = [ruling for ruling in rulings if not ruling.level]
    for glyph in sorted(line, key=lambda g: g.box.x0):
        if run and _struck_twice(run[-1], glyph):
            continue
        if glyph.character.isspace() or (run and _parted(run[-1], glyph, upright_rulings)):
            yield from _word(run, upright=upright)
            run = []
        if not glyph.character.isspace():
            run.append(glyph)
    yield from _word(run, upright=upright)


def _struck_twice(one: Glyph, other: Glyph) -> bool:
    if one.character != other.character:
        return False
    shared = one.box.overlap_x(other.box)
    return shared > _SAME_PLACE * max(min(one.box.width, other.box.width), 0.1)


def _parted(one: Glyph, other: Glyph, rulings: Sequence[Ruling]) -> bool:
    if other.box.x0 - one.box.x1 > _WORD_GAP * min(one.size, other.size):
        return True
    left, right = one.box.center[0], other.box.center[0]
    y = (one.box.center[1] + other.box.center[1]) / 2
    return any(left < ruling.x0 < right and min(ruling.y0, ruling.y1) <= y <= max(ruling.y0, ruling.y1) for ruling in rulings)


def _word(run: list[Glyph], *, upright: bool) -> Iterator[Word]:
    box = enclosing(glyph.box for glyph in run)
    raw = "".join(glyph.character for glyph in run)
    text = normal_text(raw).strip()
    if box is not None and text:
        yield Word(text=text, raw=raw, box=box if upright else Box(box.y0, box.x0, box.y1, box.x1), upright=upright)
