"""Words against tables: figures that the narrative quotes are held against the cells they speak of.

A sentence may speak of another scope (本级 for 全市) or another year, so a difference is advice and never a failure; and a quoted figure is
a proposal for a cell that could not be read, never its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from layout.checks import Sum, judged, total
from layout.form import Form, Quote, keys_matching
from layout.phrases import comparable, phrase_search
from layout.report import ADVICE, Check, ReportCell, ReportTable, Section

__all__ = ["check_narrative", "propose_quoted", "quoted_figures"]

_SENTENCE_ENDS = re.compile(r"[。;!?\n]")
_YEAR = re.compile(r"(20[0-9]{2})年")
_ADVERB = 5  # characters before a comma that still belong to the clause behind it: 其中, 上年度,
_QUOTED = 0.9  # confidence of a proposal that rests on the narrative alone


def check_narrative(form: Form, tables: Sequence[ReportTable], sections: Sequence[Section], year: int | None) -> tuple[Check, ...]:
    """A check for every figure that the narrative quotes; the left side is the quoted figure, the right one the table's."""
    checks = []
    for quote in form.narrative.quotes:
        figures = quoted_figures(quote, form.narrative.other_scopes, sections, year)
        cells = _cells(quote, tables)
        if figures and cells:
            checks.append(_check(quote, figures, cells))
    return tuple(checks)


def propose_quoted(form: Form, tables: Sequence[ReportTable], sections: Sequence[Section], year: int | None) -> tuple[ReportTable, ...]:
    """The tables with what the narrative says beside cells that are not known; a status never changes."""
    proposals: dict[str, Decimal] = {}
    for quote in form.narrative.quotes:
        figures = quoted_figures(quote, form.narrative.other_scopes, sections, year)
        cells = _cells(quote, tables)
        if len(figures) == 1 and len(cells) == 1:
            proposals[cells[0][0]] = figures[0]

    def told(table: ReportTable, cell: ReportCell) -> ReportCell:
        figure = proposals.get(f"{table.key}/{cell.row}/{cell.column}")
        if figure is None or cell.status not in ("missing", "suspect"):
            return cell
        reason = "; ".join([*([cell.reason] if cell.reason else []), f"the text says {figure}"])
        if cell.value is None:
            return replace(cell, value=figure, confidence=_QUOTED, reason=reason)
        return replace(cell, reason=reason)

    return tuple(replace(table, cells=tuple(told(table, cell) for cell in table.cells)) for table in tables)


def quoted_figures(quote: Quote, other_scopes: Sequence[str], sections: Sequence[Section], year: int | None) -> tuple[Decimal, ...]:
    """The different figures that the narrative gives for a quote, in the order of the text."""
    return _quoted_figures(quote, tuple(other_scopes), tuple(sections), year)


@lru_cache(maxsize=512)  # the text of a report stays the same while its figures are settled one after the other
def _quoted_figures(quote: Quote, other_scopes: tuple[str, ...], sections: tuple[Section, ...], year: int | None) -> tuple[Decimal, ...]:
    unless = tuple(map(comparable, (*other_scopes, *quote.unless)))
    found = [
        Decimal(match["figure"].replace(",", ""))
        for section in sections
        for line in section.text.split("\n")
        for sentence in _SENTENCE_ENDS.split(comparable(line))
        for match in _matches(quote, sentence)
        if not any(word in text for word in unless for text in _surroundings(match)) and _is_of(year, sentence[: match.start()])
    ]
    return tuple(dict.fromkeys(found))


def _matches(quote: Quote, sentence: str) -> Iterator[re.Match[str]]:
    for phrase in quote.phrases:
        yield from phrase_search(phrase).finditer(sentence)


def _surroundings(match: re.Match[str]) -> tuple[str, ...]:
    """What stands in the clause before a phrase, and in its gaps: the words that may make it one of another scope."""
    parts = re.split("[0-9,]", match.string[: match.start()])
    before = "".join(parts[-2:]) if len(parts) > 1 and len(parts[-2]) <= _ADVERB else parts[-1]
    return (before, *(gap for gap in match.groups() if gap != match["figure"]))


def _is_of(year: int | None, before: str) -> bool:
    """Whether the year that the sentence named last, if any, is that of the report."""
    named = _YEAR.findall(before)
    return year is None or not named or int(named[-1]) == year


def _cells(quote: Quote, tables: Sequence[ReportTable]) -> tuple[tuple[str, ReportCell], ...]:
    found: dict[str, ReportCell] = {}
    for pattern in quote.cells:
        key, row, column = pattern.split("/")
        for table in tables:
            here = [cell for cell in table.cells if table.key == key and cell.status != "absent"]
            rows = keys_matching(row, tuple(dict.fromkeys(cell.row for cell in here)))
            columns = keys_matching(column, tuple(dict.fromkeys(cell.column for cell in here)))
            found |= {f"{key}/{cell.row}/{cell.column}": cell for cell in here if cell.row in rows and cell.column in columns}
    return tuple(found.items())


def _check(quote: Quote, figures: Sequence[Decimal], cells: Sequence[tuple[str, ReportCell]]) -> Check:
    own = tuple(cell for _, cell in cells)
    right = total(own)
    agreeing = [figure for figure in figures if figure == (right or 0)] or (list(figures) if len(figures) == 1 else [])
    left = agreeing[0] if agreeing else None
    one = Sum(place=quote.id, keys=tuple((cell.row, cell.column) for cell in own), on_left=0, cells=own, left=left, right=right)
    verdict, statement = judged(one, quote.statement, advice=True)
    if left is None:
        given = ", ".join(map(str, figures))
        verdict, statement = "undecided", f"{quote.statement}; the text gives {given}; {ADVICE}"
    return Check(
        id=f"narrative.{quote.id}",
        statement=statement,
        left=left,
        right=right,
        verdict=verdict,
        cells=tuple(address for address, _ in cells),
    )
