"""What a second worker brings on scans: on one machine, on a Dask cluster, and on one of whose workers is killed in mid-run.

The machine itself is measured in the same run, by plain Tesseract on the same pages, one and two processes of it: two cores that share
a clock or a memory bus do less than twice the work of one, and no worker can bring more than the core it runs on.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.table import Table

from archive.ledger import ledger_lines
from archive.queries import reading_ledger
from bench.peer_scans import TESSERACT, PeerTask, peer_outcome
from samples.make import make_scans

__all__ = ["main"]

_COMMAND = "from cli.main import main; main()"
_KINDS = ("office", "poor", "fax", "seal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One run: wall seconds, seconds that the workers were reading, attempts that were lost, and what its ledger says, if it has one."""

    wall: float
    busy: float
    lost: int
    ledger: int | None


def _run(sources: Path, archive: Path, options: Sequence[str], *, kill: int | None = None, after: float = 0.0) -> Timed:
    shutil.rmtree(archive, ignore_errors=True)
    command = [sys.executable, "-c", _COMMAND, "archive", "run", str(sources), "--into", str(archive), "--quiet", *options]
    start = time.monotonic()
    process = subprocess.Popen(command)
    if kill is not None:
        time.sleep(after)
        os.kill(kill, signal.SIGKILL)
    if process.wait():
        raise SystemExit(f"the run ended with status {process.returncode}")
    wall = time.monotonic() - start
    with reading_ledger(archive) as ledger:
        busy, lost = ledger.execute("SELECT sum(seconds), sum(outcome <> 'read') FROM attempts").fetchone()
        return Timed(wall=wall, busy=busy, lost=lost, ledger=hash(tuple(ledger_lines(ledger))))


def _plain(sources: Path, processes: int) -> Timed:
    """Plain Tesseract over the same scans, so many processes at a time: what the machine has to give."""
    tasks = [PeerTask(kind="", form="", path=str(path), peer=TESSERACT) for path in sorted(sources.glob("*.pdf"))]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:  # OpenCV's threads do not survive a fork
        list(pool.map(abs, range(processes)))  # so that the processes have started
        start = time.monotonic()
        outcomes = list(pool.map(peer_outcome, tasks))
    wall = time.monotonic() - start
    return Timed(
        wall=wall, busy=sum(outcome.wall for outcome in outcomes), lost=sum(outcome.error is not None for outcome in outcomes), ledger=None
    )


@contextmanager
def _cluster(workers: int) -> Iterator[tuple[str, list[int]]]:
    """A scheduler and workers of one thread each, as the documentation says to start them; its address and the workers' process ids."""
    port = _free_port()
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m", "dask"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen([*dask, "scheduler", "--port", str(port), "--no-dashboard"], **quiet)]  # type: ignore[call-overload] # options as a dict
    for _ in range(workers):
        worker = [*dask, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        started.append(subprocess.Popen(worker, **quiet))  # type: ignore[call-overload] # options as a dict
    try:
        time.sleep(6)
        yield address, [process.pid for process in started[1:]]
    finally:
        for process in started:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="bench.scaling", description=__doc__)
    parser.add_argument("--sources", type=int, default=24, help="scans of one report each (default: 24)")
    parser.add_argument("--seed", type=int, default=1, help="of the generated reports (default: 1)")
    options = parser.parse_args(arguments)
    rows: list[tuple[str, Timed]] = []
    with tempfile.TemporaryDirectory() as folder:
        sources, archive = Path(folder) / "scans", Path(folder) / "archive"
        for number, kind in enumerate(_KINDS):
            make_scans("annual-2021", kind, (options.sources + number) // len(_KINDS), options.seed, sources)
        for processes in (1, 2):
            rows.append((f"plain Tesseract, {_counted(processes, 'process', 'es')}", _plain(sources, processes)))
        for jobs in (1, 2):
            rows.append((f"local, {_counted(jobs, 'worker')}", _run(sources, archive, ["--jobs", str(jobs)])))
        for workers in (1, 2):
            with _cluster(workers) as (address, _):
                _run(sources, archive, ["--cluster", address])  # so that its workers have loaded what they need, as on a standing cluster
                rows.append((f"Dask, {_counted(workers, 'worker')}", _run(sources, archive, ["--cluster", address])))
        with _cluster(2) as (address, pids):
            after = rows[-1][1].wall / 2
            timed = _run(sources, archive, ["--cluster", address], kill=pids[0], after=after)
            rows.append((f"Dask, 2 workers, one killed after {after:.0f} s", timed))
    Console().print(_table(rows, options.sources))


def _table(rows: Sequence[tuple[str, Timed]], sources: int) -> Table:
    table = Table(title=f"{sources} scans of a report each")
    for heading in ("workers", "wall s", "reading s", "scans/min", "of one worker", "lost", "same ledger"):
        table.add_column(heading, justify="left" if heading == "workers" else "right")
    reference = next(timed.ledger for _, timed in rows if timed.ledger is not None)
    for name, timed in rows:
        one = next(other for label, other in rows if label.split(",")[0] == name.split(",")[0])
        numbers = (f"{timed.wall:.1f}", f"{timed.busy:.1f}", f"{60 * sources / timed.wall:.1f}", f"{one.wall / timed.wall:.2f}")
        same = "" if timed.ledger is None else "yes" if timed.ledger == reference else "no"
        table.add_row(name, *numbers, str(timed.lost), same)
    return table


def _counted(number: int, what: str, more: str = "s") -> str:
    return f"{number} {what}{more if number > 1 else ''}"


if __name__ == "__main__":
    main()
