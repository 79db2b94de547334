"""gouji archive on the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Gouji

REPORTS = Path(__file__).parents[2] / "samples" / "reports"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("root")
    (folder / "yuyao.txt").write_bytes((REPORTS / "yuyao_2020.txt").read_bytes())
    (folder / "empty.pdf").touch()
    return folder


@pytest.fixture(scope="module")
def archive(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "archive"
    code = "from cli.main import main; main()"
    subprocess.run([sys.executable, "-c", code, "archive", "run", str(root), "--into", str(folder), "--jobs", "1"], check=False)
    return folder


def test_a_run_says_what_could_not_be_read_and_sums_up(gouji: Gouji, root: Path, tmp_path: Path) -> None:
    said = gouji("archive", "run", root, "--into", tmp_path / "archive", "--jobs", 1)
    assert (said.status, said.err) == (3, f"gouji: {root}/empty.pdf: it is empty; fetch it again\n")
    lines = said.out.splitlines()
    assert lines[0].startswith("1 read, 1 of them to look at, 1 not read in ")
    assert lines[1:6] == [
        f"{tmp_path}/archive now has 2 sources",
        "  pages     1",
        "  cells     198 accepted, 0 to look at",
        "  checks    38 hold, 4 fail, 0 undecided",
        f"  worst     {root}/yuyao.txt: 4 checks fail",
    ]


def test_a_second_run_has_nothing_to_do(gouji: Gouji, root: Path, archive: Path) -> None:
    said = gouji("archive", "run", root, "--into", archive, "--log-json")
    assert (said.status, said.out, said.err) == (0, "", "")


def test_a_run_logs_json_for_programs(gouji: Gouji, root: Path, tmp_path: Path) -> None:
    said = gouji("archive", "run", root, "--into", tmp_path, "--jobs", 1, "--log-json", "--strict")
    failed, read = sorted((json.loads(line) for line in said.out.splitlines()), key=lambda line: str(line["event"]))
    assert (said.status, said.err) == (3, "")
    assert (failed["event"], failed["source"], failed["detail"]) == ("failed", f"{root}/empty.pdf", "it is empty; fetch it again")
    assert (read["event"], read["issuer"], read["accepted"], read["fails"]) == ("read", "余姚市人民政府办公室", 198, 4)


def test_status_lists_what_was_not_read(gouji: Gouji, root: Path, archive: Path) -> None:
    lines = gouji("archive", "status", archive).out.splitlines()
    assert lines[1] == "  sources   2: 1 read, 1 could not be read"
    assert f"  could not be read {root}/empty.pdf: failed: it is empty; fetch it again" in lines
    assert json.loads(gouji("archive", "status", archive, "--json").out)["states"] == {"failed": 1, "read": 1}


def test_the_report_is_a_page(gouji: Gouji, archive: Path, tmp_path: Path) -> None:
    said = gouji("archive", "report", archive, "-o", tmp_path / "page.html")
    assert (said.status, said.out) == (0, f"{tmp_path}/page.html\n")
    assert (tmp_path / "page.html").read_text("utf-8").startswith("<!doctype html>")


def test_export_says_what_it_wrote(gouji: Gouji, archive: Path, tmp_path: Path) -> None:
    said = gouji("archive", "export", archive, "--to", "parquet", "-o", tmp_path)
    assert said.out.splitlines()[0] == f"{tmp_path}/cells.parquet  198 rows"


@pytest.mark.parametrize(
    ("arguments", "status", "line"),
    [
        ("status nowhere", 2, "gouji: nowhere is no archive; make one with gouji archive run ROOT --into nowhere"),
        ("run nowhere --into archive", 2, "gouji: {here}/nowhere is no folder that can be listed; check the path"),
        ("run . --into archive --form x", 2, "gouji: --form: no form 'x'; the declared forms are annual-2019, annual-2021, list-2014; "),
        ("run . --into file", 3, "gouji: file cannot be written (File exists); choose another folder, or make room"),
        ("export nowhere --to pptx", 2, "gouji: --to: 'pptx' is unknown; choose from parquet, csv, xlsx, duckdb, json"),
        ("run . --into archive --memory 1", 2, "gouji: Invalid value for '--memory': "),
    ],
)
def test_what_cannot_be_is_one_line(
    gouji: Gouji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, status: int, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    said = gouji("archive", *arguments.split())
    assert (said.status, said.out) == (status, "")
    assert said.err.startswith(line.format(here=tmp_path))
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_watch_is_ended_by_ctrl_c_and_by_a_service_manager(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "inbox").mkdir()
    code = "from cli.main import main; main()"
    command = [sys.executable, "-c", code, "archive", "watch", str(tmp_path / "inbox"), "--into", str(tmp_path / "archive"), "--jobs", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        while not (tmp_path / "archive" / "reports").exists():
            time.sleep(0.05)
        time.sleep(0.3)
        os.kill(process.pid, number)
        assert process.wait(10) == 130
        assert process.stderr
        words = f"gouji: stopped; what was read is kept. To go on: gouji archive watch {tmp_path}/inbox --into {tmp_path}/archive\n"
        assert process.stderr.read() == words
