"""Random figures for a form that keep all its identities, from an office with nothing to a large city."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from layout.form import Block, Form, Kind, Printing, Row, Table
from samples.identities import Bond, add_up, bonds_of

__all__ = ["SIZES", "Figures", "draw_figures", "draw_printings"]

SIZES: dict[str, tuple[int, int]] = {"empty": (0, 0), "tiny": (0, 4), "office": (3, 40), "county": (40, 600), "city": (600, 6000)}
"""The span of the number of requests in a year, by the size of the issuer."""

VARIANT_SHARE = 0.3
DEPTH_OF_COUNTS = 4  # powers of ten that the counts of a large issuer span


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one report by address, with the printing chosen for each table and the identities in force."""

    values: Mapping[str, Decimal]
    printings: Mapping[str, Printing]
    bonds: tuple[Bond, ...]


def draw_printings(form: Form, rng: Random) -> dict[str, Printing]:
    """A printing for each table: the plain one mostly, else one with variants."""
    chosen: dict[str, Printing] = {}
    for table in form.tables:
        plain, *others = table.printings()
        chosen[table.key] = rng.choice(others) if others and rng.random() < VARIANT_SHARE else plain
    return chosen


def draw_figures(form: Form, rng: Random, size: str) -> Figures:
    """Coherent figures of that size (a key of ``SIZES``)."""
    printings = draw_printings(form, rng)
    bonds = bonds_of(form, printings)
    leaves: dict[str, Decimal] = {}
    for table in form.tables:
        for block in printings[table.key].blocks:
            leaves.update(_leaves(table, block, rng, size))
    return Figures(values=add_up(bonds, leaves), printings=printings, bonds=bonds)


def _leaves(table: Table, block: Block, rng: Random, size: str) -> dict[str, Decimal]:
    if any(identity.each == "row" for identity in table.identities):
        return _shared_out(table, block, rng, size)
    cells: dict[str, Decimal] = {}
    for row in block.rows:
        quiet = rng.random() < 0.15  # whole rows are often zero
        for column in block.columns:
            kind = row.kind or column.kind
            cells[f"{table.key}/{row.key}/{column.key}"] = Decimal(0) if quiet else _draw(kind, rng, size)
    return cells


def _shared_out(table: Table, block: Block, rng: Random, size: str) -> dict[str, Decimal]:
    """Requests or cases thrown into cells with uneven weights: a few cells get most of them, as in print."""
    low, high = SIZES[size]
    number = rng.randint(low, high) if len(block.rows) > 5 else rng.randint(0, high // 20 + 1) * (size != "empty")
    rows = _weights(len(block.rows), rng)
    columns = sorted(_weights(len(block.columns), rng), reverse=True)
    row_keys: list[Row] = rng.choices(block.rows, rows, k=number)
    column_keys = rng.choices(block.columns, columns, k=number)
    told = Counter(f"{table.key}/{row.key}/{column.key}" for row, column in zip(row_keys, column_keys, strict=True))
    return {address: Decimal(told[address]) for row in block.rows for c in block.columns for address in (f"{table.key}/{row.key}/{c.key}",)}


def _weights(count: int, rng: Random) -> list[float]:
    return [float(2.718 ** rng.gauss(0, 1.6)) for _ in range(count)]


def _draw(kind: Kind, rng: Random, size: str) -> Decimal:
    if size == "empty" or (size == "tiny" and rng.random() < 0.7):
        return Decimal(0)
    reach = {"tiny": 1.2, "office": 2.2, "county": 3.2, "city": float(DEPTH_OF_COUNTS) + 1}[size]
    whole = int(10 ** rng.uniform(0, reach)) - (rng.random() < 0.2)
    if kind == "change":
        return Decimal(rng.choice((-1, 1)) * (whole // 4))
    if kind == "amount":
        places = rng.choice((0, 0, 1, 2, 2, 3, 4, 6))
        return Decimal(rng.randint(0, int(10 ** (reach + 2.5)) * 10**places)).scaleb(-places)
    return Decimal(whole)
