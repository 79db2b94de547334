"""The figures of one line are laid beside the columns of its block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from layout.alignment import align
from layout.figures import cell_kind, fits, parse_figure, printed_unit, several_figures
from layout.form import Form, Kind
from layout.labels import label_likeness
from layout.lines import Line, LineCell
from layout.places import Leaf

__all__ = ["Placed", "place_figures"]

_CERTAIN = 1.0  # points: a column is taken when the next best way to lay the line out is worse by this much
_LEFT_OUT_FIGURE, _LEFT_OUT_BLANK, _NO_COLUMN = 2.0, 0.3, 1.5
_HEADED, _HALF = 6.0, 0.5  # a header that reads like the column's is worth 3 points, one that does not costs 3
_ABOVE = 1.0  # what the header over the header adds: it tells two columns of one name apart
_NAMED = 0.7  # likeness from which a header is taken for the column's
_UNDER = 0.5  # share of the narrower cell that must lie below the other
_UNHEADED, _MISFIT = 0.5, -3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What stands in one column of a line: its cell (None when there is none), the unit its header prints, whether that is certain."""

    cell: LineCell | None
    unit: str | None
    certain: bool
    reason: str | None = None


def place_figures(line: Line, leaves: Sequence[Leaf], headers: Sequence[Line], form: Form, start: int | None) -> tuple[Placed, ...]:
    """Lay a line's figures beside its columns.

    Args:
        line: the line.
        leaves: the columns, left to right.
        headers: the lines of the block's header, top to bottom, of the same grid or the nearest before it; may be empty.
        form: says which units there are.
        start: in a torn table, the cell at which the figures of the block's other lines begin.
    """
    cells, all_headers = line.values, headers
    if line.how == "aligned":  # a gap may be a blank cell or none: only a line that is full says where its figures belong
        cells, headers = tuple(cell for cell in cells if cell.kind != "blank"), ()
    elif line.how != "grid":
        cells, headers = _window(cells, leaves, form, start), ()
    if not cells:
        return tuple(Placed(cell=None, unit=None, certain=False) for _ in leaves)
    paths = [_header_path(cell, headers) for cell in cells]
    scores = [[_score(cell, path, leaf, form) for leaf in leaves] for cell, path in zip(cells, paths, strict=True)]
    skips = [_LEFT_OUT_BLANK if cell.kind in ("blank", "mark") else _LEFT_OUT_FIGURE for cell in cells]
    laid = align(scores, skips, [_NO_COLUMN] * len(leaves), [False] * len(leaves))
    at = {place: index for index, place in enumerate(laid.pairs) if place is not None}
    placed = [_placed(number, at, laid.margins, cells, paths, form) for number in range(len(leaves))]
    return tuple(
        one if one.unit or one.cell is None else replace(one, unit=_unit_above(leaf, all_headers, form))
        for one, leaf in zip(placed, leaves, strict=True)
    )


def _placed(
    number: int, at: Mapping[int, int], margins: Sequence[float], cells: Sequence[LineCell], paths: Sequence[tuple[str, ...]], form: Form
) -> Placed:
    index = at.get(number)
    if index is None:
        return Placed(cell=None, unit=None, certain=False)
    certain = margins[index] >= _CERTAIN
    unit = next((unit for text in reversed(paths[index]) if (unit := printed_unit(text, form.units))), None)
    reason = None if certain else "its column could not be told for certain"
    return Placed(cell=cells[index], unit=unit, certain=certain, reason=reason)


def _unit_above(leaf: Leaf, headers: Sequence[Line], form: Form) -> str | None:
    """The unit in the header that reads like the column's, wherever it stands."""
    heads = [head.text for line in headers for head in line.texts]
    named = [text for text in heads if max(label_likeness(text, label) for label in leaf.labels) >= _NAMED]
    return next((unit for text in named if (unit := printed_unit(text, form.units))), None)


def _header_path(cell: LineCell, headers: Sequence[Line]) -> tuple[str, ...]:
    """The header cells above a cell, top to bottom; merged ones once."""
    path: list[str] = []
    for line in headers:
        for head in line.texts:
            if _above(head, cell) and (head.first or not path or path[-1] != head.text):
                path.append(head.text)
    return tuple(path)


