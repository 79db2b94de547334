"""The figures of one line are laid beside the columns of its block."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.characters import HAN
from layout.alignment import align
from layout.figure_cells import figure_cells
from layout.figures import fits, parse_figure, printed_unit
from layout.form import Form, Kind, Row
from layout.labels import bare_label, label_likeness
from layout.lines import Line, LineCell
from layout.places import Leaf

__all__ = ["Placed", "place_figures"]

_CERTAIN = 1.0  # points: a column is taken when the next best way to lay the line out is worse by this much
_LEFT_OUT_FIGURE, _LEFT_OUT_BLANK, _NO_COLUMN = 2.0, 0.3, 1.5
_HEADED, _HALF = 6.0, 0.5  # a header that reads like the column's is worth 3 points, one that does not costs 3
_ABOVE = 1.0  # what the header over the header adds: it tells two columns of one name apart
_UNDER = 0.5  # share of the narrower cell that must lie below the other
_UNHEADED, _MISFIT = 0.5, -3.0
_WIDER = 1.2  # times a cell's width
_TWO_WIDE = 1.5  # times the usual width of a line's cells: two columns may be one there
_ALIKE = 0.6  # likeness below which a header says nothing: labels share a character by chance
_PARTLY = 0.5  # likeness from which a header that was not well read may name a column
_NAMED = 0.8  # likeness from which a header names its column
_LEGIBLE = 0.8  # confidence below which a header of a picture may say anything
_BEYOND_DOUBT = 0.97  # likewise, where half of the headers were not read well
_HALF_OF_THEM = 0.5
_HELD = 0.7  # share of the characters of several labels
_MOST_UNNAMED = 0.45  # share of the columns
_FEWEST_LETTERS = 2  # of a name; less is a piece of one, or of a seal's
_FEWEST_TRACES = 2  # characters of a column's name, and of no other as many, that stand for it
_MOST_IN_GROUPS = 0.6  # likewise, where the groups of all columns are named
_GROUP = 0.7  # likeness from which a header names a group
_LETTER = re.compile(r"[A-Za-z]")
_CLEARLY = 0.2  # by how much another column must be more like a header before that counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What stands in one column of a line: its cell (None when there is none), and why that is doubtful.

    ``headed`` says whether some header names the column, ``unit`` the unit that it prints.
    """

    cell: LineCell | None
    unit: str | None = None
    headed: bool = False
    doubt: str | None = None


def place_figures(
    line: Line, leaves: Sequence[Leaf], row: Row | None, headers: Sequence[Line], form: Form, columns: tuple[int, ...] | None
) -> tuple[Placed, ...]:
    """Lay a line's figures beside its columns.

    Args:
        line: the line.
        leaves: the columns, left to right.
        row: the row that the line is, None for the one line of a table that runs across.
        headers: the lines of the block's header, top to bottom, of the same grid or the nearest before it; may be empty.
        form: says which units there are.
        columns: in a torn table, where the full lines of the same width have their figures; None when nobody knows.
    """
    cells, doubt = figure_cells(line, len(leaves), form, columns)
    if not cells:
        return tuple(Placed(cell=None) for _ in leaves)
    kinds = [(row.kind if row is not None else leaf.row.kind if leaf.row is not None else None) or leaf.column.kind for leaf in leaves]
    paths = [_header_path(cell, headers) if line.how == "grid" else () for cell in cells]
    likes = [
        [0.0 if _in_a_wide_one(cell, headers) else _likeness(path, leaf) for leaf in leaves]
        for cell, path in zip(cells, paths, strict=True)
    ]
    unsure = _unsure(cells, headers, likes, leaves)
    silent = [max(alike) == 0 and mute for alike, mute in zip(likes, unsure, strict=True)]
    scores = [
        [_score(cell, () if mute else path, like, leaf, kind, form) for like, leaf, kind in zip(alike, leaves, kinds, strict=True)]
        for cell, path, alike, mute in zip(cells, paths, likes, silent, strict=True)
    ]
    skips = [_LEFT_OUT_BLANK if cell.kind in ("blank", "mark") else _LEFT_OUT_FIGURE for cell in cells]
    laid = align(scores, skips, [_NO_COLUMN] * len(leaves), [False] * len(leaves))
    at = {place: index for index, place in enumerate(laid.pairs) if place is not None}
    doubt = doubt or _order_doubt(headers, leaves) or _rest_doubt(cells, paths, likes, laid.pairs, len(leaves))
    by_place = line.how == "grid" and _certain_by_place(cells, headers, likes, laid.pairs, leaves, unsure)
    placed = []
    for number, leaf in enumerate(leaves):
        index = at.get(number)
        if index is None:
            placed.append(Placed(cell=None))
            continue
        own = (
            doubt
            or _twin_doubt(number, index, at, cells, len(leaves), across=row is None)
            or _wide_doubt(cells[index], headers, leaves)
            or _cell_doubt(number, index, at, likes, paths, by_place)
        )
        if own is None and laid.margins[index] < _CERTAIN:
            own = "its column could not be told for certain"
        heads = (*reversed(paths[index]), *_named(leaf, headers))
        unit = next((unit for text in heads if (unit := printed_unit(text, form.units))), None)
        if own is None and unit is None and cells[index].kind == "figure" and any(_tells_unit(text, leaf) for text in heads):
            own = "its header prints a unit that the form does not know"
        placed.append(Placed(cell=cells[index], unit=unit, headed=bool(heads), doubt=own))
    return tuple(placed)


