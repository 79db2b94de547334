"""Ink in cells: what is writing, and how it looks."""

import cv2
import numpy as np
import pytest

from ocr.ink import cell_ink, writing_of
from ocr.ink_types import Writing
from ocr.levels import print_level
from ocr.straight_masks import Gray
from tests.ocr.drawn_cells import CELL, DPI, LEVEL, cell, lines_of, only, put


@pytest.mark.parametrize("apart", [0, 3])
def test_lines_of_characters_that_grain_holds_together_are_parted(apart: int) -> None:
    """Rows of short strokes, as Han characters have, twice, and a thread of grain between them."""
    page = cell(height=120, tone=255)
    for top in (20, 50 + apart):
        for row in range(top, top + 24, 5):
            page[row : row + 2, 60:180] = 0
        page[top : top + 22, 66:174:4] = 0
    page[42 : 50 + apart, 90] = 0
    assert len(lines_of(page)) == 2


def test_the_grain_of_a_tinted_cell_is_no_writing_where_the_table_is_written_in_pale_type() -> None:
    page = np.full((200, 400), 165, np.uint8)
    for y in (75, 125):
        for x in (120, 160, 200):
            put(page, "#", x, y, tone=90)
    page = np.asarray(np.clip(page + np.random.default_rng(3).normal(0, 20, page.shape), 0, 255), np.uint8)
    lines = cell_ink(page, (20, 20, 380, 180), LEVEL, DPI, writing=Writing(level=120.0, grain=15.0, measured=True))
    assert [(100 < line.area[0] < 130, line.area[2] - line.area[0] < 130) for line in lines] == [(True, True)] * 2


@pytest.mark.parametrize("tone", [255, 245, 180])
def test_an_empty_cell_has_nothing_in_it(tone: int) -> None:
    assert lines_of(cell(tone=tone)) == ()
    grain = np.random.default_rng(1).normal(tone - 10, 6, (80, 240))
    assert lines_of(np.asarray(np.clip(grain, 0, 255), np.uint8)) == ()


def test_a_cell_of_no_size_has_nothing_in_it() -> None:
    assert cell_ink(cell(), (10, 10, 12, 60), LEVEL, DPI) == ()
    assert cell_ink(cell(), (10, 10, 5, 5), LEVEL, DPI) == ()


def test_a_figure_is_one_line_with_its_place_on_the_page() -> None:
    page = put(cell(), "125", 100, 50)
    (line,) = cell_ink(page, (60, 10, 230, 70), LEVEL, DPI)
    rows, columns = np.flatnonzero((page < 140).any(axis=1)), np.flatnonzero((page < 140).any(axis=0))
    assert line.area == pytest.approx((columns[0], rows[0], columns[-1] + 1, rows[-1] + 1), abs=1)
    assert line.height == line.area[3] - line.area[1]
    assert (line.figure, line.slash, line.dash, line.cut) == (True, False, False, False)


def test_a_crop_is_dark_on_white_with_a_margin() -> None:
    crop = only(put(cell(tone=200), "125", 100, 50, tone=60)).crop
    assert min(int(side.min()) for side in (crop[0], crop[-1], crop[:, 0], crop[:, -1])) > 200  # its soft edge reaches into the margin
    assert int(crop.min()) < 120


def test_two_lines_come_top_to_bottom() -> None:
    page = put(put(cell(height=120), "12", 30, 40), "345", 30, 100)
    first, second = lines_of(page)
    assert first.area[3] < second.area[1]
    assert second.area[2] > first.area[2]
    assert second.crop.shape[0] < 50


@pytest.mark.parametrize("dirt", [False, True])
def test_thin_type_that_is_much_paler_than_the_darkest_print_is_seen(dirt: bool) -> None:
    rng = np.random.default_rng(5)
    page = put(cell(), "0", 100, 55, tone=190)
    page = np.asarray(np.clip(cv2.GaussianBlur(page, (0, 0), 0.8) + rng.normal(0, 6, page.shape), 0, 255), np.uint8)
    if dirt:
        page[20:24, 20:24] = 0
    assert any(line.figure and line.height >= 18 for line in lines_of(page))


