"""Slips of the pen planted in coherent figures; each breaks at least one identity, and says which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

from samples.figures import Figures
from samples.identities import broken_bonds
from samples.report import Slip

__all__ = ["KINDS", "plant_slip"]

Change = dict[str, Decimal]
TRIES = 200


def plant_slip(figures: Figures, rng: Random, kind: str) -> tuple[Figures, tuple[Slip, ...]]:
    """The figures with one slip of that kind (a key of ``KINDS``), and one entry for each identity that it breaks."""
    for _ in range(TRIES):
        change = KINDS[kind](figures, rng)
        values = {**figures.values, **change}
        broken = broken_bonds(figures.bonds, values)
        if change and broken:
            cells = tuple(sorted(change))
            slips = (Slip(table=bond.table, identity=bond.identity, each=bond.each, cells=cells, kind=kind) for bond in broken)
            return replace(figures, values=values), tuple(slips)
    return plant_slip(figures, rng, "total")  # an empty report has no digit to mistake and nothing to move


def _bound(figures: Figures) -> list[str]:
    return sorted({address for bond in figures.bonds for address in (*bond.left, *bond.right)})


def _digit(figures: Figures, rng: Random) -> Change:
    address = rng.choice(_bound(figures))
    digits = list(str(figures.values[address]))
    place = rng.randrange(len(digits))
    digits[place] = rng.choice([digit for digit in "0123456789" if digit != digits[place]])
    wrong = Decimal("".join(digits))
    return {address: wrong} if figures.values[address] and len(str(int(wrong))) == len(digits) else {}


def _moved(figures: Figures, rng: Random) -> Change:
    """A figure printed one column off, and what stood there in its place."""
    table, row, column = rng.choice(_bound(figures)).split("/")
    block = next(b for b in figures.printings[table].blocks if row in {r.key for r in b.rows})
    keys = [c.key for c in block.columns]
    place = keys.index(column)
    if place + 1 == len(keys):
        return {}
    here, there = f"{table}/{row}/{column}", f"{table}/{row}/{keys[place + 1]}"
    if figures.values[here] == figures.values[there]:
        return {}
    return {here: figures.values[there], there: figures.values[here]}


def _total(figures: Figures, rng: Random) -> Change:
    address = rng.choice(sorted({bond.left[0] for bond in figures.bonds}))
    return {address: figures.values[address] + rng.choice((1, 1, 2, 3, 10))}


KINDS: Mapping[str, Callable[[Figures, Random], Change]] = {"digit": _digit, "moved": _moved, "total": _total}
