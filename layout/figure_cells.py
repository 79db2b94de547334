"""In which cells of a line its figures stand: only a grid says so, torn lines have empty cells and figures that run together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from layout.figures import cell_kind, several_figures
from layout.form import Form
from layout.lines import Line, LineCell

__all__ = ["common_columns", "figure_cells"]


def figure_cells(line: Line, count: int, form: Form, columns: tuple[int, ...] | None) -> tuple[tuple[LineCell, ...], str | None]:
    """The cells of a line in which its figures stand, and why that is doubtful.

    Only a grid says where cells are. In a table without rulings and among loose texts a gap may be a blank cell or none. Torn lines
    have empty cells before, between or behind their figures, several figures in one cell, or one figure twice.
    """
    if line.how == "grid":
        return line.values, None
    filled = tuple(cell for cell in line.values if cell.kind != "blank")
    if line.how in ("loose", "aligned"):
        some_empty = len(line.values) > count  # or it has a column of dirt, and a figure may be lost
        elsewhere = (bool(columns) or some_empty) and len(filled) == count and tuple(cell.column for cell in filled) != columns
        return filled, "its figures stand in other columns than those of the lines around" if elsewhere else None
    if any(cell.kind == "figures" for cell in filled):
        parted = _parted(filled, form, count)
        return parted, None if len(parted) == count else "its figures run together"
    if columns == ():
        return filled, "some lines of its table have more figures than the form has columns"
    if len(line.values) == count:  # every column has its cell, filled or not
        return line.values, None
    if len(filled) == count:
        there = tuple(cell.column for cell in filled)
        return filled, None if columns in (None, there) else "its figures stand in other columns than those of the lines around"
    if columns is not None and {cell.column for cell in filled} <= set(columns):
        return tuple(cell for cell in line.values if cell.column in columns), None
    return filled, "its figures cannot be told from the empty cells around them"


def _parted(cells: Sequence[LineCell], form: Form, count: int) -> tuple[LineCell, ...]:
    """The cells with those that hold several figures taken apart, or with one figure where it is the same one twice."""
    crowded = [cell for cell in cells if cell.kind == "figures"]
    wanted = count - (len(cells) - len(crowded)) - (len(crowded) - 1)
    result: list[LineCell] = []
    for cell in cells:
        figures = several_figures(cell.text, form.units, max(wanted, 2)) if cell.kind == "figures" else ()
        if figures and wanted >= 2:
            result.extend(_alone(cell, str(figure.value), form) for figure in figures)
        elif figures and wanted == 1 and len({figure.value for figure in figures}) == 1:
            result.append(_alone(cell, str(figures[0].value), form))
        else:
            result.append(cell)
    return tuple(result)


def _alone(cell: LineCell, text: str, form: Form) -> LineCell:
    return replace(cell, text=text, kind=cell_kind(text, form))


def common_columns(lines: Sequence[Line], count: int) -> tuple[int, ...] | None:
    """Where the full lines of a torn table's blocks of one width have their figures; None when there are none, or they do not agree.

    Where some line has more figures than columns, the table has a column that the form does not know: nothing is common then.
    """
    if any(len(line.figures) > count and not any(cell.kind == "figures" for cell in line.figures) for line in lines):
        return ()
    full = Counter(
        tuple(cell.column for cell in filled)
        for line in lines
        if len(filled := [cell for cell in line.values if cell.kind != "blank"]) == count
        and not any(cell.kind == "figures" for cell in filled)
    )
    ranked = full.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