def _tells_unit(header: str, leaf: Leaf) -> bool:
    """Whether a header names a unit: not where it runs into that of a column of units, 单位 | 统计数."""
    words = "".join(HAN.findall(header))
    return "单位" in words and words.replace("单位", "") not in leaf.labels


def _likeness(path: Sequence[str], leaf: Leaf) -> float:
    """How like a header is to a column's, 0 where that may be chance; a header set in pieces is read from any piece to its end."""
    words = [_without_dirt(text) for text in path]
    tails = ["".join(words[at:]) for at in range(len(words))]
    like = max((label_likeness(tail, label) for tail in tails for label in leaf.labels), default=0.0)
    return like if like >= _ALIKE else 0.0


def _without_dirt(text: str) -> str:
    """A header of several lines without those that have no words: what specks are read as."""
    lines = text.splitlines()
    return "\n".join(line for line in lines if HAN.search(line)) or text


def _score(cell: LineCell, path: Sequence[str], like: float, leaf: Leaf, kind: Kind, form: Form) -> float:
    score = _HEADED * (like - _HALF) + _ABOVE * _above_likeness(path, leaf) if path else _UNHEADED
    figure = parse_figure(cell.text, form.units)
    if cell.kind in ("figure", "figures", "text") and (figure is None or not fits(figure, kind)):
        score += _MISFIT
    return score


def _above_likeness(path: Sequence[str], leaf: Leaf) -> float:
    if not leaf.above or len(path) < 2:
        return 0.0
    return max(label_likeness(text, label) for text in path[:-1] for label in leaf.above[-1])


def _certain_by_place(
    cells: Sequence[LineCell],
    headers: Sequence[Line],
    likes: Sequence[Sequence[float]],
    pairs: Sequence[int | None],
    leaves: Sequence[Leaf],
    unsure: Sequence[bool],
) -> bool:
    """Whether columns whose headers could hardly be read are known all the same: there is one cell for each column, and most are named.

    Of columns whose groups are named a few more may not be: there are as many under each group's header as the form has there.
    Headers that run together in one wide cell, their edges lost, name all of its columns when it holds most of their characters.
    """
    count = len(leaves)
    if list(pairs) != list(range(count)) or len(cells) != count:
        return False
    if count == 1 and _in_a_wide_one(cells[0], headers, legible=_LEGIBLE):
        return True  # its name has run together with that of the labels, nobody could read them, and it is the only one
    unnamed = [index for index in range(count) if likes[index][index] < _ALIKE]
    apart = [index for index in unnamed if not _named_together(index, cells, headers, leaves)]
    most = _MOST_IN_GROUPS if _in_groups(cells, headers, leaves) else _MOST_UNNAMED
    traces = {index: _traces(index, unnamed, cells, headers, leaves) for index in apart}
    if any(others > own for own, others in traces.values()):
        return False
    bare = [index for index, (own, others) in traces.items() if own < max(_FEWEST_TRACES, others + 1)]
    return len(bare) <= most * count and all(unsure[index] for index in apart)


def _traces(
    index: int, unnamed: Sequence[int], cells: Sequence[LineCell], headers: Sequence[Line], leaves: Sequence[Leaf]
) -> tuple[int, int]:
    """How many characters of its own column's name there are in what little was read above a cell, and of another's at most that is not
    named where it stands itself."""
    above = [head for line in headers for head in line.texts if head.column_span == 1 and _above(head, cells[index])]
    read = Counter(bare_label(above[-1].text)) if above else Counter[str]()
    shared = [max((read & Counter(bare_label(label))).total() for label in leaf.labels) for leaf in leaves]
    return shared[index], max((other for at, other in enumerate(shared) if at != index and at in unnamed), default=0)


