"""How scans are read: figures, narrative, time and memory by kind of damage and reader; plain Tesseract and img2table on the same files."""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias, TypeVar

from rich.console import Console
from rich.table import Table

from bench.options import console_of, names, seed_of
from bench.peer_scans import IMG2TABLE, TESSERACT, PeerOutcome, PeerTask, peer_outcome
from bench.reliability import reliability_plot, reliability_table
from bench.scan_run import SLIP_SHARE, Batch, made, outcome, steps
from bench.scan_score import COLUMNS, Outcome, Task, outcome_cells, per_page, percent, size_groups
from bench.trust_score import Trust, trust_table
from layout.form_file import declared_forms
from samples.kinds import KINDS

__all__ = ["FIRST_KINDS", "batches", "each_alone", "main", "scan_table"]

FIRST_KINDS = ("office", "seal", "sideways", "faint", "poor", "fax", "photo")
READERS = ("both", "tesseract", "rapidocr")
WIDTH_OF_FILES = 190  # characters, when the output is no terminal
SPEED_READER = "both"

A = TypeVar("A")
B = TypeVar("B")
Given: TypeAlias = Sequence[tuple[Batch, Sequence[str]]]


def each_alone(work: Callable[[A], B], given: Sequence[A], processes: int) -> list[B]:
    """The work done on each of them in a process of its own, so many at a time; in their order."""
    if not given:
        return []
    with multiprocessing.get_context("spawn").Pool(processes, maxtasksperchild=1) as pool:
        return pool.map(work, given, chunksize=1)


def batches(options: argparse.Namespace, kinds: Sequence[str], folder: Path) -> Iterator[Batch]:
    """What to make: generated reports of each form, or the given files damaged with each seed."""
    for kind in kinds:
        if options.files:
            for file in options.files:
                truth = options.truth or file.with_name(f"{file.stem}_{file.suffix[1:]}.truth.json")
                yield Batch(
                    kind=kind,
                    form=file.stem,
                    folder=str(folder / file.stem / kind),
                    seeds=tuple(options.damage_seeds),
                    given=str(file),
                    truth=str(truth) if truth.is_file() else None,
                )
        else:
            for form in options.forms:
                yield Batch(
                    kind=kind,
                    form=form,
                    folder=str(folder / form / kind),
                    count=options.count,
                    slip_share=options.slips,
                    seeds=(options.seed,),
                )


def _given(options: argparse.Namespace, kinds: Sequence[str], folder: Path) -> Given:
    """The scans, made."""
    wanted = list(batches(options, kinds, folder))
    return list(zip(wanted, each_alone(made, wanted, options.processes), strict=True))


def _tasks(options: argparse.Namespace, given: Given) -> list[Task]:
    without = frozenset(options.without)
    return [
        Task(kind=batch.kind, form=batch.form, path=path, reader=reader, without=without)
        for batch, paths in given
        for path in paths
        for reader in options.readers
    ]


def _peer_tasks(options: argparse.Namespace, given: Given) -> list[PeerTask]:
    return [
        PeerTask(kind=batch.kind, form=batch.form, path=path, peer=peer, python=options.img2table or "")
        for batch, paths in given
        for path in paths[: options.peers]
        for peer in (TESSERACT, *([IMG2TABLE] if options.img2table else []))
    ]


def scan_table(outcomes: Sequence[Outcome], *, title: str = "Scans: accepted figures against what is printed") -> Table:
    """One row for each kind and reader, and faxes once more by the size of their figures."""
    table = Table("kind", "reader", *COLUMNS, title=title)
    for kind, reader in dict.fromkeys((one.task.kind, one.task.reader) for one in outcomes):
        table.add_row(kind, reader, *outcome_cells([one for one in outcomes if (one.task.kind, one.task.reader) == (kind, reader)]))
    table.add_section()
    for reader in dict.fromkeys(one.task.reader for one in outcomes):
        table.add_row("all", reader, *outcome_cells([one for one in outcomes if one.task.reader == reader]))
    table.add_section()
    for kind, reader in dict.fromkeys((one.task.kind, one.task.reader) for one in outcomes if KINDS[one.task.kind].bilevel):
        for size, members in size_groups([one for one in outcomes if (one.task.kind, one.task.reader) == (kind, reader)]).items():
            if members:
                table.add_row(f"{kind} {size}", reader, *outcome_cells(members))
    return table


