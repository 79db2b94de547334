"""CSV and Parquet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pytest
from pyarrow import parquet

from files.csv import report_to_csv
from files.parquet import report_to_parquet
from layout import Report
from tests.files.conftest import changed, sample

BREAKING = 'a"b,c\nd'


def lines(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(report_to_csv(report).decode("utf-8-sig"), newline="")))


def table(report: Report) -> pa.Table:
    return parquet.read_table(io.BytesIO(report_to_parquet(report)))


def line(report: Report, address: str) -> dict[str, str]:
    return next(one for one in lines(report) if f"{one['table']}/{one['row']}/{one['column']}" == address)


def test_a_row_a_cell(doubtful: Report) -> None:
    assert len(lines(doubtful)) == sum(1 for _ in doubtful.cells())
    assert line(doubtful, "requests/new/total") == {
        "source": "yuyao_2020.pdf",
        "sha256": doubtful.source.sha256,
        "form": "annual-2019",
        "year": "2020",
        "issuer": "余姚市人民政府办公室",
        "table": "requests",
        "row": "new",
        "column": "total",
        "table_label": "收到和处理政府信息公开申请情况",
        "row_label": "一、本年新收政府信息公开申请数量",
        "column_label": "申请人情况 / 总计",
        "value": "33",
        "unit": "",
        "raw": "33",
        "status": "suspect",
        "confidence": "0.5",
        "page": "1",
        "x0": "1",
        "y0": "2",
        "x1": "3",
        "y1": "4",
        "reason": "the readers differ: 33 or 38",
    }


def test_it_opens_right_in_excel(yuyao: Report) -> None:
    assert report_to_csv(yuyao).startswith(b"\xef\xbb\xbfsource,sha256,")


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-", "@SUM(1)", "\tx", "\rx", "＝1", " =1"])
def test_no_text_is_carried_out(yuyao: Report, text: str) -> None:
    assert {one["issuer"] for one in lines(replace(yuyao, issuer=text))} == {f"'{text}"}


def test_other_text_is_left_alone(yuyao: Report) -> None:
    assert {one["issuer"] for one in lines(replace(yuyao, issuer=BREAKING))} == {BREAKING}


def test_negative_figures_stay_numbers() -> None:
    assert line(sample("reports/dinghai_2020.pdf"), "proactive/coercion/change")["value"] == "-15"


def test_groups_are_part_of_the_labels(yuyao: Report) -> None:
    label = line(yuyao, "requests/denied.state_secret/business")
    assert (label["row_label"], label["column_label"]) == (
        "三、本年度办理结果 / （三）不予公开 / 1.属于国家秘密",
        "申请人情况 / 法人或其他组织 / 商业企业",
    )


def test_parquet_has_types(yuyao: Report) -> None:
    made = table(yuyao)
    types = {name: str(made.schema.field(name).type) for name in ("year", "value", "status", "confidence", "page", "x0")}
    assert types == {
        "year": "int32",
        "value": "decimal128(38, 6)",
        "status": "string",
        "confidence": "double",
        "page": "int32",
        "x0": "double",
    }
    assert Decimal("69.360000") in made.column("value").to_pylist()


def test_parquet_and_csv_hold_the_same(yuyao: Report) -> None:
    made = table(yuyao).to_pylist()
    assert [row["raw"] for row in made] == [one["raw"].removeprefix("'") for one in lines(yuyao)]
    assert [row["value"] for row in made] == [cell.value for _, cell in yuyao.cells()]


def test_a_figure_that_does_not_fit_is_never_rounded(yuyao: Report) -> None:
    report = changed(yuyao, "requests/new/total", value=Decimal("1.2345678"), raw="1.2345678")
    row = next(row for row in table(report).to_pylist() if (row["row"], row["column"]) == ("new", "total"))
    assert (row["value"], row["raw"]) == (None, "1.2345678")


def test_a_report_without_tables_has_a_head_only(yuyao: Report) -> None:
    bare = replace(yuyao, form=None, tables=())
    assert (lines(bare), table(bare).num_rows, report_to_parquet(bare) == report_to_parquet(bare)) == ([], 0, True)
