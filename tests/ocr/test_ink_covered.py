"""What a stamp that was taken off may have hidden, on literal masks."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.ink_covered import is_covered, may_hide
from ocr.ink_types import InkLine

LINE = InkLine(area=(50, 40, 70, 60), crop=np.full((24, 24), 255, np.uint8), strokes=2.0, figure=True)


def covering(*boxes: tuple[int, int, int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    mask = np.zeros((100, 200), np.bool_)
    for x0, y0, x1, y1 in boxes:
        mask[y0:y1, x0:x1] = True
    return mask


@pytest.mark.parametrize(
    ("box", "doubtful"),
    [
        ((60, 30, 64, 41), True),  # its top was touched
        ((60, 20, 64, 38), False),  # what ends above it took nothing of it
        ((80, 38, 84, 62), True),  # an upright stroke as high as it is, where its next digit would stand
        ((80, 50, 84, 62), False),  # too low for a digit
        ((120, 38, 124, 62), False),  # too far away
    ],
)
def test_a_figure_is_covered_where_a_stroke_of_it_or_a_digit_beside_it_may_be_gone(box: tuple[int, int, int, int], doubtful: bool) -> None:
    assert is_covered(LINE, covering(box)) is doubtful


def test_a_rim_aslant_hides_a_digit_only_if_it_is_steep() -> None:
    steep = covering(*((100 + step // 4, 20 + step, 108 + step // 4, 21 + step) for step in range(60)))
    flat = covering(*((40 + 4 * step, 40 + step, 44 + 4 * step, 47 + step) for step in range(20)))
    assert may_hide((20, 10, 180, 90), steep, 20)
    assert not may_hide((20, 10, 180, 90), flat, 20)
    assert not may_hide((20, 10, 90, 90), steep, 20)


def test_an_area_over_the_edge_of_a_page_is_looked_at_as_far_as_it_goes() -> None:
    assert may_hide((-10, -10, 30, 40), covering((5, 0, 12, 30)), 20)
