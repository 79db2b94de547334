"""What can go wrong while a page is read.

OcrError
├── UnknownReader (KeyError): no reader of that name
├── ReaderUnavailable (RuntimeError): the reader is known, and something that it needs is missing
├── ReaderFailed (RuntimeError): the reader broke off, or took too long
├── BrokenRecording (ValueError): a file of recorded readings that cannot be used
└── NonsenseReading (ValueError): a reader answered with what is no reading
"""

from __future__ import annotations

__all__ = ["BrokenRecording", "NonsenseReading", "OcrError", "ReaderFailed", "ReaderUnavailable", "UnknownReader"]


class OcrError(Exception):
    """The root of this room's errors. Its text is one line: what is wrong, and what to do next."""


class UnknownReader(OcrError, KeyError):
    """No reader of that name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name = name
        self.known = known
        super().__init__(f"no reader {name!r}; the readers are {', '.join(known)}")

    def __str__(self) -> str:
        return str(self.args[0])


class ReaderUnavailable(OcrError, RuntimeError):
    """The reader is known, and something that it needs is missing."""


class ReaderFailed(OcrError, RuntimeError):
    """The reader broke off, or took too long."""


class BrokenRecording(OcrError, ValueError):
    """A file of recorded readings that cannot be used; says where it is wrong."""


class NonsenseReading(OcrError, ValueError):
    """A reader answered with what is no reading."""