def _in_groups(cells: Sequence[LineCell], headers: Sequence[Line], leaves: Sequence[Leaf]) -> bool:
    """Whether headers over several columns name the groups of all columns that have one, each above its own columns and no other.

    What stands over all columns parts none of them.
    """
    wide = [head for line in headers for head in line.texts if head.column_span > 1]
    groups = {labels for leaf in leaves for labels in leaf.above}
    groups -= {labels for labels in groups if all(labels in leaf.above for leaf in leaves)}
    for leaf, cell in zip(leaves, cells, strict=True):
        over = [head.text for head in wide if _above(head, cell)]
        named = {labels for labels in groups if any(label_likeness(text, label) >= _GROUP for text in over for label in labels)}
        own = [labels for labels in leaf.above if labels in groups]
        if not named <= set(own) or (own and own[-1] not in named):
            return False
    return bool(groups)


def _named_together(index: int, cells: Sequence[LineCell], headers: Sequence[Line], leaves: Sequence[Leaf]) -> bool:
    """Whether a wide header read from a picture, the nearest above a cell, holds the characters of all columns that it lies over."""
    above = [head for line in headers for head in line.texts if _above(head, cells[index])]
    if not above or above[-1].confidence == 1 or above[-1].column_span < 2:
        return False
    wide = above[-1]
    printed = Counter(bare_label(wide.text))
    below = [leaf for leaf, cell in zip(leaves, cells, strict=True) if _above(wide, cell)]
    wanted = Counter("".join(bare_label(leaf.labels[0]) for leaf in below))
    return (wanted & printed).total() >= _HELD * wanted.total()


def _in_a_wide_one(cell: LineCell, headers: Sequence[Line], legible: float = 1.0) -> bool:
    """Whether the header nearest above a cell was read from a picture, less surely than that, and is wider: names run together in it, of
    which none is its own."""
    above = [head for line in headers for head in line.texts if _above(head, cell)]
    return bool(above) and above[-1].confidence < legible and _is_wider(above[-1], cell)


def _unsure(
    cells: Sequence[LineCell], headers: Sequence[Line], likes: Sequence[Sequence[float]], leaves: Sequence[Leaf]
) -> tuple[bool, ...]:
    """For each cell whether its header was not read well. Where half were not, one that reads like no label at all, and is no surer than
    so poor a print allows, was not either: of broken words a reader makes up whole ones."""
    hardly = [_hardly_read(cell, headers, leaves) for cell in cells]
    if sum(hardly) < _HALF_OF_THEM * len(cells):
        return tuple(hardly)
    above = [[head for line in headers for head in line.texts if _above(head, cell)] for cell in cells]
    made_up = [max(alike) == 0 and bool(heads) and heads[-1].confidence < _BEYOND_DOUBT for heads, alike in zip(above, likes, strict=True)]
    return tuple(one or other for one, other in zip(hardly, made_up, strict=True))


def _hardly_read(cell: LineCell, headers: Sequence[Line], leaves: Sequence[Leaf]) -> bool:
    """Whether the header nearest above a cell was read from a picture, and not well, or not at all so that only its group's is there. What
    is read with a letter in it that no column has in its name, or is shorter than any name, was not read well."""
    above = [head for line in headers for head in line.texts if _above(head, cell)]
    if not any(head.confidence < 1 for head in above or (head for line in headers for head in line.texts)):
        return False
    if not above or _is_wider(above[-1], cell):
        return True
    labels = [label for leaf in leaves for label in leaf.labels]
    foreign = set(_LETTER.findall(above[-1].text)).difference(*labels)
    piece = len(bare_label(above[-1].text)) < min(_FEWEST_LETTERS, *(len(bare_label(label)) for label in labels))
    return above[-1].confidence < _LEGIBLE or above[-1].doubt is not None or bool(foreign) or piece


def _is_wider(head: LineCell, cell: LineCell) -> bool:
    """Whether a header lies over more columns than a cell: in a grid that goes on over a page break one column may be several."""
    return head.column_span > cell.column_span and head.frame.width > _WIDER * cell.frame.width


