"""Whole pages made clean: drawn tables turned, slanted, bent and dirtied, and the way back from each."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.clean import STEPS, CleanPage, CleanSettings, clean_page
from ocr.straight_masks import Gray

DPI = 200.0


def _drawn_page(labels: str = "left", *, marks: bool = True) -> NDArray[np.uint8]:
    """A table of eight rows and four columns, squares for characters in its cells, and lines of them above."""
    page = np.full((2200, 1700, 3), 235, np.uint8)
    for top in range(200, 560, 60):
        _line(page, top, 200 if labels == "left" else 300, 50 if top % 120 else 34, marks)
    for y in range(600, 1401, 100):
        cv2.line(page, (200, y), (1500, y), (0, 0, 0), 2)
        if y < 1400:
            _line(page, y + 40, 220 if labels == "left" else 770, 8, marks)
    for x in (200, 700, 1000, 1250, 1500):
        cv2.line(page, (x, 600), (x, 1400), (0, 0, 0), 2)
    return page


def _line(page: NDArray[np.uint8], top: int, left: int, count: int, marks: bool) -> None:
    for number in range(count):
        x = left + 24 * number
        page[top : top + 24, x : x + 4] = page[top + 10 : top + 14, x : x + 20] = page[top : top + 24, x + 16 : x + 20] = 0
    if marks:
        page[top + 19 : top + 24, left + 24 * count : left + 24 * count + 5] = 0


def _laid(page: NDArray[np.uint8], degrees: float) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The page turned clockwise about its middle, and the pixel map that did it."""
    way = cv2.getRotationMatrix2D((850, 1100), -degrees, 1)
    return np.asarray(cv2.warpAffine(page, way, (1700, 2200), borderValue=(250, 250, 250)), np.uint8), np.asarray(way, np.float64)


def _corners(gray: Gray) -> tuple[tuple[float, float], tuple[float, float]]:
    """Top left and bottom right of the table in pixels: the ends of what fills rows and columns."""
    rows = np.flatnonzero(np.count_nonzero(gray < 128, axis=1) > 1200)
    columns = np.flatnonzero(np.count_nonzero(gray < 128, axis=0) > 700)
    return (float(columns[0]), float(rows[0])), (float(columns[-1]), float(rows[-1]))


def _error(clean: CleanPage, place: tuple[float, float], there: tuple[float, float]) -> float:
    """How far, in points, a place of the clean page leads beside where it lies in the source."""
    x, y = clean.to_source.point(*place)
    return math.hypot(x - there[0], y - there[1])


def test_a_clean_page_is_left_alone() -> None:
    clean = clean_page(_drawn_page(), DPI)
    assert (clean.steps, clean.rotation, clean.skew_degrees) == ((), 0, 0.0)
    assert clean.gray.shape == _drawn_page().shape[:2]
    assert clean.quality > 0.7


@pytest.mark.parametrize("degrees", [-9.0, -2.0, 0.4, 3.0, 9.0])
def test_slant_is_measured_and_taken_away(degrees: float) -> None:
    image, _ = _laid(_drawn_page(), degrees)
    clean = clean_page(image, DPI)
    assert clean.skew_degrees == pytest.approx(degrees, abs=0.06)
    columns = np.flatnonzero(np.count_nonzero(clean.red_free < 128, axis=0) > 300)
    assert columns[-1] - columns[0] == pytest.approx(6.5 * DPI, abs=4)


@pytest.mark.parametrize("degrees", [-5.0, 1.0, 4.0])
def test_corners_of_the_table_lead_back_to_the_source(degrees: float) -> None:
    image, way = _laid(_drawn_page(), degrees)
    clean = clean_page(image, DPI)
    for found, there in zip(_corners(clean.red_free), _corners(_drawn_page()[..., 0]), strict=True):
        source = way @ np.array([*there, 1.0])
        point = (found[0] + 0.5) * 72 / DPI, (found[1] + 0.5) * 72 / DPI
        assert _error(clean, point, ((source[0] + 0.5) * 72 / DPI, (source[1] + 0.5) * 72 / DPI)) < 0.6


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_turned_page_is_set_upright(turns: int) -> None:
    clean = clean_page(np.ascontiguousarray(np.rot90(_drawn_page(), turns)), DPI)
    assert clean.rotation == 90 * turns
    assert _corners(clean.red_free)[0] == pytest.approx(_corners(_drawn_page()[..., 0])[0], abs=3)


