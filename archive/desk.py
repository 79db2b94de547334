"""The ledger as the desk sees it: reports as they count now, decisions of people, and what waits for one."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from weakref import finalize

from archive.decisions import Decision, Kind, check_note, decisions, figure_note, record, undo
from archive.errors import NoArchive, NothingThere, Overtaken, UnwritableArchive
from archive.ledger import LEDGER, connect, said_by_sqlite
from archive.schema import migrate
from archive.settling import Edition, Memory, bring_in, edition_of, read_or_none, state_of
from archive.storage import read_bytes
from archive.task import content_of
from layout.report import Check, Report, ReportCell
from layout.report_file import report_to_json

__all__ = ["Desk", "Settled", "Standing", "seen_of"]

_INSIDE = "reports"
_LATEST = 20
Kept = Callable[["Standing", bytes], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A report as it counts now. ``urls`` are where its source was found, ``decisions`` those that hold, the earliest first."""

    edition: Edition
    report: Report
    decisions: tuple[Decision, ...]
    sha256: str
    urls: tuple[str, ...]

    @property
    def source(self) -> int:
        """The source's number in the ledger."""
        return self.edition.source

    @property
    def name(self) -> str:
        """What the source is called, without folders."""
        return self.urls[0].rpartition("/")[2] if self.urls else self.report.source.name

    def decision_on(self, address: str, kind: Kind = "figure") -> Decision | None:
        """The one that counts for a cell, or of kind ``slip`` for a check."""
        return next((one for one in reversed(self.decisions) if one.address == address and one.kind == kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A decision and what came of it: the report before and after. ``new`` False: somebody had said the same already."""

    decision: Decision
    before: Report
    after: Standing
    new: bool = True

    @property
    def proved(self) -> tuple[tuple[str, ReportCell], ...]:
        """The other cells that identities decide now and did not before."""
        old = dict(self.before.cells())
        doubtful = ("suspect", "missing")
        return tuple(
            (address, cell)
            for address, cell in self.after.report.cells()
            if address != self.decision.address and old[address].status in doubtful and cell.status not in doubtful
        )


def seen_of(standing: Standing, address: str, kind: Kind = "figure") -> str:
    """A mark of what a person sees of a cell or check: it differs as soon as anything of that is different."""
    decision = standing.decision_on(address, kind)
    what = _check(standing.report, address) if kind == "slip" else _cell(standing.report, address)
    said = (standing.edition.edition, decision.id if decision else 0, check_note(what) if isinstance(what, Check) else figure_note(what))
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


class Desk:
    """Every method may be called from any thread, in several processes, and while a run is going.

    Each decision is one short transaction: the ledger and the report file have it before the method returns.
    """

    def __init__(self, folder: Path, kept: Kept | None = None) -> None:
        """Take up an archive; ``kept`` is told of every report that changes, with what its file holds now.

        Raises:
            NoArchive: there is none.
            NewerArchive: it is of a later version.
            UnwritableArchive: it cannot be written.
        """
        if not (folder / LEDGER).is_file():
            raise NoArchive(f"{folder} is no archive; make one with gouji archive run ROOT --into {folder}")
        self.folder = folder
        self._memory, self._kept = Memory(), kept
        # The last connection to close would move all that is in the WAL to its place, after every decision anew.
        with said_by_sqlite(folder):
            stays_open = connect(folder, reading=True)
            stays_open.execute("PRAGMA user_version").fetchone()
        finalize(self, stays_open.close)
        with self._open() as connection:
            migrate(connection)
            found = connection.execute("SELECT value FROM settings WHERE key = 'reports'").fetchone()
        where = found[0] if found else _INSIDE
        self._reports = str(folder.absolute() / _INSIDE) if where == _INSIDE else where
        self._mend()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with said_by_sqlite(self.folder), closing(connect(self.folder)) as connection:
            # A person's word is on the disk when it is answered; what a run puts down can be read again, and waits less.
            connection.execute("PRAGMA synchronous = FULL")
            yield connection

    @contextmanager
    def asked(self) -> Iterator[sqlite3.Connection]:
        """A connection to ask the ledger, for ``archive.queue``."""
        with said_by_sqlite(self.folder), closing(connect(self.folder, reading=True)) as connection:
            yield connection

    @contextmanager
    def _changes(self) -> Iterator[sqlite3.Connection]:
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _mend(self) -> None:
        """Bring report files in line with the ledger, where a process died between the one and the other."""
        sql = "SELECT DISTINCT d.source FROM decisions d JOIN reports r ON r.source = d.source AND r.edition = d.edition AND r.current"
        with self.asked() as connection:
            sources = [source for (source,) in connection.execute(sql)]
        for source in sources:
            with self._changes() as connection:
                edition = edition_of(connection, source, self._reports)
                content = None if edition is None else read_or_none(edition.url)
                if edition is not None and (content is None or hashlib.sha256(content).hexdigest() != edition.sha256):
                    bring_in(connection, edition, self._memory)

    # What there is

    def report(self, source: int) -> Standing:
        """A report as it counts now.

        Raises:
            NothingThere: the source has none.
            UnwritableArchive: its report file cannot be read.
        """
        with self.asked() as connection:
            return self._standing(connection, source)

    def _standing(self, connection: sqlite3.Connection, source: int) -> Standing:
        edition = edition_of(connection, source, self._reports)
        if edition is None:
            raise NothingThere(f"the archive has no report {source}")
        with _files(edition):
            report, held = state_of(connection, edition, self._memory)
        (sha256,) = connection.execute("SELECT sha256 FROM sources WHERE id = ?", (source,)).fetchone()
        urls = tuple(url for (url,) in connection.execute("SELECT url FROM names WHERE source = ? AND current ORDER BY url", (source,)))
        return Standing(edition=edition, report=report, decisions=held, sha256=sha256, urls=urls)

    def content(self, standing: Standing) -> bytes | None:
        """The bytes of the source; None when no file holds them any more."""
        return content_of(standing.urls, standing.sha256)

    def file_of(self, source: int) -> bytes:
        """What the report file of a source holds.

        Raises:
            NothingThere: it has none.
            UnwritableArchive: it cannot be read.
        """
        edition = self.report(source).edition
        with _files(edition):
            return read_bytes(edition.url)

    def said(self, source: int | None = None, limit: int = _LATEST) -> tuple[Decision, ...]:
        """The latest decisions, those that were undone too, of one source or of all."""
        condition, values = ("1", []) if source is None else ("source = ?", [source])
        with self.asked() as connection:
            return tuple(decisions(connection, f"{condition} ORDER BY id DESC LIMIT ?", [*values, limit]))

    def last_of(self, person: str) -> Decision | None:
        """The last decision of a person that holds."""
        current = "EXISTS (SELECT 1 FROM reports r WHERE r.source = decisions.source AND r.edition = decisions.edition AND r.current)"
        with self.asked() as connection:
            return next(decisions(connection, f"person = ? AND undone IS NULL AND {current} ORDER BY id DESC LIMIT 1", [person]), None)

    # What people say

    def settle(self, source: int, address: str, value: Decimal | None, *, seen: str, person: str, unit: str | None = None) -> Settled:
        """Put down that ``value`` is what is printed in a cell (None: nothing), with its unit where that differs.

        Args:
            source: number of the source in the ledger.
            address: of the cell.
            value: exactly as printed.
            seen: ``seen_of`` what the person looked at.
            person: who says so.
            unit: as printed; the one that was read when None.

        Raises:
            Overtaken: the cell is not any more what the person saw, because of somebody else or because the source was read again.
            NothingThere: no such cell.
            UnwritableArchive: it cannot be put down; nothing has changed.
        """
        with self._changes() as connection:
            standing = self._standing(connection, source)
            cell = _cell(standing.report, address)
            after = {"value": None if value is None else format(value, "f"), "unit": unit if unit is not None else cell.unit}
            known = standing.decision_on(address)
            if known is not None and dict(known.after) == after:
                return Settled(decision=known, before=standing.report, after=standing, new=False)
            if seen_of(standing, address) != seen:
                raise Overtaken(f"{address} was changed meanwhile", known)
            return self._say(connection, standing, "figure", address, person, figure_note(cell), after)

    def slip(self, source: int, check: str, *, seen: str, person: str) -> Settled:
        """Put down that a check fails because of what its author printed.

        Raises:
            Overtaken: the check is not any more what the person saw.
            NothingThere: no such check, or it does not fail.
            UnwritableArchive: it cannot be put down; nothing has changed.
        """
        with self._changes() as connection:
            standing = self._standing(connection, source)
            known = standing.decision_on(check, "slip")
            if known is not None:
                return Settled(decision=known, before=standing.report, after=standing, new=False)
            found = _check(standing.report, check)
            if seen_of(standing, check, "slip") != seen:
                raise Overtaken(f"{check} was changed meanwhile", None)
            if found.verdict != "fails":
                raise NothingThere(f"the check {check} does not fail")
            return self._say(connection, standing, "slip", check, person, check_note(found), {"slip": True})

    def undo(self, number: int, person: str) -> Settled:
        """Take a decision back; what it led to is taken back with it.

        Raises:
            Overtaken: it was undone already, the source was read again since, or a later decision stands on the same cell.
            NothingThere: no such decision.
            UnwritableArchive: it cannot be put down; nothing has changed.
        """
        with self._changes() as connection:
            decision = next(decisions(connection, "id = ?", [number]), None)
            if decision is None:
                raise NothingThere(f"there is no decision {number}")
            standing = self._standing(connection, decision.source)
            latest = standing.decision_on(decision.address, decision.kind)
            if latest is None or latest.id != number:
                raise Overtaken(f"decision {number} does not count any more", latest)
            undo(connection, number, person)
            return self._changed(connection, standing, decision)

    def _say(
        self,
        connection: sqlite3.Connection,
        standing: Standing,
        kind: Kind,
        address: str,
        person: str,
        before: Mapping[str, object],
        after: Mapping[str, object],
    ) -> Settled:
        where = standing.edition
        said = Decision(
            id=0,
            source=where.source,
            edition=where.edition,
            kind=kind,
            address=address,
            person=person,
            decided="",
            before=before,
            after=after,
        )
        number = record(connection, said)
        return self._changed(connection, standing, next(decisions(connection, "id = ?", [number])))

    def _changed(self, connection: sqlite3.Connection, standing: Standing, decision: Decision) -> Settled:
        with _files(standing.edition):
            report = bring_in(connection, standing.edition, self._memory)
            after = self._standing(connection, standing.source)
            if self._kept is not None:
                self._kept(after, report_to_json(report).encode())
        return Settled(decision=decision, before=standing.report, after=after)


@contextmanager
def _files(edition: Edition) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnwritableArchive(f"the report file {edition.path} cannot be used ({error.strerror or error}); see to its disk") from error


def _cell(report: Report, address: str) -> ReportCell:
    cell = next((cell for found, cell in report.cells() if found == address and cell.status != "absent"), None)
    if cell is None:
        raise NothingThere(f"the report has no cell {address}")
    return cell


def _check(report: Report, number: str) -> Check:
    check = next((check for check in report.checks if check.id == number), None)
    if check is None:
        raise NothingThere(f"the report has no check {number}")
    return check
