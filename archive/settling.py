"""What people said is brought into the ledger and the report file, in a transaction of whoever calls."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from threading import Lock

from archive.decisions import Decision, check_note, decisions, record, same_pixels
from archive.rows import report_rows
from archive.settled import settled_report
from archive.storage import join, read_bytes, write_bytes
from archive.task import Row
from layout.report import Alternative, Report
from layout.report_file import report_from_json, report_to_json

__all__ = ["Edition", "Memory", "as_read_path", "bring_in", "edition_of", "read_or_none", "state_of", "take_over"]

_HELD = "source = ? AND edition = ? AND undone IS NULL ORDER BY id"
_EARLIER = (
    "source = ? AND edition < ? AND undone IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM decisions later WHERE later.kept_from = decisions.id) ORDER BY id"
)
_KEPT_BASES, _KEPT_STATES = 32, 64  # reports in memory, each some hundred kB


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A report of the ledger: where its file is, its hash, and the form file it was read with, if any."""

    source: int
    edition: int
    reports: str
    path: str
    sha256: str
    options: str
    form_file: str | None

    @property
    def url(self) -> str:
        """Of the report file."""
        return join(self.reports, self.path)

    @property
    def as_read(self) -> str:
        """Of what the report file was before anybody settled anything in it."""
        return join(self.reports, as_read_path(self.path))


def as_read_path(path: str) -> str:
    """Where a report file is kept as it was read, once people have settled something in it."""
    return f"{path.removesuffix('.json')}.read.json"


def edition_of(connection: sqlite3.Connection, source: int, reports: str) -> Edition | None:
    """The current report of a source; None when it has none."""
    sql = (
        "SELECT edition, path, sha256, options, json_extract(options, '$.form') FROM reports WHERE source = ? AND current"
        " AND EXISTS (SELECT 1 FROM sources WHERE id = source AND current)"
    )
    row = connection.execute(sql, (source,)).fetchone()
    if row is None:
        return None
    number, path, sha256, options, form = row
    form_file = form if form is not None and form.endswith(".toml") else None
    return Edition(source=source, edition=number, reports=reports, path=path, sha256=sha256, options=options, form_file=form_file)


@dataclass(frozen=True, slots=True, eq=False)
class _Base:
    """A report as it was read, its bytes, and what the ink of its suspect cells may be."""

    report: Report
    content: bytes
    support: Mapping[int, tuple[Alternative, ...]]


class Memory:
    """The reports that were looked at last, as they were read and as they count. None of them ever changes, so threads may share them."""

    def __init__(self) -> None:
        self._read = lru_cache(_KEPT_BASES)(_content_as_read)
        self._states: dict[tuple[str, tuple[int, ...]], Report] = {}
        self._support: dict[str, Mapping[int, tuple[Alternative, ...]]] = {}
        self._lock = Lock()

    def base(self, connection: sqlite3.Connection, edition: Edition) -> _Base:
        """The report as it was read."""
        report, content = self._read(edition.url, edition.as_read)
        with self._lock:
            support = self._support.get(edition.as_read)
        if support is None:
            support = _support(connection, edition)
            with self._lock:
                self._support = dict(list(self._support.items())[-_KEPT_BASES:]) | {edition.as_read: support}
        return _Base(report, content, support)

    def state(self, edition: Edition, ids: tuple[int, ...], make: Callable[[], Report]) -> Report:
        """The report after these decisions, made when it is not remembered."""
        key = (edition.as_read, ids)
        with self._lock:
            known = self._states.get(key)
        if known is None:
            known = make()
            with self._lock:
                if len(self._states) >= _KEPT_STATES:
                    del self._states[next(iter(self._states))]
                self._states[key] = known
        return known


def _content_as_read(url: str, as_read: str) -> tuple[Report, bytes]:
    try:
        content = read_bytes(as_read)
    except FileNotFoundError:
        content = read_bytes(url)
    return report_from_json(content.decode()), content


def _support(connection: sqlite3.Connection, edition: Edition) -> dict[int, tuple[Alternative, ...]]:
    found: dict[int, tuple[Alternative, ...]] = {}
    sql = 'SELECT position, value, probability FROM support WHERE source = ? AND edition = ? ORDER BY position, "rank"'
    for position, value, share in connection.execute(sql, (edition.source, edition.edition)):
        one = Alternative(value=None if value is None else Decimal(value), confidence=share)
        found[position] = (*found.get(position, ()), one)
    return found


