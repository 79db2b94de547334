"""Pages that are pictures become pages with words, and their tables grids: cleaned, cut into lines of ink, and read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingest.characters import HAN, normal_text
from ingest.errors import BrokenSource
from ingest.geometry import Box, Homography, Transform
from ingest.pace import pages_ahead
from ingest.page import Page, Problem, Ruling, Source, Word
from ingest.picture import Picture
from layout.grid import Cell, Grid, evidence_of, words_text
from layout.pixels import PixelCell, PixelGrid, pixel_grids
from ocr.clean import CleanPage, CleanSettings, clean_page
from ocr.clean_turn import WayUp
from ocr.ink import Area, InkLine, InkSettings, Writing, cell_ink, ink_level, strip_lines, writing_of
from ocr.ink_edges import EdgeInkSettings, edge_ink, inside_rulings
from ocr.reading import Reader, read_lines
from ocr.spread import single_sheet
from ocr.straight_masks import Gray
from ocr.votes import Verdict, read_ink

__all__ = ["Digitised", "digitised", "ink_of_tables"]

_CLEANING = CleanSettings()
_SURE_WORDS = 0.7  # confidence from which characters tell which way up they are
_PLENTY = 4.0  # characters a line, read with confidence: what stands on its head never reads so well
_LEAST = 8  # pixels of the shorter side of a picture: less holds no character
_INSET = 1.5  # points from the middle of a ruling to where a cell's inside begins
_AROUND = 2.0  # points around a table that belong to its rulings
_FULL_LINE = 0.6  # share of a cell's width from which a line of writing may have been broken by the cell's edge
_LOWEST = 0.4  # of the height of a table's figures: what is lower is dirt, or a dash
_LOWEST_PRINT = 2.5  # points; figures of 6 pt type are 4 high, and what a seal leaves in cells may pass for tall figures
_LOWEST_UNKNOWN = 1.5  # points; where too few figures tell how high they are
_FLAT = 2.5  # times its height: so long is what was a dash
_TOO_LOW = 3.0  # points; no whole figure is as low: it is dirt, or what is left of one
_RULINGS, _CLOSE_RULINGS = EdgeInkSettings(), EdgeInkSettings(clear=0.0)
_INK, _CLOSE_INK = InkSettings(), InkSettings(pale=0.28)
_DARKEST_INK = (
    InkSettings(dark=0.72, pale=0.6),
    InkSettings(dark=0.85, pale=0.75),
)  # seals are paler than print, where they have no colour to be known by
_TOUCHING = 0.5  # share of a figure's height: a 1 may meet a ruling with more
_MOST_STROKES = 3.0  # met going down a column of what may be figures: a wide 2 has as many
_FEWEST_FIGURES = 8  # that tell how high a table's figures are
_LOWEST_ROW = 1.1  # times their height: a row that is no higher has lost a part of what was printed
_DASH = "—"
_FEWEST_DASHES = 4  # of one length, in a table of a fax where dashes stand for nothing
_AS_LONG = 0.25  # by which they may differ
_KEPT = 0.9  # of a fax's figures that are read for certain, so that none can have been lost without a trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Digitised:
    """A source whose pictures were read, and the grids found in them by page number."""

    source: Source
    grids: Mapping[int, tuple[Grid, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """A line of ink and its home: table and cell, or None for the open page. ``box`` in points of the clean sheet."""

    home: tuple[int, int] | None
    box: Box
    line: InkLine


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """A picture made ready: its tables without words, and its ink."""

    picture: Picture
    size: tuple[float, float]
    to_source: Transform
    steps: tuple[str, ...]
    rotation: int
    skew: float
    quality: float
    grids: tuple[PixelGrid, ...]
    spots: tuple[_Spot, ...]
    bilevel: bool


def digitised(source: Source, readers: Sequence[Reader], settings: CleanSettings = _CLEANING) -> Digitised:
    """The source with its pictures read, cleaned with these settings.

    Raises:
        BrokenSource: every page is a picture, and none can be decoded.
        OcrError: a reader failed.
    """
    sheets: dict[int, list[_Sheet]] = {}
    problems: list[Problem] = []
    fault: BrokenSource | None = None
    for page in source.pages:
        for picture in page.pictures:
            pages_ahead()
            try:
                sheets.setdefault(page.number, []).append(_sheet(picture, readers[0], settings))
            except BrokenSource as error:
                fault = error
                problems.append(Problem(code="page_unreadable", page=page.number, message=str(error)))
    if fault is not None and not sheets and all(page.pictures for page in source.pages):
        raise fault
    whole = [sheet for several in sheets.values() for sheet in several]
    spots = [(number, spot) for number, sheet in enumerate(whole) for spot in sheet.spots]
    tables = [spot.home and (number, spot.home[0]) for number, spot in spots]
    pages_ahead(len(sheets))
    verdicts = iter(read_ink([spot.line for _, spot in spots], readers, tables=tables))
    pages, grids = [], {}
    for page in source.pages:
        read = [_words_and_grids(page, sheet, [next(verdicts) for _ in sheet.spots]) for sheet in sheets.get(page.number, ())]
        pages.append(_page(page, sheets.get(page.number, []), [words for words, _ in read]))
        grids[page.number] = tuple(grid for _, several in read for grid in several)
    read_source = replace(source, pages=tuple(pages), problems=source.problems + tuple(problems))
    return Digitised(source=read_source, grids=grids)


def ink_of_tables(picture: Picture, reader: Reader, settings: CleanSettings = _CLEANING) -> Iterator[tuple[int, Box, InkLine]]:
    """The lines of ink in a picture's tables: the number of the table, and where they lie in the picture, in points.

    Raises:
        BrokenSource: the picture cannot be decoded.
        OcrError: the reader failed, which is asked which way is up.
    """
    sheet = _sheet(picture, reader, settings)
    for spot in sheet.spots:
        if spot.home is not None:
            yield spot.home[0], sheet.to_source.box(spot.box), spot.line


def _sheet(picture: Picture, reader: Reader, settings: CleanSettings) -> _Sheet:
    pixels = picture.pixels()
    if min(pixels.shape[:2]) < _LEAST:
        what = f"a picture of {pixels.shape[1]} x {pixels.shape[0]} pixels, too few"
        raise BrokenSource(f"its page {picture.page} has {what}; leave it out with --pages, or scan it again")
    clean = single_sheet(clean_page(pixels, picture.dpi, way_up=_way_up(reader), settings=settings))
    grids = pixel_grids(clean)
    return _Sheet(
        picture=picture,
        size=clean.size,
        to_source=clean.to_source,
        steps=clean.steps,
        rotation=clean.rotation,
        skew=round(clean.skew_degrees, 2),
        quality=clean.quality,
        grids=grids,
        spots=tuple(_spots(clean, grids)),
        bilevel=clean.bilevel,
    )


def _way_up(reader: Reader) -> WayUp:
    """Asks a reader which way up it reads more Chinese characters with confidence; where it reads none, pages are upright."""

    def sure(crops: Sequence[Gray]) -> float:
        read = [(reading.confidence, len(HAN.findall(reading.text))) for reading in read_lines(reader, crops)]
        return sum(confidence * count for confidence, count in read if confidence >= _SURE_WORDS)

    def upright(crops: Sequence[Gray]) -> bool:
        found = sure(crops)
        return found >= _PLENTY * len(crops) or found >= sure([crop[::-1, ::-1].copy() for crop in crops])

    return upright


def _spots(clean: CleanPage, grids: Sequence[PixelGrid]) -> Iterator[_Spot]:
    level, scale = ink_level(clean.gray), clean.dpi / 72
    paper = clean.gray.copy()
    for number, grid in enumerate(grids):
        areas = [_pixels(cell.box, -_INSET, scale) for cell in grid.cells]
        inside, writing = _ink_inside(clean, areas, level)
        usual = _figure_height(inside)
        lowest = min(_LOWEST * usual, _LOWEST_PRINT * scale) if usual else _LOWEST_UNKNOWN * scale
        lowest = 0.0 if clean.bilevel else lowest  # a fax may have lost most of a figure
        for index, (cell, lines) in enumerate(zip(grid.cells, inside, strict=True)):
            legible = tuple(line for line in lines if line.dash or line.height >= lowest)
            edge = None
            if all(line.figure for line in legible):
                edge = edge_ink(clean.gray, _pixels(cell.box, 0.0, scale), level, clean.dpi)
            if not legible and edge is None and usual and cell.box.height * scale < _LOWEST_ROW * usual:
                edge = _nothing_fits(_pixels(cell.box, 0.0, scale), clean)
            if legible and (edge or any(line.cut or line.unclear for line in legible)):
                whole = _close_to_rulings(clean, cell, level, writing, lowest)
                legible, edge = (whole, None) if whole else (legible, edge)
                if not whole and (beneath := _beneath(clean, areas[index], level, writing, lowest)):
                    legible, edge = beneath, None
            low = [line for line in lines if line.height >= _LOWEST_UNKNOWN * scale and not _flat(line)]  # dirt, or the rest of a figure
            for line in legible or ([edge] if edge else low[:1]):
                found = replace(line, cut=line.cut or edge is not None, rough=clean.bilevel, unclear=line.unclear or _too_low(line, scale))
                yield _Spot(home=(number, index), box=_in_points(line, scale), line=found)
        x0, y0, x1, y1 = _pixels(grid.box, _AROUND, scale)
        paper[max(y0, 0) : y1, max(x0, 0) : x1] = 255
    for line in strip_lines(paper, level, clean.dpi):
        yield _Spot(home=None, box=_in_points(line, scale), line=replace(line, rough=clean.bilevel))


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


def _too_low(line: InkLine, scale: float) -> str:
    """Why nobody should try to read a figure that low: specks pass for a 0 or a 1, and a 0 for nothing would not change any sum."""
    return "bits of ink are left here" if line.figure and not line.dash and line.height < _TOO_LOW * scale else ""


def _close_to_rulings(clean: CleanPage, cell: PixelCell, level: float, writing: Writing, lowest: float) -> tuple[InkLine, ...]:
    """The figures of a cell looked for right up to its rulings; none when they cannot be told from what they stand close to.

    ``level`` is the brightness of the page's darkest print, rulings among it.

    Some paper is left to the rulings first, for their soft edges may pass for print; as little as a pixel if the figures need it, and
    then what is no darker than those soft edges is paper. What meets a thin ruling with a curve or a corner is whole but for that.
    """
    scale = clean.dpi / 72
    for clear, ink in ((_RULINGS, _INK), (_CLOSE_RULINGS, _INK), (_CLOSE_RULINGS, _CLOSE_INK)):
        inside = inside_rulings(clean.gray, _pixels(cell.box, 0.0, scale), level, clean.dpi, clear, inset=round(_INSET * scale))
        if inside is None:
            continue
        lines = cell_ink(clean.gray, inside.area, level, clean.dpi, ink, rough=clean.bilevel, writing=writing)
        legible = tuple(line for line in lines if line.dash or line.height >= lowest)
        if not all(inside.holds(line.area) for line in legible):
            continue
        if legible and all(line.strokes <= _MOST_STROKES and not line.cut for line in legible):
            return legible
        if (
            clear is _CLOSE_RULINGS
            and legible
            and all(line.figure and line.touching < (1 if line.dash else _TOUCHING) and inside.ends(line.area) for line in legible)
        ):
            return tuple(replace(line, cut=False) for line in legible)
    return ()


def _beneath(clean: CleanPage, area: Area, level: float, writing: Writing, lowest: float) -> tuple[InkLine, ...]:
    """The one figure of a cell that is darker than what lies over it, a seal on a grey scan: never certain, its own strokes may pale."""
    for ink in () if clean.bilevel else _DARKEST_INK:
        lines = cell_ink(clean.gray, area, level, clean.dpi, ink, writing=writing)
        legible = tuple(replace(line, beside=True) for line in lines if line.dash or line.height >= lowest)
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
    return float(heights[len(heights) * 2 // 3]) if len(heights) >= _FEWEST_FIGURES else 0.0


def _in_points(line: InkLine, scale: float) -> Box:
    x0, y0, x1, y1 = line.area
    return Box(x0 / scale, y0 / scale, x1 / scale, y1 / scale)


def _words_and_grids(page: Page, sheet: _Sheet, verdicts: Sequence[Verdict]) -> tuple[tuple[Word, ...], tuple[Grid, ...]]:
    move = _on_page(sheet) if not sheet.picture.whole else None
    homes: dict[tuple[int, int], list[Word]] = {}
    loose: list[Word] = []
    verdicts = _without_lone_dashes(sheet, verdicts) if sheet.bilevel else verdicts
    for spot, verdict in zip(sheet.spots, verdicts, strict=True):
        word = _word(spot, verdict, move)
        if spot.home is not None:
            homes.setdefault(spot.home, []).append(word)
        elif word.text:
            loose.append(word)
    grids = tuple(_grid(page.number, number, grid, homes, move) for number, grid in enumerate(sheet.grids))
    if sheet.bilevel:
        grids = tuple(
            grid if _keeps_figures(sheet, verdicts, number) else replace(grid, cells=tuple(map(_perhaps_lost, grid.cells)))
            for number, grid in enumerate(grids)
        )
    words = (*(word for several in homes.values() for word in several if word.text), *loose)
    return words, grids


def _without_lone_dashes(sheet: _Sheet, verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts on a fax, whose threshold may have left a stroke of a figure: dashes are believed where their table has more of them."""
    widths: dict[int, list[float]] = {}
    for spot, verdict in zip(sheet.spots, verdicts, strict=True):
        if spot.home is not None and verdict.text == _DASH:
            widths.setdefault(spot.home[0], []).append(spot.box.width)

    def alone(spot: _Spot) -> bool:
        others = widths.get(spot.home[0], []) if spot.home is not None else []
        return sum(abs(width - spot.box.width) <= _AS_LONG * spot.box.width for width in others) < _FEWEST_DASHES

    lone = "it may be a mark for nothing, or what is left of a figure"
    return tuple(
        replace(verdict, doubt=lone) if verdict.text == _DASH and verdict.doubt is None and alone(spot) else verdict
        for spot, verdict in zip(sheet.spots, verdicts, strict=True)
    )


