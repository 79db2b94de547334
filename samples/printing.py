"""Figures become the texts that are printed: marks for zero, signs, separators, units, annotations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from layout.form import Block, Column, Form, Printing, Row
from samples.report import Figure
from samples.wording import Wording, column_place

__all__ = ["PLAIN", "FigureStyle", "draw_style", "print_figures"]

ZEROS = ("0", "", "—", "/")
SIGNS: Mapping[str, tuple[str, str]] = {"plain": ("", "-"), "signed": ("+", "-"), "short": ("增", "减"), "long": ("增加", "减少")}
CELL_UNITS = ("", "", "元", "万元", "万")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureStyle:
    """How one report prints its figures; ``zeros`` gives the mark of a zero by table, and by ``table/column`` where a column differs."""

    zeros: Mapping[str, str]
    sign: str = "plain"
    thousands: bool = False
    cell_unit: str = ""
    unit_gap: str = ""
    split_decimals: bool = False
    full_width: bool = False
    annotated: frozenset[str] = frozenset()

    def zero(self, table: str, column: str) -> str:
        """What a zero is printed as in that column."""
        return self.zeros.get(f"{table}/{column}", self.zeros.get(table, "0"))


PLAIN = FigureStyle(zeros={})


def draw_style(form: Form, rng: Random) -> FigureStyle:
    """The habits of one report."""
    usual = rng.choice(ZEROS) if rng.random() < 0.45 else "0"
    zeros = {table.key: usual if rng.random() < 0.8 else rng.choice(ZEROS) for table in form.tables}
    if rng.random() < 0.2:
        zeros |= {f"{table.key}/total": "0" for table in form.tables}
    if rng.random() < 0.1:
        zeros |= {f"requests/{column}": rng.choice(ZEROS) for column in ("research", "social", "legal_service")}
    return FigureStyle(
        zeros=zeros,
        sign=rng.choice(tuple(SIGNS)),
        thousands=rng.random() < 0.15,
        cell_unit=rng.choice(CELL_UNITS),
        unit_gap=rng.choice(("", "", " ")),
        split_decimals=rng.random() < 0.04,
        full_width=rng.random() < 0.04,
        annotated=frozenset({"proactive/normative_documents/made", "proactive/normative_documents/valid"} if rng.random() < 0.12 else ()),
    )


def print_figures(
    form: Form, printings: Mapping[str, Printing], values: Mapping[str, Decimal], style: FigureStyle, wording: Wording
) -> dict[str, Figure]:
    """Each figure of the report as it is printed, by address."""
    return {
        address: _figure(address, row, column, values[address], style, _printed_unit(form.key, table.key, row, column, block, wording))
        for table in form.tables
        for block in printings[table.key].blocks
        for row in block.rows
        for column in block.columns
        for address in (f"{table.key}/{row.key}/{column.key}",)
    }


def _figure(address: str, row: Row, column: Column, value: Decimal, style: FigureStyle, unit: str | None) -> Figure:
    table = address.split("/")[0]
    if value == 0 and style.zero(table, column.key) != "0":
        return Figure(text=style.zero(table, column.key), value=None, unit=None)
    kind = row.kind or column.kind
    text = _digits(value, style)
    if kind == "change":
        plus, minus = SIGNS[style.sign]
        text = (minus if value < 0 else plus if value > 0 else "") + text
    cell_unit = "万元" if style.cell_unit == "万" else style.cell_unit
    if kind == "amount" and row.unit is None and cell_unit and value != 0 and unit in (None, cell_unit):
        unit = cell_unit
        text += style.unit_gap + style.cell_unit
    if address in style.annotated and value > 2:
        text += f"（其中修订{int(value) // 2}件）"
    return Figure(text=text, value=value, unit=unit)


def _digits(value: Decimal, style: FigureStyle) -> str:
    text = f"{abs(value):,f}" if style.thousands else f"{abs(value):f}"
    if style.split_decimals:
        text = text.replace(".", ". ")
    return text.translate(FULL_WIDTH) if style.full_width else text


def _printed_unit(form: str, table: str, row: Row, column: Column, block: Block, wording: Wording) -> str | None:
    """The unit of the unit column, else the one that the column's header names in this wording."""
    if block.unit_column:
        return row.unit
    header = wording.label(column_place(form, table, column.key), column.labels)
    return column.unit if column.unit and column.unit in header else None
