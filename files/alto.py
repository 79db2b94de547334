"""The pages of a report as ALTO XML (version 4): their words with place and confidence, for archives and viewers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from ingest.geometry import Box, enclosing
from ingest.page import Page, Word
from layout.errors import NoPaper
from layout.report import Report
from layout.searchable import reading_order
from layout.version import VERSION

__all__ = ["NAMESPACE", "report_to_alto"]

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_PER_POINT = 1200 / 72  # inch1200, the finest unit that ALTO knows
_SAME_LINE = 0.5  # share of the lower word's height that two words of a line have in common
_APART = 1.5  # heights of a line between two blocks
_NOT_XML = {code: None for code in (*range(0x20), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)) if code not in (0x9, 0xA, 0xD)}


def report_to_alto(report: Report) -> bytes:
    """All pages in the order of reading, places on the page as it lies in the source; the same report gives the same bytes.

    Raises:
        NoPaper: HTML, text, or a report from a file, which has no words.
    """
    pages = [page for page in report.pages if page.view is not None]
    if not pages:
        raise NoPaper("it has no pages whose words could be described; leave alto out of --to")
    root = etree.Element(_tag("alto"), nsmap={None: NAMESPACE, "xsi": _INSTANCE})
    root.set(f"{{{_INSTANCE}}}schemaLocation", f"{NAMESPACE} {_SCHEMA}")
    _describe(root, report)
    layout = _child(root, "Layout")
    for page in pages:
        _write_page(layout, page)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _describe(root: etree._Element, report: Report) -> None:
    description = _child(root, "Description")
    _child(description, "MeasurementUnit", "inch1200")
    image = _child(description, "sourceImageInformation")
    _child(image, "fileName", report.source.name)
    _child(image, "fileIdentifier", f"sha256:{report.source.sha256}")
    software = _child(_child(description, "Processing", ID="gouji"), "processingSoftware")
    _child(software, "softwareName", "gouji")
    _child(software, "softwareVersion", VERSION)


def _write_page(layout: etree._Element, page: Page) -> None:
    width, height = page.source_size or (page.width, page.height)
    name, size = f"p{page.number}", Box(0.0, 0.0, width, height)
    sheet = _child(layout, "Page", ID=name, PHYSICAL_IMG_NR=str(page.number), **_size(size))
    space = _child(sheet, "PrintSpace", **_place(size))
    for number, block in enumerate(_blocks(page), 1):
        area = _child(space, "TextBlock", ID=f"{name}_b{number}", **_place(_around(page, [word for line in block for word in line])))
        for count, line in enumerate(block, 1):
            _write_line(area, page, line, f"{name}_b{number}_l{count}")


def _write_line(area: etree._Element, page: Page, line: Sequence[Word], name: str) -> None:
    element = _child(area, "TextLine", ID=name, **_place(_around(page, line)))
    for number, word in enumerate(line, 1):
        if number > 1:
            _child(element, "SP")
        content = " ".join(word.text.translate(_NOT_XML).split())
        place = _place(page.to_source.box(word.box))
        _child(element, "String", ID=f"{name}_w{number}", CONTENT=content, WC=f"{word.confidence:.4g}", **place)


def _blocks(page: Page) -> Iterator[list[list[Word]]]:
    """The lines of the page, those that follow each other closely in one block."""
    block: list[list[Word]] = []
    for line in _lines(reading_order(page, [word for word in page.words if word.text.strip()])):
        if block:
            last, box = block[-1][-1].box, line[0].box
            if not -last.height <= box.y0 - last.y1 <= _APART * last.height:
                yield block
                block = []
        block.append(line)
    if block:
        yield block


def _lines(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words that follow each other from left to right on one level."""
    line: list[Word] = []
    for word in words:
        if line:
            last = line[-1].box
            common = min(last.y1, word.box.y1) - max(last.y0, word.box.y0)
            if common < _SAME_LINE * min(last.height, word.box.height) or word.box.x0 < last.x0:
                yield line
                line = []
        line.append(word)
    if line:
        yield line


def _around(page: Page, words: Sequence[Word]) -> Box:
    return enclosing(page.to_source.box(word.box) for word in words) or Box(0.0, 0.0, 0.0, 0.0)


def _place(box: Box) -> dict[str, str]:
    return {"HPOS": _units(max(box.x0, 0.0)), "VPOS": _units(max(box.y0, 0.0)), **_size(box)}


def _size(box: Box) -> dict[str, str]:
    return {"WIDTH": _units(box.width), "HEIGHT": _units(box.height)}


def _units(points: float) -> str:
    return str(round(points * _PER_POINT))


def _child(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, _tag(name), attributes)
    element.text = None if text is None else text.translate(_NOT_XML)
    return element


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
