"""Ruled pages drawn for tests, and the grids found on them."""

import cv2
import numpy as np

from ingest.geometry import IDENTITY
from layout.pixels import PixelGrid, pixel_grids
from ocr.clean import CleanPage
from ocr.straight_masks import Gray

DPI = 200.0
ROWS = (200, 260, 320, 380, 440)
COLUMNS = (150, 450, 650, 850, 1100)


def clean_of(page: Gray, *, bilevel: bool = False) -> CleanPage:
    """The page as one that is clean already."""
    return CleanPage(
        gray=page,
        red_free=page,
        dpi=DPI,
        to_source=IDENTITY,
        source_size=(page.shape[1] * 72 / DPI, page.shape[0] * 72 / DPI),
        steps=(),
        rotation=0,
        skew_degrees=0.0,
        quality=1.0,
        bilevel=bilevel,
    )


def drawn_page(thick: int = 2, depth: int = 0, *, rows: tuple[int, ...] = ROWS, columns: tuple[int, ...] = COLUMNS) -> Gray:
    """A ruled page; ``thick`` in pixels, ``depth`` the grey of its rulings."""
    page = np.full((700, 1300), 250, np.uint8)
    for y in rows:
        cv2.line(page, (columns[0], y), (columns[-1], y), (depth,), thick)
    for x in columns:
        cv2.line(page, (x, rows[0]), (x, rows[-1]), (depth,), thick)
    return page


def only_grid(page: Gray) -> PixelGrid:
    """The one grid of a page."""
    grids = pixel_grids(clean_of(page))
    assert len(grids) == 1
    return grids[0]
