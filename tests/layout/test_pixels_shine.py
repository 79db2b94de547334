"""Tables of the back page, which shine through under this page's print."""

import itertools

import cv2
import numpy as np
import pytest

from layout.pixels import pixel_grids
from ocr.straight_masks import Gray
from tests.layout.drawn_pages import COLUMNS, ROWS, clean_of, drawn_page


def printed(depth: int, *, over: bool) -> Gray:
    """A table with rulings so dark, and lines of print: over the rulings, or within its cells."""
    page = drawn_page(depth=depth)
    for top, bottom in itertools.pairwise(ROWS):
        if over:
            cv2.putText(page, "MHMHMHMHMHMHMHMH", (COLUMNS[0] + 20, bottom + 8), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (10,), 4)
        for column in COLUMNS[:-1]:
            cv2.putText(page, "87", (column + 70, (top + bottom) // 2 + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (10,), 2)
    return page


@pytest.mark.parametrize(("depth", "over", "tables"), [(225, False, 1), (225, True, 0), (20, True, 1)])
def test_pale_rulings_under_print_are_no_table(depth: int, over: bool, tables: int) -> None:
    """No author prints over rulings; over dark ones a stamp may be, or writing by hand."""
    page = np.asarray(cv2.GaussianBlur(printed(depth, over=over), (0, 0), 0.6), np.uint8)
    assert len(pixel_grids(clean_of(page))) == tables
