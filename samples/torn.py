"""A table torn by an extraction that sees columns where there are none: tabs in words, labels over several rows, figures run together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from random import Random

from samples.report import Grid, GridCell

__all__ = ["torn_grid"]

NOISE = ("数一上 夕 数 / _ \\ 云", "二 _ 公 / 丶", "、 一 丨 ' ~")
TRAILING = 4  # empty columns behind the widest row


def torn_grid(grid: Grid, rng: Random) -> str:
    """The torn text of a table. No figure is lost and their order holds; labels may be torn, doubled at the tear or cut short."""
    if grid.header_rows == 0:
        lines = list(_stacked(grid, rng))
    elif any(cell.role == "group" for cell in grid.cells):
        lines = list(_deep(grid, rng))
    elif any(cell.role == "label" for cell in grid.cells):
        lines = [_padded([cell.text.strip("　 ") for cell in row], len(grid.widths)) for _, row in _rows(grid)]
    else:
        lines = list(_across(grid))
    return "\n".join(["", *lines, ""])


def _rows(grid: Grid) -> Iterator[tuple[int, list[GridCell]]]:
    ordered = sorted(grid.cells, key=lambda cell: (cell.row, cell.column))
    for row, cells in groupby(ordered, key=lambda cell: cell.row):
        yield row, list(cells)


def _padded(texts: list[str], width: int) -> str:
    return "\t".join(texts + [""] * (width - len(texts)))


def _stacked(grid: Grid, rng: Random) -> Iterator[str]:
    width = len(grid.widths) + TRAILING
    if rng.random() < 0.5:
        yield _padded(["", rng.choice(NOISE)], width)
    rows = list(_rows(grid))
    blank_header = rng.random() < 0.5 and "单位" not in rows[-2][1][-1].text  # no truth may rest on a header that is gone
    for number, (_, row) in enumerate(rows):
        texts = [cell.text for cell in row]
        if row[0].role == "caption":
            yield _padded(["", *texts] if rng.random() < 0.5 else texts, width)
        elif row[0].role == "header":
            lost = blank_header and number == len(rows) - 2
            yield _padded(texts[:1] if lost else [_gap(text, rng) for text in texts], width)
        else:
            yield _padded([texts[0], *_run_together(texts[1:], rng)], width)


def _gap(text: str, rng: Random) -> str:
    """A header label with a space where its line broke."""
    return f"{text[:3]} {text[3:]}" if len(text) in (6, 7) and rng.random() < 0.6 else text


def _run_together(figures: list[str], rng: Random) -> list[str]:
    """Two figures of a row in one cell, with a space between them; or the last one, a zero, read twice."""
    if len(figures) == 2 and all(figures) and rng.random() < 0.25:
        return [" ".join(figures)]
    if figures[-1] == "0" and len(figures) > 2 and rng.random() < 0.1:
        return [*figures[:-1], "0 0"]
    return figures


def _deep(grid: Grid, rng: Random) -> Iterator[str]:
    yield from _deep_header(grid)
    yield ""
    stub = max(cell.column + cell.columns for cell in grid.cells if cell.role == "label")
    pieces = _group_pieces(grid, rng)
    cut = rng.randrange(grid.header_rows + 2, grid.rows)
    for row, cells in _rows(grid):
        if row < grid.header_rows:
            continue
        if row == cut and rng.random() < 0.3:
            yield ""
        label = next(cell for cell in cells if cell.role == "label")
        texts = [pieces.get((row, column), "") for column in range(label.column)]
        texts += _tear(label.text, label.columns, rng)
        yield "\t".join([*texts[:stub], *(cell.text for cell in cells if cell.role == "figure")])


def _deep_header(grid: Grid) -> Iterator[str]:
    """The note in the corner cut into lines, the organisations' labels over two of them."""
    note = next(cell for cell in grid.cells if cell.row == 0 and cell.column == 0)
    columns = sorted((c for c in grid.cells if c.role == "header" and c.columns == 1 and c is not note), key=lambda c: c.column)
    left = note.columns
    step = -(-len(note.text) // 3)
    yield "\t".join([note.text[:step], "", *[""] * (left - 2), "申请人情况", *[""] * len(columns)])
    yield "\t".join([note.text[step : 2 * step], *[""] * (left - 1), "", "法", "人或其他", *[""] * (len(columns) - 3)])
    halves = [
        (text[: (len(text) + 1) // 2], text[(len(text) + 1) // 2 :]) if len(text) > 3 else (text, "") for text in (c.text for c in columns)
    ]
    yield "\t".join([note.text[2 * step :], *[""] * (left - 1), *(half[0] for half in halves)])
    yield "\t".join(["", *[""] * (left - 1), *(half[1] for half in halves)])


def _group_pieces(grid: Grid, rng: Random) -> dict[tuple[int, int], str]:
    """Each group label cut into pieces that stand in rows about the middle of its span; some are lost."""
    pieces: dict[tuple[int, int], str] = {}
    for cell in grid.cells:
        if cell.role != "group" or rng.random() < 0.2:
            continue
        count = min(cell.rows, rng.choice((1, 2, 3)))
        step = -(-len(cell.text) // count)
        first = cell.row + (cell.rows - count) // 2
        for number in range(count):
            pieces[first + number, cell.column] = cell.text[number * step : (number + 1) * step]
    return pieces


def _tear(text: str, parts: int, rng: Random) -> list[str]:
    """A label over that many cells, torn between characters; a character at the tear may be doubled."""
    if parts == 1:
        return [f"{text[:9]} {text[9:]}" if len(text) > 12 else text]
    cuts = sorted(rng.sample(range(2, len(text)), parts - 1)) if len(text) > parts + 1 else [1] * (parts - 1)
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    if rng.random() < 0.3:
        pieces[-1] = pieces[-2][-1:] + pieces[-1]
    return pieces


def _across(grid: Grid) -> Iterator[str]:
    """The header read downwards: one character of each label a line."""
    for row in range(grid.header_rows):
        cells = sorted((c for c in grid.cells if c.row == row and c.columns > 1), key=lambda c: c.column)
        texts = [""] * len(grid.widths)
        for cell in cells:
            texts[cell.column] = cell.text
        if cells:
            yield "\t".join(texts)
    labels = [
        "".join(c.text.split()) for c in sorted((c for c in grid.cells if c.role == "header" and c.columns == 1), key=lambda c: c.column)
    ]
    yield ""
    for line in range(max(map(len, labels))):
        yield "\t".join(text[line : line + 1] for text in labels)
    yield "\t".join(cell.text for cell in sorted(grid.cells, key=lambda c: c.column) if cell.role == "figure")
