"""The bend of a page: a smooth field of displacements that makes its long rulings, or its lines of text, straight."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.geometry import Displacement
from ocr.straight_masks import Gray, pixels_of

__all__ = ["Curve", "FieldSettings", "bend_of", "ruling_curves", "text_curves"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSettings:
    """Sizes in inches."""

    sample: float = 0.1  # between the places where a line is looked at
    longest_level: float = 0.6  # a level curve is at least as long: no stroke of a title is
    longest_upright: float = 0.3
    thickest: float = 0.035
    text_length: float = 1.2  # lines of text shorter than this say little
    text_height: tuple[float, float] = (0.05, 0.3)
    text_gap: float = 0.12  # between the characters of a line, far below that between columns
    ruling_error: float = 0.004  # how exactly the place of a ruling is known: less than a pixel
    text_error: float = 0.02  # characters sit lower and higher
    priors: tuple[float, float, float, float] = (0.6, 0.3, 0.12, 0.05)  # how large terms of degree 1 to 4 come, over half a page
    steepest: tuple[float, float] = (0.03, 0.1)  # slope that a short and a long ruling may have left
    roundest: float = 0.15  # an inch: curvature of a ruling on paper; of seals it is above 0.6
    outlier: float = 3.0  # times the error: beyond, a sample counts for less
    rounds: int = 6


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """What should be one straight line: places along it and across it, in inches, and how exactly they are known."""

    along: Floats
    across: Floats
    error: float


def ruling_curves(mask: Gray, dpi: float, settings: FieldSettings, *, level: bool) -> tuple[Curve, ...]:
    """The long thin components of a mask of lines of one family."""
    picture = mask if level else np.ascontiguousarray(mask.T)
    shortest = settings.longest_level if level else settings.longest_upright
    curves = _curves(picture, dpi, (shortest, math.inf), settings.thickest, settings.ruling_error, settings)
    return tuple(curve for curve in curves if _once_straight(curve, settings))


def _once_straight(curve: Curve, settings: FieldSettings) -> bool:
    """Whether paper can have bent a line so: it lies across no further, and is no more of an arc, as the rims of seals are."""
    if len(curve.along) < 3:
        return True
    arc, slope, _ = np.polyfit(curve.along - float(curve.along.mean()), curve.across, 2)
    reach = float(np.ptp(curve.along)) / 2
    steepest = settings.steepest[0 if reach < settings.longest_level else 1]
    return bool(abs(slope) <= steepest and abs(arc) * reach**2 <= 2 * settings.ruling_error + settings.roundest / 2 * reach**2)


def text_curves(ink: Gray, dpi: float, settings: FieldSettings) -> tuple[Curve, ...]:
    """Lines of text, rulings already gone from the ink."""
    bar = np.ones((1, pixels_of(settings.text_gap, dpi)), np.uint8)
    smeared = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, bar)
    return tuple(
        _curves(
            np.asarray(smeared, np.uint8), dpi, (settings.text_length, math.inf), settings.text_height[1], settings.text_error, settings
        )
    )


def _curves(
    picture: Gray, dpi: float, lengths: tuple[float, float], thickest: float, error: float, settings: FieldSettings
) -> Iterator[Curve]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(picture, connectivity=8)
    step = pixels_of(settings.sample, dpi)
    for label in np.flatnonzero(stats[:, cv2.CC_STAT_WIDTH] >= lengths[0] * dpi):
        x, y, width, height, area = (int(value) for value in stats[label])
        if label == 0 or area > thickest * dpi * width:
            continue
        own = labels[y : y + height, x : x + width] == label
        counts = np.asarray(own.sum(axis=0), np.float64)
        places = np.arange(height, dtype=np.float64) @ own
        edges = np.arange(0, width - step + 1, step)
        weight = np.add.reduceat(counts, edges)
        full = weight > 0
        middle = np.asarray(np.add.reduceat(places, edges)[full] / weight[full], np.float64)
        along = x + edges[full] + (step - 1) / 2
        yield Curve(np.asarray((along + 0.5) / dpi, np.float64), (y + middle + 0.5) / dpi, error)


def bend_of(level: Sequence[Curve], upright: Sequence[Curve], size: tuple[float, float], settings: FieldSettings) -> Displacement | None:
    """The bend of a page of ``size`` inches, from the straight page to the bent one, in points; None without enough curves."""
    if len(level) < 2:
        return None
    center, scale = (size[0] / 2, size[1] / 2), max(size) / 2
    down = across = np.zeros(len(_DOWN))
    for _ in range(2):  # each family is measured where the other's bend has put it
        down = _fitted(level, across, center, scale, settings)
        across = _fitted(upright, down, center[::-1], scale, settings) if len(upright) >= 2 else across
    return _in_points(across, down, center, scale)


_DOWN = tuple((i, j) for degree in range(1, 5) for i, j in ((degree - k, k) for k in range(degree)))
"""Powers of the places along and across the lines; those of the place across alone would only move whole lines."""


def _fitted(curves: Sequence[Curve], other: Floats, center: tuple[float, float], scale: float, settings: FieldSettings) -> Floats:
    """Coefficients in inches: how far a curve's points lie beside the straight line they belong to."""
    along = np.concatenate([curve.along for curve in curves])
    across = np.concatenate([curve.across for curve in curves])
    owner = np.repeat(np.arange(len(curves)), [len(curve.along) for curve in curves])
    error = np.repeat([curve.error for curve in curves], [len(curve.along) for curve in curves])
    prior = np.array([settings.priors[i + j - 1] for i, j in _DOWN])
    found, weight = np.zeros(len(_DOWN)), np.ones(len(along))
    straight_along, straight = along, across
    for turn in range(settings.rounds):
        u, v = (straight_along - center[0]) / scale, (straight - center[1]) / scale
        terms = np.stack([u**i * v**j for i, j in _DOWN], axis=1)
        strength = weight / error**2
        free = 3 if turn < 2 else len(_DOWN)  # first the slow terms, so that outliers show
        rows = _less_mean(terms[:, :free], owner, strength)
        right = _less_mean(across[:, None], owner, strength)[:, 0]
        normal = (rows * strength[:, None]).T @ rows + np.diag(1 / prior[:free] ** 2)
        found = np.zeros(len(_DOWN))
        found[:free] = np.linalg.solve(normal, (rows * strength[:, None]).T @ right)
        residual = right - rows @ found[:free]
        weight = 1 / (1 + np.square(residual / (settings.outlier * error))) ** 2
        moved = terms @ found
        lines = _means(across - moved, owner, strength)
        straight = lines[owner]
        straight_along = along - np.stack([v**i * u**j for i, j in _DOWN], axis=1) @ other
    return found


