"""What a reader says about a page: words with their places and how sure it is of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ingest.geometry import Box
from ingest.page import Page
from ocr.errors import NonsenseReading

__all__ = ["ReadWord", "Reader", "read_page"]

_OVER = 1.0  # points that a word may reach over the edge of its page


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWord:
    """A word as one reader read it. ``box`` is in points of the page that was read; ``confidence`` is the reader's own, 0 to 1."""

    text: str
    confidence: float
    box: Box
    reader: str


class Reader(Protocol):
    """Anything that reads pages."""

    @property
    def name(self) -> str:
        """What it is called in ``--reader`` and in what it reads."""

    def available(self) -> bool:
        """Whether all that it needs is there."""

    def read(self, page: Page) -> tuple[ReadWord, ...]:
        """The words of one page, in no order.

        Raises:
            OcrError: one of its leaves, when the page cannot be read; never an empty answer in its place.
        """


def read_page(reader: Reader, page: Page) -> tuple[ReadWord, ...]:
    """The words that a reader reads on a page, held to what a reader promises.

    Raises:
        OcrError: what the reader raises, or NonsenseReading when a word cannot stand on the page.
    """
    words = reader.read(page)
    for word in words:
        fault = _fault(word, page)
        if fault:
            raise NonsenseReading(f"{reader.name} read {word.text!r} on page {page.number}: {fault}; try another reader with --reader")
    return words


def _fault(word: ReadWord, page: Page) -> str | None:
    if not word.text.strip():
        return "a word without text"
    if not 0 <= word.confidence <= 1:
        return f"a confidence of {word.confidence:g}, not of 0 to 1"
    if not (-_OVER <= word.box.x0 <= word.box.x1 <= page.width + _OVER and -_OVER <= word.box.y0 <= word.box.y1 <= page.height + _OVER):
        return f"a box beside the page of {page.width:g} x {page.height:g} points"
    return None
