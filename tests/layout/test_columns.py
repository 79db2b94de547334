"""The figures of one line beside the columns of its block."""

import pytest

from ingest.dump import dump_page
from ingest.html import html_page
from layout.columns import Placed, common_start, place_figures
from layout.form_file import declared_forms
from layout.grid import declared_grid
from layout.lines import Line, grid_lines
from layout.places import leaves
from tests.layout.made_up import html_table

FORM = declared_forms()["annual-2019"]
PROACTIVE = FORM.table("proactive").blocks
COUNTS, CHANGES, FEES, BUYING = (leaves(PROACTIVE[at]) for at in (0, 1, 3, 4))
HEADER = ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量")


def ruled(*rows: tuple[str, ...]) -> tuple[Line, ...]:
    page = html_page(html_table(*rows))
    return grid_lines([declared_grid(page, page.tables[0])], FORM)


def torn(text: str) -> tuple[Line, ...]:
    page = dump_page(text + "\n")
    return grid_lines([declared_grid(page, page.tables[0])], FORM)


def told(placed: tuple[Placed, ...]) -> list[str]:
    """What stands in each column, with ``?`` where that is not certain."""
    return [("" if one.cell is None else one.cell.text) + ("" if one.certain else "?") for one in placed]


def test_figures_stand_under_their_headers() -> None:
    header, line = ruled(HEADER, ("行政许可", "940", "减95", "16065"))
    assert told(place_figures(line, CHANGES, [header], FORM, None)) == ["940", "减95", "16065"]


def test_figures_without_a_header_stand_in_order() -> None:
    (line,) = ruled(("行政许可", "940", "减95", "16065"))
    assert told(place_figures(line, CHANGES, [], FORM, None)) == ["940", "减95", "16065"]


def test_a_column_that_is_not_printed_stays_empty() -> None:
    header, line = ruled(("信息内容", "上一年项目数量", "处理决定数量"), ("行政许可", "940", "16065"))
    assert told(place_figures(line, CHANGES, [header], FORM, None)) == ["940", "?", "16065"]


@pytest.mark.parametrize("order", [(0, 2, 1), (1, 0, 2), (2, 0, 1), (1, 2, 0)])
def test_headers_in_another_order_are_not_placed_by_order(order: tuple[int, ...]) -> None:
    names, figures = HEADER[1:], ("940", "3", "16065")
    header, line = ruled(("信息内容", *(names[at] for at in order)), ("行政许可", *(figures[at] for at in order)))
    placed = place_figures(line, CHANGES, [header], FORM, None)
    assert [one.cell.text for one in placed if one.cell and one.certain] == [
        figure for one, figure in zip(placed, figures, strict=True) if one.cell and one.certain
    ]


def test_too_few_figures_without_a_header_are_not_certain() -> None:
    (line,) = ruled(("行政许可", "940", "16065"))
    assert all(one.cell is None or not one.certain for one in place_figures(line, CHANGES, [], FORM, None))


def test_amounts_and_counts_are_told_by_their_shape() -> None:
    (line,) = ruled(("政府集中采购", "105.22"))
    assert told(place_figures(line, BUYING, [], FORM, None)) == ["?", "105.22"]


def test_a_header_gives_its_unit() -> None:
    header, line = ruled(("信息内容", "采购项目数量", "采购总金额（万元）"), ("政府集中采购", "3", "105.22"))
    assert [one.unit for one in place_figures(line, BUYING, [header], FORM, None)] == [None, "万元"]


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
    assert told(place_figures(line, COUNTS, [], FORM, None)) == placed


@pytest.mark.parametrize("text", ["规章\t12 5\t3\t\t", "规章\t\t3", "规章\t1\t2\t3\t4"])
def test_a_torn_line_of_doubtful_figures_is_not_certain(text: str) -> None:
    (line,) = torn(text)
    placed = place_figures(line, COUNTS, [], FORM, None)
    assert not all(one.certain for one in placed)


def test_two_zeros_in_one_cell_of_two_columns() -> None:
    (line,) = torn("行政事业性收费\t0 0\t\t")
    assert told(place_figures(line, FEES, [], FORM, None)) == ["0", "0"]


def test_the_start_of_its_neighbours_settles_a_torn_line() -> None:
    whole, other, short = torn("规章\t\t1\t2\t3\t\n规章\t\t4\t5\t6\t\n规章\t\t7\t\t\t")
    start = common_start([whole, other, short], 3)
    assert start == 2
    assert told(place_figures(short, COUNTS, [], FORM, start)) == ["7", "", ""]


def test_lines_that_disagree_have_no_common_start() -> None:
    assert common_start(torn("规章\t1\t2\t3\t\n规章\t\t4\t5\t6"), 3) is None
