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

__all__ = ["Area", "InkLine", "InkSettings", "Writing", "cell_ink", "ink_level", "strip_lines", "writing_of"]

Area = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels; the ends are not part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InkSettings:
    """Sizes in inches, brightness of 255."""

    dark: float = 0.4  # of the way from paper to the page's ink: what is darker is ink
    least_contrast: float = 40.0
    pale: float = 0.15  # of that way: ink that is as pale belongs to the darker ink that it joins
    pale_beside: float = 0.18  # likewise, of ink beside a figure: what JPEG leaves around print is paler
    least_pale: float = 18.0
    place: float = 0.1  # a fifth of so large a place is paper, whatever is written there
    shade: float = 15.0  # by which the paper of a cell varies: less does no harm
    stroke: int = 12  # pixels of a figure's darkest ink; a 1 has as many
    grain: float = 5.0  # times the middle deviation from the paper: what is no darker is grain
    deviations: float = 4.0  # of its grain: what is no farther from paper is paper
    blurred: float = 0.5  # of its grain, when nine pixels are put together: they are not independent of each other
    clear: float = 1.5  # times what grain reaches: writing
    most_grain: float = 0.75  # of the way from paper to ink: there is writing beyond
    soft_grain: float = 0.7  # of it: paler ink that joins darker ink is no grain from here on
    thin: float = 20.0  # percentile of the darkness of a table's cells that stands for its thin type
    palest: float = 0.45  # of the page's darkest print: the palest that thin type is held to be
    faintest: float = 8.0  # the least that ink is darker than paper without grain
    beyond_grain: float = 3.0  # times what grain reaches
    palest_figure: float = 0.2  # of the page's darkest print: what is paler is what a seal or the back page left
    speck: float = 0.011  # smaller both ways: dirt
    remains: float = 0.03  # thinner, along the edge: what is left of a ruling
    long_remains: float = 0.25  # longer than a dash
    rise: float = 0.1  # across to down, of a ruling that is bent
    along: float = 0.5  # share of its length that runs along the edge; a slash meets it with its foot
    hairline: float = 0.014  # what is left of a ruling is no broader, unless it is left along the whole edge
    figure: float = 0.05  # the height of figures of 6 pt, nearly
    whole: float = 0.8  # share of an edge that what is left of its ruling takes up at least
    astray: float = 0.25  # of a figure's height: its digits begin and end no farther apart
    faint_gap: float = 0.004  # rows without ink between two lines
    far: float = 0.6  # of a figure's height: bits that stand off so far are no points
    ghost: float = (
        0.45  # of the way from paper to a table's writing: paler figures are echoes of rulings, or the back page, and read as a 1
    )
    left: float = 0.75  # of the height of a figure of 6 pt: of one that is lost more is left
    bits_apart: float = 0.025
    part: float = 0.4  # of a figure's height: what is left of a digit of it is no lower
    bits: float = 5.0  # pixels of ink in a cell of a fax that may be all that is left of a figure
    salt: float = 0.0015  # share of a cell that specks of a fax may take
    margin: float = 0.012  # around a crop
    low_line: float = 0.35  # of the usual height: a run of rows that low is a dash, a mark or a part of its neighbour
    digit_part: float = 0.6  # the same in digits: their parts are larger
    digit_gap: float = 0.75
    wide: float = 0.35  # of the usual height: what is low and narrower is dirt
    part_gap: float = 0.3  # of the usual height, between a low run and the line that it is part of
    dash: float = 0.032  # the height of a dash at most; a fax makes strokes thicker
    valley: float = 0.12  # of the usual ink of a row: rows of grain between two lines of characters have less
    lowest_line: float = 0.055  # type of 6 pt is 0.08 high
    busy: float = 2.45  # strokes met going down an inked column, on average: Han characters have more, digits less


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InkLine:
    """One line of writing. ``area`` is that of its ink, ``crop`` the same with a margin, dark on white; ``figure``: it looks like one.

    ``slash`` and ``dash``: one stroke of that shape; ``cut``: the ink runs to the edge of where it was looked for; ``touching``: the share
    of its height along which it meets the left or right one, 1 above or below; ``gap``: its widest blank, in heights; ``digits``: how many
    there can be, by the pieces that the ink comes in; ``broken``: much of it lies in bits beside those pieces; ``rough``: the page is a
    fax, whose figures lose whole strokes; ``unclear``: why nobody should try to read it; ``beside``: paler ink stands beside it, and may
    be a digit of it; ``clarity``: the share of its table's figures that were read alike and firmly at first sight, as far as that is known.
    """

    area: Area
    crop: Gray
    strokes: float
    figure: bool
    slash: bool = False
    dash: bool = False
    cut: bool = False
    touching: float = 0.0
    gap: float = 0.0
    digits: tuple[int, int] = (0, 99)
    broken: bool = False
    rough: bool = False
    unclear: str = ""
    beside: bool = False
    clarity: float = 1.0

    @property
    def height(self) -> int:
        """Of the ink, in pixels."""
        return self.area[3] - self.area[1]


