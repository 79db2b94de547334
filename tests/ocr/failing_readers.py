"""Readers that fail, each in its own way."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.page import Reading
from ocr.straight_masks import Gray

__all__ = ["Crashing", "Nonsense"]


@dataclass(frozen=True, slots=True)
class Crashing:
    """Breaks off in the middle of a page."""

    name: str = "crashing"

    def lacks(self) -> str:
        return ""

    def figures(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        raise MemoryError(f"{len(crops)} crops")

    def lines(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        raise MemoryError(f"{len(crops)} crops")


@dataclass(frozen=True, slots=True)
class Nonsense:
    """Answers with one reading of one's choice, as often as told or once for each crop."""

    text: str = "12"
    confidence: float = 0.9
    count: int | None = None
    name: str = "nonsense"

    def lacks(self) -> str:
        return ""

    def figures(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        reading = Reading(reader=self.name, text=self.text, confidence=self.confidence)
        return (reading,) * (len(crops) if self.count is None else self.count)

    def lines(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        return self.figures(crops)
