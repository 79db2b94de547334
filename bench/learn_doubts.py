"""Learn from scans how often a figure in doubt is what is printed, for each reason for doubt, and write ``layout/doubts.toml``.

The scans are generated ones, or those that ``bench.scans --keep`` has put into folders: all that have a figure in doubt.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
from rich.table import Table

from bench.options import console_of, names, seed_of
from bench.scan_run import Batch, made, scan_truth
from bench.scans import each_alone
from ingest.source import open_source
from layout.doubt import ANY, doubt_of
from layout.form_file import declared_forms
from layout.read import report_of
from layout.scans import digitised
from ocr.readers import DEFAULT, reader_by_name
from samples.kinds import KINDS

FEWEST = 8  # cells with a reason that say something of it
TRUST = 4.0  # so many cells does the share of all reasons count as
MOST = 0.97  # of a figure in doubt nothing is surer
HEAD = "# How often a figure in doubt is what is printed, by why it is in doubt; learned by bench/learn_doubts.py.\n"

Seen = tuple[str, str, bool]
"""Why a figure was in doubt, what spoke for it, and whether it was what is printed."""


def doubts_of(path: Path) -> list[Seen]:
    """All figures in doubt of a scan with its truth beside it, as they are before anything learned is applied."""
    cv2.setNumThreads(1)
    read = digitised(open_source(path), [reader_by_name(name) for name in DEFAULT])
    printed = scan_truth(path)["cells"]
    cells = report_of(read.source, None, read.grids, shares={}).cells()
    found = [
        (doubt, cell.value == printed[address]["value"]) for address, cell in cells if address in printed and (doubt := doubt_of(cell))
    ]
    return [(reason, speaks, right) for (reason, speaks), right in found]


def learned(seen: Iterable[Seen]) -> dict[str, dict[str, float]]:
    """The share of right ones for each reason and for all together, by what speaks for them; rare ones are drawn to that of all."""
    counts: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for reason, speaks, right in seen:
        counts[reason, speaks].append(right)
        counts[ANY, speaks].append(right)
    shares: dict[str, dict[str, float]] = {ANY: {}}
    for speaks in ("even", "weak", "told"):
        shares[ANY][speaks] = _share(counts[ANY, speaks], 0.5)
    for (reason, speaks), rights in sorted(counts.items()):
        if reason != ANY and len(rights) >= FEWEST:
            shares.setdefault(reason, {})[speaks] = _share(rights, shares[ANY][speaks])
    return shares


def _share(rights: Sequence[bool], all_: float) -> float:
    return round(min(MOST, (sum(rights) + TRUST * all_) / (len(rights) + TRUST)), 3)


def main() -> None:
    """Make or take scans, read them, learn, print what was learned, and write it."""
    options = _options().parse_args()
    seed = seed_of(options)
    with TemporaryDirectory() as folder:
        kinds = [] if options.scans else [(kind, form) for kind in options.kinds for form in declared_forms()]
        batches = [Batch(kind=kind, form=form, folder=f"{folder}/{kind}", count=options.count, seeds=(seed,)) for kind, form in kinds]
        files = [Path(file) for several in each_alone(made, batches, options.jobs) for file in several]
        files += sorted(path for one in options.scans for path in one.glob("*.pdf"))
        seen = [one for several in each_alone(doubts_of, files, options.jobs) for one in several]
    shares = learned(seen)
    console_of(110).print(_table(seen, shares))
    options.out.write_text(HEAD + "".join(_section(reason, one) for reason, one in shares.items()), "utf-8")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("scans", type=Path, nargs="*", help="folders of scans with their truth, in place of generated ones")
    parser.add_argument("--count", type=int, default=6, help="reports of each form for each kind")
    parser.add_argument("--kinds", type=names(tuple(KINDS)), default=("poor", "seal", "seal-grey", "faint", "photo", "fax"))
    parser.add_argument("--seed", type=int, default=5309)
    parser.add_argument("--fresh", action="store_true", help="a random seed")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("layout/doubts.toml"))
    return parser


def _table(seen: Sequence[Seen], shares: Mapping[str, Mapping[str, float]]) -> Table:
    table = Table("why in doubt", "what speaks for it", title="Figures in doubt that are what is printed")
    for head in ("cells", "right %", "said %"):
        table.add_column(head, justify="right")
    for reason, speaks in sorted({(reason, speaks) for reason, speaks, _ in seen}):
        rights = [right for one, other, right in seen if (one, other) == (reason, speaks)]
        said = shares.get(reason, {}).get(speaks, shares[ANY][speaks])
        table.add_row(reason, speaks, str(len(rights)), f"{100 * sum(rights) / len(rights):.1f}", f"{100 * said:.1f}")
    return table


def _section(reason: str, shares: Mapping[str, float]) -> str:
    return f'\n["{reason}"]\n' + "".join(f"{speaks} = {share}\n" for speaks, share in shares.items())


if __name__ == "__main__":
    main()
