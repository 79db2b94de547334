"""Lines are fitted to a form as one alignment, and the form's cells are filled from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from layout.alignment import Alignment, align
from layout.cells import absent_cell, cell_of, missing_cell
from layout.columns import place_figures
from layout.figure_cells import common_columns
from layout.form import Block, Form, Row
from layout.labels import label_likeness
from layout.likeness import line_costs, place_costs, row_likeness, score_lines
from layout.lines import Line, joined_line
from layout.places import Leaf, Place, Print, leaves, prints
from layout.report import ReportCell, ReportTable, Unplaced

__all__ = ["Fit", "best_fit", "fill_tables"]

_CERTAIN = 1.0  # points: a line's place is taken when the whole would be worse by this much with the line anywhere else
_TORN = 0.5  # points that putting two lines together costs, so that it happens only where it helps
_SAME_SIDE = 12.0  # points by which the sides of a table may differ from one page to the next
_CLEARLY = 0.15  # by how much another row must be more like a label before that counts
_LEGIBLE, _GARBLED = 0.65, 0.5  # likeness below which a label is another one: in files with sound characters, in bad dumps
_WHOLE = 0.9  # likeness from which a label counts as read whole
_MOST = 0.5  # share of the columns that a header printed again has to name
_SURE = 0.5  # confidence from which a figure is one, in a line that may be a header
_UNSURE = 0.9  # confidence below which a reader of a scan is unsure of a label's characters
_ALONE = 0.2  # by how much such a label must be more like its own row than like any other
_FOUND = 0.7  # likeness from which a label counts as found


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A form in one of its printings, and how the lines of a source lie beside its places."""

    form: Form
    printed: Print
    lines: tuple[Line, ...]
    alignment: Alignment

    @property
    def found(self) -> int:
        """How many lines of print were found by their own labels."""
        return sum(
            place is not None and row_likeness(line, self.printed.places[place].labels) >= _FOUND
            for line, place in zip(self.lines, self.alignment.pairs, strict=True)
        )


def best_fit(form: Form, lines: Sequence[Line]) -> Fit:
    """The printing of a form that lies best beside the lines; of equals the plainest."""
    seen = _seen_variants(form, lines)
    fits = [_fit(form, one, lines) for one in prints(form) if one.variants <= seen]
    return max(fits, key=lambda fit: (round(fit.alignment.score, 6), -len(fit.printed.variants)))


def _seen_variants(form: Form, lines: Sequence[Line]) -> frozenset[tuple[str, str]]:
    """The variants of which some line shows a label; no other needs trying."""
    return frozenset(
        (table.key, variant.key)
        for table in form.tables
        for variant in table.variants
        if any(row_likeness(line, row.labels) >= _FOUND for line in lines for row in variant.rows)
    )


def _fit(form: Form, one: Print, lines: Sequence[Line]) -> Fit:
    scores = score_lines(lines, one)
    many = [place.role in ("header", "caption") for place in one.places]
    joined = _joined_scores(lines, one, scores)
    alignment = align(scores, line_costs(lines), place_costs(one.places), many, joined)
    return Fit(form=form, printed=one, lines=tuple(lines), alignment=alignment)


def _joined_scores(lines: Sequence[Line], one: Print, scores: Sequence[Sequence[float]]) -> dict[int, list[float]]:
    """Scores of neighbouring lines as one, where a page break or a bad dump may have torn a line in two."""
    result: dict[int, list[float]] = {}
    for index, (above, below) in enumerate(pairwise(lines)):
        if above.how == "loose" or not (above.grid != below.grid or above.how in ("torn", "aligned")):
            continue
        if above.how == "grid" and below.row > 0:
            continue
        whole = joined_line(above, below)
        if whole is None or not whole.values:
            continue
        together = score_lines([whole], one)[0]
        result[index] = [score - _TORN if place.role == "row" else float("-inf") for score, place in zip(together, one.places, strict=True)]
    return result


