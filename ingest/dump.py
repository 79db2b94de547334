"""A text dump becomes a page: its lines, and the tables that tabs, pipes or runs of blanks still set off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ingest.characters import normal_text
from ingest.geometry import Box, enclosing
from ingest.page import Page, SourceCell, SourceTable, Word
from ingest.typewriter import LINE, text_box, text_width

__all__ = ["dump_page"]

_LONGEST_GAP = 2  # empty lines that a table may hold before it counts as two
_PIPE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_WIDE_GAP = re.compile(r" {2,}")
_FIGURE = re.compile(r"^[+\-±增减]?[加少]?\d[\d,]*(?:\.\d+)?(?:万元|亿元|元|万|亿|件|条|次)?$|^[/\-—]+$")
_LABELLED = re.compile(r"^[^\s,。;:!?]*[\u4e00-\u9fff]{2}[^,。;:!?]{0,60} \S+$")  # words without a sentence, then one figure
_LONGEST_UNIT = 2  # characters
_MARKUP = re.compile(r"\*\*|__|<br\s*/?>|&nbsp;", re.IGNORECASE)
_LONGEST_TORN_ROW = 4  # lines over which one row of pipes may be torn

Style = Literal["led", "tabs", "pipes", "blanks", "none"]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some characters of one line."""

    raw: str
    line: int
    left: float

    @property
    def box(self) -> Box:
        return text_box(self.raw, self.line * LINE, self.left)


