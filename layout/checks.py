"""The form's identities are worked out on a report's figures; what does not add up is said, never mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from layout.form import Form, Identity, keys_matching
from layout.report import Check, ReportCell, ReportTable, Verdict

__all__ = ["check_tables"]


def check_tables(form: Form, tables: Sequence[ReportTable]) -> tuple[Check, ...]:
    """Every identity of the form at every place where it applies, in the form's order."""
    return tuple(check for table in tables for check in _check_table(form, table))


def _check_table(form: Form, table: ReportTable) -> Iterator[Check]:
    cells = {(cell.row, cell.column): cell for cell in table.cells if cell.status != "absent"}
    rows = tuple(dict.fromkeys(row for row, _ in cells))
    columns = tuple(dict.fromkeys(column for _, column in cells))
    for identity in form.table(table.key).identities:
        along, across = (columns, rows) if identity.each == "column" else (rows, columns)
        sides = [_members(patterns, across) for patterns in (identity.left, identity.right)]
        for place in along:
            keys = [[(key, place) if identity.each == "column" else (place, key) for key in side] for side in sides]
            if all(any(key in cells for key in side) for side in keys):
                yield _check(table.key, identity, place, cells, keys[0], keys[1])


def _members(patterns: Sequence[str], keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for pattern in patterns for key in keys_matching(pattern, keys)))


_Key = tuple[str, str]


def _check(table: str, identity: Identity, place: str, cells: Mapping[_Key, ReportCell], left: list[_Key], right: list[_Key]) -> Check:
    left = [key for key in left if key in cells]
    right = [key for key in right if key in cells]
    sums = [_sum([cells[key] for key in side]) for side in (left, right)]
    verdict, rule = _verdict(sums, [cells[key] for key in (*left, *right)], identity.tolerance)
    units = {cells[key].unit for key in (*left, *right) if cells[key].value is not None}
    if len(units) > 1 and verdict == "fails":
        verdict, rule = "undecided", "the figures are in different units"
    statement = f"{identity.statement} ({place})" + (f"; {rule}" if rule else "")
    return Check(
        id=f"{table}.{identity.id}/{place}",
        statement=statement,
        left=sums[0],
        right=sums[1],
        verdict=verdict,
        cells=tuple(f"{table}/{row}/{column}" for row, column in (*left, *right)),
    )


def _sum(cells: Sequence[ReportCell]) -> Decimal | None:
    """The sum of what is printed; None when nothing is."""
    values = [cell.value for cell in cells if cell.value is not None]
    return sum(values, Decimal(0)) if values else None


def _verdict(sums: Sequence[Decimal | None], cells: Sequence[ReportCell], tolerance: Decimal) -> tuple[Verdict, str | None]:
    """The verdict and the rule it rests on. Blank cells count as 0 where both sides have printed figures, and nowhere else."""
    unknown = sum(cell.status == "missing" or (cell.status == "suspect") for cell in cells)
    if unknown:
        return "undecided", f"{unknown} of its cells are not known for certain"
    left, right = sums
    if left is None or right is None:
        return "undecided", "one side is blank"
    blanks = sum(cell.value is None for cell in cells)
    rule = f"{blanks} blank cells counted as 0" if blanks else None
    return ("holds" if abs(left - right) <= tolerance else "fails"), rule
