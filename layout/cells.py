"""What stands at a place of a source becomes a cell of the report: its value, its status, and why."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ingest.page import POINT_OR_COMMA
from layout.columns import Placed
from layout.figures import Figure, cell_kind, fits, parse_figure
from layout.form import Column, Form, Kind, Row
from layout.lines import Line, LineCell
from layout.places import Leaf
from layout.report import Alternative, ReportCell, Status

__all__ = ["absent_cell", "cell_of", "missing_cell"]

# Characters that are in the file are what is printed but for broken fonts, which nobody has counted yet: provisional until the
# calibration of the issue on trust measures them.
_DECLARED = 0.9995
_TORN = 0.998  # the same in a dump whose cells have been moved about
_DOUBTFUL = 0.5
_MOST_ALTERNATIVES = 3
_LEAST_LIKELY = 0.0005


def absent_cell(row: Row, column: Column, variants: tuple[str, ...]) -> ReportCell:
    """A cell that this printing of the form does not have."""
    return ReportCell(row=row.key, column=column.key, status="absent", confidence=1.0, reason=f"printed as {', '.join(variants)}")


def missing_cell(row: Row, column: Column) -> ReportCell:
    """A cell that was not found in the source."""
    return ReportCell(row=row.key, column=column.key, status="missing", reason="not found in the source")


def cell_of(line: Line, placed: Placed, leaf: Leaf, row: Row, form: Form, doubt: str | None) -> ReportCell:
    """The report's cell for what was found in one column of a line; ``doubt`` is why the line itself is uncertain."""
    cell = placed.cell
    if cell is None:
        return missing_cell(row, leaf.column)
    kind = row.kind or leaf.column.kind
    if cell.doubt == POINT_OR_COMMA and kind != "amount":  # no whole number has a point
        cell = replace(cell, doubt=None)
    figure = parse_figure(cell.text, form.units)
    unit = _unit(figure, placed, line, form)
    fault = doubt or placed.doubt or _fault(cell, figure, kind) or _half_doubt(cell, line)
    unit_doubt = None if figure is None else _unit_doubt(unit, placed, line, leaf, row, form)
    either = cell.kind == "figures" and bool(cell.candidates)  # one of them is the figure, as sums may tell
    places_doubt = doubt or placed.doubt or (None if cell.doubt or either else fault) or unit_doubt
    fault = fault or unit_doubt
    support = () if places_doubt else _support(cell, figure, kind, form)
    sure = _DECLARED if line.how in ("grid", "cells") else _TORN
    status: Status = "suspect" if fault else "read" if figure is not None else "blank"
    return ReportCell(
        row=row.key,
        column=leaf.column.key,
        value=_value(figure),
        unit=unit,
        raw=cell.raw,
        status=status,
        confidence=min(_DOUBTFUL if fault else sure, cell.confidence),
        page=line.page,
        bbox=cell.box,
        alternatives=_alternatives(cell, figure, form),
        reason=fault or _note(figure),
        support=support,
    )


def _support(cell: LineCell, figure: Figure | None, kind: Kind, form: Form) -> tuple[Alternative, ...]:
    """The values that a cell's ink may be, the likeliest first; a cell whose ink nobody weighed is what it is read as."""
    if not cell.candidates:
        return () if cell.doubt else (Alternative(value=_value(figure), confidence=min(_DECLARED, cell.confidence)),)
    likely: dict[Decimal | None, float] = {}
    for candidate in cell.candidates:
        known = parse_figure(candidate.text, form.units)
        if (known is not None and fits(known, kind)) or cell_kind(candidate.text, form) == "mark":
            likely[_value(known)] = likely.get(_value(known), 0.0) + candidate.probability
    return tuple(Alternative(value=value, confidence=share) for value, share in sorted(likely.items(), key=lambda item: -item[1]))


def _alternatives(cell: LineCell, figure: Figure | None, form: Form) -> tuple[Alternative, ...]:
    """What else the ink may be, the likelier first."""
    found = [(parse_figure(candidate.text, form.units), candidate.probability) for candidate in cell.candidates]
    others = [(known.value, share) for known, share in found if known is not None and (figure is None or known.value != figure.value)]
    ranked = [(value, round(share, 4)) for value, share in others if share >= _LEAST_LIKELY]
    return tuple(Alternative(value=value, confidence=share) for value, share in ranked[:_MOST_ALTERNATIVES])


def _value(figure: Figure | None) -> Decimal | None:
    return None if figure is None else figure.value


def _fault(cell: LineCell, figure: Figure | None, kind: Kind) -> str | None:
    """Why what stands in a cell cannot be taken as it is; None when it can."""
    if cell.doubt is not None:
        return cell.doubt
    if cell.kind in ("blank", "mark"):
        return None if cell.row_span == 1 else "an empty cell merged over several rows"
    if cell.readings and not cell.candidates and figure is not None and len({reading.reader for reading in cell.readings}) < 2:
        return "it was read by one reader alone"  # as a part of a text
    if figure is None:
        return "several figures in one cell" if cell.kind == "figures" else "no figure that can be understood"
    if not fits(figure, kind):
        return f"not a figure that this column ({kind}) holds"
    if cell.row_span > 1:
        return "one figure in a cell merged over several rows"
    if "\n" in cell.text.strip() and not cell.broken:
        return "a figure over two lines that the cell's edge did not break"
    return None


def _half_doubt(cell: LineCell, line: Line) -> str | None:
    """Why an empty cell may be half of one: beside it are cells that reach over several rows, so that an edge is there that is none."""
    if cell.kind == "blank" and cell.row_span == 1 and any(other.row_span > 1 for other in line.values):
        return "an empty cell beside some that are merged over several rows"
    return None


def _unit(figure: Figure | None, placed: Placed, line: Line, form: Form) -> str | None:
    """The unit printed with the figure, else in the unit column, else in the header."""
    if figure is not None and figure.unit:
        return figure.unit
    if line.units:
        before = [cell for cell in line.units if placed.cell is None or cell.column < placed.cell.column]
        printed = "".join((before or line.units)[-1].text.split())
        return form.units.get(printed, printed)
    return placed.unit


def _unit_doubt(unit: str | None, placed: Placed, line: Line, leaf: Leaf, row: Row, form: Form) -> str | None:
    """Why the unit of a figure is not known: the form prints one that the source does not show, and not because its header leaves it out,
    or what stands beside it was not read alike, and is not what the form prints there."""
    if unit is None and (row.unit is not None or (leaf.column.unit is not None and not placed.headed)):
        return "the unit that the form prints with it was not found"
    if any(other.doubt for other in line.units) and (unit is None or unit != row.unit or _is_part(unit, form)):
        return "the unit beside it could not be read for certain"
    return None


def _is_part(unit: str, form: Form) -> bool:
    """Whether a character lost or gained makes another unit of it: 元 and 万元, 人 and 人次."""
    return any(unit != other and (unit in other or other in unit) for other in form.units.values())


def _note(figure: Figure | None) -> str | None:
    return f"printed with a note: {figure.note}" if figure is not None and figure.note else None
