"""The ink on the edges of a cell: its rulings, and what is printed over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ink_types import Area, InkLine
from ocr.levels import grey_level
from ocr.straight_masks import Gray

__all__ = ["EdgeInkSettings", "Inside", "edge_ink", "goes_on_behind", "inside_rulings"]

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
    palest: float = 20.0  # grey levels by which a ruling stands out
    side: float = 0.3  # of that: its sides
    even: float = 0.03  # along a ruling, over which its grain is made even
    thickest: float = 0.038  # of such a ruling, a border of 2.5 points; a digit may hide behind a thicker one
    thickest_border: float = 0.05  # from an edge to where its border ends on either side
    clear: float = 0.007  # between a ruling and the inside of its cell
    digit: float = 0.6  # times the height of a line: its digits are no broader
    apart: float = 0.4  # likewise: two digits of one figure stand no farther apart
    over: float = 0.008  # by which a figure that runs over a ruling shows behind it at least, across and along


def edge_ink(gray: Gray, box: Area, level: float, dpi: float, settings: EdgeInkSettings = EdgeInkSettings()) -> InkLine | None:
    """What lies on the edges of an empty cell and is no ruling: a figure through which a ruling was seen that is not there.

    Args:
        gray: the clean page.
        box: the cell, from the middle of its rulings.
        level: see ``ocr.levels.print_level``.
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


def goes_on_behind(gray: Gray, box: Area, line: Area, level: float, dpi: float, settings: EdgeInkSettings = EdgeInkSettings()) -> bool:
    """Whether a line of writing may begin or end in the next cell: it stands so close to the left or right edge that a digit may be lost in
    the ruling, and behind that there is ink in the same rows.

    Args:
        gray: the clean page.
        box: the cell, from the middle of its rulings.
        line: where the line's ink lies.
        level: see ``ocr.levels.print_level``.
        dpi: of the page.
        settings: what counts as ink.
    """
    rows, reach = slice(max(0, line[1] - box[1]), line[3] - box[1]), _reach(dpi, settings)
    threshold, high = _threshold(level, settings), line[3] - line[1]
    free = (line[0] - box[0], box[2] - line[2])
    borders = _borders(gray, box, threshold, dpi, settings)
    sides = zip((0, 2), _gray_strips(gray, box, reach), _strips(gray, box, level, dpi, settings), borders, free, free[::-1], strict=False)
    for side, strip, dark, border, own, other in sides:
        ruling = _ruling(strip, dpi, settings)
        border = None if ruling else border
        if own - (border[1] - reach if border else 0) > settings.digit * high:
            continue
        behind = _behind(ruling, dark)
        if bool(behind[rows].any()) and behind[reach : -reach or None].mean() < settings.ruled:
            return True
        if border and other <= high:
            return True  # it fills its cell, so that it may be wider, and a digit is lost in so thick a border
        first_of, last_of = ruling or border or (reach + 1, reach)  # none was seen: it has no width, and behind begins at the edge
        away = reach - first_of + 2  # from the edge to behind its ruling
        far = round(settings.apart * high) + last_of - first_of + 1  # in which a digit may lie
        first, last = (line[0] - far, box[0] - away + 1) if side == 0 else (box[2] + away, line[2] + far)
        if _shows(gray, box, line, (max(first, 0), max(last, 0)), threshold, reach, settings):
            return True  # a digit on either side of the ruling, no farther apart than two of one figure
    return False


def _shows(gray: Gray, box: Area, line: Area, between: tuple[int, int], threshold: float, reach: int, settings: EdgeInkSettings) -> bool:
    """Whether there is ink between two columns in the rows of a line; what runs on from corner to corner of its cell is another ruling, as
    double borders have it."""
    if between[0] >= min(between[1], gray.shape[1]):
        return False
    first, last = between[0] - min(between[0], _SOFT), between[1] + _SOFT
    dark = gray[:, first:last] < threshold
    whole = dark[box[1] + reach : max(box[3] - reach, 0)]
    ruled = np.asarray(whole.mean(axis=0) >= settings.ruled if whole.size else np.zeros(dark.shape[1], np.bool_), np.uint8)
    beside = np.asarray(cv2.dilate(ruled[None], np.ones((1, 2 * _SOFT + 1), np.uint8)), np.bool_)[0]
    seen = dark[line[1] : line[3]].any(axis=0) & ~beside
    return bool(seen[between[0] - first : between[1] - first].any())


