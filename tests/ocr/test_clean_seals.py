"""Seals are taken off, on literal patches."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from ocr.clean_seals import Seals, SealSettings, seals_of, unsealed
from ocr.straight_masks import Gray

DPI = 100.0
SETTINGS = SealSettings()


def _sealed(colour: tuple[int, int, int]) -> Gray:
    page = np.full((1100, 850, 3), 240, np.uint8)
    page[500:600, 300:420] = colour
    page[540:543, 100:700] = 20
    return page


def _anywhere(colour: str) -> Seals:
    return {colour: np.ones((1, 1), np.uint8)}


def test_seals_are_known_by_their_colour() -> None:
    assert tuple(seals_of(_sealed((210, 60, 70)), DPI, None, SETTINGS)) == ("red",)
    assert tuple(seals_of(_sealed((60, 70, 210)), DPI, None, SETTINGS)) == ("blue",)
    assert tuple(seals_of(_sealed((80, 80, 80)), DPI, None, SETTINGS)) == ()


def test_a_pale_stamp_is_known_on_paper_in_warm_light() -> None:
    page = np.full((1100, 850, 3), (250, 232, 214), np.uint8)
    for row in range(500, 600, 12):
        page[row : row + 6, 300:420] = (120, 150, 215)
    assert tuple(seals_of(page, DPI, None, SETTINGS)) == ("blue",)


def test_a_cell_filled_with_a_tint_is_no_seal() -> None:
    page = np.full((1100, 850, 3), 240, np.uint8)
    page[500:600, 300:420] = (199, 217, 240)
    page[540:550, 330:390] = 20
    assert tuple(seals_of(page, DPI, None, SETTINGS)) == ()


def test_a_stamp_on_cells_filled_with_a_tint_of_its_colour_is_known() -> None:
    page = np.full((1100, 850, 3), 240, np.uint8)
    page[300:600, 100:700] = (199, 217, 240)
    page[300:602:25, 100:700] = page[300:600, 100:702:100] = 30
    assert tuple(seals_of(page, DPI, None, SETTINGS)) == ()
    frame = np.array([[300, 420], [446, 441], [432, 540], [286, 519]], np.int32)
    cv2.polylines(page, [frame], isClosed=True, color=(60, 80, 200), thickness=4)
    assert tuple(seals_of(page, DPI, None, SETTINGS)) == ("blue",)


def test_a_table_with_coloured_rulings_is_no_seal() -> None:
    page = np.full((1100, 850, 3), 240, np.uint8)
    page[200:900:50, 100:700] = (50, 70, 200)
    page[200:900, 100:700:100] = (50, 70, 200)
    assert tuple(seals_of(page, DPI, None, SETTINGS)) == ()


@pytest.mark.parametrize("stamped", [False, True])
def test_coloured_rulings_in_pieces_of_the_size_of_stamps_are_none(stamped: bool) -> None:
    """Thin rulings pale at the resolution that stamps are looked for at."""
    page = np.full((1600, 1600, 3), 240, np.uint8)
    for row in range(300, 701, 100):
        cv2.line(page, (100, row), (1500, row + 6), (50, 70, 150), 3)
    for column in range(100, 1501, 200):
        cv2.line(page, (column, 300), (column - 3, 700), (50, 70, 150), 3)
    page[296:706, 500:512] = page[296:706, 900:912] = 240
    if stamped:
        cv2.circle(page, (800, 800), 120, (60, 70, 210), 10)
    assert tuple(seals_of(page, 2 * DPI, None, SETTINGS)) == (("blue",) if stamped else ())


def test_a_seal_fades_and_print_under_it_stays() -> None:
    plane = unsealed(_sealed((210, 60, 70)), _anywhere("red"), DPI, SETTINGS).page
    assert plane[520, 350] > 235
    assert plane[541, 350] < 40


def test_the_rims_that_jpeg_leaves_of_a_seal_go_and_print_beside_it_stays() -> None:
    page = _sealed((60, 70, 210))
    page[500:600:9, 300:420] = 240
    page[500:600, 436:440] = 20
    done, data = cv2.imencode(".jpg", cv2.cvtColor(page, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 85])
    lossy = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert done
    assert lossy is not None
    seen = np.asarray(cv2.cvtColor(lossy, cv2.COLOR_BGR2RGB), np.uint8)
    without, with_rims = (unsealed(seen, _anywhere("blue"), DPI, settings).page for settings in (SETTINGS, replace(SETTINGS, rim=0.0)))
    seal = np.s_[502:530, 302:418]
    assert np.count_nonzero(without[seal] < 200) < 0.5 * np.count_nonzero(with_rims[seal] < 200)
    assert without[520, 438] < 60


@pytest.mark.parametrize("there", [True, False])
def test_dark_ink_goes_where_stamps_are_and_thin_lines_of_its_colour_stay_elsewhere(there: bool) -> None:
    page = np.full((1100, 850, 3), 245, np.uint8)
    cv2.circle(page, (400, 500), 80, (40, 50, 160), 8)
    cv2.putText(page, "70", (300, 515), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (20, 20, 20), 3)
    cv2.line(page, (100, 800), (160, 800), (40, 50, 160), 2)
    seals = {"blue": seals_of(page, DPI, None, SETTINGS)["blue"] if there else np.zeros((1, 1), np.uint8)}
    plane = unsealed(page, seals, DPI, SETTINGS).page
    assert bool(plane[410:425, 390:410].min() > 235) is there  # its rim
    assert plane[495:505, 300:375].min() < 60  # print beside and under it
    assert plane[800, 110:150].max() < 232


@pytest.mark.parametrize("colour", [(200, 30, 40), (40, 50, 160)])
def test_figures_of_the_colour_of_a_seal_stay_and_it_is_told_where_some_may_be_gone(colour: tuple[int, int, int]) -> None:
    """They are as light as paper in the light of that colour: an empty cell would be left."""
    page = np.full((1100, 850, 3), 245, np.uint8)
    cv2.circle(page, (400, 500), 80, colour, 8)
    for left, top in ((120, 300), (120, 340), (120, 380), (385, 510)):
        cv2.putText(page, "12", (left, top), cv2.FONT_HERSHEY_SIMPLEX, 0.6, colour, 2)
    seals = seals_of(page, DPI, None, SETTINGS)
    made = unsealed(page, seals, DPI, SETTINGS)
    luminance = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    assert np.array_equal(made.page[280:390, 110:150] < 150, luminance[280:390, 110:150] < 150)
    assert made.covered is not None
    assert np.all(made.covered[494:512, 385:412][luminance[494:512, 385:412] < 150])
    assert not made.covered[280:390].any()
    page[280:360] = 245
    one = unsealed(page, seals, DPI, SETTINGS)  # a figure by itself
    assert one.page[360:385, 110:150].min() < 150
    page[280:400] = 245
    assert unsealed(page, seals, DPI, SETTINGS).covered is None


def test_letters_of_stamps_that_lie_on_one_another_are_no_print() -> None:
    page = np.full((1100, 850, 3), 245, np.uint8)
    for middle in ((250, 300), (410, 300), (400, 800)):
        cv2.circle(page, middle, 90, (200, 30, 40), 8)
        for left in (-40, 0, 40):
            cv2.putText(page, "M", (middle[0] + left - 8, middle[1] + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (200, 30, 40), 2)
    assert unsealed(page, seals_of(page, DPI, None, SETTINGS), DPI, SETTINGS).covered is None


def test_a_seal_on_a_filled_cell_leaves_it_no_lighter() -> None:
    """Its strokes would stand out as light ones, and what lies between them as dark lines."""
    page = np.full((1100, 850, 3), 240, np.uint8)
    page[450:650, 100:700] = 180
    cv2.line(page, (100, 550), (700, 550), (20, 20, 20), 2)
    ink = np.zeros(page.shape[:2], np.uint8)
    cv2.circle(ink, (400, 520), 110, (1,), 12)
    light = np.where(ink[..., None] > 0, np.array((214, 30, 44)) / 255, 1.0)
    plane = unsealed(np.asarray(page * light, np.uint8), _anywhere("red"), DPI, SETTINGS).page
    assert plane[455:545, 105:695].max() <= 180 + 8
    assert plane[455:545, 105:695].min() >= 180 - 8
    assert plane[400:440, 300:500].min() > 230
    assert plane[550, 290:300].max() < 60


def test_characters_on_a_warm_fill_draw_no_line_between_them() -> None:
    """Between two of them there is nothing but colour, and they are no paper that it could be as dark as."""
    page = np.full((1100, 850, 3), 245, np.uint8)
    page[400:450, 100:700] = (232, 236, 210)
    page[415:435, 300:320] = page[415:435, 620:640] = (25, 25, 30)
    page[700:800, 300:420:9] = (214, 30, 44)
    plane = unsealed(page, _anywhere("red"), DPI, SETTINGS).page
    assert plane[405:445, 340:600].min() > 200


def test_rulings_of_the_colour_of_a_seal_stay_and_a_stamp_aslant_does_not() -> None:
    page = np.full((1100, 850, 3), 240, np.uint8)
    page[500:600, 300:420] = (60, 70, 210)
    for row in range(300, 801, 50):
        cv2.line(page, (100, row), (700, row + 8), (50, 70, 150), 3)
    for column in range(100, 701, 100):
        cv2.line(page, (column, 300), (column - 7, 800), (50, 70, 150), 3)
    cv2.line(page, (420, 412), (695, 445), (60, 70, 210), 3)
    plane = unsealed(page, _anywhere("blue"), 2 * DPI, SETTINGS).page
    assert plane[300:306, 250].min() < 100
    assert plane[330, 97:103].min() < 100
    assert plane[455:461, 650].min() < 100
    assert plane[437:442, 640:650].min() > 150
    assert plane[530, 350] > 200
