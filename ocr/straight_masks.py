"""Long thin lines are found in an image: level ones and upright ones, each as a picture of their strength."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.levels import grey_level

__all__ = ["Gray", "LineSettings", "Lines", "line_response", "long_lines", "pixels_of", "with_long_lines", "without_characters"]

Gray = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSettings:
    """Sizes in inches of print, so that one setting does for every resolution."""

    black_hat: float = 0.055  # thicker than any ruling, double ones included, thinner than a row of type
    mean: float = 0.025  # along the line: evens out grain, and the dots of dotted lines, without blurring across
    gap: float = 0.025  # breaks of thin lines, dots of dotted ones
    level_length: float = 0.25  # longer than the strokes of titles, shorter than a column of figures
    upright_length: float = 0.10  # a row of 6 pt type is little higher
    ink: float = 0.22  # of the way from paper to black, that ink is darker than what is around it
    peak: float = 0.35  # likewise for the darkest of it in a character; where pale rulings meet it is paler
    character: tuple[float, float, float] = (0.035, 0.35, 0.12)  # its smaller and larger side, and the thickest of its strokes
    no_stroke: float = 0.2  # longer than the strokes of 12 pt type
    weakest: float = 4.0  # grey levels over a whole length: lines fainter than this cannot be told from grain
    grain: float = 1.5  # times the response that four fifths of the page stay below: grain, not print
    sure_length: float = 0.5  # so long only rulings are, and they show how strong the rulings of the page are
    sure_share: float = 25.0  # percentile of their strength that stands for the weaker ones
    strength: float = 0.4  # of that strength: what a ruling has even where it is faint
    crest: float = 75.0  # percentile of the strength in the middle of rulings that stands for the page's own
    echo: float = 0.3  # of a ruling's strength: what runs beside it no stronger is its echo
    echo_reach: float = 0.05
    shining: float = 0.2  # of that: rulings no stronger are those of the back page
    amplified: int = 1  # steps to a grey level
    unclear: float = 4.0  # times the grain: rulings no stronger are looked for once more, over longer stretches

    @property
    def dotted(self) -> LineSettings:
        """For telling whether a short piece of such a ruling is there."""
        return replace(self, mean=0.06)

    @property
    def long(self) -> LineSettings:
        """For rulings that drown in grain, or that a fax has left as rows of dots: only what is long can be told from print."""
        seen = replace(self, mean=0.12, gap=0.05, level_length=0.5, upright_length=0.5, sure_length=0.8)
        return replace(seen, weakest=2.0, amplified=4, unclear=0.0, strength=0.6)


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Both families of a page: ``level`` and ``upright`` are 255 on lines; a threshold is what the response of a line exceeds.
    ``clear``: all lines stand out from grain."""

    level: Gray
    upright: Gray
    level_threshold: float
    upright_threshold: float
    clear: bool


def without_characters(gray: Gray, dpi: float, settings: LineSettings) -> Gray:
    """The page with paper where pieces of ink have the size of characters; rulings, and what touches them, are larger or thinner."""
    paper, black = grey_level(gray[::4, ::4], 50), grey_level(gray[::4, ::4], 0.5)
    reach = pixels_of(settings.character[2], dpi) | 1
    clear = cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    darker = cv2.subtract(clear, gray)
    ink = np.asarray(darker > settings.ink * (paper - black), np.uint8)
    straight = _straight(ink, dpi, settings)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink & ~straight, connectivity=8)
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    fit = (sides.min(axis=1) >= settings.character[0] * dpi) & (sides.max(axis=1) <= settings.character[1] * dpi)
    fit &= np.bincount(labels[darker > settings.peak * (paper - black)], minlength=len(fit)) > 0
    fit &= ~_between_rulings(np.asarray(labels, np.int32), straight, len(fit)) | (
        stats[:, cv2.CC_STAT_HEIGHT] < settings.upright_length * dpi
    )
    fit[0] = False
    characters = np.asarray(fit[labels], np.uint8)
    halo = np.ones((3, 3), np.uint8)
    where = np.asarray(cv2.dilate(characters, halo, iterations=2), np.uint8)
    where[np.asarray(cv2.dilate(ink - characters, halo), np.uint8) > 0] = 0
    return np.asarray(np.where(where == 1, clear, gray), np.uint8)


def _between_rulings(labels: NDArray[np.int32], straight: Gray, count: int) -> NDArray[np.bool_]:
    """Which pieces of ink meet one line with their head and one with their foot: an upright of a low row, and what hangs on to it where a
    level ruling steps aside by a pixel."""
    below, above = (np.zeros(count, np.bool_) for _ in range(2))
    below[labels[1:][straight[:-1] > 0]] = True
    above[labels[:-1][straight[1:] > 0]] = True
    return below & above


