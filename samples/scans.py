"""Puts a PDF through the damage and writes it as scanners do: PDFs of images, multi-page TIFFs, single pages."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2
from PIL import Image as Pillow

from ingest.geometry import Box
from samples.damage import DamagedPage, damage, generator
from samples.kinds import Kind
from samples.layer import HiddenWord, add_layer, layer_font
from samples.way import Image

__all__ = ["CONTAINERS", "Place", "Scan", "scan_pdf", "write_scan"]

CONTAINERS = ("pdf", "tiff", "png", "jpg")
TIFF_QUALITY = 88


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page of the document went: the number of its image, counted from 1, and how far right in it, in undamaged pixels."""

    image: int
    right: int = 0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scan:
    """The images of a scanned document; ``places`` by page number of the document, counted from 1."""

    kind: Kind
    seed: int
    dpi: int
    images: tuple[DamagedPage, ...]
    places: dict[int, Place]

    def box(self, page: int, box: Box) -> tuple[int, Box] | None:
        """Image and place in it, in points, of a box on a page of the document; None when the page, or all of the box, is not in it."""
        place = self.places.get(page)
        if place is None:
            return None
        image = self.images[place.image - 1]
        scale = self.dpi / 72
        corners = (box.x0 * scale - 0.5 + place.right, box.y0 * scale - 0.5, box.x1 * scale - 0.5 + place.right, box.y1 * scale - 0.5)
        x0, y0, x1, y1 = ((end + 0.5) / scale for end in image.way.box(*corners))
        width, height = image.image.shape[1] / scale, image.image.shape[0] / scale
        if x0 < 0 or y0 < 0 or x1 > width or y1 > height:
            return None
        return place.image, Box(x0, y0, x1, y1)


def scan_pdf(path: Path, kind: Kind, seed: int, pages: Collection[int] = ()) -> Scan:
    """The document, or those of its pages, as that kind of scan; file name, kind and seed settle everything."""
    rng = generator(path.stem, kind.name, seed)
    dpi = int(rng.choice(kind.dpi))
    with closing(pypdfium2.PdfDocument(path)) as document:
        numbers = [number for number in range(1, len(document) + 1) if not pages or number in pages]
        if not numbers:
            raise ValueError(f"{path} has {len(document)} pages, none of those asked for")
        images: list[DamagedPage] = []
        places: dict[int, Place] = {}
        for group in _groups(numbers, 2 if kind.spread else 1):
            sheet = _drawn(document, group[0], dpi)
            places[group[0]] = Place(image=len(images) + 1)
            for number in group[1:]:
                places[number] = Place(image=len(images) + 1, right=sheet.shape[1])
                sheet = _side_by_side(sheet, _drawn(document, number, dpi))
            back = _drawn(document, _behind(group[0], len(document)), dpi) if kind.bleed[1] > 0 else None
            images.append(damage(sheet, kind, generator(path.stem, kind.name, seed, group[0]), dpi=dpi, back=back))
    return Scan(kind=kind, seed=seed, dpi=dpi, images=tuple(images), places=places)


def _groups(numbers: list[int], count: int) -> Iterator[list[int]]:
    for start in range(0, len(numbers), count):
        yield numbers[start : start + count]


def _behind(number: int, count: int) -> int:
    """The page on the other side of the leaf; the page itself when that side is empty."""
    other = number + 1 if number % 2 else number - 1
    return other if other <= count else number


def _drawn(document: pypdfium2.PdfDocument, number: int, dpi: int) -> Image:
    page = document[number - 1].render(scale=dpi / 72, rev_byteorder=True).to_numpy()
    return np.ascontiguousarray(page[..., :3])


def _side_by_side(left: Image, right: Image) -> Image:
    height = max(left.shape[0], right.shape[0])
    white = (255, 255, 255)
    parts = [cv2.copyMakeBorder(part, 0, height - part.shape[0], 0, 0, cv2.BORDER_CONSTANT, value=white) for part in (left, right)]
    return np.asarray(np.hstack(parts), np.uint8)


