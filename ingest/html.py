"""An HTML page becomes a page: its paragraphs as lines, its tables with their rows, columns and spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

import lxml.etree
import lxml.html

from ingest.characters import normal_text
from ingest.errors import BrokenSource
from ingest.geometry import Box
from ingest.page import Page, SourceCell, SourceTable, Word
from ingest.typewriter import LINE, text_box

__all__ = ["html_page", "marked_up"]

_CELL = 60.0  # points that a column of a table is wide in the layout of a page without paper
_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "head", "title", "svg", "iframe", "object", "del", "s", "strike", "rt", "rp"}
)
_UNTYPED = frozenset({"hidden", "checkbox", "radio", "button", "submit", "reset", "image", "file"})  # inputs that show no text
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|(?:left|top|text-indent):-\d{3,}|font-size:0(?![.\d])|opacity:0(?![.\d])|text-decoration[^;]*line-through"
)
_SHORT_CELL, _MOSTLY, _FEWEST_ROWS = 40, 0.8, 5  # a table of data may hold a small one in some cell
_BREAKS = frozenset(("p", "div", "br", "hr", "li", "ul", "ol", "dl", "dt", "dd", "table", "tr", "pre", "blockquote", "form")) | frozenset(
    ("h1", "h2", "h3", "h4", "h5", "h6", "main", "nav", "section", "article", "header", "footer")
)
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_ENDS = re.compile(r"</\s*(?:body|html)\s*>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_WIDEST_SPAN = 200  # columns or rows: more is a mistake or an attack


def html_page(text: str) -> Page:
    """The one page of an HTML document.

    Raises:
        BrokenSource: nothing in it can be parsed.
    """
    parser = lxml.html.HTMLParser(no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    text = _DECLARATION.sub("", text, count=1)  # lxml refuses characters that say which bytes they were
    text = _ENDS.sub("", text)  # and drops what follows the end, which browsers show
    try:
        root = lxml.html.document_fromstring(text, parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise BrokenSource("it is no HTML that can be parsed; save the page again") from error
    page = _Flow()
    page.walk(root)
    page.end_line()
    height = max(page.y, LINE)
    return Page(number=1, width=page.width, height=height, kind="text", words=tuple(page.words), tables=tuple(page.tables))


def marked_up(text: str) -> str:
    """A text dump with HTML tables in it (some Markdown is like that) as HTML: its other lines become paragraphs."""
    return "".join(part if is_table else "".join(f"<p>{escape(line)}</p>" for line in part.split("\n")) for part, is_table in _parts(text))


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a table; one that is never closed is none."""
    at = 0
    while (begin := _TABLE.search(text, at)) and (end := _TABLE_END.search(text, begin.end())):
        yield text[at : begin.start()], False
        yield begin.string[begin.start() : end.end()], True
        at = end.end()
    yield text[at:], False


class _Flow:
    """The page while it is laid out: lines one below the other, a table's rows one line each."""

    def __init__(self) -> None:
        self.y = 0.0
        self.width = 595.0
        self.words: list[Word] = []
        self.tables: list[SourceTable] = []
        self._line: list[str] = []

    def walk(self, top: lxml.html.HtmlElement) -> None:
        """The document in reading order, without recursion: strangers' pages nest as deep as they like."""
        stack: list[tuple[lxml.html.HtmlElement, Iterator[lxml.html.HtmlElement]]] = []
        self._enter(top)
        stack.append((top, iter(top)))
        while stack:
            element, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._leave(element)
                if stack:
                    self._line.append(element.tail or "")
            elif _is_unseen(child):
                self._line.append(child.tail or "")
            elif child.tag == "table" and _is_data(child):
                self.end_line()
                self._table(child)
                self._line.append(child.tail or "")
            else:
                self._enter(child)
                stack.append((child, iter(child)))

    def _enter(self, element: lxml.html.HtmlElement) -> None:
        if element.tag in _BREAKS:
            self.end_line()
        self._line.append(element.text or "")

    def _leave(self, element: lxml.html.HtmlElement) -> None:
        if element.tag in _BREAKS:
            self.end_line()

    def end_line(self) -> None:
        """What has gathered becomes one line."""
        raw = "".join(self._line)
        self._line = []
        text = " ".join(normal_text(raw).split())
        if not text:
            return
        box = text_box(text, self.y)
        self.words.append(Word(text=text, raw=raw.strip(), box=box))
        self.width = max(self.width, box.x1)
        self.y += LINE

    def _table(self, element: lxml.html.HtmlElement) -> None:
        cells = tuple(_cells(element, self.y))
        if not cells:
            return
        right = max(cell.box.x1 for cell in cells)
        bottom = max(cell.box.y1 for cell in cells)
        self.tables.append(SourceTable(cells=cells, box=Box(0.0, self.y, right, bottom), how="grid"))
        self.width = max(self.width, right)
        self.y = bottom


