"""Stamps that a scanner made grey are taken off a page: their ink is paler than print, their strokes are broader than small type's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.levels import grey_level
from ocr.straight_masks import Gray, pixels_of

__all__ = ["StampSettings", "Unstamped", "unstamped"]

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
    rims: tuple[float, float] = (0.3, 1.6)  # radius of a round one
    about: float = 0.5  # share of it that is inked as it is first found
    round: float = 0.85  # and at least, once it is found better
    fill: tuple[float, float] = (
        0.12,
        0.4,
    )  # broader than strokes, and longer than stars are as broad: the fill of a cell that a stamp lies on
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unstamped:
    """A page without its grey stamps, and how many there were. ``before``: with those left on it that are no paler than print, and
    ``covered``: where their ink was taken away, which may have been print; None where there are none of them."""

    page: Gray
    stamps: int
    before: Gray | None = None
    covered: Mask | None = None


def unstamped(gray: Gray, dpi: float, settings: StampSettings = StampSettings()) -> Unstamped:
    """The page divided by the ink of its grey stamps, as light that fell through both.

    What is darker than the stamp, or thinner than its strokes, is print and stays. Where print is not clearly darker, only stamps with a
    round rim are known for stamps, and characters that do not touch their strokes are left alone.

    Args:
        gray: the evenly lit page, (H, W).
        dpi: its resolution.
        settings: what counts as a stamp.
    """
    paper, black = grey_level(gray[::3, ::3], 60), grey_level(gray[::3, ::3], settings.darkest)
    if paper - black < settings.contrast:
        return Unstamped(page=gray, stamps=0)
    tone = _Tone(paper, paper - black)
    evenly = _evenly(gray, dpi, tone, settings)
    dark, broad = (_broad(evenly, dpi, tone, darkest, settings) for darkest in (tone.paper, settings.ink[1]))
    borders = _borders(evenly, dpi, tone, settings)
    places = _places(dark, broad, borders, dpi, settings)
    if not places:
        return Unstamped(page=gray, stamps=0)
    characters = _characters(gray, dpi, tone, places, settings)
    rulings = _rulings(evenly, dark, borders, dpi, tone, settings)
    result, found, unclear = gray.copy(), 0, []
    for place in places:
        part = place.part(dpi / settings.dpi)
        inside = place.inside(result[part].shape)
        strokes = (dark if place.rim and _is_dark(dark[part] * inside, broad[part] * inside) else broad)[part] * inside
        darkest = tone.darkness(grey_level(gray[part][strokes > 0], 5)) + settings.darker[0]
        near = characters.around(place, settings)
        if not len(near):
            continue
        darker = np.mean(characters.peaks[near] > darkest - settings.darker[0] + settings.darker[1]) >= settings.print_share
        if darker and darkest <= settings.least_print:
            rulings[part] &= cv2.resize(place.edge, inside.shape[::-1], interpolation=cv2.INTER_LINEAR) == 0
            divided = _divided(result[part], rulings[part], dpi, tone, darkest, settings.thin, settings)
            result[part] = np.where(inside, divided, result[part])
            found += 1
        elif place.rim:
            unclear.append((place, near, darkest))
    if not unclear:
        return Unstamped(page=result if found else gray, stamps=found)
    before, covered = result.copy(), np.zeros(gray.shape, np.bool_)
    for place, near, darkest in unclear:
        part = place.part(dpi / settings.dpi)
        print_ = rulings[part] | _apart(evenly[part], rulings[part], dark[part], dpi, tone, characters.largest(near), settings)
        thin = settings.thin if _is_kept(gray, rulings, characters, near, dpi, tone, darkest, settings) else settings.broad
        divided = _divided(result[part], print_, dpi, tone, darkest, thin, settings)
        divided = np.where(place.inside(divided.shape), divided, result[part])
        covered[part] |= divided.astype(np.int16) - result[part] > settings.palest * tone.contrast
        result[part] = divided
    return Unstamped(page=result, stamps=found + len(unclear), before=before, covered=covered)


def _is_dark(dark: Gray, broad: Gray) -> bool:
    """Whether most of a stamp's broad strokes are as dark as print."""
    return bool(2 * np.count_nonzero(broad) < np.count_nonzero(dark))


