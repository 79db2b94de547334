"""Runs that are killed at a random moment and then finished, held against one that nobody disturbed."""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from archive.ledger import ledger_lines
from archive.queries import reading_ledger
from samples.make import make_reports

__all__ = ["KINDS", "Round", "Work", "killed_and_finished", "main", "make_sources", "undisturbed"]

KINDS = ("parent", "worker", "everything")
"""What is killed with ``kill -9``: the coordinating process, one worker, or all of them at once."""
_COMMAND = "from cli.main import main; main()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Sources to be read, and what an undisturbed run over them came to: the ledger's text, the report files, the seconds."""

    sources: Path
    ledger: str
    reports: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One run that was killed after ``seconds``, and finished: ``settled`` sources before, and whether all is as it should be."""

    kind: str
    seconds: float
    settled: int
    again: int
    ledger_equal: bool
    reports_equal: bool
    status: int


def make_sources(count: int, folder: Path) -> Path:
    """So many sources, text dumps and HTML pages, the last tenth of them copies under other names."""
    own = count - count // 10
    files = [*make_reports("annual-2021", "dump", own - own // 4, 1, folder), *make_reports("annual-2019", "html", own // 4, 1, folder)]
    for path in folder.glob("*.truth.json"):
        path.unlink()
    for number in range(count - own):
        (folder / f"copy_{number:03}{files[number].suffix}").write_bytes(files[number].read_bytes())
    return folder


def undisturbed(sources: Path, archive: Path, jobs: int) -> Work:
    """Read the sources with nobody in the way."""
    start = time.monotonic()
    status = _start(sources, archive, jobs).wait()
    if status:
        raise SystemExit(f"the undisturbed run ended with status {status}")
    seconds = time.monotonic() - start
    return Work(sources=sources, ledger=_ledger(archive), reports=_reports(archive), seconds=seconds)


def killed_and_finished(work: Work, archive: Path, kind: str, chance: random.Random, jobs: int) -> Round:
    """Start a run, kill what ``kind`` names at a random moment, let another run finish, and compare."""
    bound, hit = work.seconds, False
    while not hit:  # a kill that came too late, or found no worker yet, shows nothing: again, within the time that the run took
        shutil.rmtree(archive, ignore_errors=True)
        process, seconds, start = _start(work.sources, archive, jobs), chance.uniform(0, bound), time.monotonic()
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        ended = process.poll() is not None
        bound = time.monotonic() - start if ended else bound
        hit = not ended and _kill(process.pid, kind, chance)
        if not hit:
            process.wait()
    if kind != "worker":
        process.wait()
    settled = _settled(archive)
    process.wait()
    status = _start(work.sources, archive, jobs).wait()
    return Round(
        kind=kind,
        seconds=seconds,
        settled=settled,
        again=_again(archive),
        ledger_equal=_ledger(archive) == work.ledger,
        reports_equal=_reports(archive) == work.reports,
        status=status,
    )


def _start(sources: Path, archive: Path, jobs: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _COMMAND, "archive", "run", str(sources), "--into", str(archive), "--jobs", str(jobs), "--quiet"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _kill(parent: int, kind: str, chance: random.Random) -> bool:
    """Kill at once; whether there was something to be killed."""
    with suppress(psutil.NoSuchProcess):
        workers = [child.pid for child in psutil.Process(parent).children() if _is_worker(child)]
        killed = {"parent": [parent], "worker": chance.sample(workers, min(1, len(workers))), "everything": [parent, *workers]}[kind]
        for pid in killed:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return bool(killed)
    return False


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "archive.worker" in process.cmdline()
    except psutil.Error:
        return False


def _settled(archive: Path) -> int:
    """How many sources the ledger has as read, 0 when there is none yet."""
    return _asked(archive, "SELECT count(*) FROM sources WHERE state = 'read'")


def _again(archive: Path) -> int:
    return _asked(archive, "SELECT count(*) FROM attempts WHERE outcome <> 'read'")


def _asked(archive: Path, sql: str) -> int:
    try:
        with reading_ledger(archive) as ledger:
            return int(ledger.execute(sql).fetchone()[0])
    except Exception:  # the ledger itself may not have been made yet
        return 0


def _ledger(archive: Path) -> str:
    total = hashlib.sha256()
    with reading_ledger(archive) as ledger:
        for line in ledger_lines(ledger):
            total.update(line.encode() + b"\n")
    return total.hexdigest()


def _reports(archive: Path) -> str:
    total = hashlib.sha256()
    for path in sorted((archive / "reports").rglob("*")):
        if path.is_file():
            total.update(f"{path.relative_to(archive)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table; exit status 1 when a round ended otherwise than the undisturbed run."""
    parser = argparse.ArgumentParser(prog="bench.crash", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="kills (default: 100)")
    parser.add_argument("--sources", type=int, default=40, help="files to read (default: 40)")
    parser.add_argument("--jobs", type=int, default=2, help="workers (default: 2)")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments (default: 1)")
    options = parser.parse_args(arguments)
    chance, rounds = random.Random(options.seed), []
    with tempfile.TemporaryDirectory() as folder:
        sources = make_sources(options.sources, Path(folder) / "sources")
        work = undisturbed(sources, Path(folder) / "undisturbed", options.jobs)
        for number in range(options.rounds):
            rounds.append(killed_and_finished(work, Path(folder) / f"round-{number}", KINDS[number % 3], chance, options.jobs))
            if not (rounds[-1].ledger_equal and rounds[-1].reports_equal):
                print(f"round {number} differs: {rounds[-1]}", file=sys.stderr)
    Console().print(_table(rounds, f"{options.sources} files, {options.jobs} workers, {work.seconds:.0f} s undisturbed"))
    sys.exit(not all(one.ledger_equal and one.reports_equal and one.status == 0 for one in rounds))


def _table(rounds: Sequence[Round], title: str) -> Table:
    table = Table(title=title)
    for heading in ("killed", "rounds", "read before", "attempts lost", "same ledger", "same reports"):
        table.add_column(heading, justify="left" if heading == "killed" else "right")
    for kind in KINDS:
        some = [one for one in rounds if one.kind == kind]
        if some:
            settled = sorted(one.settled for one in some)
            counts = (len(some), f"{settled[0]}-{settled[-1]}", sum(one.again for one in some))
            table.add_row(kind, *map(str, counts), str(sum(one.ledger_equal for one in some)), str(sum(one.reports_equal for one in some)))
    return table


if __name__ == "__main__":
    main()
