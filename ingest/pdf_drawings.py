"""What is drawn on a PDF page besides its characters: rulings, backgrounds, patches, pictures, and marks that are no text."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.geometry import Box, enclosing
from ingest.page import Ruling
from ingest.pdf_frame import Frame

_Corners = list[tuple[float, float]]

__all__ = ["Drawings", "DrawnPicture", "Patch", "address", "drawings_of"]

_THIN = 3.0  # points: a filled bar no thicker than this is a ruling, a thicker one a background
_SHORTEST = 2.0  # points: shorter strokes are dots and ticks
_SLANT = 0.6  # points that a ruling may be off level or upright
_WHITE = 250  # of 255: paper-coloured strokes cannot be seen
_LARGE = 0.1  # share of the page from which a picture is a background or a scan, not something written in a cell
_TABLE = (144.0, 36.0)  # points, width and height from which a smaller picture may hold a table all the same
_TALLEST_MARK = 40.0  # points: drawings that are higher are ornaments, not figures


@dataclass(frozen=True, slots=True)
class Patch:
    """A filled shape: where it lies, whether it has the paper's colour, and its turn in the order of drawing."""

    box: Box
    white: bool
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPicture:
    """A large picture: where it lies, its share of the page, its pixels to the inch, and its turn in the order of drawing."""

    box: Box
    share: float
    dpi: float
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawings:
    """All drawings of a page.

    ``picture_share`` is that of the page which pictures of all sizes cover, at most 1; ``orders`` gives each text object's turn in the
    order of drawing, by its address.
    """

    rulings: tuple[Ruling, ...]
    patches: tuple[Patch, ...]
    marks: tuple[Box, ...]
    pictures: tuple[DrawnPicture, ...]
    picture_share: float
    orders: dict[int, int]


def address(item: object) -> int:
    """The address of one of pdfium's objects, which tells it from others."""
    return ctypes.cast(item, ctypes.c_void_p).value or 0  # type: ignore[arg-type]  # a ctypes pointer


def drawings_of(page: pdfium.PdfPage, frame: Frame) -> Drawings:
    """Everything that is drawn on a page, in one pass over its objects."""
    rulings: list[Ruling] = []
    patches: list[Patch] = []
    marks = list(_fields(page, frame))
    pictures: list[DrawnPicture] = []
    covered = 0.0
    orders: dict[int, int] = {}
    kinds = (raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE)
    for order, item in enumerate(page.get_objects(filter=kinds, max_depth=8)):
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            orders[address(item.raw)] = order
        elif item.type == raw.FPDF_PAGEOBJ_IMAGE:
            box = frame.box(*item.get_bounds())
            share = box.overlap(Box(0, 0, frame.width, frame.height)) / max(frame.width * frame.height, 1.0)
            covered += share
            if share >= _LARGE or (box.width >= _TABLE[0] and box.height >= _TABLE[1]):
                pictures.append(DrawnPicture(box=box, share=share, dpi=_resolution(item, box), order=order))
            else:
                marks.append(box)
        else:
            shape = _shape(item, frame)
            rulings.extend(shape.rulings)
            marks.extend(shape.marks)
            patches.extend(Patch(box, shape.white, order) for box in shape.backgrounds)
    return Drawings(
        rulings=tuple(rulings),
        patches=tuple(patches),
        marks=tuple(marks),
        pictures=tuple(pictures),
        picture_share=min(covered, 1.0),
        orders=orders,
    )


def _resolution(item: pdfium.PdfImage, box: Box) -> float:
    """Pixels to the inch; a picture that lies on its side has its longer side along the box's longer side all the same."""
    width, height = map(int, item.get_px_size())
    return 72.0 * max(width, height, 1) / max(box.width, box.height, 1.0)


