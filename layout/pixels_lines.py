"""Pictures of lines become segments, and of these only what can belong to a table stays: thin, and met at both ends."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.straight_masks import Gray, pixels_of

__all__ = ["SegmentSettings", "Segments", "contacts", "meeting", "segments_of"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentSettings:
    """Sizes in inches."""

    thickest: float = 0.035  # a ruling of 2 points, blurred
    wander: float = 0.02  # standard deviation of a straight one's place, or of the two strokes of a double one
    filled: float = 0.8  # pixels for each of its length that are thin
    touch: float = 0.035  # by which an end may miss the line it is meant to meet
    apart: float = 0.1  # two lines met so close to each other are one


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Lines of one family: ``place`` across, ``start`` and ``end`` along, in pixels; one entry each."""

    place: Floats
    start: Floats
    end: Floats

    def __len__(self) -> int:
        return len(self.place)

    def where(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Segments:
        """Those chosen."""
        return Segments(self.place[which], self.start[which], self.end[which])

    @property
    def length(self) -> Floats:
        """In pixels."""
        return self.end - self.start


def segments_of(mask: Gray, dpi: float, settings: SegmentSettings, *, level: bool) -> Segments:
    """The components of a mask of lines that are thin over most of their length; what else hangs on them, a seal's ring, is left out."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    across = pixels_of(settings.thickest, dpi) + 1
    thick = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((across, 1) if level else (1, across), np.uint8))
    ys, xs = np.nonzero((mask > 0) & (thick == 0))
    owner = labels[ys, xs]
    place = (ys if level else xs).astype(np.float64)
    pixels = np.bincount(owner, minlength=count)[1:]
    total = np.maximum(1, pixels)
    middle = np.bincount(owner, place, count)[1:] / total
    spread = np.sqrt(np.maximum(0, np.bincount(owner, place**2, count)[1:] / total - middle**2))
    first, size = (0, 2) if level else (1, 3)
    start, length = stats[1:, first].astype(np.float64), stats[1:, size].astype(np.float64)
    fit = (pixels >= settings.filled * length) & (spread <= settings.wander * dpi)
    return Segments(middle, start, start + length - 1).where(fit)


def contacts(level: Segments, upright: Segments, touch: float) -> Bools:
    """Which level segment (rows) meets which upright one (columns), within ``touch`` pixels."""
    across = (upright.place >= level.start[:, None] - touch) & (upright.place <= level.end[:, None] + touch)
    down = (level.place[:, None] >= upright.start - touch) & (level.place[:, None] <= upright.end + touch)
    return np.asarray(across & down, np.bool_)


def meeting(level: Segments, upright: Segments, dpi: float, settings: SegmentSettings) -> tuple[Segments, Segments]:
    """Segments that meet the other family at two places at least, those that do not taken away until nothing changes."""
    while True:
        met = contacts(level, upright, settings.touch * dpi)
        keep_level = _met_twice(met, upright.place, settings.apart * dpi)
        keep_upright = _met_twice(met.T, level.place, settings.apart * dpi)
        if keep_level.all() and keep_upright.all():
            return level, upright
        level, upright = level.where(keep_level), upright.where(keep_upright)


def _met_twice(met: Bools, places: Floats, apart: float) -> Bools:
    if met.shape[1] == 0:
        return np.zeros(met.shape[0], np.bool_)
    least = np.where(met, places, np.inf).min(axis=1)
    most = np.where(met, places, -np.inf).max(axis=1)
    return np.asarray(most - least >= apart, np.bool_)
