"""The ledger by itself: names, states, history, locks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.errors import BusyArchive, NewerArchive, NoArchive, UnwritableArchive
from archive.ledger import LEDGER, Ledger, ledger_lines, writable_ledger
from archive.queries import overview, reading_ledger, stale_condition, troubles
from archive.rows import form_versions
from archive.storage import Entry
from archive.task import ReportRows, Result, Task
from layout.version import VERSION


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with writable_ledger(tmp_path, create=True) as opened:
        yield opened


def found(ledger: Ledger, url: str, sha256: str, stamp: str = "1") -> bool:
    return ledger.found(Entry(url=url, size=1, stamp=stamp), sha256, {})


def take(ledger: Ledger, count: int = 9, *, again: bool = False) -> list[Task]:
    return ledger.take(count, again=again, reports="reports", password=None)


def read(task: Task, *, gouji: str = VERSION) -> Result:
    version = form_versions()["annual-2021"]
    report = (task.path, "0" * 64, "annual-2021", 2023, "某市", "t", "text", 1, 1, 0, 0, 1, 0, 0, gouji, version, "{}")
    cells = ((0, "requests", "new", "total", "12", "件", "12", "read", 0.99, 1, 0.0, 0.0, 1.0, 1.0, None),)
    return Result(outcome="read", rows=ReportRows(report=report, cells=cells, checks=(), problems=()))


def asked(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with reading_ledger(folder) as connection:
        return connection.execute(sql).fetchall()


def test_a_content_under_two_names_is_read_once(ledger: Ledger, tmp_path: Path) -> None:
    assert [found(ledger, "a.pdf", "1"), found(ledger, "b.pdf", "1")] == [True, False]
    (task,) = take(ledger)
    assert task.urls == ("a.pdf", "b.pdf")
    with reading_ledger(tmp_path) as connection:
        assert overview(connection).copies == 1


def test_a_changed_file_is_read_again_and_its_old_report_is_history(ledger: Ledger, tmp_path: Path) -> None:
    found(ledger, "a.pdf", "1")
    ledger.settle(take(ledger)[0], read(Task(source=1, edition=1, sha256="1", urls=(), reports="", path="1.json")))
    assert found(ledger, "a.pdf", "2", stamp="2")
    assert [task.sha256 for task in take(ledger)] == ["2"]
    assert asked(tmp_path, "SELECT url, source, current FROM names ORDER BY source") == [("a.pdf", 1, 0), ("a.pdf", 2, 1)]
    assert asked(tmp_path, "SELECT path, current FROM reports") == [("1.json", 1)]
    with reading_ledger(tmp_path) as connection:
        assert (overview(connection).history, overview(connection).accepted) == (1, 0)


def test_a_file_that_changes_back_is_not_read_again(ledger: Ledger) -> None:
    found(ledger, "a.pdf", "1")
    (task,) = take(ledger)
    ledger.settle(task, read(task))
    assert found(ledger, "a.pdf", "2")
    assert not found(ledger, "a.pdf", "1")
    assert take(ledger) == []


@pytest.mark.parametrize("outcome", ["crashed", "hung", "too_large"])
def test_a_lost_worker_is_tried_once_more_and_then_set_aside(ledger: Ledger, tmp_path: Path, outcome: str) -> None:
    found(ledger, "a.pdf", "1")
    lost = Result(outcome=outcome, error="why")  # type: ignore[arg-type] # one of its words
    assert ledger.settle(take(ledger)[0], lost) == "waiting"
    assert take(ledger) == []
    assert ledger.settle(take(ledger, again=True)[0], lost) == "set_aside"
    with reading_ledger(tmp_path) as connection:
        assert [trouble.reason for trouble in troubles(connection)] == [f"{outcome}: why"]
    assert ledger.retry("state = 'set_aside'", [], {"reader": "tesseract"}) == 1
    assert take(ledger)[0].reader == "tesseract"


def test_what_a_broken_off_run_had_in_hand_comes_last(ledger: Ledger) -> None:
    for name in "123":
        found(ledger, name, name)
    take(ledger, 1)
    assert ledger.resume() == 1
    assert [task.sha256 for task in take(ledger)] == ["2", "3", "1"]


def test_a_gone_source_that_is_found_again_is_read(ledger: Ledger) -> None:
    found(ledger, "a.pdf", "1")
    assert ledger.settle(take(ledger)[0], Result(outcome="gone", error="it went away")) == "gone"
    assert found(ledger, "a.pdf", "1")
    assert len(take(ledger)) == 1


def test_a_report_of_another_version_is_stale_and_keeps_its_file(ledger: Ledger, tmp_path: Path) -> None:
    found(ledger, "a.pdf", "ab12")
    (task,) = take(ledger)
    ledger.settle(task, read(task, gouji="0.0.1"))
    assert ledger.retry(f"id IN (SELECT source FROM reports r WHERE {stale_condition('r')})", [], {}) == 1
    (again,) = take(ledger)
    assert (task.path, again.path) == ("ab/ab12.json", "ab/ab12-2.json")
    ledger.settle(again, read(again))
    assert asked(tmp_path, "SELECT edition, current FROM reports") == [(1, 0), (2, 1)]
    assert asked(tmp_path, "SELECT DISTINCT edition FROM cells") == [(2,)]
    with reading_ledger(tmp_path) as connection:
        assert overview(connection).stale == 0


def test_the_text_of_a_ledger_leaves_out_its_diary(ledger: Ledger, tmp_path: Path) -> None:
    found(ledger, "a.pdf", "1")
    with reading_ledger(tmp_path) as connection:
        before = list(ledger_lines(connection))
    take(ledger)
    ledger.let_go()
    with reading_ledger(tmp_path) as connection:
        assert list(ledger_lines(connection)) == before
    assert asked(tmp_path, "SELECT outcome FROM attempts") == [("stopped",)]


def test_changes_are_kept_wholly_or_not_at_all(ledger: Ledger, tmp_path: Path) -> None:
    def broken_off() -> None:
        with ledger.changes():
            found(ledger, "a.pdf", "1")
            raise KeyError

    with pytest.raises(KeyError):
        broken_off()
    assert asked(tmp_path, "SELECT * FROM sources") == []


def test_two_runs_cannot_write_one_archive(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(BusyArchive, match="another run is working on"), writable_ledger(tmp_path):
        pass


def test_a_folder_without_a_ledger_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(NoArchive, match="is no archive; make one with gouji archive run"), writable_ledger(tmp_path):
        pass


def test_a_later_ledger_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / LEDGER) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(NewerArchive, match="its ledger has version 99"), writable_ledger(tmp_path):
        pass


def test_a_damaged_ledger_is_one_line(tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_bytes(b"no database at all" * 100)
    with pytest.raises(UnwritableArchive, match="is damaged"), writable_ledger(tmp_path):
        pass
