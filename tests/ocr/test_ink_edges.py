"""Ink on the edges of a cell: rulings, figures close to them, and figures that run over them."""

import cv2
import numpy as np
import pytest

from ocr.ink import cell_ink
from ocr.ink_edges import EdgeInkSettings, edge_ink, goes_on_behind, inside_rulings
from ocr.ink_types import InkSettings
from ocr.straight_masks import Gray

DPI = 300.0
LEVEL = 0.0
BOX = (100, 50, 300, 130)
CLOSE, CLOSE_INK = EdgeInkSettings(clear=0.0), InkSettings(pale=0.28)


def ruled(thick: int = 3) -> Gray:
    """A page with one cell, whose rulings lie in the middle of the edges of BOX."""
    page = np.full((180, 400), 250, np.uint8)
    x0, y0, x1, y1 = BOX
    cv2.rectangle(page, (x0, y0), (x1, y1), (0,), thick)
    return page


def put(page: Gray, text: str, left: int) -> Gray:
    """A figure whose ink begins at this column."""
    own = np.full_like(page, 255)
    cv2.putText(own, text, (60, 105), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0,), 3)
    first = int(np.flatnonzero((own < 128).any(axis=0))[0])
    return np.minimum(page, np.roll(own, left - first, axis=1))


def test_nothing_lies_on_the_edges_of_an_empty_cell() -> None:
    assert edge_ink(ruled(), BOX, LEVEL, DPI) is None


def test_a_figure_on_an_edge_is_seen() -> None:
    found = edge_ink(put(ruled(), "19", 96), BOX, LEVEL, DPI)
    assert found is not None
    assert found.unclear == "something is printed on its edge"


def test_a_figure_close_to_its_ruling_is_seen_whole() -> None:
    page = put(ruled(), "19", 107)
    inside = inside_rulings(page, BOX, LEVEL, DPI)
    assert inside is not None
    assert all(inside.closed)
    (line,) = cell_ink(page, inside.area, LEVEL, DPI)
    assert not line.cut
    assert 107 <= line.area[0] <= 108


def blurred(page: Gray) -> Gray:
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 0.9), np.uint8)


def test_a_pixel_of_paper_between_figure_and_ruling_is_enough() -> None:
    page = blurred(put(ruled(), "19", 105))
    inside = inside_rulings(page, BOX, LEVEL, DPI, CLOSE)
    assert inside is not None
    (line,) = cell_ink(page, inside.area, LEVEL, DPI, CLOSE_INK)
    assert not line.cut
    assert 104 <= line.area[0] <= 106


@pytest.mark.parametrize("left", range(80, 101))
@pytest.mark.parametrize("soft", [False, True])
def test_a_figure_that_runs_over_its_ruling_is_never_seen_whole(left: int, soft: bool) -> None:
    page = put(ruled(), "59", left)
    page = blurred(page) if soft else page
    for settings, ink in ((EdgeInkSettings(), InkSettings()), (CLOSE, InkSettings()), (CLOSE, CLOSE_INK)):
        inside = inside_rulings(page, BOX, LEVEL, DPI, settings, inset=6)
        assert inside is not None
        lines = cell_ink(page, inside.area, LEVEL, DPI, ink)
        assert all(
            not inside.holds(line.area, CLOSE) or (line.cut and (line.touching >= 0.5 or not inside.ends(line.area))) for line in lines
        )


def test_a_figure_behind_a_double_ruling_is_seen_whole() -> None:
    page = put(ruled(), "5", 104)
    cv2.line(page, (95, 40), (95, 140), (0,), 2)
    inside = inside_rulings(page, BOX, LEVEL, DPI)
    assert inside is not None
    assert all(inside.closed)


def test_the_neighbours_figure_behind_the_other_ruling_does_no_harm() -> None:
    page = put(put(ruled(), "19", 107), "7", 303)
    inside = inside_rulings(page, BOX, LEVEL, DPI, inset=6)
    assert inside is not None
    assert inside.closed == (True, False, True, True)
    assert inside.area[2] == BOX[2] - 6 + 1


def test_pale_rulings_in_grain_are_rulings() -> None:
    page = ruled()
    page[page < 128] = 200
    grain = np.random.default_rng(2).normal(0, 8, page.shape)
    inside = inside_rulings(np.asarray(np.clip(page + grain, 0, 255), np.uint8), BOX, LEVEL, DPI)
    assert inside is not None
    assert all(inside.closed)


def test_a_one_is_no_ruling() -> None:
    page = put(ruled(), "1", 104)
    page[:, 90:103][52:128] = 250
    inside = inside_rulings(page, BOX, LEVEL, DPI)
    assert inside is not None
    assert not inside.closed[0]


