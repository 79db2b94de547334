"""What stands at a place becomes a cell with its status."""

from dataclasses import replace
from decimal import Decimal

import pytest

from ingest.geometry import Box
from ingest.page import POINT_OR_COMMA, Candidate
from layout.cells import absent_cell, cell_of, missing_cell
from layout.columns import Placed
from layout.figures import cell_kind
from layout.form import Column, Row
from layout.form_file import declared_forms
from layout.grid import How
from layout.lines import Line, LineCell
from layout.places import Leaf
from layout.report import ReportCell

FORM = declared_forms()["annual-2019"]
ROW, COLUMN = Row(key="r", labels=("行",)), Column(key="c", labels=("列",))
BOX = Box(1, 2, 3, 4)


def line_cell(text: str, row_span: int = 1, broken: bool = False, doubt: str | None = None) -> LineCell:
    return LineCell(
        text=text,
        raw=f"«{text}»",
        box=BOX,
        frame=BOX,
        column=1,
        column_span=1,
        row_span=row_span,
        first=True,
        kind=cell_kind(text, FORM),
        broken=broken,
        doubt=doubt,
    )


def made(
    cell: LineCell | None,
    *,
    kind: str = "count",
    how: How = "grid",
    doubt: str | None = None,
    column_doubt: str | None = None,
    header_unit: str | None = None,
    unit_cell: str | None = None,
    form_unit: str | None = None,
    headed: bool = False,
) -> ReportCell:
    units = (line_cell(unit_cell),) if unit_cell else ()
    line = Line(page=2, grid=0, row=0, how=how, labels=(), values=(), units=units)
    column = Column(key="c", labels=("列",), kind=kind, unit=form_unit)  # type: ignore[arg-type]  # the tests spell kinds out
    leaf = Leaf(row=None, column=column, labels=("列",), above=())
    return cell_of(line, Placed(cell=cell, unit=header_unit, headed=headed, doubt=column_doubt), leaf, ROW, FORM, doubt)


def test_a_figure_is_read_with_its_place() -> None:
    cell = made(line_cell("１２"))
    assert (cell.status, cell.value, cell.raw, cell.page, cell.bbox) == ("read", Decimal(12), "«１２»", 2, BOX)


@pytest.mark.parametrize("text", ["", "/", "—", "无"])
def test_nothing_and_marks_for_nothing_are_blank(text: str) -> None:
    cell = made(line_cell(text))
    assert (cell.status, cell.value, cell.unit) == ("blank", None, None)


@pytest.mark.parametrize(
    ("cell", "kind", "reason"),
    [
        (line_cell("3.5"), "count", "not a figure that this column (count) holds"),
        (line_cell("-3"), "amount", "not a figure that this column (amount) holds"),
        (line_cell("0 0"), "count", "several figures in one cell"),
        (line_cell("详见附件"), "count", "no figure that can be understood"),
        (line_cell("3", row_span=2), "count", "one figure in a cell merged over several rows"),
        (line_cell("", row_span=2), "count", "an empty cell merged over several rows"),
        (line_cell("3①2"), "count", "no figure that can be understood"),
        (line_cell("3", doubt="a figure runs over the edge of its cell"), "count", "a figure runs over the edge of its cell"),
        (line_cell("", doubt="something is drawn here that is no text"), "count", "something is drawn here that is no text"),
        (line_cell("10\n000"), "count", "a figure over two lines that the cell's edge did not break"),
    ],
)
def test_what_cannot_be_taken_as_it_is_is_suspect(cell: LineCell, kind: str, reason: str) -> None:
    found = made(cell, kind=kind)
    assert (found.status, found.reason) == ("suspect", reason)


def test_a_figure_that_the_cell_edge_broke_is_whole() -> None:
    cell = made(line_cell("233460.\n66", broken=True), kind="amount")
    assert (cell.status, str(cell.value)) == ("read", "233460.66")


@pytest.mark.parametrize(("kind", "status"), [("count", "read"), ("change", "read"), ("amount", "suspect")])
def test_where_figures_are_whole_a_point_can_only_be_a_comma(kind: str, status: str) -> None:
    cell = made(line_cell("1,050", doubt=POINT_OR_COMMA), kind=kind)
    assert (cell.status, cell.value) == (status, Decimal(1050))


def test_doubt_about_the_line_makes_its_cells_suspect() -> None:
    cell = made(line_cell("3"), doubt="its row could not be told for certain")
    assert (cell.status, cell.value, cell.reason) == ("suspect", Decimal(3), "its row could not be told for certain")


def test_doubt_about_the_column_does_too() -> None:
    cell = made(line_cell("3"), column_doubt="its column could not be told for certain")
    assert (cell.status, cell.reason) == ("suspect", "its column could not be told for certain")


