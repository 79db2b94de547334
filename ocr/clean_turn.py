"""Which way a page lies: along which axis its lines run, and at which end its top is."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.straight_masks import Gray, pixels_of

__all__ = ["TurnSettings", "WayUp", "left_lean", "lines_run_across", "punctuation_vote", "turned", "uprightness", "way_up_crops"]

WayUp: TypeAlias = Callable[[Sequence[Gray]], bool]
"""Told crops of text lines, says whether they stand upright; False is upside down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSettings:
    """Sizes in inches."""

    reaches: tuple[float, ...] = (0.02, 0.045, 0.08)  # the gaps within lines and between them depend on the size of the type
    fewer: float = 2.0  # weight of how many pieces are left beside that of how long they are; both were measured on 534 pages
    smallest: float = 0.012
    largest: float = 0.35  # of a character
    mark: float = 0.45  # of the line's height: a comma or full stop is smaller both ways
    marks: int = 5  # fewer say nothing
    left: float = 3.0  # weight of the writing's lean to the left beside the vote of its marks; both were measured on 155 pages
    clear: float = 1.0  # what both together must come to, or a reader is asked


def lines_run_across(ink: Gray, dpi: float, settings: TurnSettings = TurnSettings()) -> bool:
    """Whether characters join their neighbours sooner, and to longer lines, across the page than along it; rulings already gone from the
    ink. In the narrow columns of a table labels are broken so often that as many characters stand below each other."""
    alone = _pieces(ink)
    clearly = 0.0
    for inches in settings.reaches:
        reach = pixels_of(inches, dpi) + 1
        across = _joined(alone[:, cv2.CC_STAT_WIDTH], _pieces(cv2.dilate(ink, np.ones((1, reach), np.uint8)))[:, cv2.CC_STAT_WIDTH], reach)
        along = _joined(alone[:, cv2.CC_STAT_HEIGHT], _pieces(cv2.dilate(ink, np.ones((reach, 1), np.uint8)))[:, cv2.CC_STAT_HEIGHT], reach)
        clearly += math.log(across[1] / along[1]) + settings.fewer * math.log(along[0] / across[0])
    return clearly >= 0


def _pieces(ink: NDArray[Any]) -> NDArray[np.float64]:
    """The statistics of each piece of ink."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(ink, np.uint8), connectivity=8)
    return np.asarray(stats[1:], np.float64)


def _joined(before: NDArray[np.float64], after: NDArray[np.float64], reach: int) -> tuple[float, float]:
    """How many pieces there are once they are drawn out by ``reach``, and how much longer they have become by joining, squared."""
    grown = float((after**2).sum() - ((before + reach) ** 2).sum())
    return max(1.0, len(after)), max(0.0, grown) + (_HARDLY_JOINED * reach) ** 2


_HARDLY_JOINED = 5  # times the reach: what lone figures become by chance


def turned(image: Gray, degrees: int) -> Gray:
    """The image turned clockwise by 0, 90, 180 or 270 degrees."""
    codes = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    return image if degrees == 0 else np.asarray(cv2.rotate(image, codes[degrees]), np.uint8)


def punctuation_vote(ink: Gray, dpi: float, settings: TurnSettings = TurnSettings()) -> float:
    """Between 1 (upright) and -1 (upside down): whether the small marks of text lines, commas and stops, lie low or high in them."""
    low = high = 0
    for x, y, width, height in _text_boxes(ink, dpi, settings):
        for center, size in _marks(ink[y : y + height, x : x + width], settings):
            if size <= settings.mark * height:
                low += center > 0.66 * height
                high += center < 0.34 * height
    total = low + high
    return 0.0 if total < settings.marks else (low - high) / total


def left_lean(ink: Gray) -> float:
    """Between 1 and -1: how far writing keeps to the left of the width it takes, as lines and stubs do on an upright page."""
    profile = np.count_nonzero(ink, axis=0)
    filled = np.flatnonzero(profile)
    if len(filled) < 2:
        return 0.0
    middle = float(np.average(np.arange(len(profile)), weights=profile))
    return 1 - 2 * (middle - float(filled[0])) / float(filled[-1] - filled[0])


def uprightness(ink: Gray, dpi: float, settings: TurnSettings = TurnSettings()) -> float:
    """Above 0 for an upright page, below for one upside down; the further from 0 the clearer."""
    return punctuation_vote(ink, dpi, settings) + settings.left * left_lean(ink)


def _marks(line: Gray, settings: TurnSettings) -> list[tuple[float, float]]:
    """Pieces of a line with nothing above or below them: middle (from the line's top) and larger side, in pixels."""
    filled = np.concatenate([[False], line.any(axis=0), [False]])
    edges = np.flatnonzero(filled[1:] != filled[:-1])
    found = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        rows = np.flatnonzero(line[:, start:end].any(axis=1))
        top, bottom = int(rows[0]), int(rows[-1]) + 1
        found.append(((top + bottom) / 2, float(max(bottom - top, end - start))))
    return found


def _text_boxes(ink: Gray, dpi: float, settings: TurnSettings) -> list[tuple[int, int, int, int]]:
    """Lines of text as boxes (x, y, width, height) in pixels, the longest first."""
    bar = np.ones((1, pixels_of(0.1, dpi)), np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, bar), np.uint8))
    boxes = [tuple(int(value) for value in row[:4]) for row in stats[1:]]
    fit = [b for b in boxes if 0.05 * dpi <= b[3] <= settings.largest * dpi and b[2] >= 3 * b[3]]
    return sorted(((x, y, w, h) for x, y, w, h in fit), key=lambda box: -box[2])


def way_up_crops(gray: Gray, ink: Gray, dpi: float, count: int = 8, settings: TurnSettings = TurnSettings()) -> tuple[Gray, ...]:
    """Beginnings of text lines for a reader that is asked which way up they are: those with most ink, for rows of figures tell nothing."""
    pad = pixels_of(0.03, dpi)
    starts = [(x, y, min(w, _ENOUGH * h), h) for x, y, w, h in _text_boxes(ink, dpi, settings)]
    boxes = sorted(starts, key=lambda box: -np.count_nonzero(ink[box[1] : box[1] + box[3], box[0] : box[0] + box[2]]))[:count]
    return tuple(gray[max(0, y - pad) : y + h + pad, max(0, x - pad) : x + w + pad] for x, y, w, h in boxes)


_ENOUGH = 8  # characters of a line that tell which way up it is
