"""Sheets with two pages side by side, and sheets that only look like them."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from ingest.geometry import Homography, Transform
from ocr.clean import CleanPage
from ocr.spread import single_sheet
from ocr.straight_masks import Gray

DPI = 100.0
WIDTH, HEIGHT = 1600, 1100


def clean(page: Gray) -> CleanPage:
    height, width = page.shape
    return CleanPage(
        gray=page,
        red_free=page,
        dpi=DPI,
        to_source=Transform(),
        source_size=(width * 72 / DPI, height * 72 / DPI),
        steps=("light",),
        rotation=0,
        skew_degrees=0.0,
        quality=1.0,
    )


def written(page: Gray, left: int, right: int, tone: int = 0) -> None:
    for y in range(100, 1000, 30):
        for x in range(left, right, 20):
            cv2.putText(page, "8", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (tone,), 1)


def blank(width: int = WIDTH, height: int = HEIGHT) -> Gray:
    return np.full((height, width), 250, np.uint8)


def spread() -> Gray:
    page = blank()
    written(page, 100, 700)
    written(page, 900, 1500)
    cv2.rectangle(page, (900, 400), (1500, 600), (0,), 2)
    return page


def points(pixels: float) -> float:
    return pixels * 72 / DPI


def test_two_pages_side_by_side_are_set_one_below_the_other() -> None:
    sheet = single_sheet(clean(spread()))
    height, width = sheet.gray.shape
    assert (height, sheet.red_free.shape) == (2 * HEIGHT, (height, width))
    assert width == pytest.approx(WIDTH / 2, abs=20)
    assert sheet.steps[0] == "light"
    assert sheet.steps[1].startswith("spread: two pages")
    assert not sheet.gray.flags.writeable


def test_what_stamps_covered_is_parted_with_their_page() -> None:
    page = spread()
    covered = np.zeros(page.shape, np.bool_)
    covered[500:520, 1000:1040] = True
    stamped = page.copy()
    stamped[covered] = 90
    sheet = single_sheet(replace(clean(page), covered=covered, stamped=stamped))
    assert sheet.covered is not None
    assert sheet.stamped is not None
    assert np.count_nonzero(sheet.covered) == 20 * 40
    assert np.all(sheet.stamped[sheet.covered] == 90)
    assert not sheet.covered[:HEIGHT].any()


def test_points_lead_back_to_the_page_that_they_came_from() -> None:
    sheet = single_sheet(clean(spread()))
    dark = np.argwhere((sheet.gray[HEIGHT:] < 100)[380:620])
    corner = dark[dark[:, 1] == dark[:, 1].min()][0]  # the frame of the right page begins left of its writing
    x, y = int(corner[1]), int(corner[0]) + 380
    back = sheet.to_source.point(points(x), points(HEIGHT + y))
    assert back == pytest.approx((points(900), points(y)), abs=points(2))
    assert sheet.to_source.point(points(300), points(500)) == pytest.approx((points(300), points(500)))


def test_the_way_back_goes_on_to_the_source() -> None:
    moved = Transform((Homography((1, 0, 50, 0, 1, 7, 0, 0, 1)),))
    sheet = single_sheet(replace(clean(spread()), to_source=moved))
    assert sheet.to_source.point(10, 20) == (60, 27)
    x, y = sheet.to_source.point(10, points(HEIGHT) + 20)
    assert (x, y) == pytest.approx((60 + points(WIDTH / 2), 27), abs=points(20))


def grained(page: Gray) -> Gray:
    """The page as a poor scan shows it."""
    grain = np.random.default_rng(5).normal(0, 12, page.shape)
    return np.asarray(np.clip(cv2.GaussianBlur(page, (0, 0), 0.8) + grain, 0, 255), np.uint8)


@pytest.mark.parametrize(("tone", "thick"), [(0, 2), (120, 1), (0, 1)])
def test_a_page_on_its_side_with_a_table_across_its_middle_is_one_page(tone: int, thick: int) -> None:
    page = spread()
    for y in range(300, 901, 60):
        cv2.line(page, (100, y), (1500, y), (tone,), thick)
    whole = clean(grained(page))
    assert single_sheet(whole) is whole


def test_grain_and_the_shadow_of_the_fold_do_not_join_the_pages() -> None:
    page = spread()
    shadow = 60 * np.exp(-(((np.arange(WIDTH) - WIDTH / 2) / 40) ** 2))
    page = np.asarray(np.clip(page - shadow, 0, 255), np.uint8)
    assert single_sheet(clean(grained(page))).gray.shape[0] == 2 * HEIGHT


def test_writing_across_the_middle_is_one_page() -> None:
    page = blank()
    for y in range(100, 1000, 30):
        cv2.putText(page, "the lines of one page run across its middle " * 3, (100, y), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (0,), 1)
    whole = clean(page)
    assert single_sheet(whole) is whole


def test_an_upright_page_of_two_columns_is_one_page() -> None:
    page = blank(1100, 1200)
    written(page, 80, 480)
    written(page, 620, 1000)
    whole = clean(page)
    assert single_sheet(whole) is whole


def test_a_spread_with_an_empty_half_is_left_alone() -> None:
    page = blank()
    written(page, 100, 700)
    whole = clean(page)
    assert single_sheet(whole) is whole


def test_specks_in_the_gutter_do_not_join_the_pages() -> None:
    page = spread()
    page[200, 790:810] = page[900:903, 800] = 0
    assert single_sheet(clean(page)).gray.shape[0] == 2 * HEIGHT


def test_a_gutter_off_the_middle_leaves_pages_of_unlike_width() -> None:
    page = blank()
    written(page, 100, 640)
    written(page, 780, 1500)
    sheet = single_sheet(clean(page))
    assert sheet.gray.shape[0] == 2 * HEIGHT
    assert sheet.gray.shape[1] > WIDTH / 2 + 30
    assert int(sheet.gray[:HEIGHT, WIDTH // 2 + 30 :].min()) > 240  # paper beside the narrower page
