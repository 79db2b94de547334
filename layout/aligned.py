"""Words that stand in columns without rulings become a grid: the last resort, and told as such."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.geometry import Box, enclosing
from ingest.page import Page, Word
from layout.figures import parse_figure
from layout.grid import Cell, Grid, evidence_of, words_text

__all__ = ["aligned_grids"]

_CELL_GAP = 1.0  # of the line's height: words that are closer belong to one cell
_LABEL_LINES = 2  # lines without figures that may stand between two lines with some (labels that run over)
_MOST_LABEL_LINES = 4  # likewise, where they end left of all figures
_GUTTER = 2.0  # points without ink, over nearly all lines, that part two columns
_SEVERAL = 5  # lines of which one may cross a gutter all the same
_ACROSS = 0.1  # share of the lines with figures that may cross a gutter: two of them read as one, or dirt
_NEAR = 1.3  # of the usual distance from a line to the next, that the rest of a label stands from its line
_UNIT = 3  # characters
_FEWEST_MARKS = 2  # marks for nothing that make a line one with figures
_MARKS = frozenset("/／-－–—─")
_HEADER_GAP = 3.0  # times its height, from a line of the header to what is below
_CLEARLY = 0.8  # of the distance to the next nearest line with figures
_Line = tuple[tuple[Word, ...], ...]  # a line's cells, each some words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """The words of a row: of its label, what stands before that, and its figures."""

    side: tuple[Word, ...]
    label: tuple[Word, ...]
    values: tuple[Word, ...]


def aligned_grids(page: Page, taken: Sequence[Box]) -> tuple[Grid, ...]:
    """Grids of the words outside ``taken``: runs of lines with figures whose gaps fall together.

    A label may run over several lines: what stands above or below its figures belongs to the nearest line with some.
    """
    words = [word for word in page.words if word.upright and not any(box.holds(*word.box.center) for box in taken)]
    lines = [_cells_of(line) for line in words_text(words)[2]]
    return tuple(grid for above, run in _runs(lines) if (grid := _grid(page, run, above)) is not None)


def _cells_of(line: Sequence[Word]) -> _Line:
    cells: list[list[Word]] = []
    for word in line:
        if cells and word.box.x0 - cells[-1][-1].box.x1 < _CELL_GAP * word.box.height:
            cells[-1].append(word)
        else:
            cells.append([word])
    return tuple(tuple(cell) for cell in cells)


def _runs(lines: Sequence[_Line]) -> Iterator[tuple[Sequence[_Line], list[_Line]]]:
    """Runs of lines with figures, and those that stand between them; each with the lines above it."""
    run: list[_Line] = []
    since = 0
    for at, line in enumerate(lines):
        if _has_figures(line):
            since = 0
            run.append(line)
        elif run and since < (_MOST_LABEL_LINES if _ends_before_figures(line, run) else _LABEL_LINES if len(line) <= 2 else 0):
            since += 1
            run.append(line)
        elif run:
            yield lines[: at - len(run)], run[: len(run) - since]
            run, since = [], 0
    if run:
        yield lines[: len(lines) - len(run)], run[: len(run) - since]


def _ends_before_figures(line: _Line, run: Sequence[_Line]) -> bool:
    """Whether a line ends left of all figures of a run."""
    return line[-1][-1].box.x1 < min(cell[0].box.x0 for one in run for cell in one[1:] if _is_figure(cell) or _is_mark(cell))


def _has_figures(line: _Line) -> bool:
    return len(line) > 1 and (any(map(_is_figure, line[1:])) or sum(map(_is_mark, line[1:])) >= _FEWEST_MARKS)


def _is_figure(cell: Sequence[Word]) -> bool:
    return parse_figure(" ".join(word.text for word in cell), {}) is not None


def _is_mark(cell: Sequence[Word]) -> bool:
    return len(cell) == 1 and cell[0].text in _MARKS


def _grid(page: Page, run: Sequence[_Line], above: Sequence[_Line]) -> Grid | None:
    """The run's cells in columns between gutters, and the area of these and of their header; None when it has but one column."""
    figures = [line for line in run if _has_figures(line)]
    gutters = _gutters([[box for cell in line if (box := enclosing(word.box for word in cell))] for line in figures])
    if not gutters:
        return None
    begins = _values_begin(figures, gutters)
    rows = _with_whole_labels(run, gutters[begins])
    side = any(row.side for row in rows)
    cells = [cell for number, row in enumerate(rows) for cell in _row_cells(number, row, gutters[begins:], side=side)]
    header = _header(run, above, gutters[begins])
    whole = enclosing([*(cell.box for cell in cells), *(word.box for line in header for cell in line for word in cell)])
    return Grid(page=page.number, cells=tuple(cells), box=whole, how="aligned") if whole else None


