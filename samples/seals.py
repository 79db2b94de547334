"""Round, square and received-on seals, stamped over print: translucent, unevenly inked, a little askew."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from samples.marks import letter, line_of_letters
from samples.way import Image

__all__ = ["draw_seal", "places_for_seals", "stamp"]

RED = ((214, 30, 44), (225, 45, 60), (196, 28, 50), (230, 60, 52))
BLUE = ((40, 60, 170), (30, 80, 190))
ISSUERS = ("海安市人民政府办公室", "舟山市定海区人民政府", "洪泽区政务公开领导小组", "余姚市人民政府", "西塘桥街道办事处")
SQUARE = ("政府公章", "信息公开", "校对专用")
LINES = ("已收文", "归档", "存查")
CM = 1 / 2.54  # inches


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A seal before it meets paper: where its ink is (0 to 255) and the colour."""

    mask: Image
    colour: tuple[int, int, int]


def draw_seal(dpi: float, rng: np.random.Generator) -> Seal:
    """Mostly a red round seal of an office; now and then a square one, or a blue stamp of an archive."""
    kind = rng.choice(("round", "square", "stamp"), p=(0.76, 0.12, 0.12))
    blue = kind == "stamp" or rng.random() < 0.06
    palette = BLUE if blue else RED
    mask = {"round": _round, "square": _square, "stamp": _stamp}[kind](dpi, rng)
    return Seal(mask=_inked(mask, dpi, rng), colour=palette[int(rng.integers(len(palette)))])


def _round(dpi: float, rng: np.random.Generator) -> Image:
    """4.0 to 4.5 cm, a star of a third of it, the office's name along the upper ring."""
    radius = rng.uniform(2.0, 2.25) * CM * dpi
    side = int(2 * radius) + 8
    mask = np.zeros((side, side), np.uint8)
    middle = side / 2
    cv2.circle(mask, (round(middle), round(middle)), round(radius), 255, max(2, round(0.11 * CM * dpi)), cv2.LINE_AA)
    _star(mask, middle, radius * 0.34)
    text = ISSUERS[int(rng.integers(len(ISSUERS)))]
    size = max(8, round(radius * min(0.34, 3.3 / len(text))))
    span = np.radians(min(270, 26 * len(text)))
    for number, one in enumerate(text):
        angle = -span / 2 + span * number / (len(text) - 1)
        _put(mask, letter(one, "song", size), middle, radius * 0.77, angle)
    if rng.random() < 0.4:
        foot = line_of_letters("公开专用章", "song", max(8, round(radius * 0.2)))
        top, left = round(middle + radius * 0.5), round(middle - foot.shape[1] / 2)
        part = mask[top : top + foot.shape[0], left : left + foot.shape[1]]
        np.maximum(part, foot, out=part)
    return mask


