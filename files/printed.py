"""A table as its form prints it: labels and figures in rows and columns, with merged cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from layout.form import Block, Column, Form, Group, Printing, Row
from layout.form_file import declared_forms, form_by_key
from layout.report import Report, ReportCell, ReportTable

__all__ = ["Printed", "PrintedTable", "form_of", "printed_table"]

Role = Literal["caption", "head", "stub", "unit", "figure"]
_Label: TypeAlias = tuple[str, str]  # key, text: neighbours with one key are one merged cell
_Path: TypeAlias = tuple[_Label, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One rectangle of the print, rows and columns counted from 0.

    ``cell`` is what the form has there, when that is a figure; its ``text`` is then the unit to be shown behind it, where neither a
    column of units nor the header says it.
    """

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    role: Role
    text: str = ""
    cell: ReportCell | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """A whole table. Its rectangles cover it without gaps, and do not overlap; ``stub`` is the number of its columns of labels."""

    title: str
    key: str
    rows: int
    columns: int
    stub: int
    cells: tuple[Printed, ...]


def form_of(report: Report, form: str | None = None) -> Form | None:
    """The form of a report; ``form`` is the form file when it was read with one. None when no form was recognised, or it is not at hand."""
    return form_by_key(form) if form is not None else declared_forms().get(report.form or "")


