"""Sources and reports by URL, here in memory; what is found, and in which order."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from pathlib import Path
from typing import NoReturn

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from archive.discovery import Discovery, Found
from archive.errors import NoStorage
from archive.storage import Entry, digest, folder_url, read_bytes, sweep, walk, write_bytes
from archive.task import Task, read_task

SAMPLE = (Path(__file__).parents[2] / "samples" / "reports" / "yuyao_2020.txt").read_bytes()


def discovered(root: Path, known: frozenset[str] = frozenset()) -> list[Found]:
    discovery = Discovery(str(root), leave_out="", known=lambda: nullcontext(lambda entry: Path(entry.url).name in known))
    discovery.start()
    found: list[Found] = []
    while not discovery.finished:
        found += discovery.take(3)
    return found


def test_files_come_in_the_order_of_names_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden/3.txt", "archive/4.txt", "b/.part"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    found = [entry.url for entry in walk(str(tmp_path), str(tmp_path / "archive"))]
    assert found == [str(tmp_path / name) for name in ("a.txt", "b/1.txt", "b/2.txt")]


def test_what_is_found_is_hashed_skipped_or_known(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.xlsx", "c.txt"):
        (tmp_path / name).write_text(name)
    hashed, skipped, known = discovered(tmp_path, frozenset({"c.txt"}))
    assert hashed.sha256 == hashlib.sha256(b"a.pdf").hexdigest()
    assert skipped.skipped == "its suffix .xlsx is none of a source"
    assert known.known


def test_odd_names_are_names(tmp_path: Path) -> None:
    for name in ("a::b.txt", "c%20d.txt", "余姚 2020.txt", "e#f?.txt"):
        (tmp_path / name).write_text("x")
    assert sorted(Path(found.entry.url).name for found in discovered(tmp_path) if found.sha256) == sorted(
        ["a::b.txt", "c%20d.txt", "余姚 2020.txt", "e#f?.txt"]
    )


def test_a_source_and_its_report_in_another_storage() -> None:
    fs = fsspec.filesystem("memory")
    fs.pipe_file("/scans/yuyao.txt", SAMPLE)
    (entry,) = walk(folder_url("memory://scans/"))
    assert (entry.url, digest(entry.url)) == ("memory:///scans/yuyao.txt", hashlib.sha256(SAMPLE).hexdigest())
    task = Task(source=1, edition=1, sha256=digest(entry.url), urls=(entry.url,), reports="memory://reports", path="ab/1.json")
    result = read_task(task)
    assert result.rows is not None
    assert hashlib.sha256(read_bytes("memory://reports/ab/1.json")).hexdigest() == result.rows.report[1]


def test_a_source_that_was_changed_meanwhile_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("changed")
    task = Task(source=1, edition=1, sha256="0" * 64, urls=(str(tmp_path / "a.txt"),), reports=str(tmp_path), path="1.json")
    result = read_task(task)
    assert (result.outcome, result.error) == ("gone", "it went away or was changed while the run went on; run again")


def test_an_unknown_kind_of_storage_is_one_line() -> None:
    with pytest.raises(NoStorage, match="nosuch://bucket cannot be opened"):
        folder_url("nosuch://bucket")


def test_temporary_files_of_killed_writers_are_swept_away(tmp_path: Path) -> None:
    write_bytes(str(tmp_path / "ab" / "1.json"), b"{}")
    (tmp_path / "ab" / ".gouji-12.part").touch()
    sweep(str(tmp_path))
    assert [path.name for path in (tmp_path / "ab").iterdir()] == ["1.json"]


def test_the_stamp_of_a_file_changes_with_its_size(tmp_path: Path) -> None:
    stamps = set()
    for content in ("1", "12"):
        (tmp_path / "a.txt").write_text(content)
        stamps.add(next(walk(str(tmp_path))).stamp)
    assert len(stamps) == 2
    assert Entry(url="a").stamp == ""


class _Unreachable(MemoryFileSystem):  # type: ignore[misc]  # fsspec has no types
    """An object store whose client raises what it likes."""

    protocol = "nowhere"

    def _fail(self, *_: object, **__: object) -> NoReturn:
        raise RuntimeError("could not\nconnect to the endpoint")

    isdir = ls = open = pipe_file = _fail


def test_a_store_that_cannot_be_reached_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    fsspec.register_implementation("nowhere", _Unreachable)
    said = r"^nowhere://.* cannot be reached: could not connect to the endpoint$"
    with pytest.raises(NoStorage, match=said):
        list(walk("nowhere://scans"))
    for act in (lambda: digest("nowhere://a.txt"), lambda: read_bytes("nowhere://a.txt"), lambda: write_bytes("nowhere://a.json", b"{}")):
        with pytest.raises(OSError, match=said):
            act()
    monkeypatch.setattr(_Unreachable, "isdir", lambda *_: True)
    assert [entry.fault for entry in walk("nowhere://scans")] == [
        "it cannot be listed (nowhere://scans cannot be reached: could not connect to the endpoint)"
    ]
    task = Task(
        source=1,
        edition=1,
        sha256=hashlib.sha256(SAMPLE).hexdigest(),
        urls=("memory:///scans/x.txt",),
        reports="nowhere://r",
        path="ab/1.json",
    )
    fsspec.filesystem("memory").pipe_file("/scans/x.txt", SAMPLE)
    assert read_task(task).outcome == "unwritable"
