"""Pages drawn with what was read on them."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image

from ingest.geometry import Box, Homography, Transform
from ingest.page import Page, Ruling, Word
from ingest.source import open_source
from layout.errors import NoPaper
from layout.legend import COLOURS, legend
from layout.overlay import ShownPage, show_pages
from layout.report import Report, ReportCell, ReportTable, SourceNote, Unplaced

SAMPLE = Path(__file__).parents[2] / "samples/reports/haian_2020.pdf"


def paper(shade: float = 1.0) -> Page:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 400)).contents_add(f"{shade} g 0 0 300 400 re f".encode())
        file = io.BytesIO()
        pdf.save(file)
    return open_source(file.getvalue()).pages[0]


def report(page: Page, *cells: ReportCell, unplaced: tuple[Unplaced, ...] = ()) -> Report:
    note = SourceNote(name="a", sha256="", media="pdf", pages=1)
    table = ReportTable(key="t", title="", pages=(1,), cells=cells)
    return Report(source=note, form=None, year=None, issuer=None, title=None, pages=(page,), tables=(table,), unplaced=unplaced)


def cell(status: Any, y: float, value: int | None = 12) -> ReportCell:
    number = None if value is None else Decimal(value)
    return ReportCell(row="r", column="c", status=status, value=number, page=1, bbox=Box(100, y, 130, y + 20))


def drawn(shown: ShownPage) -> NDArray[np.uint8]:
    """The part of the drawing below the legend; at 72 dots per inch a point is a pixel."""
    with Image.open(io.BytesIO(shown.png)) as image:
        return np.asarray(image.convert("RGB"), np.uint8)[-400:, :300]


def test_every_status_has_its_colour() -> None:
    cells = [cell(status, 20 + 40 * number) for number, status in enumerate(("read", "blank", "repaired", "suspect", "reviewed"))]
    lost = ReportCell(row="r", column="x", status="missing")
    (shown,) = show_pages(report(paper(), *cells, lost), dpi=72)
    assert shown.counts == {"read": 1, "blank": 1, "repaired": 1, "suspect": 1, "reviewed": 1}
    picture = drawn(shown)
    for each in cells:
        assert each.bbox is not None
        x, y = (round(end) for end in each.bbox.center)
        half = [round(255 - (255 - part) / 2) for part in COLOURS[each.status]]
        assert np.abs(picture[y, x].astype(int) - half).max() <= 2
    assert picture[30, 50].tolist() == [255, 255, 255]
    assert (picture[20:40, 134:160].min(axis=2) < 120).any()  # the value, to the right


def test_ink_stays_dark_below_a_colour() -> None:
    (shown,) = show_pages(report(paper(0.1), cell("read", 40)), dpi=72)
    assert drawn(shown)[50, 115].max() <= 26


def test_grid_lines_and_words_lie_as_in_the_source() -> None:
    page = replace(
        paper(),
        width=400,
        height=300,
        words=(Word(text="年", raw="年", box=Box(50, 30, 70, 50)),),
        rulings=(Ruling(100, 200, 300, 200),),
        to_source=Transform((Homography((0, -1, 300, 1, 0, 0, 0, 0, 1)),)),
        source_size=(300.0, 400.0),
    )
    picture = drawn(next(show_pages(report(page), dpi=72)))
    assert np.abs(picture[200, 98:103].astype(int) - COLOURS["grid"]).sum(axis=1).min() < 90  # (200, 200) goes to (100, 200)
    assert (picture[50:71, 250:271] < 255).any()
    assert (picture[52:69, 252:269] == 255).all()


def test_figures_without_a_place_are_outlined() -> None:
    item = Unplaced(raw="7", page=1, bbox=Box(100, 100, 120, 120), reason="")
    (shown,) = show_pages(report(paper(), unplaced=(item,)), dpi=72)
    assert shown.counts == {"unplaced": 1}
    picture = drawn(shown).astype(int)
    assert np.abs(picture[98:101, 110] - COLOURS["unplaced"]).sum(axis=1).min() < 60
    assert picture[110, 110].tolist() == [255, 255, 255]


def test_the_cleaned_image_stands_beside_a_scan() -> None:
    page = open_source(SAMPLE).pages[0]
    scan = replace(page, pictures=(page.view,) if page.view else (), kind="scanned", words=(), rulings=())
    (alone,), (both,) = show_pages(report(scan), dpi=72, clean=False), show_pages(report(scan), dpi=72)
    with Image.open(io.BytesIO(alone.png)) as one, Image.open(io.BytesIO(both.png)) as other:
        left, right = np.asarray(one)[-842:, :595].astype(int), np.asarray(other)[-842:, -595:].astype(int)
        assert other.width in range(2 * 595, 2 * 595 + 40)
        assert np.array_equal(np.asarray(other)[-842:, :595], left)
    assert np.asarray(left < 200).sum() * 0.5 < np.asarray(right < 200).sum() < np.asarray(left < 200).sum() * 2


def test_what_cannot_be_shown() -> None:
    page = open_source("一、总体情况".encode()).pages[0]
    with pytest.raises(NoPaper, match="it has no pages to show"):
        list(show_pages(report(page)))


def test_the_legend_grows_with_what_it_says() -> None:
    page = paper()
    told = replace(page, steps=("turn: 90° clockwise", *(f"step {number}: much was done" for number in range(30))), rotation=90, skew=1.2)
    short, long = legend(page, {}, 0, 900), legend(told, {"read": 3, "missing": 1}, 4, 900)
    assert short.shape[1] == long.shape[1] == 900
    assert long.shape[0] > short.shape[0] + 50
    assert legend(page, {}, 0, 100).shape[1] == 640
