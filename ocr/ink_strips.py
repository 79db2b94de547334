"""Lines of writing on open paper."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ink_lines import crop_of, ink_line
from ocr.ink_masks import stretched_ink
from ocr.ink_types import Area, InkLine, InkSettings
from ocr.levels import grey_level
from ocr.straight_masks import Gray

__all__ = ["strip_lines"]

_LAYOUT_DPI = 150.0  # enough to see where lines of text are
_SOFT = 0.7
_LARGEST = 0.5  # inches: larger pieces of ink are drawings
_SMEAR = 0.17  # inches between characters of one line
_BEHIND_COMMA = 1.0  # of a line's height: of a comma's place three quarters are blank, and large headings begin with 一、
_LOWEST = 0.03


def strip_lines(gray: Gray, level: float, dpi: float, settings: InkSettings = InkSettings()) -> Iterator[InkLine]:
    """Lines of writing on open paper (tables painted white), each stretch between wide gaps by itself."""
    paper = grey_level(gray[::4, ::4], 70)
    threshold = paper - max(settings.dark * (paper - level), settings.least_contrast)
    scale = min(1.0, _LAYOUT_DPI / dpi)
    small = gray if scale == 1 else np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    soft = paper - max(_SOFT * settings.dark * (paper - level), settings.least_contrast / 2)  # thin strokes pale as pixels are put together
    for area in _line_areas(_characters(small < soft, dpi * scale, settings), dpi * scale):
        x0, y0, x1, y1 = (round(end / scale) for end in area)
        part = np.asarray(gray[y0:y1, x0:x1] < threshold, np.uint8)
        if part.any():
            bright = stretched_ink(gray[y0:y1, x0:x1], paper, level)
            pad = max(2, round(settings.margin * dpi))
            yield ink_line((x0, y0, x1, y1), crop_of(bright, part, (0, 0, x1 - x0, y1 - y0), pad), part, dpi, settings)


def _characters(dark: NDArray[np.bool_], dpi: float, settings: InkSettings) -> Gray:
    """Ink without specks and without drawings."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(dark, np.uint8), connectivity=8)
    side = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    thin = np.minimum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    keep = (side >= max(2.0, settings.speck * dpi)) & (side <= _LARGEST * dpi) | ((side <= 3 * _LARGEST * dpi) & (thin >= 0.05 * dpi))
    keep[0] = False
    return np.asarray(keep[labels], np.uint8)


def _line_areas(mask: Gray, dpi: float) -> list[Area]:
    """Boxes of smeared writing, those that stand side by side on one line made as high as each other."""
    bar = np.ones((1, max(3, round(_SMEAR * dpi))), np.uint8)
    smeared = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, bar)
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(smeared, np.uint8), connectivity=8)
    boxes = [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:]]
    boxes.sort(key=lambda box: -(box[3] - box[1]))
    lines: list[list[int]] = []
    for x0, y0, x1, y1 in boxes:
        home = next((line for line in lines if _shares(line, (x0, y0, x1, y1), dpi)), None)
        if home is None:
            lines.append([x0, y0, x1, y1])
        else:
            home[:] = [min(home[0], x0), min(home[1], y0), max(home[2], x1), max(home[3], y1)]
    tall = [(a, b, c, d) for a, b, c, d in lines if d - b >= _LOWEST * dpi or c - a >= 2 * _LOWEST * dpi]
    return sorted(tall, key=lambda box: (box[1], box[0]))


def _shares(line: list[int], box: Area, dpi: float) -> bool:
    """Whether a piece belongs to a line: beside it, no further than a blank or what a comma leaves, and mostly within its height."""
    common = min(line[3], box[3]) - max(line[1], box[1])
    apart = max(line[0], box[0]) - min(line[2], box[2])
    blank = max(_SMEAR * dpi, _BEHIND_COMMA * (line[3] - line[1]))
    return common >= 0.6 * (box[3] - box[1]) and apart <= blank and max(line[3], box[3]) - min(line[1], box[1]) <= 0.5 * dpi
