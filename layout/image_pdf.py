"""Page images go into a PDF as they are: the file's own compressed data, so that nothing is lost and nothing grows."""

from __future__ import annotations

import io
from collections.abc import Iterator

import img2pdf
import pikepdf
from pikepdf import Name
from PIL import Image

from ingest.source import open_source
from layout.errors import NoPaper
from layout.jpeg_strips import joined_strips

__all__ = ["image_pdf"]

_ORIENTATION = 0x0112
_QUALITY = 88  # for what was JPEG and has to be compressed anew
_MANY = ("TIFF", "MPO")
# From the unit square of the image as it is stored to that of the page, by EXIF orientation.
_TURNS = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}


def image_pdf(data: bytes) -> pikepdf.Pdf:
    """A PDF of the image's frames, each a page of the size that ``ingest`` gives it.

    Raises:
        NoPaper: the image is of a kind that PDF does not hold.
    """
    try:
        made, turn = _packed(data)
    except Exception as error:  # img2pdf raises whatever it meets, bare exceptions among it
        raise NoPaper("it cannot be put into a PDF; save it as PNG, or leave pdf out of --to") from error
    pdf = pikepdf.open(io.BytesIO(made))
    for sheet, page in zip(pdf.pages, open_source(data).pages, strict=True):
        _lie(pdf, sheet, (page.width, page.height), turn)
    for key in (Name.Info, Name.ID):  # who made it and when
        if key in pdf.trailer:
            del pdf.trailer[key]
    return pdf


def _packed(data: bytes) -> tuple[bytes, int]:
    """A PDF of the frames, each on a page of some size, and the EXIF orientation in which they are stored."""
    with Image.open(io.BytesIO(data)) as image:
        several = image.format in _MANY
        turn = 1 if image.format == "TIFF" else image.getexif().get(_ORIENTATION, 1)
        frames = list(_frames(image, data)) if image.format == "TIFF" else [data]
    made: bytes = img2pdf.convert(
        frames,
        nodate=True,
        rotation=img2pdf.Rotation.none,
        layout_fun=img2pdf.get_fixed_dpi_layout_fun((300, 300)),
        first_frame_only=not several,
        include_thumbnails=several,
    )
    return made, turn


def _lie(pdf: pikepdf.Pdf, sheet: pikepdf.Page, size: tuple[float, float], turn: int) -> None:
    """Let a page have that size and its picture fill it, the right way up."""
    width, height = size
    a, b, c, d, e, f = _TURNS.get(turn, _TURNS[1])
    matrix = " ".join(f"{number:g}" for number in (a * width, b * height, c * width, d * height, e * width, f * height))
    (name,) = sheet.resources.XObject.keys()
    for key in (Name.CropBox, Name.TrimBox, Name.BleedBox, Name.ArtBox, Name.Rotate, Name.UserUnit):
        if key in sheet.obj:
            del sheet.obj[key]
    sheet.obj.MediaBox = pikepdf.Array([0, 0, width, height])
    sheet.obj.Contents = pdf.make_stream(f"q {matrix} cm {name} Do Q".encode())


def _frames(image: Image.Image, data: bytes) -> Iterator[bytes]:
    """A TIFF as images that can be taken as they are: the file itself, or its frames one by one where that would unpack JPEG data."""
    count = getattr(image, "n_frames", 1)
    kinds = []
    for number in range(count):
        image.seek(number)
        kinds.append((image.info.get("compression"), image.getexif().get(_ORIENTATION, 1)))
    if all(compression not in ("jpeg", "tiff_jpeg") and turn == 1 for compression, turn in kinds):
        yield data
        return
    for number, (compression, turn) in enumerate(kinds):
        image.seek(number)
        whole = joined_strips(image, data) if compression == "jpeg" and turn == 1 else None
        yield whole if whole is not None else _anew(image, compression)


def _anew(image: Image.Image, compression: str | None) -> bytes:
    """A frame, turned the right way up by Pillow, in a file of its own."""
    file = io.BytesIO()
    if image.mode == "1":
        image.copy().save(file, "TIFF", compression="group4")
    elif compression in ("jpeg", "tiff_jpeg"):
        image.convert("L" if image.mode == "L" else "RGB").save(file, "JPEG", quality=_QUALITY)
    else:
        image.copy().save(file, "PNG", optimize=True)
    return file.getvalue()
