"""Sources are found and told apart by their contents, beside the reading of those that were found before."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from archive.storage import Entry, digest, walk

__all__ = ["SUFFIXES", "Discovery", "Found"]

SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".html", ".htm", ".txt", ".md", "")
"""Names that are taken for sources; what a source is is found from its contents."""
_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".download")
_AHEAD = 64  # files being hashed or waiting for their turn; more only holds more names
_HANDS = 4  # threads that hash: enough for an object store, more would take the cores from the workers
_QUEUED = 1000
_LAST_FILE = 3.0  # seconds to wait for when stopped
Known = Callable[[Entry], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file below the root: a new source with its ``sha256``, one that is ``skipped`` and why, or one that is ``known``."""

    entry: Entry
    sha256: str = ""
    skipped: str = ""
    known: bool = False


class Discovery:
    """Goes through a folder in a thread of its own; what it finds is taken from it in the order of names.

    ``known`` opens, in that thread, what says whether a name with this stamp is in the ledger. With ``every`` it looks again after so
    many seconds, until stopped, and takes up a new file only when it has not changed from one look to the next.
    """

    def __init__(
        self, root: str, *, leave_out: str, known: Callable[[], AbstractContextManager[Known]], every: float | None = None
    ) -> None:
        self._root, self._leave_out, self._known, self._every = root, leave_out, known, every
        self._queue: queue.Queue[Found | None] = queue.Queue(_QUEUED)
        self._stop = threading.Event()
        self._fault: BaseException | None = None
        self.finished = False
        self._thread = threading.Thread(target=self._work, name="gouji-discovery", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End it, also in the middle of a folder. A file that is being hashed from a slow network is not waited for."""
        self._stop.set()
        self._thread.join(_LAST_FILE)

    def take(self, most: int) -> list[Found]:
        """What was found since; nothing more comes once ``finished``.

        Raises:
            NoStorage: the folder has gone.
        """
        taken: list[Found] = []
        while len(taken) < most:
            try:
                found = self._queue.get_nowait()
            except queue.Empty:
                break
            if found is None:
                self.finished = True
                if self._fault is not None:
                    raise self._fault
                break
            taken.append(found)
        return taken

    def _work(self) -> None:
        try:
            looks: dict[str, str] = {}
            with self._known() as known:
                while True:
                    looks = self._look(looks, known)
                    if self._every is None or self._stop.wait(self._every):
                        break
        except BaseException as error:  # told to whoever takes
            self._fault = error
        self._put(None)

    def _look(self, before: dict[str, str], known: Known) -> dict[str, str]:
        """Go through the folder once. Returns the stamps of new files that may still be growing."""
        growing: dict[str, str] = {}

        def settled(entry: Entry) -> bool:
            if self._every is None or before.get(entry.url) == entry.stamp:
                return True
            growing[entry.url] = entry.stamp
            return False

        with ThreadPoolExecutor(_HANDS) as hands:
            ahead: deque[Found | Future[Found]] = deque()
            for found in self._sorted_out(settled, known):
                ahead.append(found if found.skipped or found.known else hands.submit(_hashed, found))
                if len(ahead) >= _AHEAD:
                    self._put(_done(ahead.popleft()))
                if self._stop.is_set():
                    break
            while ahead:
                self._put(_done(ahead.popleft()))
        return growing

    def _sorted_out(self, settled: Callable[[Entry], bool], known: Known) -> Iterator[Found]:
        """New sources, and files that are none; those that are known only as a sign of life."""
        for entry in walk(self._root, self._leave_out):
            suffix = PurePosixPath(entry.url).suffix.lower()
            if entry.fault:
                yield Found(entry=entry, skipped=entry.fault)
            elif suffix in _UNFINISHED and self._every is not None:
                continue  # it will have another name when it is complete
            elif suffix not in SUFFIXES:
                yield Found(entry=entry, skipped=f"its suffix {suffix} is none of a source")
            elif known(entry):
                if self._every is None:
                    yield Found(entry=entry, known=True)
            elif settled(entry):
                yield Found(entry=entry)

    def _put(self, found: Found | None) -> None:
        while not self._stop.is_set():
            try:
                self._queue.put(found, timeout=0.2)
            except queue.Full:
                continue
            return


def _hashed(found: Found) -> Found:
    try:
        return replace(found, sha256=digest(found.entry.url))
    except OSError as error:
        return replace(found, skipped=f"it cannot be opened ({error.strerror or error}); check its permissions")


def _done(found: Found | Future[Found]) -> Found:
    return found.result() if isinstance(found, Future) else found
