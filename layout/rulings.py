"""Rulings as they were drawn become rulings that meet: near ones fall together, ends reach, open sides are closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.page import Ruling

__all__ = ["Frame", "meeting_rulings"]

_SAME = 3.0  # points: the two strokes of a double line, or the borders of two cells side by side; no row is as low
_REACH = 4.0  # points that an end may fall short of the ruling it is meant to meet
_SHARED_ENDS = 3  # rulings that must end together before the side they end at counts as left open


@dataclass(frozen=True, slots=True)
class Frame:
    """Rulings in two families: ``level`` as (y, x0, x1) and ``upright`` as (x, y0, y1), in points."""

    level: tuple[tuple[float, float, float], ...]
    upright: tuple[tuple[float, float, float], ...]


def meeting_rulings(rulings: Sequence[Ruling]) -> Frame:
    """Snap rulings to common places, join their pieces, let their ends meet and close open sides."""
    level = _snapped((r.y0, r.x0, r.x1) for r in rulings if r.level)
    upright = _snapped((r.x0, r.y0, r.y1) for r in rulings if not r.level)
    level, upright = _closed(level, upright), _closed(upright, level)
    level, upright = _reached(level, upright), _reached(upright, level)
    return Frame(_joined(level), _joined(upright))


_Line = tuple[float, float, float]


def _snapped(lines: Iterable[_Line]) -> tuple[_Line, ...]:
    """Lines side by side take the middle of their place: double lines, borders of neighbouring cells, pieces of one line.

    Only lines that meet or overlap along their way: what lies in line with them in another table of the page has its own place.
    """
    ordered = sorted(lines)
    family = list(range(len(ordered)))
    for index, (place, start, end) in enumerate(ordered):
        for other in range(index + 1, len(ordered)):
            there, begin, stop = ordered[other]
            if there - place > _SAME:
                break
            if begin <= end + _SAME and start <= stop + _SAME:
                old, new = family[other], family[index]
                family = [new if member == old else member for member in family] if old != new else family
    clusters: dict[int, list[_Line]] = {}
    for member, line in zip(family, ordered, strict=True):
        clusters.setdefault(member, []).append(line)
    return _joined(tuple(line for cluster in clusters.values() for line in _at_middle(cluster)))


def _at_middle(cluster: list[_Line]) -> list[_Line]:
    total = sum(max(end - start, 0.1) for _, start, end in cluster)
    middle = sum(place * max(end - start, 0.1) for place, start, end in cluster) / total
    return [(middle, start, end) for _, start, end in cluster]


def _joined(lines: tuple[_Line, ...]) -> tuple[_Line, ...]:
    """Pieces of one line that touch or nearly touch become one."""
    result: list[_Line] = []
    for place, start, end in sorted(lines):
        if result and result[-1][0] == place and start - result[-1][2] <= _SAME:
            result[-1] = (place, result[-1][1], max(end, result[-1][2]))
        else:
            result.append((place, start, end))
    return tuple(result)


def _reached(lines: tuple[_Line, ...], across: tuple[_Line, ...]) -> tuple[_Line, ...]:
    """Ends that lie near a crossing ruling are moved onto it."""
    return tuple((place, _nearest(start, place, across), _nearest(end, place, across)) for place, start, end in lines)


def _nearest(end: float, place: float, across: tuple[_Line, ...]) -> float:
    near = [other for other, start, stop in across if abs(other - end) <= _REACH and start - _REACH <= place <= stop + _REACH]
    return min(near, key=lambda other: abs(other - end), default=end)


def _bridged(span: tuple[float, float], lines: tuple[_Line, ...]) -> bool:
    """Whether some ruling runs from the one end of a span to the other; between two tables none does."""
    return any(start <= span[0] + _REACH and end >= span[1] - _REACH for _, start, end in lines)


def _closed(lines: tuple[_Line, ...], across: tuple[_Line, ...]) -> tuple[_Line, ...]:
    """Where several crossing rulings end together and nothing stops them, the side was left open: a ruling is put there."""
    added: list[_Line] = []
    for pick in (1, 2):
        ends = sorted((line[pick], line[0]) for line in across)
        at = 0
        while at < len(ends):
            group = [end for end in ends[at:] if end[0] - ends[at][0] <= _SAME]
            at += len(group)
            side = sum(end for end, _ in group) / len(group)
            places = sorted(place for _, place in group)
            stopped = any(abs(place - side) <= _REACH for place, _, _ in lines)
            if len(group) >= _SHARED_ENDS and not stopped:
                added.extend((side, *span) for span in pairwise(places) if _bridged(span, lines))
    return tuple(sorted((*lines, *added)))
