"""What a reader promises, and readers that do not keep it."""

import math

import pytest

from ingest.geometry import Box
from ingest.page import Page
from ocr.errors import NonsenseReading, UnknownReader
from ocr.readers import READERS, reader_by_name
from ocr.reading import Reader, ReadWord, read_page
from ocr.replay import Replay
from tests.ocr.failing_readers import Crashing, Nonsense

PAGE = Page(number=2, width=100, height=50, kind="scanned")


def test_a_sound_reading_passes_as_it_is() -> None:
    assert read_page(Nonsense(), PAGE) == (ReadWord(text="12", confidence=0.9, box=Box(1, 1, 2, 2), reader="nonsense"),)


@pytest.mark.parametrize(
    ("reader", "fault"),
    [
        (Nonsense(text=" "), "' ' on page 2: a word without text"),
        (Nonsense(confidence=97), "'12' on page 2: a confidence of 97, not of 0 to 1"),
        (Nonsense(confidence=math.nan), "'12' on page 2: a confidence of nan, not of 0 to 1"),
        (Nonsense(box=Box(90, 0, 110, 9)), "'12' on page 2: a box beside the page of 100 x 50 points"),
        (Nonsense(box=Box(9, 0, 2, 9)), "'12' on page 2: a box beside the page of 100 x 50 points"),
    ],
)
def test_nonsense_is_refused(reader: Reader, fault: str) -> None:
    with pytest.raises(NonsenseReading) as caught:
        read_page(reader, PAGE)
    assert str(caught.value) == f"nonsense read {fault}; try another reader with --reader"


def test_a_crash_is_not_taken_for_an_empty_page() -> None:
    with pytest.raises(MemoryError):
        read_page(Crashing(), PAGE)


@pytest.mark.parametrize("name", READERS)
def test_every_reader_keeps_the_contract(name: str) -> None:
    assert READERS[name].name == name
    assert READERS[name].available() in (True, False)


def test_a_recording_is_named_with_its_reader() -> None:
    assert isinstance(reader_by_name("replay:words.json"), Replay)


@pytest.mark.parametrize("name", ["tesseract 99", "", "crashing:x"])
def test_an_unknown_reader_says_which_there_are(name: str) -> None:
    with pytest.raises(UnknownReader) as caught:
        reader_by_name(name)
    assert str(caught.value) == f"no reader {name!r}; the readers are {', '.join(READERS)}"
