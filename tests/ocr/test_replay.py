"""Recorded words, and recordings that cannot be used."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.geometry import Box
from ingest.page import Page
from ocr.errors import BrokenRecording, ReaderUnavailable
from ocr.reading import ReadWord, read_page
from ocr.replay import Replay

WORD = {"text": "总计", "confidence": 0.75, "box": [1, 2, 3, 4]}
SOUND = {"schema": "gouji.reading/1", "reader": "tesseract", "pages": [{"number": 2, "words": [WORD]}]}
PAGE = Page(number=2, width=100, height=50, kind="scanned")


def replay(folder: Path, data: Any) -> Replay:
    path = folder / "words.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
    return Replay(path)


def refused(folder: Path, data: Any) -> str:
    with pytest.raises(BrokenRecording) as caught:
        replay(folder, data).read(PAGE)
    return str(caught.value)


def test_words_come_back_with_the_name_of_their_reader(tmp_path: Path) -> None:
    words = read_page(replay(tmp_path, SOUND), PAGE)
    assert words == (ReadWord(text="总计", confidence=0.75, box=Box(1, 2, 3, 4), reader="tesseract"),)


def test_a_page_without_words_is_recorded_as_one(tmp_path: Path) -> None:
    assert replay(tmp_path, SOUND | {"pages": [{"number": 2, "words": []}]}).read(PAGE) == ()


def test_a_page_that_was_not_recorded_is_told(tmp_path: Path) -> None:
    said = refused(tmp_path, SOUND | {"pages": []})
    assert said == "words.json holds no page 2; record it, or leave it out with --pages"


@pytest.mark.parametrize("recording", [None, Path("nowhere.json")])
def test_without_a_recording_nothing_is_read(recording: Path | None) -> None:
    assert not Replay(recording).available()
    with pytest.raises(ReaderUnavailable, match=r"^replay has no recording; name one with --reader replay:FILE$"):
        Replay(recording).read(PAGE)


@pytest.mark.parametrize("data", [{"schema": "gouji.reading/9"}, []])
def test_another_schema_is_refused(tmp_path: Path, data: Any) -> None:
    assert refused(tmp_path, data) == "the schema of words.json is not gouji.reading/1; record it again"


@pytest.mark.parametrize("change", [{"reader": None}, {"pages": {}}, {"pages": [3]}, {"pages": [{"number": 2}]}])
def test_a_recording_that_lacks_its_parts_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    assert refused(tmp_path, SOUND | change) == "words.json lacks its reader, its pages or their words; record it again"


@pytest.mark.parametrize("word", [None, {}, WORD | {"box": [1, 2]}, WORD | {"box": None}, WORD | {"confidence": "high"}])
def test_a_word_that_is_none_is_told_by_its_address(tmp_path: Path, word: Any) -> None:
    said = refused(tmp_path, SOUND | {"pages": [{"number": 2, "words": [WORD, word]}]})
    assert said == "pages[0].words[1] is no word with text, confidence and box; record it again"


def test_what_is_no_json_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "{").startswith("words.json is no JSON that can be read (")
