"""A run: sources are found, handed to workers, and what comes back is put into the ledger. This process alone writes it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from archive.discovery import Discovery, Found
from archive.errors import ClusterLost, NoStorage, UnwritableArchive, WorkerCrashed, WorkerFault
from archive.events import Event, Listener, Tally
from archive.ledger import Ledger, connect, writable_ledger
from archive.limits import Limits
from archive.pool import LocalPool
from archive.storage import Entry, folder_url, is_local, sweep, walk
from archive.task import Result, Task, lost, read_task

if TYPE_CHECKING:
    from archive.cluster import Cluster

__all__ = ["Settings", "run_archive"]

_AHEAD = 2  # calls for each worker, so that none waits for this process
_TURN = 0.2  # seconds that a turn of the loop lasts at most
_TAKEN = 400  # files put down in one turn
_INSIDE = "reports"  # the folder of reports inside the archive; kept by this name alone, so that the whole can be moved
Reading = Callable[[Task], Result]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a run is done. ``root`` None: only what the ledger has waiting. ``every``: look again after so many seconds, until stopped.

    ``options`` (form, reader) are those of sources found in this run; ``reports`` is the folder of report files of a new archive.
    """

    root: str | None
    archive: Path
    jobs: int
    limits: Limits
    cluster: str | None = None
    reports: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    password: str | None = None
    every: float | None = None


def run_archive(settings: Settings, told: Listener, read: Reading = read_task) -> Tally:
    """Read everything below a folder that the archive does not have yet; the counts at the end.

    A KeyboardInterrupt ends it within seconds; what was in hand is taken up by the next run.

    Raises:
        ArchiveError: the folder cannot be listed, the archive cannot be written, or the cluster has gone. What was read is kept.
    """
    if settings.root is not None:
        next(walk(folder_url(settings.root)), None)  # before anything is made
    with writable_ledger(settings.archive, create=settings.root is not None) as ledger, ExitStack() as stack:
        run = _Run(settings, ledger, told, read, stack)
        try:
            run.work()
        finally:
            stack.close()
            with ledger.changes():
                ledger.let_go()
        return run.tally


@dataclass(slots=True)
class _Lane:
    """Workers and what they have in hand. ``again``: they are those with safer settings, for sources whose worker was lost once."""

    executor: Executor
    read: Reading
    size: Callable[[], int]
    again: bool
    in_hand: dict[Future[Result], Task] = field(default_factory=dict)


