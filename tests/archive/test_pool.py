"""Workers on this machine are ended one by one."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psutil
import pytest

from archive.errors import WorkerCrashed, WorkerHung, WorkerTooLarge
from archive.limits import Limits
from archive.pool import LocalPool
from tests.archive import calls

LIMITS = Limits(page_seconds=1.0, source_seconds=3.0, memory_mb=600)


@pytest.fixture(scope="module")
def pool() -> Iterator[LocalPool]:
    with LocalPool(2, LIMITS) as workers:
        yield workers


def test_calls_are_carried_out_in_other_processes(pool: LocalPool) -> None:
    assert [future.result() for future in [pool.submit(calls.double, number) for number in range(5)]] == [0, 2, 4, 6, 8]


def test_what_a_call_raises_comes_back(pool: LocalPool) -> None:
    with pytest.raises(ValueError, match=r"^so it is$"):
        pool.submit(calls.complain, "so it is").result()


def test_a_crash_costs_only_its_own_call(pool: LocalPool) -> None:
    before, dead, after = pool.submit(calls.hang, 0.5), pool.submit(calls.die), pool.submit(calls.double, 4)
    with pytest.raises(WorkerCrashed, match=r"^its worker ended \(by SIGKILL\)$"):
        dead.result()
    assert (before.result(), after.result()) == ("awake", 8)


def test_a_page_that_hangs_is_ended(pool: LocalPool) -> None:
    with pytest.raises(WorkerHung, match=r"^a page took longer than 1 s; see --page-seconds$"):
        pool.submit(calls.hang, 60).result()


def test_pages_that_go_on_are_not_hung(pool: LocalPool) -> None:
    assert pool.submit(calls.turn_pages, 5, 0.4).result() == 5


def test_a_source_that_takes_too_long_is_ended(pool: LocalPool) -> None:
    with pytest.raises(WorkerHung, match=r"^it took longer than 3 s; see --source-seconds$"):
        pool.submit(calls.turn_pages, 100, 0.1).result()


def test_a_worker_that_grows_too_large_is_ended() -> None:
    with LocalPool(1, Limits(memory_mb=400)) as workers:
        with pytest.raises(WorkerTooLarge, match=r"^it took more than 400 MB of memory; see --memory$"):
            workers.submit(calls.grow, 500).result()
        assert workers.submit(calls.double, 1).result() == 2


def test_what_cannot_be_sent_is_the_callers_fault(pool: LocalPool) -> None:
    with pytest.raises(Exception, match="pickle"):
        pool.submit(lambda: 1).result()


def test_what_cannot_be_sent_back_costs_only_its_own_call(pool: LocalPool) -> None:
    with pytest.raises(WorkerCrashed):
        pool.submit(calls.unpicklable).result()
    assert pool.submit(calls.double, 2).result() == 4


def test_shutting_down_ends_workers_at_once() -> None:
    workers = LocalPool(1, Limits())
    running, waiting = workers.submit(calls.hang, 60), workers.submit(calls.double, 1)
    while not running.running():
        time.sleep(0.05)
    began = time.monotonic()
    workers.shutdown(wait=False, cancel_futures=True)
    assert time.monotonic() - began < 2
    assert isinstance(running.exception(), WorkerCrashed)
    assert waiting.cancelled()
    assert not [child for child in psutil.Process().children() if "hang" in " ".join(child.cmdline())]
