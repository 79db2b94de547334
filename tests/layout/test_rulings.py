"""Rulings that nearly meet are made to meet, from literal strokes."""

import pytest

from ingest.page import Ruling
from layout.rulings import Frame, meeting_rulings


def box(x0: float, y0: float, x1: float, y1: float) -> list[Ruling]:
    return [Ruling(x0, y0, x1, y0), Ruling(x0, y1, x1, y1), Ruling(x0, y0, x0, y1), Ruling(x1, y0, x1, y1)]


def test_a_box_stays_a_box() -> None:
    assert meeting_rulings(box(0, 0, 100, 50)) == Frame(((0, 0, 100), (50, 0, 100)), ((0, 0, 50), (100, 0, 50)))


def test_borders_side_by_side_fall_together() -> None:
    frame = meeting_rulings([*box(0, 0, 50, 50), *box(52, 0, 100, 50)])
    assert [x for x, _, _ in frame.upright] == [0, 51, 100]
    assert frame.level == ((0, 0, 100), (50, 0, 100))


@pytest.mark.parametrize(("gap", "pieces"), [(3, 1), (8, 2)])
def test_pieces_of_one_line_are_joined(gap: float, pieces: int) -> None:
    frame = meeting_rulings([Ruling(0, 0, 40, 0), Ruling(40 + gap, 0, 100, 0)])
    assert len(frame.level) == pieces


@pytest.mark.parametrize("short", [-3.5, 3.5])
def test_ends_reach_the_ruling_they_are_meant_to_meet(short: float) -> None:
    frame = meeting_rulings([*box(0, 0, 100, 50), Ruling(50, short, 50, 50 - short)])
    assert (50, 0, 50) in frame.upright


def test_a_stroke_that_ends_well_inside_stays_short() -> None:
    frame = meeting_rulings([*box(0, 0, 100, 50), Ruling(50, 0, 50, 25)])
    assert (50, 0, 25) in frame.upright


def test_an_open_side_is_closed() -> None:
    three = [Ruling(0, y, 100, y) for y in (0, 20, 40)]
    frame = meeting_rulings([*three, Ruling(50, 0, 50, 40)])
    assert frame.upright == ((0, 0, 40), (50, 0, 40), (100, 0, 40))


def test_an_open_foot_is_closed() -> None:
    uprights = [Ruling(x, 0, x, 40) for x in (0, 50, 100)]
    frame = meeting_rulings([*uprights, Ruling(0, 0, 100, 0), Ruling(0, 20, 100, 20)])
    assert frame.level == ((0, 0, 100), (20, 0, 100), (40, 0, 100))


def test_two_tables_with_one_margin_are_not_joined() -> None:
    frame = meeting_rulings([*box(0, 0, 100, 20), *box(0, 60, 100, 80)])
    assert [(start, end) for x, start, end in frame.upright if x == 0] == [(0, 20), (60, 80)]


def test_nothing_gives_nothing() -> None:
    assert meeting_rulings([]) == Frame((), ())


def test_rulings_of_two_tables_keep_their_own_places() -> None:
    above = [Ruling(370.0, 0, 370.0, 50), Ruling(300, 0, 370, 0), Ruling(300, 50, 370, 50)]
    below = [Ruling(372.5, 90, 372.5, 140), Ruling(300, 90, 372.5, 90), Ruling(300, 140, 372.5, 140)]
    assert [x for x, _, _ in meeting_rulings(above + below).upright if x > 300] == [370.0, 372.5]