def state_of(connection: sqlite3.Connection, edition: Edition, memory: Memory) -> tuple[Report, tuple[Decision, ...]]:
    """The report as it counts now, and the decisions that it rests on.

    Raises:
        OSError: its file cannot be read.
        ReportError: its file is no report.
    """
    held = tuple(decisions(connection, _HELD, (edition.source, edition.edition)))
    lost = tuple(decisions(connection, _EARLIER, (edition.source, edition.edition)))

    def made() -> Report:
        base = memory.base(connection, edition)
        return settled_report(base.report, held, lost, base.support, edition.form_file) if held or lost else base.report

    return memory.state(edition, tuple(one.id for one in (*held, *lost)), made), held


def bring_in(connection: sqlite3.Connection, edition: Edition, memory: Memory) -> Report:
    """Have the ledger's rows and the report file say what the decisions in the ledger make of the report, and return it.

    The file is written before the transaction ends, so that what was answered is in both; a process that dies between leaves a file that
    is ahead of the ledger, and the next desk mends it.

    Raises:
        OSError: the report file cannot be read or written.
    """
    report, _ = state_of(connection, edition, memory)
    base = memory.base(connection, edition)
    content = base.content if report is base.report else report_to_json(report).encode()
    digest = hashlib.sha256(content).hexdigest()
    _put_down(connection, edition, report, digest)
    if read_or_none(edition.as_read) is None:
        write_bytes(edition.as_read, base.content)
    write_bytes(edition.url, content)
    return report


def read_or_none(url: str) -> bytes | None:
    """The contents of a file; None when it is not there."""
    try:
        return read_bytes(url)
    except FileNotFoundError:
        return None


def _put_down(connection: sqlite3.Connection, edition: Edition, report: Report, digest: str) -> None:
    rows, key = report_rows(report, edition.path, digest, edition.options), (edition.source, edition.edition)
    for table, new in (("cells", rows.cells), ("checks", rows.checks), ("problems", rows.problems), ("queue", rows.queue)):
        _replace(connection, table, key, new)
    counts = rows.report[8:14]
    connection.execute(
        "UPDATE reports SET sha256 = ?, accepted = ?, flagged = ?, unplaced = ?, holds = ?, fails = ?, undecided = ?"
        " WHERE source = ? AND edition = ?",
        (digest, *counts, *key),
    )


def _replace(connection: sqlite3.Connection, table: str, key: tuple[int, int], rows: Sequence[Row]) -> None:
    """Only rows that differ are written: a decision changes a handful of hundreds."""
    there = connection.execute(f"SELECT * FROM {table} WHERE source = ? AND edition = ?", key).fetchall()
    wanted = [(*key, *row) for row in rows]
    keys = 4 if table == "queue" else 3  # columns of the primary key
    kept = {row[:keys] for row in wanted}
    names = [info[1] for info in connection.execute(f"PRAGMA table_info({table})")][:keys]
    for row in there:
        if row[:keys] not in kept:
            connection.execute(f"DELETE FROM {table} WHERE {' AND '.join(f'{name} = ?' for name in names)}", row[:keys])
    old = set(there)
    for row in wanted:
        if row not in old:
            connection.execute(f"REPLACE INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def take_over(connection: sqlite3.Connection, source: int, edition: int, reports: str) -> None:
    """A source was read again: the decisions on earlier editions hold for the new one where the pixels are the same.

    Raises:
        OSError: the report file cannot be read or written.
    """
    earlier = list(decisions(connection, _EARLIER, (source, edition)))
    current = edition_of(connection, source, reports) if earlier else None
    if current is None:
        return
    memory = Memory()
    cells = dict(memory.base(connection, current).report.cells())
    figures = [one for one in earlier if one.kind == "figure" and one.address in cells and same_pixels(one.before, cells[one.address])]
    _take(connection, figures, edition)
    checks = {check.id: check_note(check) for check in state_of(connection, current, memory)[0].checks}
    _take(connection, [one for one in earlier if one.kind == "slip" and checks.get(one.address) == one.before], edition)
    bring_in(connection, current, memory)


def _take(connection: sqlite3.Connection, earlier: Sequence[Decision], edition: int) -> None:
    for decision in earlier:
        record(connection, replace(decision, edition=edition, kept_from=decision.id))
