"""A reader that returns recorded words: tests need no program and no pixels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.geometry import Box
from ingest.page import Page
from ocr.errors import BrokenRecording, ReaderUnavailable
from ocr.reading import ReadWord

__all__ = ["SCHEMA", "Replay"]

SCHEMA = "gouji.reading/1"


@dataclass(frozen=True, slots=True)
class Replay:
    """Returns what is in ``recording``; the words keep the name of the reader that they were recorded from.

    A recording is JSON: ``{"schema", "reader", "pages": [{"number", "words": [{"text", "confidence", "box": [x0, y0, x1, y1]}]}]}``.
    """

    recording: Path | None = None

    @property
    def name(self) -> str:
        """``replay``."""
        return "replay"

    def available(self) -> bool:
        """Whether there is a recording."""
        return self.recording is not None and self.recording.is_file()

    def read(self, page: Page) -> tuple[ReadWord, ...]:
        """The recorded words of the page of that number.

        Raises:
            ReaderUnavailable: there is no recording.
            BrokenRecording: it is none, or does not hold the page.
        """
        if self.recording is None or not self.available():
            raise ReaderUnavailable("replay has no recording; name one with --reader replay:FILE")
        data = _recorded(self.recording)
        for number, entry in enumerate(data["pages"]):
            if entry.get("number") == page.number:
                return tuple(_word(word, f"pages[{number}].words[{at}]", data["reader"]) for at, word in enumerate(entry["words"]))
        raise BrokenRecording(f"{self.recording.name} holds no page {page.number}; record it, or leave it out with --pages")


def _recorded(path: Path) -> Mapping[str, Any]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BrokenRecording(f"{path.name} is no JSON that can be read ({error}); record it again") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise BrokenRecording(f"the schema of {path.name} is not {SCHEMA}; record it again")
    pages = data.get("pages")
    sound = isinstance(pages, list) and all(isinstance(page, dict) and isinstance(page.get("words"), list) for page in pages)
    if not sound or not isinstance(data.get("reader"), str):
        raise BrokenRecording(f"{path.name} lacks its reader, its pages or their words; record it again")
    return data


def _word(data: Any, address: str, reader: str) -> ReadWord:
    try:
        x0, y0, x1, y1 = (float(number) for number in data["box"])
        return ReadWord(text=str(data["text"]), confidence=float(data["confidence"]), box=Box(x0, y0, x1, y1), reader=reader)
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenRecording(f"{address} is no word with text, confidence and box; record it again") from error
