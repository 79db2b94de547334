"""The cheapest way to fill unknown cells, and the cheapest other way."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from layout.program import Choice, Equation, Key, Value, solve

A, B = ("a", "x"), ("b", "x")


def choice(prices: Mapping[int, float], other: float = 10.0) -> Choice:
    return Choice(prices={Decimal(value): price for value, price in prices.items()}, other=other)


def equation(signs: Mapping[Key, int], known: int, price: float = 4.6) -> Equation:
    return Equation(signs=signs, known=Decimal(known), tolerance=Decimal(0), price=price)


def values(choices: Mapping[Key, Choice], *equations: Equation, without: Mapping[Key, Value] | None = None) -> dict[Key, Value]:
    found = solve(choices, equations, without or {})
    assert found is not None
    return dict(found.values)


def test_without_equations_each_takes_its_cheapest() -> None:
    assert values({A: choice({3: 1.0, 8: 0.5})}) == {A: 8}


def test_an_equation_outweighs_a_small_difference_and_not_a_large_one() -> None:
    sums = equation({A: 1}, -3)
    assert values({A: choice({3: 2.0, 8: 0.5})}, sums) == {A: 3}
    assert values({A: choice({3: 9.0, 8: 0.5})}, sums) == {A: 8}


def test_a_number_that_no_list_has_is_found() -> None:
    found = solve({A: choice({}, other=5.0)}, [equation({A: -1}, 1234)])
    assert found is not None
    assert found.values == {A: 1234}
    assert found.guessed == {A}
    assert found.holds == (True,)


def test_a_forbidden_value_is_not_taken_as_any_other_number_either() -> None:
    both = {A: choice({3: 0.1}, other=1.0), B: choice({4: 0.1})}
    assert values(both, equation({A: 1, B: 1}, -7), without={A: Decimal(3)})[A] != 3


def test_fractions_are_not_decided() -> None:
    assert solve({A: Choice(prices={Decimal("3.5"): 0.1}, other=1.0)}, []) is None


def test_nothing_is_written_to_the_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    values({A: choice({3: 1.0}), B: choice({4: 1.0})}, equation({A: 1, B: 1}, -7))
    assert capfd.readouterr().out == ""
