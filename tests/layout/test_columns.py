"""The figures of one line beside the columns of its block."""

from dataclasses import replace

import pytest

from ingest.geometry import Box
from ingest.html import html_page
from layout.columns import Placed, place_figures
from layout.form import Row
from layout.form_file import declared_forms
from layout.grid import Cell, Grid, declared_grid
from layout.lines import Line, grid_lines
from layout.places import leaves
from tests.layout.made_up import html_table
from tests.layout.torn_lines import COUNTS, FORM, told

PROACTIVE = FORM.table("proactive").blocks
APPLICANTS = leaves(FORM.table("requests").blocks[0])
CHANGES, FEES, BUYING = (leaves(PROACTIVE[at]) for at in (1, 3, 4))
CHARGES = leaves(declared_forms()["annual-2021"].table("proactive").blocks[-1])
HEADER = ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量")


def ruled(*rows: tuple[str, ...]) -> tuple[Line, ...]:
    page = html_page(html_table(*rows))
    return grid_lines([declared_grid(page, page.tables[0])], FORM)


def test_figures_stand_under_their_headers() -> None:
    header, line = ruled(HEADER, ("行政许可", "940", "减95", "16065"))
    assert told(place_figures(line, CHANGES, None, [header], FORM, None)) == ["940", "减95", "16065"]


def test_figures_without_a_header_stand_in_order() -> None:
    (line,) = ruled(("行政许可", "940", "减95", "16065"))
    assert told(place_figures(line, CHANGES, None, [], FORM, None)) == ["940", "减95", "16065"]


def test_a_column_that_is_not_printed_stays_empty() -> None:
    header, line = ruled(("信息内容", "上一年项目数量", "处理决定数量"), ("行政许可", "940", "16065"))
    assert told(place_figures(line, CHANGES, None, [header], FORM, None)) == ["940", "?", "16065"]


@pytest.mark.parametrize("order", [(0, 2, 1), (1, 0, 2), (2, 0, 1), (1, 2, 0), (2, 1, 0)])
def test_headers_in_another_order_are_not_placed_by_order(order: tuple[int, ...]) -> None:
    names, figures = HEADER[1:], ("940", "3", "16065")
    header, line = ruled(("信息内容", *(names[at] for at in order)), ("行政许可", *(figures[at] for at in order)))
    placed = place_figures(line, CHANGES, None, [header], FORM, None)
    assert all(one.doubt for one in placed if one.cell)


def test_too_few_figures_without_a_header_are_not_certain() -> None:
    (line,) = ruled(("行政许可", "940", "16065"))
    assert all(one.cell is None or one.doubt for one in place_figures(line, CHANGES, None, [], FORM, None))


def test_amounts_and_counts_are_told_by_their_shape() -> None:
    (line,) = ruled(("政府集中采购", "105.22"))
    assert told(place_figures(line, BUYING, None, [], FORM, None)) == ["?", "105.22"]


def test_a_header_gives_its_unit() -> None:
    header, line = ruled(("信息内容", "采购项目数量", "采购总金额（万元）"), ("政府集中采购", "3", "105.22"))
    assert [one.unit for one in place_figures(line, BUYING, None, [header], FORM, None)] == [None, "万元"]


def test_a_row_of_amounts_goes_before_its_column() -> None:
    """A row's own kind says that a whole number of a foreign column is not its figure."""
    (line,) = ruled(("其他", "3", "105.22"))
    amounts = Row(key="r", labels=("其他",), kind="amount")
    count = Row(key="r", labels=("其他",), kind="count")
    leaf = leaves(FORM.table("proactive").blocks[2])[:1]
    assert told(place_figures(line, leaf, amounts, [], FORM, None)) != ["3"]
    assert told(place_figures(line, leaf, count, [], FORM, None)) != ["105.22"]


@pytest.mark.parametrize(
    ("head", "doubt"),
    [("全年处理数量", "its header is more like another column's"), ("备注", "its header reads otherwise")],
)
def test_a_header_that_reads_otherwise_is_doubtful(head: str, doubt: str) -> None:
    header, line = ruled(("信息内容", "上一年项目数量", head, "处理决定数量"), ("行政许可", "940", "3", "16065"))
    placed = place_figures(line, CHANGES, None, [header], FORM, None)
    assert told(placed)[0] == "940"
    assert all(one.doubt or one.cell is None for one in placed[1:2])


