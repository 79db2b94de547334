"""The pictures of the desk in docs/: a real browser works at an archive of samples in which some figures are in doubt."""

from __future__ import annotations

import io
import os
import shutil
import socket
import threading
from pathlib import Path
from typing import Any

import uvicorn
from PIL import Image
from playwright.sync_api import sync_playwright

from archive.desk import Desk
from review.app import desk_app
from review.sessions import Sessions
from samples.doubts import Doubts, doubtful_archive

__all__ = ["draw"]

_SCAN, _DIGITAL = Path("samples/scanned/haian_2020_office.pdf"), Path("samples/reports/yuyao_2020.pdf")
_FIGURE, _PART = "requests/rejected.complaint/total", "requests/rejected.complaint/natural_person"
_DOUBTS: dict[Path, Doubts] = {
    _SCAN: {_FIGURE: "48", _PART: "46", "review/review/total": "8", "requests/carried_out/total": "3"},
    _DIGITAL: {
        "requests/new/total": "36",
        "requests/granted/total": "27",
        "proactive/procurement/items": "72",
        "review/review/upheld": None,
    },
    **{Path(f"samples/reports/{name}.pdf"): {} for name in ("dinghai_2020", "haishu_2018", "xitangqiao_2020")},
}
_LAPTOP = {"width": 1092, "height": 560}  # 1366 x 768 at 125 %, less what the browser takes
_COLOURS = 256  # of a picture: screens have few


def draw(archive: Path, folder: Path) -> None:
    """Write desk-*.png into a folder."""
    os.environ["LC_ALL"] = "C.UTF-8"
    doubtful_archive(archive, _DOUBTS)
    desk, sessions = Desk(archive), Sessions("王一")
    server = uvicorn.Server(uvicorn.Config(desk_app(desk, sessions), log_level="error", lifespan="off"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            _photographed(f"http://127.0.0.1:{listening.getsockname()[1]}", sessions, desk, folder)
        finally:
            server.should_exit = True
            thread.join()


def _photographed(address: str, sessions: Sessions, desk: Desk, folder: Path) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=["--no-sandbox"])
        chinese, english = (_opened(browser, f"{address}/?token={sessions.token()}", locale) for locale in ("zh-CN", "en-GB"))
        numbers = {name: source for source in range(1, len(_DOUBTS) + 1) for name in [desk.report(source).name]}
        scan, digital = numbers[_SCAN.name], numbers[_DIGITAL.name]
        places = {(source, found): at for source in (scan, digital) for at, (found, _) in enumerate(desk.report(source).report.cells())}

        chinese.goto(f"{address}/look/{scan}/figure/{places[scan, _FIGURE]}")
        _taken(chinese, folder / "desk-figure.png")
        english.goto(f"{address}/look/{digital}/figure/{places[digital, 'requests/new/total']}")
        _taken(english, folder / "desk-english.png")
        for key in ("4", "3", "Enter"):
            chinese.keyboard.press(key)
        chinese.wait_for_selector(".last")
        check = next(at for at, one in enumerate(desk.report(digital).report.checks) if one.verdict == "fails")
        chinese.goto(f"{address}/look/{digital}/check/{check}")
        _taken(chinese, folder / "desk-check.png")
        chinese.goto(f"{address}/report/{scan}?at={places[scan, _FIGURE]}")
        chinese.wait_for_selector("td a[aria-current]")
        chinese.evaluate("document.querySelector('td a[aria-current]').scrollIntoView({block: 'center'})")
        _taken(chinese, folder / "desk-table.png")
        chinese.goto(f"{address}/reports")
        _taken(chinese, folder / "desk-reports.png")
        browser.close()


def _opened(browser: Any, address: str, locale: str) -> Any:
    page = browser.new_context(viewport=_LAPTOP, device_scale_factor=1.25, locale=locale).new_page()
    page.goto(address)
    return page


def _taken(page: Any, target: Path) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(600)
    with Image.open(io.BytesIO(page.screenshot())) as image:
        image.convert("RGB").quantize(_COLOURS).save(target, optimize=True)
    print(target)
