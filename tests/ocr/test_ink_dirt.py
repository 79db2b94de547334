"""Ink in cells that is no writing: specks and dots, what is left of rulings, grain, and what lies on or beside figures."""

import cv2
import numpy as np
import pytest

from ocr.ink import cell_ink, writing_of
from tests.ocr.drawn_cells import CELL, DPI, LEVEL, blurred, cell, lines_of, only, put


def test_specks_are_dropped() -> None:
    page = cell()
    page[20, 30] = page[60, 200] = page[40, 120] = 0
    assert lines_of(page) == ()
    page = put(page, "7", 100, 60)
    assert only(page).area[0] >= 99
    assert only(page).area[2] < 130


def test_a_point_between_digits_is_no_speck() -> None:
    plain, pointed = put(put(cell(), "1", 60, 50), "5", 90, 50), put(put(cell(), "1", 60, 50), "5", 90, 50)
    pointed[48:50, 83:85] = 0
    assert (only(plain).crop[:, 20:30] < 128).sum() < (only(pointed).crop[:, 20:30] < 128).sum()


@pytest.mark.parametrize("side", ["top", "bottom", "left", "right"])
def test_what_is_left_of_a_ruling_along_the_edge_is_dropped(side: str) -> None:
    page = cell()
    remains = {
        "top": (slice(0, 2), slice(0, 240)),
        "bottom": (slice(77, 80), slice(30, 200)),
        "left": (slice(0, 80), slice(0, 2)),
        "right": (slice(10, 70), slice(238, 240)),
    }[side]
    page[remains] = 0
    assert lines_of(page) == ()
    line = only(put(page, "125", 80, 55))
    assert not line.cut
    assert 79 <= line.area[0] < line.area[2] < 150


def test_grain_alone_is_no_faint_type() -> None:
    rng = np.random.default_rng(6)
    page = np.asarray(np.clip(cell() + rng.normal(0, 12, (80, 240)), 0, 255), np.uint8)
    assert lines_of(page) == ()


@pytest.mark.parametrize("length", [10, 80])
def test_what_is_left_of_a_ruling_leaves_a_cell_empty(length: int) -> None:
    page = cell()
    page[:length, -2:] = 0
    assert lines_of(page) == ()


def test_a_1_beside_the_ruling_is_no_rest_of_it() -> None:
    """It begins and ends where the digits behind it do."""
    page = put(cell(tone=250), "23", 20, 50)
    rows = np.flatnonzero((page < 128).any(axis=1))
    page[rows[0] : rows[-1] + 1, :4] = 0
    assert only(page).cut
    page[:, :4] = 250
    page[: rows[0] + 6, :4] = 0
    assert not only(page).cut


def test_shades_over_a_cell_are_no_ink() -> None:
    page = put(cell(tone=250), "44", 60, 50)
    shade = np.linspace(0, 140, 120)
    page[:, 120:] = np.clip(page[:, 120:] - shade, 0, 255).astype(np.uint8)
    line = only(page)
    assert (line.cut, line.figure) == (False, True)
    assert line.area[2] < 120


def test_grain_of_a_tinted_cell_is_no_ink() -> None:
    grain = np.random.default_rng(3).normal(190, 20, (80, 240))
    page = put(np.asarray(np.clip(grain, 0, 255), np.uint8), "7", 100, 50)
    line = only(page)
    assert line.area[2] - line.area[0] < 40


def test_a_dot_as_dark_as_print_and_round_is_dirt_where_nothing_else_is() -> None:
    page = cell(tone=250)
    page[38:45, 100:107] = 0
    assert lines_of(blurred(page)) == ()
    page[50:56, 101:105] = 170
    assert [line.unclear for line in lines_of(blurred(page))] == ["bits of ink are left here"]


def test_dots_far_from_a_figure_do_not_belong_to_it() -> None:
    """One at the edge of the cell, and one on the line of the figure, where a point cannot be."""
    page = put(cell(tone=250), "54", 60, 50)
    area = only(page).area
    page[20:25, 180:185] = page[40:46, 200:206] = 0
    assert (only(page).area, only(page).cut) == (area, False)


def test_a_speck_by_itself_is_dirt_and_bits_of_a_figure_are_not() -> None:
    page = cell(tone=250)
    page[40:44, 100:104] = 0
    assert lines_of(page) == ()
    page[46:50, 101:104] = page[52:58, 100:104] = 200
    assert len(lines_of(page)) == 1


def test_ink_beside_a_figure_that_is_too_pale_to_read_is_told_of() -> None:
    """The strokes of a 5 that has fallen to pieces, none as high as a figure."""
    page = put(cell(tone=250), "4", 120, 50)
    page[30:33, 90:106] = page[36:39, 92:108] = page[42:45, 90:106] = 195
    assert only(page).beside
    assert not only(put(cell(tone=250), "4", 120, 50)).beside


def test_the_echo_of_a_ruling_is_no_one() -> None:
    """JPEG leaves it beside the ruling, as high and as thin as a 1, far paler than what is written in the table."""
    page = cell(tone=255)
    page[20:46, 200:204] = 205
    writing = writing_of(put(cell(tone=255), "5", 60, 46), [CELL], LEVEL, 0.0, DPI)
    assert [line.unclear for line in cell_ink(page, CELL, LEVEL, DPI, writing=writing)] == ["bits of ink are left here"]
    (line,) = cell_ink(put(page, "5", 165, 46), CELL, LEVEL, DPI, writing=writing)
    assert (line.beside, line.area[2] < 195) == (True, True)
    assert not only(put(page, "5", 60, 46)).beside  # no two digits stand so far apart


def test_a_bent_ruling_that_comes_into_a_cell_is_dropped() -> None:
    page = cell()
    for x in range(120, 240):
        top = 79 - (x - 120) // 15
        page[top : top + 3, x] = 0
    assert lines_of(page) == ()
    assert not only(put(page, "125", 20, 55)).beside


@pytest.mark.parametrize("spot", [False, True])
def test_a_dot_far_darker_than_the_print_lies_on_a_figure(spot: bool) -> None:
    """Dirt at the shoulder of a pale 0 makes a 6 of it, to every reader."""
    page = cell(tone=235)
    cv2.ellipse(page, (80, 40), (7, 11), 0, 0, 360, (140,), 2, cv2.LINE_AA)
    writing = writing_of(page.copy(), [CELL], LEVEL, 0.0, DPI)
    if spot:
        cv2.circle(page, (75, 30), 3, (10,), -1)
    (line,) = cell_ink(page, CELL, LEVEL, DPI, writing=writing)
    assert line.spotted == spot


@pytest.mark.parametrize("tone", [60, 20])
def test_a_figure_darker_than_its_table_throughout_has_no_dot_on_it(tone: int) -> None:
    """The foot of a 1, the crossing of an 8: a corner of bold type is darkest there, and the rest is dark as well."""
    page, bold = cell(tone=235), cell(tone=235)
    cv2.ellipse(page, (80, 40), (7, 11), 0, 0, 360, (140,), 2, cv2.LINE_AA)
    writing = writing_of(page, [CELL], LEVEL, 0.0, DPI)
    cv2.line(bold, (80, 29), (80, 51), (tone,), 2)
    bold[47:52, 77:84] = 10
    (line,) = cell_ink(bold, CELL, LEVEL, DPI, writing=writing)
    assert line.figure
    assert not line.spotted