def test_a_figure_too_many_makes_the_line_doubtful() -> None:
    (line,) = ruled(("规章", "1", "2", "3", "4"))
    placed = place_figures(line, COUNTS, None, [], FORM, None)
    assert all(one.doubt or one.cell is None for one in placed)


def test_a_figure_below_a_header_of_no_column_leaves_the_named_ones_alone() -> None:
    header, line = ruled((*HEADER, "备注"), ("行政许可", "940", "减95", "16065", "7"))
    assert told(place_figures(line, CHANGES, None, [header], FORM, None)) == ["940", "减95", "16065"]


def test_a_figure_under_a_header_that_nobody_could_read_keeps_its_place() -> None:
    box = [Box(100 * at, 0, 100 * at + 100, 10) for at in range(4)]
    header = [Cell(row=0, column=at, text=text, raw=text, box=box[at], confidence=0.99) for at, text in enumerate(HEADER)]
    header[2] = replace(header[2], text="", confidence=0.0, doubt="something is printed here that no reader could read")
    figures = [Cell(row=1, column=at, text=text, raw=text, box=box[at]) for at, text in enumerate(("行政许可", "940", "西", "16065"))]
    figures[2] = replace(figures[2], confidence=0.4)
    named, line = grid_lines([Grid(page=1, cells=(*header, *figures), box=Box(0, 0, 400, 20))], FORM)
    assert told(place_figures(line, CHANGES, None, [named], FORM, None)) == ["940", "西", "16065"]


REVIEW = leaves(FORM.table("review").blocks[0])


def reviewed(heads: tuple[str, ...], *unread: int, groups: tuple[str, ...] = ()) -> tuple[Placed, ...]:
    """Fifteen figures below a header, some of whose cells could hardly be read, and groups of five columns each above that."""
    box = [Box(40 * at, 10, 40 * at + 40, 20) for at in range(15)]
    above = [
        Cell(row=0, column=5 * at, column_span=5, text=text, raw=text, box=Box(200 * at, 0, 200 * at + 200, 10), confidence=0.99)
        for at, text in enumerate(groups)
    ]
    header = [
        Cell(row=1, column=at, text=text, raw=text, box=box[at], confidence=0.5 if at in unread else 0.99) for at, text in enumerate(heads)
    ]
    figures = [Cell(row=2, column=at, text=str(at), raw=str(at), box=box[at]) for at in range(15)]
    *named, line = [
        line
        for line in grid_lines([Grid(page=1, cells=(*above, *header, *figures), box=Box(0, 0, 600, 30))], FORM)
        if line.texts or line.values
    ]
    return place_figures(line, REVIEW, None, named, FORM, None)


def test_headers_that_could_not_be_read_do_not_stand_for_another_order() -> None:
    """Between the names that were read stand others, of the groups that they belong to."""
    heads = (
        "结果维持",
        "结果纠正",
        "其他结果",
        "尚未审结",
        "总计",
        "维",
        "纠",
        "其他结果",
        "尚",
        "总计",
        "结",
        "结果纠正",
        "他",
        "尚未审结",
        "总计",
    )
    told_of = {one.doubt for one in reviewed(heads, 5, 6, 8, 10, 12)}
    assert "the header names the columns in another order" not in told_of


def test_names_in_another_order_in_every_group_are_doubtful() -> None:
    heads = ("总计", "结果维持", "结果纠正", "其他结果", "尚未审结")
    assert {one.doubt for one in reviewed(heads * 3) if one.cell} == {"the header names the columns in another order"}


