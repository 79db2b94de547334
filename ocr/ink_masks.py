"""Masks of the ink in a cell: what is writing, what is too pale to be counted as such, and what is dirt or left of rulings."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ink_shapes import strokes
from ocr.ink_types import InkSettings, Writing
from ocr.straight_masks import Gray

__all__ = [
    "DASH",
    "faint_ink",
    "grain_of",
    "has_spot",
    "like_figures",
    "may_be_figure",
    "may_be_remains",
    "paler_figures",
    "palest_ink",
    "stretched_ink",
    "with_pale_parts",
    "without_dirt",
    "without_dots",
    "without_far_dots",
]

DASH = 2.2  # times as long as high


def without_dirt(mask: Gray, dpi: float, settings: InkSettings) -> Gray:
    """The mask without specks and without what is left of rulings along its edges."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    speck = np.maximum(wide, high) < max(2.0, settings.speck * dpi)
    thin = settings.remains * dpi
    rims = [np.bincount(rim, minlength=len(stats)) for rim in (labels[0], labels[-1], labels[:, 0], labels[:, -1])]
    along_level, along_upright = np.maximum(rims[0], rims[1]), np.maximum(rims[2], rims[3])
    long = (along_level > 0) & (wide >= settings.long_remains * dpi) & (high <= settings.rise * wide)
    bent = long & (stats[:, cv2.CC_STAT_AREA] <= thin * wide)  # a ruling that leaves the edge of its cell
    flat = bent | ((along_level >= settings.along * wide) & (high <= thin) & (wide >= 2 * high))
    upright = (along_upright >= settings.along * high) & (wide <= thin) & (high >= 2 * wide)
    drop = speck | flat | upright
    drop[0] = True
    near = _near_writing(stats, ~drop, settings.speck * dpi)
    keep = ~drop | (speck & near & ~flat & ~upright) | (upright & _in_line(stats, ~drop, settings.figure * dpi, settings.astray))
    keep[0] = False
    return np.asarray(keep[labels], np.uint8)


def _in_line(stats: Any, sure: NDArray[np.bool_], figure: float, astray: float) -> NDArray[np.bool_]:
    """Pieces that begin and end in the rows where the writing does: what is left of a ruling does not, a 1 beside it does."""
    tall = stats[sure & (stats[:, cv2.CC_STAT_HEIGHT] >= figure)]
    if not len(tall):
        return np.zeros(len(stats), np.bool_)
    top, bottom = (stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT])
    tops, bottoms = tall[:, cv2.CC_STAT_TOP], tall[:, cv2.CC_STAT_TOP] + tall[:, cv2.CC_STAT_HEIGHT]
    near = astray * (bottoms - tops)
    both = (np.abs(top[:, None] - tops) <= near) & (np.abs(bottom[:, None] - bottoms) <= near)
    return np.asarray(both.any(axis=1), np.bool_)


def _near_writing(stats: Any, sure: NDArray[np.bool_], speck: float) -> NDArray[np.bool_]:
    """Small pieces that stand within a line of writing: points, and what broken print falls into."""
    result = np.zeros(len(stats), np.bool_)
    if not sure.any():
        return result
    boxes = stats[sure]
    x0, x1 = boxes[:, 0].min(), (boxes[:, 0] + boxes[:, 2]).max()
    y0, y1 = boxes[:, 1].min(), (boxes[:, 1] + boxes[:, 3]).max()
    middle_x, middle_y = stats[:, 0] + stats[:, 2] / 2, stats[:, 1] + stats[:, 3] / 2
    within = (middle_x >= x0) & (middle_x <= x1) & (middle_y >= y0) & (middle_y <= y1)
    return np.asarray(within & (stats[:, cv2.CC_STAT_AREA] >= max(2.0, (speck / 3) ** 2)), np.bool_)


