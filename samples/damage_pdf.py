"""Command line: any PDF put through the damage, with its truth."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from samples.kinds import KINDS
from samples.scan_truth import read_original, scan_original
from samples.scans import CONTAINERS

__all__ = ["main"]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="samples.damage_pdf", description="Turn a PDF into scans of it, each with its truth.")
    parser.add_argument("file", type=Path, help="the PDF; FILE.truth.json beside it is its truth")
    parser.add_argument("--truth", type=Path, help="its truth, if it lies elsewhere; with none, what is read from the PDF and accepted")
    parser.add_argument("--kind", choices=(*KINDS, "all"), default="office", help="what happens to the pages (default: office)")
    parser.add_argument(
        "--seed", type=int, nargs="+", default=[1], help="one scan for each; the same seed gives the same scan (default: 1)"
    )
    parser.add_argument("--pages", type=int, nargs="+", default=[], help="which pages, counted from 1 (default: all)")
    parser.add_argument("--container", choices=CONTAINERS, default="pdf", help="what to write (default: pdf)")
    parser.add_argument("--text-layer", action="store_true", help="add the hidden text layer of a bad reader (PDF only)")
    parser.add_argument("--into", type=Path, required=True, help="folder for the files")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    options = _options(arguments)
    original = read_original(options.file, options.truth)
    for name in KINDS if options.kind == "all" else (options.kind,):
        for seed in options.seed:
            path = options.into / f"{options.file.stem}_{name}_{seed}.{options.container}"
            for file in scan_original(original, KINDS[name], seed, path, pages=tuple(options.pages), layer=options.text_layer):
                print(file)


if __name__ == "__main__":
    main()
