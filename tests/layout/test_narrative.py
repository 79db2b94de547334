"""Figures that a text quotes, beside the table's."""

from decimal import Decimal
from pathlib import Path

import pytest

from layout.form_file import form_by_key
from layout.narrative import check_narrative, propose_quoted, quoted_figures
from layout.report import ADVICE, Check, ReportCell, ReportTable, Section
from tests.layout.made_up import cells, html_report, lending, library_form
from tests.layout.test_checks import cell


def table(**totals: str) -> ReportTable:
    """The totals of the lending table, each as a text."""
    made = tuple(cell(row.replace("__", "."), "total", text) for row, text in totals.items())
    return ReportTable(key="lending", title="", pages=(1,), cells=made)


def section(text: str) -> Section:
    return Section(title="一、基本情况", level=1, pages=(1,), text=text)


def checks(folder: Path, text: str, lent: str = "15") -> tuple[Check, ...]:
    return check_narrative(library_form(folder), [table(lent=lent)], [section(text)], 2022)


@pytest.mark.parametrize(
    ("text", "lent", "left", "verdict", "rule"),
    [
        ("全年借出图书15册。", "15", 15, "holds", ""),
        ("全年共有15册图书外借。", "15", 15, "holds", ""),
        ("全年借出图书16册。", "15", 16, "undecided", f"; {ADVICE}"),
        ("借出图书0册。", "", 0, "holds", "; 1 blank cells counted as 0"),
        ("借出图书7册。", "", 7, "undecided", f"; 1 blank cells counted as 0; {ADVICE}"),
        ("借出图书15册。", "15?", 15, "undecided", "; 1 of its cells are not known for certain"),
        ("总馆借出图书9册；全年借出图书15册。", "15", 15, "holds", ""),
        ("总馆借出图书9册；东馆借出图书6册。", "15", None, "undecided", f"; the text gives 9, 6; {ADVICE}"),
        ("2022年，借出图书15册。", "15", 15, "holds", ""),
    ],
)
def test_a_quoted_figure(tmp_path: Path, text: str, lent: str, left: int | None, verdict: str, rule: str) -> None:
    (check,) = checks(tmp_path, text, lent)
    assert (check.id, check.left, check.verdict) == ("narrative.lent", left, verdict)
    assert check.statement == f"正文所述借出册数与表中一致{rule}"
    assert (check.cells, check.advises) == (("lending/lent/total",), ADVICE in rule)


@pytest.mark.parametrize(
    "text",
    [
        "购入图书15册。",
        "上年借出图书20册。",
        "上年度，借出图书20册。",
        "借出上年未还图书20册。",
        "各分馆借出图书9册。",
        "2021年，借出图书20册。",
        "2021年全馆工作平稳，借出图书20册。",
        "借出图书20余册。",
    ],
)
def test_figures_of_another_scope_or_year_are_passed_over(tmp_path: Path, text: str) -> None:
    assert checks(tmp_path, text) == ()


@pytest.mark.parametrize(
    "text", ["上年借出图书20册，本馆全年借出图书15册。", "2021年借出图书20册。今年借出图书15册。", "分馆3家，借出图书15册。"]
)
def test_another_scope_ends_with_its_clause(tmp_path: Path, text: str) -> None:
    (check,) = checks(tmp_path, text)
    assert (check.left, check.verdict) == (Decimal(15), "holds")


def test_a_quote_of_several_cells_is_their_sum(tmp_path: Path) -> None:
    tables = [table(returned__on_time="9", returned__late="2")]
    (check,) = check_narrative(library_form(tmp_path), tables, [section("读者归还11册，尚未归还4册。")], 2022)
    assert (check.left, check.right, check.verdict) == (Decimal(11), Decimal(11), "holds")
    assert check.cells == ("lending/returned.on_time/total", "lending/returned.late/total")


