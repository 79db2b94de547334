"""Tesseract on drawn lines, and Tesseract that is absent, lacks a language, hangs or breaks off."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import ocr.tesseract
from ocr.crops import framed, scaled
from ocr.errors import ReaderFailed, ReaderUnavailable
from ocr.straight_masks import Gray
from ocr.tesseract import Tesseract
from tests.ocr.drawn import figure, hanzi, speckled

FIGURES = ("0", "28", "1199", "12,345.6", "-5", "/", "-", "25324.451", "1")
INSTALL = "run apt-get install -y tesseract-ocr tesseract-ocr-chi-sim"
LANGUAGES = Path("/usr/share/tesseract-ocr/5/tessdata")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let the ``tesseract`` on the path be this shell script; it has both languages."""

    def be(script: str) -> None:
        path = tmp_path / "tesseract"
        path.write_text(f"#!/bin/sh\n[ \"$1\" = --list-langs ] && printf 'List:\\nchi_sim\\neng\\n' && exit 0\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    return be


def test_figures_come_in_the_order_of_their_crops() -> None:
    crops = [figure(text) for text in FIGURES]
    readings = Tesseract().figures([*crops, np.full((30, 50), 255, np.uint8), *crops])
    assert tuple(reading.text for reading in readings) == (*FIGURES, "", *FIGURES)
    assert {reading.reader for reading in readings} == {"tesseract"}


def test_a_speck_is_no_point() -> None:
    assert [reading.text for reading in Tesseract().figures([speckled(figure("28"))])] == ["28"]


def test_lines_of_text() -> None:
    readings = Tesseract().lines([hanzi("结转下年度继续办理"), np.full((30, 50), 255, np.uint8), hanzi("本年新收政府信息")])
    assert [reading.text for reading in readings] == ["结转下年度继续办理", "", "本年新收政府信息"]
    assert readings[0].confidence > 0.5


def test_it_runs_on_one_thread() -> None:
    assert os.environ["OMP_THREAD_LIMIT"] == "1"


def test_a_program_that_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert Tesseract().lacks() == f"the program tesseract is not installed; {INSTALL}"
    with pytest.raises(ReaderUnavailable) as caught:
        Tesseract().figures([figure("1")])
    assert str(caught.value) == f"tesseract cannot read: the program tesseract is not installed; {INSTALL}"


def test_a_language_that_is_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eng.traineddata").symlink_to(LANGUAGES / "eng.traineddata")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert Tesseract().lacks() == f"its language chi_sim is not installed; {INSTALL}"
    with pytest.raises(ReaderUnavailable, match="chi_sim"):
        Tesseract().lines([figure("1")])


def test_a_process_that_hangs(program: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    program("exec sleep 30")
    monkeypatch.setattr(ocr.tesseract, "STARTING_SECONDS", 0.2)
    monkeypatch.setattr(ocr.tesseract, "SECONDS", 0.0)
    with pytest.raises(ReaderFailed) as caught:
        Tesseract().lines([figure("1")])
    assert str(caught.value) == "tesseract broke off (no answer in 0.2 seconds); try --reader rapidocr"


def test_a_process_that_breaks_off(program: Callable[[str], None]) -> None:
    program("echo out of memory >&2; exit 7")
    with pytest.raises(ReaderFailed) as caught:
        Tesseract().figures([figure("1")])
    assert str(caught.value) == "tesseract broke off (out of memory); try --reader rapidocr"


def crashing(at: int) -> str:
    """A program that a fault ends where one of its images is so many pixels wide, and that else says nothing of each."""
    return (
        'for file in $(cat "$1"); do [ "$(sed -n 2p "$file" | cut -d" " -f1)" = WIDE ] && kill -8 $$; done\n'
        "for last; do :; done\n"
        '(echo "<html>"; for file in $(cat "$1"); do echo "<div class=\'ocr_page\'/>"; done; echo "</html>") > "$2.hocr"\n'
        '(echo level; n=0; for file in $(cat "$1"); do n=$((n+1)); '
        'printf "1\\t$n\\t0\\t0\\t0\\t0\\t0\\t0\\t0\\t0\\t-1\\t\\n5\\t$n\\t0\\t0\\t0\\t0\\t0\\t0\\t0\\t0\\t90\\tX\\n"; done) > "$2.tsv"'
    ).replace("WIDE", str(at))


def test_an_image_that_brings_the_program_down_costs_no_other(program: Callable[[str], None]) -> None:
    crops = [hanzi("结转" * (count + 1)) for count in range(5)]
    wide = scaled_width(crops[2])
    program(crashing(wide))
    readings = Tesseract().lines(crops)
    assert [reading.text for reading in readings] == ["X", "X", "", "X", "X"]
    assert readings[2].confidence == 0


def scaled_width(crop: Gray) -> int:
    """How wide a line is as Tesseract gets it."""
    one = framed(crop, figures=False)
    assert one is not None
    return int(scaled(one.image, ocr.tesseract.LINE_HEIGHT).shape[1]) + 2 * ocr.tesseract.LINE_BORDER


def test_a_program_that_every_image_brings_down_is_broken(program: Callable[[str], None]) -> None:
    program("kill -11 $$")
    with pytest.raises(ReaderFailed, match=r"^tesseract broke off"):
        Tesseract().lines([hanzi("结转")] * 9)


def test_a_program_that_the_machine_ends_is_not_asked_again(program: Callable[[str], None], tmp_path: Path) -> None:
    """Its memory is at an end, say."""
    program(f"echo once >> {tmp_path}/asked; kill -9 $$")
    with pytest.raises(ReaderFailed, match=r"^tesseract broke off"):
        Tesseract().lines([hanzi("结转")] * 4)
    assert (tmp_path / "asked").read_text() == "once\n"


def test_pages_that_are_lost(program: Callable[[str], None]) -> None:
    program('for last; do :; done; echo "<html/>" > "$2.hocr"; printf "level\\n" > "$2.tsv"')
    with pytest.raises(ReaderFailed, match=r"^tesseract gave 0 pages for 1; try --reader rapidocr$"):
        Tesseract().figures([figure("1")])
    with pytest.raises(ReaderFailed, match=r"^tesseract gave 0 pages for 1; try --reader rapidocr$"):
        Tesseract().lines([figure("1")])
