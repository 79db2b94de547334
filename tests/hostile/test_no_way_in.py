"""What the source code may not do: run a shell, run text as code, unpack objects from files, resolve entities."""

from __future__ import annotations

import ast
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.source import open_source

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for room in ("ingest", "ocr", "layout", "archive", "files", "review", "cli") for path in (ROOT / room).rglob("*.py"))
FORBIDDEN_MODULES = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "yaml", "telnetlib", "xml"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "mktemp", "getoutput", "getstatusoutput"}
FORBIDDEN_ARGUMENTS = {("shell", True), ("resolve_entities", True), ("no_network", False), ("allow_pickle", True)}
PICKLED = {"archive/pool.py", "archive/worker.py", "archive/process.py"}
"""Where objects go between processes of ours, over a pipe that nobody else holds."""


def sins(path: Path) -> Iterator[str]:
    """What a file does that it may not, each with its line."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.Call):
            continue
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from (f"{node.lineno}: imports {name}" for name in names if name.split(".")[0] in FORBIDDEN_MODULES)
        if "multiprocessing.connection" in names and path.relative_to(ROOT).as_posix() not in PICKLED:
            yield f"{node.lineno}: talks to processes"
        if isinstance(node, ast.Call):
            yield from (f"{node.lineno}: {what}" for what in _called(node))


def _called(node: ast.Call) -> Iterator[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
    owner = node.func.value.id if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) else ""
    if name in FORBIDDEN_CALLS and owner != "re":
        yield f"calls {name}"
    for keyword in node.keywords:
        if isinstance(keyword.value, ast.Constant) and (keyword.arg, keyword.value.value) in FORBIDDEN_ARGUMENTS:
            yield f"calls {name} with {keyword.arg}={keyword.value.value!r}"
    if name in ("HTMLParser", "XMLParser") and not any(keyword.arg == "no_network" for keyword in node.keywords):
        yield f"calls {name} without no_network"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_code_opens_a_way_in(path: Path) -> None:
    assert list(sins(path)) == []


def test_the_look_finds_what_it_looks_for() -> None:
    source = "os.system('x')\nsubprocess.run('x', shell=True)\neval('x')\n"
    found = [what for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) for what in _called(node)]
    assert found == ["calls system", "calls run with shell=True", "calls eval"]


def test_entities_of_files_stay_words(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret")
    page = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]><html><p>a &e; b</p></html>'
    source = open_source(page.encode())
    assert "s3cret" not in " ".join(word.text for word in source.pages[0].words)


@pytest.mark.parametrize(
    ("said", "status", "told"),
    [
        ("exit 0", 0, "audit: no known fault in the locked packages"),
        ("echo 'Found 2 known vulnerabilities in 1 package'; exit 1", 1, "Found 2 known vulnerabilities in 1 package"),
        ("echo 'requests.exceptions.ConnectionError: no way'; exit 1", 0, "audit: skipped, its data cannot be reached"),
    ],
)
def test_the_audit_fails_for_faults_alone(tmp_path: Path, said: str, status: int, told: str) -> None:
    tool = tmp_path / "pip-audit"
    tool.write_text(f"#!/bin/sh\n{said}\n")
    tool.chmod(0o700)
    done = subprocess.run(["bash", ROOT / "audit.sh"], env=os.environ | {"AUDIT": str(tool)}, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert told in done.stdout + done.stderr