def test_a_bent_page_becomes_straight() -> None:
    page = _drawn_page()
    height, width = page.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bent = cv2.remap(page, x, y + 8 * np.sin(np.pi * x / width), cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    clean = clean_page(np.asarray(bent, np.uint8), DPI)
    assert any(step.startswith("bend") for step in clean.steps)
    assert np.count_nonzero(np.count_nonzero(clean.red_free < 128, axis=1) > 6 * DPI) >= 6  # each ruling fills a row again


def test_a_page_with_two_lines_of_writing_is_not_turned_by_its_grain() -> None:
    page = np.full((2200, 1700, 3), 245, np.uint8)
    for top in (300, 360):
        _line(page, top, 300, 12, marks=False)
    noise = np.random.default_rng(1).normal(0, 2, page.shape)
    clean = clean_page(np.asarray(np.clip(page + noise, 0, 255), np.uint8), DPI)
    assert (clean.rotation, abs(clean.skew_degrees) < 1) == (0, True)


@pytest.mark.parametrize("labels", ["center"])
def test_a_reader_is_asked_when_the_page_does_not_tell(labels: str) -> None:
    asked: list[int] = []

    def way_up(crops: tuple[Gray, ...] | list[Gray]) -> bool:
        asked.append(len(crops))
        return False

    page = _drawn_page(labels=labels, marks=False)
    clean = clean_page(page, DPI, way_up=lambda crops: way_up(list(crops)))
    assert len(asked) == 1
    assert asked[0] > 0
    assert clean.rotation == 180


@pytest.mark.parametrize(("reads_once_turned", "rotation"), [(True, 180), (False, 0)])
def test_a_reader_is_asked_before_a_page_that_tells_clearly_is_turned(reads_once_turned: bool, rotation: int) -> None:
    """On a page of three lines signs may be as clear and mean nothing."""
    asked: list[Gray] = []

    def way_up(crops: Sequence[Gray]) -> bool:
        asked.extend(crops)
        return reads_once_turned

    page = np.ascontiguousarray(np.rot90(_drawn_page(), 2))
    assert clean_page(page, DPI).rotation == 180
    assert clean_page(page, DPI, way_up=way_up).rotation == rotation
    assert len(asked) > 0


def test_the_pictures_cannot_be_written_to() -> None:
    clean = clean_page(_drawn_page(), DPI)
    assert not clean.gray.flags.writeable
    assert not clean.red_free.flags.writeable


def test_a_grey_page_needs_no_colours() -> None:
    assert clean_page(np.ascontiguousarray(_drawn_page()[..., 0]), DPI).gray.ndim == 2


def test_a_negative_is_made_positive() -> None:
    page = np.asarray(255 - _drawn_page(), np.uint8)
    clean = clean_page(page, DPI)
    assert clean.steps[0] == "invert: white on black"
    assert np.median(clean.gray) > 200


def test_unclear_pages_stay_as_they_are_without_a_reader() -> None:
    page = np.ascontiguousarray(_drawn_page("right", marks=False))
    assert clean_page(page, DPI).rotation == 0


@pytest.mark.parametrize("step", STEPS)
def test_steps_can_be_left_out(step: str) -> None:
    page, _ = _laid(np.ascontiguousarray(_drawn_page()[::-1, ::-1]), 1.5)
    clean = clean_page(page, DPI, settings=CleanSettings(without=frozenset({step})))
    assert not any(said.startswith(step) for said in clean.steps)


def test_steps_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="polish"):
        CleanSettings(without=frozenset({"polish"}))


def test_a_page_tells_where_print_of_the_colour_of_its_seal_may_be_gone() -> None:
    page = _drawn_page()
    cv2.circle(page, (900, 1000), 170, (200, 30, 40), 16)
    for top in (620, 720, 820):
        cv2.putText(page, "12", (1300, top + 50), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (200, 30, 40), 3)
    made = clean_page(page, DPI)
    assert made.covered is not None
    assert made.covered.shape == made.gray.shape
    assert made.covered[1000, 722:740].any()
    assert not made.covered[:800].any()
    assert made.gray[620:680, 1300:1350].min() < 120
