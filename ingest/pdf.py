"""A PDF becomes pages: characters, rulings and pictures as pdfium tells them, a second reader asked where they look wrong."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.errors import BrokenSource, LockedSource, NoSuchPages
from ingest.geometry import IDENTITY, Box, Homography, Transform
from ingest.glyphs import Glyph, doubtful_share, glyphs_to_words, turned_box
from ingest.page import Page, PageKind, Problem, Ruling

__all__ = ["PDF_MAGIC", "pdf_pages"]

PDF_MAGIC = b"%PDF-"
_DOUBTFUL = 0.02  # a sound text layer has next to no unmapped characters; a broken font has a third and more
_PICTURE_PAGE = 0.5  # share of the page from which a picture is a scan and not an ornament
_THIN = 3.0  # points: a filled bar no thicker than this is a ruling, a thicker one a background
_SHORTEST = 2.0  # points: shorter strokes are dots and ticks
_SLANT = 0.6  # points that a ruling may be off level or upright
_TOO_LARGE = 12.0  # times the ink: a body larger than this both ways is a wrong one; that of a full stop is 6 times its ink
_MOSTLY = 0.6  # share of a page's characters that must be turned alike before the page is
_WHITE = 250  # of 255: paper-coloured strokes cannot be seen


def pdf_pages(data: bytes, pages: tuple[int, ...] | None, password: str | None) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """The pages asked for (all when None), and what is wrong with them.

    Raises:
        BrokenSource: no PDF that pdfium can open.
        LockedSource: encrypted, and no password or a wrong one.
        NoSuchPages: a page number outside the document.
    """
    document = _open(data, password)
    try:
        numbers = _numbers(len(document), pages)
        seen = [_look(document, number) for number in numbers]
    finally:
        document.close()
    problems = [_hidden_text(look) for look in seen if look.hidden and look.picture_share >= _PICTURE_PAGE]
    for index, look in enumerate(seen):
        mended, problem = _second_opinion(look, data, password)
        seen[index] = mended
        problems.extend(problem)
    return tuple(_page(look) for look in seen), tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What pdfium sees on one page."""

    number: int
    width: float
    height: float
    rotation: int
    glyphs: tuple[Glyph, ...]
    hidden: int
    rulings: tuple[Ruling, ...]
    picture_share: float


def _open(data: bytes, password: str | None) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data, password=password)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            what = "the password does not open it; check it" if password else "it is encrypted; give its password with --password"
            raise LockedSource(what) from error
        if getattr(error, "err_code", None) == raw.FPDF_ERR_SECURITY:
            raise LockedSource("its encryption is of an unknown kind; save it without protection and try again") from error
        raise BrokenSource("it is no PDF that can be opened; fetch or export it again") from error


def _numbers(count: int, pages: tuple[int, ...] | None) -> tuple[int, ...]:
    if count == 0:
        raise BrokenSource("it is a PDF without pages; fetch or export it again")
    if pages is None:
        return tuple(range(1, count + 1))
    inside = tuple(sorted({number for number in pages if 1 <= number <= count}))
    if not inside:
        raise NoSuchPages(f"it has {count} page{'s' if count > 1 else ''}, none of those asked for; change --pages")
    return inside


