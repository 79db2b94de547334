"""PDF space and the page as it is shown: the one place that turns and flips."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2 as pdfium

from ingest.geometry import Box

__all__ = ["Frame"]


@dataclass(frozen=True, slots=True)
class Frame:
    """The page's visible box in PDF space (origin bottom left, before rotation), and how it is turned for the reader."""

    x0: float
    y0: float
    x1: float
    y1: float
    rotation: int

    @classmethod
    def of(cls, page: pdfium.PdfPage) -> Frame:
        """The frame of a page: the box that is shown, which it may have from the pages above it in the file, and rotation."""
        x0, y0, x1, y1 = page.get_bbox()
        return cls(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), page.get_rotation())

    @property
    def width(self) -> float:
        """Of the page as it is shown, in points."""
        return self.x1 - self.x0 if self.rotation % 180 == 0 else self.y1 - self.y0

    @property
    def height(self) -> float:
        """Of the page as it is shown, in points."""
        return self.y1 - self.y0 if self.rotation % 180 == 0 else self.x1 - self.x0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """PDF space to points from the top left corner of the page as it is shown."""
        if self.rotation == 90:
            return y - self.y0, x - self.x0
        if self.rotation == 180:
            return self.x1 - x, y - self.y0
        if self.rotation == 270:
            return self.y1 - y, self.x1 - x
        return x - self.x0, self.y1 - y

    def back(self, x: float, y: float) -> tuple[float, float]:
        """Points from the top left corner of the page as it is shown, to PDF space."""
        if self.rotation == 90:
            return self.x0 + y, self.y0 + x
        if self.rotation == 180:
            return self.x1 - x, self.y0 + y
        if self.rotation == 270:
            return self.x1 - y, self.y1 - x
        return self.x0 + x, self.y1 - y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box of PDF space in points from the top left corner of the page as it is shown."""
        (ax, ay), (bx, by) = self.point(left, bottom), self.point(right, top)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
