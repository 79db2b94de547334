"""The lines of ink on a clean page, each with its home: a cell of a table, or the open page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingest.geometry import Box
from layout.pixels import PixelCell, PixelGrid
from ocr.clean import CleanPage
from ocr.ink import cell_ink, writing_of
from ocr.ink_covered import COVERED, is_covered, may_hide
from ocr.ink_edges import EdgeInkSettings, edge_ink, goes_on_behind, inside_rulings
from ocr.ink_strips import strip_lines
from ocr.ink_types import BITS, Area, InkLine, InkSettings, Writing
from ocr.levels import print_level

__all__ = ["FEWEST_FIGURES", "Spot", "spots_of"]

_INSET = 1.5  # points from the middle of a ruling to where a cell's inside begins
_AROUND = 2.0  # points around a table that belong to its rulings
_LOWEST = 0.4  # of the height of a table's figures: what is lower is dirt, or a dash
_LOWEST_PRINT = 2.5  # points; figures of 6 pt type are 4 high, and what a seal leaves in cells may pass for tall figures
_LOWEST_UNKNOWN = 1.5  # points; where too few figures tell how high they are
_FLAT = 2.5  # times its height: so long is what was a dash
_TOO_LOW = 3.0  # points; no whole figure is as low: it is dirt, or what is left of one
_TOUCHING = 0.5  # share of a figure's height: a 1 may meet a ruling with more
_MOST_STROKES = 3.0  # met going down a column of what may be figures: a wide 2 has as many
_OFF_LINE = 0.3  # share of a figure's height: a dash stands in the middle of its row, the foot of a 2 lower
_FEWEST_IN_ROW = 4  # figures and marks that tell where that is
_NO_DASH = "it may be a mark for nothing, or what is left of a figure"
FEWEST_FIGURES = 8  # that tell how high a table's figures are
_DARK = 128
_REST = 0.75  # of a figure's height: what is left of a digit of it may be as high
_LOWEST_ROW = 1.1  # times their height: a row that is no higher has lost a part of what was printed
_RULINGS, _CLOSE_RULINGS = EdgeInkSettings(), EdgeInkSettings(clear=0.0)
_INK, _CLOSE_INK = InkSettings(), InkSettings(pale=0.28)
_DARKEST_INK = (
    InkSettings(dark=0.72, pale=0.6),
    InkSettings(dark=0.85, pale=0.75),
)  # seals are paler than print, where they have no colour to be known by


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A line of ink and its home: table and cell, or None for the open page. ``box`` in points of the clean sheet."""

    home: tuple[int, int] | None
    box: Box
    line: InkLine


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Written:
    """A table of a page as it is written. ``level`` is the brightness of the page's darkest print, ``usual`` the usual height of the
    table's figures, ``lowest`` that of the lowest that may be one, both in pixels, 0 where too few figures tell; ``scale``: pixels a point.
    """

    clean: CleanPage
    level: float
    writing: Writing
    usual: float
    lowest: float

    @property
    def scale(self) -> float:
        return self.clean.dpi / 72

    def legible(self, lines: Sequence[InkLine]) -> tuple[InkLine, ...]:
        """Those that are as high as a figure may be, and dashes."""
        return tuple(line for line in lines if line.dash or line.height >= self.lowest)


