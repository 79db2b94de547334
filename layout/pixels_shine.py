"""Rulings of the back page that shine through paper: they are pale, and this page's print runs over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layout.pixels_cells import Lattice
from ocr.levels import grey_level, print_level
from ocr.straight_masks import Gray, pixels_of

__all__ = ["ShineSettings", "shines_through"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShineSettings:
    """Sizes in inches; darkness as the share of the way from paper to the darkest print."""

    pale: float = 0.3  # how dark the rulings of a back page are at most
    palest: float = 0.15  # rulings of tables, be they ever so pale, are darker
    print: float = 0.35  # how dark print is at least
    darker: float = 3.0  # times as dark as the rulings themselves
    over: tuple[float, float] = (0.04, 0.004)  # of their length, over which print runs; of the palest a touch will do
    strip: float = 0.01  # to both sides of a boundary
    ends: float = 0.02  # of an edge, left out: other rulings meet it there


def shines_through(lattice: Lattice, gray: Gray, dpi: float, settings: ShineSettings = ShineSettings()) -> bool:
    """Whether a table is that of the back page: no author prints over rulings.

    Args:
        lattice: the table.
        gray: the page that it was found on, (H, W), straight.
        dpi: its resolution.
        settings: what counts as pale, and as print.
    """
    paper, black = grey_level(gray[::3, ::3], 60), print_level(gray, dpi)
    edges = [
        *_edges(gray, lattice.rows, lattice.columns, lattice.level_drawn, dpi, settings),
        *_edges(np.asarray(gray.T, np.uint8), lattice.columns, lattice.rows, lattice.upright_drawn.T, dpi, settings),
    ]
    if not edges or black >= paper:
        return False
    darkness = (paper - np.concatenate(edges)) / (paper - black)
    own = float(np.median(darkness))
    least = settings.over[own <= settings.palest]
    return own <= settings.pale and float(np.mean(darkness >= max(settings.print, settings.darker * own))) >= least


def _edges(
    gray: Gray, places: NDArray[np.float64], stops: NDArray[np.float64], drawn: NDArray[np.bool_], dpi: float, settings: ShineSettings
) -> Iterator[NDArray[np.float64]]:
    """The darkest grey levels along each drawn edge that lies at ``places`` down the picture between ``stops`` across it."""
    strip, end = pixels_of(settings.strip, dpi), pixels_of(settings.ends, dpi)
    ends = np.round(stops).astype(int)
    for row, place in enumerate(np.round(places).astype(int)):
        darkest = gray[max(0, place - strip) : place + strip + 1].min(axis=0).astype(np.float64)
        for column in np.flatnonzero(drawn[row]):
            yield darkest[ends[column] + end : ends[column + 1] - end]
