"""A source in, a report out: the whole way from bytes to checked tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from ingest.characters import spaceless
from ingest.geometry import Box
from ingest.pace import pages_ahead
from ingest.page import Page, Problem, Source
from ingest.source import open_source
from layout.aligned import aligned_grids
from layout.checks import check_tables
from layout.decoding import decode_tables
from layout.doubt import weighed
from layout.errors import ReportError
from layout.form import Form
from layout.form_file import declared_forms, form_by_key
from layout.frontmatter import front_matter, title_years
from layout.grid import Grid, declared_grid
from layout.labels import bare_label, label_forms
from layout.lines import Line, grid_lines, loose_lines
from layout.narrative import check_narrative, propose_quoted
from layout.paragraphs import TextLine, paragraphs, text_lines
from layout.reconstruct import Fit, best_fit, fill_tables
from layout.report import Report, ReportCell, ReportTable, SourceNote, Unplaced
from layout.sections import sections_of
from ocr.errors import ReaderUnavailable
from ocr.reading import Reader

__all__ = ["check_report", "read_report", "report_of"]

_FEWEST_LABELS = 3  # of a form that must be found in a source before it counts as that form
_YEAR_WORTH = 6.0  # points that a form is better for having been made for the report's year: one row, no more
_OTHER_REPORT = 6  # lines with figures elsewhere that make another report of another form
_UNIT_LINE = re.compile(r"^\(?(?:金额)?(?:计量)?单位[::]")
_LONG_TABLE, _AROUND = 150, 10  # lines: no table of a form is as long; what may stand above and below its outermost labels
_NEAR = 0.6  # share of the best form's labels from which another form is tried too


def read_report(
    source: Path | bytes,
    *,
    name: str | None = None,
    form: str | None = None,
    pages: tuple[int, ...] | None = None,
    password: str | None = None,
    reader: str | None = None,
) -> Report:
    """Read one source into a report.

    Args:
        source: a file (PDF, page image, HTML, text dump), or the bytes of one.
        name: what to call it in the report; the file's name when None.
        form: key of a declared form, or a path to a form file; found by itself when None.
        pages: page numbers from 1; all when None.
        password: for an encrypted PDF.
        reader: the OCR reader for scans; all that are there when None. Digital sources need none.

    Raises:
        IngestError: the source cannot be read.
        UnknownReader: no reader of that name.
        ReaderUnavailable: it is a scan, and the reader lacks something, or none is there.
        OcrError: a reader failed.
        UnknownForm: no form of that key.
        FormError: the form file is malformed.
    """
    wanted = form_by_key(form) if form is not None else None
    opened = open_source(source, name=name, pages=pages, password=password)
    if not any(page.pictures for page in opened.pages):
        return report_of(opened, wanted)
    from layout.scans import digitised  # OpenCV and the readers are not needed for digital sources

    readers, problems = _readers(reader)
    read = digitised(replace(opened, problems=opened.problems + problems), readers)
    return report_of(read.source, wanted, read.grids)


def _readers(name: str | None) -> tuple[tuple[Reader, ...], tuple[Problem, ...]]:
    """The reader of that name, or all that are there; and what to say when one is not."""
    from ocr.readers import DEFAULT, reader_by_name

    if name is not None:
        reader = reader_by_name(name)
        if reader.lacks():
            raise ReaderUnavailable(reader.lacks())
        return (reader,), ()
    readers = [reader_by_name(one) for one in DEFAULT]
    there = tuple(reader for reader in readers if not reader.lacks())
    missing = "; ".join(reader.lacks() for reader in readers if reader.lacks())
    if not there:
        raise ReaderUnavailable(missing)
    message = f"the figures were read by {there[0].name} alone: {missing}"
    return there, (Problem(code="one_reader", page=None, message=message),) if missing else ()


def report_of(
    source: Source,
    form: Form | None = None,
    found: Mapping[int, tuple[Grid, ...]] = MappingProxyType({}),
    *,
    shares: Mapping[str, Mapping[str, float]] | None = None,
) -> Report:
    """The report of a source that is already pages.

    Args:
        source: the pages.
        form: its form; found out when None.
        found: the grids of its pictures by page number.
        shares: how often figures in doubt are right, in place of what was learned (``layout.doubt``).
    """
    pages_ahead(len(source.pages))
    grids = tuple(grid for page in source.pages for grid in _page_grids(page, found.get(page.number, ())))
    front = front_matter(text_lines(source.pages, _areas(grids), frozenset()))
    fits = _fits(source, grids, form, front.year)
    fit = fits[0] if fits else None
    tables, unplaced = fill_tables(fit) if fit else ((), ())
    tables = decode_tables(fit.form, tables) if fit else tables
    used = _used_grids(fit, grids) if fit else ()
    lines = _without_captions(text_lines(source.pages, _areas(used), _taken(fit) if fit else frozenset()), fit)
    problems = source.problems + tuple(_problems(source, fits, tables, lines))
    sections = sections_of(paragraphs(lines, _headings(fit.form) if fit else frozenset()), front.title)
    tables = propose_quoted(fit.form, tables, sections, front.year) if fit else tables
    pictured = {page.number for page in source.pages if any(picture.whole for picture in page.pictures)}
    tables = _doubted(_unit_elsewhere(tables, lines, fit), [problem for problem in problems if problem.page not in pictured])
    tables = weighed(tables, {page.number for page in source.pages if page.pictures}, shares)
    tables, unplaced = _on_source(tables, unplaced, source)
    return Report(
        source=SourceNote(name=source.name, sha256=source.sha256, media=source.media, pages=len(source.pages)),
        form=fit.form.key if fit else None,
        year=front.year,
        issuer=front.issuer,
        title=front.title,
        pages=source.pages,
        tables=tables,
        checks=(*check_tables(fit.form, tables), *check_narrative(fit.form, tables, sections, front.year)) if fit else (),
        unplaced=unplaced,
        sections=sections,
        problems=problems,
    )


def _without_captions(lines: Sequence[TextLine], fit: Fit | None) -> tuple[TextLine, ...]:
    """The lines without the captions of a form's tables, which some reports print between two grids."""
    captions = {bare_label(text) for table in fit.form.tables for block in table.blocks for text in block.caption} if fit else set[str]()
    return tuple(line for line in lines if bare_label(line.text) not in captions)


