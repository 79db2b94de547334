"""gouji archive: thousands of sources, read resumably, kept in a ledger and handed on as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, get_args

import typer

from cli.choices import know_form, know_reader
from cli.doors import sigterm_like_ctrl_c, told_as_commands
from cli.errors import Status, Stopped, Unreadable, WrongUsage
from cli.limits import MaxMegapixels, MaxPages, Memory, PageSeconds, SourceSeconds, limits_of
from cli.review import review_archive
from cli.wording import clean, reason

if TYPE_CHECKING:
    from archive.events import Tally
    from archive.limits import Limits
    from archive.run import Settings

__all__ = ["archive"]

archive = typer.Typer(
    no_args_is_help=False, help="Read thousands of sources, resumably, and hand on what they hold.", rich_markup_mode=None
)

Archive = Annotated[Path, typer.Argument(metavar="ARCHIVE", help="Folder of the archive.")]
Into = Annotated[Path, typer.Option("--into", metavar="ARCHIVE", help="Folder of the archive; made when missing.")]
Reports = Annotated[str | None, typer.Option(metavar="URL", help="Folder or URL of the report files. [default: ARCHIVE/reports]")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Workers on this machine. [default: its cores]", show_default=False)]
ClusterOption = Annotated[str | None, typer.Option("--cluster", metavar="tcp://HOST:8786", help="Dask scheduler whose workers read.")]
FormOption = Annotated[str | None, typer.Option("--form", metavar="KEY", help="Form of new sources. [default: found by itself]")]
ReaderOption = Annotated[str | None, typer.Option("--reader", metavar="NAME", help="Reader of new scans. [default: both]")]
Password = Annotated[str | None, typer.Option(envvar="GOUJI_PASSWORD", help="Password of encrypted PDFs; it is not kept.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 when something that was read needs a person.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary; errors are still told.")]
LogJson = Annotated[bool, typer.Option("--log-json", help="One JSON object a line on standard output, instead of the summary.")]


archive.command("review")(review_archive)


@archive.command("run")
def run(
    root: Annotated[str, typer.Argument(metavar="ROOT", help="Folder or URL; everything below it is read.")],
    into: Into,
    reports: Reports = None,
    jobs: Jobs = None,
    cluster: ClusterOption = None,
    form: FormOption = None,
    reader: ReaderOption = None,
    password: Password = None,
    page_seconds: PageSeconds = 60.0,
    source_seconds: SourceSeconds = 3600.0,
    memory: Memory = 1500,
    max_pages: MaxPages = 500,
    max_megapixels: MaxMegapixels = 100,
    strict: Strict = False,
    quiet: Quiet = False,
    log_json: LogJson = False,
) -> None:
    """Read everything below a folder that the archive does not have yet.

    Whatever ended the last run, this one goes on where it was. A source that cannot be read never stops the others.

    \b
    Examples:
      gouji archive run scans --into out/archive
      gouji archive run s3://bucket/scans --into out/archive --reports s3://bucket/reports --cluster tcp://10.0.0.1:8786
    """
    limits = limits_of(page_seconds, source_seconds, memory, max_pages, max_megapixels)
    settings = _settings(root, into, reports, jobs, cluster, form, reader, password, limits)
    _carry_out(settings, f"gouji archive run {root} --into {into}", strict, quiet, log_json)


@archive.command("watch")
def watch(
    inbox: Annotated[str, typer.Argument(metavar="INBOX", help="Folder or URL; what arrives below it is read.")],
    into: Into,
    every: Annotated[float, typer.Option(min=0.1, metavar="S", help="Seconds between two looks.")] = 5.0,
    reports: Reports = None,
    jobs: Jobs = None,
    cluster: ClusterOption = None,
    form: FormOption = None,
    reader: ReaderOption = None,
    password: Password = None,
    page_seconds: PageSeconds = 60.0,
    source_seconds: SourceSeconds = 3600.0,
    memory: Memory = 1500,
    max_pages: MaxPages = 500,
    max_megapixels: MaxMegapixels = 100,
    quiet: Quiet = False,
    log_json: LogJson = False,
) -> None:
    """Read files as they arrive, until stopped with Ctrl-C or SIGTERM.

    A file is taken up when it has not changed from one look to the next. Names that end in .part, .tmp and the like are left alone.

    \b
    Example:
      gouji archive watch inbox --into out/archive --log-json
    """
    limits = limits_of(page_seconds, source_seconds, memory, max_pages, max_megapixels)
    settings = _settings(inbox, into, reports, jobs, cluster, form, reader, password, limits, every)
    _carry_out(settings, f"gouji archive watch {inbox} --into {into}", False, quiet, log_json)


@archive.command("retry")
def retry(
    folder: Archive,
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="Only sources whose name has this in it.")] = None,
    stale: Annotated[bool, typer.Option("--stale", help="Read again what another version of gouji or of its form has read.")] = False,
    jobs: Jobs = None,
    cluster: ClusterOption = None,
    form: FormOption = None,
    reader: ReaderOption = None,
    password: Password = None,
    page_seconds: PageSeconds = 60.0,
    source_seconds: SourceSeconds = 3600.0,
    memory: Memory = 1500,
    max_pages: MaxPages = 500,
    max_megapixels: MaxMegapixels = 100,
    strict: Strict = False,
    quiet: Quiet = False,
    log_json: LogJson = False,
) -> None:
    """Read again what could not be read, or what is named, or what is stale.

    The report that was there is kept as history. What is still waiting from an interrupted run is read as well.

    \b
    Examples:
      gouji archive retry out/archive
      gouji archive retry out/archive --stale
      gouji archive retry out/archive yuyao_2020 --reader tesseract
    """
    from archive.retry import take_up

    limits = limits_of(page_seconds, source_seconds, memory, max_pages, max_megapixels)
    settings = _settings(None, folder, None, jobs, cluster, form, reader, password, limits)
    with told_as_commands():
        count = take_up(folder, names or [], stale=stale, options=settings.options)
    if not quiet and not log_json:
        print(f"{count} source{'' if count == 1 else 's'} to be read again")
    _carry_out(settings, f"gouji archive retry {folder}", strict, quiet, log_json)


@archive.command("status")
def status(
    folder: Archive,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Say how an archive stands, also while a run is going.

    \b
    Example:
      gouji archive status out/archive
    """
    from archive.queries import overview, reading_ledger, troubles, worst_sources
    from cli.archive_words import status_json, status_lines

    with told_as_commands(), reading_ledger(folder) as ledger:
        how, lost, worst = overview(ledger), list(troubles(ledger)), worst_sources(ledger, 10)
    print(status_json(how, lost, worst) if as_json else "\n".join(status_lines(folder, how, lost, worst)))


