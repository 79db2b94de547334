"""How fast the desk answers: python -m bench.desk settles 200 flagged figures and prints a table; --pictures DIR draws it for the docs.

What is timed is the server's whole answer to a settle as the page sends it: the decision in the ledger, what the identities then prove, the
report file, and the page of the next figure. The commit that the disk has to confirm is part of it.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import re
import statistics
import tempfile
import time
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

from rich.table import Table
from starlette.types import ASGIApp, Message

from archive.desk import Desk, Standing
from bench.options import console_of
from layout import read_report
from review.app import desk_app
from review.sessions import Sessions
from samples.doubts import doubtful_archive

_REPORTS = Path("samples/reports")
_SOURCES = tuple(f"{name}.{kind}" for kind in ("pdf", "html") for name in ("yuyao_2020", "haian_2020", "dinghai_2020", "xitangqiao_2020"))
_EACH = 40  # figures in doubt in each report, as on a poor scan
_HOST = "127.0.0.1:8000"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="figures to settle")
    parser.add_argument("--pictures", type=Path, help="draw the desk into this folder instead")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.pictures:
            from bench.desk_pictures import draw

            draw(Path(folder), options.pictures)
        else:
            told(asyncio.run(timed(Path(folder), options.count)))


def doubtful(folder: Path) -> tuple[Desk, Mapping[tuple[int, str], str]]:
    """An archive of several reports with many doubts each, and what is printed: the first figure of every other cell is misread."""
    doubts, printed = {}, {}
    for number, name in enumerate(_SOURCES, 1):
        cells = [(address, cell) for address, cell in read_report(_REPORTS / name).cells() if cell.value is not None]
        chosen = cells[:: max(1, len(cells) // _EACH)][:_EACH]
        doubts[_REPORTS / name] = {address: str((cell.value or Decimal(0)) + 1 + at % 3) for at, (address, cell) in enumerate(chosen)}
        printed.update({(number, address): format(cell.value, "f") for address, cell in cells if cell.value is not None})
    doubtful_archive(folder, doubts)
    return Desk(folder), printed


Times = dict[str, list[tuple[float, float]]]


async def call(app: ASGIApp, method: str, path: str, cookie: str, body: str = "") -> tuple[int, dict[str, str], str]:
    """One request, without a network in between: status, headers and text."""
    heads = {"host": _HOST, "origin": f"http://{_HOST}", "cookie": cookie, "hx-request": "true", "content-length": str(len(body))}
    where, _, query = path.partition("?")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": where,
        "raw_path": where.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in heads.items()],
    }
    answer: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body.encode(), "more_body": False}

    async def send(message: Message) -> None:
        answer.append(message)

    await app(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in answer[0]["headers"]}
    return answer[0]["status"], headers, b"".join(one.get("body", b"") for one in answer[1:]).decode("utf-8", "replace")


async def timed(folder: Path, count: int) -> Times:
    """Settle so many figures one after the other, as a person would; seconds of each kind of answer, by the clock and of the processor."""
    desk, printed = doubtful(folder)
    sessions = Sessions("bench")
    app = desk_app(desk, sessions)
    _, entered, _ = await call(app, "GET", f"/?token={sessions.token()}", "")
    cookie = entered["set-cookie"].partition(";")[0]
    gc.freeze()  # as the desk does before it serves
    took: Times = {"settle": [], "undo": [], "crop": [], "page picture": []}

    async def clocked(what: str, method: str, path: str, body: str = "") -> tuple[dict[str, str], str]:
        began, used = time.perf_counter(), time.process_time()
        status, headers, text = await call(app, method, path, cookie, body)
        took[what].append((time.perf_counter() - began, time.process_time() - used))
        assert status == 200, (path, status, text)
        return headers, text

    standing: dict[int, Standing] = {}
    at = (await call(app, "GET", "/", cookie))[1]["hx-redirect"]
    text = (await call(app, "GET", at, cookie))[2]
    while len(took["settle"]) < count and "/figure/" in at:
        source, position = int(at.split("/")[2]), int(at.split("/")[4])
        standing[source] = standing.get(source) or desk.report(source)
        address = [found for found, _ in standing[source].report.cells()][position]
        if found := re.search(r"/ahead/[^\"]+", text):
            await call(app, "GET", found[0], cookie)
        for what, link in (("crop", r"/crop/[^\"]+"), ("page picture", r"/page/[^\"]+jpg")):
            if found := re.search(link, text):
                await clocked(what, "GET", found[0])
        fields = {name: (re.search(rf'name="{name}" value="([^"]*)"', text) or [""] * 2)[1] for name in ("seen", "weight", "where")}
        body = urlencode({**fields, "value": printed[source, address]})
        headers, text = await clocked("settle", "POST", f"/settle/{source}/{position}", body)
        at = headers["hx-push-url"]
        if len(took["settle"]) % 20 == 0:
            await clocked("undo", "POST", "/undo")
            text = (await call(app, "GET", at, cookie))[2]
    return took


def told(took: Times) -> None:
    table = Table(box=None, header_style="bold")
    for column in ("answer", "count", "median ms", "95 % ms", "max ms", "median of processor ms", "max"):
        table.add_column(column, justify="left" if column == "answer" else "right")
    for what, times in took.items():
        if times:
            clock, used = (sorted(1000 * one[at] for one in times) for at in (0, 1))
            share = clock[min(len(clock) - 1, int(0.95 * len(clock)))]
            figures = (statistics.median(clock), share, clock[-1], statistics.median(used), used[-1])
            table.add_row(what, str(len(times)), *(f"{one:.0f}" for one in figures))
    console_of(100).print(table)


if __name__ == "__main__":
    main()
