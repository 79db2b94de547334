"""Identities decide between the values that the ink supports; what it does not support they propose, and never accept.

A table's uncertain cells are unknowns: each is one of the values that its ink may be, at a price that grows as they are less likely, or
any other value at a high one. Each identity is an equation that costs a price when it does not hold, for authors slip. The cheapest table
is found by an integer program, and for every cell the cheapest one in which that cell has another value: the difference is how certain
the cell is.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import exp, inf, log

from layout.checks import Sum, sums_of, unfilled
from layout.descent import filled_in
from layout.form import Form, Identity
from layout.program import Choice, Equation, Key, Solution, Value, solve
from layout.report import ACCEPTED, Alternative, ReportCell, ReportTable, Status

__all__ = ["DecodingSettings", "decode_tables"]

_NEVER = 1000.0  # the price of breaking an identity that is to hold


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodingSettings:
    """Probabilities from 0 to 1.

    ``slip`` is that of an identity not holding in print; half as many figures as generated authors' slips break two each, and a slip that
    by chance makes a wrong reading add up is rarer still.
    """

    slip: float = 0.01
    elsewhere: float = 0.005  # of any one value among those that no reader saw
    least_else: float = 0.001  # that a doubtful cell holds something that no reader saw
    untold: float = 0.1  # what readers leave open of a 0, from which it may be nothing but a part of a seal
    accept: float = 0.999
    supported: float = 0.02  # by its ink, of a value that identities may decide for
    worn_zero: float = 0.01  # that a 0 is read as a mark for nothing by all readers
    stray_zero: float = 0.0011  # that a doubtful 0 stands where a table prints a mark or nothing: what is left of a stamp, say
    propose: float = 0.9  # from which a value that the ink does not support is worth proposing
    proposed: float = 0.7  # the most that a proposal is worth: where no reader saw it, something else is often wrong as well
    most: int = 12  # uncertain cells that hang together; with more the program would take too long


def decode_tables(form: Form, tables: Sequence[ReportTable], settings: DecodingSettings = DecodingSettings()) -> tuple[ReportTable, ...]:
    """The tables with the doubtful cells decided that identities can decide, and proposals in the others."""
    return tuple(_decoded(table, form.table(table.key).identities, settings) for table in tables)


def _zeros(cells: Iterable[ReportCell], *, blanks: bool) -> float:
    """The share of 0 among what a table prints for nothing, by what is known of it, blank cells counted or not: where it prints marks, a 0
    is rare."""
    sure = [cell for cell in cells if cell.status in ACCEPTED and (cell.raw or blanks)]
    zeros, marks = sum(cell.value == 0 for cell in sure), sum(cell.value is None for cell in sure)
    return (zeros + 1) / (zeros + marks + 2)


def _with_nothing(cell: ReportCell, cells: Sequence[ReportCell], settings: DecodingSettings) -> ReportCell:
    """A cell that may hold a mark for nothing, with the 0 that its ink may be what is left of; one that may hold 0, with the mark or the
    blank that its ink may hide: no identity tells one from the other."""
    values = {one.value for one in cell.support}
    if not cell.raw or not values & {None, Decimal(0)}:
        return cell
    left = 1 - sum(one.confidence for one in cell.support)
    if None in values:
        other = Alternative(value=Decimal(0), confidence=settings.worn_zero * _zeros(cells, blanks=False))
    else:
        nothing = left if left >= settings.untold else settings.stray_zero
        other = Alternative(value=None, confidence=nothing * (1 - _zeros(cells, blanks=True)))
    return cell if any(one.value == other.value for one in cell.support) else replace(cell, support=(*cell.support, other))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """One identity at one place: its cells' signs, the tolerance, and its name."""

    name: str
    signs: Mapping[Key, int]
    tolerance: Decimal