def _cell_doubt(
    number: int, index: int, at: Mapping[int, int], likes: Sequence[Sequence[float]], paths: Sequence[Sequence[str]], by_place: bool
) -> str | None:
    """Why the header above a cell speaks against its column."""
    if not paths[index]:
        return None
    mine = likes[index]
    if mine[number] < _ALIKE and not by_place and len(bare_label("".join(paths[index]))) > 1:
        return "its header reads otherwise"
    best = max(range(len(mine)), key=lambda other: mine[other])
    rival = at.get(best)
    gain = mine[best] - mine[number]
    if rival is not None and rival != index:
        gain += likes[rival][number] - likes[rival][best]
    return "its header is more like another column's" if gain > _CLEARLY else None


def _twin_doubt(number: int, index: int, at: Mapping[int, int], cells: Sequence[LineCell], count: int, *, across: bool) -> str | None:
    """Whether a cell of a picture's line with too few may be two: beside a column that has none, and as wide as two.

    Of a table in one line (``across``) every column is printed, and a narrow pair that has run together is no wider than its neighbours.
    """
    if len(cells) >= count or cells[index].confidence == 1:
        return None
    wide = cells[index].frame.width >= _TWO_WIDE * statistics.median_low(cell.frame.width for cell in cells)
    lost = any(0 <= beside < count and beside not in at for beside in (number - 1, number + 1))
    return "its column may be two, the ruling between them lost" if lost and (wide or across) else None


def _wide_doubt(cell: LineCell, headers: Sequence[Line], leaves: Sequence[Leaf]) -> str | None:
    """Whether a cell lies below the headers of several columns."""
    if cell.column_span < 2:
        return None
    below = {
        place
        for line in headers
        for head in line.texts
        if cell.frame.overlap_x(head.frame) > _UNDER * head.frame.width and head.frame.width < cell.frame.width
        for place, leaf in enumerate(leaves)
        if max(label_likeness(head.text, label) for label in leaf.labels) >= _NAMED
    }
    return "one cell over several columns" if len(below) > 1 else None


def _rest_doubt(
    cells: Sequence[LineCell],
    paths: Sequence[Sequence[str]],
    likes: Sequence[Sequence[float]],
    pairs: Sequence[int | None],
    count: int,
) -> str | None:
    """Why a line of which some figure found no column is doubtful as a whole; not when headers name all the columns, and no other.

    A mark for nothing counts as much: where a bit of a ruling was read as a 1, it is the mark that is left over.
    """
    rest = [index for index, pair in enumerate(pairs) if pair is None and cells[index].kind in ("figure", "figures", "mark")]
    taken = [likes[index][pair] for index, pair in enumerate(pairs) if pair is not None]
    if not rest or (
        len(taken) == count and all(paths[index] and max(likes[index]) < _NAMED for index in rest) and min(taken, default=0.0) >= _NAMED
    ):
        return None
    return "it has more figures than the form has columns"


def _order_doubt(headers: Sequence[Line], leaves: Sequence[Leaf]) -> str | None:
    """Whether some line of the header names the columns, or the groups above them, in another order than the form.

    The columns' names may come again for every group: so many names need so many runs through the columns, and no more.
    """
    columns = list(dict.fromkeys(leaf.labels for leaf in leaves))
    groups = list(dict.fromkeys(labels for leaf in leaves for labels in leaf.above))
    for line in headers:
        heads = [cell for cell in line.texts if cell.first]
        for names, again in ((columns, True), (groups, False)):
            found = [place for head in heads if (place := _place(head, names)) is not None]
            unread = sum(_may_name(head, names) for head in heads if _place(head, names) is None)
            runs = 1 + sum(one > other for one, other in pairwise(found))
            if found and runs > (-(-(len(found) + unread) // len(names)) if again else 1):
                return "the header names the columns in another order"
    return None


def _place(head: LineCell, names: Sequence[tuple[str, ...]]) -> int | None:
    likes = _likes(head, names)
    best = max(likes, default=0.0)
    return likes.index(best) if best >= _NAMED and head.doubt is None else None


def _may_name(head: LineCell, names: Sequence[tuple[str, ...]]) -> bool:
    """Whether a header that names none of them may be one of them, not well read."""
    return head.doubt is not None or head.confidence < _LEGIBLE or max(_likes(head, names), default=0.0) >= _PARTLY


def _likes(head: LineCell, names: Sequence[tuple[str, ...]]) -> list[float]:
    return [max(label_likeness(head.text, label) for label in labels) for labels in names]


def _named(leaf: Leaf, headers: Sequence[Line]) -> list[str]:
    """The header cells that read like a column's, wherever they stand."""
    return [head.text for line in headers for head in line.texts if _likeness((head.text,), leaf)]


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
