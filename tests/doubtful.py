"""An archive of one digital report in which figures wait for a person."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive.desk import Desk, seen_of
from samples.doubts import doubtful_archive

REPORTS = Path(__file__).parents[1] / "samples" / "reports"
SOURCE = REPORTS / "yuyao_2020.pdf"
TOTAL, PERSON, GRANTED = "requests/new/total", "requests/new/natural_person", "requests/granted/total"
ITEMS, UPHELD, PARTIAL = "proactive/procurement/items", "review/review/upheld", "requests/partial/total"
DOUBTS = {TOTAL: "36", PERSON: "18", GRANTED: "7", ITEMS: "72", UPHELD: None, PARTIAL: "7"}
PRINTED = {TOTAL: "26", PERSON: "20", GRANTED: "21", ITEMS: "22", UPHELD: "1", PARTIAL: "1"}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "archive"
    doubtful_archive(folder, {SOURCE: DOUBTS})
    return folder


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    """A fresh copy for each test."""
    return Path(shutil.copytree(made, tmp_path / "archive"))


@pytest.fixture
def desk(archive: Path) -> Desk:
    return Desk(archive)


def position(desk: Desk, address: str) -> int:
    return [found for found, _ in desk.report(1).report.cells()].index(address)


def seen(desk: Desk, address: str) -> str:
    return seen_of(desk.report(1), address)
