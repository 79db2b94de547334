"""A grid is laid out on pages: columns get their widths, rows their heights, and a page break cuts the table where it falls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from samples.layouts import BLACK, Colour, Look
from samples.report import Grid, GridCell
from samples.typeset import Measure, break_header, stack, wrap

__all__ = ["Fill", "Mark", "Rule", "Text", "grid_to_pages"]

SMALLEST = 4.5  # points; a figure too wide for its cell is set smaller, down to this
LEADING = 1.22
NARROW = 58  # points; labels of header cells narrower than this are broken over lines on purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A line of text; ``x`` and ``y`` (the base line, from the top) are its left end. ``turned`` text runs upwards."""

    x: float
    y: float
    text: str
    size: float
    face: str
    turned: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A straight line."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A filled box without an edge."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: Colour


Mark = Text | Rule | Fill


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """A grid with its measures: column edges and row heights in points, the lines and type size of each cell."""

    grid: Grid
    look: Look
    edges: tuple[float, ...]
    heights: tuple[float, ...]
    lines: tuple[tuple[str, ...], ...]
    sizes: tuple[float, ...]
    measure: Measure


def grid_to_pages(grid: Grid, look: Look, measure: Measure, left: float, width: float, top: float) -> Iterator[tuple[list[Mark], float]]:
    """The marks of the table on each page it takes, with the height where it ends there; ``top`` is where it starts on the first."""
    setting = _set_grid(grid, look, measure, left, width)
    for number, (start, rows) in enumerate(_pages(setting, top)):
        yield from [([], start)] * (number == 0 and start < top)  # nothing fitted on the first page
        tops = _tops(setting, rows, start)
        bottom = tops[rows[-1]] + setting.heights[rows[-1]]
        yield list(_page_marks(setting, rows, tops, start, bottom)), bottom


def _size(grid: Grid, look: Look) -> float:
    return look.table_sizes[{"requests": 1, "review": 2}.get(grid.table, 0)]


def _set_grid(grid: Grid, look: Look, measure: Measure, left: float, width: float) -> _Setting:
    size = _size(grid, look)
    edges = _edges(grid, size, look, measure, left, width)
    lines: list[tuple[str, ...]] = []
    sizes: list[float] = []
    for cell in grid.cells:
        room = edges[cell.column + cell.columns] - edges[cell.column] - 2 * look.padding[0]
        text = _broken(cell, look, room)
        mine = size
        while cell.role in ("figure", "unit", "number") and mine > SMALLEST and measure(_longest(text), mine) > room:
            mine -= 0.5
        lines.append(wrap(text, room, mine, measure))
        sizes.append(mine)
    heights = _heights(grid, look, lines, sizes)
    return _Setting(grid=grid, look=look, edges=edges, heights=heights, lines=tuple(lines), sizes=tuple(sizes), measure=measure)


def _longest(text: str) -> str:
    """What must stay on one line: the figure before any annotation."""
    return text.split("（")[0]


def _broken(cell: GridCell, look: Look, room: float) -> str:
    if cell.role == "header" and cell.columns == 1 and room < NARROW:
        return break_header(cell.text, look.header_break)
    if cell.role == "group" and look.groups == "stacked" and cell.rows > 4:
        return stack(cell.text)
    return cell.text


def _edges(grid: Grid, size: float, look: Look, measure: Measure, left: float, width: float) -> tuple[float, ...]:
    """Column edges: the relative widths, widened for columns whose figures need more, at the cost of the widest."""
    total = sum(grid.widths)
    widths = [width * share / total for share in grid.widths]
    for cell in grid.cells:
        if cell.role in ("figure", "unit") and cell.columns == 1:
            widths[cell.column] = max(widths[cell.column], measure(_longest(cell.text), size) + 2 * look.padding[0] + 1)
    surplus = sum(widths) - width
    widest = max(range(len(widths)), key=widths.__getitem__)
    widths[widest] -= min(surplus, widths[widest] * 0.4)
    scale = width / sum(widths)
    edges = [left]
    for each in widths:
        edges.append(edges[-1] + each * scale)
    return tuple(edges)


def _heights(grid: Grid, look: Look, lines: list[tuple[str, ...]], sizes: list[float]) -> tuple[float, ...]:
    """Row heights; what a cell over several rows needs beyond them goes to its last row."""
    needs = [len(text) * size * LEADING + 2 * look.padding[1] for text, size in zip(lines, sizes, strict=True)]
    least = _size(grid, look) * LEADING + 2 * look.padding[1]
    heights = [least] * grid.rows
    for cell, need in zip(grid.cells, needs, strict=True):
        if cell.rows == 1:
            heights[cell.row] = max(heights[cell.row], need)
    for cell, need in zip(grid.cells, needs, strict=True):
        span = heights[cell.row : cell.row + cell.rows]
        if sum(span) < need and cell.rows > 1 and not (look.groups == "turned" and cell.role == "group"):
            heights[cell.row + cell.rows - 1] += need - sum(span)
    return tuple(heights)


