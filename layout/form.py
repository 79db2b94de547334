"""A form: its tables, rows, columns, marks and identities, as one frozen value read from TOML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import product
from typing import Literal

__all__ = [
    "BEFORE",
    "Block",
    "Column",
    "Form",
    "Group",
    "Identity",
    "Kind",
    "Narrative",
    "Printing",
    "Quote",
    "Row",
    "Table",
    "Variant",
]

Kind = Literal["count", "change", "amount"]
"""What figures a cell may hold: counts are whole and not negative, changes carry a sign, amounts have decimals and units."""

BEFORE = "before:"
"""Stands before keys of the same issuer's report of the year before, in identities of years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A label that stands over several rows or columns, in a merged cell or in a line of its own.

    ``printed`` is ``"span"`` for a merged cell beside (above) its members and ``"row"`` for a line of the table that holds no figures.
    """

    key: str
    labels: tuple[str, ...]
    under: str | None = None
    printed: Literal["span", "row"] = "span"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of figures. ``labels[0]`` is the official label, the rest are synonyms seen in print."""

    key: str
    labels: tuple[str, ...]
    under: str | None = None
    unit: str | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of figures, with the kind of its figures; a row's own kind goes before its column's."""

    key: str
    labels: tuple[str, ...]
    under: str | None = None
    unit: str | None = None
    kind: Kind = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a table with a header of its own.

    ``rows_run`` is ``"down"`` when each row is a line of print, and ``"across"`` when the rows stand side by side in a single line.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: tuple[str, ...] = ()
    stub: tuple[str, ...] = ()
    unit_column: tuple[str, ...] = ()
    other_columns: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    rows_run: Literal["down", "across"] = "down"

    def labels(self) -> Iterator[str]:
        """The labels of all rows and columns."""
        for row in self.rows:
            yield from row.labels
        for column in self.columns:
            yield from column.labels

    def path(self, member: Row | Column | Group) -> tuple[Group | Row, ...]:
        """The groups and rows that a member stands under, outermost first."""
        holders: dict[str, Group | Row] = {row.key: row for row in self.rows}
        holders |= {group.key: group for group in self.groups}
        chain: list[Group | Row] = []
        under = member.under
        while under is not None and holders[under] not in chain:
            chain.append(holders[under])
            under = holders[under].under
        return tuple(reversed(chain))

    def lines(self) -> Iterator[Group | Row]:
        """The block's lines of print in order: its rows, each group that is printed as a line before its first member."""
        told: set[str] = set()
        for row in self.rows:
            for holder in self.path(row):
                if isinstance(holder, Group) and holder.printed == "row" and holder.key not in told:
                    told.add(holder.key)
                    yield holder
            yield row


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Another way in which a table is printed: rows that stand in place of ``replaces``, or that follow ``after``."""

    key: str
    note: str
    rows: tuple[Row, ...]
    replaces: tuple[str, ...] = ()
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A sum that the form itself prescribes (勾稽关系).

    ``left`` and ``right`` are patterns of row keys when ``each`` is ``"column"`` and of column keys when it is ``"row"``;
    ``a.*`` stands for all rows directly below ``a``. ``advice`` says that authors have reasons not to keep to it.
    """

    id: str
    statement: str
    each: Literal["column", "row"]
    left: tuple[str, ...]
    right: tuple[str, ...]
    tolerance: Decimal = Decimal(0)
    advice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A figure of the tables that the narrative gives too.

    ``phrases`` are what stands around it (``layout/phrases.py``), ``cells`` the addresses, or patterns of them, whose sum it should be, and
    ``unless`` words of its clause that make it another figure.
    """

    id: str
    statement: str
    phrases: tuple[str, ...]
    cells: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """What is known of the text of a form's reports; ``other_scopes`` are words that make any figure one of others or of another time."""

    other_scopes: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


@lru_cache(maxsize=4096)  # the same few patterns are asked for at every place of every identity, each time a figure is settled
def keys_matching(pattern: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that a pattern of an identity names, in their own order; ``a.*`` does not reach below ``a.b``."""
    depth = pattern.count(".")
    return tuple(key for key in keys if key.count(".") == depth and fnmatchcase(key, pattern))


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """One way to print a table: its blocks with some of its variants applied, and the rows that then have no cells."""

    variants: tuple[str, ...]
    blocks: tuple[Block, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a form.

    ``years`` are identities between this report and that of the year before, whose keys have ``BEFORE`` before them. ``children`` is
    ``"sum"`` where a parent's figures are those of its children added up.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]
    headings: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    identities: tuple[Identity, ...] = ()
    years: tuple[Identity, ...] = ()
    children: Literal["apart", "sum"] = "apart"

    def printings(self) -> tuple[Printing, ...]:
        """Every combination of the table's variants, the plain form first."""
        choices = product((False, True), repeat=len(self.variants))
        taken = [tuple(v for v, on in zip(self.variants, choice, strict=True) if on) for choice in choices]
        return tuple(_apply(self.blocks, variants) for variants in sorted(taken, key=len))


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A declared form. ``years`` is the span of report years it was made for, advice only: the print decides.

    ``sections`` are headings of the narrative that reports also print without their number.
    """

    key: str
    name: str
    title: str
    years: tuple[int, int | None]
    source: str
    blank_marks: frozenset[str]
    units: dict[str, str]
    tables: tuple[Table, ...]
    sections: tuple[str, ...] = ()
    narrative: Narrative = Narrative()

    def table(self, key: str) -> Table:
        """The table of that key, or KeyError."""
        for table in self.tables:
            if table.key == key:
                return table
        raise KeyError(key)


def _apply(blocks: tuple[Block, ...], variants: tuple[Variant, ...]) -> Printing:
    absent: list[str] = []
    for variant in variants:
        blocks = tuple(replace(block, rows=_with_variant(block.rows, variant)) for block in blocks)
        absent.extend(variant.replaces)
    return Printing(variants=tuple(v.key for v in variants), blocks=blocks, absent=tuple(absent))


def _with_variant(rows: tuple[Row, ...], variant: Variant) -> tuple[Row, ...]:
    result: list[Row] = []
    for row in rows:
        if variant.replaces and row.key == variant.replaces[0]:
            result.extend(variant.rows)
        if row.key not in variant.replaces:
            result.append(row)
        if row.key == variant.after:
            result.extend(variant.rows)
    return tuple(result)
