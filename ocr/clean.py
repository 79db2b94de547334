"""A page image becomes clean: upright, straight, evenly lit, without seals; it knows what was done and the way back."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.geometry import Box, Displacement, Homography, Transform
from ocr.clean_dirt import DirtSettings, without_dirt
from ocr.clean_light import (
    Frame,
    LightSettings,
    Tone,
    dark_frame,
    flattened,
    is_bilevel,
    is_inverted,
    smoothed,
    stretch_of,
    stretched,
    tone_of,
    unframed,
    unspecked,
)
from ocr.clean_seals import SealSettings, seals_of, unsealed
from ocr.clean_stamps import StampSettings, Unstamped, unstamped
from ocr.clean_tint import TintSettings, without_tint
from ocr.clean_turn import TurnSettings, WayUp, lines_run_across, turned, uprightness, way_up_crops
from ocr.levels import grey_level
from ocr.straight import POINTS_PER_INCH, Slant, SlantSettings, page_slant, slant_map, warped
from ocr.straight_field import FieldSettings, bend_of, ruling_curves, text_curves
from ocr.straight_masks import Gray, LineSettings, long_lines, with_long_lines, without_characters

__all__ = ["STEPS", "CleanPage", "CleanSettings", "clean_page"]

WORKING_DPI = 200.0  # finds 99 % of grids; at 150 two thirds are lost, at 300 it takes twice the time
INK_DPI = 100.0  # enough to see where characters are
LARGEST_DPI = 300.0  # readers gain nothing above
_EMPTY = 70.0
STEPS = ("invert", "frame", "seal", "light", "turn", "slant", "bend", "stamp", "dirt", "tint", "specks", "smooth", "grain", "stretch")


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanSettings:
    """The settings of every step; angles in degrees, lengths in inches. ``without`` names those of ``STEPS`` that are left out."""

    light: LightSettings = field(default_factory=LightSettings)
    seal: SealSettings = field(default_factory=SealSettings)
    stamp: StampSettings = field(default_factory=StampSettings)
    dirt: DirtSettings = field(default_factory=DirtSettings)
    tint: TintSettings = field(default_factory=TintSettings)
    turn: TurnSettings = field(default_factory=TurnSettings)
    slant: SlantSettings = field(default_factory=SlantSettings)
    bend: FieldSettings = field(default_factory=FieldSettings)
    lines: LineSettings = field(default_factory=lambda: LineSettings(level_length=0.14, upright_length=0.14))
    least_slant_degrees: float = 0.15  # less is left to the bend, which is measured on rulings
    least_bend: float = 0.006
    strong_bend: float = 0.07  # from which it is looked for once more: rulings that lay far aslant are only found on the straighter page
    bends: int = 3
    empty: float = _EMPTY  # grey levels between paper and the darkest half of a hundredth: below, a page holds next to nothing but grain
    faintest: float = 30.0  # likewise, where the grain is weak
    over_grain: float = 12.0  # times the deviation of the grain: print, be it ever so pale
    dull: float = 170.0  # grey levels between paper and ink: below, ink is made darker
    grainy: float = 0.05  # share of the way from paper to ink: grain that is stronger hangs on the outlines of small figures
    grain_left: float = 0.5  # of it: JPEG makes grain of one pixel hang on to that beside it
    grain_blur: float = 0.004  # of an inch; strokes of small type are 0.01 broad
    without: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Steps that there are not would be left out in silence."""
        if unknown := self.without.difference(STEPS):
            raise ValueError(f"no such step: {', '.join(sorted(unknown))}")

    def runs(self, step: str) -> bool:
        """Whether a step is not left out."""
        return step not in self.without


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CleanPage:
    """A page made ready for reading.

    ``gray`` and ``red_free`` are read-only (H, W) pictures at ``dpi``: the one for reading, and the same without what is done for
    readers only (a fax's dots run together, specks removed, ink darkened), for finding rulings. Seals are gone from both, coloured ones and
    grey ones; grey ones that are no paler than print from ``gray`` only. Where there were such, ``covered``, (H, W), is true where their
    ink was taken away, and ``stamped`` is ``gray`` with them on it.
    ``to_source`` leads from points of this page to points of the source image. ``rotation`` is the angle by which the source
    was turned clockwise, ``skew_degrees`` the slope of its lines once upright, clockwise. ``quality`` runs from 0 to 1. ``bilevel``: the
    source knows black and white only. ``grain`` is the standard deviation of the paper of ``gray``, in grey levels.
    """

    gray: Gray
    red_free: Gray
    dpi: float
    to_source: Transform
    source_size: tuple[float, float]
    steps: tuple[str, ...]
    rotation: int
    skew_degrees: float
    quality: float
    bilevel: bool = False
    grain: float = 0.0
    covered: NDArray[np.bool_] | None = None
    stamped: Gray | None = None

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        height, width = self.gray.shape
        return width * POINTS_PER_INCH / self.dpi, height * POINTS_PER_INCH / self.dpi


