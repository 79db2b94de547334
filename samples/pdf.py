"""Sets a report as a PDF page by page; the same report and look give the same bytes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from samples.flow import Fill, Mark, Rule, Text, grid_to_pages
from samples.fonts import FACES, font_path
from samples.layouts import BLACK, Look
from samples.report import Grid, Report
from samples.typeset import Measure, wrap

__all__ = ["write_pdf"]

LATIN = re.compile(r"[\x21-\x7e]+")
STRIKE = 0.3  # points between the two prints of a letter struck twice


def write_pdf(report: Report, look: Look, path: Path) -> None:
    """Write the report to ``path``.

    Raises:
        MissingFont: a font is not installed.
    """
    pages = _Pages(look=look)
    pages.set_report(report)
    canvas = Canvas(str(path), pagesize=look.paper, invariant=True, pageCompression=1)
    canvas.setTitle("".join(report.title.split()))
    canvas.setAuthor(report.truth.issuer)
    for number, marks in enumerate(pages.pages, start=1):
        for mark in (*marks, *_furniture(look, number, len(pages.pages))):
            _draw(canvas, look, mark)
        canvas.showPage()
    canvas.save()


@cache
def _register(face: str) -> str:
    pdfmetrics.registerFont(TTFont(face, str(font_path(face)), subfontIndex=FACES[face][2]))
    return face


@cache
def _radicals(face: str) -> dict[int, int]:
    """Characters to the radicals of the same look that the face has: U+4E00 to U+2F00 and so on."""
    glyphs = pdfmetrics.getFont(_register(face)).face.charToGlyph
    pairs = ((ord(unicodedata.normalize("NFKC", chr(radical))), radical) for radical in range(0x2F00, 0x2FD6))
    return {plain: radical for plain, radical in pairs if radical in glyphs}


def _runs(text: str, face: str, latin: str | None) -> Iterator[tuple[str, str]]:
    """Pieces of a text with the font each is set in."""
    _register(face)
    if latin is None:
        yield text, face
        return
    end = 0
    for match in LATIN.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], face
        yield match[0], latin
        end = match.end()
    if end < len(text):
        yield text[end:], face


def _measure(face: str, latin: str | None) -> Measure:
    def width(text: str, size: float) -> float:
        return float(sum(pdfmetrics.stringWidth(piece, font, size) for piece, font in _runs(text, face, latin)))

    return width


@dataclass(slots=True, kw_only=True)
class _Pages:
    """The pages while they fill up; ``y`` is the height reached on the last."""

    look: Look
    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    y: float = 0

    def set_report(self, report: Report) -> None:
        look = self.look
        self.y = look.margins[1]
        self._paragraph(report.title, look.head_face, look.body_size * 1.5, centred=True, bold=True)
        self.y += look.body_size
        for paragraph in report.preface:
            self._paragraph("　　" + paragraph, look.body_face, look.body_size)
        for section in report.sections:
            self._paragraph(("" if section.grid else "　　") + section.heading, look.head_face, look.body_size * 1.1, bold=True)
            for paragraph in section.paragraphs:
                self._paragraph("　　" + paragraph, look.body_face, look.body_size)
            if section.grid:
                self._table(section.grid)
        self.y += look.body_size
        for line in report.closing:
            self._paragraph(line, look.body_face, look.body_size, centred=True)

    def _room(self) -> tuple[float, float]:
        return self.look.margins[0], self.look.paper[0] - self.look.margins[0] - self.look.margins[2]

    def _turn(self) -> None:
        self.pages.append([])
        self.y = self.look.margins[1]

    def _paragraph(self, text: str, face: str, size: float, *, centred: bool = False, bold: bool = False) -> None:
        left, width = self._room()
        measure = _measure(face, self.look.latin)
        for line in wrap(text, width, size, measure):
            if self.y + size * self.look.leading > self.look.paper[1] - self.look.margins[3]:
                self._turn()
            self.y += size * self.look.leading
            x = left + (width - measure(line, size)) / 2 if centred else left
            self.pages[-1].append(Text(x=x, y=self.y - size * 0.3, text=line, size=size, face=face, bold=bold))

    def _table(self, grid: Grid) -> None:
        look = self.look
        if look.new_page and self.y > look.margins[1] + 60:
            heading = self.pages[-1].pop()
            self._turn()
            self.y += look.body_size * 1.1 * look.leading
            if isinstance(heading, Text):
                self.pages[-1].append(Text(x=heading.x, y=self.y - 4, text=heading.text, size=heading.size, face=heading.face, bold=True))
        self.y = min(self.y + look.lead + 4, look.paper[1] - look.margins[3])
        left, width = self._room()
        taken = width * look.narrow
        measure = _measure(look.table_face, look.latin)
        pieces = grid_to_pages(grid, look, measure, left + (width - taken) / 2, taken, self.y)
        for number, (marks, bottom) in enumerate(pieces):
            if number:
                self._turn()
            self.pages[-1].extend(marks)
            self.y = bottom
        self.y += look.body_size * 0.6


def _furniture(look: Look, number: int, count: int) -> Iterator[Mark]:
    """Page number and running head."""
    measure = _measure(look.body_face, look.latin)
    left, right = look.margins[0], look.paper[0] - look.margins[2]
    if look.folio:
        text = look.folio.format(page=number, pages=count)
        x = right - measure(text, 9) if look.folio_align == "right" else (left + right - measure(text, 9)) / 2
        yield Text(x=x, y=look.paper[1] - look.margins[3] / 2, text=text, size=9, face=look.body_face)
    if look.running_head:
        y = look.margins[1] / 2
        x = (left + right - measure(look.running_head, 9)) / 2
        yield Text(x=x, y=y, text=look.running_head, size=9, face=look.body_face)
        yield Rule(x0=left, y0=y + 4, x1=right, y1=y + 4, width=0.5)


def _draw(canvas: Any, look: Look, mark: Mark) -> None:
    height = look.paper[1]
    if isinstance(mark, Fill):
        canvas.setFillColorRGB(*mark.colour)
        canvas.rect(mark.x0, height - mark.y1, mark.x1 - mark.x0, mark.y1 - mark.y0, stroke=0, fill=1)
        canvas.setFillColorRGB(*BLACK)
    elif isinstance(mark, Rule):
        _draw_rule(canvas, look, mark)
    else:
        _draw_text(canvas, look, mark)
        if mark.bold and look.struck_twice:
            canvas.saveState()
            canvas.translate(STRIKE, 0)
            _draw_text(canvas, look, mark)
            canvas.restoreState()


def _draw_rule(canvas: Any, look: Look, rule: Rule) -> None:
    height, half = look.paper[1], rule.width / 2
    if look.rules_filled:
        canvas.setFillColorRGB(*rule.colour)
        box = (rule.x0 - half, height - rule.y1 - half, rule.x1 - rule.x0 + rule.width, rule.y1 - rule.y0 + rule.width)
        canvas.rect(*box, stroke=0, fill=1)
        canvas.setFillColorRGB(*BLACK)
        return
    canvas.setStrokeColorRGB(*rule.colour)
    canvas.setLineWidth(rule.width)
    canvas.line(rule.x0, height - rule.y0, rule.x1, height - rule.y1)


def _draw_text(canvas: Any, look: Look, mark: Text) -> None:
    canvas.saveState()
    canvas.translate(mark.x, look.paper[1] - mark.y)
    if mark.turned:
        canvas.rotate(90)
    x = 0.0
    text = mark.text.translate(_radicals(mark.face)) if look.radicals else mark.text
    for piece, font in _runs(text, mark.face, look.latin):
        canvas.setFont(font, mark.size)
        canvas.drawString(x, 0, piece)
        x += pdfmetrics.stringWidth(piece, font, mark.size)
    canvas.restoreState()
