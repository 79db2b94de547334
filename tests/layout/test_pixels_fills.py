"""Edges of filled cells, drawn as the rulings that they stand for."""

import cv2
import numpy as np

from layout.pixels_fills import with_fill_edges
from ocr.straight_masks import Gray

DPI = 150.0


def filled(tone: int = 200) -> Gray:
    """A page of grey 250 with a filled header of two lines of type."""
    page = np.full((900, 700), 250, np.uint8)
    page[200:260, 100:600] = tone
    cv2.putText(page, "abcde fghij", (150, 240), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0,), 2)
    noise = np.random.default_rng(7).normal(0, 2, page.shape)
    return np.asarray(np.clip(page + noise, 0, 255), np.uint8)


def test_a_line_is_drawn_along_all_four_sides_of_a_filled_header() -> None:
    page = filled()
    drawn = np.abs(page.astype(int) - with_fill_edges(page, DPI)) > 40
    rows, columns = np.flatnonzero(drawn.mean(axis=1) > 0.5), np.flatnonzero(drawn[200:260].mean(axis=0) > 0.5)
    assert abs(rows[0] - 200) <= 2
    assert abs(rows[-1] - 259) <= 2
    assert abs(columns[0] - 100) <= 2
    assert abs(columns[-1] - 599) <= 2
    assert not drawn[210:250, 110:590].any()
    assert not drawn[:190].any()
    assert not drawn[270:].any()


def test_what_is_no_filled_cell_is_left_alone() -> None:
    """A tint that hardly shows, a shade along the rim, a round blot, rulings and type."""
    pale, shaded, round_blot, plain = filled(240), np.full((900, 700), 250, np.uint8), np.full((900, 700), 250, np.uint8), filled(250)
    shaded[:, 640:] = 190
    cv2.circle(round_blot, (350, 400), 120, (190,), -1)
    cv2.line(plain, (100, 300), (600, 300), (0,), 3)
    for page in (pale, shaded, round_blot, plain):
        assert np.array_equal(with_fill_edges(page, DPI), page)


def test_a_page_that_is_a_picture_is_left_alone() -> None:
    page = np.full((900, 700), 250, np.uint8)
    page[100:800, 60:640] = 180
    assert np.array_equal(with_fill_edges(page, DPI), page)
