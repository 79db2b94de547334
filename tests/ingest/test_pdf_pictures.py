"""What of a PDF page has to be read from its pixels: all of it, parts of it, nothing."""

import io
from collections.abc import Callable

import numpy as np
import pikepdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest.geometry import Box
from ingest.page import Page, Source
from ingest.source import open_source

SIZE = (600, 800)


def drawn(draw: Callable[[Canvas], None], turn: int = 0) -> Source:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=SIZE, invariant=True)
    draw(canvas)
    canvas.save()
    if turn:
        shown = io.BytesIO()
        with pikepdf.open(buffer) as document:
            document.pages[0].rotate(turn, relative=False)
            document.save(shown)
        buffer = shown
    return open_source(buffer.getvalue())


def page_of(draw: Callable[[Canvas], None], turn: int = 0) -> Page:
    (page,) = drawn(draw, turn).pages
    return page


def paper(canvas: Canvas, width: int = 1250, height: int = 1667) -> None:
    canvas.drawInlineImage(Image.new("L", (width, height), 240), 0, 0, *SIZE)


def written(canvas: Canvas, lines: int, text: str = "1234567890", top: int = 780) -> None:
    for line in range(lines):
        canvas.drawString(40, top - 20 * line, text)


def rounded(box: Box) -> tuple[int, int, int, int]:
    return round(box.x0), round(box.y0), round(box.x1), round(box.y1)


def test_a_scanned_page_is_one_whole_picture_at_the_resolution_of_its_image() -> None:
    page = page_of(paper)
    (picture,) = page.pictures
    assert (page.kind, page.words, page.rulings) == ("scanned", (), ())
    assert (picture.whole, picture.page, rounded(picture.box)) == (True, 1, (0, 0, 600, 800))
    assert picture.dpi == pytest.approx(150, abs=0.5)
    assert picture.pixels().shape == pytest.approx((1667, 1250, 3), abs=1)
    assert page.view is not None
    assert page.view.dpi == 150


