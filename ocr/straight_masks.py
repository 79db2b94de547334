"""Long thin lines are found in an image: level ones and upright ones, each as a picture of their strength."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Gray", "LineSettings", "Lines", "line_response", "long_lines", "pixels_of"]

Gray = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSettings:
    """Sizes in inches of print, so that one setting does for every resolution."""

    black_hat: float = 0.055  # thicker than any ruling, double ones included, thinner than a row of type
    mean: float = 0.035  # along the line: evens out grain, and the dots of dotted lines, without blurring across
    gap: float = 0.015  # breaks of thin lines, dots of dotted ones
    level_length: float = 0.25  # longer than the strokes of titles, shorter than a column of figures
    upright_length: float = 0.10  # a row of 6 pt type is little higher
    weakest: float = 4.0  # grey levels over a whole length: lines fainter than this cannot be told from grain
    grain: float = 1.5  # times the response that four fifths of the page stay below: grain, not print
    sure_length: float = 0.5  # so long only rulings are, and they show how strong the rulings of the page are
    sure_share: float = 25.0  # percentile of their strength that stands for the weaker ones
    strength: float = 0.4  # of that strength: what a ruling has even where it is faint


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Both families of a page: ``level`` and ``upright`` are 255 on lines, the responses are grey levels below the surroundings."""

    level: Gray
    upright: Gray
    level_response: Gray
    upright_response: Gray
    level_threshold: float
    upright_threshold: float

    @property
    def turned(self) -> Lines:
        """The same with the page's axes exchanged."""
        return Lines(
            self.upright.T, self.level.T, self.upright_response.T, self.level_response.T, self.upright_threshold, self.level_threshold
        )


def pixels_of(inches: float, dpi: float, least: int = 1) -> int:
    """A length in whole pixels."""
    return max(least, round(inches * dpi))


def line_response(gray: Gray, dpi: float, settings: LineSettings, *, level: bool) -> Gray:
    """How much darker each pixel is than both its sides, across the lines asked for."""
    size, along = pixels_of(settings.black_hat, dpi, 3), pixels_of(settings.mean, dpi) | 1
    even = cv2.blur(gray, (along, 1) if level else (1, along))
    return np.asarray(cv2.morphologyEx(even, cv2.MORPH_BLACKHAT, _bar(size, level=not level)), np.uint8)


def long_lines(gray: Gray, dpi: float, settings: LineSettings) -> Lines:
    """Lines of both families, found at a strength that the page itself decides."""
    level, upright = (line_response(gray, dpi, settings, level=side) for side in (True, False))
    thresholds = [_threshold(response, dpi, settings, level=side) for response, side in ((level, True), (upright, False))]
    return Lines(
        level=_runs(level, dpi, settings.gap, settings.level_length, thresholds[0], level=True),
        upright=_runs(upright, dpi, settings.gap, settings.upright_length, thresholds[1], level=False),
        level_response=level,
        upright_response=upright,
        level_threshold=thresholds[0],
        upright_threshold=thresholds[1],
    )


def _threshold(response: Gray, dpi: float, settings: LineSettings, *, level: bool) -> float:
    """What parts lines from grain and type on this page: a share of the strength of what is certainly a line."""
    least = max(settings.weakest, settings.grain * float(np.percentile(response[::3, ::3], 80)))
    sure = _runs(response, dpi, settings.gap, settings.sure_length, least, level=level)
    strengths = response[sure > 0]
    return max(least, settings.strength * float(np.percentile(strengths, settings.sure_share))) if len(strengths) else 2 * least


def _runs(response: Gray, dpi: float, gap: float, length: float, threshold: float, *, level: bool) -> Gray:
    """Runs above the threshold that are long enough, small gaps bridged first."""
    mask = np.asarray(response > threshold, np.uint8) * np.uint8(255)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _bar(pixels_of(gap, dpi) + 1, level=level))
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, _bar(pixels_of(length, dpi), level=level)), np.uint8)


def _bar(length: int, *, level: bool) -> Gray:
    return np.ones((1, length) if level else (length, 1), np.uint8)