@pytest.mark.parametrize(
    ("groups", "known"),
    [(("行政复议", "未经复议直接起诉", "复议后起诉"), True), (("行政复议", "复议后起诉", "未经复议直接起诉"), False), ((), False)],
)
def test_where_its_groups_are_named_most_of_a_header_need_not_be_read(groups: tuple[str, ...], known: bool) -> None:
    heads = ("站果维", "站果", "其地", "尚表", "总计", "维", "结果纠正", "他", "尚未审结", "总计", "结最", "结果纠正", "其", "尚", "总计")
    unread = [at for at, head in enumerate(heads) if head not in ("总计", "结果纠正", "尚未审结")]
    placed = reviewed(heads, *unread, groups=groups)
    assert (not any(one.doubt for one in placed)) == known


def test_traces_of_another_name_leave_no_column_known_by_its_place() -> None:
    """The first two columns have changed places in print, and of their names a character each was read."""
    heads = ("X纠", "X维", "其他结果", "尚未审结", "总计") * 3
    unread = [at for at in range(15) if at % 5 < 2]
    placed = reviewed(heads, *unread, groups=("行政复议", "未经复议直接起诉", "复议后起诉"))
    assert all(one.doubt for at, one in enumerate(placed) if at in unread)


def applied(*heads: str, group: str = "", figures: tuple[str, ...] = ("1", "2", "3", "4", "5", "6", "21")) -> tuple[Placed, ...]:
    """Seven figures below a header read from a picture; what is empty nobody could read, and the rest not well. The group is printed over
    five columns behind the first."""
    box = [Box(40 * at, 0, 40 * at + 40, 10) for at in range(8)]
    over = [Cell(row=0, column=2, column_span=5, text=group, raw=group, box=Box(80, -10, 280, 0), confidence=0.8)] if group else []
    first = len(over)
    texts = [
        Cell(row=first, column=at, text=text, raw=text, box=box[at], confidence=0.5 if text else 0.0, doubt=None if text else "nothing")
        for at, text in enumerate(("项目", *heads))
    ]
    below = [
        Cell(row=first + 1, column=at, text=text, raw=text, box=box[at], confidence=0.99) for at, text in enumerate(("新收", *figures))
    ]
    *header, line = grid_lines([Grid(page=1, cells=(*over, *texts, *below), box=Box(0, -10, 320, 20))], FORM)
    return place_figures(line, APPLICANTS, None, header, FORM, None)


def test_a_header_of_which_most_was_hardly_read_names_its_columns_by_the_rest() -> None:
    heads = ("自然心\n2", "南北企业", "", "社会公鞋\n皱织", "法律滕舞\n机构\n4", "1\n英德", "")
    assert not any(one.doubt for one in applied(*heads))


@pytest.mark.parametrize(("sure", "poor", "known"), [(0.92, 0.5, True), (0.98, 0.5, False), (0.92, 0.9, False)])
def test_a_word_made_up_among_broken_ones_names_no_other_column(sure: float, poor: float, known: bool) -> None:
    """Of seven headers two could not be made out, two were read poorly, and 其他 reads as 莫德."""
    heads = (
        ("项目", 0.9),
        ("", 0.0),
        ("商业企业", 0.9),
        ("", 0.0),
        ("公益组织", poor),
        ("法律服务机构", poor),
        ("莫德", sure),
        ("总计", 0.9),
    )
    rows = (heads, tuple((text, 0.99) for text in ("新收", "1", "2", "3", "4", "5", "6", "21")))
    cells = tuple(
        Cell(
            row=row,
            column=at,
            text=text,
            raw=text,
            box=Box(40 * at, 10 * row, 40 * at + 40, 10 * row + 10),
            confidence=confidence,
            doubt=None if text else "nothing",
        )
        for row, texts in enumerate(rows)
        for at, (text, confidence) in enumerate(texts)
    )
    header, line = grid_lines([Grid(page=1, cells=cells, box=Box(0, 0, 320, 20))], FORM)
    assert (not any(found.doubt for found in place_figures(line, APPLICANTS, None, [header], FORM, None))) == known


