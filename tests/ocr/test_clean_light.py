"""Steps that make paper white, on literal patches."""

from __future__ import annotations

import numpy as np

from ocr.clean_light import (
    LightSettings,
    dark_frame,
    flattened,
    is_bilevel,
    is_inverted,
    stretched,
    tone_of,
    unframed,
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


def test_paper_is_evened_up_to_its_edge_and_what_lies_beyond_stays_white() -> None:
    page = np.full((1100, 850), 255.0)
    page[:, 100:700] = np.linspace(120, 200, 600)
    page[400:440, 110:400] *= 0.8
    even = flattened(page.astype(np.uint8), DPI, SETTINGS)
    assert even[300, 110:690].min() > 235
    assert abs(int(even[420, 115]) / int(even[300, 115]) - 0.8) < 0.05
    assert even[300, 20] == 250


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
    assert stretched(page, DPI).min() == 0
    assert stretched(page, DPI).max() == 255
