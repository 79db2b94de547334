"""The ink on the edges of a cell: its rulings, and what is printed over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.ink import Area, InkLine
from ocr.straight_masks import Gray

__all__ = ["EdgeInkSettings", "edge_ink", "inside_rulings"]

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeInkSettings:
    """Sizes in inches, brightness of 255."""

    dark: float = 0.4  # of the way from paper to the page's ink: what is darker is ink
    least_contrast: float = 40.0
    reach: float = 0.021  # to both sides of a cell's edge, the part of it that is not looked at otherwise
    bulge: float = 0.012  # by which ink on an edge is wider than the ruling
    bulge_length: float = 0.03  # along the edge; joints are shorter
    ruled: float = 0.9  # share of an edge, from corner to corner, that is inked where its ruling lies; no digit is as high as its cell
    thickest: float = 0.02  # of such a ruling; a digit may hide behind a thicker one
    clear: float = 0.007  # between a ruling and the inside of its cell
    over: float = 0.008  # by which a figure that runs over a ruling shows behind it at least, across and along


def edge_ink(gray: Gray, box: Area, level: float, dpi: float, settings: EdgeInkSettings = EdgeInkSettings()) -> InkLine | None:
    """What lies on the edges of an empty cell and is no ruling: a figure through which a ruling was seen that is not there.

    Args:
        gray: the clean page.
        box: the cell, from the middle of its rulings.
        level: see ``ink_level``.
        dpi: of the page.
        settings: what counts as ink.
    """
    x0, y0, x1, y1 = box
    reach = _reach(dpi, settings)
    if not any(
        _bulges(strip[reach:-reach], settings.bulge * dpi, settings.bulge_length * dpi)
        for strip in _strips(gray, box, level, dpi, settings)
    ):
        return None
    crop = np.ascontiguousarray(gray[max(y0 - reach, 0) : y1 + reach, max(x0 - reach, 0) : x1 + reach])
    return InkLine(area=box, crop=crop, strokes=0.0, figure=False, unclear="something is printed on its edge")


def inside_rulings(gray: Gray, box: Area, level: float, dpi: float, settings: EdgeInkSettings = EdgeInkSettings()) -> Area | None:
    """The inside of a cell right up to its rulings, for figures that stand close to them; the arguments are those of ``edge_ink``.

    None unless all four rulings can be seen, are thin, and nothing shows behind them: ink that ends at a ruling ends there.
    """
    ends = [_ruling_end(strip, dpi, settings) for strip in _strips(gray, box, level, dpi, settings)]
    left, right, top, bottom = ends
    if left is None or right is None or top is None or bottom is None:
        return None
    x0, y0, x1, y1 = box
    return x0 + left, y0 + top, x1 - right + 1, y1 - bottom + 1


def _reach(dpi: float, settings: EdgeInkSettings) -> int:
    return max(2, round(settings.reach * dpi))


def _strips(gray: Gray, box: Area, level: float, dpi: float, settings: EdgeInkSettings) -> Iterator[Bools]:
    """The ink along the left, right, top and bottom edge, one row a pixel of its length, from the outside to the inside of the cell."""
    x0, y0, x1, y1 = box
    reach = _reach(dpi, settings)
    threshold = 255.0 - max(settings.dark * (255.0 - level), settings.least_contrast)
    yield gray[y0:y1, max(x0 - reach, 0) : x0 + reach + 1] < threshold
    yield gray[y0:y1, max(x1 - reach, 0) : x1 + reach + 1][:, ::-1] < threshold
    yield (gray[max(y0 - reach, 0) : y0 + reach + 1, x0:x1] < threshold).T
    yield (gray[max(y1 - reach, 0) : y1 + reach + 1, x0:x1] < threshold)[::-1].T


def _bulges(dark: Bools, wider: float, length: float) -> bool:
    """Whether the ink along an edge is over such a length so much wider than it is elsewhere along the same edge, in pixels."""
    if not dark.size:
        return False
    width = dark.sum(axis=1)
    over = width - np.percentile(width, 30) >= wider
    runs = np.flatnonzero(np.diff(np.concatenate([[0], over.astype(np.int8), [0]])))
    return bool(np.diff(runs)[::2].max(initial=0) >= length)


def _ruling_end(dark: Bools, dpi: float, settings: EdgeInkSettings) -> int | None:
    """How far from an edge to the inside its ruling is over, in pixels; None when there is no thin ruling with clean paper behind it."""
    reach = _reach(dpi, settings)
    if dark.shape[0] <= 2 * reach or dark.shape[1] != 2 * reach + 1:
        return None
    ruled = np.flatnonzero(dark.mean(axis=0) >= settings.ruled)
    inner = np.split(ruled, np.flatnonzero(np.diff(ruled) > 1) + 1)[-1]  # of a double ruling
    if not len(inner) or len(inner) > settings.thickest * dpi:
        return None
    over = max(2.0, settings.over * dpi)
    if _bulges(dark[reach:-reach, : max(0, int(inner[0]) - 1)], over, over):
        return None
    return int(inner[-1]) - reach + 1 + max(1, round(settings.clear * dpi))
