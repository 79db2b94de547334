"""Coloured seals are taken off a page: what is printed under them stays, rulings of their colour included."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.clean_light import Frame
from ocr.straight_masks import Gray, LineSettings, long_lines, pixels_of

__all__ = ["SealSettings", "Seals", "Unsealed", "seals_of", "unsealed"]

Colour = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealSettings:
    """Sizes in inches, colour and brightness of 255."""

    dpi: float = 50.0  # fine enough for stamps
    strength: int = 36  # by which one colour stands above the others in a seal
    pale: int = 12  # likewise at ``dpi``, where thin strokes have paled
    most: float = 0.45  # of its colour, that is added to its light: more would eat into print that the colour bleeds onto
    more: float = 1.0  # of it, that is added at most where nothing is printed
    bare: float = 0.6  # of a seal's own brightness: what is darker is print
    blur: int = 2  # pixels, by which JPEG spreads colours
    rim: float = 0.8  # of the colour that is missing at the edge of a stroke
    nearby: float = 0.2  # to both sides of a character there is paper, but for characters that are wider
    share: float = 0.25  # of it that is told at such an edge; a ruling beside it has less
    dark: float = 25.0  # percentile of a seal's luminance that stands for its ink
    printed: float = 0.9  # of that: what is darker is print
    character: tuple[float, float, float] = (0.015, 0.05, 0.35)  # its smaller side at least, its larger side
    characters: int = 3  # pieces that make print of that colour; fewer may be dirt or bits of a stamp
    beyond: float = 0.1  # the place of a stamp, bits of it may lie
    sizes: tuple[float, float] = (0.5, 3.2)  # inches each way; smaller coloured things are type, larger ones coloured tables
    bleeding: int = 1  # pixel at ``dpi``, by which colour runs over the sides of a ruling
    filled: float = 0.7  # share of the place of a stamp that its strokes cover at most; a tint covers all of its cell
    tint: tuple[float, float] = (0.1, 0.3)  # a filled cell has at least; the strokes of stamps are thinner
    print_: float = 0.06  # strokes of print in it are thinner
    vivid: float = 80.0  # by which one colour stands above the others in what is no tint
    no_paper: float = 0.5  # of the paper's brightness: what is darker is print
    ruling: float = 1.0  # a ruling of the seal's colour is at least as long
    ruling_dpi: float = 200.0
    straight: float = 0.3  # of which so much runs straight along; on a seal's rim less does
    joint: float = 0.05  # of two rulings, where they hide each other
    aslant: float = 0.012  # by which its slope may differ from that of the others; the frames of stamps do
    rulings: tuple[int, int] = (3, 2)  # level and upright ones of a table at least


Seals = Mapping[str, Gray]
"""For each colour, "red" or "blue", of the large stamps on a page where they are, as a mask at ``SealSettings.dpi``."""


def seals_of(image: Colour, dpi: float, frame: Frame | None, settings: SealSettings) -> Seals:
    """The large coloured stamps on the paper.

    Args:
        image: the page, (H, W, 3), RGB.
        dpi: its resolution.
        frame: what of it is no paper.
        settings: what counts as a stamp.
    """
    if frame is not None:
        image = image.copy()
        image[cv2.resize(frame.mask, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_NEAREST) > 0] = 255
    places = {name: _places(image, name, dpi, settings) for name in ("red", "blue")}
    return {name: place for name, place in places.items() if place.any()}


def _places(image: Colour, name: str, dpi: float, settings: SealSettings) -> Gray:
    """Where the stamps of a colour are, which may lie on a table that is printed in it."""
    scale = settings.dpi / dpi
    small = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    strength = _strength(small, name)
    places = _stamps(strength, settings, largest=math.inf)
    if not places.any():
        return places
    ruled = _rulings(_strength(image, name), dpi, settings)
    if ruled is None:
        return _stamps(strength, settings, largest=settings.sizes[1])
    side = 2 * settings.bleeding + 1
    lines = cv2.resize(ruled * np.uint8(255), strength.shape[::-1], interpolation=cv2.INTER_AREA) > 0
    strength[cv2.dilate(np.asarray(lines, np.uint8), np.ones((side, side), np.uint8)) > 0] = 0
    return _stamps(strength, settings, largest=settings.sizes[1])


def _strength(image: Colour, name: str) -> Gray:
    """By how much a colour stands above the others."""
    red, green, blue = cv2.split(image)
    own, other = (red, blue) if name == "red" else (blue, red)
    return np.asarray(cv2.subtract(own, cv2.max(green, other)), np.uint8)


def _stamps(strength: NDArray[np.uint8], settings: SealSettings, *, largest: float) -> Gray:
    """Where strokes of a colour make something from the size of a stamp up to so many inches, with paper between them; a cell filled with
    a tint has none."""
    places, around = np.zeros_like(strength), pixels_of(settings.beyond, settings.dpi)
    paper = float(np.median(strength))  # in warm or cold light it has a colour too
    strong = np.asarray(cv2.subtract(strength, _tints(strength, settings)) > settings.pale + paper, np.uint8)
    joined = cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    for x, y, width, height in stats[1:, : cv2.CC_STAT_AREA]:
        place = np.s_[y : y + height, x : x + width]
        small, large = sorted((width / settings.dpi, height / settings.dpi))
        inked = strong[place] > 0
        tint = inked.mean() > settings.filled and float(np.median(strength[place][inked])) < settings.vivid
        if settings.sizes[0] <= small and large <= largest and not tint:
            places[max(y - around, 0) : y + height + around, max(x - around, 0) : x + width + around] = 1
    return places


def _tints(strength: Gray, settings: SealSettings) -> Gray:
    """The colour of filled cells, which stamps lie on, as if nothing were printed in them."""
    low, wide, thin = (pixels_of(inches, settings.dpi) | 1 for inches in (*settings.tint, settings.print_))
    whole = cv2.morphologyEx(strength, cv2.MORPH_CLOSE, np.ones((thin, thin), np.uint8))
    rows, columns = (cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones(shape, np.uint8)) for shape in ((low, wide), (wide, low)))
    tints = np.asarray(cv2.max(rows, columns), np.uint8)
    return np.where(tints < settings.vivid, tints, np.uint8(0))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unsealed:
    """A page without its coloured stamps, (H, W), and how much of their colour was added to its light. ``covered``: where they lay, if
    print of their colour may have gone with them; None where no such print is elsewhere on the page."""

    page: Gray
    factor: float
    covered: NDArray[np.bool_] | None = None


def unsealed(image: Colour, seals: Seals, dpi: float, settings: SealSettings) -> Unsealed:
    """The page in the light of its seals' colours, what is left of them taken away by how coloured it is.

    Characters and rulings of a seal's colour stay where no stamp is.

    Args:
        image: the page, (H, W, 3), RGB.
        seals: what ``seals_of`` found there.
        dpi: its resolution.
        settings: how far seals are taken off.
    """
    red, green, blue = (np.asarray(cv2.extractChannel(image, channel), np.uint8) for channel in range(3))
    plane = np.asarray(cv2.max(red, blue), np.uint8) if len(seals) > 1 else red if "red" in seals else blue
    against = np.asarray(cv2.min(green, blue if "red" in seals else red), np.uint8)
    if len(seals) > 1:
        against = np.asarray(cv2.min(against, blue), np.uint8)
    colour = np.asarray(cv2.subtract(plane, against), np.uint8)
    stride = max(1, round(dpi / settings.dpi))
    light, sample = plane[::stride, ::stride].astype(np.float64), colour[::stride, ::stride].astype(np.float64)
    stamped = sample > settings.strength
    left = np.maximum(0.0, np.median(light) - light[stamped]) / sample[stamped]
    factor = min(settings.most, float(np.percentile(left, 75))) if len(left) else 0.0
    lighter = np.asarray(cv2.addWeighted(plane, 1 + factor, against, -factor, 0), np.uint8)
    ruled = _rulings(colour, dpi, settings)
    everywhere = np.asarray(np.bitwise_or.reduce(list(seals.values())), np.uint8)  # bits of one stamp may lie on another
    printed = {name: _characters(image, name, everywhere, ruled, dpi, settings) for name in seals}
    alone = {name: places for name, places in seals.items() if cv2.connectedComponents(printed[name])[0] <= settings.characters}
    lighter = _without_ink(_without_rims(lighter, image, colour, settings), image, alone, settings)
    clean = _no_lighter_than_beside(lighter, colour, dpi, settings)
    luminance = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    kept = np.logical_or.reduce([_widened(one, settings) > 0 for one in printed.values()])
    clean = np.where(kept if ruled is None else kept | ruled, np.minimum(clean, luminance), clean)
    lost = [_inside(image, name, places, settings) for name, places in seals.items() if name not in alone]
    return Unsealed(page=clean, factor=factor, covered=np.logical_or.reduce(lost) if lost else None)


def _characters(image: Colour, name: str, places: Gray, ruled: NDArray[np.bool_] | None, dpi: float, settings: SealSettings) -> Gray:
    """1 where characters of a colour are printed outside stamps, be it but one."""
    strong = np.asarray(_strength(image, name) > settings.strength, np.uint8)
    if ruled is not None:
        strong[_widened(np.asarray(ruled, np.uint8), settings) > 0] = 0
    others = places | _with_long_strokes(strong, settings.dpi / dpi, settings)
    strong[cv2.resize(others, strong.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(strong, connectivity=8)
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]] / dpi
    smaller, small, large = settings.character
    fit = (sides.min(axis=1) >= smaller) & (sides.max(axis=1) >= small) & (sides.max(axis=1) <= large)
    fit[0] = False
    return np.asarray(fit[labels], np.uint8)


def _with_long_strokes(strong: Gray, scale: float, settings: SealSettings) -> Gray:
    """Where there are strokes longer than characters are large, with what stands close to them, as a mask at ``SealSettings.dpi``: stamps
    that lie on one another are larger than a stamp."""
    small = np.asarray(cv2.resize(strong, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) > 0, np.uint8)
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(small, connectivity=8)
    long = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= settings.sizes[0] * settings.dpi
    long[0] = False
    joined = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found, around = np.zeros_like(small), pixels_of(settings.beyond, settings.dpi)
    for label in np.unique(labels[long[pieces]]):
        x, y, width, height = boxes[label, : cv2.CC_STAT_AREA]
        found[max(y - around, 0) : y + height + around, max(x - around, 0) : x + width + around] = 1
    return found


def _inside(image: Colour, name: str, places: Gray, settings: SealSettings) -> NDArray[np.bool_]:
    """Where there is colour within stamps."""
    near = _widened(np.asarray(_strength(image, name) > settings.pale, np.uint8), settings)
    return np.asarray((near > 0) & (cv2.resize(places, near.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0), np.bool_)


def _rulings(colour: Gray, dpi: float, settings: SealSettings) -> NDArray[np.bool_] | None:
    """Where the rulings of a table are that is printed in the colour of a seal; None where there is no such table."""
    scale = min(1.0, settings.ruling_dpi / dpi)
    small = np.asarray(cv2.resize(colour, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    finding = LineSettings(gap=settings.joint, level_length=settings.straight, upright_length=settings.straight)
    lines = long_lines(np.asarray(255 - small, np.uint8), scale * dpi, finding)
    length = pixels_of(settings.ruling, scale * dpi)
    level, levels = _parallels(lines.level, length, settings.aslant)
    upright, uprights = _parallels(np.ascontiguousarray(lines.upright.T), length, settings.aslant)
    if levels < settings.rulings[0] or uprights < settings.rulings[1]:
        return None
    return np.asarray(cv2.resize(level | upright.T, colour.shape[::-1], interpolation=cv2.INTER_NEAREST), np.bool_)


def _parallels(mask: Gray, length: int, aslant: float) -> tuple[Gray, int]:
    """1 on those lines of a mask of level ones that are so long and slope as most do; and how many these are."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    long = [label for label in range(1, len(stats)) if stats[label, cv2.CC_STAT_WIDTH] >= length]
    slopes = []
    for label in long:
        x, y, width, height = stats[label, : cv2.CC_STAT_AREA]
        rows, columns = np.nonzero(labels[y : y + height, x : x + width] == label)
        slopes.append(float(np.polyfit(columns, rows, 1)[0]))
    alike = [label for label, slope in zip(long, slopes, strict=True) if abs(slope - np.median(slopes)) <= aslant]
    return np.asarray(np.isin(labels, alike), np.uint8), len(alike)


