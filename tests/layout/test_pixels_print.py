"""Columns of figures on a fax are no rulings."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from layout.pixels_edges import EdgeSettings, picture_of
from layout.pixels_print import PrintSettings, through_print
from ocr.straight_masks import Gray, LineSettings, long_lines
from tests.layout.drawn_pages import DPI, drawn_page

ROWS = tuple(range(200, 401, 25))


def of_dots(page: Gray, x: int, top: int, bottom: int) -> None:
    """A ruling of which a threshold has left every third dot."""
    for y in range(top, bottom, 3):
        page[y, x : x + 2] = 0


@pytest.mark.parametrize(("drawn", "printed"), [("slashes", True), ("dots", False), ("few", False)])
def test_slashes_below_each_other_are_print_and_dots_all_along_are_a_ruling(drawn: str, printed: bool) -> None:
    page = drawn_page(1, rows=ROWS, columns=(150, 550, 950))
    if drawn == "dots":
        of_dots(page, 750, ROWS[0], ROWS[-1])
    for top in {"slashes": ROWS[:-1], "few": ROWS[:3], "dots": ()}[drawn]:
        cv2.line(page, (752, top + 8), (748, top + 17), (0,), 2)
    picture = picture_of(page, long_lines(page, DPI, LineSettings()), DPI, LineSettings(), EdgeSettings())
    shares = np.ones((len(ROWS) - 1, 4))
    if drawn == "few":
        shares[3:, 2] = 0
    columns = np.array([150.0, 550.0, 750.0, 950.0])
    found = through_print(picture, np.array(ROWS, float), columns, shares, DPI, PrintSettings())
    assert found.tolist() == [False, False, printed, False]
