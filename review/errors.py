"""What can go wrong in the review room.

ReviewError
├── NoAddress (OSError): the desk cannot listen where it was told to
└── NoFigure (ValueError): what a person typed is no figure
"""

from __future__ import annotations

__all__ = ["NoAddress", "NoFigure", "ReviewError"]


class ReviewError(Exception):
    """The root of this room's errors. Its text is one line: what is wrong, and what to do next."""


class NoAddress(ReviewError, OSError):
    """The desk cannot listen where it was told to."""


class NoFigure(ReviewError, ValueError):
    """What a person typed is no figure."""
