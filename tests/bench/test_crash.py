"""Killed runs, a few of those that ``make bench-crash`` does."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench.crash import KINDS, Work, killed_and_finished, make_sources, undisturbed


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Work:
    folder = tmp_path_factory.mktemp("crash")
    return undisturbed(make_sources(10, folder / "sources"), folder / "undisturbed", jobs=2)


@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_run_ends_like_an_undisturbed_one(work: Work, tmp_path: Path, kind: str) -> None:
    done = killed_and_finished(work, tmp_path / "archive", kind, random.Random(kind), jobs=2)
    assert (done.status, done.ledger_equal, done.reports_equal) == (0, True, True)
