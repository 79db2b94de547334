"""Sources are read in processes of their own: whatever a broken file does to its process, the command and the other sources live on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar

from archive.errors import WorkerCrashed, WorkerFault
from archive.limits import Limits
from archive.pool import LocalPool
from cli.errors import Lacking
from cli.runs import TOO_LARGE

__all__ = ["apart"]

_AHEAD = 2  # calls for each process, so that none waits; more would only hold results in memory

A = TypeVar("A")
R = TypeVar("R")


def apart(work: Callable[[A], R], items: Iterable[A], jobs: int, limits: Limits) -> Iterator[R | str]:
    """What the work makes of each item, in their order; where that cost a process its life, what happened in one line.

    Raises:
        Lacking: no process can be started.
    """
    coming = iter(items)
    pool = LocalPool(jobs, limits)
    try:
        in_hand: deque[Future[R]] = deque()
        while True:
            while len(in_hand) < _AHEAD * jobs and (item := next(coming, None)) is not None:
                in_hand.append(pool.submit(work, item))
            if not in_hand:
                return
            result = _result(in_hand.popleft())
            yield result
    finally:  # Ctrl-C as well: what is being read is ended at once
        pool.shutdown(wait=False, cancel_futures=True)


def _result(future: Future[R]) -> R | str:
    try:
        return future.result()
    except WorkerCrashed as error:
        return f"reading it ended its process ({error.how}); fetch it again, or leave pages out with --pages"
    except WorkerFault as error:
        return str(error)
    except MemoryError:
        return TOO_LARGE
    except ChildProcessError as error:
        raise Lacking("", str(error)) from error
