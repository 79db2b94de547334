"""One worker process, as it is seen from here: started, weighed and ended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from multiprocessing.connection import Pipe

import psutil

from archive.limits import Limits

__all__ = ["WorkerProcess"]

_THREADS = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OPENCV_FOR_THREADS_NUM")


class WorkerProcess:
    """A process that carries out calls sent over ``line``, one at a time. It is ``ready`` when it has said so.

    It is started as a program of its own: no fork, which would copy locks that other threads hold, and none of multiprocessing's rules,
    by which a worker of a cluster may have no children. It leads a process group, so that Ctrl-C does not reach it and what it starts
    is ended with it. Its folder for temporary files is its own, closed to other users, and goes with it.
    """

    def __init__(self, limits: Limits) -> None:
        self._room = tempfile.mkdtemp(prefix="gouji-")
        self.line, theirs = Pipe()
        self.ready = False
        environment = os.environ | dict.fromkeys(_THREADS, "1") | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        quiet = None if os.environ.get("GOUJI_DEBUG") else subprocess.DEVNULL
        # -P: the working folder may hold strangers' files, and a stranger's numpy.py must not be imported from it
        command = [sys.executable, "-P", "-m", "archive.worker", str(theirs.fileno()), str(os.getpid())]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=quiet,
                stderr=quiet,
                env=environment | {"TMPDIR": self._room},
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        except BaseException:
            self.line.close()
            shutil.rmtree(self._room, ignore_errors=True)
            raise
        finally:
            theirs.close()
        self._seen = psutil.Process(self._process.pid)
        with suppress(OSError):  # it has ended already, and whoever listens on the line hears so
            self.line.send(limits)

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
        shutil.rmtree(self._room, ignore_errors=True)
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
