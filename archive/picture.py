"""What the page of an archive shows, asked of its ledger: figures for plots, already counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["CONFIDENCES", "Coverage", "confidences", "coverage", "failing_identities", "form_statuses", "progress", "source_shares"]

CONFIDENCES = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
"""Upper bounds of the classes into which confidences are counted; the last class is up to 1."""
_READ = "reports r JOIN sources s ON s.id = r.source AND s.current AND r.current"
_CELLS = f"{_READ} JOIN cells c ON c.source = r.source AND c.edition = r.edition"
_SHARES = 20  # classes of the share of doubtful cells
_IDENTITIES = 25
_SHORT = 3600  # seconds below which progress is told by the second
_MOMENTS = 500  # points of the curve of progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Which years of an issuer are there: by year how many of the figures are accepted, from 0 to 1."""

    issuer: str
    years: Mapping[int | None, float]


def progress(connection: sqlite3.Connection) -> tuple[list[str], list[int]]:
    """When sources were read: moments (UTC) and how many there were by then."""
    days = "SELECT julianday(max(ended)) - julianday(min(ended)) FROM attempts"
    seconds = (connection.execute(days).fetchone()[0] or 0) * 86_400
    moment = f"substr(ended, 1, {len('2000-01-01T00:00:00') if seconds < _SHORT else len('2000-01-01T00:00')})"
    sql = f"SELECT {moment} AS moment, count(*) FROM attempts WHERE outcome = 'read' GROUP BY moment ORDER BY moment"
    moments, counts, total = [], [], 0
    for when, count in connection.execute(sql):
        total += count
        moments.append(when.replace("T", " "))
        counts.append(total)
    step = max(1, len(moments) // _MOMENTS)
    return moments[::step], counts[::step]


def source_shares(connection: sqlite3.Connection) -> list[int]:
    """How many sources have up to 5 %, 10 %, ... 100 % of their cells to be looked at; those without a form are in none."""
    sql = (
        f"SELECT min({_SHARES - 1}, CAST({_SHARES} * flagged / (accepted + flagged) AS INTEGER)) AS class, count(*) FROM {_READ}"
        " WHERE accepted + flagged > 0 GROUP BY class"
    )
    counted = dict(connection.execute(sql).fetchall())
    return [counted.get(number, 0) for number in range(_SHARES)]


def form_statuses(connection: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """Of each form how many cells have which status."""
    found: dict[str, dict[str, int]] = {}
    for form, status, count in connection.execute(f"SELECT r.form, c.status, count(*) FROM {_CELLS} GROUP BY 1, 2 ORDER BY 1, 2"):
        found.setdefault(form, {})[status] = count
    return found


def failing_identities(connection: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """The identities that fail most often: form and id, what is stated, how often."""
    sql = (
        "SELECT r.form || ' ' || CASE instr(c.id, '/') WHEN 0 THEN c.id ELSE substr(c.id, 1, instr(c.id, '/') - 1) END AS what,"
        f" min(c.statement), count(*) AS times FROM {_READ} JOIN checks c ON c.source = r.source AND c.edition = r.edition"
        f" WHERE c.verdict = 'fails' GROUP BY what ORDER BY times DESC, what LIMIT {_IDENTITIES}"
    )
    return connection.execute(sql).fetchall()


def confidences(connection: sqlite3.Connection) -> dict[str, list[int]]:
    """Of each status that has a confidence, how many cells fall into each class."""
    classes = " ".join(f"WHEN c.confidence < {bound} THEN {number}" for number, bound in enumerate(CONFIDENCES))
    sql = (
        f"SELECT c.status, CASE {classes} ELSE {len(CONFIDENCES)} END AS class, count(*) FROM {_CELLS}"
        " WHERE c.status IN ('read', 'blank', 'repaired', 'suspect', 'reviewed') GROUP BY 1, 2"
    )
    found: dict[str, list[int]] = {}
    for status, number, count in connection.execute(sql):
        found.setdefault(status, [0] * (len(CONFIDENCES) + 1))[number] = count
    return found


def coverage(connection: sqlite3.Connection) -> tuple[Sequence[int | None], list[Coverage]]:
    """All years that some report has, None for reports without one, and the issuers in the order of their names."""
    sql = f"SELECT coalesce(issuer, '?'), year, max(1.0 * accepted / max(1, accepted + flagged)) FROM {_READ} GROUP BY 1, 2 ORDER BY 1, 2"
    found: dict[str, dict[int | None, float]] = {}
    for issuer, year, share in connection.execute(sql):
        found.setdefault(issuer, {})[year] = share
    years = sorted({year for known in found.values() for year in known}, key=lambda year: (year is None, year or 0))
    return years, [Coverage(issuer=issuer, years=known) for issuer, known in found.items()]
