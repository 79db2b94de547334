"""The identities of a form, applied to figures: which cells each binds, which of them fail, and how leaves become totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from layout.form import Block, Form, Identity, Printing, keys_matching

__all__ = ["Bond", "add_up", "bonds_of", "broken_bonds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """One identity of a table in one column or row (``each``): the sum of ``left`` equals the sum of ``right``, all addresses."""

    table: str
    identity: str
    each: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    def gap(self, values: Mapping[str, Decimal]) -> Decimal:
        """Left minus right; a cell without a figure counts as zero."""
        zero = Decimal(0)
        return sum((values.get(a, zero) for a in self.left), zero) - sum((values.get(a, zero) for a in self.right), zero)


def bonds_of(form: Form, printings: Mapping[str, Printing]) -> tuple[Bond, ...]:
    """Every identity of the form in every column or row of the tables as they are printed."""
    return tuple(
        bond
        for table in form.tables
        for block in printings[table.key].blocks
        for identity in table.identities
        for bond in _bonds_in_block(table.key, block, identity)
    )


def _bonds_in_block(table: str, block: Block, identity: Identity) -> Iterator[Bond]:
    rows = tuple(row.key for row in block.rows)
    columns = tuple(column.key for column in block.columns)
    members, others = (rows, columns) if identity.each == "column" else (columns, rows)
    left = tuple(key for pattern in identity.left for key in keys_matching(pattern, members))
    right = tuple(key for pattern in identity.right for key in keys_matching(pattern, members))
    if not left or not right:
        return
    for each in others:
        place = "{table}/{member}/{each}" if identity.each == "column" else "{table}/{each}/{member}"
        yield Bond(
            table=table,
            identity=identity.id,
            each=each,
            left=tuple(place.format(table=table, member=member, each=each) for member in left),
            right=tuple(place.format(table=table, member=member, each=each) for member in right),
        )


def broken_bonds(bonds: tuple[Bond, ...], values: Mapping[str, Decimal]) -> tuple[Bond, ...]:
    """The identities that the figures do not keep."""
    return tuple(bond for bond in bonds if bond.gap(values) != 0)


def add_up(bonds: tuple[Bond, ...], leaves: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The figures with the first left cell of each identity set so that it holds.

    Where the other left cells already exceed the right side (more carried in than there is to account for) they become zero.
    """
    values = dict(leaves)
    for bond in _in_order(bonds):
        if values[bond.left[0]] - bond.gap(values) < 0:
            values.update(dict.fromkeys(bond.left[1:], Decimal(0)))
        values[bond.left[0]] -= bond.gap(values)
    return values


def _in_order(bonds: tuple[Bond, ...]) -> Iterator[Bond]:
    """Each identity after those that set its members; a cell set by two (a grand total) is set twice, to the same sum."""
    waiting = list(bonds)
    while waiting:
        ready = [bond for bond in waiting if not any(_sets_for(other, bond) for other in waiting if other is not bond)]
        if not ready:
            raise ValueError(f"identities of {waiting[0].table} go round in a circle")
        yield from ready
        waiting = [bond for bond in waiting if bond not in ready]


def _sets_for(other: Bond, bond: Bond) -> bool:
    """Whether one identity may still change a cell that another takes as given."""
    return not set(other.left).isdisjoint((*bond.left[1:], *bond.right))
