"""Pages that are pictures become pages with words, and their tables grids: cleaned, cut into lines of ink, and read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.characters import HAN, normal_text
from ingest.errors import BrokenSource
from ingest.geometry import Box, Homography, Transform
from ingest.pace import pages_ahead
from ingest.page import Page, Problem, Ruling, Source, Word
from ingest.picture import Picture
from layout.faxes import FaxTable, figure_doubts, is_dirt, keeps_figures, without_lone_dashes
from layout.grid import Cell, Grid, evidence_of, words_text
from layout.pixels import PixelCell, PixelGrid, pixel_grids
from layout.spots import Spot, spots_of
from ocr.clean import CleanSettings, clean_page
from ocr.clean_turn import WayUp
from ocr.ink_types import BITS, InkLine
from ocr.reading import Reader, read_lines
from ocr.spread import single_sheet
from ocr.straight_masks import Gray
from ocr.votes import Verdict, read_ink

__all__ = ["Digitised", "digitised", "ink_of_tables"]

_CLEANING = CleanSettings()
_SURE_WORDS = 0.7  # confidence from which characters tell which way up they are
_PLENTY = 4.0  # characters a line, read with confidence: what stands on its head never reads so well
_LEAST = 8  # pixels of the shorter side of a picture: less holds no character
_TWO_COLUMNS = 2.5  # heights between digits: no figure is set as wide
_FEWEST_TWINS = 2  # cells with such figures
_FULL_LINE = 0.6  # share of a cell's width from which a line of writing may have been broken by the cell's edge


@dataclass(frozen=True, slots=True, kw_only=True)
class Digitised:
    """A source whose pictures were read, and the grids found in them by page number."""

    source: Source
    grids: Mapping[int, tuple[Grid, ...]]


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
    spots: tuple[Spot, ...]
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
    said = read_ink([spot.line for _, spot in spots], readers, tables=tables)
    figures = figure_doubts([(spot, verdict) for (_, spot), verdict in zip(spots, said, strict=True)])
    verdicts = iter(said)
    pages, grids = [], {}
    for page in source.pages:
        read = [_words_and_grids(page, sheet, [next(verdicts) for _ in sheet.spots], figures) for sheet in sheets.get(page.number, ())]
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
        spots=tuple(spots_of(clean, grids)),
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


def _words_and_grids(
    page: Page, sheet: _Sheet, verdicts: Sequence[Verdict], figures: tuple[str | None, ...]
) -> tuple[tuple[Word, ...], tuple[Grid, ...]]:
    move = _on_page(sheet) if not sheet.picture.whole else None
    homes: dict[tuple[int, int], list[Word]] = {}
    loose: list[Word] = []
    verdicts = without_lone_dashes(sheet.spots, verdicts) if sheet.bilevel else verdicts
    tables = {number: _fax_table(sheet, verdicts, number, figures) for number in range(len(sheet.grids))} if sheet.bilevel else {}
    whole = {number for number, table in tables.items() if keeps_figures(table)}
    for spot, verdict in zip(sheet.spots, verdicts, strict=True):
        word = _word(spot, verdict, move)
        if spot.home is None:
            loose += [word] if word.text else []
        elif spot.home[0] not in whole or not is_dirt(spot, verdict, tables[spot.home[0]]):
            homes.setdefault(spot.home, []).append(word)
    grids = tuple(_grid(page.number, number, grid, homes, move) for number, grid in enumerate(sheet.grids))
    grids = tuple(
        replace(grid, cells=tuple(map(_perhaps_lost, grid.cells))) if number in tables and number not in whole else grid
        for number, grid in enumerate(grids)
    )
    grids = tuple(_without_twins(grid, _twin_columns(sheet, verdicts, number)) for number, grid in enumerate(grids))
    words = (*(word for several in homes.values() for word in several if word.text), *loose)
    return words, grids


def _twin_columns(sheet: _Sheet, verdicts: Sequence[Verdict], number: int) -> frozenset[int]:
    """The columns of a table of which several cells hold figures far from each other: the ruling between two columns is lost."""
    cells = sheet.grids[number].cells
    wide = Counter(
        cells[spot.home[1]].column
        for spot, verdict in zip(sheet.spots, verdicts, strict=True)
        if spot.home is not None and spot.home[0] == number and _is_parted(spot.line) and not HAN.search(verdict.text)
    )
    return frozenset(column for column, count in wide.items() if count >= _FEWEST_TWINS)


def _is_parted(line: InkLine) -> bool:
    """Whether figures stand far from each other in it; the dots of a ruling do too."""
    return line.gap > _TWO_COLUMNS and line.unclear != BITS


def _without_twins(grid: Grid, columns: frozenset[int]) -> Grid:
    """The table with the figures and the empty cells of such columns in doubt: a figure alone may stand in either of the two."""
    doubt = "its column may be two, the ruling between them lost"
    cells = (
        replace(cell, doubt=doubt) if cell.column in columns and cell.doubt is None and not HAN.search(cell.text) else cell
        for cell in grid.cells
    )
    return replace(grid, cells=tuple(cells)) if columns else grid


def _fax_table(sheet: _Sheet, verdicts: Sequence[Verdict], number: int, figures: tuple[str | None, ...]) -> FaxTable:
    page = tuple(zip(sheet.spots, verdicts, strict=True))
    ink = tuple((spot, verdict) for spot, verdict in page if spot.home is not None and spot.home[0] == number)
    grid = sheet.grids[number]
    empty = len(grid.cells) - len({spot.home for spot, _ in ink})
    return FaxTable(ink=ink, page=page, source=figures, empty=empty, middle=(grid.box.x0 + grid.box.x1) / 2)


def _perhaps_lost(cell: Cell) -> Cell:
    """Of an empty cell of a fax that broke figures nobody can say that nothing was printed there."""
    return cell if cell.text or cell.doubt else replace(cell, doubt="a fax, and an empty cell may have lost its figure")


def _on_page(sheet: _Sheet) -> Transform:
    """From a picture's clean sheet to the page that it is part of."""
    corner = sheet.picture.box
    return sheet.to_source.then(Transform((Homography((1, 0, corner.x0, 0, 1, corner.y0, 0, 0, 1)),)))


def _word(spot: Spot, verdict: Verdict, move: Transform | None) -> Word:
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
