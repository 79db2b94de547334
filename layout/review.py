"""What a person should look at first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from layout.report import Report, ReportCell

__all__ = ["ReviewItem", "review_order"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """A cell with what a look at it is worth, which may be compared between reports."""

    address: str
    cell: ReportCell
    weight: float


def review_order(report: Report, *, every: bool = False) -> tuple[ReviewItem, ...]:
    """The flagged cells, or ``every`` cell, from the one that is most worth a look; equals in the order of the form.

    The weight is the probability that the value is wrong times what depends on it: 1, and 1 more for each check that the cell is in, 2 for
    one that names it first. That is where forms have the total that the other figures add up to.
    """
    depending: Counter[str] = Counter()
    for check in report.checks:
        depending.update(check.cells)
        depending.update(check.cells[:1])
    cells = report.cells() if every else report.flagged
    items = [ReviewItem(address=address, cell=cell, weight=(1 - cell.confidence) * (1 + depending[address])) for address, cell in cells]
    return tuple(sorted(items, key=lambda item: -item.weight))
