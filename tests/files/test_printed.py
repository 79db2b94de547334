"""Tables as their forms print them."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from files.printed import Printed, PrintedTable, form_of, printed_table
from layout import Report
from layout.form_file import declared_forms
from layout.report import ReportCell, ReportTable
from tests.files.conftest import sample
from tests.layout.made_up import html_report, lending


def tables(report: Report, form: str | None = None) -> dict[str, PrintedTable]:
    return {table.key: printed_table(table, form_of(report, form)) for table in report.tables}


def part(table: PrintedTable, text: str) -> Printed:
    return next(one for one in table.cells if one.text == text)


def area(one: Printed) -> tuple[int, int, int, int]:
    return one.row, one.column, one.rows, one.columns


def empty_tables() -> list[PrintedTable]:
    """Every table of every declared form in every printing, with a cell at each address."""
    made = []
    for form in declared_forms().values():
        for table in form.tables:
            for printing in table.printings():
                keys = [(row.key, column.key) for block in printing.blocks for row in block.rows for column in block.columns]
                cells = tuple(ReportCell(row=row, column=column, status="blank") for row, column in keys)
                made.append(printed_table(ReportTable(key=table.key, title=table.title, pages=(), cells=cells), form))
    return made


@pytest.mark.parametrize("table", empty_tables(), ids=lambda table: table.key)
def test_every_place_is_covered_once(table: PrintedTable) -> None:
    covered = [(one.row + down, one.column + right) for one in table.cells for down, right in product(range(one.rows), range(one.columns))]
    assert sorted(covered) == sorted(product(range(table.rows), range(table.columns)))


def test_the_requests_stand_as_the_official_form_has_them(yuyao: Report) -> None:
    table = tables(yuyao)["requests"]
    assert (table.stub, table.columns) == (3, 10)
    assert area(part(table, "申请人情况")) == (0, 3, 1, 7)
    assert area(part(table, "法人或其他组织")) == (1, 4, 1, 5)
    assert area(part(table, "自然人")) == (1, 3, 2, 1)
    assert area(part(table, "一、本年新收政府信息公开申请数量")) == (3, 0, 1, 3)
    assert area(part(table, "三、本年度办理结果")) == (5, 0, 20, 1)
    assert area(part(table, "（三）不予公开")) == (7, 1, 8, 1)
    assert area(part(table, "（七）总计")) == (24, 1, 1, 2)


def test_rows_that_run_across_stand_side_by_side(yuyao: Report) -> None:
    table = tables(yuyao)["review"]
    assert (table.rows, table.columns) == (4, 15)
    assert area(part(table, "行政复议")) == (0, 0, 2, 5)
    assert area(part(table, "行政诉讼")) == (0, 5, 1, 10)
    assert [one.column for one in table.cells if one.text == "结果维持"] == [0, 5, 10]


def test_the_last_figure_of_a_narrow_block_is_as_wide_as_the_table(yuyao: Report) -> None:
    amount = next(one for one in tables(yuyao)["proactive"].cells if one.cell is not None and one.cell.column == "amount")
    assert (amount.columns, amount.text) == (2, "万元")


def test_lists_have_a_column_of_units_and_lines_without_figures() -> None:
    table = tables(sample("reports/haishu_2018.html"))["list"]
    assert area(part(table, "一、主动公开情况")) == (1, 0, 1, 3)
    assert area(part(table, "　　其中：主动公开规范性文件数")) == (3, 0, 1, 1)
    assert [one.text for one in table.cells if one.row == 2][1:] == ["条", ""]


def test_the_printing_that_the_source_has_is_taken() -> None:
    form = declared_forms()["annual-2021"]
    printing = next(one for one in form.table("requests").printings() if "other_in_one_row" in one.variants)
    rows = [row.key for block in printing.blocks for row in block.rows]
    cells = [ReportCell(row=row, column="total", status="blank") for row in rows]
    cells += [ReportCell(row=row, column="total", status="absent") for row in printing.absent]
    table = printed_table(ReportTable(key="requests", title="", pages=(), cells=tuple(cells)), form)
    assert {one.cell.row for one in table.cells if one.cell is not None} == set(rows)


def test_a_form_file_is_used_and_without_it_there_is_a_list(tmp_path: Path) -> None:
    report = html_report(tmp_path, lending())
    assert part(tables(report, str(tmp_path / "library.toml"))["lending"], "一、借出图书").rows == 1
    listed = tables(replace(report, form="gone"))["lending"]
    assert [one.text for one in listed.cells[:2]] == ["lent", "adults"]
