"""A PDF becomes pages: characters, rulings and pictures as pdfium tells them, a second reader asked where they look wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.bounds import page_numbers
from ingest.errors import BrokenSource, LockedSource
from ingest.geometry import IDENTITY, Box, Homography, Transform
from ingest.glyphs import Glyph, doubtful_share, glyphs_to_words, turned_box
from ingest.pace import pages_ahead
from ingest.page import Page, PageKind, Problem, Ruling
from ingest.pdf_drawings import DrawnPicture, drawings_of
from ingest.pdf_frame import Frame
from ingest.pdf_pictures import PdfFile, page_view, pictures_of
from ingest.pdf_soundness import broken_streams
from ingest.pdf_text import visible_glyphs
from ingest.picture import Picture

__all__ = ["PDF_MAGIC", "pdf_pages"]

PDF_MAGIC = b"%PDF-"
_DOUBTFUL = 0.02  # a sound text layer has next to no unmapped characters; a broken font has a third and more
_PICTURE_PAGE = 0.5  # share of the page from which a picture is a scan and not an ornament
_FEW_CHARACTERS = 60  # a scan may have a page number or a file mark written over it; a letter on printed paper has more
_FEWEST_SHAPES = 20  # drawn outlines that make a page of writing turned into shapes
_MOSTLY = 0.6  # share of a page's characters that must be turned alike before the page is


def pdf_pages(data: bytes, pages: tuple[int, ...] | None, password: str | None) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """The pages asked for (all when None), and what is wrong with them.

    Raises:
        BrokenSource: no PDF that pdfium can open.
        LockedSource: encrypted, and no password or a wrong one.
        NoSuchPages: none of the pages asked for is there, or there are more than may be read.
    """
    document = _open(data, password)
    try:
        if len(document) == 0:
            raise BrokenSource("it is a PDF without pages; fetch or export it again")
        numbers = page_numbers(len(document), pages)
        seen = [_look(document, number) for number in numbers]
        encrypted = raw.FPDF_GetSecurityHandlerRevision(document) >= 0
    finally:
        document.close()
    problems = _damage(data, password, encrypted=encrypted)
    problems += [_hidden_text(look) for look in seen if look.hidden and look.picture_share >= _PICTURE_PAGE]
    for index, look in enumerate(seen):
        mended, problem = _second_opinion(look, data, password)
        seen[index] = mended
        problems.extend(problem)
    unreadable = {problem.page for problem in problems if problem.code == "text_layer_unreadable"}
    file = PdfFile(data, password)
    read = (_page(look, _pictures(look, file, look.number in unreadable)) for look in seen)
    views = (page_view(file, look.number, (look.width, look.height)) for look in seen)
    return tuple(replace(page, view=view) for page, view in zip(read, views, strict=True)), tuple(problems)


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
    marks: tuple[Box, ...]
    pictures: tuple[DrawnPicture, ...]
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


def _look(document: pdfium.PdfDocument, number: int) -> _Look:
    pages_ahead()
    try:
        page = document[number - 1]
    except pdfium.PdfiumError as error:
        raise BrokenSource(f"its page {number} cannot be opened; leave it out with --pages, or fetch the file again") from error
    frame = Frame.of(page)
    drawings = drawings_of(page, frame)
    glyphs, hidden = visible_glyphs(page, frame, drawings)
    return _Look(
        number=number,
        width=frame.width,
        height=frame.height,
        rotation=frame.rotation,
        glyphs=glyphs,
        hidden=hidden,
        rulings=drawings.rulings,
        marks=drawings.marks,
        pictures=drawings.pictures,
        picture_share=drawings.picture_share,
    )


def _damage(data: bytes, password: str | None, *, encrypted: bool) -> list[Problem]:
    """A file that is not as it was written may show other figures than it was written with."""
    if encrypted:
        from ingest.plumber import broken_secrets

        broken = broken_secrets(data, password)
    else:
        broken = broken_streams(data)
    if not broken:
        return []
    message = f"the file is damaged: {broken} of its parts {'is' if broken == 1 else 'are'} not as written; fetch it again"
    return [Problem(code="source_damaged", page=None, message=message)]


def _hidden_text(look: _Look) -> Problem:
    message = f"{look.hidden} characters lie unseen behind the page's picture (somebody's OCR); they are not used"
    return Problem(code="hidden_text_layer", page=look.number, message=message)


def _second_opinion(look: _Look, data: bytes, password: str | None) -> tuple[_Look, list[Problem]]:
    """Where pdfium's characters cannot be right, pdfplumber is asked; the better of the two stays."""
    pages_ahead()
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


def _pictures(look: _Look, file: PdfFile, unreadable: bool) -> tuple[Picture, ...]:
    """What of a page has to be read from its pixels: all of it, parts, or nothing."""
    size = (round(look.width, 2), round(look.height, 2))
    written = [glyph.box for glyph in look.glyphs if not glyph.character.isspace()]
    drawn_only = not written and (bool(look.pictures) or len(look.marks) >= _FEWEST_SHAPES)
    scanned = look.picture_share >= _PICTURE_PAGE and len(written) < _FEW_CHARACTERS
    return pictures_of(file, look.number, size, look.pictures, written, whole=unreadable or drawn_only or scanned)


def _page(look: _Look, pictures: tuple[Picture, ...]) -> Page:
    if any(picture.whole for picture in pictures):
        return _pictured_page(look, pictures)
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
        marks=upright.marks,
        to_source=_way_back(look, turn),
        source_size=size if turn else None,
        pictures=pictures,
    )


def _pictured_page(look: _Look, pictures: tuple[Picture, ...]) -> Page:
    """A page whose picture is all that can be believed; its characters stay for those who read without pixels."""
    return Page(
        number=look.number,
        width=round(look.width, 2),
        height=round(look.height, 2),
        kind=_kind(look),
        rotation=look.rotation,
        words=glyphs_to_words(look.glyphs, look.rulings),
        pictures=pictures,
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

    glyphs = tuple(replace(glyph, box=placed(glyph.box), turn=(glyph.turn - turn) % 4) for glyph in look.glyphs)
    rulings, marks = tuple(map(ruled, look.rulings)), tuple(map(placed, look.marks))
    return replace(look, width=frame.width, height=frame.height, glyphs=glyphs, rulings=rulings, marks=marks)


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
    written = any(not glyph.character.isspace() for glyph in look.glyphs)
    if look.picture_share < _PICTURE_PAGE:
        return "digital"
    return "mixed" if written else "scanned"
