"""Crops made ready: specks, rulings and grain go, print stays; lone strokes are told by their slant."""

import cv2
import numpy as np
import pytest

from ocr.crops import framed, lone_stroke, scaled, without_specks
from ocr.straight_masks import Gray
from tests.ocr.drawn import figure, speckled


def _stroke(slope: float, length: int = 30) -> Gray:
    """A stroke that leans to the right by ``slope`` of its height."""
    page = np.full((length + 10, length + 20), 255, np.uint8)
    cv2.line(page, (10, length + 5), (10 + round(slope * length), 5), (0,), 3)
    return page


@pytest.mark.parametrize(("slope", "mark"), [(0.0, ""), (0.09, ""), (0.3, "/"), (0.5, "/")])
def test_a_slash_leans_more_than_a_one(slope: float, mark: str) -> None:
    assert lone_stroke(_stroke(slope) < 128)[0] == mark


def test_a_dash_lies_and_gets_the_room_of_its_type() -> None:
    page = np.full((15, 40), 255, np.uint8)
    page[6:9, 5:35] = 40
    ready = framed(page, figures=True)
    assert ready is not None
    assert ready.stroke == "-"
    assert ready.image.shape[0] == pytest.approx(1.6 * 30, abs=4)


@pytest.mark.parametrize("text", ["1", "7", "11", "4", "25324.451", "-5"])
def test_figures_are_no_strokes(text: str) -> None:
    ready = framed(figure(text), figures=True)
    assert ready is not None
    assert ready.stroke == ""


@pytest.mark.parametrize("text", ["646", "4646", "1888"])
def test_digits_that_have_run_together_are_no_dash(text: str) -> None:
    page = np.asarray(cv2.erode(figure(text), np.ones((1, 5), np.uint8)), np.uint8)
    ready = framed(page, figures=True)
    assert ready is not None
    assert ready.stroke == ""


@pytest.mark.parametrize("text", ["12,345.6", "-5", "-1", "0.25", "1/2"])
def test_no_part_of_a_figure_is_a_speck(text: str) -> None:
    ink = figure(text) < 128
    assert np.array_equal(without_specks(ink), ink)


def test_what_the_first_digit_fades_into_stays() -> None:
    """A 4 whose corner is as pale as a third of its stem: trimmed to what is dark it is a 1, and no reader could tell."""
    crop = figure("48")
    left = int(np.flatnonzero((crop < 128).any(axis=0))[0])
    faded = crop.copy()
    corner = faded[:, left : left + 8]
    corner[:] = 255 - (255 - corner.astype(np.float32)) * 0.3
    whole, ready = framed(crop, figures=True), framed(faded, figures=True)
    assert whole is not None
    assert ready is not None
    assert abs(ready.image.shape[1] - whole.image.shape[1]) <= 2


def test_specks_around_a_figure_go() -> None:
    alone, dirty = framed(figure("28"), figures=True), framed(speckled(figure("28")), figures=True)
    assert alone is not None
    assert dirty is not None
    assert dirty.image.shape == alone.image.shape


def test_a_ruling_along_the_edge_goes() -> None:
    page = np.pad(figure("28"), 10, constant_values=255)
    page[:, :4] = 0
    alone, ruled = framed(figure("28"), figures=True), framed(page, figures=True)
    assert alone is not None
    assert ruled is not None
    assert ruled.image.shape == alone.image.shape


def test_faint_print_becomes_black_on_white() -> None:
    ready = framed(figure("28", ink=170, paper=225), figures=True)
    assert ready is not None
    assert (int(ready.image.min()), int(ready.image.max())) == (0, 255)


@pytest.mark.parametrize("crop", [np.zeros((0, 5), np.uint8), np.full((20, 30), 200, np.uint8), np.full((2, 2), 9, np.uint8)])
def test_nothing_is_made_of_nothing(crop: Gray) -> None:
    assert framed(crop, figures=True) is None


def test_grain_is_no_print() -> None:
    grain = np.clip(np.random.default_rng(1).normal(230, 4, (40, 60)), 0, 255).astype(np.uint8)
    assert framed(grain, figures=True) is None


def test_scaling_keeps_the_shape_or_squeezes_it() -> None:
    assert scaled(figure("28"), 48).shape[0] == 48
    wide, narrow = scaled(figure("2846"), 48).shape[1], scaled(figure("2846"), 48, 0.5).shape[1]
    assert narrow == pytest.approx(wide / 2, abs=1)
