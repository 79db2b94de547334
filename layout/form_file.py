"""A form's TOML file becomes a form; what is wrong with it is told all at once, each fault with its address."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar, get_args

from layout.errors import FormError, UnknownForm
from layout.form import Block, Column, Form, Group, Identity, Kind, Narrative, Quote, Row, Table, Variant
from layout.form_lint import form_faults

__all__ = ["declared_forms", "form_by_key", "form_paths", "read_form"]

SCHEMA = "gouji.form/1"
T = TypeVar("T")
_NAMES = {str: "a text", list: "a list", dict: "a table", int: "a whole number"}


def form_paths() -> tuple[Path, ...]:
    """The form files that come with the package."""
    folder = Path(str(resources.files("layout") / "forms"))
    return tuple(sorted(folder.glob("*.toml")))


@cache
def declared_forms() -> dict[str, Form]:
    """The forms that come with the package, by key. Treat the mapping as read-only."""
    return {form.key: form for form in map(read_form, form_paths())}


def form_by_key(key: str) -> Form:
    """The declared form of that key; a path to a TOML file is read as a form too.

    Raises:
        UnknownForm: neither a declared key nor a form file.
        FormError: the file is no usable form.
    """
    if key in declared_forms():
        return declared_forms()[key]
    if key.endswith(".toml") and Path(key).is_file():
        return read_form(Path(key))
    raise UnknownForm(key, tuple(declared_forms()))


def read_form(path: Path) -> Form:
    """Read one form file.

    Raises:
        FormError: with every fault of the file.
        OSError: the file cannot be read.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormError(path, (f"not a TOML file: {error}",)) from error
    faults: list[str] = []
    form = _form(_Entry(data, "", faults))
    if not faults:
        faults.extend(form_faults(form))
    if faults:
        raise FormError(path, tuple(faults))
    return form


class _Entry:
    """One TOML table while it is read: takes its keys one by one, notes what is missing, wrong or left over."""

    def __init__(self, data: Any, address: str, faults: list[str]) -> None:
        self.address = address
        self.faults = faults
        self._left: dict[str, Any] = {}
        if isinstance(data, dict):
            self._left = dict(data)
        else:
            self.fault("", "is not a table")

    def at(self, key: str) -> str:
        return f"{self.address}.{key}" if self.address and key else self.address or key

    def fault(self, key: str, what: str) -> None:
        self.faults.append(f"{self.at(key) or 'file'}: {what}")

    def take(self, key: str, kind: type, default: Any = None, *, needed: bool = False) -> Any:
        if key not in self._left:
            if needed:
                self.fault(key, "is missing")
                return kind()
            return default
        value = self._left.pop(key)
        if not isinstance(value, kind) or isinstance(value, bool):
            self.fault(key, f"should be {_NAMES[kind]}")
            return kind() if needed else default
        return value

    def text(self, key: str) -> str:
        value = self.take(key, str, needed=True)
        if value == "" and not any(fault.startswith(self.at(key) + ":") for fault in self.faults):
            self.fault(key, "is empty")
        return str(value)

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        values = self.take(key, list, [], needed=needed)
        for index, value in enumerate(values):
            if not isinstance(value, str) or not value.strip():
                self.fault(f"{key}[{index}]", "should be a text that is not empty")
        if needed and not values and f"{self.at(key)}: is missing" not in self.faults:
            self.fault(key, "is empty")
        return tuple(str(value) for value in values)

    def choice(self, key: str, among: tuple[str, ...], default: Any) -> Any:
        value = self.take(key, str, default)
        if value is not None and value not in among:
            self.fault(key, f"{value!r} is not one of {', '.join(among)}")
            return default
        return value

    def entries(self, key: str, make: Callable[[_Entry], T], *, needed: bool = False) -> tuple[T, ...]:
        values = self.take(key, list, [], needed=needed)
        return tuple(make(_Entry(value, self.at(f"{key}[{index}]"), self.faults)) for index, value in enumerate(values))

    def done(self) -> None:
        for key in self._left:
            self.fault(key, "is not a key of a form")


