"""Paper becomes white and ink dark: frames of photos, uneven light, grain, specks and fax dots."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.geometry import Box
from ocr.levels import print_level
from ocr.straight_masks import Gray, pixels_of

__all__ = [
    "Frame",
    "LightSettings",
    "Tone",
    "dark_frame",
    "flattened",
    "is_bilevel",
    "is_inverted",
    "smoothed",
    "stretch_of",
    "stretched",
    "tone_of",
    "unframed",
    "unspecked",
]

Colour = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class LightSettings:
    """Sizes in inches, brightness of 255."""

    frame_dpi: float = 25.0  # coarse enough to lose all print
    frame_dark: float = 0.72  # share of the paper's brightness below which the rim of an image is no paper
    frame_print: float = 0.36  # thicker than any stroke or ruling, thinner than what surrounds a page
    frame_steps: tuple[int, ...] = (8, 5, 3)  # grey levels from pixel to pixel of a frame; its edge to the paper is steeper
    frame_shares: tuple[float, ...] = (1.0, 0.6, 0.45)  # of the paper's brightness that a frame may reach
    frame_edge: int = 18  # grey levels from the frame to the paper next to it
    frame_least: float = 0.004  # share of the image: less is a shadow line that does no harm
    frame_margin: float = 0.06  # around the frame, where its edge is blurred
    light_dpi: float = 12.5
    light_reach: float = 1.2  # wider than any filled cell is high, so that fills stay
    light_blur: float = 0.5
    even: float = 12.0  # spread of the paper's brightness below which nothing is flattened
    white: float = 225.0  # paper darker than this is made white
    bilevel: float = 0.985  # share of pure black and white that makes a fax
    between: float = 0.5  # of black or white, whichever is less: the grey that JPEG leaves; type on a very white page has more
    place: int = 64  # pixels of a side: no more than half of so large a place is print
    inverted: float = 0.65  # share of the middle of an image that is nearer to black than to white, when it is a negative
    bilevel_blur: float = 0.003  # a twentieth of the height of small digits
    speck: int = 2  # pixels at 200 dpi; a full stop of 6 pt has more
    specks: float = 60.0  # to the square inch: fewer are left, for a fax leaves of digits no more than such bits


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What is no paper (255 in ``mask``, coarse), and the box of the paper in points."""

    mask: Gray
    paper: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """Brightness of paper and ink, how much the paper varies, and its grain, in grey levels."""

    paper: float
    ink: float
    spread: float
    grain: float


def dark_frame(gray: Gray, dpi: float, settings: LightSettings) -> Frame | None:
    """The dark surroundings of a photographed or overscanned page: what is dark and reached from the rim without a step."""
    scale = settings.frame_dpi / dpi
    small = _without_print(np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8), settings)
    tries = (_flooded(small, step, share, settings) for share in settings.frame_shares for step in settings.frame_steps)
    inner = max((mask for mask in tries if _is_frame(mask, small, settings)), key=np.count_nonzero, default=None)
    if inner is None:
        return None
    margin = pixels_of(settings.frame_margin, settings.frame_dpi)
    grown = np.asarray(cv2.dilate(inner, np.ones((2 * margin + 1, 2 * margin + 1), np.uint8)), np.uint8)
    paper = grown == 0
    columns, rows = (np.flatnonzero(paper.mean(axis=axis) > 0.02) for axis in (0, 1))
    unit = 72 / settings.frame_dpi
    return Frame(grown, Box(columns[0] * unit, rows[0] * unit, (columns[-1] + 1) * unit, (rows[-1] + 1) * unit))


def _without_print(small: Gray, settings: LightSettings) -> Gray:
    """The image with everything dark and thin closed; what lies at the rim counts as if it went on outside."""
    size = pixels_of(settings.frame_print, settings.frame_dpi) | 1
    around = cv2.copyMakeBorder(small, size, size, size, size, cv2.BORDER_REPLICATE)
    closed = cv2.morphologyEx(around, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    return np.ascontiguousarray(closed[size:-size, size:-size], np.uint8)


def _flooded(small: Gray, step: int, share: float, settings: LightSettings) -> Gray:
    """255 where dark parts of the rim lead without a step, to nothing brighter than a share of the paper."""
    limit = share * float(np.percentile(small, 90))
    start = settings.frame_dark * float(np.percentile(small, 90))
    mask = np.full((small.shape[0] + 2, small.shape[1] + 2), 1, np.uint8)
    mask[1:-1, 1:-1] = small >= limit
    flags = 4 | (255 << 8) | cv2.FLOODFILL_MASK_ONLY
    for x, y in _rim(small.shape[1], small.shape[0]):
        if small[y, x] < start and not mask[y + 1, x + 1]:
            cv2.floodFill(small, mask, (x, y), 0, step, step, flags)
    return np.asarray((mask[1:-1, 1:-1] == 255) * np.uint8(255), np.uint8)


def _is_frame(mask: Gray, small: Gray, settings: LightSettings) -> bool:
    """Whether it is large enough, stays out of the middle, and ends at a step, as shadows do not."""
    height, width = mask.shape
    middle = mask[height // 4 : -height // 4, width // 4 : -width // 4]
    if np.count_nonzero(mask) < settings.frame_least * mask.size or np.count_nonzero(middle) > 0.01 * middle.size:
        return False
    edge = np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8) & ~mask
    around = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8))[edge > 0]
    return len(around) > 0 and float(np.mean(around >= settings.frame_edge)) >= 0.85