def _no_lighter_than_beside(clean: Gray, colour: Gray, dpi: float, settings: SealSettings) -> Gray:
    """The page with no stroke of a seal left lighter than the paper to its left or right, darker as that is in filled rows of a table: dark
    lines would seem to run between such strokes."""
    height, width = (max(1, round(side * settings.dpi / dpi)) for side in clean.shape)
    near = _widened(np.asarray(colour > settings.pale, np.uint8), settings)
    covered = cv2.resize(near * np.uint8(255), (width, height), interpolation=cv2.INTER_AREA) > 0
    small = cv2.resize(clean, (width, height), interpolation=cv2.INTER_AREA)
    covered |= small < settings.no_paper * float(np.median(small))
    row = np.ones((1, 2 * pixels_of(settings.nearby, settings.dpi) + 1), np.uint8)  # the lightest of it, for type in the row is no paper
    paper = np.asarray(cv2.dilate(np.where(covered, np.uint8(0), small), row), np.uint8)
    beside = np.maximum(_from_the_left(paper, covered), _from_the_left(paper[:, ::-1], covered[:, ::-1])[:, ::-1])
    beside = cv2.dilate(np.ascontiguousarray(beside), np.ones((3, 1), np.uint8))  # rows may run a little aslant
    limit = np.asarray(cv2.resize(beside, clean.shape[::-1], interpolation=cv2.INTER_LINEAR), np.uint8)
    return np.where(near > 0, np.minimum(clean, limit), clean)