@archive.command("report")
def report(
    folder: Archive,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="[default: ARCHIVE/report.html]")] = None,
) -> None:
    """Write one HTML page with plots: progress, quality, failing identities, confidence, coverage.

    \b
    Example:
      gouji archive report out/archive
    """
    from archive.page import archive_page
    from archive.queries import reading_ledger
    from archive.whole_file import write_whole

    target = output or folder / "report.html"
    with told_as_commands(), reading_ledger(folder) as ledger:
        content = "".join(archive_page(ledger, folder.absolute().name)).encode()
    try:
        write_whole(target, content)
    except OSError as error:
        raise Unreadable(str(target), f"it cannot be written ({reason(error)}); name another with -o") from error
    print(clean(target))


@archive.command("export")
def export(
    folder: Archive,
    to: Annotated[str, typer.Option(metavar="KINDS", help="Kinds of files, with commas: parquet, csv, xlsx, duckdb, json.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR", help="[default: ARCHIVE/export]")] = None,
    form: Annotated[list[str] | None, typer.Option(metavar="KEY", help="Only reports of this form; may be given again.")] = None,
    year: Annotated[list[int] | None, typer.Option(help="Only reports of this year; may be given again.")] = None,
    issuer: Annotated[list[str] | None, typer.Option(metavar="PART", help="Only issuers with this in their name.")] = None,
    status: Annotated[str | None, typer.Option(metavar="NAMES", help="Only cells of these statuses, with commas.")] = None,
) -> None:
    """Write what was read as tables: tidy ones of cells, checks and reports, and a wide one for each table of a form.

    The wide tables hold accepted figures, or those of --status.

    \b
    Examples:
      gouji archive export out/archive --to parquet
      gouji archive export out/archive --to xlsx,csv -o tables --year 2020 --issuer 余姚
    """
    from archive.export import KINDS, write_tables
    from archive.queries import reading_ledger
    from archive.tables import Filter, tables_of
    from layout.report import Status as CellStatus

    kinds = _named("--to", to, tuple(KINDS))
    statuses = _named("--status", status, get_args(CellStatus)) if status else ()
    wanted = Filter(forms=tuple(form or ()), years=tuple(year or ()), issuers=tuple(issuer or ()), statuses=statuses)
    with told_as_commands(), reading_ledger(folder) as ledger:
        for kind in kinds:
            for path, rows in write_tables(tables_of(ledger, wanted), kind, output or folder / "export").items():
                print(f"{clean(path)}  {rows:,} rows")


def _named(option: str, text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(part.strip().lower() for part in text.split(","))
    for name in names:
        if name not in known:
            raise WrongUsage(option, f"{name!r} is unknown; choose from {', '.join(known)}")
    return names


def _settings(
    root: str | None,
    into: Path,
    reports: str | None,
    jobs: int | None,
    cluster: str | None,
    form: str | None,
    reader: str | None,
    password: str | None,
    limits: Limits,
    every: float | None = None,
) -> Settings:
    from archive.limits import cores
    from archive.run import Settings

    know_form(form)
    know_reader(reader)
    if form is not None and Path(form).is_file():
        form = str(Path(form).absolute())  # it is opened again by workers that have another folder
    return Settings(
        root=root,
        archive=into,
        jobs=jobs or cores(),
        limits=limits,
        cluster=cluster,
        reports=reports,
        options={key: value for key, value in (("form", form), ("reader", reader)) if value is not None},
        password=password,
        every=every,
    )


def _carry_out(settings: Settings, command: str, strict: bool, quiet: bool, log_json: bool) -> NoReturn:
    from archive.run import run_archive
    from cli.archive_told import teller

    with told_as_commands(), teller(quiet, log_json) as told, sigterm_like_ctrl_c():
        try:
            tally = run_archive(settings, told)
        except KeyboardInterrupt:
            raise Stopped("", f"stopped; what was read is kept. To go on: {command}") from None
    if not quiet and not log_json:
        _tell_summary(settings.archive, tally)
    raise typer.Exit(Status.UNREAD if tally.failed else Status.NEEDS_PERSON if strict and tally.flagged else Status.DONE)


def _tell_summary(folder: Path, tally: Tally) -> None:
    from archive.queries import overview, reading_ledger, worst_sources
    from cli.archive_words import summary_lines

    with reading_ledger(folder) as ledger:
        print("\n".join(summary_lines(folder, tally, overview(ledger), worst_sources(ledger, 10))))
