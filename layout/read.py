"""A source in, a report out: the whole way from bytes to checked tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.geometry import Box
from ingest.page import Page, Problem, Source
from ingest.source import open_source
from layout.aligned import aligned_grids
from layout.checks import check_tables
from layout.form import Form
from layout.form_file import declared_forms, form_by_key
from layout.frontmatter import front_matter
from layout.grid import Grid, declared_grid
from layout.labels import bare_label
from layout.lines import Line, grid_lines, loose_lines
from layout.paragraphs import paragraphs, text_lines
from layout.reconstruct import Fit, best_fit, fill_tables
from layout.report import Report, ReportCell, ReportTable, SourceNote, Unplaced
from layout.sections import sections_of

__all__ = ["check_report", "read_report", "report_of"]

_FEWEST_LABELS = 3  # of a form that must be found in a source before it counts as that form
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
        source: a file (PDF, HTML, text dump), or the bytes of one.
        name: what to call it in the report; the file's name when None.
        form: key of a declared form, or a path to a form file; found by itself when None.
        pages: page numbers from 1; all when None.
        password: for an encrypted PDF.
        reader: the OCR reader for scans; digital sources need none.

    Raises:
        IngestError: the source cannot be read.
        UnknownForm: no form of that key.
        FormError: the form file is malformed.
    """
    wanted = form_by_key(form) if form is not None else None
    return report_of(open_source(source, name=name, pages=pages, password=password), wanted)


def report_of(source: Source, form: Form | None = None) -> Report:
    """The report of a source that is already pages."""
    grids = tuple(grid for page in source.pages for grid in _page_grids(page))
    fit = _fit(source, grids, form)
    tables, unplaced = fill_tables(fit) if fit else ((), ())
    tables = _doubted(tables, source)
    tables, unplaced = _on_source(tables, unplaced, source)
    taken = _taken(fit) if fit else frozenset()
    lines = text_lines(source.pages, [(grid.page, grid.box) for grid in grids], taken)
    front = front_matter(lines)
    known = frozenset(fit.form.sections) if fit else frozenset()
    return Report(
        source=SourceNote(name=source.name, sha256=source.sha256, media=source.media, pages=len(source.pages)),
        form=fit.form.key if fit else None,
        year=front.year,
        issuer=front.issuer,
        title=front.title,
        pages=source.pages,
        tables=tables,
        checks=check_tables(fit.form, tables) if fit else (),
        unplaced=unplaced,
        sections=sections_of(paragraphs(lines, known), front.title),
        problems=source.problems + tuple(_problems(source, fit, tables)),
    )


def check_report(report: Report) -> Report:
    """The report with its checks worked out afresh from its cells."""
    if report.form is None:
        return report
    return replace(report, checks=check_tables(form_by_key(report.form), report.tables))


def _page_grids(page: Page) -> tuple[Grid, ...]:
    """The tables that the file declares, those between rulings, and those that only stand in columns."""
    if page.kind == "text":
        return tuple(declared_grid(page, table) for table in page.tables)
    from layout.lattice import ruled_grids

    ruled = tuple(grid for grid in ruled_grids(page) if grid.column_count > 1)
    grids = ruled + aligned_grids(page, [grid.box for grid in ruled])
    return tuple(sorted(grids, key=lambda grid: grid.box.y0))


def _fit(source: Source, grids: Sequence[Grid], form: Form | None) -> Fit | None:
    """The form that lies best beside the source's tables."""
    forms = [form] if form is not None else _likely_forms(source, grids)
    fits = [best_fit(one, _lines(source, grids, one)) for one in forms]
    if form is None:
        fits = [fit for fit in fits if fit.found >= _FEWEST_LABELS]
    return max(fits, key=lambda fit: fit.alignment.score, default=None)


def _likely_forms(source: Source, grids: Sequence[Grid]) -> list[Form]:
    """The declared forms of whose labels the source holds most."""
    seen = {bare_label(cell.text) for grid in grids for cell in grid.cells}
    seen |= {bare_label(word.text) for page in source.pages if page.kind == "text" for word in page.words}
    counted = [(len(seen & _labels(form)), form) for form in declared_forms().values()]
    most = max(count for count, _ in counted)
    return [form for count, form in counted if count and count >= _NEAR * most]


def _labels(form: Form) -> set[str]:
    return {bare_label(label) for table in form.tables for block in table.blocks for label in block.labels()}


def _lines(source: Source, grids: Sequence[Grid], form: Form) -> tuple[Line, ...]:
    lines = list(grid_lines(grids, form))
    if not any(line.figures for line in lines):
        for page in source.pages:
            if page.kind == "text":
                lines.extend(loose_lines(page, len(grids) + page.number, form))
    return tuple(lines)


def _taken(fit: Fit) -> frozenset[tuple[int, Box]]:
    """The loose lines that were read as parts of a table."""
    pairs = zip(fit.lines, fit.alignment.pairs, strict=True)
    return frozenset(
        (line.page, cell.box) for line, at in pairs if line.how == "loose" and at is not None for cell in (*line.labels, *line.values)
    )


def _doubted(tables: tuple[ReportTable, ...], source: Source) -> tuple[ReportTable, ...]:
    """Nothing is accepted from a page whose characters cannot be trusted."""
    doubtful = {problem.page for problem in source.problems if problem.code == "text_layer_unreadable"}
    if not doubtful:
        return tables
    return tuple(replace(table, cells=tuple(_doubt(cell, doubtful) for cell in table.cells)) for table in tables)


def _doubt(cell: ReportCell, pages: set[int | None]) -> ReportCell:
    if cell.page not in pages or cell.status not in ("read", "blank"):
        return cell
    return replace(cell, status="suspect", confidence=0.5, reason="the page's text layer cannot be trusted")


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


def _problems(source: Source, fit: Fit | None, tables: Sequence[ReportTable]) -> Iterator[Problem]:
    for page in source.pages:
        if page.kind == "scanned":
            yield Problem(code="scanned_page", page=page.number, message="the page is a picture; this version reads no scans yet")
    if fit is None:
        yield Problem(code="no_form", page=None, message="no table of a declared form was found; name one with --form")
        return
    for table in tables:
        if not table.pages:
            yield Problem(code="table_missing", page=None, message=f"the table {table.key} ({table.title}) was not found")
