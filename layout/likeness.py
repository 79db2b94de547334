"""How well each line of a source would stand at each place of a form: one table of scores for the alignment to decide on."""

from __future__ import annotations

from collections.abc import Sequence

from layout.labels import bare_label, label_likeness
from layout.lines import Line
from layout.places import Place, Print, leaves

__all__ = ["line_costs", "place_costs", "row_likeness", "score_lines"]

# Points on one scale: a label that is read whole is worth 5, one that says something else costs more than leaving out both.
_WHOLE, _SOUND, _HALF = 5.0, 0.8, 0.5
_DAMAGED, _ELSE, _NO_LABEL = -1.5, -6.0, -0.5
_RIVAL = 4.0  # a label that is more like another row's loses this times the difference
_RIGHT_COUNT, _WRONG_COUNT = 1.0, -0.5
_HEADER = 1.0  # worth little: a header printed again after a page break must not cost the rows before it their places
_HEADER_WITH_FIGURES = -3.5
_LOST_COLUMNS = 1  # of a grid whose ruling between two is lost
_SHORT = 3  # characters: shorter pieces of a header are looked for inside its labels
_LEFT_OUT_FIGURES, _LEFT_OUT_WORDS = 2.5, 0.4
_NO_ROW, _NO_HEADER = 1.5, 0.3


def line_costs(lines: Sequence[Line]) -> list[float]:
    """What it costs to leave each line without a place."""
    return [_LEFT_OUT_FIGURES if line.figures else _LEFT_OUT_WORDS for line in lines]


def place_costs(places: Sequence[Place]) -> list[float]:
    """What it costs to leave each place without a line."""
    return [_NO_ROW if place.role in ("row", "figures") else _NO_HEADER for place in places]


def score_lines(lines: Sequence[Line], one: Print) -> list[list[float]]:
    """``scores[i][j]`` of line i at place j."""
    known = {label for place in one.places if place.role == "row" for label in place.labels}
    groups = {label for place in one.places for group in one.block(place).groups for label in group.labels} - known
    widths = {(place.table, place.block): len(leaves(one.block(place))) for place in one.places if place.role == "header"}
    counts = [widths[place.table, place.block] for place in one.places]
    return [_score_line(line, one.places, counts, known, groups) for line in lines]


def _score_line(line: Line, places: Sequence[Place], counts: Sequence[int], known: set[str], groups: set[str]) -> list[float]:
    tails = _tails(line)
    likes = {label: max((label_likeness(tail, label) for tail in tails), default=0.0) for label in known}
    best = max(likes.values(), default=0.0)
    own = tails
    if tails and best < _SOUND and max((label_likeness(tails[0], label) for label in groups), default=0.0) >= _SOUND:
        own, likes, best = (), dict.fromkeys(known, 0.0), 0.0  # only the label of its group is left
    row = []
    for place, count in zip(places, counts, strict=True):
        if place.role == "row":
            alike = max(likes[label] for label in place.labels)
            row.append(_row_score(line, own, alike, best, count))
        elif place.role == "figures":
            row.append(_figures_score(line, count))
        elif place.role == "group":
            row.append(_group_score(line, tails, place))
        else:
            row.append(_header_score(line, place))
    return row


def _tails(line: Line) -> tuple[str, ...]:
    """What may be the line's own label: its last label cell, or that with the ones before it (a label torn over cells)."""
    texts = [cell.text for cell in line.labels]
    return tuple("".join(texts[at:]) for at in range(len(texts) - 1, max(len(texts) - 5, -1), -1))


def row_likeness(line: Line, labels: Sequence[str]) -> float:
    """How alike a line's own label is to one of several."""
    return max((label_likeness(tail, label) for tail in _tails(line) for label in labels), default=0.0)


def _row_score(line: Line, tails: Sequence[str], own: float, best: float, count: int) -> float:
    if not line.values and not line.units and line.how != "loose":
        return _ELSE
    longest = max((len(bare_label(tail)) for tail in tails), default=0)
    if longest == 0 and any(cell.kind == "text" for cell in line.values):
        return _ELSE  # words where figures should be, and no label: what could be read of a header
    if longest == 0:
        score = _NO_LABEL
    elif own >= _SOUND:
        score = _WHOLE * own
    elif own >= _HALF:
        score = (own - _HALF) / (_SOUND - _HALF) * _WHOLE * _SOUND
    else:
        score = _DAMAGED if longest == 1 else _ELSE
    score -= _RIVAL * max(0.0, best - own)
    return score + (_RIGHT_COUNT if _holds(line, count) else _WRONG_COUNT)


def _holds(line: Line, count: int) -> bool:
    """Whether the line may hold that many figures."""
    loose_end = line.how in ("torn", "aligned") and len(line.values) > count >= len(line.figures)
    return len(line.values) == count or loose_end


def _figures_score(line: Line, count: int) -> float:
    """The one line of a table that runs across has no label; figures in the right number are all it shows, or cells over so many columns
    where a ruling between two is lost."""
    places = sum(cell.column_span for cell in line.values) + _LOST_COLUMNS if line.how == "grid" else len(line.values)
    if line.labels or places < count or any(cell.kind == "text" for cell in line.values):
        return _ELSE
    return _WHOLE if _holds(line, count) else _DAMAGED


def _group_score(line: Line, tails: Sequence[str], place: Place) -> float:
    if line.figures:
        return _ELSE
    own = max((label_likeness(tail, label) for tail in tails for label in place.labels), default=0.0)
    return (own - _HALF) * 2 * _WHOLE if own > _HALF else _ELSE


def _header_score(line: Line, place: Place) -> float:
    texts = [text for cell in line.texts if (text := bare_label(cell.text))]
    if not texts:
        return _ELSE
    whole = sum(len(text) for text in texts)
    alike = sum(len(text) * _header_likeness(text, place.labels) for text in texts) / whole
    score = (alike - _HALF) * 2 * _HEADER
    return score + (_HEADER_WITH_FIGURES if line.figures else 0.0)


def _header_likeness(text: str, labels: Sequence[str]) -> float:
    """Short pieces count when some label holds them: headers are set one character a line, or torn."""
    if len(text) <= _SHORT:
        return 0.85 if any(text in bare_label(label) for label in labels) else 0.0
    return max(label_likeness(text, label) for label in labels)
