"""A page is made straight: its slant from projections, then a gentle bend fitted to what should be straight on it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.geometry import Box, Displacement, Homography, Sheets, Transform
from ocr.straight_masks import Gray

__all__ = ["POINTS_PER_INCH", "Slant", "SlantSettings", "page_slant", "slant_map", "through", "warped"]

POINTS_PER_INCH = 72.0
_NODE = 16  # pixels between the places where a map is computed; a gentle bend is straight in between to a hundredth of a pixel

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlantSettings:
    """How slant is searched for."""

    widest_degrees: float = 11.0  # a hand lays a page on the glass no more crooked
    lean_degrees: float = 4.5  # how far uprights may lean from square to the levels, on a photo
    steps_degrees: tuple[float, float, float] = (0.4, 0.1, 0.025)
    most_points: int = 60_000
    square_degrees: float = 0.4  # by which they may do so on a scan, unless that makes their projection much sharper
    leaning: float = 4.0  # times as sharp
    clear: float = 1.25  # times the median sharpness over all angles: below, a family has no direction


@dataclass(frozen=True, slots=True)
class Slant:
    """Level lines run along ``y = a + level * x``, upright ones along ``x = b + upright * y``."""

    level: float = 0.0
    upright: float = 0.0

    @property
    def degrees(self) -> float:
        """The slope of level lines, clockwise."""
        return math.degrees(math.atan(self.level))


def page_slant(ink: Gray, settings: SlantSettings = SlantSettings(), *, photographed: bool = False) -> Slant:
    """The slant of a page, from where its ink (non-zero pixels) falls when it is projected along each angle.

    On the glass of a scanner uprights stay square to levels, and where a page has few of them, strokes of type may pass for uprights.
    """
    ys, xs = np.nonzero(ink)
    if len(xs) < 100:
        return Slant()
    if len(xs) > settings.most_points:  # drawn by lot: every second pixel of a filled area lies in every second column
        drawn = np.random.default_rng(0).random(len(xs)) < settings.most_points / len(xs)
        xs, ys = xs[drawn], ys[drawn]
    x, y = xs.astype(np.float32), ys.astype(np.float32)
    level = _sharpest(x, y, 0.0, settings.widest_degrees, settings)
    slope = 0.0 if level is None else level
    upright = _sharpest(y, x, -slope, settings.lean_degrees, settings)
    if upright is not None and not photographed:
        square = _best_near(y, x, -slope, settings.square_degrees, settings.steps_degrees[-1])
        upright = upright if _sharpness(y, x, upright) >= settings.leaning * _sharpness(y, x, square) else square
    return Slant(slope, -slope if upright is None else upright)


def _best_near(along: NDArray[np.float32], across: NDArray[np.float32], slope: float, reach: float, step: float) -> float:
    center = math.degrees(math.atan(slope))
    slopes = [math.tan(math.radians(center + turn)) for turn in np.arange(-reach, reach + step / 2, step)]
    return max(slopes, key=lambda one: _sharpness(along, across, one))


def _sharpest(
    along: NDArray[np.float32], across: NDArray[np.float32], middle: float, reach: float, settings: SlantSettings
) -> float | None:
    """The slope at which the projection is sharpest; None when none stands out."""
    center, best = math.degrees(math.atan(middle)), 0.0
    for number, step in enumerate(settings.steps_degrees):
        angles = np.arange(-reach, reach + step / 2, step) + center
        scores = [_sharpness(along, across, math.tan(math.radians(angle))) for angle in angles]
        best = max(scores)
        if number == 0 and best < settings.clear * float(np.median(scores)):
            return None
        center, reach = float(angles[int(np.argmax(scores))]), step
    return math.tan(math.radians(center))


def _sharpness(along: NDArray[np.float32], across: NDArray[np.float32], slope: float) -> float:
    place = across - slope * along
    place -= place.min()
    profile = np.bincount(place.astype(np.int32)).astype(np.float64)
    return float(np.square(np.diff(profile)).sum())


def slant_map(slant: Slant, paper: Box) -> tuple[Homography, tuple[float, float]]:
    """The map from the page set square to the page as it lies, and the size that holds all of the paper, in points."""
    across = 1 / math.hypot(1, slant.level)
    down = 1 / math.hypot(1, slant.upright)
    linear = np.array([[across, slant.upright * down], [slant.level * across, down]])
    corners = np.linalg.inv(linear) @ np.array(paper.corners).T
    origin = corners.min(axis=1)
    width, height = (float(side) for side in corners.max(axis=1) - origin)
    shift = linear @ origin
    a, b, c, d = (float(value) for value in linear.ravel())
    return Homography((a, b, float(shift[0]), c, d, float(shift[1]), 0, 0, 1)), (width, height)


def through(transform: Transform, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Where many points go at once; arrays of one shape."""
    for step in transform.steps:
        if isinstance(step, Sheets):
            lower = y >= step.height
            x, y = x + lower * step.across, y - lower * step.height
        else:
            x, y = _bent(step, x, y) if isinstance(step, Displacement) else _projected(step, x, y)
    return x, y


def _projected(step: Homography, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    a, b, c, d, e, f, g, h, i = step.matrix
    w = g * x + h * y + i
    return (a * x + b * y + c) / w, (d * x + e * y + f) / w


def _bent(step: Displacement, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    u, v = x / step.scale, y / step.scale
    terms = [u**i * v**j for i, j in step.powers]
    return x + sum(c * t for c, t in zip(step.dx, terms, strict=True)), y + sum(c * t for c, t in zip(step.dy, terms, strict=True))


def warped(image: NDArray[np.uint8], dpi: float, transform: Transform, size: tuple[float, float], to_dpi: float) -> NDArray[np.uint8]:
    """The image seen through the way back from a page of ``size`` points; what lies outside it is white."""
    width, height = (max(1, round(side * to_dpi / POINTS_PER_INCH)) for side in size)
    columns, rows = -(-width // _NODE) + 2, -(-height // _NODE) + 2
    at = (np.arange(max(columns, rows), dtype=np.float64) - 0.5) * _NODE * POINTS_PER_INCH / to_dpi
    x, y = through(transform, *np.meshgrid(at[:columns], at[:rows]))
    maps = [_enlarged(values * dpi / POINTS_PER_INCH - 0.5, width, height) for values in (x, y)]
    return np.asarray(
        cv2.remap(image, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(255, 255, 255)), np.uint8
    )


def _enlarged(nodes: Floats, width: int, height: int) -> NDArray[np.float32]:
    rows, columns = nodes.shape
    full = cv2.resize(nodes.astype(np.float32), (columns * _NODE, rows * _NODE), interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(full[_NODE : _NODE + height, _NODE : _NODE + width])
