"""Reports are held against each other: a year against the one before, a parent against its children."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ingest.characters import spaceless
from layout.checks import Sum, judged, sums_of, total, unfilled
from layout.form import BEFORE, Form, Identity, keys_matching
from layout.report import Check, Report, ReportCell

__all__ = ["check_children", "check_years", "successive"]

_Key = tuple[str, str]


def successive(reports: Sequence[Report]) -> tuple[tuple[Report, Report], ...]:
    """The pairs (year before, year) of reports by one issuer, in the order of the later ones; both have to print its name alike."""
    issuers = [None if report.issuer is None else spaceless(report.issuer) for report in reports]
    known = [(issuer, report) for issuer, report in zip(issuers, reports, strict=True) if issuer is not None]
    return tuple(
        (before, report)
        for issuer, report in known
        for other, before in known
        if issuer == other and report.year is not None and before.year == report.year - 1
    )


def check_years(form: Form, report: Report, before: Report) -> tuple[Check, ...]:
    """The identities of years that ``form``, the later report's, declares, wherever both reports have the cells.

    Addresses of the earlier report begin with its year: ``2020#requests/carried_out/total``.
    """
    return tuple(
        _year_check(table.key, identity, one, blank, before.year)
        for table in form.tables
        for identity in table.years
        for sums in [list(_year_sums(identity, _table_cells(report, table.key), _table_cells(before, table.key)))]
        for blank in [unfilled(sums)]
        for one in sums
    )


def _table_cells(report: Report, table: str) -> dict[_Key, ReportCell]:
    cells = (cell for one in report.tables if one.key == table for cell in one.cells)
    return {(cell.row, cell.column): cell for cell in cells if cell.status != "absent"}


def _year_sums(identity: Identity, own: Mapping[_Key, ReportCell], before: Mapping[_Key, ReportCell]) -> Iterator[Sum]:
    """The identity where everything that it names is there: a form of other rows or columns says nothing about these."""
    by_column = identity.each == "column"
    marked = {(BEFORE + row, column) if by_column else (row, BEFORE + column): cell for (row, column), cell in before.items()}
    for one in sums_of(identity, {**own, **marked}):
        members = tuple(row if by_column else column for row, column in one.keys)
        if all(keys_matching(pattern, members) for pattern in (*identity.left, *identity.right)):
            yield one


def _year_check(table: str, identity: Identity, one: Sum, blank_sides: frozenset[str], year: int | None) -> Check:
    verdict, statement = judged(one, f"{identity.statement} ({one.place})", identity.tolerance, blank_sides, advice=identity.advice)
    addresses = []
    for row, column in one.keys:
        earlier = row.startswith(BEFORE) or column.startswith(BEFORE)
        address = f"{table}/{row.removeprefix(BEFORE)}/{column.removeprefix(BEFORE)}"
        addresses.append(f"{year}#{address}" if earlier else address)
    return Check(
        id=f"{table}.{identity.id}/{one.place}",
        statement=statement,
        left=one.left,
        right=one.right,
        verdict=verdict,
        cells=tuple(addresses),
    )


def check_children(form: Form, parent: Report, children: Sequence[Report]) -> tuple[Check, ...]:
    """Every figure of a parent against the sum of its children's, in the tables of which ``form`` says so and where all have the cell.

    Advice only: a parent's office has requests of its own, and nobody can tell from the files whether the children are all there.
    Addresses of a child begin with the name of its source: ``a.pdf#requests/new/total``.
    """
    checks = []
    for table in form.tables:
        if table.children == "sum":
            own = _table_cells(parent, table.key)
            theirs = [_table_cells(child, table.key) for child in children]
            keys = [key for key in own if all(key in cells for cells in theirs)]
            sums = [_child_sum(key, own[key], [cells[key] for cells in theirs]) for key in keys]
            checks += [_child_check(table.key, one, unfilled(sums), children) for one in sums]
    return tuple(checks)


def _child_sum(key: _Key, own: ReportCell, theirs: Sequence[ReportCell]) -> Sum:
    keys = (key,) * (1 + len(theirs))
    return Sum(place="/".join(key), keys=keys, on_left=1, cells=(own, *theirs), left=own.value, right=total(theirs))


def _child_check(table: str, one: Sum, blank_sides: frozenset[str], children: Sequence[Report]) -> Check:
    address = f"{table}/{one.place}"
    verdict, statement = judged(one, f"等于下级各报告之和 ({one.place})", blank_sides=blank_sides, advice=True)
    return Check(
        id=f"{table}.children/{one.place}",
        statement=statement,
        left=one.left,
        right=one.right,
        verdict=verdict,
        cells=(address, *(f"{child.source.name}#{address}" for child in children)),
    )
