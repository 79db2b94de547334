"""Grids become lines: labels, figures and units of each row."""

from dataclasses import replace

import pytest

from ingest.dump import dump_page
from ingest.geometry import Box
from ingest.html import html_page
from ingest.page import Reading
from layout.form_file import declared_forms
from layout.grid import Cell, Grid, declared_grid
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


def pictured(*rows: tuple[str, ...], doubted: tuple[str, ...] = ()) -> tuple[Line, ...]:
    """Lines of a grid that was read from a picture, some of its cells with a doubt."""
    box = Box(0, 0, 10, 10)
    cells = tuple(
        Cell(
            row=row,
            column=column,
            text=text,
            raw=text,
            box=box,
            confidence=0.99 if text not in doubted else 0.4 if text else 0.0,
            doubt="the readers differ" if text in doubted else None,
        )
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    )
    return grid_lines([Grid(page=1, cells=cells, box=box)], FORM)


def test_what_is_left_of_a_word_among_words_is_a_word() -> None:
    header, row = pictured(("项目", "自\n然\n人", "0\n计"), ("规章", "3", "3"), doubted=("0\n计",))
    assert [cell.text for cell in header.texts] == ["项目", "自\n然\n人", "0\n计"]
    assert [cell.text for cell in row.figures] == ["3", "3"]


def test_words_under_a_seal_among_words_are_words() -> None:
    header, _ = pictured(("项目", "", "维持", "合计"), ("规章", "3", "4", "7"), doubted=("",))
    assert [cell.column for cell in header.texts] == [0, 1, 2, 3]


def test_half_a_word_among_many_is_a_word() -> None:
    header, _ = pictured(("维持", "纠正", "其他", "未结", "4"), ("1", "2", "3", "4", "10"), doubted=("4",))
    assert [cell.text for cell in header.texts] == ["维持", "纠正", "其他", "未结", "4"]
    row, _ = pictured(("一", "规章", "制定", "4"), ("二", "处罚", "数量", "3"), doubted=("4",))
    assert [cell.text for cell in row.figures] == ["4"]


@pytest.mark.parametrize(("certain", "header"), [("", True), ("8", False)])
def test_a_row_of_characters_none_of_which_was_read_for_certain_is_a_header(certain: str, header: bool) -> None:
    """A fax has broken all of its words; no row of figures reads as so many characters."""
    names = ("8", "—\n人", "企业", "科机", "社公", "法努", "总计")
    figures = ("规章", "1", "2", "3", "4", "5", "15")
    row = pictured(names, figures, doubted=tuple(name for name in names if name != certain))[0]
    assert ([cell.text for cell in row.texts] == list(names)) == header


def test_figures_that_nobody_could_read_beside_their_labels_stay_figures() -> None:
    row, _ = pictured(("规章", "制定", "", "", ""), ("处罚", "数量", "3", "3", "6"), doubted=("",))
    assert [cell.kind for cell in row.values] == ["blank"] * 3


@pytest.mark.parametrize("beside", ["3", "—", ""])
def test_what_is_left_beside_figures_keeps_the_place_of_a_figure(beside: str) -> None:
    row, _ = pictured(("规章", "制定", beside, "0\n计"), ("处罚", "数量", "3", "3"), doubted=("0\n计",))
    assert [cell.kind for cell in row.values if cell.text == "0\n计"] == ["figures"]


@pytest.mark.parametrize("text", ["·件", "件.", "· 件"])
def test_a_speck_beside_a_unit_is_no_figure(text: str) -> None:
    row, _ = pictured(("规章", text, "3"), ("处罚", "件", "4"))
    assert parts(row) == (["规章"], ["3"], ["件"])


def test_figures_under_a_seal_that_read_as_words_keep_their_places() -> None:
    cells = [
        Cell(row=0, column=at, text=text, raw=text, box=Box(40 * at, 0, 40 * at + 40, 10), confidence=0.6 if text == "日式" else 0.99)
        for at, text in enumerate(("1", "2", "0", "日式", "5"))
    ]
    (line,) = grid_lines([Grid(page=1, cells=tuple(cells), box=Box(0, 0, 200, 10))], FORM)
    assert [(cell.text, cell.kind) for cell in line.values][3:] == [("日式", "figures"), ("5", "figure")]


@pytest.mark.parametrize(
    ("first", "second", "kind"), [("作", "件", "unit"), ("作", "件.", "unit"), ("作", "仵", "text"), ("规章数量", "件", "text")]
)
def test_a_unit_that_one_of_the_readers_made_out_is_one(first: str, second: str, kind: str) -> None:
    read = tuple(Reading(reader=name, text=text, confidence=0.6) for name, text in (("one", first), ("two", second)))
    box = Box(0, 0, 10, 10)
    cells = [
        Cell(row=row, column=column, text=text, raw=text, box=box, confidence=0.5 if text == first else 0.99)
        for row, texts in enumerate((("规章", first, "3"), ("处罚", "件", "4")))
        for column, text in enumerate(texts)
    ]
    cells[1] = replace(cells[1], readings=read, doubt="the readers differ")
    line, _ = grid_lines([Grid(page=1, cells=tuple(cells), box=box)], FORM)
    assert [(cell.text, cell.doubt) for cell in line.units] == ([("件", "the readers differ")] if kind == "unit" else [])


