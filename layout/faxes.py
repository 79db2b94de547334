"""What a fax may have lost: its threshold breaks thin type, and wipes out what is thinner still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingest.characters import HAN
from layout.spots import FEWEST_FIGURES, Spot
from ocr.ink_types import BITS
from ocr.verdict import FAX, Verdict

__all__ = ["FaxSettings", "FaxTable", "figure_doubts", "is_dirt", "keeps_figures", "without_lone_dashes"]

_DASH = "—"
_DARK = 128
_EDGE = 2  # pixels of a cell's inside along its rulings


@dataclass(frozen=True, slots=True, kw_only=True)
class FaxSettings:
    """Confidences and shares from 0 to 1; what they were measured on stands in docs/decisions.md."""

    dashes: int = 4  # of one length, in a table where dashes stand for nothing
    as_long: float = 0.25  # by which they may differ
    broad: float = 0.7  # of the usual height of a table's figures: the foot of a 2 is no longer
    kept: float = 0.9  # of a table's figures that are read for certain, so that none can have been lost without a trace
    mostly: float = 0.75  # likewise, where words came over whole too
    digit: float = 0.6  # heights that a digit takes up
    inked: float = 0.07  # of the square of its height that has ink: whole digits have 0.15 and more, where some were lost most have 0.05
    least: float = 0.1  # of the figures, that may have less
    firm: float = 0.9  # confidence from which words came over whole
    words: int = 10  # of a table that tell how its type came over
    aside: int = 3  # of them to the left and to the right of its middle, or of the page's: a fax may be paler on one side
    legible: float = 0.8  # of the words on either side
    broken: float = 0.5  # of a table's figures, or of all, from which figures are thinner than words
    elsewhere: int = 1  # figure or mark of a source that tells how its figures came over: a slash is thinner than any
    few: int = 2  # so many figures in doubt tell nothing
    speck: float = 0.17  # of the usual height of a table's lines: of a figure in type that came over whole more is left
    bits: float = 0.12  # of the cells without a figure that may hold bits of ink; lost figures leave them in every third


_FAX = FaxSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class FaxTable:
    """The lines of ink of one table and of its whole page, with what they say; why each figure of the source's tables is in doubt; how
    many of the table's cells have no ink. ``middle`` across, in points."""

    ink: tuple[tuple[Spot, Verdict], ...]
    page: tuple[tuple[Spot, Verdict], ...]
    source: tuple[str | None, ...]
    empty: int
    middle: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    middle: float
    confidence: float


def keeps_figures(table: FaxTable, settings: FaxSettings = _FAX) -> bool:
    """Whether the figures of a table came over whole: type that the threshold broke in one cell it has wiped out in another. That they
    did may be seen by their ink, or by how many are read for certain.

    Other tables tell nothing by themselves: they may be set in larger or bolder type. Where next to no figures are left to tell, words do,
    if what the empty cells hold is dirt and not what is left of figures in thinner type, and if the source has figures elsewhere that came
    over whole: a form may have been filled in with a typewriter, or by hand.
    """
    if _keeps_ink(table, settings):
        return True
    figures = figure_doubts(table.ink)
    doubtful = len(figures) - figures.count(None)
    if len(figures) >= FEWEST_FIGURES and figures.count(None) >= settings.kept * len(figures):
        return True
    if table.source.count(None) < max(settings.elsewhere, settings.broken * len(table.source)):
        return False
    words = _words(table.ink)
    for right in (False, True):
        own = [word for word in words if (word.middle >= table.middle) == right]
        if len(own) < settings.aside:
            own = [word for word in _words(table.page) if (word.middle >= table.middle) == right]
        if len(own) < settings.aside or sum(word.confidence >= settings.firm for word in own) < settings.legible * len(own):
            return False
    mostly = len(figures) >= FEWEST_FIGURES and figures.count(None) >= settings.mostly * len(figures)
    return (
        len(words) >= settings.words
        and doubtful <= max(settings.few, settings.broken * len(figures))
        and (mostly or _holds_dirt_only(table, settings))
    )


