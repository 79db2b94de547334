"""What an archive holds, as tables to be written elsewhere: tidy ones, and a wide one for each table of a form."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal

from layout.report import ACCEPTED

__all__ = ["Column", "ColumnKind", "Filter", "Table", "tables_of"]

ColumnKind = Literal["text", "whole", "figure", "share", "box"]
"""``figure`` is a Decimal as printed, ``share`` a float from 0 to 1, ``box`` four floats in points from the top left corner."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table that is handed on."""

    name: str
    kind: ColumnKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose rows are fetched while they are written, so that none of them is held."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterator[tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which reports and cells: all when empty. ``issuers`` are parts of names; without ``statuses`` wide tables hold accepted figures."""

    forms: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    issuers: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()

    def reports(self) -> tuple[str, list[Any]]:
        """The condition for reports, as SQL and its values."""
        parts, values = ["r.current"], list[Any]()
        for column, wanted in (("r.form", self.forms), ("r.year", self.years)):
            if wanted:
                parts.append(f"{column} IN ({_marks(wanted)})")
                values += wanted
        if self.issuers:
            parts.append(f"({' OR '.join(['instr(r.issuer, ?)'] * len(self.issuers))})")
            values += self.issuers
        return " AND ".join(parts), values


_WHOSE = (Column("issuer", "text"), Column("year", "whole"), Column("form", "text"))
_WHERE_FROM = (Column("source", "text"), Column("sha256", "text"))
_CELLS = (
    *_WHOSE,
    *(Column(name, "text") for name in ("table", "row", "column")),
    Column("value", "figure"),
    *(Column(name, "text") for name in ("unit", "raw", "status")),
    Column("confidence", "share"),
    *_WHERE_FROM,
    Column("page", "whole"),
    Column("box", "box"),
    Column("reason", "text"),
)
_CHECKS = (
    *_WHOSE,
    *(Column(name, "text") for name in ("id", "statement")),
    *(Column(name, "figure") for name in ("left", "right")),
    *(Column(name, "text") for name in ("verdict", "cells")),
    *_WHERE_FROM,
)
_COUNTS = ("pages", "accepted", "flagged", "unplaced", "holds", "fails", "undecided")
_REPORTS = (*_WHOSE, Column("title", "text"), *(Column(name, "whole") for name in _COUNTS), *_WHERE_FROM, Column("report", "text"))
_OF_REPORT = "JOIN sources s ON s.id = r.source AND s.current"
_NAME = "(SELECT min(url) FROM names n WHERE n.source = s.id AND n.current)"


def tables_of(connection: sqlite3.Connection, wanted: Filter) -> Iterator[Table]:
    """``cells``, ``checks`` and ``reports``, then a wide table for each table of each form. They have to be written one after the other."""
    yield Table(name="cells", columns=_CELLS, rows=_cells(connection, wanted))
    yield Table(name="checks", columns=_CHECKS, rows=_checks(connection, wanted))
    yield Table(name="reports", columns=_REPORTS, rows=_reports(connection, wanted))
    condition, values = wanted.reports()
    sql = f"SELECT DISTINCT form FROM reports r {_OF_REPORT} WHERE {condition} AND form IS NOT NULL ORDER BY form"
    for (form,) in connection.execute(sql, values).fetchall():
        for table, addresses in _addresses(connection, form).items():
            yield _wide(connection, wanted, form, table, addresses)


def _cells(connection: sqlite3.Connection, wanted: Filter) -> Iterator[tuple[Any, ...]]:
    condition, values = wanted.reports()
    if wanted.statuses:
        condition, values = f"{condition} AND c.status IN ({_marks(wanted.statuses)})", [*values, *wanted.statuses]
    sql = (
        'SELECT r.issuer, r.year, r.form, c."table", c."row", c."column", c.value, c.unit, c.raw, c.status, c.confidence,'
        f" {_NAME}, s.sha256, c.page, c.x0, c.y0, c.x1, c.y1, c.reason FROM reports r {_OF_REPORT}"
        f" JOIN cells c ON c.source = r.source AND c.edition = r.edition WHERE {condition} ORDER BY r.source, c.position"
    )
    for row in connection.execute(sql, values):
        yield (*row[:6], _figure(row[6]), *row[7:14], None if row[14] is None else row[14:18], row[18])


