"""Chinese letters as masks, for seals and watermarks; strokes that look like letters where no font is installed."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from samples.fonts import MissingFont, font_path
from samples.way import Image

__all__ = ["letter", "line_of_letters"]


@lru_cache(maxsize=256)
def letter(text: str, face: str, size: int) -> Image:
    """One letter in a square of ``size`` pixels, 255 on 0."""
    try:
        font = ImageFont.truetype(str(font_path(face)), size)
    except MissingFont:
        return _strokes(text, size)
    mask = Pillow.new("L", (size, size), 0)
    ImageDraw.Draw(mask).text((size / 2, size / 2), text, fill=255, font=font, anchor="mm")
    image = np.asarray(mask, np.uint8).copy()
    image.flags.writeable = False
    return image


def _strokes(text: str, size: int) -> Image:
    rng = np.random.default_rng(list(text.encode()))
    image = np.zeros((size, size), np.uint8)
    for _ in range(4):
        at, other = (int(v) for v in rng.integers(size // 8, size - size // 8, 2))
        cv2.line(image, (size // 8, at), (size - size // 8, at), 255, max(1, size // 14), cv2.LINE_AA)
        cv2.line(image, (other, size // 8), (other, size - size // 8), 255, max(1, size // 14), cv2.LINE_AA)
    image.flags.writeable = False
    return image


def line_of_letters(text: str, face: str, size: int) -> Image:
    """A line of text, 255 on 0."""
    return np.hstack([letter(one, face, size) for one in text])
