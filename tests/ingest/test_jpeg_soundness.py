"""Damaged JPEGs are known by what cannot be decoded; what scanners write beside the standard is not damage."""

import io
from pathlib import Path

import img2pdf
import pytest
from PIL import Image

from ingest.jpeg_soundness import is_sound_jpeg
from ingest.source import open_source

PAGE = Path(__file__).parents[2] / "samples" / "scanned" / "yuyao_2020_seal_1.png"


@pytest.fixture(scope="module", params=["RGB", "L", "CMYK"])
def jpeg(request: pytest.FixtureRequest) -> bytes:
    buffer = io.BytesIO()
    with Image.open(PAGE) as image:
        image.convert(request.param).resize((827, 1170)).save(buffer, "JPEG", quality=70, progressive=request.param == "L")
    return buffer.getvalue()


def test_one_as_it_was_written_is_sound(jpeg: bytes) -> None:
    assert is_sound_jpeg(jpeg)
    assert open_source(jpeg, name="page.jpg").problems == ()


def test_a_missing_end_mark_and_some_padding_are_no_damage(jpeg: bytes) -> None:
    assert is_sound_jpeg(jpeg[:-2])
    assert is_sound_jpeg(jpeg + b"\r\n")
    assert is_sound_jpeg(jpeg[:-2] + b"\0\0" + jpeg[-2:])


@pytest.mark.parametrize("share", [0.4, 0.7, 0.95])
def test_one_that_breaks_off_is_damaged(jpeg: bytes, share: float) -> None:
    assert not is_sound_jpeg(jpeg[: round(share * len(jpeg))])


def test_one_with_a_hole_is_damaged_and_its_source_says_so(jpeg: bytes) -> None:
    middle = len(jpeg) // 2
    holed = jpeg[:middle] + jpeg[middle + 900 :]
    assert not is_sound_jpeg(holed)
    assert [problem.code for problem in open_source(holed, name="page.jpg").problems] == ["source_damaged"]


def test_one_in_a_pdf_is_looked_at_too(jpeg: bytes) -> None:
    whole = img2pdf.convert(jpeg)
    assert whole is not None
    assert open_source(whole, name="scan.pdf").problems == ()
    at = whole.index(jpeg) + len(jpeg) // 2
    assert [problem.code for problem in open_source(whole[:at] + b"\xff" * 600 + whole[at + 600 :], name="scan.pdf").problems] == [
        "source_damaged"
    ]
