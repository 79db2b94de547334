"""The shape of a line's ink: strokes, lean, and the pieces that it comes in."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.straight_masks import Gray

__all__ = ["digit_height", "digits", "is_broken", "is_open_ring", "lean", "pitch", "rings", "strokes", "tall_pieces", "widest_gap"]

_TALL = 0.5  # of a line's height: no point or speck reaches it
_DIGIT = (0.4, 0.85)  # width to height: a broken piece is narrower than the first, two that touch are broader than the second
_BITS, _BITS_HIGH = 0.1, 0.25  # of a digit's ink and height
_LOW = 0.6  # of the height, from above: what begins lower is a point or a comma
_RING_HIGH, _RING_WIDE = 0.12, 0.06  # of the height: what a ring leaves open at least
_DARK = 128  # of a crop: ink is darker
_ROUND = 0.55  # of the height, from which one ring makes a 0
_SIDES, _SIDE = (0.3, 0.7), 0.4  # rows, and columns from either end, in which the two sides of a 0 run
_WHOLE_SIDE = 0.7  # share of those rows
_CORE_HIGH, _CORE_WIDE, _MOST_CORE = (0.2, 0.8), (0.36, 0.64), 0.08  # rows and columns that a 0 leaves white, and the ink there at most
_ENDS, _BENT = 0.15, 0.8  # rows at both ends, and how much nearer the middle their ink lies: 11 has 0.86 and more
_RING_SHAPE = (0.4, 0.95)  # width to height of a 0
_LOWEST_RING = 10  # pixels
_LOW_RING, _HIGH_RING = 0.58, 0.42  # of the height, from above: the middle of the ring of a 6, and of a 9


def strokes(mask: Gray) -> float:
    """How many strokes one meets going down an inked column, on average."""
    starts = mask[0].astype(np.int64) + (np.diff(mask.astype(np.int8), axis=0) == 1).sum(axis=0)
    inked = starts[starts > 0]
    return float(inked.mean()) if len(inked) else 0.0


def lean(mask: Gray) -> float:
    """How far the ink moves left for each row down: 0 for an upright stroke, 1 for one at 45 degrees."""
    rows, columns = np.nonzero(mask)
    rows = rows - rows.mean()
    spread = float((rows**2).sum())
    return -float((rows * columns).sum()) / spread if spread > 0 else 0.0


def tall_pieces(mask: Gray) -> NDArray[np.int64]:
    """First and last column of each piece of ink that is as high as a digit, left to right; specks and points are not."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    tall = stats[1:][stats[1:, cv2.CC_STAT_HEIGHT] >= _TALL * mask.shape[0]]
    tall = tall[np.argsort(tall[:, cv2.CC_STAT_LEFT])]
    left = tall[:, cv2.CC_STAT_LEFT]
    return np.stack([left, left + tall[:, cv2.CC_STAT_WIDTH]], axis=1).astype(np.int64)


def widest_gap(tall: NDArray[np.int64]) -> int:
    """Columns between two neighbouring pieces."""
    return int((tall[1:, 0] - np.maximum.accumulate(tall[:, 1])[:-1]).max(initial=0))


def pitch(tall: NDArray[np.int64]) -> float:
    """Columns from the middle of a piece to that of the next one, as most of them stand; 0 where there is but one."""
    return float(np.median(np.diff(tall.sum(axis=1) / 2))) if len(tall) > 1 else 0.0


def digit_height(mask: Gray, tall: NDArray[np.int64]) -> int:
    """Rows from the top to the foot of the pieces as high as digits; commas reach deeper. All rows where there are none."""
    inked = np.zeros(mask.shape[0], np.bool_)
    for start, end in tall:
        inked |= mask[:, start:end].any(axis=1)
    rows = np.flatnonzero(inked)
    return int(rows[-1] - rows[0]) + 1 if len(rows) else mask.shape[0]