def test_a_header_over_several_columns_that_reads_as_a_figure_makes_no_labels_of_the_words_beside_it() -> None:
    """Under a seal 行政诉讼 was read as a 7, and the first columns of the table passed for labels."""
    page = html_page(
        "<table><tr><td colspan=3>行政复议<td colspan=3>7<tr>"
        + "".join(f"<td>{text}" for text in ("维持", "纠正", "其他", "审结", "总计", "结果"))
        + "<tr><td>10<td>—<td>—<td>10<td>6<td>—</table>"
    )
    found = grid_lines([replace(declared_grid(page, page.tables[0]), how="grid")], FORM)
    assert parts(found[-1])[:2] == ([], ["10", "—", "—", "10", "6", "—"])


def test_a_header_of_which_much_is_lost_makes_no_labels_of_the_words_behind_it() -> None:
    """Rows of figures end with a figure, what is left of a header with words."""
    rows = (("维持", "", "/", "1", "起诉", "复议"), ("维持", "", "7", "1", "维持", "总计"), ("3", "4", "3", "—", "10", "5"))
    *_, last = pictured(*rows, doubted=("", "/", "7", "1"))
    assert parts(last)[:2] == ([], ["3", "4", "3", "—", "10", "5"])


@pytest.mark.parametrize(("span", "kind"), [(1, "figures"), (3, "text")])
def test_poorly_read_words_over_several_columns_are_the_name_of_a_group(span: int, kind: str) -> None:
    texts = (("", 1), ("", 1), ("法认或其他", span), ("总计", 1))
    cells, column = [], 0
    for text, wide in texts:
        box = Box(40 * column, 0, 40 * (column + wide), 10)
        cells.append(Cell(row=0, column=column, column_span=wide, text=text, raw=text, box=box, confidence=0.8 if text else 1.0))
        column += wide
    (line,) = grid_lines([Grid(page=1, cells=tuple(cells), box=Box(0, 0, 400, 10))], FORM)
    assert [cell.kind for cell in line.values + line.labels if cell.text == "法认或其他"] == [kind]


def test_a_header_whose_words_read_as_letters_is_one() -> None:
    names, figures = ("维持", "纠正", "其他", "未结", "总it", "Sit"), ("—", "—", "—", "—", "14", "1")
    header, last = pictured(names, figures)
    assert tuple(cell.text for cell in header.texts) == names
    assert parts(last)[:2] == ([], list(figures))


def test_a_header_that_reaches_down_to_the_figures_is_a_figure_that_could_not_be_read() -> None:
    """The ruling below one header is lost."""
    page = html_page(
        "<table><tr><td>维持<td>纠正<td rowspan=2>总计<td>维持<td>纠正<td>总计<tr><td>4<td>0<td>11<td>0<td>11</table>",
    )
    *_, last = grid_lines([replace(declared_grid(page, page.tables[0]), how="grid")], FORM)
    assert [(cell.text, cell.kind) for cell in last.values][2] == ("总计", "figures")
    assert (len(last.values), last.labels) == (6, ())


@pytest.mark.parametrize(("reaching", "words"), [(True, 4), (False, 3)])
def test_a_row_that_ends_below_a_word_of_the_row_above_is_one_of_a_header(reaching: bool, words: int) -> None:
    """Of 科研机构 under a seal a dash was read."""
    box = Box(0, 0, 10, 10)
    texts = ("项目", "社会公益组织", "—", "其他", "总计" if reaching else "5")
    cells = [
        Cell(
            row=int(at < 4 or not reaching), column=at, row_span=1 + int(at == 4 and reaching), text=text, raw=text, box=box, confidence=0.9
        )
        for at, text in enumerate(texts)
    ]
    cells[2] = replace(cells[2], doubt="it may be a mark for nothing, or what is left of a figure")
    *_, line = grid_lines([Grid(page=1, cells=tuple(cells), box=box)], FORM)
    assert len(line.texts) == words + int(reaching)


def test_the_label_of_a_group_that_reaches_down_to_the_first_figures_stays_one() -> None:
    page = html_page("<table><tr><td rowspan=2>三、结果<td>予以公开<td><td><tr><td>不予公开<td>4<td>0</table>")
    *_, last = grid_lines([replace(declared_grid(page, page.tables[0]), how="grid")], FORM)
    assert parts(last)[:2] == (["三、结果", "不予公开"], ["4", "0"])


def test_no_label_changes_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form may print a label that the letters of a figure with its words may spell; what is said of the figure stays as well."""
    monkeypatch.setattr("layout.lines.printed_labels", lambda form: ("增减5", "其他"))
    texts = (("增加5", "增减5"), ("其地", "其他"))
    cells = tuple(
        Cell(
            row=0,
            column=at,
            text=text,
            raw=text,
            box=Box(40 * at, 0, 40 * at + 40, 10),
            confidence=0.6,
            doubt="unsure",
            readings=(Reading(reader="one", text=text, confidence=0.6, alternatives=((other, 0.3),)),),
        )
        for at, (text, other) in enumerate(texts)
    )
    (line,) = grid_lines([Grid(page=1, cells=cells, box=Box(0, 0, 80, 10), how="torn")], FORM)
    found = {cell.text: cell.doubt for cell in (*line.labels, *line.others, *line.values)}
    assert found["其他"] is None
    assert found["增加5"] == "unsure"
