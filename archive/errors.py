"""What can go wrong in the archive room.

ArchiveError
├── NoArchive (FileNotFoundError): there is no ledger in that folder
├── NewerArchive (ValueError): the ledger was written by a later version of gouji
├── BusyArchive (BlockingIOError): another run is working on it
├── UnwritableArchive (OSError): the ledger or a report cannot be written (full disk, read-only folder)
├── NoStorage (OSError): a folder or URL that cannot be listed, or whose kind nothing here can open
├── ClusterLost (ConnectionError): the scheduler cannot be reached, is gone, or has workers of another version
├── NothingToExport (ValueError): no report passes the filters
├── NothingThere (LookupError): no such report, cell, check or decision
├── Overtaken (RuntimeError): what a person decides on was changed meanwhile
└── WorkerFault (RuntimeError): the worker was lost with the source that it read
    ├── WorkerCrashed: its process ended
    ├── WorkerHung: it took longer than its limit
    └── WorkerTooLarge: it took more memory than its limit
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.decisions import Decision

__all__ = [
    "ArchiveError",
    "BusyArchive",
    "ClusterLost",
    "NewerArchive",
    "NoArchive",
    "NoStorage",
    "NothingThere",
    "NothingToExport",
    "Overtaken",
    "UnwritableArchive",
    "WorkerCrashed",
    "WorkerFault",
    "WorkerHung",
    "WorkerTooLarge",
]


class ArchiveError(Exception):
    """The root of this room's errors. Its text is one line: what is wrong, and what to do next."""


class NoArchive(ArchiveError, FileNotFoundError):
    """There is no ledger in that folder."""

    def __str__(self) -> str:
        return str(self.args[0])


class NewerArchive(ArchiveError, ValueError):
    """The ledger was written by a later version of gouji."""


class BusyArchive(ArchiveError, BlockingIOError):
    """Another run is working on the archive."""


class UnwritableArchive(ArchiveError, OSError):
    """The ledger or a report cannot be written."""


class NoStorage(ArchiveError, OSError):
    """A folder or URL that cannot be listed, or whose kind nothing here can open."""


class ClusterLost(ArchiveError, ConnectionError):
    """The cluster cannot be reached, or has gone."""


class NothingToExport(ArchiveError, ValueError):
    """No report passes the filters."""


class NothingThere(ArchiveError, LookupError):
    """No such report, cell, check or decision."""


class Overtaken(ArchiveError, RuntimeError):
    """What a person decides on was changed meanwhile. ``by`` is the decision that counts now, if it was one."""

    def __init__(self, what: str, by: Decision | None) -> None:
        self.by = by
        super().__init__(what)


class WorkerFault(ArchiveError, RuntimeError):
    """The worker was lost with the source that it read. ``outcome`` is what the ledger calls it."""

    outcome = "crashed"


class WorkerCrashed(WorkerFault):
    """The worker's process ended while it read. ``how`` says by what: a signal, or an exit status."""

    def __init__(self, what: str, how: str = "") -> None:
        self.how = how or what
        super().__init__(what)


class WorkerHung(WorkerFault):
    """The worker took longer than its limit."""

    outcome = "hung"


class WorkerTooLarge(WorkerFault):
    """The worker took more memory than its limit."""

    outcome = "too_large"
