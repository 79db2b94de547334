"""What is said of an archive: how it stands, and what a run brought."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cli.wording import clean

if TYPE_CHECKING:
    from archive.events import Tally
    from archive.queries import Overview, Trouble, Worst

__all__ = ["long_time", "status_json", "status_lines", "summary_lines"]

_NAMED = 20  # sources named on the terminal; --json has them all
_STATES = {
    "read": "read",
    "waiting": "waiting",
    "reading": "being read",
    "failed": "could not be read",
    "set_aside": "set aside",
    "gone": "gone",
}


def status_lines(folder: Path, how: Overview, lost: Sequence[Trouble], worst: Sequence[Worst]) -> Iterator[str]:
    """How the archive stands, a line each."""
    states = ", ".join(f"{how.states[state]:,} {words}" for state, words in _STATES.items() if state in how.states) or "none yet"
    yield f"{clean(folder)}"
    yield f"  sources   {how.sources:,}: {states}"
    notes = [
        (how.again, "waiting for a second try"),
        (how.copies, "copies under other names"),
        (how.skipped, "files that are no sources"),
        (how.history, "replaced by changed files"),
        (how.stale, "stale; gouji archive retry --stale reads them again"),
    ]
    yield from (f"  {'':<10}{count:,} {words}" for count, words in notes if count)
    yield from _quality(how)
    for trouble in lost[:_NAMED]:
        yield f"  {_STATES[trouble.state]:<18}{clean(trouble.url)}: {clean(trouble.reason)}"
    if len(lost) > _NAMED:
        yield f"  and {len(lost) - _NAMED:,} more; see --json"
    yield from _worst_lines(worst)


def status_json(how: Overview, lost: Sequence[Trouble], worst: Sequence[Worst]) -> str:
    """The same for programs."""
    return json.dumps(
        asdict(how) | {"troubles": [asdict(one) for one in lost], "worst": [asdict(one) for one in worst]}, ensure_ascii=False
    )


def summary_lines(folder: Path, tally: Tally, how: Overview, worst: Sequence[Worst]) -> Iterator[str]:
    """What a run brought, and where to look."""
    rate = f", {tally.done / tally.seconds * 60:,.0f} a minute" if tally.done and tally.seconds else ""
    yield f"{tally.read:,} read, {tally.flagged:,} of them to look at, {tally.failed:,} not read in {long_time(tally.seconds)}{rate}"
    notes = [
        (tally.known, "known already"),
        (tally.copies, "copies"),
        (tally.skipped, "files that are no sources"),
        (tally.again, "tried twice"),
    ]
    if said := ", ".join(f"{count:,} {words}" for count, words in notes if count):
        yield f"  besides   {said}"
    yield f"{clean(folder)} now has {how.sources:,} source{'' if how.sources == 1 else 's'}"
    yield from _quality(how)
    yield from _worst_lines(worst)
    if any(how.states.get(state) for state in ("failed", "set_aside", "gone")):
        yield f"  what could not be read: gouji archive status {clean(folder)}"
    yield f"  to look   gouji archive report {clean(folder)}; its ledger is {clean(folder / 'ledger.sqlite')}"


def _quality(how: Overview) -> Iterator[str]:
    if not how.pages:
        return
    yield f"  pages     {how.pages:,}"
    yield f"  cells     {how.accepted:,} accepted, {how.flagged:,} to look at" + (
        f", {how.unplaced:,} without a place" if how.unplaced else ""
    )
    yield f"  checks    {how.holds:,} hold, {how.fails:,} fail, {how.undecided:,} undecided"
    if how.formless:
        yield f"  no form   in {how.formless:,} source{'' if how.formless == 1 else 's'}"


def _worst_lines(worst: Sequence[Worst]) -> Iterator[str]:
    for number, one in enumerate(worst):
        what = [(one.flagged, "cells"), (one.unplaced, "without a place"), (one.fails, "checks fail")]
        said = ", ".join(f"{count:,} {words}" for count, words in what if count)
        yield f"  {'worst' if number == 0 else '':<10}{clean(one.url)}: {said if one.form else 'no form was recognised'}"


def long_time(seconds: float) -> str:
    """A stretch of time in the two units that matter."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
