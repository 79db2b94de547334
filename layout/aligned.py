"""Words that stand in columns without rulings become a grid: the last resort, and told as such."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.geometry import Box, enclosing
from ingest.page import Page, Word
from layout.figures import parse_figure
from layout.grid import Cell, Grid, evidence_of, words_text

__all__ = ["aligned_grids"]

_CELL_GAP = 1.0  # of the line's height: words that are closer belong to one cell
_FEWEST_LINES = 1  # lines with figures that make a table; what then fits no form goes back to the narrative
_LABEL_LINES = 2  # lines without figures that may stand between two lines with some (labels that run over)
_GUTTER = 2.0  # points without ink, over all lines, that part two columns

_Line = tuple[tuple[Word, ...], ...]  # a line's cells, each some words


def aligned_grids(page: Page, taken: Sequence[Box]) -> tuple[Grid, ...]:
    """Grids of the words outside ``taken``: runs of lines with figures whose gaps fall together."""
    words = [word for word in page.words if word.upright and not any(box.holds(*word.box.center) for box in taken)]
    lines = [_cells_of(line) for line in words_text(words)[2]]
    return tuple(grid for run in _runs(lines) if (grid := _grid(page, run)) is not None)


def _cells_of(line: Sequence[Word]) -> _Line:
    cells: list[list[Word]] = []
    for word in line:
        if cells and word.box.x0 - cells[-1][-1].box.x1 < _CELL_GAP * word.box.height:
            cells[-1].append(word)
        else:
            cells.append([word])
    return tuple(tuple(cell) for cell in cells)


def _runs(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    run: list[_Line] = []
    since = 0
    for line in lines:
        if _has_figures(line):
            since = 0
            run.append(line)
        elif run and since < _LABEL_LINES and len(line) <= 2:
            since += 1
            run.append(line)
        else:
            yield from _long_enough(run, since)
            run, since = [], 0
    yield from _long_enough(run, since)


def _long_enough(run: list[_Line], since: int) -> Iterator[list[_Line]]:
    run = run[: len(run) - since] if since else run
    if sum(map(_has_figures, run)) >= _FEWEST_LINES:
        yield run


def _has_figures(line: _Line) -> bool:
    return len(line) > 1 and any(_is_figure(cell) for cell in line[1:])


def _is_figure(cell: Sequence[Word]) -> bool:
    return parse_figure(" ".join(word.text for word in cell), {}) is not None


def _grid(page: Page, run: Sequence[_Line]) -> Grid | None:
    """The run's cells in columns between gutters; None when it has but one column."""
    boxes = [box for line in run if _has_figures(line) for cell in line if (box := enclosing(word.box for word in cell))]
    gutters = _gutters(boxes)
    if not gutters:
        return None
    cells = [cell for row, line in enumerate(run) for cell in _row(row, line, gutters)]
    whole = enclosing(cell.box for cell in cells)
    return Grid(page=page.number, cells=tuple(cells), box=whole, how="aligned") if whole else None


def _gutters(boxes: Sequence[Box]) -> tuple[float, ...]:
    """The middles of the upright strips that no cell of any line touches."""
    gutters = []
    reach = None
    for box in sorted(boxes):
        if reach is not None and box.x0 - reach >= _GUTTER:
            gutters.append((box.x0 + reach) / 2)
        reach = box.x1 if reach is None else max(reach, box.x1)
    return tuple(gutters)


def _row(row: int, line: _Line, gutters: Sequence[float]) -> Iterator[Cell]:
    """One cell for every column; several cells of the line in one column stay together."""
    top = min(word.box.y0 for cell in line for word in cell)
    bottom = max(word.box.y1 for cell in line for word in cell)
    edges = (float("-inf"), *gutters, float("inf"))
    for column, (left, right) in enumerate(pairwise(edges)):
        words = [word for cell in line for word in cell if left <= word.box.center[0] < right]
        text, raw, _ = words_text(words)
        ink = enclosing(word.box for word in words)
        x0, x1 = max(left, 0.0), min(right, 1e4)
        yield Cell(row=row, column=column, text=text, raw=raw, box=ink or Box(x0, top, x1, bottom), ink=ink, **evidence_of(words))
