"""Grids from drawn pages: rulings of every sort, merged cells, open sides, and what only looks like a ruling."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from layout.pixels import pixel_grids
from layout.pixels_cells import CellSettings, table_lattices
from layout.pixels_edges import EdgeSettings, picture_of
from layout.pixels_lines import Segments, SegmentSettings, meeting, segments_of
from ocr.straight_masks import LineSettings, long_lines, without_characters
from tests.layout.drawn_pages import COLUMNS, DPI, ROWS, clean_of, drawn_page, only_grid


@pytest.mark.parametrize(("thick", "depth"), [(1, 0), (2, 0), (4, 60), (1, 190), (1, 225)])
def test_a_plain_grid(thick: int, depth: int) -> None:
    grid = only_grid(drawn_page(thick, depth))
    assert (grid.row_count, grid.column_count, len(grid.cells)) == (4, 4, 16)
    assert grid.confidence > 0.9
    assert not any(cell.torn for cell in grid.cells)


def test_boxes_are_in_points_of_the_clean_page() -> None:
    first = only_grid(drawn_page()).cells[0].box
    assert first.x0 == pytest.approx(150 * 72 / DPI, abs=0.4)
    assert first.y1 == pytest.approx(260 * 72 / DPI, abs=0.4)


def test_merged_cells() -> None:
    page = drawn_page()
    page[203:258, 445:655] = 250
    page[257:263, 153:447] = 250
    grid = only_grid(page)
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in grid.cells}
    assert spans[0, 0] == (2, 1) or spans[0, 0] == (1, 3)
    assert len(grid.cells) < 16


def test_a_header_across_the_table() -> None:
    page = drawn_page()
    page[203:258, 153:1097] = 250
    first = only_grid(page).cells[0]
    assert (first.row_span, first.column_span, first.torn) == (1, 4, False)


def test_a_merge_that_is_no_rectangle_is_torn() -> None:
    page = drawn_page()
    page[203:258, 447:454] = 250
    page[257:264, 453:647] = 250
    assert any(cell.torn for cell in only_grid(page).cells)


def test_open_sides_are_closed() -> None:
    page = drawn_page(columns=(150, 450, 650, 850, 1100))
    page[:, :155] = 250
    page[:, 1095:] = 250
    grid = only_grid(page)
    assert (grid.row_count, grid.column_count) == (4, 4)


def test_a_table_cut_by_a_page_break_has_a_last_row() -> None:
    page = drawn_page()
    page[437:444] = 250
    grid = only_grid(page)
    assert (grid.row_count, grid.column_count) == (4, 4)


@pytest.mark.parametrize(("on", "off"), [(4, 3), (10, 4), (2, 2)])
def test_dotted_and_broken_rulings(on: int, off: int) -> None:
    page = drawn_page()
    pattern = np.arange(1300) % (on + off) >= on
    page[255:265, 153:1097][:, pattern[153:1097]] = 250
    grid = only_grid(page)
    assert (grid.row_count, len(grid.cells)) == (4, 16)


def test_a_double_ruling_is_one_boundary() -> None:
    page = drawn_page(1)
    cv2.rectangle(page, (143, 193), (1107, 447), (0,), 1)
    grid = only_grid(page)
    assert (grid.row_count, grid.column_count) == (4, 4)


def test_a_grey_header_keeps_its_cells() -> None:
    page = drawn_page()
    header = page[202:259, 152:1098]
    header[header > 128] = 190
    assert len(only_grid(page).cells) == 16


def test_a_header_whose_tint_has_swallowed_the_ruling_below_it_keeps_its_cells() -> None:
    page = drawn_page()
    page[180:264][page[180:264] > 128] = 190
    page[256:264, 152:448] = 190
    page[264:270, 152:448] = 250
    page[259:262, 452:1098] = 0
    assert len(only_grid(page).cells) == 16


def test_the_faint_lines_that_sharpening_leaves_along_a_ruling_are_no_rulings() -> None:
    page = drawn_page(2, 90)
    for x in COLUMNS:
        for off in (-6, 6):
            page[200:440, x + off : x + off + 2] = np.minimum(page[200:440, x + off : x + off + 2], 225)
        page[230:250, x - 12 : x + 12 : 4] = 225
    assert len(only_grid(page).cells) == 16


def test_a_row_of_characters_in_grain_is_no_ruling() -> None:
    columns = tuple(range(150, 1200, 110))
    page = drawn_page(rows=ROWS, columns=columns)
    page[290:292, 155:255:12] = 120
    cv2.line(page, (153, 290), (257, 290), (150,), 2)
    page[286:295, 170:176] = 250
    assert len(only_grid(page).cells) == (len(columns) - 1) * (len(ROWS) - 1)


def test_figures_and_words_are_no_rulings() -> None:
    page = drawn_page()
    for x in COLUMNS[:-1]:
        for y in ROWS[1:]:
            cv2.putText(page, "1411", (x + 20, y - 15), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (0,), 3)
    assert len(only_grid(page).cells) == 16


def test_rulings_two_pixels_off_are_followed() -> None:
    page = np.full((700, 1300), 250, np.uint8)
    for y in ROWS:
        cv2.line(page, (150, y - 2), (1100, y + 2), (0,), 2)
    for x in COLUMNS:
        cv2.line(page, (x, 200), (x, 440), (0,), 2)
    assert len(only_grid(page).cells) == 16


def test_two_tables_come_top_to_bottom() -> None:
    page = np.vstack([drawn_page(), drawn_page()])
    grids = pixel_grids(clean_of(np.ascontiguousarray(page)))
    assert [grid.row_count for grid in grids] == [4, 4]
    assert grids[0].box.y1 < grids[1].box.y0


def test_creases_are_no_rulings() -> None:
    page = drawn_page()
    cv2.line(page, (0, 290), (1299, 290), (90,), 2)
    cv2.line(page, (550, 0), (550, 699), (90,), 2)
    grid = only_grid(page)
    assert (grid.row_count, grid.column_count, len(grid.cells)) == (4, 4, 16)


def test_a_table_that_fills_the_page_has_no_creases() -> None:
    page = drawn_page()[195:445, 145:1105].copy()
    assert len(only_grid(page).cells) == 16


def test_a_level_ruling_under_a_blot_goes_on_behind_it() -> None:
    page = drawn_page(columns=(150, 450, 650, 850, 1100))
    page[:, :155] = page[:, 1095:] = 250
    page[230:400, 470:630] = 250
    grid = only_grid(page)
    assert (grid.row_count, grid.column_count) == (4, 4)


def test_one_short_upright_among_many_rows() -> None:
    page = np.full((700, 1300), 250, np.uint8)
    rows = tuple(range(100, 660, 60))
    for y in rows:
        cv2.line(page, (150, y), (1100, y), (0,), 2)
    for x in (150, 700, 1100):
        cv2.line(page, (x, rows[0]), (x, rows[-1]), (0,), 2)
    cv2.line(page, (210, rows[-2]), (210, rows[-1]), (0,), 2)
    grid = only_grid(page)
    assert (grid.row_count, grid.column_count, len(grid.cells)) == (9, 3, 19)


def test_a_page_of_writing_has_no_grid() -> None:
    page = np.full((700, 1300), 250, np.uint8)
    for y in range(100, 650, 50):
        cv2.putText(page, "Annual report 2023 of the office", (100, y), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0,), 2)
    cv2.line(page, (100, 80), (1200, 80), (0,), 2)
    assert pixel_grids(clean_of(page)) == ()


def test_a_fax_of_dots_is_still_ruled() -> None:
    page = drawn_page(2)
    rng = np.random.default_rng(3)
    page[(rng.random(page.shape) < 0.35) & (page < 128)] = 255
    grids = pixel_grids(clean_of(np.where(page < 128, 0, 255).astype(np.uint8), bilevel=True))
    assert [len(grid.cells) for grid in grids] == [16]


@pytest.mark.parametrize(("end", "kept"), [(500, True), (488, True), (470, False), (130, False)])
def test_a_long_upright_with_a_pale_end_still_divides_its_row(end: int, kept: bool) -> None:
    level = Segments(np.array([100.0, 300.0, 500.0]), np.array([90.0] * 3), np.array([900.0] * 3))
    upright = Segments(np.array([95.0, 500.0, 895.0]), np.array([95.0, 300.0, 95.0]), np.array([505.0, end + 0.0, 505.0]))
    if end < 300:
        upright = Segments(upright.place, np.array([95.0, 98.0, 95.0]), upright.end)
    assert (len(meeting(level, upright, 200.0, SegmentSettings())[1]) == 3) == kept


def test_a_ruling_that_the_slanting_frame_of_a_stamp_runs_into_is_found() -> None:
    mask = np.zeros((700, 400), np.uint8)
    mask[300:600, 200:203] = 255
    for y in range(60, 310):  # the frame leans, and is as thick as no ruling
        start = 190 + round((y - 60) * 0.04)
        mask[y, start : start + 9] = 255
    found = segments_of(mask, 200.0, SegmentSettings(), level=False)
    assert [*found.place, *found.end] == pytest.approx([201, 599], abs=1)


def test_a_filled_header_without_a_ruling_above_and_below_is_a_row() -> None:
    """Of a web page the rulings beside its grey header cannot be seen."""
    page = drawn_page(rows=ROWS[2:])
    page[ROWS[0] : ROWS[1], COLUMNS[0] : COLUMNS[-1]] = 195
    for x in COLUMNS:
        cv2.line(page, (x, ROWS[0]), (x, ROWS[2]), (120,), 2)
    grid = only_grid(page)
    assert (grid.row_count, grid.column_count, len(grid.cells)) == (4, 4, 16)
    assert grid.cells[0].box.y0 == pytest.approx(ROWS[0] * 72 / DPI, abs=1.0)


@pytest.mark.parametrize("tone", [250, 195])
def test_a_ruling_at_the_edge_of_a_fill_stays_one(tone: int) -> None:
    page = drawn_page()
    inside = page[ROWS[0] : ROWS[1], COLUMNS[0] : COLUMNS[-1]]
    inside[inside > tone] = tone
    grid = only_grid(page)
    assert (grid.row_count, grid.column_count, len(grid.cells)) == (4, 4, 16)


def test_a_stroke_beside_a_ruling_does_not_take_its_place() -> None:
    """It is longer than the only row of figures is high, but ends within a row; columns are no narrower than two tenths of an inch."""
    rows, columns = (200, 260, 300), (150, 250, 350, 450, 550, 650, 750)
    page = drawn_page(rows=rows, columns=columns)
    page[203:258, 449:452] = 250  # the ruling begins with the second row
    cv2.line(page, (432, 210), (432, 251), (0,), 3)
    grid = only_grid(page)
    assert len(grid.cells) == 11
    edges = {round(cell.box.x0 * DPI / 72) for cell in grid.cells if cell.row == 1}
    assert any(abs(edge - 450) <= 2 for edge in edges)


@pytest.mark.parametrize(("last", "count"), [(290, 7), (250, 6)])
def test_what_runs_through_two_rows_is_a_ruling_though_none_was_found_there(last: int, count: int) -> None:
    """Of a short and pale one too little may be left to make a segment; through one row a stroke may run as well."""
    rows, columns = (200, 250, 290), (150, 250, 350, 550, 650, 750)
    page = drawn_page(rows=rows, columns=columns)
    cv2.line(page, (450, 200), (450, last), (0,), 2)
    picture = picture_of(page, long_lines(page, DPI, LineSettings()), DPI, LineSettings(), EdgeSettings())
    level = Segments(np.array(rows, float), np.full(3, 150.0), np.full(3, 750.0))
    upright = Segments(np.array(columns, float), np.full(6, 200.0), np.full(6, 290.0))
    (lattice,) = table_lattices(level, upright, picture, DPI, CellSettings())
    assert len(lattice.columns) == count


def test_a_piece_of_a_ruling_that_a_character_touches_is_no_character() -> None:
    page = np.full((400, 400), 250, np.uint8)
    cv2.line(page, (200, 170), (200, 230), (0,), 2)
    cv2.circle(page, (204, 200), 6, (0,), 2)
    cv2.circle(page, (300, 200), 6, (0,), 2)
    bare = without_characters(page, DPI, LineSettings())
    assert (bare[172:229, 200] < 50).all()
    assert (bare[:, 280:320] == 250).all()


def test_text_below_a_table_takes_none_of_its_sides_away() -> None:
    """One upright line runs from the table through two lines of text, whose strokes pass for level rulings."""
    page = drawn_page(rows=(200, 260, 320))
    cv2.line(page, (650, 320), (650, 440), (0,), 2)
    for y in (350, 380, 410, 440):
        cv2.line(page, (500, y), (780, y), (0,), 2)
        cv2.line(page, (720, y - 30), (720, y), (0,), 2)
    grid = only_grid(page)
    assert (grid.row_count, grid.column_count) == (2, 4)
    assert grid.box.x0 == pytest.approx(150 * 72 / DPI, abs=0.5)


@pytest.mark.parametrize("aside", [4, 5])
def test_a_boundary_lies_where_its_ruling_runs_be_it_found_aside(aside: int) -> None:
    """Strokes of a header had drawn it there."""
    page, finding = drawn_page(thick=4), LineSettings()
    lines = long_lines(without_characters(page, DPI, finding), DPI, finding)
    level, upright = (segments_of(one, DPI, SegmentSettings(), level=side) for one, side in ((lines.level, True), (lines.upright, False)))
    moved = Segments(upright.place - aside * (np.abs(upright.place - COLUMNS[2]) < 3), upright.start, upright.end)
    (lattice,) = table_lattices(level, moved, picture_of(page, lines, DPI, finding, EdgeSettings()), DPI, CellSettings())
    assert lattice.columns[2] == pytest.approx(COLUMNS[2], abs=1.5)


def test_a_table_with_open_sides_keeps_its_outer_columns_where_its_header_is_filled() -> None:
    """The sides of the fill are edges, but no longer than the header."""
    page = drawn_page(columns=(300, 450, 650, 850, 1000))
    for y in ROWS:
        cv2.line(page, (150, y), (1150, y), (0,), 2)
    page[202:258, 150:1151] = np.minimum(page[202:258, 150:1151], 190)
    grid = only_grid(page)
    assert (grid.row_count, grid.column_count) == (4, 6)


def test_rulings_that_frame_what_they_do_not_part_are_no_table() -> None:
    """Of a table whose inner rulings a fax has wiped out the frame and a line below may be left."""
    page = drawn_page(rows=(100, 600, 650), columns=(150, 1100))
    assert pixel_grids(clean_of(page)) == ()
    assert len(pixel_grids(clean_of(drawn_page(rows=(100, 350, 400), columns=(150, 1100))))) == 1
