"""The pages where a person looks around: reports, whole tables, pages, decisions; and what they take away."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from starlette.responses import Response

from archive.decisions import Decision
from archive.desk import Standing
from archive.errors import NothingThere
from archive.queue import Wanted, listed, years_and_forms
from files.errors import Unsuited
from files.kinds import KINDS, Original
from files.printed import Printed, form_of, printed_table
from layout.errors import NoPaper
from layout.report import Report
from review.asked import Asked
from review.figures import Figure, Labels, Shape, figure, identity
from review.sheets import address_at, sheet_of

__all__ = ["crop", "history", "hold", "page_picture", "rename", "report_file", "reports", "show", "show_page", "show_report", "speak"]

_ROWS = 50  # reports on one page
_KEPT = {"Cache-Control": "private, max-age=86400"}
TAKEN = {"xlsx": "Excel", "csv": "CSV", "json": "JSON", "md": "Markdown"}
"""The kinds of files that a report is offered as; the others need the pages as they were read."""
_LONGEST_NAME, _SHORT = 40, 6  # characters: of a person's name, of what is printed instead of a figure


def reports(asked: Asked) -> Response:
    """The list of reports, filtered."""
    query = asked.query
    year = int(query["year"]) if query.get("year", "").isascii() and query.get("year", "").isdigit() else None
    start = int(query["from"]) if query.get("from", "").isascii() and query.get("from", "").isdigit() else 0
    wanted = Wanted(form=query.get("form") or None, year=year, issuer=query.get("issuer") or None)
    with asked.desk.asked() as connection:
        rows, count = listed(connection, wanted, query.get("state", ""), start, _ROWS)
        years, forms = years_and_forms(connection)
    given = {key: query.get(key, "") for key in ("issuer", "year", "form", "state")}
    links: dict[str, str] = {
        "before": _link(given, start - _ROWS) if start else "",
        "next": _link(given, start + _ROWS) if start + _ROWS < count else "",
    }
    work = f"/?{urlencode({key: value for key, value in given.items() if key != 'state' and value} or {'all': 1})}"
    return asked.answer(
        "reports.html.j2", tab="reports", rows=rows, count=count, years=years, forms=forms, given=given, work=work, links=links
    )


def _link(given: dict[str, str], start: int) -> str:
    return f"/reports?{urlencode({**{key: value for key, value in given.items() if value}, 'from': max(start, 0)})}"


def show(asked: Asked) -> Response:
    """One report with all its tables; ``at`` is the cell that is looked at."""
    at = asked.query.get("at", "")
    return show_report(asked, asked.ids["source"], int(at) if at.isascii() and at.isdigit() else None)


def show_report(asked: Asked, source: int, position: int | None, status: int = 200, **values: Any) -> Response:
    """The same for other pages."""
    standing = asked.desk.report(source)
    labels = asked.labels(standing)
    view = None if position is None else figure(standing, address_at(standing, position), labels, asked.words.language)
    path = f"/report/{source}" + ("" if position is None else f"?at={position}")
    return asked.answer(
        "report.html.j2",
        status,
        at=path,
        tab="reports",
        standing=standing,
        tables=_tables(standing),
        checks=[identity(standing, number, labels, asked.words.language) for number in range(len(standing.report.checks))],
        view=view,
        where="table",
        place=None,
        sheet=sheet_of(asked, standing, view.page if view else None),
        taken=TAKEN,
        **values,
    )


def _tables(standing: Standing) -> list[dict[str, Any]]:
    """The tables as the form prints them, each cell with its number in the report."""
    shape = form_of(standing.report, standing.edition.form_file)
    numbers = {address: number for number, (address, _) in enumerate(standing.report.cells())}
    made = []
    for table in standing.report.tables:
        printed = printed_table(table, shape)
        rows: list[list[dict[str, Any]]] = [[] for _ in range(printed.rows)]
        for part in sorted(printed.cells, key=lambda part: (part.row, part.column)):
            rows[part.row].append(_part(part, table.key, numbers))
        made.append({"title": table.title, "rows": rows})
    return made


def _part(part: Printed, table: str, numbers: dict[str, int]) -> dict[str, Any]:
    cell = part.cell
    if cell is None or cell.status == "absent":
        return {"part": part, "number": None, "shown": part.text, "status": "absent" if part.role == "figure" else ""}
    value = "" if cell.value is None else format(cell.value, "f") + part.text
    number = numbers[f"{table}/{cell.row}/{cell.column}"]
    return {"part": part, "number": number, "shown": value or cell.raw.strip()[:_SHORT], "status": cell.status}


def show_page(asked: Asked) -> Response:
    """A whole page with every figure on it, each one a link."""
    standing = asked.desk.report(asked.ids["source"])
    sheet = sheet_of(asked, standing, asked.ids["number"])
    if sheet["number"] != asked.ids["number"]:
        raise NothingThere("there is no such page")
    labels = asked.labels(standing)
    boxes = [
        {"number": number, "status": cell.status, "shape": Shape.around(cell.bbox, 1.5), "label": _label(labels, address)}
        for number, (address, cell) in enumerate(standing.report.cells())
        if cell.page == sheet["number"] and cell.bbox is not None and cell.status != "absent"
    ]
    return asked.answer("page.html.j2", tab="reports", standing=standing, sheet=sheet, boxes=boxes)


def _label(labels: Labels, address: str) -> str:
    return f"{labels[address].row} · {labels[address].column}"


def page_picture(asked: Asked) -> Response:
    """The JPEG of a page."""
    content = asked.room.pictures.jpeg(asked.desk.report(asked.ids["source"]), asked.ids["number"])
    return Response(content, media_type="image/jpeg", headers=_KEPT) if content else Response("no picture\n", 404)


def crop(asked: Asked) -> Response:
    """The PNG of a cell and what is around it."""
    standing = asked.desk.report(asked.ids["source"])
    view: Figure = figure(standing, address_at(standing, asked.ids["position"]), asked.labels(standing), "en", related=False)
    content = None
    if view.page is not None and view.crop is not None:
        content = asked.room.pictures.crop(standing, view.page, view.crop.box)
    return Response(content, media_type="image/png", headers=_KEPT) if content else Response("no picture\n", 404)


def report_file(asked: Asked) -> Response:
    """The report as a file to take away, with what people settled."""
    kind, standing = asked.ids["kind"], asked.desk.report(asked.ids["source"])
    if kind not in TAKEN:
        raise NothingThere("no such kind")
    report: Report = standing.report
    try:
        content = KINDS[kind].make(Original(report=report, source=b"", form=standing.edition.form_file))
    except (NoPaper, Unsuited) as error:
        raise NothingThere(str(error)) from error
    assert isinstance(content, bytes)
    name = quote(standing.name.rpartition(".")[0] or standing.name, safe="") + KINDS[kind].suffix
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type="application/octet-stream", headers=headers)


def history(asked: Asked) -> Response:
    """What people said, the latest first."""
    said = asked.desk.said(limit=200)
    sources = {one.source for one in said}
    known = {source: standing for source in sources if (standing := _known(asked, source)) is not None}
    labels = {source: asked.labels(standing) for source, standing in known.items()}
    rows = [_said(asked, one, known.get(one.source), labels.get(one.source, {})) for one in said]
    return asked.answer("history.html.j2", tab="history", rows=rows)


def _said(asked: Asked, one: Decision, standing: Standing | None, labels: Labels) -> dict[str, Any]:
    """A decision in the log; ``counts``: it is the one that holds for its cell, and may be undone."""
    latest = None if standing is None else standing.decision_on(one.address, one.kind)
    return {
        "one": one,
        "name": standing.name if standing else "",
        "label": _label(labels, one.address) if one.address in labels else one.address,
        "counts": latest is not None and latest.id == one.id,
        "said": asked.told(one),
    }


def _known(asked: Asked, source: int) -> Standing | None:
    try:
        return asked.desk.report(source)
    except NothingThere:
        return None


def speak(asked: Asked) -> Response:
    """Change the language."""
    asked.session.language = "zh" if asked.ids["language"] == "zh" else "en"
    return asked.go(_own(asked.form.get("back", "/")))


def rename(asked: Asked) -> Response:
    """Change who works here."""
    name = " ".join("".join(char for char in asked.form.get("person", "") if char.isprintable()).split())[:_LONGEST_NAME]
    if name:
        asked.session.person = name
    return asked.go(_own(asked.form.get("back", "/")))


def _own(path: str) -> str:
    """The path when it is one of the desk's own."""
    return path if path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable() else "/"


def hold(asked: Asked) -> Response:
    """A one-time address for another person."""
    return asked.answer("invite.html.j2", tab="", address=f"{asked.origin}/?token={asked.room.sessions.token()}")
