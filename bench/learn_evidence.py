"""Learn from generated scans what each piece of evidence for a figure is worth, and write ``ocr/evidence.toml``.

A conditional logit: each candidate's features, and those of the ink that speak for "something else", are weighed so that what is printed
is as likely as can be. Weights are drawn to cautious values where the scans say little, and may not speak against a reader's support.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.optimize import minimize  # type: ignore[import-untyped] # it ships no types

from bench.ink_truth import KnownInk, known_ink
from bench.options import console_of, names, seed_of
from bench.scan_run import Batch, made
from bench.scans import each_alone
from ingest.page import Reading
from ocr.evidence import candidates, features
from ocr.in_common import clarities
from ocr.readers import DEFAULT, reader_by_name
from ocr.votes import VoteSettings, agreed
from samples.kinds import KINDS

FORMS = ("annual-2019", "annual-2021", "list-2014")
SETS: tuple[tuple[str, ...], ...] = (DEFAULT, *((name,) for name in DEFAULT))
CAUTIOUS = {
    "first": 1.0,
    "second": 0.7,
    "first_sure": 0.3,
    "second_sure": 0.3,
    "fits": 1.5,
    "shape": 2.0,
    "one_of_stroke": -1.0,
    "unanimous": 1.0,
    "agreed": 1.0,
    "ringed": 0.0,
    "ringless": 0.0,
    "has_one": 0.0,
    "else": -5.0,
    "else_looks": 1.0,
    "broken": 1.5,
    "cut": 2.0,
    "gap": 2.0,
    "unclear": 3.0,
    "low": 0.0,
}
SUPPORT = ("first", "second", "first_sure", "second_sure", "fits", "shape", "unanimous", "agreed", "ringed", "ringless")
TRUST = 0.3  # how hard weights are drawn to the cautious ones
HEAD = "# What each piece of evidence is worth, learned from generated scans: python -m bench.learn_evidence. See ocr/evidence.py.\n"


def main() -> None:
    """Make scans, read their ink, learn, print what the weights reach, and write them."""
    options = _options().parse_args()
    seed = seed_of(options)
    with TemporaryDirectory() as folder:
        kinds = [(kind, form) for kind in options.kinds for form in FORMS]
        batches = [Batch(kind=kind, form=form, folder=f"{folder}/{kind}", count=options.count, seeds=(seed,)) for kind, form in kinds]
        files = [Path(file) for several in each_alone(made, batches, options.jobs) for file in several]
        inks = [ink for several in each_alone(_ink_of, files, options.jobs) for ink in several]
    found = {}
    console = console_of(110)
    for readers in SETS:
        for rough in (False, True):
            cases = [(ink, _seen(ink, readers)) for ink in _with_clarity(inks, readers) if ink.line.rough == rough]
            weights = _fit([_case(ink, said) for ink, said in cases])
            found["+".join(readers) + ("/rough" if rough else "")] = weights
            console.print(_reached(f"{' and '.join(readers)}, {'faxes' if rough else 'others'}, seed {seed}", cases, weights))
    options.out.write_text(HEAD + "".join(_section(name, weights) for name, weights in found.items()), "utf-8")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=2, help="reports of each form for each kind")
    parser.add_argument("--kinds", type=names(tuple(KINDS)), default=("office", "poor", "faint", "seal", "photo", "fax"))
    parser.add_argument("--seed", type=int, default=5309)
    parser.add_argument("--fresh", action="store_true", help="a random seed")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("ocr/evidence.toml"))
    return parser


def _ink_of(path: Path) -> list[KnownInk]:
    return list(known_ink(path, [reader_by_name(name) for name in DEFAULT]))


def _seen(ink: KnownInk, readers: Sequence[str]) -> tuple[Reading, ...]:
    """The readings that these readers would have been asked for: where they agree, none looks again."""
    said = tuple(reading for reading in ink.said if reading.reader in readers)
    first = said[: len(readers)]
    return first if agreed(first, ink.line, len(readers)) else said


def _with_clarity(inks: Sequence[KnownInk], readers: Sequence[str]) -> list[KnownInk]:
    """The ink with how clear its table is to these readers."""
    first = [[reading for reading in ink.said if reading.reader in readers][: len(readers)] for ink in inks]
    clear = clarities(first, [ink.line for ink in inks], [ink.table for ink in inks])
    return [replace(ink, line=replace(ink.line, clarity=clarity)) for ink, clarity in zip(inks, clear, strict=True)]


def _case(ink: KnownInk, said: Sequence[Reading]) -> tuple[np.ndarray, int]:
    """The features as a matrix (candidates and "something else", features), and which row is printed."""
    known, other = features(said, ink.line)
    rows = [*known.values(), other]
    matrix = np.array([[facts.get(name, 0.0) for name in CAUTIOUS] for facts in rows])
    texts = list(known)
    return matrix, texts.index(ink.printed) if ink.printed in texts else len(texts)


def _fit(cases: Sequence[tuple[np.ndarray, int]]) -> Mapping[str, float]:
    start = np.array(list(CAUTIOUS.values()))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = TRUST * float(((weights - start) ** 2).sum()), 2 * TRUST * (weights - start)
        for matrix, printed in cases:
            scores = matrix @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            total -= float(np.log(max(shares[printed], 1e-12)))
            slope -= matrix[printed] - shares @ matrix
        return total, slope

    bounds = [(0, None) if name in SUPPORT else (None, None) for name in CAUTIOUS]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return dict(zip(CAUTIOUS, (round(float(weight), 3) for weight in found.x), strict=True))


def _reached(title: str, cases: Sequence[tuple[KnownInk, Sequence[Reading]]], weights: Mapping[str, float]) -> Table:
    """At several probabilities: how much of the ink is that sure, how much of it is wrong, and how much should be."""
    best = [(found[0], ink) for ink, said in cases if (found := candidates(said, ink.line, weights))]
    table = Table(title=title)
    for head in ("sure from", "lines", "share", "wrong", "expected wrong"):
        table.add_column(head, justify="right")
    for least in (0.5, 0.9, 0.99, VoteSettings().sure, 0.9999):
        sure = [(one, ink) for one, ink in best if one.probability >= least]
        wrong = sum(one.text != ink.printed for one, ink in sure)
        expected = sum(1 - one.probability for one, _ in sure)
        table.add_row(f"{least}", str(len(sure)), f"{100 * len(sure) / max(len(cases), 1):.2f} %", str(wrong), f"{expected:.2f}")
    return table


def _section(name: str, weights: Mapping[str, float]) -> str:
    return "".join(_lines(name, weights))


def _lines(name: str, weights: Mapping[str, float]) -> Iterator[str]:
    yield f'\n["{name}"]\n'
    yield from (f"{key} = {value}\n" for key, value in weights.items())


if __name__ == "__main__":
    Console().rule("learning")
    main()