@pytest.mark.parametrize(("width", "dpi"), [(150, 72), (5000, 300)])
def test_resolution_stays_within_what_readers_can_use(width: int, dpi: int) -> None:
    page = page_of(lambda canvas: paper(canvas, width, width * 4 // 3))
    assert page.pictures[0].dpi == dpi


def test_a_page_shown_on_its_side_is_drawn_as_it_is_shown() -> None:
    def scan(canvas: Canvas) -> None:
        image = Image.new("L", (900, 1200), 240)
        image.paste(0, (0, 0, 900, 300))
        canvas.drawInlineImage(image, 0, 0, *SIZE)

    page = page_of(scan, turn=90)
    pixels = page.pictures[0].pixels()
    assert (page.width, page.height, page.rotation) == (800, 600, 90)
    assert pixels.shape == pytest.approx((900, 1200, 3), abs=1)
    assert int(pixels[450, 1100, 0]) < 10
    assert int(pixels[450, 100, 0]) > 230


def test_a_page_number_over_a_scan_does_not_make_it_digital() -> None:
    def numbered(canvas: Canvas) -> None:
        paper(canvas)
        canvas.drawString(290, 30, "- 3 -")

    page = page_of(numbered)
    assert (page.kind, [picture.whole for picture in page.pictures]) == ("mixed", [True])


def with_table(canvas: Canvas) -> None:
    written(canvas, 10)
    table = Image.new("L", (800, 400), 255)
    table.paste(100, (0, 0, 400, 400))
    canvas.drawInlineImage(table, 100, 300, 400, 200)
    canvas.rect(50, 50, 200, 100)


def test_a_table_pasted_as_a_picture_is_part_of_a_page_that_keeps_its_words() -> None:
    page = page_of(with_table)
    (picture,) = page.pictures
    assert (page.kind, len(page.words), len(page.rulings)) == ("digital", 10, 4)
    assert (picture.whole, rounded(picture.box), round(picture.dpi)) == (False, (100, 300, 500, 500), 144)


def test_pixels_of_a_part_are_those_of_its_box() -> None:
    pixels = page_of(with_table).pictures[0].pixels()
    assert pixels.shape == (400, 800, 3)
    assert int(pixels[200, 380:398].max()) <= 101
    assert int(pixels[200, 402:420].min()) >= 254


def test_of_a_picture_that_runs_over_the_edge_only_what_is_on_the_page_is_read() -> None:
    def over(canvas: Canvas) -> None:
        written(canvas, 10)
        canvas.drawInlineImage(Image.new("L", (800, 400), 200), 400, 300, 400, 200)

    (picture,) = page_of(over).pictures
    assert rounded(picture.box) == (400, 300, 600, 500)
    assert picture.pixels().shape == (400, 400, 3)


def test_a_picture_beside_the_page_is_not_read() -> None:
    def beside(canvas: Canvas) -> None:
        written(canvas, 10)
        canvas.drawInlineImage(Image.new("L", (800, 400), 200), 700, 300, 400, 200)

    assert page_of(beside).pictures == ()


def test_small_pictures_are_no_tables() -> None:
    def stamped(canvas: Canvas) -> None:
        written(canvas, 10)
        canvas.drawInlineImage(Image.new("L", (300, 300), 200), 300, 300, 100, 100)

    page = page_of(stamped)
    assert (page.pictures, len(page.marks)) == ((), 1)


@pytest.mark.parametrize("lines", [8, 30])
def test_a_background_with_much_writing_on_it_is_not_read(lines: int) -> None:
    def printed(canvas: Canvas) -> None:
        paper(canvas)
        written(canvas, lines)

    page = page_of(printed)
    assert (page.kind, page.pictures, len(page.words)) == ("mixed", (), lines)


def test_a_frame_with_writing_on_it_is_not_read_either() -> None:
    def framed(canvas: Canvas) -> None:
        canvas.drawInlineImage(Image.new("L", (800, 400), 220), 30, 600, 400, 200)
        written(canvas, 6)

    page = page_of(framed)
    assert (page.pictures, len(page.words)) == ((), 6)


def test_writing_under_a_later_picture_of_the_whole_page_is_not_used() -> None:
    def covered(canvas: Canvas) -> None:
        written(canvas, 20)
        paper(canvas)

    source = drawn(covered)
    page = source.pages[0]
    assert (page.kind, page.words, [picture.whole for picture in page.pictures]) == ("scanned", (), [True])
    assert [(problem.code, problem.page) for problem in source.problems] == [("hidden_text_layer", 1)]
    assert "200 characters lie unseen" in source.problems[0].message


def test_a_page_of_outlines_only_is_a_picture() -> None:
    def outlined(canvas: Canvas) -> None:
        for number in range(60):
            path = canvas.beginPath()
            x, y = 50 + 20 * (number % 20), 700 - 40 * (number // 20)
            path.moveTo(x, y)
            path.curveTo(x + 4, y + 10, x + 8, y + 10, x + 10, y)
            path.lineTo(x + 5, y - 6)
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)

    (picture,) = page_of(outlined).pictures
    assert (picture.whole, picture.dpi) == (True, 300)


def test_an_empty_page_has_no_picture_and_a_view_all_the_same() -> None:
    page = page_of(lambda canvas: canvas.setLineWidth(1))
    assert (page.pictures, page.words) == ((), ())
    assert page.view is not None
    assert int(page.view.pixels().min()) == 255


def test_strips_of_one_scan_are_one_picture() -> None:
    def strips(canvas: Canvas) -> None:
        for number in range(8):
            canvas.drawInlineImage(Image.new("L", (1250, 208), 230), 0, 100 * number, 600, 100)

    page = page_of(strips)
    assert (page.kind, [picture.whole for picture in page.pictures]) == ("scanned", [True])
    assert page.pictures[0].dpi == pytest.approx(150, abs=1)


def test_a_huge_sheet_is_drawn_coarsely() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(7000, 5000), invariant=True)
    canvas.drawInlineImage(Image.new("L", (70, 50), 0), 0, 0, 7000, 5000)
    canvas.save()
    (picture,) = open_source(buffer.getvalue()).pages[0].pictures
    assert picture.dpi * picture.dpi * 7000 * 5000 / 72**2 <= 60_000_001


def test_the_dots_of_a_fax_come_without_grey_between_them() -> None:
    """The page is a hair smaller than its dots: smoothing would put every row between two."""
    dots = Image.effect_noise((1250, 1667), 100).convert("1")
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 799.99), invariant=True)
    canvas.drawInlineImage(dots, 0, 0, 600, 799.99)
    canvas.save()
    (picture,) = open_source(buffer.getvalue()).pages[0].pictures
    pixels = picture.pixels()
    assert set(np.unique(pixels)) == {0, 255}
