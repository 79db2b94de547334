"""A command line to run in this process, and a fake reader of reports that reads what the source says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from cli.main import run
from ingest.errors import LockedSource, MissingSource
from layout.report import Check


@dataclass(frozen=True)
class Said:
    """What a command line came to."""

    status: int
    out: str
    err: str


Gouji = Callable[..., Said]


@pytest.fixture
def gouji(capsys: pytest.CaptureFixture[str]) -> Gouji:
    def command(*arguments: object) -> Said:
        status = run([str(argument) for argument in arguments])
        return Said(status, *capsys.readouterr())

    return command


def fake_report(words: str = "") -> SimpleNamespace:
    """A report with a doubtful cell, a failing check or no form, when the words say so."""
    cell = SimpleNamespace(
        row="new", column="total", value=Decimal(12), raw="l2", status="suspect", confidence=0.5, page=3, reason="two readings"
    )
    check = Check(id="sum", statement="a = b", left=Decimal(12), right=Decimal(13), verdict="fails", cells=("requests/new/total",))
    return SimpleNamespace(
        form=None if "formless" in words else "annual-2021",
        year=2023,
        issuer="某市",
        accepted=(),
        flagged=(("requests/new/total", cell),) if "doubtful" in words else (),
        tables=(SimpleNamespace(key="requests", cells=(cell,)),),
        checks=(check,) if "slip" in words else (),
        unplaced=(),
        problems=(),
    )


def fake_read_report(source: Path | bytes, **options: object) -> SimpleNamespace:
    if isinstance(source, Path) and not source.exists():
        raise MissingSource("there is no such file; check the name")
    words = source.decode() if isinstance(source, bytes) else source.read_text("utf-8")
    if "locked" in words and options["password"] != "open":
        raise LockedSource("it is encrypted; give its password with --password")
    if "crash" in words:
        raise IndexError("deep\nwithin")
    return fake_report(words)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, where reports are read by the fake, in this process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cli.processes.apart", lambda work, items, jobs, limits: map(work, items))  # fakes do not reach other processes
    monkeypatch.setattr("layout.read_report", fake_read_report, raising=False)
    monkeypatch.setattr("layout.report_to_json", lambda report: f"{report.year}\n", raising=False)
    monkeypatch.setattr("layout.report_to_markdown", lambda report, form: "# report\n", raising=False)
    return tmp_path
