"""Thousands of small sources: memory of the coordinating process over time, what the ledger costs, and how long a rerun takes to start."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import psutil
from rich.console import Console
from rich.table import Table

from archive.queries import overview, reading_ledger
from samples.make import make_reports

__all__ = ["main"]

_PDF_SHARE = 10  # one in so many is a PDF of one page, the others are text dumps
_BETWEEN = 1.0  # seconds between two looks at the memory
_TIMED = """
import resource, sys, time
from contextlib import contextmanager
from pathlib import Path
from archive.ledger import Ledger
changes, spent = Ledger.changes, [0.0, 0.0]

@contextmanager
def timed(ledger):
    start, used = time.perf_counter(), time.thread_time()
    with changes(ledger):
        yield
    spent[0] += time.perf_counter() - start
    spent[1] += time.thread_time() - used

Ledger.changes = timed
from cli.main import run
status = run(sys.argv[2:])
workers = resource.getrusage(resource.RUSAGE_CHILDREN)
Path(sys.argv[1]).write_text(f"{spent[0]} {spent[1]} {time.process_time()} {workers.ru_utime + workers.ru_stime}")
sys.exit(status)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run: seconds in all and in transactions of the ledger, and processor time: in those, in the coordinating process, in its workers.

    ``memory`` are seconds and MB of the coordinating process.
    """

    wall: float
    ledger: float
    ledger_cpu: float
    cpu: float
    workers_cpu: float
    memory: tuple[tuple[float, float], ...]


def make_sources(count: int, folder: Path, seed: int) -> None:
    """Half of them text dumps and PDFs of one page, the other half copies of those under other names."""
    own = count // 2
    pdfs = own // _PDF_SHARE
    files = list(make_reports("annual-2021", "dump", own - pdfs, seed, folder / "dumps"))
    for path in make_reports("list-2014", "pdf", pdfs, seed, folder / "pdfs"):
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            del pdf.pages[1:]
            pdf.save(path)
        files.append(path)
    for truth in folder.rglob("*.truth.json"):
        truth.unlink()
    copies = folder / "copies"
    copies.mkdir()
    for number in range(count - own):
        source = files[number % len(files)]
        (copies / f"{number:05}{source.suffix}").write_bytes(source.read_bytes())


def run(sources: Path, archive: Path, jobs: int) -> Measured:
    """A run in a process of its own, whose memory is watched from here."""
    with tempfile.NamedTemporaryFile() as noted:
        arguments = ["archive", "run", str(sources), "--into", str(archive), "--jobs", str(jobs), "--quiet"]
        start = time.monotonic()
        process = subprocess.Popen([sys.executable, "-c", _TIMED, noted.name, *arguments])
        watched, memory = psutil.Process(process.pid), []
        while process.poll() is None:
            memory.append((time.monotonic() - start, watched.memory_info().rss / (1 << 20)))
            time.sleep(min(_BETWEEN, 0.05 + memory[-1][0] / 20))
        wall = time.monotonic() - start
        ledger, ledger_cpu, cpu, workers = (float(number) for number in Path(noted.name).read_text().split())
    return Measured(wall=wall, ledger=ledger, ledger_cpu=ledger_cpu, cpu=cpu, workers_cpu=workers, memory=tuple(memory))


def draw(measured: Measured, target: Path) -> None:
    """The memory over time as a picture that needs no library to be seen."""
    width, height, left, bottom = 720, 240, 50, 30
    most_seconds, most_mb = measured.wall, 300.0

    def at(seconds: float, megabytes: float) -> str:
        x, y = (width - left - 10) * seconds / most_seconds, (height - bottom - 20) * megabytes / most_mb
        return f"{left + x:.1f},{height - bottom - y:.1f}"

    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">']
    lines.append(f'<rect width="{width}" height="{height}" fill="#fff"/>')
    for megabytes in (0, 100, 200, 300):
        (x0, y), (x1, _) = at(0, megabytes).split(","), at(most_seconds, megabytes).split(",")
        lines.append(f'<path d="M{x0} {y}H{x1}" stroke="#ddd"/><text x="{left - 6}" y="{y}" text-anchor="end">{megabytes} MB</text>')
    for part in range(5):
        x, y = at(most_seconds * part / 4, 0).split(",")
        anchor = "end" if part == 4 else "middle"
        lines.append(f'<text x="{x}" y="{float(y) + 16:.1f}" text-anchor="{anchor}">{most_seconds * part / 4:.0f} s</text>')
    points = " ".join(at(seconds, megabytes) for seconds, megabytes in measured.memory)
    lines.append(f'<polyline points="{points}" fill="none" stroke="#1565c0" stroke-width="2"/></svg>')
    target.write_text("\n".join(lines) + "\n", "utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, and write the picture."""
    parser = argparse.ArgumentParser(prog="bench.archive", description=__doc__)
    parser.add_argument("--sources", type=int, default=10_000, help="files, half of them copies (default: 10000)")
    parser.add_argument("--jobs", type=int, default=2, help="workers (default: 2)")
    parser.add_argument("--seed", type=int, default=1, help="of the generated reports (default: 1)")
    parser.add_argument("--plot", type=Path, help="where to write the memory over time, as SVG")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        sources, archive = Path(folder) / "sources", Path(folder) / "archive"
        made = subprocess.run([sys.executable, "-c", _MAKE, str(options.sources), str(sources), str(options.seed)], check=False)
        if made.returncode:
            raise SystemExit("the sources could not be made")
        first, again = run(sources, archive, options.jobs), run(sources, archive, options.jobs)
        with reading_ledger(archive) as ledger:
            how = overview(ledger)
        bytes_each = (archive / "ledger.sqlite").stat().st_size / how.sources
        reports = sum(path.stat().st_size for path in (archive / "reports").rglob("*.json")) / how.sources
    if options.plot:
        draw(first, options.plot)
    Console().print(_table(options.sources, how.sources, first, again, bytes_each, reports))


_MAKE = """
import sys
from pathlib import Path
from bench.archive import make_sources
make_sources(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
"""


def _table(files: int, sources: int, first: Measured, again: Measured, ledger_bytes: float, report_bytes: float) -> Table:
    table = Table(title=f"{files:,} files, {sources:,} of them different")
    table.add_column("what")
    table.add_column("measured", justify="right")
    settled = [megabytes for seconds, megabytes in first.memory if seconds > first.wall / 10]
    rows = {
        "first run": f"{first.wall:.0f} s, {60 * sources / first.wall:.0f} sources a minute",
        "in transactions of the ledger": f"{first.ledger:.1f} s, {first.ledger / first.wall:.1%} of it",
        "processor time of them": f"{first.ledger_cpu:.1f} s, {first.ledger_cpu / (first.cpu + first.workers_cpu):.1%} of all",
        "processor time of the coordinating process": f"{first.cpu:.1f} s, {first.cpu / first.wall:.1%} of one core",
        "its memory, from a tenth of the time on": f"{min(settled):.0f} to {max(settled):.0f} MB",
        "rerun over the finished archive": f"{again.wall:.1f} s",
        "ledger, each source": f"{ledger_bytes / 1000:.0f} kB",
        "report file, each source": f"{report_bytes / 1000:.0f} kB",
    }
    for what, measured in rows.items():
        table.add_row(what, measured)
    return table


if __name__ == "__main__":
    main()
