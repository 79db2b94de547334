"""Damages the image of a page as scanners, copiers, telephones and years do; the same generator gives the same damage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from samples.ink import cloud, drawn, fade_ink, fill_headers, grain, print_watermark
from samples.kinds import Kind
from samples.paper import black_edges, desk, lay_out_paper, show_through
from samples.seals import draw_seal, places_for_seals, stamp
from samples.way import Bend, Image, Way, picture, scaled, shifted, turned

__all__ = ["DamagedPage", "damage", "generator"]

FINE = 300  # dots per inch that ``Kind.blur`` is given at
LIGHT_STEP = 8  # pixels; light and paper change slowly, and are computed so coarsely


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DamagedPage:
    """A damaged page. ``image`` is RGB, or grey, or bilevel as 0 and 255; it is what ``encoded`` (JPEG, or PNG when bilevel) holds.

    ``way`` leads from the undamaged page's pixels to those of ``image``; ``turn`` quarter turns anticlockwise are part of it.
    """

    image: Image
    encoded: bytes
    way: Way
    dpi: int
    bilevel: bool
    turn: int = 0


def generator(*words: object) -> np.random.Generator:
    """A random generator of its own for whatever the words name."""
    return np.random.default_rng(list("/".join(map(str, words)).encode()))


def damage(page: Image, kind: Kind, rng: np.random.Generator, *, dpi: int = 0, back: Image | None = None) -> DamagedPage:
    """The page (RGB, ``dpi`` dots per inch, the kind's first if 0) after all that happens to that kind.

    ``back`` is what shines through where paper is thin; without it the page itself does.
    """
    dpi = dpi or kind.dpi[0]
    sheet = _printed(page, kind, dpi, rng)
    bleed = drawn(rng, kind.bleed)
    if bleed > 0:
        sheet = show_through(sheet, page if back is None else back, bleed, dpi, rng)
    sheet = lay_out_paper(sheet, kind, dpi, rng)
    if rng.random() < kind.grey:
        sheet = _image(cv2.cvtColor(sheet, cv2.COLOR_RGB2GRAY))
    image, way = _laid(sheet, kind, dpi, rng)
    if rng.random() < kind.black_edge:
        black_edges(image, dpi, rng)
    image = _seen(image, kind, dpi, rng)
    turn = int(rng.choice(kind.turns))
    way = way.then(turned(turn, (image.shape[1], image.shape[0])))
    image = np.ascontiguousarray(np.rot90(image, turn))
    if kind.bilevel:
        image = _faxed(image, kind, dpi, rng)
        encoded = _encoded(image, ".png", [cv2.IMWRITE_PNG_BILEVEL, 1])
    else:
        quality = int(rng.integers(kind.jpeg[0], kind.jpeg[1] + 1))
        settings = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
        encoded = _with_dpi(_encoded(image, ".jpg", settings), dpi)
        flag = cv2.IMREAD_GRAYSCALE if image.ndim == 2 else cv2.IMREAD_COLOR_RGB
        image = _image(cv2.imdecode(np.frombuffer(encoded, np.uint8), flag))
    image.flags.writeable = False
    return DamagedPage(image=image, encoded=encoded, way=way, dpi=dpi, bilevel=kind.bilevel, turn=turn)


def _printed(page: Image, kind: Kind, dpi: int, rng: np.random.Generator) -> Image:
    page = page.copy()
    if rng.random() < kind.header_fills:
        fill_headers(page, dpi, rng)
    if rng.random() < kind.watermark:
        print_watermark(page, dpi, rng)
    places = places_for_seals(page, dpi, int(rng.integers(kind.seals[0], kind.seals[1] + 1)), rng)
    page = fade_ink(page, kind, dpi, rng)
    for place in places:
        stamp(page, draw_seal(dpi, rng), place, float(rng.uniform(0.65, 0.95)))
    return page


def _laid(sheet: Image, kind: Kind, dpi: int, rng: np.random.Generator) -> tuple[Image, Way]:
    """The sheet as it lay before the glass or the lens, and the way there."""
    height, width = sheet.shape[:2]
    stretch = drawn(rng, kind.stretch)
    matrix = scaled(1.0, stretch)
    height_out, border = round(height * stretch), round(drawn(rng, kind.desk) * width)
    angle = drawn(rng, kind.skew_degrees)
    turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height_out / 2), angle, 1.0), [0, 0, 1]])
    move = rng.uniform(-0.03, 0.03, 2) * dpi if border == 0 else np.zeros(2)
    matrix = shifted(*move) @ turn @ matrix
    if border:
        matrix = _seen_aslant(matrix, (width, height_out), border, drawn(rng, kind.perspective), rng)
    size = width + 2 * border, height_out + 2 * border
    way = Way(matrix, _bend((width, height), kind, rng))
    ground = desk(size, rng) if border else np.full((size[1], size[0], 3), 255, np.uint8)
    if sheet.ndim == 2:
        ground = _image(cv2.cvtColor(ground, cv2.COLOR_RGB2GRAY))
    return picture(sheet, way, ground), way


def _seen_aslant(matrix: Any, size: tuple[int, int], border: int, slant: float, rng: np.random.Generator) -> Any:
    """The way with a border around the page and the page's corners moved inwards, none outside the picture."""
    corners = np.array([(0, 0), (size[0], 0), (size[0], size[1]), (0, size[1])], np.float64)
    inwards = np.sign(np.array(size) / 2 - corners) * rng.uniform(0, 1, (4, 2)) * slant * size[0]
    aslant = cv2.getPerspectiveTransform(corners.astype(np.float32), (corners + inwards).astype(np.float32)) @ matrix
    ends = Way(aslant).points(corners)
    room = np.array(size, np.float64) + 2 * border
    least, most = ends.min(axis=0), ends.max(axis=0)
    fit = float(min(1.0, ((room - border) / (most - least)).min()))
    return shifted(*((room - (least + most) * fit) / 2)) @ np.diag([fit, fit, 1.0]) @ aslant


def _bend(size: tuple[int, int], kind: Kind, rng: np.random.Generator) -> Bend | None:
    height = drawn(rng, kind.curl) * size[0]
    if height < 0.25:
        return None
    half_waves, phase = float(rng.choice((1.0, 1.0, 1.5, 2.0))), float(rng.uniform(-0.25, 0.25))
    slant, squeeze = float(rng.uniform(-0.8, 0.5)), height * float(rng.uniform(0, 0.3))
    sign = 1 if rng.random() < 0.5 else -1
    return Bend(size=size, height=sign * height, slant=slant, squeeze=squeeze, half_waves=half_waves, phase=phase)


def _seen(image: Image, kind: Kind, dpi: int, rng: np.random.Generator) -> Image:
    """The image as paper and light tint it, as lens and sensor blur it; specks and noise on it."""
    image = _lit(image, kind, rng)
    sigma = drawn(rng, kind.blur) * dpi / FINE
    if sigma > 0.15:
        image = _image(cv2.GaussianBlur(image, (0, 0), sigma))
    _speck(image, drawn(rng, kind.specks), dpi, rng)
    if kind.bilevel:
        return image
    size = image.shape[1], image.shape[0]
    noise = grain(size, rng, 0.5) * drawn(rng, kind.noise)
    if image.ndim == 3:
        noise = np.asarray(cv2.merge([noise, noise[::-1] * 0.4 + noise * 0.6, noise * 0.6 + noise[:, ::-1] * 0.6]), np.float32)
    return _image(cv2.add(image, noise, dtype=cv2.CV_8U))


def _lit(image: Image, kind: Kind, rng: np.random.Generator) -> Image:
    size = image.shape[1], image.shape[0]
    small = size[0] // LIGHT_STEP, size[1] // LIGHT_STEP
    light = drawn(rng, kind.paper) * (1 - 0.015 * cloud(small, rng, 9))
    light *= 1 - drawn(rng, kind.shadow) * _shade(small, rng)
    if kind.spread:
        away = np.abs(np.arange(small[0]) - small[0] / 2) / small[0]
        light *= (1 - 0.45 * np.exp(-away / 0.012)).astype(np.float32)
    warmth, yellowing = drawn(rng, kind.warmth), drawn(rng, kind.yellowing)
    if image.ndim == 3:
        tints = (1 + warmth, 1 + warmth * 0.2 - yellowing * 0.25, 1 - warmth - yellowing)
        light = np.asarray(cv2.merge([light * tint / max(1.0, *tints) for tint in tints]), np.float32)
    return _image(cv2.multiply(image, cv2.resize(light, size, interpolation=cv2.INTER_LINEAR), dtype=cv2.CV_8U))


def _shade(size: tuple[int, int], rng: np.random.Generator) -> Any:
    """Where light is lost, 0 to 1: a slope across the page, and half of the times the soft edge of a hand or a telephone."""
    x, y = np.meshgrid(np.linspace(-1, 1, size[0], dtype=np.float32), np.linspace(-1, 1, size[1], dtype=np.float32))
    angle = rng.uniform(0, 2 * np.pi)
    across = x * np.cos(angle) + y * np.sin(angle)
    slope = (across + 1.4) / 2.8
    if rng.random() < 0.5:
        edge = 1 / (1 + np.exp(-(across - rng.uniform(-0.3, 0.6)) / rng.uniform(0.05, 0.2)))
        slope = 0.45 * slope + 0.55 * edge
    return np.clip(slope, 0, 1).astype(np.float32)


def _speck(image: Image, density: float, dpi: int, rng: np.random.Generator) -> None:
    """Dust and toner: dark specks, a few light ones, up to a fiftieth of an inch."""
    height, width = image.shape[:2]
    for _ in range(int(rng.poisson(density * height * width / dpi**2))):
        place = int(rng.integers(width)), int(rng.integers(height))
        value = int(rng.integers(20, 140)) if rng.random() < 0.8 else 245
        radius = min(0.01, float(rng.exponential(0.003)) + 0.0015) * dpi
        axes = max(1, round(radius)), max(1, round(radius * rng.uniform(0.5, 1.0)))
        cv2.ellipse(image, place, axes, float(rng.uniform(0, 180)), 0, 360, (value, value, value), -1, cv2.LINE_AA)


def _faxed(image: Image, kind: Kind, dpi: int, rng: np.random.Generator) -> Image:
    """The image in black and white: a noisy threshold, lines lost on the wire, flipped pixels, perhaps black for white."""
    size = image.shape[1], image.shape[0]
    noise = grain(size, rng, 0.4) * drawn(rng, kind.noise)
    level = float(rng.uniform(150, 190))
    black = cv2.add(image, noise, dtype=cv2.CV_32F) < level
    flips = grain(size, rng, 0)
    black ^= np.abs(flips) > _tail(drawn(rng, kind.salt))
    for _ in range(int(rng.poisson(drawn(rng, kind.dropouts) * size[1] / dpi))):
        row, start = int(rng.integers(size[1])), int(rng.integers(size[0]))
        black[row : row + int(rng.integers(1, 3)), start : start + int(rng.uniform(0.1, 1.0) * size[0])] = False
    if kind.inverted:
        black = ~black
    return np.where(black, 0, 255).astype(np.uint8)


def _tail(share: float) -> float:
    """The number of standard deviations that this share of normal noise lies beyond."""
    levels = np.linspace(2.0, 6.0, 801)
    tails = np.exp(-(levels**2) / 2) / levels * np.sqrt(2 / np.pi) * (1 - 1 / levels**2)
    return float(levels[np.argmin(np.abs(tails - share))])


def _encoded(image: Image, suffix: str, settings: list[int]) -> bytes:
    stored = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    return bytes(cv2.imencode(suffix, stored, settings)[1])


def _with_dpi(jpeg: bytes, dpi: int) -> bytes:
    """The JPEG with its resolution in the JFIF header, which encoders leave at 1."""
    return jpeg[:13] + b"\x01" + dpi.to_bytes(2, "big") * 2 + jpeg[18:]


def _image(image: Any) -> Image:
    result: Image = image
    return result
