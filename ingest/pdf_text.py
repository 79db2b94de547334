"""The characters of a PDF page that a reader can see, as pdfium tells them."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.geometry import Box
from ingest.glyphs import Glyph
from ingest.pdf_drawings import Drawings, address
from ingest.pdf_frame import Frame

__all__ = ["visible_glyphs"]

_TOO_LARGE = 12.0  # times the ink: a body larger than this both ways is a wrong one; that of a full stop is 6 times its ink
_WHITE = 250  # of 255
_PICTURE_PAGE = 0.5  # share of the page from which a picture drawn over writing is a scan, and the writing somebody's OCR
_TILT = math.radians(10)  # off a quarter turn: writing across the page (a watermark) is not of its lines
_SIZES = 1.25  # sizes within this ratio are one: a raised note mark is three fifths of its figure, mixed fonts are nearly alike


@dataclass(frozen=True, slots=True)
class _Hand:
    """How one text object is written: hidden from the start, its ink (colour and size), white on white, its turn in drawing."""

    hidden: bool
    white: bool
    ink: str
    order: int


def visible_glyphs(page: pdfium.PdfPage, frame: Frame, drawings: Drawings) -> tuple[tuple[Glyph, ...], int]:
    """The characters that can be seen and stand in line with the page, and how many are there that cannot be seen.

    Unseen are those of rendering mode 3 (somebody's OCR), in the paper's colour on paper, and under a later white patch or picture.
    """
    text = page.get_textpage()
    hands: dict[int, _Hand] = {}
    seen: list[Glyph] = []
    hidden = 0
    for index in range(text.count_chars()):
        if raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        character = _character(raw.FPDFText_GetUnicode(text, index))
        box = _body(text, index, frame)
        if box is None or not (0 <= box.center[0] <= frame.width and 0 <= box.center[1] <= frame.height):
            continue
        item = raw.FPDFText_GetTextObject(text, index)
        at = address(item)
        hand = hands.get(at) or hands.setdefault(at, _hand(item, drawings.orders.get(at, -1)))
        if hand.hidden or _is_unseen(box, hand, drawings):
            hidden += not character.isspace()
            continue
        turn = _turn(raw.FPDFText_GetCharAngle(text, index), frame.rotation)
        if turn is not None:
            seen.append(Glyph(character, box, turn=turn, ink=hand.ink))
    return tuple(seen), hidden


def _hand(item: object, order: int) -> _Hand:
    if not item:
        return _Hand(hidden=False, white=False, ink="", order=order)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    size, matrix = ctypes.c_float(), raw.FS_MATRIX()
    colored = bool(raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha))
    raw.FPDFTextObj_GetFontSize(item, size)
    scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c)) if raw.FPDFPageObj_GetMatrix(item, matrix) else 1.0
    step = round(math.log(max(size.value * scale, 0.1)) / math.log(_SIZES))
    mode = raw.FPDFTextObj_GetTextRenderMode(item)
    return _Hand(
        hidden=mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE or (colored and alpha.value == 0),
        white=colored and min(red.value, green.value, blue.value) >= _WHITE,
        ink=f"{red.value},{green.value},{blue.value},{alpha.value}/{step}" if colored else f"/{step}",
        order=order,
    )


def _is_unseen(box: Box, hand: _Hand, drawings: Drawings) -> bool:
    """Whether white writing stands on paper, or any under a white patch, or a picture as large as the page, that was drawn later."""
    x, y = box.center
    if any(picture.share >= _PICTURE_PAGE and picture.order > hand.order >= 0 and picture.box.holds(x, y) for picture in drawings.pictures):
        return True
    if not hand.white and not any(patch.white for patch in drawings.patches):
        return False
    over = [patch for patch in drawings.patches if patch.box.holds(x, y)]
    if any(patch.white and patch.order > hand.order >= 0 for patch in over):
        return True
    return hand.white and not any(not patch.white for patch in over)


def _body(text: pdfium.PdfTextPage, index: int, frame: Frame) -> Box | None:
    """The box of a character's body: as high as its line, so that a dot and a digit of one line have one middle.

    Fonts for vertical writing come with bodies many times too large; there the box of the ink has to do.
    """
    area = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(text, index, area):
        return None
    body = frame.box(area.left, area.bottom, area.right, area.top)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if raw.FPDFText_GetCharBox(text, index, left, right, bottom, top):
        ink = frame.box(left.value, bottom.value, right.value, top.value)
        largest = _TOO_LARGE * max(ink.width, ink.height)
        if largest > 0 and body.width > largest and body.height > largest:
            return ink
    return body


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _turn(angle: float, rotation: int) -> int | None:
    """How many quarter turns clockwise a character stands for the reader; None when it is tilted. Angles in radians, clockwise."""
    quarters = round(angle / (math.pi / 2))
    if abs(angle - quarters * math.pi / 2) > _TILT:
        return None
    return (quarters + rotation // 90) % 4
