"""Grey stamps are taken off drawn pages; print stays, pale print above all."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from ocr.clean import CleanSettings, clean_page
from ocr.clean_stamps import StampSettings, unstamped
from ocr.straight_masks import Gray

DPI = 200.0
PAPER = 245
PLACE = np.s_[380:760, 380:760]  # of the stamp
RULING = (np.s_[400:760:40], np.s_[300:1100])


def table(ink: int = 20, thick: int = 3) -> Gray:
    """Rows of figures between rulings."""
    page = np.full((1100, 1400), PAPER, np.uint8)
    page[400:761:40, 300:1101] = page[399:760:40, 300:1101] = 20
    page[400:761, 300:1101:100] = 20
    for row, column in np.ndindex(9, 8):
        number = str(7 + 31 * row * (column + 2) % 89)
        cv2.putText(page, number, (320 + 100 * column, 390 + 40 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (ink,), thick, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 0.6), np.uint8)


def stamped(page: Gray, cover: float = 0.5) -> Gray:
    """Under a round seal with a star, by which so much of the light is lost."""
    mask = np.zeros(page.shape, np.uint8)
    cv2.circle(mask, (570, 570), 165, 255, 9, cv2.LINE_AA)
    angles = np.pi * np.arange(10) / 5
    radii = np.where(np.arange(10) % 2, 22, 58)
    star = np.stack([570 + radii * np.sin(angles), 570 - radii * np.cos(angles)], axis=1)
    cv2.fillPoly(mask, [star.astype(np.int32)], 255, cv2.LINE_AA)
    soft = cv2.GaussianBlur(mask, (0, 0), 0.8).astype(np.float64) / 255
    grain = np.random.default_rng(1).normal(1, 0.06, page.shape)
    return np.clip(page * (1 - cover * soft * grain), 0, 255).astype(np.uint8)


def test_among_lines_of_small_bold_type_there_are_circles_and_no_stamps() -> None:
    page, rng = np.full((1100, 1400), PAPER, np.uint8), np.random.default_rng(0)
    for y in range(120, 700, 22):
        cv2.putText(page, "".join(rng.choice(list("BE8#@&RK"), 24)), (120, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (20,), 4, cv2.LINE_AA)
    page = np.asarray(cv2.GaussianBlur(page, (0, 0), 0.8), np.uint8)
    assert unstamped(page, DPI).stamps == 0
    assert unstamped(stamped(page), DPI).stamps >= 1


def test_a_grey_stamp_goes_and_what_it_lies_on_stays() -> None:
    page = table()
    dirty = stamped(page)
    free = unstamped(dirty, DPI)
    clean = free.page
    assert free.stamps == 1
    assert free.before is None
    assert free.covered is None
    before = np.abs(dirty[PLACE].astype(int) - page[PLACE]).mean()
    after = np.abs(clean[PLACE].astype(int) - page[PLACE]).mean()
    assert after < 0.2 * before
    print_ = page < 90
    assert np.mean(clean[PLACE][print_[PLACE]] < 140) > 0.97
    assert np.mean(clean[PLACE][page[PLACE] > 240] > 200) > 0.98
    outside = np.ones(page.shape, np.bool_)
    outside[PLACE] = False
    assert np.array_equal(clean[outside], dirty[outside])


def test_thin_pale_strokes_under_a_stamp_stay() -> None:
    page = table()
    page[560:562, 545:600] = 110
    free = unstamped(stamped(page), DPI)
    clean = free.page
    assert free.stamps == 1
    assert clean[560:562, 550:595].mean() < 170


@pytest.mark.parametrize("pale", [110, 140])
def test_where_figures_are_as_pale_as_the_stamp_it_is_told_where_they_may_have_gone(pale: int) -> None:
    """A figure that touches its rim may go with it; what touches nothing of it stays as it is."""
    page = table(ink=pale, thick=2)
    dirty = stamped(page)
    free = unstamped(dirty, DPI)
    assert free.stamps == 1
    assert free.covered is not None
    assert free.before is not None
    assert np.array_equal(free.before, dirty)
    changed = free.page.astype(int) - dirty > 12
    assert not np.any(changed & ~free.covered)
    print_ = page < pale + 20
    assert not np.any(print_ & (free.page > 200) & ~free.covered)
    between = np.s_[560:585, 415:455]  # a figure between its rim and its star
    assert np.abs(free.page[between].astype(int) - dirty[between]).max() < 12
    assert np.abs(free.page[PLACE].astype(int) - page[PLACE])[~print_[PLACE]].mean() < 6


def test_of_stamps_without_a_round_rim_nothing_is_taken_where_print_is_no_darker() -> None:
    page = table(ink=110)
    cv2.rectangle(page, (400, 470), (700, 620), (120,), 8)
    free = unstamped(page, DPI)
    assert free.stamps == 0
    assert free.page is page


def test_on_faint_pages_nothing_is_looked_for() -> None:
    faint = (200 + stamped(table()).astype(int) // 5).astype(np.uint8)
    assert unstamped(faint, DPI).stamps == 0


def test_filled_cells_borders_pictures_and_type_are_no_stamps() -> None:
    page = table()
    page[400:440, 300:1101] = np.minimum(page[400:440, 300:1101], 170)
    cv2.rectangle(page, (280, 340), (1120, 780), (120,), 8)
    page[850:1000, 300:500] = 130
    cv2.putText(page, "10 000 000", (560, 980), cv2.FONT_HERSHEY_SIMPLEX, 2.4, (110,), 4, cv2.LINE_AA)
    assert unstamped(page, DPI).stamps == 0


def test_the_corner_of_a_thick_border_is_no_stamp_and_a_frame_is_one() -> None:
    page = table()
    cv2.line(page, (700, 950), (1000, 950), (120,), 8)
    cv2.line(page, (1000, 830), (1000, 950), (120,), 8)
    assert unstamped(page, DPI).stamps == 0
    cv2.rectangle(page, (700, 830), (1000, 950), (120,), 8)
    free = unstamped(page, DPI)
    assert free.stamps == 1
    assert np.mean(free.page[826:955, 696:1005] > 200) > 0.97  # it runs as straight as a ruling, and is none


def test_a_stamp_inside_a_thick_border_is_found() -> None:
    page = table()
    cv2.rectangle(page, (200, 200), (1200, 900), (120,), 8)
    assert unstamped(stamped(page), DPI).stamps == 1


def test_a_stamp_on_a_thick_border_is_found_and_the_border_stays() -> None:
    page = table()
    cv2.line(page, (570, 100), (570, 1000), (120,), 8)
    free = unstamped(stamped(page), DPI)
    assert free.stamps == 1
    assert np.quantile(free.page[420:720, 570], 0.9) < 140
    assert free.page[575:700, 480:520].mean() > 0.9 * page[575:700, 480:520].mean()


def test_a_stamp_over_filled_cells_is_found_and_they_stay_filled() -> None:
    page = table()
    page[400:560, 300:1101] = np.minimum(page[400:560, 300:1101], 190)
    free = unstamped(stamped(page), DPI)
    assert free.stamps == 1
    paper = page[400:560, 400:740] == 190
    assert np.mean(np.abs(free.page[400:560, 400:740][paper].astype(int) - 190) < 25) > 0.95


def test_characters_elsewhere_on_the_page_are_asked_where_none_are_near() -> None:
    page = np.full((1100, 1400), PAPER, np.uint8)
    for row in (980, 1020, 1060):
        cv2.putText(page, "2021 12 31", (100, row), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (20,), 4, cv2.LINE_AA)
    assert unstamped(stamped(page), DPI).stamps == 1


def test_pale_rulings_under_a_stamp_stay() -> None:
    """With them a table would go."""
    page = table()
    page[300:302, 200:1201] = page[820:822, 200:1201] = page[580:583, 300:1101] = 120
    free = unstamped(stamped(page), DPI)
    clean = free.page
    assert free.stamps == 1
    assert np.quantile(clean[581, 380:760], 0.95) < 160


def test_a_page_tells_that_its_stamp_is_gone_and_the_step_can_be_left_out() -> None:
    dirty = np.repeat(stamped(table())[:, :, None], 3, axis=2)
    page = clean_page(dirty, DPI)
    assert "stamp: 1 grey, divided out" in page.steps
    left = clean_page(dirty, DPI, settings=replace(CleanSettings(), without=frozenset({"stamp"})))
    assert not any(step.startswith("stamp") for step in left.steps)
    assert left.gray[PLACE].mean() < page.gray[PLACE].mean() - 10
    assert left.red_free[PLACE].mean() < page.red_free[PLACE].mean() - 10


def test_the_settings_are_frozen() -> None:
    with pytest.raises(AttributeError):
        StampSettings().dpi = 1.0  # type: ignore[misc] # what is tested
