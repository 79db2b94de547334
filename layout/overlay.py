"""A page as people see it with what was read on it: words, grid lines, and every cell in the colour of its status."""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ingest.geometry import Box
from ingest.page import Page, Ruling
from ingest.picture import Picture, Pixels
from layout.errors import NoPaper
from layout.legend import COLOURS, Colour, legend
from layout.report import Report, ReportCell
from ocr.clean import clean_page
from ocr.spread import single_sheet

__all__ = ["ShownPage", "page_pixels", "show_pages"]

_LARGEST = 40_000_000  # pixels of one drawing
_ALPHA = 0.5  # of the light that a cell's colour takes; ink stays black below it
_AROUND = 1.5  # points by which a cell's colour is wider than its writing
_STEP = 24.0  # points between the corners of a bent line
_SMALL, _LEAST_TYPE = 6.0, 9  # type of values: points of the page, pixels
_GAP = 12  # pixels between the page and its cleaned image
_PARTING = (70, 70, 70)

Points: TypeAlias = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPage:
    """The drawing of one page: a PNG file, and how many cells of each status stand on it (``unplaced`` figures among them)."""

    number: int
    png: bytes
    counts: dict[str, int]


def show_pages(report: Report, *, dpi: float = 150.0, clean: bool = True) -> Iterator[ShownPage]:
    """Every page of a report, drawn.

    Args:
        report: with its pages as they were read; one from a report file has none that can be drawn.
        dpi: resolution of the drawings.
        clean: whether the cleaned image is set beside a page that was read from its pixels.

    Raises:
        NoPaper: HTML, text, or a report from a file.
        IngestError: the source's pixels cannot be fetched.
    """
    views = [(page, page.view) for page in report.pages if page.view is not None]
    if not views:
        raise NoPaper("it has no pages to show; gouji read takes its figures")
    for page, view in views:
        yield _shown(report, page, view, dpi, clean)


def _shown(report: Report, page: Page, view: Picture, dpi: float, clean: bool) -> ShownPage:
    canvas = _Canvas.of(page, view, dpi)
    cells = [cell for _, cell in report.cells() if cell.page == page.number and cell.bbox is not None]
    unplaced = [item.bbox for item in report.unplaced if item.page == page.number]
    for cell in cells:
        canvas.fill(cell)
    for ruling in page.rulings:
        canvas.line(page, ruling)
    for word in page.words:
        canvas.outline([page.to_source.point(x, y) for x, y in word.box.corners], COLOURS["word"], 1)
    for box in unplaced:
        canvas.outline(_wider(box).corners, COLOURS["unplaced"], 3)
    drawing = canvas.written(cells)
    if clean and page.pictures and page.pictures[0].whole:
        drawing = _beside(drawing, _cleaned(page))
    counts = Counter({"unplaced": len(unplaced)} if unplaced else {})
    counts.update(cell.status for cell in cells)
    missing = sum(cell.status == "missing" for _, cell in report.cells())
    strip = legend(page, counts, missing, drawing.shape[1])
    wide = max(strip.shape[1], drawing.shape[1])
    whole = np.vstack([np.pad(part, ((0, 0), (0, wide - part.shape[1]), (0, 0)), constant_values=255) for part in (strip, drawing)])
    file = io.BytesIO()
    Image.fromarray(whole).save(file, "PNG", compress_level=6)
    return ShownPage(number=page.number, png=file.getvalue(), counts=dict(counts))


def page_pixels(page: Page, view: Picture, dpi: float) -> Pixels:
    """The page as it lies in the source, at a resolution; at a lower one when it is too large for that.

    Raises:
        IngestError: its pixels cannot be fetched.
    """
    width, height = page.source_size or (page.width, page.height)
    dpi = _fitting(page, dpi)
    pixels = replace(view, dpi=dpi).pixels()
    size = (max(1, round(width * dpi / 72)), max(1, round(height * dpi / 72)))
    if size != pixels.shape[1::-1]:
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return pixels


def _fitting(page: Page, dpi: float) -> float:
    width, height = page.source_size or (page.width, page.height)
    return min(dpi, 72 * math.sqrt(_LARGEST / max(width * height, 1.0)))


