"""Rulings hardly there: pale ones, what a seal has left of one, and tables whose columns only they tell."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from layout.pixels import pixel_grids
from layout.pixels_edges import EdgeSettings, Votes, carried_on, picture_of
from layout.pixels_faint import FaintSettings, with_faint_edges
from ocr.straight_masks import LineSettings, long_lines
from tests.layout.drawn_pages import DPI, ROWS, clean_of, drawn_page, only_grid


@pytest.mark.parametrize(("depth", "found"), [(236, True), (248, False)])
def test_a_ruling_paler_than_its_page_is_rough_is_found_where_it_has_to_run(depth: int, found: bool) -> None:
    """Two of the rulings between the columns are hardly there; over the height of two rows they are no accident."""
    page = drawn_page(rows=(200, 260, 320), columns=(150, 350, 950, 1150))
    for x in (550, 750):
        cv2.line(page, (x, 200), (x, 320), (depth,), 3)
    rough = np.random.default_rng(5).normal(0, 6, page.shape)
    grid = only_grid(np.clip(page + rough, 0, 255).astype(np.uint8))
    assert (grid.column_count == 5) == found


def test_what_ends_within_a_row_is_no_pale_ruling() -> None:
    page = drawn_page(rows=(200, 260, 320), columns=(150, 350, 950, 1150))
    for top in (210, 270):
        cv2.line(page, (550, top), (550, top + 36), (120,), 3)
    assert only_grid(page).column_count == 3


@pytest.mark.parametrize("written", [False, True])
def test_the_upright_of_a_character_that_fills_its_row_is_no_ruling(written: bool) -> None:
    """A column of units has the same character in every row, at the same place: its left part is as high as the row is."""
    rows = tuple(range(200, 441, 30))
    page = drawn_page(1, rows=rows, columns=(150, 350, 950, 1150))
    for top in rows[:-1]:
        cv2.line(page, (560, top + 4), (560, top + 26), (90,), 2)
        for y in (7, 12, 17, 22) if written else ():
            cv2.line(page, (565, top + y), (582, top + y), (90,), 2)
    picture = picture_of(page, long_lines(page, DPI, LineSettings()), DPI, LineSettings(), EdgeSettings())
    found = with_faint_edges(picture, np.array(rows, float), np.array([150.0, 1150.0]), DPI, FaintSettings())
    assert found.sure_upright[210, 558:563].any() != written
    assert found.sure_upright[210, 348:353].any()


def test_two_tables_whose_outer_rulings_run_through_are_two_where_their_columns_cannot_be_one_table() -> None:
    """The second one's rulings are pale and lie closer to those of the first than any column is wide."""
    page = drawn_page(rows=(150, 200, 250, 300), columns=(150, 350, 550, 750, 950, 1150))
    for y in (360, 420, 480):
        cv2.line(page, (150, y), (1150, y), (0,), 2)
    for x, depth in ((150, 0), (1150, 0), (300, 0), (580, 238), (720, 238)):
        cv2.line(page, (x, 360), (x, 480), (depth,), 3)
    for x in (150, 1150):
        cv2.line(page, (x, 300), (x, 360), (0,), 2)
    rough = np.random.default_rng(5).normal(0, 5, page.shape)
    first, second = pixel_grids(clean_of(np.clip(page + rough, 0, 255).astype(np.uint8)))
    assert (first.row_count, first.column_count) == (3, 5)
    assert (second.row_count, second.column_count) == (3, 4)  # its heading, and two rows


def test_a_column_is_open_where_two_lines_run_on_and_none_ends_at_the_last_ruling() -> None:
    rows = (200, 260, 320, 380)
    page = drawn_page(rows=rows, columns=(350, 650, 850, 1100))
    for y in rows[1:3]:
        cv2.line(page, (200, y), (350, y), (0,), 2)
    for y in (rows[0], rows[-1]):
        page[y - 3 : y + 4, 340:600] = 250  # the outer ones begin later
    grid = only_grid(page)
    assert grid.column_count == 4
    assert grid.box.x0 == pytest.approx(200 * 72 / DPI, abs=1.0)


def test_an_edge_covered_throughout_counts_between_drawn_ones() -> None:
    """A short one needs one, or the table's side, before and behind it; a long one either. Of one that is covered in parts the paper beside
    it tells, and here there is none."""
    shares = np.array([[1.0, 1.0, 1.0, 0.9, 0.9], [1.0, 1.0, 1.0, 0.9, 1.0], [1.0, 0.9, 1.0, 1.0, 1.0], [0.9, 1.0, 0.9, 0.9, 0.9]])
    drawn = np.array([[1, 0, 1, 0, 0], [1, 0, 0, 0, 0], [1, 0, 0, 1, 0], [0, 0, 0, 0, 0]], np.bool_)
    stops = np.array([0, 40, 80, 120, 300, 480], float)
    page = np.full((200, 500), 250, np.uint8)
    page[85:116:5] = 0
    picture = picture_of(page, long_lines(page, DPI, LineSettings()), DPI, LineSettings(), EdgeSettings())
    votes = Votes(shares, drawn, np.zeros_like(drawn), np.full(shares.shape, 100.0))
    kept = carried_on(drawn, votes, picture, stops, DPI, EdgeSettings())
    assert kept.astype(int).tolist() == [[1, 1, 1, 0, 0], [1, 0, 0, 0, 1], [1, 0, 0, 1, 1], [0, 0, 0, 0, 0]]


@pytest.mark.parametrize(("written", "count"), [(False, 16), (True, 15)])
def test_what_is_left_of_a_ruling_counts_where_nothing_is_written_over_it(written: bool, count: int) -> None:
    page = drawn_page()
    page[ROWS[1] + 4 : ROWS[2] - 26, 645:656] = 250
    if written:
        for x in (642, 658):
            cv2.line(page, (x, ROWS[1] + 8), (x, ROWS[2] - 10), (0,), 3)
    assert len(only_grid(page).cells) == count
