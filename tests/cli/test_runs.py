"""Sources side by side in several processes."""

from __future__ import annotations

import os
from pathlib import Path

from archive.limits import Limits
from cli.runs import Order, read_all


class Deadly:
    """Ends the process that unpickles it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


def order(source: object) -> Order:
    return Order(source=source, label="x", stem="x", kinds=("json",))  # type: ignore[arg-type]  # faults that no typed caller can make


def test_a_killed_process_takes_only_its_own_source(tmp_path: Path) -> None:
    first, second = read_all([order(Deadly()), order(tmp_path / "no.pdf")], 2, Limits())
    assert first.fault == "reading it ended its process (exit status 1); fetch it again, or leave pages out with --pages"
    assert second.fault == "there is no such file; check the path"