def like_figures(mask: Gray, dpi: float, settings: InkSettings) -> Gray:
    """The pieces of ink that are as high as a figure, or low and long as a dash."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    kept = (high >= settings.figure * dpi) | ((high <= settings.dash * dpi) & (wide >= DASH * high) & (wide >= settings.dash * dpi))
    kept[0] = False
    return np.asarray(kept[labels], np.uint8)


def faint_ink(inside: Gray, paper: float, writing: Writing, dpi: float, settings: InkSettings) -> Gray:
    """Ink too pale to be counted as such, where there is nothing else but dirt: thin type beside bold. Blurring takes grain away."""
    soft = np.asarray(cv2.blur(inside, (3, 3)), np.uint8)
    depth = paper - writing.level
    grain = min(max(grain_of(soft, paper, settings), writing.soft_grain), settings.most_grain * depth)
    return without_dirt(np.asarray(soft < paper - palest_ink(depth, grain, writing, settings), np.uint8), dpi, settings)


def paler_figures(mask: Gray, inside: Gray, paper: float, writing: Writing, dpi: float, settings: InkSettings) -> Gray:
    """What is as high as a figure, too pale to be counted as ink, and stands on the line of darker figures: one may fade into the next."""
    nothing = np.zeros_like(mask)
    figures = like_figures(mask, dpi, settings)
    rows = np.flatnonzero(figures.any(axis=1))
    if not len(rows) or strokes(mask) > settings.busy:
        return nothing
    faint = faint_ink(inside, paper, writing, dpi, settings)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(faint, connectivity=8)
    top, high = stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_HEIGHT]
    middle = top + high / 2
    dark = np.bincount(labels[inside < paper - writing.ghost(paper, settings)], minlength=len(stats)) > 0
    kept = dark & (high >= settings.figure * dpi) & (middle >= rows[0]) & (middle <= rows[-1])
    kept[np.unique(labels[mask > 0])] = False
    kept[0] = False
    return np.asarray(kept[labels], np.uint8)


def may_be_remains(faint: Gray, dpi: float, settings: InkSettings, *, lowest: float = 0.0) -> bool:
    """Whether bits of ink may be all that is left of a figure: close together, over most of its height, and no less ink than a 1 has.

    With ``lowest``, in pixels, they are as high as that, and parts of one digit may stand farther above each other.
    """
    near = max(3, round(settings.bits_apart * dpi)) | 1
    down = max(near, round(lowest)) | 1
    whole = cv2.morphologyEx(faint, cv2.MORPH_CLOSE, np.ones((down, near), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
    ink = np.bincount(labels[faint > 0], minlength=len(stats))
    large = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= settings.left * settings.figure * dpi
    return bool(np.any((large & (stats[:, cv2.CC_STAT_HEIGHT] >= lowest) & (ink >= settings.stroke))[1:]))


def without_dots(faint: Gray, inside: Gray, paper: float, level: float, dpi: float, settings: InkSettings) -> Gray:
    """The ink without small round dots as dark as print that have none but their like around them: dirt, for where a figure is worn away
    there is paler ink too."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(faint, connectivity=8)
    dots = _dots(labels, stats, inside, paper - settings.as_dark * (paper - level), dpi, settings)
    others = ~dots
    others[0] = False
    reach = 2 * max(1, round(settings.figure * dpi)) + 1
    near = cv2.dilate(np.asarray(others[labels], np.uint8), np.ones((reach, reach), np.uint8))
    touched = np.bincount(labels[near > 0], minlength=len(dots)) > 0
    return np.asarray((others | (dots & touched))[labels], np.uint8)