def _from_the_left(values: Gray, covered: NDArray[np.bool_]) -> Gray:
    """The values with what is covered as the nearest to its left that is not; 255 where there is none."""
    columns = np.where(covered, -1, np.arange(values.shape[1]))
    last = np.maximum.accumulate(columns, axis=1)
    return np.where(last < 0, np.uint8(255), np.take_along_axis(values, np.maximum(last, 0), axis=1))


def _widened(colour: Gray, settings: SealSettings) -> Gray:
    side = 2 * settings.blur + 1
    return np.asarray(cv2.dilate(colour, np.ones((side, side), np.uint8)), np.uint8)


def _without_rims(lighter: Gray, image: Colour, colour: Gray, settings: SealSettings) -> Gray:
    """The page without the thin rims that strokes of a seal leave: JPEG keeps colours less sharp than light, so that at a stroke's edge
    too little colour is told. What is darker than the seal itself is print."""
    stamped = np.asarray(colour > settings.strength, np.bool_)
    if not stamped.any():
        return lighter
    luminance = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    own = settings.printed * float(np.percentile(luminance[stamped], settings.dark))
    near = _widened(colour, settings)
    missing = np.asarray(cv2.subtract(near, colour), np.uint8)
    missing[(luminance < own) | (near <= settings.strength) | (colour < settings.share * near)] = 0
    return np.asarray(cv2.addWeighted(lighter, 1.0, missing, settings.rim, 0), np.uint8)


