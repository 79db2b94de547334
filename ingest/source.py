"""A file, or bytes, become a source: what it is is found from its contents, never from its name."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Mapping
from pathlib import Path, PurePath

from ingest.errors import BrokenSource, EmptySource, MissingSource, UnreadableSource, UnsupportedSource
from ingest.page import Media, Page, Problem, Source

__all__ = ["LARGEST_SOURCE", "open_source"]

LARGEST_SOURCE = 1 << 30
"""Bytes; no annual report comes near, and what does is not held in memory."""
_SNIFF = 4096
_KINDS = (
    (b"PK\x03\x04", "a ZIP container (.docx, .xlsx, .ofd and the like)"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls)"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
)
_FAMILIES: Mapping[Media, str] = {"pdf": "a PDF", "image": "an image", "html": "a text", "text": "a text"}
_SUFFIXES = (
    {".pdf": "a PDF"}
    | dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp"), "an image")
    | dict.fromkeys((".txt", ".md", ".html", ".htm"), "a text")
)


def open_source(
    source: Path | bytes, *, name: str | None = None, pages: tuple[int, ...] | None = None, password: str | None = None
) -> Source:
    """Read a source: PDF, page image, HTML or text dump.

    Args:
        source: a file, or the bytes of one.
        name: what to call it; the file's name without folders when None.
        pages: page numbers from 1; all when None.
        password: for an encrypted PDF.

    Raises:
        IngestError: one of its leaves, when the source cannot be read.
    """
    data = source if isinstance(source, bytes) else _bytes_of(source)
    called = name or (source.name if isinstance(source, Path) else "stdin")
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptySource("it is empty; fetch it again")
    read, problems, media = _pages(data, called, pages, password)
    problems = (*_misnamed(called, media), *problems)
    return Source(name=called, sha256=hashlib.sha256(data).hexdigest(), media=media, pages=read, problems=problems)


def _misnamed(called: str, media: Media) -> tuple[Problem, ...]:
    """What a name says is not believed, and told when it is wrong: somebody may have mixed files up."""
    suffix = PurePath(called).suffix.lower()
    said = _SUFFIXES.get(suffix)
    if said is None or said == _FAMILIES[media]:
        return ()
    return (Problem(code="misnamed", page=None, message=f"its name ends in {suffix}, but it is {_FAMILIES[media]}; it was read as that"),)


def _bytes_of(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableSource("it is a folder; name the files in it")
        if not stat.S_ISREG(mode):
            raise UnreadableSource("it is no regular file; copy its contents to one")
        if path.stat().st_size > LARGEST_SOURCE:
            raise UnreadableSource("it is larger than 1 GB; split it")
        return path.read_bytes()
    except UnreadableSource:
        raise
    except (FileNotFoundError, ValueError) as error:  # ValueError: no file can have that name
        raise MissingSource("there is no such file; check the path") from error
    except OSError as error:
        raise UnreadableSource(f"it cannot be opened ({error.strerror}); check its permissions") from error


def _pages(
    data: bytes, called: str, pages: tuple[int, ...] | None, password: str | None
) -> tuple[tuple[Page, ...], tuple[Problem, ...], Media]:
    from ingest.pdf import PDF_MAGIC

    head = data[:_SNIFF]
    if PDF_MAGIC in head[:1024]:
        from ingest.pdf import pdf_pages

        read, problems = pdf_pages(data, pages, password)
        return read, problems, "pdf"
    for magic, what in _KINDS:
        if head.startswith(magic):
            raise UnsupportedSource(f"it is {what}, which gouji does not read; save it as PDF")
    if _is_image(head):
        from ingest.image import image_pages

        read, problems = image_pages(data, pages)
        return read, problems, "image"
    if called.lower().endswith(".pdf"):
        raise BrokenSource("it is no PDF, though its name says so; fetch it again, or give it its right name")
    return _text_pages(data)


def _is_image(head: bytes) -> bool:
    """Whether the first bytes are those of an image; "BM" alone may begin a text."""
    return head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8")) or (head[:2] == b"BM" and 0 in head[:16])


def _text_pages(data: bytes) -> tuple[tuple[Page, ...], tuple[Problem, ...], Media]:
    from ingest.encoding import decoded

    text = decoded(data)
    if text is None:
        raise BrokenSource("it is neither a PDF nor text that can be decoded; check that the download is whole")
    if _is_html(text):
        from ingest.html import html_page

        return (html_page(text),), (), "html"
    if "<table" in text.lower():
        from ingest.html import html_page, marked_up

        return (html_page(marked_up(text)),), (), "text"
    from ingest.dump import dump_page

    return (dump_page(text),), (), "text"


def _is_html(text: str) -> bool:
    head = text[:_SNIFF].lstrip("\ufeff \t\r\n").lower()
    return (
        head.startswith(("<!doctype html", "<html", "<?xml", "<head", "<body", "<table", "<div", "<meta", "<p", "<!--")) or "<html" in head
    )
