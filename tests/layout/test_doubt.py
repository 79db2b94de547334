"""What is learned of doubts is said of figures in doubt, and of nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from layout.doubt import ANY, doubt_of, learned_shares, weighed
from layout.report import ReportCell, ReportTable

SHARES = {ANY: {"even": 0.7, "weak": 0.2, "told": 0.8}, "its ink runs over the edge of its cell": {"even": 0.9}}


def cell(**facts: Any) -> ReportCell:
    given: dict[str, Any] = {"value": Decimal(3), "status": "suspect", "confidence": 0.5, "page": 1}
    return ReportCell(row="new", column="total", **({"reason": "its ink runs over the edge of its cell"} | given | facts))


def confidence(one: ReportCell) -> float:
    (table,) = weighed([ReportTable(key="requests", title="", pages=(1,), cells=(one,))], {1}, SHARES)
    (said,) = table.cells
    assert (said.value, said.status, said.reason) == (one.value, one.status, one.reason)
    return said.confidence


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, 0.9),
        ({"confidence": 0.2}, 0.2),
        ({"reason": "the readers differ: 3 or 8"}, 0.7),
        ({"reason": "its ink runs over the edge of its cell; row_sum would hold with 3"}, 0.8),
        ({"value": None, "reason": "several figures in one cell"}, 0.7),
        ({"confidence": 0.98}, 0.98),
        ({"page": 2}, 0.5),
        ({"status": "read", "confidence": 0.4}, 0.4),
        ({"status": "missing", "value": None, "confidence": 0.0}, 0.0),
        ({"status": "suspect", "reason": None}, 0.5),
    ],
)
def test_the_learned_share_is_said_of_a_scans_figure_in_doubt(facts: dict[str, Any], expected: float) -> None:
    assert confidence(cell(**facts)) == expected


def test_figures_and_names_are_no_part_of_a_reason() -> None:
    assert doubt_of(cell(reason="the readers differ: 14 or 15, 13")) == ("the readers differ", "even")
    assert doubt_of(cell(reason="paler ink stands beside it; a, b would hold with 12")) == ("paler ink stands beside it", "told")


def test_without_shares_all_stays_as_it_is() -> None:
    (table,) = weighed([ReportTable(key="requests", title="", pages=(1,), cells=(cell(),))], {1}, {})
    assert table.cells == (cell(),)


def test_what_was_learned_has_a_share_for_everything() -> None:
    shares = learned_shares()
    assert set(shares[ANY]) == {"even", "weak", "told"}
    assert all(0 < share < 1 for one in shares.values() for share in one.values())
