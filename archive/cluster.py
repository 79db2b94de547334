"""Workers on many machines, through Dask; the only importer of distributed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Executor
from functools import cache
from typing import Any

from distributed import Client, get_worker

from archive.errors import ClusterLost, WorkerFault
from archive.limits import Limits
from archive.pool import LocalPool
from archive.task import Result, Task, lost
from layout.version import VERSION

__all__ = ["Cluster", "call_isolated"]

_PATIENCE = 30  # seconds to wait for the scheduler, and for the first worker


class Cluster:
    """A Dask cluster as an executor. Lost workers are Dask's business: it gives their calls to others.

    Raises:
        ClusterLost: the scheduler does not answer, has no workers, or one of them has another version of gouji.
    """

    def __init__(self, address: str) -> None:
        for name in ("distributed.client", "distributed.comm", "distributed.core", "distributed.utils_perf"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # whatever goes wrong is told in one line of ours
        try:
            self._client = _client(address)
            self._client.wait_for_workers(1, timeout=_PATIENCE)
            versions = set(self._client.run(_version).values())
        except (OSError, TimeoutError, ValueError, ImportError) as error:
            said = str(error).split("\n")[0][:200]
            raise ClusterLost(f"the cluster {address} cannot be used ({said}); see that its scheduler and a worker are running") from error
        if versions != {VERSION}:
            self._client.close()
            raise ClusterLost(f"its workers have gouji {', '.join(sorted(versions))}, this is {VERSION}; install the same everywhere")
        self.executor: Executor = self._client.get_executor(pure=False)

    @property
    def size(self) -> int:
        """How many calls it can carry out at once, now."""
        return sum(self._client.ncores().values())

    @property
    def lost(self) -> bool:
        """Whether the scheduler has gone."""
        return self._client.status in ("closed", "closing")

    def close(self) -> None:
        """Take back what was not finished, and leave the cluster to others."""
        self.executor.shutdown(wait=False)
        self._client.close(timeout=5)


def _client(address: str) -> Any:
    return Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]  # Dask has few types


def _version() -> str:
    return VERSION


def call_isolated(function: Callable[[Task], Result], task: Task, limits: Limits, fresh: bool) -> Result:
    """In a worker of the cluster: carry out the call in a process of its own, under the same limits as on one machine."""
    try:
        return _pool(limits, fresh).submit(function, task).result()
    except WorkerFault as error:
        return lost(error)


@cache
def _pool(limits: Limits, fresh: bool) -> LocalPool:
    worker: Any = get_worker()
    return LocalPool(worker.state.nthreads, limits, fresh=fresh)