def test_a_pale_dash_is_a_dash() -> None:
    page = cell()
    page[38:42, 100:124] = 160
    assert only(np.asarray(cv2.GaussianBlur(page, (0, 0), 0.7), np.uint8)).dash


def test_white_on_a_dark_fill_is_turned_over() -> None:
    line = only(put(cell(tone=40), "125", 80, 55, tone=255))
    assert line.figure
    assert int(line.crop[0, 0]) == 255
    assert int(line.crop.min()) < 60


def test_grey_print_on_a_grey_fill_is_seen() -> None:
    assert len(lines_of(put(cell(tone=190), "125", 80, 55, tone=70))) == 1


def five(gap: int) -> Gray:
    """A 5 whose bar stands off its bowl."""
    page = cell()
    page[30:33, 100:114] = 0
    cv2.ellipse(page, (106, 33 + gap + 8), (7, 8), 0, 0, 360, (0,), 2)
    return page


@pytest.mark.parametrize("gap", [2, 4, 8])
def test_the_bar_of_a_broken_five_belongs_to_its_bowl(gap: int) -> None:
    line = only(five(gap))
    assert line.area[1] == 30
    assert line.area[3] >= 33 + gap + 16


def test_a_low_stroke_far_above_is_a_line_of_its_own() -> None:
    page = put(cell(height=140), "5", 100, 120)
    page[20:24, 90:120] = 0
    assert len(lines_of(page)) == 2


def test_a_slash_leans_and_a_one_does_not() -> None:
    slash, one, italic = cell(), cell(), cell()
    cv2.line(slash, (108, 25), (96, 55), (0,), 2)
    cv2.line(one, (100, 25), (100, 55), (0,), 3)
    cv2.line(italic, (103, 25), (99, 55), (0,), 3)
    assert [only(page).slash for page in (slash, one, italic)] == [True, False, False]
    assert not only(put(cell(), "7", 100, 55)).slash
    small = cell()
    cv2.line(small, (102, 30), (98, 42), (0,), 5)
    assert only(small).slash
    back = cell()
    cv2.line(back, (96, 25), (108, 55), (0,), 2)
    assert not only(back).slash


def test_a_dash_is_low_and_long() -> None:
    dash, block = cell(), cell()
    dash[40:43, 90:120] = 0
    block[35:50, 90:120] = 0
    assert [only(page).dash for page in (dash, block)] == [True, False]
    assert only(dash).figure
    assert not only(put(cell(), "1", 100, 55)).dash


def test_grain_above_and_below_a_dash_leaves_it_one_and_the_stroke_below_a_bar_does_not() -> None:
    grainy, barred = cell(), cell()
    grainy[40:44, 90:120] = barred[40:43, 90:120] = 0
    grainy[39, 92:95] = grainy[44, 110:113] = 0
    barred[43:49, 94:98] = 0
    for at in range(9):
        barred[43 + at, 112 - 2 * at : 118 - 2 * at] = 0
    assert [only(page).dash for page in (grainy, barred)] == [True, False]


def test_ink_that_runs_over_the_edge_is_cut() -> None:
    page = put(cell(), "125", 100, 50)
    x0, y0, x1, y1 = only(page).area
    middle = (y0 + y1) // 2
    for area in ((x0 + 8, 0, 240, 80), (0, 0, x1 - 8, 80), (0, middle, 240, 80), (0, 0, 240, middle)):
        assert any(line.cut for line in cell_ink(page, area, LEVEL, DPI))
    assert not only(page).cut


def test_the_half_of_a_small_nought_at_the_edge_is_no_empty_cell() -> None:
    page = np.full((18, 40), 245, np.uint8)
    cv2.ellipse(page, (40, 9), (2, 4), 0, 0, 360, (0,), 2)
    (line,) = cell_ink(page, (0, 0, 40, 18), LEVEL, 110.0)
    assert line.unclear or line.cut


