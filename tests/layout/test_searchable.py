"""Searchable PDFs: the words lie on their ink, are found, and nothing else changes."""

from __future__ import annotations

import io
import math
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from ingest.geometry import Box, Homography, Sheets, Transform
from ingest.page import Page, Reading, Ruling, Source, Word
from ingest.pdf_frame import Frame
from ingest.source import open_source
from layout.errors import NoPaper
from layout.read import report_of
from layout.report import Report, SourceNote
from layout.searchable import reading_order, searchable_pdf

SCANNED = sorted(path for path in (Path(__file__).parents[2] / "samples/scanned").iterdir() if path.suffix != ".json")


def word(text: str, x0: float, y0: float, x1: float, y1: float, read: bool = True) -> Word:
    readings = (Reading(reader="replay", text=text, confidence=1.0),) if read else ()
    return Word(text=text, raw=text, box=Box(x0, y0, x1, y1), readings=readings)


def report(pages: tuple[Page, ...], media: str = "pdf") -> Report:
    note = SourceNote(name="a", sha256="", media=media, pages=len(pages))  # type: ignore[arg-type]  # the tests spell media out
    return Report(source=note, form=None, year=None, issuer=None, title=None, pages=pages)


def rows(page: Page) -> tuple[Word, ...]:
    """As many words as a full page of tables has."""
    places = [(x, y) for y in range(40, 700, 22) for x in range(40, 480, 55)]
    return tuple(word(f"第{int(y)}项" if x == 40 else f"{x * y}", x, y, x + 40, y + 9) for x, y in places)