def spots_of(clean: CleanPage, grids: Sequence[PixelGrid]) -> Iterator[Spot]:
    """All ink of a page, that of its tables first, cell by cell.

    Args:
        clean: the page.
        grids: its tables.
    """
    level, scale = print_level(clean.gray, clean.dpi), clean.dpi / 72
    paper = clean.gray.copy()
    for number, grid in enumerate(grids):
        inside, writing = _ink_inside(clean, [_pixels(cell.box, -_INSET, scale) for cell in grid.cells], level)
        usual = _figure_height(inside)
        lowest = min(_LOWEST * usual, _LOWEST_PRINT * scale) if usual else _LOWEST_UNKNOWN * scale
        lowest = 0.0 if clean.bilevel else lowest  # a fax may have lost most of a figure
        written = _Written(clean=clean, level=level, writing=writing, usual=usual, lowest=lowest)
        found = [_with_stamps(written, cell, _ink_of_cell(written, cell, lines)) for cell, lines in zip(grid.cells, inside, strict=True)]
        found = _parted_figures(grid, found) if clean.bilevel else found
        middles = _row_middles(grid, found, _TOO_LOW * scale)
        for index, (cell, lines) in enumerate(zip(grid.cells, found, strict=True)):
            for line in lines:
                kept = replace(line, unclear=line.unclear or _NO_DASH) if _off_its_row(line, middles.get(cell.row)) else line
                yield Spot(home=(number, index), box=_in_points(line, scale), line=kept)
        x0, y0, x1, y1 = _pixels(grid.box, _AROUND, scale)
        paper[max(y0, 0) : y1, max(x0, 0) : x1] = 255
    outside = tuple(strip_lines(paper, level, clean.dpi))
    least = max(_TOO_LOW * scale, _LOWEST * _figure_height([outside]))
    for line in outside:
        if line.dash or line.height >= least:  # what is lower is dirt
            yield Spot(home=None, box=_in_points(line, scale), line=replace(line, rough=clean.bilevel))


def _ink_of_cell(written: _Written, cell: PixelCell, lines: Sequence[InkLine]) -> Iterator[InkLine]:
    """The lines of ink of a cell, given those that were found well inside it."""
    clean, scale = written.clean, written.scale
    legible, box = written.legible(lines), _pixels(cell.box, 0.0, scale)
    edge = edge_ink(clean.gray, box, written.level, clean.dpi)
    over = edge is not None
    if over and not all(line.figure for line in legible):
        edge = None  # words; figures among them may run over the edge, and are looked for no closer
    if not legible and edge is None and written.usual and cell.box.height * scale < _LOWEST_ROW * written.usual:
        edge = _nothing_fits(box, clean)
    if legible and (edge or any(line.cut or line.unclear for line in legible)):
        whole = _close_to_rulings(written, cell) or _beneath(written, cell)
        legible, edge, over = (whole, None, False) if whole else (legible, edge, over)
    legible = legible if clean.bilevel else _without_specks(legible, scale)
    low = [line for line in lines if line.height >= _LOWEST_UNKNOWN * scale and not _flat(line)]  # dirt, or the rest of a figure
    for line in legible or ([edge] if edge else low[:1]):
        cut = line.cut or over or edge is not None or goes_on_behind(clean.gray, box, line.area, written.level, clean.dpi)
        yield replace(line, cut=cut, rough=clean.bilevel, unclear=line.unclear or _too_low(line, scale))


def _with_stamps(written: _Written, cell: PixelCell, lines: Iterator[InkLine]) -> list[InkLine]:
    """The lines of ink of a cell, and what stamps may have hidden of them, or of one that nobody sees."""
    covered, all_of_it = written.clean.covered, list(lines)
    if covered is None:
        return all_of_it
    if all_of_it:
        return [_stamped(line, written.clean) if is_covered(line, covered) else line for line in all_of_it]
    area = _pixels(cell.box, -_INSET, written.scale)
    if not may_hide(area, covered, written.usual or _LOWEST_PRINT * written.scale):
        return []
    x0, y0, x1, y1 = area
    crop = np.ascontiguousarray(written.clean.gray[max(y0, 0) : y1, max(x0, 0) : x1])
    return [InkLine(area=area, crop=crop, strokes=0.0, figure=False, unclear=COVERED)]


def _stamped(line: InkLine, clean: CleanPage) -> InkLine:
    x0, y0, x1, y1 = line.area
    pad = round(_INK.margin * clean.dpi)
    page = clean.gray if clean.stamped is None else clean.stamped
    return replace(line, covered=True, stamped=np.ascontiguousarray(page[max(y0 - pad, 0) : y1 + pad, max(x0 - pad, 0) : x1 + pad]))