def without_far_dots(mask: Gray, inside: Gray, paper: float, level: float, dpi: float, settings: InkSettings) -> Gray:
    """The writing of figures without such dots above, below and well beside them, where no point can stand."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    dots = _dots(labels, stats, inside, paper - settings.as_dark * (paper - level), dpi, settings)
    tall = stats[:, cv2.CC_STAT_HEIGHT] >= settings.figure * dpi
    dots[0] = tall[0] = False
    tall &= ~dots
    if not tall.any() or not dots.any() or strokes(mask) > settings.busy:
        return mask
    left, top, wide, high = (stats[:, at] for at in (cv2.CC_STAT_LEFT, cv2.CC_STAT_TOP, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    first, last = int(top[tall].min()), int((top + high)[tall].max())
    away = (top + high < first) | (top > last)
    apart = settings.far_digit * int(high[tall].max())
    away |= ((left + wide)[:, None] < left[tall] - apart).all(axis=1) | (left[:, None] > (left + wide)[tall] + apart).all(axis=1)
    return np.where((dots & away)[labels], np.uint8(0), mask)


def has_spot(inside: Gray, paper: float, writing: Writing, dpi: float, settings: InkSettings) -> bool:
    """Whether the darkest of a figure is a small round dot, far darker than figures of its table are, and than the rest of this one is."""
    depth = paper - writing.level
    dark = np.asarray(inside < paper - settings.spot * depth, np.uint8)
    labels, stats = cv2.connectedComponentsWithStats(dark, connectivity=8)[1:3]
    areas = stats[1:, cv2.CC_STAT_AREA]
    if not len(areas) or areas.max() < settings.spot_least:
        return False
    largest = 1 + int(areas.argmax())
    sides = stats[largest, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    round_ = sides.max() <= settings.dot * dpi and sides.max() <= settings.round * sides.min() + 1
    spot = np.asarray(labels == largest, np.uint8)
    rest = np.sort(inside[cv2.dilate(spot, np.ones((3, 3), np.uint8)) == 0])[: settings.spot_least // 2]
    alone = not len(rest) or paper - float(rest[-1]) < settings.spot_rest * (paper - float(np.median(inside[spot > 0])))
    return bool(round_ and areas.max() >= sides.prod() / 2 and alone)


def _dots(labels: Any, stats: Any, inside: Gray, dark: float, dpi: float, settings: InkSettings) -> NDArray[np.bool_]:
    """Which pieces are small, round, filled and at their darkest as dark as that."""
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    darkest = np.full(len(stats), 255, np.uint8)
    np.minimum.at(darkest, np.asarray(labels, np.intp), inside)
    small = (sides.max(axis=1) <= settings.dot * dpi) & (sides.max(axis=1) <= settings.round * sides.min(axis=1))
    full = stats[:, cv2.CC_STAT_AREA] >= settings.full * sides[:, 0] * sides[:, 1]
    return np.asarray(small & full & (darkest <= dark), np.bool_)


def may_be_figure(mask: Gray, dpi: float, settings: InkSettings) -> bool:
    """Whether a piece of ink along the left or right edge is as high as a figure, and not as long as the edge: of a ruling, or of a 0?"""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    left, wide, high = (stats[1:, at] for at in (cv2.CC_STAT_LEFT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    beside = (left == 0) | (left + wide == mask.shape[1])
    broad = wide >= max(2.0, settings.hairline * dpi)
    return bool(np.any(beside & broad & (high >= settings.figure * dpi) & (high <= settings.whole * mask.shape[0])))


def with_pale_parts(mask: Gray, pale: Gray) -> Gray:
    """The writing with the paler ink that joins it: a stroke may fade within a digit, and half a 4 is a 1."""
    _, labels = cv2.connectedComponents(pale, connectivity=8)
    joined = np.zeros(int(labels.max(initial=0)) + 1, np.uint8)
    joined[labels[mask > 0]] = 1
    joined[0] = 0
    return np.asarray(joined[labels] | mask, np.uint8)


def palest_ink(depth: float, grain: float, writing: Writing, settings: InkSettings) -> float:
    """By how much the palest ink is darker than paper, where ink usually is by ``depth``: more than its grain."""
    return max(settings.pale * depth, writing.least(settings.least_pale, settings), grain)


def grain_of(inside: Gray, paper: float, settings: InkSettings) -> float:
    """By how much the grain of a cell's paper may be darker than the paper; tinted cells have most."""
    return settings.grain * float(np.median(np.abs(inside[::2, ::2].astype(np.int16) - round(paper))))


def stretched_ink(inside: Gray, paper: float, level: float) -> Gray:
    """The part of a page with its ink made black and its paper white."""
    table = np.clip((np.arange(256) - level) * 255 / max(paper - level, 1.0), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(np.ascontiguousarray(inside), table), np.uint8)
