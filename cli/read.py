"""gouji read: sources become report files."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.whole_file import write_whole, write_whole_folder
from cli.choices import know_form, know_reader
from cli.errors import CommandError, Status, Unreadable, WrongUsage
from cli.limits import MaxMegapixels, MaxPages, Memory, PageSeconds, SourceSeconds, limits_of
from cli.outputs import output_folder, parse_kinds, refuse_overwriting, stems, target, written
from cli.page_ranges import parse_pages
from cli.summary import Summary, failing_lines, summary_lines
from cli.wording import clean, complain, reason

if TYPE_CHECKING:
    from cli.runs import Order, Outcome
    from files.kinds import Content

__all__ = ["read"]

_STDIN = "-"
_TO = "Kinds of output, with commas: json, md, pdf, xlsx, csv, parquet, html, alto, kirogov. The JSON file is always written."


def read(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help="PDF, page images, HTML or text files; - is standard input.")],
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Folder for the results; made when missing.")],
    to: Annotated[str, typer.Option(help=_TO)] = "json",
    form: Annotated[str | None, typer.Option(metavar="KEY", help="Form of the reports, or a form file. [default: found by itself]")] = None,
    reader: Annotated[str | None, typer.Option(metavar="NAME", help="Reader of scans: rapidocr, tesseract. [default: both]")] = None,
    pages: Annotated[str | None, typer.Option(metavar="RANGES", help="Only these pages, like 2-4,7.")] = None,
    password: Annotated[str | None, typer.Option(envvar="GOUJI_PASSWORD", help="Password of encrypted PDFs.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Sources read side by side.")] = 1,
    page_seconds: PageSeconds = 60.0,
    source_seconds: SourceSeconds = 3600.0,
    memory: Memory = 1500,
    max_pages: MaxPages = 500,
    max_megapixels: MaxMegapixels = 100,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when something needs a person.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary and no progress; errors are still told.")] = False,
) -> None:
    """Read reports into tables of checked figures.

    Writes DIR/<stem>.json for each source. A source that cannot be read is told in one line and never stops the others. Each is read
    in a process of its own, which is ended when it takes more time or memory than it may.

    \b
    Examples:
      gouji read report.pdf -o out
      gouji read reports/*.pdf -o out --to json,md --jobs 2
      gouji read report.pdf -o out --to xlsx,csv,html
      gouji read scan.tiff -o out --to json,pdf
      gouji read - -o out --strict < report.txt
    """
    from cli.runs import Order, read_all

    kinds, numbers = parse_kinds(to), parse_pages(pages)
    know_form(form)
    know_reader(reader)
    labels = ["stdin" if source == _STDIN else source for source in sources]
    orders = [
        Order(source=content, label=label, stem=stem, kinds=kinds, form=form, reader=reader, pages=numbers, password=password)
        for content, label, stem in zip(_contents(sources), labels, stems(Path(label).stem for label in labels), strict=True)
    ]
    output_folder(folder)
    refuse_overwriting(map(Path, sources), (path for order in orders for kind in kinds for path in written(folder, order.stem, kind)))
    limits = limits_of(page_seconds, source_seconds, memory, max_pages, max_megapixels)
    with closing(read_all(orders, jobs, limits)) as outcomes:
        told = zip(orders, _shown(outcomes, len(orders), quiet), strict=True)
        done = [(order, summary) for order, outcome in told if (summary := _kept(order, outcome, folder))]
    if not quiet:
        _tell(done, folder)
    raise typer.Exit(_status(len(orders), done, strict))


def _contents(sources: Sequence[str]) -> list[Path | bytes]:
    if sources.count(_STDIN) > 1:
        raise WrongUsage(_STDIN, "standard input can be read only once; name it once")
    return [sys.stdin.buffer.read() if source == _STDIN else Path(source) for source in sources]


def _shown(outcomes: Iterator[Outcome], total: int, quiet: bool) -> Iterator[Outcome]:
    """A bar for several sources; a single one is there before a bar would help, and rich costs a tenth of a second to load."""
    if quiet or total < 2 or not sys.stderr.isatty():
        return outcomes
    from cli.terminal import with_progress

    return with_progress(outcomes, total)


def _kept(order: Order, outcome: Outcome, folder: Path) -> Summary | None:
    """Write what an order brought; None when not all of it could be read or written, after saying so."""
    if outcome.fault:
        complain(order.label, outcome.fault)
    try:
        for kind, content in outcome.contents:
            _write(target(folder, order.stem, kind), content)
    except CommandError as error:
        complain(order.label, error.what)
        return None
    return None if outcome.fault else outcome.summary


def _write(place: Path, content: Content) -> None:
    try:
        if isinstance(content, bytes):
            write_whole(place, content)
        else:
            write_whole_folder(place, content)
    except OSError as error:
        raise Unreadable(str(place), f"{place} cannot be written ({reason(error)}); choose another folder with -o") from error


def _tell(done: Sequence[tuple[Order, Summary]], folder: Path) -> None:
    """One report in lines; several in a table, with the failing checks named below it."""
    if len(done) == 1:
        order, summary = done[0]
        targets = ", ".join(clean(target(folder, order.stem, kind)) for kind in order.kinds)
        print("\n".join([f"{clean(order.label)} -> {targets}", *summary_lines(summary)]))
    elif done:
        from cli.terminal import print_table

        columns = ("report", "form", "year", "issuer", "read#", "to look at#", "hold#", "fail#")
        print_table(columns, (_row(order, summary) for order, summary in done))
        for order, summary in done:
            for line in failing_lines(summary):
                print(f"{clean(order.stem)} fails {line}")
        print(f"{len(done)} reports written to {clean(folder)}")


def _row(order: Order, summary: Summary) -> tuple[str, ...]:
    counts = (summary.accepted, summary.flagged + summary.unplaced, summary.holds, len(summary.failing))
    return (clean(order.stem), summary.form, summary.year, summary.issuer, *map(str, counts))


def _status(sources: int, done: Sequence[tuple[Order, Summary]], strict: bool) -> Status:
    if len(done) < sources:
        return Status.UNREAD
    if strict and any(summary.needs_person for _, summary in done):
        return Status.NEEDS_PERSON
    return Status.DONE
