"""What each step of cleaning is good for: the same scans read with it and without it."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rich.table import Table

from bench.options import console_of, names, seed_of
from bench.scan_run import made, outcome, steps
from bench.scan_score import COLUMNS, Outcome, Task, outcome_cells
from bench.scans import batches, each_alone
from layout.form_file import declared_forms
from samples.kinds import KINDS

__all__ = ["KINDS_OF", "ablation_table", "main"]

WIDTH_OF_FILES = 160  # characters, when the output is no terminal
SHOWN = ("right %", "wrong", "flagged %", "named", "narrative CER %", "CPU s/page")

KINDS_OF: Mapping[str, tuple[str, ...]] = {
    "invert": ("inverted",),
    "frame": ("photo", "edges"),
    "seal": ("seal",),
    "light": ("photo", "poor"),
    "turn": ("sideways",),
    "slant": ("poor",),
    "bend": ("photo",),
    "stamp": ("seal-grey",),
    "dirt": ("poor",),
    "tint": ("fax",),
    "specks": ("fax",),
    "smooth": ("fax",),
    "grain": ("poor",),
    "stretch": ("faint",),
}
"""The kinds of damage that a step is there for."""


def ablation_table(outcomes: Sequence[Outcome]) -> Table:
    """Two rows for each step and kind: all steps, and all but this one."""
    table = Table("kind", "steps", "docs", "cells", *SHOWN, title="Every step of cleaning, and all but one")
    for kind in dict.fromkeys(one.task.kind for one in outcomes):
        for without in dict.fromkeys(one.task.without for one in outcomes if one.task.kind == kind):
            members = [one for one in outcomes if (one.task.kind, one.task.without) == (kind, without)]
            row = dict(zip(COLUMNS, outcome_cells(members), strict=True))
            told = f"without {', '.join(sorted(without))}" if without else "all"
            table.add_row(kind, told, *(row[name] for name in ("docs", "cells", *SHOWN)))
        table.add_section()
    return table


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    forms, kinds, known = tuple(declared_forms()), tuple(KINDS), steps()
    parser = argparse.ArgumentParser(prog="bench.ablation", description=__doc__)
    parser.add_argument("--count", type=int, default=3, help="documents of each form for each kind (default: 3)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fresh", action="store_true", help="draw a random seed, and say which")
    parser.add_argument("--steps", type=names(known), default=known, help=f"of {','.join(known)}")
    parser.add_argument("--kinds", type=names(kinds), help="in place of those that a step is there for")
    parser.add_argument("--forms", type=names(forms), default=forms, help=f"of {','.join(forms)}")
    parser.add_argument("--reader", choices=("both", "tesseract", "rapidocr"), default="both")
    parser.add_argument("--processes", type=int, default=2, help="how many documents are read at a time (default: 2)")
    options = parser.parse_args(arguments)
    if not options.steps:
        parser.error("no step of the cleaning can be left out by name")
    options.seed, options.files = seed_of(options), ()
    return options


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the scans, read them with all steps and without each, print the table."""
    options = _options(arguments)
    console = console_of(WIDTH_OF_FILES)
    console.print(f"seed {options.seed}, {options.count} documents of each form and kind")
    wanted = {step: options.kinds or KINDS_OF.get(step, ("office",)) for step in options.steps}
    kinds = [kind for kind in KINDS if any(kind in several for several in wanted.values())]
    with tempfile.TemporaryDirectory() as folder:
        given = list(batches(options, kinds, Path(folder)))
        files = zip(given, each_alone(made, given, options.processes), strict=True)
        whole = [Task(kind=one.kind, form=one.form, path=path, reader=options.reader) for one, paths in files for path in paths]
        parts = [replace(task, without=frozenset({step})) for task in whole for step, several in wanted.items() if task.kind in several]
        outcomes = each_alone(outcome, [*whole, *parts], options.processes)
    console.print(ablation_table(outcomes))
    for one in outcomes:
        if one.score.error:
            console.print(f"not read: {one.score.file}: {one.score.error}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
