"""A report becomes rows of the ledger."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from archive.task import ReportRows, Row
from layout.form_file import declared_forms, form_paths
from layout.report import Report, ReportCell
from layout.version import VERSION

__all__ = ["form_versions", "report_rows"]


def report_rows(report: Report, path: str, sha256: str, options: str) -> ReportRows:
    """The rows of a report whose file is ``path``."""
    verdicts = Counter(check.verdict for check in report.checks)
    head = (
        path,
        sha256,
        report.form,
        report.year,
        report.issuer,
        report.title,
        report.source.media,
        report.source.pages,
        len(report.accepted),
        len(report.flagged),
        len(report.unplaced),
        verdicts["holds"],
        verdicts["fails"],
        verdicts["undecided"],
        VERSION,
        form_versions().get(report.form or "", ""),
        options,
    )
    cells = (_cell_row(table.key, cell) for table in report.tables for cell in table.cells)
    checks = (
        (check.id, check.statement, _text(check.left), _text(check.right), check.verdict, json.dumps(check.cells))
        for check in report.checks
    )
    problems = ((problem.code, problem.page, problem.message) for problem in report.problems)
    return ReportRows(report=head, cells=_numbered(cells), checks=_numbered(checks), problems=_numbered(problems))


def _numbered(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple((position, *row) for position, row in enumerate(rows))


def _cell_row(table: str, cell: ReportCell) -> Row:
    box = (None,) * 4 if cell.bbox is None else tuple(round(side, 2) for side in (cell.bbox.x0, cell.bbox.y0, cell.bbox.x1, cell.bbox.y1))
    what = (_text(cell.value), cell.unit, cell.raw, cell.status, cell.confidence, cell.page)
    return (table, cell.row, cell.column, *what, *box, cell.reason)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


@cache
def form_versions() -> dict[str, str]:
    """The declared forms as they are now: of each key 12 hexadecimal digits of its file. Under ``""`` those of all forms together, which
    is what a report depends on in which no form was recognised.
    """
    contents = [path.read_bytes() for path in form_paths()]
    versions = {key: _short(content) for key, content in zip(declared_forms(), contents, strict=True)}
    return {"": _short(b"".join(contents)), **versions}


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
