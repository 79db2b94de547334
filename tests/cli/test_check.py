"""gouji check: saved reports and what needs a person."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from layout.errors import ReportError, UnknownForm
from tests.cli.conftest import Gouji, fake_report


@pytest.fixture(autouse=True)
def saved(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Report files that are understood by the fake."""

    def understand(text: str) -> SimpleNamespace:
        if "{" not in text:
            raise ReportError("not JSON")
        return fake_report(text)

    monkeypatch.setattr("layout.report_from_json", understand, raising=False)
    monkeypatch.setattr("layout.check_report", lambda report, form: report, raising=False)
    return desk


@pytest.mark.parametrize(("words", "status"), [("{}", 0), ("{doubtful}", 1), ("{slip}", 1), ("{formless}", 1)])
def test_strict_tells_whether_a_person_is_needed(gouji: Gouji, saved: Path, words: str, status: int) -> None:
    (saved / "a.json").write_text(words)
    assert gouji("check", "a.json", "--strict").status == status
    assert gouji("check", "a.json").status == 0


def test_findings_are_named(gouji: Gouji, saved: Path) -> None:
    (saved / "a.json").write_text("{doubtful slip}")
    assert gouji("check", "a.json").out.splitlines() == [
        "a.json",
        "  report    某市, 2023, form annual-2021",
        "  checks    0 hold, 1 fail, 0 undecided",
        "  fails     sum: 12 ≠ 13 (a = b)",
        "  suspect   requests/new/total = 12 (reads 'l2', page 3): two readings",
    ]


def test_a_table_that_is_not_there_is_one_line(gouji: Gouji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    (tmp_path / "a.txt").write_text("某市2020年政府信息公开工作年度报告\n没有表格。\n", "utf-8")
    assert gouji("read", tmp_path / "a.txt", "-o", tmp_path, "--form", "annual-2021").status == 0
    lines = gouji("check", tmp_path / "a.json").out.splitlines()[3:]
    assert lines == [f"  missing   {key}, the whole table" for key in ("proactive", "requests", "review")]


def test_quiet_says_nothing(gouji: Gouji, saved: Path) -> None:
    (saved / "a.json").write_text("{slip}")
    assert gouji("check", "a.json", "--quiet").out == ""


def test_bad_files_never_stop_the_others(gouji: Gouji, saved: Path) -> None:
    (saved / "a.json").write_text("{}")
    (saved / "b.json").write_text("not it")
    (saved / "c.json").write_bytes(b"\xff")
    (saved / "folder").mkdir()
    said = gouji("check", "no.json", "b.json", "c.json", "folder", "a.json", "--strict")
    assert (said.status, said.out.splitlines()[0]) == (3, "a.json")
    assert said.err.splitlines() == [
        "gouji: no.json: it cannot be opened (no such file or directory); check the name",
        "gouji: b.json: it is no report file: not JSON; name a file that gouji read wrote",
        "gouji: c.json: it is no report file: not UTF-8 text; name a file that gouji read wrote",
        "gouji: folder: it is a folder; name the files in it, like folder/*.json",
    ]


def test_a_report_of_an_unknown_form(gouji: Gouji, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_: object, form: str | None) -> None:
        raise UnknownForm("own", ("annual-2021",))

    monkeypatch.setattr("layout.check_report", unknown, raising=False)
    (saved / "a.json").write_text("{}")
    said = gouji("check", "a.json")
    assert (said.status, said.err) == (
        3,
        "gouji: a.json: it cannot be checked: no form 'own'; the declared forms are annual-2021; give its form file with --form\n",
    )
