"""What is measured of one scan: its figures, its narrative, its time, and the sums over several."""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

from bench.score import Score
from bench.trust_score import Trust

__all__ = [
    "COLUMNS",
    "LARGE",
    "Outcome",
    "Task",
    "bare_text",
    "character_errors",
    "outcome_cells",
    "per_page",
    "percent",
    "size_groups",
    "type_size",
]

FEWEST_CHARACTERS = 50  # of a narrative that counts
LARGE = 9.0  # points
JUST_LARGE = 8.6  # 9 points may be stretched to 0.97 of that, and 8 to 1.035

COLUMNS = (
    "docs",
    "pages",
    "cells",
    "right %",
    "wrong",
    "wrong unit",
    "flagged %",
    "unplaced",
    "slips",
    "false checks",
    "named",
    "narrative CER %",
    "CPU s/page",
    "s/page",
    "peak MB",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One scan to be read by a reader (``both`` are all), without some steps of cleaning. ``path`` has its truth beside it."""

    kind: str
    form: str
    path: str
    reader: str = "both"
    without: frozenset[str] = frozenset()
    one_core: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a task. Seconds are of the whole document, ``memory`` in MB, ``size`` the type size of its figures in points."""

    task: Task
    score: Score
    pages: int
    unplaced: int = 0
    character_errors: int = 0
    characters: int = 0
    cpu: float = 0
    memory: float = 0
    size: float | None = None
    trust: Trust | None = None

    @property
    def amiss(self) -> bool:
        """Whether there is anything to look at."""
        score = self.score
        return bool(score.wrong or score.wrong_units or score.flagged or score.false_checks or score.error)


def bare_text(texts: Iterable[str]) -> str:
    """The texts as one, without white space, full-width forms made plain; punctuation stays as it is otherwise."""
    return "".join("".join(unicodedata.normalize("NFKC", text).split()) for text in texts)


def character_errors(prose: Sequence[Mapping[str, Any]], sections: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """Edits between the narrative and what was read of it, and its length; none of either where there is hardly a narrative."""
    printed, said = (bare_text(text for part in parts for text in (part["title"], part["text"])) for parts in (prose, sections))
    if len(printed) < FEWEST_CHARACTERS:
        return 0, 0
    return int(Levenshtein.distance(printed, said)), len(printed)


def type_size(truth: Mapping[str, Any]) -> float | None:
    """The type size of most of a scan's figures; None when no figure's place is known.

    The box of a figure in a digital original is as high as its font says its characters are: 1.00 times the type size for the Chinese
    faces of the samples, 1.13 times for Times (measured on nine reports). A scan's boxes are larger by the slope of the page times
    their width, so only those of one or two digits are taken where there are any.
    """
    turns = [page["turn"] % 2 for page in truth["scan"]["pages"]]
    sizes = [_upright_size(box["bbox"], turns[box["page"] - 1]) for box in truth["boxes"].values()]
    narrow = [height for width, height in sizes if width <= height]
    heights = narrow or [height for _, height in sizes]
    return statistics.median(heights) if heights else None


def _upright_size(bbox: Sequence[Any], turned: int) -> tuple[float, float]:
    x0, y0, x1, y1 = map(float, bbox)
    return (y1 - y0, x1 - x0) if turned else (x1 - x0, y1 - y0)


def size_groups(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """The documents by the size of their figures."""
    groups: dict[str, list[Outcome]] = {f"≥ {LARGE:g} pt": [], f"< {LARGE:g} pt": []}
    large, small = groups.values()
    for outcome in outcomes:
        if outcome.size is not None:
            (large if outcome.size >= JUST_LARGE else small).append(outcome)
    return groups


def outcome_cells(outcomes: Sequence[Outcome]) -> list[str]:
    """One row of the table, in the order of ``COLUMNS``."""
    scores = [outcome.score for outcome in outcomes]
    cells, pages = sum(score.cells for score in scores), sum(outcome.pages for outcome in outcomes)
    return [
        str(len(scores)),
        str(pages),
        str(cells),
        percent(sum(score.right for score in scores), cells),
        str(sum(len(score.wrong) for score in scores)),
        str(sum(len(score.wrong_units) for score in scores)),
        percent(sum(len(score.flagged) for score in scores), cells),
        str(sum(outcome.unplaced for outcome in outcomes)),
        f"{sum(score.reported for score in scores)}/{sum(score.planted for score in scores)}",
        str(sum(len(score.false_checks) for score in scores)),
        str(sum(score.named for score in scores)),
        percent(sum(outcome.character_errors for outcome in outcomes), sum(outcome.characters for outcome in outcomes)),
        per_page(sum(outcome.cpu for outcome in outcomes), pages),
        per_page(sum(score.seconds for score in scores), pages),
        f"{max((outcome.memory for outcome in outcomes), default=0):.0f}",
    ]


def percent(part: int, whole: int) -> str:
    """A share with two decimals; a dash where there is nothing to share."""
    return f"{100 * part / whole:.2f}" if whole else "-"


def per_page(seconds: float, pages: int) -> str:
    """Seconds for one page."""
    return f"{seconds / pages:.2f}" if pages else "-"