@pytest.mark.parametrize(("one", "known"), [("西", True), ("项目", False)])
def test_a_single_character_read_for_certain_is_no_other_name(one: str, known: bool) -> None:
    """It is of a seal that lies over the header: no column has so short a name."""
    read = ("自然人", "商业企业", "科研机构", "社会公益组织", one, "", "")
    box = [Box(40 * at, 0, 40 * at + 40, 10) for at in range(8)]
    texts = [
        Cell(row=0, column=at, text=text, raw=text, box=box[at], confidence=0.94 if text else 0.0)
        for at, text in enumerate(("项目", *read))
    ]
    texts[-2:] = [replace(cell, doubt="nothing") for cell in texts[-2:]]
    below = [
        Cell(row=1, column=at, text=text, raw=text, box=box[at], confidence=0.99)
        for at, text in enumerate(("新收", "1", "2", "3", "4", "5", "6", "21"))
    ]
    header, line = grid_lines([Grid(page=1, cells=(*texts, *below), box=Box(0, 0, 320, 20))], FORM)
    assert (not any(found.doubt for found in place_figures(line, APPLICANTS, None, [header], FORM, None))) == known


@pytest.mark.parametrize(("group", "known"), [("、法人或其他短织", True), ("申请人情况", False), ("", False)])
def test_columns_are_known_by_the_group_over_some_of_them(group: str, known: bool) -> None:
    """The 社 above the second column is one of the fourth, which is named where it stands itself."""
    heads = ("自然\n人", "鞋社", "科拼", "社索\n公益\n维织", "法律\n服务\n机初", "英德", "总译\n4")
    assert (not any(one.doubt for one in applied(*heads, group=group))) == known


@pytest.mark.parametrize(
    "heads",
    [
        ("", "南北企业", "", "社会公鞋", "法律滕舞\n机构", "1\n英德", ""),
        ("自然心", "南北科研", "", "社会公鞋", "法律滕舞\n机构", "1\n英德", ""),
    ],
)
def test_a_header_of_which_too_little_was_read_or_something_else_does_not(heads: tuple[str, ...]) -> None:
    assert any(one.doubt for one in applied(*heads))


def test_names_that_run_together_in_a_wide_header_of_a_picture_name_none_of_its_columns() -> None:
    """The ruling between two headers is lost under a seal; what could be read is mostly the second one's name."""
    heads = [("自然人", 1), ("商业企业", 1), ("科社会公应组织", 2), ("法律服务机构", 1), ("其他", 1), ("总计", 1)]
    cells, column = [], 0
    for text, wide in heads:
        box = Box(40 * column, 0, 40 * (column + wide), 10)
        cells.append(Cell(row=0, column=column, column_span=wide, text=text, raw=text, box=box, confidence=0.8))
        column += wide
    figures = [Cell(row=1, column=at, text=str(at), raw=str(at), box=Box(40 * at, 10, 40 * at + 40, 20)) for at in range(7)]
    header, line = grid_lines([Grid(page=1, cells=(*cells, *figures), box=Box(0, 0, 280, 20))], FORM)
    placed = place_figures(line, APPLICANTS, None, [header], FORM, None)
    assert [one.cell and one.cell.text for one in placed] == [str(at) for at in range(7)]
    assert not any(one.doubt for one in placed)


@pytest.mark.parametrize(("head", "doubt"), [("E计", False), ("小结", True)])
def test_what_reads_with_letters_was_not_read_well_however_sure_the_reader(head: str, doubt: bool) -> None:
    heads = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", head)
    box = [Box(40 * at, 0, 40 * at + 40, 10) for at in range(7)]
    cells = [Cell(row=0, column=at, text=text, raw=text, box=box[at], confidence=0.93) for at, text in enumerate(heads)]
    cells += [Cell(row=1, column=at, text=str(at), raw=str(at), box=box[at], confidence=0.99) for at in range(7)]
    header, line = grid_lines([Grid(page=1, cells=tuple(cells), box=Box(0, 0, 280, 20))], FORM)
    assert any(one.doubt for one in place_figures(line, APPLICANTS, None, [header], FORM, None)) == doubt


