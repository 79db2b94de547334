"""gouji forms: list, show and lint."""

from __future__ import annotations

from pathlib import Path

import pytest

from layout.form_file import declared_forms, form_paths
from tests.cli.conftest import Gouji


def test_list_names_every_form(gouji: Gouji) -> None:
    lines = gouji("forms", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == list(declared_forms())


@pytest.mark.parametrize("key", ["annual-2019", "annual-2021", "list-2014"])
def test_show_names_every_row_column_and_check(gouji: Gouji, key: str) -> None:
    said = gouji("forms", "show", key)
    for table in declared_forms()[key].tables:
        members = [key for block in table.blocks for key in (*(row.key for row in block.rows), *(column.key for column in block.columns))]
        assert all(f" {name}: " in said.out for name in members)
        assert all(f" {identity.id}, each {identity.each}: " in said.out for identity in table.identities)


def test_show_of_an_unknown_form(gouji: Gouji) -> None:
    said = gouji("forms", "show", "x")
    known = ", ".join(declared_forms())
    assert (said.status, said.err) == (2, f"gouji: x: no form 'x'; the declared forms are {known}; choose one of them\n")


def test_lint_of_the_declared_forms(gouji: Gouji) -> None:
    said = gouji("forms", "lint", *form_paths())
    assert said.status == 0
    assert all(line.endswith(": no faults") for line in said.out.splitlines())


def test_lint_tells_every_fault(gouji: Gouji, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('schema = "gouji.form/1"\nkey = ""\nname = 3\nrows = []\n')
    said = gouji("forms", "lint", path)
    assert said.status == 3
    assert f"{path}: key: is empty\n{path}: name: should be a text\n" in said.out
    assert f"{path}: rows: is not a key of a form\n" in said.out


def test_lint_of_files_that_cannot_be_opened(gouji: Gouji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    said = gouji("forms", "lint", "no.toml", "folder")
    assert (said.status, said.err.splitlines()) == (
        3,
        [
            "gouji: no.toml: it cannot be opened (no such file or directory); check the name",
            "gouji: folder: it is a folder; name the files in it, like folder/*.toml",
        ],
    )
