"""A picture on a page: pixels that are fetched when they are wanted, so that a long scan is never in memory as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ingest.geometry import Box

__all__ = ["Picture", "PictureFile", "Pixels"]

Pixels: TypeAlias = NDArray[np.uint8]
"""RGB, shape (H, W, 3), 0 to 255."""


class PictureFile(Protocol):
    """What can draw its pages."""

    def pixels(self, page: int, box: Box | None, dpi: float) -> Pixels:
        """The page (counted from 1), or the part of it in ``box`` (points), at a resolution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Part of a page that is a picture. ``box`` is its place in points of the page as it lies in the source.

    ``whole`` says that it is the page: a scan. ``dpi`` is the resolution of the source's own pixels.
    """

    file: PictureFile = field(repr=False, compare=False)
    page: int
    box: Box
    dpi: float
    whole: bool = True

    def pixels(self) -> Pixels:
        """Its pixels, fetched anew each time.

        Raises:
            BrokenSource: they cannot be decoded.
        """
        return self.file.pixels(self.page, None if self.whole else self.box, self.dpi)
