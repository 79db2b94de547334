"""HTML pages: lines, and tables with spans."""

from ingest.html import html_page


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


def test_breaks_and_blocks_end_lines() -> None:
    page = html_page("<div>甲<br>乙<p>丙</p>丁</div>")
    assert [word.text for word in page.words] == ["甲", "乙", "丙", "丁"]


def test_deep_nesting_is_no_trouble() -> None:
    page = html_page("<div>" * 300 + "底" + "</div>" * 300)
    assert page.words[-1].text == "底"


def test_absurd_spans_are_cut() -> None:
    page = html_page("<table><tr><td colspan=99999>甲<td rowspan=x>乙</table>")
    assert page.tables[0].cells[0].column_span == 200
