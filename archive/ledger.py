"""The ledger of an archive, as its one writer sees it: sources, attempts, reports, cells, checks."""

from __future__ import annotations

import fcntl
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from archive.errors import BusyArchive, NoArchive, UnwritableArchive
from archive.schema import migrate
from archive.settling import take_over
from archive.storage import Entry
from archive.task import Result, Row, Task, now
from layout.version import VERSION

__all__ = ["LEDGER", "Ledger", "connect", "ledger_lines", "said_by_sqlite", "writable_ledger"]

LEDGER = "ledger.sqlite"
_LOCK = "ledger.lock"
_TRIES = 2  # at a normal pace, then with safer settings
_PATIENCE = 30_000  # milliseconds to wait for another writer (a person at the review desk)
_MOST_URLS = 5  # names of one content that a worker is told; the first that still has it will do


@contextmanager
def writable_ledger(folder: Path, *, create: bool = False) -> Iterator[Ledger]:
    """The ledger of an archive, to be written by nobody else until the block ends.

    Raises:
        NoArchive: there is none, and none may be made.
        BusyArchive: another run is at it.
        NewerArchive: it is of a later version.
        UnwritableArchive: the folder cannot be written.
    """
    if not create and not (folder / LEDGER).is_file():
        raise NoArchive(f"{folder} is no archive; make one with gouji archive run ROOT --into {folder}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("w")
    except OSError as error:
        raise UnwritableArchive(f"{folder} cannot be written ({error.strerror}); choose another folder, or make room") from error
    with lock, said_by_sqlite(folder):
        _take(lock, folder)
        connection = connect(folder)
        try:
            migrate(connection)
            yield Ledger(connection)
        finally:
            connection.close()


def _take(lock: TextIO, folder: Path) -> None:
    """Take the lock; the system lets go of it when this process ends, however it ends."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise BusyArchive(f"another run is working on {folder}; wait for it, or see gouji archive status {folder}") from error


def connect(folder: Path, *, reading: bool = False) -> sqlite3.Connection:
    """A connection to the ledger of an archive. Readers see what was last committed, also while a run is going."""
    uri = f"{(folder / LEDGER).absolute().as_uri()}{'?mode=ro' if reading else ''}"
    # DuckDB fetches what it is given in a thread of its own, while the one that opened the ledger waits.
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=not reading)
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    connection.execute("PRAGMA foreign_keys = ON")
    if not reading:
        connection.execute("PRAGMA journal_mode = WAL")
        # In WAL a lost machine costs at most the last commits, whose sources are then read again; a lost process costs none.
        connection.execute("PRAGMA synchronous = NORMAL")
    return connection


@contextmanager
def said_by_sqlite(folder: Path) -> Iterator[None]:
    """Whatever SQLite cannot write becomes one line."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise UnwritableArchive(
            f"the ledger in {folder} cannot be used ({error}); see to its disk and permissions, then run again"
        ) from error
    except sqlite3.DatabaseError as error:
        raise UnwritableArchive(f"the ledger in {folder} is damaged ({error}); put back a copy of it, or choose another folder") from error


