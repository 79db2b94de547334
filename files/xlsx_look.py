"""How the sheets of a workbook look, and how text gets into them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeAlias, TypeGuard

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["BOLD", "BORDER", "FONT", "GREY", "Formula", "Value", "cell_at", "listing", "row_height", "set_page", "text"]

_LINE = Side(style="thin", color="404040")
BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
FONT, BOLD = Font(name="宋体", size=10), Font(name="宋体", size=10, bold=True)
GREY = PatternFill("solid", fgColor="F2F2F2")
Value: TypeAlias = str | int | Decimal | None
_TEXT = 32_767  # characters that Excel takes in a cell
_LINE_HEIGHT = 14.0  # points


def text(cell: Cell, value: str) -> None:
    """Set a text that stays one, whatever it begins with."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_TEXT]
    cell.data_type = "s"


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell that can be written to, counted from 1: the one of its own, or the first of a merged area."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise ValueError(f"{cell.coordinate} lies within a merged area")
    return cell


def row_height(label: str, width: float) -> float:
    """In points, of a row in which a label has lines enough. No program measures merged cells, and not all measure the others."""
    digits = sum(2 if unicodedata.east_asian_width(char) in "FWA" else 1 for char in label)
    return _LINE_HEIGHT * max(1, -(-digits // max(1, int(width) - 1))) + 4.0


def listing(sheet: Worksheet, widths: Sequence[float], head: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """A plain list with a head that stays in sight. Texts stay texts; a formula is a ``Formula``."""
    for number, row in enumerate((head, *rows), 1):
        for place, value in enumerate(row, 1):
            cell = cell_at(sheet, number, place)
            if _is_text(value):
                text(cell, value)
            else:
                cell.value = value
            cell.font, cell.border = BOLD if number == 1 else FONT, BORDER
            cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)
            if number == 1:
                cell.fill = GREY
        told = [row_height(value, width) for value, width in zip(row, widths, strict=True) if _is_text(value)]
        sheet.row_dimensions[number].height = max(told)
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    set_page(sheet)


class Formula(str):
    """A text that is to be worked out."""

    __slots__ = ()


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and not isinstance(value, Formula)


def set_page(sheet: Worksheet) -> None:
    """Printed on A4 across, as wide as the paper and as long as it takes."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
