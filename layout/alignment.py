"""One sequence is laid beside another as well as it can be, and each pairing told how much worse the best way without it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Alignment", "align"]

_NEVER = float("-inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """The best way to lay lines beside places.

    ``pairs[i]`` is the place of line i, or None; ``margins[i]`` is by how much the whole would be worse if line i went anywhere else;
    ``torn`` holds the lines that share their place with the line after them.
    """

    score: float
    pairs: tuple[int | None, ...]
    margins: tuple[float, ...]
    torn: frozenset[int]


def align(
    scores: Sequence[Sequence[float]],
    skip_line: Sequence[float],
    skip_place: Sequence[float],
    many: Sequence[bool],
    torn: Mapping[int, Sequence[float]] | None = None,
) -> Alignment:
    """Align lines with places, both in order.

    Args:
        scores: ``scores[i][j]`` for line i at place j; higher is better.
        skip_line: what it costs to leave line i without a place.
        skip_place: what it costs to leave place j without a line.
        many: places that take several lines running (headers).
        torn: for some lines i, the scores of line i and line i+1 together as one line that was torn in two.
    """
    lines, places = len(skip_line), len(skip_place)
    pieces = torn or {}
    ahead = _Pass(scores, skip_line, skip_place, many, pieces)
    back = _Pass(
        [list(reversed(row)) for row in reversed(scores)],
        list(reversed(skip_line)),
        list(reversed(skip_place)),
        list(reversed(many)),
        {lines - 2 - i: list(reversed(row)) for i, row in pieces.items()},
    )
    pairs, together = ahead.trace()
    margins = tuple(_margin(i, pairs[i], ahead, back) for i in range(lines))
    return Alignment(score=ahead.best[lines][places], pairs=pairs, margins=margins, torn=together)


class _Pass:
    """One sweep: ``best[i][j]`` over the first i lines and j places, ``placed[i][j]`` with line i-1 at place j-1."""

    def __init__(
        self,
        scores: Sequence[Sequence[float]],
        skip_line: Sequence[float],
        skip_place: Sequence[float],
        many: Sequence[bool],
        torn: Mapping[int, Sequence[float]],
    ) -> None:
        self.scores, self.skip_line, self.skip_place, self.many, self.torn = scores, skip_line, skip_place, many, torn
        lines, places = len(skip_line), len(skip_place)
        self.best = [[0.0] * (places + 1) for _ in range(lines + 1)]
        self.placed = [[_NEVER] * (places + 1) for _ in range(lines + 1)]
        for j in range(places):
            self.best[0][j + 1] = self.best[0][j] - skip_place[j]
        for i in range(lines):
            self._sweep(i, places)

    def _sweep(self, i: int, places: int) -> None:
        above, here, stay, own = self.best[i], self.best[i + 1], self.placed[i], self.placed[i + 1]
        skip, row, pair = self.skip_line[i], self.scores[i], self.torn.get(i - 1)
        here[0] = above[0] - skip
        for j in range(places):
            before = above[j]
            if self.many[j] and stay[j + 1] > before:
                before = stay[j + 1]
            value = before + row[j]
            own[j + 1] = value
            if above[j + 1] - skip > value:
                value = above[j + 1] - skip
            if here[j] - self.skip_place[j] > value:
                value = here[j] - self.skip_place[j]
            if pair is not None and self.best[i - 1][j] + pair[j] > value:
                value = self.best[i - 1][j] + pair[j]
            here[j + 1] = value

    def trace(self) -> tuple[tuple[int | None, ...], frozenset[int]]:
        """The pairs of the best way, and the first halves of torn lines."""
        i, j = len(self.skip_line), len(self.skip_place)
        pairs: list[int | None] = [None] * i
        together: set[int] = set()
        while i > 0 and j > 0:
            value = self.best[i][j]
            if value == self.placed[i][j]:
                pairs[i - 1] = j - 1
                while self.many[j - 1] and i > 1 and self.placed[i][j] == self.placed[i - 1][j] + self.scores[i - 1][j - 1]:
                    i -= 1
                    pairs[i - 1] = j - 1
                i, j = i - 1, j - 1
            elif value == self.best[i][j - 1] - self.skip_place[j - 1]:
                j -= 1
            elif value == self.best[i - 1][j] - self.skip_line[i - 1]:
                i -= 1
            else:
                pairs[i - 1] = pairs[i - 2] = j - 1
                together.add(i - 2)
                i, j = i - 2, j - 1
        return tuple(pairs), frozenset(together)


def _margin(i: int, pair: int | None, ahead: _Pass, back: _Pass) -> float:
    """How much better the best way is than the best way that sends line i to another place, or to none."""
    lines, places = len(ahead.skip_line), len(ahead.skip_place)
    after, ended = back.best[lines - i - 1], back.placed[lines - i]
    left_out = max(ahead.best[i][j] + after[places - j] for j in range(places + 1)) - ahead.skip_line[i]
    ways = [ahead.placed[i + 1][j + 1] + ended[places - j] - ahead.scores[i][j] for j in range(places)]
    for first in (i - 1, i):  # the line as the second half of a torn one, and as the first
        for j, score in enumerate(ahead.torn.get(first, ())):
            ways[j] = max(ways[j], ahead.best[first][j] + score + back.best[lines - first - 2][places - j - 1])
    mine = left_out if pair is None else ways[pair]
    rivals = [way for j, way in enumerate(ways) if j != pair] + ([] if pair is None else [left_out])
    return mine - max(rivals, default=mine)
