"""Made-up reports are coherent: their identities hold, their slips break what they say, no address is left out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from layout.form import Printing, Table
from layout.form_file import declared_forms
from samples.compose import draw_report
from samples.identities import bonds_of
from samples.report import Report

FORMS = tuple(declared_forms())
SEEDS = tuple(str(number) for number in range(12))


def figures_of(report: Report) -> dict[str, Decimal]:
    return {address: figure.value or Decimal(0) for address, figure in report.truth.cells.items()}


def broken(report: Report) -> set[tuple[str, str, str]]:
    form = declared_forms()[report.truth.form]
    bonds = bonds_of(form, {table.key: printing_of(table, report) for table in form.tables})
    return {(bond.table, bond.identity, bond.each) for bond in bonds if bond.gap(figures_of(report))}


def printing_of(table: Table, report: Report) -> Printing:
    """The printing whose addresses are exactly those of the truth."""
    mine = {address for address in report.truth.cells if address.startswith(table.key + "/")}
    for printing in table.printings():
        if mine == {f"{table.key}/{row.key}/{column.key}" for b in printing.blocks for row in b.rows for column in b.columns}:
            return printing
    raise AssertionError(f"the truth fits no printing of {table.key}")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", SEEDS)
def test_identities_hold_and_every_address_is_there(form: str, seed: str) -> None:
    assert broken(draw_report(declared_forms()[form], seed)) == set()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", SEEDS)
def test_slips_break_exactly_the_identities_they_name(form: str, seed: str) -> None:
    report = draw_report(declared_forms()[form], seed, slip_share=1.0)
    named = {(slip.table, slip.identity, slip.each) for slip in report.truth.slips}
    assert named
    assert broken(report) == named


@pytest.mark.parametrize("form", FORMS)
def test_same_seed_same_report(form: str) -> None:
    assert draw_report(declared_forms()[form], "7", slip_share=0.5) == draw_report(declared_forms()[form], "7", slip_share=0.5)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", SEEDS)
def test_grids_are_covered_without_overlap(form: str, seed: str) -> None:
    for section in draw_report(declared_forms()[form], seed).sections:
        if section.grid is None:
            continue
        places = [
            (r, c)
            for cell in section.grid.cells
            for r in range(cell.row, cell.row + cell.rows)
            for c in range(cell.column, cell.column + cell.columns)
        ]
        assert sorted(places) == [(r, c) for r in range(section.grid.rows) for c in range(len(section.grid.widths))]


def test_absent_addresses_belong_to_the_plain_form() -> None:
    reports = [draw_report(declared_forms()["annual-2021"], str(number)) for number in range(40)]
    absent = {address for report in reports for address in report.truth.absent}
    assert "requests/other.uncorrected/total" in absent
