"""What a stamp no paler than print may have hidden, where it was taken off a page, and words under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.page import Reading
from ocr.ink_types import Area, InkLine
from ocr.reading import Reader, read_lines

__all__ = ["COVERED", "CoveredSettings", "is_covered", "may_hide", "read_words"]

COVERED = "a stamp lay on it, or close beside it"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredSettings:
    """Sizes in heights of the figures of a table."""

    beside: float = 1.3  # so far from a line of digits another one of it may be hidden
    wide: float = 0.4  # a digit is wider, but for a 1 in an upright stroke
    high: float = 0.8  # and no lower
    close: int = 2  # pixels around the ink of a line: what lay there may have been a part of it


def is_covered(line: InkLine, covered: NDArray[np.bool_], settings: CoveredSettings = CoveredSettings()) -> bool:
    """Whether a stamp lay on a line of ink, or where another digit of it may stand.

    Args:
        line: the ink.
        covered: where ink of stamps was taken away, (H, W).
        settings: how digits stand.
    """
    x0, y0, x1, y1 = line.area
    pad, aside = settings.close, round(settings.beside * line.height)
    if covered[max(y0 - pad, 0) : y1 + pad, max(x0 - pad, 0) : x1 + pad].any():
        return True
    return may_hide((x0 - aside, y0 - pad, x1 + aside, y1 + pad), covered, line.height, settings)


def may_hide(area: Area, covered: NDArray[np.bool_], height: float, settings: CoveredSettings = CoveredSettings()) -> bool:
    """Whether a stamp covered enough of an area for a digit.

    Args:
        area: where a digit may stand, in pixels.
        covered: where ink of stamps was taken away, (H, W).
        height: of the digits, in pixels.
        settings: how digits stand.
    """
    x0, y0, x1, y1 = area
    part = np.asarray(covered[max(y0, 0) : y1, max(x0, 0) : x1], np.uint8)
    if not part.any():
        return False
    wide, high = max(1, round(settings.wide * height)), max(1, round(settings.high * height))
    broad = cv2.dilate(part, np.ones((1, wide), np.uint8))
    return bool(cv2.erode(broad, np.ones((high, 1), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0).any())


def read_words(reader: Reader, lines: Sequence[InkLine]) -> list[Reading]:
    """The lines read as text; where a stamp lay on words, with it and without it: it hides some, and others go with it.

    Args:
        reader: who reads them.
        lines: the ink.

    Raises:
        OcrError: what the reader raises.
    """
    texts = list(read_lines(reader, [line.crop for line in lines]))
    under = [(at, line.stamped) for at, line in enumerate(lines) if line.stamped is not None]
    for (at, _), other in zip(under, read_lines(reader, [crop for _, crop in under]), strict=True):
        if other.confidence > texts[at].confidence:
            texts[at] = other
    return texts