def clean_page(
    pixels: NDArray[np.uint8], dpi: float, *, way_up: WayUp | None = None, settings: CleanSettings = CleanSettings()
) -> CleanPage:
    """Clean one page image of shape (H, W, 3), RGB.

    Args:
        pixels: the image as it is in the source.
        dpi: its resolution.
        way_up: asked whether crops of text lines stand upright where the page itself does not tell clearly.
        settings: what the steps are run with.
    """
    work_dpi, steps = min(dpi, WORKING_DPI), []
    plane = _luminance(pixels)
    if settings.runs("invert") and is_inverted(plane, settings.light):
        steps.append("invert: white on black")
        pixels, plane = np.asarray(cv2.bitwise_not(pixels), np.uint8), np.asarray(cv2.bitwise_not(plane), np.uint8)
    bilevel = is_bilevel(plane, settings.light)
    work = _at(plane, dpi, WORKING_DPI)
    frame = dark_frame(work, work_dpi, settings.light) if settings.runs("frame") else None
    if frame is not None:
        steps.append(f"dark frame: {np.mean(frame.mask > 0):.0%} of the image made white")
    seals = seals_of(pixels, dpi, frame, settings.seal) if pixels.ndim == 3 and settings.runs("seal") else {}
    unseal = unsealed(pixels, seals, dpi, settings.seal) if seals else None
    if unseal is not None:
        plane = unseal.page
        steps.append(f"{' and '.join(seals)} seal: the light of that colour, {unseal.factor:.2f} of the colour added")
        work = _at(plane, dpi, WORKING_DPI)
    if frame is not None:
        work = unframed(work, frame)
    tone = tone_of(work, work_dpi)
    uneven = settings.runs("light") and (tone.spread > settings.light.even or tone.paper < settings.light.white)
    if uneven:
        work = flattened(work, work_dpi, settings.light)
    lie = _lie_of(work, work_dpi, frame, way_up, settings)
    steps.extend(lie.steps)
    source_size = (pixels.shape[1] * POINTS_PER_INCH / dpi, pixels.shape[0] * POINTS_PER_INCH / dpi)
    plain = warped(plane if frame is None else unframed(plane, frame), dpi, lie.to_source, lie.size, min(dpi, LARGEST_DPI))
    if uneven:
        steps.append(f"light: divided by the paper, {tone.paper:.0f} ± {tone.spread / 2:.0f}")
        plain = flattened(plain, min(dpi, LARGEST_DPI), settings.light)
    free = Unstamped(page=plain, stamps=0)
    if not bilevel and settings.runs("stamp"):
        free = unstamped(plain, min(dpi, LARGEST_DPI), settings.stamp)
        plain = free.page
        if free.stamps:
            steps.append(f"stamp: {free.stamps} grey, divided out")
    if bilevel and settings.runs("tint"):
        plain, share = without_tint(plain, min(dpi, LARGEST_DPI), settings.tint)
        if share:
            steps.append(f"tint: {100 * share:.1f} % of the page freed of dots")
    if not bilevel and settings.runs("dirt"):
        plain, specks = without_dirt(plain, min(dpi, LARGEST_DPI), settings.dirt)
        if specks:
            steps.append(f"dirt: {specks} specks, darker than print")
    lost = None
    if unseal is not None and unseal.covered is not None:
        bare = np.where(unseal.covered, np.uint8(0), np.uint8(255))  # as what lies outside the image is
        lost = warped(bare, dpi, lie.to_source, lie.size, min(dpi, LARGEST_DPI)) < 255
    stamped = None if free.before is None else _for_reading(free.before, min(dpi, LARGEST_DPI), tone, bilevel, settings)[0]
    gray, more, gain = _for_reading(plain, min(dpi, LARGEST_DPI), tone, bilevel, settings)
    ruled = plain if free.before is None else free.before  # the rulings under a stamp no paler than print go with it
    for picture in (gray, ruled):
        picture.flags.writeable = False
    return CleanPage(
        gray=gray,
        red_free=ruled,
        dpi=min(dpi, LARGEST_DPI),
        to_source=lie.to_source,
        source_size=source_size,
        steps=(*steps, *more),
        rotation=lie.rotation,
        skew_degrees=lie.slant.degrees,
        quality=_quality(tone, dpi),
        bilevel=bilevel,
        grain=_grain(plain, tone, dpi) * gain,
        covered=_either(free.covered, lost),
        stamped=stamped,
    )


