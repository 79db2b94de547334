"""Damaged files: each has to end as a report, a report with problems or one line, within its limits, and none may make a figure up."""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, tee
from pathlib import Path

from rich.table import Table

from archive.limits import Limits
from bench.damage import IMAGE_DAMAGE, PDF_DAMAGE
from bench.hostile_base import Base, Figures, image_bases, pdf_bases
from bench.hostile_case import Case, End, read_case
from bench.options import console_of, seed_of
from cli.processes import apart

__all__ = ["main"]

_PDFS, _IMAGES = 2000, 500
_SCANNED = 0.02  # of the damaged PDFs: a scan takes ten times as long as a digital page


def damaged(bases: Sequence[Base], count: int, seed: int, what: str) -> Iterator[Case]:
    """So many damaged files, every kind of damage in its turn."""
    kinds = PDF_DAMAGE if what == "PDF" else IMAGE_DAMAGE
    for number in range(count):
        kind, damage = list(kinds.items())[number % len(kinds)]
        chance = random.Random(f"{seed}/{what}/{number}")
        scanned = [base for base in bases if base.scanned] if what == "PDF" and chance.random() < _SCANNED else []
        base = chance.choice(scanned or [base for base in bases if what != "PDF" or not base.scanned])
        yield Case(kind=f"{what}: {kind}", name=f"{what}-{number}-{base.name}", data=damage(base.data, chance), base=base.name)


def found(folder: Path) -> Iterator[Case]:
    """The files of a folder: test suites of others, say."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size):
        yield Case(kind=f"files of {folder.name}", name=path.name, data=path.read_bytes())


def wrong(end: End, printed: Figures | None) -> list[str]:
    """Figures that were accepted and that the undamaged file does not print there."""
    if end.accepted is None or printed is None:
        return []
    return [f"{address} {value}" for address, value in end.accepted.items() if printed.get(address) != value]


@dataclass(slots=True)
class Row:
    """The ends of one class."""

    ends: list[End] = field(default_factory=list)
    wrong: int = 0


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, and each finding in a line below it."""
    options = _options(arguments)
    seed = seed_of(options)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gouji-hostile-") as room:
        tempfile.tempdir = room  # where the workers make theirs
        findings, rows = _run(options, seed)
        left = [path.name for path in Path(room).iterdir()]
        tempfile.tempdir = None
    console = console_of(150)
    console.print(_table(rows, seed))
    parent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"largest this process was: {parent:.0f} MB; temporary files left: {len(left)}; children left: {_children()}")
    for line in findings:
        print(line)


def _run(options: argparse.Namespace, seed: int) -> tuple[list[str], dict[str, Row]]:
    share = options.count / (_PDFS + _IMAGES)
    pdfs, images = ([], []) if options.only_more else (pdf_bases(), image_bases())
    printed = {base.name: base.printed for base in (*pdfs, *images)}
    cases = chain(
        damaged(pdfs, round(_PDFS * share), seed, "PDF") if pdfs else (),
        damaged(images, round(_IMAGES * share), seed, "image") if images else (),
        *map(found, options.more),
    )
    rows: dict[str, Row] = defaultdict(Row)
    findings: list[str] = []
    for case, end in _read(cases, options):
        made_up = wrong(end, printed[case.base] if case.base else None)
        rows[case.kind].ends.append(replace(end, accepted=None if end.accepted is None else {}))  # counted, and let go
        rows[case.kind].wrong += len(made_up)
        trouble = made_up[:3] or ([end.fault] if end.lost or end.fault.startswith("unexpected") else [])
        if trouble:
            findings.append(f"{case.name} ({case.kind}): {'; '.join(trouble)}")
            if options.keep:
                (options.keep / f"{case.name}.{'pdf' if 'PDF' in case.kind else 'bin'}").write_bytes(case.data)
    return findings, rows


def _read(cases: Iterable[Case], options: argparse.Namespace) -> Iterator[tuple[Case, End]]:
    began = time.monotonic()
    given, told = tee(cases)
    for case, end in zip(told, apart(read_case, given, options.jobs, Limits()), strict=True):
        yield case, End(fault=end, lost=True, seconds=time.monotonic() - began) if isinstance(end, str) else end
        began = time.monotonic()


def _children() -> int:
    import psutil

    return len(psutil.Process().children(recursive=True))


def _table(rows: Mapping[str, Row], seed: int) -> Table:
    table = Table(title=f"{sum(len(row.ends) for row in rows.values()):,} damaged files, seed {seed}")
    table.add_column("class")
    for name in ("count", "reports", "problems", "refusals", "unforeseen", "ended", "slowest s", "largest MB", "wrong and accepted"):
        table.add_column(name, justify="right")
    together = Row([end for row in rows.values() for end in row.ends], sum(row.wrong for row in rows.values()))
    for kind, row in (*rows.items(), ("all", together)):
        ends = row.ends
        unforeseen = sum(end.fault.startswith("unexpected") for end in ends)
        lost = sum(end.lost for end in ends)
        counts = (
            len(ends),
            sum(end.accepted is not None and not end.problems for end in ends),
            sum(end.accepted is not None and end.problems > 0 for end in ends),
            sum(end.accepted is None for end in ends) - unforeseen - lost,
            unforeseen,
            lost,
        )
        slowest, largest = max(end.seconds for end in ends), max(end.megabytes for end in ends)
        table.add_row(kind, *map(str, counts), f"{slowest:.1f}", f"{largest:.0f}", str(row.wrong))
    return table


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.hostile", description=__doc__)
    parser.add_argument("--count", type=int, default=_PDFS + _IMAGES, help=f"files, a fifth of them images (default: {_PDFS + _IMAGES})")
    parser.add_argument("--seed", type=int, default=1, help="of the damage (default: 1)")
    parser.add_argument("--fresh", action="store_true", help="a random seed")
    parser.add_argument("--jobs", type=int, default=1, help="files read side by side (default: 1)")
    parser.add_argument("--more", type=Path, action="append", default=[], metavar="DIR", help="files of others too; may be given again")
    parser.add_argument("--only-more", action="store_true", help="no damaged files")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the files of findings in this folder")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
