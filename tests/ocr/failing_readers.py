"""Readers that fail, each in its own way."""

from dataclasses import dataclass

from ingest.geometry import Box
from ingest.page import Page
from ocr.reading import ReadWord

__all__ = ["Crashing", "Nonsense"]

SOMEWHERE = Box(1, 1, 2, 2)


@dataclass(frozen=True, slots=True)
class Crashing:
    """Breaks off in the middle of a page."""

    name: str = "crashing"

    def available(self) -> bool:
        return True

    def read(self, page: Page) -> tuple[ReadWord, ...]:
        raise MemoryError(f"page {page.number}")


@dataclass(frozen=True, slots=True)
class Nonsense:
    """Answers with one word of one's choice."""

    text: str = "12"
    confidence: float = 0.9
    box: Box = SOMEWHERE
    name: str = "nonsense"

    def available(self) -> bool:
        return True

    def read(self, page: Page) -> tuple[ReadWord, ...]:
        return (ReadWord(text=self.text, confidence=self.confidence, box=self.box, reader=self.name),)
