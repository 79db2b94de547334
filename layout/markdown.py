"""A report as Markdown that a person can read: the tables as the form has them, the checks that fail, the narrative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from layout.form import Block, Form, Row
from layout.form_file import declared_forms, form_by_key
from layout.report import Report, ReportCell, ReportTable

__all__ = ["report_to_markdown"]

_MARKS = {"suspect": " ?", "missing": "?"}


def report_to_markdown(report: Report, form: str | None = None) -> str:
    """The whole report. A figure with ``?`` behind it wants a person's eye, a lone ``?`` was not found, ``·`` is not on this form.

    ``form`` is the form file of a report that was read with one; without it such a report shows keys for labels.
    """
    shown = form_by_key(form) if form is not None else declared_forms().get(report.form or "")
    return "\n".join(_lines(report, shown)) + "\n"


def _lines(report: Report, form: Form | None) -> Iterator[str]:
    yield f"# {_inline(report.title or report.source.name)}"
    yield ""
    facts = (("form", report.form), ("year", report.year), ("issuer", report.issuer), ("source", report.source.name))
    yield "; ".join(f"{name}: {_inline(str(value))}" for name, value in facts if value is not None)
    for table in report.tables:
        yield from ("", f"## {table.title}", "")
        yield from _table(table, form)
    yield from _failing(report)
    yield from _unplaced(report)
    for section in report.sections:
        yield from ("", f"{'#' * (section.level + 2)} {_inline(section.title)}", "")
        for paragraph in section.text.split("\n"):
            yield from (_inline(paragraph), "")


def _table(table: ReportTable, form: Form | None) -> Iterator[str]:
    cells = {(cell.row, cell.column): cell for cell in table.cells}
    if form is None:
        blocks: tuple[Block, ...] = ()
        yield from _grid(["", "value"], [[f"{row} {column}", _value(cell)] for (row, column), cell in cells.items()])
    else:
        declared = form.table(table.key)
        printed = {cell.row for cell in table.cells}
        fullest = max(declared.printings(), key=lambda one: sum(row.key in printed for block in one.blocks for row in block.rows))
        blocks = tuple(fullest.blocks)
    for block in blocks:
        header = ["", *(column.labels[0] for column in block.columns)]
        units = any(cells[key].unit for key in cells if key[0] in {row.key for row in block.rows})
        yield from _grid([*header, "单位"] if units else header, [_row(block, row, cells, units) for row in block.rows])


def _row(block: Block, row: Row, cells: dict[tuple[str, str], ReportCell], units: bool) -> list[str]:
    own = [cells.get((row.key, column.key)) for column in block.columns]
    label = "　" * len(block.path(row)) + row.labels[0]
    unit = ["/".join(dict.fromkeys(cell.unit for cell in own if cell is not None and cell.unit))] if units else []
    return [label, *(_value(cell) for cell in own), *unit]


def _value(cell: ReportCell | None) -> str:
    if cell is None or cell.status == "absent":
        return "·"
    return number(cell.value) + _MARKS.get(cell.status, "")


def number(value: Decimal | None) -> str:
    """A figure with all its digits; nothing for a blank."""
    return "" if value is None else format(value, "f")


def _grid(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(_inline(text) for text in header) + " |"
    yield "|" + "|".join(["---"] + ["--:"] * (len(header) - 1)) + "|"
    for row in rows:
        yield "| " + " | ".join(_inline(text) for text in row) + " |"
    yield ""


def _failing(report: Report) -> Iterator[str]:
    failing = [check for check in report.checks if check.verdict == "fails"]
    if failing:
        yield from ("", "## 勾稽不符", "")
    for check in failing:
        yield f"- {_inline(check.statement)}: {number(check.left)} ≠ {number(check.right)}"


def _unplaced(report: Report) -> Iterator[str]:
    if report.unplaced:
        yield from ("", "## 未归位的数字", "")
    for item in report.unplaced:
        yield f"- {_inline(item.raw)} (p. {item.page}): {item.reason}"


def _inline(text: str) -> str:
    """Text that cannot break out of its table cell or its line."""
    return " ".join(text.replace("|", "\\|").split(" ")).replace("\n", " ").replace("<", "&lt;").strip(" ")
