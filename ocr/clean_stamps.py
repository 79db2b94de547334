"""Stamps that a scanner made grey are taken off a page: their ink is paler than print, their strokes are broader than small type's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.levels import grey_level
from ocr.straight_masks import Gray, pixels_of

__all__ = ["StampSettings", "unstamped"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class StampSettings:
    """Sizes in inches; darkness as the share of the way from paper to the darkest print."""

    darkest: float = 0.1  # percentile of the page's grey levels that stands for its darkest print
    contrast: float = 90.0  # grey levels between paper and print: on fainter pages nothing tells a stamp's ink from print
    ink: tuple[float, float] = (0.2, 0.85)  # how dark a stamp is
    broad: float = 0.022  # strokes of rims and stars are, small type's are not; larger type is darker
    dpi: float = 50.0  # fine enough for stamps
    inked: float = 0.25  # of a pixel there, that broad strokes cover
    gaps: float = 0.2  # in a rim: where print runs over it
    stroke: float = 0.15  # for so long one of them is broad; where strokes of type cross they are broad too, but not for long
    sizes: tuple[float, float] = (0.5, 3.2)  # each way
    filled: float = 0.4  # share of its place that broad strokes cover at most: a filled cell has more
    around: float = 0.05  # of what is found, that belongs to the stamp: soft edges, letters close to a rim
    darker: tuple[float, float] = (0.1, 0.15)  # than the darkest of its ink: print; characters where they are darkest
    least_print: float = 0.9  # print that is no darker is thinned where more is asked of it
    print_share: float = 0.94  # of the characters around it that are; with a lesser one, small pale figures would go with the stamp
    nearby: float = 0.8  # so far around
    characters: int = 8  # there at least; where there are fewer, those of the whole page are asked
    character: tuple[float, float, float] = (0.02, 0.05, 0.35)  # its smaller side at least, its larger side; dots and hairlines are paler
    edge: float = 0.015  # how far the soft edges of print reach
    thin: float = 0.012  # thinner dark strokes within a stamp's ink are print
    ruling: float = 0.35  # what is not broad and runs straight for so long is no stroke of a stamp's letters
    palest: float = 0.04  # paler, nothing is left of a stroke
    grain: tuple[float, float] = (95.0, 0.25)  # percentile of the darkness that is left of a stamp; never more is taken away
    crest: float = 0.15  # what stands out of that by so much is print; nothing is taken from it and its soft edges


def unstamped(gray: Gray, dpi: float, settings: StampSettings = StampSettings()) -> tuple[Gray, int]:
    """The page divided by the ink of its grey stamps, as light that fell through both; and how many stamps there were.

    What is darker than the stamp, or thinner than its strokes, is print and stays. Where print is not clearly darker, nothing is done: a
    figure that touches a rim could not be told from it.

    Args:
        gray: the evenly lit page, (H, W).
        dpi: its resolution.
        settings: what counts as a stamp.
    """
    paper, black = grey_level(gray[::3, ::3], 60), grey_level(gray[::3, ::3], settings.darkest)
    if paper - black < settings.contrast:
        return gray, 0
    tone = _Tone(paper, paper - black)
    broad = _broad(gray, dpi, tone, settings)
    places = _places(broad, dpi, settings)
    if not places:
        return gray, 0
    characters = _characters(gray, dpi, tone, places, settings)
    rulings = _rulings(gray, broad, dpi, tone, settings)
    result, found = gray.copy(), 0
    for place in places:
        part = place.part(dpi / settings.dpi)
        inside = place.inside(result[part].shape)
        ink = tone.darkness(grey_level(gray[part][inside & (broad[part] > 0)], 5))
        if ink + settings.darker[0] > settings.least_print:
            continue
        if characters.share_darker(ink + settings.darker[1], place, settings) >= settings.print_share:
            divided = _divided(result[part], rulings[part], dpi, tone, ink + settings.darker[0], settings)
            result[part] = np.where(inside, divided, result[part])
            found += 1
    return (result, found) if found else (gray, 0)


@dataclass(frozen=True, slots=True)
class _Tone:
    """Brightness of the paper, and how far down the darkest print is."""

    paper: float
    contrast: float

    def darkness(self, level: float) -> float:
        return (self.paper - level) / self.contrast

    def level(self, darkness: float) -> float:
        return self.paper - darkness * self.contrast


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Place:
    """Where a stamp is, at ``StampSettings.dpi``."""

    x0: int
    y0: int
    x1: int
    y1: int
    mask: Gray

    def part(self, scale: float) -> tuple[slice, slice]:
        """Its part of a page that has so many times the resolution."""
        return slice(round(self.y0 * scale), round(self.y1 * scale)), slice(round(self.x0 * scale), round(self.x1 * scale))

    def inside(self, shape: tuple[int, ...]) -> Mask:
        """Where the stamp is in that part."""
        return np.asarray(cv2.resize(self.mask, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR) > 0, np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class _Characters:
    """The page's characters outside stamps: middles, (n, 2), in pixels at ``StampSettings.dpi``, and how dark each is at its darkest."""

    middles: NDArray[np.float64]
    peaks: NDArray[np.float64]

    def share_darker(self, darkness: float, place: _Place, settings: StampSettings) -> float:
        """The share of those around a stamp that are darker; of all where few are around it."""
        far = settings.nearby * settings.dpi
        low, high = np.array([place.x0, place.y0]) - far, np.array([place.x1, place.y1]) + far
        near = self.peaks[np.all((self.middles >= low) & (self.middles <= high), axis=1)]
        asked = near if len(near) >= settings.characters else self.peaks
        return float(np.mean(asked > darkness)) if len(asked) else 0.0


