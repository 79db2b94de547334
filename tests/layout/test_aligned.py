"""Columns without rulings, guessed from gaps."""

from dataclasses import replace

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


def test_lines_of_a_label_belong_to_the_figures_that_they_stand_clearly_nearest_to() -> None:
    """Set 14 points apart, rows 30; the figures stand beside the first line of a label, or beside the middle of two."""
    words = [
        *(word("规章", 0, 0), word("1", 300, 0), word("2", 400, 0)),
        *(word("其他对外管理", 0, 30), word("服务事项", 0, 44), word("3", 300, 30), word("4", 400, 30)),
        *(word("行政许可和其他对外", 0, 74), word("管理服务事项", 0, 88), word("5", 300, 81), word("6", 400, 81)),
        *(word("处罚", 0, 118), word("7", 300, 118), word("8", 400, 118)),
    ]
    (grid,) = aligned_grids(replace(page(), words=tuple(words)), [])
    assert [cell.text for cell in grid.cells if cell.column == 0] == [
        "规章",
        "其他对外管理\n服务事项",
        "行政许可和其他对外\n管理服务事项",
        "处罚",
    ]


def word(text: str, x: float, y: float) -> Word:
    return Word(text=text, raw=text, box=Box(x, y, x + 10 * len(text), y + 12))


def test_the_name_of_a_group_down_the_side_of_its_rows_is_no_part_of_their_labels() -> None:
    lines = "|属于国家秘密|0", "不|重复申请|12", "予", "|其他处理|5"
    assert rows(*lines) == [["", "属于国家秘密", "0"], ["不\n予", "重复申请", "12"], ["", "其他处理", "5"]]


def test_a_column_of_units_is_no_part_of_the_labels() -> None:
    assert rows("规章|件|0", "许可|件|12", "处罚|条|5")[1] == ["许可", "件", "12"]


def test_the_name_of_a_group_left_of_a_label_is_no_part_of_it() -> None:
    words = [
        *(word("规章", 0, 0), word("1", 300, 0), word("2", 400, 0)),
        *(word("2.没有现成信息需要", 100, 30), word("3", 300, 30), word("4", 400, 30)),
        *(word("无法提供", 0, 37), word("另行制作", 100, 44)),
        *(word("处罚", 0, 74), word("7", 300, 74), word("8", 400, 74)),
    ]
    (grid,) = aligned_grids(replace(page(), words=tuple(words)), [])
    assert [cell.text for cell in grid.cells if cell.column <= 1 and cell.row == 1] == ["无法提供", "2.没有现成信息需要\n另行制作"]


def test_marks_for_nothing_make_a_row_as_figures_do() -> None:
    assert rows("规章|0|1", "许可|/|/", "处罚|5|6")[1] == ["许可", "/", "/"]


def test_two_columns_read_as_one_in_some_line_are_two_all_the_same() -> None:
    lines = [f"许可{row}|{row}|0" for row in range(12)]
    assert rows(*lines[:5], "规章|1234567890123|0", *lines[5:])[0] == ["许可0", "0", "0"]
    assert len(rows(*lines[:5], "规章|1234567890123|0", *lines[5:])[5]) == 3


def test_the_header_of_columns_is_part_of_the_area_and_no_row() -> None:
    (grid,) = aligned_grids(page("二、公开情况", "内容|制作数|公开数", "规章|0|1", "许可|12|3"), [])
    assert (grid.row_count, grid.box.y0) == (2, 20)


def test_one_line_in_columns_may_be_a_table() -> None:
    assert rows("规章|0|1") == [["规章", "0", "1"]]


def test_prose_is_no_table() -> None:
    assert aligned_grids(page("全年收到申请266件", "其中予以公开120件", "部分公开57件"), []) == ()


def test_words_of_other_tables_are_not_taken_again() -> None:
    assert aligned_grids(page("规章|0|1", "许可|12|3", "处罚|5|6"), [Box(0, 0, 595, 60)]) == ()


def test_such_grids_are_told_apart() -> None:
    assert [grid.how for grid in aligned_grids(page("规章|0", "许可|12", "处罚|5"), [])] == ["aligned"]