def _checks(connection: sqlite3.Connection, wanted: Filter) -> Iterator[tuple[Any, ...]]:
    condition, values = wanted.reports()
    sql = (
        f'SELECT r.issuer, r.year, r.form, c.id, c.statement, c."left", c."right", c.verdict, c.cells, {_NAME}, s.sha256'
        f" FROM reports r {_OF_REPORT} JOIN checks c ON c.source = r.source AND c.edition = r.edition WHERE {condition}"
        " ORDER BY r.source, c.position"
    )
    for row in connection.execute(sql, values):
        yield (*row[:5], _figure(row[5]), _figure(row[6]), row[7], " ".join(json.loads(row[8])), *row[9:])


def _reports(connection: sqlite3.Connection, wanted: Filter) -> Iterator[tuple[Any, ...]]:
    condition, values = wanted.reports()
    counts = ", ".join(f"r.{count}" for count in _COUNTS)
    sql = (
        f"SELECT r.issuer, r.year, r.form, r.title, {counts}, {_NAME}, s.sha256, r.path FROM reports r {_OF_REPORT}"
        f" WHERE {condition} ORDER BY r.source"
    )
    yield from connection.execute(sql, values)


def _addresses(connection: sqlite3.Connection, form: str) -> dict[str, list[tuple[str, str]]]:
    """Rows and columns of a form's tables in its order. Every report has them all, so one report of each version of the form will do."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    firsts = "SELECT min(source), edition FROM reports r WHERE r.current AND form = ? GROUP BY form_version"
    for source, edition in connection.execute(firsts, (form,)).fetchall():
        sql = 'SELECT "table", "row", "column" FROM cells WHERE source = ? AND edition = ? ORDER BY position'
        for table, row, column in connection.execute(sql, (source, edition)):
            found.setdefault(table, {})[row, column] = None
    return {table: list(addresses) for table, addresses in found.items()}


def _wide(connection: sqlite3.Connection, wanted: Filter, form: str, table: str, addresses: Sequence[tuple[str, str]]) -> Table:
    figures = tuple(Column(f"{row}.{column}", "figure") for row, column in addresses)
    columns = (_WHOSE[0], _WHOSE[1], *_WHERE_FROM, Column("to_look_at", "whole"), *figures)
    rows = _wide_rows(connection, wanted, form, table, addresses)
    return Table(name=f"{form}_{table}".replace("-", "_"), columns=columns, rows=rows)


def _wide_rows(
    connection: sqlite3.Connection, wanted: Filter, form: str, table: str, addresses: Sequence[tuple[str, str]]
) -> Iterator[tuple[Any, ...]]:
    """A report a row: its figures of the statuses wanted, and how many of its cells a person should look at."""
    condition, values = wanted.reports()
    sql = (
        f'SELECT r.source, r.issuer, r.year, {_NAME}, s.sha256, c."row", c."column", c.value, c.status FROM reports r {_OF_REPORT}'
        f' JOIN cells c ON c.source = r.source AND c.edition = r.edition WHERE {condition} AND r.form = ? AND c."table" = ?'
        " ORDER BY r.source, c.position"
    )
    statuses = set(wanted.statuses or ACCEPTED)
    for _, several in groupby(connection.execute(sql, (*values, form, table)), itemgetter(0)):
        cells = list(several)
        figures = {(cell[5], cell[6]): _figure(cell[7]) for cell in cells if cell[8] in statuses}
        to_look_at = sum(cell[8] in ("suspect", "missing") for cell in cells)
        yield (*cells[0][1:5], to_look_at, *(figures.get(address) for address in addresses))


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))