def _broad(gray: Gray, dpi: float, tone: _Tone, settings: StampSettings) -> Gray:
    """1 in the middle of strokes that are broad and neither as pale as paper nor as dark as print."""
    low, high = tone.level(settings.ink[1]), tone.level(settings.ink[0])
    side = pixels_of(settings.broad, dpi, 3) | 1
    return np.asarray(cv2.erode(np.asarray(cv2.inRange(gray, low, high) > 0, np.uint8), np.ones((side, side), np.uint8)), np.uint8)


def _places(broad: Gray, dpi: float, settings: StampSettings) -> list[_Place]:
    """The hulls of what has the size of a stamp, and paper between its strokes."""
    scale, side = settings.dpi / dpi, pixels_of(settings.broad, dpi, 3) | 1
    strokes = cv2.dilate(broad, np.ones((side, side), np.uint8)) * np.uint8(255)
    inked = np.asarray(cv2.resize(strokes, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) > 255 * settings.inked, np.uint8)
    gap, around = pixels_of(settings.gaps, settings.dpi) | 1, 2 * pixels_of(settings.around, settings.dpi) + 1
    joined = np.asarray(cv2.morphologyEx(inked, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8)), np.uint8)
    pieces = np.zeros_like(inked)  # a rim's pieces, and its star, lie in one another; what is larger than a stamp may lie around it
    least = pixels_of(settings.stroke, settings.dpi)
    for hull in _hulls(joined, inked, least):
        if max(_sides(hull)) <= settings.sizes[1] * settings.dpi:
            pieces |= hull
    places = []
    for mask in _hulls(pieces, inked, least):
        sides = _sides(mask)
        if min(sides) < settings.sizes[0] * settings.dpi or max(sides) > settings.sizes[1] * settings.dpi:
            continue
        if inked[mask > 0].mean() > settings.filled:
            continue
        wide = np.asarray(cv2.dilate(mask, np.ones((around, around), np.uint8)), np.uint8)
        rows, columns = np.nonzero(wide.any(axis=1))[0], np.nonzero(wide.any(axis=0))[0]
        y0, y1, x0, x1 = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
        place = _Place(x0=x0, y0=y0, x1=x1, y1=y1, mask=wide[y0:y1, x0:x1])
        if _longest(broad[place.part(dpi / settings.dpi)]) >= settings.stroke * dpi:
            places.append(place)
    return places