@pytest.mark.parametrize(
    ("text", "unit_cell", "header_unit", "unit"),
    [("3万", "元", "亿元", "万元"), ("3", "元", "亿元", "元"), ("3", None, "亿元", "亿元"), ("3", None, None, None)],
)
def test_the_nearest_unit_counts(text: str, unit_cell: str | None, header_unit: str | None, unit: str | None) -> None:
    assert made(line_cell(text), kind="amount", unit_cell=unit_cell, header_unit=header_unit).unit == unit


@pytest.mark.parametrize(("headed", "status"), [(False, "suspect"), (True, "read")])
def test_a_unit_that_the_form_prints_is_missed_unless_the_header_leaves_it_out(headed: bool, status: str) -> None:
    cell = made(line_cell("3.5"), kind="amount", form_unit="万元", headed=headed)
    assert (cell.status, cell.value, cell.unit) == (status, Decimal("3.5"), None)


def test_a_unit_that_was_not_found_is_told() -> None:
    cell = made(line_cell("3.5"), kind="amount", form_unit="万元")
    assert cell.reason == "the unit that the form prints with it was not found"
    assert made(line_cell("3.5"), kind="amount", form_unit="万元", header_unit="万元").status == "read"
    assert made(line_cell(""), kind="amount", form_unit="万元").status == "blank"


def test_a_mark_behind_a_figure_is_its_note() -> None:
    cell = made(line_cell("12①"))
    assert (cell.status, cell.value, cell.reason) == ("read", Decimal(12), "printed with a note: ①")


def test_a_note_is_kept_as_the_reason() -> None:
    cell = made(line_cell("22(其中修订16件)"))
    assert (cell.status, cell.value, cell.reason) == ("read", Decimal(22), "printed with a note: 其中修订16件")


def test_torn_sources_are_trusted_less() -> None:
    confidences = [
        made(line_cell("3"), how="grid").confidence,
        made(line_cell("3"), how="torn").confidence,
        made(line_cell("3.5")).confidence,
    ]
    declared, torn, doubtful = confidences
    assert declared > torn > doubtful


def test_no_cell_is_missing() -> None:
    assert made(None) == missing_cell(ROW, COLUMN)
    assert (missing_cell(ROW, COLUMN).status, missing_cell(ROW, COLUMN).value) == ("missing", None)


def test_an_absent_cell_says_how_the_form_was_printed() -> None:
    cell = absent_cell(ROW, COLUMN, ("other_in_one_row",))
    assert (cell.status, cell.reason) == ("absent", "printed as other_in_one_row")


LIST = declared_forms()["list-2014"]


def listed(text: str, unit: LineCell | None, form_unit: str, kind: str = "count") -> ReportCell:
    """A figure of the list, the cell with its unit beside it, and the unit that the form prints there."""
    line = Line(page=1, grid=0, row=0, how="grid", labels=(), values=(), units=(unit,) if unit else ())
    column = Column(key="c", labels=("列",), kind=kind)  # type: ignore[arg-type]  # as above
    row = Row(key="r", labels=("行",), unit=form_unit)
    return cell_of(line, Placed(cell=line_cell(text)), Leaf(row=None, column=column, labels=("列",), above=()), row, LIST, None)


@pytest.mark.parametrize(
    ("unit", "form_unit", "kind", "status"),
    [
        ("件", "件", "count", "read"),
        ("条", "件", "count", "suspect"),
        ("万元", "万元", "amount", "suspect"),
        ("人", "人", "count", "suspect"),
    ],
)
def test_a_unit_that_was_not_read_alike_is_believed_where_the_form_prints_it(unit: str, form_unit: str, kind: str, status: str) -> None:
    """Not where a character more or less makes another unit of it."""
    cell = listed("12", replace(line_cell(unit), doubt="the readers differ"), form_unit, kind)
    assert (cell.status, cell.unit) == (status, unit)
    assert cell.support == () or status == "read"


def test_no_identity_settles_a_figure_without_its_unit() -> None:
    """The doubt about its ink would be taken away, and that about its unit with it."""
    cell = listed("12", None, "件")
    assert (cell.status, cell.support) == ("suspect", ())
    doubtful = cell_of(
        Line(page=1, grid=0, row=0, how="grid", labels=(), values=()),
        Placed(cell=replace(line_cell("12", doubt="the readers differ"), candidates=(Candidate(text="12", probability=0.9),))),
        Leaf(row=None, column=COLUMN, labels=("列",), above=()),
        Row(key="r", labels=("行",), unit="件"),
        LIST,
        None,
    )
    assert (doubtful.reason, doubtful.support) == ("the readers differ", ())


def test_two_figures_in_one_cell_are_in_doubt_and_sums_may_say_which_is_printed() -> None:
    either = tuple(Candidate(text=text, probability=0.36) for text in ("11", "35"))
    found = made(replace(line_cell("11\n35"), candidates=either))
    assert (found.status, found.reason) == ("suspect", "several figures in one cell")
    assert {one.value for one in found.support} == {11, 35}
    assert made(line_cell("11\n35")).support == ()
    assert made(replace(line_cell("11\n35"), candidates=either), column_doubt="one cell over several columns").support == ()