def test_the_widest_blank_is_told_in_heights() -> None:
    near, far = only(put(put(cell(), "1", 40, 50), "2", 65, 50)), only(put(put(cell(), "1", 40, 50), "2", 120, 50))
    assert near.gap < 0.9
    assert far.gap > 2.5
    assert only(put(cell(), "8", 100, 50)).gap == 0


def test_a_pale_stroke_of_a_dark_character_stays_with_it() -> None:
    page = cell()
    cv2.line(page, (112, 30), (96, 48), (190,), 2)  # the slant and the bar of a 4
    cv2.line(page, (96, 48), (110, 48), (190,), 2)
    cv2.line(page, (112, 30), (112, 56), (20,), 3)
    line = only(page)
    assert line.area[0] <= 97
    assert int(line.crop[:, :10].min()) < 250


def test_han_characters_are_no_figure() -> None:
    page = cell()
    for left in (40, 80, 120):
        for y in range(20, 61, 8):
            page[y : y + 3, left : left + 30] = 0
        page[20:63, left + 13 : left + 16] = 0
    line = only(page)
    assert not line.figure
    assert line.strokes > 3


def test_ink_level_is_that_of_the_darkest_print() -> None:
    page = cell(width=600, height=600)
    page[100:140, 100:500] = 30
    page[200, 200] = 0
    assert print_level(page, DPI) == pytest.approx(30, abs=2)


def ruled() -> Gray:
    """A cell of a table with thick black rulings to its left and right, beside one with nothing."""
    page = cell(width=260, tone=250)
    page[:, :6] = page[:, -6:] = 0
    return page


INSIDE = (10, 6, 250, 74)


def test_thin_type_is_as_dark_as_its_own_figures_not_as_the_rulings() -> None:
    page = put(ruled(), "61", 100, 50, tone=150)
    writing = writing_of(page, [INSIDE], LEVEL, 0.0, DPI)
    assert 100 < writing.level < 160
    (line,) = cell_ink(page, INSIDE, LEVEL, DPI, writing=writing)
    assert line.digits == (2, 2)
    assert line.area[2] - line.area[0] > 30


def test_writing_is_no_paler_than_the_grain_of_its_paper() -> None:
    page = put(ruled(), "61", 100, 50, tone=190)
    assert writing_of(page, [INSIDE], LEVEL, 20.0, DPI).level < 100


def test_where_nothing_is_written_the_page_tells() -> None:
    assert writing_of(ruled(), [INSIDE], LEVEL, 0.0, DPI).level == LEVEL


def test_a_digit_paler_than_the_one_beside_it_is_not_lost() -> None:
    page = put(put(cell(tone=250), "1", 120, 50), "6", 95, 50, tone=190)
    (line,) = lines_of(page)
    assert line.area[0] < 100


def test_pale_type_on_paper_without_grain_is_read_by_all_of_its_strokes() -> None:
    page = put(np.full((80, 240), 244, np.uint8), "54", 60, 50, tone=200)
    writing = writing_of(page, [CELL], 166.0, 1.2, DPI)
    (line,) = cell_ink(page, CELL, 166.0, DPI, writing=writing)
    assert (line.area[2] - line.area[0] > 30, line.beside) == (True, False)


@pytest.mark.parametrize(("text", "found"), [("8", ("8",)), ("6", ("6",)), ("9", ("9",)), ("17", ("", "")), ("285", ("", "8", ""))])
def test_digits_are_told_by_their_rings(text: str, found: tuple[str, ...]) -> None:
    assert only(put(cell(), text, 60, 50)).rings == found


def test_a_ring_as_high_as_the_digit_is_a_nought() -> None:
    page = cell()
    cv2.ellipse(page, (80, 40), (8, 13), 0, 0, 360, (0,), 2, cv2.LINE_AA)
    assert only(page).rings == ("0",)