@dataclass(frozen=True, slots=True, eq=False)
class _Canvas:
    """The page's pixels, and in ``taken`` where something is drawn or written. ``scale`` is pixels per point."""

    pixels: Pixels
    taken: NDArray[np.uint8]
    scale: float

    @classmethod
    def of(cls, page: Page, view: Picture, dpi: float) -> _Canvas:
        """The page as it lies in the source, at a resolution."""
        pixels = page_pixels(page, view, dpi).copy()
        return cls(pixels, np.zeros(pixels.shape[:2], np.uint8), _fitting(page, dpi) / 72)

    def fill(self, cell: ReportCell) -> None:
        """Lay the colour of a cell's status over it; a doubtful one is outlined too."""
        if cell.bbox is None or cell.status not in COLOURS:
            return
        colour = COLOURS[cell.status]
        box = _wider(cell.bbox) if cell.raw else cell.bbox  # that of an empty cell is as wide as can be
        x0, y0, x1, y1 = self._area(box)
        part = self.pixels[y0:y1, x0:x1]
        part[:] = np.rint(part * (1 - _ALPHA + _ALPHA * np.array(colour) / 255))
        self.taken[y0:y1, x0:x1] = 1
        if cell.status == "suspect":
            self.outline(box.corners, colour, 2)

    def line(self, page: Page, ruling: Ruling) -> None:
        """A grid line as it lies in the source, where it may be bent."""
        count = max(1, math.ceil(math.dist((ruling.x0, ruling.y0), (ruling.x1, ruling.y1)) / _STEP))
        shares = [number / count for number in range(count + 1)]
        places = [(ruling.x0 + t * (ruling.x1 - ruling.x0), ruling.y0 + t * (ruling.y1 - ruling.y0)) for t in shares]
        points = self._points([page.to_source.point(x, y) for x, y in places])
        cv2.polylines(self.pixels, [points], False, COLOURS["grid"], 1, cv2.LINE_AA)
        cv2.polylines(self.taken, [points], False, 1, 3)

    def outline(self, corners: object, colour: Colour, thickness: int) -> None:
        """A closed line through points of the source page."""
        points = self._points(corners)
        cv2.polylines(self.pixels, [points], True, colour, thickness, cv2.LINE_AA)
        cv2.fillPoly(self.taken, [points], 1)

    def written(self, cells: list[ReportCell]) -> Pixels:
        """The drawing with the value of each cell beside it, where there is room."""
        image = Image.fromarray(self.pixels)
        pen = ImageDraw.Draw(image)
        font = ImageFont.load_default(max(_LEAST_TYPE, round(_SMALL * self.scale)))
        for cell in cells:
            text = _value(cell)
            if not text or cell.bbox is None:
                continue
            left, top, right, bottom = (round(end) for end in pen.textbbox((0, 0), text, font=font))
            at = self._room(cell.bbox, right - left, bottom - top)
            if at is not None:
                place, colour = (at[0] - left, at[1] - top), _darker(COLOURS[cell.status])
                pen.text(place, text, font=font, fill=colour, stroke_width=1, stroke_fill="white")  # to be seen on dark paper too
                self.taken[at[1] : at[1] + bottom - top, at[0] : at[0] + right - left] = 1
        return np.asarray(image, np.uint8)

    def _room(self, box: Box, width: int, height: int) -> tuple[int, int] | None:
        """A free place for something of that size to the right of a box, to its left, below or above."""
        x0, y0, x1, y1 = self._area(_wider(box))
        middle_x, middle_y = (x0 + x1 - width) // 2, (y0 + y1 - height) // 2
        for x, y in ((x1 + 2, middle_y), (x0 - width - 2, middle_y), (middle_x, y1 + 2), (middle_x, y0 - height - 2)):
            inside = x >= 0 and y >= 0 and x + width <= self.taken.shape[1] and y + height <= self.taken.shape[0]
            if inside and not self.taken[y : y + height, x : x + width].any():
                return x, y
        return None

    def _area(self, box: Box) -> tuple[int, int, int, int]:
        height, width = self.taken.shape
        ends = (box.x0 * self.scale, box.y0 * self.scale, box.x1 * self.scale, box.y1 * self.scale)
        x0, y0, x1, y1 = (round(end) for end in ends)
        return min(max(x0, 0), width), min(max(y0, 0), height), min(max(x1, 0), width), min(max(y1, 0), height)

    def _points(self, places: object) -> Points:
        return np.rint(np.array(places, np.float64) * self.scale).astype(np.int32).reshape(-1, 1, 2)


def _wider(box: Box) -> Box:
    return Box(box.x0 - _AROUND, box.y0 - _AROUND, box.x1 + _AROUND, box.y1 + _AROUND)


def _value(cell: ReportCell) -> str:
    """What was taken for the figure, or is proposed for it."""
    text = "" if cell.value is None else format(cell.value, "f")
    return f"{text}?" if cell.status in ("suspect", "missing") else text


def _darker(colour: Colour) -> Colour:
    red, green, blue = (round(part * 0.65) for part in colour)
    return red, green, blue


def _cleaned(page: Page) -> Pixels:
    """The picture as the readers had it: its way up is that which they settled on."""
    picture = page.pictures[0]
    pixels = picture.pixels()
    made = single_sheet(clean_page(pixels, picture.dpi, way_up=lambda _: True))
    if made.steps != page.steps:
        made = single_sheet(clean_page(pixels, picture.dpi, way_up=lambda _: False))
    return np.asarray(cv2.cvtColor(made.gray, cv2.COLOR_GRAY2RGB), np.uint8)


def _beside(drawing: Pixels, other: Pixels) -> Pixels:
    height = drawing.shape[0]
    size = (max(1, round(other.shape[1] * height / other.shape[0])), height)
    scaled = np.asarray(cv2.resize(other, size, interpolation=cv2.INTER_AREA), np.uint8)
    parting = np.full((height, _GAP, 3), _PARTING, np.uint8)
    return np.hstack([drawing, parting, scaled])
