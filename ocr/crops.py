"""Crops made ready for reading: trimmed to their ink, lone strokes in the room that their type takes up."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.straight_masks import Gray

__all__ = ["FIGURE_CHARACTERS", "framed", "scaled"]

FIGURE_CHARACTERS = "0123456789.,-+/"
WHITE = 255
LEAST_CONTRAST = 24  # grey levels between paper and ink: below, there is nothing but grain


def framed(crop: Gray, margin: int = 0) -> Gray | None:
    """The crop trimmed to its ink, with a white margin in pixels; None when there is no ink.

    A lone dash is as low as its stroke; it is given the height of the type around it, so that it is not blown up to a block.
    """
    if crop.size == 0 or int(crop.max()) - int(crop.min()) < LEAST_CONTRAST:
        return None
    level, _ = cv2.threshold(crop, 0, WHITE, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ink = crop <= level
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    soft = 1  # the soft edge of the print lies outside its dark middle
    trimmed = crop[max(0, top - soft) : bottom + soft, max(0, left - soft) : right + soft]
    height, width = bottom - top, right - left
    solid = float(np.mean(ink[top:bottom, left:right]))
    room = max(0, round(1.2 * width) - height) // 2 if width > 1.5 * height and solid > 0.6 else 0
    return np.asarray(
        cv2.copyMakeBorder(trimmed, margin + room, margin + room, margin, margin, cv2.BORDER_CONSTANT, value=(WHITE,)), np.uint8
    )


def scaled(crop: Gray, height: int, squeeze: float = 1.0) -> Gray:
    """The crop at a height in pixels, its width ``squeeze`` times what keeps its shape."""
    width = max(1, round(crop.shape[1] * height / crop.shape[0] * squeeze))
    smaller = height < crop.shape[0]
    return np.asarray(cv2.resize(crop, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC), np.uint8)