def digits(tall: NDArray[np.int64], height: int) -> tuple[int, int]:
    """Fewest and most digits: a piece as broad as a digit is one at least; pieces no broader than one are no more than one each."""
    broad = (tall[:, 1] - tall[:, 0]) / max(height, 1)
    return int((broad >= _DIGIT[0]).sum()), len(tall) if len(tall) and broad.max() <= _DIGIT[1] else 99


def is_broken(mask: Gray, tall: NDArray[np.int64]) -> bool:
    """Whether there are bits beside the digits that may be another one: more ink than a point, a comma or a minus has."""
    beside = np.ones(mask.shape[1], np.bool_)
    for start, end in tall:
        beside[max(start - 1, 0) : end + 1] = False
    if not len(tall) or not beside.any():
        return False
    digit = float(mask[:, ~beside].sum()) / max(len(tall), 1)
    bits = mask[:, beside]
    rows = np.flatnonzero(bits.any(axis=1))
    high = len(rows) > 0 and rows[-1] - rows[0] + 1 >= _BITS_HIGH * mask.shape[0] and rows[0] < _LOW * mask.shape[0]
    return bool(high and float(bits.sum()) >= _BITS * digit)


def rings(mask: Gray, tall: NDArray[np.int64]) -> tuple[str, ...]:
    """For each piece that is as high as a digit the digit that its rings make it: 0, 6, 8 or 9, 4 for one ring in the middle, and nothing
    where it has none."""
    around = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    count, labels, stats, middles = cv2.connectedComponentsWithStats(1 - around, connectivity=4)
    outside = int(labels[0, 0])
    least = _RING_HIGH * mask.shape[0], _RING_WIDE * mask.shape[0]
    holes = [
        (middles[label][0] - 1, middles[label][1] / around.shape[0], stats[label, cv2.CC_STAT_HEIGHT] / mask.shape[0])
        for label in range(1, count)
        if label != outside and stats[label, cv2.CC_STAT_HEIGHT] >= least[0] and stats[label, cv2.CC_STAT_WIDTH] >= least[1]
    ]
    return tuple(_ringed([(middle, high) for x, middle, high in holes if start <= x < end]) for start, end in tall)


def _ringed(holes: list[tuple[float, float]]) -> str:
    """The digit that rings make, each with its middle and height as shares of the digit's height."""
    if len(holes) != 1:
        return "8" if holes else ""
    middle, high = holes[0]
    if high >= _ROUND:
        return "0"
    return "6" if middle >= _LOW_RING else "9" if middle <= _HIGH_RING else "4"


def is_open_ring(crop: Gray) -> bool:
    """Whether a line's crop, dark on white, shows the two sides of a 0 and nothing between them, be it closed above and below or not.

    They bend towards each other at both ends, which those of an 11 do not.

    Of a thin 0 a fax keeps the sides, and readers see two strokes in it; whatever else has two sides has ink between them.
    """
    ink = crop < _DARK
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return False
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = ink.shape
    if height < _LOWEST_RING or not _RING_SHAPE[0] <= width / height <= _RING_SHAPE[1]:
        return False
    beside, side = ink[_part(_SIDES, height)], max(1, round(_SIDE * width))
    core = ink[_part(_CORE_HIGH, height), _part(_CORE_WIDE, width)]
    ends = max(2, round(_ENDS * height))
    bent = _from_middle(np.vstack([ink[:ends], ink[-ends:]])) <= _BENT * _from_middle(beside)
    sides = min(float(beside[:, :side].any(axis=1).mean()), float(beside[:, -side:].any(axis=1).mean()))
    return bent and sides >= _WHOLE_SIDE and float(core.mean()) <= _MOST_CORE


def _from_middle(ink: NDArray[np.bool_]) -> float:
    """How far to either side the ink lies on average, in columns."""
    columns = np.nonzero(ink)[1]
    return float(np.abs(columns - (ink.shape[1] - 1) / 2).mean()) if len(columns) else np.inf


def _part(shares: tuple[float, float], length: int) -> slice:
    start, end = (round(share * length) for share in shares)
    return slice(start, max(end, start + 1))
