"""PDF space, and the page as it is shown."""

from __future__ import annotations

import io

import pikepdf
import pytest

from ingest.pdf_frame import Frame
from ingest.source import open_source


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_way_back_leads_back(rotation: int) -> None:
    frame = Frame(10.0, 20.0, 310.0, 420.0, rotation)
    assert frame.back(*frame.point(33.0, 77.0)) == pytest.approx((33.0, 77.0))
    assert frame.point(*frame.back(0.0, 0.0)) == pytest.approx((0.0, 0.0))


def test_boxes_that_a_page_has_from_above_count() -> None:
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 400))
        del page.obj["/MediaBox"]
        pdf.Root.Pages.MediaBox = pikepdf.Array([0, 0, 300, 400])
        page.obj.CropBox = pikepdf.Array([10, 20, 500, 380])
        page.obj.Rotate = 90
        pdf.save(file)
    read = open_source(file.getvalue()).pages[0]
    assert (read.width, read.height) == (360.0, 290.0)


def test_every_page_of_paper_can_be_looked_at() -> None:
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(288, 432)).contents_add(b"0 0 1 rg 0 0 144 432 re f")
        pdf.save(file)
    view = open_source(file.getvalue()).pages[0].view
    assert view is not None
    pixels = view.pixels()
    assert pixels.shape[:2] == (900, 600)
    assert pixels[400, 100].tolist() == [0, 0, 255]
    assert pixels[400, 500].tolist() == [255, 255, 255]
    assert open_source("一、总体情况".encode()).pages[0].view is None