def _peer_table(peers: Sequence[PeerOutcome], outcomes: Sequence[Outcome]) -> Table:
    """The peers, and gouji on the same documents: its cells are right, not just found."""
    table = Table("kind", "program", "docs", "pages", "figures", "found %", "CPU s/page", "s/page", title="Peers on the same files")
    for kind in dict.fromkeys(peer.task.kind for peer in peers):
        here = [peer for peer in peers if peer.task.kind == kind]
        for name in dict.fromkeys(peer.task.peer for peer in here):
            members = [peer for peer in here if peer.task.peer == name]
            table.add_row(kind, name, *_peer_line(members))
        paths = {peer.task.path for peer in here}
        for reader in dict.fromkeys(one.task.reader for one in outcomes):
            mine = [one for one in outcomes if one.task.path in paths and one.task.reader == reader]
            row = dict(zip(COLUMNS, outcome_cells(mine), strict=True))
            table.add_row(kind, f"gouji, {reader}", *(row[name] for name in ("docs", "pages", "cells", "right %", "CPU s/page", "s/page")))
    return table


def _peer_line(members: Sequence[PeerOutcome]) -> list[str]:
    pages, printed = sum(one.pages for one in members), sum(one.printed for one in members)
    return [
        str(len(members)),
        str(pages),
        str(printed),
        percent(sum(one.found for one in members), printed),
        per_page(sum(one.cpu for one in members), pages),
        per_page(sum(one.wall for one in members), pages),
    ]


def _trust_table(outcomes: Sequence[Outcome]) -> Table:
    rows: dict[tuple[str, str], list[Trust]] = {}
    for one in outcomes:
        if one.trust is not None:
            rows.setdefault((one.task.kind, one.task.reader), []).append(one.trust)
    return trust_table(rows)


def _so_far(outcomes: Sequence[Outcome]) -> None:
    """A long run tells the rows of each kind as it goes, in case it does not come to its end."""
    for reader in dict.fromkeys(one.task.reader for one in outcomes):
        mine = [one for one in outcomes if one.task.reader == reader]
        row = ", ".join(f"{name} {text}" for name, text in zip(COLUMNS, outcome_cells(mine), strict=True))
        print(f"{mine[0].task.kind}, {reader}: {row}", file=sys.stderr, flush=True)


def _say(console: Console, outcomes: Sequence[Outcome], *, flagged: bool) -> None:
    """Name what is amiss under the table."""

    def line(one: Outcome, what: str, rest: str) -> None:
        console.print(f"{what}: {one.score.file} ({one.task.reader}): {rest}", markup=False, soft_wrap=True)

    for one in outcomes:
        if one.score.error:
            line(one, "not read", one.score.error)
        for wrong in one.score.wrong:
            line(one, "wrong", f"{wrong.address}: printed {wrong.printed}, said {wrong.said}")
        for address in one.score.wrong_units:
            line(one, "wrong unit", address)
        if one.score.false_checks:
            line(one, "false check", ", ".join(one.score.false_checks))
        if one.score.flagged and flagged:
            line(one, "flagged", ", ".join(one.score.flagged))


