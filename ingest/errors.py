"""What can go wrong while a source becomes pages.

IngestError
├── MissingSource (FileNotFoundError)
├── UnreadableSource (OSError): it is there, yet cannot be opened (a folder, no permission)
├── EmptySource (ValueError)
├── UnsupportedSource (ValueError): a kind of file that gouji does not read
├── BrokenSource (ValueError): the right kind, damaged beyond reading
├── LockedSource (PermissionError): encrypted, and no password or a wrong one
└── NoSuchPages (ValueError): the pages asked for are not in the source, or are too many
"""

from __future__ import annotations

__all__ = [
    "BrokenSource",
    "EmptySource",
    "IngestError",
    "LockedSource",
    "MissingSource",
    "NoSuchPages",
    "UnreadableSource",
    "UnsupportedSource",
]


class IngestError(Exception):
    """The root of this room's errors. Its text is one line: what is wrong, and what to do next."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)

    def __str__(self) -> str:
        return self.what


class MissingSource(IngestError, FileNotFoundError):
    """There is no such file."""


class UnreadableSource(IngestError, OSError):
    """The file is there, yet cannot be opened."""


class EmptySource(IngestError, ValueError):
    """The file holds nothing."""


class UnsupportedSource(IngestError, ValueError):
    """A kind of file that gouji does not read."""


class BrokenSource(IngestError, ValueError):
    """A file of the right kind that is damaged beyond reading."""


class LockedSource(IngestError, PermissionError):
    """An encrypted file, and no password or a wrong one."""


class NoSuchPages(IngestError, ValueError):
    """The pages asked for are not in the source, or are more than may be read."""
