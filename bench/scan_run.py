"""Scans are made and read here, each in a process of its own: what a process used is what one document took."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import cv2
import simplejson

from bench.scan_score import Outcome, Task, character_errors, type_size
from bench.score import score_report
from bench.trust_score import trust_of
from ingest.source import open_source
from layout import Report, read_report, report_to_json

__all__ = ["SLIP_SHARE", "Batch", "made", "outcome", "own_core", "scan_truth", "steps", "used_seconds"]

SLIP_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Scans of one kind to make: of ``count`` reports of a form, of which ``slip_share`` have slips, or of a given PDF with some seeds."""

    kind: str
    form: str
    folder: str
    count: int = 0
    slip_share: float = SLIP_SHARE
    seeds: tuple[int, ...] = (1,)
    given: str | None = None
    truth: str | None = None


def made(batch: Batch) -> tuple[str, ...]:
    """Make the scans of a batch, with their truth beside them; the files."""
    cv2.setNumThreads(1)
    from samples.kinds import KINDS  # the processes that read need none of this
    from samples.make import make_scans
    from samples.scan_truth import read_original, scan_original

    folder = Path(batch.folder)
    if batch.given is None:
        return tuple(map(str, make_scans(batch.form, batch.kind, batch.count, batch.seeds[0], folder, slip_share=batch.slip_share)))
    original = read_original(Path(batch.given), Path(batch.truth) if batch.truth else None)
    files: list[Path] = []
    for seed in batch.seeds:
        path = folder / f"{original.path.stem}_{batch.kind}_{seed}.pdf"
        files += scan_original(original, KINDS[batch.kind], seed, path)
    return tuple(map(str, files))


def scan_truth(path: Path) -> dict[str, Any]:
    """The truth beside a scan."""
    data: dict[str, Any] = simplejson.loads(path.with_suffix(".truth.json").read_text("utf-8"), use_decimal=True)
    return data


def steps() -> tuple[str, ...]:
    """The steps of cleaning that can be left out, by name; none where the cleaning knows no names."""
    return tuple(getattr(import_module("ocr.clean"), "STEPS", ()))


def outcome(task: Task) -> Outcome:
    """Read a scan and hold it against its truth. The readers' modules are loaded before the clock starts, their models after."""
    cv2.setNumThreads(1)
    if task.one_core:
        own_core()
    for module in ("layout.scans", "ocr.readers", "onnxruntime", "pytesseract"):
        import_module(module)
    path = Path(task.path)
    truth = scan_truth(path)
    report, error = None, None
    start, used = time.perf_counter(), used_seconds()
    try:
        found = _read(task)
    except Exception as fault:  # the outermost door: one document that breaks the reader is a result, not the end of the run
        error = f"{type(fault).__name__}: {fault}"
    wall, cpu, memory = time.perf_counter() - start, used_seconds() - used, _peak_memory()
    if error is None:
        report = simplejson.loads(report_to_json(found), use_decimal=True)
    result = _outcome(task, truth, report, error, (wall, cpu, memory))
    return result if error is not None else replace(result, trust=trust_of(found, truth))


def _outcome(
    task: Task, truth: Mapping[str, Any], report: Mapping[str, Any] | None, error: str | None, used: tuple[float, float, float]
) -> Outcome:
    wall, cpu, memory = used
    errors, characters = character_errors(truth["prose"], report["sections"] if report else ())
    return Outcome(
        task=task,
        score=score_report(Path(task.path).name, truth, report, wall, error),
        pages=len(truth["scan"]["pages"]),
        unplaced=len(report["unplaced"]) if report else 0,
        character_errors=errors,
        characters=characters,
        cpu=cpu,
        memory=memory,
        size=type_size(truth),
    )


def _read(task: Task) -> Report:
    path = Path(task.path)
    if not task.without:
        return read_report(path, reader=None if task.reader == "both" else task.reader)
    from layout.read import report_of
    from layout.scans import digitised
    from ocr.clean import CleanSettings
    from ocr.readers import DEFAULT, reader_by_name

    changes: dict[str, Any] = {"without": task.without}
    readers = [reader_by_name(name) for name in (DEFAULT if task.reader == "both" else (task.reader,))]
    read = digitised(open_source(path), readers, replace(CleanSettings(), **changes))
    return report_of(read.source, None, read.grids)


def own_core() -> None:
    """Keep this process, and those it starts, to one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def used_seconds() -> float:
    """Processor seconds of this process and of the ended ones that it started."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peak_memory() -> float:
    """MB. What getrusage says may be the peak of the process that started this one, so Linux is asked itself where it can be."""
    try:
        status = Path("/proc/self/status").read_text("utf-8")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
