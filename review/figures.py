"""What the desk shows of a figure or of a check, made from the report: labels, readings, identities with their numbers, places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from archive.desk import Standing, seen_of
from files.printed import form_of
from files.rows import cell_rows
from ingest.geometry import Box, enclosing
from layout.checks import sums_of
from layout.form import Form
from layout.report import Check, Report, ReportCell
from review.reasons import said
from review.words import Language

__all__ = [
    "CheckView",
    "Figure",
    "Identity",
    "Label",
    "Labels",
    "Reading",
    "Shape",
    "Term",
    "check_view",
    "figure",
    "identity",
    "labels_of",
]

_CROP = (168.0, 46.0)  # points that the enlarged part of a page has at least: the figure, and enough around it to know it again
_AROUND = 10.0  # points on each side of a wide figure
_WIDER = 1.5  # points by which marks are wider than the writing in them
_BAND = 3.0  # and those of rows and columns


@dataclass(frozen=True, slots=True)
class Label:
    """The names of a cell's table, row and column."""

    table: str
    row: str
    column: str


Labels = Mapping[str, Label]
"""By address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A rectangle on a page, in points."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def around(cls, box: Box, more: float = 0.0) -> Shape:
        """The rectangle of a box, and that much around it."""
        x, y = round(box.x0 - more, 2), round(box.y0 - more, 2)
        return cls(x=x, y=y, width=round(box.width + 2 * more, 2), height=round(box.height + 2 * more, 2))

    @property
    def box(self) -> Box:
        """The same as a box."""
        return Box(self.x, self.y, self.x + self.width, self.y + self.height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A value that the print may hold; ``share`` is its confidence in percent."""

    value: str
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A cell of an identity. ``position`` is its number in the report, ``here`` whether it is the one that is looked at."""

    address: str
    position: int
    label: str
    value: str
    status: str
    here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A check with the numbers on either side. ``position`` is its number in the report."""

    id: str
    position: int
    statement: str
    place: str
    note: str
    verdict: str
    left: str
    right: str
    left_terms: tuple[Term, ...]
    right_terms: tuple[Term, ...]
    slip: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A cell as the desk shows it. ``page`` None: nobody knows where it stands; ``expected``: the place is where it should stand."""

    address: str
    position: int
    table: str
    row: str
    column: str
    value: str
    unit: str
    raw: str
    status: str
    share: int
    reason: str
    readings: tuple[Reading, ...]
    identities: tuple[Identity, ...]
    page: int | None
    place: Shape | None
    expected: bool
    row_band: Shape | None
    column_band: Shape | None
    crop: Shape | None
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """A failing check as the desk shows it: the identity, and each of its figures by itself."""

    identity: Identity
    table: str
    figures: tuple[Figure, ...]
    page: int | None
    seen: str


def labels_of(standing: Standing) -> Labels:
    """The names of every cell of a report; reports of one form have the same."""
    rows = cell_rows(standing.report, standing.edition.form_file)
    return {f"{row.table}/{row.row}/{row.column}": Label(row.table_label, row.row_label, row.column_label) for row in rows}


def figure(standing: Standing, address: str, labels: Labels, language: Language, *, related: bool = True) -> Figure:
    """What the desk shows of a cell; without what is ``related`` its identities are left out."""
    report = standing.report
    cells = dict(report.cells())
    position, cell, label = list(cells).index(address), cells[address], labels[address]
    place = _place(report, address, cell)
    size = _size(report, place.page)
    return Figure(
        address=address,
        position=position,
        table=label.table,
        row=label.row,
        column=label.column,
        value=_text(cell.value),
        unit=cell.unit or "",
        raw=cell.raw,
        status=cell.status,
        share=round(cell.confidence * 100),
        reason=said(cell.reason, language),
        readings=tuple(_readings(cell)),
        identities=tuple(_identities(standing, address, labels, language)) if related else (),
        page=place.page,
        place=None if place.box is None else Shape.around(place.box, _WIDER),
        expected=cell.bbox is None,
        row_band=place.row,
        column_band=place.column,
        crop=None if place.box is None or size is None else _crop(place.box, size),
        seen=seen_of(standing, address),
    )


def check_view(standing: Standing, position: int, labels: Labels, language: Language) -> CheckView:
    """What the desk shows of a failing check."""
    check = standing.report.checks[position]
    figures = tuple(figure(standing, address, labels, language, related=False) for address in check.cells)
    return CheckView(
        identity=identity(standing, position, labels, language),
        table=labels[check.cells[0]].table if check.cells else "",
        figures=figures,
        page=next((one.page for one in figures if one.page is not None), None),
        seen=seen_of(standing, check.id, "slip"),
    )


def _readings(cell: ReportCell) -> Iterator[Reading]:
    if cell.value is not None or cell.alternatives:
        yield Reading(value=_text(cell.value), share=round(cell.confidence * 100))
    for other in cell.alternatives:
        yield Reading(value=_text(other.value), share=round(other.confidence * 100))


# Identities


def _identities(standing: Standing, address: str, labels: Labels, language: Language) -> Iterator[Identity]:
    for position, check in enumerate(standing.report.checks):
        if address in check.cells:
            yield identity(standing, position, labels, language, address)


def identity(standing: Standing, position: int, labels: Labels, language: Language, here: str = "") -> Identity:
    """A check with its numbers; ``here`` is the address of the cell that is looked at."""
    report, check = standing.report, standing.report.checks[position]
    cells = dict(report.cells())
    places = {address: number for number, address in enumerate(cells)}
    on_left = _on_left(report, check, form_of(report, standing.edition.form_file))
    terms = [_term(address, cells[address], places[address], labels, address == here) for address in check.cells]
    statement, _, note = check.statement.partition("; ")
    place = check.id.rpartition("/")[2] if "/" in check.id else ""
    return Identity(
        id=check.id,
        position=position,
        statement=statement.removesuffix(f" ({place})"),
        place=_place_label(check, place, labels),
        note=said(note, language),
        verdict=check.verdict,
        left=_text(check.left),
        right=_text(check.right),
        left_terms=tuple(terms[:on_left]),
        right_terms=tuple(terms[on_left:]),
        slip=standing.decision_on(check.id, "slip") is not None,
    )


def _on_left(report: Report, check: Check, form: Form | None) -> int:
    """How many of a check's cells are on its left side; none where the left side is what the text says."""
    name, _, place = check.id.partition("/")
    key, _, number = name.partition(".")
    table = next((one for one in report.tables if one.key == key), None)
    if form is None or table is None:
        return 0
    there = {(cell.row, cell.column): cell for cell in table.cells if cell.status != "absent"}
    for one in form.table(key).identities:
        if one.id == number:
            return next((found.on_left for found in sums_of(one, there) if found.place == place), 0)
    return 0


