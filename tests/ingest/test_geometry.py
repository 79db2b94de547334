"""Boxes, and the way from a cleaned page back to its source page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.geometry import Box, Displacement, Homography, Transform, enclosing

TURNED = Homography((0, -1, 100, 1, 0, 0, 0, 0, 1))  # a quarter turn of a page 100 points high


def test_box_measures() -> None:
    box = Box(1, 2, 5, 10)
    assert (box.width, box.height, box.center) == (4, 8, (3, 6))


def test_boxes_that_touch_share_nothing() -> None:
    assert Box(0, 0, 1, 1).overlap(Box(1, 0, 2, 1)) == 0


def test_enclosing_nothing_is_none() -> None:
    assert enclosing([]) is None
    assert enclosing([Box(0, 0, 1, 1), Box(3, -2, 4, 1)]) == Box(0, -2, 4, 1)


def test_a_turned_box_stays_upright() -> None:
    assert Transform((TURNED,)).box(Box(10, 20, 30, 25)) == Box(75, 10, 80, 30)


@given(st.floats(-500, 500), st.floats(-500, 500))
def test_inverse_leads_back(x: float, y: float) -> None:
    tilted = Homography((1.1, 0.2, 5, -0.1, 0.9, -3, 1e-4, -2e-4, 1))
    assert tilted.inverse().point(*tilted.point(x, y)) == pytest.approx((x, y), abs=1e-6)


def test_displacement_moves_by_its_polynomial() -> None:
    bend = Displacement(powers=((0, 0), (1, 1)), dx=(2.0, 0.0), dy=(0.0, 4.0), scale=100)
    assert bend.point(50, 50) == (52, 51)


def test_steps_are_taken_in_order() -> None:
    shift = Homography((1, 0, 7, 0, 1, 0, 0, 0, 1))
    there = Transform((shift,)).then(Transform((TURNED,)))
    assert there.point(0, 0) == TURNED.point(7, 0)


def test_a_matrix_without_inverse_says_so() -> None:
    with pytest.raises(ZeroDivisionError):
        Homography((1, 0, 0, 1, 0, 0, 0, 0, 1)).inverse()
