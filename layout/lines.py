"""Grids become one stream of lines: what stands side by side in the tables of a source, from its first page to its last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.characters import HAN, normal_text
from ingest.geometry import Box
from ingest.page import Candidate, Page, Reading, Word
from layout.figures import CellKind, cell_kind
from layout.form import Form
from layout.grid import Cell, Grid, How, evidence_of
from layout.places import printed_labels
from layout.spelling import spelled

__all__ = ["Line", "LineCell", "grid_lines", "joined_line", "loose_lines"]

_SPECKS = "·•.,:;'`-_~ "  # what specks beside a unit are read as
_LONGEST_UNIT = 3  # characters
_FEWEST_HEADERS = 2  # cells with words that make a header of a line
_MOST_LABELS = 3  # cells with words beside the figures of a row
_FEWEST_WORDS = 2  # Han characters that make words of what the readers are not sure of
_FEWEST_WRITTEN = 4  # cells with Chinese characters that make a row one of words
_FEWEST_FIGURES = 2  # cells with figures, marks or nothing before the place of another
_HARDLY = 0.9  # confidence below which what was read as words may be anything
_LABELLED = 0.4  # share of the lines with figures; a header with a misread figure in it is one of many, and a column may be blank below it
_LONGEST_LOOSE = 45  # characters: longer lines of a text dump are sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCell:
    """A cell as one line of its grid sees it.

    ``box`` is that of its writing, ``frame`` that of the whole cell; ``first`` is False on the lines below the first that a merged
    cell reaches over.
    """

    text: str
    raw: str
    box: Box
    frame: Box
    column: int
    column_span: int
    row_span: int
    first: bool
    kind: CellKind
    broken: bool = False
    doubt: str | None = None
    confidence: float = 1.0
    readings: tuple[Reading, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a table: ``labels`` to the left, ``values`` to the right of where the figures begin; units stand apart.

    ``others`` are figures among the labels, which no column of the form holds.
    """

    page: int
    grid: int
    row: int
    how: How
    labels: tuple[LineCell, ...]
    values: tuple[LineCell, ...]
    units: tuple[LineCell, ...] = ()
    others: tuple[LineCell, ...] = ()

    @property
    def texts(self) -> tuple[LineCell, ...]:
        """All cells with words in them, left to right."""
        return self.labels + tuple(cell for cell in self.values if cell.kind == "text")

    @property
    def figures(self) -> tuple[LineCell, ...]:
        """The cells with one figure or several, left to right."""
        return tuple(cell for cell in self.values if cell.kind in ("figure", "figures"))


def grid_lines(grids: Sequence[Grid], form: Form) -> tuple[Line, ...]:
    """The lines of all grids in order; what is a figure and what a mark for nothing is the form's to say."""
    labels = printed_labels(form)
    return tuple(line for number, grid in enumerate(grids) for line in _lines_of(grid, number, form, labels))


def _lines_of(grid: Grid, number: int, form: Form, labels: Sequence[str]) -> Iterable[Line]:
    rows: list[list[LineCell]] = [[] for _ in range(grid.row_count)]
    for cell in grid.cells:
        seen = _line_cell(cell, form, labels)
        for offset in range(cell.row_span):
            rows[cell.row + offset].append(seen if offset == 0 else replace(seen, first=False))
    rows = [_places_of_figures(_words_of_header(sorted(row, key=lambda cell: cell.column))) for row in rows]
    width = Counter(max(cell.column + cell.column_span for cell in row) for row in rows if row).most_common(1)
    for part in _parts(rows):
        shown = _without_headers([rows[index] for index in part]) if grid.how == "grid" else [rows[index] for index in part]
        stub = _stub_columns(shown) if grid.how == "grid" else None
        for index, row in zip(part, shown, strict=True):
            if row:
                ragged = max(cell.column + cell.column_span for cell in row) != width[0][0]
                yield _line(grid, number, index, row, None if ragged else stub)


def _parts(rows: Sequence[Sequence[LineCell]]) -> Iterable[list[int]]:
    """The rows of a grid part by part: a line that is one cell (a caption, a heading) begins a new one."""
    part: list[int] = []
    for index, row in enumerate(rows):
        if part and len(row) == 1 and row[0].first:
            yield part
            part = []
        part.append(index)
    if part:
        yield part


