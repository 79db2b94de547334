"""One damaged file is read and measured; in a module of its own, because the reading process has to import it."""

from __future__ import annotations

import json
import resource
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.hostile_base import Figures
from bench.score import ACCEPTED
from cli.runs import Order, read_one

__all__ = ["Case", "End", "read_case"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A damaged file. ``base`` is the name of what it was made from, none for files of others."""

    kind: str
    name: str
    data: bytes = field(repr=False)
    base: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How it ended: its accepted figures when it became a report, else one line; ``lost`` when its process did not live to say so."""

    accepted: Figures | None = None
    problems: int = 0
    fault: str = ""
    lost: bool = False
    seconds: float = 0.0
    megabytes: float = 0.0


def read_case(case: Case) -> End:
    """Read it, in this process, and measure."""
    _forget_peak()
    start = time.perf_counter()
    outcome = read_one(Order(source=case.data, label=case.name, stem=case.name, kinds=("json",)))
    seconds = time.perf_counter() - start
    if outcome.summary is None:
        return End(fault=outcome.fault, seconds=seconds, megabytes=_peak_mb())
    report = json.loads(dict(outcome.contents)["json"])  # type: ignore[arg-type]  # the JSON file is bytes
    accepted = {
        f"{table['key']}/{cell['row']}/{cell['column']}": None if cell["value"] is None else str(cell["value"])
        for table in report["tables"]
        for cell in table["cells"]
        if cell["status"] in ACCEPTED
    }
    return End(accepted=accepted, problems=len(report["problems"]), fault=outcome.fault, seconds=seconds, megabytes=_peak_mb())


def _forget_peak() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return  # then the peak is that of all that this process has read


def _peak_mb() -> float:
    try:
        told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
        return int(told["VmHWM"].split()[0]) / 1024
    except (OSError, KeyError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
