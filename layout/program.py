"""The cheapest way to fill unknown cells under equations that may be broken at a price: a mixed integer program, solved by HiGHS."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from types import MappingProxyType

import numpy as np

__all__ = ["Choice", "Equation", "Key", "Solution", "Value", "solve"]

Key = tuple[str, str]
Value = Decimal | None
_SECONDS = 10.0  # for one answer, which takes 0.02: what is not found by then is not decided, and a busy machine must not decide less
_LARGEST = 200_000  # beyond, the solver's tolerance could hide a difference of one
_ROOM = 1000  # by how much a value that no reader saw may be larger than anything around it


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The values that a cell may hold (None: blank, worth 0), each with its price, and the price of any other whole number."""

    prices: Mapping[Value, float]
    other: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """The signed unknowns and what is known come to 0, within the tolerance, or the price is paid."""

    signs: Mapping[Key, int]
    known: Decimal
    tolerance: Decimal
    price: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """A value for each unknown, what all cost together, whether each equation holds, and the unknowns with a value of no price list."""

    values: Mapping[Key, Value]
    cost: float
    holds: tuple[bool, ...]
    guessed: frozenset[Key]


def solve(
    choices: Mapping[Key, Choice], equations: Sequence[Equation], without: Mapping[Key, Value] = MappingProxyType({})
) -> Solution | None:
    """The cheapest values.

    Args:
        choices: what each unknown may be; any other whole number from 0 on costs ``other``.
        equations: what holds between them.
        without: for some unknowns the value that they may not have.

    Returns:
        None when there is no answer in time, or the figures are none that can be decided so: fractions, or very large ones.
    """
    program = _Program(choices, equations, without)
    return program.answer() if program.fits else None


class _Program:
    """The matrices: for each unknown a switch for every price, one for "any other", and that number; for each equation one for "broken"."""

    def __init__(self, choices: Mapping[Key, Choice], equations: Sequence[Equation], without: Mapping[Key, Value]) -> None:
        self.choices, self.equations = choices, equations
        amounts = [abs(value or Decimal(0)) for choice in choices.values() for value in choice.prices]
        amounts += [abs(one.known) for one in equations]
        self.fits = all(amount == int(amount) for amount in amounts) and max(amounts, default=Decimal(0)) < _LARGEST
        self.room = 2 * int(max(amounts, default=Decimal(0))) + _ROOM
        numbers = count()
        self.switches = {key: {value: next(numbers) for value in choice.prices} for key, choice in choices.items()}
        self.others = {key: (next(numbers), next(numbers)) for key in choices}
        self.broken = [next(numbers) for _ in equations]
        self.above = {key: next(numbers) for key in without}
        self.size = next(numbers)
        self.most = np.ones(self.size)
        self.cost = np.zeros(self.size)
        self.rows: list[tuple[dict[int, float], float, float]] = []
        for key, choice in choices.items():
            self._add_unknown(key, choice)
        for at, equation in enumerate(equations):
            self._add_equation(self.broken[at], equation)
        for key, value in without.items():
            self._forbid(key, value)

    def _add_unknown(self, key: Key, choice: Choice) -> None:
        switches, (other, number) = self.switches[key], self.others[key]
        for value, price in choice.prices.items():
            self.cost[switches[value]] = price
        self.cost[other] = choice.other
        self.most[number] = self.room
        self.rows.append(({**dict.fromkeys(switches.values(), 1.0), other: 1.0}, 1, 1))
        self.rows.append(({number: 1.0, other: -float(self.room)}, -np.inf, 0))

    def _add_equation(self, broken: int, equation: Equation) -> None:
        self.cost[broken] = equation.price
        row: dict[int, float] = {}
        for key, sign in equation.signs.items():
            row |= {switch: sign * float(value or 0) for value, switch in self.switches[key].items()}
            row[self.others[key][1]] = float(sign)
        known, tolerance = float(equation.known), float(equation.tolerance)
        far = abs(known) + self.room * len(equation.signs)
        self.rows.append(({**row, broken: -far}, -np.inf, tolerance - known))
        self.rows.append(({**row, broken: far}, -tolerance - known, np.inf))

    def _forbid(self, key: Key, value: Value) -> None:
        """Not that price, and not the same number as "any other"."""
        if value in self.switches[key]:
            self.most[self.switches[key][value]] = 0
        other, number = self.others[key]
        same, far = float(value or 0), float(self.room + 1)
        above = self.above[key]
        self.rows.append(({number: 1, above: -far, other: far}, -np.inf, same - 1 + far))
        self.rows.append(({number: 1, above: -far, other: -far}, same + 1 - 2 * far, np.inf))

    def answer(self) -> Solution | None:
        """What the solver finds, worked out again exactly."""
        # takes half a second to load, which most reports have no need of
        from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped] # it ships no types

        matrix = np.zeros((len(self.rows), self.size))
        for line, (row, _, _) in enumerate(self.rows):
            for at, factor in row.items():
                matrix[line, at] = factor
        limits = LinearConstraint(matrix, [low for _, low, _ in self.rows], [high for _, _, high in self.rows])
        with _silence():
            found = milp(
                self.cost, integrality=np.ones(self.size), bounds=Bounds(0, self.most), constraints=limits, options={"time_limit": _SECONDS}
            )
        return self._solution(found.x) if found.status == 0 and found.x is not None else None

    def _solution(self, found: np.ndarray) -> Solution:
        values: dict[Key, Value] = {}
        guessed = set()
        cost = 0.0
        for key, choice in self.choices.items():
            other, number = self.others[key]
            if found[other] > 0.5:
                values[key] = Decimal(round(found[number]))
                guessed.add(key)
                cost += choice.other
            else:
                values[key] = next(value for value, switch in self.switches[key].items() if found[switch] > 0.5)
                cost += choice.prices[values[key]]
        holds = tuple(_holds(equation, values) for equation in self.equations)
        cost += sum(equation.price for equation, held in zip(self.equations, holds, strict=True) if not held)
        return Solution(values=values, cost=cost, holds=holds, guessed=frozenset(guessed))


@contextmanager
def _silence() -> Iterator[None]:
    """HiGHS tells some of its troubles on the standard output, where reports may be written."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _holds(equation: Equation, values: Mapping[Key, Value]) -> bool:
    total = sum((sign * (values[key] or Decimal(0)) for key, sign in equation.signs.items()), equation.known)
    return abs(total) <= equation.tolerance
