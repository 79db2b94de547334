"""The way from an undamaged page to its damaged image: where each pixel went, and the picture that makes of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Bend", "Image", "Way", "picture", "scaled", "shifted", "turned"]

Image: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float64]
Size = tuple[int, int]
STEP = 16  # pixels between the points whose origin is computed; between them it is as good as straight


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend:
    """The bend of a page that does not lie flat: columns rise by a wave over the width, more at the bottom than at the top.

    ``size`` is the page's in pixels, ``height`` that of the wave, ``slant`` what it gains from top to bottom as a fraction,
    ``squeeze`` how far columns move sideways at most. The wave is ``sin(pi * (x / width * half_waves + phase))``.
    """

    size: Size
    height: float
    slant: float = 0.0
    squeeze: float = 0.0
    half_waves: float = 1.0
    phase: float = 0.0

    def _wave(self, x: Floats) -> Floats:
        return np.sin(np.pi * (x / self.size[0] * self.half_waves + self.phase)) * self.height

    def _across(self, x: Floats) -> Floats:
        return x + self.squeeze * np.sin(np.pi * x / self.size[0])

    def forward(self, points: Floats) -> Floats:
        """Where points (n, 2) of the flat page go."""
        x, y = points[:, 0], points[:, 1]
        rise = self._wave(x) * (1 + self.slant * y / self.size[1])
        return np.stack([self._across(x), y + rise], axis=1)

    def back(self, points: Floats) -> Floats:
        """Where points (n, 2) of the bent page come from."""
        table = np.linspace(-0.5, 1.5, 801) * self.size[0]
        x = np.interp(points[:, 0], self._across(table), table)
        wave = self._wave(x)
        return np.stack([x, (points[:, 1] - wave) / (1 + wave * self.slant / self.size[1])], axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A bend, if any, then a 3 x 3 homography ``matrix``; both in pixels, whole numbers at the middle of a pixel."""

    matrix: Floats
    bend: Bend | None = None

    def points(self, points: Any) -> Floats:
        """Where points (n, 2) of the undamaged page are in the damaged image."""
        start: Floats = np.asarray(points, np.float64).reshape(-1, 2)
        return _project(self.matrix, start if self.bend is None else self.bend.forward(start))

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """The upright box around where a box went."""
        ends = self.points([(x0, y0), (x1, y0), (x1, y1), (x0, y1), ((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)])
        (left, top), (right, bottom) = ends.min(axis=0), ends.max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    def back(self, points: Floats) -> Floats:
        """Where points (n, 2) of the damaged image come from."""
        flat = _project(np.asarray(np.linalg.inv(self.matrix), np.float64), points)
        return flat if self.bend is None else self.bend.back(flat)

    def then(self, matrix: Floats) -> Way:
        """This way and another homography behind it."""
        return Way(matrix @ self.matrix, self.bend)


def _project(matrix: Floats, points: Floats) -> Floats:
    ends = points @ matrix[:, :2].T + matrix[:, 2]
    result: Floats = ends[:, :2] / ends[:, 2:]
    return result


def shifted(x: float, y: float) -> Floats:
    """The homography that moves by that much."""
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], np.float64)


def scaled(x: float, y: float) -> Floats:
    """The homography that stretches about the image's corner; pixels are counted from the middle of the first."""
    return np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2], [0, 0, 1]], np.float64)


def turned(turn: int, size: Size) -> Floats:
    """The homography of ``turn`` quarter turns anticlockwise of an image of that size (width, height), as ``numpy.rot90`` does it."""
    matrix = np.eye(3)
    width, height = size
    for _ in range(turn % 4):
        matrix = np.array([[0, 1, 0], [-1, 0, width - 1], [0, 0, 1]], np.float64) @ matrix
        width, height = height, width
    return matrix


def picture(page: Image, way: Way, ground: Image) -> Image:
    """The page laid by that way on the ground, which is used up and sets the size."""
    height, width = ground.shape[:2]
    if way.bend is None:
        return _typed(
            cv2.warpPerspective(page, way.matrix, (width, height), ground, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)
        )
    columns, rows = width // STEP + 3, height // STEP + 3
    x = (np.arange(columns) - 0.5) * STEP - 0.5
    y = (np.arange(rows) - 0.5) * STEP - 0.5
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    coarse = way.back(grid).reshape(rows, columns, 2).astype(np.float32)
    inside = slice(STEP, STEP + height), slice(STEP, STEP + width)
    # two maps of one channel: one of two channels needs an empty second map, which this binding takes for a map
    across, down = (cv2.resize(coarse[..., axis], (columns * STEP, rows * STEP), interpolation=cv2.INTER_LINEAR)[inside] for axis in (0, 1))
    return _typed(cv2.remap(page, across, down, cv2.INTER_LINEAR, ground, cv2.BORDER_TRANSPARENT))


def _typed(image: Any) -> Image:
    result: Image = image
    return result
