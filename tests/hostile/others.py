"""Hostile images, texts and HTML pages, each made by a small function."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Mapping

from PIL import Image, ImageDraw

__all__ = ["IMAGES", "TEXTS"]

_TABLE = "收到和处理政府信息公开申请情况\n\t本年新收\t12\n\t上年结转\t3\n"


def saved(image: Image.Image, kind: str = "PNG", **settings: object) -> bytes:
    """The bytes of an image file."""
    file = io.BytesIO()
    image.save(file, kind, **settings)
    return file.getvalue()


def sheet(mode: str = "L", size: tuple[int, int] = (120, 160)) -> Image.Image:
    """White paper with a box on it."""
    image = Image.new(mode, size, 255 if mode in ("1", "L") else "white")
    ImageDraw.Draw(image).rectangle((20, 20, 90, 60), outline=0 if mode in ("1", "L") else "black")
    return image


def png_of(width: int, height: int, content: bytes, depth: int = 1) -> bytes:
    """A PNG that says it is so large, whatever is in it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(content, 9)) + chunk(b"IEND", b"")


def sixteen_bits() -> bytes:
    """A grey PNG of 16 bits a pixel."""
    return saved(Image.new("I;16", (80, 60), 60000))


def looped_tiff() -> bytes:
    """A TIFF whose list of frames leads back to its beginning."""
    data = bytearray(saved(sheet("1"), "TIFF"))
    order = "<" if data[:2] == b"II" else ">"
    at = struct.unpack(order + "I", data[4:8])[0]
    entries = struct.unpack(order + "H", data[at : at + 2])[0]
    data[at + 2 + 12 * entries : at + 6 + 12 * entries] = struct.pack(order + "I", at)
    return bytes(data)


def frames(*images: Image.Image, kind: str = "TIFF") -> bytes:
    """Several images in one file."""
    return saved(images[0], kind, save_all=True, append_images=list(images[1:]))


def photo_on_its_side() -> bytes:
    """A JPEG whose camera was held upright."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(sheet("RGB"), "JPEG", exif=exif)


IMAGES: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "50,000 x 50,000": (lambda: png_of(50_000, 50_000, bytes(1000)), "pixels"),
    "as large as it says": (lambda: png_of(30_000, 30_000, bytes(30_000 * 3751)), "pixels"),
    "larger than it says": (lambda: png_of(100, 100, bytes(100_000_000)), ""),
    "smaller than it says": (lambda: png_of(1000, 1000, bytes(100)), "its page 1 cannot be decoded|cannot be"),
    "truncated PNG": (lambda: saved(sheet())[:-40], "cannot be decoded"),
    "moving PNG": (lambda: frames(sheet(), sheet(), kind="PNG"), ""),
    "moving GIF": (lambda: frames(sheet("P"), sheet("P", (120, 160)), kind="GIF"), ""),
    "TIFF of mixed sizes": (lambda: frames(sheet("1"), sheet("RGB", (300, 100)), sheet("L", (50, 400))), ""),
    "TIFF that leads to itself": (looped_tiff, ""),
    "TIFF of 600 frames": (lambda: frames(*[sheet("1", (8, 8))] * 600), "it has 600 pages, more than 500"),
    "photo on its side": (photo_on_its_side, ""),
    "CMYK JPEG": (lambda: saved(sheet("RGB").convert("CMYK"), "JPEG"), ""),
    "16 bits": (sixteen_bits, ""),
    "inverted fax": (lambda: saved(sheet("1").point(lambda value: 255 - value), "TIFF", compression="group4"), ""),
    "one pixel": (lambda: saved(Image.new("1", (1, 1))), ".*"),
    "one line": (lambda: saved(Image.new("L", (5000, 1))), ".*"),
    "picture that starts a program": (lambda: b"BM\x00%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "cannot be decoded"),
}
TEXTS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "GB18030": (lambda: _TABLE.encode("gb18030"), ""),
    "Big5": (lambda: "收到和處理政府信息公開申請情況\n本年新收\t12\n".encode("big5") * 20, ""),
    "UTF-16": (lambda: _TABLE.encode("utf-16"), ""),
    "UTF-16 without a mark": (lambda: (_TABLE * 20).encode("utf-16-le"), ""),
    "UTF-16 cut in a character": (lambda: _TABLE.encode("utf-16")[:-1], ".*"),
    "with NULs": (lambda: (_TABLE * 50).encode() + bytes(3), ""),
    "half of it NULs": (lambda: _TABLE.encode() + bytes(400), "it is neither a PDF nor text"),
    "noise": (lambda: zlib.compress(bytes(range(256)) * 99) + bytes(range(256)), "it is neither a PDF nor text"),
    "a long line": (lambda: ("本年新收 12 " * 50_000).encode(), ""),
    "a line of digits": (lambda: b"1" * 1_000_000, ""),
    "a line of blanks": (lambda: b"a" + b" " * 3_000_000 + b"1", ""),
    "a line of pipes": (lambda: b"|" * 40_000, ".*"),
    "a line of dashes": (lambda: b"|" + b"-" * 1_000_000 + b"!", ""),
    "a line of tabs": (lambda: b"\t" * 50_000 + b"1", ""),
    "many lines": (lambda: b"1\t2\n" * 20_000, ".*"),
    "nested tables": (lambda: b"<table><tr><td>" * 50_000, ".*"),
    "a hundred thousand divisions": (lambda: b"<html>" + b"<div>" * 100_000 + b"1", ""),
    "tables that are not closed": (lambda: b"x\n" + b"<table " * 200_000, ""),
    "giant spans": (lambda: b"<table>" + b"<tr><td colspan=99999 rowspan=99999>1</td><td>2</td></tr>" * 50 + b"</table>", ".*"),
    "entities that multiply": (
        lambda: (
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
            + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
            + b"]><html><body><p>&j;</p></body></html>"
        ),
        "",
    ),
    "entity of a file": (lambda: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><html><p>&e;</p></html>', ""),
    "page that fetches": (lambda: b'<html><link href="http://127.0.0.1:9/"><script src="http://127.0.0.1:9/"></script><p>1</html>', ""),
    "unheard-of encoding": (lambda: b'<html><meta charset="rot13"><p>1</p></html>', ""),
    "a ZIP": (lambda: b"PK\x03\x04" + bytes(100), "it is a ZIP container"),
    "only blanks": (lambda: b" \n\t\x00", "it is empty"),
}
"""As ``PDFS``."""
