"""A form's table becomes the grid that is printed: captions, headers of several levels, merged group cells, rows of figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import lcm

from layout.form import Block, Column, Group, Row, Table
from samples.report import Figure, Grid, GridCell, Role
from samples.wording import PLAIN, Wording, column_place

__all__ = ["GridStyle", "table_to_grid"]

STUB_WIDTH = 2.4  # of the first column of a stacked table, in widths of a figure column
DEEP_STUB = (0.75, 1.3, 3.2)  # the columns of a stub with groups, outermost first
LIST_WIDTHS = (0.6, 6.0, 0.9, 1.6)  # running number, indicator, unit, figure
INDENT = "　"


@dataclass(frozen=True, slots=True, kw_only=True)
class GridStyle:
    """What may differ in the structure of a printed table."""

    even_columns: bool = False  # blocks of different widths divide the line evenly; else the last column takes what is left
    running_numbers: bool = False
    group_mark: str = "——"  # in the unit column of a list's group lines
    indent: int = 2  # full-width spaces a level
    captions: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where labels come from: their form and table, and the report's wording."""

    form: str
    table: str
    wording: Wording

    def label(self, member: Row | Column | Group) -> str:
        if isinstance(member, Column):
            return self.wording.label(column_place(self.form, self.table, member.key), member.labels)
        return self.wording.label(f"{self.form}/{self.table}/{member.key}", member.labels)

    def text(self, name: str, labels: tuple[str, ...]) -> str:
        return self.wording.label(f"{self.form}/{self.table}//{name}", labels) if labels else ""

    def address(self, row: Row, column: Column) -> str:
        return f"{self.table}/{row.key}/{column.key}"


def table_to_grid(
    form: str, table: Table, blocks: tuple[Block, ...], figures: Mapping[str, Figure], style: GridStyle, wording: Wording = PLAIN
) -> Grid:
    """The printed grid of a table whose figures are given by address; ``blocks`` are those of the chosen printing."""
    place = _Place(form=form, table=table.key, wording=wording)
    if len(blocks) > 1:
        return _stacked(place, blocks, figures, style)
    if blocks[0].rows_run == "across":
        return _across(place, blocks[0], figures)
    if blocks[0].unit_column:
        return _listed(place, blocks[0], figures, style)
    return _deep(place, blocks[0], figures)


def _stacked(place: _Place, blocks: tuple[Block, ...], figures: Mapping[str, Figure], style: GridStyle) -> Grid:
    """Blocks below each other in one grid, each with its caption over the whole width and a header of its own."""
    counts = [len(block.columns) for block in blocks]
    parts = lcm(*counts) if style.even_columns else max(counts)
    cells: list[GridCell] = []
    row = 0
    for number, block in enumerate(blocks):
        if block.caption and style.captions:
            caption = place.text(f"caption{number}", block.caption)
            cells.append(GridCell(row=row, column=0, columns=parts + 1, text=caption, role="caption"))
            row += 1
        cells.extend(_stacked_rows(place, block, figures, row, _shares(len(block.columns), parts, style.even_columns)))
        row += 1 + len(block.rows)
    width = max(counts) / parts
    return Grid(table=place.table, rows=row, widths=(STUB_WIDTH, *[width] * parts), cells=tuple(cells), header_rows=0)


