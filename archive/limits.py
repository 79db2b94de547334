"""What one worker may take, of time, of memory and of a source, before it is ended or refuses."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace

from ingest.bounds import Bounds

__all__ = ["Limits", "cores", "machine_memory_mb"]

_PAGE_SECONDS = 60.0  # a page of a poor scan takes 3 to 10; the first one loads the models as well
_SOURCE_SECONDS = 3600.0
_SHARE = 0.8  # of the machine's memory, which a second try may take
_MEMORY_MB = 1500  # a page of A3 at 600 dpi with both readers


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds for each page and for a whole source; MB of resident memory for a worker with the programs that it started.

    ``bounds`` are those of a source: what is larger is refused before it takes time and memory.
    """

    page_seconds: float = _PAGE_SECONDS
    source_seconds: float = _SOURCE_SECONDS
    memory_mb: int = _MEMORY_MB
    bounds: Bounds = field(default_factory=Bounds)

    def safer(self) -> Limits:
        """Those of a second try: twice the time, and twice the memory as far as the machine has it."""
        memory = max(self.memory_mb, min(2 * self.memory_mb, int(machine_memory_mb() * _SHARE)))
        return replace(self, page_seconds=2 * self.page_seconds, source_seconds=2 * self.source_seconds, memory_mb=memory)


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def machine_memory_mb() -> int:
    """All memory of this machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1 << 20)
