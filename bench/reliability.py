"""How far a confidence can be believed: cells by what they said of themselves, beside how many of them were right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rich.table import Table

__all__ = ["calibration_error", "reliability_table"]

BOUNDS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, 1.0001)
Said = Sequence[tuple[float, bool]]
"""The confidence of each cell, and whether its value is what is printed."""


def reliability_table(said: Said, *, title: str) -> Table:
    """Cells by their confidence: how many, what they said on average, how many were right."""
    table = Table(title=f"{title}; expected calibration error {calibration_error(said):.4f}")
    for head in ("confidence", "cells", "said on average", "right"):
        table.add_column(head, justify="right")
    for (low, high), members in _bins(said):
        if members:
            mean, right = _means(members)
            table.add_row(f"{low:g} to {min(high, 1):g}", str(len(members)), f"{mean:.4f}", f"{right:.4f}")
    return table


def calibration_error(said: Said) -> float:
    """The mean difference of what cells said and how many were right, over all bins, by their cells: 0 to 1."""
    gaps = [(len(members), *_means(members)) for _, members in _bins(said) if members]
    return sum(count * abs(mean - right) for count, mean, right in gaps) / max(len(said), 1)


def _bins(said: Said) -> list[tuple[tuple[float, float], Said]]:
    return [((low, high), [one for one in said if low <= one[0] < high]) for low, high in pairwise(BOUNDS)]


def _means(members: Said) -> tuple[float, float]:
    return sum(sure for sure, _ in members) / len(members), sum(right for _, right in members) / len(members)
