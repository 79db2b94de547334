"""One source is read: what a worker is given, what it does, and what it sends back."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import platform
import time
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from archive.errors import WorkerFault
from archive.storage import join, read_bytes, write_bytes

if TYPE_CHECKING:
    from layout.report import Report

__all__ = ["Outcome", "ReportRows", "Result", "Row", "Task", "content_of", "lost", "now", "read_task"]

Outcome = Literal["read", "failed", "gone", "unwritable", "crashed", "hung", "too_large"]
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A source to be read. It is the same in whatever of its ``urls``; ``path`` is where its report goes, below ``reports``."""

    source: int
    edition: int
    sha256: str
    urls: tuple[str, ...]
    reports: str
    path: str
    form: str | None = None
    reader: str | None = None
    password: str | None = None

    @property
    def options(self) -> str:
        """What the report depends on beside the source, as the ledger keeps it."""
        return json.dumps({key: value for key, value in (("form", self.form), ("reader", self.reader)) if value is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRows:
    """A report as rows of the ledger, each in the order of its table's columns from the third on."""

    report: Row
    cells: tuple[Row, ...]
    checks: tuple[Row, ...]
    problems: tuple[Row, ...]
    support: tuple[Row, ...] = ()
    queue: tuple[Row, ...] = ()

    @property
    def pages(self) -> int:
        """Of the source."""
        return int(self.report[7])

    @property
    def needs_person(self) -> bool:
        """Whether somebody must look: doubtful cells, figures without a place, failing checks, or no form."""
        form, flagged, unplaced, fails = self.report[2], self.report[9], self.report[10], self.report[12]
        return bool(flagged or unplaced or fails or form is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a task. ``started`` is UTC; ``rows`` are there when it was read, else ``error`` is one line."""

    outcome: Outcome
    error: str | None = None
    started: str = ""
    seconds: float = 0.0
    worker: str = ""
    rows: ReportRows | None = None


def now() -> str:
    """The time, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def lost(error: WorkerFault) -> Result:
    """The result of a task whose worker was lost."""
    return Result(outcome=error.outcome, error=str(error), started=now())  # type: ignore[arg-type]  # each leaf names one


def read_task(task: Task) -> Result:
    """Read a source, write its report, and return what the ledger keeps of it. Every fault of the source is in the result.

    The report is written before the ledger hears of it, so that the ledger never names a file that is not there. Whoever writes it
    again writes the same bytes.
    """
    started, clock = now(), time.perf_counter()
    result = _read(task)
    took = round(time.perf_counter() - clock, 3)
    name = f"{platform.node()}:{os.getpid()}"
    return Result(outcome=result.outcome, error=result.error, rows=result.rows, started=started, seconds=took, worker=name)


def _read(task: Task) -> Result:
    from ingest.errors import IngestError
    from layout import read_report
    from layout.errors import LayoutError
    from ocr.errors import OcrError, ReaderFailed

    _hush()
    data = content_of(task.urls, task.sha256)
    if data is None:
        return Result(outcome="gone", error="it went away or was changed while the run went on; run again")
    name = task.urls[0].rpartition("/")[2]
    try:
        report = read_report(data, name=name, form=task.form, password=task.password, reader=task.reader)
    except ReaderFailed as error:  # a program that was ended from outside, or had no memory: worth a second try
        return Result(outcome="crashed", error=str(error))
    except MemoryError:
        return Result(outcome="too_large", error="the worker ran out of memory")
    except (IngestError, LayoutError, OcrError) as error:
        return Result(outcome="failed", error=str(error))
    except Exception as error:  # the outermost door of a source: whatever a broken file brings about, the others are still read
        said = " ".join(str(error).split())[:200]
        return Result(outcome="failed", error=f"unexpected {type(error).__name__}: {said}; please report it with gouji read on this source")
    return _kept(task, report)


def _kept(task: Task, report: Report) -> Result:
    from archive.rows import report_rows
    from layout import report_to_json

    content = report_to_json(report).encode()
    try:
        write_bytes(join(task.reports, task.path), content)
    except OSError as error:
        return Result(outcome="unwritable", error=f"the report cannot be written ({error.strerror or error})")
    return Result(outcome="read", rows=report_rows(report, task.path, hashlib.sha256(content).hexdigest(), task.options))


def content_of(urls: Iterable[str], sha256: str) -> bytes | None:
    """The bytes of that hash, from the first name that still has them; None when none has."""
    for url in urls:
        try:
            data = read_bytes(url)
        except OSError:
            continue
        if hashlib.sha256(data).hexdigest() == sha256:
            return data
    return None


def _hush() -> None:
    """Keep the libraries' remarks out of a log where each line is one of ours; what matters is in the report's problems."""
    logging.lastResort = None
    warnings.simplefilter("ignore")