def _star(mask: Image, middle: float, radius: float) -> None:
    angles = np.pi * np.arange(10) / 5 - np.pi / 2
    radii = np.where(np.arange(10) % 2 == 0, radius, radius * 0.382)
    corners = np.stack([middle + radii * np.cos(angles), middle + radii * np.sin(angles)], axis=1)
    cv2.fillPoly(mask, [np.round(corners * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)


def _put(mask: Image, glyph: Image, middle: float, radius: float, angle: float) -> None:
    """A letter on the ring, its foot towards the middle; ``angle`` is from the top, clockwise."""
    size = glyph.shape[0]
    turn = cv2.getRotationMatrix2D((size / 2, size / 2), -np.degrees(angle), 1.0)
    turn[:, 2] += (middle + radius * np.sin(angle) - size / 2, middle - radius * np.cos(angle) - size / 2)
    np.maximum(mask, cv2.warpAffine(glyph, turn, mask.shape[::-1]), out=mask)


def _square(dpi: float, rng: np.random.Generator) -> Image:
    side = round(rng.uniform(1.9, 2.6) * CM * dpi)
    mask = np.zeros((side, side), np.uint8)
    edge = max(2, round(0.1 * CM * dpi))
    cv2.rectangle(mask, (edge, edge), (side - edge, side - edge), 255, edge)
    text = SQUARE[int(rng.integers(len(SQUARE)))]
    size = (side - 6 * edge) // 2
    for number, one in enumerate(text):
        top, left = 3 * edge + number % 2 * size, 3 * edge + (1 - number // 2) * size
        mask[top : top + size, left : left + size] = np.maximum(mask[top : top + size, left : left + size], letter(one, "kai", size))
    return mask


def _stamp(dpi: float, rng: np.random.Generator) -> Image:
    size = round(0.55 * CM * dpi)
    lines = [LINES[int(rng.integers(len(LINES)))], f"{rng.integers(2019, 2025)}.{rng.integers(1, 13)}.{rng.integers(1, 29)}"]
    rows = [line_of_letters(lines[0], "hei", size), _narrow(line_of_letters(lines[1], "hei", size))]
    width = max(row.shape[1] for row in rows) + 2 * size
    mask = np.zeros((round(3.4 * size), width), np.uint8)
    for number, row in enumerate(rows):
        top, left = round(size * (0.5 + 1.3 * number)), (width - row.shape[1]) // 2
        mask[top : top + size, left : left + row.shape[1]] = row
    cv2.rectangle(mask, (2, 2), (width - 3, mask.shape[0] - 3), 255, max(2, round(0.07 * CM * dpi)))
    return mask


def _narrow(row: Image) -> Image:
    return np.asarray(cv2.resize(row, (row.shape[1] * 5 // 9, row.shape[0])), np.uint8)


def _inked(mask: Image, dpi: float, rng: np.random.Generator) -> Image:
    """The mask turned by some degrees, with a soft edge and ink that does not reach everywhere."""
    side = int(np.hypot(*mask.shape)) + 4
    turn = cv2.getRotationMatrix2D((mask.shape[1] / 2, mask.shape[0] / 2), rng.normal(0, 7), 1.0)
    turn[:, 2] += ((side - mask.shape[1]) / 2, (side - mask.shape[0]) / 2)
    large = cv2.GaussianBlur(cv2.warpAffine(mask, turn, (side, side)), (0, 0), 0.004 * dpi)
    coarse = cv2.resize(rng.uniform(0.55, 1.05, (7, 7)).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
    grain = cv2.GaussianBlur(rng.normal(0, 1, (side, side)).astype(np.float32), (0, 0), 0.006 * dpi)
    cover = coarse + grain * (0.16 / max(1e-6, float(grain.std())))
    return np.asarray(np.clip(large * np.clip(cover, 0.12, 1.0), 0, 255), np.uint8)


def places_for_seals(page: Image, dpi: float, count: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Where seals go: on the rulings of a table when the page has one, else at the lower right, where reports are signed."""
    height, width = page.shape[:2]
    dark = np.asarray(cv2.resize(page, (width // 4, height // 4), interpolation=cv2.INTER_AREA).min(axis=2) < 200, np.uint8)
    lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, int(dpi * 0.3)), np.uint8))
    ys, xs = np.nonzero(lines)
    places = []
    for _ in range(count):
        if len(xs) and rng.random() < 0.85:
            at = int(rng.integers(len(xs)))
            places.append((int(xs[at] * 4), int(ys[at] * 4 + rng.normal(0, 0.2) * dpi)))
        else:
            places.append((int(width * rng.uniform(0.6, 0.85)), int(height * rng.uniform(0.55, 0.9))))
    return places


def stamp(page: Image, seal: Seal, place: tuple[int, int], strength: float) -> None:
    """Print a seal on the page, its middle at ``place``; what is dark beneath stays dark."""
    side = seal.mask.shape[0]
    left, top = place[0] - side // 2, place[1] - side // 2
    x0, y0, x1, y1 = max(0, left), max(0, top), min(page.shape[1], left + side), min(page.shape[0], top + side)
    if x0 >= x1 or y0 >= y1:
        return
    cover = seal.mask[y0 - top : y1 - top, x0 - left : x1 - left, None].astype(np.float32) / 255 * strength
    light = 1 - cover * (1 - np.array(seal.colour, np.float32) / 255)
    page[y0:y1, x0:x1] = (page[y0:y1, x0:x1] * light).astype(np.uint8)
