"""In which cells of a torn line, or of one without rulings, its figures stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layout.columns import place_figures
from layout.figure_cells import common_columns
from layout.places import leaves
from tests.layout.torn_lines import COUNTS, FORM, told, torn


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("规章\t0\t1\t2\t\t", ["0", "1", "2"]),
        ("规章\t\t\t0\t1\t2", ["0", "1", "2"]),
        ("规章\t0\t0 0\t\t", ["0", "0", "0"]),
        ("规章\t5\t3\t0 0\t", ["5", "3", "0"]),
        ("规章\t000\t\t", ["0", "0", "0"]),
        ("规章\t\t3\t4", ["", "3", "4"]),
    ],
)
def test_the_window_of_a_torn_line(text: str, placed: list[str]) -> None:
    (line,) = torn(text)
    assert told(place_figures(line, COUNTS, None, [], FORM, None)) == placed


@pytest.mark.parametrize("text", ["规章\t12 5\t3\t\t", "规章\t\t3", "规章\t1\t2\t3\t4"])
def test_a_torn_line_of_doubtful_figures_is_not_certain(text: str) -> None:
    (line,) = torn(text)
    placed = place_figures(line, COUNTS, None, [], FORM, None)
    assert any(one.doubt or one.cell is None for one in placed)


def test_two_zeros_in_one_cell_of_two_columns() -> None:
    (line,) = torn("行政事业性收费\t0 0\t\t")
    assert told(place_figures(line, leaves(FORM.table("proactive").blocks[3]), None, [], FORM, None)) == ["0", "0"]


def test_the_full_lines_settle_a_torn_line() -> None:
    lines = torn("规章\t\t1\t2\t3\t\n规章\t\t4\t5\t6\t\n规章\t\t7\t\t\t")
    columns = common_columns(lines, 3)
    assert columns == (2, 3, 4)
    assert told(place_figures(lines[2], COUNTS, None, [], FORM, columns)) == ["7", "", ""]


def test_padding_between_figures_is_no_blank() -> None:
    """Merged cells left empty neighbours: the full rows show that every other cell is padding."""
    lines = torn("规章\t\t\t63\t\t69\t\n规范性文件\t298\t\t51\t\t45\t\n其他\t95\t\t83\t\t20\t")
    columns = common_columns(lines, 3)
    assert columns == (1, 3, 5)
    assert told(place_figures(lines[0], COUNTS, None, [], FORM, columns)) == ["", "63", "69"]


def test_a_full_line_beside_the_common_columns_is_doubtful() -> None:
    (line,) = torn("规章\t1\t2\t3\t")
    placed = place_figures(line, COUNTS, None, [], FORM, (2, 3, 4))
    assert {one.doubt for one in placed} == {"its figures stand in other columns than those of the lines around"}


def test_a_torn_line_among_lines_with_more_figures_is_doubtful() -> None:
    lines = torn("规章\t1\t2\t3\t4\n规章\t1\t2\t3\t\n规章\t5\t6\t7\t")
    columns = common_columns(lines, 3)
    assert columns == ()
    placed = place_figures(lines[1], COUNTS, None, [], FORM, columns)
    assert {one.doubt for one in placed} == {"some lines of its table have more figures than the form has columns"}


def test_full_lines_that_disagree_have_no_common_columns() -> None:
    assert common_columns(torn("规章\t1\t2\t3\t\n规章\t\t4\t5\t6"), 3) is None


def test_lines_without_figures_in_number_have_no_common_columns() -> None:
    assert common_columns(torn("规章\t1\t\t3\n规章\t\t4\t"), 3) is None


def test_a_mark_that_is_left_over_makes_its_line_doubtful() -> None:
    """A bit of a ruling was read as a 1, so that one thing is too much: which one is not for the columns to say."""
    (line,) = torn("规章\t2\t/\t4\t1")
    placed = place_figures(replace(line, how="aligned"), COUNTS, None, [], FORM, None)
    assert {one.doubt for one in placed} == {"it has more figures than the form has columns"}


def test_a_line_without_rulings_whose_figures_stand_elsewhere_is_doubtful() -> None:
    """The mark for nothing was lost, and a bit of a ruling stands for it in another column: the figures in between would move up."""
    lines = [replace(line, how="aligned") for line in torn("规章\t2\t/\t\t4\n规章\t1\t2\t\t3\n规章\t5\t\t1\t4")]
    columns = common_columns(lines, 3)
    placed = [place_figures(line, COUNTS, None, [], FORM, columns) for line in lines]
    assert {one.doubt for one in placed[1]} == {None}
    assert {one.doubt for one in placed[2]} == {"its figures stand in other columns than those of the lines around"}
    unknown = [place_figures(line, COUNTS, None, [], FORM, None) for line in lines]  # no two lines are alike, and each has an empty column
    assert all(one.doubt for line in unknown for one in line)