def _is_kept(
    gray: Gray,
    rulings: Mask,
    characters: _Characters,
    near: NDArray[np.intp],
    dpi: float,
    tone: _Tone,
    darkest: float,
    settings: StampSettings,
) -> bool:
    """Whether characters around a stamp would be left alone if it lay on them."""
    boxes = characters.boxes[near]
    (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    part = np.s_[y0:y1, x0:x1]
    divided = _divided(gray[part], rulings[part], dpi, tone, darkest, settings.thin, settings)
    left = [tone.darkness(float(divided[b - y0 : d - y0, a - x0 : c - x0].min())) for a, b, c, d in boxes]
    return bool(np.mean(np.array(left) >= settings.kept * characters.peaks[near]) >= settings.print_share)


def _apart(evenly: Gray, rulings: Mask, broad: Gray, dpi: float, tone: _Tone, largest: float, settings: StampSettings) -> Mask:
    """What is no larger than the characters around a stamp, nor touches its strokes."""
    side = pixels_of(settings.broad, dpi, 3) | 1
    ink = np.asarray(cv2.inRange(evenly, 0, tone.level(settings.ink[0])), np.uint8)
    ink[rulings] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    apart = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) <= settings.larger * largest
    strokes = cv2.dilate(broad, np.ones((side, side), np.uint8)) > 0
    apart &= np.bincount(labels[strokes], minlength=len(stats)) < settings.rim_bit * stats[:, cv2.CC_STAT_AREA]
    apart[0] = False
    edge = pixels_of(settings.edge, dpi) | 1
    return cv2.dilate(np.asarray(apart[labels], np.uint8), np.ones((edge, edge), np.uint8)) > 0


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


@dataclass(frozen=True, slots=True, eq=False)
class _Characters:
    """The page's characters outside stamps: ``boxes``, (n, 4), in pixels of the page; ``middles``, (n, 2), in pixels at
    ``StampSettings.dpi``; and how dark each is at its darkest."""

    boxes: NDArray[np.int32]
    middles: NDArray[np.float64]
    peaks: NDArray[np.float64]

    def largest(self, near: NDArray[np.intp]) -> float:
        """The larger side of the largest of these, in pixels of the page; but for a few, which may be headings."""
        sides = self.boxes[near, 2:] - self.boxes[near, :2]
        return float(np.percentile(sides.max(axis=1), 90))

    def around(self, place: _Place, settings: StampSettings) -> NDArray[np.intp]:
        """Which of them are around a stamp; the nearest ones where few are."""
        away = np.maximum(np.array([place.x0, place.y0]) - self.middles, self.middles - np.array([place.x1, place.y1])).max(axis=1)
        near = np.flatnonzero(away <= settings.nearby * settings.dpi)
        return near if len(near) >= settings.characters else np.argsort(away, kind="stable")[: settings.characters]


def _evenly(gray: Gray, dpi: float, tone: _Tone, settings: StampSettings) -> Gray:
    """The page as if no cell were filled."""
    fill = pixels_of(settings.fill[0], dpi) | 1
    around = cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((fill, fill), np.uint8))
    return np.asarray(cv2.divide(gray, around, scale=tone.paper), np.uint8)


def _broad(gray: Gray, dpi: float, tone: _Tone, darkest: float, settings: StampSettings) -> Gray:
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


def _place(mask: Gray, settings: StampSettings, *, rim: bool, frame: bool = False) -> _Place:
    around = 2 * pixels_of(settings.around, settings.dpi) + 1
    within = cv2.erode(mask, np.ones((around, around), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0) if frame else mask
    wide = np.asarray(cv2.dilate(mask, np.ones((around, around), np.uint8)), np.uint8)
    rows, columns = np.nonzero(wide.any(axis=1))[0], np.nonzero(wide.any(axis=0))[0]
    y0, y1, x0, x1 = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    edge = np.asarray(wide * (within == 0), np.uint8) if frame else np.zeros_like(wide)
    return _Place(x0=x0, y0=y0, x1=x1, y1=y1, mask=wide[y0:y1, x0:x1], edge=edge[y0:y1, x0:x1], rim=rim)


def _places(dark: Gray, broad: Gray, borders: Mask, dpi: float, settings: StampSettings) -> list[_Place]:
    """The stamps of a page, by its broad strokes, ``dark`` ones with them and without."""
    places = [_place(mask, settings, rim=True) for mask in _rims(_inked(dark, dpi, settings), settings)]
    inked = _inked(broad, dpi, settings)
    inked[cv2.resize(borders * np.uint8(255), inked.shape[::-1], interpolation=cv2.INTER_AREA) > 0] = 0
    for place in places:
        inked[place.y0 : place.y1, place.x0 : place.x1][place.mask > 0] = 0
    for mask in _hulls_of_stamps(inked, settings):
        frame = _frame(inked * mask, settings)
        place = _place(mask, settings, rim=False, frame=frame is not None)
        if _longest(broad[place.part(dpi / settings.dpi)]) >= settings.stroke * dpi and (frame is None or frame >= settings.framed):
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
        if _shares(broad, best[None])[0] >= settings.round:
            x, y, radius = np.rint(best).astype(int).tolist()
            yield np.asarray(cv2.circle(np.zeros_like(inked), (x, y), radius + 1, 1, cv2.FILLED), np.uint8)


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


def _borders(evenly: Gray, dpi: float, tone: _Tone, settings: StampSettings) -> Mask:
    """Where there is ink that runs straight on for longer than strokes of stamps do: rulings around a table may be as broad."""
    ink = np.asarray(cv2.inRange(evenly, 0, tone.level(settings.ink[0])), np.uint8)
    length, thick = pixels_of(settings.straight, dpi), pixels_of(settings.thin, dpi)
    level, upright = (cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8)) for shape in ((thick, length), (length, thick)))
    edge = pixels_of(settings.edge, dpi) | 1
    return cv2.dilate(cv2.bitwise_or(level, upright), np.ones((edge, edge), np.uint8)) > 0