def _fields(page: pdfium.PdfPage, frame: Frame) -> Iterator[Box]:
    """Form fields: what is filled in there is no text of the page."""
    area = raw.FS_RECTF()
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if note and raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_WIDGET and raw.FPDFAnnot_GetRect(note, area):
            yield frame.box(area.left, area.bottom, area.right, area.top)
        if note:
            raw.FPDFPage_CloseAnnot(note)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What one path draws."""

    rulings: tuple[Ruling, ...] = ()
    backgrounds: tuple[Box, ...] = ()
    marks: tuple[Box, ...] = ()
    white: bool = False


def _shape(item: pdfium.PdfObject, frame: Frame) -> _Shape:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(item, fill, stroke):
        return _Shape()
    stroked = bool(stroke.value) and not _is_white(item, raw.FPDFPageObj_GetStrokeColor)
    filled = bool(fill.value)
    white = filled and _is_white(item, raw.FPDFPageObj_GetFillColor)
    if white and not stroked:
        return _Shape(backgrounds=tuple(box for corners, _ in _subpaths(item, frame) if (box := _extent(corners))), white=True)
    rulings: list[Ruling] = []
    backgrounds: list[Box] = []
    marks: list[Box] = []
    for corners, curved in _subpaths(item, frame):
        box = _extent(corners)
        if curved or len(corners) > _MOST_CORNERS:
            marks.extend([box] if box.height <= _TALLEST_MARK else [])
        elif stroked:
            rulings.extend(_edges(corners))
        elif filled and min(box.width, box.height) <= _THIN:
            rulings.extend(_bar(corners))
        elif filled:
            backgrounds.append(box)
    return _Shape(rulings=tuple(rulings), backgrounds=tuple(backgrounds), marks=tuple(marks))


_MOST_CORNERS = 6  # of a path that is a box or a line; letters drawn as shapes have more


def _extent(corners: _Corners) -> Box:
    return enclosing(Box(x, y, x, y) for x, y in corners) or Box(0, 0, 0, 0)


def _is_white(item: pdfium.PdfObject, color_of: object) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not color_of(item, red, green, blue, alpha):  # type: ignore[operator]  # a ctypes function
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE


def _subpaths(item: pdfium.PdfObject, frame: Frame) -> Iterator[tuple[_Corners, bool]]:
    """The corners of each part of a path, in page points, and whether it has curves; closed parts end where they began."""
    matrix = item.get_matrix()
    holder = item.container
    while holder is not None:  # a path inside form objects: each has a matrix of its own
        matrix = matrix.multiply(holder.get_matrix())
        holder = holder.container
    x, y = ctypes.c_float(), ctypes.c_float()
    corners: _Corners = []
    curved = False
    for index in range(raw.FPDFPath_CountSegments(item)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(corners) > 1:
                yield corners, curved
            corners, curved = [], False
        curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
        corners.append(frame.point(*matrix.on_point(x.value, y.value)))
        if raw.FPDFPathSegment_GetClose(segment) and corners[0] != corners[-1]:
            corners.append(corners[0])
    if len(corners) > 1:
        yield corners, curved


def _edges(corners: _Corners) -> Iterator[Ruling]:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    if len(corners) >= 4 and min(max(xs) - min(xs), max(ys) - min(ys)) <= _THIN:
        yield from _bar(corners)
        return
    for (ax, ay), (bx, by) in pairwise(corners):
        if abs(ay - by) <= _SLANT and abs(ax - bx) >= _SHORTEST:
            yield Ruling(min(ax, bx), (ay + by) / 2, max(ax, bx), (ay + by) / 2)
        elif abs(ax - bx) <= _SLANT and abs(ay - by) >= _SHORTEST:
            yield Ruling((ax + bx) / 2, min(ay, by), (ax + bx) / 2, max(ay, by))


def _bar(corners: _Corners) -> Iterator[Ruling]:
    """A thin filled shape is a ruling along its middle."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if height <= _THIN and width >= max(_SHORTEST, height):
        yield Ruling(min(xs), (min(ys) + max(ys)) / 2, max(xs), (min(ys) + max(ys)) / 2)
    elif width <= _THIN and height >= _SHORTEST:
        yield Ruling((min(xs) + max(xs)) / 2, min(ys), (min(xs) + max(xs)) / 2, max(ys))
