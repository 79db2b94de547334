"""Segments become the lattice of a table: its boundaries, which of their edges are drawn, and the cells between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from layout.pixels_edges import EdgeSettings, Picture, carried_on, edge_votes, without_strokes
from layout.pixels_faint import FaintSettings, with_faint_edges
from layout.pixels_lines import Segments, contacts
from layout.pixels_print import PrintSettings, through_print
from ocr.straight_masks import pixels_of

__all__ = ["CellSettings", "Lattice", "merged_cells", "table_lattices"]

Floats = NDArray[np.float64]
_FEWEST_ENDS = 2  # of lines beyond the last ruling, where none ends at it
_FEWEST_ROWS = 2  # one below the other, that what is taken for a missed ruling runs through


@dataclass(frozen=True, slots=True, kw_only=True)
class CellSettings:
    """Sizes in inches, coverage as shares of an edge."""

    touch: float = 0.035
    cluster: float = 0.045  # lines so close are one: double rulings, pieces of a bent one
    edges: EdgeSettings = field(default_factory=EdgeSettings)
    prints: PrintSettings = field(default_factory=PrintSettings)
    faint: FaintSettings = field(default_factory=FaintSettings)
    row_pitch: float = 0.115  # 6 pt type without any padding
    column_pitch: float = 0.2
    narrowest: float = 1.5
    least_clear: float = 0.01  # from the middle of a ruling to where type may begin
    least_through: float = 0.2  # no stroke of a table's type is as long
    through: float = 0.9  # share of a row's height that a ruling covers
    around: float = 0.15  # in which a ruling runs alone
    lonely: float = 0.35  # share of that which is dark, the ruling itself counted: more is the tint of a fax
    shared_ends: int = 3  # lines that must end together beyond the last ruling before a boundary is put there; two where few cross
    beyond: float = 0.07
    many: int = 6  # edges of a boundary from which a single drawn one, short and broken, is an accident
    lone: float = 0.4  # for upright ones; a level one over a single column is a row of characters however long it is
    unbroken: float = 0.995  # share of such an edge from which it is not broken
    outer: float = 0.5  # share of the table's side that its outermost ruling must cover


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Places of boundaries in pixels; ``level[r, c]`` says whether boundary r is drawn over column c, ``upright[r, c]`` likewise."""

    rows: Floats
    columns: Floats
    level: NDArray[np.float64]
    upright: NDArray[np.float64]
    level_drawn: NDArray[np.bool_]
    upright_drawn: NDArray[np.bool_]

    @property
    def confidence(self) -> float:
        """How far from undecided the edges inside the table are, on average."""
        shares = np.concatenate([self.level[1:-1].ravel(), self.upright[:, 1:-1].ravel()])
        if not len(shares):
            return 0.5
        return float(np.mean(np.minimum(1.0, np.abs(shares - 0.5) / 0.4)))


def table_lattices(level: Segments, upright: Segments, picture: Picture, dpi: float, settings: CellSettings) -> tuple[Lattice, ...]:
    """The lattices of each group of segments that hang together."""
    groups = _groups(level, upright, settings.touch * dpi)
    return tuple(one for rows, columns in groups for one in _lattices(level.where(rows), upright.where(columns), picture, dpi, settings))