def _place_label(check: Check, place: str, labels: Labels) -> str:
    """The name of the row or column that the identity is worked out for."""
    first = labels.get(check.cells[0]) if check.cells else None
    if first is None:
        return place
    _, row, column = check.cells[0].split("/")
    return first.column if column == place else first.row if row == place else place


def _term(address: str, cell: ReportCell, position: int, labels: Labels, here: bool) -> Term:
    label = labels[address]
    value = _text(cell.value) or ("?" if cell.status in ("suspect", "missing") else "0")
    return Term(address=address, position=position, label=f"{label.row} · {label.column}", value=value, status=cell.status, here=here)


def _text(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")


# Places


@dataclass(frozen=True, slots=True)
class _Place:
    page: int | None
    box: Box | None
    row: Shape | None
    column: Shape | None


def _place(report: Report, address: str, cell: ReportCell) -> _Place:
    """Where a cell stands, and the bands of its row and column; a cell without a place stands where the two cross."""
    key = address.partition("/")[0]
    table = next(one for one in report.tables if one.key == key)
    same_row = [one for one in table.cells if one.row == cell.row and one.bbox is not None]
    same_column = [one for one in table.cells if one.column == cell.column and one.bbox is not None]
    page = cell.page or _commonest([one.page for one in same_row] or [one.page for one in same_column]) or _first_page(report, table.pages)
    around = enclosing(one.bbox for one in table.cells if one.page == page and one.bbox is not None)
    row = enclosing(one.bbox for one in same_row if one.page == page and one.bbox is not None)
    column = enclosing(one.bbox for one in same_column if one.page == page and one.bbox is not None)
    box = cell.bbox
    if box is None and row is not None and column is not None:
        box = Box(column.x0, row.y0, column.x1, row.y1)
    own = box or row or column
    if around is None or own is None:
        return _Place(page, box, None, None)
    across = None if row is None and box is None else row or box
    down = None if column is None and box is None else column or box
    band = None if across is None else Shape.around(Box(around.x0, across.y0, around.x1, across.y1), _BAND)
    post = None if down is None else Shape.around(Box(down.x0, around.y0, down.x1, around.y1), _BAND)
    return _Place(page, box, band, post)


def _commonest(pages: Sequence[int | None]) -> int | None:
    known = [page for page in pages if page is not None]
    return max(known, key=known.count) if known else None


def _first_page(report: Report, pages: Sequence[int]) -> int | None:
    return pages[0] if pages else report.pages[0].number if report.pages else None


def _size(report: Report, page: int | None) -> tuple[float, float] | None:
    return next((one.source_size or (one.width, one.height) for one in report.pages if one.number == page), None)


def _crop(box: Box, size: tuple[float, float]) -> Shape:
    width = min(max(_CROP[0], box.width + 2 * _AROUND), size[0])
    height = min(max(_CROP[1], box.height + 2 * _AROUND), size[1])
    x, y = box.center
    left = min(max(x - width / 2, 0.0), max(size[0] - width, 0.0))
    top = min(max(y - height / 2, 0.0), max(size[1] - height, 0.0))
    return Shape.around(Box(left, top, left + width, top + height))
