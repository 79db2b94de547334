"""Reports of the samples, each read once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from ingest.geometry import Box
from layout import Report, read_report
from layout.report import Alternative, ReportCell

SAMPLES = Path(__file__).parents[2] / "samples"


@cache
def sample(name: str) -> Report:
    return read_report(SAMPLES / name)


def changed(report: Report, address: str, **what: object) -> Report:
    """The report with one cell changed."""
    key, row, column = address.split("/")

    def cell(one: ReportCell) -> ReportCell:
        return replace(one, **what) if (one.row, one.column) == (row, column) else one  # type: ignore[arg-type]  # the tests name fields

    tables = (replace(table, cells=tuple(map(cell, table.cells))) if table.key == key else table for table in report.tables)
    return replace(report, tables=tuple(tables))


Changed = Callable[..., Report]


@pytest.fixture(scope="session")
def yuyao() -> Report:
    return sample("reports/yuyao_2020.pdf")


@pytest.fixture(scope="session")
def doubtful(yuyao: Report) -> Report:
    """One of its cells waits for a person."""
    other = Alternative(value=Decimal(38), confidence=0.25)
    return changed(
        yuyao,
        "requests/new/total",
        value=Decimal(33),
        raw="33",
        status="suspect",
        confidence=0.5,
        page=1,
        bbox=Box(1, 2, 3, 4),
        alternatives=(other,),
        reason="the readers differ: 33 or 38",
    )
