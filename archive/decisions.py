"""What people said of figures and checks: events in the ledger, of which only "undone" ever changes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from archive.task import now
from ingest.geometry import Box
from layout.report import Check, ReportCell

__all__ = ["Decision", "Kind", "check_note", "decisions", "figure_note", "record", "same_pixels", "undo"]

Kind = Literal["figure", "slip"]
_SAME = 0.5  # share of the smaller box that two readings of one figure have in common at least; the next figure's box shares nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One event. ``address`` is that of a cell, for a slip the id of the check; ``before`` is what was looked at, ``after`` what was said.

    Times are UTC; ``undone`` None: it holds. ``kept_from`` is the decision on an earlier edition that this one takes over.
    """

    id: int
    source: int
    edition: int
    kind: Kind
    address: str
    person: str
    decided: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    undone: str | None = None
    undone_by: str | None = None
    kept_from: int | None = None

    @property
    def value(self) -> Decimal | None:
        """What stands there, as the person said; None is a blank."""
        text = self.after.get("value")
        return None if text is None else Decimal(text)


_COLUMNS = 'id, source, edition, kind, address, person, decided, "before", "after", undone, undone_by, kept_from'


def decisions(connection: sqlite3.Connection, condition: str, values: Sequence[Any]) -> Iterator[Decision]:
    """The decisions for which an SQL condition holds (it may go on to order and limit them)."""
    for row in connection.execute(f"SELECT {_COLUMNS} FROM decisions WHERE {condition}", values):
        number, source, edition, kind, address, person, decided, before, after, undone, undone_by, kept_from = row
        yield Decision(
            id=number,
            source=source,
            edition=edition,
            kind=kind,
            address=address,
            person=person,
            decided=decided,
            before=json.loads(before or "{}"),
            after=json.loads(after),
            undone=undone,
            undone_by=undone_by,
            kept_from=kept_from,
        )


def record(connection: sqlite3.Connection, decision: Decision) -> int:
    """Put a decision down, whatever its ``id`` says; the id that it has now. An empty ``decided`` is this moment."""
    sql = (
        'INSERT INTO decisions (source, edition, kind, address, person, decided, "before", "after", kept_from)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    before, after = (json.dumps(note, ensure_ascii=False) for note in (decision.before, decision.after))
    head = (decision.source, decision.edition, decision.kind, decision.address, decision.person, decision.decided or now())
    number = connection.execute(sql, (*head, before, after, decision.kept_from)).lastrowid
    assert number is not None
    return number


def undo(connection: sqlite3.Connection, number: int, person: str) -> None:
    """Say of a decision that it does not hold any more."""
    connection.execute("UPDATE decisions SET undone = ?, undone_by = ? WHERE id = ?", (now(), person, number))


def figure_note(cell: ReportCell) -> dict[str, Any]:
    """A cell as decisions keep it: what it said, and where the pixels are that were looked at."""
    box = None if cell.bbox is None else [round(side, 2) for side in (cell.bbox.x0, cell.bbox.y0, cell.bbox.x1, cell.bbox.y1)]
    value = None if cell.value is None else format(cell.value, "f")
    said = {"value": value, "unit": cell.unit, "status": cell.status, "raw": cell.raw, "confidence": cell.confidence}
    return {**said, "page": cell.page, "bbox": box, "reason": cell.reason}


def check_note(check: Check) -> dict[str, Any]:
    """A check as decisions keep it."""
    left, right = (None if side is None else format(side, "f") for side in (check.left, check.right))
    return {"verdict": check.verdict, "left": left, "right": right}


def same_pixels(before: Mapping[str, Any], cell: ReportCell) -> bool:
    """Whether a cell lies where it lay when it was decided, in the same source; one that has no place still has none."""
    if before.get("bbox") is None or cell.bbox is None:
        return before.get("bbox") is None and cell.bbox is None and before.get("raw", "") == cell.raw
    old = Box(*before["bbox"])
    smaller = min(old.width * old.height, cell.bbox.width * cell.bbox.height)
    return bool(before.get("page") == cell.page and old.overlap(cell.bbox) > _SAME * smaller)
