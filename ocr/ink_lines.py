"""The lines that the ink of a mask forms, and what each looks like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ink_masks import DASH
from ocr.ink_shapes import digit_height, digits, is_broken, lean, pitch, rings, strokes, tall_pieces, widest_gap
from ocr.ink_types import Area, InkLine, InkSettings
from ocr.straight_masks import Gray

__all__ = ["crop_of", "ink_line", "line_of", "row_runs"]

_IN_BAND = 0.7  # of its ink; the bar of a 7 or a 5 has as much again below it
_SLASH_LEAN = 0.2  # across to down: an italic 1 stays below, a slash above
_SLASH_FILL = 0.68  # of its box; in type of 6 pt at 200 dpi two thirds of a slash are its soft edges


def row_runs(mask: Gray, dpi: float, settings: InkSettings) -> Sequence[tuple[int, int]]:
    """First and last row of each line."""
    rows = mask.any(axis=1).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], rows, [0]])))
    runs = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    joined: list[tuple[int, int]] = []
    for run in runs:
        if joined and run[0] - joined[-1][1] <= settings.faint_gap * dpi:
            joined[-1] = (joined[-1][0], run[1])
        else:
            joined.append(run)
    return [part for run in _with_parts(joined, mask, settings) for part in _parted(mask, run, round(settings.lowest_line * dpi), settings)]


def _parted(mask: Gray, run: tuple[int, int], lowest: int, settings: InkSettings) -> Sequence[tuple[int, int]]:
    """The lines of characters that grain holds together; a run of digits stays one. Blank rows at either end are left out."""
    rows = np.flatnonzero(mask[run[0] : run[1]].any(axis=1))
    if not len(rows):
        return ()
    start, end = run[0] + int(rows[0]), run[0] + int(rows[-1]) + 1
    if end - start < 2 * lowest or strokes(mask[start:end]) <= settings.busy:
        return ((start, end),)
    inked = mask[start:end].sum(axis=1, dtype=np.int64)
    at = lowest + int(inked[lowest : end - start - lowest + 1].argmin())
    if inked[at] > settings.valley * float(np.median(inked)):
        return ((start, end),)
    return (*_parted(mask, (start, start + at), lowest, settings), *_parted(mask, (start + at, end), lowest, settings))


def _with_parts(runs: list[tuple[int, int]], mask: Gray, settings: InkSettings) -> list[tuple[int, int]]:
    """Low runs close to a line belong to it: the bar of a 5, the upper stroke of a character. Low ones by themselves are dirt,
    unless they are as wide as a dash."""
    usual = max(end - start for start, end in runs)
    result: list[tuple[int, int]] = []
    for start, end in runs:
        if result and _is_part(mask, result[-1], (start, end), usual, settings):
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    wide = [np.flatnonzero(mask[start:end].any(axis=0)) for start, end in result]
    return [
        run
        for run, columns in zip(result, wide, strict=True)
        if run[1] - run[0] >= settings.low_line * usual or columns[-1] - columns[0] >= settings.wide * usual
    ]


def _is_part(mask: Gray, above: tuple[int, int], below: tuple[int, int], usual: int, settings: InkSettings) -> bool:
    """Whether two runs of rows are one line: in broken print the bar of a 5 or a 2 stands off the rest, and Han lines do not."""
    lower = min(above[1] - above[0], below[1] - below[0])
    gap = below[0] - above[1]
    if lower < settings.low_line * usual and gap <= settings.part_gap * usual:
        return True
    figures = all(strokes(mask[start:end]) <= settings.busy for start, end in (above, below))
    if not figures or lower >= settings.digit_part * usual or gap > settings.digit_gap * usual:
        return False
    one, other = (np.flatnonzero(mask[start:end].any(axis=0)) for start, end in (above, below))
    common = min(one[-1], other[-1]) - max(one[0], other[0]) + 1
    return bool(common >= 0.6 * min(one[-1] - one[0] + 1, other[-1] - other[0] + 1))


def line_of(
    bright: Gray, mask: Gray, everything: Gray, rows: tuple[int, int], origin: tuple[int, int], dpi: float, settings: InkSettings
) -> InkLine:
    """The line in these rows of the writing; ``everything`` is the ink with the bits that were taken for dirt."""
    own = mask[rows[0] : rows[1]]
    columns = _without_far_bits(np.flatnonzero(own.any(axis=0)), own, settings)
    inked = np.flatnonzero(own[:, columns].any(axis=1))
    top, bottom = rows[0] + int(inked[0]), rows[0] + int(inked[-1]) + 1
    left, right = int(columns[0]), int(columns[-1]) + 1
    area = (origin[0] + left, origin[1] + top, origin[0] + right, origin[1] + bottom)
    pad = max(2, round(settings.margin * dpi))
    line = ink_line(area, crop_of(bright, mask, (left, top, right, bottom), pad), mask[top:bottom, left:right], dpi, settings)
    around = everything[top:bottom, max(0, left - (bottom - top)) : right + (bottom - top)]
    over = top == 0 or bottom == mask.shape[0]
    touching = 1.0 if over else float(max(mask[top:bottom, 0].mean(), mask[top:bottom, -1].mean()))
    cut = over or left == 0 or right == mask.shape[1]
    return replace(line, cut=cut, touching=touching, broken=line.figure and is_broken(around, tall_pieces(around)))


def _without_far_bits(columns: NDArray[np.int64], own: Gray, settings: InkSettings) -> NDArray[np.int64]:
    """The inked columns of a figure without specks that stand off it; a minus is broader than a speck."""
    tall = tall_pieces(own)
    if not len(tall) or strokes(own) > settings.busy:
        return columns
    height = own.shape[0]
    groups = np.split(columns, np.flatnonzero(np.diff(columns) > settings.far * height) + 1)
    kept = [
        group
        for group in groups
        if group[-1] - group[0] >= settings.far / 2 * height or any(start <= group[-1] and group[0] < end for start, end in tall)
    ]
    return np.concatenate(kept)


def ink_line(area: Area, crop: Gray, mask: Gray, dpi: float, settings: InkSettings) -> InkLine:
    """The line whose ink, 1 in the mask, lies in that area; the crop is what readers get."""
    busy = strokes(mask)
    height, width = mask.shape
    tall = tall_pieces(mask)
    single = cv2.connectedComponents(mask, connectivity=8)[0] == 2
    return InkLine(
        area=area,
        crop=crop,
        strokes=busy,
        figure=busy <= settings.busy,
        slash=single and height >= 1.1 * width and lean(mask) >= _SLASH_LEAN and float(mask.mean()) < _SLASH_FILL,
        gap=widest_gap(tall) / max(height, 1),
        pitch=pitch(tall) / digit_height(mask, tall),
        digit_height=digit_height(mask, tall),
        digits=digits(tall, height),
        rings=rings(mask, tall),
        dash=_is_dash(mask, dpi, settings),
    )


def _is_dash(mask: Gray, dpi: float, settings: InkSettings) -> bool:
    """Whether the ink is one low stroke: nearly all of it lies in a band that is, what grain adds above and below does not count."""
    height, width = mask.shape
    band = np.flatnonzero(mask.sum(axis=1, dtype=np.int64) >= width / 2)
    if not len(band) or height >= settings.figure * dpi:
        return False
    core = mask[band[0] : band[-1] + 1]
    low = len(core) <= settings.dash * dpi and width >= DASH * len(core)
    return bool(low and core.mean() > 0.5 and core.sum(dtype=np.int64) >= _IN_BAND * mask.sum(dtype=np.int64))


def crop_of(bright: Gray, mask: Gray, area: Area, pad: int) -> Gray:
    """The writing with white around it; ink that was left out, and lines above and below, are painted over."""
    left, top, right, bottom = area
    x0, y0 = max(left - pad, 0), max(top - pad, 0)
    part = bright[y0 : bottom + pad, x0 : right + pad].copy()
    near = cv2.dilate(mask[y0 : bottom + pad, x0 : right + pad], np.ones((2 * pad - 1, 2 * pad - 1), np.uint8))
    near[: max(top - pad // 2 - y0, 0)] = 0
    near[bottom + pad // 2 - y0 :] = 0
    part[near == 0] = 255
    above, before = max(pad - (top - y0), 0), max(pad - (left - x0), 0)
    below, behind = max(pad - (y0 + part.shape[0] - bottom), 0), max(pad - (x0 + part.shape[1] - right), 0)
    return np.asarray(cv2.copyMakeBorder(part, above, below, before, behind, cv2.BORDER_CONSTANT, value=255), np.uint8)