def _keep(outcomes: Sequence[Outcome], folder: Path) -> None:
    """Copy the documents with anything amiss, and their truth."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in {Path(one.task.path) for one in outcomes if one.amiss}:
        for file in (path, path.with_suffix(".truth.json")):
            shutil.copy(file, folder)


def _speed(console: Console, given: Given) -> None:
    """Ours and plain Tesseract in turn, nothing else beside them, both on one core."""
    table = Table(
        "kind", "docs", "pages", "gouji s/page", "Tesseract s/page", "median ratio", "of CPU s", title="One at a time on one core"
    )
    rows: dict[str, list[tuple[Outcome, PeerOutcome]]] = {}
    for batch, paths in given:
        for path in paths:
            mine = Task(kind=batch.kind, form=batch.form, path=path, reader=SPEED_READER, one_core=True)
            theirs = PeerTask(kind=batch.kind, form=batch.form, path=path, peer=TESSERACT, one_core=True)
            pair = each_alone(outcome, [mine], 1)[0], each_alone(peer_outcome, [theirs], 1)[0]
            rows.setdefault(batch.kind, []).append(pair)
    for kind, pairs in rows.items():
        table.add_row(kind, *_speed_line(pairs))
    pairs = [pair for several in rows.values() for pair in several]
    table.add_section()
    table.add_row("all", *_speed_line(pairs))
    console.print(table)
    console.print(
        f"a page takes {_ratio(pairs):.2f} times as long as with plain Tesseract (median of {len(pairs)} documents)", markup=False
    )


def _speed_line(pairs: Sequence[tuple[Outcome, PeerOutcome]]) -> list[str]:
    pages = sum(mine.pages for mine, _ in pairs)
    cpu = statistics.median(mine.cpu / peer.cpu for mine, peer in pairs)
    ours, theirs = sum(mine.score.seconds for mine, _ in pairs), sum(peer.wall for _, peer in pairs)
    return [str(len(pairs)), str(pages), per_page(ours, pages), per_page(theirs, pages), f"{_ratio(pairs):.2f}", f"{cpu:.2f}"]


def _ratio(pairs: Sequence[tuple[Outcome, PeerOutcome]]) -> float:
    return statistics.median(mine.score.seconds / peer.wall for mine, peer in pairs)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    forms, kinds = tuple(declared_forms()), tuple(KINDS)
    parser = argparse.ArgumentParser(prog="bench.scans", description=__doc__)
    parser.add_argument("--count", type=int, default=10, help="documents of each form for each kind (default: 10)")
    parser.add_argument("--slips", type=float, default=SLIP_SHARE, help=f"share of the reports with planted slips (default: {SLIP_SHARE})")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fresh", action="store_true", help="draw a random seed, and say which")
    parser.add_argument("--kinds", type=names(kinds), default=FIRST_KINDS, help=f"of {','.join(KINDS)}, or all")
    parser.add_argument("--readers", type=names(READERS), default=READERS, help=f"of {','.join(READERS)}")
    parser.add_argument("--forms", type=names(forms), default=forms, help=f"of {','.join(forms)}")
    parser.add_argument("--processes", type=int, default=2, help="how many documents are read at a time (default: 2)")
    parser.add_argument("--peers", type=int, default=2, help="documents of each form and kind that the peers read too (default: 2)")
    parser.add_argument("--img2table", metavar="PYTHON", help="an interpreter that has img2table; without one this peer is left out")
    parser.add_argument("--without", type=names(steps()), default=(), help="steps of cleaning to leave out")
    parser.add_argument("--flagged", action="store_true", help="name the flagged cells too")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="copy documents with anything amiss there")
    parser.add_argument("--files", type=Path, nargs="+", default=[], metavar="PDF", help="damage these in place of generated reports")
    parser.add_argument("--truth", type=Path, help="the truth of the one file; otherwise what is beside each, or read from it")
    parser.add_argument("--damage-seeds", type=int, nargs="+", default=[1, 2, 3], help="one scan of each file for each (default: 1 2 3)")
    parser.add_argument("--plot", type=Path, metavar="SVG", help="draw the reliability of the first reader's confidences")
    parser.add_argument("--speed", action="store_true", help="nothing but the time beside plain Tesseract's, one document at a time")
    options = parser.parse_args(arguments)
    if options.truth and len(options.files) != 1:
        parser.error("--truth is for one file")
    for file in (*options.files, *([options.truth] if options.truth else [])):
        if not file.is_file():
            parser.error(f"there is no file {file}")
    options.seed = seed_of(options)
    return options


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the scans, read them, print the tables."""
    options = _options(arguments)
    console = console_of(WIDTH_OF_FILES)
    files = ", ".join(file.name for file in options.files)
    seeds = ", ".join(map(str, options.damage_seeds))
    console.print(f"{files}, seeds {seeds}" if files else f"seed {options.seed}, {options.count} documents of each form and kind")
    if options.without:
        console.print(f"without {', '.join(options.without)}")
    with tempfile.TemporaryDirectory() as folder:
        if options.speed:
            _speed(console, _given(options, options.kinds, Path(folder)))
            return
        outcomes: list[Outcome] = []
        peers: list[PeerOutcome] = []
        for kind in options.kinds:
            given = _given(options, (kind,), Path(folder))
            outcomes += each_alone(outcome, _tasks(options, given), options.processes)
            peers += each_alone(peer_outcome, _peer_tasks(options, given), options.processes)
            _so_far([one for one in outcomes if one.task.kind == kind])
        console.print(scan_table(outcomes))
        console.print(_trust_table(outcomes))
        for reader in options.readers:
            said = [pair for one in outcomes if one.task.reader == reader for pair in one.score.confidences]
            console.print(reliability_table(said, title=f"Confidences, {reader}"))
            if options.plot and reader == options.readers[0]:
                options.plot.write_text(reliability_plot(said), "utf-8")
        _say(console, outcomes, flagged=options.flagged)
        if options.keep:
            _keep(outcomes, options.keep)
    if peers:
        console.print(_peer_table(peers, outcomes))
        if not options.img2table:
            console.print("img2table was left out: name an interpreter that has it with --img2table PYTHON", markup=False)
    for peer in peers:
        if peer.error:
            console.print(f"not read: {Path(peer.task.path).name} ({peer.task.peer}): {peer.error}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
