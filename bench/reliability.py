"""How far a confidence can be believed: cells by what they said of themselves, beside how many of them were right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import log10

from rich.table import Table

__all__ = ["calibration_error", "reliability_plot", "reliability_table"]

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


def reliability_plot(said: Said) -> str:
    """How often cells were wrong beside how often they said so, both on a logarithmic scale, as SVG; dots grow with the number of cells.

    Bins in which no cell is wrong lie on the lower edge.
    """
    width, edge = 420, 50

    def at(error: float) -> float:
        return edge + (width - 2 * edge) * (log10(max(error, _LEAST_ERROR)) - log10(_LEAST_ERROR)) / -log10(_LEAST_ERROR)

    ticks = [10.0**power for power in range(round(log10(_LEAST_ERROR)), 1)]
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {width}" font-family="sans-serif" font-size="11">']
    lines.append(f'<rect width="{width}" height="{width}" fill="#fff"/>')
    for tick in ticks:
        x, y = at(tick), width - at(tick)
        lines.append(f'<path d="M{x:.1f} {width - edge}V{edge}M{edge} {y:.1f}H{width - edge}" stroke="#ddd"/>')
        lines.append(f'<text x="{x:.1f}" y="{width - edge + 16}" text-anchor="middle">{tick:g}</text>')
        lines.append(f'<text x="{edge - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
    lines.append(f'<path d="M{edge} {width - edge}L{width - edge} {edge}" stroke="#999" stroke-dasharray="4"/>')
    for _, members in _bins(said):
        if members:
            mean, right = _means(members)
            size = 2 + log10(len(members))
            lines.append(f'<circle cx="{at(1 - mean):.1f}" cy="{width - at(1 - right):.1f}" r="{size:.1f}" fill="#1565c0"/>')
    lines.append(f'<text x="{width / 2}" y="{width - 12}" text-anchor="middle">said: probability of being wrong</text>')
    lines.append(f'<text transform="translate(13 {width / 2}) rotate(-90)" text-anchor="middle">found wrong</text></svg>')
    return "\n".join(lines) + "\n"


_LEAST_ERROR = 1e-5


def _bins(said: Said) -> list[tuple[tuple[float, float], Said]]:
    return [((low, high), [one for one in said if low <= one[0] < high]) for low, high in pairwise(BOUNDS)]


def _means(members: Said) -> tuple[float, float]:
    return sum(sure for sure, _ in members) / len(members), sum(right for _, right in members) / len(members)
