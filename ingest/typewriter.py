"""The layout of pages without paper: every line as high, every half-width character as wide as the next."""

from __future__ import annotations

import unicodedata

from ingest.geometry import Box

__all__ = ["LINE", "text_box", "text_width"]

LINE = 12.0
"""Points from one line to the next."""
_HALF = 6.0
_TAB = 8


def text_width(text: str) -> float:
    """How wide a text is set, in points: 6 for a half-width character, 12 for a full-width one, tabs to the next stop of 8."""
    columns = 0
    for character in text:
        if character == "\t":
            columns += _TAB - columns % _TAB
        else:
            columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return columns * _HALF


def text_box(text: str, top: float, left: float = 0.0) -> Box:
    """The box of a text on the line whose upper edge is ``top``."""
    return Box(left, top, left + text_width(text), top + LINE)