def printed_table(table: ReportTable, form: Form | None) -> PrintedTable:
    """The table in the printing that the source uses; without its form, a list of its cells by their keys."""
    if form is None:
        return _listed(table)
    cells = {(cell.row, cell.column): cell for cell in table.cells}
    blocks = _printing(table, form).blocks
    stub = max(_depth(_stub_paths(block)) if block.rows_run == "down" else 0 for block in blocks)
    units = any(block.unit_column for block in blocks)
    width = stub + units + max(len(list(_leaves(block))) for block in blocks)
    parts: list[Printed] = []
    row = 0
    for block in blocks:
        part = tuple(_block(block, cells, row, _Measures(stub=stub, units=units, width=width)))
        parts += part
        row = max(one.row + one.rows for one in part)
    return PrintedTable(title=table.title, key=table.key, rows=row, columns=width, stub=stub, cells=tuple(parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measures:
    """Columns of labels, whether one of units follows them, and columns in all."""

    stub: int
    units: bool
    width: int

    @property
    def figures(self) -> int:
        """The first column of figures."""
        return self.stub + self.units


def _printing(table: ReportTable, form: Form) -> Printing:
    """The printing with the most rows that the source has, and of these the one with the fewest that it lacks."""
    there = {cell.row for cell in table.cells if cell.status != "absent"}

    def fit(one: Printing) -> tuple[int, int]:
        rows = {row.key for block in one.blocks for row in block.rows}
        return len(rows & there), -len(rows)

    return max(form.table(table.key).printings(), key=fit)


def _block(block: Block, cells: dict[tuple[str, str], ReportCell], top: int, measures: _Measures) -> Iterator[Printed]:
    if block.caption:
        yield Printed(row=top, column=0, columns=measures.width, role="caption", text=block.caption[0])
        top += 1
    yield from _head(block, top, measures)
    depth = _head_depth(block)
    lines = list(block.lines()) if block.rows_run == "down" else []
    yield from _stub(block, lines, top + depth, measures)
    for number, line in enumerate(lines):
        if isinstance(line, Row):
            keys = [(line.key, column.key) for column in block.columns]
            if measures.units:
                unit = next((cells[key].unit for key in keys if key in cells and cells[key].unit), line.unit) or ""
                yield Printed(row=top + depth + number, column=measures.stub, role="unit", text=unit)
            yield from _figures(block, [cells.get(key) for key in keys], top + depth + number, measures)
    if block.rows_run == "across":
        keys = [(row.key, column.key) for row in block.rows for column in block.columns]
        yield from _figures(block, [cells.get(key) for key in keys], top + depth, measures)


def _figures(block: Block, row: Sequence[ReportCell | None], number: int, measures: _Measures) -> Iterator[Printed]:
    """One line of figures; the last one takes the columns that only other blocks of the table have."""
    for place, cell in enumerate(row):
        columns = measures.width - measures.figures - place if place == len(row) - 1 else 1
        unit = (cell.unit if cell is not None and not measures.units else None) or ""
        text = "" if unit in block.columns[place % len(block.columns)].labels[0] else unit
        yield Printed(row=number, column=measures.figures + place, columns=columns, role="figure", text=text, cell=cell)


def _head(block: Block, top: int, measures: _Measures) -> Iterator[Printed]:
    leaves, depth = list(_leaves(block)), _head_depth(block)
    if measures.stub:
        yield Printed(row=top, column=0, rows=depth, columns=measures.stub, role="head", text=block.stub[0] if block.stub else "")
    if measures.units:
        yield Printed(row=top, column=measures.stub, rows=depth, role="head", text=block.unit_column[0] if block.unit_column else "")
    upper = _depth([path for path, _ in leaves])
    bands = _bands([path for path, _ in leaves], upper)
    lower_bands = _bands([path for _, path in leaves], depth - upper)
    for band in (*bands, *(band.below(upper) for band in lower_bands)):
        wide = measures.width - measures.figures - band.start if band.end == len(leaves) else band.end - band.start
        column = measures.figures + band.start
        yield Printed(row=top + band.level, column=column, rows=band.levels, columns=wide, role="head", text=band.text)


def _head_depth(block: Block) -> int:
    """How many lines the block's header takes."""
    leaves = list(_leaves(block))
    return _depth([upper for upper, _ in leaves]) + _depth([lower for _, lower in leaves])


def _stub(block: Block, lines: Sequence[Group | Row], top: int, measures: _Measures) -> Iterator[Printed]:
    """The labels left of the figures; a group that is printed as a line takes the line."""
    paths = [_row_path(block, line) if isinstance(line, Row) else ((line.key, ""),) for line in lines]
    for band in _bands(paths, measures.stub):
        line = lines[band.start]
        if isinstance(line, Group):
            yield Printed(row=top + band.start, column=0, columns=measures.width, role="stub", text=_indented(block, line))
        else:
            rows = band.end - band.start
            yield Printed(row=top + band.start, column=band.level, rows=rows, columns=band.levels, role="stub", text=band.text)


def _leaves(block: Block) -> Iterator[tuple[_Path, _Path]]:
    """What stands over each column of figures: the rows that run across, and below them the columns."""
    for row in block.rows if block.rows_run == "across" else (None,):
        upper = () if row is None else (*_groups(block, row), (row.key, row.labels[0]))
        for column in block.columns:
            # the row's key keeps the columns of one row from running into those of the next
            mark = row.key if row is not None else ""
            lower = (*_groups(block, column), (column.key, column.labels[0]))
            yield upper, tuple((f"{mark}/{key}", text) for key, text in lower)


def _stub_paths(block: Block) -> list[_Path]:
    return [_row_path(block, row) for row in block.rows]


def _row_path(block: Block, row: Row) -> _Path:
    return (*_groups(block, row), (f"{row.key}/", _indented(block, row)))


def _groups(block: Block, member: Row | Column) -> _Path:
    """The merged cells that a member stands beside or below."""
    return tuple((one.key, one.labels[0]) for one in block.path(member) if isinstance(one, Group) and one.printed == "span")


def _indented(block: Block, member: Row | Group) -> str:
    """The label, set in under the lines that it belongs to; merged cells need no setting in."""
    above = sum(isinstance(one, Row) or one.printed == "row" for one in block.path(member))
    return "　" * above + member.labels[0]


def _depth(paths: Sequence[_Path]) -> int:
    return max(map(len, paths))


@dataclass(frozen=True, slots=True)
class _Band:
    """A label over the leaves from ``start`` to before ``end``, from a level on and so many levels deep."""

    start: int
    end: int
    level: int
    levels: int
    text: str

    def below(self, levels: int) -> _Band:
        """The same, so many levels further down."""
        return _Band(self.start, self.end, self.level + levels, self.levels, self.text)


def _bands(paths: Sequence[_Path], depth: int) -> Iterator[_Band]:
    """The labels of leaves that stand side by side, as merged cells: what neighbours share is one cell, a last label reaches down."""
    for level in range(depth):
        start = 0
        for end in range(1, len(paths) + 1):
            if end == len(paths) or paths[end][: level + 1] != paths[start][: level + 1]:
                path = paths[start]
                if level < len(path):
                    levels = depth - level if level == len(path) - 1 else 1
                    yield _Band(start, end, level, levels, path[level][1])
                start = end


def _listed(table: ReportTable) -> PrintedTable:
    parts: list[Printed] = []
    for number, cell in enumerate(table.cells):
        parts += [Printed(row=number, column=place, role="stub", text=key) for place, key in enumerate((cell.row, cell.column))]
        parts.append(Printed(row=number, column=2, role="figure", cell=cell))
    return PrintedTable(title=table.title, key=table.key, rows=len(table.cells), columns=3, stub=2, cells=tuple(parts))
