"""The committed scanned samples: four small files made from the digital ones beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image as Pillow

from samples.kinds import KINDS, Kind
from samples.scan_truth import read_original, scan_original

__all__ = ["SCANS", "GivenScan", "make_given_scans"]

COLOURS = 20  # of a page image with a palette, as scanner programs write it


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenScan:
    """One committed scan: which digital sample, which of its pages, what happens to them."""

    stem: str
    pages: tuple[int, ...]
    kind: Kind
    seed: int
    container: str


CLEAN = replace(KINDS["office"], grey=1.0, noise=(0.0, 0.0), jpeg=(48, 48))  # grain is what makes scans large
SCANS = (
    GivenScan(stem="haian_2020", pages=(2,), kind=CLEAN, seed=1, container="pdf"),
    GivenScan(
        stem="dinghai_2020",
        pages=(2,),
        kind=replace(KINDS["poor"], grey=1.0, noise=(4.0, 5.0), skew_degrees=(2.0, 2.4), jpeg=(35, 40)),
        seed=1,
        container="pdf",
    ),
    GivenScan(stem="haishu_2018", pages=(), kind=KINDS["fax"], seed=1, container="tiff"),
    GivenScan(
        stem="yuyao_2020",
        pages=(2,),
        kind=replace(KINDS["seal"], dpi=(200,), grey=0.0, noise=(0.0, 0.0), seals=(1, 1), yellowing=(0.0, 0.0)),
        seed=3,
        container="png",
    ),
)


def make_given_scans(reports: Path, folder: Path) -> Iterator[Path]:
    """Write the committed scans of the digital samples in ``reports``; the files."""
    for scan in SCANS:
        original = read_original(reports / f"{scan.stem}.pdf", reports / f"{scan.stem}_pdf.truth.json")
        path = folder / f"{scan.stem}_{scan.kind.name}.{scan.container}"
        for file in scan_original(original, scan.kind, scan.seed, path, pages=scan.pages):
            if scan.container == "png":
                with Pillow.open(file) as image:
                    few = image.quantize(COLOURS, Pillow.Quantize.MAXCOVERAGE, dither=Pillow.Dither.NONE)
                    few.save(file, dpi=image.info["dpi"], optimize=True)
            yield file
