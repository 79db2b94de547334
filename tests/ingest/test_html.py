"""HTML pages: lines, and tables with spans."""

import pytest

from ingest.html import html_page, marked_up


def test_spans_put_cells_in_their_columns() -> None:
    page = html_page("<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>1<td>2</table>")
    cells = {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in page.tables[0].cells}
    assert cells == {"甲": (0, 0, 2, 1), "乙": (0, 1, 1, 2), "1": (1, 1, 1, 1), "2": (1, 2, 1, 1)}


def test_a_table_that_arranges_the_page_is_walked_through() -> None:
    page = html_page("<table><tr><td><p>正文</p><table><tr><td>甲</td><td>1</td></tr></table></td></tr></table>")
    assert [word.text for word in page.words] == ["正文"]
    assert [cell.text for cell in page.tables[0].cells] == ["甲", "1"]


def test_what_nobody_sees_is_not_read() -> None:
    page = html_page("<p>一<script>1</script><span style='display: none'>2</span>三</p><style>4</style>")
    assert [word.text for word in page.words] == ["一三"]


def cell(inner: str) -> str:
    page = html_page(f"<table><tr><td>甲</td><td>{inner}</td></tr></table>")
    return page.tables[0].cells[1].text


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("12<sup>1</sup>", "12^1"),
        ("12<sub>3</sub>4", "12^34"),
        ("<del>7</del>12", "12"),
        ("<s>7</s>12<strike>8</strike>", "12"),
        ("<span style='text-decoration: underline line-through'>7</span>12", "12"),
        ("<span style='display:none'>7</span>12", "12"),
        ("<span style='VISIBILITY : hidden'>7</span>12", "12"),
        ("<span style='font-size:0'>7</span>12", "12"),
        ("<span style='opacity:0.5'>12</span>", "12"),
        ("<b hidden>7</b>12", "12"),
        ("<input value=12>", "12"),
        ("<input type=text value=12>", "12"),
        ("<input type=hidden value=7>12", "12"),
        ("<input>", ""),
    ],
)
def test_a_cell_holds_what_is_seen(inner: str, text: str) -> None:
    assert cell(inner) == text


@pytest.mark.parametrize("hidden", ["hidden", "style='display: none'"])
def test_hidden_rows_and_cells_are_not_there(hidden: str) -> None:
    page = html_page(f"<table><tr><td>甲<td {hidden}>9<td>1<tr {hidden}><td>乙<td>2<tr><td>丙<td>3</table>")
    assert [(c.row, c.column, c.text) for c in page.tables[0].cells] == [(0, 0, "甲"), (0, 1, "1"), (1, 0, "丙"), (1, 1, "3")]


def test_a_declaration_of_xml_is_no_trouble() -> None:
    page = html_page('<?xml version="1.0" encoding="gb2312"?>\n<html><p>甲</p></html>')
    assert [word.text for word in page.words] == ["甲"]


def test_a_table_of_data_may_hold_a_small_one() -> None:
    row = "<tr><td>甲<td>1"
    page = html_page(f"<table>{row * 4}<tr><td>乙<td><table><tr><td>2</table></table>")
    assert [c.text for c in page.tables[0].cells] == ["甲", "1"] * 4 + ["乙", "2"]


def test_lines_around_tables_of_a_text_become_paragraphs() -> None:
    page = html_page(marked_up("一 < 二\n<table><tr><td>甲<td>1</table>\n三"))
    assert [word.text for word in page.words] == ["一 < 二", "三"]
    assert [c.text for c in page.tables[0].cells] == ["甲", "1"]


def test_breaks_and_blocks_end_lines() -> None:
    page = html_page("<div>甲<br>乙<p>丙</p>丁</div>")
    assert [word.text for word in page.words] == ["甲", "乙", "丙", "丁"]


def test_what_stands_behind_the_end_of_the_document_is_read() -> None:
    page = html_page("<html><body><p>甲</p></body></html><p>乙</p>")
    assert [word.text for word in page.words] == ["甲", "乙"]


def test_deep_nesting_is_no_trouble() -> None:
    page = html_page("<div>" * 300 + "底" + "</div>" * 300)
    assert page.words[-1].text == "底"


def test_absurd_spans_are_cut() -> None:
    page = html_page("<table><tr><td colspan=99999>甲<td rowspan=x>乙</table>")
    assert page.tables[0].cells[0].column_span == 200