def _form(entry: _Entry) -> Form:
    schema = entry.text("schema")
    if schema and schema != SCHEMA:
        entry.fault("schema", f"{schema!r} is not {SCHEMA!r}")
    years = _Entry(entry.take("years", dict, {}, needed=True), entry.at("years"), entry.faults)
    units = entry.take("units", dict, {})
    for printed, unit in units.items():
        if not isinstance(unit, str):
            entry.fault(f"units.{printed}", "should be a text")
    form = Form(
        key=entry.text("key"),
        name=entry.text("name"),
        title=entry.text("title"),
        years=(years.take("from", int, 0, needed=True), years.take("to", int)),
        source=entry.text("source"),
        blank_marks=frozenset(entry.texts("blank_marks")),
        sections=entry.texts("sections"),
        units=units,
        tables=entry.entries("tables", _table, needed=True),
        narrative=_narrative(_Entry(entry.take("narrative", dict, {}), entry.at("narrative"), entry.faults)),
    )
    years.done()
    entry.done()
    return form


def _table(entry: _Entry) -> Table:
    table = Table(
        key=entry.text("key"),
        title=entry.text("title"),
        headings=entry.texts("headings"),
        blocks=entry.entries("blocks", _block, needed=True),
        variants=entry.entries("variants", _variant),
        identities=entry.entries("identities", _identity),
        years=entry.entries("years", _year_identity),
        children=entry.choice("children", ("apart", "sum"), "apart"),
    )
    entry.done()
    return table


def _block(entry: _Entry) -> Block:
    block = Block(
        caption=entry.texts("caption"),
        stub=entry.texts("stub"),
        unit_column=entry.texts("unit_column"),
        other_columns=entry.texts("other_columns"),
        groups=entry.entries("groups", _group),
        columns=entry.entries("columns", _column, needed=True),
        rows=entry.entries("rows", _row, needed=True),
        rows_run=entry.choice("rows_run", ("down", "across"), "down"),
    )
    entry.done()
    return block


def _group(entry: _Entry) -> Group:
    group = Group(
        key=entry.text("key"),
        labels=entry.texts("labels", needed=True),
        under=entry.take("under", str),
        printed=entry.choice("printed", ("span", "row"), "span"),
    )
    entry.done()
    return group


def _row(entry: _Entry) -> Row:
    row = Row(
        key=entry.text("key"),
        labels=entry.texts("labels", needed=True),
        under=entry.take("under", str),
        unit=entry.take("unit", str),
        kind=entry.choice("kind", get_args(Kind), None),
    )
    entry.done()
    return row


def _column(entry: _Entry) -> Column:
    column = Column(
        key=entry.text("key"),
        labels=entry.texts("labels", needed=True),
        under=entry.take("under", str),
        unit=entry.take("unit", str),
        kind=entry.choice("kind", get_args(Kind), "count"),
    )
    entry.done()
    return column


def _variant(entry: _Entry) -> Variant:
    variant = Variant(
        key=entry.text("key"),
        note=entry.text("note"),
        replaces=entry.texts("replaces"),
        after=entry.take("after", str),
        rows=entry.entries("rows", _row, needed=True),
    )
    if bool(variant.replaces) == bool(variant.after):
        entry.fault("", "should have either replaces or after")
    entry.done()
    return variant


def _identity(entry: _Entry) -> Identity:
    identity = _sum(entry)
    entry.done()
    return identity


def _year_identity(entry: _Entry) -> Identity:
    mismatch = entry.choice("mismatch", ("fails", "advice"), "fails")
    identity = replace(_sum(entry), advice=mismatch == "advice")
    entry.done()
    return identity


def _sum(entry: _Entry) -> Identity:
    tolerance = entry.take("tolerance", str, "0")
    try:
        limit = Decimal(tolerance)
    except ArithmeticError:
        entry.fault("tolerance", f"{tolerance!r} is not a number")
        limit = Decimal(0)
    return Identity(
        id=entry.text("id"),
        statement=entry.text("statement"),
        each=entry.choice("each", ("column", "row"), "column"),
        left=entry.texts("left", needed=True),
        right=entry.texts("right", needed=True),
        tolerance=limit,
    )


def _narrative(entry: _Entry) -> Narrative:
    narrative = Narrative(other_scopes=entry.texts("other_scopes"), quotes=entry.entries("quotes", _quote))
    entry.done()
    return narrative


def _quote(entry: _Entry) -> Quote:
    quote = Quote(
        id=entry.text("id"),
        statement=entry.text("statement"),
        phrases=entry.texts("phrases", needed=True),
        unless=entry.texts("unless"),
        cells=entry.texts("cells", needed=True),
    )
    entry.done()
    return quote
