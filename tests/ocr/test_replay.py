"""Recorded readings, and recordings that cannot be used."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.page import Reading
from ocr.errors import BrokenRecording, ReaderUnavailable
from ocr.replay import Recorder, Replay, crop_key
from tests.ocr.failing_readers import Nonsense

CROP = np.arange(12, dtype=np.uint8).reshape(3, 4)
KEY = crop_key(CROP)
ENTRY = ["总计", 0.75, [["总汁", 0.25]]]
SOUND = {"schema": "gouji.readings/1", "reader": "tesseract", "figures": {}, "lines": {KEY: ENTRY}}


def replay(folder: Path, data: Any) -> Replay:
    path = folder / "words.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
    return Replay(path)


def refused(folder: Path, data: Any) -> str:
    with pytest.raises(BrokenRecording) as caught:
        replay(folder, data).lines([CROP])
    return str(caught.value)


def test_readings_come_back_with_the_name_of_their_reader(tmp_path: Path) -> None:
    reading = Reading(reader="tesseract", text="总计", confidence=0.75, alternatives=(("总汁", 0.25),))
    assert replay(tmp_path, SOUND).lines([CROP, CROP]) == (reading, reading)


def test_what_a_recorder_heard_is_replayed(tmp_path: Path) -> None:
    recorder = Recorder(Nonsense())
    heard = recorder.figures([CROP, CROP.T]), recorder.lines([CROP])
    recorder.save(tmp_path / "words.json")
    again = Replay(tmp_path / "words.json")
    assert (again.figures([CROP, CROP.T]), again.lines([CROP])) == heard
    assert (recorder.name, recorder.lacks()) == ("nonsense", "")


def test_a_crop_is_known_by_its_shape_and_pixels() -> None:
    assert crop_key(CROP) == crop_key(CROP.copy())
    assert len({KEY, crop_key(CROP.reshape(4, 3)), crop_key(CROP + np.uint8(1))}) == 3
    assert len(KEY) == 16


def test_a_crop_that_was_not_recorded_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path, SOUND | {"lines": {}}) == f"words.json holds no lines {KEY}; record it again"


@pytest.mark.parametrize("recording", [None, Path("nowhere.json")])
def test_without_a_recording_nothing_is_read(recording: Path | None) -> None:
    assert Replay(recording).lacks() == "no recording; name one with --reader replay:FILE"
    with pytest.raises(ReaderUnavailable, match=r"^replay cannot read: no recording; name one with --reader replay:FILE$"):
        Replay(recording).figures([CROP])


@pytest.mark.parametrize("data", [{"schema": "gouji.readings/9"}, []])
def test_another_schema_is_refused(tmp_path: Path, data: Any) -> None:
    assert refused(tmp_path, data) == "the schema of words.json is not gouji.readings/1; record it again"


@pytest.mark.parametrize("change", [{"reader": None}, {"figures": []}, {"lines": 3}])
def test_a_recording_that_lacks_its_parts_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    assert refused(tmp_path, SOUND | change) == "words.json lacks its reader, its figures or its lines; record it again"


@pytest.mark.parametrize("entry", [None, {}, ENTRY[:2], ["1", "high", []], ["1", 0.5, [3]]])
def test_a_reading_that_is_none_is_told_by_its_address(tmp_path: Path, entry: Any) -> None:
    said = refused(tmp_path, SOUND | {"lines": {KEY: entry}})
    assert said == f"lines.{KEY} is no reading with text, confidence and alternatives; record it again"


def test_what_is_no_json_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "{").startswith("words.json is no JSON that can be read (")