def _groups(level: Segments, upright: Segments, touch: float) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Indices of segments that are connected by contacts."""
    met = contacts(level, upright, touch)
    left = np.ones(len(level), np.bool_)
    while left.any():
        rows = np.zeros(len(level), np.bool_)
        rows[int(np.argmax(left))] = True
        while True:
            columns = met[rows].any(axis=0)
            grown = met[:, columns].any(axis=1) | rows
            if (grown == rows).all():
                break
            rows = grown
        left &= ~rows
        yield np.flatnonzero(rows), np.flatnonzero(columns)


def _lattices(level: Segments, upright: Segments, picture: Picture, dpi: float, settings: CellSettings) -> Iterator[Lattice]:
    rows = _apart(*_boundaries(level, settings.cluster * dpi), settings.row_pitch * dpi)
    columns, lengths = _boundaries(upright, settings.cluster * dpi)
    if len(rows) == 0 or len(columns) == 0:
        return
    drawn = _drawn_lengths(columns, rows, picture, dpi, settings.edges) if _are_close(columns, settings.column_pitch * dpi) else lengths
    columns = _apart(columns, drawn, settings.column_pitch * dpi)
    rows, open_rows = _with_open_ends(rows, upright, dpi, settings)
    columns, open_columns = _with_open_ends(columns, level, dpi, settings)
    opened = open_rows, open_columns
    whole = _settled(rows, columns, opened, picture, dpi, settings)
    if whole is None:
        return
    picture = with_faint_edges(picture, whole.rows, whole.columns, dpi, settings.faint)
    picture = with_faint_edges(picture.turned, whole.columns, whole.rows, dpi, settings.faint).turned
    found = _missed(whole, picture, dpi, settings)
    sections = _sections(whole) if len(found) > len(_free(found, whole.columns, settings.column_pitch * dpi)) else ()
    if len(sections) > 1:
        for part in sections:
            yield from _lattices(*_within(level, upright, part), picture, dpi, settings)
        return
    one = _settled(whole.rows, whole.columns, opened, picture, dpi, settings)
    if one is not None and len(missed := _free(_missed(one, picture, dpi, settings), one.columns, settings.column_pitch * dpi)):
        one = _settled(one.rows, np.sort(np.append(one.columns, missed)), opened, picture, dpi, settings)
    if one is not None:
        yield _closed(replace(one, columns=_where_drawn(one, picture, dpi, settings.edges)))


def _sections(lattice: Lattice) -> tuple[Floats, ...]:
    """The rows of the tables that may have been taken for one: each begins with a heading, a row that nothing parts."""
    headings = np.asarray(~lattice.upright_drawn[:, 1:-1].any(axis=1), np.bool_)
    begins = np.flatnonzero(headings[1:] & ~headings[:-1]) + 1
    return tuple(lattice.rows[first : last + 1] for first, last in pairwise([0, *begins.tolist(), len(lattice.rows) - 1]))


def _within(level: Segments, upright: Segments, rows: Floats) -> tuple[Segments, Segments]:
    """What of the segments lies between the first and the last of some rows."""
    top, bottom = rows[0] - 1, rows[-1] + 1
    inside = (np.minimum(upright.end, bottom) - np.maximum(upright.start, top)) >= np.diff(rows).min() / 2
    clipped = Segments(upright.place, np.maximum(upright.start, top), np.minimum(upright.end, bottom))
    return level.where((level.place >= top) & (level.place <= bottom)), clipped.where(inside)


def _settled(
    rows: Floats, columns: Floats, opened: tuple[Floats, Floats], picture: Picture, dpi: float, settings: CellSettings
) -> Lattice | None:
    """The lattice of those boundaries that are drawn; ``opened`` are those put where a side is open."""
    while len(rows) > 1 and len(columns) > 1 and columns[-1] - columns[0] >= settings.narrowest * dpi:
        lattice = _voted(rows, columns, picture, dpi, settings.edges)
        row_lack = _lack(lattice.level_drawn, lattice.level, columns, np.isin(rows, opened[0]), np.inf, settings)
        lone = settings.lone * dpi
        column_lack = _lack(lattice.upright_drawn.T, lattice.upright.T, rows, np.isin(columns, opened[1]), lone, settings)
        most = max(row_lack[0], row_lack[-1], column_lack[0], column_lack[-1])
        if most <= 0 and row_lack.max() <= 0 and column_lack.max() <= 0:
            printed = through_print(picture, rows, columns, lattice.upright, dpi, settings.prints)
            printed[[0, -1]] = False
            if not printed.any():
                return lattice
            columns = columns[~printed]
            continue
        rows, columns = rows[_stays(row_lack, most)], columns[_stays(column_lack, most)]
    return None


def _missed(lattice: Lattice, picture: Picture, dpi: float, settings: CellSettings) -> Floats:
    """Where something upright runs through rows, from one level ruling to the next, and no boundary is: of short ones in pale print too
    little may be left to be found, but no character is as high as its row. What runs on beyond the table is a crease."""
    rows, pitch = np.round(lattice.rows).astype(int), settings.column_pitch * dpi
    count, run = np.zeros_like(length := np.zeros(picture.upright.shape[1])), np.zeros_like(length)
    for top, bottom in pairwise(rows):
        through = _through(picture, top, bottom, dpi, settings)
        count, run = np.where(through, count + 1, 0), np.where(through, run + bottom - top, 0.0)
        length = np.where(count >= _FEWEST_ROWS, np.maximum(length, run), length)
    beyond = pixels_of(settings.around, dpi)
    creases = _through(picture, rows[0] - beyond, rows[0], dpi, settings) | _through(picture, rows[-1], rows[-1] + beyond, dpi, settings)
    found = (length >= settings.least_through * dpi) & ~creases
    edges = np.flatnonzero(np.diff(np.concatenate([[0], found.view(np.int8), [0]])))
    places = (edges[::2] + edges[1::2] - 1) / 2
    inside = (places > lattice.columns[0]) & (places < lattice.columns[-1])
    places = places[inside & (np.abs(places[:, None] - lattice.columns).min(axis=1) >= settings.cluster * dpi)]
    return _apart(places, length[places.astype(int)], pitch)


def _free(places: Floats, known: Floats, pitch: float) -> Floats:
    """The places that leave room for a column between them and those known."""
    near = np.abs(places[:, None] - known).min(axis=1, initial=np.inf) < pitch
    return np.delete(places, np.flatnonzero(near))


def _through(picture: Picture, top: int, bottom: int, dpi: float, settings: CellSettings) -> NDArray[np.bool_]:
    """For each column of pixels whether something upright runs there between two level rulings, and runs alone."""
    inset, wide = pixels_of(settings.least_clear, dpi), pixels_of(settings.around, dpi)
    band = np.asarray(picture.upright[max(0, top + inset) : max(0, bottom - inset + 1)], np.uint8)
    if len(band) < inset:
        return np.zeros(band.shape[1], np.bool_)
    around = np.convolve(band.mean(axis=0), np.full(wide, 1 / wide), mode="same")
    covered = cv2.dilate(band, np.ones((1, 3), np.uint8)).mean(axis=0)
    return np.asarray((covered >= settings.through) & (around <= settings.lonely), np.bool_)


def _stays(lack: Floats, most: float) -> NDArray[np.bool_]:
    """Of the outer boundaries only the one that lacks most goes at a time: the others may be whole without it."""
    goes = lack > 0
    goes[[0, -1]] &= lack[[0, -1]] >= most
    return ~goes


def _lack(
    drawn: NDArray[np.bool_], shares: Floats, stops: Floats, left_open: NDArray[np.bool_], shorter: float, settings: CellSettings
) -> Floats:
    """The share of each boundary that it lacks to stay: inner ones need any edge, outer ones are drawn along most of the table, those put
    where a side is open need nothing."""
    lengths = np.diff(stops)
    share = drawn @ lengths / lengths.sum()
    least = np.full(len(share), 1e-9)
    if len(lengths) >= settings.many:
        torn = (drawn * shares).max(axis=1) < settings.unbroken
        lone = (drawn.sum(axis=1) == 1) & (drawn @ lengths < shorter) & torn
        least[lone] = 1.0
    least[[0, -1]] = settings.outer
    return np.where(left_open, 0.0, least - share)


def _closed(lattice: Lattice) -> Lattice:
    lattice.level_drawn[[0, -1]] = True
    lattice.upright_drawn[:, [0, -1]] = True
    return lattice


def _boundaries(segments: Segments, cluster: float) -> tuple[Floats, Floats]:
    """Places where segments lie, near ones as one, and how long those of each are together."""
    order = np.argsort(segments.place)
    groups: list[list[int]] = []
    for index in order:
        if groups and segments.place[index] - segments.place[groups[-1][0]] <= cluster:
            groups[-1].append(int(index))
        else:
            groups.append([int(index)])
    lengths = [float(segments.length[group].sum()) for group in groups]
    places = [float(np.average(segments.place[group], weights=segments.length[group] + 1)) for group in groups]
    return np.array(places), np.array(lengths)


def _are_close(places: Floats, pitch: float) -> bool:
    return len(places) > 1 and bool(np.diff(places).min() < pitch)


def _apart(places: Floats, lengths: Floats, pitch: float) -> Floats:
    """The places without the shorter one of two that are too close for a row or a column between them."""
    while _are_close(places, pitch):
        at = int(np.argmin(np.diff(places)))
        drop = at if lengths[at] < lengths[at + 1] else at + 1
        places, lengths = np.delete(places, drop), np.delete(lengths, drop)
    return places


def _drawn_lengths(columns: Floats, rows: Floats, picture: Picture, dpi: float, settings: EdgeSettings) -> Floats:
    """Over how much of the rows each upright boundary is drawn, in pixels: strokes of characters may be as long as a short ruling, but they
    end within the rows."""
    votes = edge_votes(picture.turned, columns, rows, dpi, settings)
    drawn = without_strokes(votes, picture.turned, rows, dpi, settings, level=False)
    return np.asarray((drawn * votes.share) @ np.diff(rows), np.float64)


def _with_open_ends(places: Floats, across: Segments, dpi: float, settings: CellSettings) -> tuple[Floats, Floats]:
    """All boundaries with one more on either side where several crossing lines end together beyond the last; and those by themselves at
    which such lines end, be they drawn or not: where only a header is filled, its sides are no more than a part of the table's."""
    added, opened = [], []
    least = min(settings.shared_ends, max(2, len(across) - 1))
    for ends, last, sign in ((across.start, places[0], -1.0), (across.end, places[-1], 1.0)):
        beyond = ends[(ends - last) * sign > settings.beyond * dpi]
        together = [beyond[np.abs(beyond - end) <= settings.cluster * dpi] for end in beyond]
        largest, at_last = max(together, key=len, default=beyond), np.count_nonzero(np.abs(ends - last) <= settings.cluster * dpi)
        if len(largest) >= (least if at_last else _FEWEST_ENDS):
            added.append(float(np.median(largest)))
        elif at_last >= least:
            opened.append(float(last))
    return np.sort(np.append(places, added)), np.array([*added, *opened])


