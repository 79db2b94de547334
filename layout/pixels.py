"""The picture of a clean page becomes grids: rows, columns and merged cells, as its rulings show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from ingest.geometry import Box
from layout.pixels_cells import CellSettings, Lattice, merged_cells, table_lattices
from layout.pixels_edges import Picture, picture_of
from layout.pixels_fills import FillSettings, with_fill_edges
from layout.pixels_lines import SegmentSettings, joined, meeting, segments_of, without_creases
from layout.pixels_shine import ShineSettings, shines_through
from ocr.clean import WORKING_DPI, CleanPage
from ocr.straight_masks import Gray, Lines, LineSettings, long_lines, with_long_lines, without_characters

__all__ = ["PixelCell", "PixelGrid", "PixelSettings", "pixel_grids"]

POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelSettings:
    """The settings of every step."""

    fills: FillSettings = field(default_factory=FillSettings)
    lines: LineSettings = field(default_factory=LineSettings)
    segments: SegmentSettings = field(default_factory=SegmentSettings)
    cells: CellSettings = field(default_factory=CellSettings)
    shine: ShineSettings = field(default_factory=ShineSettings)
    frame: float = 0.5  # of its area, that the largest cell of a mere frame takes up
    frame_cells: int = 6  # that it has at most
    frame_high: float = 1.5  # inches of that cell: no cell of a form is as high beside so few others


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelCell:
    """A cell without its text; ``box`` in points of the clean page. ``torn``: its edges did not close to a rectangle."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    box: Box
    torn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelGrid:
    """The cells of one table, row by row; ``confidence`` (0 to 1) is how clearly each edge was there or not."""

    cells: tuple[PixelCell, ...]
    box: Box
    row_count: int
    column_count: int
    confidence: float


def pixel_grids(clean: CleanPage, settings: PixelSettings = PixelSettings()) -> tuple[PixelGrid, ...]:
    """The ruled tables of a clean page, top to bottom."""
    gray, dpi = _working(clean)
    bare = without_characters(gray, dpi, settings.lines)
    lines = long_lines(bare, dpi, settings.lines)
    voting, broken = settings.lines, clean.bilevel or not lines.clear
    if broken:
        lines, voting = with_long_lines(lines, bare, dpi, settings.lines), settings.lines.dotted
    lines, edged = with_fill_edges(lines, gray, dpi, settings.fills)
    picture = picture_of(edged, lines, dpi, voting, settings.cells.edges)
    lattices = [one for one in _lattices(lines, picture, dpi, broken, settings) if not shines_through(one, gray, dpi, settings.shine)]
    grids = [_grid(lattice, dpi) for lattice in lattices]
    tables = [grid for grid in grids if len(grid.cells) > 1 and not _is_frame(grid, settings)]
    return tuple(sorted(tables, key=lambda grid: (grid.box.y0, grid.box.x0)))


def _is_frame(grid: PixelGrid, settings: PixelSettings) -> bool:
    """Whether rulings frame what they do not part: of a table whose inner rulings a fax has wiped out its frame may be left."""
    largest = max((cell.box for cell in grid.cells), key=lambda box: box.width * box.height)
    share = largest.width * largest.height / (grid.box.width * grid.box.height)
    return len(grid.cells) <= settings.frame_cells and largest.height >= settings.frame_high * POINTS_PER_INCH and share >= settings.frame


def _working(clean: CleanPage) -> tuple[Gray, float]:
    if clean.dpi <= WORKING_DPI:
        return clean.red_free, clean.dpi
    scale = WORKING_DPI / clean.dpi
    return np.asarray(cv2.resize(clean.red_free, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8), WORKING_DPI


def _lattices(lines: Lines, picture: Picture, dpi: float, broken: bool, settings: PixelSettings) -> Sequence[Lattice]:
    sizes = settings.segments
    gap, near = (sizes.broken_gap if broken else sizes.gap) * dpi, sizes.in_line * dpi
    level = joined(segments_of(lines.level, dpi, sizes, level=True), gap, near, sizes.hidden * dpi)
    upright = joined(segments_of(lines.upright, dpi, sizes, level=False), gap, near, 0.0)  # between uprights one table ends
    height, width = lines.level.shape
    level, upright = without_creases(level, width, dpi, sizes), without_creases(upright, height, dpi, sizes)
    level, upright = meeting(level, upright, dpi, sizes)
    cells = replace(settings.cells, edges=settings.cells.edges.broken) if broken else settings.cells
    return table_lattices(level, upright, picture, dpi, cells)


def _grid(lattice: Lattice, dpi: float) -> PixelGrid:
    unit = POINTS_PER_INCH / dpi
    xs, ys = (tuple((place + 0.5) * unit for place in places) for places in (lattice.columns, lattice.rows))
    cells = tuple(
        PixelCell(
            row=row,
            column=column,
            row_span=row_span,
            column_span=column_span,
            box=Box(xs[column], ys[row], xs[column + column_span], ys[row + row_span]),
            torn=torn,
        )
        for row, column, row_span, column_span, torn in merged_cells(lattice)
    )
    return PixelGrid(
        cells=cells,
        box=Box(xs[0], ys[0], xs[-1], ys[-1]),
        row_count=len(ys) - 1,
        column_count=len(xs) - 1,
        confidence=lattice.confidence,
    )