def _keeps_figures(sheet: _Sheet, verdicts: Sequence[Verdict], number: int) -> bool:
    """Whether the figures of a table on a fax came over whole: type that its threshold broke in one cell it has wiped out in another.

    Other tables of the page tell nothing: they may be set in larger or bolder type.
    """
    ink = zip(sheet.spots, verdicts, strict=True)
    figures = [verdict.doubt for spot, verdict in ink if spot.home is not None and spot.home[0] == number and spot.line.figure]
    return len(figures) >= _FEWEST_FIGURES and figures.count(None) >= _KEPT * len(figures)


def _perhaps_lost(cell: Cell) -> Cell:
    """Of an empty cell of a fax that broke figures nobody can say that nothing was printed there."""
    return cell if cell.text or cell.doubt else replace(cell, doubt="a fax, and an empty cell may have lost its figure")


def _on_page(sheet: _Sheet) -> Transform:
    """From a picture's clean sheet to the page that it is part of."""
    corner = sheet.picture.box
    return sheet.to_source.then(Transform((Homography((1, 0, corner.x0, 0, 1, corner.y0, 0, 0, 1)),)))


def _word(spot: _Spot, verdict: Verdict, move: Transform | None) -> Word:
    return Word(
        text=normal_text(verdict.text),
        raw=verdict.text,
        box=spot.box if move is None else move.box(spot.box),
        confidence=verdict.confidence,
        readings=verdict.readings,
        candidates=verdict.candidates,
        doubt=verdict.doubt,
    )