def ink_level(gray: Gray) -> float:
    """The brightness of a page's darkest print; of an empty page that of its darkest grain."""
    return grey_level(gray[::3, ::3], 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How a table is written: the brightness of its ink, and by how many grey levels the grain of its paper may be darker than the paper,
    as it is and blurred."""

    level: float
    grain: float = 0.0
    soft_grain: float = 0.0
    measured: bool = False

    def ghost(self, paper: float, settings: InkSettings) -> float:
        """By how much darker than paper what is no echo of a ruling is; 0 where nobody measured how dark figures are."""
        return settings.ghost * (paper - self.level) if self.measured else 0.0

    def least(self, usual: float, settings: InkSettings) -> float:
        """The least by which ink is darker than paper: as usual, but where little grain is known to be there, less."""
        return min(usual, max(settings.faintest, settings.beyond_grain * self.grain)) if self.grain else usual


def writing_of(gray: Gray, areas: Sequence[Area], level: float, grain: float, dpi: float, settings: InkSettings = InkSettings()) -> Writing:
    """How the figures of a table are written: thin type is paler than thick rulings and bold headings, a page's darkest print.

    Args:
        gray: the clean page.
        areas: the insides of the table's cells with figures, or nothing, in them.
        level: see ``ink_level``.
        grain: standard deviation of the page's paper, in grey levels.
        dpi: of the page.
        settings: what counts as ink.
    """
    grain *= settings.deviations
    soft_grain = settings.blurred * grain
    depths, papers = [], []
    for x0, y0, x1, y1 in areas:
        inside = gray[max(y0, 0) : y1, max(x0, 0) : x1]
        if min(inside.shape) < 3 or inside.size <= settings.stroke:
            continue
        inside, paper = _dark_on_light(inside)
        soft = np.asarray(cv2.blur(inside, (3, 3)), np.uint8)
        depth = paper - float(np.partition(soft, settings.stroke, axis=None)[settings.stroke])
        written = depth >= max(settings.faintest, settings.clear * soft_grain, settings.palest_figure * (paper - level))
        if written and _like_figures(np.asarray(soft < paper - depth / 2, np.uint8), dpi, settings).any():
            depths.append(depth)
            papers.append(paper)
    if depths:
        paper = float(np.median(papers))
        thin = max(float(np.percentile(depths, settings.thin)), settings.palest * (paper - level), grain / settings.dark)
        level = max(level, paper - thin)
    return Writing(level=level, grain=grain, soft_grain=soft_grain, measured=True)


def cell_ink(
    gray: Gray,
    area: Area,
    level: float,
    dpi: float,
    settings: InkSettings = InkSettings(),
    *,
    rough: bool = False,
    writing: Writing | None = None,
) -> tuple[InkLine, ...]:
    """The lines of writing inside a cell, top to bottom; none when it is empty.

    Args:
        gray: the clean page.
        area: the inside of the cell, rulings left out.
        level: see ``ink_level``.
        dpi: of the page.
        settings: what counts as ink.
        rough: it is a fax; a cell with bits of ink in it is not empty then, but unclear.
        writing: how the figures of its table are written, when that is known.
    """
    writing = writing or Writing(level=level)
    level = writing.level
    x0, y0, x1, y1 = area
    inside = gray[max(y0, 0) : y1, max(x0, 0) : x1]
    if inside.shape[0] < 3 or inside.shape[1] < 3:
        return ()
    inside, paper = _dark_on_light(inside)
    if not rough:
        inside = _evenly_lit(inside, dpi, settings)
    grain = min(max(_grain(inside, paper, settings), writing.grain), settings.most_grain * (paper - level))
    threshold = paper - max(settings.dark * (paper - level), writing.least(settings.least_contrast, settings), grain)
    everything = np.asarray(inside < threshold, np.uint8)
    mask = _writing(everything, dpi, settings)
    darkest = min(level, threshold)
    lost = False
    if not rough and not _like_figures(mask, dpi, settings).any():
        faint = _faint_ink(inside, paper, writing, dpi, settings)
        lost = _may_be_remains(faint | mask, dpi, settings)
        mask = np.zeros_like(mask)
        if (figures := _like_figures(faint, dpi, settings)).any():
            if paper - grey_level(inside[figures > 0], 10) < writing.ghost(paper, settings):
                return (InkLine(area=area, crop=inside, strokes=0.0, figure=False, unclear="bits of ink are left here"),)
            mask, darkest = figures, float(inside[figures > 0].min())
    if not mask.any():
        bits = int(everything[2:-2, 2:-2].sum())
        lost = lost or (rough and bits >= max(settings.bits, settings.salt * everything.size))
        if lost or (everything.any() and _may_be_figure(everything, dpi, settings)):
            return (InkLine(area=area, crop=inside, strokes=0.0, figure=False, unclear="bits of ink are left here"),)
        return ()
    if not rough:
        mask |= _paler_figures(mask, inside, paper, writing, dpi, settings)
    mask = _with_pale_parts(
        mask, np.asarray(inside < paper - _pale(paper - level, settings.soft_grain * grain, writing, settings), np.uint8)
    )
    bright, corner = _stretched(inside, paper, darkest), (max(x0, 0), max(y0, 0))
    lines = tuple(_line(bright, mask, everything, rows, corner, dpi, settings) for rows in _row_runs(mask, dpi, settings))
    if not rough and _is_left_out(_faint_ink(inside, paper, writing, dpi, _beside(settings)), lines, corner, dpi, settings):
        return tuple(replace(line, beside=line.figure) for line in lines)
    return lines


def _beside(settings: InkSettings) -> InkSettings:
    return replace(settings, pale=settings.pale_beside)


def _is_left_out(faint: Gray, lines: Sequence[InkLine], corner: tuple[int, int], dpi: float, settings: InkSettings) -> bool:
    """Whether beside the lines of a cell there is paler ink that may be a digit of one of them: it stands in the same rows.

    What runs along a ruling and was left by JPEG does not.
    """
    rest, pad = faint.copy(), max(2, round(settings.margin * dpi))
    for line in lines:
        x0, y0, x1, y1 = line.area
        rest[max(y0 - corner[1] - pad, 0) : y1 - corner[1] + pad, max(x0 - corner[0] - pad, 0) : x1 - corner[0] + pad] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8)
    top, high = stats[:, cv2.CC_STAT_TOP] + corner[1], stats[:, cv2.CC_STAT_HEIGHT]
    for line in lines:
        over = max(settings.astray * line.height, settings.figure * dpi - line.height)
        within = (top >= line.area[1] - over) & (top + high <= line.area[3] + over)
        within[0] = False
        lowest = min(settings.part * line.height, settings.figure * dpi)
        if _may_be_remains(np.asarray(within[labels], np.uint8), dpi, settings, lowest=lowest):
            return True
    return False


def _faint_ink(inside: Gray, paper: float, writing: Writing, dpi: float, settings: InkSettings) -> Gray:
    """Ink too pale to be counted as such, where there is nothing else but dirt: thin type beside bold. Blurring takes grain away."""
    soft = np.asarray(cv2.blur(inside, (3, 3)), np.uint8)
    depth = paper - writing.level
    grain = min(max(_grain(soft, paper, settings), writing.soft_grain), settings.most_grain * depth)
    return _writing(np.asarray(soft < paper - _pale(depth, grain, writing, settings), np.uint8), dpi, settings)


def _pale(depth: float, grain: float, writing: Writing, settings: InkSettings) -> float:
    """By how much the palest ink is darker than paper, where ink usually is by ``depth``: more than its grain."""
    return max(settings.pale * depth, writing.least(settings.least_pale, settings), grain)


def _grain(inside: Gray, paper: float, settings: InkSettings) -> float:
    """By how much the grain of a cell's paper may be darker than the paper; tinted cells have most."""
    return settings.grain * float(np.median(np.abs(inside[::2, ::2].astype(np.int16) - round(paper))))


def _may_be_remains(faint: Gray, dpi: float, settings: InkSettings, *, lowest: float = 0.0) -> bool:
    """Whether bits of ink may be all that is left of a figure: close together, over most of its height, and no less ink than a 1 has.

    With ``lowest``, in pixels, they are as high as that, and parts of one digit may stand farther above each other.
    """
    near = max(3, round(settings.bits_apart * dpi)) | 1
    down = max(near, round(lowest)) | 1
    whole = cv2.morphologyEx(faint, cv2.MORPH_CLOSE, np.ones((down, near), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
    ink = np.bincount(labels[faint > 0], minlength=len(stats))
    large = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= settings.left * settings.figure * dpi
    return bool(np.any((large & (stats[:, cv2.CC_STAT_HEIGHT] >= lowest) & (ink >= settings.stroke))[1:]))


def _paler_figures(mask: Gray, inside: Gray, paper: float, writing: Writing, dpi: float, settings: InkSettings) -> Gray:
    """What is as high as a figure, too pale to be counted as ink, and stands on the line of darker figures: one may fade into the next."""
    nothing = np.zeros_like(mask)
    figures = _like_figures(mask, dpi, settings)
    rows = np.flatnonzero(figures.any(axis=1))
    if not len(rows) or strokes(mask) > settings.busy:
        return nothing
    faint = _faint_ink(inside, paper, writing, dpi, settings)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(faint, connectivity=8)
    top, high = stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_HEIGHT]
    middle = top + high / 2
    dark = np.bincount(labels[inside < paper - writing.ghost(paper, settings)], minlength=len(stats)) > 0
    kept = dark & (high >= settings.figure * dpi) & (middle >= rows[0]) & (middle <= rows[-1])
    kept[np.unique(labels[mask > 0])] = False
    kept[0] = False
    return np.asarray(kept[labels], np.uint8)


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


def _evenly_lit(inside: Gray, dpi: float, settings: InkSettings) -> Gray:
    """The inside of a cell without the shades over it: near the edge of a photographed page, or where a seal was."""
    side = max(3, round(settings.place * dpi))
    rows, columns = -(-inside.shape[0] // side), -(-inside.shape[1] // side)
    below, behind = rows * side - inside.shape[0], columns * side - inside.shape[1]
    whole = cv2.copyMakeBorder(inside, 0, below, 0, behind, cv2.BORDER_REFLECT)
    places = whole.reshape(rows, side, columns, side).transpose(0, 2, 1, 3).reshape(rows, columns, -1)[:, :, ::3]
    paper = np.sort(places, axis=2)[:, :, places.shape[2] * 4 // 5]
    light = float(np.median(paper))
    if light - float(paper.min()) < settings.shade:
        return inside
    full = cv2.resize(paper, (columns * side, rows * side), interpolation=cv2.INTER_LINEAR)[: inside.shape[0], : inside.shape[1]]
    lighter = np.maximum(round(light) - full.astype(np.int16), 0)
    return np.asarray(np.minimum(inside + lighter, 255), np.uint8)


def _stretched(inside: Gray, paper: float, level: float) -> Gray:
    table = np.clip((np.arange(256) - level) * 255 / max(paper - level, 1.0), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(np.ascontiguousarray(inside), table), np.uint8)


def _writing(mask: Gray, dpi: float, settings: InkSettings) -> Gray:
    """The mask without specks and without what is left of rulings along its edges."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    speck = np.maximum(wide, high) < max(2.0, settings.speck * dpi)
    thin = settings.remains * dpi
    rims = [np.bincount(rim, minlength=len(stats)) for rim in (labels[0], labels[-1], labels[:, 0], labels[:, -1])]
    along_level, along_upright = np.maximum(rims[0], rims[1]), np.maximum(rims[2], rims[3])
    long = (along_level > 0) & (wide >= settings.long_remains * dpi) & (high <= settings.rise * wide)
    bent = long & (stats[:, cv2.CC_STAT_AREA] <= thin * wide)  # a ruling that leaves the edge of its cell
    flat = bent | ((along_level >= settings.along * wide) & (high <= thin) & (wide >= 2 * high))
    upright = (along_upright >= settings.along * high) & (wide <= thin) & (high >= 2 * wide)
    drop = speck | flat | upright
    drop[0] = True
    near = _near_writing(stats, ~drop, settings.speck * dpi)
    keep = ~drop | (speck & near & ~flat & ~upright) | (upright & _in_line(stats, ~drop, settings.figure * dpi, settings.astray))
    keep[0] = False
    return np.asarray(keep[labels], np.uint8)


def _in_line(stats: Any, sure: NDArray[np.bool_], figure: float, astray: float) -> NDArray[np.bool_]:
    """Pieces that begin and end in the rows where the writing does: what is left of a ruling does not, a 1 beside it does."""
    tall = stats[sure & (stats[:, cv2.CC_STAT_HEIGHT] >= figure)]
    if not len(tall):
        return np.zeros(len(stats), np.bool_)
    top, bottom = (stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT])
    tops, bottoms = tall[:, cv2.CC_STAT_TOP], tall[:, cv2.CC_STAT_TOP] + tall[:, cv2.CC_STAT_HEIGHT]
    near = astray * (bottoms - tops)
    both = (np.abs(top[:, None] - tops) <= near) & (np.abs(bottom[:, None] - bottoms) <= near)
    return np.asarray(both.any(axis=1), np.bool_)


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
        dash=_is_dash(mask, dpi, settings),
    )


def _is_dash(mask: Gray, dpi: float, settings: InkSettings) -> bool:
    """Whether the ink is one low stroke: nearly all of it lies in a band that is, what grain adds above and below does not count."""
    height, width = mask.shape
    band = np.flatnonzero(mask.sum(axis=1, dtype=np.int64) >= width / 2)
    if not len(band) or height >= settings.figure * dpi:
        return False
    core = mask[band[0] : band[-1] + 1]
    low = len(core) <= settings.dash * dpi and width >= _DASH * len(core)
    return bool(low and core.mean() > 0.5 and core.sum(dtype=np.int64) >= _IN_BAND * mask.sum(dtype=np.int64))


_DASH = 2.2  # times as long as high
_IN_BAND = 0.7  # of its ink; the bar of a 7 or a 5 has as much again below it
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
