"""Sources are read side by side, in several processes."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from cli.runs import Order, Outcome, read_one

__all__ = ["read_side_by_side"]

_KILLED = "reading it ended its process, perhaps for want of memory; try fewer --pages"


def read_side_by_side(orders: Sequence[Order], workers: int) -> Iterator[Outcome]:
    """Read every order, the outcomes in the order of the arguments; one that kills its process takes no other with it."""
    with _pool(workers) as pool:
        futures = [pool.submit(read_one, order) for order in orders]
        try:
            for order, future in zip(orders, futures, strict=True):
                try:
                    yield future.result()
                except BrokenProcessPool:  # one order killed a process, and the pool gave up the others with it
                    yield _read_alone(order)
        except (KeyboardInterrupt, GeneratorExit):
            for child in multiprocessing.active_children():
                child.terminate()
            raise


def _read_alone(order: Order) -> Outcome:
    with _pool(1) as pool:
        try:
            return pool.submit(read_one, order).result()
        except BrokenProcessPool:
            return Outcome(fault=_KILLED)


def _pool(workers: int) -> ProcessPoolExecutor:
    # spawn: a fork would copy the threads' locks of the image libraries in whatever state they are
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_die_quietly)


def _die_quietly() -> None:
    """Ctrl-C reaches the children too; they should end without a traceback each."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