def proposed(folder: Path, text: str, lent: str) -> ReportCell:
    (one,) = propose_quoted(library_form(folder), [table(lent=lent)], [section(text)], 2022)
    return one.cells[0]


def test_a_missing_cell_gets_a_proposal_and_stays_missing(tmp_path: Path) -> None:
    told = proposed(tmp_path, "借出图书15册。", "?")
    assert (told.status, told.value, told.confidence, told.reason) == ("missing", Decimal(15), 0.9, "the text says 15")


def test_a_proposal_of_the_ink_is_not_changed(tmp_path: Path) -> None:
    told = proposed(tmp_path, "借出图书15册。", "16?")
    assert (told.status, told.value, told.reason) == ("suspect", Decimal(16), "the text says 15")


@pytest.mark.parametrize(("text", "lent"), [("借出图书15册。", "16"), ("借出图书15册。", ""), ("借出图书9册；外借图书6册。", "?")])
def test_no_proposal(tmp_path: Path, text: str, lent: str) -> None:
    assert proposed(tmp_path, text, lent) == table(lent=lent).cells[0]


def test_a_sum_is_no_proposal_for_its_parts(tmp_path: Path) -> None:
    before = [table(returned__on_time="?", returned__late="2")]
    assert list(propose_quoted(library_form(tmp_path), before, [section("归还11册。")], 2022)) == before


def test_a_whole_report(tmp_path: Path) -> None:
    report = html_report(tmp_path, "<p>一、基本情况</p><p>全年借出图书14册。</p>", lending(late=None))
    (check,) = [check for check in report.checks if check.id.startswith("narrative")]
    assert (check.left, check.right, check.advises) == (Decimal(14), Decimal(15), True)
    assert cells(report, "lending/lent/total") == {"": "read 15"}


def found(form: str, text: str) -> dict[str, list[int]]:
    """What a declared form's phrases find in a text on 2020."""
    narrative = form_by_key(form).narrative
    figures = {quote.id: quoted_figures(quote, narrative.other_scopes, [section(text)], 2020) for quote in narrative.quotes}
    return {key: list(map(int, values)) for key, values in figures.items() if values}


@pytest.mark.parametrize("form", ["annual-2019", "annual-2021"])
@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("本县2020年收到公民的公开申请266件，上年度结转而来10件。", {"received": [266], "carried_in": [10]}),
        ("共受理“依申请公开”34件，有1件结转至下年度。", {"received": [34], "carried_out": [1]}),
        ("新收到266件政府信息公开申请，转下年度8件。", {"received": [266], "carried_out": [8]}),
        ("答复中予以公开120件、部分公开57件、不予公开20件、无法提供9件、不予处理61件。",
         {"granted": [120], "partial": [57], "denied": [20], "unavailable": [9], "rejected": [61]}),
        ("因公开引起行政复议3件、行政诉讼12件。", {"review": [3], "litigation": [12]}),
        ("行政复议、行政诉讼共5件。", {}),
        ("行政复议结果维持2件，行政复议比上年增加1件。", {}),
        ("予以公开或者部分公开177件，不予公开的20件。", {"denied": [20]}),
        ("收到申请266件，其中收到当面申请6件。", {"received": [266]}),
        ("收到群众来信30件，主动公开信息900条，开展申请培训2次。", {}),
    ],
)  # fmt: skip
def test_phrases_of_the_annual_forms(form: str, text: str, figures: dict[str, list[int]]) -> None:
    assert found(form, text) == figures


def test_phrases_of_the_list() -> None:
    text = "全区收到申请150件，网上申请70件、信函申请79件、当面申请1件。同意公开25件、同意部分公开5件、不同意公开60件。"
    text += "行政复议计9件，行政诉讼计12件。"
    assert found("list-2014", text) == {
        "received": [150],
        "online": [70],
        "letter": [79],
        "in_person": [1],
        "granted": [25],
        "partial": [5],
        "denied": [60],
        "review": [9],
        "litigation": [12],
    }
