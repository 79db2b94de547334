"""Tables under a grey stamp that is no paler than print: what it lay on is in doubt, what stands beside its strokes is read."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ingest.source import open_source
from layout.grid import Cell
from layout.scans import digitised
from ocr.straight_masks import Gray
from tests.ocr.failing_readers import Nonsense

DOUBT = "a stamp lay on it, or close beside it"
EMPTY = {(0, 2), (1, 2), (2, 2), (2, 0)}


@pytest.fixture(scope="module")
def cells() -> dict[tuple[int, int], Cell]:
    """A table of three rows and four columns, 8 in all but four of its cells, under a round rim."""
    page = np.full((2339, 1654), 247, np.uint8)
    for y in range(300, 601, 100):
        cv2.line(page, (150, y), (1350, y), (90,), 2)
    for x in range(150, 1351, 300):
        cv2.line(page, (x, 300), (x, 600), (90,), 2)
    for row, column in np.ndindex(3, 4):
        if (row, column) not in EMPTY:
            cv2.putText(page, "8", (285 + 300 * column, 362 + 100 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (100,), 2, cv2.LINE_AA)
    for top in range(800, 1400, 40):
        cv2.putText(page, "2021 12 31", (200, top), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (100,), 2, cv2.LINE_AA)
    return {(cell.row, cell.column): cell for cell in _read(_stamped(page))}


def _stamped(page: Gray) -> Gray:
    mask = np.zeros(page.shape, np.uint8)
    cv2.circle(mask, (752, 450), 160, 255, 9, cv2.LINE_AA)
    soft = cv2.GaussianBlur(mask, (0, 0), 0.8).astype(np.float64) / 255
    grain = np.random.default_rng(2).normal(1, 0.05, page.shape)
    return np.clip(page * (1 - 0.6 * soft * grain), 0, 255).astype(np.uint8)


def _read(page: Gray) -> tuple[Cell, ...]:
    ok, data = cv2.imencode(".png", page)
    assert ok
    readers = Nonsense("8", 0.99, name="rapidocr"), Nonsense("8", 0.99, name="tesseract")
    (grid,) = digitised(open_source(data.tobytes(), name="page.png"), readers).grids[1]
    return grid.cells


def test_a_figure_that_a_rim_touches_is_proposed(cells: dict[tuple[int, int], Cell]) -> None:
    touched = cells[1, 1]
    assert (touched.text, touched.doubt) == ("8", DOUBT)


def test_figures_that_no_stroke_comes_near_are_read(cells: dict[tuple[int, int], Cell]) -> None:
    others = [cells[row, column] for row in range(3) for column in (0, 3) if (row, column) not in EMPTY]
    assert {(cell.text, cell.doubt) for cell in others} == {("8", None)}


def test_an_empty_cell_is_in_doubt_where_a_figure_may_have_gone(cells: dict[tuple[int, int], Cell]) -> None:
    assert cells[1, 2].doubt == DOUBT  # the rim runs down through it
    assert (cells[2, 0].text, cells[2, 0].doubt) == ("", None)
