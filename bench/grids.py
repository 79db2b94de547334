"""How many grids of freshly made, damaged pages are found exactly from their pixels; camelot's raster lattice beside it in the same run."""

from __future__ import annotations

import argparse
import multiprocessing
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from ingest.source import open_source
from layout.form_file import declared_forms
from layout.grid import Grid
from layout.lattice import ruled_grids
from layout.pixels import PixelGrid, pixel_grids
from ocr.clean import CleanPage, clean_page
from samples.damage import DamagedPage, damage, generator
from samples.kinds import KINDS
from samples.make import make_reports

__all__ = ["main"]

PRINT_DPI = 300
FIRST_KINDS = ("office", "poor", "seal", "fax", "photo", "faint", "sideways")
VISIBLE = 0.5  # share of a grid's rulings that must be seen: below, it is no longer ruled
WIDTH_OF_FILES = 130  # characters, when the output is no terminal

SAME = 4.0  # points by which a cell's corners may be off; half a row of small type

Floats = NDArray[np.float64]
Shape = frozenset[tuple[int, int, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One page under one kind of damage."""

    kind: str
    path: Path
    page: int
    seed: int
    keep: Path | None
    peer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was found on a page: grids there, those whose rulings the damage left no trace of, exact and made up ones, the peer's exact
    ones; sum of corner errors (points) and their number. A grid is exact when each of its cells is one cell of the same found grid, which
    may have more around them: rulings do not say where one of two tables printed together ends."""

    task: Task
    grids: int
    gone: int
    exact: int
    made_up: int
    peer: int
    error: float
    corners: int
    seconds: tuple[float, float]
    turned_right: bool
    note: str = ""


def _shape(grid: Grid) -> Shape:
    return frozenset((cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells)


def _printed(path: Path, page: int) -> NDArray[np.uint8]:
    document = pdfium.PdfDocument(path)
    try:
        image: NDArray[np.uint8] = document[page - 1].render(scale=PRINT_DPI / 72, rev_byteorder=True).to_numpy()
        return np.ascontiguousarray(image[..., :3])
    finally:
        document.close()


def _run(task: Task) -> Result:
    cv2.setNumThreads(1)
    return _measured(task, ruled_grids(open_source(task.path, pages=(task.page,)).pages[0]), _damaged(task))


def _damaged(task: Task) -> DamagedPage:
    kind = KINDS[task.kind]
    rng = generator(task.seed, task.kind, task.path.stem, task.page)
    dpi = kind.dpi[len(task.path.stem) * task.page % len(kind.dpi)]
    image = _printed(task.path, task.page)
    if dpi != PRINT_DPI:
        image = np.asarray(cv2.resize(image, None, fx=dpi / PRINT_DPI, fy=dpi / PRINT_DPI, interpolation=cv2.INTER_AREA), np.uint8)
    return damage(image, kind, rng, dpi=dpi)


def _measured(task: Task, truth: Sequence[Grid], hurt: DamagedPage) -> Result:
    pixels = hurt.image if hurt.image.ndim == 3 else np.asarray(cv2.cvtColor(hurt.image, cv2.COLOR_GRAY2RGB), np.uint8)
    start = time.process_time()
    clean = clean_page(pixels, hurt.dpi)
    middle = time.process_time()
    found = pixel_grids(clean)
    end = time.process_time()
    places = [_places(grid, clean, hurt) for grid in found]
    exact, error, corners, known = 0, 0.0, 0, np.zeros(len(found), np.bool_)
    notes = []
    visible = [grid for grid in truth if _drawn_share(grid, hurt) >= VISIBLE]
    for grid in visible:
        errors = [_errors(grid, place) for place in places]
        right = np.array([int(np.count_nonzero(one.max(axis=1) <= SAME)) for one in errors], np.int64)
        known |= right > 0
        best = int(right.argmax()) if len(right) else -1
        if best < 0 or right[best] < len(grid.cells):
            notes.append(_difference(grid, None if best < 0 or not right[best] else found[best], 0 if best < 0 else int(right[best])))
            continue
        exact += 1
        error += float(errors[best].sum())
        corners += errors[best].size
    free = [grid for grid, one in zip(found, known, strict=True) if not one]
    if task.keep is not None and (notes or free):
        _draw(task, clean, found)
    return Result(
        task=task,
        grids=len(truth),
        gone=len(truth) - len(visible),
        exact=exact,
        made_up=len(free) if len(visible) == len(truth) else 0,
        peer=_peer(pixels, visible) if task.peer else 0,
        error=error,
        corners=corners,
        seconds=(middle - start, end - middle),
        turned_right=clean.rotation == hurt.turn * 90 % 360,
        note="; ".join(notes + [f"made up {g.row_count}x{g.column_count}" for g in free]),
    )


def _places(grid: PixelGrid, clean: CleanPage, hurt: DamagedPage) -> Floats:
    """The corners of a found grid's cells on the undamaged page, in points."""
    points = [clean.to_source.point(*corner) for cell in grid.cells for corner in cell.box.corners]
    return ((hurt.way.back(np.array(points) * hurt.dpi / 72 - 0.5) + 0.5) * 72 / hurt.dpi).reshape(-1, 4, 2)


def _errors(grid: Grid, places: Floats) -> Floats:
    """How far each corner of each of a grid's cells lies from that of the found cell that fits it best."""
    there = np.array([cell.box.corners for cell in grid.cells])
    apart = np.hypot(*np.moveaxis(there[:, None] - places[None], -1, 0))
    best = apart.max(axis=2).argmin(axis=1)
    return np.asarray(apart[np.arange(len(there)), best], np.float64)


def _drawn_share(grid: Grid, hurt: DamagedPage) -> float:
    """How much of a grid's rulings can be seen in the image at all: the share of points on them with anything darker than around."""
    gray = hurt.image if hurt.image.ndim == 2 else np.asarray(cv2.cvtColor(hurt.image, cv2.COLOR_RGB2GRAY), np.uint8)
    gray = np.asarray(cv2.bitwise_not(gray), np.uint8) if gray.mean() < 128 else gray
    size = round(0.055 * hurt.dpi)
    dark = cv2.dilate(cv2.morphologyEx(gray, cv2.MORPH_BLACKHAT, np.ones((size, size), np.uint8)), np.ones((3, 3), np.uint8))
    steps = np.linspace(0.1, 0.9, 17)
    ends = [side for cell in grid.cells for side in zip(cell.box.corners, cell.box.corners[1:], strict=False)]
    points = np.concatenate([np.array(a) + steps[:, None] * (np.array(b) - np.array(a)) for a, b in ends])
    at = np.round(hurt.way.points(points * hurt.dpi / 72 - 0.5)).astype(int)
    inside = (at >= 0).all(axis=1) & (at[:, 0] < gray.shape[1]) & (at[:, 1] < gray.shape[0])
    seen = dark[at[inside, 1], at[inside, 0]]
    grain = 1.5 * float(np.percentile(dark[::3, ::3], 80))
    return float(np.mean(seen > (max(60.0, grain) if hurt.bilevel else 0.0)))


def _peer(pixels: NDArray[np.uint8], truth: Sequence[Grid]) -> int:
    """How many of the grids camelot's raster lattice finds in the image; only their rows, columns and merges are compared."""
    lattice: Any = import_module("camelot.parsers.lattice")
    parser = lattice.Lattice(engine="raster")
    parser.icb = _Picture(np.ascontiguousarray(pixels[..., ::-1]))
    parser.filename, parser.page, parser.rotation, parser.layout = "", 1, "", None
    parser.pdf_height, parser.pdf_width = pixels.shape[:2]
    parser._generate_table_bbox()
    shapes = []
    for bbox, parse in parser.table_bbox_parses.items():
        columns, rows = (list(pairwise(parse[key])) for key in ("col_anchors", "row_anchors"))
        if columns and rows:
            upright, level = import_module("camelot.utils").segments_in_bbox(bbox, parser.vertical_segments, parser.horizontal_segments)
            table = import_module("camelot.core").Table(columns, rows)
            shapes.append(_peer_shape(table.set_edges(upright, level, joint_tol=2).set_border().cells))
    return sum(_shape(grid) in shapes for grid in truth)


@dataclass(frozen=True, slots=True, eq=False)
class _Picture:
    """Stands where camelot renders a PDF."""

    image: NDArray[np.uint8]

    def to_array(self, *_: object) -> NDArray[np.uint8]:
        return self.image


def _peer_shape(cells: Any) -> Shape:
    taken: set[tuple[int, int]] = set()
    found = []
    for row, line in enumerate(cells):
        for column in range(len(line)):
            if (row, column) in taken:
                continue
            right, bottom = column, row
            while right + 1 < len(line) and not line[right].right:
                right += 1
            while bottom + 1 < len(cells) and not any(cells[bottom][c].bottom for c in range(column, right + 1)):
                bottom += 1
            taken.update((r, c) for r in range(row, bottom + 1) for c in range(column, right + 1))
            found.append((row, column, bottom - row + 1, right - column + 1))
    return frozenset(found)


def _difference(grid: Grid, found: PixelGrid | None, right: int) -> str:
    said = "nothing" if found is None else f"{right} of them, in {found.row_count}x{found.column_count} with {len(found.cells)}"
    return f"{grid.row_count}x{grid.column_count} with {len(grid.cells)} cells: {said}"


def _draw(task: Task, clean: CleanPage, found: Sequence[PixelGrid]) -> None:
    assert task.keep is not None
    task.keep.mkdir(parents=True, exist_ok=True)
    picture = cv2.cvtColor(clean.red_free, cv2.COLOR_GRAY2BGR)
    scale = clean.dpi / 72
    for cell in (cell for grid in found for cell in grid.cells):
        a, b = (round(cell.box.x0 * scale), round(cell.box.y0 * scale)), (round(cell.box.x1 * scale), round(cell.box.y1 * scale))
        cv2.rectangle(picture, a, b, (0, 0, 255) if cell.torn else (0, 160, 0), 2)
    cv2.imwrite(str(task.keep / f"{task.kind}_{task.path.stem}_{task.page}.png"), picture)


def _tasks(options: argparse.Namespace, folder: Path) -> Iterator[Task]:
    for form in declared_forms():
        for path in make_reports(form, "pdf", options.count, options.seed, folder / form):
            pages = [page.number for page in open_source(path).pages if ruled_grids(page)]
            for page in pages:
                for kind in options.kinds:
                    yield Task(kind=kind, path=path, page=page, seed=options.seed, keep=options.keep, peer=options.peer)


def _line(results: Sequence[Result]) -> list[str]:
    grids, corners = sum(r.grids - r.gone for r in results), sum(r.corners for r in results)
    return [
        str(len(results)),
        str(grids),
        str(sum(r.gone for r in results)),
        f"{100 * sum(r.exact for r in results) / max(1, grids):.1f}",
        f"{100 * sum(r.peer for r in results) / max(1, grids):.1f}" if any(r.task.peer for r in results) else "-",
        str(sum(r.made_up for r in results)),
        f"{sum(r.error for r in results) / max(1, corners):.2f}",
        str(sum(not r.turned_right for r in results)),
        f"{sum(r.seconds[0] for r in results) / len(results):.2f}",
        f"{sum(r.seconds[1] for r in results) / len(results):.2f}",
    ]


def _kinds(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    for name in names:
        if name not in KINDS:
            raise argparse.ArgumentTypeError(f"{name!r} is not one of {', '.join(KINDS)}")
    return names


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the reports, damage their pages, find the grids, print the table."""
    parser = argparse.ArgumentParser(prog="bench.grids", description=__doc__)
    parser.add_argument("--count", type=int, default=3, help="documents of each form (default: 3)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fresh", action="store_true", help="draw a random seed, and say which")
    parser.add_argument("--kinds", type=_kinds, default=FIRST_KINDS, help=f"of {','.join(KINDS)}")
    parser.add_argument("--peer", action="store_true", help="let camelot look for the grids in the same images")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--named", action="store_true", help="name the grids that were not found exactly")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="draw the pages with anything amiss there")
    options = parser.parse_args(arguments)
    if options.fresh:
        options.seed = random.SystemRandom().randrange(10**6)
    console = Console() if Console().is_terminal else Console(width=WIDTH_OF_FILES)
    console.print(f"seed {options.seed}, {options.count} documents of each form")
    with tempfile.TemporaryDirectory() as folder:
        tasks = list(_tasks(options, Path(folder)))
        with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
            results = pool.map(_run, tasks, chunksize=1)
    table = Table("kind", "pages", "grids", "gone", "exact %", "camelot %", "made up", "box error pt", "turned wrong", "clean s", "grids s")
    for kind in options.kinds:
        table.add_row(kind, *_line([result for result in results if result.task.kind == kind]))
    console.print(table)
    for result in results if options.named else ():
        if result.note or not result.turned_right:
            turn = "" if result.turned_right else " turned wrong"
            console.print(
                f"{result.task.kind} {result.task.path.stem} page {result.task.page}:{turn} {result.note}", markup=False, soft_wrap=True
            )


if __name__ == "__main__":
    main()
