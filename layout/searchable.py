"""A source becomes a PDF in which what was read from pixels can be found: the source's own pages, with the words laid on them unseen."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Name

from ingest.geometry import Box
from ingest.page import Page, Word
from ingest.pdf_frame import Frame
from layout.errors import NoPaper
from layout.hidden_text import depth_at_end, without_hidden_text
from layout.report import Report
from layout.text_layer import LaidWord, LayerFont

__all__ = ["reading_order", "searchable_pdf"]

_SAME_LINE = 0.5  # share of the lower word's height that two words of a line have in common
_TOUCH = 1.0  # points between rulings of one table


def searchable_pdf(report: Report, data: bytes, password: str | None = None) -> bytes:
    """The source with an unseen text layer on every page that was read from pixels; the same input gives the same bytes.

    Args:
        report: what was read, with its pages as they were read.
        data: the bytes of the source: a PDF, or an image, which goes into the PDF as it is.
        password: the one that the source was opened with. The result has none.

    Raises:
        NoPaper: HTML or text; a PDF that is protected against changes or cannot be taken apart.
    """
    if report.source.media not in ("pdf", "image"):
        raise NoPaper("it has no pages to lay text on; leave pdf out of --to")
    try:
        with _opened(report, data, password) as pdf:
            _lay(pdf, report.pages)
            file = io.BytesIO()
            pdf.save(file, deterministic_id=True, object_stream_mode=_packing(report))
    except NoPaper:
        raise
    except (pikepdf.PdfError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:
        raise NoPaper(f"it is damaged, and no text can be laid on it{_said(error)}; leave pdf out of --to") from error
    return file.getvalue()


def _said(error: Exception) -> str:
    """What qpdf says, without the place in memory that it calls the file; others say nothing that would help."""
    if not isinstance(error, pikepdf.PdfError):
        return ""
    return f" ({' '.join(re.sub(r'^stream <[^>]*>:? ?', '', str(error)).split())[:80]})"


def _packing(report: Report) -> pikepdf.ObjectStreamMode:
    mode: pikepdf.ObjectStreamMode = getattr(pikepdf.ObjectStreamMode, "generate" if report.source.media == "image" else "preserve")
    return mode


def _opened(report: Report, data: bytes, password: str | None) -> pikepdf.Pdf:
    if report.source.media == "image":
        from layout.image_pdf import image_pdf

        return image_pdf(data)
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        return pikepdf.open(io.BytesIO(data), password=password or "")
    if not pdf.is_encrypted:
        return pdf
    pdf.close()
    if not password:  # everybody may read it, and its author wants nobody to change it
        raise NoPaper("it is protected against changes; give its password with --password, or leave pdf out of --to")
    return pikepdf.open(io.BytesIO(data), password=password)


def _lay(pdf: pikepdf.Pdf, pages: Sequence[Page]) -> None:
    layers = {page.number: tuple(_laid(page, _frame(pdf.pages[page.number - 1]))) for page in pages if page.pictures}
    font = LayerFont(pdf, (word.text for words in layers.values() for word in words))
    for page in pages:
        if page.pictures:
            _write(pdf, page, layers[page.number], font)


def _write(pdf: pikepdf.Pdf, page: Page, words: Sequence[LaidWord], font: LayerFont) -> None:
    sheet = pdf.pages[page.number - 1]
    if Name.Resources not in sheet.obj:
        sheet.obj.Resources = _inherited(sheet.obj, Name.Resources) or pikepdf.Dictionary()
    instructions = pikepdf.parse_content_stream(sheet)
    if any(picture.whole for picture in page.pictures):
        content = without_hidden_text(sheet, instructions)
        if content is not None:
            sheet.obj.Contents = pdf.make_stream(content)
    if not words:
        return
    lacking, open_states = depth_at_end(instructions)
    name = sheet.add_resource(font.object, Name.Font, Name("/GoujiLayer"))
    sheet.contents_add(b"q\n" * (1 + lacking), prepend=True)
    sheet.contents_add(b"\nQ" * (1 + open_states) + b"\n" + font.orders(words, str(name)))


def _frame(sheet: pikepdf.Page) -> Frame:
    """The box that viewers show, as ``ingest`` has it from pdfium: what of the crop box lies in the media box."""
    media, crop = _box(sheet.mediabox), _box(sheet.cropbox)
    shown = Box(max(media.x0, crop.x0), max(media.y0, crop.y0), min(media.x1, crop.x1), min(media.y1, crop.y1))
    if shown.x1 <= shown.x0 or shown.y1 <= shown.y0:
        shown = media
    turn = int(_inherited(sheet.obj, Name.Rotate) or 0)
    return Frame(shown.x0, shown.y0, shown.x1, shown.y1, turn % 360)


def _box(values: pikepdf.Object) -> Box:
    x0, y0, x1, y1 = (float(value) for value in values.as_list())
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _inherited(node: pikepdf.Object | None, key: Name) -> pikepdf.Object | int | None:
    for _ in range(64):  # no tree of pages is as deep; a broken one may be a circle
        if node is None or key in node:
            break
        node = node.get(Name.Parent)
    return None if node is None else node.get(key)


def _laid(page: Page, frame: Frame) -> Iterator[LaidWord]:
    whole = any(picture.whole for picture in page.pictures)
    words = [word for word in page.words if word.text and (whole or word.readings)]
    for word in reading_order(page, words):
        box = word.box
        ends = ((box.x0, box.y1), (box.x1, box.y1), (box.x0, box.y0))
        start, end, top = (frame.back(*page.to_source.point(x, y)) for x, y in ends)
        yield LaidWord(text=" ".join(word.text.split()), start=start, end=end, height=math.dist(start, top))


def reading_order(page: Page, words: Sequence[Word]) -> tuple[Word, ...]:
    """Words down the page: tables cell by cell, as they come, and between them the lines of text from left to right."""
    areas = _tables(page)
    blocks: dict[int, list[Word]] = {}
    loose: list[Word] = []
    for word in words:
        at = next((number for number, area in enumerate(areas) if area.holds(*word.box.center)), None)
        if at is None:
            loose.append(word)
        else:
            blocks.setdefault(at, []).append(word)
    parts = [(areas[number].y0, several) for number, several in blocks.items()]
    parts += [(min(word.box.y0 for word in line), line) for line in _text_lines(loose)]
    return tuple(word for _, several in sorted(parts, key=lambda part: part[0]) for word in several)


def _text_lines(words: Sequence[Word]) -> Iterator[list[Word]]:
    line: list[Word] = []
    for word in sorted(words, key=lambda word: word.box.center[1]):
        if line:
            last = line[-1].box
            common = min(last.y1, word.box.y1) - max(last.y0, word.box.y0)
            if common < _SAME_LINE * min(last.height, word.box.height):
                yield sorted(line, key=lambda one: one.box.x0)
                line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda one: one.box.x0)


def _tables(page: Page) -> list[Box]:
    """Where rulings meet: each table's outline."""
    areas: list[Box] = []
    for ruling in page.rulings:
        area = Box(min(ruling.x0, ruling.x1), min(ruling.y0, ruling.y1), max(ruling.x0, ruling.x1), max(ruling.y0, ruling.y1))
        apart = []
        for other in areas:
            if _touch(area, other):
                area = Box(min(area.x0, other.x0), min(area.y0, other.y0), max(area.x1, other.x1), max(area.y1, other.y1))
            else:
                apart.append(other)
        areas = [*apart, area]
    return sorted(areas, key=lambda area: area.y0)


def _touch(one: Box, other: Box) -> bool:
    return min(one.x1, other.x1) - max(one.x0, other.x0) >= -_TOUCH and min(one.y1, other.y1) - max(one.y0, other.y0) >= -_TOUCH
