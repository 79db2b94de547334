"""Hostile PDFs, each made by a small function: what twenty years of unknown programs, and people who mean harm, write."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping

import pikepdf

__all__ = ["PDFS", "pdf"]

_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_TEXT = b"BT /F1 12 Tf 72 700 Td (Report 2020) Tj ET"


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def packed(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object, compressed."""
    return stream(zlib.compress(content, 9), b"/Filter /FlateDecode " + entries)


def pdf(changed: Mapping[int, bytes] | None = None, trailer: bytes = b"", *, xref: bool = True) -> bytes:
    """A PDF of one page with a line of text, but for the objects that are given."""
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", 3: _PAGE}
    objects |= {4: stream(_TEXT), 5: _FONT} | dict(changed or {})
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    at = len(out)
    if xref:
        out += b"xref\n0 1\n0000000000 65535 f \n"
        for number, place in places.items():
            out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, trailer, at if xref else 0)
    return bytes(out)


def page(entries: bytes) -> bytes:
    """The page object with other entries."""
    return b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R %s >>" % entries


def catalog(entries: bytes) -> bytes:
    """The catalog with more entries."""
    return b"<< /Type /Catalog /Pages 2 0 R %s >>" % entries


def box(numbers: bytes, more: bytes = b"") -> bytes:
    """A PDF whose page has such a box."""
    return pdf({3: page(b"/Resources << /Font << /F1 5 0 R >> >> /MediaBox [%s] %s" % (numbers, more))})


