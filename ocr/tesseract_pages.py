"""What Tesseract writes about its pages, taken apart: characters with their places (hOCR), lines with their confidence (TSV)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from ocr.errors import ReaderFailed

__all__ = ["Character", "hocr_characters", "tsv_lines"]

_BOX = re.compile(r"x_bboxes (\d+) (\d+) (\d+) (\d+)")
_SURE = re.compile(r"x_conf ([\d.]+)")
_HAN = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_LOOSE = re.compile(f"(?<={_HAN}) | (?={_HAN})")


@dataclass(frozen=True, slots=True)
class Character:
    """A character, from where to where it stands in pixels, and how sure the reader is, 0 to 1."""

    text: str
    left: int
    right: int
    confidence: float

    @property
    def middle(self) -> float:
        """Its middle in pixels."""
        return (self.left + self.right) / 2


def hocr_characters(said: bytes, count: int) -> tuple[tuple[Character, ...], ...]:
    """The characters of each of so many pages of an hOCR file with character boxes, left to right as written.

    Raises:
        ReaderFailed: it is no such file, or holds another number of pages.
    """
    try:
        root = etree.fromstring(said, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise ReaderFailed("tesseract gave no hOCR; install it again, or try --reader rapidocr") from error
    pages = root.findall(".//{*}div[@class='ocr_page']")
    if len(pages) != count:
        raise ReaderFailed(f"tesseract gave {len(pages)} pages for {count}; try --reader rapidocr")
    return tuple(tuple(_characters(page.iterfind(".//{*}span[@class='ocrx_cinfo']"))) for page in pages)


def _characters(spans: Iterable[etree._Element]) -> Iterable[Character]:
    for span in spans:
        title = span.get("title", "")
        box, sure = _BOX.search(title), _SURE.search(title)
        if box is not None and span.text:
            confidence = float(sure[1]) / 100 if sure is not None else 0.0
            yield Character(span.text, int(box[1]), int(box[3]), min(1.0, confidence))


def tsv_lines(said: bytes, count: int) -> tuple[tuple[str, float], ...]:
    """The text of each of so many pages and its confidence, 0 to 1, from Tesseract's table of words.

    Raises:
        ReaderFailed: it holds another number of pages.
    """
    words: dict[int, list[tuple[str, float]]] = {}
    for line in said.decode("utf-8", "replace").splitlines()[1:]:
        fields = line.split("\t")
        if len(fields) == 12:
            page = words.setdefault(int(fields[1]), [])
            if fields[0] == "5" and fields[11].strip():
                page.append((fields[11].strip(), max(0.0, float(fields[10])) / 100))
    if len(words) != count:
        raise ReaderFailed(f"tesseract gave {len(words)} pages for {count}; try --reader rapidocr")
    return tuple(_line(words[page]) for page in sorted(words))


def _line(words: list[tuple[str, float]]) -> tuple[str, float]:
    characters = sum(len(text) for text, _ in words)
    sure = sum(len(text) * confidence for text, confidence in words) / characters if characters else 0.0
    return _LOOSE.sub("", " ".join(text for text, _ in words)), min(1.0, sure)
