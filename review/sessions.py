"""Who may use the desk: addresses that work once, and the sessions that they open. All of it is forgotten when the desk ends."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from threading import Lock

from archive.queue import EVERYTHING, Wanted
from review.words import Language

__all__ = ["Session", "Sessions"]

_BYTES = 32
_MOST_TOKENS = 20  # addresses that wait to be used; the oldest goes


@dataclass(slots=True, eq=False)
class Session:
    """One browser: its person, the language chosen there (None: not chosen), the reports that it works through."""

    person: str
    language: Language | None = None
    wanted: Wanted = EVERYTHING
    filtered: str = ""


@dataclass(slots=True)
class Sessions:
    """Tokens are spent when they are used. ``person`` is who a new session is taken for."""

    person: str
    _tokens: list[str] = field(default_factory=list)
    _sessions: dict[str, Session] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def token(self) -> str:
        """A new token, for one address."""
        made = secrets.token_urlsafe(_BYTES)
        with self._lock:
            self._tokens = [*self._tokens, made][-_MOST_TOKENS:]
        return made

    def enter(self, token: str) -> str | None:
        """Spend a token; the cookie of a new session, None when the token is of no use."""
        with self._lock:
            known = [one for one in self._tokens if hmac.compare_digest(one.encode(), token.encode("utf-8", "replace"))]
            if not known:
                return None
            self._tokens.remove(known[0])
            cookie = secrets.token_urlsafe(_BYTES)
            self._sessions[cookie] = Session(person=self.person)
        return cookie

    def of(self, cookie: str) -> Session | None:
        """The session of a cookie."""
        return self._sessions.get(cookie)
