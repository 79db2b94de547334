"""gouji read end to end: samples, and sources that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest

from tests.cli.conftest import Gouji

REPORTS = Path(__file__).parents[2] / "samples" / "reports"


def write_locked(path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user="open"))


def test_bad_sources_are_one_line_each(gouji: Gouji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_locked(Path("locked.pdf"))
    Path("empty.pdf").touch()
    Path("torn.pdf").write_bytes(b"%PDF-1.7\nnothing")
    Path("report.docx").write_bytes(b"PK\x03\x04 and so on")
    Path("folder").mkdir()
    bad = ["no.pdf", "empty.pdf", "torn.pdf", "locked.pdf", "report.docx", "folder"]
    said = gouji("read", *bad, REPORTS / "yuyao_2020.txt", "-o", "out")
    assert said.status == 3
    assert [line.split(": ")[:2] for line in said.err.splitlines()] == [["gouji", name] for name in bad]
    assert all("; " in line for line in said.err.splitlines())
    assert [path.name for path in Path("out").iterdir()] == ["yuyao_2020.json"]


def test_the_wrong_password_is_one_line(gouji: Gouji, tmp_path: Path) -> None:
    write_locked(tmp_path / "locked.pdf")
    said = gouji("read", tmp_path / "locked.pdf", "-o", tmp_path, "--password", "wrong")
    assert (said.status, len(said.err.splitlines())) == (3, 1)


@pytest.mark.parametrize("kind", ["pdf", "html", "txt"])
def test_a_sample_is_read_and_checked(gouji: Gouji, tmp_path: Path, kind: str) -> None:
    assert gouji("read", REPORTS / f"yuyao_2020.{kind}", "-o", tmp_path, "--to", "json,md").status == 0
    report = json.loads((tmp_path / "yuyao_2020.json").read_text("utf-8"))
    assert (report["schema"], report["form"], report["year"]) == ("gouji.report/1", "annual-2019", 2020)
    said = gouji("check", tmp_path / "yuyao_2020.json", "--strict")
    assert said.status == 1
    assert "  fails     requests.balance/other: 1 ≠ 0" in said.out


def test_reading_twice_gives_the_same_bytes(gouji: Gouji, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        gouji("read", REPORTS / "yuyao_2020.pdf", "-o", tmp_path / folder, "--to", "json,md", "--quiet")
    for name in ("yuyao_2020.json", "yuyao_2020.md"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
