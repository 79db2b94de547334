"""Ink in cells and on open paper: what is writing, what is dirt, and how it looks."""

import cv2
import numpy as np
import pytest

from ocr.ink import cell_ink, ink_level, writing_of
from ocr.ink_strips import strip_lines
from ocr.ink_types import InkLine
from ocr.straight_masks import Gray

DPI = 200.0
LEVEL = 0.0
CELL = (0, 0, 240, 80)


def cell(*, width: int = 240, height: int = 80, tone: int = 245) -> Gray:
    return np.full((height, width), tone, np.uint8)


def put(page: Gray, text: str, x: int, y: int, *, tone: int = 0, size: float = 1.0) -> Gray:
    cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, (tone,), 2, cv2.LINE_AA)
    return page


def lines_of(page: Gray) -> tuple[InkLine, ...]:
    return cell_ink(page, (0, 0, page.shape[1], page.shape[0]), LEVEL, DPI)


def blurred(page: Gray) -> Gray:
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 1.2), np.uint8)


def only(page: Gray) -> InkLine:
    (line,) = lines_of(page)
    return line


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


def test_grain_alone_is_no_faint_type() -> None:
    rng = np.random.default_rng(6)
    page = np.asarray(np.clip(cell() + rng.normal(0, 12, (80, 240)), 0, 255), np.uint8)
    assert lines_of(page) == ()


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


@pytest.mark.parametrize("length", [10, 80])
def test_what_is_left_of_a_ruling_leaves_a_cell_empty(length: int) -> None:
    page = cell()
    page[:length, -2:] = 0
    assert lines_of(page) == ()


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
    assert ink_level(page) == pytest.approx(30, abs=2)


def strips() -> Gray:
    page = np.full((700, 1200), 250, np.uint8)
    put(page, "12345 67890", 100, 100)
    put(page, "2345", 100, 200)
    put(page, "678", 700, 200)
    put(page, "42", 100, 300)
    return page


def test_lines_and_columns_of_open_paper_are_found_apart() -> None:
    found = list(strip_lines(strips(), LEVEL, DPI))
    assert [(line.area[0] // 100, round(line.area[3], -2)) for line in found] == [(1, 100), (1, 200), (7, 200), (1, 300)]
    first = found[0]
    dark = strips()[50:130] < 140
    columns = np.flatnonzero(dark.any(axis=0))
    assert first.area[0] == pytest.approx(columns[0], abs=3)
    assert first.area[2] == pytest.approx(columns[-1] + 1, abs=3)


def test_open_paper_without_writing_has_no_lines() -> None:
    assert list(strip_lines(np.full((700, 1200), 250, np.uint8), LEVEL, DPI)) == []
    dirty = np.full((700, 1200), 250, np.uint8)
    dirty[::90, ::70] = 0
    assert list(strip_lines(dirty, LEVEL, DPI)) == []


def test_drawings_are_no_lines() -> None:
    page = strips()
    cv2.line(page, (50, 500), (1150, 650), (0,), 3)
    assert len(list(strip_lines(page, LEVEL, DPI))) == 4


@pytest.mark.parametrize("dpi", [100.0, 150.0, 300.0])
def test_lines_of_open_paper_are_found_at_every_resolution(dpi: float) -> None:
    scale = dpi / DPI
    page = np.asarray(cv2.resize(strips(), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    assert [round(line.area[0] / scale, -2) for line in strip_lines(page, LEVEL, dpi)] == [100, 100, 700, 100]


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


def test_pale_type_on_paper_without_grain_is_read_by_all_of_its_strokes() -> None:
    page = put(np.full((80, 240), 244, np.uint8), "54", 60, 50, tone=200)
    writing = writing_of(page, [CELL], 166.0, 1.2, DPI)
    (line,) = cell_ink(page, CELL, 166.0, DPI, writing=writing)
    assert (line.area[2] - line.area[0] > 30, line.beside) == (True, False)


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


@pytest.mark.parametrize(("text", "found"), [("8", ("8",)), ("6", ("6",)), ("9", ("9",)), ("17", ("", "")), ("285", ("", "8", ""))])
def test_digits_are_told_by_their_rings(text: str, found: tuple[str, ...]) -> None:
    assert only(put(cell(), text, 60, 50)).rings == found


def test_a_ring_as_high_as_the_digit_is_a_nought() -> None:
    page = cell()
    cv2.ellipse(page, (80, 40), (8, 13), 0, 0, 360, (0,), 2, cv2.LINE_AA)
    assert only(page).rings == ("0",)


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
