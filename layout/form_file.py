"""A form's TOML file becomes a form; what is wrong with it is told all at once, each fault with its address."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar, get_args

from layout.errors import FormError, UnknownForm
from layout.form import Block, Column, Form, Group, Identity, Kind, Row, Table, Variant, keys_matching
from layout.labels import bare_label

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
        faults.extend(_lint(form))
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
    tolerance = entry.take("tolerance", str, "0")
    try:
        limit = Decimal(tolerance)
    except ArithmeticError:
        entry.fault("tolerance", f"{tolerance!r} is not a number")
        limit = Decimal(0)
    identity = Identity(
        id=entry.text("id"),
        statement=entry.text("statement"),
        each=entry.choice("each", ("column", "row"), "column"),
        left=entry.texts("left", needed=True),
        right=entry.texts("right", needed=True),
        tolerance=limit,
    )
    entry.done()
    return identity


def _lint(form: Form) -> list[str]:
    """Faults that show only when the parts are held against each other."""
    faults = _twice("tables", [table.key for table in form.tables])
    for index, table in enumerate(form.tables):
        at = f"tables[{index}]"
        for number, block in enumerate(table.blocks):
            faults.extend(_lint_block(block, f"{at}.blocks[{number}]"))
        faults.extend(_lint_variants(table, at))
        faults.extend(_lint_identities(table, at))
        if not faults:
            faults.extend(_lint_printings(table, at))
    return faults


def _lint_block(block: Block, at: str) -> list[str]:
    faults = _twice(f"{at}.columns", [column.key for column in block.columns])
    faults += _twice(f"{at}.rows", [row.key for row in block.rows])
    holders = {group.key for group in block.groups} | {row.key for row in block.rows}
    under = [(f"groups[{index}]", group.under) for index, group in enumerate(block.groups)]
    under += [(f"columns[{index}]", column.under) for index, column in enumerate(block.columns)]
    under += [(f"rows[{index}]", row.under) for index, row in enumerate(block.rows)]
    for place, key in under:
        if key is not None and key not in holders:
            faults.append(f"{at}.{place}.under: {key!r} is neither a group nor a row of the block")
    faults += _shared_labels(block.rows, f"{at}.rows") + _shared_labels(block.columns, f"{at}.columns")
    return faults


def _shared_labels(members: Sequence[Row | Column], at: str) -> list[str]:
    """Two members below one holder with one label cannot be told apart."""
    faults: list[str] = []
    owner: dict[tuple[str | None, str], int] = {}
    for index, member in enumerate(members):
        for number, label in enumerate(member.labels):
            first = owner.setdefault((member.under, bare_label(label)), index)
            if first != index:
                faults.append(f"{at}[{index}].labels[{number}]: {label!r} is a label of {at}[{first}] too")
    return faults


def _lint_variants(table: Table, at: str) -> list[str]:
    rows = {row.key for block in table.blocks for row in block.rows}
    groups = {group.key for block in table.blocks for group in block.groups} | rows
    faults = _twice(f"{at}.variants", [variant.key for variant in table.variants])
    for index, variant in enumerate(table.variants):
        here = f"{at}.variants[{index}]"
        for number, key in enumerate(variant.replaces):
            if key not in rows:
                faults.append(f"{here}.replaces[{number}]: {key!r} names no row")
        if variant.after is not None and variant.after not in rows:
            faults.append(f"{here}.after: {variant.after!r} names no row")
        for number, row in enumerate(variant.rows):
            if row.under is not None and row.under not in groups:
                faults.append(f"{here}.rows[{number}].under: {row.under!r} is neither a group nor a row of the table")
    return faults


def _lint_identities(table: Table, at: str) -> list[str]:
    variant_rows = [row.key for variant in table.variants for row in variant.rows]
    rows = tuple(row.key for block in table.blocks for row in block.rows) + tuple(variant_rows)
    columns = tuple(column.key for block in table.blocks for column in block.columns)
    faults = _twice(f"{at}.identities", [identity.id for identity in table.identities])
    for index, identity in enumerate(table.identities):
        what, keys = ("row", rows) if identity.each == "column" else ("column", columns)
        for side, patterns in (("left", identity.left), ("right", identity.right)):
            for number, pattern in enumerate(patterns):
                if not keys_matching(pattern, keys):
                    faults.append(f"{at}.identities[{index}].{side}[{number}]: {pattern!r} names no {what}")
    return faults


def _lint_printings(table: Table, at: str) -> list[str]:
    """A variant may bring in a label that a row of the plain form already has."""
    faults: list[str] = []
    for printing in table.printings()[1:]:
        where = f"{at} printed with {', '.join(printing.variants)}"
        for block in printing.blocks:
            faults += _twice(where, [row.key for row in block.rows]) + _shared_labels(block.rows, where)
    return faults


def _twice(at: str, keys: list[str]) -> list[str]:
    return [f"{at}[{index}].key: {key!r} is there twice" for index, key in enumerate(keys) if key in keys[:index]]
