"""Cells of a table drawn with the fonts that come with OpenCV, and the ink that is found in them."""

import cv2
import numpy as np

from ocr.ink import cell_ink
from ocr.ink_types import InkLine
from ocr.straight_masks import Gray

__all__ = ["CELL", "DPI", "LEVEL", "blurred", "cell", "lines_of", "only", "put"]

DPI = 200.0
LEVEL = 0.0
CELL = (0, 0, 240, 80)


def cell(*, width: int = 240, height: int = 80, tone: int = 245) -> Gray:
    return np.full((height, width), tone, np.uint8)


def put(page: Gray, text: str, x: int, y: int, *, tone: int = 0, size: float = 1.0) -> Gray:
    cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, (tone,), 2, cv2.LINE_AA)
    return page


def lines_of(page: Gray) -> tuple[InkLine, ...]:
    return cell_ink(page, (0, 0, page.shape[1], page.shape[0]), LEVEL, DPI)


def blurred(page: Gray) -> Gray:
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 1.2), np.uint8)


def only(page: Gray) -> InkLine:
    (line,) = lines_of(page)
    return line
