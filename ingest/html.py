"""An HTML page becomes a page: its paragraphs as lines, its tables with their rows, columns and spans."""

from __future__ import annotations

from collections.abc import Iterator

import lxml.etree
import lxml.html

from ingest.characters import normal_text
from ingest.errors import BrokenSource
from ingest.geometry import Box
from ingest.page import Page, SourceCell, SourceTable, Word
from ingest.typewriter import LINE, text_box

__all__ = ["html_page"]

_CELL = 60.0  # points that a column of a table is wide in the layout of a page without paper
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "title", "svg", "iframe", "object"})
_BREAKS = frozenset(("p", "div", "br", "hr", "li", "ul", "ol", "dl", "dt", "dd", "table", "tr", "pre", "blockquote", "form")) | frozenset(
    ("h1", "h2", "h3", "h4", "h5", "h6", "main", "nav", "section", "article", "header", "footer")
)
_WIDEST_SPAN = 200  # columns or rows: more is a mistake or an attack


def html_page(text: str) -> Page:
    """The one page of an HTML document.

    Raises:
        BrokenSource: nothing in it can be parsed.
    """
    parser = lxml.html.HTMLParser(no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(text, parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise BrokenSource("it is no HTML that can be parsed; save the page again") from error
    page = _Flow()
    page.walk(root)
    page.end_line()
    height = max(page.y, LINE)
    return Page(number=1, width=page.width, height=height, kind="text", words=tuple(page.words), tables=tuple(page.tables))


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
            elif self._is_unseen(child):
                self._line.append(child.tail or "")
            elif child.tag == "table" and _is_data(child):
                self.end_line()
                self._table(child)
                self._line.append(child.tail or "")
            else:
                self._enter(child)
                stack.append((child, iter(child)))

    @staticmethod
    def _is_unseen(element: lxml.html.HtmlElement) -> bool:
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            return True
        style = (element.get("style") or "").replace(" ", "").lower()
        return "display:none" in style or element.get("hidden") is not None

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


def _is_data(table: lxml.html.HtmlElement) -> bool:
    """A table that holds another one, or a single cell, arranges the page; it is walked through like any other element."""
    return table.find(".//table") is None and len(table.findall(".//td")) + len(table.findall(".//th")) > 1


def _cells(table: lxml.html.HtmlElement, top: float) -> Iterator[SourceCell]:
    """A table's cells with their places, as HTML lays them out: each in the first free column of its row."""
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line:
            if cell.tag not in ("td", "th"):
                continue
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
    parts: list[str] = [cell.text or ""]
    for element in cell.iterdescendants():
        if isinstance(element.tag, str) and element.tag in _BREAKS:
            parts.append("\n")
        if isinstance(element.tag, str) and element.tag not in _UNSEEN:
            parts.append(element.text or "")
        parts.append(element.tail or "")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
