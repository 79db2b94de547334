"""What is known about a scan: the truth of its digital original, and where each figure went on the damaged pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import simplejson

from layout import Report, ReportCell, read_report
from samples.damage import generator
from samples.kinds import Kind
from samples.layer import HiddenWord, misread
from samples.scans import Scan, scan_pdf, write_scan

__all__ = ["Original", "read_original", "scan_original"]

Truth = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Original:
    """A digital PDF read once, to be scanned many times: its report and its truth."""

    path: Path
    report: Report
    truth: Mapping[str, Any]


def read_original(path: Path, truth: Path | None = None) -> Original:
    """Read a digital PDF, and its truth: the file given, or the one beside it, or else what was read and accepted."""
    report = read_report(path)
    beside = truth or path.with_suffix(".truth.json")
    if beside.is_file():
        return Original(path, report, simplejson.loads(beside.read_text("utf-8"), use_decimal=True))
    data: Truth = {"form": report.form, "year": report.year, "issuer": report.issuer, "cells_from": "the digital original as it was read"}
    data["cells"] = {address: _entry(cell) for address, cell in report.accepted}
    return Original(path, report, data)


def _entry(cell: ReportCell) -> Truth:
    whole = cell.value is not None and cell.value == cell.value.to_integral_value() and "." not in str(cell.value)
    entry: Truth = {"text": cell.raw, "value": int(cell.value) if whole and cell.value is not None else cell.value}
    return entry if cell.unit is None else {**entry, "unit": cell.unit}


def scan_original(
    original: Original, kind: Kind, seed: int, path: Path, *, pages: Collection[int] = (), layer: bool = False
) -> tuple[Path, ...]:
    """Scan a document, or those of its pages, to ``path`` (its suffix is the container), with ``<stem>.truth.json`` beside each file.

    ``layer`` adds the hidden text layer of a bad reader. Returns the files.

    A truth gains ``boxes``, by address the page and the place on it in points, for figures whose place is known, ``scan`` with what
    was done to the pages, and ``prose``, the narrative. Figures of pages that a file does not have go to ``lost``.
    """
    scan = scan_pdf(original.path, kind, seed, pages)
    path.parent.mkdir(parents=True, exist_ok=True)
    boxes = _boxes(original.report, scan)
    files = write_scan(scan, path, _layer(original, scan) if layer else ())
    single = path.suffix in (".png", ".jpg")
    for number, file in enumerate(files, start=1):
        here = {address: {**box, "page": 1} for address, box in boxes.items() if box["page"] == number} if single else boxes
        partial = (single and len(scan.images) > 1) or len(scan.places) < len(original.report.pages)
        truth = _restricted(original.truth, here) if partial else dict(original.truth)
        truth["boxes"] = here
        truth["scan"] = _note(scan, scan.images[number - 1 : number] if single else scan.images)
        truth["prose"] = [{"title": section.title, "text": section.text} for section in original.report.sections]
        text = simplejson.dumps(truth, ensure_ascii=False, indent=1, use_decimal=True)
        file.with_suffix(".truth.json").write_text(text + "\n", "utf-8")
    return files


def _boxes(report: Report, scan: Scan) -> dict[str, Truth]:
    boxes: dict[str, Truth] = {}
    for address, cell in report.accepted:
        if cell.page is None or cell.bbox is None:
            continue
        found = scan.box(cell.page, report.pages[cell.page - 1].to_source.box(cell.bbox))
        if found is not None:
            image, box = found
            boxes[address] = {"page": image, "bbox": [round(end, 2) for end in (box.x0, box.y0, box.x1, box.y1)]}
    return boxes


def _restricted(truth: Mapping[str, Any], boxes: Mapping[str, Any]) -> Truth:
    """The truth about a part of a document."""
    cells, lost = dict(truth["cells"]), dict(truth.get("lost", {}))
    lost |= {address: entry for address, entry in cells.items() if address not in boxes}
    kept = {address: entry for address, entry in cells.items() if address in boxes}
    tables = {address.split("/")[0] for address in cells}
    missing = sorted(tables - {address.split("/")[0] for address in kept})
    rest = {key: value for key, value in truth.items() if key not in ("cells", "lost", "missing_tables")}
    return {**rest, "cells": kept, "lost": lost} | ({"missing_tables": missing} if missing else {})


def _note(scan: Scan, images: tuple[Any, ...]) -> Truth:
    pages = [{"width": image.image.shape[1], "height": image.image.shape[0], "turn": image.turn} for image in images]
    return {"kind": scan.kind.name, "seed": scan.seed, "dpi": scan.dpi, "pages": pages}


def _layer(original: Original, scan: Scan) -> tuple[HiddenWord, ...]:
    rng = generator("layer", original.path.stem, scan.seed)
    words = []
    for page in original.report.pages:
        for word in page.words:
            found = scan.box(page.number, page.to_source.box(word.box))
            text = misread(word.text, rng)
            if found is not None and text:
                words.append(HiddenWord(image=found[0], text=text, box=found[1]))
    return tuple(words)
