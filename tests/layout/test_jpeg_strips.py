"""The strips of a JPEG-compressed TIFF become one JPEG."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from ingest.source import open_source
from layout.image_pdf import image_pdf
from layout.jpeg_strips import joined_strips


def tiff(mode: str, size: tuple[int, int], quality: int = 90) -> bytes:
    """Two frames of coloured noise, as soft as a photograph."""
    rng = np.random.default_rng(7)
    frames = [
        Image.fromarray(rng.integers(0, 256, (9, 7, 3), np.uint8)).resize(size, Image.Resampling.BICUBIC).convert(mode) for _ in range(2)
    ]
    file = io.BytesIO()
    frames[0].save(file, "TIFF", save_all=True, append_images=frames[1:], compression="jpeg", quality=quality, dpi=(100, 100))
    return file.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "L", "YCbCr"])
@pytest.mark.parametrize("size", [(827, 1169), (333, 1), (64, 517)])
def test_no_pixel_changes(mode: str, size: tuple[int, int]) -> None:
    data = tiff(mode, size)
    with Image.open(io.BytesIO(data)) as image:
        for number in range(2):
            image.seek(number)
            joined = joined_strips(image, data)
            assert joined is not None
            with Image.open(io.BytesIO(joined)) as whole:
                assert whole.size == size
                difference = np.abs(np.asarray(whole.convert("RGB"), int) - np.asarray(image.convert("RGB"), int))
                assert difference.mean() < 0.6  # chroma at the edges of strips is interpolated over them


def test_a_pdf_of_it_is_no_larger() -> None:
    data = tiff("RGB", (827, 1169))
    with image_pdf(data) as pdf:
        file = io.BytesIO()
        pdf.save(file)
    assert len(file.getvalue()) < 1.1 * len(data)
    pages = zip(open_source(data).pages, open_source(file.getvalue()).pages, strict=True)
    for before, after in pages:
        assert (before.width, before.height) == pytest.approx((after.width, after.height), abs=0.02)


def test_what_is_no_strip_is_none() -> None:
    data = tiff("RGB", (64, 64))
    with Image.open(io.BytesIO(data)) as image:
        assert joined_strips(image, bytes(len(data))) is None
