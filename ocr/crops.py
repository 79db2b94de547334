"""Crops made ready for reading: specks away, trimmed to their ink, lone strokes in the room that their type takes up."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ink_shapes import strokes
from ocr.levels import grey_level
from ocr.straight_masks import Gray

__all__ = ["CUT_CONFIDENCE", "FIGURE_CHARACTERS", "CropSettings", "Framed", "framed", "lone_stroke", "scaled", "without_specks"]

FIGURE_CHARACTERS = "0123456789.,-+/"
CUT_CONFIDENCE = 0.5  # what the confidence of a figure that touches the edge of its crop is multiplied by
WHITE = 255

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class CropSettings:
    """Shares of the height of the print, if not said otherwise."""

    least_contrast: int = 24  # grey levels between paper and ink: below, there is nothing but grain
    ink: float = 0.4  # of the way from paper to the darkest print
    fading: float = 0.2  # likewise, of what the end of a digit fades into
    faded: float = 0.12  # and how far beyond its dark middle that reaches at least; soft edges reach less
    paper: float = 65.0  # percentile of the grey levels: in a tight crop less than half may be paper
    grain: float = 5.0  # times the middle deviation from the paper
    most_grain: float = 0.6  # of the darkest print: in a tight crop that deviation is the print's own
    dots: int = 12  # pixels: fewer are no print
    ruling: float = 0.85  # share of a side of the crop that a ruling along it fills
    thin: float = 0.25  # and the most that it fills of the other side
    shorter: float = 0.75  # of its length: print beside it
    hair: float = 0.1  # of its length: no stroke of a digit is so thin
    speck: float = 0.42  # the largest side of what may be a speck; a point is smaller, a digit larger
    near: float = 0.2  # broken print lies no farther above or below the rest of its character
    near_aside: float = 0.08  # and no farther beside it: points stand off more
    beside_point: float = 0.7  # a point has a digit before it, no farther than this
    behind_point: float = 2.2  # and one behind it: some set a blank there
    low: float = 0.55  # a point lies below this
    long_minus: float = 1.4  # a minus is longer than so many times its height
    minus: tuple[float, float] = (0.3, 0.8)  # and stands before the digits, between these
    deep: float = 0.35  # and a comma hangs no lower than this below the line
    solid: float = 0.55  # share of its box that the ink of a dash fills; no digit fills so much
    single: float = 1.1  # strokes met going down a dash, on average; digits that have run together have more
    level_degrees: float = 8.0
    slash_degrees: tuple[float, float] = (52.0, 78.0)  # a 1 stands at 88 to 99, its flag included
    dash_length: float = 2.0  # in thicknesses
    sure_dash_length: float = 6.0
    most_dash_length: float = 32.0  # a ruling is longer
    slash_length: float = 2.6
    beside_stroke: float = 0.5  # of the length of a stroke: specks beside it are smaller, digits are not
    dash_room: float = 1.6  # height of the type around a dash, in lengths of the dash


@dataclass(frozen=True, slots=True, eq=False)
class Framed:
    """A crop made ready; ``-`` or ``/`` when it shows one straight stroke that lies or leans as they do; the angle at which its ink
    stands, 90 when upright, less when it leans to the right; ``cut`` when it touches the left or right edge of the crop, so that some of
    it may be missing, or may be no print."""

    image: Gray
    stroke: str = ""
    degrees: float = 90.0
    cut: bool = False


def framed(crop: Gray, *, figures: bool, settings: CropSettings = CropSettings()) -> Framed | None:
    """The crop stretched to black on white and trimmed to its ink; None when there is none. Figures lose specks beside them.

    A lone dash is as low as its stroke; it is given the height of the type around it, so that it is not blown up to a block.
    """
    ink = _ink(crop, settings)
    if ink is None:
        return None
    picture, stroke = _stretched(crop, ink), ""
    if figures:
        stroke, kept = lone_stroke(ink, settings)
        kept = kept if stroke else without_specks(ink, settings)
        picture[_grown(ink & ~kept, 5) & ~_grown(kept, 3)] = WHITE
        ink = kept
    top, bottom, left, right = _bounds(ink)
    if figures and not stroke:
        top, bottom, left, right = _with_fading_ends(crop, ink, settings)
    soft = 1  # the soft edge of the print lies outside its dark middle
    trimmed = picture[max(0, top - soft) : bottom + soft, max(0, left - soft) : right + soft]
    room = max(0, round(settings.dash_room * (right - left)) - (bottom - top)) // 2 if stroke == "-" else 0
    return Framed(
        np.pad(trimmed, ((room, room), (0, 0)), constant_values=WHITE),
        stroke,
        _axis(*np.nonzero(ink))[0],
        left == 0 or right == ink.shape[1],
    )


def _bounds(ink: Bools) -> tuple[int, int, int, int]:
    """The first row, the last and one, the first column, the last and one."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def _with_fading_ends(crop: Gray, ink: Bools, settings: CropSettings) -> tuple[int, int, int, int]:
    """The bounds of a figure with what its outer digits fade into: what is left of a 4 without its corner is a 1, to every reader."""
    darkness, darkest, _ = _darkness(crop, settings)
    pale = darkness >= max(settings.fading * darkest, settings.least_contrast / 2)
    _, labels = cv2.connectedComponents(np.asarray(pale | ink, np.uint8), connectivity=8)
    dark, whole = _bounds(ink), _bounds(np.isin(labels, np.unique(labels[ink])))
    far = settings.faded * (dark[1] - dark[0])
    top, bottom, left, right = (wide if abs(wide - narrow) > far else narrow for narrow, wide in zip(dark, whole, strict=True))
    return top, bottom, left, right


