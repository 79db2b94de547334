"""What waits for a person, in the order of what a look at it is worth; and the reports by their filters."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["EVERYTHING", "Listed", "Place", "Wanted", "after", "before", "first", "listed", "place_at", "waiting", "years_and_forms"]

# The queue leads: its index has the order that is wanted, and a few of its rows are enough.
_READ = (
    "CROSS JOIN reports r ON r.source = q.source AND r.edition = q.edition AND r.current"
    " CROSS JOIN sources s ON s.id = r.source AND s.current"
)
_KEY = "(-q.weight, q.source, q.kind, q.position)"
_NAME = "(SELECT min(url) FROM names n WHERE n.source = s.id AND n.current)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something that waits: a cell or a check of a source, by its position in the report."""

    source: int
    kind: Literal["figure", "check"]
    position: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which reports: all unless told. ``source`` is one report alone, ``issuer`` a part of its name or of the source's."""

    source: int | None = None
    form: str | None = None
    year: int | None = None
    issuer: str | None = None

    def condition(self, source: str = "q") -> tuple[str, list[Any]]:
        """As SQL and its values; ``source`` is the table that names it."""
        parts, values = ["1"], list[Any]()
        for column, wanted in ((f"{source}.source", self.source), ("r.form", self.form), ("r.year", self.year)):
            if wanted is not None:
                parts.append(f"{column} = ?")
                values.append(wanted)
        if self.issuer:
            parts.append(f"(instr(r.issuer, ?) OR instr({_NAME}, ?))")
            values += [self.issuer, self.issuer]
        return " AND ".join(parts), values


EVERYTHING = Wanted()


def waiting(connection: sqlite3.Connection, wanted: Wanted, most: int = -1) -> int:
    """How much waits; with ``most`` counting ends there, which takes no longer in a large archive than in a small one."""
    condition, values = wanted.condition()
    sql = f"SELECT count(*) FROM (SELECT 1 FROM queue q {_READ} WHERE {condition} LIMIT ?)"
    return int(connection.execute(sql, [*values, most]).fetchone()[0])


def first(connection: sqlite3.Connection, wanted: Wanted) -> Place | None:
    """What a look at is worth most."""
    return _one(connection, wanted, "1", [], "ASC")


def after(connection: sqlite3.Connection, wanted: Wanted, place: Place) -> Place | None:
    """The next one; after the last the first."""
    return _one(connection, wanted, f"q.weight <= ? AND {_KEY} > (?, ?, ?, ?)", _key(place), "ASC") or first(connection, wanted)


def before(connection: sqlite3.Connection, wanted: Wanted, place: Place) -> Place | None:
    """The one before; before the first the last."""
    return _one(connection, wanted, f"q.weight >= ? AND {_KEY} < (?, ?, ?, ?)", _key(place), "DESC") or _one(
        connection, wanted, "1", [], "DESC"
    )


def place_at(connection: sqlite3.Connection, source: int, kind: Literal["figure", "check"], position: int) -> Place | None:
    """A cell or check in the queue; None when it does not wait."""
    sql = f"SELECT q.source, q.kind, q.position, q.weight FROM queue q {_READ} WHERE q.source = ? AND q.kind = ? AND q.position = ?"
    return _place(connection.execute(sql, (source, kind, position)).fetchone())


def _key(place: Place) -> list[Any]:
    return [place.weight, -place.weight, place.source, place.kind, place.position]


def _one(connection: sqlite3.Connection, wanted: Wanted, where: str, key: list[Any], way: str) -> Place | None:
    condition, values = wanted.condition()
    back = "DESC" if way == "ASC" else "ASC"
    sql = (
        f"SELECT q.source, q.kind, q.position, q.weight FROM queue q {_READ} WHERE {where} AND {condition}"
        f" ORDER BY q.weight {back}, q.source {way}, q.kind {way}, q.position {way} LIMIT 1"
    )
    return _place(connection.execute(sql, [*key, *values]).fetchone())


def _place(row: tuple[Any, ...] | None) -> Place | None:
    return None if row is None else Place(source=row[0], kind=row[1], position=row[2], weight=row[3])


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A report in the list. ``waiting`` counts what is in the queue, ``settled`` the figures and checks that people settled."""

    source: int
    url: str
    form: str | None
    year: int | None
    issuer: str | None
    pages: int
    accepted: int
    flagged: int
    fails: int
    waiting: int
    settled: int


_STATES: Mapping[str, str] = {"": "1", "open": "waiting > 0", "done": "waiting = 0", "settled": "settled > 0"}


def listed(connection: sqlite3.Connection, wanted: Wanted, state: str, offset: int, limit: int) -> tuple[list[Listed], int]:
    """Reports with most to look at first, and how many there are. ``state`` is "", open, done or settled; any other counts as ""."""
    condition, values = wanted.condition("r")
    sql = (
        f"SELECT r.source, {_NAME} AS url, r.form, r.year, r.issuer, r.pages, r.accepted, r.flagged, r.fails,"
        " (SELECT count(*) FROM queue q WHERE q.source = r.source AND q.edition = r.edition) AS waiting,"
        " (SELECT count(*) FROM decisions d WHERE d.source = r.source AND d.edition = r.edition AND d.undone IS NULL) AS settled"
        f" FROM reports r JOIN sources s ON s.id = r.source AND s.current WHERE r.current AND {condition}"
    )
    sql = f"SELECT * FROM ({sql}) WHERE {_STATES.get(state, '1')}"
    count = connection.execute(f"SELECT count(*) FROM ({sql})", values).fetchone()[0]
    rows = connection.execute(f"{sql} ORDER BY waiting DESC, source LIMIT ? OFFSET ?", [*values, limit, offset])
    names = Listed.__dataclass_fields__
    return [Listed(**dict(zip(names, row, strict=True))) for row in rows], int(count)


def years_and_forms(connection: sqlite3.Connection) -> tuple[list[int], list[str]]:
    """What there is to filter by."""
    years = connection.execute("SELECT DISTINCT year FROM reports WHERE current AND year IS NOT NULL ORDER BY year DESC")
    forms = connection.execute("SELECT DISTINCT form FROM reports WHERE current AND form IS NOT NULL ORDER BY form")
    return [year for (year,) in years], [form for (form,) in forms]
