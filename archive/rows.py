"""A report becomes rows of the ledger."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache

from archive.task import ReportRows, Row
from layout.form_file import declared_forms, form_paths
from layout.report import Report, ReportCell
from layout.review import review_order
from layout.version import VERSION

__all__ = ["SLIP", "form_versions", "report_rows"]

SLIP = "author_slip"
"""Code of the problem that documents a failing check of which a person said that its author has slipped. Its message begins with the
check's id and a colon."""
_FAILING = 1.0  # what a look at a failing check is worth: that of a figure as likely wrong as right which one other depends on


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
    return ReportRows(
        report=head,
        cells=_numbered(cells),
        checks=_numbered(checks),
        problems=_numbered(problems),
        support=tuple(_support_rows(report)),
        queue=tuple(_queue_rows(report)),
    )


def _support_rows(report: Report) -> Iterator[Row]:
    for position, (_, cell) in enumerate(report.cells()):
        if cell.status == "suspect":
            for rank, one in enumerate(cell.support):
                yield position, rank, _text(one.value), one.confidence


def _queue_rows(report: Report) -> Iterator[Row]:
    """What waits for a person. A check that fails has been looked at when its problem ``author_slip`` says so."""
    positions = {address: position for position, (address, _) in enumerate(report.cells())}
    for item in review_order(report):
        yield "figure", positions[item.address], item.weight
    slips = {problem.message.partition(": ")[0] for problem in report.problems if problem.code == SLIP}
    for position, check in enumerate(report.checks):
        if check.verdict == "fails" and check.id not in slips:
            yield "check", position, _FAILING


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
