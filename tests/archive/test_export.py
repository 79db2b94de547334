"""What comes out of an archive: tables of every kind, and the page."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from archive.errors import NothingToExport
from archive.export import KINDS, write_tables
from archive.ledger import writable_ledger
from archive.page import archive_page
from archive.queries import reading_ledger
from archive.storage import Entry
from archive.tables import Column, Filter, Table, tables_of
from archive.task import read_task
from layout import Report, read_report

REPORTS = Path(__file__).parents[2] / "samples" / "reports"
SOURCES = [REPORTS / name for name in ("haishu_2018.txt", "yuyao_2020.txt")]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    with writable_ledger(folder, create=True) as ledger:
        for path in SOURCES:
            ledger.found(Entry(url=str(path)), hashlib.sha256(path.read_bytes()).hexdigest(), {})
        for task in ledger.take(9, again=False, reports=str(folder / "reports"), password=None):
            ledger.settle(task, read_task(task))
    return folder


@pytest.fixture(scope="module")
def yuyao() -> Report:
    return read_report(REPORTS / "yuyao_2020.txt")


def export(archive: Path, kind: str, folder: Path, **wanted: Any) -> Path:
    with reading_ledger(archive) as ledger:
        write_tables(tables_of(ledger, Filter(**wanted)), kind, folder)
    return folder


def truth(report: Report) -> list[tuple[str, Decimal | None]]:
    return [(address, cell.value) for address, cell in report.cells()]


def test_parquet_holds_every_cell_as_it_was_read(archive: Path, yuyao: Report, tmp_path: Path) -> None:
    export(archive, "parquet", tmp_path)
    sql = f"SELECT \"table\" || '/' || \"row\" || '/' || \"column\", value FROM '{tmp_path}/cells.parquet' WHERE year = 2020"
    assert duckdb.execute(sql).fetchall() == truth(yuyao)


def test_duckdb_holds_the_same(archive: Path, yuyao: Report, tmp_path: Path) -> None:
    export(archive, "duckdb", tmp_path)
    with duckdb.connect(tmp_path / "archive.duckdb", read_only=True) as database:
        sql = 'SELECT "table" || \'/\' || "row" || \'/\' || "column", value FROM cells WHERE year = 2020'
        assert database.execute(sql).fetchall() == truth(yuyao)
        assert database.execute("SELECT count(*) FROM list_2014_list").fetchall() == [(1,)]


def test_csv_and_json_hold_figures_as_printed(archive: Path, yuyao: Report, tmp_path: Path) -> None:
    export(archive, "csv", export(archive, "json", tmp_path, years=(2020,)), years=(2020,))
    printed = ["" if value is None else format(value, "f") for _, value in truth(yuyao)]
    with (tmp_path / "cells.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["value"] for row in csv.DictReader(file)] == printed
    rows = json.loads((tmp_path / "cells.json").read_text("utf-8"), parse_float=Decimal)
    assert [row["value"] for row in rows] == [value for _, value in truth(yuyao)]


def test_a_wide_table_has_a_report_a_row(archive: Path, yuyao: Report, tmp_path: Path) -> None:
    export(archive, "xlsx", tmp_path, forms=("annual-2019",))
    book = openpyxl.load_workbook(tmp_path / "archive.xlsx", read_only=True)
    assert book.sheetnames == ["cells", "checks", "reports", "annual_2019_proactive", "annual_2019_requests", "annual_2019_review"]
    heading, row = book["annual_2019_requests"].iter_rows(values_only=True)
    wide = dict(zip(heading, row, strict=True))
    accepted = {address: cell.value for address, cell in yuyao.accepted}
    assert wide["new.total"] == accepted["requests/new/total"]
    assert wide["to_look_at"] == 0
    book.close()


@pytest.mark.parametrize("wanted", [{"forms": ("annual-2019",)}, {"years": (2020,)}, {"issuers": ("余姚",)}])
def test_filters_choose_reports(archive: Path, tmp_path: Path, wanted: dict[str, Any]) -> None:
    export(archive, "json", tmp_path, **wanted)
    assert [row["year"] for row in json.loads((tmp_path / "reports.json").read_text("utf-8"))] == [2020]


def test_statuses_choose_cells(archive: Path, tmp_path: Path) -> None:
    export(archive, "json", tmp_path, statuses=("read",))
    assert {row["status"] for row in json.loads((tmp_path / "cells.json").read_text("utf-8"))} == {"read"}


@pytest.mark.parametrize("kind", KINDS)
def test_filters_that_nothing_passes_leave_no_file(archive: Path, tmp_path: Path, kind: str) -> None:
    with pytest.raises(NothingToExport, match=r"^no report passes these filters"):
        export(archive, kind, tmp_path, years=(1999,))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_fetched_while_they_are_written(tmp_path: Path, kind: str) -> None:
    """Odd values pass, and what cannot fit is left to ``raw``."""
    values = (Decimal("0.1234567"), Decimal("1e40"), Decimal("12.50"), None)
    rows = iter([(f"=x\x01{number}", value, (1.0, 2.0, 3.0, 4.0)) for number, value in enumerate(values)])
    columns = (Column("raw", "text"), Column("value", "figure"), Column("box", "box"))
    assert sum(write_tables([Table(name="t", columns=columns, rows=rows)], kind, tmp_path).values()) == 4


def test_the_page_needs_no_network_and_names_what_there_is(archive: Path) -> None:
    with reading_ledger(archive) as ledger:
        page = "".join(archive_page(ledger, "a<b"))
    assert "Archive a&lt;b" in page
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=", page)
    assert page.count('class="plotly-graph-div"') == 6
    for words in ("余姚市", "2020", "annual-2019 requests.balance", "宁波市海曙区"):
        assert words in page


def test_no_text_of_an_archive_is_carried_out_by_spreadsheets(tmp_path: Path) -> None:
    for kind in ("csv", "xlsx"):
        table = Table(name="cells", columns=(Column("raw", "text"), Column("value", "figure")), rows=iter([("=1+1", Decimal("-3"))]))
        write_tables([table], kind, tmp_path)
    assert (tmp_path / "cells.csv").read_text("utf-8-sig").splitlines()[1] == "'=1+1,-3"
    cell = openpyxl.load_workbook(tmp_path / "archive.xlsx").worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
