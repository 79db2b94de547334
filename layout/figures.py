"""Figures as reports print them: numbers with signs in words, units, notes in brackets, blanks and marks for nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from ingest.characters import normal_text, spaceless
from layout.form import Form, Kind

__all__ = ["CellKind", "Figure", "cell_kind", "fits", "parse_figure", "printed_unit", "several_figures"]

CellKind = Literal["blank", "mark", "figure", "figures", "unit", "text"]
"""What a cell's text is: nothing, a mark for nothing, one figure, several run together, a unit alone, words."""

_NUMBER = r"(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.\d+)?"
_SIGNS = {"增加": 1, "新增": 1, "增": 1, "+": 1, "±": 1, "减少": -1, "减": -1, "-": -1, "负": -1}
_SIGN = "|".join(sorted(map(re.escape, _SIGNS), key=len, reverse=True))
_MARK = r"[*\u00b2\u00b3\u00b9\u2070-\u209c\u2460-\u2473\u2776-\u2793]+"  # of a footnote
_CURRENCY = frozenset({"元", "万元", "亿元"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure: its value exactly as printed, the unit printed with it, whether a sign was, and what a note in brackets said."""

    value: Decimal
    unit: str | None = None
    signed: bool = False
    note: str | None = None


@lru_cache(maxsize=64)
def _pattern(units: tuple[str, ...]) -> re.Pattern[str]:
    unit = "|".join(sorted(map(re.escape, units), key=len, reverse=True)) or r"(?!)"
    return re.compile(
        rf"(?P<sign>{_SIGN})?(?P<number>{_NUMBER})(?P<unit>{unit})?(?P<note>\([^()]*[^\d()][^()]*\))?(?P<late>{unit})?(?P<mark>{_MARK})?"
    )


def parse_figure(text: str, units: Mapping[str, str]) -> Figure | None:
    """The one figure that a text is, or None when it is none or may be several.

    Args:
        text: as printed; widths, blanks inside the figure and thousands separators do not matter.
        units: the units that may follow, printed form to canonical form.

    A blank between two parts that could each stand alone (``12 5``) makes two figures of it.
    """
    if len(_whole_tokens(text, units)) > 1:
        return None
    return _figure(spaceless(text), tuple(units.items()))


@lru_cache(maxsize=65536)
def _figure(bare: str, units: tuple[tuple[str, str], ...]) -> Figure | None:
    canonical = dict(units)
    match = _pattern(tuple(canonical)).fullmatch(bare)
    if match is None or (match["unit"] and match["late"]):
        return None
    value = Decimal(match["number"].replace(",", ""))
    if match["sign"] and _SIGNS[match["sign"]] < 0 and value:
        value = -value
    unit = match["unit"] or match["late"]
    note = match["note"][1:-1] if match["note"] else match["mark"]
    if note in canonical:
        unit, note = note, None
    if note in _SIGNS:  # 5（减）: nobody can say whether the sign is meant
        return None
    return Figure(value=value, unit=canonical[unit] if unit else None, signed=bool(match["sign"]), note=note)


def _whole_tokens(text: str, units: Mapping[str, str]) -> tuple[str, ...]:
    """The blank-parted parts of a text, when every one of them is a figure by itself; else none."""
    tokens = normal_text(text).split()
    items = tuple(units.items())
    if all(_figure(token, items) is not None for token in tokens):
        return tuple(tokens)
    return ()


def several_figures(text: str, units: Mapping[str, str], count: int) -> tuple[Figure, ...]:
    """The figures that run together in one text, when there is just one way to part them into ``count``; else none.

    ``0 0`` is two zeros, for no figure begins with a zero; ``1 2`` could be 12 and is left alone; ``000`` is three zeros.
    """
    tokens = _whole_tokens(text, units)
    items = tuple(units.items())
    if _figure(spaceless(text), items) is not None:
        return ()
    if len(tokens) == count:
        return tuple(figure for token in tokens if (figure := _figure(token, items)) is not None)
    bare = spaceless(text)
    if len(bare) == count and set(bare) == {"0"}:
        return (Figure(value=Decimal(0)),) * count
    return ()


def cell_kind(text: str, form: Form) -> CellKind:
    """What a cell's text is."""
    bare = spaceless(text)
    if not bare:
        return "blank"
    if bare in _marks(form.blank_marks):
        return "mark"
    if parse_figure(text, form.units) is not None:
        return "figure"
    if bare in form.units:
        return "unit"
    if len(_whole_tokens(text, form.units)) > 1 or re.fullmatch(r"0{2,}", bare):
        return "figures"
    return "text"


@lru_cache(maxsize=16)
def _marks(marks: frozenset[str]) -> frozenset[str]:
    return frozenset(spaceless(mark) for mark in marks)


def fits(figure: Figure, kind: Kind) -> bool:
    """Whether a figure may stand in a cell of a kind."""
    whole = figure.value == figure.value.to_integral_value() and "." not in str(figure.value)
    if kind == "amount":
        return figure.value >= 0 and not figure.signed and figure.unit in _CURRENCY | {None}
    if kind == "change":
        return whole and figure.unit not in _CURRENCY
    return whole and figure.value >= 0 and not figure.signed and figure.unit not in _CURRENCY


_UNIT_IN_HEADER = r"(?:位|[:(/])[^()\d]{{0,6}}?([十百千万亿]*元|{})"


def printed_unit(header: str, units: Mapping[str, str]) -> str | None:
    """The unit that a header prints: ``本年收费金额（单位：万元）`` says 万元; one that the form does not know (千元) is none."""
    names = "|".join(sorted(map(re.escape, units), key=len, reverse=True))
    match = re.search(_UNIT_IN_HEADER.format(names), spaceless(header)) if names else None
    return units.get(match.group(1)) if match else None