def _means(values: Floats, owner: NDArray[np.int64], weight: Floats) -> Floats:
    return np.bincount(owner, values * weight) / np.bincount(owner, weight)


def _less_mean(values: Floats, owner: NDArray[np.int64], weight: Floats) -> Floats:
    means = np.stack([_means(column, owner, weight) for column in values.T], axis=1)
    return np.asarray(values - means[owner], np.float64)


def _in_points(across: Floats, down: Floats, center: tuple[float, float], scale: float) -> Displacement:
    """The centred polynomials in inches, multiplied out about the corner of the page, in points."""
    powers = tuple((i, j) for i in range(5) for j in range(5 - i))
    dx, dy = dict.fromkeys(powers, 0.0), dict.fromkeys(powers, 0.0)
    a, b = -center[0] / scale, -center[1] / scale
    for (i, j), x_term, y_term in zip(_DOWN, across, down, strict=True):
        for p, q, share in _expanded(i, j, a, b):
            dy[p, q] += 72 * float(y_term) * share
        for p, q, share in _expanded(j, i, a, b):
            dx[p, q] += 72 * float(x_term) * share
    return Displacement(powers, tuple(dx.values()), tuple(dy.values()), 72 * scale)


def _expanded(i: int, j: int, a: float, b: float) -> Iterator[tuple[int, int, float]]:
    """``(u + a)**i * (v + b)**j`` as powers of u and v with their factors."""
    for p in range(i + 1):
        for q in range(j + 1):
            yield p, q, math.comb(i, p) * a ** (i - p) * math.comb(j, q) * b ** (j - q)
