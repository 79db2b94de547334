"""Cells of a grid, and the order of words in one."""

from dataclasses import replace

import pytest

from ingest.dump import dump_page
from ingest.geometry import Box
from ingest.page import Candidate, Word
from layout.grid import declared_grid, evidence_of, words_text


def word(text: str, x: float, y: float, height: float = 10, upright: bool = True) -> Word:
    return Word(text=text, raw=text, box=Box(x, y, x + 10, y + height), upright=upright)


def test_words_of_a_line_are_parted_by_blanks_and_lines_by_breaks() -> None:
    text, raw, lines = words_text([word("丙", 0, 20), word("乙", 20, 1), word("甲", 0, 0)])
    assert (text, raw, [len(line) for line in lines]) == ("甲 乙\n丙", "甲 乙\n丙", [2, 1])


def test_a_small_note_stays_on_its_line() -> None:
    assert words_text([word("22", 0, 0, height=12), word("件", 12, 6, height=6)])[0] == "22 件"


def test_turned_writing_comes_first() -> None:
    assert words_text([word("1", 0, 0), word("结果", 0, 0, upright=False)])[0] == "结果\n1"


def test_no_words_are_no_text() -> None:
    assert words_text([]) == ("", "", ())


def test_a_declared_table_keeps_its_places() -> None:
    page = dump_page("规章\t3\t\n其他\t12\t0\n")
    grid = declared_grid(page, page.tables[0])
    assert (grid.how, grid.row_count, grid.column_count) == ("torn", 2, 3)
    assert [cell.ink is None for cell in grid.cells] == [False, False, True, False, False, False]


def test_of_two_figures_in_one_cell_each_may_be_the_one_that_is_printed() -> None:
    two = [replace(word(text, 0, at), candidates=(Candidate(text=text, probability=0.9),)) for text, at in (("11", 0), ("35", 20))]
    found = evidence_of(two)["candidates"]
    assert [one.text for one in found] == ["11", "35"]
    assert [one.probability for one in found] == pytest.approx([0.36, 0.36])
    assert evidence_of([two[0], word("件", 20, 0)])["candidates"] == ()
    assert evidence_of([*two, two[0]])["candidates"] == ()
