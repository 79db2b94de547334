"""A few sources are read into an archive of their own, one after the other: what a person wants to look at now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from archive.errors import WorkerFault
from archive.ledger import Ledger, writable_ledger
from archive.limits import Limits
from archive.pool import LocalPool
from archive.storage import Entry, digest
from archive.task import Result, Task, lost, read_task

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
    for again in (False, True):  # a source that cost its process its life is tried once more with safer settings
        while (task := _next(ledger, folder, password, again=again)) is not None:
            result = _apart(task, Limits().safer() if again else Limits())
            with ledger.changes():
                ledger.settle(task, result)
            if result.outcome == "unwritable":
                return 0, result.error or ""
    return ledger.outcome_of(sha256)


def _next(ledger: Ledger, folder: Path, password: str | None, *, again: bool) -> Task | None:
    with ledger.changes():
        return next(iter(ledger.take(1, again=again, reports=str(folder.absolute() / _INSIDE), password=password)), None)


def _apart(task: Task, limits: Limits) -> Result:
    """Read in a process of its own, whose end is not this one's."""
    pool = LocalPool(1, limits)
    try:
        return pool.submit(read_task, task).result()
    except WorkerFault as error:
        return lost(error)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