def fill_tables(fit: Fit) -> tuple[tuple[ReportTable, ...], tuple[Unplaced, ...]]:
    """The form's tables with what stands in them, and the figures that belong to no cell for certain."""
    filled: dict[str, ReportCell] = {}
    used: set[int] = set()
    pages: dict[str, set[int]] = {}
    for index, place in _placements(fit):
        line = _whole_line(fit, index)
        cells = list(_line_cells(fit, index, line, place))
        filled.update(cells)
        pages.setdefault(place.table, set()).add(line.page)
        if any(cell.page is not None for _, cell in cells):
            used.update((index, index + 1) if index in fit.alignment.torn else (index,))
    tables = tuple(_table(fit, key, filled, pages.get(key, set())) for key in fit.printed.printings)
    return tables, tuple(_unplaced(fit, used, filled))


def _placements(fit: Fit) -> Iterator[tuple[int, Place]]:
    """The lines that hold figures of the form, each with its place."""
    second = {index + 1 for index in fit.alignment.torn}
    for index, at in enumerate(fit.alignment.pairs):
        if at is not None and index not in second and fit.printed.places[at].role in ("row", "figures"):
            yield index, fit.printed.places[at]


def _whole_line(fit: Fit, index: int) -> Line:
    if index in fit.alignment.torn:
        return joined_line(fit.lines[index], fit.lines[index + 1]) or fit.lines[index]
    return fit.lines[index]


def _line_cells(fit: Fit, index: int, line: Line, place: Place) -> Iterator[tuple[str, ReportCell]]:
    block = fit.printed.block(place)
    columns = leaves(block)
    common = _common_columns(fit, line, len(columns)) if line.how in ("torn", "aligned") else None
    placed = place_figures(line, columns, place.row, _headers(fit, index, place, columns), fit.form, common)
    doubt = _doubt(fit, index)
    for leaf, found in zip(columns, placed, strict=True):
        row = place.row if place.row is not None else leaf.row
        assert row is not None  # a leaf of a table that runs across names its row, every other place has one
        yield _address(place.table, row, leaf), cell_of(line, found, leaf, row, fit.form, doubt)


def _address(table: str, row: Row, leaf: Leaf) -> str:
    return f"{table}/{row.key}/{leaf.column.key}"


def _doubt(fit: Fit, index: int) -> str | None:
    """Why a line's place is not certain; None when it is."""
    if fit.alignment.margins[index] < _CERTAIN:
        return "its row could not be told for certain"
    place = fit.printed.places[fit.alignment.pairs[index] or 0]
    if place.role == "row" and _without_any_label(fit, index):
        return "its table has lost its labels"
    if place.role == "row" and (doubt := _label_doubt(fit, _whole_line(fit, index), place) or _neighbour_doubt(fit, index, place)):
        return doubt
    if fit.lines[index].how == "loose" and not _followed(fit, index):
        return "it stands among lines of which some are lost"
    if fit.lines[index].how == "loose" and _may_be_page_number(fit, index):
        return "it may be the number of a page between lines of which some are lost"
    if fit.lines[index].how == "aligned" and not _plain(fit, index):
        return "a table without rulings, whose lines run into each other"
    return None


def _without_any_label(fit: Fit, index: int) -> bool:
    """Whether no line of figures of a grid has a label: the rulings around its labels are lost, and with them perhaps one between rows."""
    line = fit.lines[index]
    own = (other for other in fit.lines if other.grid == line.grid and other.figures)
    return line.how == "grid" and not line.labels and not any(other.labels for other in own)


def _may_be_page_number(fit: Fit, index: int) -> bool:
    """Whether a short figure alone behind its label may be no figure at all: other labels of the source have none."""
    figures = fit.lines[index].figures
    if len(figures) != 1 or len(figures[0].text) > 2:
        return False
    pairs = zip(fit.lines, fit.alignment.pairs, strict=True)
    return any(not line.values and at is not None and fit.printed.places[at].role == "row" for line, at in pairs)


def _label_doubt(fit: Fit, line: Line, place: Place) -> str | None:
    """Why a line's own label speaks against its row."""
    if not line.labels:
        return None
    if _shares_its_label(fit, line):
        return "its label stands beside several rows"
    own = row_likeness(line, place.labels)
    rivals = [row_likeness(line, other.labels) for other in fit.printed.places if other.role == "row" and other.labels != place.labels]
    best = max(rivals, default=0.0)
    if best >= _FOUND and best - own > _CLEARLY:
        return "its label is more like another row's"
    garbled = line.how not in ("grid", "cells") or (line.labels[-1].confidence < _UNSURE and own - best >= _ALONE)
    least = _GARBLED if garbled else _LEGIBLE
    return "its label reads otherwise" if 0 < own < least and best < _FOUND else None