class Ledger:
    """What is written is there for others, and for the next run, when the ``changes`` block around it ends."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @contextmanager
    def changes(self) -> Iterator[None]:
        """All that is written in this block is kept, or none of it."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def setting(self, key: str, value: str) -> str:
        """A setting of the archive: the value that was given first."""
        self._connection.execute("INSERT OR IGNORE INTO settings VALUES (?, ?)", (key, value))
        return str(self._connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()[0])

    # What was found

    def found(self, entry: Entry, sha256: str, options: Mapping[str, str]) -> bool:
        """Put down where a content lies; whether it has to be read now. A name that held another content is history there."""
        sql = self._connection.execute
        sql("DELETE FROM skipped WHERE url = ?", (entry.url,))
        new = sql(
            "INSERT OR IGNORE INTO sources (sha256, bytes, state, options) VALUES (?, ?, 'waiting', ?)",
            (sha256, entry.size, json.dumps(options)),
        ).rowcount
        source = self._source(sha256)
        before = [row[0] for row in sql("SELECT source FROM names WHERE url = ? AND current AND source <> ?", (entry.url, source))]
        sql("UPDATE names SET current = 0 WHERE url = ? AND source <> ?", (entry.url, source))
        sql(
            "INSERT INTO names (url, source, stamp) VALUES (?, ?, ?)"
            " ON CONFLICT (url, source) DO UPDATE SET stamp = excluded.stamp, current = 1",
            (entry.url, source, entry.stamp),
        )
        for other in before:
            sql("UPDATE sources SET current = EXISTS (SELECT 1 FROM names WHERE source = ?1 AND current) WHERE id = ?1", (other,))
        back = sql("UPDATE sources SET state = 'waiting', reason = NULL WHERE id = ? AND state = 'gone'", (source,)).rowcount
        sql("UPDATE sources SET current = 1 WHERE id = ? AND NOT current", (source,))
        return bool(new or back)

    def skipped(self, url: str, reason: str) -> bool:
        """Put down a file that is no source; whether that is new."""
        return bool(self._connection.execute("INSERT OR IGNORE INTO skipped VALUES (?, ?)", (url, reason)).rowcount)

    def _source(self, sha256: str) -> int:
        return int(self._connection.execute("SELECT id FROM sources WHERE sha256 = ?", (sha256,)).fetchone()[0])

    # What is to be done

    def resume(self) -> int:
        """Take up what a broken-off run had in hand. It comes last, in case it was what broke the run. Returns how many sources."""
        with self.changes():
            sql = self._connection.execute
            sql("UPDATE attempts SET outcome = 'interrupted' WHERE ended IS NULL AND outcome IS NULL")
            return sql("UPDATE sources SET state = 'waiting', late = 1 WHERE state = 'reading'").rowcount

    def let_go(self) -> None:
        """Put back what is in hand, when a run is ended in good order."""
        sql = self._connection.execute
        sql("UPDATE attempts SET outcome = 'stopped' WHERE ended IS NULL AND outcome IS NULL")
        sql("UPDATE sources SET state = 'waiting' WHERE state = 'reading'")

    def take(self, count: int, *, again: bool, reports: str, password: str | None) -> list[Task]:
        """The next sources to be read, which are from now on in hand: afresh, or ``again`` those whose worker was lost once."""
        sql = self._connection.execute
        rows = sql(
            "SELECT s.id, s.sha256, s.options, (SELECT coalesce(max(edition), 0) FROM reports WHERE source = s.id) + 1 FROM sources s"
            " WHERE state = 'waiting' AND current = 1 AND tries " + ("> 0" if again else "= 0") + " ORDER BY late, id LIMIT ?",
            (count,),
        ).fetchall()
        return [self._begun(row, again, reports, password) for row in rows]

    def _begun(self, row: Row, again: bool, reports: str, password: str | None) -> Task:
        source, sha256, options, edition = row
        sql = self._connection.execute
        sql("UPDATE sources SET state = 'reading' WHERE id = ?", (source,))
        sql(
            "INSERT INTO attempts (source, number, started, safer, gouji)"
            " SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4 FROM attempts WHERE source = ?1",
            (source, now(), again, VERSION),
        )
        urls = sql("SELECT url FROM names WHERE source = ? AND current ORDER BY url LIMIT ?", (source, _MOST_URLS)).fetchall()
        suffix = "" if edition == 1 else f"-{edition}"
        return Task(
            source=source,
            edition=edition,
            sha256=sha256,
            urls=tuple(url for (url,) in urls),
            reports=reports,
            path=f"{sha256[:2]}/{sha256}{suffix}.json",
            password=password,
            **json.loads(options),
        )

    def has_second_tries(self) -> bool:
        """Whether a source waits whose worker was lost once."""
        return (
            self._connection.execute("SELECT 1 FROM sources WHERE state = 'waiting' AND current = 1 AND tries > 0").fetchone() is not None
        )

    def totals(self) -> tuple[int, int]:
        """How many current sources there are, and how many of them are settled one way or the other."""
        total, waiting = self._connection.execute(
            "SELECT count(*), sum(state IN ('waiting', 'reading')) FROM sources WHERE current"
        ).fetchone()
        return int(total), int(total) - int(waiting or 0)

    # What became of it

    def settle(self, task: Task, result: Result) -> str:
        """Put down what became of a task; the state that its source has now."""
        sql = self._connection.execute
        sql(
            "UPDATE attempts SET started = ?, ended = ?, seconds = ?, worker = ?, outcome = ?, error = ? WHERE source = ? AND ended IS NULL"
            " AND outcome IS NULL",
            (result.started or now(), now(), result.seconds, result.worker, result.outcome, result.error, task.source),
        )
        if result.rows is not None:
            self._keep(task, result)
        state, tries = self._state(task, result)
        reason = None if state in ("read", "waiting") else f"{result.outcome}: {result.error}"
        sql("UPDATE sources SET state = ?, tries = ?, late = 0, reason = ? WHERE id = ?", (state, tries, reason, task.source))
        return state

    def _state(self, task: Task, result: Result) -> tuple[str, int]:
        if result.outcome in ("read", "failed", "gone"):
            return result.outcome, 0
        if result.outcome == "unwritable":
            return "waiting", 0
        tries = int(self._connection.execute("SELECT tries FROM sources WHERE id = ?", (task.source,)).fetchone()[0]) + 1
        return ("set_aside", 0) if tries >= _TRIES else ("waiting", tries)

    def _keep(self, task: Task, result: Result) -> None:
        assert result.rows is not None
        sql, many, rows, key = self._connection.execute, self._connection.executemany, result.rows, (task.source, task.edition)
        for table in ("cells", "checks", "problems", "support", "queue"):
            sql(f"DELETE FROM {table} WHERE source = ?", (task.source,))
        sql("UPDATE reports SET current = 0 WHERE source = ? AND edition <> ?", key)
        sql(f"INSERT INTO reports VALUES ({_marks(20)})", (*key, 1, *rows.report))
        many(f"INSERT INTO cells VALUES ({_marks(17)})", ((*key, *row) for row in rows.cells))
        many(f"INSERT INTO checks VALUES ({_marks(9)})", ((*key, *row) for row in rows.checks))
        many(f"INSERT INTO problems VALUES ({_marks(6)})", ((*key, *row) for row in rows.problems))
        many(f"INSERT INTO support VALUES ({_marks(6)})", ((*key, *row) for row in rows.support))
        many(f"INSERT INTO queue VALUES ({_marks(5)})", ((*key, *row) for row in rows.queue))
        take_over(self._connection, task.source, task.edition, task.reports)

    # What people ask for

    def outcome_of(self, sha256: str) -> tuple[int, str]:
        """The number of a source, and the reason when it was not read; empty when it was."""
        source, state, reason = self._connection.execute("SELECT id, state, reason FROM sources WHERE sha256 = ?", (sha256,)).fetchone()
        return int(source), "" if state == "read" else str(reason or f"it is {state}").removeprefix(f"{state}: ")

    def retry(self, condition: str, values: Sequence[Any], options: Mapping[str, str]) -> int:
        """Have the sources for which an SQL condition holds read afresh, with these options where any are given; how many they are."""
        with self.changes():
            set_options = ", options = ?" if options else ""
            given = (json.dumps(options), *values) if options else tuple(values)
            return self._connection.execute(
                f"UPDATE sources SET state = 'waiting', tries = 0, late = 0, reason = NULL{set_options}"
                f" WHERE current AND state <> 'reading' AND ({condition})",
                given,
            ).rowcount


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def ledger_lines(connection: sqlite3.Connection) -> Iterable[str]:
    """Everything that a ledger says, but for its diary (``attempts``), a line a row in the order of keys.

    Two runs over the same sources, whatever became of their processes, give the same lines.
    """
    for table, key in _COMPARED.items():
        for row in connection.execute(f"SELECT * FROM {table} ORDER BY {key}"):
            yield f"{table} {json.dumps(row, ensure_ascii=False)}"


_COMPARED = {
    "settings": "key",
    "sources": "id",
    "names": "url, source",
    "skipped": "url",
    "reports": "source, edition",
    "cells": "source, edition, position",
    "checks": "source, edition, position",
    "problems": "source, edition, position",
    "support": 'source, edition, position, "rank"',
    "queue": "source, edition, kind, position",
    "decisions": "id",
}