def _pages(setting: _Setting, top: float) -> Iterator[tuple[float, tuple[int, ...]]]:
    """For each page the height where the table starts and the numbers of its rows, repeated header rows among them."""
    look, grid = setting.look, setting.grid
    page_top, bottom = look.margins[1], look.paper[1] - look.margins[3]
    header = tuple(range(grid.header_rows))
    start = top
    if top + sum(setting.heights[: grid.header_rows + 1]) > bottom:
        start = page_top
    rows: list[int] = []
    y = start
    for row in range(grid.rows):
        lonely = look.last_row_alone and row == grid.rows - 1 and row > grid.header_rows + 1
        if rows and (y + setting.heights[row] > bottom or lonely) and row >= grid.header_rows:
            yield start, tuple(rows)
            rows = list(header) if look.repeat_header else []
            start = page_top
            y = start + sum(setting.heights[r] for r in rows)
        rows.append(row)
        y += setting.heights[row]
    yield start, tuple(rows)


def _tops(setting: _Setting, rows: tuple[int, ...], start: float) -> dict[int, float]:
    tops: dict[int, float] = {}
    for row in rows:
        tops[row] = start
        start += setting.heights[row]
    return tops


def _page_marks(setting: _Setting, rows: tuple[int, ...], tops: dict[int, float], start: float, bottom: float) -> Iterator[Mark]:
    look, grid = setting.look, setting.grid
    last_page = grid.rows - 1 in rows
    rules: dict[tuple[float, float, float, float], None] = {}
    fills: list[Mark] = []
    texts: list[Mark] = []
    for index, cell in enumerate(grid.cells):
        shown = [row for row in range(cell.row, cell.row + cell.rows) if row in tops]
        if not shown:
            continue
        x0, x1 = setting.edges[cell.column], setting.edges[cell.column + cell.columns]
        y0, y1 = tops[shown[0]], tops[shown[-1]] + setting.heights[shown[-1]]
        for side in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            rules[side] = None
        if look.head_fill and cell.role in ("caption", "header"):
            fills.append(Fill(x0=x0, y0=y0, x1=x1, y1=y1, colour=look.head_fill))
        texts.extend(_cell_texts(setting, index, (x0, y0, x1, y1), shown))
    yield from fills
    yield from _rules(setting, tuple(rules), start, bottom, last_page)
    yield from texts


def _rules(
    setting: _Setting, sides: tuple[tuple[float, float, float, float], ...], start: float, bottom: float, last_page: bool
) -> Iterator[Rule]:
    look = setting.look
    left, right = setting.edges[0], setting.edges[-1]
    for x0, y0, x1, y1 in sides:
        at_side = x0 == x1 and x0 in (left, right)
        at_end = y0 == y1 and y0 in (start, bottom)
        if (look.open_sides and at_side) or (look.open_breaks and not last_page and y0 == y1 == bottom):
            continue
        rule = Rule(x0=x0, y0=y0, x1=x1, y1=y1, width=look.outer_rule if at_side or at_end else look.rule, colour=look.rule_colour)
        yield rule
        if look.double_outer and (at_side or at_end):
            yield _beside(rule, 2.2, left, start)


def _beside(rule: Rule, gap: float, left: float, start: float) -> Rule:
    """The second line of a double border, outside the first."""
    if rule.x0 == rule.x1:
        shift = -gap if rule.x0 == left else gap
        return replace(rule, x0=rule.x0 + shift, x1=rule.x1 + shift)
    shift = -gap if rule.y0 == start else gap
    return replace(rule, y0=rule.y0 + shift, y1=rule.y1 + shift)


def _cell_texts(setting: _Setting, index: int, box: tuple[float, float, float, float], shown: list[int]) -> Iterator[Text]:
    cell, look, size = setting.grid.cells[index], setting.look, setting.sizes[index]
    lines = _lines_shown(setting, index, shown)
    x0, y0, x1, y1 = box
    bold = cell.role in ("caption", "header")
    if cell.role == "group" and look.groups == "turned" and cell.rows > 4:
        middle, run = (x0 + x1) / 2, setting.measure(cell.text, size)
        if lines and run < y1 - y0:
            yield Text(x=middle + size * 0.36, y=(y0 + y1 + run) / 2, text=cell.text, size=size, face=look.table_face, turned=True)
        return
    lines = lines[: max(1, int((y1 - y0) / (size * LEADING)))]  # the piece of a cut cell clips what does not fit
    height = len(lines) * size * LEADING
    y = y0 + look.padding[1] if look.valign == "top" else max(y0 + 0.5, (y0 + y1 - height) / 2)
    align = look.figure_align if cell.role == "figure" else look.label_align if cell.role in ("label", "group") else "center"
    if cell.text.startswith("　"):
        align = "left"
    for number, line in enumerate(lines):
        run = setting.measure(line, size)
        slack = x1 - x0 - run
        x = x0 + {"left": look.padding[0], "center": slack / 2, "right": slack - look.padding[0]}[align]
        if line.strip():
            yield Text(x=x, y=y + size * (0.98 + number * LEADING), text=line, size=size, face=look.table_face, bold=bold)


def _lines_shown(setting: _Setting, index: int, shown: list[int]) -> tuple[str, ...]:
    """The lines of a cell that stand on this page; only a cell cut by a page break has a choice."""
    cell, lines, how = setting.grid.cells[index], setting.lines[index], setting.look.cut_text
    first, last = shown[0] == cell.row, shown[-1] == cell.row + cell.rows - 1
    if (first and last) or how == "both":
        return lines
    if how == "split":
        share = round(len(lines) * (shown[0] - cell.row) / cell.rows), round(len(lines) * (shown[-1] + 1 - cell.row) / cell.rows)
        return lines[share[0] : share[1]]
    return lines if (first and how == "first") or (last and how == "last") else ()
