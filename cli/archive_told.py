"""How a run is shown while it goes on: a bar, lines, JSON lines, or nothing but faults."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.archive_words import long_time
from cli.wording import clean, complain

if TYPE_CHECKING:
    from archive.events import Event, Listener, Tally

__all__ = ["teller"]

_BETWEEN_LINES = 30.0  # seconds between two lines of counts in a log
_FAULTS = {"failed": "", "gone": "", "set_aside": "set aside; ", "again": "will be tried once more; "}


@contextmanager
def teller(quiet: bool, log_json: bool) -> Iterator[Listener]:
    """Who is told of a run's events."""
    if log_json:
        yield _tell_json
    elif quiet:
        yield _tell_fault
    elif sys.stderr.isatty():
        from cli.terminal import run_bar

        with run_bar() as bar:

            def told(event: Event, tally: Tally) -> None:
                _tell_fault(event, tally)
                bar(tally.settled, tally.total, counts(tally))

            yield told
    else:
        yield _Lines()


def counts(tally: Tally) -> str:
    """The counts of a run in a few words."""
    return f"{tally.read:,} read, {tally.flagged:,} flagged, {tally.failed:,} failed, {tally.skipped:,} skipped"


def _tell_fault(event: Event, _tally: Tally) -> None:
    if event.kind == "resumed":
        complain("", f"going on after a run that was broken off with {event.detail} sources in hand")
    elif event.kind in _FAULTS:
        complain(event.url, _FAULTS[event.kind] + event.detail)


class _Lines:
    """A log for people: faults as they come, and now and then how far it is."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, event: Event, tally: Tally) -> None:
        _tell_fault(event, tally)
        if time.monotonic() - self._last < _BETWEEN_LINES:
            return
        self._last = time.monotonic()
        left = tally.total - tally.settled
        ahead = f", about {long_time(tally.seconds / tally.done * left)} left" if tally.done and left else ""
        print(f"{tally.settled:,} of {tally.total:,}: {counts(tally)}{ahead}", file=sys.stderr, flush=True)


def _tell_json(event: Event, tally: Tally) -> None:
    """One object a line; the counts are those after the event."""
    if event.kind == "tick":
        return
    line: dict[str, object] = {"time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "event": event.kind}
    if event.url:
        line |= {"source": clean(event.url), "sha256": event.sha256}
    if event.detail:
        line["detail"] = clean(event.detail)
    if event.rows is not None:
        report = event.rows.report
        line |= {"report": report[0], "form": report[2], "year": report[3], "issuer": report[4], "pages": report[7]}
        line |= {"accepted": report[8], "flagged": report[9], "unplaced": report[10], "fails": report[12], "seconds": event.seconds}
    line |= {"settled": tally.settled, "total": tally.total}
    print(json.dumps(line, ensure_ascii=False), flush=True)
