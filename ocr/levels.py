"""Percentiles of grey levels, counted instead of sorted: a page asks for some thousands of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["grey_level"]


def grey_level(values: NDArray[np.uint8], percent: float) -> float:
    """The grey level (0 to 255) that so many percent of the values do not exceed; 255 of nothing."""
    counts = np.bincount(values.ravel(), minlength=256).cumsum()
    if counts[-1] == 0:
        return 255.0
    return float(np.searchsorted(counts, max(percent / 100 * counts[-1], 1)))
