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


def table(ink: int = 20) -> Gray:
    """Rows of figures between rulings."""
    page = np.full((1100, 1400), PAPER, np.uint8)
    page[400:761:40, 300:1101] = page[399:760:40, 300:1101] = 20
    page[400:761, 300:1101:100] = 20
    for row, column in np.ndindex(9, 8):
        number = str(7 + 31 * row * (column + 2) % 89)
        cv2.putText(page, number, (320 + 100 * column, 390 + 40 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (ink,), 3, cv2.LINE_AA)
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


def test_a_grey_stamp_goes_and_what_it_lies_on_stays() -> None:
    page = table()
    dirty = stamped(page)
    clean, stamps = unstamped(dirty, DPI)
    assert stamps == 1
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
    clean, stamps = unstamped(stamped(page), DPI)
    assert stamps == 1
    assert clean[560:562, 550:595].mean() < 170


@pytest.mark.parametrize("pale", [110, 140])
def test_nothing_is_done_where_figures_are_as_pale_as_the_stamp(pale: int) -> None:
    """A figure that touches its rim would go with it, and an empty cell be left."""
    dirty = stamped(table(ink=pale))
    clean, stamps = unstamped(dirty, DPI)
    assert stamps == 0
    assert clean is dirty


def test_on_faint_pages_nothing_is_looked_for() -> None:
    faint = (200 + stamped(table()).astype(int) // 5).astype(np.uint8)
    assert unstamped(faint, DPI)[1] == 0


def test_filled_cells_borders_pictures_and_type_are_no_stamps() -> None:
    page = table()
    page[400:440, 300:1101] = np.minimum(page[400:440, 300:1101], 170)
    cv2.rectangle(page, (280, 340), (1120, 780), (120,), 8)
    page[850:1000, 300:500] = 130
    cv2.putText(page, "10 000 000", (560, 980), cv2.FONT_HERSHEY_SIMPLEX, 2.4, (110,), 4, cv2.LINE_AA)
    assert unstamped(page, DPI)[1] == 0


def test_a_stamp_inside_a_thick_border_is_found() -> None:
    page = table()
    cv2.rectangle(page, (200, 200), (1200, 900), (120,), 8)
    assert unstamped(stamped(page), DPI)[1] == 1


def test_characters_elsewhere_on_the_page_are_asked_where_none_are_near() -> None:
    page = np.full((1100, 1400), PAPER, np.uint8)
    for row in (980, 1020, 1060):
        cv2.putText(page, "2021 12 31", (100, row), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (20,), 4, cv2.LINE_AA)
    assert unstamped(stamped(page), DPI)[1] == 1


def test_pale_rulings_under_a_stamp_stay() -> None:
    """With them a table would go."""
    page = table()
    page[300:302, 200:1201] = page[820:822, 200:1201] = page[580:583, 300:1101] = 120
    clean, stamps = unstamped(stamped(page), DPI)
    assert stamps == 1
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
        StampSettings().dpi = 1.0  # type: ignore[misc]
