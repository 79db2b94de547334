"""What the identities bring and what they may never do, on generated tables whose readings are damaged on purpose.

Nothing is printed or read here: the readings are drawn. What readers really mistake is measured on scans, by ``bench.scans``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from rich.table import Table as Grid

from bench.options import console_of, seed_of
from layout.checks import check_tables
from layout.decoding import decode_tables
from layout.form import Form
from layout.form_file import declared_forms
from layout.report import ACCEPTED, Alternative, ReportCell, ReportTable, Status
from samples.compose import draw_report
from samples.report import Truth

TABLE = "requests"
FORMS = ("annual-2019", "annual-2021")
TAKEN_FOR = {"0": "689", "1": "74", "2": "73", "3": "85", "4": "19", "5": "368", "6": "805", "7": "12", "8": "36", "9": "047"}
Decode = Callable[[Form, ReportTable], ReportTable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A table as printed, and the same with readings damaged; ``touched`` are the damaged cells."""

    form: Form
    printed: ReportTable
    read: ReportTable
    touched: frozenset[tuple[str, str]]
    truth: Truth


def main() -> None:
    """Draw the cases and print what becomes of them with the identities and without."""
    options = _options().parse_args()
    seed = seed_of(options)
    console = console_of(120)
    table = Grid(title=f"The table {TABLE}, {options.count} reports of each form and row, seed {seed}")
    for head in (
        "damage",
        "identities",
        "tables",
        "exact and accepted %",
        "cells",
        "value right %",
        "accepted %",
        "wrong",
        "slips told",
        "s/table",
    ):
        table.add_column(head, justify="right")
    for name, damage in DAMAGES.items():
        cases = [
            case for form in FORMS for case in _cases(declared_forms()[form], damage, options.count, seed, slips=name.startswith("slip"))
        ]
        for label, decode in (("on", _with_identities), ("off", _without)):
            table.add_row(name, label, *_row(cases, decode))
    console.print(table)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=50, help="reports of each form for each kind of damage")
    parser.add_argument("--seed", type=int, default=266)
    parser.add_argument("--fresh", action="store_true", help="a random seed")
    return parser


def _with_identities(form: Form, table: ReportTable) -> ReportTable:
    return decode_tables(form, (table,))[0]


def _without(form: Form, table: ReportTable) -> ReportTable:
    return table


def _cases(form: Form, damage: Damage, count: int, seed: int, *, slips: bool) -> Iterator[Case]:
    for number in range(count):
        truth = draw_report(form, f"trust/{seed}/{number}", slip_share=float(slips)).truth
        printed = _printed(truth)
        rng = Random(f"trust/{seed}/{number}/{damage.__name__}")
        changed = dict(damage(printed, rng))
        cells = tuple(changed.get((cell.row, cell.column), cell) for cell in printed.cells)
        yield Case(form=form, printed=printed, read=replace(printed, cells=cells), touched=frozenset(changed), truth=truth)


def _printed(truth: Truth) -> ReportTable:
    cells = []
    for address, figure in truth.cells.items():
        table, row, column = address.split("/")
        if table == TABLE:
            support = (Alternative(value=figure.value, confidence=0.9995),)
            status: Status = "blank" if figure.value is None else "read"
            cells.append(
                ReportCell(row=row, column=column, value=figure.value, raw=figure.text, status=status, confidence=0.9995, support=support)
            )
    return ReportTable(key=TABLE, title=TABLE, pages=(1,), cells=tuple(cells))


Changes = Iterator[tuple[tuple[str, str], ReportCell]]
Damage = Callable[[ReportTable, Random], Changes]


def _erased(cells: Sequence[ReportCell]) -> Changes:
    for cell in cells:
        lost = replace(cell, value=None, raw="", status="suspect", confidence=0.0, support=(), reason="under a seal")
        yield (cell.row, cell.column), lost


def six_cells(table: ReportTable, rng: Random) -> Changes:
    """Six cells erased at random."""
    yield from _erased(rng.sample(table.cells, 6))


def a_row(table: ReportTable, rng: Random) -> Changes:
    """A whole row erased."""
    row = rng.choice(sorted({cell.row for cell in table.cells}))
    yield from _erased([cell for cell in table.cells if cell.row == row])


