"""Where grey stamps are on a page: their strokes are broader than small type's, rims are round, and frames lie around something."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.straight_masks import Gray, pixels_of

__all__ = ["Mask", "StampPlace", "StampSettings", "Strokes", "Tone", "rulings_of", "stamp_places", "strokes_of"]

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
    side: float = 0.4  # of a frame, or of the corner of a table's border: runs straight for so long
    framed: float = 0.3  # of each side of its place, that a frame's strokes lie along
    straight: float = 2.2  # what runs level or upright for so long is the broad border of a table, and no side of a stamp
    stroke: float = 0.15  # for so long one of them is broad; where strokes of type cross they are broad too, but not for long
    sizes: tuple[float, float] = (0.5, 3.2)  # each way
    piece: float = 0.3  # each way, of a piece of it
    rims: tuple[float, float] = (0.3, 1.6)  # radius of a round one
    about: float = 0.5  # share of it that is inked as it is first found
    round: float = 0.85  # and at least, once it is found better
    beside: float = 0.09  # from the middle of its stroke to where there is none of it
    stands_out: float = 0.4  # by which the share of it that is inked is greater than there
    fill: tuple[float, float] = (0.12, 0.4)  # broader than strokes, and than stars for so long: the fill of a cell that a stamp lies on
    filled: float = 0.4  # share of its place that broad strokes cover at most: a filled cell has more
    around: float = 0.05  # of what is found, that belongs to the stamp: soft edges, letters close to a rim
    darker: tuple[float, float] = (0.1, 0.15)  # than the darkest of its ink: print; characters where they are darkest
    least_print: float = 0.9  # print that is no darker is thinned where more is asked of it
    print_share: float = 0.94  # of the characters around it that are; with a lesser one, small pale figures would go with the stamp
    nearby: float = 0.8  # so far around
    characters: int = 8  # at least are asked, be they farther away
    larger: float = 1.2  # times as large as those, a character may be that the stamp lies around
    rim_bit: float = 0.6  # share of its ink that lies in broad strokes: it is a bit of a rim; in a digit few spots are as broad
    kept: float = 0.6  # of the darkness of a character, that is left where a stamp is divided out beside it
    character: tuple[float, float, float] = (0.02, 0.05, 0.35)  # its smaller side at least, its larger side; dots and hairlines are paler
    edge: float = 0.015  # how far the soft edges of print reach
    thin: float = 0.012  # thinner dark strokes within a stamp's ink are print
    pale: float = 0.1  # how dark rulings are at least
    ruling: float = 0.35  # what is not broad and runs straight for so long is no stroke of a stamp's letters
    palest: float = 0.04  # paler, nothing is left of a stroke
    grain: tuple[float, float] = (95.0, 0.25)  # percentile of the darkness that is left of a stamp; never more is taken away
    crest: float = 0.15  # what stands out of that by so much is print; nothing is taken from it and its soft edges


@dataclass(frozen=True, slots=True)
class Tone:
    """Brightness of the paper, and how far down the darkest print is."""

    paper: float
    contrast: float

    def darkness(self, level: float) -> float:
        """Of a grey level; 0 is paper, 1 the darkest print."""
        return (self.paper - level) / self.contrast

    def level(self, darkness: float) -> float:
        """The grey level of a darkness."""
        return self.paper - darkness * self.contrast


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StampPlace:
    """Where a stamp is, at ``StampSettings.dpi``; ``rim``: it has a round rim, and can be nothing else; ``edge``: where the straight frame
    of one runs that has such, which is no ruling."""

    x0: int
    y0: int
    x1: int
    y1: int
    mask: Gray
    edge: Gray
    rim: bool

    def part(self, scale: float) -> tuple[slice, slice]:
        """Its part of a page that has so many times the resolution."""
        return slice(round(self.y0 * scale), round(self.y1 * scale)), slice(round(self.x0 * scale), round(self.x1 * scale))

    def inside(self, shape: tuple[int, ...]) -> Mask:
        """Where the stamp is in that part."""
        return np.asarray(cv2.resize(self.mask, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR) > 0, np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Strokes:
    """What a page's ink is made of, (H, W) each: ``evenly`` is the page as if no cell were filled, ``broad`` is 1 in the middle of broad
    strokes that are paler than print, ``dark`` in that of all broad ones, ``borders`` tells where straight ones run on for long."""

    evenly: Gray
    dark: Gray
    broad: Gray
    borders: Mask


def strokes_of(gray: Gray, dpi: float, tone: Tone, settings: StampSettings) -> Strokes | None:
    """The strokes of a page, (H, W); None when no broad ones, with those close to them, reach as far down and across as a piece of a stamp
    does: those of lines of type do not, and to look for borders takes time."""
    evenly = _evenly(gray, dpi, tone, settings)
    dark, broad = (_broad(evenly, dpi, tone, darkest, settings) for darkest in (math.inf, settings.ink[1]))
    gap = pixels_of(settings.gaps, settings.dpi) | 1
    joined = cv2.morphologyEx(_inked(dark, dpi, settings), cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    sides = cv2.connectedComponentsWithStats(joined)[2][1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    if sides.min(axis=1).max(initial=0) < settings.piece * settings.dpi:
        return None
    return Strokes(evenly=evenly, dark=dark, broad=broad, borders=_borders(evenly, dpi, tone, settings))


def _evenly(gray: Gray, dpi: float, tone: Tone, settings: StampSettings) -> Gray:
    """The page as if no cell were filled."""
    fill = pixels_of(settings.fill[0], dpi) | 1
    around = cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((fill, fill), np.uint8))
    return np.asarray(cv2.divide(gray, around, scale=tone.paper), np.uint8)


def _broad(gray: Gray, dpi: float, tone: Tone, darkest: float, settings: StampSettings) -> Gray:
    """1 in the middle of strokes that are broad and not as pale as paper, nor darker than that."""
    low, high = max(0.0, tone.level(darkest)), tone.level(settings.ink[0])
    side = pixels_of(settings.broad, dpi, 3) | 1
    return np.asarray(cv2.erode(np.asarray(cv2.inRange(gray, low, high) > 0, np.uint8), np.ones((side, side), np.uint8)), np.uint8)


def _inked(broad: Gray, dpi: float, settings: StampSettings) -> Gray:
    """1 where broad strokes are, at ``StampSettings.dpi``."""
    scale, side = settings.dpi / dpi, pixels_of(settings.broad, dpi, 3) | 1
    strokes = cv2.dilate(broad, np.ones((side, side), np.uint8)) * np.uint8(255)
    small = cv2.resize(strokes, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small > 255 * settings.inked, np.uint8)


def _hulls_of_stamps(inked: Gray, settings: StampSettings) -> Iterator[Gray]:
    """The hulls of what has the size of a stamp, and paper between its strokes."""
    gap, least = pixels_of(settings.gaps, settings.dpi) | 1, pixels_of(settings.stroke, settings.dpi)
    joined = np.asarray(cv2.morphologyEx(inked, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8)), np.uint8)
    pieces = np.zeros_like(inked)  # a rim's pieces, and its star, lie in one another; what is larger than a stamp may lie around it
    for hull in _hulls(joined, inked, least):
        if max(_sides(hull)) <= settings.sizes[1] * settings.dpi:
            pieces |= hull
    for mask in _hulls(pieces, inked, least):
        smaller, larger = sorted(_sides(mask))
        fits = smaller >= settings.sizes[0] * settings.dpi and larger <= settings.sizes[1] * settings.dpi
        if fits and inked[mask > 0].mean() <= settings.filled:
            yield mask


def _place(mask: Gray, settings: StampSettings, *, rim: bool, frame: bool = False) -> StampPlace:
    around = 2 * pixels_of(settings.around, settings.dpi) + 1
    within = cv2.erode(mask, np.ones((around, around), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0) if frame else mask
    wide = np.asarray(cv2.dilate(mask, np.ones((around, around), np.uint8)), np.uint8)
    rows, columns = np.nonzero(wide.any(axis=1))[0], np.nonzero(wide.any(axis=0))[0]
    y0, y1, x0, x1 = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    edge = np.asarray(wide * (within == 0), np.uint8) if frame else np.zeros_like(wide)
    return StampPlace(x0=x0, y0=y0, x1=x1, y1=y1, mask=wide[y0:y1, x0:x1], edge=edge[y0:y1, x0:x1], rim=rim)


def stamp_places(strokes: Strokes, dpi: float, settings: StampSettings) -> list[StampPlace]:
    """Where stamps are, the round ones first."""
    places = [_place(mask, settings, rim=True) for mask in _rims(_inked(strokes.dark, dpi, settings), settings)]
    inked = _inked(strokes.broad, dpi, settings)
    inked[cv2.resize(strokes.borders * np.uint8(255), inked.shape[::-1], interpolation=cv2.INTER_AREA) > 0] = 0
    for place in places:
        inked[place.y0 : place.y1, place.x0 : place.x1][place.mask > 0] = 0
    for mask in _hulls_of_stamps(inked, settings):
        frame = _frame(inked * mask, settings)
        place = _place(mask, settings, rim=False, frame=frame is not None)
        if _longest(strokes.broad[place.part(dpi / settings.dpi)]) >= settings.stroke * dpi and (frame is None or frame >= settings.framed):
            places.append(place)
    return places


def _frame(inked: Gray, settings: StampSettings) -> float | None:
    """The share of the barest side of its place along which strokes lie, if they are straight level and upright ones and nothing else: next
    to nothing for the corner of a table's border, much of each side for a stamp's frame."""
    length, across = pixels_of(settings.side, settings.dpi), np.ones((3, 3), np.uint8)
    whole = cv2.dilate(inked, across)
    level, upright = (cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones(shape, np.uint8)) for shape in ((1, length), (length, 1)))
    rest = np.where(cv2.bitwise_or(level, upright) > 0, np.uint8(0), inked)
    if _longest(rest) >= settings.stroke * settings.dpi:
        return None
    rows, columns = np.nonzero(inked.any(axis=1))[0], np.nonzero(inked.any(axis=0))[0]
    part = whole[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] > 0
    edge = pixels_of(settings.stroke, settings.dpi)
    sides = (part[:edge].any(axis=0), part[-edge:].any(axis=0), part[:, :edge].any(axis=1), part[:, -edge:].any(axis=1))
    return min(float(side.mean()) for side in sides)


def _rims(inked: Gray, settings: StampSettings) -> Iterator[Gray]:
    """The inside of each round rim, as a mask of its own: print and rulings join pieces of a rim to other things, its roundness stays."""
    low, high = (pixels_of(radius, settings.dpi) for radius in settings.rims)
    soft = cv2.GaussianBlur(inked * np.uint8(255), (3, 3), 0)
    found = cv2.HoughCircles(soft, cv2.HOUGH_GRADIENT, 1, low, param1=100, param2=12, minRadius=low, maxRadius=high)
    broad = np.asarray(cv2.dilate(inked, np.ones((3, 3), np.uint8)), np.uint8)
    about = np.asarray(() if found is None else found, np.float64).reshape(-1, 3)
    for rim in about[_shares(broad, about) >= settings.about]:
        tried = rim + _NUDGES
        best = tried[_shares(inked, tried).argmax()]
        if _shares(broad, best[None])[0] >= settings.round and _stands_out(inked, best, settings):
            x, y, radius = np.rint(best).astype(int).tolist()
            yield np.asarray(cv2.circle(np.zeros_like(inked), (x, y), radius + 1, 1, cv2.FILLED), np.uint8)


def _stands_out(inked: Gray, rim: NDArray[np.float64], settings: StampSettings) -> bool:
    """Whether there is far less ink along the circles a little smaller and larger: among lines of small bold type there is as much."""
    away = np.array([0.0, 0.0, settings.beside * settings.dpi])
    own, *others = _shares(inked, np.stack([rim, rim - away, rim + away]))
    return bool(own - np.mean(others) >= settings.stands_out)


_NUDGES = np.array(list(product(range(-2, 3), range(-2, 3), range(-3, 4))), np.float64)
"""By which the middle and the radius of a circle that was found may be amiss, in pixels."""


def _shares(mask: Gray, circles: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of each circle, (n, 3), that lies on a mask."""
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    x, y, radius = circles[:, :1], circles[:, 1:2], circles[:, 2:]
    columns, rows = np.rint(x + radius * np.cos(angles)).astype(int), np.rint(y + radius * np.sin(angles)).astype(int)
    height, width = mask.shape
    there = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    return np.asarray(np.mean(there & (mask[rows.clip(0, height - 1), columns.clip(0, width - 1)] > 0), axis=1), np.float64)


