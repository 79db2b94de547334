"""What every reader promises: crops of single lines in, one reading each out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ingest.page import Reading
from ocr.errors import NonsenseReading
from ocr.straight_masks import Gray

__all__ = ["Reader", "checked", "read_figures", "read_lines"]


class Reader(Protocol):
    """Anything that reads lines of print.

    Crops are grey (H, W), dark ink on white, one upright line each, with a margin of a few pixels around the ink. A crop in which a
    reader sees nothing has a reading with no text.
    """

    @property
    def name(self) -> str:
        """What it is called in ``--reader`` and in what it reads."""

    def lacks(self) -> str:
        """What it needs and has not, and the command that mends it, in one line; empty when nothing is missing."""

    def figures(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        """The crops read as figures: nothing but digits, ``.``, ``,``, ``-``, ``+`` and ``/`` can come out.

        Raises:
            OcrError: one of its leaves, when the crops cannot be read; never empty readings in their place.
        """

    def lines(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        """The crops read as lines of Chinese text with whatever stands in them.

        Raises:
            OcrError: as for figures.
        """


def read_figures(reader: Reader, crops: Sequence[Gray]) -> tuple[Reading, ...]:
    """What a reader reads as figures, held to what readers promise.

    Raises:
        OcrError: what the reader raises, or NonsenseReading.
    """
    return checked(reader, reader.figures(crops) if crops else (), len(crops))


def read_lines(reader: Reader, crops: Sequence[Gray]) -> tuple[Reading, ...]:
    """What a reader reads as text, held to what readers promise.

    Raises:
        OcrError: what the reader raises, or NonsenseReading.
    """
    return checked(reader, reader.lines(crops) if crops else (), len(crops))


def checked(reader: Reader, readings: tuple[Reading, ...], count: int) -> tuple[Reading, ...]:
    """The readings as they are.

    Raises:
        NonsenseReading: there is not one for each crop, or one is no reading.
    """
    if len(readings) != count:
        raise NonsenseReading(f"{reader.name} gave {len(readings)} readings for {count} crops; try another reader with --reader")
    for reading in readings:
        if not 0 <= reading.confidence <= 1:
            fault = f"a confidence of {reading.confidence:g}, not of 0 to 1"
            raise NonsenseReading(f"{reader.name} read {reading.text!r} with {fault}; try another reader with --reader")
    return readings