def _decoded(table: ReportTable, identities: Sequence[Identity], settings: DecodingSettings) -> ReportTable:
    cells = {(cell.row, cell.column): cell for cell in table.cells if cell.status != "absent"}
    open_cells = {key for key, cell in cells.items() if cell.status in ("suspect", "missing")}
    if not open_cells or not identities:
        return table
    places = [place for identity in identities for place in _places(table.key, identity, cells) if open_cells & place.signs.keys()]
    known = tuple(cells.values())
    own = {key: _with_nothing(cells[key], known, settings) for key in sorted(open_cells)}
    changed = _confirmed(own, places, cells, settings)
    cells |= changed
    open_cells -= {key for key, cell in changed.items() if cell.status in ACCEPTED}
    proposed = {key for key, cell in changed.items() if not cell.support and cell.value is not None}  # more can nobody say of such a cell
    for group in _groups(open_cells, places):
        if len(group) <= settings.most and not group <= proposed:
            near = [place for place in places if group & place.signs.keys()]
            changed |= _decided({key: own[key] for key in sorted(group)}, near, cells, settings, settled=proposed)
    return replace(table, cells=tuple(changed.get((cell.row, cell.column), cell) for cell in table.cells))


def _confirmed(
    own: Mapping[Key, ReportCell], places: Sequence[_Place], cells: Mapping[Key, ReportCell], settings: DecodingSettings
) -> dict[Key, ReportCell]:
    """The cells that need no program: the identities that hold with what makes the table likeliest tell them, as far as one cell at a time
    can tell. What is accepted is known for the others."""
    table = _Filled(own, places, cells, settings)
    proposed = dict[Key, ReportCell]()
    found = True
    while found:
        found = False
        for key in [key for key in table.gaps if key not in table.accepted and table.seeing(key)]:
            value = table.values[key]
            guessed = frozenset() if value in table.choices[key].prices else frozenset({key})
            best = Solution(values={key: value}, cost=0.0, holds=(), guessed=guessed)
            proposed[key] = _settled(own[key], best, key, table.certainty(key), table.held(key), settings)
            if proposed[key].status in ACCEPTED:
                table.accepted.add(key)
                found = True
    return proposed


class _Filled:
    """A table's doubtful cells at what makes the whole likeliest, and how certain each of them is.

    For a cell to have another value, each of its identities that hold would have to be broken, or another of its cells would have to be
    something else as well. Where an identity fails, a change there may save something.
    """

    def __init__(
        self, own: Mapping[Key, ReportCell], places: Sequence[_Place], cells: Mapping[Key, ReportCell], settings: DecodingSettings
    ) -> None:
        self.settings, self.price = settings, -log(settings.slip)
        self.choices = {key: _choice(cell, settings) for key, cell in own.items()}
        self.equations = {place.name: _equation(place, own, cells, settings) for place in places}
        filled = filled_in(self.choices, list(self.equations.values()))
        self.values = filled.values
        self.missed = {name: filled.left_over(equation) for name, equation in self.equations.items()}
        self.holds = {name for name, left in self.missed.items() if left is not None and abs(left) <= self.equations[name].tolerance}
        self.of_cell: dict[Key, list[str]] = {key: [name for name, one in self.equations.items() if key in one.signs] for key in own}
        self.gaps = {key: _gap(self.choices[key], self.values[key]) for key in own if key in self.values}
        self.accepted = set[Key]()

    def held(self, key: Key) -> list[str]:
        """The identities of a cell that hold."""
        return [name for name in self.of_cell[key] if name in self.holds]

    def seeing(self, key: Key) -> list[str]:
        """Those of them that say something of it."""
        return [name for name in self.held(key) if not _is_blind(self.equations[name], key, self.values, self.accepted)]

    def certainty(self, key: Key) -> float:
        """The probability of a cell's value, from 0 to 1."""
        choice, value = self.choices[key], self.values[key]
        made_up = [min((max(self.gaps[other], 0.0) for other in self._near(name, key)), default=inf) for name in self.seeing(key)]
        broken = sum(min(self.price, cost) for cost in made_up)
        seen = [
            cost + (0.0 if (other or 0) == (value or 0) else broken - self._saved(key, other))  # a blank and a 0 add up alike
            for other, cost in choice.prices.items()
            if other != value
        ]
        failing = self._failing(key)
        unseen = choice.other + broken - self.price * len(failing)
        together = choice.other + log(self.settings.elsewhere) + sum(made_up)  # all that nobody saw, where other cells make up for each
        together -= self.price * sum(bool(self._near(name, key)) for name in failing)
        otherwise = min(*seen, unseen, together) - choice.prices.get(value, choice.other)
        return 1 / (1 + exp(min(self._saved_nearby(key) - otherwise, 700.0)))

    def _near(self, name: str, key: Key) -> list[Key]:
        """The other cells of an identity that are in doubt."""
        return [other for other in self.equations[name].signs if other != key and other not in self.accepted]

    def _failing(self, key: Key) -> list[str]:
        """The identities of a cell that fail, all of their cells known or guessed."""
        return [name for name in self.of_cell[key] if name not in self.holds and self.missed[name] is not None]

    def _saved(self, key: Key, other: Value) -> float:
        """What another value of a cell may save: identities that hold with it only, or in which other cells may make up for the rest."""
        step = (other or Decimal(0)) - (self.values[key] or Decimal(0))
        return self.price * sum(bool(self._near(name, key)) or self._would_hold(name, key, step) for name in self._failing(key))

    def _would_hold(self, name: str, key: Key, step: Decimal) -> bool:
        """Whether an identity holds when a cell's value is larger by so much."""
        equation = self.equations[name]
        return abs((self.missed[name] or Decimal(0)) + equation.signs[key] * step) <= equation.tolerance

    def _saved_nearby(self, key: Key) -> float:
        """What a change of cells nearby may save, where one is not what its ink says first or one of their identities fails."""
        further = {name for held in self.held(key) for other in self._near(held, key) for name in self.of_cell[other]}
        unlikely = [-self.gaps[far] for name in further for far in self.equations[name].signs if far in self.gaps and far != key]
        return max([0.0, *unlikely]) + (0.0 if further <= self.holds else self.price)


