"""gouji check: saved reports are checked again, from their cells, and held against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import CommandError, Status, Unreadable, WrongUsage
from cli.summary import check_line, summarise
from cli.wording import clean, complain, figure, reason

if TYPE_CHECKING:
    from layout.report import Check, Report, ReportCell

__all__ = ["check"]


def check(
    reports: Annotated[list[Path], typer.Argument(metavar="REPORT.json", help="Report files that gouji read wrote.")],
    form: Annotated[str | None, typer.Option("--form", help="The form file of reports that were read with one.")] = None,
    children: Annotated[bool, typer.Option("--children", help="The reports after the first are its children: add them up.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when something needs a person.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the exit status; errors are still told.")] = False,
) -> None:
    """Check saved reports again, and name what needs a person, what matters most first.

    The checks are worked out anew from the cells, so that a figure corrected by hand counts. Reports of one issuer are held against
    each other, year against year. A check that fails may be the author's own slip: the figures stay as printed.

    \b
    Examples:
      gouji check out/report.json
      gouji check out/*.json --strict
      gouji check out/city.json --children out/district_a.json out/district_b.json
    """
    if children and len(reports) < 2:
        raise WrongUsage("--children", "there is one report only; name the parent first, then its children")
    status = Status.DONE
    read: list[Report] = []
    for path in reports:
        try:
            report = _checked(path, form)
        except CommandError as error:
            complain(error.subject, error.what)
            status = Status.UNREAD
            continue
        read.append(report)
        if not quiet:
            print("\n".join([clean(path), *_findings(report)]))
        if strict and status is Status.DONE and summarise(report).needs_person:
            status = Status.NEEDS_PERSON
    for title, checks in (*_years(read, form), *(_family(reports, read, form) if children else ())):
        if not quiet:
            print("\n".join([title, *_check_lines(checks)]))
        if strict and status is Status.DONE and any(one.verdict == "fails" for one in checks):
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


def _years(reports: Sequence[Report], form: str | None) -> Iterator[tuple[str, Sequence[Check]]]:
    """What comes of each pair of successive years by one issuer."""
    from layout.across import check_years, successive
    from layout.form_file import form_by_key

    for before, report in successive(reports):
        checks = check_years(form_by_key(form or str(report.form)), report, before) if report.form else ()
        if checks:
            yield clean(f"{report.issuer}: {report.year} against {before.year}"), checks


def _family(paths: Sequence[Path], reports: Sequence[Report], form: str | None) -> Iterator[tuple[str, Sequence[Check]]]:
    """What comes of the first report against the others; nothing when one of them could not be read."""
    from layout.across import check_children
    from layout.form_file import form_by_key

    if len(reports) < len(paths) or reports[0].form is None:
        return
    parent, *others = reports
    for path, child in zip(paths[1:], others, strict=True):
        if child.year != parent.year:
            what = f"it is of {child.year or 'no year'}, its parent of {parent.year or 'no year'}; name reports of one year"
            raise Unreadable(str(path), what)
    checks = check_children(form_by_key(form or parent.form), parent, others)  # type: ignore[arg-type] # one of them is there
    yield clean(f"{parent.issuer}: {parent.year} against its children ({len(others)})"), checks


def _findings(report: Report) -> Iterator[str]:
    from layout import review_order

    summary = summarise(report)
    yield f"  report    {summary.issuer}, {summary.year}, form {summary.form}"
    yield _counted(report.checks)
    lost = tuple(table.key for table in report.tables if all(_is_lost(cell) for cell in table.cells))
    for key in lost:
        yield f"  missing   {clean(key)}, the whole table"
    yield from _told(check for check in report.checks if not all(_lies_in(address, lost) for address in check.cells))
    for item in review_order(report):
        if item.cell.value is not None or not _lies_in(item.address, lost):
            yield f"  {item.cell.status:<10}{_cell_line(item.address, item.cell)}"
    for unplaced in report.unplaced:
        yield f"  unplaced  {clean(unplaced.raw)} (page {unplaced.page}): {clean(unplaced.reason)}"


def _check_lines(checks: Sequence[Check]) -> Iterator[str]:
    """Checks between reports: those that say nothing because nothing is printed are only counted."""
    yield _counted(checks)
    yield from _told(check for check in checks if check.left is not None or check.right is not None)


def _counted(checks: Sequence[Check]) -> str:
    verdicts = [check.verdict for check in checks]
    return f"  checks    {verdicts.count('holds')} hold, {verdicts.count('fails')} fail, {verdicts.count('undecided')} undecided"


def _told(checks: Iterator[Check]) -> Iterator[str]:
    for check in checks:
        if check.verdict != "holds":
            yield f"  {'advice' if check.advises else check.verdict:<10}{check_line(check)}"


def _is_lost(cell: ReportCell) -> bool:
    return cell.status == "missing" and cell.page is None


def _lies_in(address: str, tables: tuple[str, ...]) -> bool:
    return address.partition("/")[0] in tables


def _cell_line(address: str, cell: ReportCell) -> str:
    proposal = "" if cell.value is None else f" = {figure(cell.value)}"
    printed = f" (reads {cell.raw!r}, page {cell.page})" if cell.raw else ""
    why = f": {cell.reason}" if cell.reason else ""
    return clean(f"{address}{proposal}{printed}{why}")