def _shares(count: int, parts: int, even: bool) -> list[int]:
    if even:
        return [parts // count] * count
    return [1] * (count - 1) + [parts - count + 1]


def _stacked_rows(place: _Place, block: Block, figures: Mapping[str, Figure], top: int, shares: list[int]) -> Iterator[GridCell]:
    starts = [1 + sum(shares[:index]) for index in range(len(shares))]
    yield GridCell(row=top, column=0, text=place.text("stub", block.stub), role="header")
    for column, start, share in zip(block.columns, starts, shares, strict=True):
        yield GridCell(row=top, column=start, columns=share, text=place.label(column), role="header")
    for line, row in enumerate(block.rows, start=top + 1):
        yield GridCell(row=line, column=0, text=place.label(row), role="label")
        for column, start, share in zip(block.columns, starts, shares, strict=True):
            address = place.address(row, column)
            yield GridCell(row=line, column=start, columns=share, text=figures[address].text, address=address)


def _deep(place: _Place, block: Block, figures: Mapping[str, Figure]) -> Grid:
    """Rows under groups to their left, columns under groups above them."""
    depth = 1 + max(len(block.path(row)) for row in block.rows)
    levels = 1 + max(len(block.path(column)) for column in block.columns)
    cells = [GridCell(row=0, column=0, rows=levels, columns=depth, text=place.text("stub", block.stub), role="header")]
    cells += _column_header(place, block, depth, levels)
    cells += _stub(place, block, depth, levels)
    for line, row in enumerate(block.rows, start=levels):
        for number, column in enumerate(block.columns, start=depth):
            address = place.address(row, column)
            cells.append(GridCell(row=line, column=number, text=figures[address].text, address=address))
    stub = DEEP_STUB[-depth:] if depth <= len(DEEP_STUB) else (1.0,) * depth
    widths = (*stub, *[1.0] * len(block.columns))
    return Grid(table=place.table, rows=levels + len(block.rows), widths=widths, cells=tuple(cells), header_rows=levels)


def _column_header(place: _Place, block: Block, left: int, levels: int) -> Iterator[GridCell]:
    paths = [block.path(column) for column in block.columns]
    for level in range(levels):
        for start, end in _runs([path[level].key if level < len(path) else None for path in paths]):
            holder = paths[start][level]
            yield GridCell(row=level, column=left + start, columns=end - start, text=place.label(holder), role="header")
    for number, (column, path) in enumerate(zip(block.columns, paths, strict=True)):
        rows = levels - len(path)
        yield GridCell(row=len(path), column=left + number, rows=rows, text=place.label(column), role="header")


def _stub(place: _Place, block: Block, depth: int, top: int) -> Iterator[GridCell]:
    paths = [block.path(row) for row in block.rows]
    for level in range(depth):
        for start, end in _runs([path[level].key if level < len(path) else None for path in paths]):
            holder = paths[start][level]
            yield GridCell(row=top + start, column=level, rows=end - start, text=place.label(holder), role="group")
    for line, (row, path) in enumerate(zip(block.rows, paths, strict=True), start=top):
        yield GridCell(row=line, column=len(path), columns=depth - len(path), text=place.label(row), role="label")


def _runs(keys: list[str | None]) -> Iterator[tuple[int, int]]:
    """Spans of one key next to each other, those without a key left out."""
    start = 0
    for end in range(1, len(keys) + 1):
        if end == len(keys) or keys[end] != keys[start]:
            if keys[start] is not None:
                yield start, end
            start = end


def _across(place: _Place, block: Block, figures: Mapping[str, Figure]) -> Grid:
    """The rows side by side: each row's label over its columns, one line of figures below."""
    count = len(block.columns)
    paths = [block.path(row) for row in block.rows]
    levels = 2 + max(len(path) for path in paths)
    cells: list[GridCell] = []
    for level in range(levels):
        for start, end in _runs([path[level].key if level < len(path) else None for path in paths]):
            text = place.label(paths[start][level])
            cells.append(GridCell(row=level, column=start * count, columns=(end - start) * count, text=text, role="header"))
    for number, (row, path) in enumerate(zip(block.rows, paths, strict=True)):
        left, below = number * count, len(path) + 1
        cells.append(GridCell(row=len(path), column=left, columns=count, text=place.label(row), role="header"))
        for place_in_row, column in enumerate(block.columns):
            at = left + place_in_row
            address = place.address(row, column)
            cells.append(GridCell(row=below, column=at, rows=levels - below, text=place.label(column), role="header"))
            cells.append(GridCell(row=levels, column=at, text=figures[address].text, address=address))
    widths = (1.0,) * (count * len(block.rows))
    return Grid(table=place.table, rows=levels + 1, widths=widths, cells=tuple(cells), header_rows=levels)


def _listed(place: _Place, block: Block, figures: Mapping[str, Figure], style: GridStyle) -> Grid:
    """A list: indented labels, a column of units, one of figures, perhaps running numbers in front."""
    left = 1 if style.running_numbers and block.other_columns else 0
    header = [place.text("stub", block.stub), place.text("unit", block.unit_column), *map(place.label, block.columns)]
    cells = [GridCell(row=0, column=left + at, text=text, role="header") for at, text in enumerate(header)]
    if left:
        cells.append(GridCell(row=0, column=0, text=place.text("number", block.other_columns), role="header"))
    lines = tuple(block.lines())
    for number, line in enumerate(lines, start=1):
        texts: list[tuple[str, Role, str | None]] = [(INDENT * style.indent * len(block.path(line)) + place.label(line), "label", None)]
        texts.append((line.unit or "" if isinstance(line, Row) else style.group_mark, "unit", None))
        for column in block.columns:
            address = place.address(line, column) if isinstance(line, Row) else None
            texts.append((figures[address].text if address else "", "figure", address))
        if left:
            cells.append(GridCell(row=number, column=0, text=str(number), role="number"))
        cells += [GridCell(row=number, column=left + at, text=t, role=role, address=a) for at, (t, role, a) in enumerate(texts)]
    widths = (*LIST_WIDTHS[1 - left : 3], *[LIST_WIDTHS[3]] * len(block.columns))
    return Grid(table=place.table, rows=1 + len(lines), widths=widths, cells=tuple(cells), header_rows=1)