def _grid(page: int, number: int, grid: PixelGrid, homes: Mapping[tuple[int, int], Sequence[Word]], move: Transform | None) -> Grid:
    cells = tuple(_cell(cell, homes.get((number, index), ()), move) for index, cell in enumerate(grid.cells))
    return Grid(page=page, cells=cells, box=grid.box if move is None else move.box(grid.box))


def _cell(cell: PixelCell, words: Sequence[Word], move: Transform | None) -> Cell:
    text, raw, lines = words_text([word for word in words if word.text])
    ink = (
        Box(
            min(word.box.x0 for word in words),
            min(word.box.y0 for word in words),
            max(word.box.x1 for word in words),
            max(word.box.y1 for word in words),
        )
        if words
        else None
    )
    box = cell.box if move is None else move.box(cell.box)
    known = evidence_of(words)
    if cell.torn and known["doubt"] is None:
        known["doubt"] = "its edges could not be made out"
    return Cell(
        row=cell.row,
        column=cell.column,
        row_span=cell.row_span,
        column_span=cell.column_span,
        text=text,
        raw=raw,
        box=box,
        ink=ink,
        broken=len(lines) > 1 and lines[0][-1].box.x1 - lines[0][0].box.x0 >= _FULL_LINE * box.width,
        **known,
    )


