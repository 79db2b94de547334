"""Lines beside places, from literal scores and against every way there is."""

from collections.abc import Iterator
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layout.alignment import align

Pairs = tuple[int | None, ...]


def ways(lines: int, many: list[bool]) -> Iterator[Pairs]:
    """Every way to lay lines beside places in order; only a place that takes many is taken twice, by lines that follow each other."""
    for pairs in product([None, *range(len(many))], repeat=lines):
        taken = [(line, place) for line, place in enumerate(pairs) if place is not None]
        steps = list(pairwise(taken))
        if all(a[1] < b[1] or (a[1] == b[1] and many[a[1]] and a[0] + 1 == b[0]) for a, b in steps):
            yield pairs


def worth(pairs: Pairs, scores: list[list[int]], skip_line: list[int], skip_place: list[int]) -> int:
    placed = sum(-skip_line[i] if j is None else scores[i][j] for i, j in enumerate(pairs))
    return placed - sum(cost for j, cost in enumerate(skip_place) if j not in pairs)


@st.composite
def puzzles(draw: st.DrawFn) -> tuple[list[list[int]], list[int], list[int], list[bool]]:
    lines, places = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    row = st.lists(st.integers(-6, 6), min_size=places, max_size=places)
    costs = st.integers(0, 4)
    return (
        draw(st.lists(row, min_size=lines, max_size=lines)),
        draw(st.lists(costs, min_size=lines, max_size=lines)),
        draw(st.lists(costs, min_size=places, max_size=places)),
        draw(st.lists(st.booleans(), min_size=places, max_size=places)),
    )


@given(puzzles())
def test_no_other_way_is_better(puzzle: tuple[list[list[int]], list[int], list[int], list[bool]]) -> None:
    scores, skip_line, skip_place, many = puzzle
    found = align(*puzzle)
    best = max(worth(way, scores, skip_line, skip_place) for way in ways(len(scores), many))
    assert found.score == best == worth(found.pairs, scores, skip_line, skip_place)


@given(puzzles())
def test_margins_are_the_price_of_going_elsewhere(puzzle: tuple[list[list[int]], list[int], list[int], list[bool]]) -> None:
    scores, skip_line, skip_place, many = puzzle
    found = align(*puzzle)
    for line, place in enumerate(found.pairs):
        rivals = [worth(way, scores, skip_line, skip_place) for way in ways(len(scores), many) if way[line] != place]
        assert found.margins[line] == found.score - max(rivals)


def test_one_best_way() -> None:
    found = align([[5, 0], [0, 5]], [1, 1], [1, 1], [False, False])
    assert (found.pairs, found.margins, found.score) == ((0, 1), (7, 7), 10)


def test_two_equal_ways_leave_no_margin() -> None:
    found = align([[5, 5]], [1], [1, 1], [False, False])
    assert found.margins == (0,)


def test_a_damaged_line_between_two_good_ones_is_placed() -> None:
    found = align([[5, -6, -6], [-6, -1, -6], [-6, -6, 5]], [2] * 3, [1.5] * 3, [False] * 3)
    assert found.pairs == (0, 1, 2)


def test_a_line_that_fits_nowhere_is_left_out() -> None:
    found = align([[5, -6], [-6, -6], [-6, 5]], [2] * 3, [1] * 2, [False] * 2)
    assert found.pairs == (0, None, 1)


def test_a_header_takes_lines_that_follow_each_other() -> None:
    header = [[4, -6], [4, -6], [-6, 5]]
    assert align(header, [1] * 3, [1] * 2, [True, False]).pairs == (0, 0, 1)
    assert align(header, [1] * 3, [1] * 2, [False, False]).pairs.count(0) == 1


def test_a_margin_knows_rivals_in_which_lines_are_torn() -> None:
    found = align([[-1, -5, -5], [-6, 0, 6], [5, 3, -5]], [4, 0, 1], [2, 0, 0], [False] * 3, torn={0: [-5, -5, 7]})
    assert found.margins[0] == 0  # lines 0 and 1 together at place 2 are worth as much


def test_the_margin_of_a_torn_line_is_that_of_both_its_halves() -> None:
    found = align([[1, -6], [-6, 1]], [2] * 2, [1] * 2, [False] * 2, torn={0: [6, 5]})
    assert (found.pairs, found.margins) == ((0, 0), (1, 1))


def test_a_line_torn_in_two() -> None:
    found = align([[1, -6], [-6, 1], [-6, 5]], [1] * 3, [1] * 2, [False] * 2, torn={0: [6, -6]})
    assert (found.pairs, found.torn) == ((0, 0, 1), frozenset({0}))


@pytest.mark.parametrize(("lines", "places", "score"), [(0, 0, 0), (2, 0, -2), (0, 3, -3)])
def test_nothing_to_align(lines: int, places: int, score: int) -> None:
    found = align([[] for _ in range(lines)], [1] * lines, [1] * places, [False] * places)
    assert (found.pairs, found.score) == ((None,) * lines, score)
