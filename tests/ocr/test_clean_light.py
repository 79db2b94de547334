"""Steps that make paper white, on literal patches."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from ocr.clean_light import (
    LightSettings,
    dark_frame,
    flattened,
    is_bilevel,
    is_inverted,
    seal_colours,
    stretched,
    tone_of,
    unframed,
    unsealed,
    unspecked,
)
from ocr.straight_masks import Gray

DPI = 100.0
SETTINGS = LightSettings()


def _paper(value: int = 240) -> Gray:
    return np.full((1100, 850), value, np.uint8)


def test_a_dark_frame_is_found_and_made_white() -> None:
    page = np.full((1100, 850), 60, np.uint8)
    page[80:1000, 70:800] = 230
    frame = dark_frame(page, DPI, SETTINGS)
    assert frame is not None
    assert frame.paper.x0 == 70 * 0.72 or abs(frame.paper.x0 - 70 * 0.72) < 8
    assert unframed(page, frame)[20, 20] == 255
    assert unframed(page, frame)[500, 400] == 230


def test_a_shadow_is_no_frame() -> None:
    page = np.tile(np.linspace(90, 240, 850).astype(np.uint8), (1100, 1))
    assert dark_frame(page, DPI, SETTINGS) is None


def test_a_page_without_frame_has_none() -> None:
    assert dark_frame(_paper(), DPI, SETTINGS) is None


def test_uneven_light_is_evened_and_a_filled_cell_stays_filled() -> None:
    page = np.tile(np.linspace(150, 240, 850), (1100, 1))
    page[300:350, 200:500] *= 0.8
    even = flattened(page.astype(np.uint8), DPI, SETTINGS)
    assert tone_of(even, DPI).spread < 8
    assert abs(int(even[325, 350]) / int(even[500, 350]) - 0.8) < 0.03


def _sealed(colour: tuple[int, int, int]) -> Gray:
    page = np.full((1100, 850, 3), 240, np.uint8)
    page[500:600, 300:420] = colour
    page[540:543, 100:700] = 20
    return page


def test_seals_are_known_by_their_colour() -> None:
    assert seal_colours(_sealed((210, 60, 70)), DPI, None, SETTINGS) == ("red",)
    assert seal_colours(_sealed((60, 70, 210)), DPI, None, SETTINGS) == ("blue",)
    assert seal_colours(_sealed((80, 80, 80)), DPI, None, SETTINGS) == ()


def test_a_pale_stamp_is_known_on_paper_in_warm_light() -> None:
    page = np.full((1100, 850, 3), (250, 232, 214), np.uint8)
    page[500:600:2, 300:420] = (120, 150, 215)
    assert seal_colours(page, DPI, None, SETTINGS) == ("blue",)


def test_a_table_with_coloured_rulings_is_no_seal() -> None:
    page = np.full((1100, 850, 3), 240, np.uint8)
    page[200:900:50, 100:700] = (50, 70, 200)
    page[200:900, 100:700:100] = (50, 70, 200)
    assert seal_colours(page, DPI, None, SETTINGS) == ()


def test_a_seal_fades_and_print_under_it_stays() -> None:
    plane, _ = unsealed(_sealed((210, 60, 70)), ("red",), DPI, SETTINGS)
    assert plane[520, 350] > 235
    assert plane[541, 350] < 40


def test_specks_go_only_where_there_are_many() -> None:
    page = _paper()
    page[100, 100] = 0
    assert unspecked(page, 200.0, SETTINGS)[1] == 0
    page[::20, ::20] = 0
    page[300:306, 305:311] = 0
    mended, found = unspecked(page, 200.0, SETTINGS)
    assert found > 1000
    assert mended[303, 308] == 0
    assert mended[100, 100] == 255


def test_a_fax_is_known_by_its_two_colours() -> None:
    page = _paper(255)
    page[::7] = 0
    assert is_bilevel(page, SETTINGS)
    page[::7, ::2] = 128
    assert not is_bilevel(page, SETTINGS)


def test_a_very_white_page_is_no_fax() -> None:
    page = _paper(255)
    page[100:110, 100:160] = 0
    page[110:130, 100:160] = 90
    assert not is_bilevel(page, SETTINGS)


def test_a_page_in_the_shade_is_no_negative() -> None:
    page = np.tile(np.concatenate([np.full(600, 90.0), np.linspace(90, 240, 250)]), (1100, 1))
    for row in range(4):
        page[row::16, 40:810:4] *= 0.3
    shade = page.astype(np.uint8)
    assert not is_inverted(shade, SETTINGS)
    assert is_inverted(np.asarray(255 - _printed(), np.uint8), SETTINGS)
    assert not is_inverted(_printed(), SETTINGS)


def _printed() -> Gray:
    page = _paper(245)
    for row in range(4):
        page[row::16, 40:810:4] = 20
    return page


def test_faint_ink_becomes_black() -> None:
    page = _paper(240)
    page[::10] = 180
    assert stretched(page).min() == 0
    assert stretched(page).max() == 255


def test_the_rims_that_jpeg_leaves_of_a_seal_go_and_print_beside_it_stays() -> None:
    page = _sealed((60, 70, 210))
    page[500:600:9, 300:420] = 240
    page[500:600, 436:440] = 20
    done, data = cv2.imencode(".jpg", cv2.cvtColor(page, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 85])
    lossy = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert done
    assert lossy is not None
    seen = np.asarray(cv2.cvtColor(lossy, cv2.COLOR_BGR2RGB), np.uint8)
    without, with_rims = (unsealed(seen, ("blue",), DPI, settings)[0] for settings in (SETTINGS, replace(SETTINGS, seal_rim=0.0)))
    seal = np.s_[502:530, 302:418]
    assert np.count_nonzero(without[seal] < 200) < 0.5 * np.count_nonzero(with_rims[seal] < 200)
    assert without[520, 438] < 60
