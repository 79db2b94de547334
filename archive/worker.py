"""The other side of ``archive.process``: a program that carries out calls, and takes nothing beyond its limits."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
import threading
import time
from contextlib import suppress
from multiprocessing.connection import Connection

__all__ = ["main"]

_ORPHAN_CHECK = 0.5  # seconds
_BESIDE = 512  # MB that a worker may ask for beyond what it may hold: libraries reserve more than they use


def main(line: Connection, parent: int) -> None:
    """Carry out calls until the other end closes the line or its process has ended."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    limits = line.recv()
    _limit(limits.memory_mb)
    from ingest.bounds import bounded
    from ingest.pace import watched

    with suppress(ImportError):  # of which the first task tells
        import layout  # it should not wait for what every task needs

        del layout
    line.send(("ready", None))
    while True:
        try:
            function, arguments = line.recv()
        except EOFError:
            return
        with watched(lambda pages: line.send(("pages", pages))), bounded(limits.bounds):
            answer = _answer(function, arguments)
        try:
            line.send(answer)
        except BrokenPipeError:
            return


def _limit(memory_mb: int) -> None:
    """No core dump, which would hold what a source says; and an end to memory that is asked for faster than the parent looks."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError, OSError):  # the administrator allows less, or the system knows no such limit
        most = (memory_mb + _BESIDE) << 20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _answer(function: object, arguments: tuple[object, ...]) -> tuple[str, object]:
    try:
        return "done", function(*arguments)  # type: ignore[operator]  # what submit was given
    except Exception as error:
        return "raised", error


def _end_with(parent: int) -> None:
    """End this process and what it started when the one that started it is gone, even while a long call keeps the line unread."""
    while os.getppid() == parent:
        time.sleep(_ORPHAN_CHECK)
    _tidy()
    os.killpg(0, signal.SIGKILL)


def _tidy() -> None:
    """Remove this process's own folder; whoever started it would, and may be gone."""
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)


if __name__ == "__main__":
    try:
        main(Connection(int(sys.argv[1])), int(sys.argv[2]))
    except (OSError, EOFError):
        sys.exit(1)  # the other end has gone
    finally:
        _tidy()
