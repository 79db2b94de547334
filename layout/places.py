"""A form's tables as a sequence of places: the lines of print, from the first caption to the last row, that a source may hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from layout.form import Block, Column, Form, Group, Printing, Row

__all__ = ["Leaf", "Place", "Print", "leaves", "printed_labels", "prints"]

Role = Literal["caption", "header", "group", "row", "figures"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One figure of a line of print: its cell, the label right above it and the labels above that, outermost first."""

    row: Row | None
    column: Column
    labels: tuple[str, ...]
    above: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One line that a table may print. ``row`` is set for role ``row``; ``figures`` is the one line of a table that runs across."""

    table: str
    block: int
    role: Role
    labels: tuple[str, ...]
    row: Row | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """One way to print the whole form: a printing of each table, and the places they make."""

    printings: dict[str, Printing]
    places: tuple[Place, ...]

    def block(self, place: Place) -> Block:
        """The block that a place belongs to, as it is printed here."""
        return self.printings[place.table].blocks[place.block]

    @property
    def variants(self) -> frozenset[tuple[str, str]]:
        """The variants applied, as (table, variant)."""
        return frozenset((table, key) for table, printing in self.printings.items() for key in printing.variants)


def prints(form: Form) -> tuple[Print, ...]:
    """Every way to print a form, the plainest first."""
    keys = [table.key for table in form.tables]
    combined = (dict(zip(keys, combination, strict=True)) for combination in product(*(t.printings() for t in form.tables)))
    made = [Print(printings=printings, places=tuple(_places(printings))) for printings in combined]
    return tuple(sorted(made, key=lambda one: len(one.variants)))


def printed_labels(form: Form) -> tuple[str, ...]:
    """All labels that some printing of the form prints."""
    return tuple(dict.fromkeys(label for one in prints(form) for place in one.places for label in place.labels))


def _places(printings: dict[str, Printing]) -> Iterator[Place]:
    for table, printing in printings.items():
        for number, block in enumerate(printing.blocks):
            if block.caption:
                yield Place(table=table, block=number, role="caption", labels=block.caption)
            yield Place(table=table, block=number, role="header", labels=_header_labels(block))
            if block.rows_run == "across":
                yield Place(table=table, block=number, role="figures", labels=())
                continue
            for line in block.lines():
                if isinstance(line, Row):
                    yield Place(table=table, block=number, role="row", labels=line.labels, row=line)
                else:
                    yield Place(table=table, block=number, role="group", labels=line.labels)


def _header_labels(block: Block) -> tuple[str, ...]:
    """All that a block's header may print."""
    holders: list[Group | Row | Column] = [*block.columns]
    for column in block.columns:
        holders.extend(block.path(column))
    if block.rows_run == "across":
        for row in block.rows:
            holders.extend((*block.path(row), row))
    labels = [label for holder in holders for label in holder.labels]
    return tuple(dict.fromkeys((*block.stub, *block.unit_column, *block.other_columns, *labels)))


def leaves(block: Block) -> tuple[Leaf, ...]:
    """The figures of one line of a block, left to right."""
    if block.rows_run == "down":
        return tuple(_leaf(block, None, column) for column in block.columns)
    return tuple(_leaf(block, row, column) for row in block.rows for column in block.columns)


def _leaf(block: Block, row: Row | None, column: Column) -> Leaf:
    holders: Sequence[Group | Row | Column] = block.path(column) if row is None else (*block.path(row), row)
    return Leaf(row=row, column=column, labels=column.labels, above=tuple(holder.labels for holder in holders))
