"""Reports against each other: years and children."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from layout.across import check_children, check_years, successive
from layout.form_file import form_by_key
from layout.report import ADVICE, Check, Report, ReportTable, SourceNote
from tests.layout.made_up import library_form
from tests.layout.test_checks import cell

ROWS = ("lent", "returned.on_time", "returned.late", "kept")


def report(year: int | None, *tables: ReportTable, issuer: str | None = "某馆", form: str = "library-2022", name: str = "a.pdf") -> Report:
    source = SourceNote(name=name, sha256="", media="pdf", pages=1)
    return Report(source=source, form=form, year=year, issuer=issuer, title=None, tables=tables)


def lending(**columns: str) -> ReportTable:
    """The lending table, its columns given top to bottom with ``_`` for a blank."""
    made = [cell(row, key, text.replace("_", "")) for key, texts in columns.items() for row, text in zip(ROWS, texts.split(), strict=True)]
    return ReportTable(key="lending", title="", pages=(1,), cells=tuple(made))


def one_table(key: str, **texts: str) -> ReportTable:
    """A table from ``row__column=text``."""
    made = tuple(cell(row, column, text) for address, text in texts.items() for row, _, column in [address.partition("__")])
    return ReportTable(key=key, title="", pages=(1,), cells=made)


def years(folder: Path, before: str, after: str) -> dict[str, Check]:
    pair = report(2022, lending(adults=before)), report(2023, lending(adults=after))
    return {check.id: check for check in check_years(library_form(folder), pair[1], pair[0])}


def test_successive_years_of_one_issuer() -> None:
    a, b, c = report(2020), report(2021), report(2023)
    assert successive([c, b, a]) == ((a, b),)


def test_blanks_in_an_issuer_do_not_matter() -> None:
    assert len(successive([report(2020, issuer="某 馆"), report(2021, issuer="某馆")])) == 1


@pytest.mark.parametrize("other", [report(2021, issuer="别馆"), report(2020), report(2022), report(None), report(2021, issuer=None)])
def test_no_pair(other: Report) -> None:
    assert successive([report(2020), other]) == ()


@pytest.mark.parametrize(
    ("kept", "on_time", "verdict", "rule"),
    [
        ("4", "4", "holds", ""),
        ("4", "5", "fails", ""),
        ("_", "0", "holds", "; 1 blank cells counted as 0"),
        ("_", "3", "fails", "; 1 blank cells counted as 0"),
        ("?", "4", "undecided", "; 1 of its cells are not known for certain"),
        ("4?", "4", "undecided", "; 1 of its cells are not known for certain"),
        ("_", "_", "undecided", "; nothing is printed"),
    ],
)
def test_a_year_against_the_one_before(tmp_path: Path, kept: str, on_time: str, verdict: str, rule: str) -> None:
    check = years(tmp_path, f"0 0 0 {kept}", f"0 {on_time} 0 0")["lending.returned_later/adults"]
    assert (check.verdict, check.statement) == (verdict, f"按期归还等于上年尚未归还 (adults){rule}")
    assert check.cells == ("lending/returned.on_time/adults", "2022#lending/kept/adults")


@pytest.mark.parametrize(("kept", "advises"), [("5", False), ("6", True)])
def test_what_is_advice_never_fails(tmp_path: Path, kept: str, advises: bool) -> None:
    check = years(tmp_path, "0 0 0 4", f"10 6 3 {kept}")["lending.growth/adults"]
    assert (check.left, check.right, check.advises) == (Decimal(9) + int(kept), Decimal(14), advises)
    assert (check.verdict, check.statement.endswith(ADVICE)) == (("undecided", True) if advises else ("holds", False))


def test_a_column_that_the_year_before_leaves_blank_throughout(tmp_path: Path) -> None:
    before, after = (report(2022, lending(adults="0 0 0 _", total="0 0 0 _")), report(2023, lending(adults="0 3 0 0", total="0 3 0 0")))
    check = check_years(library_form(tmp_path), after, before)[0]
    assert (check.verdict, check.statement.partition("; ")[2]) == ("undecided", "this report fills in one side nowhere")


def test_cells_that_the_year_before_does_not_have(tmp_path: Path) -> None:
    before, after = report(2022, lending(adults="0 0 0 4")), report(2023, lending(adults="4 4 0 4", total="4 4 0 4"))
    assert {check.id for check in check_years(library_form(tmp_path), after, before)} == {
        "lending.returned_later/adults",
        "lending.growth/adults",
    }


def test_the_form_of_2019_before_that_of_2021() -> None:
    before = report(2020, one_table("requests", carried_out__total="8"), one_table("proactive", regulations__made="1"), form="annual-2019")
    after = report(
        2021,
        one_table("requests", carried_in__total="7"),
        one_table("proactive", regulations__valid="5", regulations__made="1", regulations__repealed="0"),
        form="annual-2021",
    )
    (check,) = check_years(form_by_key("annual-2021"), after, before)
    assert (check.id, check.verdict, check.left, check.right) == ("requests.carried/total", "fails", Decimal(7), Decimal(8))


def test_documents_in_force() -> None:
    texts = {"regulations__valid": "12", "regulations__made": "3", "regulations__repealed": "1"}
    before, after = (report(year, one_table("proactive", **texts), form="annual-2021") for year in (2021, 2022))
    (check,) = check_years(form_by_key("annual-2021"), after, before)
    assert (check.id, check.left, check.right, check.advises) == ("proactive.valid/regulations", Decimal(13), Decimal(15), True)


def children(folder: Path, parent: str, *others: str) -> dict[str, Check]:
    made = [report(2022, lending(adults=texts), name=f"{number}.pdf") for number, texts in enumerate(others)]
    return {check.id: check for check in check_children(library_form(folder), report(2022, lending(adults=parent)), made)}


def test_a_parent_is_the_sum_of_its_children(tmp_path: Path) -> None:
    found = children(tmp_path, "10 6 2 _", "7 5 _ _", "3 2 2? _")
    rules = {key.removeprefix("lending.children/"): (check.verdict, check.statement.partition("; ")[2]) for key, check in found.items()}
    assert rules == {
        "lent/adults": ("holds", ""),
        "returned.on_time/adults": ("undecided", ADVICE),
        "returned.late/adults": ("undecided", "1 of its cells are not known for certain"),
        "kept/adults": ("undecided", "nothing is printed"),
    }
    assert found["lending.children/lent/adults"].cells == (
        "lending/lent/adults",
        "0.pdf#lending/lent/adults",
        "1.pdf#lending/lent/adults",
    )


def test_a_cell_that_a_child_does_not_have_is_left_out(tmp_path: Path) -> None:
    parent = report(2022, lending(adults="1 1 0 0", total="1 1 0 0"))
    found = check_children(library_form(tmp_path), parent, [report(2022, lending(adults="1 1 0 0"))])
    assert len(found) == len(ROWS)


def test_tables_of_which_the_form_does_not_say_so_are_left_out(tmp_path: Path) -> None:
    funds = replace(lending(adults="1 1 0 0"), key="funds")
    assert check_children(library_form(tmp_path), report(2022, funds), [report(2022, funds)]) == ()
