"""Page ranges as people write them (``2-4,7``) become page numbers."""

from __future__ import annotations

import re

from cli.errors import WrongUsage

__all__ = ["parse_pages"]

_RANGE = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?")
_LAST_PAGE = 100_000  # far beyond any report; keeps a slip of the finger from filling the memory
_OPTION = "--pages"


def parse_pages(text: str | None) -> tuple[int, ...] | None:
    """The page numbers, ascending and once each, counted from 1; None when no pages are named.

    Raises:
        WrongUsage: not a list of pages and ranges.
    """
    if text is None:
        return None
    numbers: set[int] = set()
    for part in text.split(","):
        numbers.update(_range(part.strip()))
    return tuple(sorted(numbers))


def _range(part: str) -> range:
    match = _RANGE.fullmatch(part)
    if match is None:
        raise WrongUsage(_OPTION, f"{part!r} is not a page or a range of pages; write them like 2-4,7")
    first, last = int(match[1]), int(match[2] or match[1])
    if first < 1:
        raise WrongUsage(_OPTION, f"{part!r} starts before the first page; pages are counted from 1")
    if last < first:
        raise WrongUsage(_OPTION, f"{part!r} ends before it starts; write {last}-{first}")
    if last > _LAST_PAGE:
        raise WrongUsage(_OPTION, f"{part!r} goes beyond page {_LAST_PAGE}; name the pages you need")
    return range(first, last + 1)