def _is_blind(equation: Equation, key: Key, values: Mapping[Key, Value], known: Container[Key]) -> bool:
    """Whether an identity would hold as well if every doubtful figure like this one were another: 1 = 1 + 0 says nothing of a 1 that may be
    a 4, for readers take the same print for the same figure."""
    return sum(sign for other, sign in equation.signs.items() if other not in known and values.get(other) == values[key]) == 0


def _gap(choice: Choice, value: Value) -> float:
    """By how much the cheapest other value of a cell costs more than this one; less than nothing where it is cheaper."""
    others = [price for other, price in choice.prices.items() if other != value]
    return min([choice.other, *others]) - choice.prices.get(value, choice.other)


def _places(table: str, identity: Identity, cells: Mapping[Key, ReportCell]) -> Iterator[_Place]:
    sums = list(sums_of(identity, cells))
    blank = unfilled(sums)
    for one in sums:
        if not _is_empty(one, blank) and len({cell.unit for cell in one.cells if cell.value is not None}) <= 1:
            signs = {key: 1 if at < one.on_left else -1 for at, key in enumerate(one.keys)}
            yield _Place(name=f"{table}.{identity.id}/{one.place}", signs=signs, tolerance=identity.tolerance)


def _is_empty(one: Sum, blank: frozenset[str]) -> bool:
    """Whether one of its sides is left blank throughout the report, so that it says nothing."""
    return (one.left is None and "left" in blank) or (one.right is None and "right" in blank)


def _groups(open_cells: set[Key], places: Sequence[_Place]) -> list[set[Key]]:
    """The uncertain cells that hang together by identities; those that no identity holds are in none."""
    groups: list[set[Key]] = []
    for place in places:
        linked = open_cells & place.signs.keys()
        if not linked:
            continue
        apart = [group for group in groups if not group & linked]
        groups = [*apart, linked.union(*(group for group in groups if group & linked))]
    return groups


def _decided(
    own: Mapping[Key, ReportCell],
    places: Sequence[_Place],
    cells: Mapping[Key, ReportCell],
    settings: DecodingSettings,
    *,
    settled: Container[Key] = (),
) -> dict[Key, ReportCell]:
    """The cells as the cheapest table has them; those settled already are left as they are."""
    choices = {key: _choice(cell, settings) for key, cell in own.items()}
    equations = [_equation(place, own, cells, settings) for place in places]
    best = solve(choices, equations)
    if best is None:
        return {}
    holding = [(place.name, one) for place, one, holds in zip(places, equations, best.holds, strict=True) if holds]
    changed = {}
    for key, cell in own.items():
        if key in settled:
            continue
        names = [name for name, one in holding if key in one.signs]
        blind = sum(_is_blind(one, key, best.values, ()) for _, one in holding if key in one.signs)
        if blind == len(names):
            changed[key] = cell  # no identity says anything for it
            continue
        other = solve(choices, equations, without={key: best.values[key]})
        if other is not None:
            cost = (
                other.cost if key in best.guessed else min(other.cost, _any_cost(key, best.values[key], choices, equations, best, settings))
            )
            certain = 1 / (1 + exp(best.cost - cost + blind * -log(settings.slip)))
            changed[key] = _settled(cell, best, key, certain, names, settings)
    return changed


