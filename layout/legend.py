"""The strip above a shown page: what was done to it, what its colours mean, and how many cells have each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ingest.page import Page
from ingest.picture import Pixels

__all__ = ["COLOURS", "Colour", "legend"]

Colour: TypeAlias = tuple[int, int, int]

COLOURS: dict[str, Colour] = {
    "read": (40, 170, 70),
    "blank": (140, 140, 140),
    "repaired": (40, 100, 235),
    "suspect": (255, 130, 0),
    "missing": (200, 0, 120),
    "reviewed": (140, 60, 200),
    "unplaced": (215, 0, 0),
    "word": (120, 150, 215),
    "grid": (0, 150, 165),
}
"""RGB: of each status, of figures without a place, and of what was found on the page."""
_ALWAYS = ("read", "blank", "repaired", "suspect", "reviewed", "unplaced")
_OUTLINES = ("unplaced", "word", "grid")
_NARROWEST = 640  # pixels
_TYPE, _LINE, _MARGIN = 17, 25, 10


def legend(page: Page, counts: Mapping[str, int], missing: int, width: int) -> Pixels:
    """The strip for a drawing of that width in pixels; no narrower than its lines need.

    ``counts`` are the cells of each status on the page, ``missing`` those of the whole report that were found nowhere.
    """
    width = max(width, _NARROWEST)
    font = ImageFont.load_default(_TYPE)
    lines = list(_wrapped(_facts(page), font, width - 2 * _MARGIN))
    entries = [(name, f"{name} {counts.get(name, 0)}") for name in COLOURS if name in _ALWAYS or counts.get(name)]
    entries += [("word", "word"), ("grid", "grid line")]
    rows = _rows(entries, font, width - 2 * _MARGIN)
    image = Image.new("RGB", (width, 2 * _MARGIN + _LINE * (len(lines) + len(rows) + bool(missing))), "white")
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        pen.text((_MARGIN, _MARGIN + number * _LINE), line, font=font, fill="black")
    top = _MARGIN + len(lines) * _LINE
    for row in rows:
        for x, name, text in row:
            _swatch(pen, _MARGIN + x, top, name)
            pen.text((_MARGIN + x + _LINE, top), text, font=font, fill="black")
        top += _LINE
    if missing:
        pen.text((_MARGIN, top), f"missing in the whole report: {missing}", font=font, fill=COLOURS["missing"])
    pen.line((0, image.height - 1, width, image.height - 1), fill=(70, 70, 70))
    return np.asarray(image, np.uint8)


def _facts(page: Page) -> str:
    width, height = page.source_size or (page.width, page.height)
    facts = [f"page {page.number}", f"{page.kind}, {width:.0f} x {height:.0f} points"]
    if page.rotation:
        facts.append(f"turned {page.rotation}\N{DEGREE SIGN}")
    if page.skew:
        facts.append(f"skew {page.skew:+.2f}\N{DEGREE SIGN}")
    if page.quality < 1:
        facts.append(f"quality {page.quality:.2f}")
    return "  |  ".join([*facts, *page.steps])


def _wrapped(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and font.getlength(longer) > width:
            yield line.strip()
            longer = word
        line = longer
    if line:
        yield line.strip()


def _rows(
    entries: list[tuple[str, str]], font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int
) -> list[list[tuple[int, str, str]]]:
    """Each entry with how far right it stands in its row."""
    rows: list[list[tuple[int, str, str]]] = [[]]
    x = 0
    for name, text in entries:
        needed = _LINE + round(font.getlength(text))
        if x and x + needed > width:
            rows.append([])
            x = 0
        rows[-1].append((x, name, text))
        x += needed + _LINE
    return rows


def _swatch(pen: ImageDraw.ImageDraw, x: int, y: int, name: str) -> None:
    box = (x, y + 3, x + 17, y + 18)
    if name == "grid":
        pen.line((x, y + 11, x + 17, y + 11), fill=COLOURS[name], width=2)
    elif name in _OUTLINES:
        pen.rectangle(box, outline=COLOURS[name], width=3 if name == "unplaced" else 1)
    else:
        red, green, blue = (round(255 - (255 - part) * 0.5) for part in COLOURS[name])
        pen.rectangle(box, fill=(red, green, blue), outline=COLOURS[name])
