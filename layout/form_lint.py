"""Faults of a form that show only when its parts are held against each other."""

from __future__ import annotations

from collections.abc import Sequence

from layout.form import BEFORE, Block, Column, Form, Identity, Row, Table, keys_matching
from layout.labels import bare_label
from layout.phrases import phrase_faults

__all__ = ["form_faults"]


def form_faults(form: Form) -> list[str]:
    """What is wrong with a form whose entries are well formed each by itself, each fault with its address."""
    faults = _twice("tables", [table.key for table in form.tables])
    for index, table in enumerate(form.tables):
        at = f"tables[{index}]"
        for number, block in enumerate(table.blocks):
            faults.extend(_lint_block(block, f"{at}.blocks[{number}]"))
        faults.extend(_lint_variants(table, at))
        faults.extend(_lint_identities(table, at))
        faults.extend(_lint_years(table, at))
        if not faults:
            faults.extend(_lint_printings(table, at))
    return faults + _lint_narrative(form)


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
    faults = _twice(f"{at}.identities", [identity.id for identity in table.identities])
    for index, identity in enumerate(table.identities):
        faults += _lint_sides(table, identity, f"{at}.identities[{index}]")
    return faults


def _lint_years(table: Table, at: str) -> list[str]:
    """Their ids become those of checks, as the identities' do; without a figure of the year before they would be identities."""
    own = {identity.id for identity in table.identities}
    faults = _twice(f"{at}.years", [identity.id for identity in table.years])
    for index, identity in enumerate(table.years):
        here = f"{at}.years[{index}]"
        if identity.id in own:
            faults.append(f"{here}.id: {identity.id!r} is an identity of the table too")
        if not any(pattern.startswith(BEFORE) for pattern in (*identity.left, *identity.right)):
            faults.append(f"{here}: names nothing of the year before, like '{BEFORE}total'")
        faults += _lint_sides(table, identity, here, BEFORE)
    return faults


def _lint_sides(table: Table, identity: Identity, at: str, prefix: str = "") -> list[str]:
    """Patterns that name nothing; ``prefix`` may stand before them."""
    what, keys = ("row", _row_keys(table)) if identity.each == "column" else ("column", _column_keys(table))
    return [
        f"{at}.{side}[{number}]: {pattern!r} names no {what}"
        for side, patterns in (("left", identity.left), ("right", identity.right))
        for number, pattern in enumerate(patterns)
        if not keys_matching(pattern.removeprefix(prefix), keys)
    ]


def _row_keys(table: Table) -> tuple[str, ...]:
    plain = (row.key for block in table.blocks for row in block.rows)
    return (*plain, *(row.key for variant in table.variants for row in variant.rows))


def _column_keys(table: Table) -> tuple[str, ...]:
    return tuple(column.key for block in table.blocks for column in block.columns)


def _lint_narrative(form: Form) -> list[str]:
    quotes = form.narrative.quotes
    at = "narrative.quotes"
    faults = _twice(at, [quote.id for quote in quotes])
    for index, quote in enumerate(quotes):
        for number, phrase in enumerate(quote.phrases):
            faults += [f"{at}[{index}].phrases[{number}]: {fault}" for fault in phrase_faults(phrase)]
        for number, pattern in enumerate(quote.cells):
            if not any(_names_cells(table, pattern) for table in form.tables):
                faults.append(f"{at}[{index}].cells[{number}]: {pattern!r} names no cell, like 'table/row/column'")
    if quotes and any(table.key == "narrative" for table in form.tables):
        faults.append("narrative.quotes: their checks cannot be told from those of the table 'narrative'")
    return faults


def _names_cells(table: Table, pattern: str) -> bool:
    key, _, rest = pattern.partition("/")
    row, _, column = rest.partition("/")
    return key == table.key and bool(keys_matching(row, _row_keys(table)) and keys_matching(column, _column_keys(table)))


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