def _straight(ink: Gray, dpi: float, settings: LineSettings) -> Gray:
    """1 where ink runs on for longer than in any stroke of a table's type: broken rulings, which characters touch, have pieces as small as
    characters."""
    level, upright = (
        cv2.morphologyEx(ink, cv2.MORPH_OPEN, _bar(pixels_of(settings.no_stroke, dpi), level=level)) for level in (True, False)
    )
    return np.asarray(cv2.bitwise_or(level, upright), np.uint8)


def pixels_of(inches: float, dpi: float, least: int = 1) -> int:
    """A length in whole pixels."""
    return max(least, round(inches * dpi))


def line_response(gray: Gray, dpi: float, settings: LineSettings, *, level: bool) -> Gray:
    """How much darker each pixel is than both its sides, across the lines asked for; in steps of a grey level over ``amplified``."""
    size, along = pixels_of(settings.black_hat, dpi, 3), pixels_of(settings.mean, dpi) | 1
    fine = gray if settings.amplified == 1 else gray.astype(np.uint16) * np.uint16(settings.amplified)
    even = cv2.blur(fine, (along, 1) if level else (1, along))
    response = cv2.morphologyEx(even, cv2.MORPH_BLACKHAT, _bar(size, level=not level))
    return np.asarray(np.minimum(response, 255), np.uint8)


def long_lines(gray: Gray, dpi: float, settings: LineSettings) -> Lines:
    """Lines of both families, found at a strength that the page itself decides."""
    level, upright = (_without_echoes(line_response(gray, dpi, settings, level=side), dpi, settings, level=side) for side in (True, False))
    level_least, level_threshold = _threshold(level, dpi, settings, level=True)
    upright_least, upright_threshold = _threshold(upright, dpi, settings, level=False)
    return Lines(
        level=_runs(level, dpi, settings.gap, settings.level_length, level_threshold, level=True),
        upright=_runs(upright, dpi, settings.gap, settings.upright_length, upright_threshold, level=False),
        level_threshold=level_threshold,
        upright_threshold=upright_threshold,
        clear=min(level_threshold / level_least, upright_threshold / upright_least) >= settings.strength * settings.unclear,
    )


def _without_echoes(response: Gray, dpi: float, settings: LineSettings, *, level: bool) -> Gray:
    """The response without the fainter lines that sharpening and JPEG leave along a ruling, on both its sides."""
    length = pixels_of(settings.level_length if level else settings.upright_length, dpi)
    long = cv2.morphologyEx(response, cv2.MORPH_OPEN, _bar(length, level=level))
    beside = cv2.dilate(long, _bar(2 * pixels_of(settings.echo_reach, dpi) + 1, level=not level))
    return np.where(response < settings.echo * beside, np.uint8(0), response)


def with_long_lines(lines: Lines, gray: Gray, dpi: float, settings: LineSettings) -> Lines:
    """The same lines, and those that show only over long stretches."""
    more = long_lines(gray, dpi, settings.long)
    return replace(
        lines,
        level=lines.level | more.level,
        upright=lines.upright | more.upright,
        level_threshold=min(lines.level_threshold, more.level_threshold / settings.long.amplified),
        upright_threshold=min(lines.upright_threshold, more.upright_threshold / settings.long.amplified),
    )


def _threshold(response: Gray, dpi: float, settings: LineSettings, *, level: bool) -> tuple[float, float]:
    """What grain reaches, and what parts lines from grain and type on this page: a share of the strength of what is surely a line."""
    grain = settings.grain * grey_level(response[::3, ::3], 80)
    least = max(settings.weakest * settings.amplified, grain)
    sure = _runs(response, dpi, settings.gap, settings.sure_length, least, level=level)
    least, grain = max(least, settings.shining * _crest(response, sure, dpi, settings, level=level)), least
    if least > grain:
        sure = _runs(response, dpi, settings.gap, settings.sure_length, least, level=level)
    strengths = response[sure > 0]
    strong = settings.strength * grey_level(strengths, settings.sure_share) if len(strengths) else least
    return grain, max(least, strong)


def _crest(response: Gray, sure: Gray, dpi: float, settings: LineSettings, *, level: bool) -> float:
    """How strong most of the rulings are in their middle, counting the length that each takes."""
    reach = pixels_of(settings.black_hat / 2, dpi) | 1
    top = cv2.dilate(response, _bar(reach, level=not level))
    crests = response[(sure > 0) & (response == top)]
    return grey_level(crests, settings.crest) if len(crests) else 0.0


def _runs(response: Gray, dpi: float, gap: float, length: float, threshold: float, *, level: bool) -> Gray:
    """Runs above the threshold that are long enough, small gaps bridged first."""
    mask = np.asarray(response > threshold, np.uint8) * np.uint8(255)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _bar(pixels_of(gap, dpi) + 1, level=level))
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, _bar(pixels_of(length, dpi), level=level)), np.uint8)


def _bar(length: int, *, level: bool) -> Gray:
    return np.ones((1, length) if level else (length, 1), np.uint8)