def _look(document: pdfium.PdfDocument, number: int) -> _Look:
    try:
        page = document[number - 1]
    except pdfium.PdfiumError as error:
        raise BrokenSource(f"its page {number} cannot be opened; leave it out with --pages, or fetch the file again") from error
    frame = _Frame.of(page)
    glyphs, hidden = _glyphs(page, frame)
    rulings: list[Ruling] = []
    pictures = 0.0
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE), max_depth=8):
        if item.type == raw.FPDF_PAGEOBJ_PATH:
            rulings.extend(_path_rulings(item, frame))
        else:
            pictures += _area_share(item, frame)
    return _Look(
        number=number,
        width=frame.width,
        height=frame.height,
        rotation=frame.rotation,
        glyphs=glyphs,
        hidden=hidden,
        rulings=tuple(rulings),
        picture_share=min(pictures, 1.0),
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """The page's visible box in PDF space (origin bottom left, before rotation), and how it is turned for the reader."""

    x0: float
    y0: float
    x1: float
    y1: float
    rotation: int

    @classmethod
    def of(cls, page: pdfium.PdfPage) -> _Frame:
        x0, y0, x1, y1 = page.get_cropbox()
        return cls(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), page.get_rotation())

    @property
    def width(self) -> float:
        return self.x1 - self.x0 if self.rotation % 180 == 0 else self.y1 - self.y0

    @property
    def height(self) -> float:
        return self.y1 - self.y0 if self.rotation % 180 == 0 else self.x1 - self.x0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """PDF space to points from the top left corner of the page as it is shown."""
        if self.rotation == 90:
            return y - self.y0, x - self.x0
        if self.rotation == 180:
            return self.x1 - x, y - self.y0
        if self.rotation == 270:
            return self.y1 - y, self.x1 - x
        return x - self.x0, self.y1 - y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        (ax, ay), (bx, by) = self.point(left, bottom), self.point(right, top)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _glyphs(page: pdfium.PdfPage, frame: _Frame) -> tuple[tuple[Glyph, ...], int]:
    """The characters that can be seen, and how many are there that cannot (rendering mode 3: somebody's OCR)."""
    text = page.get_textpage()
    seen: list[Glyph] = []
    hidden = 0
    for index in range(text.count_chars()):
        if raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        character = _character(raw.FPDFText_GetUnicode(text, index))
        box = _body(text, index, frame)
        if box is None:
            continue
        x, y = box.center
        if not (0 <= x <= frame.width and 0 <= y <= frame.height):
            continue
        item = raw.FPDFText_GetTextObject(text, index)
        if item and raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            hidden += not character.isspace()
            continue
        seen.append(Glyph(character, box, turn=_turn(raw.FPDFText_GetCharAngle(text, index), frame.rotation)))
    return tuple(seen), hidden


def _body(text: pdfium.PdfTextPage, index: int, frame: _Frame) -> Box | None:
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


