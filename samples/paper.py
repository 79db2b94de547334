"""What may be amiss with the paper: the back page showing through, folds, staples, punch holes, the scanner's black edges."""

from __future__ import annotations

import cv2
import numpy as np

from samples.kinds import Kind
from samples.way import Image

__all__ = ["black_edges", "desk", "fold_paper", "lay_out_paper", "punch_holes", "show_through", "staple_paper"]

WOODS = ((92, 66, 48), (58, 52, 50), (120, 92, 66), (40, 44, 52), (74, 84, 88))


def show_through(page: Image, back: Image, darkness: float, dpi: float, rng: np.random.Generator) -> Image:
    """The page with the back page, seen from behind and blurred, shining through."""
    behind = cv2.resize(back[::4, ::-4], page.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    move = np.array([[1, 0, rng.uniform(-0.15, 0.15) * dpi], [0, 1, rng.uniform(-0.15, 0.15) * dpi]], np.float32)
    behind = cv2.warpAffine(behind, move, page.shape[1::-1], borderMode=cv2.BORDER_CONSTANT, borderValue=(255, 255, 255))
    behind = cv2.GaussianBlur(behind, (0, 0), 0.005 * dpi)
    light = cv2.addWeighted(behind, darkness, behind, 0, 255 * (1 - darkness))
    return np.asarray(cv2.multiply(page, light, scale=1 / 255), np.uint8)


def lay_out_paper(page: Image, kind: Kind, dpi: float, rng: np.random.Generator) -> Image:
    """The page with what was done to its paper: folded, stapled, punched."""
    if rng.random() < kind.fold:
        page = fold_paper(page, dpi, rng)
    if rng.random() < kind.staple:
        staple_paper(page, dpi, rng)
    if rng.random() < kind.holes:
        punch_holes(page, dpi, rng)
    return page


def fold_paper(page: Image, dpi: float, rng: np.random.Generator) -> Image:
    """The page folded in half or in three and opened again: soft shades beside each crease, lost ink on it."""
    height, width = page.shape[:2]
    light = np.ones((height, width), np.float32)
    parts = int(rng.integers(2, 4))
    for level in (True, False) if rng.random() < 0.35 else (True,):
        length, count = (height, parts) if level else (width, 2)
        profile = np.ones(length, np.float32)
        for number in range(1, count):
            away = np.arange(length) - length * number / count - rng.normal(0, 0.06) * dpi
            shade = rng.uniform(0.06, 0.16) * np.where(away > 0, np.exp(-away / (0.5 * dpi)), 0)
            shade += rng.uniform(0.02, 0.06) * np.where(away <= 0, np.exp(away / (0.25 * dpi)), 0)
            crease = rng.uniform(0.05, 0.2) * np.exp(-((away / (0.006 * dpi)) ** 2))
            profile *= (1 - shade - crease).astype(np.float32)
        light *= profile[:, None] if level else profile[None, :]
    return np.asarray(cv2.multiply(page, cv2.merge([light] * 3), dtype=cv2.CV_8U), np.uint8)


def staple_paper(page: Image, dpi: float, rng: np.random.Generator) -> None:
    """A staple at the upper left: its wire, its shadow."""
    x, y = rng.uniform(0.2, 0.5, 2) * dpi
    angle = rng.uniform(-0.9, 0.1)
    end = x + 0.4 * dpi * np.cos(angle), y + 0.4 * dpi * np.sin(angle)
    shade = np.full(page.shape[:2], 255, np.uint8)
    for offset, value, thick in ((0.02, 150, 0.05), (0.0, 90, 0.02)):
        start, stop = (round(x + offset * dpi), round(y + offset * dpi)), (round(end[0] + offset * dpi), round(end[1] + offset * dpi))
        cv2.line(shade, start, stop, value, max(1, round(thick * dpi)), cv2.LINE_AA)
    corner = slice(0, int(1.2 * dpi)), slice(0, int(1.2 * dpi))
    soft = cv2.GaussianBlur(shade[corner], (0, 0), 0.008 * dpi)
    page[corner] = cv2.multiply(page[corner], cv2.merge([soft] * 3), scale=1 / 255)


def punch_holes(page: Image, dpi: float, rng: np.random.Generator) -> None:
    """Two holes 8 cm apart at the left edge; the scanner's lid behind them is black or grey."""
    height = page.shape[0]
    x, middle = dpi * rng.uniform(0.35, 0.5), height / 2 + rng.normal(0, 0.1) * dpi
    dark = int(rng.integers(5, 120))
    for y in (middle - 1.575 * dpi, middle + 1.575 * dpi):
        cv2.circle(page, (round(x), round(y)), round(0.11 * dpi), (dark, dark, dark), -1, cv2.LINE_AA)


def black_edges(image: Image, dpi: float, rng: np.random.Generator) -> None:
    """The dark rim that a scanner leaves where its lid stood open: along one to three sides, ragged, softly ending."""
    height, width = image.shape[:2]
    for side in rng.permutation(4)[: int(rng.integers(1, 4))]:
        length = width if side % 2 == 0 else height
        knots = np.cumsum(rng.normal(0, 0.01, 24)) + rng.uniform(0.04, 0.28)
        reach = np.interp(np.arange(length), np.linspace(0, length, 24), np.clip(knots, 0.0, 0.32)) * dpi
        depth = int(0.4 * dpi)
        away = np.arange(depth)[:, None] - reach[None, :]
        light = (1 / (1 + np.exp(-away / (0.008 * dpi))) * 0.97 + 0.03).astype(np.float32)
        rim = np.rot90(image, int(side))[:depth]
        rim[:] = (rim * (light if image.ndim == 2 else light[..., None])).astype(np.uint8)


def desk(size: tuple[int, int], rng: np.random.Generator) -> Image:
    """A table top of that size (width, height): dark, with a grain along it."""
    colour = np.array(WOODS[int(rng.integers(len(WOODS)))], np.float32)
    streaks = cv2.resize(rng.normal(0, 1, (160, 6)).astype(np.float32), (size[0] // 4, size[1] // 4), interpolation=cv2.INTER_LINEAR)
    light = 1 + 0.09 * cv2.GaussianBlur(streaks, (0, 0), 1.5)
    small = np.clip(light[..., None] * colour, 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_LINEAR), np.uint8)
