"""Tables and progress bars on a terminal; only importer of rich, and imported only when there is something to draw."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

__all__ = ["print_table", "run_bar", "with_progress"]

T = TypeVar("T")
_PIPE_WIDTH = 200  # a pipe has no width; wide enough that no issuer's name is folded


def print_table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Print a table on standard output; columns whose name ends in ``#`` hold numbers."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.rstrip("#"), justify="right" if column.endswith("#") else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH).print(table)


def with_progress(items: Iterable[T], total: int) -> Iterator[T]:
    """Hand the items on, with a bar on standard error while they come."""
    with Progress(console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(items, total=total, description="reading")


@contextmanager
def run_bar() -> Iterator[Callable[[int, int, str], None]]:
    """A bar on standard error, fed with how many are done, of how many, and the counts in words."""
    columns = (BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn(), TextColumn("{task.fields[counts]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True, refresh_per_second=4, speed_estimate_period=120) as progress:
        bar = progress.add_task("", total=None, counts="")

        def shown(done: int, total: int, counts: str) -> None:
            if progress.tasks[0].total is None and total:
                progress.reset(bar, completed=done, total=total)  # what earlier runs did is no speed of this one
            progress.update(bar, completed=done, total=total or None, counts=counts)

        yield shown


class _Rate(ProgressColumn):
    """Sources a minute."""

    def render(self, task: Task) -> Text:
        return Text(f"{(task.speed or 0) * 60:,.0f}/min")
