"""The page beside a figure, and figures by their number in the report."""

from __future__ import annotations

from typing import Any

from archive.desk import Standing
from archive.errors import NothingThere
from review.asked import Asked

__all__ = ["address_at", "sheet_of"]


def address_at(standing: Standing, position: int) -> str:
    """The address of a cell by its number in the report.

    Raises:
        NothingThere: no such cell, or this printing of the form does not have it.
    """
    cells = [(address, cell.status) for address, cell in standing.report.cells()]
    if position >= len(cells) or cells[position][1] == "absent":
        raise NothingThere(f"there is no cell {position}")
    return cells[position][0]


def sheet_of(asked: Asked, standing: Standing, number: int | None) -> dict[str, Any]:
    """The page beside a figure: its size, and its picture or its text."""
    pages = standing.report.pages
    page = next((one for one in pages if one.number == number), pages[0] if pages else None)
    if page is None:
        return {"number": None, "numbers": [], "width": 0, "height": 0, "picture": False, "texts": (), "gone": False}
    paper = standing.report.source.media in ("pdf", "image")
    texts = () if paper else asked.room.pictures.texts(standing, page.number)
    gone = not standing.urls if paper else not texts
    size = {"width": page.width, "height": page.height}
    return {"number": page.number, "numbers": [one.number for one in pages], "picture": paper, "texts": texts, "gone": gone, **size}
