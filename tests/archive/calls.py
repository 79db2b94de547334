"""What workers are given in tests: functions that do well, crash, hang or grow, and a reader of sources that does as they say."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from dataclasses import replace

from archive.storage import join, write_bytes
from archive.task import Result, Task, content_of, read_task
from ingest.pace import pages_ahead


def double(number: int) -> int:
    return 2 * number


def complain(text: str) -> None:
    raise ValueError(text)


def die(_: object = None) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hang(seconds: float) -> str:
    time.sleep(seconds)
    return "awake"


def turn_pages(count: int, seconds: float) -> int:
    for _ in range(count):
        pages_ahead()
        time.sleep(seconds)
    return count


def grow(megabytes: int) -> int:
    held = bytearray(megabytes << 20)
    held[:: 1 << 12] = b"x" * len(held[:: 1 << 12])
    time.sleep(20)
    return len(held)


def unpicklable() -> object:
    return lambda: None


def read_as_told(task: Task) -> Result:
    """Reads a source as always, but for those that say ``crash``, ``hang`` or ``full``; ``crash once`` crashes in its first try."""
    words = (content_of(task.urls, task.sha256) or b"")[:40].decode("utf-8", "replace")
    if words.startswith("crash once"):
        mark = join(task.reports, f"crashed-{hashlib.sha256(words.encode()).hexdigest()}")
        if not os.path.exists(mark):  # noqa: PTH110  # reports is a string
            write_bytes(mark, b"")
            die()
    elif words.startswith("crash"):
        die()
    elif words.startswith("hang"):
        time.sleep(60)
    elif words.startswith("full"):
        return Result(outcome="unwritable", error="the report cannot be written (No space left on device)")
    return replace(read_task(task), worker="here")
