"""How many figures of freshly made reports are read right, flagged or wrong; camelot beside it in the same run."""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import simplejson
from rich.console import Console
from rich.table import Table

from bench.options import console_of, names, seed_of
from bench.peer import camelot_share
from bench.score import Score, score_report
from layout.form_file import declared_forms
from samples.browser import browser_installed
from samples.make import RENDERERS, make_reports

__all__ = ["main"]

PROCESSES = 2
WIDTH_OF_FILES = 160  # characters, when the output is no terminal
SLIP_SHARE = 0.3
PEER_DOCUMENTS = 10  # of each form and renderer; camelot takes its time
COLUMNS = (
    "form",
    "renderer",
    "docs",
    "cells",
    "right %",
    "wrong",
    "flagged %",
    "wrong unit",
    "slips",
    "false checks",
    "named",
    "s/doc",
    "camelot %",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One document to read and the form and renderer it counts for."""

    form: str
    renderer: str
    path: Path
    with_peer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a task; ``peer`` is found and printed figures."""

    task: Task
    score: Score
    peer: tuple[int, int] = (0, 0)


def _truth(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = simplejson.loads(path.with_suffix(".truth.json").read_text("utf-8"), use_decimal=True)
    return data


def _run(task: Task) -> Result:
    from layout import read_report, report_to_json

    truth = _truth(task.path)
    report, error = None, None
    start = time.perf_counter()
    try:
        report = simplejson.loads(report_to_json(read_report(task.path)), use_decimal=True)
    except Exception as fault:  # the outermost door: one document that breaks the reader is a result, not the end of the run
        error = f"{type(fault).__name__}: {fault}"
    score = score_report(task.path.name, truth, report, time.perf_counter() - start, error)
    return Result(task=task, score=score, peer=camelot_share(task.path, truth) if task.with_peer else (0, 0))


def _tasks(options: argparse.Namespace, folder: Path) -> Iterator[Task]:
    for form in options.forms:
        for renderer in options.renderers:
            if renderer == "browser" and not browser_installed():
                continue
            files = make_reports(form, renderer, options.count, options.seed, folder / form / renderer, slip_share=SLIP_SHARE)
            for number, path in enumerate(files):
                peer = path.suffix == ".pdf" and number < options.peer
                yield Task(form=form, renderer=renderer, path=path, with_peer=peer)


def _line(results: Sequence[Result]) -> list[str]:
    scores = [result.score for result in results]
    cells = sum(score.cells for score in scores)
    found, printed = (sum(result.peer[side] for result in results) for side in (0, 1))
    return [
        str(len(scores)),
        str(cells),
        _percent(sum(score.right for score in scores), cells),
        str(sum(len(score.wrong) for score in scores)),
        _percent(sum(len(score.flagged) for score in scores), cells),
        str(sum(len(score.wrong_units) for score in scores)),
        f"{sum(score.reported for score in scores)}/{sum(score.planted for score in scores)}",
        str(sum(len(score.false_checks) for score in scores)),
        str(sum(score.named for score in scores)),
        f"{sum(score.seconds for score in scores) / len(scores):.2f}",
        _percent(found, printed),
    ]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}" if whole else "-"


def _print(console: Console, results: Sequence[Result], *, flagged: bool) -> None:
    table = Table(*COLUMNS, title="Accepted figures against what is printed")
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        groups.setdefault((result.task.form, result.task.renderer), []).append(result)
    for (form, renderer), members in groups.items():
        table.add_row(form, renderer, *_line(members))
    table.add_section()
    table.add_row("all", "", *_line(results))
    console.print(table)
    console.print(
        "named: form, year and issuer right; slips: reported of planted, one with a side printed blank cannot be told", markup=False
    )
    for score in (result.score for result in results):
        if score.error:
            console.print(f"not read: {score.file}: {score.error}", markup=False, soft_wrap=True)
        for wrong in score.wrong:
            console.print(f"wrong: {wrong.file}: {wrong.address}: printed {wrong.printed}, said {wrong.said}", markup=False, soft_wrap=True)
        for address in score.wrong_units:
            console.print(f"wrong unit: {score.file}: {address}", markup=False, soft_wrap=True)
        if score.flagged and flagged:
            console.print(f"flagged: {score.file}: {', '.join(score.flagged)}", markup=False, soft_wrap=True)
        if score.false_checks:
            console.print(f"false check: {score.file}: {', '.join(score.false_checks)}", markup=False, soft_wrap=True)


def _keep(results: Sequence[Result], folder: Path) -> None:
    """Copy the documents with anything amiss, and their truth."""
    folder.mkdir(parents=True, exist_ok=True)
    for result in results:
        score = result.score
        if score.wrong or score.error or score.false_checks or score.flagged or score.wrong_units:
            for path in (result.task.path, result.task.path.with_suffix(".truth.json")):
                shutil.copy(path, folder)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    forms = tuple(declared_forms())
    parser = argparse.ArgumentParser(prog="bench.accuracy", description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="documents of each form and renderer (default: 20)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fresh", action="store_true", help="draw a random seed, and say which")
    parser.add_argument("--forms", type=names(forms), default=forms, help=f"of {','.join(forms)}")
    parser.add_argument("--renderers", type=names(RENDERERS), default=RENDERERS, help=f"of {','.join(RENDERERS)}")
    parser.add_argument(
        "--peer", type=int, default=PEER_DOCUMENTS, help=f"PDFs of each kind that camelot reads too (default: {PEER_DOCUMENTS})"
    )
    parser.add_argument("--flagged", action="store_true", help="name the flagged cells too")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="copy documents with anything amiss there")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the reports, read them, print the table."""
    options = _options(arguments)
    options.seed = seed_of(options)
    console = console_of(WIDTH_OF_FILES)
    console.print(f"seed {options.seed}, {options.count} documents of each form and renderer")
    with tempfile.TemporaryDirectory() as folder:
        tasks = list(_tasks(options, Path(folder)))
        with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
            results = pool.map(_run, tasks, chunksize=4)
        _print(console, results, flagged=options.flagged)
        if options.keep:
            _keep(results, options.keep)


if __name__ == "__main__":
    main()
