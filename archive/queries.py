"""What people ask a ledger; it may be asked while a run is going."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.errors import NoArchive
from archive.ledger import LEDGER, connect, said_by_sqlite
from archive.rows import form_versions
from archive.schema import VERSION as VERSION_OF_LEDGER
from archive.schema import migrate
from layout.version import VERSION

__all__ = ["Overview", "Trouble", "Worst", "overview", "reading_ledger", "stale_condition", "troubles", "worst_sources"]


@contextmanager
def reading_ledger(folder: Path) -> Iterator[sqlite3.Connection]:
    """The ledger of an archive, to be read only.

    Raises:
        NoArchive: there is none.
        NewerArchive: it is of a later version.
        UnwritableArchive: it is damaged.
    """
    if not (folder / LEDGER).is_file():
        raise NoArchive(f"{folder} is no archive; make one with gouji archive run ROOT --into {folder}")
    with said_by_sqlite(folder):
        connection = _current(folder)
        try:
            yield connection
        finally:
            connection.close()


def _current(folder: Path) -> sqlite3.Connection:
    """A reading connection to a ledger of this version; one of an earlier version is brought to it, which takes a writing one."""
    connection = connect(folder, reading=True)
    if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION_OF_LEDGER:
        connection.close()
        with closing(connect(folder)) as writer:
            migrate(writer)
        connection = connect(folder, reading=True)
    return connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How an archive stands. ``states`` counts current sources, ``skipped`` files that are none, ``copies`` names beyond one a source."""

    states: Mapping[str, int]
    again: int
    skipped: int
    copies: int
    history: int
    stale: int
    pages: int
    accepted: int
    flagged: int
    unplaced: int
    holds: int
    fails: int
    undecided: int
    formless: int

    @property
    def sources(self) -> int:
        """All current sources."""
        return sum(self.states.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A source that was not read, and why."""

    state: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """A source of which much has to be looked at."""

    url: str
    path: str
    form: str | None
    flagged: int
    unplaced: int
    fails: int


def overview(connection: sqlite3.Connection) -> Overview:
    """How the archive stands now."""
    states = dict(connection.execute("SELECT state, count(*) FROM sources WHERE current GROUP BY state ORDER BY state").fetchall())
    sums = connection.execute(
        "SELECT sum(pages), sum(accepted), sum(flagged), sum(unplaced), sum(holds), sum(fails), sum(undecided), sum(form IS NULL)"
        f" FROM {_READ}"
    ).fetchone()
    pages, accepted, flagged, unplaced, holds, fails, undecided, formless = (int(number or 0) for number in sums)
    return Overview(
        states=states,
        again=_count(connection, "sources WHERE current AND state = 'waiting' AND tries > 0"),
        skipped=_count(connection, "skipped"),
        copies=_count(connection, "names WHERE current") - sum(states.values()),
        history=_count(connection, "sources WHERE NOT current"),
        stale=int(connection.execute(f"SELECT count(*) FROM {_READ} WHERE {stale_condition('r')}").fetchone()[0]),
        pages=pages,
        accepted=accepted,
        flagged=flagged,
        unplaced=unplaced,
        holds=holds,
        fails=fails,
        undecided=undecided,
        formless=formless,
    )


_READ = "reports r JOIN sources s ON s.id = r.source AND s.current AND r.current"
"""The reports that count: the last edition of sources that are still there."""


def stale_condition(reports: str) -> str:
    """An SQL condition for reports that another version of gouji, or of their form, has read. A form file of one's own has no version."""
    versions = ", ".join(f"'{version}'" for version in form_versions().values())
    return f"({reports}.gouji <> '{VERSION}' OR {reports}.form_version NOT IN ('', {versions}))"


def troubles(connection: sqlite3.Connection) -> Iterator[Trouble]:
    """The sources that were not read, those that were set aside first."""
    sql = f"SELECT state, {_NAME}, reason FROM sources s WHERE current AND state IN ('set_aside', 'failed', 'gone') ORDER BY state DESC, id"
    for state, url, reason in connection.execute(sql):
        yield Trouble(state=state, url=url or "?", reason=reason or "")


_NAME = "(SELECT min(url) FROM names n WHERE n.source = s.id AND n.current)"


def worst_sources(connection: sqlite3.Connection, count: int) -> list[Worst]:
    """The sources of which most has to be looked at; those without a form first, since nothing of them could be used."""
    sql = (
        f"SELECT {_NAME}, r.path, form, flagged, unplaced, fails FROM {_READ} WHERE form IS NULL OR flagged + unplaced + fails > 0"
        " ORDER BY form IS NULL DESC, flagged + unplaced + fails DESC, s.id LIMIT ?"
    )
    rows = connection.execute(sql, (count,))
    return [Worst(url=url, path=path, form=form, flagged=flag, unplaced=un, fails=fail) for url, path, form, flag, un, fail in rows]


def _count(connection: sqlite3.Connection, what: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])
