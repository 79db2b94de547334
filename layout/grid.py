"""A grid: the cells of one ruled (or declared) table on one page, with their spans and texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypedDict

from ingest.geometry import Box
from ingest.page import Candidate, Page, Reading, SourceTable, Word

__all__ = ["Cell", "Evidence", "Grid", "How", "declared_grid", "evidence_of", "words_text"]

How = Literal["grid", "cells", "torn", "loose", "aligned"]
"""What the places of cells are worth; see ``ingest.page.SourceTable``. ``"aligned"``: columns guessed from gaps, blanks unknown."""

_EITHER = 2  # words of which one is the figure
_ONE_OF_TWO = 0.4  # probability; what is left is that both are one figure, or neither
_SAME_LINE = 0.5  # share of the lower height: words that have so much in common stand on one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell. ``raw`` is what the file holds, ``text`` the same in normal characters, lines parted by line breaks.

    ``ink`` is the box of the writing in it, None when there is none; ``broken`` says that its first line runs to the cell's edge, so
    that the next may go on with the same figure; ``doubt`` says why what is read in it may not be all that is printed. ``confidence``,
    ``readings`` and ``candidates`` are those of what was read from pixels.
    """

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    text: str
    raw: str
    box: Box
    ink: Box | None = None
    broken: bool = False
    doubt: str | None = None
    confidence: float = 1.0
    readings: tuple[Reading, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of one table on one page, row by row."""

    page: int
    cells: tuple[Cell, ...]
    box: Box
    how: How = "grid"

    @property
    def row_count(self) -> int:
        """Rows, counting each from 0 to the last that a cell reaches."""
        return max((cell.row + cell.row_span for cell in self.cells), default=0)

    @property
    def column_count(self) -> int:
        """Columns, likewise."""
        return max((cell.column + cell.column_span for cell in self.cells), default=0)


class Evidence(TypedDict):
    """What is known of the words of one cell beyond their text; see ``Cell``."""

    confidence: float
    doubt: str | None
    readings: tuple[Reading, ...]
    candidates: tuple[Candidate, ...]


def evidence_of(words: Sequence[Word]) -> Evidence:
    """The least confidence, the first doubt, all readings, and the candidates: of two figures one may be dirt."""
    return Evidence(
        confidence=min((word.confidence for word in words), default=1.0),
        doubt=next((word.doubt for word in words if word.doubt), None),
        readings=tuple(reading for word in words for reading in word.readings),
        candidates=words[0].candidates if len(words) == 1 else tuple(_either(words)),
    )


def _either(words: Sequence[Word]) -> Iterator[Candidate]:
    """The candidates of two words, each as likely as the other to be what is printed; more words, or others than figures, are none."""
    if len(words) == _EITHER and all(word.candidates for word in words):
        for word in words:
            for candidate in word.candidates:
                yield replace(candidate, probability=_ONE_OF_TWO * candidate.probability)


def declared_grid(page: Page, table: SourceTable) -> Grid:
    """A table that the file declares, as a grid."""
    cells = tuple(
        Cell(
            row=cell.row,
            column=cell.column,
            row_span=cell.row_span,
            column_span=cell.column_span,
            text=cell.text,
            raw=cell.raw,
            box=cell.box,
            ink=cell.box if cell.text else None,
        )
        for cell in table.cells
    )
    return Grid(page=page.number, cells=cells, box=table.box, how=table.how)


def words_text(words: Iterable[Word]) -> tuple[str, str, tuple[tuple[Word, ...], ...]]:
    """Words of one cell as text, raw text and lines: lines parted by line breaks, words by blanks. Turned writing comes first."""
    several = sorted(words, key=lambda word: (word.upright, word.box.center[1]))
    lines: list[list[Word]] = []
    for word in several:
        if lines and _on_line(lines[-1][-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    ordered = tuple(tuple(sorted(line, key=lambda word: word.box.x0)) for line in lines)
    text = "\n".join(" ".join(word.text for word in line) for line in ordered)
    raw = "\n".join(" ".join(word.raw for word in line) for line in ordered)
    return text, raw, ordered


def _on_line(one: Word, other: Word) -> bool:
    if one.upright != other.upright:
        return False
    common = min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0)
    return common >= _SAME_LINE * min(one.box.height, other.box.height)
