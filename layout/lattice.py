"""Rulings and words become grids, through camelot's lattice; the one place that imports camelot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ingest.geometry import Box, enclosing
from ingest.page import Page, Word
from layout.grid import Cell, Grid, words_text
from layout.rulings import Frame, meeting_rulings

__all__ = ["ruled_grids"]

_TOLERANCE = 2  # points; camelot's own default for lines and joints
_OVER = 0.25  # share of a figure's width on the wrong side of an edge from which nobody can be sure whose it is
_DIGIT, _STOP = 0.4, 0.6  # of the height: most of a digit's width; the empty part of a stop's body, which hangs over edges
_FULL_LINE = 0.6  # share of the cell's width from which a line of writing may have been broken by the cell's edge


def ruled_grids(page: Page) -> tuple[Grid, ...]:
    """The grids of a page's rulings, top to bottom, with the page's words in their cells.

    camelot's vector engine is fed the rulings that ingest found instead of reading the file once more: same grids, without the
    parsing that takes most of its time (docs/decisions.md has the measurement).
    """
    if len(page.rulings) < 4:
        return ()
    frame = meeting_rulings(page.rulings)
    grids = [_grid(page, table) for table in _camelot_tables(frame, page.height)]
    return tuple(sorted((grid for grid in grids if len(grid.cells) > 1), key=lambda grid: (grid.box.y0, grid.box.x0)))


def _camelot_tables(frame: Frame, height: float) -> Iterator[Any]:
    """camelot's tables (their coordinates run upwards), each with the edges of its cells set."""
    from camelot.core import Table
    from camelot.image_processing import find_joints_from_lines
    from camelot.parsers.lattice import Lattice
    from camelot.utils import segments_in_bbox

    level = [(x0, height - y, x1, height - y) for y, x0, x1 in frame.level]
    upright = [(x, height - y1, x, height - y0) for x, y0, y1 in frame.upright]
    parser = Lattice(engine="vector", line_tol=_TOLERANCE, joint_tol=_TOLERANCE)
    parser.table_bbox_parses = {bbox: {"joints": joints} for bbox, joints in find_joints_from_lines(level, upright).items()}
    parser._compute_table_anchors()
    for bbox, parse in parser.table_bbox_parses.items():
        columns = list(zip(parse["col_anchors"], parse["col_anchors"][1:], strict=False))
        rows = list(zip(parse["row_anchors"], parse["row_anchors"][1:], strict=False))
        if not columns or not rows:
            continue
        vertical, horizontal = segments_in_bbox(bbox, upright, level)
        yield Table(columns, rows).set_edges(vertical, horizontal, joint_tol=_TOLERANCE).set_border()


def _grid(page: Page, table: Any) -> Grid:
    merged = list(_merged(table))
    boxes = [_box(table, page.height, *area) for area in merged]
    inside: list[list[Word]] = [[] for _ in boxes]
    whole = enclosing(boxes) or Box(0, 0, 0, 0)
    for word in page.words:
        x, y = word.box.center
        if whole.holds(x, y):
            at = next((index for index, box in enumerate(boxes) if box.holds(x, y)), None)
            if at is not None:
                inside[at].append(word)
    figures = [word for words in inside for word in words if any(map(str.isdigit, word.text))]
    cells = tuple(_cell(area, box, words, page.marks, figures) for area, box, words in zip(merged, boxes, inside, strict=True))
    return Grid(page=page.number, cells=cells, box=whole)


def _merged(table: Any) -> Iterator[tuple[int, int, int, int]]:
    """The table's cells as (row, column, row span, column span): atomic cells without an edge between them are one."""
    taken: set[tuple[int, int]] = set()
    cells = table.cells
    for row, line in enumerate(cells):
        for column in range(len(line)):
            if (row, column) in taken:
                continue
            right = column
            while right + 1 < len(line) and not cells[row][right].right and (row, right + 1) not in taken:
                right += 1
            bottom = row
            while bottom + 1 < len(cells) and not any(cells[bottom][c].bottom for c in range(column, right + 1)):
                bottom += 1
            taken.update((r, c) for r in range(row, bottom + 1) for c in range(column, right + 1))
            yield row, column, bottom - row + 1, right - column + 1


def _box(table: Any, height: float, row: int, column: int, row_span: int, column_span: int) -> Box:
    first, last = table.cells[row][column], table.cells[row + row_span - 1][column + column_span - 1]
    return Box(float(first.x1), height - float(first.y2), float(last.x2), height - float(last.y1))


def _cell(area: tuple[int, int, int, int], box: Box, words: Sequence[Word], marks: Sequence[Box], figures: Sequence[Word]) -> Cell:
    text, raw, lines = words_text(words)
    first = enclosing(word.box for word in lines[0]) if lines else None
    return Cell(
        row=area[0],
        column=area[1],
        row_span=area[2],
        column_span=area[3],
        text=text,
        raw=raw,
        box=box,
        ink=enclosing(word.box for word in words),
        doubt=_doubt(box, words, marks, figures),
        broken=len(lines) > 1 and first is not None and first.width >= _FULL_LINE * box.width,
    )


def _doubt(box: Box, words: Sequence[Word], marks: Sequence[Box], figures: Sequence[Word]) -> str | None:
    """Why what is read in a cell may not be all that is printed in it."""
    if any(word.confidence < 1 for word in words) or any(_reaches_over(word, box, word in words) for word in figures):
        return "a figure runs over the edge of its cell"
    if not words and any(box.holds(*mark.center) for mark in marks):
        return "something is drawn here that is no text"
    return None


def _reaches_over(word: Word, box: Box, inside: bool) -> bool:
    """Whether a good part of a figure of this cell lies outside it, or of a neighbour's inside."""
    if not box.y0 <= word.box.center[1] <= box.y1:
        return False
    right = word.box.x1 - (_STOP * word.box.height if word.text[-1] in "。,;:)\"'、》」" else 0.0)
    writing = Box(word.box.x0, word.box.y0, max(right, word.box.x0 + 0.1), word.box.y1)
    shared = writing.overlap_x(box)
    over = writing.width - shared if inside else shared
    return over > min(_OVER * writing.width, _DIGIT * writing.height)
