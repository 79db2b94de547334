"""Browsers at the desk of an archive in which figures wait for a person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from archive.desk import Desk
from review.app import desk_app
from review.sessions import Sessions
from tests.doubtful import archive, desk, made

__all__ = ["HOST", "Enter", "archive", "desk", "made"]

HOST = "http://127.0.0.1:8000"
Enter = Callable[..., TestClient]


@pytest.fixture
def enter(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Enter:
    """A new browser at the desk, by a token of its own."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    sessions = Sessions("王一")
    app = desk_app(desk, sessions)

    def entered(language: str = "en", person: str | None = None) -> TestClient:
        client = TestClient(app, base_url=HOST, headers={"accept-language": language, "origin": HOST})
        assert client.get(f"/?token={sessions.token()}", follow_redirects=False).status_code == 303
        if person:
            client.post("/person", data={"person": person})
        return client

    return entered


@pytest.fixture
def client(enter: Enter) -> TestClient:
    return enter()
