"""What a reader promises, and readers that do not keep it."""

import math

import numpy as np
import pytest

from ingest.page import Reading
from ocr.errors import NonsenseReading, UnknownReader
from ocr.readers import DEFAULT, READERS, reader_by_name
from ocr.reading import Reader, read_figures, read_lines
from ocr.replay import Replay
from tests.ocr.failing_readers import Crashing, Nonsense

CROPS = (np.full((20, 30), 255, np.uint8),) * 2


def test_sound_readings_pass_as_they_are() -> None:
    reading = Reading(reader="nonsense", text="12", confidence=0.9)
    assert read_figures(Nonsense(), CROPS) == read_lines(Nonsense(), CROPS) == (reading, reading)


@pytest.mark.parametrize(
    ("reader", "fault"),
    [
        (Nonsense(count=1), "gave 1 readings for 2 crops"),
        (Nonsense(confidence=97), "read '12' with a confidence of 97, not of 0 to 1"),
        (Nonsense(confidence=math.nan), "read '12' with a confidence of nan, not of 0 to 1"),
    ],
)
def test_nonsense_is_refused(reader: Reader, fault: str) -> None:
    with pytest.raises(NonsenseReading) as caught:
        read_figures(reader, CROPS)
    assert str(caught.value) == f"nonsense {fault}; try another reader with --reader"


def test_a_crash_is_not_taken_for_an_empty_page() -> None:
    with pytest.raises(MemoryError):
        read_lines(Crashing(), CROPS)


def test_nothing_to_read_needs_no_reader() -> None:
    assert read_figures(Crashing(), ()) == read_lines(Crashing(), ()) == ()


@pytest.mark.parametrize("name", READERS)
def test_every_reader_keeps_the_contract(name: str) -> None:
    assert READERS[name].name == name
    assert "\n" not in READERS[name].lacks()


@pytest.mark.parametrize("name", ["rapidocr", "tesseract"])
def test_paper_without_ink_reads_as_nothing(name: str) -> None:
    assert [reading.text for reading in read_figures(READERS[name], CROPS)] == ["", ""]
    assert [reading.text for reading in read_lines(READERS[name], CROPS)] == ["", ""]


def test_the_readers_asked_when_none_is_named() -> None:
    assert DEFAULT == ("rapidocr", "tesseract")
    assert set(DEFAULT) < set(READERS)


def test_a_recording_is_named_with_its_reader() -> None:
    assert isinstance(reader_by_name("replay:words.json"), Replay)


@pytest.mark.parametrize("name", ["tesseract 99", "", "crashing:x"])
def test_an_unknown_reader_says_which_there_are(name: str) -> None:
    with pytest.raises(UnknownReader) as caught:
        reader_by_name(name)
    assert str(caught.value) == f"no reader {name!r}; the readers are tesseract, rapidocr, replay"
