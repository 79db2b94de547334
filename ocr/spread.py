"""A sheet with two pages side by side is taken apart: the right page is set below the left one, as it is read."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from ingest.geometry import Sheets, Transform
from ocr.clean import CleanPage
from ocr.straight_masks import Gray

__all__ = ["single_sheet"]

_WIDE = 1.15  # width to height of a spread
_MIDDLE = 0.08  # share of the width, to both sides of the middle, in which its gutter lies
_GUTTER = 0.12  # inches without ink from top to bottom
_INK = 0.004  # share of a column that specks may take
_CROSSED = 0.6  # share of the gutter's width that ink in one row may take
_RULING = 20  # grey levels by which a row of the gutter may be darker than those around it: a pale hairline is more, grain is less
_AROUND = 0.1  # inches of rows that it is held against
_FILLED = 0.002  # share of ink below which a page is empty


def single_sheet(clean: CleanPage) -> CleanPage:
    """The same page, or both pages of a spread one below the other."""
    height, width = clean.gray.shape
    middle = _gutter(clean) if width >= _WIDE * height else None
    if middle is None:
        return clean
    right = width - middle
    wider = max(middle, right)
    scale = clean.dpi / 72
    split = Transform((Sheets(height / scale, middle / scale),))
    return replace(
        clean,
        gray=_stacked(clean.gray, middle, wider),
        red_free=_stacked(clean.red_free, middle, wider),
        covered=None if clean.covered is None else _stacked(clean.covered.astype(np.uint8), middle, wider, 0) > 0,
        stamped=None if clean.stamped is None else _stacked(clean.stamped, middle, wider),
        to_source=split.then(clean.to_source),
        steps=(*clean.steps, f"spread: two pages, parted at {middle / scale:.0f} points"),
    )


def _gutter(clean: CleanPage) -> int | None:
    """The column, in pixels, at which two pages meet; None when it is one page."""
    height, width = clean.gray.shape
    dark = clean.gray < 150
    columns = dark[height // 20 : -height // 20 or None].mean(axis=0)
    first, last = round(width * (0.5 - _MIDDLE)), round(width * (0.5 + _MIDDLE))
    empty = columns[first:last] <= _INK
    edges = np.flatnonzero(np.diff(np.concatenate([[0], empty.astype(np.int8), [0]])))
    runs = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    start, end = max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
    if end - start < _GUTTER * clean.dpi:
        return None
    gutter = slice(first + start, first + end)
    if dark[:, gutter].mean(axis=1).max(initial=0.0) > _CROSSED or _ruled_through(clean.gray[:, gutter], clean.dpi):
        return None  # a ruling or a line of text runs through: one wide page
    middle = int(first + (start + end) // 2)
    if min(dark[:, :middle].mean(), dark[:, middle:].mean()) < _FILLED:
        return None
    return middle


def _ruled_through(gutter: Gray, dpi: float) -> bool:
    """Whether some row is darker than those above and below it along most of the gutter, if not by much."""
    rows = np.quantile(gutter, _CROSSED, axis=1).astype(np.uint8)[:, None]
    around = max(3, round(_AROUND * dpi)) | 1
    paper = cv2.medianBlur(np.ascontiguousarray(np.repeat(rows, 3, axis=1)), min(around, 255))[:, 1]
    edge = len(rows) // 20  # the scan's own edges
    step = paper.astype(np.int16) - rows[:, 0]
    return bool(step[edge : -edge or None].max(initial=0) > _RULING)


def _stacked(picture: Gray, middle: int, width: int, beside: int = 255) -> Gray:
    left, right = picture[:, :middle], picture[:, middle:]
    parts = [np.pad(part, ((0, 0), (0, width - part.shape[1])), constant_values=beside) for part in (left, right)]
    stacked = np.asarray(np.vstack(parts), np.uint8)
    stacked.flags.writeable = False
    return stacked
