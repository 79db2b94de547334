"""Whether an edge between two cells is drawn: how much of it is covered by a line, and whether that line reaches both its ends."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.straight_masks import Gray, Lines, LineSettings, line_response, pixels_of

__all__ = ["EdgeSettings", "Picture", "Votes", "carried_on", "edge_votes", "picture_of", "without_strokes"]

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
    fill: tuple[float, float] = (0.02, 0.04)  # from a boundary: where the paper of the cells on both its sides is looked at
    fill_step: int = 15  # grey levels between them, so that one is filled with a tint
    fill_share: float = 0.95  # of the edge along which they differ so
    stroke: float = 1.0  # no stroke is as long: longer edges are not asked whether they are one
    either_end: bool = True  # whether one loose end is enough to show a stroke
    end: tuple[float, float] = (0.012, 0.09)  # from the middle of the boundary that an edge runs to: where its end is looked at
    loose: float = 0.012  # paper between a line's end and the line it should meet: characters leave so much, rulings do not
    grain: float = 1.3  # times the darkness that four fifths of the page stay below
    paler: float = 0.4  # of a line's own darkness: paper
    beside: float = 0.03  # to both sides of an upright line: where a stroke of a character has the rest of it
    above: float = 0.018  # likewise for a level line, which type comes closer to
    whole: float = 0.9  # coverage above which an edge that type comes close to is believed
    thick: float = 0.025  # half a ruling at most, blurred
    crowded: float = 0.8  # share of an edge, both sides counted, along which there is ink beside it
    twin: float = 0.93  # share from which what runs beside is the other stroke of a double line
    alone: float = 0.7  # share of a boundary's edges that may be crowded before all those are taken for strokes
    near_end: tuple[float, float] = (0.015, 0.12)  # inches from the boundary, then share of the edge: no type comes so close to an end
    fading: float = 0.35  # of the contrast in the middle: less at the ends shows a column of figures where a ruling was thought to be
    flank: float = 0.022  # from a line's middle to the paper beside it
    throughout: float = 0.995  # coverage from which a line that goes on before and behind is no stroke
    no_stroke: float = 0.5  # likewise, of an edge so long, where it goes on either way
    remains: float = 0.3  # coverage from which a line with paper along both sides is what is left of one
    bare: float = 0.03  # of that paper
    bits: float = 0.3  # share of its length that may be dark
    off: float = 0.012  # by which a boundary lies beside its edges before it is put where they run
    astray: float = 0.007  # from the other edges of its boundary: a crowded edge so far off is a stroke

    @property
    def broken(self) -> EdgeSettings:
        """For rulings that a fax has torn or grain has covered: gaps tell less."""
        return replace(self, either_end=False, loose=0.018)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Where a page has a level line, an upright line, how much darker than its surroundings each pixel is, the page itself, and grain.

    ``sure_level`` and ``sure_upright`` are lines that run from ruling to ruling, as no stroke of a character does.
    """

    level: Bools
    upright: Bools
    dark: Gray
    gray: Gray
    grain: float
    sure_level: Bools
    sure_upright: Bools

    @property
    def turned(self) -> Picture:
        """The same with the page's axes exchanged."""
        return Picture(self.upright.T, self.level.T, self.dark.T, self.gray.T, self.grain, self.sure_upright.T, self.sure_level.T)


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """For each edge, boundary by boundary: the share covered, whether it counts as drawn, whether that is beyond doubt, and where its line
    runs, in pixels."""

    share: Floats
    drawn: Bools
    sure: Bools
    place: Floats


def picture_of(gray: Gray, lines: Lines, dpi: float, finding: LineSettings, settings: EdgeSettings) -> Picture:
    """What edges are voted on: the lines found, and whatever is as dark as they are, characters included."""
    size, gap = pixels_of(settings.thin, dpi, 3), pixels_of(settings.gap, dpi) | 1
    level = ((line_response(gray, dpi, finding, level=True) > lines.level_threshold) | (lines.level > 0)).astype(np.uint8)
    upright = ((line_response(gray, dpi, finding, level=False) > lines.upright_threshold) | (lines.upright > 0)).astype(np.uint8)
    dark = cv2.morphologyEx(cv2.blur(gray, (3, 3)), cv2.MORPH_BLACKHAT, np.ones((size, size), np.uint8))
    return Picture(
        level=np.asarray(cv2.morphologyEx(level, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8)), np.bool_),
        upright=np.asarray(cv2.morphologyEx(upright, cv2.MORPH_CLOSE, np.ones((gap, 1), np.uint8)), np.bool_),
        dark=np.asarray(dark, np.uint8),
        gray=gray,
        grain=settings.grain * float(np.percentile(dark[::3, ::3], 80)),
        sure_level=np.zeros(gray.shape, np.bool_),
        sure_upright=np.zeros(gray.shape, np.bool_),
    )