def _is_unseen(element: lxml.html.HtmlElement) -> bool:
    """Whether a browser would not show an element, or shows it struck through."""
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return True
    return element.get("hidden") is not None or bool(_HIDING.search("".join((element.get("style") or "").split()).lower()))


def _is_data(table: lxml.html.HtmlElement) -> bool:
    """Whether a table holds data: more than one cell, and no table inside it unless most of its cells are short all the same.

    Others arrange the page and are walked through like any other element.
    """
    rows = list(_rows(table))
    cells = [cell for row in rows for cell in row]
    if table.find(".//table") is None:
        return len(cells) > 1
    short = sum(len("".join(cell.itertext())) <= _SHORT_CELL for cell in cells)
    return len(rows) >= _FEWEST_ROWS and short >= _MOSTLY * len(cells)


def _rows(table: lxml.html.HtmlElement) -> Iterator[list[lxml.html.HtmlElement]]:
    """The cells of the table's own rows that can be seen, without those of tables inside it."""
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is table and not _is_unseen(row):
            yield [cell for cell in row if cell.tag in ("td", "th") and not _is_unseen(cell)]


def _cells(table: lxml.html.HtmlElement, top: float) -> Iterator[SourceCell]:
    """A table's cells with their places, as HTML lays them out: each in the first free column of its row."""
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(_rows(table)):
        column = 0
        for cell in line:
            while (row, column) in taken:
                column += 1
            row_span, column_span = _span(cell, "rowspan"), _span(cell, "colspan")
            taken.update((r, c) for r in range(row, row + row_span) for c in range(column, column + column_span))
            raw = _cell_text(cell)
            box = Box(column * _CELL, top + row * LINE, (column + column_span) * _CELL, top + (row + row_span) * LINE)
            yield SourceCell(
                row=row, column=column, row_span=row_span, column_span=column_span, text=normal_text(raw).strip(), raw=raw, box=box
            )
            column += column_span


def _span(cell: lxml.html.HtmlElement, name: str) -> int:
    digits = (cell.get(name) or "").strip()
    return min(max(int(digits), 1), _WIDEST_SPAN) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 1


def _cell_text(cell: lxml.html.HtmlElement) -> str:
    """What a cell shows, without recursion. A raised or lowered part is set apart, so that a note mark does not become a digit."""
    parts: list[str] = []
    stack: list[lxml.html.HtmlElement | str] = [cell]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        if item is not cell:
            stack.append(item.tail or "")
        if item is not cell and (_is_unseen(item) or (item.tag == "option" and item.get("selected") is None)):
            continue
        if item.tag in _BREAKS:
            parts.append("\n")
        if item.tag in ("sup", "sub"):
            parts.append("^")
        if item.tag == "input" and (item.get("type") or "text").lower() not in _UNTYPED:
            parts.append(item.get("value") or "")
        parts.append(item.text or "")
        stack.extend(reversed(item))
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