def _keeps_ink(table: FaxTable, settings: FaxSettings) -> bool:
    """Whether so much is left of nearly every figure of a table, be it legible or not, that none can have lost all of its ink."""
    lines = [
        spot.line
        for spot, verdict in table.ink
        if spot.line.figure and not spot.line.dash and not spot.line.slash and verdict.doubt != BITS and not HAN.search(verdict.text)
    ]
    if len(lines) < FEWEST_FIGURES:
        return False
    high = float(np.median([line.height for line in lines]))
    digits = [max(1, round((line.area[2] - line.area[0]) / (settings.digit * high))) for line in lines]
    ink = [np.count_nonzero(line.crop < _DARK) / count for line, count in zip(lines, digits, strict=True)]
    return float(np.quantile(ink, settings.least)) >= settings.inked * high**2


def _holds_dirt_only(table: FaxTable, settings: FaxSettings) -> bool:
    """Whether so few of a table's cells without a figure have bits of ink in them that these are dirt."""
    bits = sum(verdict.doubt == BITS for _, verdict in table.ink)
    return bits <= settings.bits * (bits + table.empty)


def figure_doubts(ink: Sequence[tuple[Spot, Verdict]]) -> tuple[str | None, ...]:
    """Why each figure or mark of the tables among some ink is in doubt, those that nobody could read included; bits are none.

    Those that only the type of their table told are broken all the same.
    """
    lines = [verdict for spot, verdict in ink if spot.home is not None and spot.line.figure and verdict.doubt != BITS]
    return tuple(FAX if verdict.by_type else verdict.doubt for verdict in lines if not HAN.search(verdict.text))


def is_dirt(spot: Spot, verdict: Verdict, table: FaxTable, settings: FaxSettings = _FAX) -> bool:
    """Whether bits of ink in a cell of a table that keeps its figures are a speck, and nothing else is there."""
    heights = [one.line.height for one, _ in table.ink if one.line.figure and not one.line.dash]
    if verdict.doubt != BITS or not heights or not _holds_dirt_only(table, settings):
        return False
    rows, columns = np.nonzero(spot.line.crop[_EDGE:-_EDGE, _EDGE:-_EDGE] < _DARK)
    return len(rows) > 0 and int(max(np.ptp(rows), np.ptp(columns))) + 1 <= settings.speck * float(np.median(heights))


def _words(ink: Sequence[tuple[Spot, Verdict]]) -> list[_Word]:
    return [
        _Word(middle=(spot.box.x0 + spot.box.x1) / 2, confidence=verdict.confidence) for spot, verdict in ink if HAN.search(verdict.text)
    ]


def without_lone_dashes(spots: Sequence[Spot], verdicts: Sequence[Verdict], settings: FaxSettings = _FAX) -> tuple[Verdict, ...]:
    """The verdicts on a fax, whose threshold may have left a stroke of a figure: dashes are believed where their table has more of them,
    and longer than any digit is wide, for it may have left the feet of all its twos."""
    widths: dict[int, list[float]] = {}
    heights: dict[int, list[float]] = {}
    for spot, verdict in zip(spots, verdicts, strict=True):
        if spot.home is not None and verdict.text == _DASH:
            widths.setdefault(spot.home[0], []).append(spot.box.width)
        elif spot.home is not None and spot.line.figure and not spot.line.dash and verdict.doubt != BITS:
            heights.setdefault(spot.home[0], []).append(spot.box.height)

    def alone(spot: Spot) -> bool:
        table = spot.home[0] if spot.home is not None else -1
        if spot.box.width < settings.broad * float(np.median(heights.get(table, [0.0]))):
            return True
        return sum(abs(width - spot.box.width) <= settings.as_long * spot.box.width for width in widths.get(table, [])) < settings.dashes

    lone = "it may be a mark for nothing, or what is left of a figure"
    return tuple(
        replace(verdict, doubt=lone) if verdict.text == _DASH and verdict.doubt is None and alone(spot) else verdict
        for spot, verdict in zip(spots, verdicts, strict=True)
    )
