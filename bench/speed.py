"""How long ``gouji read`` takes for a digital report, start-up included, beside camelot alone on the same file in the same run."""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

__all__ = ["main"]

_PAGES = 5
_MAKE = """
import sys
from pathlib import Path
from ingest.source import open_source
from samples.make import make_reports
for seed in range(1, 40):
    for file in make_reports("annual-2021", "pdf", 4, seed, Path(sys.argv[1])):
        if len(open_source(file).pages) == int(sys.argv[2]):
            print(file)
            sys.exit()
sys.exit("no report of so many pages came out of the generator; name a file")
"""
_CAMELOT = "import camelot, sys; camelot.read_pdf(sys.argv[1], pages='all', flavor='lattice'{})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One process from start to end: wall and processor seconds, and its peak memory in MB."""

    wall: float
    cpu: float
    memory: float


def _commands(file: Path, out: Path) -> dict[str, list[str]]:
    python = sys.executable
    return {
        "gouji read": [str(Path(python).with_name("gouji")), "read", str(file), "-o", str(out), "--quiet"],
        "camelot, vector": [python, "-c", _CAMELOT.format(", engine='vector'"), str(file)],
        "camelot, default": [python, "-c", _CAMELOT.format(""), str(file)],
    }


def _timed(command: list[str]) -> Run:
    """Run a command; its children's use is read from the system, so no two may run at once."""
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ)
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with status {os.waitstatus_to_exitcode(status)}")
    return Run(wall=time.perf_counter() - start, cpu=used.ru_utime + used.ru_stime, memory=used.ru_maxrss / 1024)


def _five_pages(folder: Path) -> Path:
    """A generated report of five pages. Made in a process of its own: a child's peak memory counts from its parent's."""
    made = subprocess.run([sys.executable, "-c", _MAKE, str(folder), str(_PAGES)], check=True, capture_output=True, text=True)
    return Path(made.stdout.strip())


def _rows(runs: dict[str, list[Run]]) -> Iterator[list[str]]:
    peer = statistics.median(run.wall for run in runs["camelot, vector"])
    for name, several in runs.items():
        wall = [run.wall for run in several]
        yield [
            name,
            f"{min(wall):.2f}",
            f"{statistics.median(wall):.2f}",
            f"{max(wall):.2f}",
            f"{statistics.median(run.cpu for run in several):.2f}",
            f"{max(run.memory for run in several):.0f}",
            f"{statistics.median(wall) / peer:.2f}",
        ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="bench.speed", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help=f"a digital PDF (default: a generated report of {_PAGES} pages)")
    parser.add_argument("--runs", type=int, default=7, help="of each command, in turn (default: 7)")
    options = parser.parse_args(arguments)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as folder:
        file = options.file or _five_pages(Path(folder))
        commands = _commands(file, Path(folder) / "out")
        runs: dict[str, list[Run]] = {name: [] for name in commands}
        for command in commands.values():
            _timed(command)  # to warm the disk cache
        for _ in range(options.runs):
            for name, command in commands.items():
                runs[name].append(_timed(command))
    table = Table(title=f"{options.file or 'generated report'}: {options.runs} runs in turn, each a process of its own")
    for heading in ("command", "min s", "median s", "max s", "cpu s", "peak MB", "of camelot"):
        table.add_column(heading, justify="left" if heading == "command" else "right")
    for row in _rows(runs):
        table.add_row(*row)
    Console().print(table)


if __name__ == "__main__":
    main()
