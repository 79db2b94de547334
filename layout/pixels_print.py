"""Columns of figures, one below the other in the middle of their cells, are no rulings, however broken those of a page are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from layout.pixels_edges import Picture
from ocr.straight_masks import pixels_of

__all__ = ["PrintSettings", "through_print"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSettings:
    """Sizes in inches."""

    strip: float = 0.015  # to both sides of a boundary
    level: float = 0.02  # from the middle of a level ruling: so far its dots lie
    end: float = 0.018  # of a row, behind that: no character comes so close to the rulings above and below it
    middle: float = 0.4  # of a row's height, in its middle: where every figure has ink
    lowest: float = 0.1  # of a row that tells
    rows: int = 5  # fewer tell nothing
    paper: float = 0.4  # of the darkness of what runs there
    inked: float = 0.5  # of the middle at least
    fewer: float = 0.4  # times as much ink at the ends as in the middle: rulings have nearly as much


def through_print(picture: Picture, rows: Floats, columns: Floats, shares: Floats, dpi: float, settings: PrintSettings) -> Bools:
    """Which upright boundaries run through print: in the rows that they may be drawn in, they have ink in the middle and next to none where
    they would have to meet the level rulings.

    Args:
        picture: what edges are voted on.
        rows: of the level rulings, in pixels, as ``columns`` of the upright ones.
        shares: of each row (down) and boundary (across), how much of it is covered.
        dpi: of the picture.
        settings: what is looked at.
    """
    strip, level, end = (pixels_of(size, dpi) for size in (settings.strip, settings.level, settings.end))
    bands = list(pairwise(np.round(rows).astype(int).tolist()))
    found = np.zeros(len(columns), np.bool_)
    for number, place in enumerate(np.round(columns).astype(int).tolist()):
        dark = picture.dark[:, max(0, place - strip) : place + strip + 1].max(axis=1)
        inside = dark[bands[0][0] : bands[-1][1]]
        ink = dark > max(picture.grain, settings.paper * float(np.percentile(inside, 90)))
        ends, middles = [], []
        for (top, bottom), share in zip(bands, shares[:, number], strict=True):
            if share >= _COVERED and bottom - top >= settings.lowest * dpi:
                half = settings.middle * (bottom - top) / 2
                ends += [ink[top + level : top + level + end].mean(), ink[bottom - level - end : bottom - level].mean()]
                middles.append(ink[round((top + bottom) / 2 - half) : round((top + bottom) / 2 + half)].mean())
        if len(middles) >= settings.rows and (inked := float(np.mean(middles))) >= settings.inked:
            found[number] = float(np.mean(ends)) < settings.fewer * inked
    return found


_COVERED = 0.6  # share of an edge that may be drawn