def dump_page(text: str) -> Page:
    """The one page of a text dump; its tables are told apart by the way their cells are set off."""
    text = _MARKUP.sub(lambda found: " " if found.group()[0] in "<&" else "", text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    styles = [_style(line) for line in lines]
    words: list[Word] = []
    tables: list[SourceTable] = []
    at = 0
    while at < len(lines):
        end = _table_end(lines, styles, at)
        if end > at:
            table = _table(lines[at:end], at, styles[at])
            tables.extend(table)
        else:
            words.extend(_line_word(lines[at], at))
            end = at + 1
        at = end
    boxes = [word.box for word in words] + [table.box for table in tables]
    whole = enclosing(boxes) or Box(0, 0, 0, 0)
    size = max(whole.x1, 595.0), max(whole.y1, LINE)
    return Page(number=1, width=size[0], height=size[1], kind="text", words=tuple(words), tables=tuple(tables))


def _style(line: str) -> Style:
    if line.count("|") + line.count("｜") >= 2:
        return "pipes"
    if line.startswith("\t") and "\t" not in line[1:]:
        return "led"
    if "\t" in line.strip("\n"):
        return "tabs"
    parts = [part for part in _WIDE_GAP.split(normal_text(line).strip()) if part]
    if len(parts) > 1 and any(_FIGURE.match(part) for part in parts[1:]):
        return "blanks"
    figures = len(_trailing_figures(line))
    if figures >= 2 or (figures == 1 and _LABELLED.match(normal_text(line).strip())):
        return "blanks"
    return "none"


def _trailing_figures(line: str) -> list[str]:
    tokens = normal_text(line).split()
    count = 0
    while count < len(tokens) and _FIGURE.match(tokens[-1 - count]):
        count += 1
    return tokens[len(tokens) - count :] if count else []


def _table_end(lines: list[str], styles: list[Style], start: int) -> int:
    """Where the table that begins on a line ends; the line itself when it begins none."""
    style = styles[start]
    if style == "none":
        return start
    tabbed = style in ("led", "tabs")
    last = start
    at = start + 1
    while at < len(lines) and at - last <= _LONGEST_GAP + 1:
        same = styles[at] in ("led", "tabs") if tabbed else styles[at] == style
        if same or _goes_on(lines, styles, at, last, style):
            last = at
        elif lines[at].strip():
            break
        at += 1
    return last + 1


def _goes_on(lines: list[str], styles: list[Style], at: int, last: int, style: Style) -> bool:
    """Whether a line without marks goes on with the cell (or the torn row) of the line before it."""
    if at != last + 1 or not lines[at].strip() or styles[at] != "none":
        return False
    if style == "led":
        return bool(lines[last].strip())
    if style == "pipes":
        torn = "|" in lines[at] or not lines[last].rstrip().endswith("|")
        return torn and any(s == "pipes" for s in styles[at + 1 : at + _LONGEST_TORN_ROW])
    return False


def _table(lines: list[str], first: int, style: Style) -> list[SourceTable]:
    tabs = [line for line in lines if "\t" in line]
    led = style in ("led", "tabs") and sum(_style(line) == "led" for line in tabs) > len(tabs) / 2
    if led:
        rows = list(_led_rows(lines, first))
    elif style in ("led", "tabs"):
        rows = [_cut(line, first + at, "\t") for at, line in enumerate(lines) if line.strip()]
    elif style == "pipes":
        rows = list(_pipe_rows(lines, first))
    else:
        rows = [_blank_row(line, first + at) for at, line in enumerate(lines) if line.strip()]
    cells = tuple(_cell(pieces, row, column) for row, cells in enumerate(rows) for column, pieces in enumerate(cells))
    box = enclosing(cell.box for cell in cells)
    if box is None:
        return []
    return [SourceTable(cells=cells, box=box, how="cells" if led else "torn")]


def _cell(pieces: list[_Piece], row: int, column: int) -> SourceCell:
    raw = "\n".join(piece.raw for piece in pieces)
    box = enclosing(piece.box for piece in pieces) or Box(0, 0, 0, 0)
    return SourceCell(row=row, column=column, text=normal_text(raw).strip(), raw=raw.strip(), box=box)


def _led_rows(lines: list[str], first: int) -> Iterator[list[list[_Piece]]]:
    """Each cell begins with a tab on a line of its own and goes on over lines without one; an empty line ends the row."""
    row: list[list[_Piece]] = []
    for at, line in enumerate(lines):
        if line.startswith("\t"):
            row.append([_Piece(line[1:], first + at, text_width("\t"))])
        elif line.strip() and row:
            row[-1].append(_Piece(line, first + at, 0.0))
        elif row:
            yield row
            row = []
    if row:
        yield row


def _cut(line: str, at: int, mark: str) -> list[list[_Piece]]:
    pieces: list[list[_Piece]] = []
    left = 0.0
    for part in line.split(mark):
        pieces.append([_Piece(part, at, left)])
        left += text_width(part) + text_width(mark)
    return pieces


def _pipe_rows(lines: list[str], first: int) -> Iterator[list[list[_Piece]]]:
    """Rows between pipes; a row that does not end with a pipe, where others do, goes on in the next line."""
    closed = sum(line.rstrip().endswith("|") for line in lines) * 2 > sum(bool(line.strip()) for line in lines)
    open_row: list[list[_Piece]] = []
    for at, line in enumerate(lines):
        line = line.replace("｜", "|")
        if not line.strip() or _PIPE_RULE.match(line):
            continue
        cells = _cut(line, first + at, "|")
        if open_row:
            open_row[-1] = open_row[-1] + cells[0]
            cells = open_row + cells[1:]
            open_row = []
        if closed and not line.rstrip().endswith("|") and len(cells) < 40:
            open_row = cells
            continue
        yield _inner(cells)
    if open_row:
        yield _inner(open_row)


def _inner(cells: list[list[_Piece]]) -> list[list[_Piece]]:
    """A row without the empty pieces outside its outer pipes."""
    if cells and not any(piece.raw.strip() for piece in cells[0]):
        cells = cells[1:]
    if cells and not any(piece.raw.strip() for piece in cells[-1]):
        cells = cells[:-1]
    return cells


def _blank_row(line: str, at: int) -> list[list[_Piece]]:
    """Cells set off by two blanks and more, or a label with figures behind it, one blank between."""
    parts = list(re.finditer(r"\S+(?: \S+)*", line.replace("\u3000", "  ")))
    figures = len(_trailing_figures(line))
    if (len(parts) == 1 and figures) or (len(parts) > 1 and figures > len(parts) - 1):
        tokens = list(re.finditer(r"\S+", line))
        words, rest = tokens[: len(tokens) - figures], tokens[len(tokens) - figures :]
        if len(words) > 1 and len(words[-1].group()) <= _LONGEST_UNIT:
            words, rest = words[:-1], [words[-1], *rest]
        spans = ([(words[0].start(), words[-1].end())] if words else []) + [token.span() for token in rest]
    else:
        spans = [part.span() for part in parts]
    return _spans(line, at, spans)


def _spans(line: str, at: int, spans: list[tuple[int, int]]) -> list[list[_Piece]]:
    pieces: list[list[_Piece]] = []
    end, left = 0, 0.0
    for start, stop in spans:
        left += text_width(line[end:start])
        pieces.append([_Piece(line[start:stop], at, left)])
        left += text_width(line[start:stop])
        end = stop
    return pieces


def _line_word(line: str, at: int) -> Iterator[Word]:
    text = " ".join(normal_text(line).split())
    if text:
        left = text_width(line[: len(line) - len(line.lstrip())])
        yield Word(text=text, raw=line.strip(), box=text_box(line.strip(), at * LINE, left))
