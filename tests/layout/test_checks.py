"""Identities worked out on literal figures."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from layout.checks import check_tables
from layout.report import Check, ReportCell, ReportTable, Status
from tests.layout.made_up import library_form

ROWS = ("lent", "returned.on_time", "returned.late", "kept")


def cell(row: str, column: str, text: str) -> ReportCell:
    """A cell from its text: a figure, ``""`` for a blank, ``?`` for a missing one, ``3?`` for a suspect one, ``3元`` with its unit."""
    status: Status = "blank" if text == "" else "missing" if text == "?" else "suspect" if text.endswith("?") else "read"
    bare = text.rstrip("?")
    unit = "元" if bare.endswith("元") else None
    return ReportCell(row=row, column=column, value=Decimal(bare.rstrip("元")) if bare else None, unit=unit, status=status)


def checks(folder: Path, adults: str, children: str = "0 0 0 0", totals: str | None = None) -> dict[str, Check]:
    """The checks of the lending table, its columns given top to bottom with ``_`` for a blank."""
    columns = {"adults": adults, "children": children, "total": totals or adults}
    texts = {key: [text.replace("_", "") for text in column.split()] for key, column in columns.items()}
    made = tuple(cell(row, key, texts[key][at]) for at, row in enumerate(ROWS) for key in columns)
    table = ReportTable(key="lending", title="", pages=(1,), cells=made)
    return {check.id: check for check in check_tables(library_form(folder), [table])}


@pytest.mark.parametrize(
    ("adults", "verdict", "left", "right", "rule"),
    [
        ("10 6 2 2", "holds", 10, 10, ""),
        ("11 6 2 2", "fails", 11, 10, ""),
        ("10 6 2 2元", "undecided", 10, 10, "; its figures are in different units"),
        ("8 6 _ 2", "holds", 8, 8, "; 1 blank cells counted as 0"),
        ("10 6 _ 2", "fails", 10, 8, "; 1 blank cells counted as 0"),
        ("10 6 ? 2", "undecided", 10, 8, "; 1 of its cells are not known for certain"),
        ("10 6 2? 2", "undecided", 10, 10, "; 1 of its cells are not known for certain"),
        ("10 9 ? 2", "fails", 10, 11, "; 1 of its cells are not known for certain, and none can make it hold"),
        ("10 9 1? 2?", "undecided", 10, 12, "; 2 of its cells are not known for certain"),
        ("10? 9 1 2", "undecided", 10, 12, "; 1 of its cells are not known for certain"),
        ("10 9 1? 2元", "undecided", 10, 12, "; 1 of its cells are not known for certain"),
        ("_ 9 1? 2", "undecided", None, 12, "; 1 of its cells are not known for certain"),
        ("_ _ _ _", "undecided", None, None, "; nothing is printed"),
        ("_ 0 0 0", "holds", None, 0, "; 1 blank cells counted as 0"),
        ("0.10 0.1 0 0", "holds", Decimal("0.1"), Decimal("0.1"), ""),
    ],
)
def test_a_sum(tmp_path: Path, adults: str, verdict: str, left: Decimal | None, right: Decimal | None, rule: str) -> None:
    check = checks(tmp_path, adults)["lending.balance/adults"]
    assert (check.verdict, check.left, check.right) == (verdict, left, right)
    assert check.statement == f"借出图书等于归还图书与尚未归还之和 (adults){rule}"


def test_where_a_figure_may_be_below_nought_a_doubtful_one_may_make_up_for_any_sum(tmp_path: Path) -> None:
    form = library_form(tmp_path)
    (block,) = form.table("lending").blocks
    changes = replace(block, columns=tuple(replace(column, kind="change") for column in block.columns))
    table = replace(form.table("lending"), blocks=(changes,))
    made = tuple(cell(row, "adults", text) for row, text in zip(ROWS, ("10", "9", "?", "2"), strict=True))
    found = check_tables(replace(form, tables=(table,)), [ReportTable(key="lending", title="", pages=(1,), cells=made)])
    assert {check.verdict for check in found if check.id == "lending.balance/adults"} == {"undecided"}


def test_a_check_names_its_cells(tmp_path: Path) -> None:
    check = checks(tmp_path, "10 6 2 2")["lending.readers/kept"]
    assert check.cells == ("lending/kept/total", "lending/kept/adults", "lending/kept/children")


def test_every_place_has_its_check(tmp_path: Path) -> None:
    assert list(checks(tmp_path, "10 6 2 2")) == [
        "lending.balance/adults",
        "lending.balance/children",
        "lending.balance/total",
        *(f"lending.readers/{row}" for row in ROWS),
    ]


def test_one_blank_side_may_be_a_slip(tmp_path: Path) -> None:
    check = checks(tmp_path, "_ 6 2 2", totals="10 6 2 2")["lending.balance/adults"]
    assert (check.verdict, check.left, check.right) == ("fails", None, Decimal(10))


def test_totals_that_are_filled_in_nowhere_decide_nothing(tmp_path: Path) -> None:
    found = checks(tmp_path, "10 6 2 2", totals="_ _ _ _")
    rows = [found[f"lending.readers/{row}"] for row in ROWS]
    assert {check.verdict for check in rows} == {"undecided"}
    assert rows[0].statement.endswith("; this report fills in one side nowhere")


def test_absent_rows_are_no_part_of_a_sum(tmp_path: Path) -> None:
    rows = {"lent": "10", "returned": "8", "kept": "2"}
    made = [cell(row, "adults", text) for row, text in rows.items()] + [ReportCell(row="returned.late", column="adults", status="absent")]
    table = ReportTable(key="lending", title="", pages=(1,), cells=tuple(made))
    (check,) = check_tables(library_form(tmp_path), [table])
    assert (check.verdict, len(check.cells)) == ("holds", 3)