def _above(head: LineCell, cell: LineCell) -> bool:
    """Places on the page tell it, not numbers of columns: a grid that goes on over a page break may have fewer of them."""
    return head.frame.overlap_x(cell.frame) > _UNDER * min(head.frame.width, cell.frame.width)


def _score(cell: LineCell, path: Sequence[str], leaf: Leaf, form: Form) -> float:
    score = _UNHEADED
    if path:
        tails = ["".join(path[at:]) for at in range(len(path))]
        own = max(label_likeness(tail, label) for tail in tails for label in leaf.labels)
        score = _HEADED * (own - _HALF) + _ABOVE * _above_likeness(path, leaf)
    if cell.kind in ("figure", "figures", "text") and not _may_stand(cell, _kind(leaf), form):
        score += _MISFIT
    return score


def _above_likeness(path: Sequence[str], leaf: Leaf) -> float:
    if not leaf.above or len(path) < 2:
        return 0.0
    return max(label_likeness(text, label) for text in path[:-1] for label in leaf.above[-1])


def _kind(leaf: Leaf) -> Kind:
    return (leaf.row.kind if leaf.row is not None else None) or leaf.column.kind


def _may_stand(cell: LineCell, kind: Kind, form: Form) -> bool:
    figure = parse_figure(cell.text, form.units)
    return figure is not None and fits(figure, kind)


def _window(cells: Sequence[LineCell], leaves: Sequence[Leaf], form: Form, start: int | None) -> tuple[LineCell, ...]:
    """The cells of a line without trustworthy places that are its figures: as many as there are columns, no figure left out.

    A torn line has empty cells before or behind its figures, several figures in one cell, or one figure twice.
    """
    count = len(leaves)
    for parted in (tuple(cells), _parted(cells, form, count)):
        if len(parted) == count and (parted != tuple(cells) or not any(cell.kind == "figures" for cell in parted)):
            return parted
        inside = [at for at in range(len(parted) - count + 1) if _covers(parted, at, count)]
        if len(inside) > 1 and start is not None:
            inside = [at for at in inside if parted[at].column == start]
        if len(inside) == 1:
            return parted[inside[0] : inside[0] + count]
    return tuple(cell for cell in cells if cell.kind not in ("blank", "mark"))


def _covers(cells: Sequence[LineCell], at: int, count: int) -> bool:
    """Whether a window leaves no figure outside and holds no cell that would need parting."""
    outside = (*cells[:at], *cells[at + count :])
    return all(cell.kind == "blank" for cell in outside) and not any(cell.kind == "figures" for cell in cells[at : at + count])


def _parted(cells: Sequence[LineCell], form: Form, count: int) -> tuple[LineCell, ...]:
    """The cells with those that hold several figures taken apart, or with one figure where it is the same one twice."""
    room = count - sum(cell.kind in ("figure", "mark") for cell in cells)
    crowded = [cell for cell in cells if cell.kind == "figures"]
    result: list[LineCell] = []
    for cell in cells:
        if cell.kind != "figures":
            result.append(cell)
            continue
        wanted = room - (len(crowded) - 1)
        figures = several_figures(cell.text, form.units, max(wanted, 2))
        if figures and wanted >= 2:
            result.extend(_alone(cell, str(figure.value), form) for figure in figures)
        elif figures and wanted == 1 and len({figure.value for figure in figures}) == 1:
            result.append(_alone(cell, str(figures[0].value), form))
        else:
            result.append(cell)
    return tuple(result)


def _alone(cell: LineCell, text: str, form: Form) -> LineCell:
    return replace(cell, text=text, kind=cell_kind(text, form))


def common_start(lines: Sequence[Line], count: int) -> int | None:
    """Where the figures begin in most of the lines of one torn table that leave no choice; None when no two agree."""
    starts: dict[int, int] = {}
    for line in lines:
        inside = [at for at in range(len(line.values) - count + 1) if _covers(line.values, at, count)]
        if len(inside) == 1:
            column = line.values[inside[0]].column
            starts[column] = starts.get(column, 0) + 1
    ranked = sorted(starts.items(), key=lambda item: -item[1])
    if not ranked or (len(ranked) > 1 and any(a[1] == b[1] for a, b in pairwise(ranked[:2]))):
        return None
    return ranked[0][0] if ranked[0][1] > 1 else None
