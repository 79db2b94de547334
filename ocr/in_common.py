"""What the figures of one table have in common: how clearly they are printed, and how wide they are set."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

import numpy as np

from ingest.page import Reading
from ocr.evidence import is_figure_text, plain_value
from ocr.ink_types import InkLine

__all__ = ["are_firm", "clarities", "closed_up"]

_AT_ONCE = 0.5  # confidence of each reader with which a figure may be believed at first sight
_FEWEST = 8  # figures that tell how clearly a table is printed
_FEWEST_PITCHES, _ALIKE_PITCH = 3, 0.1  # figures set as wide, within so many heights, of which none can be the one that lost a digit
_WHITE = 255
_USUAL_PITCH, _WIDE_PITCH = 0.8, 1.2  # heights from digit to digit: as most type has it, and what is full-width or spaced


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
    """The figures without the blank that their table sets between all digits: full-width ones stand so far apart that readers doubt them.

    What one figure has beyond that stays: a digit may be lost there.

    Args:
        lines: the ink of the figures.
        tables: the names of their tables, None for none.
    """
    pitches: dict[Hashable | None, list[float]] = {}
    for table, line in zip(tables, lines, strict=True):
        if table is not None and line.pitch:
            pitches.setdefault(table, []).append(line.pitch)
    return tuple(_closer(line, _wider(line, pitches.get(table, []))) for table, line in zip(tables, lines, strict=True))


def _wider(line: InkLine, pitches: Sequence[float]) -> float:
    """How many heights farther from each other than usual its digits stand, when those of others of its table stand so too."""
    alike = sum(abs(pitch - line.pitch) <= _ALIKE_PITCH for pitch in pitches)
    return line.pitch - _USUAL_PITCH if line.pitch >= _WIDE_PITCH and alike >= _FEWEST_PITCHES else 0.0


def _closer(line: InkLine, wider: float) -> InkLine:
    """The line with so many heights less of white between any two pieces, as far as there is white."""
    if not wider:
        return line
    white = np.all(line.crop == _WHITE, axis=0)
    starts, ends = (np.flatnonzero(np.diff(white.astype(np.int8)) == step) + 1 for step in (1, -1))
    keep = np.ones(len(white), np.bool_)
    for start in starts:
        after = ends[ends > start]
        if len(after):
            keep[start : start + min(int(after[0] - start) - 1, round(wider * line.height))] = False
    return replace(line, crop=np.ascontiguousarray(line.crop[:, keep]), gap=max(0.0, line.gap - wider))