def picture(entries: bytes, content: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    """A PDF whose page is one picture."""
    image = stream(content, b"/Type /XObject /Subtype /Image /Filter %s %s" % (filters, entries))
    drawn = stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
    return pdf({3: page(b"/MediaBox [0 0 595 842] /Resources << /XObject << /Im 6 0 R >> >>"), 4: drawn, 6: image})


def encrypted(**settings: object) -> bytes:
    """A PDF that is locked in some way."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(file, encryption=pikepdf.Encryption(**settings))  # type: ignore[arg-type]  # as pikepdf takes them
    return file.getvalue()


def deep_tree(depth: int) -> bytes:
    """A page tree of so many levels."""
    levels = {number: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 1) for number in range(10, 10 + depth)}
    return pdf({2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>", 10 + depth: _PAGE} | levels)


def nested_forms(depth: int) -> bytes:
    """Drawings in drawings; the last one draws the first."""
    forms = {
        number: stream(b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>" % following)
        for number, following in ((n, n + 1 if n < 9 + depth else 10) for n in range(10, 10 + depth))
    }
    return pdf({3: page(b"/MediaBox [0 0 595 842] /Resources << /XObject << /X 10 0 R >> >>"), 4: stream(b"/X Do")} | forms)


def loops_of_forms() -> bytes:
    """Each drawing draws the next ten times: a thousand million in the end."""
    forms = {
        number: stream(
            b"/X Do " * 10, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>" % (number + 1)
        )
        for number in range(10, 19)
    }
    last = stream(b"0 0 m 9 9 l S", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    return pdf({3: page(b"/MediaBox [0 0 595 842] /Resources << /XObject << /X 10 0 R >> >>"), 4: stream(b"/X Do"), 19: last} | forms)


def many_pages(count: int) -> bytes:
    """The same page again and again."""
    return pdf({2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * count, count)})


def wrong_map() -> bytes:
    """A font that says of each of its characters that it is another."""
    cmap = b"/CIDInit /ProcSet findresource begin begincmap 1 beginbfrange <00> <ff> <ffff> endbfrange endcmap"
    return pdf({5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>", 6: stream(cmap)})


_JP2 = bytes.fromhex("0000000c6a5020200d0a870a00000014667479706a703220000000006a703220") + (
    b"\x00\x00\x00\x2djp2h\x00\x00\x00\x16ihdr"
    + (60000).to_bytes(4, "big") * 2
    + b"\x00\x01\x07\x07\x00\x00\x00\x00\x00\x0fcolr\x01\x00\x00\x00\x00\x00\x11"
)
_JBIG2 = b"\x00\x00\x00\x00\x30\x00\x01\x00\x00\x00\x13" + (60000).to_bytes(4, "big") * 2 + bytes(8) + b"\x00\x00\x00"
_JPEG = b"\xff\xd8\xff\xc0\x00\x0b\x08\xff\xff\xff\xff\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x00" * 64
_ENDED = "it took more than|a page took longer than|source_damaged|no_form"
_GREY = b"/ColorSpace /DeviceGray /BitsPerComponent 8 "
_WORDS = pdf()

PDFS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "plain": (lambda: _WORDS, ""),
    "user password": (lambda: encrypted(owner="o", user="u"), "it is encrypted; give its password"),
    "owner password only": (lambda: encrypted(owner="o", user=""), ""),
    "AES-256": (lambda: encrypted(owner="o", user="u", R=6), "it is encrypted; give its password"),
    "RC4": (lambda: encrypted(owner="o", user="", R=3, aes=False, metadata=False), ""),
    "unknown handler": (
        lambda: pdf({9: b"<< /Filter /Unheard /V 9 /R 9 >>"}, b"/Encrypt 9 0 R /ID [<00> <00>]"),
        "it is no PDF|encryption",
    ),
    "encryption that is no dictionary": (lambda: pdf({}, b"/Encrypt 77 0 R"), ".*"),
    "half of it": (lambda: _WORDS[: len(_WORDS) // 2], "it is no PDF|without pages"),
    "the last bytes missing": (lambda: _WORDS[:-30], "it is no PDF"),
    "only the first line": (lambda: b"%PDF-1.7\n", "it is no PDF that can be opened"),
    "no xref": (lambda: pdf(xref=False), ""),
    "xref that leads to itself": (lambda: pdf({}, b"/Prev %d" % _WORDS.index(b"xref\n0 1")), ""),
    "xref far outside": (lambda: _WORDS.replace(b"startxref\n", b"startxref\n99999999999999999999"), ""),
    "page tree that leads to itself": (lambda: pdf({2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"}), ".*"),
    "page that is its own parent": (lambda: pdf({3: b"<< /Type /Page /Parent 3 0 R /Contents 4 0 R >>"}), ".*"),
    "deep page tree": (lambda: deep_tree(3000), ".*"),
    "deep arrays": (lambda: pdf({3: page(b"/MediaBox [0 0 9 9] /X " + b"[" * 50_000 + b"]" * 50_000)}), ".*"),
    "deep dictionaries in a page": (lambda: pdf({4: stream(b"/X " + b"<< /A " * 20_000 + b"BDC")}), ".*"),
    "drawings in drawings": (lambda: nested_forms(200), ""),
    "drawings that multiply": (loops_of_forms, _ENDED),
    "no pages": (lambda: pdf({2: b"<< /Type /Pages /Kids [] /Count 0 >>"}), "it is a PDF without pages|it is no PDF"),
    "100,000 pages": (lambda: many_pages(100_000), "it has 100,000 pages, more than 500; choose some with --pages, or raise --max-pages"),
    "says that it has 100,000 pages": (
        lambda: pdf({2: b"<< /Type /Pages /Kids [3 0 R] /Count 100000 >>"}),
        "it has 100,000 pages|cannot be opened",
    ),
    "says that it has less than none": (lambda: pdf({2: b"<< /Type /Pages /Kids [3 0 R] /Count -5 >>"}), ".*"),
    "giant page": (lambda: box(b"0 0 1e9 1e9"), ""),
    "negative page": (lambda: box(b"595 842 0 0"), ""),
    "page far away": (lambda: box(b"-1e9 -1e9 -999999000 -999999000"), ""),
    "page of no size": (lambda: box(b"0 0 0 0"), ""),
    "page box of words": (lambda: box(b"/A /B (c) null"), ""),
    "infinite page": (lambda: box(b"0 0 1e400 1e400"), ""),
    "UserUnit": (lambda: box(b"0 0 595 842", b"/UserUnit 10"), ""),
    "giant UserUnit": (lambda: box(b"0 0 595 842", b"/UserUnit 1e30"), ""),
    "turned": (lambda: box(b"0 0 595 842", b"/Rotate 90"), ""),
    "turned by a slant": (lambda: box(b"0 0 595 842", b"/Rotate 45"), ""),
    "turned by far": (lambda: box(b"0 0 595 842", b"/Rotate 99999999990"), ""),
    "mirrored": (lambda: pdf({4: stream(b"-1 0 0 1 595 0 cm " + _TEXT)}), ""),
    "letters of no size": (lambda: pdf({4: stream(b"0 0 0 0 0 0 cm " + _TEXT)}), ""),
    "letters of giant size": (lambda: pdf({4: stream(b"1e30 0 0 1e30 1e30 1e30 cm " + _TEXT)}), ""),
    "picture of 50,000 x 50,000": (
        lambda: picture(_GREY + b"/Width 50000 /Height 50000", zlib.compress(bytes(10_000_000), 9)),
        "page_unreadable",
    ),
    "JBIG2 bomb": (
        lambda: picture(b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Width 60000 /Height 60000", _JBIG2, b"/JBIG2Decode"),
        "page_unreadable",
    ),
    "JBIG2 bomb that says it is small": (
        lambda: picture(b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Width 600 /Height 800", _JBIG2, b"/JBIG2Decode"),
        ".*",
    ),
    "JPEG 2000 bomb": (lambda: picture(b"/Width 60000 /Height 60000", _JP2, b"/JPXDecode"), "page_unreadable"),
    "JPEG 2000 bomb that says it is small": (lambda: picture(b"/Width 600 /Height 800", _JP2, b"/JPXDecode"), ".*"),
    "JPEG bomb that says it is small": (lambda: picture(_GREY + b"/Width 600 /Height 800", _JPEG, b"/DCTDecode"), ".*"),
    "zip bomb in a picture": (lambda: picture(_GREY + b"/Width 600 /Height 800", zlib.compress(bytes(100_000_000), 9)), ".*"),
    "zip bomb of drawing": (lambda: pdf({4: packed(b"0 0 m 1 1 l S\n" * 1_000_000)}), _ENDED),
    "zip bomb of zip bombs": (
        lambda: pdf({4: stream(zlib.compress(zlib.compress(b"q Q " * 8_000_000, 9), 9), b"/Filter [/FlateDecode /FlateDecode]")}),
        _ENDED,
    ),
    "a thousand filters": (lambda: pdf({4: stream(_TEXT, b"/Filter [%s]" % (b"/ASCIIHexDecode " * 1000))}), ""),
    "missing font": (lambda: pdf({5: b"null"}), ""),
    "font that is not there": (lambda: pdf({4: stream(_TEXT.replace(b"/F1", b"/F9"))}), ""),
    "font that leads to itself": (
        lambda: pdf({5: b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [5 0 R] >>"}),
        "",
    ),
    "font of noise": (
        lambda: pdf(
            {
                5: b"<< /Type /Font /Subtype /TrueType /BaseFont /X /FontDescriptor 6 0 R >>",
                6: b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontFile2 7 0 R >>",
                7: stream(bytes(range(256)) * 40),
            }
        ),
        "",
    ),
    "wrong ToUnicode": (wrong_map, ""),
    "JavaScript": (lambda: pdf({1: catalog(b"/OpenAction << /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:9/'\\)) >>")}), ""),
    "launches a program": (lambda: pdf({1: catalog(b"/OpenAction << /S /Launch /F (/bin/sh) >>")}), ""),
    "embedded file": (
        lambda: pdf(
            {
                1: catalog(b"/Names << /EmbeddedFiles << /Names [(../../x.sh) 6 0 R] >> >>"),
                6: b"<< /Type /Filespec /F (../../x.sh) /EF << /F 7 0 R >> >>",
                7: stream(b"#!/bin/sh\ntouch /tmp/never", b"/Type /EmbeddedFile"),
            }
        ),
        "",
    ),
    "portfolio": (lambda: pdf({1: catalog(b"/Collection << /Type /Collection /View /D >>")}), ""),
    "XFA": (
        lambda: pdf({1: catalog(b"/AcroForm << /Fields [] /XFA 6 0 R >>"), 6: stream(b"<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/'><x/>")}),
        "",
    ),
    "contents in another file": (lambda: pdf({4: stream(b"", b"/F (/etc/passwd) /FFilter /FlateDecode")}), ""),
    "picture in another file": (
        lambda: picture(_GREY + b"/Width 10 /Height 10 /F << /FS /URL /F (http://127.0.0.1:9/) >>", b""),
        ".*",
    ),
    "CMYK picture": (
        lambda: picture(b"/ColorSpace /DeviceCMYK /BitsPerComponent 8 /Width 60 /Height 80", zlib.compress(bytes(19200))),
        "",
    ),
    "picture of 16 bits": (
        lambda: picture(b"/ColorSpace /DeviceGray /BitsPerComponent 16 /Width 60 /Height 80", zlib.compress(b"\xff\xfe" * 4800)),
        "",
    ),
    "inverted picture": (
        lambda: picture(b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Decode [1 0] /Width 64 /Height 80", zlib.compress(bytes(640))),
        "",
    ),
}
"""What it is; how it is made; what has to be said of it, by a refusal or by a problem of its report.

Nothing is where it has to become a report, ``.*`` where either will do.
"""