def _voted(rows: Floats, columns: Floats, picture: Picture, dpi: float, settings: EdgeSettings) -> Lattice:
    level = edge_votes(picture, rows, columns, dpi, settings)
    upright = edge_votes(picture.turned, columns, rows, dpi, settings)
    level_drawn = without_strokes(level, picture, columns, dpi, settings, level=True)
    upright_drawn = without_strokes(upright, picture.turned, rows, dpi, settings, level=False)
    level_drawn = carried_on(level_drawn, level, picture, columns, dpi, settings)
    upright_drawn = carried_on(upright_drawn, upright, picture.turned, rows, dpi, settings)
    return Lattice(rows, columns, level.share, upright.share.T, level_drawn, upright_drawn.T)


def _where_drawn(lattice: Lattice, picture: Picture, dpi: float, settings: EdgeSettings) -> Floats:
    """The places of the upright boundaries, those that lie off most of their drawn edges put there: strokes of a header may have drawn them
    aside. Between two strokes of a double ruling they stay."""
    turned, rows = picture.turned, np.round(lattice.rows).astype(int)
    votes = edge_votes(turned, lattice.columns, lattice.rows, dpi, settings)
    places = lattice.columns.copy()
    for number, (at, share, drawn) in enumerate(zip(votes.place, votes.share, lattice.upright_drawn.T, strict=True)):
        clear = np.flatnonzero(drawn & (share >= settings.whole))
        run = float(np.median(np.repeat(at[clear], np.diff(rows)[clear]))) if len(clear) else places[number]
        other = round(2 * places[number] - run)
        twin = float(np.mean(turned.level[max(0, other - 1) : other + 2, rows[0] : rows[-1]].any(axis=0)))
        if abs(run - places[number]) > settings.off * dpi and twin <= settings.remains:
            places[number] = run
    return places if (np.diff(places) > 0).all() else lattice.columns


