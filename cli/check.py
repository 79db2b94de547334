"""gouji check: saved reports are checked again, from their cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import CommandError, Status, Unreadable
from cli.summary import check_line, summarise
from cli.wording import clean, complain, figure, reason

if TYPE_CHECKING:
    from layout.report import Report, ReportCell

__all__ = ["check"]


def check(
    reports: Annotated[list[Path], typer.Argument(metavar="REPORT.json", help="Report files that gouji read wrote.")],
    form: Annotated[str | None, typer.Option("--form", help="The form file of reports that were read with one.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when something needs a person.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the exit status; errors are still told.")] = False,
) -> None:
    """Check saved reports again, and name what needs a person.

    The checks are worked out anew from the cells, so that a figure corrected by hand counts. A check that fails may be the
    author's own slip: the figures stay as printed.

    \b
    Examples:
      gouji check out/report.json
      gouji check out/*.json --strict
    """
    status = Status.DONE
    for path in reports:
        try:
            report = _checked(path, form)
        except CommandError as error:
            complain(error.subject, error.what)
            status = Status.UNREAD
            continue
        if not quiet:
            print("\n".join([clean(path), *_findings(report)]))
        if strict and status is Status.DONE and summarise(report).needs_person:
            status = Status.NEEDS_PERSON
    raise typer.Exit(status)


def _checked(path: Path, form: str | None) -> Report:
    from layout import check_report, report_from_json
    from layout.errors import FormError, ReportError, UnknownForm

    try:
        return check_report(report_from_json(path.read_text("utf-8")), form)
    except (ReportError, UnicodeDecodeError) as error:
        detail = "not UTF-8 text" if isinstance(error, UnicodeDecodeError) else str(error)
        raise Unreadable(str(path), f"it is no report file: {detail}; name a file that gouji read wrote") from error
    except UnknownForm as error:
        raise Unreadable(str(path), f"it cannot be checked: {error}; give its form file with --form") from error
    except FormError as error:
        raise Unreadable(str(path), f"it cannot be checked: {error.faults[0]}; mend the form file") from error
    except IsADirectoryError as error:
        raise Unreadable(str(path), f"it is a folder; name the files in it, like {path}/*.json") from error
    except OSError as error:
        raise Unreadable(str(path), f"it cannot be opened ({reason(error)}); check the name") from error


def _findings(report: Report) -> Iterator[str]:
    summary = summarise(report)
    yield f"  report    {summary.issuer}, {summary.year}, form {summary.form}"
    yield f"  checks    {summary.holds} hold, {len(summary.failing)} fail, {summary.undecided} undecided"
    lost = tuple(table.key for table in report.tables if all(_is_lost(cell) for cell in table.cells))
    for key in lost:
        yield f"  missing   {clean(key)}, the whole table"
    for check in report.checks:
        if check.verdict != "holds" and not all(_lies_in(address, lost) for address in check.cells):
            yield f"  {check.verdict:<10}{check_line(check)}"
    for address, cell in report.flagged:
        if not _lies_in(address, lost):
            yield f"  {cell.status:<10}{_cell_line(address, cell)}"
    for item in report.unplaced:
        yield f"  unplaced  {clean(item.raw)} (page {item.page}): {clean(item.reason)}"


def _is_lost(cell: ReportCell) -> bool:
    return cell.status == "missing" and cell.value is None


def _lies_in(address: str, tables: tuple[str, ...]) -> bool:
    return address.partition("/")[0] in tables


def _cell_line(address: str, cell: ReportCell) -> str:
    proposal = "" if cell.value is None else f" = {figure(cell.value)}"
    printed = f" (reads {cell.raw!r}, page {cell.page})" if cell.raw else ""
    why = f": {cell.reason}" if cell.reason else ""
    return clean(f"{address}{proposal}{printed}{why}")
