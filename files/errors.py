"""What can go wrong in the files room.

FilesError
└── Unsuited (ValueError): a report that this kind of file has no room for
"""

from __future__ import annotations

__all__ = ["FilesError", "Unsuited"]


class FilesError(Exception):
    """The root of this room's errors."""


class Unsuited(FilesError, ValueError):
    """A report that a kind of file has no room for; says what to do instead."""
