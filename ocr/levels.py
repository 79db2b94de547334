"""Percentiles of grey levels, counted instead of sorted: a page asks for some thousands of them; and how dark its print is."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["grey_level", "print_level"]

_USUAL = 0.5  # percent of a page that is print at least, nearly always
_LEAST = 0.03  # of one with a line or two
_PALE = 70.0  # grey levels between paper and what may be no print, but grain or the back page
_DARKER = 2.0  # times as far from paper as that: print
_HIGH = (0.05, 0.35)  # inches: characters; specks are smaller
_FEWEST = 4  # characters


def grey_level(values: NDArray[np.uint8], percent: float) -> float:
    """The grey level (0 to 255) that so many percent of the values do not exceed; 255 of nothing."""
    counts = np.bincount(values.ravel(), minlength=256).cumsum()
    if counts[-1] == 0:
        return 255.0
    return float(np.searchsorted(counts, max(percent / 100 * counts[-1], 1)))


def print_level(gray: NDArray[np.uint8], dpi: float, usual: float | None = None) -> float:
    """The brightness of a page's darkest print; of an empty page that of its darkest grain.

    On a page with a line or two the usual share of dark pixels is grain, or what shines through from the back.

    Args:
        gray: the page, (H, W).
        dpi: its resolution.
        usual: how bright the usual share of it is, where that was measured already.
    """
    small = np.ascontiguousarray(gray[::3, ::3])
    ink = grey_level(small, _USUAL) if usual is None else usual
    paper, darkest = grey_level(small, 50), grey_level(small, _LEAST)
    if paper - ink >= _PALE or paper - darkest <= _DARKER * (paper - ink):
        return ink
    dark = np.asarray(gray < paper - (paper - darkest + paper - ink) / 2, np.uint8)
    sides = cv2.connectedComponentsWithStats(dark, connectivity=8)[2][1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    characters = np.count_nonzero((sides >= _HIGH[0] * dpi) & (sides <= _HIGH[1] * dpi))
    return darkest if characters >= _FEWEST else ink