def _turn(angle: float, rotation: int) -> int:
    """How many quarter turns clockwise a character stands for the reader; angles are in radians, clockwise."""
    return (round(angle / (math.pi / 2)) + rotation // 90) % 4


def _area_share(item: pdfium.PdfObject, frame: _Frame) -> float:
    box = frame.box(*item.get_bounds())
    page = Box(0, 0, frame.width, frame.height)
    return box.overlap(page) / max(frame.width * frame.height, 1.0)


def _path_rulings(item: pdfium.PdfObject, frame: _Frame) -> Iterator[Ruling]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(item, fill, stroke):
        return
    stroked = bool(stroke.value) and not _is_white(item, raw.FPDFPageObj_GetStrokeColor)
    filled = bool(fill.value) and not _is_white(item, raw.FPDFPageObj_GetFillColor)
    if not (stroked or filled):
        return
    for corners in _subpaths(item, frame):
        if stroked:
            yield from _edges(corners)
        elif filled:
            yield from _bar(corners)


def _is_white(item: pdfium.PdfObject, color_of: object) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not color_of(item, red, green, blue, alpha):  # type: ignore[operator]  # a ctypes function
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE


def _subpaths(item: pdfium.PdfObject, frame: _Frame) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path, in page points; closed parts end where they began."""
    matrix = item.get_matrix()
    holder = item.container
    while holder is not None:  # a path inside form objects: each has a matrix of its own
        matrix = matrix.multiply(holder.get_matrix())
        holder = holder.container
    x, y = ctypes.c_float(), ctypes.c_float()
    corners: list[tuple[float, float]] = []
    for index in range(raw.FPDFPath_CountSegments(item)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            if len(corners) > 1:
                yield corners
            corners = []
        corners.append(frame.point(*matrix.on_point(x.value, y.value)))
        if raw.FPDFPathSegment_GetClose(segment) and corners[0] != corners[-1]:
            corners.append(corners[0])
    if len(corners) > 1:
        yield corners


def _edges(corners: list[tuple[float, float]]) -> Iterator[Ruling]:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    if len(corners) >= 4 and min(max(xs) - min(xs), max(ys) - min(ys)) <= _THIN:
        yield from _bar(corners)
        return
    for (ax, ay), (bx, by) in pairwise(corners):
        if abs(ay - by) <= _SLANT and abs(ax - bx) >= _SHORTEST:
            yield Ruling(min(ax, bx), (ay + by) / 2, max(ax, bx), (ay + by) / 2)
        elif abs(ax - bx) <= _SLANT and abs(ay - by) >= _SHORTEST:
            yield Ruling((ax + bx) / 2, min(ay, by), (ax + bx) / 2, max(ay, by))


def _bar(corners: list[tuple[float, float]]) -> Iterator[Ruling]:
    """A thin filled shape is a ruling along its middle."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if height <= _THIN and width >= max(_SHORTEST, height):
        yield Ruling(min(xs), (min(ys) + max(ys)) / 2, max(xs), (min(ys) + max(ys)) / 2)
    elif width <= _THIN and height >= _SHORTEST:
        yield Ruling((min(xs) + max(xs)) / 2, min(ys), (min(xs) + max(xs)) / 2, max(ys))


def _hidden_text(look: _Look) -> Problem:
    message = f"{look.hidden} characters lie unseen behind the page's picture (somebody's OCR); they are not used"
    return Problem(code="hidden_text_layer", page=look.number, message=message)


def _second_opinion(look: _Look, data: bytes, password: str | None) -> tuple[_Look, list[Problem]]:
    """Where pdfium's characters cannot be right, pdfplumber is asked; the better of the two stays."""
    share = doubtful_share(look.glyphs)
    empty = not look.glyphs and look.picture_share < _PICTURE_PAGE and not look.hidden
    if share <= _DOUBTFUL and not empty:
        return look, []
    from ingest.plumber import plumber_glyphs

    others = plumber_glyphs(data, look.number, password)
    if len(others) > len(look.glyphs) / 2 and others and doubtful_share(others) < max(share, 1e-9):
        message = "pdfium could not read this page's characters; pdfplumber's are used"
        return replace(look, glyphs=others), [Problem(code="text_layer_mended", page=look.number, message=message)]
    if empty:
        return look, []
    message = f"{share:.0%} of this page's characters are unreadable (a font without a usable map)"
    return look, [Problem(code="text_layer_unreadable", page=look.number, message=message)]


def _page(look: _Look) -> Page:
    turn = _page_turn(look.glyphs)
    upright = _set_upright(look, turn)
    size = (round(look.width, 2), round(look.height, 2))
    return Page(
        number=look.number,
        width=round(upright.width, 2),
        height=round(upright.height, 2),
        kind=_kind(look),
        rotation=(look.rotation + 90 * turn) % 360,
        words=glyphs_to_words(upright.glyphs, upright.rulings),
        rulings=upright.rulings,
        to_source=_way_back(look, turn),
        source_size=size if turn else None,
    )


def _page_turn(glyphs: tuple[Glyph, ...]) -> int:
    """How the page's writing is turned as a whole: a table set sideways turns its page."""
    counted = Counter(glyph.turn for glyph in glyphs if not glyph.character.isspace())
    turn, count = counted.most_common(1)[0] if counted else (0, 0)
    return turn if count >= _MOSTLY * counted.total() else 0


def _set_upright(look: _Look, turn: int) -> _Look:
    """The page turned so that its writing stands upright."""
    if turn == 0:
        return look
    frame = turned_box(Box(0, 0, look.width, look.height), turn)

    def placed(box: Box) -> Box:
        box = turned_box(box, turn)
        return Box(box.x0 - frame.x0, box.y0 - frame.y0, box.x1 - frame.x0, box.y1 - frame.y0)

    def ruled(ruling: Ruling) -> Ruling:
        box = placed(Box(ruling.x0, ruling.y0, ruling.x1, ruling.y1))
        return Ruling(box.x0, box.y0, box.x1, box.y1)

    glyphs = tuple(Glyph(glyph.character, placed(glyph.box), (glyph.turn - turn) % 4) for glyph in look.glyphs)
    rulings = tuple(map(ruled, look.rulings))
    return replace(look, width=frame.width, height=frame.height, glyphs=glyphs, rulings=rulings)


def _way_back(look: _Look, turn: int) -> Transform:
    """From the page set upright to the page as it lies in the source."""
    back = {
        0: None,
        1: (0, -1, look.width, 1, 0, 0, 0, 0, 1),
        2: (-1, 0, look.width, 0, -1, look.height, 0, 0, 1),
        3: (0, 1, 0, -1, 0, look.height, 0, 0, 1),
    }[turn]
    return IDENTITY if back is None else Transform((Homography(back),))


def _kind(look: _Look) -> PageKind:
    if look.picture_share < _PICTURE_PAGE:
        return "digital"
    return "mixed" if any(not glyph.character.isspace() for glyph in look.glyphs) else "scanned"