def _rulings(gray: Gray, broad: Gray, dpi: float, tone: _Tone, settings: StampSettings) -> Mask:
    """Where rulings are, be they ever so pale, under broad strokes too."""
    side, length = pixels_of(settings.broad, dpi, 3) | 1, pixels_of(settings.ruling, dpi)
    thin = np.asarray(cv2.inRange(gray, 0, tone.level(settings.ink[0])) > 0, np.uint8)
    thin[cv2.dilate(broad, np.ones((side, side), np.uint8)) > 0] = 0
    rulings = np.zeros(gray.shape, np.bool_)
    for bar in (np.ones((1, length), np.uint8), np.ones((length, 1), np.uint8)):
        across = np.ones((3, 1) if bar.shape[0] == 1 else (1, 3), np.uint8)  # rulings step aside by a pixel here and there
        pieces = cv2.morphologyEx(cv2.dilate(thin, across), cv2.MORPH_OPEN, bar)
        rulings |= cv2.dilate(cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, bar), across) > 0
    return rulings


def _sides(mask: Gray) -> tuple[int, int]:
    rows, columns = np.nonzero(mask.any(axis=1))[0], np.nonzero(mask.any(axis=0))[0]
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


def _longest(strokes: Gray) -> int:
    """The larger side of the largest piece."""
    stats = cv2.connectedComponentsWithStats(strokes, connectivity=8)[2]
    return int(stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(initial=0))


def _hulls(joined: Gray, inked: Gray, least: int) -> Iterator[Gray]:
    """The convex hull of what is inked in each piece of a mask, as a mask of its own; grain leaves thousands of smaller pieces."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    for label in range(1, count):
        if stats[label, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max() < least:
            continue
        points = np.argwhere((labels == label) & (inked > 0))[:, ::-1]
        if len(points):
            yield np.asarray(cv2.fillConvexPoly(np.zeros_like(inked), cv2.convexHull(points.astype(np.int32)), 1), np.uint8)


def _characters(gray: Gray, dpi: float, tone: _Tone, places: list[_Place], settings: StampSettings) -> _Characters:
    ink, scale = np.asarray(cv2.inRange(gray, 0, tone.level(settings.ink[0])), np.uint8), dpi / settings.dpi
    for place in places:
        part = place.part(scale)
        ink[part][place.inside(ink[part].shape)] = 0
    count, labels, stats, middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    sides = np.sort(stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]], axis=1) / dpi
    smaller, small, large = settings.character
    fit = (sides[:, 0] >= smaller) & (sides[:, 1] >= small) & (sides[:, 1] <= large)
    fit[0] = False
    inked, darkest = ink > 0, np.full(count, 255, np.uint8)
    np.minimum.at(darkest, np.asarray(labels, np.int32)[inked], gray[inked])
    return _Characters(np.asarray(middles[fit], np.float64) / scale, (tone.paper - darkest[fit].astype(np.float64)) / tone.contrast)


def _divided(gray: Gray, rulings: Mask, dpi: float, tone: _Tone, darkest: float, settings: StampSettings) -> Gray:
    """The part of a page divided by the stamp's ink; rulings, and what is darker than ``darkest`` or thin, lie on the ink around them."""
    edge, thin = pixels_of(settings.edge, dpi) | 1, pixels_of(settings.thin, dpi, 3)
    dark = np.asarray(cv2.dilate(cv2.inRange(gray, 0, tone.level(darkest)), np.ones((edge, edge), np.uint8)), np.uint8)
    dark[rulings] = 255
    around = cv2.inpaint(gray, dark, edge, cv2.INPAINT_TELEA)
    ink = cv2.morphologyEx(around, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thin, thin)))
    ink = np.minimum(ink, tone.paper).astype(np.float64)
    stroke = ink < tone.level(settings.palest)
    left = 1 - np.minimum(1.0, gray / np.maximum(1.0, ink))
    free = left[stroke & (dark == 0)]
    grain = min(settings.grain[1], float(np.percentile(free, settings.grain[0]))) if free.size else 0.0
    crests = cv2.dilate(np.asarray(left > grain + settings.crest, np.uint8), np.ones((edge, edge), np.uint8)) > 0
    left = np.where(crests, left, np.maximum(0.0, left - grain) / (1 - grain))
    reached = cv2.dilate(np.asarray(stroke, np.uint8), np.ones((edge, edge), np.uint8)) > 0  # its soft edges too
    return np.where(reached, tone.paper * (1 - left), gray).astype(np.uint8)
