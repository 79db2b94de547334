"""Whether an edge between two cells is drawn: how much of it is covered by a line, and whether that line reaches both its ends."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.straight_masks import Gray, Lines, pixels_of

__all__ = ["EdgeSettings", "Picture", "edge_votes", "picture_of", "without_strokes"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeSettings:
    """Sizes in inches, coverage as shares of an edge."""

    thin: float = 0.055  # as for finding the lines
    strip: float = 0.018  # to both sides of a boundary: where its edges are looked for
    piece: float = 0.75  # of a long edge that is followed by itself, should it be bent
    gap: float = 0.03  # bridged in dotted and broken lines
    covered: float = 0.6
    short: float = 0.3  # edges below this may be covered by a character
    short_covered: float = 0.85
    end: tuple[float, float] = (0.012, 0.09)  # from the middle of the boundary that an edge runs to: where its end is looked at
    loose: float = 0.012  # paper between a line's end and the line it should meet: characters leave so much, rulings do not
    paler: float = 0.4  # of a line's own darkness: paper
    beside: float = 0.03  # to both sides of an upright line: where a stroke of a character has the rest of it
    thick: float = 0.025  # half a ruling at most, blurred
    crowded: float = 0.8  # share of an edge, both sides counted, along which there is ink beside it
    twin: float = 0.93  # share from which what runs beside is the other stroke of a double line
    alone: float = 0.7  # share of a boundary's edges that may be crowded before all those are taken for strokes


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Where a page has a level line, an upright line, and how much darker than its surroundings each pixel is."""

    level: Bools
    upright: Bools
    dark: Gray

    @property
    def turned(self) -> Picture:
        """The same with the page's axes exchanged."""
        return Picture(self.upright.T, self.level.T, self.dark.T)


def picture_of(gray: Gray, lines: Lines, dpi: float, settings: EdgeSettings = EdgeSettings()) -> Picture:
    """What edges are voted on."""
    size = pixels_of(settings.thin, dpi, 3)
    dark = cv2.morphologyEx(cv2.blur(gray, (3, 3)), cv2.MORPH_BLACKHAT, np.ones((size, size), np.uint8))
    return Picture(
        level=(lines.level_response > lines.level_threshold) | (lines.level > 0),
        upright=(lines.upright_response > lines.upright_threshold) | (lines.upright > 0),
        dark=np.asarray(dark, np.uint8),
    )


def edge_votes(picture: Picture, places: Floats, stops: Floats, dpi: float, settings: EdgeSettings) -> tuple[Floats, Bools]:
    """For edges lying at ``places`` down the picture between ``stops`` across it: the share covered, and whether they count as drawn."""
    shares = np.zeros((len(places), len(stops) - 1))
    drawn = np.zeros(shares.shape, np.bool_)
    reach = pixels_of(settings.strip, dpi) + 1
    ends = np.round(stops).astype(int)
    for row, place in enumerate(np.round(places).astype(int)):
        top = max(0, place - reach)
        level, dark = picture.level[top : place + reach + 1], picture.dark[top : place + reach + 1]
        for column in range(len(stops) - 1):
            left, right = ends[column], ends[column + 1]
            share = _share(level[:, left + reach : right - reach], dpi, settings)
            needed = settings.short_covered if right - left < settings.short * dpi else settings.covered
            shares[row, column] = share
            drawn[row, column] = share >= needed and not _loose(level[:, left : right + 1], dark[:, left : right + 1], dpi, settings)
    return shares, drawn


def without_strokes(drawn: Bools, picture: Picture, places: Floats, stops: Floats, dpi: float, settings: EdgeSettings) -> Bools:
    """The drawn edges without those that strokes of characters made: on boundaries where most edges have ink close beside them."""
    kept = drawn.copy()
    reach = pixels_of(settings.strip, dpi) + 1
    wide = reach + pixels_of(settings.thick, dpi) + pixels_of(settings.beside, dpi) + 1
    ends = np.round(stops).astype(int)
    for row, place in enumerate(np.round(places).astype(int)):
        columns = np.flatnonzero(drawn[row])
        if place < wide or place + wide >= picture.dark.shape[0] or not len(columns):
            continue
        spans = [slice(ends[column] + reach, ends[column + 1] - reach) for column in columns]
        lines = [place - reach + _track(picture.level[place - reach : place + reach + 1, span]) for span in spans]
        crowded = np.array([_crowded(picture.dark[:, span], line, dpi, settings) for line, span in zip(lines, spans, strict=True)])
        if crowded.mean() > settings.alone:
            kept[row, columns[crowded]] = False
    return kept


def _crowded(dark: Gray, line: int, dpi: float, settings: EdgeSettings) -> bool:
    """Whether ink accompanies a line on both sides."""
    own = settings.paler * float(np.median(dark[line - 1 : line + 2].max(axis=0)))
    thick, beside = pixels_of(settings.thick, dpi), pixels_of(settings.beside, dpi)
    share = 0.0
    for side in (-1, 1):
        away = [float(np.percentile(dark[line + side * k], 25)) for k in range(1, thick + 1)]
        edge = next((k for k, value in enumerate(away, start=1) if value < own), thick)
        near, far = line + side * (edge + 1), line + side * (edge + beside)
        ink = float(np.mean(dark[min(near, far) : max(near, far) + 1].max(axis=0) > own))
        share += ink if ink < settings.twin else 0.0
    return share > settings.crowded


def _track(strip: Bools) -> int:
    """The row of a strip that, with its neighbours, holds most of the line."""
    counts = strip.sum(axis=1)
    around = counts[:-2] + 2 * counts[1:-1] + counts[2:]
    return 1 + int(np.argmax(around))


def _share(strip: Bools, dpi: float, settings: EdgeSettings) -> float:
    length = strip.shape[1]
    if length < 3:
        return 0.0
    gap = np.ones((1, pixels_of(settings.gap, dpi) | 1), np.uint8)
    covered = 0
    pieces = max(1, round(length / (settings.piece * dpi)))
    for piece in np.array_split(strip, pieces, axis=1):
        at = _track(piece)
        line = piece[at - 1 : at + 2].any(axis=0).astype(np.uint8)[None, :]
        covered += int(cv2.morphologyEx(line, cv2.MORPH_CLOSE, gap).sum())
    return covered / length


def _loose(level: Bools, dark: Gray, dpi: float, settings: EdgeSettings) -> bool:
    """Whether a line stops short of an end of its edge, as the strokes of characters do; the gaps of a broken line are no shorter inside."""
    piece = pixels_of(settings.piece, dpi)
    return any(
        _is_loose(level[:, part], dark[:, part][:, ::side], dpi, settings) for part, side in ((slice(piece), 1), (slice(-piece, None), -1))
    )


def _is_loose(level: Bools, dark: Gray, dpi: float, settings: EdgeSettings) -> bool:
    at = _track(level)
    line = dark[at - 1 : at + 2].max(axis=0)
    first, last = (pixels_of(size, dpi) for size in settings.end)
    last = min(last, len(line) // 2)
    inner = line[last:-last] if len(line) > 2 * last + 2 else line
    pale = line < settings.paler * float(np.median(inner))
    gap = _longest(pale[first:last])
    return gap >= settings.loose * dpi and gap > _longest(pale[last:-last])


def _longest(flags: Bools) -> int:
    """The longest run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return int(np.max(edges[1::2] - edges[::2])) if len(edges) else 0
