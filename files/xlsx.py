"""A report as a workbook: the tables as the official form prints them, the identities as live formulas, where it all comes from."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from files.printed import Printed, PrintedTable, form_of, printed_table
from files.wording import STATUSES, about
from files.xlsx_checks import Places, write_checks
from files.xlsx_look import BOLD, BORDER, FONT, GREY, Value, cell_at, listing, row_height, set_page, text
from layout.form import Form
from layout.report import Report, ReportCell, Status
from layout.report_file import SCHEMA
from layout.version import VERSION

__all__ = ["report_to_xlsx"]

_COLOURS: dict[Status, str] = {
    "suspect": "FFD8A8",
    "missing": "F7C6E4",
    "repaired": "CCDDFB",
    "reviewed": "E3D3F5",
    "absent": "E4E4E4",
}
"""Fills of what is not simply read: the colours of ``gouji show``, light enough for black figures."""
_FIXED = datetime(2000, 1, 1)  # a workbook must have a date, and the same report must give the same file
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_NAME = 31  # characters that Excel takes in the name of a sheet
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_TITLE = Font(name="黑体", size=14)
_LABEL, _FIGURE = 15.0, 12.5  # widths of columns, in digits
_SINGLE_LABEL = 44.0  # of the labels' column when there is but one
_TOP = 2  # rows above a table: its title, and one that is empty
_EXACT = 15  # digits that a number of Excel holds; a longer figure has to be text


def report_to_xlsx(report: Report, form: str | None = None) -> bytes:
    """The workbook; the same report gives the same bytes. ``form`` is the form file of a report that was read with one.

    Figures are numbers with the decimals that are printed, and blanks are what stands there. What is not simply read has the colour of its
    status, and a comment that says how sure it is, on which page it stands, and why.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    shape, places = form_of(report, form), Places()
    for table in report.tables:
        sheet = book.create_sheet(_sheet_name(table.title, book.sheetnames))
        _write_table(sheet, printed_table(table, shape), shape, places)
    write_checks(book.create_sheet(_sheet_name("勾稽核对", book.sheetnames)), report, shape, places)
    if report.unplaced:
        _write_unplaced(book.create_sheet(_sheet_name("未归位的数字", book.sheetnames)), report)
    _write_provenance(book.create_sheet(_sheet_name("来源", book.sheetnames)), report)
    return _packed(book)


def _sheet_name(title: str, taken: Iterable[str]) -> str:
    """A name that Excel takes: at most 31 characters, none that is forbidden, and no name twice."""
    name = ILLEGAL_CHARACTERS_RE.sub("", title).translate(_FORBIDDEN).strip("' ") or "表"
    folded, number, unique = {one.casefold() for one in taken}, 1, name[:_NAME]
    while unique.casefold() in folded:
        number += 1
        unique = f"{name[: _NAME - len(str(number)) - 1]}_{number}"
    return unique


def _write_table(sheet: Worksheet, table: PrintedTable, form: Form | None, places: Places) -> None:
    for column in range(table.columns):
        sheet.column_dimensions[get_column_letter(column + 1)].width = _width(table, column)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=max(table.columns, 1))
    text(sheet["A1"], table.title)
    sheet["A1"].font, sheet["A1"].alignment = _TITLE, Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 26.0
    heights: dict[int, float] = {}
    for part in table.cells:
        cell = _write(sheet, part)
        if part.cell is not None:
            places.add(table.key, part.cell, sheet.title, cell.coordinate)
        if part.rows == 1 and part.text and part.cell is None:
            wide = sum(_width(table, part.column + step) for step in range(part.columns))
            heights[cell.row] = max(heights.get(cell.row, 0.0), row_height(part.text, wide))
    for row, height in heights.items():
        sheet.row_dimensions[row].height = height
    set_page(sheet)


def _width(table: PrintedTable, column: int) -> float:
    if column < table.stub:
        return _SINGLE_LABEL if table.stub == 1 else _LABEL + 15.0 * (column == table.stub - 1)
    return _FIGURE


