"""A report as it was read, and what people said of it, become the report that counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from archive.decisions import Decision
from archive.rows import SLIP
from ingest.page import Problem
from layout.decoding import DecodingSettings, decode_tables
from layout.form import Form
from layout.form_file import form_by_key
from layout.read import check_report
from layout.report import ACCEPTED, Alternative, Report, ReportCell, ReportTable

__all__ = ["settled_report"]

_SURE = 0.999  # of what a person settled: people misread too
_QUICK = DecodingSettings(most=0)  # what follows from one cell at a time; the whole program may take longer than a person waits
Support = Mapping[int, tuple[Alternative, ...]]


def settled_report(base: Report, holding: Sequence[Decision], lost: Sequence[Decision], support: Support, form: str | None) -> Report:
    """The report after these decisions; the same ones always give the same report.

    Args:
        base: as it was read.
        holding: the decisions on it, the earliest first; the last one on a cell counts.
        lost: decisions on earlier editions whose pixels are elsewhere now. They settle nothing; a figure that is now read as something
            else than they say is suspect.
        support: the values that the ink of a suspect cell may be, by the position of the cell in the report.
        form: the form file when it was read with one.

    Raises:
        FormError, UnknownForm: its form is not at hand.
    """
    figures = {one.address: one for one in holding if one.kind == "figure"}
    disputed = {one.address: one for one in lost if one.kind == "figure" and one.address not in figures}
    slips = {one.address for one in holding if one.kind == "slip"}
    report = base
    if base.form is not None and (figures or disputed):
        tables = _tables(base, figures, disputed, support, form_by_key(form or base.form))
        report = check_report(replace(base, tables=tables), form)
    documented = [
        Problem(code=SLIP, page=None, message=f"{check.id}: a person looked at it; this is what is printed")
        for check in report.checks
        if check.id in slips and check.verdict == "fails"
    ]
    return replace(report, problems=(*report.problems, *documented))


def _tables(
    base: Report, figures: Mapping[str, Decision], disputed: Mapping[str, Decision], support: Support, form: Form
) -> tuple[ReportTable, ...]:
    made, position = [], 0
    for table in base.tables:
        cells = []
        for cell in table.cells:
            cells.append(_cell(f"{table.key}/{cell.row}/{cell.column}", cell, figures, disputed, support.get(position, ())))
            position += 1
        changed = replace(table, cells=tuple(cells))
        if any(cell.status == "reviewed" for cell in cells) and any(cell.support and cell.status == "suspect" for cell in cells):
            changed = replace(changed, cells=tuple(_proved(changed, decode_tables(form, [changed], _QUICK)[0])))
        made.append(changed)
    return tuple(made)


def _proved(before: ReportTable, after: ReportTable) -> Iterator[ReportCell]:
    """The cells with those taken that identities now decide; new guesses at the others would only differ from what the page shows."""
    for cell, decoded in zip(before.cells, after.cells, strict=True):
        yield decoded if decoded.status in ACCEPTED else cell


def _cell(
    address: str, cell: ReportCell, figures: Mapping[str, Decision], disputed: Mapping[str, Decision], support: tuple[Alternative, ...]
) -> ReportCell:
    if address in figures:
        return _reviewed(cell, figures[address])
    if address in disputed and cell.status in ACCEPTED and cell.value != disputed[address].value:
        reason = f"a person settled it as {_words(disputed[address].value)} when it was read from another place"
        return replace(cell, status="suspect", confidence=0.5, reason=reason)
    return replace(cell, support=support) if cell.status == "suspect" else cell


def _reviewed(cell: ReportCell, said: Decision) -> ReportCell:
    reason = "a person settled it"
    if cell.status == "missing":
        reason += "; it was not found in the source"
    elif cell.value != said.value or cell.reason:
        reason += f"; first read as {_words(cell.value)}" + (f" ({cell.reason})" if cell.reason else "")
    others = [one for one in cell.alternatives if one.value != said.value]
    if cell.value is not None and cell.value != said.value and cell.status != "missing":
        others.insert(0, Alternative(value=cell.value, confidence=cell.confidence))
    return replace(
        cell,
        value=said.value,
        unit=said.after.get("unit", cell.unit),
        status="reviewed",
        confidence=_SURE,
        alternatives=tuple(others),
        reason=reason,
        support=(),
    )


def _words(value: Decimal | None) -> str:
    return "nothing" if value is None else format(value, "f")
