"""Reports as files and back."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.geometry import Box
from layout.errors import ReportError
from layout.report import Alternative, Check, Report, ReportCell, ReportTable, Section, SourceNote, Unplaced
from layout.report_file import report_from_json, report_to_json

CELL = ReportCell(
    row="procurement",
    column="amount",
    value=Decimal("40.50"),
    unit="万元",
    raw="40. 50",
    status="suspect",
    confidence=0.5,
    page=2,
    bbox=Box(1.0, 2.004, 3.0, 4.5),
    alternatives=(Alternative(value=Decimal("405.0"), confidence=0.25),),
    reason="why",
)
REPORT = Report(
    source=SourceNote(name="r.txt", sha256="ab", media="text", pages=1),
    form="annual-2019",
    year=2020,
    issuer="某市",
    title="某市2020年报告",
    tables=(ReportTable(key="proactive", title="题", pages=(2,), cells=(CELL,)),),
    checks=(Check(id="a/b", statement="s", left=Decimal("1.10"), right=None, verdict="undecided", cells=("x/y/z",)),),
    unplaced=(Unplaced(raw="142781", page=1, bbox=Box(0.0, 0.0, 1.0, 1.0), reason="its row could not be found"),),
    sections=(Section(title="一、概述", level=1, pages=(1, 2), text="甲\n乙"),),
)


def data(report: Report = REPORT) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(report_to_json(report))
    return loaded


def changed(**fields: Any) -> str:
    return json.dumps(data() | fields)


def valued(value: Decimal | None) -> Report:
    cell = replace(CELL, value=value)
    return replace(REPORT, tables=(replace(REPORT.tables[0], cells=(cell,)),))


def test_there_and_back_is_byte_identical() -> None:
    text = report_to_json(REPORT)
    assert report_to_json(report_from_json(text)) == text


def test_nothing_is_lost_but_digits_of_boxes() -> None:
    back = report_from_json(report_to_json(REPORT))
    cell = back.tables[0].cells[0]
    assert replace(cell, bbox=CELL.bbox) == CELL
    assert cell.bbox == Box(1, 2, 3, 4.5)
    assert (back.checks, back.unplaced, back.sections) == (REPORT.checks, REPORT.unplaced, REPORT.sections)


@pytest.mark.parametrize(
    ("value", "printed"), [("40.50", "40.50"), ("0.10", "0.10"), ("12", "12"), ("-3", "-3"), ("0", "0"), ("1.0", "1.0")]
)
def test_figures_keep_their_digits(value: str, printed: str) -> None:
    assert f'"value": {printed},' in report_to_json(valued(Decimal(value)))


@given(st.decimals(-(10**15), 10**15, places=4) | st.integers(0, 10**18).map(Decimal))
def test_every_figure_comes_back(value: Decimal) -> None:
    back = report_from_json(report_to_json(valued(value))).tables[0].cells[0].value
    assert str(back) == str(value)


def test_the_fields_of_a_cell_have_the_order_of_the_contract() -> None:
    assert list(data()["tables"][0]["cells"][0]) == [
        *("row", "column", "value", "unit", "raw", "status", "confidence", "page", "bbox", "alternatives", "reason")
    ]


def test_the_fields_of_a_report_have_the_order_of_the_contract() -> None:
    assert list(data()) == [
        *("schema", "generator", "source", "form", "year", "issuer", "title"),
        *("pages", "tables", "checks", "unplaced", "sections", "problems"),
    ]


def test_chinese_stays_legible() -> None:
    assert '"issuer": "某市"' in report_to_json(REPORT)


@pytest.mark.parametrize("text", ['{"schema": "gouji.report/9"}', "[]", "{}", "3"])
def test_an_unknown_schema_is_refused(text: str) -> None:
    with pytest.raises(ReportError) as caught:
        report_from_json(text)
    assert str(caught.value) == "its schema is not gouji.report/1; give a report file that gouji read has written"


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ReportError) as caught:
        report_from_json("{")
    said = "it is no JSON (Expecting property name enclosed in double quotes: line 1 column 2 (char 1)); "
    assert str(caught.value) == said + "give a report file that gouji read has written"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tables": None}, "TypeError: 'NoneType' object is not iterable"),
        ({"tables": [{"key": "a", "title": "b", "pages": [], "cells": [{"status": "sure"}]}]}, "ValueError: 'sure' is no status"),
        ({"checks": [{"verdict": "maybe"}]}, "ValueError: 'maybe' is no verdict"),
    ],
)
def test_a_file_that_departs_from_its_schema_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ReportError) as caught:
        report_from_json(changed(**change))
    assert str(caught.value) == f"it departs from gouji.report/1 ({said}); read its source again"


@pytest.mark.parametrize("key", ["source", "form", "pages", "tables", "checks", "unplaced", "sections", "problems"])
def test_a_field_that_is_missing_is_refused(key: str) -> None:
    some = data()
    del some[key]
    with pytest.raises(ReportError, match=f"KeyError: '{key}'"):
        report_from_json(json.dumps(some))
