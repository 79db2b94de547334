"""Segments become the lattice of a table: its boundaries, which of their edges are drawn, and the cells between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from layout.pixels_edges import EdgeSettings, Picture, edge_votes, without_strokes
from layout.pixels_lines import Segments, contacts

__all__ = ["CellSettings", "Lattice", "merged_cells", "table_lattices"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellSettings:
    """Sizes in inches, coverage as shares of an edge."""

    touch: float = 0.035
    cluster: float = 0.045  # lines so close are one: double rulings, pieces of a bent one
    edges: EdgeSettings = field(default_factory=EdgeSettings)
    row_pitch: float = 0.115  # 6 pt type without any padding
    column_pitch: float = 0.2
    narrowest: float = 1.5
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
    """The lattice of each group of segments that hang together."""
    made = (_lattice(level.where(a), upright.where(b), picture, dpi, settings) for a, b in _groups(level, upright, settings.touch * dpi))
    return tuple(lattice for lattice in made if lattice is not None)


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


def _lattice(level: Segments, upright: Segments, picture: Picture, dpi: float, settings: CellSettings) -> Lattice | None:
    rows = _boundaries(level, settings.cluster * dpi, settings.row_pitch * dpi)
    columns = _boundaries(upright, settings.cluster * dpi, settings.column_pitch * dpi)
    if len(rows) == 0 or len(columns) == 0:
        return None
    rows, open_rows = _with_open_ends(rows, upright, dpi, settings)
    columns, open_columns = _with_open_ends(columns, level, dpi, settings)
    while len(rows) > 1 and len(columns) > 1 and columns[-1] - columns[0] >= settings.narrowest * dpi:
        lattice = _voted(rows, columns, picture, dpi, settings.edges)
        keep_rows = _supported(lattice.level_drawn, lattice.level, columns, np.isin(rows, open_rows), np.inf, settings)
        lone = settings.lone * dpi
        keep_columns = _supported(lattice.upright_drawn.T, lattice.upright.T, rows, np.isin(columns, open_columns), lone, settings)
        if keep_rows.all() and keep_columns.all():
            return _closed(lattice)
        rows, columns = rows[keep_rows], columns[keep_columns]
    return None


def _supported(
    drawn: NDArray[np.bool_], shares: Floats, stops: Floats, left_open: NDArray[np.bool_], shorter: float, settings: CellSettings
) -> NDArray[np.bool_]:
    """Which boundaries stay: inner ones with any edge, outer ones drawn along most of the table, and those put where a side is open."""
    lengths = np.diff(stops)
    share = drawn @ lengths / lengths.sum()
    least = np.full(len(share), 1e-9)
    if len(lengths) >= settings.many:
        torn = (drawn * shares).max(axis=1) < settings.unbroken
        lone = (drawn.sum(axis=1) == 1) & (drawn @ lengths < shorter) & torn
        least[lone] = 1.0
    least[[0, -1]] = settings.outer
    return np.asarray((share >= least) | left_open, np.bool_)


def _closed(lattice: Lattice) -> Lattice:
    lattice.level_drawn[[0, -1]] = True
    lattice.upright_drawn[:, [0, -1]] = True
    return lattice


def _boundaries(segments: Segments, cluster: float, pitch: float) -> Floats:
    """Places where segments lie, near ones as one; of two that are too close for a row the longer wins."""
    order = np.argsort(segments.place)
    groups: list[list[int]] = []
    for index in order:
        if groups and segments.place[index] - segments.place[groups[-1][0]] <= cluster:
            groups[-1].append(int(index))
        else:
            groups.append([int(index)])
    weights = [float(segments.length[group].sum()) for group in groups]
    places = [float(np.average(segments.place[group], weights=segments.length[group] + 1)) for group in groups]
    while len(places) > 1:
        gaps = np.diff(places)
        at = int(np.argmin(gaps))
        if gaps[at] >= pitch:
            break
        drop = at if weights[at] < weights[at + 1] else at + 1
        del places[drop], weights[drop]
    return np.array(places)


def _with_open_ends(places: Floats, across: Segments, dpi: float, settings: CellSettings) -> tuple[Floats, Floats]:
    """All boundaries with one more on either side where several crossing lines end together beyond the last; and these by themselves."""
    added = []
    for ends, last, sign in ((across.start, places[0], -1.0), (across.end, places[-1], 1.0)):
        beyond = ends[(ends - last) * sign > settings.beyond * dpi]
        together = [beyond[np.abs(beyond - end) <= settings.cluster * dpi] for end in beyond]
        largest = max(together, key=len, default=beyond)
        if len(largest) >= min(settings.shared_ends, max(2, len(across) - 1)):
            added.append(float(np.median(largest)))
    return np.sort(np.append(places, added)), np.array(added)


def _voted(rows: Floats, columns: Floats, picture: Picture, dpi: float, settings: EdgeSettings) -> Lattice:
    level = edge_votes(picture, rows, columns, dpi, settings)
    upright = edge_votes(picture.turned, columns, rows, dpi, settings)
    level_drawn = without_strokes(level, picture, columns, dpi, settings, level=True)
    upright_drawn = without_strokes(upright, picture.turned, rows, dpi, settings, level=False)
    return Lattice(rows, columns, level.share, upright.share.T, level_drawn, upright_drawn.T)


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
