"""Paths and names of every kind, in the command itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive.storage import walk
from cli.outputs import stems
from tests.cli.conftest import Gouji, gouji

__all__ = ["gouji"]

SAMPLE = Path(__file__).parents[2] / "samples/reports/haishu_2018.txt"
TEXT = "收到申请\n\t本年新收\t12\n".encode()


@pytest.mark.parametrize(
    "name",
    ["余姚市 2020 年报.txt", "two\nlines.txt", "-o.txt", "\u202etxt.fdp.txt", "a\x1b[31mb.txt", "名" * 83 + ".txt", "x" * 251 + ".txt"],
    ids=["Chinese", "newline", "dash", "right to left", "escape", "253 bytes", "255 bytes"],
)
def test_a_name_of_any_kind(gouji: Gouji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(TEXT)
    said = gouji("read", "-o", "out", "--", name)
    assert (said.status, said.err) == (0, "")
    assert len(list(Path("out").iterdir())) == 1
    assert {character for character in said.out if not character.isprintable()} == {"\n"}


def test_names_cannot_forge_lines(gouji: Gouji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = gouji("read", "no.pdf\ngouji: ok.pdf: read\x1b[2K", "-o", "out")
    assert said.err == "gouji: no.pdf gouji: ok.pdf: read[2K: there is no such file; check the path\n"


def test_what_is_no_file_is_said(gouji: Gouji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.pdf")
    Path("loop.pdf").symlink_to("loop.pdf")
    Path("to-pipe.pdf").symlink_to("pipe.pdf")
    said = gouji("read", "pipe.pdf", "loop.pdf", "to-pipe.pdf", "/dev/zero", "nul\0.pdf", "-o", "out")
    assert said.status == 3
    assert said.err.splitlines() == [
        "gouji: pipe.pdf: it is no regular file; copy its contents to one",
        "gouji: loop.pdf: it cannot be opened (Too many levels of symbolic links); check its permissions",
        "gouji: to-pipe.pdf: it is no regular file; copy its contents to one",
        "gouji: /dev/zero: it is no regular file; copy its contents to one",
        "gouji: nul.pdf: there is no such file; check the path",
    ]


def test_an_archive_skips_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "loop.pdf").symlink_to("loop.pdf")
    (tmp_path / "zero.pdf").symlink_to("/dev/zero")
    (tmp_path / "up").symlink_to(tmp_path)
    faults = {Path(entry.url).name: entry.fault for entry in walk(str(tmp_path))}
    assert faults == {
        "loop.pdf": "",
        "pipe.pdf": "it is a pipe, a socket or a device; copy its contents to a file",
        "zero.pdf": "it is a pipe, a socket or a device; copy its contents to a file",
    }


def test_a_target_that_exists_is_replaced_whole(gouji: Gouji, tmp_path: Path) -> None:
    (tmp_path / "haishu_2018.json").write_text("old")
    assert gouji("read", SAMPLE, "-o", tmp_path, "-q").status == 0
    assert (tmp_path / "haishu_2018.json").read_text("utf-8").startswith("{")
    assert [path.name for path in tmp_path.iterdir()] == ["haishu_2018.json"]


def test_two_sources_with_one_stem_are_both_kept(gouji: Gouji, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_bytes(TEXT + folder.encode())
    assert gouji("read", tmp_path / "a/x.txt", tmp_path / "b/x.txt", "-o", tmp_path / "out", "-q").status == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["x-2.json", "x.json"]


def test_long_stems_leave_room_for_their_suffix() -> None:
    long, other = "名" * 85, "名" * 84 + "字"
    found = stems([long, other])
    assert len(set(found)) == 2
    assert all(len(os.fsencode(f"{stem}.alto.xml")) <= 255 for stem in found)


def test_a_name_that_lies_is_said(gouji: Gouji, tmp_path: Path) -> None:
    (tmp_path / "scan.png").write_bytes(SAMPLE.read_bytes())
    said = gouji("read", tmp_path / "scan.png", "-o", tmp_path / "out")
    assert said.status == 0
    assert "  note      its name ends in .png, but it is a text; it was read as that\n" in said.out


def test_nothing_is_imported_from_the_working_folder(tmp_path: Path) -> None:
    for name in ("numpy", "archive", "json", "layout", "psutil"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from the working folder')")
    start = tmp_path.parent / f"{tmp_path.name}-start"
    start.mkdir()
    (start / "gouji").write_text("from cli.main import main\nmain()\n")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, str(start / "gouji"), "read", str(SAMPLE), "-o", str(start / "out"), "-q"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
