"""The readers that there are, by name."""

from __future__ import annotations

from pathlib import Path

from ocr.errors import UnknownReader
from ocr.rapid import Rapid
from ocr.reading import Reader
from ocr.replay import Replay
from ocr.tesseract import Tesseract

__all__ = ["DEFAULT", "READERS", "reader_by_name"]

READERS: dict[str, Reader] = {"tesseract": Tesseract(), "rapidocr": Rapid(), "replay": Replay()}
DEFAULT = ("rapidocr", "tesseract")
"""The readers that are asked when none is named: the first reads everything, the second every figure."""


def reader_by_name(name: str) -> Reader:
    """The reader of that name; ``replay:FILE`` is the replay of a recording.

    Raises:
        UnknownReader: there is none; says which there are.
    """
    kind, mark, file = name.partition(":")
    if kind == "replay" and mark:
        return Replay(Path(file))
    if name not in READERS:
        raise UnknownReader(name, tuple(READERS))
    return READERS[name]
