"""Sources are put back to be read afresh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from archive.ledger import writable_ledger
from archive.queries import stale_condition

__all__ = ["take_up"]

_UNREAD = "state IN ('failed', 'set_aside', 'gone')"


def take_up(folder: Path, names: Sequence[str], *, stale: bool, options: Mapping[str, str]) -> int:
    """Put back what could not be read, or what is stale; with ``names`` all sources that have one of them in a name. How many they are.

    Raises:
        ArchiveError: there is no archive, or a run is going.
    """
    conditions: list[str] = []
    values: list[str] = []
    if stale:
        conditions.append(f"id IN (SELECT source FROM reports r WHERE r.current AND {stale_condition('r')})")
    if names:
        conditions.append(f"id IN (SELECT source FROM names WHERE current AND ({' OR '.join(['instr(url, ?)'] * len(names))}))")
        values.extend(names)
    with writable_ledger(folder) as ledger:
        return ledger.retry(" AND ".join(conditions) or _UNREAD, values, options)