def _line_cell(cell: Cell, form: Form, labels: Sequence[str]) -> LineCell:
    if cell.confidence < 1 and (unit := _unit_of(cell, form)) is not None:
        cell = replace(cell, text=unit)
    elif not cell.candidates and cell_kind(cell.text, form) not in ("figure", "figures"):  # no label changes a figure
        words = spelled(cell.text, cell.readings, labels, lost=cell.doubt is not None)
        cell = cell if words == cell.text else replace(cell, text=words, doubt=None)
    return LineCell(
        text=cell.text,
        raw=cell.raw,
        box=cell.ink or cell.box,
        frame=cell.box,
        column=cell.column,
        column_span=cell.column_span,
        row_span=cell.row_span,
        first=True,
        kind=_kind(cell, form),
        broken=cell.broken,
        doubt=cell.doubt,
        confidence=cell.confidence,
        readings=cell.readings,
        candidates=cell.candidates,
    )


def _unit_of(cell: Cell, form: Form) -> str | None:
    """The unit that a cell read from pixels is, but for specks; where the first reader made no unit of it, what all others agree on."""
    unit = cell.text.strip(_SPECKS)
    if unit in form.units:
        return unit
    if cell.row_span > 1 or len(unit) > _LONGEST_UNIT or cell_kind(unit, form) != "text":
        return None  # a label down the side of its rows, say
    read = {text for reading in cell.readings if (text := normal_text(reading.text).strip(_SPECKS)) in form.units}
    return read.pop() if len(read) == 1 and cell.doubt is not None else None


def _kind(cell: Cell, form: Form) -> CellKind:
    """What a cell holds; one of which readers of pixels made no words stays a place for a figure, or the row would lose it."""
    kind = cell_kind(cell.text, form)
    if kind != "text" or len(HAN.findall(cell.text)) >= _FEWEST_WORDS or (cell.confidence == 1 and cell.doubt is None):
        return kind
    return "figures"


def _words_of_header(row: list[LineCell]) -> list[LineCell]:
    """The row with what is left of words in it taken for words, where nothing else in it is a figure, a mark or empty.

    No row of figures has as many labels as a header has words, nor ends below a word that reaches down from the row above, so that there
    whatever is doubtful may be words.
    """
    words = [cell for cell in row if cell.kind == "text" and cell.doubt is None]
    lost = [cell for cell in row if cell.doubt is not None or (cell.kind == "figures" and not any(map(str.isdigit, cell.text)))]
    named = len([cell for cell in words if cell.first])
    below = bool(words) and words[-1] is row[-1] and not row[-1].first
    least = _FEWEST_HEADERS if below or all(map(_may_be_words, lost)) else _MOST_LABELS + 1
    if _is_written(row):
        return [replace(cell, kind="text") if cell in lost else cell for cell in row]
    if len(words) + len(lost) < len(row) or named < max(least, len(lost)):
        return row
    return [replace(cell, kind="text") if cell in lost else cell for cell in row]


def _is_written(row: Sequence[LineCell]) -> bool:
    """Whether most cells of a row hold Chinese characters, few as were read for certain, and none a certain figure: no row of figures
    reads so."""
    written = sum(HAN.search(cell.text) is not None for cell in row)
    figures = any(cell.doubt is None and any(map(str.isdigit, cell.text)) for cell in row)
    return written >= _FEWEST_WRITTEN and 2 * written > len(row) and not figures


def _places_of_figures(row: Sequence[LineCell]) -> list[LineCell]:
    """The row with words that were hardly read, behind figures, taken for a figure that could not be read: under a seal, say. What stands
    over several columns is the name of a group."""
    result, before = [], 0
    for cell in row:
        words = cell.kind == "text" and cell.first and cell.column_span == 1
        lost = before >= _FEWEST_FIGURES and words and cell.confidence < _HARDLY
        result.append(replace(cell, kind="figures") if lost else cell)
        before += cell.kind not in ("text", "unit")
    return result


def _may_be_words(cell: LineCell) -> bool:
    """Whether a cell that no reader could make out may hold words, perhaps one character below the other."""
    return cell.confidence == 0 or (HAN.search(cell.text) is not None and (cell.doubt is None or "\n" in cell.text))


def _without_headers(rows: Sequence[list[LineCell]]) -> list[list[LineCell]]:
    """The rows with headers that reach down into the first row of figures, where the ruling between is lost, taken for the figures below
    them, which could not be read. A row with a label of its own has that of its group reach down to it."""
    first = next(iter(_filled(rows)), [])
    if any(cell.kind == "text" and cell.first for cell in first):
        return list(rows)
    return [[replace(cell, kind="figures") if _reaches_down(cell) and row is first else cell for cell in row] for row in rows]


def _reaches_down(cell: LineCell) -> bool:
    return cell.kind == "text" and not cell.first and cell.column_span == 1


