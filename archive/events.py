"""What is told of a run while it goes on: events, and the counts so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from archive.task import ReportRows

__all__ = ["Event", "Kind", "Listener", "Tally"]

Kind = Literal["read", "failed", "gone", "again", "set_aside", "skipped", "resumed", "tick"]


@dataclass(slots=True)
class Tally:
    """The counts of a run. ``total`` are the sources of the archive that are current, as far as they were found."""

    total: int = 0
    settled: int = 0  # of them, by this run or an earlier one
    read: int = 0
    flagged: int = 0  # of those read: somebody must look
    failed: int = 0
    again: int = 0
    skipped: int = 0
    known: int = 0
    copies: int = 0  # names whose content has another name too
    pages: int = 0
    seconds: float = 0.0

    @property
    def done(self) -> int:
        """The sources that this run has settled."""
        return self.read + self.failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened. ``url`` is the source's first name, ``detail`` what is wrong; ``rows`` are there when it was read.

    ``again`` is a source whose worker was lost, to be tried once more; ``set_aside`` one for which that was the second. ``resumed`` says
    in ``detail`` how many sources a broken-off run had in hand. ``tick`` comes when nothing else does, a few times a second.
    """

    kind: Kind
    url: str = ""
    sha256: str = ""
    detail: str = ""
    seconds: float = 0.0
    rows: ReportRows | None = None


Listener = Callable[[Event, Tally], None]
