"""One worker process: started, weighed and ended from here, and in it the loop that carries out calls."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe

import psutil

__all__ = ["WorkerProcess", "main"]

_THREADS = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OPENCV_FOR_THREADS_NUM")
_ORPHAN_CHECK = 0.5  # seconds


class WorkerProcess:
    """A process that carries out calls sent over ``line``, one at a time. It is ``ready`` when it has said so.

    It is started as a program of its own: no fork, which would copy locks that other threads hold, and none of multiprocessing's rules,
    by which a worker of a cluster may have no children. It leads a process group, so that Ctrl-C does not reach it and what it starts
    is ended with it.
    """

    def __init__(self) -> None:
        self.line, theirs = Pipe()
        self.ready = False
        environment = os.environ | dict.fromkeys(_THREADS, "1") | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        quiet = None if os.environ.get("GOUJI_DEBUG") else subprocess.DEVNULL
        command = [sys.executable, "-m", "archive.process", str(theirs.fileno()), str(os.getpid())]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=quiet,
                stderr=quiet,
                env=environment,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        finally:
            theirs.close()
        self._seen = psutil.Process(self._process.pid)

    def memory_mb(self) -> float:
        """Resident memory of the process and of the programs that it started; 0 when it has ended."""
        try:
            total = self._seen.memory_info().rss + sum(_resident(child) for child in self._seen.children(recursive=True))
        except psutil.Error:
            return 0.0
        return total / (1 << 20)

    def own_memory_mb(self) -> float:
        """Resident memory of the process alone, which is quickly found."""
        return _resident(self._seen) / (1 << 20)

    def end(self) -> str:
        """End it and what it started, at once; says how it had ended when it had."""
        ended = self._process.poll()
        with suppress(ProcessLookupError, PermissionError):  # when nothing of it is left
            os.killpg(self._process.pid, signal.SIGKILL)
        self.line.close()
        code = self._process.wait()
        return _how(code if ended is None else ended)


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _how(code: int) -> str:
    if code >= 0:
        return f"exit status {code}"
    try:
        return f"by {signal.Signals(-code).name}"
    except ValueError:
        return f"by signal {-code}"


def main(line: Connection, parent: int) -> None:
    """Carry out calls until the other end closes the line or its process has ended."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    import layout  # the first task should not wait for what every task needs
    from ingest.pace import watched

    del layout
    line.send(("ready", None))
    while True:
        try:
            function, arguments = line.recv()
        except EOFError:
            return
        with watched(lambda pages: line.send(("pages", pages))):
            answer = _answer(function, arguments)
        try:
            line.send(answer)
        except BrokenPipeError:
            return


def _answer(function: object, arguments: tuple[object, ...]) -> tuple[str, object]:
    try:
        return "done", function(*arguments)  # type: ignore[operator]  # what submit was given
    except Exception as error:
        return "raised", error


def _end_with(parent: int) -> None:
    """End this process and what it started when the one that started it is gone, even while a long call keeps the line unread."""
    while os.getppid() == parent:
        time.sleep(_ORPHAN_CHECK)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    try:
        main(Connection(int(sys.argv[1])), int(sys.argv[2]))
    except (OSError, EOFError):
        sys.exit(1)  # the other end has gone
