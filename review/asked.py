"""A request as the desk's pages take it: who asks, in what language, with what fields; and how they answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from archive.decisions import Decision
from archive.desk import Desk, Standing
from archive.errors import ArchiveError, NothingThere
from archive.queue import waiting
from review.figures import Labels, labels_of
from review.pictures import Pictures
from review.sessions import Session, Sessions
from review.words import LANGUAGES, Words, language_of, words

__all__ = ["Asked", "Page", "Room", "page"]


_MOST = 1_000  # so far the bar at the top counts


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """What every page of the desk has at hand."""

    desk: Desk
    pictures: Pictures
    sessions: Sessions
    templates: Environment
    labels: dict[tuple[str | None, str | None], Labels] = field(default_factory=dict)

    @classmethod
    def of(cls, desk: Desk, sessions: Sessions, password: str | None = None) -> Room:
        """The room of an archive."""
        templates = Environment(
            loader=PackageLoader("review"), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
        )
        templates.filters["time"] = _local_time
        return cls(desk, Pictures(desk, password), sessions, templates)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One request. ``form`` are the fields that a page sent, each once; ``ids`` the numbers and words of the path.

    ``fragment``: a script asks, for what changes on the page alone. ``origin`` is the desk as this browser calls it.
    """

    room: Room
    session: Session
    ids: Mapping[str, Any]
    query: Mapping[str, str]
    form: Mapping[str, str]
    words: Words
    fragment: bool
    origin: str

    @property
    def desk(self) -> Desk:
        """The archive."""
        return self.room.desk

    def answer(self, template: str, status: int = 200, at: str | None = None, **values: Any) -> Response:
        """The page, or of it only what changes when a script asks (``fragment``). ``at`` is the address that it then has."""
        with self.desk.asked() as connection:
            left = waiting(connection, self.session.wanted, _MOST)
        common = {
            "w": self.words,
            "session": self.session,
            "left": f"{left:,}" if left < _MOST else f"{_MOST:,}+",
            "languages": LANGUAGES,
            "fragment": self.fragment,
        }
        text = self.room.templates.get_template(template).render(
            **{"tab": "queue", "notice": None, "last": None, "at": at, **common, **values}
        )
        headers = {"HX-Push-Url": at} if at is not None and self.fragment else {}
        return HTMLResponse(text, status, headers)

    def labels(self, standing: Standing) -> Labels:
        """The names of every cell of a report, worked out once for a form."""
        key = (standing.report.form, standing.edition.form_file)
        if key not in self.room.labels:
            self.room.labels[key] = labels_of(standing)
        return self.room.labels[key]

    def go(self, path: str) -> Response:
        """Send the browser to another page of the desk."""
        if self.fragment:
            return Response(headers={"HX-Redirect": path})
        return RedirectResponse(path, 303)

    def told(self, decision: Decision) -> str:
        """What a decision says, in a word."""
        if decision.kind == "slip":
            return self.words["slip"]
        return str(decision.after.get("value") or self.words["nothing"])


Page = Callable[[Asked], Response]


def page(room: Room, handler: Page) -> Callable[[Request], Any]:
    """The handler as Starlette calls it. It runs in a thread, and what the archive refuses becomes a page that says so."""

    async def called(request: Request) -> Response:
        body = (await request.body()).decode("utf-8", "replace") if request.method == "POST" else ""
        session: Session = request.state.session
        language = session.language or language_of(request.headers.get("accept-language", ""))
        asked = Asked(
            room=room,
            session=session,
            ids=request.path_params,
            query=dict(request.query_params),
            form=dict(parse_qsl(body, keep_blank_values=True)),
            words=words(language),
            fragment=request.headers.get("hx-request") == "true",
            origin=f"http://{request.headers['host']}",
        )
        return await run_in_threadpool(_answered, handler, asked)

    return called


def _answered(handler: Page, asked: Asked) -> Response:
    try:
        return handler(asked)
    except (NothingThere, OverflowError):  # a number that no ledger can hold
        return asked.answer("notice.html.j2", 404, title=asked.words["nothing_there"], detail="")
    except ArchiveError as error:
        return asked.answer("notice.html.j2", 500, title=asked.words("not_kept", why=_plain(str(error))), detail="")


def _plain(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", " ", text)


def _local_time(text: str | None) -> str:
    """A time of the ledger as the clock on the wall says it."""
    return "" if not text else datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M")
