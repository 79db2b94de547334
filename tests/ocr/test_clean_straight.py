"""Slant, bend and warps, from literal lines."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from ingest.geometry import IDENTITY, Box, Displacement, Homography, Transform
from ocr.straight import Slant, page_slant, slant_map, through, warped
from ocr.straight_field import Curve, FieldSettings, bend_of, ruling_curves, text_curves
from ocr.straight_masks import Gray, LineSettings, long_lines, with_long_lines, without_characters

DPI = 200.0


def _ruled(level: float = 0.0, upright: float = 0.0, depth: int = 0, paper: int = 255) -> Gray:
    page = np.full((1400, 1200), paper, np.uint8)
    for at in range(200, 1200, 100):
        cv2.line(page, (100, at), (1100, at + round(1000 * level)), (depth,), 2)
    for at in range(150, 1100, 300):
        cv2.line(page, (at, 200), (at + round(900 * upright), 1100), (depth,), 2)
    return page


@pytest.mark.parametrize("level", [-0.12, -0.01, 0.03, 0.1])
def test_slant_of_rulings(level: float) -> None:
    slant = page_slant(np.asarray(255 - _ruled(level, -level), np.uint8))
    assert slant.level == pytest.approx(level, abs=0.001)
    assert slant.upright == pytest.approx(-level, abs=0.002)
    assert slant.degrees == pytest.approx(math.degrees(math.atan(level)), abs=0.06)


def test_an_empty_page_has_no_slant() -> None:
    assert page_slant(np.zeros((100, 100), np.uint8)) == Slant(0.0, 0.0)


def test_the_slant_map_sets_a_slanting_line_level_and_holds_the_paper() -> None:
    square, size = slant_map(Slant(0.1, -0.1), Box(0, 0, 600, 800))
    (_, y0), (_, y1) = square.inverse().point(100, 100), square.inverse().point(200, 110)
    assert y0 == pytest.approx(y1)
    for corner in Box(0, 0, 600, 800).corners:
        x, y = square.inverse().point(*corner)
        assert -1e-6 <= x <= size[0] + 1e-6
        assert -1e-6 <= y <= size[1] + 1e-6


def test_many_points_go_where_each_of_them_goes() -> None:
    way = Transform((Displacement(((1, 1), (2, 0)), (3.0, 1.0), (0.0, 2.0), 100.0), Homography((1, 0.1, 5, 0, 1, 3, 0.0001, 0, 1))))
    x, y = through(way, np.array([10.0, 300.0]), np.array([20.0, 70.0]))
    assert (x[1], y[1]) == pytest.approx(way.point(300.0, 70.0))


def test_a_warp_by_nothing_gives_the_same_image() -> None:
    page = _ruled()
    same = warped(page, DPI, IDENTITY, (1200 * 72 / DPI, 1400 * 72 / DPI), DPI)
    assert same.shape == page.shape
    assert int(np.abs(same.astype(int) - page).max()) <= 2


def test_lines_of_both_families_are_found() -> None:
    lines = long_lines(_ruled(), DPI, LineSettings())
    assert lines.level[200, 500] == 255
    assert lines.upright[650, 150] == 255
    assert lines.level[250, 500] == 0
    assert lines.clear


def test_rulings_that_drown_in_grain_are_found_over_long_stretches() -> None:
    rng = np.random.default_rng(1)
    page = np.clip(_ruled(depth=188, paper=200) + rng.normal(0, 9, (1400, 1200)), 0, 255).astype(np.uint8)
    lines = long_lines(page, DPI, LineSettings())
    assert not lines.clear
    more = with_long_lines(lines, page, DPI, LineSettings())
    assert np.mean(more.level[199:204, 120:1080].max(axis=0) > 0) > 0.9
    assert np.mean(more.level[240:260] > 0) < 0.02


def test_characters_go_and_rulings_stay() -> None:
    page = _ruled()
    cv2.putText(page, "48", (500, 270), cv2.FONT_HERSHEY_SIMPLEX, 1, (0,), 3)
    bare = without_characters(page, DPI, LineSettings())
    assert bare[240:285, 480:560].min() > 200
    assert bare[200, 500] == 0


def test_where_pale_rulings_meet_is_no_character() -> None:
    """Little more than the joint is darker than the threshold for ink."""
    page = np.full((300, 400), 250, np.uint8)
    cv2.putText(page, "48", (300, 60), cv2.FONT_HERSHEY_SIMPLEX, 1, (0,), 3)
    page[150:153, 50:350] = page[80:250, 100:103] = 205
    page[140:163, 100:103] = page[150:153, 90:113] = 190
    bare = without_characters(page, DPI, LineSettings())
    assert bare[151, 100:112].max() < 200
    assert bare[30:60, 300:330].min() > 200


def test_the_upright_of_a_low_row_is_no_character_where_a_level_ruling_steps_aside() -> None:
    page = np.full((400, 800), 250, np.uint8)
    page[200:202, 100:700] = page[230:232, 100:700] = 20
    page[202, 300:320] = 20  # no longer than strokes of type
    page[200:232, 100:701:100] = page[200:232, 101:702:100] = 20
    page[202:231, 318:320] = 20
    cv2.putText(page, "9", (440, 224), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (20,), 2)
    bare = without_characters(page, DPI, LineSettings())
    assert bare[205:228, 318].max() < 60
    assert bare[205:226, 436:456].min() > 240


def test_the_bend_is_that_of_the_curves() -> None:
    along = np.linspace(0.5, 7.5, 50)
    level = [Curve(along, at + 0.05 * ((along - 4) / 4) ** 2, 0.004) for at in (2.0, 4.0, 6.0, 8.0)]
    bend = bend_of(level, (), (8.0, 11.0), FieldSettings())
    assert bend is not None
    assert bend.point(0.5 * 72, 4 * 72)[1] - bend.point(4 * 72, 4 * 72)[1] == pytest.approx(0.05 * 72 * (3.5 / 4) ** 2, abs=0.1)
    assert bend_of(level[:1], (), (8.0, 11.0), FieldSettings()) is None


def test_curves_of_rulings_and_of_text() -> None:
    mask = np.zeros((400, 800), np.uint8)
    cv2.line(mask, (50, 100), (750, 110), (255,), 2)
    curve = ruling_curves(mask, DPI, FieldSettings(), level=True)[0]
    assert curve.across[-1] - curve.across[0] == pytest.approx(10 / DPI, abs=0.006)
    text = np.zeros((400, 800), np.uint8)
    text[100:120, 50:750:20] = 255
    assert len(text_curves(np.asarray(cv2.dilate(text, np.ones((1, 15), np.uint8)), np.uint8), DPI, FieldSettings())) == 1


@pytest.mark.parametrize(("photographed", "lean"), [(False, 0.0), (True, 3.0)])
def test_strokes_that_lean_pass_for_uprights_on_a_photograph_alone(photographed: bool, lean: float) -> None:
    ink = np.zeros((1200, 900), np.uint8)
    for y in range(100, 1100, 100):
        ink[y : y + 3, 60:840] = 255
    for x in range(80, 800, 24):  # short strokes, all leaning one way
        for y in range(20, 60):
            ink[y, x + round(y * math.tan(math.radians(3)))] = 255
    assert math.degrees(math.atan(page_slant(ink, photographed=photographed).upright)) == pytest.approx(lean, abs=0.5)


@pytest.mark.parametrize("width", range(280, 300, 3))
def test_a_filled_header_lends_no_lean_to_the_page(width: int) -> None:
    """Most of the ink is the fill, of which only a sample is projected."""
    ink = np.zeros((1170, 827), np.uint8)
    cv2.rectangle(ink, (60, 400), (60 + width * 2, 520), (1,), -1)
    for x in range(60, 61 + width * 2, 38):
        cv2.line(ink, (x, 380), (x, 400), (1,), 1)
    turned = cv2.warpAffine(ink, cv2.getRotationMatrix2D((413, 585), 0.75, 1.0), (827, 1170), flags=cv2.INTER_NEAREST)
    slant = page_slant(np.asarray(turned, np.uint8))
    assert slant.degrees == pytest.approx(-0.75, abs=0.1)
    assert math.degrees(math.atan(slant.upright)) == pytest.approx(0.75, abs=0.5)
