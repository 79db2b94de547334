"""The desk as a web application: its pages, and the guard before them."""

from __future__ import annotations

from importlib import resources

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from archive.desk import Desk
from archive.errors import NothingThere
from review import queue_pages, report_pages
from review.asked import Asked, Page, Room, page
from review.guard import Guard
from review.sessions import Sessions

__all__ = ["desk_app"]

_PLACE = "{source:int}/{kind:str}/{position:int}"
_GET: tuple[tuple[str, Page], ...] = (
    ("/", queue_pages.start),
    (f"/look/{_PLACE}", queue_pages.look),
    (f"/move/{{way:str}}/{_PLACE}", queue_pages.move),
    (f"/ahead/{_PLACE}", queue_pages.ahead),
    ("/reports", report_pages.reports),
    ("/report/{source:int}", report_pages.show),
    ("/report/{source:int}/page/{number:int}", report_pages.show_page),
    ("/report/{source:int}/file/{kind:str}", report_pages.report_file),
    ("/history", report_pages.history),
    ("/page/{source:int}/{number:int}.jpg", report_pages.page_picture),
    ("/crop/{source:int}/{position:int}.png", report_pages.crop),
)
_POST: tuple[tuple[str, Page], ...] = (
    ("/settle/{source:int}/{position:int}", queue_pages.settle),
    ("/slip/{source:int}/{position:int}", queue_pages.slip),
    ("/undo/{number:int}", queue_pages.undo),
    ("/undo", queue_pages.undo_last),
    ("/language/{language:str}", report_pages.speak),
    ("/person", report_pages.rename),
    ("/invite", report_pages.hold),
)


def desk_app(desk: Desk, sessions: Sessions, password: str | None = None) -> Starlette:
    """The pages of an archive. ``password`` opens its encrypted PDFs."""
    room = Room.of(desk, sessions, password)
    routes = [Route(path, page(room, handler), methods=["GET"]) for path, handler in _GET]
    routes += [Route(path, page(room, handler), methods=["POST"]) for path, handler in _POST]
    static = StaticFiles(directory=str(resources.files("review") / "static"))
    app = Starlette(routes=[*routes, Mount("/static", static)], middleware=[Middleware(Guard, sessions=sessions)])
    lost = page(room, _nothing_there)

    async def not_found(request: Request, _error: Exception) -> Response:
        answer: Response = await lost(request)
        return answer

    app.add_exception_handler(404, not_found)
    return app


def _nothing_there(_asked: Asked) -> Response:
    raise NothingThere("there is no such page")
