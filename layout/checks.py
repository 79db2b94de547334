"""The form's identities are worked out on a report's figures; what does not add up is said, never mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from layout.form import Form, Identity, Table, keys_matching
from layout.report import ADVICE, Check, ReportCell, ReportTable, Verdict

__all__ = ["Sum", "check_tables", "judged", "sums_of", "total", "unfilled"]


def check_tables(form: Form, tables: Sequence[ReportTable]) -> tuple[Check, ...]:
    """Every identity of the form at every place where it applies, in the form's order."""
    return tuple(check for table in tables for check in _check_table(form, table))


def _check_table(form: Form, table: ReportTable) -> Iterator[Check]:
    cells = {(cell.row, cell.column): cell for cell in table.cells if cell.status != "absent"}
    declared = form.table(table.key)
    below_nought = frozenset(_below_nought(declared))
    for identity in declared.identities:
        sums = list(sums_of(identity, cells))
        for one in sums:
            yield _check(table.key, identity, one, unfilled(sums), below_nought)


def _below_nought(table: Table) -> Iterator[str]:
    """The rows and columns whose figures may be less than 0."""
    for block in table.blocks:
        yield from (column.key for column in block.columns if column.kind == "change")
    for rows in (*(block.rows for block in table.blocks), *(variant.rows for variant in table.variants)):
        yield from (row.key for row in rows if row.kind == "change")


_Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """One identity at one place: the keys (row, column) of its cells, those of the left side first, and what is printed on either side."""

    place: str
    keys: tuple[_Key, ...]
    on_left: int
    cells: tuple[ReportCell, ...]
    left: Decimal | None
    right: Decimal | None


def sums_of(identity: Identity, cells: Mapping[_Key, ReportCell]) -> Iterator[Sum]:
    """The identity at every place of the table where both its sides have cells."""
    rows = tuple(dict.fromkeys(row for row, _ in cells))
    columns = tuple(dict.fromkeys(column for _, column in cells))
    along, across = (columns, rows) if identity.each == "column" else (rows, columns)
    for place in along:
        sides = []
        for patterns in (identity.left, identity.right):
            members = _members(patterns, across)
            keys = [(member, place) if identity.each == "column" else (place, member) for member in members]
            sides.append([key for key in keys if key in cells])
        if all(sides):
            left, right = (total([cells[key] for key in side]) for side in sides)
            keys = [*sides[0], *sides[1]]
            yield Sum(place=place, keys=tuple(keys), on_left=len(sides[0]), cells=tuple(cells[key] for key in keys), left=left, right=right)


def unfilled(sums: Sequence[Sum]) -> frozenset[str]:
    """The sides that a report leaves blank wherever the other has something, so that there a blank says nothing.

    Once may be a slip; a side that is blank against figures twice and more, and filled in nowhere, was not meant to be filled in.
    """
    sides = set()
    for side, other in (("left", "right"), ("right", "left")):
        against = [one for one in sums if getattr(one, other)]
        known = all(cell.status not in ("missing", "suspect") for one in sums for cell in one.cells if cell.value is None)
        if len(against) > 1 and known and all(getattr(one, side) is None for one in sums):
            sides.add(side)
    return frozenset(sides)


def _members(patterns: Sequence[str], keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for pattern in patterns for key in keys_matching(pattern, keys)))


def total(cells: Sequence[ReportCell]) -> Decimal | None:
    """The sum of what is printed; None when nothing is."""
    values = [cell.value for cell in cells if cell.value is not None]
    return sum(values, Decimal(0)) if values else None


def _check(table: str, identity: Identity, one: Sum, blank_sides: frozenset[str], below_nought: frozenset[str]) -> Check:
    verdict, statement = judged(one, f"{identity.statement} ({one.place})", identity.tolerance, blank_sides)
    if verdict == "undecided" and not any(part in below_nought for key in one.keys for part in key) and _exceeds(one, identity.tolerance):
        verdict, statement = "fails", f"{statement}, and none can make it hold"
    return Check(
        id=f"{table}.{identity.id}/{one.place}",
        statement=statement,
        left=one.left,
        right=one.right,
        verdict=verdict,
        cells=tuple(f"{table}/{row}/{column}" for row, column in one.keys),
    )


def _exceeds(one: Sum, tolerance: Decimal) -> bool:
    """Whether what is known for certain of one side is more than all of the other, whose cells are all known: no doubtful cell has a figure
    below 0, so that none can make up for it."""
    if len({cell.unit for cell in one.cells if cell.value is not None}) > 1:
        return False
    sides = one.cells[: one.on_left], one.cells[one.on_left :]
    for side, other in (sides, sides[::-1]):
        most, sure = total(other), total([cell for cell in side if not _is_open(cell)])
        if most is not None and sure is not None and not any(map(_is_open, other)) and sure - most > tolerance:
            return any(map(_is_open, side))
    return False


def _is_open(cell: ReportCell) -> bool:
    return cell.status in ("missing", "suspect")


def judged(
    one: Sum, statement: str, tolerance: Decimal = Decimal(0), blank_sides: frozenset[str] = frozenset(), *, advice: bool = False
) -> tuple[Verdict, str]:
    """The verdict, and the statement with the rules that the verdict rests on; what is ``advice`` never fails."""
    verdict, rule = _verdict(one, tolerance, blank_sides)
    rules = [rule] if rule else []
    if verdict == "fails" and advice:
        return "undecided", "; ".join([statement, *rules, ADVICE])
    return verdict, "; ".join([statement, *rules])


def _verdict(one: Sum, tolerance: Decimal, blank_sides: frozenset[str]) -> tuple[Verdict, str | None]:
    """The verdict and the rule it rests on: blanks count as 0 beside printed figures, and nowhere else."""
    unknown = sum(map(_is_open, one.cells))
    if unknown:
        return "undecided", f"{unknown} of its cells are not known for certain"
    if one.left is None and one.right is None:
        return "undecided", "nothing is printed"
    if (one.left is None and "left" in blank_sides) or (one.right is None and "right" in blank_sides):
        return "undecided", "this report fills in one side nowhere"
    if len({cell.unit for cell in one.cells if cell.value is not None}) > 1:
        return "undecided", "its figures are in different units"
    blanks = sum(cell.value is None for cell in one.cells)
    difference = (one.left or Decimal(0)) - (one.right or Decimal(0))
    return "holds" if abs(difference) <= tolerance else "fails", f"{blanks} blank cells counted as 0" if blanks else None
