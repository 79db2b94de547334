"""How well lines would stand at places."""

from dataclasses import replace

import pytest

from ingest.dump import dump_page
from ingest.html import html_page
from layout.form_file import declared_forms
from layout.grid import declared_grid
from layout.likeness import line_costs, place_costs, row_likeness, score_lines
from layout.lines import Line, grid_lines
from layout.places import prints

FORM = declared_forms()["annual-2021"]
PLAIN = prints(FORM)[0]
KEYS = [place.row.key if place.row is not None else place.role for place in PLAIN.places]


def line(*texts: str) -> Line:
    page = dump_page("\t".join(texts) + "\t\n")
    return grid_lines([declared_grid(page, page.tables[0])], FORM)[0]


def best(*texts: str) -> str:
    scores = score_lines([line(*texts)], PLAIN)[0]
    return KEYS[scores.index(max(scores))]


@pytest.mark.parametrize(
    ("texts", "key"),
    [
        (("行政许可", "12"), "licensing"),
        (("1.属于国家秘密", *"0000000"), "denied.state_secret"),
        (("（三）不予公开", "1.属于国家秘密", *"0000000"), "denied.state_secret"),
        (("（二）部分公开（区分处理的，只计这一情形）", *"0000000"), "partial"),
        (("二、上年转结政府信息公开申请数量", *"0000000"), "carried_in"),
        (("信息内容", "本年处理决定数量"), "header"),
        (("第二十条第（一）项", ""), "caption"),
        (("", *"0" * 15), "figures"),
    ],
)
def test_a_line_likes_its_own_place_best(texts: tuple[str, ...], key: str) -> None:
    assert best(*texts) == key


def test_a_torn_label_is_read_across_its_cells() -> None:
    assert row_likeness(line("四、", "结转下年", "度继续办理", "1"), ("四、结转下年度继续办理",)) == 1


def test_figures_cost_more_to_leave_out_than_words() -> None:
    figures, words = line_costs([line("规章", "3"), line("信息内容", "本年")])
    assert figures > words


def test_a_row_costs_more_to_leave_empty_than_a_header() -> None:
    costs = dict(zip([place.role for place in PLAIN.places], place_costs(PLAIN.places), strict=True))
    assert costs["row"] > costs["header"]


@pytest.mark.parametrize(("narrow", "liked"), [(13, True), (12, True), (11, False)])
def test_cells_over_two_columns_count_twice_where_a_ruling_between_figures_is_lost(narrow: int, liked: bool) -> None:
    page = html_page("<table><tr>" + "<td>0" * narrow + "<td colspan=2>31</table>")
    (one,) = grid_lines([replace(declared_grid(page, page.tables[0]), how="grid")], FORM)
    assert (score_lines([one], PLAIN)[0][KEYS.index("figures")] > score_lines([line("甲", "1")], PLAIN)[0][KEYS.index("figures")]) == liked


def test_words_where_figures_should_be_and_no_label_are_no_row() -> None:
    """What could be read of a header: it may have as many cells as the rows of a table before it have figures."""
    rows = [at for at, place in enumerate(PLAIN.places) if place.role == "row"]
    page = html_page("<table><tr><td><td>法人或其他组织<td><tr><td>1<td>2<td>3</table>")
    words, figures = (replace(one, labels=()) for one in grid_lines([replace(declared_grid(page, page.tables[0]), how="grid")], FORM))
    assert [cell.kind for cell in words.values] == ["blank", "text", "blank"]
    high, low = (max(score_lines([one], PLAIN)[0][at] for at in rows) for one in (figures, words))
    assert low < high - 3
