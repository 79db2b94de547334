"""The examples of the README work."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Gouji
from tests.cli.test_help import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"^\$ gouji (.+)$", README, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"gouji {command}" in README


def test_the_examples_end_well(gouji: Gouji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    for example in EXAMPLES:
        words = [name for word in shlex.split(example) for name in sorted(map(str, Path().glob(word))) or [word]]
        said = gouji(*words)
        assert (example, said.status) == (example, 3 if "no-such-file" in example else 0)
