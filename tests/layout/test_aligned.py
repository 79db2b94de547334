"""Columns without rulings, guessed from gaps."""

from ingest.geometry import Box
from ingest.page import Page, Word
from layout.aligned import aligned_grids


def page(*lines: str) -> Page:
    """A page set like a typewriter: a character is 10 points wide, a line 12 high."""
    words = []
    for row, line in enumerate(lines):
        for at, text in enumerate(line.split("|")):
            if text:
                words.append(Word(text=text, raw=text, box=Box(at * 100, row * 20, at * 100 + 10 * len(text), row * 20 + 12)))
    return Page(number=1, width=595, height=842, kind="digital", words=tuple(words))


def rows(*lines: str) -> list[list[str]]:
    (grid,) = aligned_grids(page(*lines), [])
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.row_count)]


def test_gaps_that_fall_together_part_columns() -> None:
    assert rows("规章|0|1", "许可|12|3", "处罚|5|6") == [["规章", "0", "1"], ["许可", "12", "3"], ["处罚", "5", "6"]]


def test_a_label_may_run_over_a_line_without_figures() -> None:
    assert rows("规章|0", "许可|12", "其他对外", "处罚|5")[2] == ["其他对外", ""]


def test_one_line_in_columns_may_be_a_table() -> None:
    assert rows("规章|0|1") == [["规章", "0", "1"]]


def test_prose_is_no_table() -> None:
    assert aligned_grids(page("全年收到申请266件", "其中予以公开120件", "部分公开57件"), []) == ()


def test_words_of_other_tables_are_not_taken_again() -> None:
    assert aligned_grids(page("规章|0|1", "许可|12|3", "处罚|5|6"), [Box(0, 0, 595, 60)]) == ()


def test_such_grids_are_told_apart() -> None:
    assert [grid.how for grid in aligned_grids(page("规章|0", "许可|12", "处罚|5"), [])] == ["aligned"]
