"""A few sources are read into an archive of their own, in this process: what a person wants to look at now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from archive.ledger import Ledger, writable_ledger
from archive.storage import Entry, digest
from archive.task import read_task

__all__ = ["take_in"]

Told = Callable[[Path, str], None]
_INSIDE = "reports"
_AGAIN = "sha256 = ? AND state IN ('failed', 'set_aside', 'gone')"


def take_in(folder: Path, sources: Sequence[Path], options: Mapping[str, str], password: str | None, told: Told) -> dict[Path, int]:
    """Read what the archive does not have yet; the number that each source has in it.

    One that cannot be read is ``told`` with the reason, and is not among them. What was read before is as it was left.

    Raises:
        BusyArchive: a run is going on it.
        NewerArchive, UnwritableArchive: it cannot be used.
    """
    known: dict[Path, int] = {}
    with writable_ledger(folder, create=True) as ledger:
        ledger.resume()
        with ledger.changes():
            ledger.setting("reports", _INSIDE)
        for source in sources:
            number, fault = _taken(ledger, folder, source.absolute(), options, password)
            if fault:
                told(source, fault)
            else:
                known[source] = number
    return known


def _taken(ledger: Ledger, folder: Path, source: Path, options: Mapping[str, str], password: str | None) -> tuple[int, str]:
    try:
        sha256, status = digest(str(source)), source.stat()
    except OSError as error:
        return 0, f"it cannot be opened ({error.strerror or error}); check the path"
    with ledger.changes():
        ledger.found(Entry(url=str(source), size=status.st_size, stamp=f"{status.st_size} {status.st_mtime}"), sha256, options)
    ledger.retry(_AGAIN, [sha256], options)
    while True:
        with ledger.changes():
            tasks = ledger.take(1, again=False, reports=str(folder.absolute() / _INSIDE), password=password)
        if not tasks:
            return ledger.outcome_of(sha256)
        result = read_task(tasks[0])
        with ledger.changes():
            ledger.settle(tasks[0], result)
        if result.outcome == "unwritable":
            return 0, result.error or ""