_SOFT = 1  # pixels beside a ruling that are a part of it


def _borders(gray: Gray, box: Area, threshold: float, dpi: float, settings: EdgeInkSettings) -> list[tuple[int, int] | None]:
    """The first and last column of borders too thick for a ruling, or of two lines, counted as in the strips along a cell's edges."""
    reach, far = _reach(dpi, settings), round(settings.thickest_border * dpi)
    return [_border(strip[reach : -reach or None] < threshold, reach, far, settings) for strip in _gray_strips(gray, box, far)]


def _border(dark: Bools, reach: int, far: int, settings: EdgeInkSettings) -> tuple[int, int] | None:
    ruled = (
        np.flatnonzero(dark.mean(axis=0) >= settings.ruled) - far if dark.size and dark.shape[1] == 2 * far + 1 else np.zeros(0, np.int64)
    )
    if not len(ruled) or np.abs(ruled).min() > reach:
        return None
    apart = np.split(ruled, np.flatnonzero(np.diff(ruled) > 2 * reach) + 1)
    own = min(apart, key=lambda columns: int(np.abs(columns).min()))
    first, last = int(own[0]), int(own[-1])
    return (first + reach, last + reach) if -far < first and last < far else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inside:
    """The inside of a cell, and whether it is known to end at a ruling with nothing behind it to the left, right, top and bottom.

    ``bordered`` says likewise whether it ends at a border so thick that a digit may hide in it. ``behind`` says for each row of the cell
    whether there is ink behind its left and its right ruling.
    """

    area: Area
    closed: tuple[bool, bool, bool, bool]
    bordered: tuple[bool, bool, bool, bool]
    top: int
    behind: tuple[Bools, Bools]

    def holds(self, area: Area, settings: EdgeInkSettings) -> bool:
        """Whether what stands there keeps clear of every side that is not closed: a digit of it may lie beyond.

        In a thick border none does that stands farther from it than two digits do from each other, the cell not being full.
        """
        room = area[3] - area[1]
        apart = (area[0] - self.area[0], self.area[2] - area[2], 2 * (area[1] - self.area[1]), 2 * (self.area[3] - area[3]))
        beside = (apart[1], apart[0], room, room)
        sides = zip(self.closed, self.bordered, apart, beside, strict=True)
        return all(
            closed or own >= room or (border and own > settings.apart * room and other >= room) for closed, border, own, other in sides
        )

    def ends(self, area: Area) -> bool:
        """Whether what meets the left or right ruling there ends at it."""
        rows = slice(max(0, area[1] - self.top), area[3] - self.top)
        meets = (area[0] <= self.area[0], area[2] >= self.area[2])
        sides = zip(meets, self.closed[:2], self.behind, strict=True)
        return all(closed and not behind[rows].any() for met, closed, behind in sides if met)


def inside_rulings(
    gray: Gray, box: Area, level: float, dpi: float, settings: EdgeInkSettings = EdgeInkSettings(), *, inset: int = 0
) -> Inside | None:
    """The inside of a cell right up to its rulings, for figures that stand close to them; the arguments are those of ``edge_ink``.

    A ruling has to be seen, be it pale, to be thin, and nothing may show behind it: ink that ends at it ends there. Where there is a thick
    border or a double one the inside begins behind it, and is not closed; else ``inset`` pixels from the middle of the edge. None when no
    side has either.
    """
    inks = list(_strips(gray, box, level, dpi, settings))
    rulings = [_ruling(strip, dpi, settings) for strip in _gray_strips(gray, box, _reach(dpi, settings))]
    ends = [_ruling_end(ruling, dark, dpi, settings) for ruling, dark in zip(rulings, inks, strict=True)]
    borders = [
        None if ruling else border
        for ruling, border in zip(rulings, _borders(gray, box, _threshold(level, settings), dpi, settings), strict=True)
    ]
    closed = [end is not None for end in ends]
    ends = [_clear_of(border, dpi, settings) if border else end for border, end in zip(borders, ends, strict=True)]
    if all(end is None for end in ends):
        return None
    left, right, top, bottom = (inset if end is None else end for end in ends)
    x0, y0, x1, y1 = box
    west, east, north, south = closed
    thick = [border is not None for border in borders]
    behind = [_behind(ruling, dark) for ruling, dark in zip(rulings[:2], inks[:2], strict=True)]
    area = (x0 + left, y0 + top, x1 - right + 1, y1 - bottom + 1)
    bordered = (thick[0], thick[1], thick[2], thick[3])
    return Inside(area=area, closed=(west, east, north, south), bordered=bordered, top=y0, behind=(behind[0], behind[1]))


