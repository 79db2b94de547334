"""Stamps that a scanner made grey are taken off a page: their ink is paler than print, their strokes are broader than small type's."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.clean_stamp_places import Mask, StampPlace, StampSettings, Strokes, Tone, rulings_of, stamp_places, strokes_of
from ocr.levels import grey_level
from ocr.straight_masks import Gray, pixels_of

__all__ = ["StampSettings", "Unstamped", "unstamped"]


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
    tone = Tone(paper, paper - black)
    strokes = strokes_of(gray, dpi, tone, settings)
    places = [] if strokes is None else stamp_places(strokes, dpi, settings)
    if strokes is None or not places:
        return Unstamped(page=gray, stamps=0)
    page = _Page(
        gray=gray,
        dpi=dpi,
        tone=tone,
        strokes=strokes,
        rulings=rulings_of(strokes, dpi, tone, settings),
        characters=_characters(gray, dpi, tone, places, settings),
        settings=settings,
    )
    stamps = [_Stamp(place, page.darkest_ink(place), page.characters.around(place, settings)) for place in places]
    stamps = [stamp for stamp in stamps if len(stamp.near)]
    paler = [stamp for stamp in stamps if page.is_paler(stamp)]
    others = [stamp for stamp in stamps if stamp.place.rim and not page.is_paler(stamp)]
    free = gray
    for stamp in paler:
        free = page.without(free, stamp, kept=page.rulings_beside(stamp.place), thin=settings.thin)
    if not others:
        return Unstamped(page=free, stamps=len(paler))
    before, covered = free, np.zeros(gray.shape, np.bool_)
    for stamp in others:
        kept = page.rulings_beside(stamp.place) | page.characters_apart(stamp)
        changed = page.without(free, stamp, kept=kept, thin=settings.thin if page.keeps_characters(stamp) else settings.broad)
        covered |= changed.astype(np.int16) - free > settings.palest * tone.contrast
        free = changed
    return Unstamped(page=free, stamps=len(paler) + len(others), before=before, covered=covered)


@dataclass(frozen=True, slots=True, eq=False)
class _Stamp:
    """A stamp, how dark its ink is where it is darkest, and which characters are around it."""

    place: StampPlace
    ink: float
    near: NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Page:
    """A page with stamps, and what is known of it."""

    gray: Gray
    dpi: float
    tone: Tone
    strokes: Strokes
    rulings: Mask
    characters: _Characters
    settings: StampSettings

    def part(self, place: StampPlace) -> tuple[slice, slice]:
        return place.part(self.dpi / self.settings.dpi)

    def darkest_ink(self, place: StampPlace) -> float:
        """How dark the ink of a stamp is where it is darkest; what is as dark as print counts where it is most of a round one's strokes."""
        part = self.part(place)
        inside = place.inside(self.gray[part].shape)
        dark, broad = (strokes[part] * inside > 0 for strokes in (self.strokes.dark, self.strokes.broad))
        strokes = dark if place.rim and 2 * np.count_nonzero(broad) < np.count_nonzero(dark) else broad
        return self.tone.darkness(grey_level(self.gray[part][strokes], 5))

    def is_paler(self, stamp: _Stamp) -> bool:
        """Whether print is clearly darker."""
        characters = np.mean(self.characters.peaks[stamp.near] > stamp.ink + self.settings.darker[1])
        return bool(characters >= self.settings.print_share and stamp.ink + self.settings.darker[0] <= self.settings.least_print)

    def rulings_beside(self, place: StampPlace) -> Mask:
        """The rulings in the part of a stamp, but for what may be its frame."""
        rulings = self.rulings[self.part(place)]
        edge = cv2.resize(place.edge, rulings.shape[::-1], interpolation=cv2.INTER_LINEAR)
        return np.asarray(rulings & (edge == 0), np.bool_)

    def characters_apart(self, stamp: _Stamp) -> Mask:
        """What is no larger there than the characters around the stamp, nor touches its strokes."""
        settings, part = self.settings, self.part(stamp.place)
        side, edge = pixels_of(settings.broad, self.dpi, 3) | 1, pixels_of(settings.edge, self.dpi) | 1
        ink = np.asarray(cv2.inRange(self.strokes.evenly[part], 0, self.tone.level(settings.ink[0])), np.uint8)
        ink[self.rulings[part]] = 0
        _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
        largest = settings.larger * self.characters.largest(stamp.near)
        apart = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) <= largest
        broad = cv2.dilate(self.strokes.dark[part], np.ones((side, side), np.uint8)) > 0
        apart &= np.bincount(labels[broad], minlength=len(stats)) < settings.rim_bit * stats[:, cv2.CC_STAT_AREA]
        apart[0] = False
        return cv2.dilate(np.asarray(apart[labels], np.uint8), np.ones((edge, edge), np.uint8)) > 0

    def keeps_characters(self, stamp: _Stamp) -> bool:
        """Whether the characters around a stamp would be left alone if it lay on them."""
        boxes = self.characters.boxes[stamp.near]
        (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        divided = self.divided(self.gray[y0:y1, x0:x1], stamp, kept=self.rulings[y0:y1, x0:x1], thin=self.settings.thin)
        left = [self.tone.darkness(float(divided[b - y0 : d - y0, a - x0 : c - x0].min())) for a, b, c, d in boxes]
        kept = np.array(left) >= self.settings.kept * self.characters.peaks[stamp.near]
        return bool(np.mean(kept) >= self.settings.print_share)

    def without(self, gray: Gray, stamp: _Stamp, *, kept: Mask, thin: float) -> Gray:
        """The page, (H, W), with the stamp divided out."""
        part, result = self.part(stamp.place), gray.copy()
        divided = self.divided(gray[part], stamp, kept=kept, thin=thin)
        result[part] = np.where(stamp.place.inside(divided.shape), divided, gray[part])
        return result

    def divided(self, gray: Gray, stamp: _Stamp, *, kept: Mask, thin: float) -> Gray:
        return _divided(gray, kept, self.dpi, self.tone, stamp.ink + self.settings.darker[0], thin, self.settings)


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

    def around(self, place: StampPlace, settings: StampSettings) -> NDArray[np.intp]:
        """Which of them are around a stamp; the nearest ones where few are."""
        away = np.maximum(np.array([place.x0, place.y0]) - self.middles, self.middles - np.array([place.x1, place.y1])).max(axis=1)
        near = np.flatnonzero(away <= settings.nearby * settings.dpi)
        return near if len(near) >= settings.characters else np.argsort(away, kind="stable")[: settings.characters]


def _characters(gray: Gray, dpi: float, tone: Tone, places: list[StampPlace], settings: StampSettings) -> _Characters:
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


def _divided(gray: Gray, kept: Mask, dpi: float, tone: Tone, darkest: float, thin: float, settings: StampSettings) -> Gray:
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
