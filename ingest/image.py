"""A page image (PNG, JPEG, TIFF of several pages and the like) becomes pages that are pictures."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageOps

from ingest.bounds import bounds, page_numbers
from ingest.errors import BrokenSource, UnreadableSource
from ingest.geometry import Box
from ingest.jpeg_soundness import is_sound_jpeg
from ingest.page import Page, Problem
from ingest.picture import Picture, Pixels

__all__ = ["image_pages"]

_FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP")  # Pillow knows fifty more, and starts programs for some
_DAMAGED = "the image's data is not as it was written, so that parts of it may be missing or shifted; fetch it again"
_LONG_SIDE = {"A4": 11.69, "A3": 16.54}  # inches
_SIDE_OF_PAPER = (3.0, 24.0)  # inches that a page's longer side may have; cameras say 72 dots per inch and mean nothing by it
_WIDE = 1.2  # width to height from which an image of unknown size is two pages of A4 side by side
_SPREAD_PIXELS = 3000  # across: a single page lying on its side has no more at the usual 200 dots per inch
_ROTATED = (5, 6, 7, 8)  # EXIF orientations in which width and height change places


def image_pages(data: bytes, pages: tuple[int, ...] | None) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """The frames asked for (all when None), each a page with one picture.

    Raises:
        BrokenSource: the image cannot be decoded.
        UnreadableSource: it is too large to be held in memory.
        NoSuchPages: none of the pages asked for is there, or there are more than may be read.
    """
    with _opened(data) as image:
        count = _count(image)
        numbers = page_numbers(count, pages)
        file = _ImageFile(data)
        found = tuple(_page(image, file, number) for number in numbers)
        sound = image.format != "JPEG" or is_sound_jpeg(data)
        return found, () if sound else (Problem(code="source_damaged", page=None, message=_DAMAGED),)


def _count(image: Image.Image) -> int:
    try:
        return int(getattr(image, "n_frames", 1)) if image.format in ("TIFF", "MPO") else 1
    except (OSError, ValueError, SyntaxError, TypeError, KeyError) as error:
        raise BrokenSource(f"its pages cannot be found ({_said(error)}); fetch or scan it again") from error


def _page(image: Image.Image, file: _ImageFile, number: int) -> Page:
    _seek(image, number)
    width, height = image.size
    if width * height > bounds().pixels:
        raise UnreadableSource(f"its page {number} is {width} x {height} pixels, too many; save it at 300 dots per inch")
    if _lies_on_its_side(image, number):
        width, height = height, width
    dpi = _resolution(image, width, height)
    box = Box(0.0, 0.0, round(width * 72 / dpi, 2), round(height * 72 / dpi, 2))
    picture = Picture(file=file, page=number, box=box, dpi=dpi)
    return Page(number=number, width=box.x1, height=box.y1, kind="scanned", pictures=(picture,), view=picture)


def _lies_on_its_side(image: Image.Image, number: int) -> bool:
    """Whether its camera was held upright; of a TIFF, Pillow tells the size as it is shown, and of a PNG it decodes the whole for this."""
    try:
        return image.format != "TIFF" and image.getexif().get(0x0112) in _ROTATED
    except (OSError, ValueError, SyntaxError, MemoryError) as error:
        raise BrokenSource(f"its page {number} cannot be decoded ({_said(error)}); fetch or scan it again") from error


def _resolution(image: Image.Image, width: int, height: int) -> float:
    """Dots per inch as the file says, when that makes a sheet of paper; else those that make the image one of A4, or A3 when wide."""
    said = image.info.get("dpi", (0, 0))
    across, down = (float(value) for value in said)
    least, most = _SIDE_OF_PAPER
    if across > 0 and 0.8 < across / max(down, 1e-9) < 1.25 and least <= max(width, height) / across <= most:
        return across
    spread = width > _WIDE * height and width > _SPREAD_PIXELS
    return max(width, height) / _LONG_SIDE["A3" if spread else "A4"]


@dataclass(frozen=True, slots=True)
class _ImageFile:
    """Decodes one frame at a time."""

    data: bytes = field(repr=False)

    def pixels(self, page: int, box: Box | None, dpi: float) -> Pixels:
        """See ``ingest.picture.PictureFile``; frames are pictures as a whole, so ``box`` and ``dpi`` say nothing new."""
        with _opened(self.data) as image:
            _seek(image, page)
            try:
                return _rgb(ImageOps.exif_transpose(image))
            except (OSError, ValueError, SyntaxError, MemoryError) as error:
                raise BrokenSource(f"its page {page} cannot be decoded ({_said(error)}); fetch or scan it again") from error


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    pillows = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = bounds().pixels
    try:
        with warnings.catch_warnings():  # pages are looked at one by one, by number of pixels too
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with _found(data) as image:
                yield image
    finally:
        Image.MAX_IMAGE_PIXELS = pillows


def _found(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise UnreadableSource(f"it has more than {bounds().megapixels} million pixels; save it at 300 dots per inch") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise BrokenSource(f"it is an image that cannot be decoded ({_said(error)}); fetch or scan it again") from error


def _seek(image: Image.Image, number: int) -> None:
    try:
        image.seek(number - 1)
    except (EOFError, OSError, ValueError, SyntaxError, TypeError, KeyError) as error:
        raise BrokenSource(f"its page {number} cannot be found ({_said(error)}); fetch or scan it again") from error


def _said(error: BaseException) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", str(error)).split())[:80] or type(error).__name__


def _rgb(image: Image.Image) -> Pixels:
    """Whatever the mode, as RGB on white paper; 16 bits a pixel are brought down to 8."""
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, np.float64)
        most = 65535.0 if values.max(initial=0) > 255 else 255.0
        image = Image.fromarray(np.asarray(np.clip(values * 255 / most, 0, 255), np.uint8))
    if image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info:
        over = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", over.size, "white"), over)
    return np.asarray(image.convert("RGB"), np.uint8)
