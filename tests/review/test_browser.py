"""The desk in a real browser, worked with the keyboard, killed, and started again."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from archive.desk import Desk
from review.app import desk_app
from review.sessions import Sessions
from tests.chromium import chromium
from tests.doubtful import ITEMS, PERSON, PRINTED, TOTAL, UPHELD, archive, desk, made, position

__all__ = ["archive", "desk", "made"]
ROOT = Path(__file__).parents[2]
CODE = "from cli.main import main; main()"
LAPTOP = {"width": 1092, "height": 520}  # 1366 x 768 at 125 %, less what the browser takes
# What a step brought is on the page when htmx says so of that page's own part; what it fetches ahead is nobody's step.
COUNTED = "window.steps = 0; document.addEventListener('htmx:afterSettle', (event) => event.target.matches('.ahead') || window.steps++)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The desk in a process of its own; the address that it prints."""
    environment = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", CODE, "archive", "review", str(folder), "--person", "王一"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=folder) as process:
        assert process.stdout
        try:
            lines = [process.stdout.readline() for _ in range(3)]
            yield re.findall(r"http://\S+", "".join(lines))[0], process
        finally:
            process.kill()


@pytest.fixture
def address(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The desk in this process, in the language of the tests."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    sessions = Sessions("王一")
    server = uvicorn.Server(uvicorn.Config(desk_app(desk, sessions), log_level="error", lifespan="off"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/?token={sessions.token()}"
        server.should_exit = True
        thread.join()


class View:
    """A browser of its own at the desk."""

    def __init__(self, browser: Any, address: str) -> None:
        self.told: list[str] = []
        self.asked: list[str] = []
        self.page = browser.new_context(viewport=LAPTOP, locale="en-GB").new_page()
        self.page.add_init_script(COUNTED)
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.base = address.partition("?")[0]
        self.page.goto(address)
        self.page.wait_for_selector("#main")

    def open(self, path: str) -> None:
        self.page.goto(f"{self.base}{path}")
        self.until("typeof htmx === 'object'")

    def until(self, expression: str) -> None:
        """Wait until it is true; the page's own policy forbids Playwright's way of waiting."""
        for _ in range(200):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(25)
        there = "JSON.stringify([location.pathname, window.steps, document.activeElement.id, document.querySelector('#fault')?.innerText])"
        raise AssertionError(f"{expression}: {self.page.evaluate(there)}; asked for {self.asked[-9:]}; the page told {self.told}")

    def press(self, *keys: str) -> None:
        """Press keys; the last one leads on, and what it leads to is waited for."""
        before = self.page.evaluate("window.steps")
        for key in keys:
            self.page.keyboard.press(key)
        self.until(f"window.steps > {before}")

    def texts(self, selector: str) -> list[str]:
        return [" ".join(text.split()) for text in self.page.locator(selector).all_inner_texts()]

    def left(self) -> int:
        return int(self.page.locator("#left").inner_text())

    @property
    def at(self) -> str:
        return str(self.page.url).removeprefix(self.base)


def test_five_figures_by_keyboard_an_undo_a_killed_server_and_a_second_browser(browser: Any, archive: Path, desk: Desk) -> None:
    places = {f"look/1/figure/{position(desk, address)}": address for address in PRINTED}
    with served(archive) as (address, process):
        view = View(browser, address)
        assert places[view.at] == TOTAL
        assert set(view.page.locator(".identity").evaluate_all("all => all.map(one => one.className)")) == {"identity undecided"}
        left, settled = view.left(), list[str]()
        view.press("2", "6", "Enter")
        settled.append(TOTAL)
        assert view.left() == left - 2, view.texts("#main, #fault")
        assert view.texts(".last .proved .chip") == ["一、本年新收政府信息公开申请数量 · 申请人情况 / 自然人 = 20"]
        assert view.texts(".last .brief .holds")[0].startswith("✓ 26 = 26")
        while len(settled) < 5:
            assert view.at in places or "/check/" in view.at
            if "/check/" in view.at:
                view.press("Enter")
                settled.append(view.at)
                continue
            settled.append(places[view.at])
            view.press(*PRINTED[places[view.at]], "Enter")
        assert len(desk.said()) == 5
        last = desk.said()[0]
        view.press("u")
        assert view.texts(".notice")[0].startswith("Taken back")
        assert [one.id for one in desk.said() if one.undone] == [last.id]
        left = view.left()
        told = view.told
        process.send_signal(signal.SIGKILL)
        process.wait()
        view.page.keyboard.press("Enter")
        view.until("!document.querySelector('#fault').hidden")
        assert view.texts("#fault") == ["The desk does not answer, and this step was not kept. See the terminal and start it again."]
        assert [line for line in told if not line.startswith(("Failed to load", "htmx:"))] == []
        assert {url.partition("?")[0].startswith(view.base) for url in view.asked} == {True}
    with served(archive) as (address, _):
        view = View(browser, address)
        assert view.left() == left
        view.open("history")
        assert len(view.texts("tbody tr")) == 5
        view.page.get_by_role("button", name="Invite").click()
        invitation = view.page.locator("#address").input_value()
        second = View(browser, invitation)
        second.open(f"report/1?at={position(desk, TOTAL)}")
        assert view.page.context is not second.page.context
        assert len(second.texts("td.reviewed")) == sum(one in PRINTED and one != last.address for one in settled)
        assert second.texts("td a[aria-current]") == ["26 reviewed"]


def test_keys_in_the_queue_and_in_the_table(browser: Any, address: str, desk: Desk) -> None:
    view = View(browser, address)
    start = view.at
    view.press("s")
    assert view.at != start
    view.press("ArrowLeft")
    assert view.at == start
    view.press("ArrowRight")
    view.press("ArrowLeft")
    value = view.page.locator("#value")
    view.page.keyboard.press("ArrowDown")
    assert value.input_value() == "26"
    assert view.texts(".reading[aria-pressed=true] b") == ["26"]
    view.page.keyboard.press("7")
    assert value.input_value() == "7"
    view.page.keyboard.press("Escape")
    assert value.input_value() == "36"
    view.open(f"look/1/figure/{position(desk, ITEMS)}")
    view.press("b")
    assert dict(desk.report(1).report.cells())[ITEMS].value is None
    view.open(f"report/1?at={position(desk, TOTAL)}")
    view.press("2", "6", "Enter")
    assert view.page.locator("#side .identity.holds").count() == 3
    view.press("ArrowDown")
    assert view.texts("#side h2")[0].startswith("二、上年结转政府信息公开申请数量 × 申请人情况 / 总计")
    view.page.locator("td a[data-cell]").first.click()
    view.page.wait_for_selector("#side h2:has-text('规章')")
    assert view.page.locator("td a[aria-current]").count() == 1
    assert view.told == []


@contextmanager
def held(view: View, part: str) -> Iterator[Callable[[], None]]:
    """Answers of one part of the desk come only when they are let go; those that a page asked for that is gone come to nobody."""
    stale = pytest.importorskip("playwright.sync_api").Error
    waiting: list[Any] = []
    free: list[bool] = []

    def hold(route: Any) -> None:
        if free:
            route.continue_()
        else:
            waiting.append(route)

    def let_go() -> None:
        free.append(True)
        for route in waiting:
            with suppress(stale):
                route.continue_()

    view.page.route(f"**/{part}/**", hold)
    yield let_go
    view.page.unroute(f"**/{part}/**")


def test_what_is_fetched_ahead_takes_nothing_from_a_figure_that_is_being_typed(browser: Any, address: str, desk: Desk) -> None:
    view = View(browser, address)
    with held(view, "ahead") as let_go:
        view.open(f"look/1/figure/{position(desk, TOTAL)}")
        view.page.keyboard.press("2")
        let_go()
        view.until("document.querySelector('.ahead').innerHTML !== ''")
        view.page.wait_for_timeout(100)
        view.page.keyboard.press("6")
        assert view.page.locator("#value").input_value() == "26"


def test_digits_typed_while_a_step_is_under_way_are_the_next_figures_and_nothing_is_settled_unseen(
    browser: Any, address: str, desk: Desk
) -> None:
    view = View(browser, address)
    view.open(f"look/1/figure/{position(desk, TOTAL)}")
    with held(view, "move") as let_go:
        before = view.page.evaluate("window.steps")
        for key in ("ArrowRight", "1", "7", "Enter", "b"):
            view.page.keyboard.press(key)
        let_go()
        view.until(f"window.steps > {before}")
    assert view.at != f"look/1/figure/{position(desk, TOTAL)}"
    assert not desk.said()
    view.page.keyboard.press("5")
    assert view.page.locator("#value").input_value() == "175"
    view.page.keyboard.press("Escape")
    # Not a route that aborts: a browser that has just been told to hold nothing may let the next request through.
    view.page.context.set_offline(True)
    view.page.keyboard.press("ArrowRight")
    view.until("!document.querySelector('#fault').hidden")
    view.page.keyboard.press("4")
    assert view.page.locator("#value").input_value() == "4", "a step that failed keeps no key back"


def test_it_fits_a_laptop_at_125_percent_and_says_what_everything_is(
    browser: Any, address: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    number = next(at for at, one in enumerate(desk.report(1).report.checks) if one.verdict == "fails")
    paths = [
        f"look/1/figure/{position(desk, UPHELD)}",
        f"look/1/check/{number}",
        f"report/1?at={position(desk, PERSON)}",
        "reports",
        "history",
        "report/1/page/1",
    ]
    view = View(browser, address)
    for path in paths:
        view.open(path)
        assert view.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        unnamed = view.page.evaluate(
            "[...document.querySelectorAll('input:not([type=hidden]), select, button, a[href]')].filter(one =>"
            " !(one.labels?.length || one.getAttribute('aria-label') || one.textContent.trim() || one.querySelector('title')"
            " || one.value?.trim())).map(one => one.outerHTML)"
        )
        assert unnamed == []
    assert view.texts("header nav a")[0].startswith("待核")
    view.open(f"look/1/figure/{position(desk, ITEMS)}")
    for selector in ("#value", ".accept", "svg.crop, .nocrop", ".sheet .mark"):
        box = view.page.locator(selector).first.bounding_box()
        assert box
        assert 0 <= box["y"] < LAPTOP["height"]
    view.page.locator("body").press("Tab")
    reached = set()
    for _ in range(40):
        reached.add(view.page.evaluate("document.activeElement.id || document.activeElement.className || document.activeElement.tagName"))
        view.page.keyboard.press("Tab")
    assert {"value", "accept", "reading", "scroll"} <= reached
    assert contrast_faults(view.page) == []


def contrast_faults(page: Any) -> list[str]:
    """Texts that stand out from what is behind them by less than 4.5 to 1."""
    found: list[str] = page.evaluate(
        """() => {
        const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
          return .2126 * r + .7152 * g + .0722 * b; };
        const parse = (text) => text.match(/[\\d.]+/g).map(Number);
        const behind = (one) => { for (; one; one = one.parentElement) { const c = parse(getComputedStyle(one).backgroundColor);
          if (c.length < 4 || c[3] === 1) return c.slice(0, 3); } return [255, 255, 255]; };
        return [...document.querySelectorAll("body *")].filter((one) => !one.closest("svg") && !one.closest(".unseen, .skip") &&
          [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()) && one.getClientRects().length)
          .filter((one) => { const a = light(parse(getComputedStyle(one).color).slice(0, 3)), b = light(behind(one));
            return (Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5; }).map((one) => one.outerHTML.slice(0, 90)); }"""
    )
    return found