def _any_cost(
    key: Key, value: Value, choices: Mapping[Key, Choice], equations: Sequence[Equation], best: Solution, settings: DecodingSettings
) -> float:
    """What all values of a cell that no reader saw cost together, where its identities hold with each, for others make up for it: of a row
    without a legible total any figure may be any other."""
    unread = {**choices, key: replace(choices[key], prices={})}
    kept = [replace(one, price=_NEVER) if key in one.signs and holds else one for one, holds in zip(equations, best.holds, strict=True)]
    found = solve(unread, kept, without={key: value})
    return inf if found is None else found.cost + log(settings.elsewhere)


def _choice(cell: ReportCell, settings: DecodingSettings) -> Choice:
    """What a cell may hold, and what each costs."""
    prices = {one.value: -log(max(one.confidence, 1e-9)) for one in cell.support if one.confidence > 0}
    left = max(1 - sum(one.confidence for one in cell.support), settings.least_else)
    return Choice(prices=prices, other=-log(left * settings.elsewhere))


def _equation(place: _Place, own: Mapping[Key, ReportCell], cells: Mapping[Key, ReportCell], settings: DecodingSettings) -> Equation:
    known = sum((sign * (cells[key].value or Decimal(0)) for key, sign in place.signs.items() if key not in own), Decimal(0))
    return Equation(
        signs={key: sign for key, sign in place.signs.items() if key in own},
        known=known,
        tolerance=place.tolerance,
        price=-log(settings.slip),
    )


def _settled(cell: ReportCell, best: Solution, key: Key, certain: float, names: Sequence[str], settings: DecodingSettings) -> ReportCell:
    """The cell as the cheapest table has it: accepted when its ink supports that, a proposal otherwise."""
    value = best.values[key]
    by_ink = next((one.confidence for one in cell.support if one.value == value), 0.0) if key not in best.guessed else 0.0
    sure = round(min(certain, 0.9999), 4)
    if names and by_ink >= settings.supported and certain >= settings.accept:
        proof = f"{', '.join(names[:3])} hold{'s' if len(names) == 1 else ''} with it"
        if value == cell.value:
            return replace(cell, status="read" if value is not None else "blank", confidence=sure, reason=f"{cell.reason}; {proof}")
        first = "nothing" if cell.value is None else f"{cell.value:f}"
        reason = f"first read as {first} ({cell.reason}); {proof}"
        status: Status = "repaired" if value is not None else "blank"
        return replace(cell, value=value, status=status, confidence=sure, alternatives=_others(cell, value), reason=reason)
    placed = cell.value is None or cell.support  # a figure that was read well, but may belong elsewhere, is the best proposal there is
    if names and placed and certain >= settings.propose and value is not None and value != cell.value:
        reason = f"{cell.reason}; {', '.join(names[:3])} would hold with {value:f}"
        return replace(cell, value=value, confidence=min(sure, settings.proposed), alternatives=_others(cell, value), reason=reason)
    if value == cell.value and cell.status == "suspect" and names:
        return replace(cell, confidence=min(max(sure, cell.confidence), 0.99))
    return cell


def _others(cell: ReportCell, value: Decimal | None) -> tuple[Alternative, ...]:
    """What else the cell may hold, what was read first among it."""
    shown = [one for one in cell.alternatives if one.value != value]
    first = next((one.confidence for one in cell.support if one.value == cell.value), cell.confidence)
    read = [Alternative(value=cell.value, confidence=round(first, 4))] if cell.value is not None and cell.value != value else []
    return (*read, *shown)
