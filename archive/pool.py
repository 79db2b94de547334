"""Workers on this machine: processes that are ended one by one when they crash, hang or grow too large."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent import futures
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any, TypeVar

from archive.errors import WorkerCrashed, WorkerFault, WorkerHung, WorkerTooLarge
from archive.limits import Limits
from archive.process import WorkerProcess

__all__ = ["LocalPool"]

T = TypeVar("T")
_TICK = 0.25  # seconds between two looks at the clock
_WEIGHING = 1.0  # seconds between two looks at the memory of a worker's programs; its own is looked at each time
_TIRED = 0.5  # share of its memory limit from which a worker is replaced before its next task
_FALSE_STARTS = 3  # workers in a row that end before they are ready: the installation is broken, not a source


@dataclass(slots=True)
class _Job:
    """A call that waits or is carried out."""

    call: tuple[Callable[..., Any], tuple[Any, ...]]
    future: Future[Any]
    began: float = 0.0
    page_began: float = 0.0
    pages: int = 1


class LocalPool(Executor):
    """An executor like the standard library's process pool, but that a lost worker costs only the call that it was carrying out.

    Such a call's future raises a WorkerFault. ``fresh`` gives every call a process of its own. What a call starts is ended with its worker.
    """

    def __init__(self, workers: int, limits: Limits, *, fresh: bool = False) -> None:
        self._size, self._limits, self._fresh = workers, limits, fresh
        self._waiting: deque[_Job] = deque()
        self._unfinished: set[Future[Any]] = set()
        self._crew: dict[Connection, WorkerProcess] = {}
        self._busy: dict[Connection, _Job] = {}
        self._guard = threading.Lock()
        self._woken, self._waker = Pipe(duplex=False)
        self._closed = False
        self._false_starts = 0
        self._weighed = 0.0
        self._thread = threading.Thread(target=self._supervise, name="gouji-pool", daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Have a function called in a worker; function, arguments and result are pickled.

        Raises:
            RuntimeError: the pool has been shut down.
        """
        if kwargs:
            raise TypeError("only positional arguments are sent to workers")
        future: Future[T] = Future()
        with self._guard:
            if self._closed:
                raise RuntimeError("the pool has been shut down")
            self._unfinished.add(future)
            self._waiting.append(_Job((fn, args), future))
            self._wake()
        future.add_done_callback(self._unfinished.discard)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the waiting calls finish, or cancel them and end the workers at once."""
        if wait and not cancel_futures:
            futures.wait(list(self._unfinished))
        with self._guard:
            if self._closed:
                return
            self._closed = True
            self._wake()
        self._thread.join()

    def _wake(self) -> None:
        self._waker.send_bytes(b"!")

    # All that follows runs in the supervising thread, which alone touches the workers.

    def _supervise(self) -> None:
        try:
            while not self._closed:
                self._hand_out()
                for ready in wait([self._woken, *self._crew], timeout=_TICK):
                    if ready is self._woken:
                        self._woken.recv_bytes()
                    else:
                        self._hear(ready)  # type: ignore[arg-type]  # what is waited for are connections
                self._enforce()
        finally:
            self._closed = True
            self._end_all()

    def _hand_out(self) -> None:
        idle = [line for line, worker in self._crew.items() if worker.ready and line not in self._busy]
        while self._waiting and idle:
            job = self._waiting.popleft()
            if job.future.set_running_or_notify_cancel():
                self._give(idle.pop(), job)
        if len(self._crew) < min(self._size, len(self._busy) + len(self._waiting)):
            self._start()

    def _start(self) -> None:
        try:
            worker = WorkerProcess(self._limits)
        except OSError as error:
            self._refuse(f"a worker cannot be started ({error.strerror}); try fewer --jobs")
            return
        self._crew[worker.line] = worker

    def _give(self, line: Connection, job: _Job) -> None:
        job.began = job.page_began = time.monotonic()
        self._busy[line] = job
        try:
            line.send(job.call)
        except OSError:
            self._lose(line)
        except Exception as error:  # a call that cannot be pickled is the caller's fault, not the worker's
            del self._busy[line]
            job.future.set_exception(error)

    def _hear(self, line: Connection) -> None:
        if line not in self._crew:
            return
        try:
            kind, value = line.recv()
        except Exception:  # the line is closed, or what came over it cannot be understood: in both cases the worker is of no use
            self._lose(line)
            return
        if kind == "ready":
            self._crew[line].ready, self._false_starts = True, 0
        elif kind == "pages":
            self._busy[line].page_began, self._busy[line].pages = time.monotonic(), max(1, value)
        else:
            job = self._busy.pop(line)
            if self._fresh or self._crew[line].own_memory_mb() > _TIRED * self._limits.memory_mb:
                self._dismiss(line)
            job.future.set_exception(value) if kind == "raised" else job.future.set_result(value)

    def _enforce(self) -> None:
        clock = time.monotonic()
        weigh = clock - self._weighed > _WEIGHING
        self._weighed = clock if weigh else self._weighed
        limits = self._limits
        for line, job in list(self._busy.items()):
            if clock - job.began > limits.source_seconds:
                self._lose(line, WorkerHung(f"it took longer than {limits.source_seconds:g} s; see --source-seconds"))
            elif clock - job.page_began > limits.page_seconds * job.pages:
                self._lose(line, WorkerHung(f"a page took longer than {limits.page_seconds:g} s; see --page-seconds"))
            elif self._weight(line, with_children=weigh) > limits.memory_mb:
                self._lose(line, WorkerTooLarge(f"it took more than {limits.memory_mb} MB of memory; see --memory"))

    def _weight(self, line: Connection, *, with_children: bool) -> float:
        return self._crew[line].memory_mb() if with_children else self._crew[line].own_memory_mb()

    def _lose(self, line: Connection, fault: WorkerFault | None = None) -> None:
        """End a worker, and fail what it was doing."""
        was_ready = self._crew[line].ready
        said = self._dismiss(line)
        job = self._busy.pop(line, None)
        if job is not None:
            job.future.set_exception(fault or WorkerCrashed(f"its worker ended ({said})", said))
        elif not was_ready:
            self._false_starts += 1
            if self._false_starts >= _FALSE_STARTS:
                self._refuse(f"workers end as soon as they are started ({said}); see gouji doctor")

    def _refuse(self, why: str) -> None:
        """No worker can be had: every call that waits fails, and its source is not to blame."""
        while self._waiting and not self._busy:
            job = self._waiting.popleft()
            if job.future.set_running_or_notify_cancel():
                job.future.set_exception(ChildProcessError(why))

    def _dismiss(self, line: Connection) -> str:
        return self._crew.pop(line).end()

    def _end_all(self) -> None:
        for line in list(self._crew):
            self._dismiss(line)
        for job in (*self._busy.values(), *self._waiting):
            if not job.future.cancel() and not job.future.done():
                job.future.set_exception(WorkerCrashed("the run was stopped"))
        self._busy.clear()
        self._waiting.clear()
        self._woken.close()
        self._waker.close()