def _without_ink(lighter: Gray, image: Colour, seals: Seals, settings: SealSettings) -> Gray:
    """The page without what dark ink of a seal leaves when little of its colour is added: where its own ink is the darkest
    thing, all of it is. The darker a point is, the less more: there print lies on the seal, or is bled onto."""
    result = lighter.copy()
    for name, places in seals.items():
        inside = cv2.resize(places, lighter.shape[::-1], interpolation=cv2.INTER_NEAREST)
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        if not len(rows):
            continue
        part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        strength = _strength(np.ascontiguousarray(image[part]), name) * inside[part]
        stamped = np.asarray(strength > settings.strength, np.bool_)
        if not stamped.any():
            continue
        luminance = cv2.cvtColor(np.ascontiguousarray(image[part]), cv2.COLOR_RGB2GRAY).astype(np.float32)
        own = settings.printed * float(np.percentile(luminance[stamped], settings.dark))
        left = np.maximum(0.0, float(np.median(lighter)) - lighter[part][stamped]) / strength[stamped]
        more = min(settings.more, float(np.percentile(left, 75)))
        light = np.clip((luminance - settings.bare * own) / (own - settings.bare * own), 0, 1)
        result[part] = np.clip(result[part] + more * strength * light, 0, 255).astype(np.uint8)
    return result
