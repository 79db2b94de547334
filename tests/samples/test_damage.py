"""Damage is the same for the same seed, and the way leads to where things went."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from samples.damage import DamagedPage, damage, generator
from samples.kinds import KINDS, Kind
from samples.layer import misread
from samples.way import Bend, Image, Way, scaled, shifted, turned

DPI = 100
SIZE = 827, 1170
ARM = 26
CROSSES = [(x, y) for x in (110, 413, 720) for y in (120, 580, 1050)]
WITHIN = 2.0  # pixels


def _page() -> Image:
    page = np.full((SIZE[1], SIZE[0], 3), 255, np.uint8)
    for x, y in CROSSES:
        _cross(page, x, y)
    return page


def _cross(page: Image, x: int, y: int) -> None:
    page[y - 2 : y + 3, x - ARM : x + ARM + 1] = 0
    page[y - ARM : y + ARM + 1, x - 2 : x + 3] = 0


def _damaged(kind: Kind, seed: int = 1) -> DamagedPage:
    return damage(_page(), kind, generator("test", seed), dpi=DPI)


def _found(image: Image, x: float, y: float) -> tuple[float, float]:
    """The middle of the cross that is about there."""
    template = np.full((2 * ARM + 9, 2 * ARM + 9), 255, np.uint8)
    _cross(template, ARM + 4, ARM + 4)
    reach = ARM + 4 + 12
    left, top = max(0, round(x) - reach), max(0, round(y) - reach)
    part = np.ascontiguousarray(image[top : round(y) + reach + 1, left : round(x) + reach + 1])
    match = cv2.matchTemplate(part, template, cv2.TM_CCOEFF_NORMED)
    place = cv2.minMaxLoc(match)[3]
    return left + place[0] + ARM + 4, top + place[1] + ARM + 4


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_way_leads_to_where_crosses_went(kind: Kind) -> None:
    damaged = _damaged(kind)
    image = damaged.image if damaged.image.ndim == 2 else damaged.image[..., 0]
    image = 255 - image if kind.inverted else image
    for (x, y), cross in zip(damaged.way.points(CROSSES), CROSSES, strict=True):
        found = _found(image, x, y)
        assert np.hypot(found[0] - x, found[1] - y) <= WITHIN, cross


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_same_seed_same_bytes_and_they_hold_the_image(kind: Kind) -> None:
    first, second, other = _damaged(kind), _damaged(kind), _damaged(kind, 2)
    assert first.encoded == second.encoded
    assert first.encoded != other.encoded
    assert np.array_equal(first.way.matrix, second.way.matrix)
    held = cv2.imdecode(np.frombuffer(first.encoded, np.uint8), cv2.IMREAD_GRAYSCALE if first.image.ndim == 2 else cv2.IMREAD_COLOR_RGB)
    assert held is not None
    assert np.array_equal(held, first.image)
    assert first.bilevel == (len(np.unique(first.image)) == 2)


def test_fax_that_is_inverted_is_black() -> None:
    assert _damaged(KINDS["inverted"]).image.mean() < 60 < 200 < _damaged(KINDS["fax"]).image.mean()


def test_sideways_pages_lie_on_their_side_or_head() -> None:
    shapes = {(damaged.turn, damaged.image.shape[:2]) for damaged in (_damaged(KINDS["sideways"], seed) for seed in range(12))}
    assert shapes == {(1, SIZE), (2, SIZE[::-1]), (3, SIZE)}


def test_seal_is_coloured_and_leaves_ink_dark() -> None:
    image = _damaged(replace(KINDS["seal"], grey=0.0), 5).image.astype(int)
    assert ((image[..., 0] - image[..., 1]) > 60).sum() > 500
    assert image[..., 0].min() < 60


def test_bend_has_a_way_back() -> None:
    way = Way(shifted(5, 7) @ scaled(1.1, 0.9), Bend(size=SIZE, height=20, slant=-0.6, squeeze=4, half_waves=1.5, phase=0.2))
    points = np.array(CROSSES, np.float64)
    assert np.abs(way.back(way.points(points)) - points).max() < 0.01


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_quarter_turns_are_those_of_numpy(turn: int) -> None:
    image = np.arange(12).reshape(3, 4)
    x, y = np.round(Way(turned(turn, (4, 3))).points([(3, 1)])[0]).astype(int)
    assert np.rot90(image, turn)[y, x] == image[1, 3]


def test_box_is_the_upright_one_around_the_corners() -> None:
    assert Way(turned(1, (100, 50))).box(10, 20, 30, 25) == pytest.approx((20, 69, 25, 89))


def test_misreading_is_the_same_for_the_same_seed() -> None:
    text = "本年新收政府信息公开申请数量 10286" * 4
    assert misread(text, generator(1)) == misread(text, generator(1)) != text
    assert misread(text, generator(1), share=0) == text
