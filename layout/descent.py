"""A table's doubtful cells, each set to what makes the whole likelier, one at a time until nothing does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from layout.program import Choice, Equation, Key, Value

__all__ = ["Filled", "filled_in"]

_MOST_STEPS = 400


@dataclass(slots=True)
class Filled:
    """A value for each cell that has one so far, and the equations with these unknowns."""

    choices: Mapping[Key, Choice]
    equations: Sequence[Equation]
    values: dict[Key, Value]

    def left_over(self, equation: Equation) -> Decimal | None:
        """By how much an equation misses 0; None while one of its cells has no value."""
        if not all(key in self.values for key in equation.signs):
            return None
        return sum((sign * (self.values[key] or Decimal(0)) for key, sign in equation.signs.items()), equation.known)

    def holds(self, equation: Equation) -> bool:
        """Whether it holds with these values."""
        missed = self.left_over(equation)
        return missed is not None and abs(missed) <= equation.tolerance

    def price(self, key: Key, value: Value) -> float:
        """What a value costs by the cell's ink."""
        return self.choices[key].prices.get(value, self.choices[key].other)


def filled_in(choices: Mapping[Key, Choice], equations: Sequence[Equation]) -> Filled:
    """Every cell at its cheapest value, those without one at what an equation leaves for them, then changed as long as that saves anything.

    A cell that no equation determines has no value.
    """
    start = {key: min(choice.prices, key=lambda value: choice.prices[value]) for key, choice in choices.items() if choice.prices}
    filled = Filled(choices=choices, equations=equations, values=dict(start))
    of_cell: dict[Key, list[Equation]] = {key: [] for key in choices}
    for equation in equations:
        for key in equation.signs:
            of_cell[key].append(equation)
    _fill_gaps(filled, of_cell)
    for _ in range(_MOST_STEPS):
        saved, key, value = max(_changes(filled, of_cell), default=(0.0, ("", ""), None), key=lambda change: change[0])
        if saved <= 0:
            break
        filled.values[key] = value
    return filled


def _fill_gaps(filled: Filled, of_cell: Mapping[Key, Sequence[Equation]]) -> None:
    """Cells without a value get what the equations leave in which they are the only ones."""
    found = True
    while found:
        found = False
        for key in filled.choices:
            left = [] if key in filled.values else list(_left_for(filled, key, of_cell[key]))
            if left:
                filled.values[key] = max(set(left), key=left.count)
                found = True


def _left_for(filled: Filled, key: Key, equations: Sequence[Equation]) -> Iterator[Decimal]:
    for equation in equations:
        others = {other: sign for other, sign in equation.signs.items() if other != key}
        if all(other in filled.values for other in others):
            rest = sum((sign * (filled.values[other] or Decimal(0)) for other, sign in others.items()), equation.known)
            needed = -rest * equation.signs[key] + 0  # no -0
            if needed >= 0 and needed == int(needed):
                yield needed


def _changes(filled: Filled, of_cell: Mapping[Key, Sequence[Equation]]) -> Iterator[tuple[float, Key, Value]]:
    """What each change of one cell of a broken equation would save."""
    broken = [equation for equation in filled.equations if not filled.holds(equation)]
    for key in dict.fromkeys(key for equation in broken for key in equation.signs):
        if key not in filled.values:
            continue
        now = filled.values[key]
        for value in {*filled.choices[key].prices, *_left_for(filled, key, of_cell[key])} - {now}:
            saved = filled.price(key, now) - filled.price(key, value)
            before = [filled.holds(equation) for equation in of_cell[key]]
            filled.values[key] = value
            after = [filled.holds(equation) for equation in of_cell[key]]
            filled.values[key] = now
            saved += sum((b - a) * equation.price for a, b, equation in zip(before, after, of_cell[key], strict=True))
            yield saved, key, value