def _parted_figures(grid: PixelGrid, found: Sequence[list[InkLine]]) -> list[list[InkLine]]:
    """The lines of a fax's table, those cut off that have bits of ink just beyond the side of their cell: dots taken for a ruling may run
    through a figure, and of its digit on the other side only bits be left."""
    ends: dict[tuple[int, int], list[InkLine]] = {}
    starts: dict[tuple[int, int], list[InkLine]] = {}
    for cell, lines in zip(grid.cells, found, strict=True):
        for row in range(cell.row, cell.row + cell.row_span):
            ends.setdefault((row, cell.column + cell.column_span), []).extend(lines)
            starts.setdefault((row, cell.column), []).extend(lines)
    result = []
    for cell, lines in zip(grid.cells, found, strict=True):
        rows = range(cell.row, cell.row + cell.row_span)
        beside = [
            other for row in rows for other in (*ends.get((row, cell.column), ()), *starts.get((row, cell.column + cell.column_span), ()))
        ]
        result.append([replace(line, cut=line.cut or any(_is_rest_of(other, line) for other in beside)) for line in lines])
    return result


def _is_rest_of(bits: InkLine, line: InkLine) -> bool:
    """Whether bits of ink lie in the rows of a line, no farther from it than a digit is high."""
    x0, y0, x1, y1 = _extent(bits)
    high = line.height
    level = y0 < line.area[3] and line.area[1] < y1
    return level and max(x0 - line.area[2], line.area[0] - x1) < high and y1 - y0 < _REST * high


def _extent(line: InkLine) -> Area:
    """Where a line's ink lies; of a cell that holds nothing but bits its area is all of the cell."""
    rows, columns = np.nonzero(line.crop < _DARK) if line.unclear == BITS and line.crop.shape[0] == line.height else ((), ())
    if not len(rows):
        return line.area
    x0, y0 = line.area[:2]
    return x0 + int(min(columns)), y0 + int(min(rows)), x0 + int(max(columns)) + 1, y0 + int(max(rows)) + 1


def _row_middles(grid: PixelGrid, found: Sequence[Sequence[InkLine]], least: float) -> dict[int, tuple[float, float]]:
    """For each row of a table where its figures and marks have their middle, and how high its lowest figure is, in pixels; none where few
    of them tell."""
    rows: dict[int, list[InkLine]] = {}
    for cell, lines in zip(grid.cells, found, strict=True):
        if cell.row_span == 1 and len(lines) == 1 and (lines[0].dash or (lines[0].figure and lines[0].height >= least)):
            rows.setdefault(cell.row, []).append(lines[0])
    high = {row: [line.height for line in lines if not line.dash] for row, lines in rows.items()}
    return {
        row: (float(np.median([_middle(line) for line in lines])), float(min(high[row])))
        for row, lines in rows.items()
        if high[row] and len(lines) >= _FEWEST_IN_ROW
    }


def _off_its_row(line: InkLine, row: tuple[float, float] | None) -> bool:
    """Whether a dash stands so far from the middle of its row that it may be all that is seen of a figure: the foot of a 2, say."""
    return line.dash and row is not None and abs(_middle(line) - row[0]) > _OFF_LINE * row[1]


def _middle(line: InkLine) -> float:
    return (line.area[1] + line.area[3]) / 2


def _ink_inside(clean: CleanPage, areas: Sequence[Area], level: float) -> tuple[list[tuple[InkLine, ...]], Writing]:
    """The lines of writing in each cell of a table, and how its figures are written.

    Figures in thin type are paler than the page's darkest print; what they are told from paper by is their own darkness.
    """
    inside = [cell_ink(clean.gray, area, level, clean.dpi, rough=clean.bilevel) for area in areas]
    figures = [at for at, lines in enumerate(inside) if all(line.figure for line in lines)]
    if clean.bilevel:
        return inside, Writing(level=level)
    writing = writing_of(clean.gray, [areas[at] for at in figures], level, clean.grain, clean.dpi)
    for at in figures:
        inside[at] = cell_ink(clean.gray, areas[at], level, clean.dpi, writing=writing)
    return inside, writing