def _ink(crop: Gray, settings: CropSettings) -> Bools | None:
    """Where there is print: darker than part of the way from the paper to the darkest, and than the grain of the paper."""
    if crop.size <= settings.dots:
        return None
    darkness, darkest, grain = _darkness(crop, settings)
    ink = darkness >= max(settings.ink * darkest, grain, settings.least_contrast)
    ink = _without_rulings(np.asarray(ink), settings)
    return ink if ink.any() else None


def _darkness(crop: Gray, settings: CropSettings) -> tuple[NDArray[np.float32], float, float]:
    """How much darker than paper each pixel is, the darkest print, and what grain reaches."""
    darkness = grey_level(crop, settings.paper) - crop.astype(np.float32)
    darkest = float(np.partition(darkness, -settings.dots, axis=None)[-settings.dots])
    return darkness, darkest, min(settings.grain * float(np.median(np.abs(darkness))), settings.most_grain * darkest)


def _without_rulings(ink: Bools, settings: CropSettings) -> Bools:
    """The ink without thin lines along the edges of the crop: what the cell's own rulings left behind.

    They are much longer than the print beside them is high or wide, so that a 1 that touches the edge is none.
    """
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    height, width = ink.shape
    left, top, wide, high = (boxes[1:, column] for column in range(4))
    level = ((top == 0) | (top + high == height)) & (wide > settings.ruling * width) & (high < settings.thin * height)
    upright = ((left == 0) | (left + wide == width)) & (high > settings.ruling * height) & (wide < settings.thin * width)
    print_wide = int(wide[~level].max(initial=0)) if (~level).any() else width
    print_high = int(high[~upright].max(initial=0)) if (~upright).any() else height
    level &= print_wide < settings.shorter * wide
    upright &= (print_high < settings.shorter * high) | (wide < settings.hair * high)
    return np.asarray(ink & ~np.concatenate(([False], level | upright))[labels]) if (level | upright).any() else ink


