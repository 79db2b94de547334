"""What plain Tesseract and img2table find on the same scans, before anybody maps their words or tables to a form."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import simplejson

from bench.scan_run import own_core, scan_truth, used_seconds
from bench.scan_score import bare_text
from ingest.source import open_source

__all__ = ["IMG2TABLE", "TESSERACT", "PeerOutcome", "PeerTask", "figure_counts", "peer_outcome"]

TESSERACT = "plain Tesseract"
IMG2TABLE = "img2table"
SCRIPT = Path(__file__).with_name("img2table_peer.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerTask:
    """One scan to be read by a peer. ``python`` is the interpreter that has img2table."""

    kind: str
    form: str
    path: str
    peer: str
    python: str = ""
    one_core: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerOutcome:
    """How many of the printed figures a peer found, of how many, and the seconds that the whole document took it."""

    task: PeerTask
    found: int
    printed: int
    pages: int
    wall: float
    cpu: float
    error: str | None = None


def peer_outcome(task: PeerTask) -> PeerOutcome:
    """Let a peer read a scan. Its seconds hold the start of its processes, not the writing of the images."""
    cv2.setNumThreads(1)
    if task.one_core:
        own_core()
    truth = scan_truth(Path(task.path))
    texts: list[str] = []
    error = None
    with tempfile.TemporaryDirectory() as folder:
        images = _images(Path(task.path), Path(folder))
        start, used = time.perf_counter(), used_seconds()
        try:
            texts = _tesseract(images) if task.peer == TESSERACT else _img2table(images, task.python)
        except (OSError, ValueError, subprocess.SubprocessError) as fault:
            error = f"{type(fault).__name__}: {fault}"
        wall, cpu = time.perf_counter() - start, used_seconds() - used
    found, printed = figure_counts(texts, truth)
    return PeerOutcome(task=task, found=found, printed=printed, pages=len(images), wall=wall, cpu=cpu, error=error)


def figure_counts(texts: Iterable[str], truth: Mapping[str, Any]) -> tuple[int, int]:
    """How many of the printed figures are among the texts, and how many there are.

    Both are multisets of texts without white space and thousands separators: a 3 is found when any text not yet counted is just a 3.
    That flatters a peer, for which cell of the form a figure belongs to is left to its user; blanks, slashes and dashes do not count.
    """
    found = Counter(map(_bare, texts))
    wanted = Counter(text for figure in truth["cells"].values() if any(map(str.isdigit, text := _bare(figure["text"] or ""))))
    return sum((found & wanted).values()), sum(wanted.values())


def _bare(text: str) -> str:
    return bare_text([text]).replace(",", "")


def _images(path: Path, folder: Path) -> list[Path]:
    """The pictures of a scan, one file each, as they lie in it."""
    files = []
    for page in open_source(path).pages:
        for number, picture in enumerate(page.pictures):
            files.append(folder / f"{page.number}_{number}.png")
            cv2.imwrite(str(files[-1]), cv2.cvtColor(picture.pixels(), cv2.COLOR_RGB2BGR))
    return files


def _tesseract(images: Iterable[Path]) -> list[str]:
    """The words of each page, one process a page."""
    return [
        word
        for image in images
        for word in _said(["tesseract", str(image), "-", "-l", "chi_sim", "--psm", "3"], os.environ | {"OMP_THREAD_LIMIT": "1"}).split()
    ]


def _img2table(images: Iterable[Path], python: str) -> list[str]:
    """The cells of the tables of all pages, read in one process."""
    single = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": ""}
    said = _said([python, str(SCRIPT), *map(str, images)], os.environ | single)
    cells: list[str] = simplejson.loads(said.strip().splitlines()[-1])["cells"]
    return cells


def _said(command: list[str], environment: Mapping[str, str]) -> str:
    return subprocess.run(command, env=environment, capture_output=True, check=True, encoding="utf-8", errors="replace").stdout