def _borders(evenly: Gray, dpi: float, tone: Tone, settings: StampSettings) -> Mask:
    """Where there is ink that runs straight on for longer than strokes of stamps do: rulings around a table may be as broad."""
    ink = np.asarray(cv2.inRange(evenly, 0, tone.level(settings.ink[0])), np.uint8)
    length, thick = pixels_of(settings.straight, dpi), pixels_of(settings.thin, dpi)
    level, upright = (cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8)) for shape in ((thick, length), (length, thick)))
    edge = pixels_of(settings.edge, dpi) | 1
    return cv2.dilate(cv2.bitwise_or(level, upright), np.ones((edge, edge), np.uint8)) > 0


def rulings_of(strokes: Strokes, dpi: float, tone: Tone, settings: StampSettings) -> Mask:
    """Where rulings are, be they ever so pale, under broad strokes too; and borders, which are broad themselves."""
    side, length = pixels_of(settings.broad, dpi, 3) | 1, pixels_of(settings.ruling, dpi)
    ink = np.asarray(cv2.inRange(strokes.evenly, 0, tone.level(settings.pale)) > 0, np.uint8)
    thin = ink * (cv2.dilate(strokes.dark, np.ones((side, side), np.uint8)) == 0)
    rulings = strokes.borders.copy()
    for upright in (False, True):
        bar, across = np.ones((1, length), np.uint8), np.ones((3, 1), np.uint8)  # rulings step aside by a pixel here and there
        if upright:
            bar, across = bar.T, across.T
        pieces = cv2.morphologyEx(cv2.dilate(thin, across), cv2.MORPH_OPEN, bar)
        whole = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, bar) > 0
        runs = cv2.dilate(ink, across) > 0
        whole |= _runs_through(runs.T, pieces.T > 0).T if upright else _runs_through(runs, pieces > 0)
        rulings |= cv2.dilate(np.asarray(whole, np.uint8), across) > 0
    return rulings


def _runs_through(ink: Mask, pieces: Mask) -> Mask:
    """The runs of ink along rows that hold a piece of a ruling: it goes on under a stamp for as long as there is ink."""
    starts = ink & ~np.pad(ink, ((0, 0), (1, 0)))[:, :-1]
    run = np.cumsum(starts, dtype=np.int32).reshape(ink.shape)
    held = np.bincount(run[pieces & ink], minlength=int(run[-1, -1]) + 1) > 0
    return np.asarray(ink & held[run], np.bool_)


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
