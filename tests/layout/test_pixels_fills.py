"""Edges of filled cells, seen as the rulings that they stand for."""

import cv2
import numpy as np

from layout.pixels_fills import with_fill_edges
from ocr.straight_masks import Gray, Lines

DPI = 150.0


def filled(tone: int = 200) -> Gray:
    """A page of grey 250 with a filled header of two lines of type."""
    page = np.full((900, 700), 250, np.uint8)
    page[200:260, 100:600] = tone
    cv2.putText(page, "abcde fghij", (150, 240), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0,), 2)
    noise = np.random.default_rng(7).normal(0, 2, page.shape)
    return np.asarray(np.clip(page + noise, 0, 255), np.uint8)


def found(page: Gray) -> Lines:
    """What fills add to a page of which no line was found."""
    nothing = np.zeros_like(page)
    none = Lines(level=nothing, upright=nothing.copy(), level_threshold=50.0, upright_threshold=50.0, clear=True)
    return with_fill_edges(none, page, DPI)[0]


def test_all_four_sides_of_a_filled_header_are_lines() -> None:
    lines = found(filled())
    rows, columns = np.flatnonzero(lines.level.any(axis=1)), np.flatnonzero(lines.upright.any(axis=0))
    for row in rows:
        assert min(abs(row - 200), abs(row - 259)) <= 3
    for column in columns:
        assert min(abs(column - 100), abs(column - 599)) <= 3
    assert rows[0] < 203 < 256 < rows[-1]
    assert columns[0] < 103 < 596 < columns[-1]


def test_rulings_within_a_fill_are_found_be_they_much_paler_than_those_of_the_page() -> None:
    page = np.full((900, 700), 250, np.uint8)
    page[200:320, 100:600] = 200
    page[260:262, 100:600] = page[260:320, 350:352] = 180
    cv2.putText(page, "abc", (150, 245), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0,), 2)
    cv2.rectangle(page, (100, 200), (599, 319), (0,), 2)
    lines = found(page)
    assert lines.level[261, 110:590].all()
    assert lines.upright[270:310, 351].all()
    assert not lines.upright[215:250, 140:220].any()  # type


def test_what_is_no_filled_cell_is_left_alone() -> None:
    """A tint that hardly shows, a shade along the rim, a round blot, rulings and type."""
    pale, shaded, round_blot, plain = filled(240), np.full((900, 700), 250, np.uint8), np.full((900, 700), 250, np.uint8), filled(250)
    shaded[:, 640:] = 190
    cv2.circle(round_blot, (350, 400), 120, (190,), -1)
    cv2.line(plain, (100, 300), (600, 300), (0,), 3)
    for page in (pale, shaded, round_blot, plain):
        lines = found(page)
        assert not lines.level.any()
        assert not lines.upright.any()


def test_a_page_that_is_a_picture_is_left_alone() -> None:
    page = np.full((900, 700), 250, np.uint8)
    page[100:800, 60:640] = 180
    assert not found(page).level.any()