def _rim(width: int, height: int) -> list[tuple[int, int]]:
    across = [(x, y) for y in (0, height - 1) for x in range(0, width, 2)]
    return across + [(x, y) for x in (0, width - 1) for y in range(0, height, 2)]


def unframed(image: Colour, frame: Frame) -> Colour:
    """The image with its frame as bright as the paper next to it."""
    mask = cv2.resize(frame.mask, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR) > 127
    result = image.copy()
    result[mask] = 255
    return result


def tone_of(gray: Gray, dpi: float) -> Tone:
    """Measured on blocks of a quarter inch: their brightest tenth is paper, their darkest pixels ink."""
    size = pixels_of(0.25, dpi)
    rows, columns = gray.shape[0] // size, gray.shape[1] // size
    if not rows or not columns:
        return Tone(paper=255, ink=0, spread=0, grain=0)
    blocks = (
        gray[: rows * size, : columns * size].reshape(rows, size, columns, size).transpose(0, 2, 1, 3).reshape(rows * columns, -1)[:, ::3]
    )
    papers = np.percentile(blocks, 80, axis=1)
    spread = float(np.percentile(papers, 95) - np.percentile(papers, 5))
    grain = float(np.percentile(blocks.std(axis=1), 10))
    ink = print_level(gray, dpi, float(np.percentile(blocks, 0.5)))
    return Tone(paper=float(np.median(papers)), ink=ink, spread=spread, grain=grain)


def flattened(gray: Gray, dpi: float, settings: LightSettings) -> Gray:
    """The image divided by its paper, which is followed very coarsely, so that filled cells stay filled.

    What is as white as can be lies beyond the edge of the paper, unless most of the image is: the paper there is that nearby.
    """
    scale = settings.light_dpi / dpi
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    side = pixels_of(settings.light_reach, settings.light_dpi) | 1
    reach = np.ones((side, side), np.uint8)
    beyond = cv2.dilate(np.asarray((small == 255) & (np.median(small) < 255), np.uint8), np.ones((3, 3), np.uint8)) > 0
    lightest = cv2.dilate(np.where(beyond, np.uint8(0), small), reach)
    known = lightest > 0
    paper = cv2.erode(np.where(known, lightest, np.uint8(255)), reach)
    blur = settings.light_blur * settings.light_dpi
    shares, whole = (cv2.GaussianBlur(plane.astype(np.float32), (0, 0), blur) for plane in (known, np.where(known, paper, 0)))
    even = np.where(known, np.rint(whole / np.maximum(shares, 1e-3)), 255).astype(np.uint8)
    full = cv2.resize(even, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(gray, full, scale=250), np.uint8)


def is_bilevel(gray: Gray, settings: LightSettings) -> bool:
    """Whether the image knows black and white only."""
    sample = gray[::3, ::3]
    black, white = float(np.mean(sample < 8)), float(np.mean(sample > 247))
    return black + white >= settings.bilevel and 1 - black - white <= settings.between * min(black, white)


def is_inverted(gray: Gray, settings: LightSettings) -> bool:
    """Whether the image has white print on black paper."""
    height, width = gray.shape
    sample = gray[height // 5 : -height // 5 : 3, width // 5 : -width // 5 : 3]
    if not sample.size:
        return False
    dark, light = (float(value) for value in np.percentile(sample, (2, 99.5)))
    mostly_dark = light - dark > 60 and float(np.mean(sample < (dark + light) / 2)) >= settings.inverted
    return mostly_dark and _prints_white(gray[height // 5 : -height // 5, width // 5 : -width // 5], settings)


def _prints_white(gray: Gray, settings: LightSettings) -> bool:
    """Whether paper is darker than print in most places where there is both: a page of which most lies in the shade is no negative."""
    size = settings.place
    rows, columns = gray.shape[0] // size, gray.shape[1] // size
    if not rows or not columns:
        return True
    places = gray[: rows * size, : columns * size].reshape(rows, size, columns, size).transpose(0, 2, 1, 3).reshape(rows * columns, -1)
    dark, paper, light = np.percentile(places[:, ::7], (2, 50, 98), axis=1)
    printed = light - dark > 60
    return bool(np.mean((paper - dark < light - paper)[printed]) > 0.5) if printed.any() else True


def smoothed(gray: Gray, dpi: float, settings: LightSettings) -> Gray:
    """The dots of a fax run together."""
    return np.asarray(cv2.GaussianBlur(gray, (0, 0), settings.bilevel_blur * dpi), np.uint8)


def unspecked(gray: Gray, dpi: float, settings: LightSettings) -> tuple[Gray, int]:
    """Lone dots smaller than a full stop made white, when there are many; the image and how many there were."""
    dark = np.asarray(gray < 128, np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    most = settings.speck * (dpi / 200) ** 2
    small = stats[:, cv2.CC_STAT_AREA] <= most
    found = int(np.count_nonzero(small))
    if count < 2 or found < settings.specks * gray.size / dpi**2:
        return gray, 0
    result = gray.copy()
    result[small[labels]] = 255
    return result, found


def stretch_of(gray: Gray, dpi: float) -> float:
    """How many times as far apart its grey levels are once it is ``stretched``."""
    return 255 / max(1.0, float(np.median(gray[::5, ::5])) - _ink(gray, dpi))


def stretched(gray: Gray, dpi: float) -> Gray:
    """The image with its ink made black and its paper white."""
    table = np.clip((np.arange(256) - _ink(gray, dpi)) * stretch_of(gray, dpi), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(gray, table), np.uint8)


def _ink(gray: Gray, dpi: float) -> float:
    return print_level(gray, dpi, float(np.percentile(gray[::5, ::5], 0.5)))