def _write(sheet: Worksheet, part: Printed) -> Cell:
    row, column = part.row + _TOP + 1, part.column + 1
    bottom, right = row + part.rows - 1, column + part.columns - 1
    for line in sheet.iter_rows(min_row=row, max_row=bottom, min_col=column, max_col=right):
        for one in line:
            one.border = BORDER
    if part.rows * part.columns > 1:
        sheet.merge_cells(start_row=row, end_row=bottom, start_column=column, end_column=right)
    cell = cell_at(sheet, row, column)
    if part.role == "figure":
        _write_figure(cell, part.cell, part.text)
        return cell
    text(cell, part.text)
    head = part.role in ("head", "caption")
    cell.font = BOLD if head else FONT
    left = part.role == "stub" and (part.rows == 1 or part.columns > 1)
    cell.alignment = Alignment(horizontal="left" if left else "center", vertical="center", wrap_text=True)
    if head:
        cell.fill = GREY
    return cell


def _write_figure(cell: Cell, figure: ReportCell | None, unit: str) -> None:
    cell.font, cell.alignment = FONT, Alignment(horizontal="center", vertical="center")
    if figure is None or figure.status == "absent":
        cell.fill = PatternFill("solid", fgColor=_COLOURS["absent"])
        return
    if figure.value is not None:
        _write_number(cell, figure.value, unit)
    elif figure.raw and figure.status == "blank":
        text(cell, figure.raw)
    if figure.status in _COLOURS:
        cell.fill = PatternFill("solid", fgColor=_COLOURS[figure.status])
        cell.comment = Comment(ILLEGAL_CHARACTERS_RE.sub("", about(figure)), "gouji", width=320, height=130)


def _write_number(cell: Cell, value: Decimal, unit: str) -> None:
    """A number with the decimals that are printed, its unit shown behind it; text when Excel could not hold all its digits."""
    _, digits, exponent = value.as_tuple()
    if len(digits) > _EXACT:
        text(cell, format(value, "f"))
        return
    cell.value = value
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    plain = "0" + ("." + "0" * decimals if decimals else "")
    behind = unit.replace('"', "")
    cell.number_format = f'{plain}"{behind}"' if behind else plain


def _write_unplaced(sheet: Worksheet, report: Report) -> None:
    listing(sheet, (24.0, 8.0, 60.0), ("读作", "页码", "原因"), ((item.raw, item.page, item.reason) for item in report.unplaced))


def _write_provenance(sheet: Worksheet, report: Report) -> None:
    facts: list[tuple[str, Value]] = [
        ("标题", report.title),
        ("机关", report.issuer),
        ("年度", report.year),
        ("表式", report.form),
        ("来源文件", report.source.name),
        ("SHA-256", report.source.sha256),
        ("类型", report.source.media),
        ("页数", report.source.pages),
        ("软件", f"gouji {VERSION}"),
        ("数据格式", SCHEMA),
        *((f"说明（{problem.code}）", problem.message) for problem in report.problems),
    ]
    listing(sheet, (20.0, 90.0), ("项目", "内容"), facts)
    row = sheet.max_row + 2
    text(cell_at(sheet, row, 1), "颜色")
    sheet.cell(row, 1).font = BOLD
    for number, (status, colour) in enumerate(_COLOURS.items(), row + 1):
        text(cell_at(sheet, number, 1), STATUSES[status])
        sheet.cell(number, 1).fill = PatternFill("solid", fgColor=colour)
        text(cell_at(sheet, number, 2), f"{status}：{_MEANINGS[status]}")


_MEANINGS: dict[Status, str] = {
    "suspect": "须由人核对，表中是最可能的数字",
    "missing": "来源中没有找到，表中若有数字是推算的建议",
    "repaired": "首次识读有疑，另一识读经勾稽关系证实",
    "reviewed": "已由人核定",
    "absent": "这份报告印的表没有这一格",
}


def _packed(book: Workbook) -> bytes:
    """The file, without the times that openpyxl and ZIP would put into it."""
    book.properties.creator = f"gouji {VERSION}"
    book.properties.created = book.properties.modified = _FIXED
    book.calculation.fullCalcOnLoad = True
    made, packed = io.BytesIO(), io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED)).save()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _ZIP_DATE), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
