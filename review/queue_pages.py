"""The pages where a person works: one figure or check after the other, settled, skipped or undone."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any, Literal

from starlette.responses import HTMLResponse, Response

from archive.desk import Settled
from archive.errors import NothingThere, Overtaken
from archive.queue import EVERYTHING, Place, Wanted, after, before, first, place_at
from review.asked import Asked
from review.errors import NoFigure
from review.figures import Labels, check_view, figure
from review.report_pages import show_report
from review.sheets import address_at, sheet_of

__all__ = ["ahead", "figure_of", "look", "move", "settle", "slip", "start", "undo", "undo_last"]

_LONGEST, _LONGEST_UNIT = 20, 10  # characters
_FIGURE = re.compile(r"-?\d+(?:\.\d+)?")


def start(asked: Asked) -> Response:
    """The first of the queue; with ``only``, ``year``, ``form`` or ``issuer`` from now on of these reports alone."""
    if asked.query:
        _filter(asked)
    with asked.desk.asked() as connection:
        place = first(connection, asked.session.wanted)
    return asked.go(_path(place)) if place else _nothing(asked)


def _filter(asked: Asked) -> None:
    query, session = asked.query, asked.session
    numbers = {name: int(query[name]) for name in ("only", "year") if query.get(name, "").isascii() and query.get(name, "").isdigit()}
    session.wanted = Wanted(
        source=numbers.get("only"), year=numbers.get("year"), form=query.get("form") or None, issuer=query.get("issuer") or None
    )
    names = [asked.desk.report(session.wanted.source).name] if session.wanted.source is not None else []
    told = [*names, *(query[key] for key in ("year", "form", "issuer") if query.get(key))]
    session.filtered = "" if session.wanted == EVERYTHING else ", ".join(told)


def _nothing(asked: Asked, **values: Any) -> Response:
    return asked.answer("notice.html.j2", at="/", title=asked.words["all_done"], detail=asked.words["all_done_more"], **values)


def _path(place: Place) -> str:
    return f"/look/{place.source}/{place.kind}/{place.position}"


def look(asked: Asked) -> Response:
    """One figure or check, in the queue or not."""
    return _shown(asked, asked.ids["source"], asked.ids["kind"], asked.ids["position"])


def _shown(asked: Asked, source: int, kind: str, position: int, status: int = 200, **values: Any) -> Response:
    standing = asked.desk.report(source)
    labels, language = asked.labels(standing), asked.words.language
    with asked.desk.asked() as connection:
        place = place_at(connection, source, "check" if kind == "check" else "figure", position)
    common = {"standing": standing, "place": place, "at": f"/look/{source}/{kind}/{position}", **values}
    if kind == "check":
        if position >= len(standing.report.checks):
            raise NothingThere(f"there is no check {position}")
        view = check_view(standing, position, labels, language)
        return asked.answer("check.html.j2", status, view=view, sheet=sheet_of(asked, standing, view.page), **common)
    shown = figure(standing, address_at(standing, position), labels, language)
    sheet = sheet_of(asked, standing, shown.page)
    return asked.answer("figure.html.j2", status, view=shown, sheet=sheet, where="queue", **common)


def ahead(asked: Asked) -> Response:
    """The pictures that the next of the queue will want, asked for while a person looks at this one."""
    place = _place(asked)
    with asked.desk.asked() as connection:
        found = after(connection, asked.session.wanted, place)
    if found is None or found.kind != "figure":
        return Response()
    standing = asked.desk.report(found.source)
    if standing.report.source.media not in ("pdf", "image"):
        return Response()
    shown = figure(standing, address_at(standing, found.position), asked.labels(standing), asked.words.language, related=False)
    pictures = [f"/page/{found.source}/{shown.page}.jpg"] if shown.page else []
    if shown.crop:
        pictures.append(f"/crop/{found.source}/{found.position}.png?e={standing.edition.edition}")
    return HTMLResponse("".join(f'<img src="{one}" alt="" width="1" height="1">' for one in pictures))


def move(asked: Asked) -> Response:
    """On to the next of the queue, or back; also from something that has been settled meanwhile (``w`` is what it weighed)."""
    place = _place(asked)
    with asked.desk.asked() as connection:
        found = (before if asked.ids["way"] == "back" else after)(connection, asked.session.wanted, place)
    if found is None:
        return _nothing(asked)
    return _shown(asked, found.source, found.kind, found.position) if asked.fragment else asked.go(_path(found))


def _place(asked: Asked) -> Place:
    kind: Literal["figure", "check"] = "check" if asked.ids["kind"] == "check" else "figure"
    return Place(source=asked.ids["source"], kind=kind, position=asked.ids["position"], weight=_weight(asked.query.get("w", "")))


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("inf")


# What people say


def settle(asked: Asked) -> Response:
    """Put down what is printed in a cell, and go on to the next of the queue; in a table (``where``) stay there."""
    source, position = asked.ids["source"], asked.ids["position"]
    address = address_at(asked.desk.report(source), position)
    try:
        value = figure_of(asked.form)
    except NoFigure:
        return _again(asked, position, 422, asked.words("no_figure", text=asked.form.get("value", "")[:_LONGEST]))
    unit, seen = asked.form.get("unit", "").strip()[:_LONGEST_UNIT] or None, asked.form.get("seen", "")
    try:
        settled = asked.desk.settle(source, address, value, seen=seen, person=asked.session.person, unit=unit)
    except Overtaken as error:
        return _again(asked, position, 409, _conflict(asked, error))
    return _onward(asked, "figure", position, settled)


def figure_of(form: Any) -> Decimal | None:
    """What a person typed, exactly; None for a blank, which has a key of its own.

    Raises:
        NoFigure: it is none.
    """
    if form.get("what") == "blank":
        return None
    text = unicodedata.normalize("NFKC", form.get("value", "")).replace(",", "").replace("−", "-").strip()
    if not _FIGURE.fullmatch(text) or len(text) > _LONGEST or not text.isascii():
        raise NoFigure(f"{text!r} is no figure")
    return Decimal(text)


def slip(asked: Asked) -> Response:
    """Put down that a failing check is its author's slip, and go on."""
    source, position = asked.ids["source"], asked.ids["position"]
    standing = asked.desk.report(source)
    if position >= len(standing.report.checks):
        raise NothingThere(f"there is no check {position}")
    number = standing.report.checks[position].id
    try:
        settled = asked.desk.slip(source, number, seen=asked.form.get("seen", ""), person=asked.session.person)
    except Overtaken as error:
        return _shown(asked, source, "check", position, 409, notice=_conflict(asked, error))
    return _onward(asked, "check", position, settled)


