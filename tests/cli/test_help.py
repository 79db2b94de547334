"""Help, version and wrong usage."""

from __future__ import annotations

import subprocess
import sys

import pytest

from files.kinds import KINDS
from tests.cli.conftest import Gouji

COMMANDS = ["read", "show", "check", "review", "forms list", "forms show", "forms lint", "doctor"]
COMMANDS += [f"archive {command}" for command in ("run", "status", "retry", "report", "export", "watch", "review")]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(gouji: Gouji, command: str) -> None:
    said = gouji(*command.split(), "--help")
    assert said.status == 0
    assert f"\n    gouji {command}" in said.out.replace("\n  Example", "\nExample").replace("\n      ", "\n    ")


@pytest.mark.parametrize("command", ["read", "show", "check", "review", "archive", "forms", "doctor"])
def test_help_lists_the_commands(gouji: Gouji, command: str) -> None:
    assert f"\n  {command} " in gouji("--help").out


def test_no_command_shows_help(gouji: Gouji) -> None:
    assert gouji() == gouji("--help")


def test_help_loads_nothing_heavy() -> None:
    heavy = {"cv2", "camelot", "pandas", "numpy", "pdfplumber", "pypdfium2", "lxml", "rich", "openpyxl", "pyarrow", "jinja2"}
    heavy |= {"layout", "ingest", "ocr", "sqlite3", "fsspec", "review", "starlette", "uvicorn"}
    code = f"import sys; from cli.main import run; run(['--help']); sys.exit(str({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "set()"


def test_version(gouji: Gouji, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: "9.9")
    assert gouji("--version").out == "gouji 9.9\n"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ("raed", "gouji: No such command 'raed'. Did you mean 'read'?; see gouji --help"),
        ("read", "gouji: Missing argument 'SOURCE'; see gouji read --help"),
        ("read a.pdf", "gouji: Missing option '-o' / '--output'; see gouji read --help"),
        (
            "read a.pdf -o out --to pptx",
            f"gouji: --to: 'pptx' is not a kind of output; choose from {', '.join(KINDS)}",
        ),
        ("read a.pdf -o out --pages x", "gouji: --pages: 'x' is not a page or a range of pages; write them like 2-4,7"),
        ("read - - -o out", "gouji: -: standard input can be read only once; name it once"),
        ("forms", "gouji: Missing command; see gouji forms --help"),
        ("archive", "gouji: Missing command; see gouji archive --help"),
        ("archive run scans", "gouji: Missing option '--into'; see gouji archive run --help"),
    ],
)
def test_wrong_usage_is_one_line(gouji: Gouji, arguments: str, line: str) -> None:
    said = gouji(*arguments.split())
    assert (said.status, said.out, said.err) == (2, "", line + "\n")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_a_closed_pipe_is_no_error() -> None:
    code = "from cli.main import main; main()"
    command = [sys.executable, "-c", code, "forms", "show", "annual-2021"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert (process.wait(), process.stderr.read()) == (141, b"")