def edge_votes(picture: Picture, places: Floats, stops: Floats, dpi: float, settings: EdgeSettings) -> Votes:
    """The votes on edges that lie at ``places`` down the picture between ``stops`` across it."""
    shape = len(places), len(stops) - 1
    share, runs = np.zeros(shape), np.zeros(shape)
    drawn, sure = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    reach = pixels_of(settings.strip, dpi) + 1
    ends = np.round(stops).astype(int)
    for row, place in enumerate(np.round(places).astype(int)):
        top = max(0, place - reach)
        level, dark = picture.level[top : place + reach + 1], picture.dark[top : place + reach + 1]
        beyond = np.asarray(picture.sure_level[top : place + reach + 1].any(axis=0), np.bool_)
        for column in range(shape[1]):
            left, right = ends[column], ends[column + 1]
            covered, at = _covered(level[:, left + reach : right - reach], dpi, settings)
            needed = settings.short_covered if right - left < settings.short * dpi else settings.covered
            share[row, column], runs[row, column] = covered, top + at
            drawn[row, column] = covered >= needed
            if covered >= needed and right - left < settings.stroke * dpi:
                drawn[row, column] = not _loose(dark[at - 1 : at + 2, left : right + 1], picture.grain, dpi, settings)
            sure[row, column] = right - left > 2 * reach and beyond[left + reach : right - reach].mean() >= settings.whole
            drawn[row, column] |= sure[row, column]
            if not drawn[row, column]:
                drawn[row, column] = _fill_changes(picture.gray, place, slice(left + reach, right - reach), dpi, settings)
    return Votes(share, drawn, sure, runs)


def _fill_changes(gray: Gray, place: int, span: slice, dpi: float, settings: EdgeSettings) -> bool:
    """Whether one side of an edge is filled with a tint and the other is not, or with another: its ruling may hardly stand out there."""
    near, far = (pixels_of(size, dpi) for size in settings.fill)
    before, behind = gray[max(0, place - far) : max(0, place - near), span], gray[place + near + 1 : place + far + 1, span]
    if not before.size or not behind.size:
        return False
    step = before.max(axis=0).astype(np.int16) - behind.max(axis=0)
    return bool(max(np.mean(step >= settings.fill_step), np.mean(step <= -settings.fill_step)) >= settings.fill_share)


def _track(strip: Bools) -> int:
    """The row of a strip that, with its neighbours, holds most of the line."""
    counts = strip.sum(axis=1)
    return 1 + int((counts[:-2] + 2 * counts[1:-1] + counts[2:]).argmax())


