"""A reader that returns recorded readings: tests need no program. And the recorder that keeps what another reader answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.page import Reading
from ocr.errors import BrokenRecording, ReaderUnavailable
from ocr.reading import Reader
from ocr.straight_masks import Gray

__all__ = ["SCHEMA", "Recorder", "Replay", "crop_key"]

SCHEMA = "gouji.readings/1"
_KINDS = ("figures", "lines")


def crop_key(crop: Gray) -> str:
    """What a crop is known by in a recording: 16 hexadecimal digits, from its shape and its pixels."""
    return hashlib.sha256(f"{crop.shape}".encode() + crop.tobytes()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Replay:
    """Returns what is in ``recording``; the readings keep the name of the reader that they were recorded from.

    A recording is JSON: ``{"schema", "reader", "figures": {key: [text, confidence, [[text, confidence], ...]]}, "lines": {...}}``, each
    key the ``crop_key`` of a crop.
    """

    recording: Path | None = None

    @property
    def name(self) -> str:
        """``replay``."""
        return "replay"

    def lacks(self) -> str:
        """A recording, when there is none."""
        return "" if self.recording is not None and self.recording.is_file() else "no recording; name one with --reader replay:FILE"

    def figures(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        """The recorded figures.

        Raises:
            ReaderUnavailable: there is no recording.
            BrokenRecording: it is none, or does not hold a crop.
        """
        return self._recorded("figures", crops)

    def lines(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        """The recorded lines.

        Raises:
            ReaderUnavailable: there is no recording.
            BrokenRecording: it is none, or does not hold a crop.
        """
        return self._recorded("lines", crops)

    def _recorded(self, kind: str, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        lacking = self.lacks()
        if self.recording is None or lacking:
            raise ReaderUnavailable(f"replay cannot read: {lacking}")
        data = _loaded(self.recording)
        found = []
        for crop in crops:
            key = crop_key(crop)
            if key not in data[kind]:
                raise BrokenRecording(f"{self.recording.name} holds no {kind} {key}; record it again")
            found.append(_reading(data["reader"], data[kind][key], f"{kind}.{key}"))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Recorder:
    """Asks another reader and remembers its answers, until ``save`` writes them for Replay."""

    reader: Reader
    heard: Mapping[str, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in _KINDS})

    @property
    def name(self) -> str:
        """That of the reader asked."""
        return self.reader.name

    def lacks(self) -> str:
        """What the reader asked lacks."""
        return self.reader.lacks()

    def figures(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        """What the reader asked reads."""
        return self._kept("figures", crops, self.reader.figures(crops))

    def lines(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        """What the reader asked reads."""
        return self._kept("lines", crops, self.reader.lines(crops))

    def save(self, path: Path) -> None:
        """Write all that was heard."""
        data = {"schema": SCHEMA, "reader": self.name, **self.heard}
        path.write_text(json.dumps(data, ensure_ascii=False, sort_keys=True, indent=0) + "\n", "utf-8")

    def _kept(self, kind: str, crops: Sequence[Gray], readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
        for crop, reading in zip(crops, readings, strict=True):
            self.heard[kind][crop_key(crop)] = [reading.text, reading.confidence, [list(other) for other in reading.alternatives]]
        return readings


def _loaded(path: Path) -> Mapping[str, Any]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BrokenRecording(f"{path.name} is no JSON that can be read ({error}); record it again") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise BrokenRecording(f"the schema of {path.name} is not {SCHEMA}; record it again")
    if not isinstance(data.get("reader"), str) or not all(isinstance(data.get(kind), dict) for kind in _KINDS):
        raise BrokenRecording(f"{path.name} lacks its reader, its figures or its lines; record it again")
    return data


def _reading(reader: str, entry: Any, address: str) -> Reading:
    try:
        text, confidence, others = entry
        alternatives = tuple((str(other), float(share)) for other, share in others)
        return Reading(reader=reader, text=str(text), confidence=float(confidence), alternatives=alternatives)
    except (TypeError, ValueError) as error:
        raise BrokenRecording(f"{address} is no reading with text, confidence and alternatives; record it again") from error
