"""gouji review and gouji archive review: what is read, written and served, and what they say when that cannot be."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from archive.desk import Desk, seen_of
from layout import report_from_json
from tests.cli.conftest import Gouji

REPORTS = Path(__file__).parents[2] / "samples" / "reports"
SOURCE = REPORTS / "haishu_2018.txt"
Served = list[dict[str, Any]]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Served:
    """What would have been served; nobody ever asks for a page."""
    calls: Served = []

    def serve(desk: Desk, person: str, port: int, password: str | None, ready: Any) -> None:
        calls.append({"desk": desk, "person": person, "port": port, "password": password})
        ready("http://127.0.0.1:1/?token=t")

    monkeypatch.setattr("review.serve.serve", serve)
    monkeypatch.chdir(tmp_path)
    return calls


def test_sources_are_read_written_and_served(gouji: Gouji, served: Served) -> None:
    said = gouji("review", SOURCE, "none.pdf", "-o", "out", "--person", "王\x1b[31m一", "--port", "8765")
    assert (said.status, said.err) == (0, "gouji: none.pdf: it cannot be opened (No such file or directory); check the path\n")
    assert said.out.splitlines() == [
        "out/haishu_2018.json",
        "out/.review: 0 to look at",
        "open http://127.0.0.1:1/?token=t",
        "the address works once, on this machine; Ctrl-C ends the desk, and every decision is kept",
    ]
    (call,) = served
    assert (call["person"], call["port"], call["password"]) == ("王[31m一", 8765, None)


def test_a_decision_is_in_the_report_file_and_there_the_next_time(gouji: Gouji, served: Served) -> None:
    gouji("review", SOURCE, "-o", "out", "--into", "kept")
    desk: Desk = served[0]["desk"]
    standing = desk.report(1)
    address, cell = standing.report.accepted[0]
    desk.settle(1, address, None, seen=seen_of(standing, address), person="a")
    file = Path("out/haishu_2018.json")
    assert dict(report_from_json(file.read_text("utf-8")).cells())[address].status == "reviewed"
    file.unlink()
    assert gouji("review", SOURCE, "-o", "out", "--into", "kept").status == 0
    assert dict(report_from_json(file.read_text("utf-8")).cells())[address].value is None
    assert cell.value is not None


def test_an_archive_is_served(gouji: Gouji, served: Served) -> None:
    gouji("review", SOURCE, "-o", "out")
    said = gouji("archive", "review", "out/.review")
    assert (said.status, said.out.splitlines()[0]) == (0, "out/.review: 0 to look at")


@pytest.mark.parametrize(
    ("arguments", "status", "line"),
    [
        ("archive review none", 2, "gouji: none is no archive; make one with gouji archive run ROOT --into none"),
        ("review none.pdf -o out", 3, "gouji: none of the sources could be read, so there is nothing to review"),
        ("review a.pdf", 2, "gouji: Missing option '-o' / '--output'; see gouji review --help"),
    ],
)
def test_what_cannot_be_is_one_line(gouji: Gouji, served: Served, arguments: str, status: int, line: str) -> None:
    said = gouji(*arguments.split())
    assert (said.status, said.out, said.err.splitlines()[-1]) == (status, "", line)
    assert served == []


def test_a_port_that_is_taken_is_told(gouji: Gouji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = gouji("review", SOURCE, "-o", "out", "--port", port)
    assert (said.status, said.err) == (
        2,
        f"gouji: --port: port {port} is taken (Address already in use); name another with --port, or leave it out\n",
    )


def test_a_source_is_never_overwritten(gouji: Gouji, served: Served) -> None:
    source = Path("out/report.json")
    source.parent.mkdir()
    source.write_bytes(SOURCE.read_bytes())
    assert gouji("review", source, "-o", "out").status == 2
    assert source.read_bytes() == SOURCE.read_bytes()
