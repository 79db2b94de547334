"""Pictures of source pages, whole and in parts, kept while they are likely to be looked at again."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from PIL import Image

from archive.desk import Desk, Standing
from ingest.errors import IngestError
from ingest.geometry import Box
from ingest.page import Page
from ingest.picture import Pixels
from ingest.source import open_source
from layout.overlay import page_pixels

__all__ = ["CROP_DPI", "PAGE_DPI", "Pictures", "Text"]

PAGE_DPI, CROP_DPI = 144.0, 216.0
"""Twice and three times the page's points."""
_QUALITY = 80  # of the JPEG of a page
_PAGES, _PIXELS, _FILES = 64, 4, 200  # kept: pages as values; pixels for crops, 14 MB each; files, 0.2 MB each
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text of a page without paper, and where it stands."""

    text: str
    box: Box


class _Latest(Generic[Kept]):
    """What was used last, so many at most."""

    def __init__(self, most: int) -> None:
        self._most, self._kept = most, OrderedDict[Hashable, Kept]()

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        if key not in self._kept:
            self._kept[key] = make()
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return self._kept[key]


class Pictures:
    """Draws pages of the sources of an archive. It is safe to use from several threads: one draws at a time, as pdfium demands."""

    def __init__(self, desk: Desk, password: str | None = None) -> None:
        self._desk, self._password = desk, password
        self._lock = Lock()
        self._pages = _Latest[Page | None](_PAGES)
        self._pixels = _Latest[Pixels](_PIXELS)
        self._files = _Latest[bytes | None](_FILES)

    def page(self, standing: Standing, number: int) -> Page | None:
        """A page as it lies in the source, not read; None when the source is gone or has no such page."""
        with self._lock:
            return self._page(standing, number)

    def _page(self, standing: Standing, number: int) -> Page | None:
        return self._pages.get((standing.sha256, number), lambda: self._opened(standing, number))

    def _opened(self, standing: Standing, number: int) -> Page | None:
        content = self._desk.content(standing)
        if content is None:
            return None
        try:
            source = open_source(content, name=standing.name, pages=(number,), password=self._password)
        except IngestError:
            return None
        return next((page for page in source.pages if page.number == number), None)

    def jpeg(self, standing: Standing, number: int) -> bytes | None:
        """The whole page; None when there is no picture of it."""
        with self._lock:
            return self._files.get((standing.sha256, number), lambda: self._drawn(standing, number))

    def _drawn(self, standing: Standing, number: int) -> bytes | None:
        pixels = self._pixels_of(standing, number, PAGE_DPI)
        return None if pixels is None else _packed(pixels, "JPEG", quality=_QUALITY)

    def crop(self, standing: Standing, number: int, box: Box) -> bytes | None:
        """A part of a page, in points, three times as large; None when there is no picture of it."""
        with self._lock:
            return self._files.get((standing.sha256, number, box), lambda: self._cut(standing, number, box))

    def _cut(self, standing: Standing, number: int, box: Box) -> bytes | None:
        page = self._page(standing, number)
        if page is None or page.view is None:
            return None
        pixels = self._pixels.get((standing.sha256, number), lambda: page_pixels(page, page.view, CROP_DPI))  # type: ignore[arg-type] # it has one
        scale = pixels.shape[1] / (page.source_size or (page.width, page.height))[0]
        x0, y0, x1, y1 = (round(side * scale) for side in (box.x0, box.y0, box.x1, box.y1))
        part = pixels[max(y0, 0) : max(y1, 1), max(x0, 0) : max(x1, 1)]
        return _packed(part, "PNG") if part.size else None

    def _pixels_of(self, standing: Standing, number: int, dpi: float) -> Pixels | None:
        page = self._page(standing, number)
        return None if page is None or page.view is None else page_pixels(page, page.view, dpi)

    def texts(self, standing: Standing, number: int) -> tuple[Text, ...]:
        """What stands on a page without paper."""
        page = self.page(standing, number)
        if page is None or page.view is not None:
            return ()
        words = [Text(word.text.strip("\n"), word.box) for word in page.words]
        cells = [Text(cell.text.strip("\n"), cell.box) for table in page.tables for cell in table.cells]
        return tuple(one for one in (*words, *cells) if one.text.strip())


def _packed(pixels: Pixels, kind: str, **options: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()