def _either(one: NDArray[np.bool_] | None, other: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
    return other if one is None else one if other is None else one | other


def _grain(plain: Gray, tone: Tone, dpi: float) -> float:
    """That of the source, as far as it has grown with the light; what is lighter than the paper is cut off, so that it cannot be seen."""
    lighter = grey_level(plain[::5, ::5], 50) / max(1.0, tone.paper)
    finer = max(1.0, min(dpi, LARGEST_DPI) / WORKING_DPI)
    return tone.grain * lighter * finer


def _luminance(pixels: NDArray[np.uint8]) -> Gray:
    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def _at(plane: Gray, dpi: float, to_dpi: float) -> Gray:
    """The plane at a lower resolution; never a higher one."""
    if dpi <= to_dpi:
        return plane
    return np.asarray(cv2.resize(plane, None, fx=to_dpi / dpi, fy=to_dpi / dpi, interpolation=cv2.INTER_AREA), np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lie:
    """How a page lies in its source."""

    to_source: Transform
    size: tuple[float, float]
    rotation: int
    slant: Slant
    steps: tuple[str, ...]


def _lie_of(work: Gray, dpi: float, frame: Frame | None, way_up: WayUp | None, settings: CleanSettings) -> _Lie:
    steps = []
    ink = _ink(work, dpi, INK_DPI)
    quarter = settings.runs("turn") and not lines_run_across(
        _characters(ink, min(dpi, INK_DPI), settings.turn), min(dpi, INK_DPI), settings.turn
    )
    height, width = (side * POINTS_PER_INCH / dpi for side in work.shape)
    paper = frame.paper if frame is not None else Box(0, 0, width, height)
    chain: tuple[Homography | Displacement, ...] = ()
    if quarter:
        work, ink = turned(work, 90), turned(ink, 90)
        paper = Box(height - paper.y1, paper.x0, height - paper.y0, paper.x1)
        chain = (Homography((0, 1, 0, -1, 0, height, 0, 0, 1)),)
    slant = page_slant(ink, settings.slant, photographed=frame is not None) if settings.runs("slant") else Slant()
    square, size = slant_map(slant, paper)
    if max(abs(slant.degrees), abs(Slant(slant.upright).degrees)) >= settings.least_slant_degrees or frame is not None:
        steps.append(f"slant: levels {slant.degrees:+.2f}°, uprights {Slant(slant.upright).degrees:+.2f}°")
        chain = (square, *chain)
        work = warped(work, dpi, Transform((square,)), size, dpi)
    else:
        slant, size = Slant(), (paper.x1, paper.y1)
    for round_ in range(settings.bends if settings.runs("bend") else 0):
        characters = _characters(_ink(work, dpi, INK_DPI), min(dpi, INK_DPI), settings.turn)
        bend = _bend(work, characters, dpi, size, settings)
        if bend is None:
            break
        chain = (bend.back, *chain)
        steps.append(bend.step)
        if bend.most < settings.strong_bend * POINTS_PER_INCH or round_ + 1 == settings.bends:
            break
        work = warped(work, dpi, Transform((bend.back,)), size, dpi)
    upside_down = settings.runs("turn") and _upside_down(work, dpi, way_up, settings, quarter=quarter)
    if upside_down:
        chain = (Homography((-1, 0, size[0], 0, -1, size[1], 0, 0, 1)), *chain)
    rotation = (90 if quarter else 0) + (180 if upside_down else 0)
    if rotation:
        steps.insert(0, f"turn: {rotation}° clockwise")
    return _Lie(to_source=Transform(chain), size=size, rotation=rotation, slant=slant, steps=tuple(steps))


def _ink(work: Gray, dpi: float, to_dpi: float) -> Gray:
    """255 where there is ink, at that resolution or the page's own."""
    small = _at(work, dpi, to_dpi)
    paper, ink, darkest = (grey_level(small[::2, ::2], percent) for percent in (50, 0.5, 0.03))
    if paper - ink < _EMPTY and paper - darkest > 2 * (paper - ink):
        ink = darkest  # of a page with a line or two the darkest half of a hundredth is grain
    return np.asarray((small < paper - 0.35 * (paper - ink)) * np.uint8(255), np.uint8)


def _characters(ink: Gray, dpi: float, settings: TurnSettings) -> Gray:
    """The ink that comes in pieces of the size of characters; rulings, and what touches them, are larger."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    side = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    fit = (side >= settings.smallest * dpi) & (side <= settings.largest * dpi)
    fit[0] = False
    return np.asarray(fit[labels] * np.uint8(255), np.uint8)


@dataclass(frozen=True, slots=True)
class _Bend:
    """The way back, by how much anything moves at most, in points, and what is told of it."""

    back: Displacement
    most: float
    step: str


def _bend(work: Gray, characters: Gray, dpi: float, size: tuple[float, float], settings: CleanSettings) -> _Bend | None:
    """The bend left after the slant, and what it was found from; None when nothing moves by more than a hair."""
    work = without_characters(work, dpi, settings.lines)
    lines = long_lines(work, dpi, settings.lines)
    if not lines.clear:
        lines = with_long_lines(lines, work, dpi, settings.lines)
    level = ruling_curves(lines.level, dpi, settings.bend, level=True)
    upright = ruling_curves(lines.upright, dpi, settings.bend, level=False)
    text = text_curves(characters, min(dpi, INK_DPI), settings.bend)
    bend = bend_of((*level, *text), upright, (size[0] / POINTS_PER_INCH, size[1] / POINTS_PER_INCH), settings.bend)
    if bend is None:
        return None
    xs, ys = np.meshgrid(np.linspace(0, size[0], 9), np.linspace(0, size[1], 9))
    moved = [bend.point(float(x), float(y)) for x, y in zip(xs.ravel(), ys.ravel(), strict=True)]
    most = max(max(abs(a - x), abs(b - y)) for (a, b), x, y in zip(moved, xs.ravel(), ys.ravel(), strict=True))
    if most < settings.least_bend * POINTS_PER_INCH:
        return None
    found = f"{len(level)} level and {len(upright)} upright rulings, {len(text)} lines of text"
    return _Bend(bend, most, f"bend: up to {most:.1f} points, from {found}")


def _upside_down(work: Gray, dpi: float, way_up: WayUp | None, settings: CleanSettings, *, quarter: bool) -> bool:
    """Commas and full stops are too small for the ink that slant is found from. Few pages are scanned upside down, so that without a
    reader only clear signs tell; of pages on their side as many lie on the left as on the right. A reader is asked before a page is turned
    in any case, for on a page of three lines signs may be as clear and mean nothing."""
    characters = _characters(_ink(work, dpi, dpi), dpi, settings.turn)
    upright = uprightness(characters, dpi, settings.turn)
    if way_up is not None and upright < settings.turn.clear:
        crops = way_up_crops(work, characters, dpi, settings=settings.turn)
        if upright > -settings.turn.clear:
            return not way_up(crops) if crops else False
        return way_up([np.ascontiguousarray(crop[::-1, ::-1]) for crop in crops]) if crops else True
    return upright < (0.0 if quarter else -settings.turn.clear)


def _for_reading(plain: Gray, dpi: float, tone: Tone, bilevel: bool, settings: CleanSettings) -> tuple[Gray, list[str], float]:
    """The picture for readers, what was done to it, and how many times as strong its grain is then."""
    steps: list[str] = []
    gray, gain, contrast = plain, 1.0, tone.paper - tone.ink
    if bilevel and settings.runs("specks"):
        gray, specks = unspecked(gray, dpi, settings.light)
        if specks:
            steps.append(f"specks: {specks} removed")
    if bilevel and settings.runs("smooth"):
        gray = smoothed(gray, dpi, settings.light)
        steps.append("fax: dots run together")
    if not bilevel and settings.runs("grain") and contrast > settings.empty and tone.grain > settings.grainy * contrast:
        gray = np.asarray(cv2.GaussianBlur(gray, (0, 0), settings.grain_blur * dpi), np.uint8)
        gain *= settings.grain_left
        steps.append(f"grain: {tone.grain:.0f} levels, smoothed")
    inked = contrast > settings.empty or (contrast > settings.faintest and contrast > settings.over_grain * tone.grain)
    if settings.runs("stretch") and inked and contrast < settings.dull:
        gain *= stretch_of(gray, dpi)
        gray = stretched(gray, dpi)
        steps.append(f"contrast: ink stood {contrast:.0f} below paper")
    return gray, steps, gain


def _quality(tone: Tone, dpi: float) -> float:
    """1 for dark, clean print at 300 dpi; lower for faint ink, grain and few dots."""
    contrast = max(0.0, tone.paper - tone.ink)
    clear = contrast / (contrast + 6 * tone.grain + 1)
    return round(min(1.0, contrast / 150) * clear * math.sqrt(min(1.0, dpi / LARGEST_DPI)), 3)
