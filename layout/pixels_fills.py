"""The edges of tinted cells are rulings as well: of web pages the lines beside a filled header may be too pale to be seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from ocr.levels import grey_level
from ocr.straight_masks import Gray, Lines, LineSettings, long_lines, pixels_of, without_characters

__all__ = ["FillSettings", "with_fill_edges"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FillSettings:
    """Sizes in inches."""

    strokes: float = 0.07  # thicker than strokes and rulings, which are left out, and thinner than any filled cell
    tint: float = 18.0  # grey levels by which a fill is darker than paper
    ragged: float = 0.05  # what grain leaves along its edges
    least: tuple[float, float] = (0.4, 0.1)  # across and down
    rectangle: float = 0.8  # of the box around it: shades and pictures fill less
    most: float = 0.4  # share of the page
    rim: float = 0.1  # from the edge of the page: what lies closer was not printed
    drawn: int = 90  # grey levels: how much darker than the page its sides are drawn
    beside: float = 0.04  # no cell is as narrow
    sides: tuple[float, float] = (0.25, 0.1)  # the shortest level and upright ones
    neat: float = 0.75  # share of its outline that runs straight
    lines: LineSettings = field(default_factory=lambda: LineSettings(level_length=0.5, upright_length=0.2))  # no stroke of 12 pt type


def with_fill_edges(lines: Lines, gray: Gray, dpi: float, settings: FillSettings = FillSettings()) -> tuple[Lines, Gray]:
    """The lines of a page with the sides of everything on it that is a filled rectangle, and of rulings within; and the page with
    those sides drawn.

    Args:
        lines: those found so far.
        gray: the page, straight, 0 to 255.
        dpi: its resolution.
        settings: what counts as filled.
    """
    fill = _filled(gray, dpi, settings)
    if not fill.any():
        return lines, gray
    lines = _with_lines_within(lines, fill, gray, dpi, settings)
    level, upright = (_sides(fill, pixels_of(length, dpi), level=side) for length, side in zip(settings.sides, (True, False), strict=True))
    neat_level, neat_upright = level.copy(), upright.copy()
    for place in _places(fill):
        if not _is_neat(fill[place], level[place] | upright[place], settings):
            neat_level[place] = neat_upright[place] = 0
    drawn = np.where((level | upright) > 0, np.maximum(gray, settings.drawn) - np.uint8(settings.drawn), gray)
    level |= _in_place_of(lines.level, neat_level, dpi, settings, level=True)
    upright |= _in_place_of(lines.upright, neat_upright, dpi, settings, level=False)
    return replace(lines, level=level, upright=upright), np.asarray(drawn, np.uint8)


def _places(fill: Gray) -> Iterator[tuple[slice, slice]]:
    """Where on the page each fill is."""
    for left, top, wide, high, _ in cv2.connectedComponentsWithStats(fill, connectivity=4)[2][1:].tolist():
        yield slice(top, top + high), slice(left, left + wide)


def _is_neat(fill: Gray, sides: Gray, settings: FillSettings) -> bool:
    """Whether nearly all of a fill's outline runs straight: that of a tint in coarse grain does not; its rulings tell more."""
    outline = fill > cv2.erode(fill, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return bool(np.mean(sides[outline] > 0) >= settings.neat)


def _with_lines_within(lines: Lines, fill: Gray, gray: Gray, dpi: float, settings: FillSettings) -> Lines:
    """The lines with those that each fill shows by itself: on a tint rulings are paler than the page's own, and than the fill's frame."""
    level, upright, rim = lines.level.copy(), lines.upright.copy(), pixels_of(settings.ragged, dpi)
    for rows, columns in _places(fill):
        inner = slice(rows.start + rim, rows.stop - rim), slice(columns.start + rim, columns.stop - rim)
        within = np.ascontiguousarray(gray[inner])
        if not within.size:
            continue
        own = long_lines(without_characters(within, dpi, settings.lines), dpi, settings.lines)
        level[inner[0], columns] |= np.pad(own.level, ((0, 0), (rim, rim)), mode="edge")
        upright[rows, inner[1]] |= np.pad(own.upright, ((rim, rim), (0, 0)), mode="edge")
    return replace(lines, level=level, upright=upright)


def _in_place_of(lines: Gray, sides: Gray, dpi: float, settings: FillSettings, *, level: bool) -> Gray:
    """The lines with the sides of fills for what runs close beside those: their rulings, and the frame around a table of a web page."""
    reach = 2 * pixels_of(settings.beside, dpi) + 1
    near = cv2.dilate(sides, np.ones((reach, 1) if level else (1, reach), np.uint8))
    return np.asarray(np.where(near > 0, sides, lines), np.uint8)


def _sides(fill: Gray, length: int, *, level: bool) -> Gray:
    """255 along the level or the upright sides of what is filled, as far as they run straight for so many pixels."""
    across = np.ones((3, 1) if level else (1, 3), np.uint8)
    edge = cv2.dilate(fill - np.asarray(cv2.erode(fill, across), np.uint8), across)
    straight = cv2.morphologyEx(edge, cv2.MORPH_OPEN, np.ones((1, length) if level else (length, 1), np.uint8))
    return np.asarray(straight * np.uint8(255), np.uint8)


def _filled(gray: Gray, dpi: float, settings: FillSettings) -> Gray:
    """1 where the page is filled."""
    side, ragged = pixels_of(settings.strokes, dpi) | 1, pixels_of(settings.ragged, dpi) | 1
    clear = cv2.medianBlur(np.asarray(cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)), np.uint8), 5)
    fill = np.asarray(clear < grey_level(np.asarray(clear[::4, ::4], np.uint8), 60) - settings.tint, np.uint8)
    fill = np.asarray(cv2.morphologyEx(fill, cv2.MORPH_OPEN, np.ones((ragged, ragged), np.uint8)), np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(fill, connectivity=4)
    left, top, wide, high, area = stats.T
    rim = settings.rim * dpi
    kept = (wide >= settings.least[0] * dpi) & (high >= settings.least[1] * dpi)
    kept &= (area >= settings.rectangle * wide * high) & (area <= settings.most * gray.size)
    kept &= (left >= rim) & (top >= rim) & (left + wide <= gray.shape[1] - rim) & (top + high <= gray.shape[0] - rim)
    kept[0] = False
    return np.asarray(kept[labels], np.uint8)