def _gutters(lines: Sequence[Sequence[Box]]) -> tuple[float, ...]:
    """The middles of the upright strips that the cells of next to no line touch."""
    ends = sorted([(box.x0, 1) for line in lines for box in line] + [(box.x1, -1) for line in lines for box in line])
    most = max(int(_ACROSS * len(lines)), 1 if len(lines) >= _SEVERAL else 0)
    gutters: list[float] = []
    left, across = None, 0
    for at, step in ends:
        before, across = across, across + step
        if before <= most < across and left is not None and at - left >= _GUTTER:
            gutters.append((at + left) / 2)
        if across <= most < before:
            left = at
    return tuple(gutters)


def _header(run: Sequence[_Line], above: Sequence[_Line], stub: float) -> list[_Line]:
    """The lines close above a run that stand in several columns, or right of the labels."""
    header: list[_Line] = []
    below = run[0]
    for line in reversed(above):
        top, bottom = min(cell[0].box.y0 for cell in below), max(cell[0].box.y1 for cell in line)
        if top - bottom > _HEADER_GAP * line[0][0].box.height or (len(line) == 1 and line[0][0].box.x0 < stub):
            break
        header.append(line)
        below = line
    return header


def _values_begin(lines: Sequence[_Line], gutters: Sequence[float]) -> int:
    """Which gutter is the one before the first column in which most cells hold figures or marks, or are as short as units."""
    for at, (left, right) in enumerate(pairwise((*gutters, float("inf")))):
        cells = [cell for line in lines for cell in line if left <= _across(cell) < right]
        short = sum(sum(len(word.text) for word in cell) <= _UNIT for cell in cells)
        if 2 * max(short, sum(_is_figure(cell) or _is_mark(cell) for cell in cells)) > len(cells):
            return at
    return 0


def _with_whole_labels(run: Sequence[_Line], stub: float) -> list[_Row]:
    """The rows of the lines with figures, each with all of its label, which ends at the stub's end; lines that are part of no label by
    themselves. What stands left of a label is no part of it.
    """
    places = [median([word.box.center[1] for cell in line for word in cell]) for line in run]
    usual = median([after - before for before, after in pairwise(places)]) if len(run) > 1 else 0.0
    figures = [at for at, line in enumerate(run) if _has_figures(line)]
    rows = {at: _split(run[at], stub) for at in figures}
    for at in sorted(set(range(len(run))).difference(figures)):
        split = _split(run[at], stub)
        (away, nearest), *others = sorted((abs(places[row] - places[at]), row) for row in figures)
        clearly = away <= _NEAR * usual and all(away <= _CLEARLY * other for other, _ in others)
        row = rows[nearest]
        if row.label and split.label and _across(split.label) <= row.label[0].box.x0:
            split = _Row(side=split.side + split.label, label=(), values=split.values)
        if split.values or (split.label and not clearly):
            rows[at] = split
        else:
            rows[nearest] = _Row(side=row.side + split.side, label=row.label + split.label, values=row.values)
    return [rows[at] for at in sorted(rows)]


def _split(line: _Line, stub: float) -> _Row:
    """A line's label and values. What stands before the label is no part of it, nor is a single character: the name of a group runs down
    the side of its rows."""
    before = [cell for cell in line if _across(cell) < stub]
    label = before[-1:] if before and (len(before) > 1 or len("".join(word.text for word in before[-1])) > 1) else []
    side = before[: len(before) - len(label)]
    return _Row(
        side=tuple(word for cell in side for word in cell),
        label=tuple(word for cell in label for word in cell),
        values=tuple(word for cell in line[len(before) :] for word in cell),
    )


def _across(cell: Sequence[Word]) -> float:
    return (cell[0].box.x0 + cell[-1].box.x1) / 2


def _row_cells(number: int, row: _Row, gutters: Sequence[float], *, side: bool) -> Iterator[Cell]:
    """One cell for every column; several cells of the row in one column stay together. ``side``: a column stands before the labels."""
    around = enclosing(word.box for word in (*row.side, *row.label, *row.values))
    assert around is not None  # no line is without words
    edges = [around.x0, *gutters, max(around.x1, gutters[-1])]
    values = [[word for word in row.values if left <= word.box.center[0] < right] for left, right in pairwise((*gutters, float("inf")))]
    stub = ([list(row.side)] if side else []) + [list(row.label)]
    for column, words in enumerate((*stub, *values)):
        text, raw, _ = words_text(words)
        ink = enclosing(word.box for word in words)
        place = max(0, column - side)
        empty = Box(min(edges[place : place + 2]), around.y0, max(edges[place : place + 2]), around.y1)
        yield Cell(row=number, column=column, text=text, raw=raw, box=ink or empty, ink=ink, **evidence_of(words))
