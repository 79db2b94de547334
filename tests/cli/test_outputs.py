"""Stems, kinds of output, page ranges and whole files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.whole_file import write_whole, write_whole_folder
from cli.errors import WrongUsage
from cli.outputs import parse_kinds, stems
from cli.page_ranges import parse_pages


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("a b", "a b"),
        ("a a a", "a a-2 a-3"),
        ("a A", "a A-2"),
        ("a a a-2", "a a-2 a-2-2"),
        ("\u00e9 e\u0301", "\u00e9 e\u0301-2"),
    ],
)
def test_stems(names: str, expected: str) -> None:
    assert stems(names.split()) == tuple(expected.split())


@given(st.lists(st.sampled_from(["a", "A", "a-2", "b"]), max_size=8))
def test_no_two_stems_are_one_file(names: list[str]) -> None:
    assert len({stem.casefold() for stem in stems(names)}) == len(names)


@pytest.mark.parametrize(
    ("text", "kinds"), [("json", "json"), ("md", "json md"), ("MD, json,md", "json md"), ("xlsx,csv", "json xlsx csv")]
)
def test_kinds(text: str, kinds: str) -> None:
    assert parse_kinds(text) == tuple(kinds.split())


@pytest.mark.parametrize(("text", "pages"), [("2-4,7", (2, 3, 4, 7)), ("7, 1", (1, 7)), ("1-2,2", (1, 2))])
def test_pages(text: str, pages: tuple[int, ...]) -> None:
    assert parse_pages(text) == pages
    assert parse_pages(None) is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "'' is not a page or a range of pages; write them like 2-4,7"),
        ("2-", "'2-' is not a page or a range of pages; write them like 2-4,7"),
        ("４", "'４' is not a page or a range of pages; write them like 2-4,7"),
        ("0", "'0' starts before the first page; pages are counted from 1"),
        ("4-2", "'4-2' ends before it starts; write 2-4"),
        ("1-900000", "'1-900000' goes beyond page 100000; name the pages you need"),
    ],
)
def test_pages_that_are_none(text: str, what: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        parse_pages(text)
    assert caught.value.what == what


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / ("年" * 84)
    for content in (b"first", b"second"):
        write_whole(target, content)
    assert target.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failing_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("disk full")

    target = tmp_path / "a.json"
    target.write_bytes(b"old")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="disk full"):
        write_whole(target, b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "包"
    for content in (b"first", b"second"):
        write_whole_folder(target, {"a": content, "b": b""})
    assert {path.name: path.read_bytes() for path in target.iterdir()} == {"a": b"second", "b": b""}
    assert list(tmp_path.iterdir()) == [target]


def test_a_failing_write_leaves_the_old_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("disk full")

    target = tmp_path / "a"
    write_whole_folder(target, {"a": b"old"})
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="disk full"):
        write_whole_folder(target, {"a": b"new"})
    assert ((target / "a").read_bytes(), list(tmp_path.iterdir())) == (b"old", [target])


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/mine").write_text("mine")
    with pytest.raises(OSError, match="it holds mine, which is none of its files"):
        write_whole_folder(tmp_path / "a", {"a": b"new"})
    assert [path.name for path in tmp_path.rglob("*")] == ["a", "mine"]
