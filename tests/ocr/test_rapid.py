"""The recogniser of rapidocr on drawn lines, and what it says when something is missing."""

import pickle
from pathlib import Path

import numpy as np
import pytest

import ocr.rapid
from ocr.errors import ReaderFailed, ReaderUnavailable
from ocr.rapid import Rapid, model_file
from tests.ocr.drawn import figure, hanzi, speckled

FIGURES = ("0", "1", "28", "1199", "12,345.6", "-5", "/", "-", "25324.451")


def test_figures_come_in_the_order_of_their_crops() -> None:
    readings = Rapid().figures([figure(text) for text in FIGURES])
    assert tuple(reading.text for reading in readings) == FIGURES
    assert {reading.reader for reading in readings} == {"rapidocr"}
    assert all(reading.confidence > 0.8 for reading in readings)


def test_a_speck_is_no_point() -> None:
    assert [reading.text for reading in Rapid().figures([speckled(figure("28"))])] == ["28"]


def test_text_read_as_a_figure_is_in_doubt() -> None:
    (reading,) = Rapid().figures([hanzi("结转下年度")])
    assert reading.confidence < 0.3


def test_lines_of_text() -> None:
    readings = Rapid().lines([hanzi("结转下年度继续办理"), np.full((30, 50), 255, np.uint8), hanzi("总计")])
    assert [reading.text for reading in readings] == ["结转下年度继续办理", "", "总计"]


def test_a_reader_travels_without_its_model() -> None:
    Rapid().figures([figure("1")])
    assert len(pickle.dumps(Rapid())) < 200
    assert pickle.loads(pickle.dumps(Rapid())) == Rapid()


def test_the_model_ships_with_the_package() -> None:
    assert Rapid().lacks() == ""
    path = model_file()
    assert path is not None
    assert path.name == "PP-OCRv6_rec_small.onnx"


def test_without_the_model_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr.rapid, "model_file", lambda: None)
    said = "the model PP-OCRv6_rec_small.onnx of rapidocr 3.10 is not there; run make setup"
    assert Rapid().lacks() == said
    with pytest.raises(ReaderUnavailable) as caught:
        Rapid().lines([figure("1")])
    assert str(caught.value) == f"rapidocr cannot read: {said}"


def test_a_broken_model_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no model")
    monkeypatch.setattr(ocr.rapid, "model_file", lambda: broken)
    ocr.rapid._loaded.cache_clear()
    try:
        with pytest.raises(ReaderFailed, match=r"^rapidocr's model cannot be loaded \(.+\); install it again with make setup$"):
            Rapid().figures([figure("1")])
    finally:
        ocr.rapid._loaded.cache_clear()


def test_a_ruling_taken_for_writing_is_no_burden() -> None:
    ruling = np.full((9, 2400), 255, np.uint8)
    ruling[3:6, 5:-5] = 0
    assert len(Rapid().figures([ruling, figure("28")])) == 2
    assert len(Rapid().lines([ruling])) == 1
