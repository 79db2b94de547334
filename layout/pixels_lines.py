"""Pictures of lines become segments, and of these only what can belong to a table stays: thin, and met at both ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.straight_masks import Gray, pixels_of

__all__ = ["SegmentSettings", "Segments", "contacts", "joined", "meeting", "segments_of", "without_creases"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentSettings:
    """Sizes in inches."""

    thickest: float = 0.035  # a ruling of 2 points, blurred
    wander: float = 0.07  # how far a straight one may stray over its length, or a double one is wide
    shortest: float = 0.07  # what is left of the shortest ruling between thicker things
    long_part: float = 0.45  # of something bent: longer than what of a round seal's rim is straight
    in_line: float = 0.015
    gap: float = 0.08  # in a ruling, where something lighter crosses it
    broken_gap: float = 0.3  # in one that a fax has torn, or grain has covered
    hidden: float = 1.5  # in a level one under a seal, when what shows of it on both sides is as long
    touch: float = 0.035  # by which an end may miss the line it is meant to meet
    nearly: float = 0.09  # likewise for a long upright one that meets another
    no_stroke: float = 0.4  # of such a one; type of 24 points is as high
    askew: float = 0.015  # slope that no ruling has left once its page is straight
    askew_length: float = 0.5  # shorter lines have no slope to speak of
    alike: float = 0.04  # by which rulings of one table whose sides are open may end apart
    open_length: float = 1.5  # of such a ruling; no stroke of a title is as long
    across: float = 0.93  # share of the page: rulings so long are creases, unless the page is all table
    folds: int = 2  # in one direction
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
    """The thin straight parts of a mask of lines; parts of one component that lie in line are one, whatever hangs between them."""
    picture = mask if level else np.ascontiguousarray(mask.T)
    across = pixels_of(settings.thickest, dpi) + 1
    thin = picture & ~np.asarray(cv2.morphologyEx(picture, cv2.MORPH_OPEN, np.ones((across, 1), np.uint8)), np.uint8)
    _, whole = cv2.connectedComponents(picture, connectivity=8)
    parts = []
    _, labels, stats, centers = cv2.connectedComponentsWithStats(thin, connectivity=8)
    for label in np.flatnonzero(stats[:, cv2.CC_STAT_WIDTH] >= settings.shortest * dpi)[1:]:
        x, y, width, height = (int(value) for value in stats[label, :4])
        place = float(centers[label, 1])
        own = labels[y : y + height, x : x + width] == label
        whole_line = height <= settings.wander * dpi and not _askew(own, dpi, settings)
        runs = ((place - y, 0, width - 1),) if whole_line else tuple(_straight_parts(own, dpi, settings))
        owner = int(whole[y, x + int(own[0].argmax())])
        parts += [(owner, y + row, float(x + first), float(x + last)) for row, first, last in runs]
    return _in_line(parts, settings.in_line * dpi)


def _askew(own: Bools, dpi: float, settings: SegmentSettings) -> bool:
    """Whether a line runs aslant on a page already straight, as the frames of stamps do."""
    length, third = own.shape[1], own.shape[1] // 3
    if length < settings.askew_length * dpi:
        return False
    rows = np.arange(own.shape[0])
    first, last = (float((rows @ part).sum() / part.sum()) for part in (own[:, :third], own[:, -third:]))
    return bool(abs(last - first) > settings.askew * (length - third))


def _straight_parts(own: Bools, dpi: float, settings: SegmentSettings) -> Iterator[tuple[float, int, int]]:
    """The lines in a component that something bent or aslant hangs on, as (row, first, last): the one that is half of it, or those that
    are long. The side of a stamp's frame may run into a ruling."""
    counts = own.sum(axis=1)
    reach = max(1, round(settings.thickest * dpi / 3))
    bent = own.shape[0] > settings.wander * dpi
    while counts.any():
        row = int(counts.argmax())
        near = slice(max(0, row - reach), row + reach + 1)
        band = np.flatnonzero(own[near].any(axis=0))
        if bent and len(band) >= 0.5 * own.shape[1]:
            yield float(row), int(band[0]), int(band[-1])
            return
        bent = False
        run = max(np.split(band, np.flatnonzero(np.diff(band) > 1) + 1), key=len)
        if len(run) < settings.long_part * dpi:
            return
        counts[near] = 0
        if not _askew(own[near, run[0] : run[-1] + 1], dpi, settings):
            yield float(row), int(run[0]), int(run[-1])


