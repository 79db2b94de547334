"""What may be amiss with the print: watermarks, filled headers, toner that fades by region, holes in the ink."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.kinds import Kind, Range
from samples.marks import line_of_letters
from samples.way import Image

__all__ = ["cloud", "drawn", "fade_ink", "fill_headers", "grain", "print_watermark"]

Field = NDArray[np.float32]
TILE = 1024  # pixels; grain repeats after so many
WATERMARKS = ("内部资料", "政务公开", "海安市人民政府", "请勿外传", "样张")
FILLS = ((217, 226, 243), (198, 217, 241), (226, 239, 217), (217, 217, 217), (191, 191, 191), (255, 242, 204), (252, 228, 214))


def drawn(rng: np.random.Generator, limits: Range) -> float:
    """A number of that range."""
    return float(rng.uniform(*limits))


def cloud(size: tuple[int, int], rng: np.random.Generator, knots: int = 5) -> Field:
    """A smooth field from 0 to 1 over an image of that size (width, height)."""
    coarse = rng.random((knots, knots)).astype(np.float32)
    fine = cv2.resize(coarse, (64, 64), interpolation=cv2.INTER_CUBIC)
    fine = (fine - fine.min()) / max(1e-6, float(fine.max() - fine.min()))
    return np.asarray(cv2.resize(fine, size, interpolation=cv2.INTER_LINEAR), np.float32)


def grain(size: tuple[int, int], rng: np.random.Generator, softness: float) -> Field:
    """Noise of standard deviation 1 over an image of that size (width, height); ``softness`` is in pixels."""
    tile = rng.standard_normal((TILE, TILE), np.float32)
    if softness > 0:
        tile = np.asarray(cv2.GaussianBlur(tile, (0, 0), softness, borderType=cv2.BORDER_REFLECT), np.float32)
        tile /= float(tile.std())
    across, down = -(-size[0] // TILE), -(-size[1] // TILE)
    return np.tile(tile, (down, across))[: size[1], : size[0]]


def print_watermark(page: Image, dpi: float, rng: np.random.Generator) -> None:
    """Pale words across the page, once or many times, beneath the print."""
    text = WATERMARKS[int(rng.integers(len(WATERMARKS)))]
    many = rng.random() < 0.5
    words = line_of_letters(text, "hei", round(dpi * (rng.uniform(0.25, 0.45) if many else min(1.3, 6.5 / len(text)))))
    height, width = page.shape[:2]
    cover = np.zeros((height, width), np.uint8)
    angle = float(rng.uniform(25, 50))
    gap = words.shape[1] * 1.35
    middles = [(width / 2, height / 2)]
    if many:
        middles = [(x, y) for y in np.arange(gap / 3, height, gap * 0.8) for x in np.arange(gap / 3, width + gap / 2, gap)]
    for x, y in middles:
        turn = cv2.getRotationMatrix2D((words.shape[1] / 2, words.shape[0] / 2), angle, 1.0)
        turn[:, 2] += (x - words.shape[1] / 2, y - words.shape[0] / 2)
        cv2.warpAffine(words, turn, (width, height), cover, borderMode=cv2.BORDER_TRANSPARENT)
    colour = ((128, 128, 128), (220, 90, 90), (110, 140, 210))[int(rng.integers(3))]
    strength = float(rng.uniform(0.12, 0.3))
    pale = 255 - (255 - np.array(colour, np.float32)) * strength
    inked = cover > 0
    light = 1 - cover[inked][:, None].astype(np.float32) / 255 * (1 - pale / 255)
    page[inked] = (page[inked] * light).astype(np.uint8)


def fill_headers(page: Image, dpi: float, rng: np.random.Generator) -> None:
    """Colour some of the bands between a table's level rulings, its topmost among them."""
    grey = page.min(axis=2)
    lines = cv2.morphologyEx(np.asarray(grey < 160, np.uint8), cv2.MORPH_OPEN, np.ones((1, int(dpi * 1.5)), np.uint8))
    rows = np.nonzero(lines.any(axis=1))[0]
    starts = [int(row) for row, before in zip(rows, [-9, *rows], strict=False) if row > before + 1]
    colour = np.array(FILLS[int(rng.integers(len(FILLS)))], np.float32) / 255
    last = -dpi
    for top, bottom in pairwise(starts):
        first = top - last > 0.8 * dpi
        last = bottom
        if not 0.12 * dpi < bottom - top < 0.8 * dpi or not (first or rng.random() < 0.15):
            continue
        across = np.nonzero(lines[top : top + 3].any(axis=0) & lines[bottom : bottom + 3].any(axis=0))[0]
        if len(across) > dpi:
            part = page[top:bottom, across[0] : across[-1]]
            part[:] = (part * colour).astype(np.uint8)


def fade_ink(page: Image, kind: Kind, dpi: float, rng: np.random.Generator) -> Image:
    """The page with greyer ink, fainter in some regions, with holes in it."""
    size = page.shape[1], page.shape[0]
    worst, holes = drawn(rng, kind.fade), drawn(rng, kind.pinholes)
    darkness: Field = drawn(rng, kind.ink) * (1 - worst * cloud(size, rng))
    if holes > 0:
        darkness *= 1 - holes * np.clip(grain(size, rng, 0.004 * dpi) * 0.6, 0, 1.5)
    if page.ndim == 3:
        darkness = np.asarray(cv2.merge([darkness] * 3), np.float32)
    return np.asarray(cv2.bitwise_not(cv2.multiply(cv2.bitwise_not(page), darkness, dtype=cv2.CV_8U)), np.uint8)
