"""Lines of text dumps for tests, and what was placed of them."""

from __future__ import annotations

from ingest.dump import dump_page
from layout.columns import Placed
from layout.form_file import declared_forms
from layout.grid import declared_grid
from layout.lines import Line, grid_lines
from layout.places import leaves

__all__ = ["COUNTS", "FORM", "told", "torn"]

FORM = declared_forms()["annual-2019"]
COUNTS = leaves(FORM.table("proactive").blocks[0])


def torn(text: str) -> tuple[Line, ...]:
    page = dump_page(text + "\n")
    return grid_lines([declared_grid(page, page.tables[0])], FORM)


def told(placed: tuple[Placed, ...]) -> list[str]:
    """What stands in each column, with ``?`` where that is not certain, or nothing was found."""
    return ["?" if one.cell is None else one.cell.text + ("?" if one.doubt else "") for one in placed]
