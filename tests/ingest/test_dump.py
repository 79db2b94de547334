"""Text dumps: tables that tabs, pipes and blanks set off, whole and torn."""

import pytest

from ingest.dump import dump_page
from ingest.page import SourceTable


def tables(text: str) -> list[tuple[str, list[list[str]]]]:
    return [(table.how, rows(table)) for table in dump_page(text).tables]


def rows(table: SourceTable) -> list[list[str]]:
    count = max(cell.row for cell in table.cells) + 1
    return [[cell.text for cell in table.cells if cell.row == row] for row in range(count)]


def test_cells_that_begin_with_a_tab() -> None:
    text = "前文。\n\t信息内容\n\t本年新\n制作数量\n\n\t规章\n\t\n\n\n后文。"
    assert tables(text) == [("cells", [["信息内容", "本年新\n制作数量"], ["规章", ""]])]


def test_torn_rows_between_tabs() -> None:
    text = "二、\t上年结转政\t府信息\t0\t0\n\n四、纟\t吉转下年度\t继续办理\t1\t0\t\n"
    assert tables(text) == [("torn", [["二、", "上年结转政", "府信息", "0", "0"], ["四、纟", "吉转下年度", "继续办理", "1", "0", ""]])]


def test_pipes_with_a_rule() -> None:
    text = "| 项目 | 数 |\n|---|--:|\n| 规章 | 3 |\n| | |\n"
    assert tables(text) == [("torn", [["项目", "数"], ["规章", "3"], ["", ""]])]


def test_a_row_of_pipes_torn_over_lines() -> None:
    text = "| 项目 | 数 |\n| 2.其他法律行政法规\n禁止公开 | 4 |\n| 规章 | 3 |\n"
    assert tables(text)[0][1] == [["项目", "数"], ["2.其他法律行政法规\n禁止公开", "4"], ["规章", "3"]]


@pytest.mark.parametrize("text", ["行政许可   940   减95   16065", "行政许可 940 减95 16065"])
def test_blanks_set_figures_off(text: str) -> None:
    assert tables(text) == [("torn", [["行政许可", "940", "减95", "16065"]])]


def test_one_figure_behind_one_blank() -> None:
    text = "行政许可 12\n行政处罚 5\n"
    assert tables(text) == [("torn", [["行政许可", "12"], ["行政处罚", "5"]])]


@pytest.mark.parametrize("text", ["共收到申请，其中予以公开 12", "第 3", "全年公开 12 件。"])
def test_a_sentence_with_one_figure_is_no_table(text: str) -> None:
    assert tables(text) == []


def test_marks_of_markdown_are_no_text() -> None:
    assert tables("| **项目** | __数__ |\n|---|--:|\n| 规<br>章 | &nbsp;3 |\n")[0][1] == [["项目", "数"], ["规 章", "3"]]


def test_prose_with_figures_is_no_table() -> None:
    page = dump_page("全年收到申请 266 件，办结 258 件。\n54186. 0\n")
    assert page.tables == ()
    assert [word.text for word in page.words] == ["全年收到申请 266 件,办结 258 件。", "54186. 0"]


def test_places_are_those_of_a_typewriter() -> None:
    word = dump_page("甲\n\n  乙b").words[1]
    assert (word.box.x0, word.box.y0, word.box.x1, word.box.y1) == (12, 24, 30, 36)


def test_raw_text_stays() -> None:
    cell = dump_page("\t１２\n\t⼀\n").tables[0].cells
    assert [(c.text, c.raw) for c in cell] == [("12", "１２"), ("一", "⼀")]
