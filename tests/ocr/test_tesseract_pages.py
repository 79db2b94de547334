"""hOCR and TSV taken apart, from literal files."""

import pytest

from ocr.errors import ReaderFailed
from ocr.tesseract_pages import Character, hocr_characters, tsv_lines

PAGE = """<div class='ocr_page'><span class='ocrx_word'>
<span class='ocrx_cinfo' title='x_bboxes 20 3 40 50; x_conf 98.5'>X</span>
<span class='ocrx_cinfo' title='x_bboxes 48 3 60 50; x_conf 50'>1</span>
</span></div>"""
HEADER = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"


def _hocr(*pages: str) -> bytes:
    return f"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body>{''.join(pages)}</body></html>".encode()


def test_characters_have_places_and_confidence() -> None:
    assert hocr_characters(_hocr(PAGE, "<div class='ocr_page'/>"), 2) == ((Character("X", 20, 40, 0.985), Character("1", 48, 60, 0.5)), ())


def test_entities_are_not_followed() -> None:
    bomb = b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><html><div class='ocr_page'>&e;</div></html>"
    assert hocr_characters(bomb, 1) == ((),)


def test_what_is_no_hocr_is_refused() -> None:
    with pytest.raises(ReaderFailed, match=r"^tesseract gave no hOCR; install it again, or try --reader rapidocr$"):
        hocr_characters(b"", 1)


def _row(page: int, text: str, confidence: float = 90, level: int = 5) -> str:
    return f"{level}\t{page}\t1\t1\t1\t1\t0\t0\t9\t9\t{confidence}\t{text}\n"


def test_words_become_lines_without_the_spaces_around_hanzi() -> None:
    said = HEADER + _row(1, "", -1, 1) + _row(1, "结转", 80) + _row(1, "下年") + _row(1, "to") + _row(1, "be") + _row(2, "", -1, 1)
    (text, confidence), empty = tsv_lines(said.encode(), 2)
    assert (text, empty) == ("结转下年to be", ("", 0.0))
    assert confidence == pytest.approx(0.875)


def test_lost_pages_are_told() -> None:
    with pytest.raises(ReaderFailed, match=r"^tesseract gave 1 pages for 2; try --reader rapidocr$"):
        tsv_lines((HEADER + _row(1, "1")).encode(), 2)
