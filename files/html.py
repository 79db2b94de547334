"""A report as one web page that needs no other file: the tables beside pictures of the pages, where each figure lights its place."""

from __future__ import annotations

import base64
import hashlib
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from PIL import Image

from files.printed import Printed, PrintedTable, form_of, printed_table
from files.rows import CellRow, cell_rows
from files.wording import STATUSES, VERDICTS, about, shown
from ingest.page import Page
from layout.overlay import page_pixels
from layout.report import Check, Report, ReportCell, Section
from layout.version import VERSION

__all__ = ["report_to_html"]

_DPI, _LEAST_DPI = 110.0, 60.0  # small print can be read at the one, found again at the other
_PAGES = 12  # so many are shown at the full resolution; more share their size
_QUALITY = 55  # of JPEG: grey paper and black characters stay clean
_AROUND = 1.5  # points by which a box is wider than the writing in it
_DEEPEST = 6  # headings of HTML


def report_to_html(report: Report, form: str | None = None) -> bytes:
    """The page; the same report gives the same bytes. ``form`` is the form file of a report that was read with one.

    HTML and text dumps have no pictures: their page has the tables alone.

    Raises:
        IngestError: the source's pixels cannot be fetched.
    """
    shape = form_of(report, form)
    rows = {f"{row.table}/{row.row}/{row.column}": row for row in cell_rows(report, form)}
    cells = enumerate(report.cells(), 1)
    places = {address: _place(number, cell, rows[address], _page_of(report, cell)) for number, (address, cell) in cells}
    script = _template("report.js")
    environment = Environment(loader=PackageLoader("files"), autoescape=True, trim_blocks=True, undefined=StrictUndefined)
    text = environment.get_template("report.html.j2").render(
        title=report.title or report.source.name,
        version=VERSION,
        style=Markup(_template("report.css")),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        facts=_facts(report),
        flagged=[place for place in places.values() if place.status in ("suspect", "missing")],
        tables=[_table(printed_table(table, shape), places) for table in report.tables],
        checks=[_check(check) for check in report.checks],
        unplaced=report.unplaced,
        sections=[_section(section) for section in report.sections],
        pages=list(_pages(report, places)),
    )
    return text.encode("utf-8", "replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """One figure as the page shows it; ``box`` is the style that sets its box on the picture, empty where there is none."""

    number: int
    page: int | None
    status: str
    shown: str
    label: str
    spoken: str
    about: str
    reason: str
    box: str


def _place(number: int, cell: ReportCell, row: CellRow, page: Page | None) -> _Place:
    figure = shown(cell.value) or (cell.raw if cell.status == "blank" else "")
    label = f"{row.table_label}，{row.row_label}，{row.column_label}"
    return _Place(
        number=number,
        page=cell.page,
        status=cell.status,
        shown=f"{figure}{cell.unit}" if figure and cell.unit and cell.value is not None else figure,
        label=label,
        spoken=f"{label}：{figure or '空'}{cell.unit or ''}，{STATUSES[cell.status]}",
        about=about(cell),
        reason=cell.reason or "",
        box="" if page is None else _style(page, cell),
    )


def _page_of(report: Report, cell: ReportCell) -> Page | None:
    """The page that a cell stands on, when it can be shown."""
    return next((page for page in report.pages if page.number == cell.page and page.view is not None and cell.bbox is not None), None)


def _style(page: Page, cell: ReportCell) -> str:
    if cell.bbox is None:
        return ""
    width, height = page.source_size or (page.width, page.height)
    left, top = (cell.bbox.x0 - _AROUND) / width, (cell.bbox.y0 - _AROUND) / height
    wide, high = (cell.bbox.width + 2 * _AROUND) / width, (cell.bbox.height + 2 * _AROUND) / height
    return f"left:{left:.3%};top:{top:.3%};width:{wide:.3%};height:{high:.3%}"


def _facts(report: Report) -> list[tuple[str, object]]:
    counts = f"{len(report.accepted)} 个数字已读，{len(report.flagged)} 个待核"
    facts = [("机关", report.issuer), ("年度", report.year), ("表式", report.form), ("数字", counts), ("来源", report.source.name)]
    facts += [("SHA-256", report.source.sha256), ("软件", f"gouji {VERSION}")]
    return [(name, value) for name, value in facts if value is not None]


def _table(table: PrintedTable, places: dict[str, _Place]) -> dict[str, Any]:
    rows: list[list[dict[str, Any]]] = [[] for _ in range(table.rows)]
    for part in sorted(table.cells, key=lambda part: (part.row, part.column)):
        rows[part.row].append(_part(part, table.key, places))
    return {"title": table.title, "rows": rows}


def _part(part: Printed, table: str, places: dict[str, _Place]) -> dict[str, Any]:
    cell = part.cell
    place = None if cell is None or cell.status == "absent" else places[f"{table}/{cell.row}/{cell.column}"]
    if place is not None and place.shown and cell is not None and cell.value is not None:
        place = replace(place, shown=shown(cell.value) + part.text)
    return {"rows": part.rows, "columns": part.columns, "role": part.role, "text": part.text, "place": place}


def _check(check: Check) -> dict[str, Any]:
    sides = {"left": shown(check.left), "right": shown(check.right)}
    return {"id": check.id, "statement": check.statement, "verdict": check.verdict, "said": VERDICTS[check.verdict], **sides}


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "depth": min(section.level + 2, _DEEPEST),
        "paragraphs": [one for one in section.text.split("\n") if one],
    }


def _pages(report: Report, places: dict[str, _Place]) -> Iterator[dict[str, Any]]:
    views = [(page, page.view) for page in report.pages if page.view is not None]
    dpi = max(_LEAST_DPI, _DPI * math.sqrt(min(1.0, _PAGES / max(len(views), 1))))
    for page, view in views:
        image, file = Image.fromarray(page_pixels(page, view, dpi)), io.BytesIO()
        image.save(file, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
        own = [place for place in places.values() if place.page == page.number and place.box]
        jpeg = base64.b64encode(file.getvalue()).decode()
        yield {"number": page.number, "jpeg": jpeg, "width": image.width, "height": image.height, "places": own}


def _template(name: str) -> str:
    return (resources.files("files") / "templates" / name).read_text("utf-8")
