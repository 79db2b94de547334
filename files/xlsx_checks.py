"""The sheet of checks: every identity as live formulas over the sheets of the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from files.wording import VERDICTS
from files.xlsx_look import Formula, Value, listing
from layout.checks import Sum, sums_of, unfilled
from layout.form import Column, Form, Identity, Row
from layout.report import Check, Report, ReportCell

__all__ = ["Places", "write_checks"]

_HEAD = ("编号", "勾稽关系", "左边", "右边", "差额", "现在的结果", "读取时的结果", "说明")
_WIDTHS = (44.0, 56.0, 10.0, 10.0, 10.0, 16.0, 14.0, 40.0)
_DECIMALS = 6  # to which a difference is rounded: Excel's numbers are binary, the figures are not


@dataclass(frozen=True, slots=True)
class Places:
    """Where in the workbook each cell stands, by its address ``table/row/column``."""

    references: dict[str, str] = field(default_factory=dict)

    def add(self, table: str, cell: ReportCell, sheet: str, coordinate: str) -> None:
        """Note where a cell was written."""
        self.references[f"{table}/{cell.row}/{cell.column}"] = f"{quote_sheetname(sheet)}!{coordinate}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Formulas:
    """One check in Excel's words."""

    statement: str
    left: str
    right: str
    verdict: str


def write_checks(sheet: Worksheet, report: Report, form: Form | None, places: Places) -> None:
    """A line a check: its sides as sums of the tables' cells, whether they agree now, and what was found when the source was read."""
    live = {} if form is None else dict(_live(report, form, places))
    listing(sheet, _WIDTHS, _HEAD, [_line(check, live.get(check.id), row) for row, check in enumerate(report.checks, 2)])
    for word, colour in (("不符", "F8B4B4"), ("相符", "C9EBCF")):
        look = DifferentialStyle(fill=PatternFill("solid", bgColor=colour))
        rule = Rule(type="expression", formula=[f'F2="{word}"'], dxf=look)
        sheet.conditional_formatting.add(f"F2:G{max(sheet.max_row, 2)}", rule)


def _line(check: Check, formulas: _Formulas | None, row: int) -> tuple[Value, ...]:
    found = VERDICTS[check.verdict]
    if formulas is None:  # without its form nobody knows which cells are on which side
        return check.id, check.statement, check.left, check.right, None, None, found, _rule(check)
    sides = Formula(formulas.left), Formula(formulas.right), Formula(f"=ROUND(C{row}-D{row},{_DECIMALS})")
    return check.id, formulas.statement, *sides, Formula(formulas.verdict), found, _rule(check)


def _live(report: Report, form: Form, places: Places) -> Iterator[tuple[str, _Formulas]]:
    for table in report.tables:
        cells = {(cell.row, cell.column): cell for cell in table.cells if cell.status != "absent"}
        for identity in form.table(table.key).identities:
            sums = list(sums_of(identity, cells))
            blank_sides = unfilled(sums)
            for one in sums:
                references = [places.references.get(f"{table.key}/{row}/{column}") for row, column in one.keys]
                known = [reference for reference in references if reference is not None]
                if len(known) == len(references):  # a cell that this printing has no place for cannot be pointed at
                    statement = f"{identity.statement}：{_place(form, table.key, identity, one.place)}"
                    yield f"{table.key}.{identity.id}/{one.place}", _formulas(statement, one, known, identity.tolerance, blank_sides)


def _place(form: Form, table: str, identity: Identity, key: str) -> str:
    """The label of the row or column that an identity is worked out for."""
    blocks = [block for printing in form.table(table).printings() for block in printing.blocks]
    members: list[Row | Column] = [one for block in blocks for one in (block.columns if identity.each == "column" else block.rows)]
    return next((member.labels[0] for member in members if member.key == key), key)


def _formulas(statement: str, one: Sum, references: Sequence[str], tolerance: Decimal, blank_sides: frozenset[str]) -> _Formulas:
    """The rules of ``layout.checks`` in a formula: it goes on holding when figures are corrected in the sheets."""
    sides = {"left": references[: one.on_left], "right": references[one.on_left :]}
    unsettled = "（待核）" if any(cell.status in ("suspect", "missing") for cell in one.cells) else ""
    left, right = (f"SUM({','.join(sides[side])})" for side in ("left", "right"))
    difference = f"ROUND({left}-{right},{_DECIMALS})"
    agree = f'IF(ABS({difference})<={format(tolerance, "f")},"相符{unsettled}","不符{unsettled}")'
    empty = [f"COUNT({','.join(references)})=0", *(f"COUNT({','.join(sides[side])})=0" for side in sorted(blank_sides))]
    verdict = f'=IF(OR({",".join(empty)}),"未定",{agree})'
    if len({cell.unit for cell in one.cells if cell.value is not None}) > 1:
        verdict = '="未定（单位不同）"'
    return _Formulas(statement=statement, left=f"={left}", right=f"={right}", verdict=verdict)


def _rule(check: Check) -> str:
    """The rule that a verdict rests on: what stands behind the statement."""
    return check.statement.partition("; ")[2]