@pytest.mark.parametrize("thick", [12, 14])
@pytest.mark.parametrize(("text", "left", "held"), [("15", 122, True), ("15", 114, False), ("154387654", 122, False)])
def test_in_a_thick_border_a_digit_may_hide(thick: int, text: str, left: int, held: bool) -> None:
    """Not one of a figure that begins farther from it than two digits stand from each other, in a cell that it does not fill."""
    page = put(ruled(thick), text, left)
    inside = inside_rulings(page, BOX, LEVEL, DPI)
    assert inside is not None
    assert not any(inside.closed)
    (line,) = cell_ink(page, inside.area, LEVEL, DPI)
    assert not line.cut
    assert inside.holds(line.area, EdgeInkSettings()) == held


def test_a_border_of_two_points_and_a_half_hides_none() -> None:
    inside = inside_rulings(ruled(9), BOX, LEVEL, DPI)
    assert inside is not None
    assert all(inside.closed)


@pytest.mark.parametrize(("left", "behind"), [(84, True), (107, False)])
def test_a_figure_that_begins_in_the_next_cell_is_told(left: int, behind: bool) -> None:
    """Of the 7 a ruling goes through, and which no longer shows inside the cell, there is ink behind it."""
    page = put(ruled(), "76", left)
    (line,) = cell_ink(page, (106, 56, 294, 124), LEVEL, DPI)
    assert goes_on_behind(page, BOX, line.area, LEVEL, DPI) == behind


def test_ink_of_the_next_cell_is_nothing_to_what_stands_far_from_it() -> None:
    page = put(put(ruled(), "7", 84), "6", 200)
    (line,) = cell_ink(page, (120, 56, 294, 124), LEVEL, DPI)
    assert not goes_on_behind(page, BOX, line.area, LEVEL, DPI)


def test_a_ruling_between_two_digits_of_one_figure_hides_neither() -> None:
    page = put(put(ruled(), "7", 78), "6", 102)
    (line,) = cell_ink(page, (102, 56, 294, 124), LEVEL, DPI)
    assert goes_on_behind(page, BOX, line.area, LEVEL, DPI)


def bordered() -> Gray:
    """The same with a border of more than two points and a half to the left of the cell."""
    page = ruled()
    page[BOX[1] : BOX[3], BOX[0] - 7 : BOX[0] + 8] = 0
    return page


@pytest.mark.parametrize("beyond", [False, True])
def test_a_figure_close_to_a_thick_border_ends_there_unless_it_goes_on_beyond(beyond: bool) -> None:
    page = put(bordered(), "76", 112)
    page = put(page, "7", 75) if beyond else page
    (line,) = cell_ink(page, (109, 56, 294, 124), LEVEL, DPI)
    assert goes_on_behind(page, BOX, line.area, LEVEL, DPI) == beyond


def test_what_fills_its_cell_up_to_a_thick_border_may_go_on_in_it() -> None:
    page = put(bordered(), "7654387654", 112)
    (line,) = cell_ink(page, (109, 56, 294, 124), LEVEL, DPI)
    assert BOX[2] - line.area[2] < line.height
    assert goes_on_behind(page, BOX, line.area, LEVEL, DPI)


@pytest.mark.parametrize("beyond", [False, True])
def test_the_other_line_of_a_double_border_is_no_ink_of_a_figure_close_to_it(beyond: bool) -> None:
    page = ruled()
    page[BOX[1] : BOX[3], BOX[0] - 9 : BOX[0] - 6] = 0
    page = put(page, "76", 108)
    page = put(page, "7", 84) if beyond else page
    (line,) = cell_ink(page, (105, 56, 294, 124), LEVEL, DPI)
    assert goes_on_behind(page, BOX, line.area, LEVEL, DPI) == beyond


@pytest.mark.parametrize("beyond", [False, True])
def test_the_soft_side_of_the_other_line_is_no_ink_either(beyond: bool) -> None:
    """The edge lies in the middle of a double border, whose two lines fill what is looked at around it."""
    page = ruled()
    page[BOX[1] : BOX[3], BOX[0] - 6 : BOX[0] + 7] = 250
    page[BOX[1] : BOX[3], BOX[0] - 7 : BOX[0] - 3] = page[BOX[1] : BOX[3], BOX[0] + 4 : BOX[0] + 8] = 0
    page[BOX[1] : BOX[3] : 5, BOX[0] - 3] = 90  # as JPEG leaves it
    page = put(page, "76", 114)
    page = put(page, "7", 84) if beyond else page
    (line,) = cell_ink(page, (110, 56, 294, 124), LEVEL, DPI)
    assert goes_on_behind(page, BOX, line.area, LEVEL, DPI) == beyond
