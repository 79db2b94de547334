"""What reads a source is a process of its own: it may crash, hang, grow or be stopped, and nothing of it stays."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest

from archive.limits import Limits
from archive.pool import LocalPool
from cli.errors import CommandError, Unreadable
from cli.processes import apart
from ingest.bounds import bounds
from tests.archive import calls
from tests.cli.conftest import Gouji, gouji

__all__ = ["gouji"]

ROOT = Path(__file__).parents[2]
SLOW = b"<table><tr>" + b"<td>1</td>" * 400 + b"</tr></table>" + "本年新收 12\n".encode() * 400_000
"""A source that takes longer than any test."""


def crash(how: str) -> str:
    if how == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    return how


def limits_here(_: object) -> tuple[tuple[int, int], int, str, int]:
    room = tempfile.gettempdir()
    return resource.getrlimit(resource.RLIMIT_CORE), bounds().pages, room, os.stat(room).st_mode & 0o777  # noqa: PTH116  # room is a string


def test_a_crash_costs_one_source_and_is_told() -> None:
    assert list(apart(crash, ["a", "crash", "b"], 1, Limits())) == [
        "a",
        "reading it ended its process (by SIGSEGV); fetch it again, or leave pages out with --pages",
        "b",
    ]


def test_what_hangs_or_grows_is_ended() -> None:
    assert list(apart(calls.hang, [60.0], 1, Limits(page_seconds=0.5))) == ["a page took longer than 0.5 s; see --page-seconds"]
    assert list(apart(calls.grow, [400], 1, Limits(memory_mb=300))) == ["it took more than 300 MB of memory; see --memory"]


def test_memory_that_is_asked_for_at_once_is_not_given() -> None:
    assert list(apart(bytearray, [4 << 30], 1, Limits(memory_mb=300))) == ["reading it took more memory than it may; see --memory"]


def test_a_worker_dumps_no_core_and_has_a_room_of_its_own() -> None:
    with LocalPool(1, Limits()) as pool:
        core, pages, room, mode = pool.submit(limits_here, None).result()
        assert (core, pages, mode) == ((0, 0), 500, 0o700)
        assert Path(room).name.startswith("gouji-")
        pool.shutdown(wait=False, cancel_futures=True)
    assert not Path(room).exists()
    assert not [child for child in psutil.Process().children() if child.status() == psutil.STATUS_ZOMBIE]


def test_errors_of_commands_come_whole_from_other_processes() -> None:
    with LocalPool(1, Limits()) as pool, pytest.raises(CommandError) as caught:
        pool.submit(raise_unreadable).result()
    assert (caught.value.subject, caught.value.what, caught.value.status) == ("a.pdf", "it is broken", 3)


def raise_unreadable() -> None:
    raise Unreadable("a.pdf", "it is broken")


def test_the_limits_are_options(gouji: Gouji, tmp_path: Path) -> None:
    (tmp_path / "slow.html").write_bytes(SLOW)
    said = gouji("read", tmp_path / "slow.html", "-o", tmp_path / "out", "--page-seconds", "0.3")
    assert (said.status, said.err) == (3, f"gouji: {tmp_path}/slow.html: a page took longer than 0.3 s; see --page-seconds\n")
    said = gouji("read", ROOT / "samples/reports/haishu_2018.pdf", "-o", tmp_path / "out", "--max-pages", 2)
    assert said.err.endswith("it has 3 pages, more than 2; choose some with --pages, or raise --max-pages\n")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_nothing_stays_when_the_command_is_stopped(tmp_path: Path, sent: signal.Signals) -> None:
    (tmp_path / "slow.html").write_bytes(SLOW)
    (tmp_path / "tmp").mkdir()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "tmp")}
    code = "from cli.main import main; main()"
    command: Sequence[str] = [sys.executable, "-c", code, "read", str(tmp_path / "slow.html"), "-o", str(tmp_path / "out")]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        workers = _workers(process.pid)
        process.send_signal(sent)
        _, told = process.communicate(timeout=10)
    if sent == signal.SIGINT:
        assert (process.returncode, told) == (130, "gouji: stopped; the results written so far are whole\n")
    _, alive = psutil.wait_procs(workers, timeout=5)
    assert not alive
    assert _empty(tmp_path / "tmp")


def _workers(parent: int) -> list[psutil.Process]:
    for _ in range(200):
        workers = psutil.Process(parent).children(recursive=True)
        if workers:
            time.sleep(1.0)  # it is in the middle of reading
            return workers
        time.sleep(0.05)
    raise AssertionError("no worker was started")


def _empty(folder: Path) -> bool:
    for _ in range(100):
        if not list(folder.iterdir()):
            return True
        time.sleep(0.05)
    return False
