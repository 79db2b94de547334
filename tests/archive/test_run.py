"""Whole runs, with a reader that crashes and hangs where a source says so."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from archive.errors import NoStorage, UnwritableArchive
from archive.events import Event, Tally
from archive.limits import Limits
from archive.queries import overview, reading_ledger, troubles
from archive.retry import take_up
from archive.run import Settings, run_archive
from tests.archive.calls import read_as_told

SAMPLE = (Path(__file__).parents[2] / "samples" / "reports" / "yuyao_2020.txt").read_bytes()
Run = Callable[..., tuple[Tally, list[Event]]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "root").mkdir()
    limits = Limits(page_seconds=4.0, memory_mb=2000)
    settings = Settings(root=str(tmp_path / "root"), archive=tmp_path / "archive", jobs=2, limits=limits)

    def running(told: Callable[[Event, Tally], None] = lambda event, tally: None, **changes: object) -> tuple[Tally, list[Event]]:
        events: list[Event] = []

        def both(event: Event, tally: Tally) -> None:
            if event.kind != "tick":
                events.append(event)
            told(event, tally)

        return run_archive(replace(settings, **changes), both, read_as_told), events  # type: ignore[arg-type] # settings by name

    return running


def put(tmp_path: Path, **contents: bytes) -> None:
    for name, content in contents.items():
        (tmp_path / "root" / f"{name}.txt").write_bytes(content)


def test_bad_sources_never_stop_the_others_and_are_set_aside(run: Run, tmp_path: Path) -> None:
    put(tmp_path, a=b"crash", b=b"crash once", c=b"", d=SAMPLE, e=SAMPLE)
    (tmp_path / "root" / "notes.docx").write_bytes(b"PK")
    tally, events = run()
    assert (tally.read, tally.failed, tally.again, tally.skipped, tally.copies) == (2, 2, 2, 1, 1)
    with reading_ledger(tmp_path / "archive") as ledger:
        lost = [(trouble.state, Path(trouble.url).name, trouble.reason) for trouble in troubles(ledger)]
    assert lost == [
        ("set_aside", "a.txt", "crashed: its worker ended (by SIGKILL)"),
        ("failed", "c.txt", "failed: it is empty; fetch it again"),
    ]
    assert [event.kind for event in events[-2:]] in (["set_aside", "read"], ["read", "set_aside"])

    assert run()[0].done == 0  # nothing is read again, and nothing that was set aside
    put(tmp_path, a=SAMPLE + b"\n")
    assert run()[0].read == 1


def test_retry_takes_up_what_was_set_aside(run: Run, tmp_path: Path) -> None:
    put(tmp_path, a=b"crash")
    run()
    assert take_up(tmp_path / "archive", [], stale=False, options={}) == 1
    assert run(root=None)[0].failed == 1
    assert take_up(tmp_path / "archive", ["b.txt"], stale=False, options={}) == 0


def test_a_source_that_hangs_is_ended(run: Run, tmp_path: Path) -> None:
    put(tmp_path, a=b"hang", b=SAMPLE)
    tally, events = run(limits=Limits(page_seconds=2.0, memory_mb=2000))
    assert (tally.read, tally.failed) == (1, 1)
    assert [event.detail for event in events if event.kind == "set_aside"] == ["a page took longer than 4 s; see --page-seconds"]


def test_a_full_disk_stops_the_run_in_one_line(run: Run, tmp_path: Path) -> None:
    put(tmp_path, a=b"full")
    with pytest.raises(UnwritableArchive, match=r"^the report cannot be written \(No space left on device\); make room"):
        run()
    with reading_ledger(tmp_path / "archive") as ledger:
        assert overview(ledger).states == {"waiting": 1}


def test_reports_that_cannot_be_written_stop_the_run(run: Run, tmp_path: Path) -> None:
    put(tmp_path, a=SAMPLE)
    (tmp_path / "archive" / "reports").mkdir(parents=True)
    for number in range(256):
        (tmp_path / "archive" / "reports" / f"{number:02x}").touch()
    with pytest.raises(UnwritableArchive, match="the report cannot be written"):
        run()


def test_ctrl_c_ends_a_run_in_seconds_and_the_next_goes_on(run: Run, tmp_path: Path) -> None:
    put(tmp_path, a=b"hang", b=SAMPLE)

    def stop(_event: Event, tally: Tally) -> None:
        if tally.read:
            raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run(stop, limits=Limits(page_seconds=60, memory_mb=2000))
    assert time.monotonic() - began < 20
    with reading_ledger(tmp_path / "archive") as ledger:
        assert overview(ledger).states["waiting"] >= 1


def test_files_are_taken_up_as_they_arrive_when_they_are_complete(run: Run, tmp_path: Path) -> None:
    growing = tmp_path / "root" / "growing.txt"

    def write() -> None:
        with growing.open("wb") as file:
            for start in range(0, len(SAMPLE), len(SAMPLE) // 8 + 1):
                file.write(SAMPLE[start : start + len(SAMPLE) // 8 + 1])
                file.flush()
                time.sleep(0.15)
        (tmp_path / "root" / "other.txt.part").write_bytes(SAMPLE + b"1")

    def stop(event: Event, _tally: Tally) -> None:
        if event.kind == "read":
            raise KeyboardInterrupt

    threading.Thread(target=write).start()
    with pytest.raises(KeyboardInterrupt):
        run(stop, every=0.4)
    with reading_ledger(tmp_path / "archive") as ledger:
        assert ledger.execute("SELECT bytes, state FROM sources").fetchall() == [(len(SAMPLE), "read")]


def test_a_missing_folder_makes_no_archive(run: Run, tmp_path: Path) -> None:
    with pytest.raises(NoStorage, match="is no folder that can be listed"):
        run(root=str(tmp_path / "nowhere"))
    assert not (tmp_path / "archive").exists()


def test_the_folder_of_reports_is_chosen_once(run: Run, tmp_path: Path) -> None:
    run(reports=str(tmp_path / "elsewhere"))
    with pytest.raises(NoStorage, match=r"the reports of this archive are in .*/elsewhere; leave --reports out"):
        run(reports=str(tmp_path / "other"))