@pytest.mark.parametrize(
    ("wide", "head", "sure", "doubt"), [(True, "指标名", 0.7, False), (True, "指标上年数", 0.95, True), (False, "指标名", 0.7, True)]
)
def test_the_only_column_is_known_though_its_name_runs_together_with_that_of_the_labels(
    wide: bool, head: str, sure: float, doubt: bool
) -> None:
    form = declared_forms()["list-2014"]
    label, value = Box(0, 0, 100, 10), Box(100, 0, 140, 10)
    over = Box(0, 0, 140, 10) if wide else value
    cells = [Cell(row=0, column=int(not wide), column_span=1 + int(wide), text=head, raw=head, box=over, confidence=sure)]
    cells += [
        Cell(row=1, column=at, text=text, raw=text, box=box, confidence=0.99)
        for at, (text, box) in enumerate((("规章", label), ("3", value)))
    ]
    header, line = grid_lines([Grid(page=1, cells=tuple(cells), box=Box(0, 0, 140, 20))], form)
    (placed,) = place_figures(line, leaves(form.tables[0].blocks[0]), None, [header], form, None)
    assert (placed.doubt is not None) == doubt


def test_the_header_of_a_finer_grid_on_the_page_before_names_its_column() -> None:
    """There the column is three places wide, here one."""
    header = ruled(("信息内容", "本年收费金额"))[0]
    labels, wide = header.texts
    head = replace(header, labels=(labels, replace(wide, column_span=3, confidence=0.99)), values=())
    (line,) = ruled(("行政事业性收费", "16065"))
    cell = replace(line.values[0], frame=wide.frame)
    (placed,) = place_figures(replace(line, values=(cell,)), CHARGES, None, [head], declared_forms()["annual-2021"], None)
    assert placed.doubt is None
    narrow = replace(cell, frame=Box(wide.frame.x0, 0, wide.frame.x0 + wide.frame.width / 3, 10))
    (placed,) = place_figures(replace(line, values=(narrow,)), CHARGES, None, [head], declared_forms()["annual-2021"], None)
    assert placed.doubt is not None


@pytest.mark.parametrize(("wide", "doubtful"), [(200.0, True), (100.0, False)])
def test_a_figure_as_wide_as_two_beside_a_column_without_one_is_doubtful(wide: float, doubtful: bool) -> None:
    """The ruling between the two is lost, and one of their names could not be read."""
    rows = (("信息内容", "上一年项目数量", "处理决定数量"), ("行政许可", "940", "16065"))
    sides = (0.0, 100.0, 200.0, 200.0 + wide)
    cells = tuple(
        Cell(row=row, column=at, text=text, raw=text, box=Box(sides[at], 20.0 * row, sides[at + 1], 20.0 * row + 20), confidence=0.99)
        for row, texts in enumerate(rows)
        for at, text in enumerate(texts)
    )
    header, line = grid_lines([Grid(page=1, cells=cells, box=Box(0, 0, sides[-1], 40))], FORM)
    placed = place_figures(line, CHANGES, Row(key="r", labels=("行政许可",)), [header], FORM, None)
    assert [one.cell and (one.cell.text, one.doubt is not None) for one in placed] == [("940", False), None, ("16065", doubtful)]


@pytest.mark.parametrize("name", ["first", "second", "both"])
def test_the_figure_of_two_narrow_columns_that_have_run_together_is_doubtful(name: str) -> None:
    """In a table in one line; its header may be read as the name of one of them, and the figure be the other's."""
    columns = leaves(FORM.table("review").blocks[0])
    names = [leaf.labels[0] for leaf in columns]
    names[3:5] = [{"first": names[3], "second": names[4], "both": names[3] + names[4]}[name]]
    figures = [str(number) for number in range(100, 114)]
    cells = tuple(
        Cell(row=row, column=at, text=text, raw=text, box=Box(50.0 * at, 20.0 * row, 50.0 * at + 50, 20.0 * row + 20), confidence=0.99)
        for row, texts in enumerate((names, figures))
        for at, text in enumerate(texts)
    )
    header, line = grid_lines([Grid(page=1, cells=cells, box=Box(0, 0, 700, 40))], FORM)
    placed = place_figures(line, columns, None, [header], FORM, None)
    assert all(one.doubt for one in placed if one.cell and one.cell.text == "103")
    assert sum(one.cell is not None and one.doubt is None for one in placed) >= 10