def lone_stroke(ink: Bools, settings: CropSettings = CropSettings()) -> tuple[str, Bools]:
    """``-`` or ``/``, and its ink, when the ink is one straight stroke that lies or leans as they do with no more than specks around it.

    Recognisers take a lone ``/`` for a 1 and a lone dash for nothing; an upright 1 leans less than 10 degrees, its flag included.
    """
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    sizes = boxes[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    longest = int(sizes.argmax())
    stroke = labels == longest + 1
    down, along = np.nonzero(stroke)
    if np.count_nonzero(sizes > settings.beside_stroke * sizes[longest]) > 1 or len(down) < settings.dots:
        return "", ink
    degrees, long = _axis(down, along)
    least, most = settings.slash_degrees
    if least < degrees < most and long > settings.slash_length:
        return "/", np.asarray(stroke)
    filled = len(down) / float((np.ptp(down) + 1) * (np.ptp(along) + 1))
    level = min(degrees, 180 - degrees) < settings.level_degrees
    dash = (
        level
        and strokes(np.asarray(stroke, np.uint8)) <= settings.single
        and long < settings.most_dash_length
        and (long > settings.sure_dash_length or (long > settings.dash_length and filled > settings.solid))
    )
    return ("-", np.asarray(stroke)) if dash else ("", ink)


def _axis(down: NDArray[np.intp], along: NDArray[np.intp]) -> tuple[float, float]:
    """The angle of the longest axis of some pixels, 0 to 180 degrees anticlockwise, and how many times as long as the other it is."""
    if len(down) < 2:
        return 90.0, 1.0
    spread, axes = np.linalg.eigh(np.cov(np.stack([along, down]).astype(np.float64)) + np.eye(2) / 12)
    x, y = axes[:, 1]
    return float(np.degrees(np.arctan2(-y, x))) % 180, float(np.sqrt(spread[1] / spread[0]))


def _stretched(crop: Gray, ink: Bools) -> Gray:
    """Its darkest ink black, its paper white."""
    black, white = grey_level(crop[ink], 10), grey_level(crop[~ink], 25) if not ink.all() else float(WHITE)
    return np.asarray(np.clip((crop - black) * (WHITE / max(1.0, white - black)), 0, WHITE), np.uint8)


def without_specks(ink: Bools, settings: CropSettings = CropSettings()) -> Bools:
    """The ink of one figure without what lies beside it: specks that are no point, no comma and no broken part of a digit."""
    tallest = int(cv2.connectedComponentsWithStats(ink.astype(np.uint8))[2][1:, cv2.CC_STAT_HEIGHT].max(initial=0))
    whole = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((max(3, round(settings.near * tallest)), 3), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
    left, top, wide, high = (boxes[1:, column].astype(np.float64) for column in range(4))
    tallest = int(high.max(initial=0))
    small = np.maximum(wide, high) < settings.speck * tallest
    if count < 3 or not small.any():
        return ink
    right, bottom = left + wide, top + high
    head, foot = float(top[~small].min()), float(bottom[~small].max())
    keep = ~small
    for at in np.flatnonzero(small):
        aside = np.maximum(left[~small] - right[at], left[at] - right[~small])  # below 0 where it lies above or below
        apart = np.maximum(np.maximum(top[~small] - bottom[at], top[at] - bottom[~small]), 0)
        beside = aside < settings.beside_point * tallest
        middle = (top[at] + bottom[at]) / 2
        low = head + settings.low * (foot - head) < middle and bottom[at] < foot + settings.deep * tallest
        follows = (left[~small] >= left[at]) & (aside < settings.behind_point * tallest)
        point = low and bool(np.any(beside & (left[~small] < left[at]))) and bool(np.any(follows))
        minus = wide[at] > settings.long_minus * high[at] and bool(np.any(beside)) and bool(np.all(left[at] < left[~small]))
        minus = minus and head + settings.minus[0] * (foot - head) < middle < head + settings.minus[1] * (foot - head)
        touching = (aside < settings.near_aside * tallest) & (apart < settings.near * tallest)
        keep[at] = point or minus or bool(touching.any() and top[at] >= head - 1)
    return np.asarray(np.concatenate(([False], keep))[labels] & ink)


def _grown(mask: Bools, size: int) -> Bools:
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((size, size), np.uint8)) > 0)


def scaled(crop: Gray, height: int, squeeze: float = 1.0) -> Gray:
    """The crop at a height in pixels, its width ``squeeze`` times what keeps its shape."""
    width = max(1, round(crop.shape[1] * height / crop.shape[0] * squeeze))
    smaller = height < crop.shape[0]
    return np.asarray(cv2.resize(crop, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC), np.uint8)
