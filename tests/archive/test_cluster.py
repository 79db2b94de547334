"""Reading on a Dask cluster, here of one worker in this process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.errors import ClusterLost
from archive.limits import Limits
from archive.queries import overview, reading_ledger
from archive.run import Settings, run_archive
from tests.archive.calls import read_as_told

distributed = pytest.importorskip("distributed")
SAMPLE = (Path(__file__).parents[2] / "samples" / "reports" / "yuyao_2020.txt").read_bytes()


@pytest.fixture
def address() -> Iterator[str]:
    options = {"processes": False, "n_workers": 1, "threads_per_worker": 2, "dashboard_address": None, "silence_logs": logging.CRITICAL}
    with distributed.LocalCluster(**options) as cluster:
        yield cluster.scheduler_address


@pytest.mark.filterwarnings("default")
def test_a_cluster_reads_like_one_machine(address: str, tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    for name, content in {"a": SAMPLE, "b": b"crash", "c": b""}.items():
        (tmp_path / "root" / f"{name}.txt").write_bytes(content)
    settings = Settings(root=str(tmp_path / "root"), archive=tmp_path / "archive", jobs=1, limits=Limits(memory_mb=2000), cluster=address)
    tally = run_archive(settings, lambda event, tally: None, read_as_told)
    assert (tally.read, tally.failed, tally.again) == (1, 2, 1)
    with reading_ledger(tmp_path / "archive") as ledger:
        assert overview(ledger).states == {"failed": 1, "read": 1, "set_aside": 1}


@pytest.mark.filterwarnings("default")
def test_a_scheduler_that_is_not_there_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.cluster._PATIENCE", 1)
    settings = Settings(root=str(tmp_path), archive=tmp_path / "archive", jobs=1, limits=Limits(), cluster="tcp://127.0.0.1:9")
    with pytest.raises(ClusterLost, match=r"^the cluster tcp://127.0.0.1:9 cannot be used \(.+\); see that its scheduler"):
        run_archive(settings, lambda event, tally: None)
