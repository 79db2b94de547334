"""A source and its pages, as frozen values: what was in the file, before anybody reads meaning into it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ingest.geometry import IDENTITY, Box, Transform
from ingest.picture import Picture

__all__ = [
    "POINT_OR_COMMA",
    "Candidate",
    "Media",
    "Page",
    "PageKind",
    "Problem",
    "Reading",
    "Ruling",
    "Source",
    "SourceCell",
    "SourceTable",
    "Word",
]

Media = Literal["pdf", "image", "html", "text"]
PageKind = Literal["digital", "scanned", "mixed", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reader makes of some ink: its text and how sure the reader is, 0 to 1; then other texts, the likelier first."""

    reader: str
    text: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A figure or mark that some ink may be, and how likely that is, 0 to 1, by all that is known of the ink."""

    text: str
    probability: float


POINT_OR_COMMA = "the readers differ only in whether a point or a comma is printed"
"""The doubt of a figure that is one for certain where it has to be whole: 1.050 or 1,050."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Characters that stand together on one line.

    ``raw`` is what the file holds, ``text`` the same in normal characters; ``upright`` is False for writing turned on its side.
    A word read from a picture has the ``readings`` of all readers, and ``doubt`` says why its text may not be what is printed;
    ``candidates`` are the figures that it may be, the likeliest first, and none when it is no figure.
    """

    text: str
    raw: str
    box: Box
    upright: bool = True
    confidence: float = 1.0
    readings: tuple[Reading, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line of print, level or upright, in points; its thickness is left out."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def level(self) -> bool:
        """Whether it runs across the page, not up it."""
        return abs(self.y1 - self.y0) <= abs(self.x1 - self.x0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCell:
    """A cell of a table that the file itself declares."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    text: str
    raw: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTable:
    """A table that the file itself declares: HTML markup, or cells set off in a text dump.

    ``how`` says what the cells' places are worth. ``"grid"``: rows, columns and spans are declared. ``"cells"``: every cell is there,
    spans are lost. ``"torn"``: cells may be cut up, run together or gone, rows are rows. ``"loose"``: one text after another, neither
    rows nor empty cells are known.
    """

    cells: tuple[SourceCell, ...]
    box: Box
    how: Literal["grid", "cells", "torn", "loose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something about a source that a person should know. ``code`` is a fixed word, ``page`` counts from 1."""

    code: str
    page: int | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as it is read: its boxes are in points from its top left corner.

    A page that had to be turned or straightened knows the way back: ``to_source`` leads to the page as it lies in the source, whose
    ``source_size`` (width, height) is None when nothing was moved.

    ``marks`` are drawings in which something may be written that is no text: small pictures, outlines, form fields.

    ``pictures`` are what has to be read from pixels: the whole page of a scan, a scanned table on a digital page. ``view`` is the page
    as people see it, for showing what was read where; pages without paper have none.

    Pages of text and HTML have no paper: there a line is 12 points high, a column of a table and a half-width character have fixed
    widths, and boxes are places in that layout (docs/report-file.md).
    """

    number: int
    width: float
    height: float
    kind: PageKind
    rotation: int = 0
    skew: float = 0.0
    quality: float = 1.0
    steps: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    marks: tuple[Box, ...] = ()
    tables: tuple[SourceTable, ...] = ()
    to_source: Transform = field(default=IDENTITY)
    source_size: tuple[float, float] | None = None
    pictures: tuple[Picture, ...] = ()
    view: Picture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source as it came: its name without folders, its hash, and its pages in order."""

    name: str
    sha256: str
    media: Media
    pages: tuple[Page, ...]
    problems: tuple[Problem, ...] = ()
