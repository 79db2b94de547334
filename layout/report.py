"""A report: the canonical tables of one source, with all that is known about each figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from ingest.geometry import Box
from ingest.page import Media, Page, Problem

__all__ = [
    "ACCEPTED",
    "ADVICE",
    "Alternative",
    "Check",
    "Report",
    "ReportCell",
    "ReportTable",
    "Section",
    "SourceNote",
    "Status",
    "Unplaced",
    "Verdict",
]

Status = Literal["read", "blank", "repaired", "suspect", "missing", "absent", "reviewed"]
Verdict = Literal["holds", "fails", "undecided"]

ACCEPTED: frozenset[Status] = frozenset({"read", "blank", "repaired", "reviewed"})
"""The statuses that are promises: the value is what is printed."""

ADVICE = "advice only: its two sides differ"
"""The rule of checks that authors have reasons not to keep to, at the end of their statement; they are undecided, and never fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another value that the print may hold."""

    value: Decimal | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCell:
    """One cell of a form as the source has it; docs/report-file.md tells each field.

    ``support`` are the values that its ink may be, the likeliest first, each with its probability; what is missing to 1 is that of any
    other value. It is empty where the doubt is about the place, not about the ink.
    """

    row: str
    column: str
    value: Decimal | None = None
    unit: str | None = None
    raw: str = ""
    status: Status = "missing"
    confidence: float = 0.0
    page: int | None = None
    bbox: Box | None = None
    alternatives: tuple[Alternative, ...] = ()
    reason: str | None = None
    support: tuple[Alternative, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTable:
    """One table of the form, found or not."""

    key: str
    title: str
    pages: tuple[int, ...]
    cells: tuple[ReportCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One identity at one place: its two sides and whether they agree. ``cells`` are addresses."""

    id: str
    statement: str
    left: Decimal | None
    right: Decimal | None
    verdict: Verdict
    cells: tuple[str, ...]

    @property
    def advises(self) -> bool:
        """Whether it did not come out, and that is advice only."""
        return self.verdict == "undecided" and self.statement.endswith(ADVICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A figure that was seen and belongs to no cell for certain."""

    raw: str
    page: int
    bbox: Box
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the narrative, its paragraphs parted by line breaks. Level 0 is what stands before the first heading."""

    title: str
    level: int
    pages: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNote:
    """What the report says of its source."""

    name: str
    sha256: str
    media: Media
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report. Every address of its form is in ``tables``, whatever became of it."""

    source: SourceNote
    form: str | None
    year: int | None
    issuer: str | None
    title: str | None
    pages: tuple[Page, ...] = ()
    tables: tuple[ReportTable, ...] = ()
    checks: tuple[Check, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    sections: tuple[Section, ...] = ()
    problems: tuple[Problem, ...] = ()

    def cells(self) -> Iterator[tuple[str, ReportCell]]:
        """Every cell with its address ``table/row/column``, in the form's order."""
        for table in self.tables:
            for cell in table.cells:
                yield f"{table.key}/{cell.row}/{cell.column}", cell

    @property
    def accepted(self) -> tuple[tuple[str, ReportCell], ...]:
        """The cells whose value is promised to be what is printed."""
        return tuple((address, cell) for address, cell in self.cells() if cell.status in ACCEPTED)

    @property
    def flagged(self) -> tuple[tuple[str, ReportCell], ...]:
        """The cells that a person should look at."""
        return tuple((address, cell) for address, cell in self.cells() if cell.status in ("suspect", "missing"))
