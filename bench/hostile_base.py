"""The good files that ``bench.hostile`` damages: small digital PDFs as several programs would write them, small scans, small images."""

from __future__ import annotations

import io
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
from PIL import Image

from layout import read_report
from samples.make import make_reports

__all__ = ["Base", "Figures", "image_bases", "pdf_bases"]

_SEED = 7
_DPI = 120
_TALL, _HEAD = 120, 40  # points of a page that make a small scan, and of them those above its figures
_FORMS = ("list-2014", "annual-2021", "annual-2019")
_STRIPS = {"list-2014": 8, "annual-2021": 9, "annual-2019": 8}  # the seeds of the reports that the scans are taken from
_WRITERS: Mapping[str, Mapping[str, Any]] = {
    "plain": {},
    "packed": {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
    "web": {"linearize": True},
    "locked": {"encryption": pikepdf.Encryption(owner="owner", user="", R=6)},
}
_SAVED: Mapping[str, Callable[[Image.Image, io.BytesIO], None]] = {
    "png": lambda image, file: image.save(file, "PNG", dpi=(_DPI, _DPI)),
    "jpeg": lambda image, file: image.save(file, "JPEG", quality=85, dpi=(_DPI, _DPI)),
    "fax": lambda image, file: image.convert("1").save(file, "TIFF", compression="group4", dpi=(_DPI, _DPI)),
    "lzw": lambda image, file: image.save(file, "TIFF", compression="tiff_lzw", dpi=(_DPI, _DPI)),
    "bmp": lambda image, file: image.save(file, "BMP", dpi=(_DPI, _DPI)),
}


Figures = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Base:
    """A good file, and the figures that its report prints by their addresses; a blank is None."""

    name: str
    data: bytes = field(repr=False)
    printed: Figures = field(repr=False)
    scanned: bool = False


def pdf_bases() -> list[Base]:
    """Digital PDFs of one or two pages, written in several ways, and scans of part of a page as PDF."""
    bases = []
    with tempfile.TemporaryDirectory() as folder:
        for form in _FORMS:
            for path in make_reports(form, "pdf", 2, _SEED, Path(folder)):
                bases += [Base(f"{path.stem}-{name}", _written(path, settings), _printed(path)) for name, settings in _WRITERS.items()]
    for strip in _strips():
        file = io.BytesIO()
        strip.image.save(file, "PDF", resolution=_DPI)
        bases.append(Base(f"{strip.form}-scan", file.getvalue(), strip.printed, scanned=True))
    return bases


def _printed(path: Path) -> Figures:
    cells = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))["cells"]
    return {address: None if cell["value"] is None else str(cell["value"]) for address, cell in cells.items()}


def _written(path: Path, settings: Mapping[str, Any]) -> bytes:
    file = io.BytesIO()
    with pikepdf.open(path) as pdf:
        del pdf.pages[2:]
        pdf.save(file, **settings)
    return file.getvalue()


def image_bases() -> list[Base]:
    """Part of a page as an image, in several kinds of file."""
    bases = []
    for strip in _strips():
        for name, save in _SAVED.items():
            file = io.BytesIO()
            save(strip.image, file)
            bases.append(Base(f"{strip.form}-{name}", file.getvalue(), strip.printed, scanned=True))
    return bases


@dataclass(frozen=True, slots=True)
class _Strip:
    form: str
    image: Image.Image = field(repr=False)
    printed: Figures = field(repr=False)


def _strips() -> list[_Strip]:
    """For each form the top of the table on the page that has most of its cells."""
    strips = []
    with tempfile.TemporaryDirectory() as folder:
        for form, seed in _STRIPS.items():
            path = make_reports(form, "pdf", 1, seed, Path(folder))[0]
            cells = [cell for table in read_report(path).tables for cell in table.cells if cell.bbox is not None]
            page = Counter(cell.page for cell in cells).most_common(1)[0][0]
            top = min(cell.bbox.y0 for cell in cells if cell.page == page and cell.bbox is not None) - _HEAD
            with pdfium.PdfDocument(path) as document:
                drawn = document[(page or 1) - 1].render(scale=_DPI / 72).to_pil().convert("L")
            box = (0, max(0, round(top * _DPI / 72)), drawn.width, min(drawn.height, round((top + _TALL) * _DPI / 72)))
            strips.append(_Strip(form, drawn.crop(box), _printed(path)))
    return strips