def _covered(strip: Bools, dpi: float, settings: EdgeSettings) -> tuple[float, int]:
    """The share of a strip's length that its line covers, and the row in which the line runs."""
    length = strip.shape[1]
    if length < 3:
        return 0.0, 1
    pieces = max(1, round(length / (settings.piece * dpi)))
    covered, tracks = 0, []
    for number in range(pieces):
        piece = strip[:, length * number // pieces : length * (number + 1) // pieces]
        at = _track(piece)
        covered += int(piece[at - 1 : at + 2].any(axis=0).sum())
        tracks.append(at)
    return covered / length, sorted(tracks)[pieces // 2]


def _loose(dark: Gray, grain: float, dpi: float, settings: EdgeSettings) -> bool:
    """Whether a line stops short of an end of its edge, as strokes of characters do; a broken line has gaps as long inside."""
    line = dark.max(axis=0)
    first, last = (pixels_of(size, dpi) for size in settings.end)
    last = min(last, len(line) // 2)
    inner = line[last:-last] if len(line) > 2 * last + 2 else line
    own = settings.paler * float(np.sort(inner)[len(inner) // 2])
    if own < grain:
        return False
    pale = line < own
    gaps = _longest(pale[first:last]), _longest(pale[-last:-first])
    gap = max(gaps) if settings.either_end else min(gaps)
    return gap >= settings.loose * dpi and gap > _longest(pale[last:-last])


def _longest(flags: Bools) -> int:
    """The longest run of True."""
    if not flags.any():
        return 0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.view(np.int8), [0]])))
    return int((edges[1::2] - edges[::2]).max())


def without_strokes(votes: Votes, picture: Picture, stops: Floats, dpi: float, settings: EdgeSettings, *, level: bool) -> Bools:
    """The drawn edges without those that strokes of characters made.

    A stroke has ink close beside it. On an upright boundary where most edges have, and on a level one where all have, all those go;
    else those that run beside the rest, or are not drawn throughout.
    """
    kept = votes.drawn.copy()
    reach = pixels_of(settings.strip, dpi) + 1
    ends = np.round(stops).astype(int)
    beside = pixels_of(settings.above if level else settings.beside, dpi)
    for row, drawn in enumerate(votes.drawn):
        columns = np.flatnonzero(drawn & (np.diff(stops) < settings.stroke * dpi) if level else drawn)
        if not len(columns):
            continue
        lines = votes.place[row, columns]
        if not level and _fades(picture.gray, lines.astype(int), [(ends[c], ends[c + 1]) for c in columns], dpi, settings):
            kept[row, columns] = False
            continue
        spans = [slice(ends[column] + reach, ends[column + 1] - reach) for column in columns]
        crowded = np.array([_crowded(picture, span, int(line), beside, dpi, settings) for line, span in zip(lines, spans, strict=True)])
        share = float(crowded.sum()) / np.count_nonzero(drawn)
        if share > (1 - 1e-9 if level else settings.alone):
            kept[row, columns[crowded]] = False
        elif crowded.any():
            astray = np.abs(lines - np.median(lines if crowded.all() else lines[~crowded])) > settings.astray * dpi
            kept[row, columns[crowded & (astray | (votes.share[row, columns] < settings.whole))]] = False
    return kept | votes.sure


def _fades(gray: Gray, lines: NDArray[np.int64], spans: list[tuple[int, int]], dpi: float, settings: EdgeSettings) -> bool:
    """Whether the lines of a boundary stand out in the middle of its edges only; grain evens out over all of them."""
    flank, skip = pixels_of(settings.flank, dpi), pixels_of(settings.near_end[0], dpi)
    ends, middles = [], []
    for line, (left, right) in zip(lines, spans, strict=True):
        if line < flank + 1 or line + flank + 1 >= gray.shape[0] or right - left < 6 * skip:
            return False
        block = gray[line - flank - 1 : line + flank + 2, left:right].astype(np.float32)
        contrast = (block[:2].mean(axis=0) + block[-2:].mean(axis=0)) / 2 - block[flank : flank + 3].mean(axis=0)
        size = skip + max(2, round(settings.near_end[1] * (right - left)))
        ends += [contrast[skip:size], contrast[-size:-skip]]
        middles.append(contrast[size:-size])
    middle = float(np.concatenate(middles).mean())
    return middle > 0 and float(np.concatenate(ends).mean()) < settings.fading * middle


def _crowded(picture: Picture, span: slice, line: int, beside: int, dpi: float, settings: EdgeSettings) -> bool:
    """Whether ink accompanies a line on both sides, or the line is no line but the inside of something wide."""
    thick, dark = pixels_of(settings.thick, dpi), picture.dark[:, span]
    wide = thick + beside
    if line < wide or line + wide >= dark.shape[0] or dark.shape[1] < 3:
        return False
    block = dark[line - wide : line + wide + 1]
    own = max(picture.grain, settings.paler * float(np.sort(block[wide - 1 : wide + 2].max(axis=0))[dark.shape[1] // 2]))
    quiet = np.sort(block, axis=1)[:, dark.shape[1] // 4] < own
    sides = []
    for side in (-1, 1):
        away = quiet[wide + side : wide + side * (thick + 1) : side]
        edge = 1 + int(away.argmax()) if away.any() else thick
        near, far = wide + side * (edge + 1), wide + side * (edge + beside)
        sides.append(float(np.mean(block[min(near, far) : max(near, far) + 1].max(axis=0) > own)))
    if min(sides) >= settings.twin:
        return True
    return sum(share for share in sides if share < settings.twin) > settings.crowded


def carried_on(drawn: Bools, votes: Votes, picture: Picture, stops: Floats, dpi: float, settings: EdgeSettings) -> Bools:
    """The drawn edges with those that have drawn ones of their boundary, or the table's side, before and behind them, and are covered
    throughout, or in parts with paper on both sides; for long ones that are covered throughout either is enough. Where a seal was taken
    off, a line is paler at its ends, or lost in places, or has bits beside it, like a stroke."""
    drawn, long = drawn.copy(), np.diff(stops) >= settings.no_stroke * dpi
    parted = drawn[1:-1].any(axis=0)  # nothing parts a heading
    for own, share, lines in zip(drawn, votes.share, votes.place.astype(int), strict=True):
        whole, remains = share >= settings.throughout, (share >= settings.remains) & parted
        asked = np.flatnonzero(~own & (whole | remains)).tolist()
        left = np.array([at for at in asked if whole[at] or _is_bare(picture, lines[at], (stops[at], stops[at + 1]), dpi, settings)], int)
        for run in np.split(left, np.flatnonzero(np.diff(left) > 1) + 1) if len(left) else ():
            before, behind = run[0] == 0 or own[run[0] - 1], run[-1] + 1 == len(own) or own[run[-1] + 1]  # the table's side, or drawn
            own[run] = (before and behind) | ((before or behind) & long[run] & whole[run])
    return drawn


def _is_bare(picture: Picture, line: int, span: tuple[float, float], dpi: float, settings: EdgeSettings) -> bool:
    """Whether there is paper along both sides of an edge, and no stroke crosses it, so that nothing is written over it."""
    reach = pixels_of(settings.strip, dpi) + 1
    near, far = pixels_of(settings.thick, dpi), pixels_of(settings.thick + settings.bare, dpi)
    dark = picture.dark[max(0, line - far) : line + far + 1, round(span[0]) + reach : round(span[1]) - reach]
    if dark.shape != (2 * far + 1, dark.shape[1]) or not dark.shape[1]:
        return False
    sides = dark[: far - near], dark[far + near + 1 :]
    crossed = bool((dark[far - near - 2 : far + near + 3].min(axis=0) > picture.grain).any())
    return not crossed and all(float(np.mean(side.max(axis=0) > picture.grain)) <= settings.bits for side in sides)
