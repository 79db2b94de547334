"""The parts of a PDF page that have to be read from pixels, and how those are drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.bounds import bounds
from ingest.errors import BrokenSource
from ingest.geometry import Box
from ingest.pdf_drawings import DrawnPicture
from ingest.picture import Picture, Pixels

__all__ = ["PdfFile", "page_view", "pictures_of"]

_DPI = (72.0, 300.0)  # below, there is nothing to read; above, readers gain nothing
_VIEW_DPI = 150.0  # for people
_DRAWN_DPI = 300.0  # for pages that have no pixels of their own
_MAIN = 0.1  # share of the page from which a picture's resolution is the page's
_FEW = 5  # characters over a picture from which it is a background
_DEEPEST = 8  # forms within forms in which pictures are looked for
_LARGEST = 60_000_000  # pixels of one page; a sheet larger than A2 is drawn more coarsely


@dataclass(frozen=True, slots=True)
class PdfFile:
    """Draws pages of a PDF; it is opened anew for each page, so that it can be handed to another process."""

    data: bytes = field(repr=False)
    password: str | None = field(default=None, repr=False)

    def pixels(self, page: int, box: Box | None, dpi: float) -> Pixels:
        """See ``ingest.picture.PictureFile``. Drawing follows the page's own turn, crop and order of things."""
        try:  # a hair less, so that a page of a whole number of pixels is not rounded up to one more
            with pdfium.PdfDocument(self.data, password=self.password) as document:
                sheet = document[page - 1]
                _refuse_giants(sheet, page)
                exact = _is_bilevel(sheet)  # no grey between the dots of a fax, where its page is a hair smaller than they are
                scale = dpi / 72 * (1 - 1e-6)
                drawn = sheet.render(scale=scale, rev_byteorder=True, may_draw_forms=False, no_smoothimage=exact).to_numpy()
        except (pdfium.PdfiumError, MemoryError, ValueError) as error:
            raise BrokenSource(f"its page {page} cannot be drawn; leave it out with --pages, or fetch the file again") from error
        rgb = drawn if drawn.ndim == 3 else np.repeat(drawn[..., None], 3, axis=2)
        if box is not None:
            scale = dpi / 72
            rgb = rgb[max(0, round(box.y0 * scale)) : round(box.y1 * scale), max(0, round(box.x0 * scale)) : round(box.x1 * scale)]
        return np.ascontiguousarray(rgb[..., :3], np.uint8)


def _is_bilevel(page: pdfium.PdfPage) -> bool:
    """Whether its pictures are of black and white dots; what is so broken that it does not say is not."""
    try:
        bits = [item.get_metadata().bits_per_pixel for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=_DEEPEST)]
    except pdfium.PdfiumError:
        return False
    return bool(bits) and max(bits) == 1


def _refuse_giants(page: pdfium.PdfPage, number: int) -> None:
    """Pictures say how large they are before they are unpacked, and a few bytes may say anything."""
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=_DEEPEST):
        width, height = item.get_px_size()
        if width * height > bounds().pixels:
            what = f"a picture of {width} x {height} pixels, too many"
            raise BrokenSource(f"its page {number} has {what}; leave it out with --pages, or raise --max-megapixels")


def pictures_of(
    file: PdfFile, page: int, size: tuple[float, float], drawn: Sequence[DrawnPicture], written: Sequence[Box], *, whole: bool
) -> tuple[Picture, ...]:
    """The page as one picture when ``whole``; else those of its pictures over which next to nothing is written."""
    if whole:
        main = [picture.dpi for picture in drawn if picture.share >= _MAIN]
        dpi = _within(max(main, default=_DRAWN_DPI), size)
        return (Picture(file=file, page=page, box=Box(0.0, 0.0, *size), dpi=dpi),)
    alone = [picture for picture in drawn if sum(picture.box.holds(*box.center) for box in written) < _FEW]
    sheet = Box(0.0, 0.0, *size)
    inside = [(picture, cut) for picture in alone if (cut := _cut(picture.box, sheet)) is not None]
    return tuple(Picture(file=file, page=page, box=cut, dpi=_within(picture.dpi, size), whole=False) for picture, cut in inside)


def page_view(file: PdfFile, page: int, size: tuple[float, float]) -> Picture:
    """The page as people see it. ``size`` is its width and height in points."""
    return Picture(file=file, page=page, box=Box(0.0, 0.0, *size), dpi=_within(_VIEW_DPI, size))


def _within(dpi: float, size: tuple[float, float]) -> float:
    least, most = _DPI
    fits = 72 * math.sqrt(_LARGEST / max(size[0] * size[1], 1.0))
    return min(max(dpi, least), most, fits)


def _cut(box: Box, sheet: Box) -> Box | None:
    """What of a box lies on the page; None when that is next to nothing."""
    cut = Box(max(box.x0, sheet.x0), max(box.y0, sheet.y0), min(box.x1, sheet.x1), min(box.y1, sheet.y1))
    return cut if cut.x1 - cut.x0 > 1 and cut.y1 - cut.y0 > 1 else None
