"""pdfplumber as the second reader of a PDF's text layer."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from ingest.geometry import Box
from ingest.glyphs import Glyph
from ingest.pdf_soundness import unpacks

if TYPE_CHECKING:
    from pdfminer.pdfdocument import PDFDocument

__all__ = ["broken_secrets", "plumber_glyphs"]

_OPEN = ("XRef", "Metadata")  # streams that may be without encryption in a file that has it
_MOST = 1 << 29  # bytes that are unpacked to look whether they are as they were packed


def plumber_glyphs(data: bytes, number: int, password: str | None) -> tuple[Glyph, ...]:
    """The characters of one page as pdfplumber tells them; none when it cannot open the file.

    Characters that it knows only by their number in the font (``(cid:12)``) come as U+FFFD.
    """
    import pdfplumber

    try:
        with pdfplumber.open(io.BytesIO(data), password=password or "") as document:
            characters = document.pages[number - 1].chars
    except MemoryError:
        raise
    except Exception:  # broken files bring about any: a second opinion only, since pdfium has opened the file and its word stands
        return ()
    return tuple(
        Glyph(
            text if len(text := item["text"]) == 1 else "\ufffd",
            Box(item["x0"], item["top"], item["x1"], item["bottom"]),
            turn=0 if item["upright"] else 1,
        )
        for item in characters
    )


def broken_secrets(data: bytes, password: str | None) -> int:
    """How many streams of an encrypted PDF are not as they were packed, as ``pdf_soundness.broken_streams`` tells for others."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser

    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)), password=password or "")
        numbers = {number for table in document.xrefs for number in table.get_objids()}
    except MemoryError:
        raise
    except Exception:  # broken files bring about any
        return 1
    return sum(_is_broken(document, number) for number in sorted(numbers))


def _is_broken(document: PDFDocument, number: int) -> bool:
    from pdfminer.pdftypes import PDFStream
    from pdfminer.psparser import literal_name

    try:
        item = document.getobj(number)
        if not isinstance(item, PDFStream) or literal_name(item.get("Type")) in _OPEN:
            return False
        packed = item.get_rawdata() or b""
        if item.decipher is not None:
            packed = item.decipher(number, item.genno or 0, packed, item.attrs)
        filters = [literal_name(name) for name, _ in item.get_filters()]
        return filters[:1] in (["FlateDecode"], ["Fl"]) and unpacks(packed, _MOST) is None
    except MemoryError:
        raise
    except Exception:  # the same
        return True
