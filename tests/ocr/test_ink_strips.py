"""Ink on open paper: its lines and columns."""

import cv2
import numpy as np
import pytest

from ocr.ink_strips import strip_lines
from ocr.straight_masks import Gray
from tests.ocr.drawn_cells import DPI, LEVEL, put


def strips() -> Gray:
    page = np.full((700, 1200), 250, np.uint8)
    put(page, "12345 67890", 100, 100)
    put(page, "2345", 100, 200)
    put(page, "678", 700, 200)
    put(page, "42", 100, 300)
    return page


def test_lines_and_columns_of_open_paper_are_found_apart() -> None:
    found = list(strip_lines(strips(), LEVEL, DPI))
    assert [(line.area[0] // 100, round(line.area[3], -2)) for line in found] == [(1, 100), (1, 200), (7, 200), (1, 300)]
    first = found[0]
    dark = strips()[50:130] < 140
    columns = np.flatnonzero(dark.any(axis=0))
    assert first.area[0] == pytest.approx(columns[0], abs=3)
    assert first.area[2] == pytest.approx(columns[-1] + 1, abs=3)


def test_what_a_comma_leaves_blank_parts_no_line_of_large_type() -> None:
    """一、总体情况 in type of 24 points."""
    page = np.full((400, 1200), 250, np.uint8)
    page[150:156, 110:160] = 20
    page[170:185, 172:182] = 20
    for left in range(225, 500, 60):
        page[125:180, left : left + 50 : 8] = page[125:180, left + 1 : left + 50 : 8] = page[125:128, left : left + 50] = 20
    assert [line.area[0] // 100 for line in strip_lines(page, LEVEL, DPI)] == [1]
    page[:, 500:] = 250
    page[125:180, 700:760:8] = 20
    assert [line.area[0] // 100 for line in strip_lines(page, LEVEL, DPI)] == [1, 7]


def test_open_paper_without_writing_has_no_lines() -> None:
    assert list(strip_lines(np.full((700, 1200), 250, np.uint8), LEVEL, DPI)) == []
    dirty = np.full((700, 1200), 250, np.uint8)
    dirty[::90, ::70] = 0
    assert list(strip_lines(dirty, LEVEL, DPI)) == []


def test_drawings_are_no_lines() -> None:
    page = strips()
    cv2.line(page, (50, 500), (1150, 650), (0,), 3)
    assert len(list(strip_lines(page, LEVEL, DPI))) == 4


@pytest.mark.parametrize("dpi", [100.0, 150.0, 300.0])
def test_lines_of_open_paper_are_found_at_every_resolution(dpi: float) -> None:
    scale = dpi / DPI
    page = np.asarray(cv2.resize(strips(), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    assert [round(line.area[0] / scale, -2) for line in strip_lines(page, LEVEL, dpi)] == [100, 100, 700, 100]