def merged_cells(lattice: Lattice) -> Iterator[tuple[int, int, int, int, bool]]:
    """Cells as (row, column, row span, column span, torn): places without a drawn edge between them are one."""
    rows, columns = len(lattice.rows) - 1, len(lattice.columns) - 1
    group = _joined(lattice, rows, columns)
    taken = np.zeros((rows, columns), np.bool_)
    for row in range(rows):
        for column in range(columns):
            if taken[row, column]:
                continue
            own = group == group[row, column]
            torn = not _is_rectangle(own)
            right = column
            while right + 1 < columns and own[row, right + 1] and not taken[row, right + 1]:
                right += 1
            bottom = row
            while bottom + 1 < rows and own[bottom + 1, column : right + 1].all() and not taken[bottom + 1, column : right + 1].any():
                bottom += 1
            taken[row : bottom + 1, column : right + 1] = True
            yield row, column, bottom - row + 1, right - column + 1, torn


def _joined(lattice: Lattice, rows: int, columns: int) -> NDArray[np.int64]:
    group = np.arange(rows * columns).reshape(rows, columns)
    changed = True
    while changed:
        before = group.copy()
        for row, column in np.argwhere(~lattice.level_drawn[1:-1]):
            low = min(group[row, column], group[row + 1, column])
            group[row, column] = group[row + 1, column] = low
        for row, column in np.argwhere(~lattice.upright_drawn[:, 1:-1]):
            low = min(group[row, column], group[row, column + 1])
            group[row, column] = group[row, column + 1] = low
        changed = bool((before != group).any())
    return group


def _is_rectangle(own: NDArray[np.bool_]) -> bool:
    rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
    return bool(own[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all())
