"""The edges of tinted cells are rulings as well: of web pages the lines beside a filled header may be too pale to be seen."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ocr.levels import grey_level
from ocr.straight_masks import Gray, pixels_of

__all__ = ["FillSettings", "with_fill_edges"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FillSettings:
    """Sizes in inches."""

    strokes: float = 0.07  # thicker than strokes and rulings, which are left out, and thinner than any filled cell
    tint: float = 18.0  # grey levels by which a fill is darker than paper
    ragged: float = 0.05  # what grain leaves along its edges
    least: tuple[float, float] = (0.4, 0.1)  # across and down
    rectangle: float = 0.8  # of the box around it: shades and pictures fill less
    most: float = 0.4  # share of the page
    rim: float = 0.1  # from the edge of the page: what lies closer was not printed
    drawn: float = 90.0  # grey levels: how much darker than it was the edge is drawn


def with_fill_edges(gray: Gray, dpi: float, settings: FillSettings = FillSettings()) -> Gray:
    """The page with a thin line around everything on it that is a filled rectangle.

    Args:
        gray: the page, straight, 0 to 255.
        dpi: its resolution.
        settings: what counts as filled.
    """
    fill = _filled(gray, dpi, settings)
    inside = np.asarray(cv2.erode(fill, np.ones((3, 3), np.uint8)), np.uint8)
    edge = (fill > 0) & (inside == 0)
    if not edge.any():
        return gray
    result = gray.copy()
    result[edge] = np.clip(gray[edge].astype(np.float32) - settings.drawn, 0, 255).astype(np.uint8)
    return result


def _filled(gray: Gray, dpi: float, settings: FillSettings) -> Gray:
    """1 where the page is filled."""
    side, ragged = pixels_of(settings.strokes, dpi) | 1, pixels_of(settings.ragged, dpi) | 1
    clear = cv2.medianBlur(np.asarray(cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)), np.uint8), 5)
    fill = np.asarray(clear < grey_level(np.asarray(clear[::4, ::4], np.uint8), 60) - settings.tint, np.uint8)
    fill = np.asarray(cv2.morphologyEx(fill, cv2.MORPH_OPEN, np.ones((ragged, ragged), np.uint8)), np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(fill, connectivity=4)
    left, top, wide, high, area = stats.T
    rim = settings.rim * dpi
    kept = (wide >= settings.least[0] * dpi) & (high >= settings.least[1] * dpi)
    kept &= (area >= settings.rectangle * wide * high) & (area <= settings.most * gray.size)
    kept &= (left >= rim) & (top >= rim) & (left + wide <= gray.shape[1] - rim) & (top + high <= gray.shape[0] - rim)
    kept[0] = False
    return np.asarray(kept[labels], np.uint8)