def write_scan(scan: Scan, path: Path, words: tuple[HiddenWord, ...] = ()) -> tuple[Path, ...]:
    """Write the scan as its suffix says (one of ``CONTAINERS``); the files: one, or one a page for single pages.

    ``words`` become a hidden text layer, which only PDFs have.
    """
    container = path.suffix[1:]
    if container == "pdf":
        _write_pdf(scan, path, words)
    elif container == "tiff":
        _write_tiff(scan, path)
    else:
        return tuple(_write_pages(scan, path))
    return (path,)


def _write_pdf(scan: Scan, path: Path, words: tuple[HiddenWord, ...]) -> None:
    with pikepdf.new() as pdf:
        font = layer_font(pdf) if words else None
        for number, image in enumerate(scan.images, start=1):
            height, width = image.image.shape[:2]
            size = width * 72 / scan.dpi, height * 72 / scan.dpi
            page = pdf.add_blank_page(page_size=size)
            name = page.add_resource(_embedded(pdf, image), pikepdf.Name.XObject, pikepdf.Name.Im0)
            page.contents_add(f"q {size[0]:.4f} 0 0 {size[1]:.4f} 0 0 cm {name} Do Q".encode())
            if font is not None:
                add_layer(page, font, [word for word in words if word.image == number], size[1])
        pdf.save(path, deterministic_id=True)


def _embedded(pdf: pikepdf.Pdf, image: DamagedPage) -> pikepdf.Stream:
    height, width = image.image.shape[:2]
    grey = image.image.ndim == 2
    entries = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB,
        BitsPerComponent=1 if image.bilevel else 8,
        Filter=pikepdf.Name.CCITTFaxDecode if image.bilevel else pikepdf.Name.DCTDecode,
    )
    if image.bilevel:
        entries.DecodeParms = pikepdf.Dictionary(K=-1, Columns=width, Rows=height, BlackIs1=True)
    data = _group4(image) if image.bilevel else image.encoded
    return pikepdf.Stream(pdf, data, entries)


def _group4(image: DamagedPage) -> bytes:
    """The bare code of a fax: the only strip of a TIFF file."""
    file = io.BytesIO()
    _bits(image).save(file, "TIFF", compression="group4", tiffinfo={278: image.image.shape[0]})
    with Pillow.open(file) as tiff:
        tags = tiff.getexif()
    (start,), (length,) = _several(tags[273]), _several(tags[279])
    return file.getvalue()[start : start + length]


def _several(value: int | tuple[int, ...]) -> tuple[int, ...]:
    return (value,) if isinstance(value, int) else value


def _bits(image: DamagedPage) -> Pillow.Image:
    return Pillow.fromarray(image.image).convert("1", dither=Pillow.Dither.NONE)


def _write_tiff(scan: Scan, path: Path) -> None:
    pages = [_bits(image) if image.bilevel else Pillow.fromarray(image.image) for image in scan.images]
    resolution = (scan.dpi, scan.dpi)
    if scan.kind.bilevel:
        pages[0].save(path, "TIFF", save_all=True, append_images=pages[1:], compression="group4", dpi=resolution)
    else:
        pages[0].save(path, "TIFF", save_all=True, append_images=pages[1:], compression="jpeg", quality=TIFF_QUALITY, dpi=resolution)


def _write_pages(scan: Scan, path: Path) -> Iterator[Path]:
    for number, image in enumerate(scan.images, start=1):
        file = path.with_stem(f"{path.stem}_{number}")
        if path.suffix == ".jpg" and not image.bilevel:
            file.write_bytes(image.encoded)
        else:
            page = _bits(image) if image.bilevel and path.suffix == ".png" else Pillow.fromarray(image.image)
            page.save(file, dpi=(scan.dpi, scan.dpi), optimize=True)
        yield file