def _nothing_fits(area: Area, clean: CleanPage) -> InkLine:
    """What may have stood in a cell too low for figures: a torn picture shows a part of a row."""
    x0, y0, x1, y1 = area
    crop = np.ascontiguousarray(clean.gray[max(y0, 0) : y1, max(x0, 0) : x1])
    return InkLine(area=area, crop=crop, strokes=0.0, figure=False, unclear="its row is too low for a figure")


def _flat(line: InkLine) -> bool:
    """Whether it is as long as a dash, though too rough to be known for one."""
    x0, _, x1, _ = line.area
    return x1 - x0 >= _FLAT * line.height


def _without_specks(lines: tuple[InkLine, ...], scale: float) -> tuple[InkLine, ...]:
    """The lines of a cell without the specks above and below its print: too small for any, and in no line with it."""
    written = tuple(line for line in lines if line.dash or max(line.height, line.area[2] - line.area[0]) >= _TOO_LOW * scale)
    return written or lines


def _too_low(line: InkLine, scale: float) -> str:
    """Why nobody should try to read a figure that low: specks pass for a 0 or a 1, and a 0 for nothing would not change any sum."""
    return BITS if line.figure and not line.dash and line.height < _TOO_LOW * scale else ""


def _close_to_rulings(written: _Written, cell: PixelCell) -> tuple[InkLine, ...]:
    """The figures of a cell looked for right up to its rulings; none when they cannot be told from what they stand close to.

    Some paper is left to the rulings first, for their soft edges may pass for print; as little as a pixel if the figures need it, and
    then what is no darker than those soft edges is paper. What meets a thin ruling with a curve or a corner is whole but for that.
    """
    clean, level, scale = written.clean, written.level, written.scale
    for clear, ink in ((_RULINGS, _INK), (_CLOSE_RULINGS, _INK), (_CLOSE_RULINGS, _CLOSE_INK)):
        inside = inside_rulings(clean.gray, _pixels(cell.box, 0.0, scale), level, clean.dpi, clear, inset=round(_INSET * scale))
        if inside is None:
            continue
        legible = written.legible(cell_ink(clean.gray, inside.area, level, clean.dpi, ink, rough=clean.bilevel, writing=written.writing))
        if not all(inside.holds(line.area, clear) for line in legible):
            continue
        if legible and all(line.strokes <= _MOST_STROKES and not line.cut for line in legible):
            return legible
        if (
            clear is _CLOSE_RULINGS
            and legible
            and all(line.figure and (line.dash or line.touching < _TOUCHING) and inside.ends(line.area) for line in legible)
        ):
            return tuple(replace(line, cut=False) for line in legible)
    return ()


def _beneath(written: _Written, cell: PixelCell) -> tuple[InkLine, ...]:
    """The one figure of a cell that is darker than what lies over it, a seal on a grey scan: never certain, its own strokes may pale."""
    clean, area = written.clean, _pixels(cell.box, -_INSET, written.scale)
    for ink in () if clean.bilevel else _DARKEST_INK:
        lines = cell_ink(clean.gray, area, written.level, clean.dpi, ink, writing=written.writing)
        legible = tuple(replace(line, beside=True) for line in written.legible(lines))
        if len(legible) == 1 and legible[0].figure and not legible[0].cut and not legible[0].unclear:
            return legible
    return ()


def _pixels(box: Box, around: float, scale: float) -> tuple[int, int, int, int]:
    """A box in pixels, so many points larger on every side."""
    return (
        round((box.x0 - around) * scale),
        round((box.y0 - around) * scale),
        round((box.x1 + around) * scale),
        round((box.y1 + around) * scale),
    )


def _figure_height(cells: Sequence[Sequence[InkLine]]) -> float:
    """The usual height of a table's figures, in pixels; 0 when it has next to none."""
    heights = sorted(line.height for lines in cells for line in lines if line.figure and not line.dash)
    return float(heights[len(heights) * 2 // 3]) if len(heights) >= FEWEST_FIGURES else 0.0


def _in_points(line: InkLine, scale: float) -> Box:
    x0, y0, x1, y1 = line.area
    return Box(x0 / scale, y0 / scale, x1 / scale, y1 / scale)
