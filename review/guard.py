"""The door of the desk: who is not from this machine, has no session, or comes from another page is turned away here."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from review.sessions import Sessions
from review.words import language_of, words

__all__ = ["COOKIE", "Guard"]

COOKIE = "gouji_desk"
_HOST = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?")
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_LARGEST = 65_536  # bytes of what a page sends


class Guard:
    """ASGI middleware. What gets through has its session in ``scope["state"]["session"]``.

    - 400: another host is named than this machine, as when a stranger's name was pointed at it (DNS rebinding)
    - 403: no session, a spent token, or a POST that another page sends
    - 413: more than a page of the desk ever sends
    """

    def __init__(self, app: ASGIApp, sessions: Sessions) -> None:
        self._app, self._sessions = app, sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, or answer."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                _protect(MutableHeaders(scope=message))
            await send(message)

        answer = self._answer(scope)
        await (answer or self._app)(scope, receive, sent)

    def _answer(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not _HOST.fullmatch(host):
            return PlainTextResponse("the desk answers to this machine alone\n", 400)
        token = QueryParams(scope["query_string"]).get("token")
        if scope["method"] == "GET" and scope["path"] == "/" and token is not None:
            return self._entered(token, headers)
        session = self._sessions.of(cookie_parser(headers.get("cookie", "")).get(COOKIE, ""))
        if session is None:
            return _refused(headers)
        if scope["method"] not in ("GET", "HEAD"):
            origin = urlsplit(headers.get("origin", ""))
            if origin.scheme != "http" or origin.netloc != host:
                return PlainTextResponse("sent by another page\n", 403)
            if not headers.get("content-length", "").isdigit() or int(headers["content-length"]) > _LARGEST:
                return PlainTextResponse("too large\n", 413)
        state: MutableMapping[str, Any] = scope.setdefault("state", {})
        state["session"] = session
        return None

    def _entered(self, token: str, headers: Headers) -> Response:
        cookie = self._sessions.enter(token)
        if cookie is None:
            return _refused(headers)
        answer = RedirectResponse("/", 303)  # so that the token is in no history
        answer.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", path="/")
        return answer


def _refused(headers: Headers) -> Response:
    return PlainTextResponse(words(language_of(headers.get("accept-language", "")))["refused"] + "\n", 403)


def _protect(headers: MutableHeaders) -> None:
    for name, value in _HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")
