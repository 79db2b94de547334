"""Which tables of a fax have kept their figures, so that an empty cell is one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ingest.geometry import Box
from layout.faxes import FaxTable, figure_doubts, is_dirt, keeps_figures, without_lone_dashes
from layout.spots import Spot
from ocr.ink_types import BITS, InkLine
from ocr.votes import Verdict

Ink = tuple[Spot, Verdict]


def spot(x: float, size: int = 20, box: int = 60) -> Spot:
    """A line of ink at a place across; its crop has a blot of this size in it."""
    crop = np.full((box, box), 255, np.uint8)
    crop[10 : 10 + size, 10 : 10 + size] = 0
    return Spot(home=(0, 0), box=Box(x, 100, x + 20, 110), line=InkLine(area=(0, 0, 60, 20), crop=crop, strokes=1.0, figure=True))


def words(left: int, right: int, confidence: float = 0.99) -> list[Ink]:
    return [(spot(x), Verdict(text="其他", confidence=confidence)) for x in [50] * left + [400] * right]


def figures(firm: int, doubtful: int) -> list[Ink]:
    """Of which little ink is left."""
    firm_ones = [(spot(400, 4), Verdict(text="12", confidence=1.0)) for _ in range(firm)]
    return firm_ones + [(spot(400, 4), Verdict(text="12", confidence=0.9, doubt="the readers differ")) for _ in range(doubtful)]


def bits(count: int, size: int = 3) -> list[Ink]:
    return [(spot(400, size), Verdict(text="", confidence=0.0, doubt=BITS)) for _ in range(count)]


def table(*ink: list[Ink], empty: int = 40, page: list[Ink] | None = None, elsewhere: tuple[int, int] = (3, 1)) -> FaxTable:
    lines = tuple(line for several in ink for line in several)
    return FaxTable(ink=lines, page=(*lines, *(page or ())), source=figure_doubts(figures(*elsewhere)), empty=empty, middle=300)


@pytest.mark.parametrize(
    ("ink", "kept"),
    [
        ((words(12, 6),), True),
        ((words(12, 6), figures(1, 2)), True),
        ((words(12, 6), figures(1, 5)), False),
        ((words(12, 6), bits(4)), True),
        ((words(12, 6), bits(20)), False),
        ((words(12, 6), bits(20), figures(9, 3)), True),
        ((words(12, 6), bits(20), figures(8, 4)), False),
        ((words(12, 3), words(0, 3, confidence=0.5)), False),
        ((words(4, 3),), False),
        ((words(12, 0),), False),
        ((figures(9, 1),), True),
    ],
)
def test_words_that_came_over_whole_tell_that_empty_cells_are_empty(ink: tuple[list[Ink], ...], kept: bool) -> None:
    """Not where the figures are set in thinner type, or the cells hold what may be left of some."""
    assert keeps_figures(table(*ink)) == kept


@pytest.mark.parametrize(
    ("whole", "broken", "kept"), [(8, 0, True), (7, 0, False), (19, 2, True), (15, 3, False)]
)  # one in ten may have next to nothing left
def test_figures_that_kept_their_ink_tell_though_nobody_can_be_sure_of_them(whole: int, broken: int, kept: bool) -> None:
    ink = [(spot(400, 20), Verdict(text="12", confidence=0.9, doubt="the readers differ"))] * whole
    assert keeps_figures(table(ink, figures(0, broken), bits(20))) == kept


def test_a_table_without_a_header_asks_the_rest_of_its_page_how_pale_it_is_on_that_side() -> None:
    assert keeps_figures(table(words(12, 0), page=words(0, 4)))
    assert not keeps_figures(table(words(12, 0), page=words(0, 4, confidence=0.5)))


@pytest.mark.parametrize(("elsewhere", "kept"), [((3, 3), True), ((3, 4), False), ((1, 0), True), ((0, 0), False)])
def test_words_tell_nothing_where_no_figure_of_the_source_came_over_whole(elsewhere: tuple[int, int], kept: bool) -> None:
    """A printed form may have been filled in with a typewriter whose ribbon was pale."""
    assert keeps_figures(table(words(12, 6), elsewhere=elsewhere)) == kept


def test_a_speck_in_a_cell_is_dirt_and_more_is_not() -> None:
    whole = table(words(12, 6))
    assert [is_dirt(*bits(1, size)[0], whole) for size in (3, 8)] == [True, False]
    assert not is_dirt(*bits(1)[0], table(words(12, 6), bits(20), figures(9, 3)))
    one, verdict = bits(1)[0]
    assert not is_dirt(one, replace(verdict, doubt="the readers differ"), whole)


def test_figures_that_only_the_type_of_their_table_told_are_broken_all_the_same() -> None:
    told = (spot(400), Verdict(text="12", confidence=1.0, by_type=True))
    assert [doubt is None for doubt in figure_doubts([told, *figures(1, 0)])] == [False, True]


@pytest.mark.parametrize(("wide", "count", "believed"), [(12, 4, True), (12, 3, False), (5, 12, False)])
def test_dashes_are_believed_where_there_are_several_longer_than_a_digit_is_wide(wide: float, count: int, believed: bool) -> None:
    """A fax may leave the feet of all the twos of a table, in figures 10 points high."""
    dash = replace(spot(400), box=Box(400, 104, 400 + wide, 105), line=replace(spot(400).line, dash=True))
    ink = [(dash, Verdict(text="—", confidence=1.0))] * count + figures(4, 0)
    found = without_lone_dashes([spot for spot, _ in ink], [verdict for _, verdict in ink])
    assert [verdict.doubt is None for verdict in found[:count]] == [believed] * count
