"""Whether values that came from a file are of the types that their classes declare."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

__all__ = ["misfits"]


def misfits(value: object, address: str = "") -> Iterator[str]:
    """What is of another type than declared, in a dataclass and in those that it holds, each with its address.

    Only values that files can hold are looked at: texts, finite numbers, literals, and tuples of such.
    """
    for name, hint in _hints(type(value)).items():  # type: ignore[arg-type]  # types can be hashed
        yield from _misfits(getattr(value, name), hint, f"{address}.{name}" if address else name)


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind) if field.compare}


def _misfits(value: object, hint: Any, address: str) -> Iterator[str]:
    if get_origin(hint) is tuple and isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _misfits(item, get_args(hint)[0], f"{address}[{number}]")
    elif is_dataclass(value) and isinstance(hint, type) and isinstance(value, hint):
        yield from misfits(value, address)
    elif not _is(value, hint):
        yield f"{address} cannot be {str(value)[:40]!r}"


def _is(value: object, hint: Any) -> bool:
    if get_origin(hint) in (Union, UnionType):
        return any(_is(value, one) for one in get_args(hint))
    if get_origin(hint) is Literal:
        return isinstance(value, str) and value in get_args(hint)
    if hint is NoneType:
        return value is None
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if hint is Decimal:
        return isinstance(value, Decimal) and value.is_finite()
    if is_dataclass(hint) and isinstance(hint, type) and isinstance(value, hint):
        return not any(misfits(value))
    return isinstance(hint, type) and isinstance(value, hint)
