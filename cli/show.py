"""gouji show: pictures of what was read where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.whole_file import write_whole
from cli.errors import Lacking, Unreadable, WrongUsage
from cli.outputs import output_folder, refuse_overwriting
from cli.page_ranges import parse_pages
from cli.runs import hush_libraries
from cli.wording import clean as cleaned
from cli.wording import reason, unexpected

if TYPE_CHECKING:
    from layout.overlay import ShownPage
    from layout.report import Report

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
) -> None:
    """Draw every page with what was read on it.

    Writes DIR/<stem>-p<N>.png: words and grid lines as they were found, each cell in the colour of its status with its value
    beside it, and above them a legend with the number of cells of each status and what was done to the page.

    \b
    Examples:
      gouji show report.pdf -o out
      gouji show scan.pdf -o out --pages 2 --no-clean
    """
    numbers = parse_pages(pages)
    hush_libraries()
    report = _report(source, form, reader, numbers, password)
    targets = {page.number: folder / f"{source.stem}-p{page.number}.png" for page in report.pages}
    refuse_overwriting([source], targets.values())
    for shown in _drawn(source, report, dpi, clean):
        target = output_folder(folder) / targets[shown.number].name
        _write(target, shown.png)
        print(f"{cleaned(target)}  {_counts(shown)}")


def _report(source: Path, form: str | None, reader: str | None, pages: tuple[int, ...] | None, password: str | None) -> Report:
    from ingest.errors import IngestError
    from layout import read_report
    from layout.errors import FormError, UnknownForm
    from ocr.errors import OcrError, ReaderUnavailable, UnknownReader

    try:
        return read_report(source, form=form, reader=reader, pages=pages, password=password)
    except UnknownForm as error:
        raise WrongUsage("--form", f"{error}; choose one of them") from error
    except FormError as error:
        raise WrongUsage(str(form), f"it is no form that can be used; see gouji forms lint {form}") from error
    except UnknownReader as error:
        raise WrongUsage("--reader", f"{error}; choose one of them, or leave the option out") from error
    except ReaderUnavailable as error:
        raise Lacking(str(source), str(error)) from error
    except (IngestError, OcrError) as error:
        raise Unreadable(str(source), str(error)) from error
    except Exception as error:  # whatever a broken file brings about, its name is told with it
        raise Unreadable(str(source), unexpected(error)) from error


def _drawn(source: Path, report: Report, dpi: int, clean: bool) -> Iterator[ShownPage]:
    from ingest.errors import IngestError
    from layout.errors import NoPaper
    from layout.overlay import show_pages

    try:
        yield from show_pages(report, dpi=dpi, clean=clean)
    except (IngestError, NoPaper) as error:
        raise Unreadable(str(source), str(error)) from error


def _write(target: Path, content: bytes) -> None:
    try:
        write_whole(target, content)
    except OSError as error:
        raise Unreadable(str(target), f"it cannot be written ({reason(error)}); choose another folder with -o") from error


def _counts(shown: ShownPage) -> str:
    return ", ".join(f"{count} {status}" for status, count in sorted(shown.counts.items())) or "no cells"
