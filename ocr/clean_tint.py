"""The dots that a fax makes of a grey fill are taken away around the print that stands on it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ocr.straight_masks import Gray, pixels_of

__all__ = ["TintSettings", "without_tint"]

_DARK, _WHITE = 128, 255


@dataclass(frozen=True, slots=True, kw_only=True)
class TintSettings:
    """Sizes in inches, shares of pixels."""

    grain: float = 1e-4  # of a square inch, that the dots are which tell: what is left of broken type is larger
    dot: float = 0.04  # the largest side of dots that hang together
    full: float = 0.04  # of the square of an inch's tenth, what such dots have in all at most: less than a character of 6 pt
    around: float = 0.05  # in which dots are counted
    dense: float = 0.02  # share of that, without print, which they ink: specks of a fax ink a thousandth
    least_paper: float = 0.3  # that is taken to be without print
    wide: float = 0.24  # both ways, of what is filled at least


def without_tint(gray: Gray, dpi: float, settings: TintSettings = TintSettings()) -> tuple[Gray, float]:
    """The page, and the share of it that was tinted.

    Args:
        gray: (H, W), black and white.
        dpi: its resolution.
        settings: what a tint is.
    """
    dark = np.asarray(gray < _DARK, np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    largest = max(2, pixels_of(settings.dot, dpi))
    small = np.asarray((stats[:, cv2.CC_STAT_WIDTH] <= largest) & (stats[:, cv2.CC_STAT_HEIGHT] <= largest))
    small &= stats[:, cv2.CC_STAT_AREA] <= settings.full * (0.1 * dpi) ** 2
    small[0] = False
    dots = np.asarray(small[labels], np.uint8)
    size = pixels_of(settings.around, dpi) | 1
    paper = cv2.blur(1 - (dark - dots).astype(np.float32), (size, size))  # print covers dots
    grains = np.asarray((small & (stats[:, cv2.CC_STAT_AREA] <= settings.grain * dpi**2))[labels], np.float32)
    share = cv2.blur(grains, (size, size)) / np.maximum(paper, settings.least_paper)
    wide = pixels_of(settings.wide, dpi)
    filled = cv2.morphologyEx(np.asarray(share >= settings.dense, np.uint8), cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    tinted = np.asarray(cv2.morphologyEx(filled, cv2.MORPH_OPEN, np.ones((wide, wide), np.uint8)), np.uint8)
    if not tinted.any():
        return gray, 0.0
    clean = gray.copy()
    clean[(tinted > 0) & (dots > 0)] = _WHITE
    return clean, float(tinted.mean())
