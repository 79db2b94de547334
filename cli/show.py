"""gouji show: pictures of what was read where."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from archive.whole_file import write_whole
from cli.drawing import Drawing, Drawn, draw
from cli.errors import Unreadable
from cli.limits import MaxMegapixels, MaxPages, Memory, PageSeconds, SourceSeconds, limits_of
from cli.outputs import output_folder, refuse_overwriting
from cli.page_ranges import parse_pages
from cli.wording import clean as cleaned
from cli.wording import reason

__all__ = ["show"]


def show(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A PDF or a page image.")],
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Folder for the pictures; made when missing.")],
    form: Annotated[str | None, typer.Option(metavar="KEY", help="Form of the report, or a form file. [default: found by itself]")] = None,
    reader: Annotated[str | None, typer.Option(metavar="NAME", help="Reader of scans: rapidocr, tesseract. [default: both]")] = None,
    pages: Annotated[str | None, typer.Option(metavar="RANGES", help="Only these pages, like 2-4,7.")] = None,
    password: Annotated[str | None, typer.Option(envvar="GOUJI_PASSWORD", help="Password of an encrypted PDF.")] = None,
    clean: Annotated[bool, typer.Option("--clean/--no-clean", help="Set the cleaned image beside a scanned page.")] = True,
    dpi: Annotated[int, typer.Option(min=50, max=400, help="Dots per inch of the pictures.")] = 150,
    page_seconds: PageSeconds = 60.0,
    source_seconds: SourceSeconds = 3600.0,
    memory: Memory = 1500,
    max_pages: MaxPages = 500,
    max_megapixels: MaxMegapixels = 100,
) -> None:
    """Draw every page with what was read on it.

    Writes DIR/<stem>-p<N>.png: words and grid lines as they were found, each cell in the colour of its status with its value
    beside it, and above them a legend with the number of cells of each status and what was done to the page.

    \b
    Examples:
      gouji show report.pdf -o out
      gouji show scan.pdf -o out --pages 2 --no-clean
    """
    from cli.processes import apart

    numbers = parse_pages(pages)
    limits = limits_of(page_seconds, source_seconds, memory, max_pages, max_megapixels)
    with TemporaryDirectory(prefix="gouji-") as room:
        drawing = Drawing(source=source, room=Path(room), form=form, reader=reader, pages=numbers, password=password, dpi=dpi, clean=clean)
        drawn = next(apart(draw, [drawing], 1, limits))
        if isinstance(drawn, str):
            raise Unreadable(str(source), drawn)
        _keep(source, folder, drawn)
    if drawn.fault is not None:
        raise drawn.fault


def _keep(source: Path, folder: Path, drawn: Drawn) -> None:
    targets = [folder / f"{source.stem}-p{number}.png" for number, _, _ in drawn.pages]
    refuse_overwriting([source], targets)
    for target, (_, picture, counts) in zip(targets, drawn.pages, strict=True):
        output_folder(folder)
        _write(target, picture.read_bytes())
        print(f"{cleaned(target)}  {counts}")


def _write(target: Path, content: bytes) -> None:
    try:
        write_whole(target, content)
    except OSError as error:
        raise Unreadable(str(target), f"it cannot be written ({reason(error)}); choose another folder with -o") from error