def _headings(form: Form) -> frozenset[str]:
    """The headings that a form's reports print, also without their number."""
    tables = [heading for table in form.tables for heading in (table.title, *table.headings)]
    return frozenset(spaceless(heading) for heading in (*form.sections, *tables))


def _areas(grids: Sequence[Grid]) -> list[tuple[int, Box]]:
    return [(grid.page, grid.box) for grid in grids]


def _used_grids(fit: Fit, grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """The grids that are tables for certain, and of the guessed ones those in which the form was found."""
    found = {line.grid for line, at in zip(fit.lines, fit.alignment.pairs, strict=True) if at is not None}
    return tuple(grid for number, grid in enumerate(grids) if grid.how != "aligned" or number in found)


def check_report(report: Report, form: str | None = None) -> Report:
    """The report with its checks worked out afresh from its cells.

    ``form`` is the form file of a report that was read with one: a report names its form by key alone.

    Raises:
        UnknownForm: the report's form is not declared, and no file of it is given.
        FormError: the form file is malformed.
        ReportError: it has a table that its form has not.
    """
    if report.form is None:
        return report
    known = form_by_key(form or report.form)
    if strange := {table.key for table in report.tables} - {table.key for table in known.tables}:
        raise ReportError(f"it has a table {min(strange)!r}, and its form {known.key} has none; read its source again")
    told = check_narrative(known, report.tables, report.sections, report.year)
    return replace(report, checks=(*check_tables(known, report.tables), *told))


def _page_grids(page: Page, found: tuple[Grid, ...]) -> tuple[Grid, ...]:
    """The tables that the file declares, those between rulings (drawn or in pictures), and those that only stand in columns."""
    if page.kind == "text":
        return tuple(declared_grid(page, table) for table in page.tables)
    ruled = tuple(grid for grid in (*_drawn_grids(page), *found) if grid.column_count > 1)
    grids = ruled + aligned_grids(page, [grid.box for grid in ruled])
    return tuple(sorted(grids, key=lambda grid: grid.box.y0))


def _drawn_grids(page: Page) -> tuple[Grid, ...]:
    if any(picture.whole for picture in page.pictures):
        return ()  # the rulings of a scan are those of its grids
    from layout.lattice import ruled_grids

    return ruled_grids(page)


def _fits(source: Source, grids: Sequence[Grid], form: Form | None, year: int | None) -> list[Fit]:
    """The forms that lie beside the source's tables, the best first; where two lie alike the report's year decides."""
    forms = [form] if form is not None else _likely_forms(source, grids)
    fits = [best_fit(one, _lines(source, grids, one)) for one in forms]
    if form is None:
        fits = [fit for fit in fits if fit.found >= _FEWEST_LABELS]
    return sorted(fits, key=lambda fit: -fit.alignment.score - _YEAR_WORTH * _is_of(fit.form, year))


def _is_of(form: Form, year: int | None) -> bool:
    return year is not None and form.years[0] <= year <= (form.years[1] or year)


def _likely_forms(source: Source, grids: Sequence[Grid]) -> list[Form]:
    """The declared forms of whose labels the source holds most."""
    seen = {text for grid in grids for cell in grid.cells for text in label_forms(cell.text)}
    seen |= {bare_label(word.text) for page in source.pages if page.kind == "text" for word in page.words}
    counted = [(len(seen & _labels(form)), form) for form in declared_forms().values()]
    most = max(count for count, _ in counted)
    return [form for count, form in counted if count and count >= _NEAR * most]


def _labels(form: Form) -> set[str]:
    return {bare_label(label) for table in form.tables for block in table.blocks for label in block.labels()}


def _lines(source: Source, grids: Sequence[Grid], form: Form) -> tuple[Line, ...]:
    lines = list(_near_labels(grid_lines(grids, form), _labels(form)))
    if not any(line.figures for line in lines):
        for page in source.pages:
            if page.kind == "text":
                lines.extend(loose_lines(page, len(grids) + page.number, form))
    return tuple(lines)


def _near_labels(lines: Sequence[Line], labels: set[str]) -> Iterator[Line]:
    """The lines without the far parts of long tables that show no label of the form: a report's annex may have thousands of rows."""
    counts = Counter(line.grid for line in lines)
    shown: dict[int, list[int]] = {}
    for line in lines:
        if counts[line.grid] > _LONG_TABLE and any(bare_label(cell.text) in labels for cell in line.labels):
            shown.setdefault(line.grid, []).append(line.row)
    for line in lines:
        rows = shown.get(line.grid, [])
        if counts[line.grid] <= _LONG_TABLE or (rows and rows[0] - _AROUND <= line.row <= rows[-1] + _AROUND):
            yield line


def _taken(fit: Fit) -> frozenset[tuple[int, Box]]:
    """The loose lines that were read as parts of a table."""
    pairs = zip(fit.lines, fit.alignment.pairs, strict=True)
    return frozenset(
        (line.page, cell.box) for line, at in pairs if line.how == "loose" and at is not None for cell in (*line.labels, *line.values)
    )


def _unit_elsewhere(tables: tuple[ReportTable, ...], lines: Sequence[TextLine], fit: Fit | None) -> tuple[ReportTable, ...]:
    """Amounts without a unit are doubtful where a line of the text gives one (单位：万元 above a table)."""
    if fit is None or not any(_UNIT_LINE.match(spaceless(line.text)) for line in lines):
        return tables
    amounts = {
        (table.key, row.key, column.key)
        for table in fit.form.tables
        for block in table.blocks
        for row in block.rows
        for column in block.columns
        if (row.kind or column.kind) == "amount"
    }

    def told(table: ReportTable, cell: ReportCell) -> ReportCell:
        if (table.key, cell.row, cell.column) not in amounts or cell.unit is not None or cell.status != "read":
            return cell
        return replace(
            cell, status="suspect", confidence=0.5, reason="a unit stands outside the table, perhaps for this figure", support=()
        )

    return tuple(replace(table, cells=tuple(told(table, cell) for cell in table.cells)) for table in tables)


def _doubted(tables: tuple[ReportTable, ...], problems: Sequence[Problem]) -> tuple[ReportTable, ...]:
    """Nothing is accepted from a page whose characters cannot be trusted, nor from a source that holds several reports."""
    reasons = {problem.page: _DOUBTS[problem.code] for problem in problems if problem.code in _DOUBTS}
    if not reasons:
        return tables
    return tuple(replace(table, cells=tuple(_doubt(cell, reasons) for cell in table.cells)) for table in tables)


_DOUBTS = {
    "text_layer_unreadable": "the page's text layer cannot be trusted",
    "several_reports": "the source holds more than one report",
    "source_damaged": "the file is damaged, and may show other figures than it was written with",
}


def _doubt(cell: ReportCell, reasons: Mapping[int | None, str]) -> ReportCell:
    reason = reasons.get(cell.page) or reasons.get(None)
    if reason is None or cell.status not in ("read", "blank", "repaired"):
        return cell
    return replace(cell, status="suspect", confidence=0.5, reason=reason, support=())  # no identity takes such a doubt away


def _on_source(
    tables: tuple[ReportTable, ...], unplaced: tuple[Unplaced, ...], source: Source
) -> tuple[tuple[ReportTable, ...], tuple[Unplaced, ...]]:
    """The same with every box where it lies on the page of the source."""
    ways = {page.number: page.to_source for page in source.pages if page.to_source.steps}
    if not ways:
        return tables, unplaced

    def moved(cell: ReportCell) -> ReportCell:
        if cell.page not in ways or cell.bbox is None:
            return cell
        return replace(cell, bbox=ways[cell.page].box(cell.bbox))

    placed = tuple(replace(item, bbox=ways[item.page].box(item.bbox)) if item.page in ways else item for item in unplaced)
    return tuple(replace(table, cells=tuple(map(moved, table.cells))) for table in tables), placed


def _problems(source: Source, fits: Sequence[Fit], tables: Sequence[ReportTable], lines: Sequence[TextLine]) -> Iterator[Problem]:
    if not fits:
        yield Problem(code="no_form", page=None, message="no table of a declared form was found; name one with --form")
        return
    if any(_lies_elsewhere(fits[0], other) for other in fits[1:]):
        years = ", ".join(map(str, sorted(title_years(lines))))
        message = f"tables of more than one report were found{f' ({years})' if years else ''}; give its pages one by one with --pages"
        yield Problem(code="several_reports", page=None, message=message)
    for table in tables:
        if not table.pages:
            yield Problem(code="table_missing", page=None, message=f"the table {table.key} ({table.title}) was not found")


def _lies_elsewhere(fit: Fit, other: Fit) -> bool:
    """Whether another form was found in lines that the first one leaves alone."""
    mine = {(line.grid, line.row) for line, at in zip(fit.lines, fit.alignment.pairs, strict=True) if at is not None}
    pairs = zip(other.lines, other.alignment.pairs, strict=True)
    theirs = {(line.grid, line.row) for line, at in pairs if at is not None and line.figures}
    return len(theirs - mine) >= max(_OTHER_REPORT, len(theirs) / 2)
