"""Grids become lines: labels, figures and units of each row."""

import pytest

from ingest.dump import dump_page
from ingest.html import html_page
from layout.form_file import declared_forms
from layout.grid import declared_grid
from layout.lines import Line, grid_lines, joined_line, loose_lines
from tests.layout.made_up import html_table

FORM = declared_forms()["annual-2019"]


def lines(*rows: tuple[str, ...]) -> tuple[Line, ...]:
    page = html_page(html_table(*rows))
    return grid_lines([declared_grid(page, page.tables[0])], FORM)


def torn(text: str) -> tuple[Line, ...]:
    page = dump_page(text)
    return grid_lines([declared_grid(page, table) for table in page.tables], FORM)


def parts(line: Line) -> tuple[list[str], list[str], list[str]]:
    return [c.text for c in line.labels], [c.text for c in line.values], [c.text for c in line.units]


def test_labels_figures_and_units_are_told_apart() -> None:
    first = lines(("1", "规章", "件", "3", "/"), ("2", "处罚", "件", "0", ""))[0]
    assert parts(first) == (["规章"], ["3", "/"], ["件"])


def test_a_merged_label_stands_in_every_line_it_reaches_over() -> None:
    page = html_page("<table><tr><td rowspan=2>（三）不予公开<td>1.甲<td>3<tr><td>2.乙<td>4</table>")
    both = grid_lines([declared_grid(page, page.tables[0])], FORM)
    assert [[(c.text, c.first) for c in line.labels] for line in both] == [
        [("(三)不予公开", True), ("1.甲", True)],
        [("(三)不予公开", False), ("2.乙", True)],
    ]


@pytest.mark.parametrize(
    ("text", "labels", "values"),
    [
        ("(三)不\t予公开\t0\t0 0\n", ["(三)不", "予公开"], ["0", "0 0"]),
        ("规章\t\t3\t\n", ["规章"], ["", "3", ""]),
    ],
)
def test_a_torn_line_begins_its_figures_after_its_last_words(text: str, labels: list[str], values: list[str]) -> None:
    assert parts(torn(text)[0])[:2] == (labels, values)


def test_two_halves_of_a_line_are_joined() -> None:
    one, other = torn("2.其他法律\t\n行政法规\t3\t4\n")
    whole = joined_line(one, other)
    assert whole is not None
    assert parts(whole)[:2] == (["2.其他法律\n行政法规"], ["3", "4"])


def test_two_lines_with_figures_are_never_joined() -> None:
    assert joined_line(*torn("规章\t3\n处罚\t4\n")) is None


def test_loose_texts_take_the_figures_behind_them() -> None:
    page = dump_page("行政许可\n\n12\n\n—\n\n处罚\n\n本年共收到申请。\n\n7\n")
    assert [parts(line)[:2] for line in loose_lines(page, 0, FORM)] == [(["行政许可"], ["12", "—"]), (["处罚"], ["7"])]
