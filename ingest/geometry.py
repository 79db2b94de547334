"""Where things are on a page: points from the top left corner, and the way from one page to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["IDENTITY", "Box", "Displacement", "Homography", "Sheets", "Transform", "enclosing"]


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle in points from the top left corner of its page; ``x0 <= x1``, ``y0 <= y1``."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """In points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """In points."""
        return self.y1 - self.y0

    @property
    def center(self) -> tuple[float, float]:
        """Its middle, (x, y)."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """The four corners, clockwise from the top left."""
        return (self.x0, self.y0), (self.x1, self.y0), (self.x1, self.y1), (self.x0, self.y1)

    def holds(self, x: float, y: float, slack: float = 0.0) -> bool:
        """Whether a point lies within the box, or within ``slack`` points around it."""
        return self.x0 - slack <= x <= self.x1 + slack and self.y0 - slack <= y <= self.y1 + slack

    def overlap(self, other: Box) -> float:
        """The area that two boxes share, in square points."""
        return self.overlap_x(other) * max(0.0, min(self.y1, other.y1) - max(self.y0, other.y0))

    def overlap_x(self, other: Box) -> float:
        """How much of the horizontal axis two boxes share, in points."""
        return max(0.0, min(self.x1, other.x1) - max(self.x0, other.x0))


def enclosing(boxes: Iterable[Box]) -> Box | None:
    """The smallest box around all of them; None around nothing."""
    several = tuple(boxes)
    if not several:
        return None
    return Box(
        min(box.x0 for box in several),
        min(box.y0 for box in several),
        max(box.x1 for box in several),
        max(box.y1 for box in several),
    )


@dataclass(frozen=True, slots=True)
class Homography:
    """A projective map of the plane: the nine entries of its matrix, row by row, for column vectors ``(x, y, 1)``."""

    matrix: tuple[float, float, float, float, float, float, float, float, float] = (1, 0, 0, 0, 1, 0, 0, 0, 1)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point goes. A point on the line at infinity raises ZeroDivisionError."""
        a, b, c, d, e, f, g, h, i = self.matrix
        w = g * x + h * y + i
        return (a * x + b * y + c) / w, (d * x + e * y + f) / w

    def inverse(self) -> Homography:
        """The map back. A matrix without an inverse raises ZeroDivisionError."""
        a, b, c, d, e, f, g, h, i = self.matrix
        adjugate = (e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g, c * d - a * f)
        last = (d * h - e * g, b * g - a * h, a * e - b * d)
        determinant = a * adjugate[0] + b * adjugate[3] + c * last[0]
        return Homography(_nine(value / determinant for value in adjugate + last))


@dataclass(frozen=True, slots=True)
class Displacement:
    """A gentle bend of the plane: each point moves by a polynomial of its place.

    ``dx[k]`` and ``dy[k]`` are the coefficients of ``u**i * v**j`` for ``(i, j)`` in ``powers[k]``, in points, where
    ``u = x / scale`` and ``v = y / scale``.
    """

    powers: tuple[tuple[int, int], ...]
    dx: tuple[float, ...]
    dy: tuple[float, ...]
    scale: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point goes."""
        u, v = x / self.scale, y / self.scale
        terms = [u**i * v**j for i, j in self.powers]
        return (
            x + sum(c * t for c, t in zip(self.dx, terms, strict=True)),
            y + sum(c * t for c, t in zip(self.dy, terms, strict=True)),
        )


@dataclass(frozen=True, slots=True)
class Sheets:
    """Two pages of a spread that were set one below the other: the lower one goes back to the right of the upper one."""

    height: float
    across: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the stack lies in the spread."""
        return (x, y) if y < self.height else (x + self.across, y - self.height)


Step: TypeAlias = Homography | Displacement | Sheets


@dataclass(frozen=True, slots=True)
class Transform:
    """The way from a cleaned page back to its source page: steps taken one after another."""

    steps: tuple[Step, ...] = ()

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the cleaned page lies on the source page."""
        for step in self.steps:
            x, y = step.point(x, y)
        return x, y

    def box(self, box: Box) -> Box:
        """The upright box around where a box's corners lie on the source page."""
        points = [self.point(x, y) for x, y in box.corners]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def then(self, other: Transform) -> Transform:
        """This way, and from its end the other."""
        return Transform(self.steps + other.steps)


IDENTITY = Transform()


def _nine(values: Iterable[float]) -> tuple[float, float, float, float, float, float, float, float, float]:
    a, b, c, d, e, f, g, h, i = values
    return a, b, c, d, e, f, g, h, i