class _Run:
    def __init__(self, settings: Settings, ledger: Ledger, told: Listener, read: Reading, stack: ExitStack) -> None:
        self._settings, self._ledger, self._told, self._read, self._stack = settings, ledger, told, read, stack
        self._began = time.monotonic()
        self._halt: Exception | None = None
        self._news: list[Event] = []  # told once they are in the ledger for good
        self.tally = Tally()

    def work(self) -> None:
        """Go round until nothing is left to find, to read or to hear."""
        reports, discovery = self._prepare()
        lanes = [self._lane(again=False)]
        while True:
            with self._ledger.changes():
                for found in discovery.take(_TAKEN) if discovery else []:
                    self._put_down(found)
                for lane in lanes:
                    self._settle(lane)
                self._fill(lanes[0], reports)
                if not lanes[0].in_hand:  # second tries come when the others are done, and never hold them up
                    lanes = self._second(lanes, reports)
            self._tell()
            if self._halt:
                raise self._halt
            in_hand = [future for lane in lanes for future in lane.in_hand]
            if in_hand:
                wait(in_hand, timeout=_TURN, return_when=FIRST_COMPLETED)
            elif discovery is None or discovery.finished:
                return
            else:
                time.sleep(_TURN / 4)

    def _prepare(self) -> tuple[str, Discovery | None]:
        settings, ledger = self._settings, self._ledger
        discovery = self._discovery()
        wanted = folder_url(settings.reports) if settings.reports else _INSIDE
        with ledger.changes():
            reports = ledger.setting("reports", wanted)
        if settings.reports and reports != wanted:
            raise NoStorage(f"the reports of this archive are in {reports}; leave --reports out")
        if reports == _INSIDE:
            reports = str(settings.archive.absolute() / _INSIDE)
        if is_local(reports):
            Path(reports).mkdir(parents=True, exist_ok=True)
            sweep(reports)
        if broken_off := ledger.resume():
            self._news.append(Event(kind="resumed", detail=str(broken_off)))
        self.tally.total, self.tally.settled = ledger.totals()
        return reports, discovery

    def _discovery(self) -> Discovery | None:
        settings = self._settings
        if settings.root is None:
            return None
        own = str(settings.archive.absolute())
        discovery = Discovery(folder_url(settings.root), leave_out=own, known=partial(_known, settings.archive), every=settings.every)
        self._stack.callback(discovery.stop)
        discovery.start()
        return discovery

    # Workers

    def _lane(self, *, again: bool) -> _Lane:
        settings = self._settings
        limits = settings.limits.safer() if again else settings.limits
        if settings.cluster is not None:
            cluster = self._cluster(settings.cluster)
            from archive.cluster import call_isolated

            return _Lane(cluster.executor, partial(call_isolated, self._read, limits=limits, fresh=again), lambda: cluster.size, again)
        # Half as many with twice the memory each: a source that was too large for its share has another one.
        jobs = max(1, settings.jobs // 2) if again else settings.jobs
        pool = LocalPool(jobs, limits, fresh=again)
        self._stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        return _Lane(pool, self._read, lambda: jobs, again)

    def _cluster(self, address: str) -> Cluster:
        from archive.cluster import Cluster

        cluster = Cluster(address)
        self._stack.callback(cluster.close)
        return cluster

    def _fill(self, lane: _Lane, reports: str) -> None:
        room = lane.size() * (1 if lane.again else _AHEAD) - len(lane.in_hand)
        if room > 0 and not self._halt:
            for task in self._ledger.take(room, again=lane.again, reports=reports, password=self._settings.password):
                lane.in_hand[lane.executor.submit(lane.read, task)] = task

    def _second(self, lanes: list[_Lane], reports: str) -> list[_Lane]:
        if len(lanes) == 1 and self._ledger.has_second_tries():
            lanes = [*lanes, self._lane(again=True)]
        for lane in lanes[1:]:
            self._fill(lane, reports)
        return lanes

    # What comes in

    def _put_down(self, found: Found) -> None:
        entry, tally = found.entry, self.tally
        if found.known:
            tally.known += 1
        elif found.skipped:
            tally.skipped += 1
            if self._ledger.skipped(entry.url, found.skipped):
                self._news.append(Event(kind="skipped", url=entry.url, detail=found.skipped))
        elif self._ledger.found(entry, found.sha256, self._settings.options):
            tally.total += 1
        else:
            tally.copies += 1

    def _settle(self, lane: _Lane) -> None:
        for future in [future for future in lane.in_hand if future.done()]:
            task = lane.in_hand.pop(future)
            result = self._result(future)
            if result is None:
                continue
            state = self._ledger.settle(task, result)
            self._count(task, result, state)
            if result.outcome == "unwritable":
                self._halt = UnwritableArchive(f"{result.error}; make room or mend the permissions, then run again")

    def _result(self, future: Future[Result]) -> Result | None:
        """What a future brought; None when it was not the source's fault that it brought nothing."""
        try:
            return future.result()
        except WorkerFault as error:
            return lost(error)
        except (CancelledError, BrokenExecutor, ChildProcessError, ConnectionError, TimeoutError) as error:
            self._halt = self._halt or ClusterLost(str(error) or "the cluster has gone; start it and run again")
            return None
        except Exception as error:  # of the cluster, by which it says that it has given a call up; it has no common root
            if type(error).__name__ == "KilledWorker":
                return lost(WorkerCrashed("its workers ended, one after the other"))
            return Result(outcome="failed", error=f"unexpected {type(error).__name__}: {error}")

    def _count(self, task: Task, result: Result, state: str) -> None:
        tally, kind = self.tally, state
        if state == "read" and result.rows is not None:
            tally.read += 1
            tally.flagged += result.rows.needs_person
            tally.pages += result.rows.pages
        elif state == "waiting":
            tally.again += 1
            kind = "again"
        else:
            tally.failed += 1
        tally.settled += state != "waiting"
        self._news.append(
            Event(
                kind=kind,  # type: ignore[arg-type]  # the states that a settled source may have
                url=task.urls[0],
                sha256=task.sha256,
                detail=result.error or "",
                seconds=result.seconds,
                rows=result.rows,
            )
        )

    def _tell(self) -> None:
        self.tally.seconds = time.monotonic() - self._began
        news, self._news = self._news, []
        for event in (*news, Event(kind="tick")):
            self._told(event, self.tally)


@contextmanager
def _known(archive: Path) -> Iterator[Callable[[Entry], bool]]:
    """Whether a name with this stamp is in the ledger, and its source has not gone."""
    with closing(connect(archive, reading=True)) as reader:
        sql = "SELECT 1 FROM names n JOIN sources s ON s.id = n.source WHERE n.url = ? AND n.stamp = ? AND n.current AND s.state <> 'gone'"
        yield lambda entry: reader.execute(sql, (entry.url, entry.stamp)).fetchone() is not None
