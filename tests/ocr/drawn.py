"""Lines of print drawn with the fonts that come with OpenCV, so that no font need be installed."""

import cv2
import numpy as np

from ocr.straight_masks import Gray

__all__ = ["figure", "hanzi", "speckled"]


def figure(text: str, *, ink: int = 0, paper: int = 255) -> Gray:
    """A figure of some 30 pixels' height, with a margin."""
    page = np.full((80, 60 + 40 * len(text)), paper, np.uint8)
    cv2.putText(page, text, (20, 55), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (ink,), 3, cv2.LINE_AA)
    return _trimmed(page)


def hanzi(text: str) -> Gray:
    """A line of Chinese text."""
    page = np.full((80, 60 + 40 * len(text)), 255, np.uint8)
    cv2.putText(page, text, (20, 55), (0,), cv2.FontFace("uni"), 32)
    return _trimmed(page)


def speckled(crop: Gray) -> Gray:
    """The crop on more paper, with a speck in a corner."""
    page = np.pad(crop, 20, constant_values=255)
    page[3:8, 3:8] = 0
    return page


def _trimmed(page: Gray, margin: int = 4) -> Gray:
    ink = np.abs(page.astype(int) - int(page[0, 0])) > 20
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return page[rows[0] - margin : rows[-1] + margin + 1, columns[0] - margin : columns[-1] + margin + 1].copy()
