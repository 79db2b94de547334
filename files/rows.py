"""A report as rows, one a cell: what CSV and Parquet hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from files.printed import form_of
from layout.form import Block, Column, Form, Group, Row
from layout.report import Report, ReportCell, ReportTable

__all__ = ["CellRow", "cell_rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRow:
    """One cell with all that tells it from those of other reports, so that the rows of many reports can stand in one table.

    ``row_label`` and ``column_label`` are the form's own, those of the groups above first; ``table``, ``row`` and ``column`` are keys.
    The box is in points from the top left corner of the page as it lies in the source.
    """

    source: str
    sha256: str
    form: str | None
    year: int | None
    issuer: str | None
    table: str
    row: str
    column: str
    table_label: str
    row_label: str
    column_label: str
    value: Decimal | None
    unit: str | None
    raw: str
    status: str
    confidence: float
    page: int | None
    x0: float | None
    y0: float | None
    x1: float | None
    y1: float | None
    reason: str | None


def cell_rows(report: Report, form: str | None = None) -> Iterator[CellRow]:
    """Every cell of a report in the form's order. ``form`` is the form file of a report that was read with one."""
    shape = form_of(report, form)
    for table in report.tables:
        labels = _labels(shape, table.key) if shape is not None else {}
        for cell in table.cells:
            yield _row(report, table, cell, labels.get((cell.row, cell.column), (cell.row, cell.column)))


def _row(report: Report, table: ReportTable, cell: ReportCell, labels: tuple[str, str]) -> CellRow:
    box = (None,) * 4 if cell.bbox is None else tuple(round(side, 2) for side in (cell.bbox.x0, cell.bbox.y0, cell.bbox.x1, cell.bbox.y1))
    return CellRow(
        source=report.source.name,
        sha256=report.source.sha256,
        form=report.form,
        year=report.year,
        issuer=report.issuer,
        table=table.key,
        row=cell.row,
        column=cell.column,
        table_label=table.title,
        row_label=labels[0],
        column_label=labels[1],
        value=cell.value,
        unit=cell.unit,
        raw=cell.raw,
        status=cell.status,
        confidence=cell.confidence,
        page=cell.page,
        x0=box[0],
        y0=box[1],
        x1=box[2],
        y1=box[3],
        reason=cell.reason,
    )


def _labels(form: Form, table: str) -> dict[tuple[str, str], tuple[str, str]]:
    """The labels of every address that some printing of the table has; those of the plain form go first."""
    labels: dict[tuple[str, str], tuple[str, str]] = {}
    for printing in form.table(table).printings():
        for block in printing.blocks:
            for row in block.rows:
                for column in block.columns:
                    labels.setdefault((row.key, column.key), (_path(block, row), _path(block, column)))
    return labels


def _path(block: Block, member: Row | Column) -> str:
    above: tuple[Group | Row, ...] = block.path(member)
    return " / ".join(one.labels[0] for one in (*above, member))
