"""Pages are drawn into a folder, in a process of its own; what ``gouji show`` does with them is its own affair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import CommandError, Lacking, Unreadable, WrongUsage
from cli.runs import TOO_LARGE, hush_libraries
from cli.wording import unexpected

if TYPE_CHECKING:
    from layout.overlay import ShownPage
    from layout.report import Report

__all__ = ["Drawing", "Drawn", "draw"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A source to be drawn, and how. ``room`` is the folder that takes the pictures."""

    source: Path
    room: Path
    form: str | None
    reader: str | None
    pages: tuple[int, ...] | None
    password: str | None
    dpi: int
    clean: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pages that were drawn, each as its number, its picture and what is on it; the fault that kept others from it."""

    pages: tuple[tuple[int, Path, str], ...] = ()
    fault: CommandError | None = None


def draw(drawing: Drawing) -> Drawn:
    """Draw a source in this process."""
    hush_libraries()
    done: list[tuple[int, Path, str]] = []
    try:
        report = _report(drawing)
        for shown in _shown(drawing, report):
            place = drawing.room / f"{shown.number}.png"
            place.write_bytes(shown.png)
            done.append((shown.number, place, _counts(shown)))
    except CommandError as error:
        return Drawn(tuple(done), error)
    return Drawn(tuple(done))


def _report(drawing: Drawing) -> Report:
    from ingest.errors import IngestError
    from layout import read_report
    from layout.errors import FormError, UnknownForm
    from ocr.errors import OcrError, ReaderUnavailable, UnknownReader

    source, form = str(drawing.source), drawing.form
    try:
        return read_report(drawing.source, form=form, reader=drawing.reader, pages=drawing.pages, password=drawing.password)
    except UnknownForm as error:
        raise WrongUsage("--form", f"{error}; choose one of them") from error
    except FormError as error:
        raise WrongUsage(str(form), f"it is no form that can be used; see gouji forms lint {form}") from error
    except UnknownReader as error:
        raise WrongUsage("--reader", f"{error}; choose one of them, or leave the option out") from error
    except ReaderUnavailable as error:
        raise Lacking(source, str(error)) from error
    except (IngestError, OcrError) as error:
        raise Unreadable(source, str(error)) from error
    except MemoryError as error:
        raise Unreadable(source, TOO_LARGE) from error
    except Exception as error:  # whatever a broken file brings about, its name is told with it
        raise Unreadable(source, unexpected(error)) from error


def _shown(drawing: Drawing, report: Report) -> Iterator[ShownPage]:
    from ingest.errors import IngestError
    from layout.errors import NoPaper
    from layout.overlay import show_pages

    try:
        yield from show_pages(report, dpi=drawing.dpi, clean=drawing.clean)
    except (IngestError, NoPaper) as error:
        raise Unreadable(str(drawing.source), str(error)) from error


def _counts(shown: ShownPage) -> str:
    return ", ".join(f"{count} {status}" for status, count in sorted(shown.counts.items())) or "no cells"
