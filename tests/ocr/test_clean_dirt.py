"""Specks darker than print are taken off; whatever is print stays."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from ocr.clean import CleanSettings, clean_page
from ocr.clean_dirt import without_dirt
from ocr.straight_masks import Gray

DPI = 200.0
PAPER, SPECKS = 240, ((400, 246), (420, 305), (450, 372), (470, 500))


def printed(ink: int = 120, *, rows: int = 10) -> Gray:
    """Rows of figures with points, and dashes."""
    page = np.full((900, 1200), PAPER, np.uint8)
    for row in range(rows):
        cv2.putText(page, f"12.5 {row} 38", (200, 200 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (ink,), 2, cv2.LINE_AA)
        page[195 + 60 * row : 198 + 60 * row, 500:530] = ink
        page[196 + 60 * row : 200 + 60 * row, 298:302] = ink
    return page


def blurred(page: Gray) -> Gray:
    grain = np.random.default_rng(3).normal(0, 3, page.shape)
    return np.asarray(np.clip(cv2.GaussianBlur(page, (0, 0), 0.8) + grain, 0, 255), np.uint8)


def dirty(page: Gray, tone: int = 20) -> Gray:
    page = page.copy()
    for x, y in SPECKS:
        cv2.circle(page, (x, y), 2, (tone,), -1)
    return page


def test_specks_much_darker_than_the_print_go() -> None:
    page = dirty(printed())
    cv2.circle(page, (1100, 60), 2, (20,), -1)  # far from all print
    clean, count = without_dirt(blurred(page), DPI)
    assert count == len(SPECKS) + 1
    assert all(int(clean[y - 5 : y + 6, x - 5 : x + 6].min()) > PAPER - 30 for x, y in SPECKS)


@pytest.mark.parametrize("ink", [30, 120, 180])
def test_points_dashes_and_strokes_of_the_print_stay(ink: int) -> None:
    page = blurred(printed(ink))
    clean, count = without_dirt(page, DPI)
    assert count == 0
    assert clean is page


@pytest.mark.parametrize("digit", ["", "1"])
def test_what_stands_where_a_point_would_stays_be_it_ever_so_dark(digit: str) -> None:
    """In type so thin that its strokes pale, points need not; a 1 is narrow."""
    page = printed()
    for row in range(10 if digit else 0):
        page[182 + 60 * row : 201 + 60 * row, 280:308] = PAPER
        page[182 + 60 * row : 201 + 60 * row, 304:307] = 120
    for row in range(10):
        cv2.circle(page, (312, 198 + 60 * row), 2, (20,), -1)
    clean, count = without_dirt(blurred(dirty(page)), DPI)
    assert count == len(SPECKS)
    assert all(int(clean[198 + 60 * row, 312]) < 100 for row in range(10))


def test_specks_no_darker_than_the_print_stay() -> None:
    """They may be points."""
    assert without_dirt(blurred(dirty(printed(), tone=110)), DPI)[1] == 0


def test_where_next_to_nothing_is_printed_nobody_can_tell_dirt() -> None:
    assert without_dirt(blurred(dirty(printed(rows=1))), DPI)[1] == 0


def test_the_page_says_that_specks_were_taken_off() -> None:
    page = np.repeat(blurred(dirty(printed()))[:, :, None], 3, axis=2)
    assert "dirt: 4 specks, darker than print" in clean_page(page, DPI).steps
    left = clean_page(page, DPI, settings=replace(CleanSettings(), without=frozenset({"dirt"})))
    assert not any(step.startswith("dirt") for step in left.steps)
