"""Ink of generated scans beside what is printed there: what the weights of the evidence are learned from."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.scan_run import scan_truth
from ingest.geometry import Box
from ingest.page import Reading
from ingest.source import open_source
from layout.scans import ink_of_tables
from ocr.evidence import is_figure_text, plain_value
from ocr.ink_types import InkLine
from ocr.reading import Reader
from ocr.votes import all_looks

__all__ = ["KnownInk", "known_ink"]

_COVERED = 0.4  # share of the smaller box that ink and figure must have in common


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownInk:
    """A line of ink, the name of its table, all readings of it, and what is printed: a figure without separators, or a mark."""

    kind: str
    table: Hashable
    line: InkLine
    said: tuple[Reading, ...]
    printed: str


def known_ink(path: Path, readers: Sequence[Reader]) -> Iterator[KnownInk]:
    """The ink of a scan's figures and marks, as far as it is found. Figures printed with words are left out."""
    truth = scan_truth(path)
    lines, printed = [], []
    tables: list[Hashable] = []
    for page in open_source(path).pages:
        boxes = {address: Box(*map(float, one["bbox"])) for address, one in truth["boxes"].items() if one["page"] == page.number}
        for number, picture in enumerate(page.pictures):
            for table, box, line in ink_of_tables(picture, readers[0]):
                address = next((address for address, figure in boxes.items() if _covered(box, figure)), None)
                text = "" if address is None else plain_value(unicodedata.normalize("NFKC", str(truth["cells"][address]["text"])))
                if line.figure and not line.unclear and (is_figure_text(text) or text in ("/", "—")):
                    lines.append(line)
                    printed.append(text)
                    tables.append((str(path), page.number, number, table))
    for line, name, said, text in zip(lines, tables, all_looks(lines, readers), printed, strict=True):
        yield KnownInk(kind=str(truth["scan"]["kind"]), table=name, line=line, said=said, printed=text)


def _covered(one: Box, other: Box) -> bool:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    smaller = min(one.width * one.height, other.width * other.height)
    return wide > 0 and high > 0 and wide * high >= _COVERED * smaller
