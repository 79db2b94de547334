"""Which way a page lies, told from strokes drawn where characters would be."""

from __future__ import annotations

import numpy as np

from ocr.clean_turn import left_lean, lines_run_across, punctuation_vote, turned, way_up_crops
from ocr.straight_masks import Gray

DPI = 100.0


def _lines(marks: bool = True) -> Gray:
    """Ink of twelve lines of square characters, each ended by a small mark at its foot."""
    ink = np.zeros((600, 800), np.uint8)
    for top in range(40, 500, 40):
        for left in range(40, 500, 18):
            ink[top : top + 15, left : left + 15] = 255
        if marks:
            ink[top + 12 : top + 15, 510:513] = 255
    return ink


def test_lines_run_across_an_upright_page_and_along_a_turned_one() -> None:
    assert lines_run_across(_lines(), DPI)
    assert not lines_run_across(turned(_lines(), 90), DPI)


def test_marks_at_the_foot_of_lines_show_the_way_up() -> None:
    assert punctuation_vote(_lines(), DPI) == 1
    assert punctuation_vote(turned(_lines(), 180), DPI) == -1
    assert punctuation_vote(_lines(marks=False), DPI) == 0


def test_writing_leans_to_the_left() -> None:
    ink = _lines()
    ink[40:55, 700:715] = 255
    assert left_lean(ink) > 0.2
    assert left_lean(turned(ink, 180)) < -0.2
    assert left_lean(np.zeros((10, 10), np.uint8)) == 0


def test_crops_are_the_beginnings_of_the_lines_with_most_ink() -> None:
    ink = _lines()
    ink[200:215, 40:160] = ink[520:535, 40:160] = 255
    ink[520:535, 60:150] = 0
    gray = np.repeat(np.minimum(np.arange(600), 255).astype(np.uint8)[:, None], 800, axis=1)
    few = way_up_crops(gray, ink, DPI, count=3)
    assert [crop.shape for crop in few] == [(21, 8 * 15 + 6)] * 3
    assert int(few[0][3, 0]) == 200
    assert len(way_up_crops(ink, ink, DPI, count=5)) == 5
    assert way_up_crops(np.zeros_like(ink), np.zeros_like(ink), DPI) == ()


def test_turning_by_nothing_changes_nothing() -> None:
    assert turned(_lines(), 0).shape == (600, 800)
    assert turned(_lines(), 270).shape == (800, 600)


def test_labels_broken_in_narrow_columns_do_not_turn_a_page() -> None:
    """Seven columns of nine characters below each other, and two lines of text across: more characters stand in columns."""
    ink = np.zeros((600, 800), np.uint8)
    for left in range(40, 710, 110):
        for top in range(40, 200, 18):
            ink[top : top + 15, left : left + 15] = 255
    for top in (260, 300):
        for left in range(40, 520, 18):
            ink[top : top + 15, left : left + 15] = 255
    assert lines_run_across(ink, DPI)
    assert not lines_run_across(turned(ink, 90), DPI)


def test_lone_figures_do_not_turn_a_page() -> None:
    ink = np.zeros((600, 800), np.uint8)
    for top in range(40, 500, 60):
        for left in range(40, 700, 110):
            ink[top : top + 15, left : left + 8] = 255
    assert lines_run_across(ink, DPI)
    assert lines_run_across(np.zeros_like(ink), DPI)


def test_headers_of_one_character_a_line_do_not_turn_a_page() -> None:
    """A heading in large type with wide gaps, the names of groups, and fourteen headers whose characters stand close below each other."""
    ink = np.zeros((600, 800), np.uint8)
    for left in range(60, 460, 20):
        ink[60:76, left : left + 16] = 255
    for start, count in ((130, 4), (480, 4), (330, 8), (590, 5)):
        for left in range(start, start + 7 * count, 7):
            ink[190:195, left : left + 5] = 255
    for left in range(60, 760, 50):
        for top in range(210, 238, 7):
            ink[top : top + 5, left : left + 5] = 255
    assert lines_run_across(ink, DPI)
    assert not lines_run_across(turned(ink, 90), DPI)