def undo(asked: Asked) -> Response:
    """Take a decision back, and look at what it was about."""
    return _undone(asked, asked.ids["number"])


def undo_last(asked: Asked) -> Response:
    """Take back what this person said last."""
    last = asked.desk.last_of(asked.session.person)
    if last is None:
        return asked.answer("notice.html.j2", title=asked.words["no_undo"], detail="")
    return _undone(asked, last.id)


def _undone(asked: Asked, number: int) -> Response:
    try:
        settled = asked.desk.undo(number, asked.session.person)
    except Overtaken as error:
        return asked.answer("notice.html.j2", 409, title=asked.words["conflict"], detail=_conflict(asked, error))
    decision, standing = settled.decision, settled.after
    notice = asked.words("taken_back", what=asked.told(decision))
    if decision.kind == "slip":
        numbers = [check.id for check in standing.report.checks]
        return _shown(asked, standing.source, "check", numbers.index(decision.address), notice=notice)
    position = [address for address, _ in standing.report.cells()].index(decision.address)
    if asked.form.get("where") == "table":
        return asked.go(f"/report/{standing.source}?at={position}")
    return _shown(asked, standing.source, "figure", position, notice=notice)


def _conflict(asked: Asked, error: Overtaken) -> str:
    if error.by is None:
        return asked.words["conflict"]
    when = asked.room.templates.filters["time"](error.by.decided)
    return asked.words("conflict_by", person=error.by.person, when=when, value=asked.told(error.by))


def _again(asked: Asked, position: int, status: int, notice: str) -> Response:
    if asked.form.get("where") == "table":
        return show_report(asked, asked.ids["source"], position, status, notice=notice)
    return _shown(asked, asked.ids["source"], "figure", position, status, notice=notice)


def _onward(asked: Asked, kind: str, position: int, settled: Settled) -> Response:
    standing = settled.after
    last = last_of(asked, settled, asked.labels(standing))
    if asked.form.get("where") == "table":
        return show_report(asked, standing.source, position, last=last)
    place = Place(
        source=standing.source,
        kind="check" if kind == "check" else "figure",
        position=position,
        weight=_weight(asked.form.get("weight", "")),
    )
    with asked.desk.asked() as connection:
        found = after(connection, asked.session.wanted, place)
    if not asked.fragment:
        return asked.go(_path(found) if found else "/")
    if found is None:
        return _nothing(asked, last=last)
    return _shown(asked, found.source, found.kind, found.position, last=last)


def last_of(asked: Asked, settled: Settled, labels: Labels) -> dict[str, Any]:
    """What was just settled, and what came of it."""
    decision, standing = settled.decision, settled.after
    language = asked.words.language
    base = {"id": decision.id, "said": asked.told(decision), "new": settled.new, "slip": decision.kind == "slip"}
    if decision.kind == "slip":
        return {**base, "label": decision.address, "identities": [], "proved": []}
    shown = figure(standing, decision.address, labels, language)
    proved = [figure(standing, address, labels, language, related=False) for address, _ in settled.proved]
    return {**base, "label": f"{shown.row} · {shown.column}", "identities": shown.identities, "proved": proved}
