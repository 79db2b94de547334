"""Workbooks."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from files.xlsx import _sheet_name, report_to_xlsx
from layout import Report, check_report
from tests.files.conftest import changed, sample

REQUESTS = "收到和处理政府信息公开申请情况"
LIVE = {"holds": ("相符",), "fails": ("不符",), "undecided": ("未定", "相符（待核）", "不符（待核）", "未定（单位不同）")}


def workbook(report: Report) -> Any:
    return load_workbook(io.BytesIO(report_to_xlsx(report)))


def test_sheets_have_chinese_names(yuyao: Report) -> None:
    assert workbook(yuyao).sheetnames == ["主动公开政府信息情况", REQUESTS, "政府信息公开行政复议、行政诉讼情况", "勾稽核对", "来源"]


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("a:b/c", (), "a_b_c"),
        ("'年'", (), "年"),
        ("", (), "表"),
        ("表" * 40, ("表" * 31,), "表" * 29 + "_2"),
        ("A", ("a", "a_2"), "A_3"),
    ],
)
def test_names_that_excel_does_not_take_are_mended(title: str, taken: tuple[str, ...], name: str) -> None:
    assert _sheet_name(title, taken) == name


def test_figures_are_numbers_with_their_decimals_and_units(yuyao: Report) -> None:
    sheet = workbook(yuyao)["主动公开政府信息情况"]
    amount = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 69.36)
    assert (amount.data_type, amount.number_format) == ("n", '0.00"万元"')


def test_headers_are_merged(yuyao: Report) -> None:
    merged = {str(area) for area in workbook(yuyao)[REQUESTS].merged_cells.ranges}
    assert {"A1:J1", "D3:J3", "E4:I4", "D4:D5", "A8:A27", "B10:B17"} <= merged


def test_flagged_cells_have_a_colour_and_a_comment(doubtful: Report) -> None:
    cell = workbook(doubtful)[REQUESTS]["J6"]
    assert (cell.value, cell.fill.fgColor.rgb) == (33, "00FFD8A8")
    said = "状态：待核（suspect）\n可信度：0.5\n页码：1\n读作：33\n或为：38（0.25）\n原因：the readers differ: 33 or 38"
    assert cell.comment.text == said
    assert sum(cell.comment is not None for row in workbook(doubtful)[REQUESTS].iter_rows() for cell in row) == 1


def test_blanks_are_what_is_printed(yuyao: Report) -> None:
    for raw in ("/", ""):
        report = changed(yuyao, "requests/new/total", value=None, raw=raw, status="blank")
        assert workbook(report)[REQUESTS]["J6"].value == (raw or None)


def test_text_never_becomes_a_formula(yuyao: Report) -> None:
    report = changed(replace(yuyao, issuer="=cmd|'/c calc'!A1"), "requests/new/total", value=None, raw="=1+1", status="blank")
    book = workbook(report)
    assert (book["来源"]["B3"].value, book["来源"]["B3"].data_type) == ("=cmd|'/c calc'!A1", "s")
    assert (book[REQUESTS]["J6"].value, book[REQUESTS]["J6"].data_type) == ("=1+1", "s")


def test_a_figure_too_long_for_excel_keeps_its_digits(yuyao: Report) -> None:
    cell = workbook(changed(yuyao, "requests/new/total", value=Decimal("12345678901234567")))[REQUESTS]["J6"]
    assert (cell.value, cell.data_type) == ("12345678901234567", "s")


def test_where_it_comes_from_is_told(yuyao: Report) -> None:
    facts = {row[0].value: row[1].value for row in workbook(yuyao)["来源"].iter_rows()}
    assert facts["来源文件"] == "yuyao_2020.pdf"
    assert facts["SHA-256"] == yuyao.source.sha256
    assert facts["软件"].startswith("gouji ")


def test_the_same_report_gives_the_same_bytes(yuyao: Report) -> None:
    assert report_to_xlsx(yuyao) == report_to_xlsx(yuyao)


def test_unplaced_figures_have_a_sheet() -> None:
    sheet = workbook(sample("reports/haian_2020.txt"))["未归位的数字"]
    assert [cell.value for cell in sheet[2]] == ["142781", 1, "its row could not be found"]


def test_a_report_without_a_form_is_a_workbook_too(yuyao: Report) -> None:
    assert workbook(replace(yuyao, form=None, tables=(), checks=())).sheetnames == ["勾稽核对", "来源"]


def test_sums_point_at_the_tables(yuyao: Report) -> None:
    sheet = workbook(yuyao)["勾稽核对"]
    assert sheet["C2"].value == f"=SUM('{REQUESTS}'!D6,'{REQUESTS}'!D7)"
    assert sheet["E2"].value == "=ROUND(C2-D2,6)"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize("name", ["reports/yuyao_2020.pdf", "reports/dinghai_2020.html", "reports/haishu_2018.html", "doubtful"])
def test_recalculated_by_libreoffice_the_formulas_agree_with_the_checks(name: str, tmp_path: Path, doubtful: Report) -> None:
    report = check_report(doubtful) if name == "doubtful" else sample(name)
    (tmp_path / "a.xlsx").write_bytes(report_to_xlsx(report))
    order = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run([*order, "--outdir", tmp_path / "out", tmp_path / "a.xlsx"], check=True, capture_output=True, timeout=180)
    sheet: Any = load_workbook(tmp_path / "out/a.xlsx", data_only=True)["勾稽核对"]
    rows = {row[0]: row[1:] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert set(rows) == {check.id for check in report.checks}
    for check in [check for check in report.checks if not check.id.startswith("narrative.")]:  # words are in no sheet to point at
        _, left, right, difference, live, _, _ = rows[check.id]
        assert (left, right) == (float(check.left or 0), float(check.right or 0))
        assert difference == pytest.approx(left - right)
        assert (check.id, live in LIVE[check.verdict]) == (check.id, True)