def _filled(rows: Sequence[list[LineCell]]) -> list[list[LineCell]]:
    """The lines with figures; where no line has any (every figure left blank), those with marks for nothing or with empty cells.

    What is left of a header that could not be read may look like a mark, and of one over several columns like a figure; but it ends with
    words.
    """
    kinds = _kinds(rows)
    filled = [row for row in rows if any(cell.kind in kinds for cell in row)]
    filled = [row for row in filled if any(cell.kind in kinds and cell.column_span == 1 for cell in row)] or filled
    return [row for row in filled if row[-1].kind != "text" or row[-1].doubt is not None] or filled


def _kinds(rows: Sequence[list[LineCell]]) -> tuple[CellKind, ...]:
    choices: tuple[tuple[CellKind, ...], ...] = (("figure", "figures"), ("mark",), ("blank",))
    there = {cell.kind for row in rows for cell in row}
    return next((kinds for kinds in choices if there & set(kinds)), choices[-1])


def _stub_columns(rows: Sequence[list[LineCell]]) -> int:
    """How many columns at the left hold labels: up to the last one that holds words in most of the lines with figures."""
    words: Counter[int] = Counter()
    others: Counter[int] = Counter()
    filled = _filled(rows)
    for row in filled:
        for cell in row:
            if cell.kind in ("text", "mark", *_kinds(rows)):
                count = words if cell.kind == "text" else others
                count.update(range(cell.column, cell.column + cell.column_span))
    labels = [column for column in words if words[column] > others[column] and words[column] >= _LABELLED * len(filled)]
    return max((column + 1 for column in labels), default=0)


def _line(grid: Grid, number: int, index: int, row: Sequence[LineCell], stub: int | None) -> Line:
    """One line. Without a stub to go by (a dump, a row of HTML with a cell too few) the figures begin behind the last words."""
    if stub is None:
        last = max((at for at, cell in enumerate(row) if cell.kind == "text"), default=-1)
        labels, values = row[: last + 1], row[last + 1 :]
    else:
        labels = [cell for cell in row if cell.column < stub]
        values = [cell for cell in row if cell.column >= stub]
    return Line(
        page=grid.page,
        grid=number,
        row=index,
        how="cells" if grid.how == "grid" and stub is None else grid.how,
        labels=tuple(cell for cell in labels if cell.kind == "text"),
        values=tuple(cell for cell in values if cell.kind != "unit"),
        units=tuple(cell for cell in row if cell.kind == "unit"),
        others=tuple(cell for cell in labels if cell.kind in ("figure", "figures") and cell.first),
    )


def joined_line(one: Line, other: Line) -> Line | None:
    """Two lines that a page break (or a bad dump) tore out of one, put together; None when both hold figures at one place."""
    if one.figures and other.figures:
        return None
    values = one.values if one.figures or not other.figures else other.values
    base = one if values is one.values else other
    labels = _joined_labels(one.labels, other.labels)
    return replace(base, labels=labels, values=values, units=one.units or other.units)


def _joined_labels(one: Sequence[LineCell], other: Sequence[LineCell]) -> tuple[LineCell, ...]:
    """The labels column by column; a label that goes on in the second line is set behind its beginning."""
    rest = {cell.column: cell for cell in other}
    result = []
    for cell in one:
        more = rest.pop(cell.column, None)
        if more is not None and more.text != cell.text:
            cell = replace(cell, text=f"{cell.text}\n{more.text}", raw=f"{cell.raw}\n{more.raw}")
        result.append(cell)
    return tuple(sorted([*result, *rest.values()], key=lambda cell: cell.column))


def loose_lines(page: Page, number: int, form: Form) -> tuple[Line, ...]:
    """Short lines of a text page that stand in no table, each text with the figures that follow it.

    What a table leaves when every cell has become a paragraph of its own.
    """
    lines: list[Line] = []
    for word in page.words:
        if len(word.text) > _LONGEST_LOOSE or "。" in word.text:
            continue
        cell = _loose_cell(word, form)
        if cell.kind == "text":
            lines.append(Line(page=page.number, grid=number, row=len(lines), how="loose", labels=(cell,), values=()))
        elif not lines:
            continue  # nothing that it could belong to
        elif cell.kind == "unit":
            lines[-1] = replace(lines[-1], units=(*lines[-1].units, cell))
        else:
            placed = replace(cell, column=1 + len(lines[-1].values))
            lines[-1] = replace(lines[-1], values=(*lines[-1].values, placed))
    return tuple(lines)


def _loose_cell(word: Word, form: Form) -> LineCell:
    kind = cell_kind(word.text, form)
    return LineCell(
        text=word.text,
        raw=word.raw,
        box=word.box,
        frame=word.box,
        column=0,
        column_span=1,
        row_span=1,
        first=True,
        kind=kind,
        **evidence_of([word]),
    )