def _page(page: Page, sheets: Sequence[_Sheet], words: Sequence[tuple[Word, ...]]) -> Page:
    if not sheets:
        return page
    first = sheets[0]
    if not first.picture.whole:
        steps = tuple(step for sheet in sheets for step in sheet.steps)
        return replace(page, kind="mixed", words=page.words + tuple(word for several in words for word in several), steps=steps)
    return replace(
        page,
        width=round(first.size[0], 2),
        height=round(first.size[1], 2),
        rotation=(page.rotation + first.rotation) % 360,
        skew=first.skew,
        quality=first.quality,
        steps=first.steps,
        words=words[0],
        rulings=tuple(_rulings(first.grids)),
        to_source=first.to_source,
        source_size=(page.width, page.height),
    )


def _rulings(grids: Sequence[PixelGrid]) -> Iterator[Ruling]:
    """The edges of all cells, each drawn once."""
    edges = {
        edge
        for grid in grids
        for cell in grid.cells
        for edge in (
            (cell.box.x0, cell.box.y0, cell.box.x1, cell.box.y0),
            (cell.box.x0, cell.box.y1, cell.box.x1, cell.box.y1),
            (cell.box.x0, cell.box.y0, cell.box.x0, cell.box.y1),
            (cell.box.x1, cell.box.y0, cell.box.x1, cell.box.y1),
        )
    }
    return (Ruling(*edge) for edge in sorted(edges))
