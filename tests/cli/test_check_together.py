"""gouji check on several reports: years of one issuer, a parent and its children, and the order of what is named."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from layout import Report, ReportCell, ReportTable, report_to_json
from layout.report import SourceNote
from tests.cli.conftest import Gouji


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def save(name: str, year: int, issuer: str = "青石县", *doubtful: ReportCell, **figures: int) -> None:
    """A report file of the 2021 form with some rows of the total column."""
    read = [ReportCell(row=row, column="total", value=Decimal(n), status="read", confidence=0.9995, page=1) for row, n in figures.items()]
    table = ReportTable(key="requests", title="", pages=(1,), cells=(*read, *doubtful))
    source = SourceNote(name=f"{name}.pdf", sha256="", media="pdf", pages=1)
    report = Report(source=source, form="annual-2021", year=year, issuer=issuer, title=None, tables=(table,))
    Path(f"{name}.json").write_text(report_to_json(report), "utf-8")


@pytest.mark.parametrize(
    ("carried_in", "line", "status"), [(8, None, 0), (7, "7 ≠ 8 (上年结转数等于上年报告的结转下年度继续办理数 (total))", 1)]
)
def test_a_year_against_the_one_before(gouji: Gouji, carried_in: int, line: str | None, status: int) -> None:
    save("a", 2021, carried_out=8)
    save("b", 2022, carried_in=carried_in)
    said = gouji("check", "b.json", "a.json", "--strict")
    counted = "  checks    1 hold, 0 fail, 0 undecided" if line is None else "  checks    0 hold, 1 fail, 0 undecided"
    lines = ["青石县: 2022 against 2021", counted, *([f"  fails     requests.carried/total: {line}"] if line else [])]
    assert (said.status, said.out.splitlines()[6:]) == (status, lines)
    assert gouji("check", "b.json", "a.json").status == 0


def test_reports_of_different_issuers_are_not_compared(gouji: Gouji) -> None:
    save("a", 2021, carried_out=8)
    save("b", 2022, "临江市", carried_in=7)
    assert len(gouji("check", "a.json", "b.json").out.splitlines()) == 6


def test_a_parent_and_its_children(gouji: Gouji) -> None:
    save("parent", 2022, "临江市", new=10, granted=4)
    save("a", 2022, new=6, granted=3)
    save("b", 2022, "白塔区", new=4, granted=2)
    said = gouji("check", "parent.json", "--children", "a.json", "b.json", "--strict")
    assert said.out.splitlines()[-3:] == [
        "临江市: 2022 against its children (2)",
        "  checks    1 hold, 0 fail, 1 undecided",
        "  advice    requests.children/granted/total: 4 ? 5 (等于下级各报告之和 (granted/total); advice only: its two sides differ)",
    ]
    assert said.status == 0


def test_children_that_cannot_be_added_up(gouji: Gouji) -> None:
    save("parent", 2022, "临江市", new=10)
    save("a", 2021, new=6)
    said = gouji("check", "parent.json", "--children", "a.json")
    assert (said.status, said.err) == (3, "gouji: a.json: it is of 2021, its parent of 2022; name reports of one year\n")
    said = gouji("check", "parent.json", "--children", "a.json", "gone.json")
    assert (said.status, "its children" in said.out) == (3, False)


def test_children_without_a_parent(gouji: Gouji) -> None:
    save("a", 2021, new=6)
    said = gouji("check", "a.json", "--children")
    assert (said.status, said.out) == (2, "")
    assert said.err == "gouji: --children: there is one report only; name the parent first, then its children\n"


def test_what_is_most_worth_a_look_comes_first(gouji: Gouji) -> None:
    doubtful = [
        ReportCell(row="granted", column="total", value=Decimal(2), status="suspect", confidence=0.9, page=1, reason="a"),
        ReportCell(row="total", column="total", value=Decimal(3), status="suspect", confidence=0.9, page=1, reason="b"),
        ReportCell(row="partial", column="total", status="missing", reason="c"),
    ]
    save("a", 2022, "青石县", *doubtful)
    assert gouji("check", "a.json").out.splitlines()[-3:] == [
        "  missing   requests/partial/total: c",
        "  suspect   requests/total/total = 3: b",
        "  suspect   requests/granted/total = 2: a",
    ]


def test_proposals_in_a_table_that_is_not_there_are_named(gouji: Gouji, tmp_path: Path) -> None:
    text = "某市2022年政府信息公开工作年度报告\n一、总体情况\n本年收到政府信息公开申请26件。\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    assert gouji("read", "a.txt", "-o", ".", "--form", "annual-2021").status == 0
    lines = gouji("check", "a.json").out.splitlines()[3:]
    assert lines[-1].startswith("  missing   requests/new/total = 26: ")
    assert lines[-1].endswith("; the text says 26")
    assert len(lines) == 4
