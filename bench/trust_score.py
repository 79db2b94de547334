"""What a scan tells of trust: what identities brought, whether whole tables are right, and how soon a look finds what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rich.table import Table

from bench.score import ACCEPTED
from layout import Report
from layout.report import ReportCell
from layout.review import review_order

__all__ = ["Trust", "trust_of", "trust_table"]

WHOLE = "requests"  # the table that has to be right as a whole
FIRST = 0.05  # of the review order: what a person looks at


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """``by_identities``: cells accepted for the identities' sake; ``whole``: the table of requests is there, and all of it accepted and
    right, None for a form without one; ``order``: what a look at each cell is worth, and whether its value is wrong."""

    by_identities: int
    whole: bool | None
    order: tuple[tuple[float, bool], ...]


def trust_of(report: Report, truth: Mapping[str, Any]) -> Trust:
    """What is told of one report, held against its truth. Cells that the truth does not know are not counted."""
    printed = truth["cells"]
    right = {address: _is(cell, printed[address]) for address, cell in report.cells() if address in printed}
    whole = [address for address in printed if address.startswith(f"{WHOLE}/")]
    proofs = {check.id for check in report.checks}
    accepted = {address for address, cell in report.cells() if cell.status in ACCEPTED}
    return Trust(
        by_identities=sum(_proved(cell, proofs) for address, cell in report.cells() if address in accepted and address in printed),
        whole=all(address in accepted and right.get(address, False) for address in whole) if whole else None,
        order=tuple((item.weight, not right[item.address]) for item in review_order(report, every=True) if item.address in right),
    )


def _proved(cell: ReportCell, proofs: Set[str]) -> bool:
    """Whether a cell's reason names an identity."""
    return any(word.strip(",;") in proofs for word in (cell.reason or "").split())


def _is(cell: ReportCell, printed: Mapping[str, Any]) -> bool:
    value: Decimal | None = printed["value"]
    return cell.value == value if value is not None else cell.value is None


def trust_table(rows: Mapping[tuple[str, str], Sequence[Trust]]) -> Table:
    """One row for each kind and reader."""
    table = Table(title="Trust: whole tables, what identities brought, and wrong values first to be looked at")
    for head in ("kind", "reader", "docs", f"{WHOLE} exact %", "by identities %", "wrong values", f"in first {FIRST:.0%}"):
        table.add_column(head, justify="right" if head not in ("kind", "reader") else "left")
    for (kind, reader), members in rows.items():
        table.add_row(kind, reader, *_line(members))
    return table


def _line(members: Sequence[Trust]) -> list[str]:
    whole = [one.whole for one in members if one.whole is not None]
    order = sorted((pair for one in members for pair in one.order), key=lambda pair: -pair[0])
    wrong = sum(bad for _, bad in order)
    first = sum(bad for _, bad in order[: round(FIRST * len(order))])
    return [
        str(len(members)),
        _percent(sum(whole), len(whole)),
        _percent(sum(one.by_identities for one in members), len(order)),
        str(wrong),
        _percent(first, wrong),
    ]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "-"
