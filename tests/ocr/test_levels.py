"""How dark a page's print is."""

import cv2
import numpy as np
import pytest

from ocr.levels import grey_level, print_level
from ocr.straight_masks import Gray

DPI = 200.0


def page(text: str, ghost: int = 215) -> Gray:
    """A page with one line of print, under which many lines of the back page shine through."""
    sheet = np.full((2300, 1600), 240, np.uint8)
    for y in range(300, 2000, 60):
        cv2.putText(sheet, "MHMHMHMHMHMHMHMHMHMH", (100, y), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (ghost,), 3)
    cv2.putText(sheet, text, (300, 150), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (20,), 3)
    return sheet


def test_a_line_of_print_counts_though_more_shines_through() -> None:
    assert print_level(page("MHMHMHMHMHMH"), DPI) == pytest.approx(20, abs=2)
    assert print_level(page(""), DPI) == pytest.approx(215, abs=2)


def test_specks_are_no_print() -> None:
    sheet = page("")
    for x, y in np.random.default_rng(2).integers(20, 1500, (400, 2)).tolist():
        sheet[y : y + 4, x : x + 4] = 10
    assert print_level(sheet, DPI) == pytest.approx(215, abs=2)


@pytest.mark.parametrize(("percent", "level"), [(0, 1), (50, 2), (75, 3), (100, 4)])
def test_percentiles_are_counted(percent: float, level: int) -> None:
    assert grey_level(np.array([4, 2, 1, 3], np.uint8), percent) == level


def test_of_nothing_the_level_is_white() -> None:
    assert grey_level(np.zeros(0, np.uint8), 50) == 255
