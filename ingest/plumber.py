"""pdfplumber as the second reader of a PDF's text layer."""

from __future__ import annotations

import io

from ingest.geometry import Box
from ingest.glyphs import Glyph

__all__ = ["plumber_glyphs"]


def plumber_glyphs(data: bytes, number: int, password: str | None) -> tuple[Glyph, ...]:
    """The characters of one page as pdfplumber tells them; none when it cannot open the file.

    Characters that it knows only by their number in the font (``(cid:12)``) come as U+FFFD.
    """
    import pdfplumber
    from pdfminer.pdfexceptions import PDFException

    try:
        with pdfplumber.open(io.BytesIO(data), password=password or "") as document:
            characters = document.pages[number - 1].chars
    except (PDFException, ValueError, KeyError, TypeError, IndexError, AssertionError):
        return ()  # a second opinion only: pdfium has opened the file, and its word stands
    return tuple(
        Glyph(
            text if len(text := item["text"]) == 1 else "\ufffd",
            Box(item["x0"], item["top"], item["x1"], item["bottom"]),
            turn=0 if item["upright"] else 1,
        )
        for item in characters
    )
