"""Archives in which figures wait for a person, as poor scans leave them, made from sound reports in no time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from archive.ledger import writable_ledger
from archive.rows import report_rows
from archive.storage import Entry
from archive.task import Result, Task
from layout import Report, check_report, read_report, report_to_json
from layout.report import Alternative, ReportCell

__all__ = ["Doubts", "doubted", "doubtful_archive"]

Doubts = Mapping[str, "str | None"]
"""By address what a figure is taken for, beside which what is printed is the other reading; None: it was not found."""
_FIRST, _OTHER = 0.55, 0.4  # what the readers hold of the proposal and of what is printed


def doubted(report: Report, doubts: Doubts) -> Report:
    """The report with these figures in doubt, and its checks as they then come out."""

    def cell(address: str, one: ReportCell) -> ReportCell:
        if address not in doubts:
            return one
        taken = doubts[address]
        if taken is None:
            return ReportCell(row=one.row, column=one.column, status="missing", reason="not found in the source")
        read, other = Alternative(value=Decimal(taken), confidence=_FIRST), Alternative(value=one.value, confidence=_OTHER)
        support = (read, other) if one.value != read.value else (replace(read, confidence=_FIRST + _OTHER),)
        return replace(
            one,
            value=read.value,
            raw=taken,
            status="suspect",
            confidence=support[0].confidence,
            alternatives=support[1:],
            reason=f"the readers differ: {taken} or {one.value}" if support[1:] else "it was read by one reader alone",
            support=support,
        )

    tables = (
        replace(table, cells=tuple(cell(f"{table.key}/{one.row}/{one.column}", one) for one in table.cells)) for table in report.tables
    )
    return check_report(replace(report, tables=tuple(tables)))


def doubtful_archive(folder: Path, sources: Mapping[Path, Doubts]) -> None:
    """An archive of these sources, read, with doubts in them."""
    with writable_ledger(folder, create=True) as ledger, ledger.changes():
        ledger.setting("reports", "reports")
        for path in sources:
            ledger.found(Entry(url=str(path), size=path.stat().st_size, stamp="1"), hashlib.sha256(path.read_bytes()).hexdigest(), {})
        for task in ledger.take(len(sources), again=False, reports=str(folder / "reports"), password=None):
            path = Path(task.urls[0])
            ledger.settle(task, read_with_doubts(task, path, sources[path]))


def read_with_doubts(task: Task, path: Path, doubts: Doubts) -> Result:
    """What a worker brings of a source whose figures are hard to read."""
    report = doubted(read_report(path), doubts)
    content = report_to_json(report).encode()
    target = Path(task.reports) / task.path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return Result(outcome="read", rows=report_rows(report, task.path, hashlib.sha256(content).hexdigest(), task.options))
