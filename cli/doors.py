"""How commands that work on archives end: errors as one line with their status, SIGTERM like Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from cli.errors import Lacking, Unreadable, WrongUsage

__all__ = ["sigterm_like_ctrl_c", "told_as_commands"]


@contextmanager
def told_as_commands() -> Iterator[None]:
    """Errors of the archive leave as errors of the command, with their exit status."""
    from archive.errors import ArchiveError, BusyArchive, NoArchive, NoStorage, NothingToExport

    try:
        yield
    except (NoArchive, NoStorage, BusyArchive, NothingToExport) as error:
        raise WrongUsage("", str(error)) from error
    except ArchiveError as error:
        raise Unreadable("", str(error)) from error
    except ModuleNotFoundError as error:
        if error.name in ("distributed", "dask"):
            raise Lacking("--cluster", "Dask is not installed; pip install 'gouji[cluster]'") from error
        raise


@contextmanager
def sigterm_like_ctrl_c() -> Iterator[None]:
    """A service manager, or cron, ends a run in as good an order as a person does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
