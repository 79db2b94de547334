"""A short run of each target of ``bench.fuzz``, and what longer runs have found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.fuzz import TARGETS, search
from layout import check_report, read_report, report_from_json, report_to_json
from layout.errors import ReportError
from tests.cli.conftest import Gouji, gouji

__all__ = ["gouji"]

SAMPLE = Path(__file__).parents[2] / "samples/reports/haishu_2018.txt"


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_found_quickly(target: str) -> None:
    search(target, 60, 1)


@pytest.fixture(scope="module")
def saved() -> str:
    return report_to_json(read_report(SAMPLE))


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("form",), False, "form cannot be 'False'"),
        (("form",), "../secret.toml", "'../secret.toml' is no key of a form"),
        (("year",), "2018", "year cannot be '2018'"),
        (("pages", 0, "width"), float("nan"), r"pages\[0\]\.width cannot be 'nan'"),
        (("problems",), [{"code": [], "page": None, "message": ""}], r"problems\[0\]\.code cannot be '\[\]'"),
        (("tables", 0, "cells", 0, "value"), "NaN", r"tables\[0\]\.cells\[0\]\.value cannot be 'NaN'"),
    ],
)
def test_a_report_of_other_types_is_refused(saved: str, place: tuple[str | int, ...], value: object, said: str) -> None:
    data = inner = json.loads(saved)
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    with pytest.raises(ReportError, match=said):
        report_from_json(json.dumps(data))


def test_a_report_that_nests_without_end_is_refused() -> None:
    with pytest.raises(ReportError, match="it is no JSON"):
        report_from_json("[" * 100_000)


def test_a_table_that_the_form_has_not_is_one_line(gouji: Gouji, saved: str, tmp_path: Path) -> None:
    data = json.loads(saved)
    data["tables"][0]["key"] = "strange"
    with pytest.raises(ReportError, match=r"^it has a table 'strange', and its form list-2014 has none; read its source again$"):
        check_report(report_from_json(json.dumps(data)))
    (tmp_path / "a.json").write_text(json.dumps(data), "utf-8")
    said = gouji("check", tmp_path / "a.json")
    assert (said.status, said.err.count("\n")) == (3, 1)
    assert "it has a table 'strange'" in said.err
