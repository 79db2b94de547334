"""The ink in a cell: its lines of writing, as they are told from paper, from dirt and from what is left of rulings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from ocr.ink_lines import line_of, row_runs
from ocr.ink_masks import (
    faint_ink,
    grain_of,
    has_spot,
    like_figures,
    may_be_figure,
    may_be_remains,
    paler_figures,
    palest_ink,
    stretched_ink,
    with_pale_parts,
    without_dirt,
    without_dots,
    without_far_dots,
)
from ocr.ink_types import BITS, Area, InkLine, InkSettings, Writing
from ocr.levels import grey_level
from ocr.straight_masks import Gray

__all__ = ["cell_ink", "writing_of"]


def writing_of(gray: Gray, areas: Sequence[Area], level: float, grain: float, dpi: float, settings: InkSettings = InkSettings()) -> Writing:
    """How the figures of a table are written: thin type is paler than thick rulings and bold headings, a page's darkest print.

    Args:
        gray: the clean page.
        areas: the insides of the table's cells with figures, or nothing, in them.
        level: see ``ocr.levels.print_level``.
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
        if written and like_figures(np.asarray(soft < paper - depth / 2, np.uint8), dpi, settings).any():
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
        level: see ``ocr.levels.print_level``.
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
    printed = inside  # what readers get
    if not rough:
        printed = _evenly_lit(inside, dpi, settings)
        inside = _without_grain(printed, paper, level, settings)
    grain = min(max(grain_of(inside, paper, settings), writing.grain), settings.most_grain * (paper - level))
    threshold = paper - max(settings.dark * (paper - level), writing.least(settings.least_contrast, settings), grain)
    everything = np.asarray(inside < threshold, np.uint8)
    mask = without_dirt(everything, dpi, settings)
    mask = mask if rough else without_far_dots(mask, inside, paper, level, dpi, settings)
    darkest = min(level, threshold)
    lost = False
    if not rough and not like_figures(mask, dpi, settings).any():
        faint = faint_ink(inside, paper, writing, dpi, settings)
        lost = may_be_remains(without_dots(faint | mask, inside, paper, level, dpi, settings), dpi, settings)
        mask = np.zeros_like(mask)
        if (figures := like_figures(faint, dpi, settings)).any():
            if paper - grey_level(inside[figures > 0], 10) < writing.ghost(paper, settings):
                return (InkLine(area=area, crop=inside, strokes=0.0, figure=False, unclear=BITS),)
            mask, darkest = figures, float(inside[figures > 0].min())
    if not mask.any():
        bits = int(everything[2:-2, 2:-2].sum())
        lost = lost or (rough and bits >= max(settings.bits, settings.salt * everything.size))
        if lost or (everything.any() and may_be_figure(everything, dpi, settings)):
            return (InkLine(area=area, crop=inside, strokes=0.0, figure=False, unclear=BITS),)
        return ()
    if not rough:
        mask |= paler_figures(mask, inside, paper, writing, dpi, settings)
    mask = with_pale_parts(
        mask, np.asarray(inside < paper - palest_ink(paper - level, settings.soft_grain * grain, writing, settings), np.uint8)
    )
    bright, corner = stretched_ink(printed, paper, darkest), (max(x0, 0), max(y0, 0))
    lines = tuple(line_of(bright, mask, everything, rows, corner, dpi, settings) for rows in row_runs(mask, dpi, settings))
    if not rough and writing.measured:
        lines = tuple(_with_spot(line, inside, corner, paper, writing, dpi, settings) for line in lines)
    if not rough and _is_left_out(faint_ink(inside, paper, writing, dpi, _beside(settings)), lines, corner, dpi, settings):
        return tuple(replace(line, beside=line.figure) for line in lines)
    return lines


def _with_spot(
    line: InkLine, inside: Gray, corner: tuple[int, int], paper: float, writing: Writing, dpi: float, settings: InkSettings
) -> InkLine:
    x0, y0, x1, y1 = line.area
    part = np.ascontiguousarray(inside[y0 - corner[1] : y1 - corner[1], x0 - corner[0] : x1 - corner[0]])
    return replace(line, spotted=line.figure and has_spot(part, paper, writing, dpi, settings))


def _is_left_out(faint: Gray, lines: Sequence[InkLine], corner: tuple[int, int], dpi: float, settings: InkSettings) -> bool:
    """Whether beside the lines of a cell there is paler ink that may be a digit of one of them: it stands in the same rows, and no farther
    away than digits of one figure do.

    What runs along a ruling and was left by JPEG does not.
    """
    rest, pad = faint.copy(), max(2, round(settings.margin * dpi))
    for line in lines:
        x0, y0, x1, y1 = line.area
        rest[max(y0 - corner[1] - pad, 0) : y1 - corner[1] + pad, max(x0 - corner[0] - pad, 0) : x1 - corner[0] + pad] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8)
    top, high = stats[:, cv2.CC_STAT_TOP] + corner[1], stats[:, cv2.CC_STAT_HEIGHT]
    left, wide = stats[:, cv2.CC_STAT_LEFT] + corner[0], stats[:, cv2.CC_STAT_WIDTH]
    for line in lines:
        over = max(settings.astray * line.height, settings.figure * dpi - line.height)
        within = (top >= line.area[1] - over) & (top + high <= line.area[3] + over)
        apart = settings.far_digit * line.height
        within &= (left + wide >= line.area[0] - apart) & (left <= line.area[2] + apart)
        within[0] = False
        lowest = min(settings.part * line.height, settings.figure * dpi)
        if may_be_remains(np.asarray(within[labels], np.uint8), dpi, settings, lowest=lowest):
            return True
    return False


def _beside(settings: InkSettings) -> InkSettings:
    return replace(settings, pale=settings.pale_beside)


def _dark_on_light(inside: Gray) -> tuple[Gray, float]:
    """Writing in white on a dark fill is turned over."""
    sample = inside[::2, ::2]
    paper = grey_level(sample, 70)
    if paper < 120 and grey_level(sample, 98) - paper > 80:
        turned = np.asarray(255 - inside, np.uint8)
        return turned, grey_level(turned[::2, ::2], 70)
    return inside, paper


def _without_grain(inside: Gray, paper: float, level: float, settings: InkSettings) -> Gray:
    """The inside of a tinted cell evened out, where its grain reaches as far down as writing does."""
    grain = grain_of(inside, paper, settings)
    if grain <= settings.most_grain * (paper - level):
        return inside
    strength = settings.smooth * grain / settings.grain
    return np.asarray(cv2.fastNlMeansDenoising(np.ascontiguousarray(inside), None, strength, 5, 11), np.uint8)


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