def _in_line(parts: list[tuple[int, float, float, float]], near: float) -> Segments:
    """Parts as (component, place, start, end), those of one component that lie in line joined."""
    found: list[list[float]] = []
    last = -1
    for owner, place, start, end in sorted(parts):
        if owner == last and place - found[-1][0] <= near:
            one = found[-1]
            weight, more = one[2] - one[1] + 1, end - start + 1
            one[0] = (one[0] * weight + place * more) / (weight + more)
            one[1], one[2] = min(one[1], start), max(one[2], end)
        else:
            found.append([place, start, end])
        last = owner
    table = np.array(found).reshape(-1, 3)
    return Segments(table[:, 0], table[:, 1], table[:, 2])


def joined(segments: Segments, gap: float, near: float, hidden: float) -> Segments:
    """Segments that follow each other in one line made one; what lies between is voted on later.

    ``gap`` pixels may lie between any two, ``hidden`` between two that are no shorter than what lies between.
    """
    found: list[list[float]] = []
    for place, start, end in sorted(zip(segments.place, segments.start, segments.end, strict=True), key=lambda one: one[1]):
        before = [one for one in found if abs(one[0] - place) <= near and start - one[2] <= _bridged(one, end - start, gap, hidden)]
        if before:
            one = max(before, key=lambda one: one[2])
            one[0] = (one[0] * (one[2] - one[1] + 1) + place * (end - start + 1)) / (one[2] - one[1] + end - start + 2)
            one[2] = max(one[2], end)
        else:
            found.append([place, start, end])
    table = np.array(found).reshape(-1, 3)
    return Segments(table[:, 0], table[:, 1], table[:, 2])


def _bridged(before: list[float], length: float, gap: float, hidden: float) -> float:
    return max(gap, min(hidden, before[2] - before[1], length))


def without_creases(segments: Segments, side: int, dpi: float, settings: SegmentSettings) -> Segments:
    """Segments without those that run from edge to edge of the page, which is ``side`` pixels long, and end where few others do."""
    near = settings.alike * dpi
    alike = (np.abs(segments.start[:, None] - segments.start) <= near) & (np.abs(segments.end[:, None] - segments.end) <= near)
    return segments.where((segments.length < settings.across * side) | (alike.sum(axis=1) > settings.folds))


def contacts(level: Segments, upright: Segments, touch: float) -> Bools:
    """Which level segment (rows) meets which upright one (columns), within ``touch`` pixels."""
    across = (upright.place >= level.start[:, None] - touch) & (upright.place <= level.end[:, None] + touch)
    down = (level.place[:, None] >= upright.start - touch) & (level.place[:, None] <= upright.end + touch)
    return np.asarray(across & down, np.bool_)


def meeting(level: Segments, upright: Segments, dpi: float, settings: SegmentSettings) -> tuple[Segments, Segments]:
    """Segments that meet the other family at two places at least, those that do not taken away until nothing changes.

    Long upright ones need only come near the second: a pale end may be lost, and whether their edges are drawn is voted on later.

    Of a table whose sides are open, level ones that meet the other family once stay too.
    """
    while True:
        met = contacts(level, upright, settings.touch * dpi)
        keep_level = _met_twice(met, upright.place, settings.apart * dpi)
        keep_level |= met.any(axis=1) & _ending_alike(level, keep_level, dpi, settings)
        nearly = contacts(level, upright, settings.nearly * dpi) & (upright.length >= settings.no_stroke * dpi)
        keep_upright = _met_twice((met | (nearly & met.any(axis=0))).T, level.place, settings.apart * dpi)
        if keep_level.all() and keep_upright.all():
            return level, upright
        level, upright = level.where(keep_level), upright.where(keep_upright)


def _ending_alike(segments: Segments, known: Bools, dpi: float, settings: SegmentSettings) -> Bools:
    """Which long segments start and end where at least two of the known ones do."""
    near = settings.alike * dpi
    starts = np.abs(segments.start[:, None] - segments.start[known]) <= near
    ends = np.abs(segments.end[:, None] - segments.end[known]) <= near
    return np.asarray(((starts & ends).sum(axis=1) >= 2) & (segments.length >= settings.open_length * dpi), np.bool_)


def _met_twice(met: Bools, places: Floats, apart: float) -> Bools:
    if met.shape[1] == 0:
        return np.zeros(met.shape[0], np.bool_)
    least = np.where(met, places, np.inf).min(axis=1)
    most = np.where(met, places, -np.inf).max(axis=1)
    return np.asarray(most - least >= apart, np.bool_)
