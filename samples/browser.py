"""Prints HTML pages to PDF with a headless Chromium: a second producer, with quirks of its own."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

__all__ = ["MissingBrowser", "browser_installed", "print_pages"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-extensions", "--no-first-run", "--remote-debugging-pipe")
MOVE = "os.dup2(int(sys.argv[1]), 13); os.dup2(int(sys.argv[2]), 14); os.dup2(13, 3); os.dup2(14, 4)"
LAUNCHER = f"import os, sys; {MOVE}; os.execvp(sys.argv[3], sys.argv[3:])"
"""The browser takes its orders on descriptor 3 and answers on 4."""


class MissingBrowser(FileNotFoundError):
    """No Chromium is installed."""


def _browser() -> str:
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    raise MissingBrowser("no Chromium is installed; on Debian: apt-get install chromium")


def browser_installed() -> bool:
    """Whether pages can be printed."""
    return any(shutil.which(name) for name in NAMES)


def print_pages(pages: Iterable[tuple[str, Path]]) -> None:
    """Print each page, given as HTML text, to its PDF; one browser prints them all.

    Raises:
        MissingBrowser: there is nothing to print with.
        RuntimeError: the browser refused an order or went away.
    """
    with _running(_browser()) as talk:
        target = talk.order("Target.createTarget", url="about:blank")["targetId"]
        talk.session = talk.order("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        frame = talk.order("Page.getFrameTree")["frameTree"]["frame"]["id"]
        for html, path in pages:
            talk.order("Page.setDocumentContent", frameId=frame, html=html)
            printed = talk.order("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
            path.write_bytes(base64.b64decode(printed["data"]))


class _Talk:
    """Orders to a browser and its answers: JSON texts, each ended by a zero byte."""

    def __init__(self, orders: BinaryIO, answers: BinaryIO) -> None:
        self.session: str | None = None
        self._orders, self._answers = orders, answers
        self._number = 0
        self._rest = b""

    def order(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give one order and wait for its answer."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self.session is not None:
            message["sessionId"] = self.session
        self._orders.write(json.dumps(message).encode() + b"\0")
        self._orders.flush()
        while True:
            answer = json.loads(self._next())
            if answer.get("id") == self._number:
                break
        if "error" in answer:
            raise RuntimeError(f"the browser refused {method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def _next(self) -> bytes:
        while b"\0" not in self._rest:
            piece = self._answers.read(1 << 16)
            if not piece:
                raise RuntimeError("the browser went away; try it by hand: chromium --headless --print-to-pdf=page.pdf page.html")
            self._rest += piece
        text, self._rest = self._rest.split(b"\0", 1)
        return text


@contextmanager
def _running(browser: str) -> Iterator[_Talk]:
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [sys.executable, "-c", LAUNCHER, str(theirs_in), str(theirs_out), browser, *OPTIONS, f"--user-data-dir={profile}"]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, pass_fds=(theirs_in, theirs_out), stdout=quiet, stderr=quiet)
        os.close(theirs_in)
        os.close(theirs_out)
        with os.fdopen(ours_out, "wb") as orders, os.fdopen(ours_in, "rb", buffering=0) as answers:
            talk = _Talk(orders, answers)
            try:
                yield talk
                talk.session = None
                talk.order("Browser.close")
            finally:
                process.terminate()
                process.wait()