def scan(content: bytes = b"", **entries: object) -> bytes:
    """A page of 300 x 400 points in PDF space that is a white picture, with ``content`` over it."""
    with pikepdf.new() as pdf:
        sheet = pdf.add_blank_page(page_size=(300, 400))
        sheet.obj.Resources = Dictionary(Font=Dictionary(H=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
        picture = pdf.make_stream(
            b"\xff" * 16, Type=Name.XObject, Subtype=Name.Image, Width=4, Height=4, ColorSpace=Name.DeviceGray, BitsPerComponent=8
        )
        name = sheet.add_resource(picture, Name.XObject)
        sheet.contents_add(f"q 300 0 0 400 0 0 cm {name} Do Q\n".encode() + content)
        for key, value in entries.items():
            sheet.obj[f"/{key}"] = value
        file = io.BytesIO()
        pdf.save(file)
    return file.getvalue()


def read_page(data: bytes, *words: Word) -> Page:
    page = open_source(data).pages[0]
    assert page.pictures
    return replace(page, words=words)


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "\n")


@pytest.mark.parametrize("path", SCANNED, ids=lambda path: path.name)
def test_samples_stay_small_and_whole(path: Path) -> None:
    data = path.read_bytes()
    source = open_source(path)
    pages = tuple(replace(page, words=rows(page)) for page in source.pages)
    made = searchable_pdf(report(pages, source.media), data)
    assert made == searchable_pdf(report(pages, source.media), data)
    assert len(made) < 1.25 * len(data)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert pdf.check_pdf_syntax() == []
    assert open_source(made).problems[0].code == "hidden_text_layer"
    for before, after in zip(source.pages, open_source(made).pages, strict=True):
        assert (before.width, before.height) == pytest.approx((after.width, after.height), abs=0.02)
        assert np.array_equal(before.pictures[0].pixels(), replace(after.pictures[0], dpi=before.pictures[0].dpi).pixels()[..., :3])
    assert "第40项" in text_of(made)
    assert "19200" in text_of(made)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler")
def test_another_program_finds_the_words(tmp_path: Path) -> None:
    data = scan()
    page = read_page(data, word("政府信息公开", 40, 40, 112, 52), word("𠮷年 12.50", 40, 80, 100, 92), word("0", 40, 120, 46, 130))
    (tmp_path / "a.pdf").write_bytes(searchable_pdf(report((page,)), data))
    said = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert [line for line in said.strip().splitlines() if line] == ["政府信息公开", "𠮷年 12.50", "0"]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("slope", [0.0, 4.0, 90.0])
def test_words_lie_on_their_ink(rotation: int, slope: float) -> None:
    frame = Frame(20, 30, 290, 390, rotation)
    cos, sin = math.cos(math.radians(slope)), math.sin(math.radians(slope))
    middle_x, middle_y = frame.width / 2, frame.height / 2
    turn = Homography(
        (cos, -sin, middle_x - cos * middle_x + sin * middle_y, sin, cos, middle_y - sin * middle_x - cos * middle_y, 0, 0, 1)
    )
    way = Transform((turn,))
    words = (word("信息公开", 80, 120, 144, 136), word("7", 160, 150, 168, 166), word("一", 80, 180, 96, 182))
    ink = b"".join(
        b"%.3f %.3f m %.3f %.3f l %.3f %.3f l %.3f %.3f l f\n"
        % tuple(end for x, y in each.box.corners for end in frame.back(*way.point(x, y)))
        for each in words
    )
    data = scan(ink, Rotate=rotation, CropBox=Array([20, 30, 290, 390]), UserUnit=2)
    page = replace(read_page(data, *words), to_source=way, source_size=(frame.width, frame.height))
    made = searchable_pdf(report((page,)), data)
    with pypdfium2.PdfDocument(made) as document:
        sheet = document[0]
        drawn = sheet.render(scale=4)
        dark = drawn.to_numpy()[..., 0] < 128
        covered = np.zeros_like(dark)
        text, place = sheet.get_textpage(), drawn.get_posconv(sheet)
        for number in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(number)
            corners = [place.to_bitmap(left, bottom), place.to_bitmap(right, top)]
            (x0, x1), (y0, y1) = (sorted(ends) for ends in zip(*corners, strict=True))
            covered[max(0, y0 - 1) : y1 + 2, max(0, x0 - 1) : x1 + 2] = True
        assert "信息公开" in text.get_text_range()
    assert dark.sum() > 10_000
    assert covered[dark].mean() > 0.995  # every word is covered
    assert dark[covered].mean() > (0.55 if slope == 4.0 else 0.7)  # and little else: boxes are upright, and 一 is flat


def test_the_order_is_that_of_reading() -> None:
    frame = (Ruling(10, 50, 200, 50), Ruling(10, 50, 10, 100), Ruling(10, 100, 200, 100), Ruling(200, 50, 200, 100))
    page = Page(number=1, width=300, height=400, kind="scanned", rulings=frame)
    table = (word("不予", 15, 55, 40, 65), word("处理", 15, 70, 40, 80), word("3", 100, 60, 105, 70))
    loose = (word("落款", 10, 200, 40, 212), word("标题", 10, 20, 40, 32), word("右", 60, 201, 70, 211), word("左", 0, 201, 8, 211))
    assert [each.text for each in reading_order(page, (*table, *loose))] == ["标题", "不予", "处理", "3", "左", "落款", "右"]


def test_spreads_are_read_page_by_page() -> None:
    data = scan()
    page = replace(read_page(data, word("左", 20, 300, 40, 320), word("右", 20, 440, 40, 460)), to_source=Transform((Sheets(400, 150),)))
    made = searchable_pdf(report((page,)), data)
    with pypdfium2.PdfDocument(made) as document:
        assert document[0].get_textpage().get_charbox(0)[0] == pytest.approx(20, abs=0.5)
    assert text_of(made).split() == ["左", "右"]


def test_what_others_hid_goes_and_the_rest_stays() -> None:
    hidden = b"q BT /H 12 Tf 3 Tr 20 200 Td (JUNK) Tj ET Q q 3 Tr BT /H 12 Tf 20 160 Td (MORE) Tj 0 -20 Td (JUNK) ' ET Q\n"
    kept = b"BT 0 Tr /H 12 Tf 20 100 Td (SEEN) Tj 3 Tr (MIXED) Tj 0 Tr ET\n"
    data = scan(hidden + kept)
    assert "JUNK" in text_of(data)
    text = text_of(searchable_pdf(report((read_page(data, word("年", 20, 20, 32, 32)),)), data))
    assert "JUNK" not in text
    assert "MORE" not in text
    assert "SEEN" in text
    assert "MIXED" in text  # it stands in one text object with what is seen
    assert "年" in text


def test_a_content_that_leaves_its_state_open_moves_no_words() -> None:
    data = scan(b"q 0.1 0 0 0.1 50 50 cm q 2 Tr")
    made = searchable_pdf(report((read_page(data, word("年", 20, 20, 32, 32)),)), data)
    with pypdfium2.PdfDocument(made) as document:
        assert document[0].get_textpage().get_charbox(0) == pytest.approx((20, 368, 32, 380), abs=0.3)
        assert document[0].render(scale=1).to_numpy().min() == 255


def test_on_digital_pages_only_what_was_read_from_pixels_is_added() -> None:
    with pikepdf.new() as pdf:
        sheet = pdf.add_blank_page(page_size=(300, 400))
        sheet.obj.Resources = Dictionary(Font=Dictionary(H=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
        sheet.contents_add(b"BT /H 12 Tf 20 300 Td (DIGITAL) Tj ET")
        file = io.BytesIO()
        pdf.save(file)
    data = file.getvalue()
    page = open_source(data).pages[0]
    plain = searchable_pdf(report((page,)), data)
    assert text_of(plain).strip() == "DIGITAL"
    picture = replace(open_source(scan()).pages[0].pictures[0], whole=False)
    mixed = replace(page, pictures=(picture,), words=(*page.words, word("表", 20, 150, 32, 162)))
    assert text_of(searchable_pdf(report((mixed,)), data)).split() == ["DIGITAL", "表"]


def test_protected_sources() -> None:
    with pikepdf.open(io.BytesIO(scan())) as pdf:
        locked, guarded = io.BytesIO(), io.BytesIO()
        pdf.save(locked, encryption=pikepdf.Encryption(user="open", owner="own"))
        pdf.save(guarded, encryption=pikepdf.Encryption(user="", owner="own"))
    pages = (read_page(scan(), word("年", 20, 20, 32, 32)),)
    assert "年" in text_of(searchable_pdf(report(pages), locked.getvalue(), "open"))
    assert "年" in text_of(searchable_pdf(report(pages), guarded.getvalue(), "own"))
    with pytest.raises(NoPaper, match="protected against changes"):
        searchable_pdf(report(pages), guarded.getvalue())


def test_what_is_no_paper() -> None:
    source = Source(name="a", sha256="", media="html", pages=open_source("<html><p>总体情况</p>".encode()).pages)
    with pytest.raises(NoPaper, match="no pages to lay text on"):
        searchable_pdf(report_of(source), b"")


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_images_stand_upright(kind: str, orientation: int) -> None:
    picture = Image.new("L", (300, 200), 255)
    picture.paste(0, (0, 0, 60, 90))
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    if kind == "TIFF":
        picture.convert("1").save(file, kind, compression="group4", tiffinfo={274: orientation})
    else:
        picture.save(file, kind, exif=exif)
    before = open_source(file.getvalue()).pages[0]
    made = searchable_pdf(report((replace(before, words=(word("年", 20, 20, 32, 32),)),), "image"), file.getvalue())
    after = open_source(made).pages[0]
    assert (after.width, after.height) == pytest.approx((before.width, before.height), abs=0.02)
    dpi = before.pictures[0].dpi
    one, other = (replace(page.pictures[0], dpi=dpi).pixels() for page in (before, after))
    assert one.shape == other.shape
    assert np.abs(one.astype(int) - other).mean() < 1


@pytest.mark.parametrize("mode", ["RGBA", "P", "I;16", "CMYK", "1"])
def test_images_of_every_kind_have_a_place(mode: str) -> None:
    picture = Image.new(mode, (120, 160))
    file = io.BytesIO()
    picture.save(file, "TIFF" if mode == "CMYK" else "PNG")
    before = open_source(file.getvalue()).pages[0]
    made = searchable_pdf(report((replace(before, words=(word("年", 20, 20, 32, 32),)),), "image"), file.getvalue())
    assert "年" in text_of(made)


def test_a_broken_pdf_is_told() -> None:
    pages = (read_page(scan(), word("年", 20, 20, 32, 32)),)
    with pytest.raises(NoPaper, match=r"^it is damaged, and no text can be laid on it \(.*\); leave pdf out of --to$"):
        searchable_pdf(report(pages), scan()[:200])


def test_a_broken_image_is_told() -> None:
    with pytest.raises(NoPaper, match="it cannot be put into a PDF"):
        searchable_pdf(report((), "image"), SCANNED[-1].read_bytes()[:200])
