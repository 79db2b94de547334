"""Who is turned away at the door."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from archive.desk import Desk
from review.app import desk_app
from review.sessions import Sessions
from tests.doubtful import ITEMS, position, seen
from tests.review.conftest import HOST, Enter


@pytest.fixture
def sessions() -> Sessions:
    return Sessions("a")


@pytest.fixture
def stranger(desk: Desk, sessions: Sessions) -> TestClient:
    return TestClient(desk_app(desk, sessions), base_url=HOST, headers={"accept-language": "en"})


@pytest.mark.parametrize("path", ["/", "/reports", "/look/1/figure/9", "/page/1/1.jpg", "/crop/1/28.png", "/static/desk.js", "/nowhere"])
def test_without_a_session_nothing_is_shown(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path)
    assert (answer.status_code, answer.text[:28]) == (403, "This address is of no use (s")


def test_a_token_is_good_once_and_in_no_address_afterwards(stranger: TestClient, sessions: Sessions) -> None:
    token = sessions.token()
    answer = stranger.get(f"/?token={token}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert stranger.get("/").status_code == 200
    stranger.cookies.clear()
    assert stranger.get(f"/?token={token}").status_code == 403
    assert stranger.get("/?token=guess").status_code == 403
    assert stranger.get("/?token=").status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8000", "", "127.0.0.1:8000@evil.example", "192.168.0.5:8000"])
def test_another_host_is_refused_even_with_a_session(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:9", "localhost:8000", "[::1]:8000"])
def test_this_machine_has_several_names(client: TestClient, host: str) -> None:
    assert client.get("/reports", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["", "null", "http://evil.example", "https://127.0.0.1:8000", "http://127.0.0.1:9"])
def test_nothing_is_settled_by_another_page(client: TestClient, desk: Desk, origin: str) -> None:
    fields = {"value": "22", "seen": seen(desk, ITEMS)}
    answer = client.post(f"/settle/1/{position(desk, ITEMS)}", data=fields, headers={"origin": origin})
    assert (answer.status_code, desk.said()) == (403, ())


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../pyproject.toml",
        "/static/%2e%2e/words.py",
        "/static/..%2f..%2fpyproject.toml",
        "/static//etc/passwd",
        "/page/1/..%2f..%2fledger.sqlite.jpg",
        "/report/1/file/..%2f..%2fledger.sqlite",
        "/report/1/file/html",
        "/look/1/figure/../../../ledger.sqlite",
        "/look/7/figure/1",
        "/look/1/figure/99999",
        "/look/99999999999999999999999/figure/1",
        "/look/1/check/99999",
        "/page/1/77.jpg",
    ],
)
def test_nothing_outside_the_archive_is_served(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "root:" not in answer.text
    assert "setuptools" not in answer.text


def test_pages_may_fetch_and_run_nothing_from_elsewhere(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.headers["content-security-policy"].startswith("default-src 'self'; base-uri 'none'; form-action 'self'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "<style" not in answer.text
    assert " style=" not in answer.text
    assert answer.text.count("<script") == answer.text.count('<script src="/static/')
    assert "http://" not in answer.text.replace("http://www.w3.org/", "")


def test_a_flood_is_not_read(client: TestClient) -> None:
    assert client.post("/person", content=b"x" * 70_000).status_code == 413


def test_another_person_is_let_in_by_one_who_is_there(enter: Enter, client: TestClient) -> None:
    page = client.post("/invite").text
    address = page.partition('readonly value="')[2].partition('"')[0]
    assert address.startswith(f"{HOST}/?token=")
    other = TestClient(client.app, base_url=HOST)
    assert other.get(address, follow_redirects=False).status_code == 303
    assert other.get("/reports").status_code == 200
