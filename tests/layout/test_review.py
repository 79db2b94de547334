"""The order in which a person should look at cells."""

from decimal import Decimal

from layout.report import Check, Report, ReportCell, ReportTable, SourceNote, Status
from layout.review import review_order

SOURCE = SourceNote(name="a.pdf", sha256="", media="pdf", pages=1)


def cell(row: str, status: Status, confidence: float) -> ReportCell:
    return ReportCell(row=row, column="n", value=Decimal(1), status=status, confidence=confidence)


def check(*rows: str) -> Check:
    cells = tuple(f"t/{row}/n" for row in rows)
    return Check(id="t.sum", statement="", left=None, right=None, verdict="undecided", cells=cells)


def report(*cells: ReportCell, checks: tuple[Check, ...] = ()) -> Report:
    table = ReportTable(key="t", title="", pages=(1,), cells=cells)
    return Report(source=SOURCE, form=None, year=None, issuer=None, title=None, tables=(table,), checks=checks)


def order(made: Report, *, every: bool = False) -> list[str]:
    return [item.cell.row for item in review_order(made, every=every)]


def test_what_is_likelier_wrong_comes_first() -> None:
    assert order(report(cell("a", "suspect", 0.9), cell("b", "missing", 0.0), cell("c", "suspect", 0.5))) == ["b", "c", "a"]


def test_what_more_depends_on_comes_first() -> None:
    cells = [cell(row, "suspect", 0.5) for row in "abc"]
    assert order(report(*cells, checks=(check("x", "b", "c"), check("y", "c")))) == ["c", "b", "a"]


def test_a_total_goes_before_its_parts() -> None:
    cells = [cell(row, "suspect", 0.5) for row in "abc"]
    made = report(*cells, checks=(check("c", "a", "b"),))
    assert order(made) == ["c", "a", "b"]
    assert [item.weight for item in review_order(made)] == [1.5, 1.0, 1.0]


def test_equals_stay_in_the_order_of_the_form() -> None:
    assert order(report(*(cell(row, "suspect", 0.5) for row in "bca"))) == ["b", "c", "a"]


def test_only_flagged_cells_unless_every_one_is_asked_for() -> None:
    made = report(cell("a", "read", 0.99), cell("b", "suspect", 0.5), cell("c", "absent", 1.0), cell("d", "reviewed", 1.0))
    assert order(made) == ["b"]
    assert order(made, every=True) == ["b", "a", "c", "d"]
    assert [item.address for item in review_order(made)] == ["t/b/n"]
