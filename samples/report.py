"""A made-up report before it is printed: its narrative, its tables as printed grids, and the truth about its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import simplejson

__all__ = ["Figure", "Grid", "GridCell", "Report", "Role", "Section", "Slip", "Truth", "truth_to_json"]

Role = Literal["caption", "header", "group", "label", "unit", "number", "figure"]
"""What a cell of a grid is for; ``number`` is the running number in front of a list's rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure as printed. ``value`` is None where nothing, or a mark for nothing, is printed; ``unit`` only when printed with it."""

    text: str
    value: Decimal | None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """A printed cell with its place in the grid, counted from 0; ``text`` may hold line breaks; ``address`` is ``table/row/column``."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    text: str = ""
    role: Role = "figure"
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A printed table. ``widths`` are relative, one a column; the first ``header_rows`` rows may be repeated after a page break."""

    table: str
    rows: int
    widths: tuple[float, ...]
    cells: tuple[GridCell, ...]
    header_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with its paragraphs and, in the sections that have one, the table below them."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A planted slip: the identity that it breaks, the row or column in which it does, and the addresses that are printed wrong."""

    table: str
    identity: str
    each: str
    cells: tuple[str, ...]
    kind: str = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a reader should find: each printed figure by its address, the addresses that this printing does not have, the slips.

    ``unplaced`` are figures whose label is gone, ``lost`` all that a broken dump dropped or cut off from its label: a reader
    need not find those, and may not say anything else about them.
    """

    form: str
    year: int
    issuer: str
    cells: Mapping[str, Figure]
    absent: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()
    unplaced: tuple[str, ...] = ()
    missing_tables: tuple[str, ...] = ()
    quoted: Mapping[str, Decimal] = field(default_factory=dict)
    lost: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole made-up report, ready for any renderer."""

    title: str
    preface: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    truth: Truth


def truth_to_json(truth: Truth) -> str:
    """The truth as JSON text, ending with a line feed; figures keep exactly the digits that are printed."""
    data: dict[str, Any] = {"form": truth.form, "year": truth.year, "issuer": truth.issuer}
    data["cells"] = {address: _figure(truth.cells[address]) for address in sorted(truth.cells)}
    if truth.absent:
        data["absent"] = sorted(truth.absent)
    if truth.slips:
        data["slips"] = [
            {"table": slip.table, "identity": slip.identity, "each": slip.each, "cells": list(slip.cells), "kind": slip.kind}
            for slip in truth.slips
        ]
    if truth.unplaced:
        data["unplaced"] = list(truth.unplaced)
    if truth.missing_tables:
        data["missing_tables"] = list(truth.missing_tables)
    if truth.lost:
        data["lost"] = {address: _figure(truth.lost[address]) for address in sorted(truth.lost)}
    if truth.quoted:
        data["narrative"] = dict(truth.quoted)
    return simplejson.dumps(data, ensure_ascii=False, indent=1, use_decimal=True) + "\n"


def _figure(figure: Figure) -> dict[str, Any]:
    value: Decimal | int | None = figure.value
    if figure.value is not None and figure.value == figure.value.to_integral_value() and "." not in str(figure.value):
        value = int(figure.value)
    entry: dict[str, Any] = {"text": figure.text, "value": value}
    if figure.unit is not None:
        entry["unit"] = figure.unit
    return entry
