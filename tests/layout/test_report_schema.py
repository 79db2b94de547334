"""The JSON Schema that report files keep to."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from layout import read_report, report_schema, report_to_json
from tests.layout.made_up import html_report, lending

REPORTS = Path(__file__).parents[2] / "samples/reports"
VALIDATOR = Draft202012Validator(report_schema())


def document(name: str) -> Any:
    return json.loads(report_to_json(read_report(REPORTS / name)), parse_float=Decimal)


def faults(data: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(data)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(report_schema())


@pytest.mark.parametrize("path", sorted(path.name for path in REPORTS.iterdir() if path.suffix in (".pdf", ".html", ".txt")))
def test_reports_of_the_samples_keep_to_it(path: str) -> None:
    assert faults(document(path)) == []


def test_reports_of_other_forms_and_of_none_keep_to_it(tmp_path: Path) -> None:
    report = html_report(tmp_path, lending(lent=("一、借出图书", "1.5", "5", "15")))
    assert faults(json.loads(report_to_json(report))) == []
    assert faults(json.loads(report_to_json(read_report("没有表格。".encode(), name="a.txt")))) == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda data: data.pop("checks"), "$"),
        (lambda data: data.update(made_by="x"), "$"),
        (lambda data: data["source"].update(sha256="no"), "$.source.sha256"),
        (lambda data: data["tables"][0]["cells"][0].update(status="fine"), "$.tables[0].cells[0].status"),
        (lambda data: data["tables"][0]["cells"][0].update(value=None, status="read"), "$.tables[0].cells[0].value"),
        (lambda data: data["tables"][0]["cells"][0].update(value="12"), "$.tables[0].cells[0].value"),
        (lambda data: data["tables"][0]["cells"][0].update(confidence=2), "$.tables[0].cells[0].confidence"),
        (lambda data: data["tables"][0]["cells"][0].update(bbox=[1, 2, 3]), "$.tables[0].cells[0].bbox"),
    ],
)
def test_what_departs_from_it_is_refused(change: Any, where: str) -> None:
    data = document("yuyao_2020.html")
    change(data)
    assert where in {fault.partition(":")[0] for fault in faults(data)}