def _shares_its_label(fit: Fit, line: Line) -> bool:
    """Whether the label next to a line's figures is that of another line as well: the ruling between two labels is lost."""
    own = line.labels[-1]
    return own.row_span > 1 and any(
        other.grid == line.grid
        and other.row != line.row
        and bool(other.labels)
        and bool(other.values)
        and other.labels[-1].frame == own.frame
        for other in fit.lines
    )


def _neighbour_doubt(fit: Fit, index: int, place: Place) -> str | None:
    """Why a line whose label is not read whole may be another row: one next to it has figures, and no place. Where labels lie under a seal
    the form seems to be printed otherwise, with fewer rows."""
    line = fit.lines[index]
    if line.how != "grid" or not line.labels or row_likeness(_whole_line(fit, index), place.labels) >= _WHOLE:
        return None
    before, after = range(index - 1, -1, -1), range(index + (2 if index in fit.alignment.torn else 1), len(fit.lines))
    lost = any(fit.lines[at].figures for way in (before, after) for at in takewhile(lambda at: _is_lost(fit, at, line.grid), way))
    return "a line of figures beside it has no place in the form" if lost else None


def _is_lost(fit: Fit, index: int, grid: int | None) -> bool:
    """Whether a line of that grid has no place in the form."""
    return fit.alignment.pairs[index] is None and fit.lines[index].grid == grid and index - 1 not in fit.alignment.torn


def _plain(fit: Fit, index: int) -> bool:
    """Whether a line of a table without rulings has a label that is read whole, and so have the lines around it their own: each with its
    figures, or a heading of the form that has none."""
    if not _is_whole(fit, index):
        return False
    grid = fit.lines[index].grid
    mine = [at for at, line in enumerate(fit.lines) if at == index or (line.grid == grid and (line.labels or line.figures))]
    here = mine.index(index)
    around = mine[max(here - 1, 0) : here + 2]
    return all((fit.lines[at].labels and fit.lines[at].figures) or _is_whole(fit, at) for at in around)


def _is_whole(fit: Fit, index: int) -> bool:
    """Whether a line's label is read whole as that of its place."""
    at = fit.alignment.pairs[index]
    return at is not None and row_likeness(fit.lines[index], fit.printed.places[at].labels) >= _WHOLE


def _followed(fit: Fit, index: int) -> bool:
    """Whether the next line found is the form's next: nothing can have been lost between a loose label and its figures."""
    at = fit.alignment.pairs[index]
    assert at is not None  # only called for lines with a place
    after = next((place for place in fit.alignment.pairs[index + 1 :] if place is not None), None)
    ends_table = at + 1 == len(fit.printed.places) or fit.printed.places[at + 1].table != fit.printed.places[at].table
    return ends_table or after == at + 1


def _headers(fit: Fit, index: int, place: Place, columns: Sequence[Leaf]) -> tuple[Line, ...]:
    """The lines of a block's header: those of the line's own grid, else of the nearest grid before it that has one.

    A header that is printed again where a table goes on has no place of its own in the form, but it stands over its figures.
    """
    header = next(
        at
        for at, other in enumerate(fit.printed.places)
        if other.role == "header" and (other.table, other.block) == (place.table, place.block)
    )
    mine = [at for at, found in enumerate(fit.alignment.pairs[:index]) if found == header]
    if not mine:
        return ()
    here, before = fit.lines[index].grid, fit.lines[mine[-1]].grid
    if before != here and (again := _header_again(fit, index, columns)):
        return again
    if before != here and not _sides_alike(fit, mine[-1], index):
        return ()
    same = [at for at in mine if fit.lines[at].grid == before]
    return tuple(fit.lines[at] for at in (*same, *_rest_of_header(fit, same[-1] + 1, index)))


def _rest_of_header(fit: Fit, start: int, end: int) -> Iterator[int]:
    """The lines that follow a header in its grid without a place, nor a figure that was read for certain: more of it, read so poorly that
    its labels were not found."""
    for at in range(start, end):
        line = fit.lines[at]
        sure = any(cell.doubt is None and cell.confidence >= _SURE for cell in line.figures)
        if fit.alignment.pairs[at] is not None or line.grid != fit.lines[start - 1].grid or sure:
            return
        yield at