def a_column(table: ReportTable, rng: Random) -> Changes:
    """A whole column erased."""
    column = rng.choice(sorted({cell.column for cell in table.cells}))
    yield from _erased([cell for cell in table.cells if cell.column == column])


def misread(table: ReportTable, rng: Random) -> Changes:
    """One to two cells in a hundred misread, the right figure second among what the readers saw."""
    for cell in table.cells:
        if cell.value is not None and rng.random() < 0.015:
            yield (cell.row, cell.column), _doubtful(cell, _taken_for(cell.value, rng), rng.uniform(0.5, 0.8))


def in_doubt(table: ReportTable, rng: Random) -> Changes:
    """One cell in twenty read right, and not for certain; one in a hundred of them misread."""
    for cell in table.cells:
        if cell.value is not None and rng.random() < 0.05:
            wrong = rng.random() < 0.01
            first = _taken_for(cell.value, rng) if wrong else cell.value
            yield (cell.row, cell.column), _doubtful(cell, first, 0.99 if not wrong else rng.uniform(0.5, 0.99))


def all_in_doubt(table: ReportTable, rng: Random) -> Changes:
    """Every cell in doubt, as on a fax, and misread as often as the doubt says: 4 in 100."""
    for cell in table.cells:
        if cell.value is not None:
            sure = rng.uniform(0.93, 0.99)
            yield (cell.row, cell.column), _doubtful(cell, _taken_for(cell.value, rng) if rng.random() > sure else cell.value, sure)


DAMAGES: Mapping[str, Damage] = {
    "6 cells erased": six_cells,
    "a row erased": a_row,
    "a column erased": a_column,
    "1.5 % misread": misread,
    "5 % in doubt": in_doubt,
    "all in doubt": all_in_doubt,
    "slip, 1.5 % misread": misread,
    "slip, 5 % in doubt": in_doubt,
    "slip, all in doubt": all_in_doubt,
}


def _doubtful(cell: ReportCell, first: Decimal, sure: float) -> ReportCell:
    """The cell read as ``first`` with that probability; the printed figure gets most of the rest."""
    other = cell.value if first != cell.value else Decimal(str(first).replace("0", "8", 1))
    support = [Alternative(value=first, confidence=sure)]
    if other != first:
        support.append(Alternative(value=other, confidence=0.8 * (1 - sure)))
    return replace(
        cell, value=first, raw=str(first), status="suspect", confidence=sure, support=tuple(support), reason="the readers differ"
    )


def _taken_for(value: Decimal, rng: Random) -> Decimal:
    """The figure with one digit taken for one that looks like it."""
    text = str(value)
    at = rng.choice([at for at, digit in enumerate(text) if digit in TAKEN_FOR])
    return Decimal(text[:at] + rng.choice(TAKEN_FOR[text[at]]) + text[at + 1 :])


def _row(cases: Sequence[Case], decode: Decode) -> tuple[str, ...]:
    start = time.perf_counter()
    found = [decode(case.form, case.read) for case in cases]
    seconds = (time.perf_counter() - start) / len(cases)
    cells = right = accepted = wrong = exact = slips = told = 0
    for case, table in zip(cases, found, strict=True):
        pairs = [(one, two) for one, two in zip(case.printed.cells, table.cells, strict=True)]
        touched = [(one, two) for one, two in pairs if (one.row, one.column) in case.touched]
        cells += len(touched)
        right += sum((one.value or 0) == (two.value or 0) for one, two in touched)  # identities cannot tell a blank from a 0
        accepted += sum(two.status in ACCEPTED for _, two in touched)
        wrong += sum(two.status in ACCEPTED and one.value != two.value for one, two in pairs)
        exact += all(two.status in ACCEPTED and one.value == two.value for one, two in pairs)
        failing = {check.id.split("/")[0] for check in check_tables(case.form, (table,)) if check.verdict == "fails"}
        own = [slip for slip in case.truth.slips if slip.table == TABLE]
        slips += len(own)
        told += sum(f"{TABLE}.{slip.identity}" in failing for slip in own)
    return (
        str(len(cases)),
        f"{100 * exact / len(cases):.1f}",
        str(cells),
        f"{100 * right / max(cells, 1):.2f}",
        f"{100 * accepted / max(cells, 1):.2f}",
        str(wrong),
        f"{told}/{slips}",
        f"{seconds:.3f}",
    )


if __name__ == "__main__":
    main()
