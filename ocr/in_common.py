"""What the figures of one table have in common: how clearly they are printed, and how wide they are set."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

import numpy as np

from ingest.page import Reading
from ocr.evidence import is_figure_text, plain_value
from ocr.ink_types import InkLine
from ocr.straight_masks import Gray

__all__ = ["are_firm", "clarities", "closed_up"]

_AT_ONCE = 0.5  # confidence of each reader with which a figure may be believed at first sight
_FEWEST = 8  # figures that tell how clearly a table is printed
_FEWEST_PITCHES, _ALIKE_PITCH = 3, 0.1  # figures set as wide, within so many heights, of which none can be the one that lost a digit
_WHITE, _INKED = 255, 128
_USUAL_PITCH, _WIDE_PITCH = 0.8, 1.2  # heights from digit to digit: as most type has it, and what is full-width or spaced
_WIDEST_PITCH = 2.5  # what stands farther apart are two figures
_LOW_PART, _BROAD_PART = 0.45, 0.35  # heights: a point is no higher, from the foot of its line, and no broader
_BLANK, _MOST_BLANK, _TIGHT = 0.5, 1.1, 0.15  # heights behind a point: so wide is a space, and so wide is what is left of it


def are_firm(said: Sequence[Reading]) -> bool:
    """Whether all readings are the same figure, and confident."""
    texts = {plain_value(reading.text) for reading in said}
    return len(texts) == 1 and is_figure_text(texts.pop()) and min(reading.confidence for reading in said) >= _AT_ONCE


def clarities(said: Sequence[Sequence[Reading]], lines: Sequence[InkLine], tables: Sequence[Hashable | None]) -> tuple[float, ...]:
    """For each figure the share of its table's figures that all readers read alike and firmly at first sight, 0 to 1.

    Where they often differ they may also agree on what is not printed. Of tables with few figures the share among all figures is taken.

    Args:
        said: what each reader made of each figure at first sight.
        lines: the ink of the figures.
        tables: the names of their tables, None for none.
    """
    firm = [are_firm(one) for one in said]
    digits = [not line.dash and not line.slash for line in lines]
    of_table: dict[Hashable | None, list[bool]] = {}
    for table, is_firm, counts in zip(tables, firm, digits, strict=True):
        if counts:
            of_table.setdefault(table, []).append(is_firm)
    everything = [one for several in of_table.values() for one in several]
    overall = sum(everything) / len(everything) if len(everything) >= _FEWEST else 1.0
    shares = {table: sum(some) / len(some) if len(some) >= _FEWEST else overall for table, some in of_table.items()}
    return tuple(shares.get(table, overall) for table in tables)


def closed_up(lines: Sequence[InkLine], tables: Sequence[Hashable | None]) -> tuple[InkLine, ...]:
    """The figures without the blank that their table sets between all digits, or that stands behind a point: full-width figures, and
    140379. 345857, have their digits so far apart that readers doubt them.

    What one figure has beyond that stays: a digit may be lost there.

    Args:
        lines: the ink of the figures.
        tables: the names of their tables, None for none.
    """
    pitches: dict[Hashable | None, list[float]] = {}
    for table, line in zip(tables, lines, strict=True):
        if table is not None and line.pitch:
            pitches.setdefault(table, []).append(line.pitch)
    near = [_closer(line, _wider(line, pitches.get(table, []))) for table, line in zip(tables, lines, strict=True)]
    return tuple(line if line.rough else _closed_behind_points(line) for line in near)


def _wider(line: InkLine, pitches: Sequence[float]) -> float:
    """How many heights farther from each other than usual its digits stand, when those of others of its table stand so too."""
    alike = sum(abs(pitch - line.pitch) <= _ALIKE_PITCH for pitch in pitches)
    return line.pitch - _USUAL_PITCH if _WIDE_PITCH <= line.pitch <= _WIDEST_PITCH and alike >= _FEWEST_PITCHES else 0.0


def _closer(line: InkLine, wider: float) -> InkLine:
    """The line with so many heights less of white between any two pieces, as far as there is white; around a comma there is less."""
    if not wider:
        return line
    keep, less = np.ones(line.crop.shape[1], np.bool_), round(wider * line.digit_height)
    for start, end in _blanks(line):
        keep[start : start + max(0, min(end - start - max(1, round(_TIGHT * line.digit_height)), less))] = False
    return replace(line, crop=np.ascontiguousarray(line.crop[:, keep]), gap=max(0.0, line.gap - less / line.height))


def _closed_behind_points(line: InkLine) -> InkLine:
    """The line without the space behind a point between digits."""
    keep, high = np.ones(line.crop.shape[1], np.bool_), line.height
    for start, end in _blanks(line):
        if _BLANK * high <= end - start <= _MOST_BLANK * high and _ends_with_point(line.crop[:, :start], high):
            keep[start + round(_TIGHT * high) : end] = False
    return line if keep.all() else replace(line, crop=np.ascontiguousarray(line.crop[:, keep]))


def _ends_with_point(crop: Gray, high: int) -> bool:
    """Whether the last piece of ink is small and stands at the foot of the others."""
    ink = crop < _INKED
    columns = np.flatnonzero(ink.any(axis=0))
    pieces = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1)
    if len(pieces) < 2:
        return False
    rows, others = (np.flatnonzero(ink[:, where].any(axis=1)) for where in (pieces[-1], columns[: -len(pieces[-1])]))
    small = len(pieces[-1]) <= _BROAD_PART * high and np.ptp(rows) < _LOW_PART * high
    return bool(small and rows[0] >= (others[0] + others[-1]) / 2)


def _blanks(line: InkLine) -> list[tuple[int, int]]:
    """Where the crop is white from top to bottom between two pieces of ink, as columns from and to."""
    white = np.all(line.crop == _WHITE, axis=0)
    starts, ends = (np.flatnonzero(np.diff(white.astype(np.int8)) == step) + 1 for step in (1, -1))
    return [(int(start), int(after[0])) for start in starts if len(after := ends[ends > start])]
