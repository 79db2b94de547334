"""How likely a scan's figure in doubt is what is printed, by why it is in doubt: learned from generated scans, in ``doubts.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from layout.report import ReportCell, ReportTable

__all__ = ["ANY", "doubt_of", "learned_shares", "weighed"]

ANY = "any"  # stands for reasons too rare to be learned
_WEAK = 0.3  # confidence below which the ink itself speaks against a value
_EVEN = 0.5  # what a doubt leaves of it at most; above, sums have upheld it since
_TOLD = " would hold with "


def doubt_of(cell: ReportCell) -> tuple[str, str] | None:
    """Why a suspect cell is in doubt, without figures and names, and what speaks for its value: sums (``told``), or its ink (``even``,
    ``weak``).

    None for other cells, and for values that sums have upheld.
    """
    if cell.status != "suspect" or not cell.reason:
        return None
    reason = cell.reason.partition(";")[0].partition(":")[0].strip()
    if _TOLD in cell.reason:
        return reason, "told"
    if cell.confidence > _EVEN:
        return None
    return reason, "weak" if cell.confidence < _WEAK else "even"


@cache
def learned_shares() -> Mapping[str, Mapping[str, float]]:
    """For each reason, and for ``ANY``: how often a value was what is printed, by what speaks for it."""
    return tomllib.loads((Path(__file__).parent / "doubts.toml").read_text("utf-8"))


def weighed(
    tables: Sequence[ReportTable], pages: Collection[int], shares: Mapping[str, Mapping[str, float]] | None = None
) -> tuple[ReportTable, ...]:
    """The tables with the confidence of figures in doubt as it was learned; statuses and values stay.

    Args:
        tables: with all doubts told.
        pages: those that were scanned; shares are learned from scans, and say nothing of other pages.
        shares: in place of the learned ones; none leave all as it is.
    """
    known = learned_shares() if shares is None else shares
    return tuple(replace(table, cells=tuple(_weighed(cell, pages, known) for cell in table.cells)) for table in tables)


def _weighed(cell: ReportCell, pages: Collection[int], shares: Mapping[str, Mapping[str, float]]) -> ReportCell:
    doubt = doubt_of(cell)
    if doubt is None or cell.page not in pages or not shares:
        return cell
    reason, speaks = doubt
    return replace(cell, confidence=shares.get(reason, {}).get(speaks, shares[ANY][speaks]))