def _reach(dpi: float, settings: EdgeInkSettings) -> int:
    return max(2, round(settings.reach * dpi))


def _gray_strips(gray: Gray, box: Area, reach: int) -> Iterator[Gray]:
    """What lies along the left, right, top and bottom edge, one row a pixel of its length, from the outside to the inside of the cell."""
    x0, y0, x1, y1 = box
    yield gray[y0:y1, max(x0 - reach, 0) : x0 + reach + 1]
    yield gray[y0:y1, max(x1 - reach, 0) : x1 + reach + 1][:, ::-1]
    yield gray[max(y0 - reach, 0) : y0 + reach + 1, x0:x1].T
    yield gray[max(y1 - reach, 0) : y1 + reach + 1, x0:x1][::-1].T


def _strips(gray: Gray, box: Area, level: float, dpi: float, settings: EdgeInkSettings) -> Iterator[Bools]:
    """The ink in those strips."""
    threshold = _threshold(level, settings)
    return (strip < threshold for strip in _gray_strips(gray, box, _reach(dpi, settings)))


def _threshold(level: float, settings: EdgeInkSettings) -> float:
    return 255.0 - max(settings.dark * (255.0 - level), settings.least_contrast)


def _bulges(dark: Bools, wider: float, length: float) -> bool:
    """Whether the ink along an edge is over such a length so much wider than it is elsewhere along the same edge, in pixels."""
    if not dark.size:
        return False
    width = dark.sum(axis=1)
    over = width - np.percentile(width, 30) >= wider
    runs = np.flatnonzero(np.diff(np.concatenate([[0], over.astype(np.int8), [0]])))
    return bool(np.diff(runs)[::2].max(initial=0) >= length)


def _ruling(strip: Gray, dpi: float, settings: EdgeInkSettings) -> tuple[int, int] | None:
    """The first and last column of the thin ruling in a strip, the inner one of a double; None when there is none."""
    reach = _reach(dpi, settings)
    if strip.shape[0] <= 2 * reach or strip.shape[1] != 2 * reach + 1:
        return None
    even = np.asarray(cv2.blur(np.ascontiguousarray(strip), (1, max(1, round(settings.even * dpi)))), np.uint8)
    depth = grey_level(even, 90) - np.percentile(even, 100 * settings.ruled, axis=0)  # what is as dark from corner to corner
    peak = float(depth.max())
    if peak < settings.palest:
        return None
    ruled = np.flatnonzero(depth >= settings.side * peak)
    inner = np.split(ruled, np.flatnonzero(np.diff(ruled) > 1) + 1)[-1]
    ends = inner[-1] < strip.shape[1] - 1  # what fills the strip to its inner end is no ruling
    return (int(inner[0]), int(inner[-1])) if ends and len(inner) <= settings.thickest * dpi else None


def _behind(ruling: tuple[int, int] | None, dark: Bools) -> Bools:
    """In which rows of a strip there is ink behind its ruling."""
    return np.asarray(dark[:, : max(0, ruling[0] - 1) if ruling else 0].any(axis=1), np.bool_)


def _ruling_end(ruling: tuple[int, int] | None, dark: Bools, dpi: float, settings: EdgeInkSettings) -> int | None:
    """How far from an edge to the inside its ruling is over, in pixels; None when there is none, or something wide behind it."""
    reach, over = _reach(dpi, settings), max(2.0, settings.over * dpi)
    if ruling is None or _bulges(dark[reach:-reach, : max(0, ruling[0] - 1)], over, over):
        return None
    return _clear_of(ruling, dpi, settings)


def _clear_of(ruling: tuple[int, int], dpi: float, settings: EdgeInkSettings) -> int:
    """How far from an edge to the inside such a ruling is over, in pixels, and a little more."""
    return ruling[1] - _reach(dpi, settings) + 1 + max(1, round(settings.clear * dpi))
