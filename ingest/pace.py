"""Whoever watches a reading is told how far it has come, so that one that hangs can be told from one that is long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["pages_ahead", "watched"]

_WATCHER: ContextVar[Callable[[int], None] | None] = ContextVar("watcher", default=None)


def pages_ahead(count: int = 1) -> None:
    """Say that what comes now is work on so many pages. Nobody listening costs nothing."""
    watcher = _WATCHER.get()
    if watcher is not None:
        watcher(count)


@contextmanager
def watched(watcher: Callable[[int], None]) -> Iterator[None]:
    """Have ``pages_ahead`` call this, in this thread, until the block ends."""
    token = _WATCHER.set(watcher)
    try:
        yield
    finally:
        _WATCHER.reset(token)