def _rulings(evenly: Gray, broad: Gray, borders: Mask, dpi: float, tone: _Tone, settings: StampSettings) -> Mask:
    """Where rulings are, be they ever so pale, under broad strokes too; and borders, which are broad themselves."""
    side, length = pixels_of(settings.broad, dpi, 3) | 1, pixels_of(settings.ruling, dpi)
    ink = np.asarray(cv2.inRange(evenly, 0, tone.level(settings.pale)) > 0, np.uint8)
    thin = ink * (cv2.dilate(broad, np.ones((side, side), np.uint8)) == 0)
    rulings = borders.copy()
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


def _characters(gray: Gray, dpi: float, tone: _Tone, places: list[_Place], settings: StampSettings) -> _Characters:
    ink, scale = np.asarray(cv2.inRange(gray, 0, tone.level(settings.ink[0])), np.uint8), dpi / settings.dpi
    for place in places:
        part = place.part(scale)
        ink[part][place.inside(ink[part].shape)] = 0
    count, labels, stats, middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    corners = stats[:, [cv2.CC_STAT_LEFT, cv2.CC_STAT_TOP]]
    sides = np.sort(stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]], axis=1) / dpi
    smaller, small, large = settings.character
    fit = (sides[:, 0] >= smaller) & (sides[:, 1] >= small) & (sides[:, 1] <= large)
    fit[0] = False
    inked, darkest = ink > 0, np.full(count, 255, np.uint8)
    np.minimum.at(darkest, np.asarray(labels, np.int32)[inked], gray[inked])
    boxes = np.concatenate([corners, corners + stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]], axis=1)
    return _Characters(
        boxes[fit], np.asarray(middles[fit], np.float64) / scale, (tone.paper - darkest[fit].astype(np.float64)) / tone.contrast
    )


def _divided(gray: Gray, kept: Mask, dpi: float, tone: _Tone, darkest: float, thin: float, settings: StampSettings) -> Gray:
    """The part of a page divided by the stamp's ink, which lies on the fills of cells, and under what is ``kept``, darker than ``darkest``
    or thinner than ``thin`` inches."""
    edge, side = pixels_of(settings.edge, dpi) | 1, pixels_of(thin, dpi, 3)
    dark = np.asarray(cv2.dilate(cv2.inRange(gray, 0, tone.level(darkest)), np.ones((edge, edge), np.uint8)), np.uint8)
    dark[kept] = 255
    around = cv2.inpaint(gray, dark, edge, cv2.INPAINT_TELEA)
    inked = np.minimum(cv2.morphologyEx(around, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))), tone.paper)
    low, wide = (pixels_of(inches, dpi) | 1 for inches in settings.fill)
    rows, columns = (cv2.morphologyEx(inked, cv2.MORPH_CLOSE, np.ones(shape, np.uint8)) for shape in ((low, wide), (wide, low)))
    fills = cv2.min(rows, columns)
    stroke = inked * tone.paper < tone.level(settings.palest) * fills
    left = 1 - np.minimum(1.0, gray / np.maximum(1.0, inked))
    free = left[stroke & (dark == 0)]
    grain = min(settings.grain[1], float(np.percentile(free, settings.grain[0]))) if free.size else 0.0
    crests = cv2.dilate(np.asarray(left > grain + settings.crest, np.uint8), np.ones((edge, edge), np.uint8)) > 0
    left = np.where(crests | kept, left, np.maximum(0.0, left - grain) / (1 - grain))
    reached = cv2.dilate(np.asarray(stroke, np.uint8), np.ones((edge, edge), np.uint8)) > 0  # its soft edges too
    return np.where(reached, fills * (1 - left), gray).astype(np.uint8)
