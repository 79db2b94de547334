"""How much of a source is looked at: files of strangers say of themselves that they are as large as they like."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from ingest.errors import NoSuchPages

__all__ = ["Bounds", "bounded", "bounds", "page_numbers"]

_PAGES = 500  # no annual report comes near; a book of its annexes has 200
_MEGAPIXELS = 100  # a page of A3 at 600 dots per inch has 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Pages that are read of one source, and millions of pixels that one page or a picture on it may have."""

    pages: int = _PAGES
    megapixels: int = _MEGAPIXELS

    @property
    def pixels(self) -> int:
        """The same in pixels."""
        return self.megapixels * 1_000_000


_BOUNDS: ContextVar[Bounds] = ContextVar("bounds", default=Bounds())  # noqa: B039  # Bounds are frozen, so that nobody can change the default


def bounds() -> Bounds:
    """Those that hold now."""
    return _BOUNDS.get()


@contextmanager
def bounded(by: Bounds) -> Iterator[None]:
    """Have others hold, in this thread, until the block ends."""
    token = _BOUNDS.set(by)
    try:
        yield
    finally:
        _BOUNDS.reset(token)


def page_numbers(count: int, wanted: tuple[int, ...] | None) -> tuple[int, ...]:
    """The pages to be read of so many, from 1: those that are wanted, all when None.

    Raises:
        NoSuchPages: none of those wanted is there, or there are more than may be read.
    """
    inside = range(1, count + 1) if wanted is None else sorted({number for number in wanted if 1 <= number <= count})
    if not inside:
        raise NoSuchPages(f"it has {count} page{'s' if count > 1 else ''}, none of those asked for; change --pages")
    if len(inside) > bounds().pages:
        raise NoSuchPages(f"it has {count:,} pages, more than {bounds().pages:,}; choose some with --pages, or raise --max-pages")
    return tuple(inside)
