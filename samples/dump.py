"""Breaks a report into a text dump, as four kinds of extraction do it, and says what truth is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from random import Random

from samples.report import Figure, Grid, GridCell, Report, Section, Truth
from samples.torn import torn_grid

__all__ = ["KINDS", "report_to_dump"]

SHORTEST = 5  # characters; the fourth kind of dump loses every shorter line
GridToText = Callable[[Grid, Random], str]


def report_to_dump(report: Report, kind: str, seed: str) -> tuple[str, Truth]:
    """The dump of that kind (a key of ``KINDS``) and the truth about it; the same seed gives the same dump."""
    rng = Random(f"dump/{kind}/{seed}")
    if kind == "paragraphs":
        return _paragraphs(report)
    parts = [report.title, "", *report.preface]
    for section in report.sections:
        parts += ["", section.heading, *section.paragraphs]
        if section.grid:
            parts.append(KINDS[kind](section.grid, rng))
    return "\n".join([*parts, "", *report.closing, ""]), report.truth


def _cells_by_row(grid: Grid) -> Iterator[list[GridCell]]:
    for row in range(grid.rows):
        yield sorted((cell for cell in grid.cells if cell.row <= row < cell.row + cell.rows), key=lambda cell: cell.column)


def _tab_lines(grid: Grid, rng: Random) -> str:
    """Each cell on a line that begins with a tab, the rest of its text without; rows end with an empty line.

    A cell over several rows stands empty in its further ones.
    """
    parts: list[str] = []
    for number, row in enumerate(_cells_by_row(grid)):
        for cell in row:
            text = _header_lines(cell.text) if cell.row == number else ""
            parts.append("\t" + (" " if text == "" and rng.random() < 0.02 else text))
        parts.append("")
    return "\n".join([*parts, ""])


def _header_lines(text: str) -> str:
    """The header label that these reports print on two lines."""
    return f"{text[:3]}\n{text[3:]}" if len(text) == 7 and text.startswith("本年新") else text


def _pipes(grid: Grid, rng: Random) -> str:
    """A markdown table; now and then a long label goes on in a row of its own, and a page break cuts the table in two."""
    cut = rng.randrange(2, grid.rows) if grid.rows > 6 and rng.random() < 0.4 else 0
    width = len(grid.widths)
    parts: list[str] = [""]
    for number, row in enumerate(_cells_by_row(grid)):
        texts = [""] * width
        for cell in row:
            texts[cell.column] = cell.text.strip("　 ").replace("\n", " ") if cell.row == number else ""
        rest = [""] * width
        for cell in row:
            if cell.role == "label" and len(texts[cell.column]) > 12 and rng.random() < 0.15:
                texts[cell.column], rest[cell.column] = texts[cell.column][:9], texts[cell.column][9:]
        parts += [""] * (number == cut and number > 0)
        parts.append(_pipe_line(texts))
        parts += [_pipe_line(["---"] * width)] * (number == 0)
        parts += [_pipe_line(rest)] * any(rest)
    return "\n".join([*parts, ""])


def _pipe_line(texts: list[str]) -> str:
    return "| " + " | ".join(texts) + " |"


def _paragraphs(report: Report) -> tuple[str, Truth]:
    """Every line and every cell a paragraph, short ones lost, tables with merged stubs lost whole with their headings."""
    lines = [report.title, *report.preface]
    truth = report.truth
    gone: list[str] = []
    for section in report.sections:
        if section.grid and section.grid.header_rows > 1:
            gone.append(section.grid.table)
            continue
        lines += [section.heading, *section.paragraphs]
        lines += [_header_lines(cell.text.strip("　 ")) for cell in _reading_order(section)]
    kept = [line for line in lines if len(line) >= SHORTEST]
    placed, unplaced = _what_is_left(report)
    lost = {address: figure for address, figure in truth.cells.items() if address not in placed}
    truth = replace(truth, cells=placed, lost=lost, unplaced=unplaced, missing_tables=tuple(gone), slips=())
    return "\n\n".join(kept) + "\n", truth


def _reading_order(section: Section) -> list[GridCell]:
    cells = section.grid.cells if section.grid else ()
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def _what_is_left(report: Report) -> tuple[dict[str, Figure], tuple[str, ...]]:
    """The figures that can still be placed for certain, and the texts of those that survived without a place."""
    placed: dict[str, Figure] = {}
    unplaced: list[str] = []
    for section in report.sections:
        if section.grid is None or section.grid.header_rows > 1:
            continue
        for row in _cells_by_row(section.grid):
            figures = {cell.address: report.truth.cells[cell.address] for cell in row if cell.address}
            left = {address: figure for address, figure in figures.items() if len(figure.text) >= SHORTEST}
            label = next((cell.text.strip("　 ") for cell in row if cell.role == "label"), "")
            sure = _placed_for_certain(label, figures, left)
            if any(cell.role == "unit" for cell in row):  # the column of units is all short lines
                sure = {address: replace(figure, unit=None) for address, figure in sure.items()}
            placed.update(sure)
            unplaced += [figure.text for address, figure in left.items() if address not in sure]
    return placed, tuple(unplaced)


def _placed_for_certain(label: str, figures: Mapping[str, Figure], left: Mapping[str, Figure]) -> dict[str, Figure]:
    """A whole row below its label; of a row with gaps only an amount, which shows by its decimals or its unit."""
    if len(label) < SHORTEST:
        return {}
    if len(left) == len(figures):
        return dict(left)
    return {address: figure for address, figure in left.items() if address.endswith("/amount") and (figure.unit or "." in figure.text)}


KINDS: Mapping[str, GridToText] = {"tab-lines": _tab_lines, "torn": torn_grid, "pipes": _pipes, "paragraphs": _tab_lines}
"""The kinds of dump; ``paragraphs`` treats the report as a whole."""