def _header_again(fit: Fit, index: int, columns: Sequence[Leaf]) -> tuple[Line, ...]:
    """The lines without figures at the top of a line's grid that have no place in the form, when they name most of the columns."""
    grid = fit.lines[index].grid
    own = [at for at in range(index) if fit.lines[at].grid == grid]
    top = tuple(fit.lines[at] for at in takewhile(lambda at: fit.alignment.pairs[at] is None and not fit.lines[at].figures, own))
    texts = {cell.text for line in top for cell in line.texts}
    named = [leaf for leaf in columns if any(label_likeness(text, label) >= _WHOLE for text in texts for label in leaf.labels)]
    return top if len(named) > _MOST * len(columns) else ()


def _sides_alike(fit: Fit, one: int, other: int) -> bool:
    """Whether two grids reach as far to both sides, so that a header on the one page stands over the figures on the next."""
    ends = []
    for index in (one, other):
        lines = [line for line in fit.lines if line.grid == fit.lines[index].grid]
        frames = [cell.frame for line in lines for cell in (*line.labels, *line.values, *line.units)]
        ends.append((min(frame.x0 for frame in frames), max(frame.x1 for frame in frames)))
    return all(abs(here - there) <= _SAME_SIDE for here, there in zip(*ends, strict=True))


def _common_columns(fit: Fit, line: Line, count: int) -> tuple[int, ...] | None:
    """Where a torn table, or one without rulings, has its figures, by all the lines of it that are rows of the form."""
    rows = []
    for other, at in zip(fit.lines, fit.alignment.pairs, strict=True):
        place = fit.printed.places[at] if at is not None and other.grid == line.grid else None
        if place is not None and place.role == "row" and len(fit.printed.block(place).columns) == count:
            rows.append(other)
    return common_columns(rows, count)


def _table(fit: Fit, key: str, filled: Mapping[str, ReportCell], pages: set[int]) -> ReportTable:
    table = fit.form.table(key)
    cells = tuple(_table_cells(fit, key, filled))
    return ReportTable(key=key, title=table.title, pages=tuple(sorted(pages)), cells=cells)


def _table_cells(fit: Fit, key: str, filled: Mapping[str, ReportCell]) -> Iterator[ReportCell]:
    """Every cell of a table: the form's own, and those of the variants that were printed."""
    printing = fit.printed.printings[key]
    plain = fit.form.table(key).blocks
    for block, shown in zip(plain, printing.blocks, strict=True):
        for row in _all_rows(block, shown):
            for column in block.columns:
                if row.key in printing.absent:
                    yield absent_cell(row, column, printing.variants)
                else:
                    yield filled.get(f"{key}/{row.key}/{column.key}") or missing_cell(row, column)


def _all_rows(plain: Block, shown: Block) -> list[Row]:
    """The rows of a printing with the rows that it replaces, in the form's order."""
    rows = list(shown.rows)
    gone = [row for row in plain.rows if row not in rows]
    for row in gone:
        before = plain.rows[: plain.rows.index(row)]
        at = max((rows.index(other) for other in before if other in rows), default=-1)
        rows.insert(at + 1, row)
    return rows


def _unplaced(fit: Fit, used: set[int], filled: Mapping[str, ReportCell]) -> Iterator[Unplaced]:
    """Figures of the tables' lines that stand in no cell of the report."""
    taken = {(cell.page, cell.bbox) for cell in filled.values() if cell.bbox is not None}
    guessed = {line.grid for line in fit.lines if line.how == "aligned"}
    found = {line.grid for line, at in zip(fit.lines, fit.alignment.pairs, strict=True) if at is not None}
    for index, line in enumerate(fit.lines):
        if line.grid in guessed - found:
            continue  # columns by chance: that text belongs to the narrative
        for cell in (*line.others, *line.figures):
            if (line.page, cell.box) in taken or not cell.first or not any(map(str.isdigit, cell.raw)):
                continue  # a figure that readers made no digits of has a cell, or is dirt
            reason = "its column could not be found" if index in used else "its row could not be found"
            yield Unplaced(raw=cell.raw, page=line.page, bbox=cell.box, reason=reason)
