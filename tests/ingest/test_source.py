"""What a source is, and what is said of one that cannot be read."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import (
    BrokenSource,
    EmptySource,
    IngestError,
    LockedSource,
    MissingSource,
    NoSuchPages,
    UnreadableSource,
    UnsupportedSource,
)
from ingest.page import Page
from ingest.source import open_source


def pdf(*lines: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(200, 100), invariant=True)
    for line in lines:
        canvas.drawString(20, 60, line)
        canvas.rect(10, 50, 100, 30)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def locked(data: bytes, user: str, owner: str) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(buffer, encryption=pikepdf.Encryption(R=6, user=user, owner=owner))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (b"", EmptySource, "it is empty; fetch it again"),
        (b" \n\x00", EmptySource, "it is empty; fetch it again"),
        (b"%PDF-1.7\nnothing", BrokenSource, "it is no PDF that can be opened; fetch or export it again"),
        (
            b"PK\x03\x04word",
            UnsupportedSource,
            "it is a ZIP container (.docx, .xlsx, .ofd and the like), which gouji does not read; save it as PDF",
        ),
        (b"\x89PNG\r\n", BrokenSource, "it is an image that cannot be decoded (cannot identify image file); fetch or scan it again"),
        (bytes(range(256)) * 8, BrokenSource, "it is neither a PDF nor text that can be decoded; check that the download is whole"),
    ],
)
def test_what_cannot_be_read(data: bytes, error: type[IngestError], said: str) -> None:
    with pytest.raises(error) as caught:
        open_source(data)
    assert str(caught.value) == said


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(MissingSource, match="there is no such file; check the path"):
        open_source(tmp_path / "none.pdf")
    with pytest.raises(UnreadableSource, match="it is a folder; name the files in it"):
        open_source(tmp_path)


def test_an_encrypted_pdf_wants_its_password() -> None:
    data = locked(pdf("12"), user="opensesame", owner="other")
    with pytest.raises(LockedSource, match="it is encrypted; give its password with --password"):
        open_source(data)
    with pytest.raises(LockedSource, match="the password does not open it; check it"):
        open_source(data, password="wrong")
    assert open_source(data, password="opensesame").pages[0].words[0].text == "12"


def test_a_pdf_locked_against_changes_only_is_read() -> None:
    assert open_source(locked(pdf("12"), user="", owner="other")).pages[0].words[0].text == "12"


def test_pages_are_chosen_by_number() -> None:
    source = open_source(pdf("a", "b", "c"), pages=(3, 1, 9))
    assert [(page.number, page.words[0].text) for page in source.pages] == [(1, "a"), (3, "c")]
    with pytest.raises(NoSuchPages, match="it has 3 pages, none of those asked for; change --pages"):
        open_source(pdf("a", "b", "c"), pages=(7,))


def test_words_and_rulings_have_their_places() -> None:
    page = open_source(pdf("12")).pages[0]
    assert (page.width, page.height, page.kind) == (200, 100, "digital")
    assert page.words[0].box.x0 == pytest.approx(20, abs=1)
    assert page.words[0].box.holds(25, 36)
    assert sorted((round(r.x0), round(r.y0), round(r.x1), round(r.y1)) for r in page.rulings) == [
        (10, 20, 10, 50),
        (10, 20, 110, 20),
        (10, 50, 110, 50),
        (110, 20, 110, 50),
    ]


@pytest.mark.parametrize(("turn", "shown"), [(90, (64, 25)), (180, (175, 64)), (270, (36, 175))])
def test_writing_shown_sideways_is_set_upright_and_knows_its_way_back(turn: int, shown: tuple[float, float]) -> None:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("12"))) as document:
        document.pages[0].rotate(turn, relative=False)
        document.save(buffer)
    page = open_source(buffer.getvalue()).pages[0]
    word = page.words[0]
    assert (word.text, word.upright) == ("12", True)
    assert (page.width, page.height) == (200, 100)
    assert page.source_size == ((100, 200) if turn % 180 else (200, 100))
    assert page.to_source.box(word.box).holds(*shown, slack=3)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_every_encoding(encoding: str) -> None:
    source = open_source("政府信息公开工作年度报告\n规章\t0".encode(encoding))
    assert (source.media, source.pages[0].words[0].text) == ("text", "政府信息公开工作年度报告")


def test_html_is_known_by_its_contents() -> None:
    assert open_source(b"\n<!DOCTYPE html><p>x", name="page.txt").media == "html"


def test_a_pdf_that_is_none_is_told() -> None:
    with pytest.raises(BrokenSource, match="it is no PDF, though its name says so; fetch it again, or give it its right name"):
        open_source(b"<!DOCTYPE html><p>404", name="Report.PDF")


def test_the_hash_is_of_the_bytes() -> None:
    assert open_source(b"abc").sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_unseen_writing_behind_a_picture_is_not_used() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(200, 100), invariant=True)
    canvas.drawInlineImage(Image.new("L", (20, 10), 200), 0, 0, 200, 100)
    text = canvas.beginText(20, 60)
    text.setTextRenderMode(3)
    text.textOut("12345")
    canvas.drawText(text)
    canvas.save()
    source = open_source(buffer.getvalue())
    assert (source.pages[0].kind, source.pages[0].words) == ("scanned", ())
    assert [(problem.code, problem.page) for problem in source.problems] == [("hidden_text_layer", 1)]


def drawn(draw: Callable[[Canvas], None]) -> Page:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(200, 100), invariant=True)
    draw(canvas)
    canvas.save()
    return open_source(buffer.getvalue()).pages[0]


def test_writing_across_the_page_is_left_out() -> None:
    def watermarked(canvas: Canvas) -> None:
        canvas.drawString(20, 60, "12")
        canvas.rotate(30)
        canvas.drawString(40, 30, "7")

    assert [word.text for word in drawn(watermarked).words] == ["12"]


@pytest.mark.parametrize("size", [6, 12])
def test_writing_of_another_colour_or_size_is_another_word(size: int) -> None:
    def noted(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(20, 60, "12")
        canvas.setFillColorRGB(*(0.8, 0, 0) if size > 10 else (0, 0, 0))
        canvas.setFont("Helvetica", size)
        canvas.drawString(31.2, 60 if size > 10 else 64, "1")

    assert sorted(word.text for word in drawn(noted).words) == ["1", "12"]


@pytest.mark.parametrize("white", ["ink", "patch"])
def test_white_on_white_and_what_lies_under_white_is_not_read(white: str) -> None:
    def hidden(canvas: Canvas) -> None:
        canvas.drawString(20, 60, "12")
        if white == "ink":
            canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(80, 60, "34")
        if white == "patch":
            canvas.setFillColorRGB(1, 1, 1)
            canvas.rect(78, 55, 30, 20, stroke=0, fill=1)

    assert [word.text for word in drawn(hidden).words] == ["12"]


def test_white_on_a_dark_ground_is_read() -> None:
    def inverted(canvas: Canvas) -> None:
        canvas.rect(10, 50, 100, 30, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(20, 60, "12")

    assert [word.text for word in drawn(inverted).words] == ["12"]


def test_small_pictures_are_marks_and_large_ones_are_not() -> None:
    def pictured(canvas: Canvas) -> None:
        canvas.drawInlineImage(Image.new("L", (8, 8), 0), 20, 60, 8, 8)
        canvas.drawInlineImage(Image.new("L", (8, 8), 0), 80, 10, 80, 80)
        canvas.drawString(20, 20, "12")

    (mark,) = drawn(pictured).marks
    assert (round(mark.x0), round(mark.y0), round(mark.x1), round(mark.y1)) == (20, 32, 28, 40)


def test_characters_with_a_wrong_map_are_told() -> None:
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    buffer, broken = io.BytesIO(), io.BytesIO()
    canvas = Canvas(buffer, pagesize=(200, 100), invariant=True)
    canvas.setFont("Vera", 12)
    canvas.drawString(20, 60, "123456789")
    canvas.save()
    with pikepdf.open(buffer) as document:
        for font in document.pages[0].Resources.Font.values():
            if "/ToUnicode" in font:
                font.ToUnicode.write(re.sub(rb"<00(3\d)>\n", rb"<E0\1>\n", font.ToUnicode.read_bytes()))
        document.save(broken)
    source = open_source(broken.getvalue())
    assert [problem.code for problem in source.problems] == ["text_layer_unreadable"]
