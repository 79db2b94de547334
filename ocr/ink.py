"""The ink in a cell, or in a stretch of paper: what is writing, what is dirt and left-over rulings, and the lines that it forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ink_shapes import digits, is_broken, lean, strokes, tall_pieces, widest_gap
from ocr.levels import grey_level
from ocr.straight_masks import Gray

__all__ = ["Area", "InkLine", "InkSettings", "cell_ink", "ink_level", "strip_lines"]

Area = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels; the ends are not part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InkSettings:
    """Sizes in inches, brightness of 255."""

    dark: float = 0.4  # of the way from paper to the page's ink: what is darker is ink
    least_contrast: float = 40.0
    pale: float = 0.15  # of that way: ink that is as pale belongs to the darker ink that it joins
    least_pale: float = 18.0
    speck: float = 0.011  # smaller both ways: dirt
    remains: float = 0.03  # thinner, along the edge: what is left of a ruling
    hairline: float = 0.014  # what is left of a ruling is no broader, unless it is left along the whole edge
    figure: float = 0.05  # the height of figures of 6 pt, nearly
    whole: float = 0.8
    faint_gap: float = 0.004  # rows without ink between two lines
    far: float = 0.6  # of a figure's height: bits that stand off so far are no points
    bits: float = 5.0  # pixels of ink in a cell of a fax that may be all that is left of a figure
    salt: float = 0.0015  # share of a cell that specks of a fax may take
    margin: float = 0.012  # around a crop
    low_line: float = 0.35  # of the usual height: a run of rows that low is a dash, a mark or a part of its neighbour
    digit_part: float = 0.6  # the same in digits: their parts are larger
    digit_gap: float = 0.75
    wide: float = 0.35  # of the usual height: what is low and narrower is dirt
    part_gap: float = 0.3  # of the usual height, between a low run and the line that it is part of
    dash: float = 0.025  # the height of a dash at most
    valley: float = 0.12  # of the usual ink of a row: rows of grain between two lines of characters have less
    lowest_line: float = 0.055  # type of 6 pt is 0.08 high
    busy: float = 2.45  # strokes met going down an inked column, on average: Han characters have more, digits less


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InkLine:
    """One line of writing. ``area`` is that of its ink, ``crop`` the same with a margin, dark on white; ``figure``: it looks like one.

    ``slash`` and ``dash``: one stroke of that shape; ``cut``: the ink runs to the edge of where it was looked for; ``gap``: its widest
    blank, in heights; ``digits``: how many there can be, by the pieces that the ink comes in; ``broken``: much of it lies in bits beside
    those pieces; ``rough``: the page is a fax, whose figures lose whole strokes; ``unclear``: why nobody should try to read it.
    """

    area: Area
    crop: Gray
    strokes: float
    figure: bool
    slash: bool = False
    dash: bool = False
    cut: bool = False
    gap: float = 0.0
    digits: tuple[int, int] = (0, 99)
    broken: bool = False
    rough: bool = False
    unclear: str = ""

    @property
    def height(self) -> int:
        """Of the ink, in pixels."""
        return self.area[3] - self.area[1]


def ink_level(gray: Gray) -> float:
    """The brightness of a page's darkest print; of an empty page that of its darkest grain."""
    return grey_level(gray[::3, ::3], 0.5)


def cell_ink(
    gray: Gray, area: Area, level: float, dpi: float, settings: InkSettings = InkSettings(), *, rough: bool = False
) -> tuple[InkLine, ...]:
    """The lines of writing inside a cell, top to bottom; none when it is empty.

    Args:
        gray: the clean page.
        area: the inside of the cell, rulings left out.
        level: see ``ink_level``.
        dpi: of the page.
        settings: what counts as ink.
        rough: it is a fax; a cell with bits of ink in it is not empty then, but unclear.
    """
    x0, y0, x1, y1 = area
    inside = gray[max(y0, 0) : y1, max(x0, 0) : x1]
    if inside.shape[0] < 3 or inside.shape[1] < 3:
        return ()
    inside, paper = _dark_on_light(inside)
    threshold = paper - max(settings.dark * (paper - level), settings.least_contrast)
    everything = np.asarray(inside < threshold, np.uint8)
    mask = _writing(everything, dpi, settings)
    darkest = min(level, threshold)
    lost = False
    if not rough and not _like_figures(mask, dpi, settings).any():
        faint = _faint_ink(inside, paper, level, dpi, settings)
        lost = bool(faint.any())
        if (figures := _like_figures(faint, dpi, settings)).any():
            mask, darkest = figures, float(inside[figures > 0].min())
    if not mask.any():
        bits = int(everything[2:-2, 2:-2].sum())
        lost = lost or (rough and bits >= max(settings.bits, settings.salt * everything.size))
        if lost or (everything.any() and _may_be_figure(everything, dpi, settings)):
            return (InkLine(area=area, crop=inside, strokes=0.0, figure=False, unclear="bits of ink are left here"),)
        return ()
    mask = _with_pale_parts(mask, np.asarray(inside < paper - max(settings.pale * (paper - level), settings.least_pale), np.uint8))
    bright = _stretched(inside, paper, darkest)
    return tuple(_line(bright, mask, everything, rows, (max(x0, 0), max(y0, 0)), dpi, settings) for rows in _row_runs(mask, dpi, settings))


