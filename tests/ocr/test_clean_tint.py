"""Dots of a fax's grey fills go, what stands on them and what is left of broken type stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.clean_tint import without_tint
from ocr.straight_masks import Gray

DPI = 200.0


def written(thick: int = 3) -> Gray:
    """A page with two lines of figures."""
    page = np.full((400, 600), 255, np.uint8)
    for row in (150, 250):
        cv2.putText(page, "2468 1357", (120, row), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0,), thick)
    return page


def dotted(page: Gray, share: float, area: tuple[int, int, int, int]) -> Gray:
    """The page with so many of the pixels of an area black."""
    x0, y0, x1, y1 = area
    result = page.copy()
    dots = np.random.default_rng(7).random((y1 - y0, x1 - x0)) < share
    result[y0:y1, x0:x1][dots] = 0
    return result


@pytest.mark.parametrize("share", [0.06, 0.15, 0.25])
def test_dots_go_and_the_print_on_them_stays(share: float) -> None:
    page = written()
    clean, tinted = without_tint(dotted(page, share, (50, 100, 550, 300)), DPI)
    assert tinted == pytest.approx(500 * 200 / page.size, rel=0.25)
    near = cv2.erode(page, np.ones((5, 5), np.uint8)) == 0
    assert (clean[page == 0] == 0).all()
    left = np.count_nonzero((clean == 0) & ~near) / np.count_nonzero(~near[100:300, 50:550])
    assert left < 0.1 * share


def test_specks_of_a_fax_are_no_tint() -> None:
    page = dotted(written(), 0.001, (0, 0, 600, 400))
    clean, tinted = without_tint(page, DPI)
    assert tinted == 0
    assert (clean == page).all()


@pytest.mark.parametrize("lost", [0.3, 0.6])
def test_what_is_left_of_broken_type_is_no_tint(lost: float) -> None:
    page = written(thick=2)
    page[np.random.default_rng(8).random(page.shape) < lost] = 255
    clean, tinted = without_tint(page, DPI)
    assert tinted == 0
    assert (clean == page).all()