def _faint_ink(inside: Gray, paper: float, level: float, dpi: float, settings: InkSettings) -> Gray:
    """Ink too pale to be counted as such, where there is nothing else but dirt: thin type beside bold. Blurring takes grain away."""
    soft = np.asarray(cv2.blur(inside, (3, 3)), np.uint8)
    return _writing(np.asarray(soft < paper - max(settings.pale * (paper - level), settings.least_pale), np.uint8), dpi, settings)


def _like_figures(mask: Gray, dpi: float, settings: InkSettings) -> Gray:
    """The pieces of ink that are as high as a figure, or low and long as a dash."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    kept = (high >= settings.figure * dpi) | ((high <= settings.dash * dpi) & (wide >= _DASH * high) & (wide >= settings.dash * dpi))
    kept[0] = False
    return np.asarray(kept[labels], np.uint8)


def _dark_on_light(inside: Gray) -> tuple[Gray, float]:
    """Writing in white on a dark fill is turned over."""
    sample = inside[::2, ::2]
    paper = grey_level(sample, 70)
    if paper < 120 and grey_level(sample, 98) - paper > 80:
        turned = np.asarray(255 - inside, np.uint8)
        return turned, grey_level(turned[::2, ::2], 70)
    return inside, paper


def _stretched(inside: Gray, paper: float, level: float) -> Gray:
    table = np.clip((np.arange(256) - level) * 255 / max(paper - level, 1.0), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(np.ascontiguousarray(inside), table), np.uint8)


def _writing(mask: Gray, dpi: float, settings: InkSettings) -> Gray:
    """The mask without specks and without what is left of rulings along its edges."""
    height, width = mask.shape
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    left, top = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    speck = np.maximum(wide, high) < max(2.0, settings.speck * dpi)
    thin = settings.remains * dpi
    flat = ((top == 0) | (top + high == height)) & (high <= thin) & (wide >= 2 * high)
    upright = ((left == 0) | (left + wide == width)) & (wide <= thin) & (high >= 2 * wide)
    drop = speck | flat | upright
    drop[0] = True
    near = _near_writing(stats, ~drop, settings.speck * dpi)
    keep = ~drop | (speck & near & ~flat & ~upright)
    keep[0] = False
    return np.asarray(keep[labels], np.uint8)


def _may_be_figure(mask: Gray, dpi: float, settings: InkSettings) -> bool:
    """Whether a piece of ink along the left or right edge is as high as a figure, and not as long as the edge: of a ruling, or of a 0?"""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    left, wide, high = (stats[1:, at] for at in (cv2.CC_STAT_LEFT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    beside = (left == 0) | (left + wide == mask.shape[1])
    broad = wide >= max(2.0, settings.hairline * dpi)
    return bool(np.any(beside & broad & (high >= settings.figure * dpi) & (high <= settings.whole * mask.shape[0])))


def _with_pale_parts(mask: Gray, pale: Gray) -> Gray:
    """The writing with the paler ink that joins it: a stroke may fade within a digit, and half a 4 is a 1."""
    _, labels = cv2.connectedComponents(pale, connectivity=8)
    joined = np.zeros(int(labels.max(initial=0)) + 1, np.uint8)
    joined[labels[mask > 0]] = 1
    joined[0] = 0
    return np.asarray(joined[labels] | mask, np.uint8)


def _near_writing(stats: Any, sure: NDArray[np.bool_], speck: float) -> NDArray[np.bool_]:
    """Small pieces that stand within a line of writing: points, and what broken print falls into."""
    result = np.zeros(len(stats), np.bool_)
    if not sure.any():
        return result
    boxes = stats[sure]
    x0, x1 = boxes[:, 0].min(), (boxes[:, 0] + boxes[:, 2]).max()
    y0, y1 = boxes[:, 1].min(), (boxes[:, 1] + boxes[:, 3]).max()
    middle_x, middle_y = stats[:, 0] + stats[:, 2] / 2, stats[:, 1] + stats[:, 3] / 2
    within = (middle_x >= x0) & (middle_x <= x1) & (middle_y >= y0) & (middle_y <= y1)
    return np.asarray(within & (stats[:, cv2.CC_STAT_AREA] >= max(2.0, (speck / 3) ** 2)), np.bool_)


def _row_runs(mask: Gray, dpi: float, settings: InkSettings) -> Sequence[tuple[int, int]]:
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


def _line(
    bright: Gray, mask: Gray, everything: Gray, rows: tuple[int, int], origin: tuple[int, int], dpi: float, settings: InkSettings
) -> InkLine:
    """The line in these rows of the writing; ``everything`` is the ink with the bits that were taken for dirt."""
    own = mask[rows[0] : rows[1]]
    columns = _without_far_bits(np.flatnonzero(own.any(axis=0)), own, settings)
    inked = np.flatnonzero(own.any(axis=1))
    top, bottom = rows[0] + int(inked[0]), rows[0] + int(inked[-1]) + 1
    left, right = int(columns[0]), int(columns[-1]) + 1
    area = (origin[0] + left, origin[1] + top, origin[0] + right, origin[1] + bottom)
    pad = max(2, round(settings.margin * dpi))
    line = _ink_line(area, _cut(bright, mask, (left, top, right, bottom), pad), mask[top:bottom, left:right], dpi, settings)
    around = everything[top:bottom, max(0, left - (bottom - top)) : right + (bottom - top)]
    cut = left == 0 or right == mask.shape[1] or top == 0 or bottom == mask.shape[0]
    return replace(line, cut=cut, broken=line.figure and is_broken(around, tall_pieces(around)))


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


def _ink_line(area: Area, crop: Gray, mask: Gray, dpi: float, settings: InkSettings) -> InkLine:
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
        digits=digits(tall, height),
        dash=height <= settings.dash * dpi and width >= _DASH * height and float(mask.mean()) > 0.5,
    )


_DASH = 2.2  # times as long as high
_SLASH_LEAN = 0.2  # across to down: an italic 1 stays below, a slash above
_SLASH_FILL = 0.55


def _cut(bright: Gray, mask: Gray, area: Area, pad: int) -> Gray:
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
            bright = _stretched(gray[y0:y1, x0:x1], paper, level)
            pad = max(2, round(settings.margin * dpi))
            yield _ink_line((x0, y0, x1, y1), _cut(bright, part, (0, 0, x1 - x0, y1 - y0), pad), part, dpi, settings)


def _characters(dark: NDArray[np.bool_], dpi: float, settings: InkSettings) -> Gray:
    """Ink without specks and without drawings."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(dark, np.uint8), connectivity=8)
    side = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    thin = np.minimum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    keep = (side >= max(2.0, settings.speck * dpi)) & (side <= _LARGEST * dpi) | ((side <= 3 * _LARGEST * dpi) & (thin >= 0.05 * dpi))
    keep[0] = False
    return np.asarray(keep[labels], np.uint8)


_LAYOUT_DPI = 150.0  # enough to see where lines of text are
_SOFT = 0.7
_LARGEST = 0.5  # inches: larger pieces of ink are drawings
_SMEAR = 0.17  # inches between characters of one line
_LOWEST = 0.03


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
    """Whether a piece belongs to a line: beside it, no further than a blank, and mostly within its height."""
    common = min(line[3], box[3]) - max(line[1], box[1])
    apart = max(line[0], box[0]) - min(line[2], box[2])
    return common >= 0.6 * (box[3] - box[1]) and apart <= _SMEAR * dpi and max(line[3], box[3]) - min(line[1], box[1]) <= 0.5 * dpi
