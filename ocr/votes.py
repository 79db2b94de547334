"""What is printed, by all that the readers say of it: agreement is the signal, and what is left open is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from ingest.page import Reading
from ocr.ink import InkLine
from ocr.reading import Reader, read_figures, read_lines
from ocr.straight_masks import Gray

__all__ = ["Verdict", "VoteSettings", "is_figure_text", "read_ink"]

_FIGURE = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_WITH_WORDS = re.compile(r"(?:增加|新增|增|减少|减|负)?[+±-]?[\d,.]+(?:[件篇条个次人部份元页项]|万元|亿元|万|余件)?")
_LONGEST_UNIT = 3  # characters
_DASHES = frozenset({"-", "—", "–", "－", "一", "~", "_", "ー"})


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteSettings:
    """Confidences from 0 to 1."""

    is_text: float = 0.5  # of a reading held to figures: below, the ink is no figure
    sure_alone: float = 0.7  # on average over all looks, for one reader without another
    sure_rough: float = 0.9  # of the first reader on a fax: what dropouts leave of a 4 reads as a 1 to all of them
    legible: float = 0.4  # below, a stretch of text is dirt
    blur: float = 0.06  # of the ink's height: the second look
    gap: float = 0.95  # heights between two digits of one figure; set wide they stand 0.7 apart
    agreed: float = 0.9995
    settled: float = 0.997  # where it took a second look
    open: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a line of ink says. ``doubt`` is why that may not be so; ``readings`` are all that was read."""

    text: str
    confidence: float
    readings: tuple[Reading, ...] = field(default=())
    doubt: str | None = None


def is_figure_text(text: str) -> bool:
    """Whether a reading is one figure and nothing else."""
    return _FIGURE.fullmatch(text) is not None


def read_ink(lines: Sequence[InkLine], readers: Sequence[Reader], settings: VoteSettings = VoteSettings()) -> tuple[Verdict, ...]:
    """One verdict for each line of ink, of whatever page.

    The first reader reads everything, the others every figure; where they differ, all look again.

    Raises:
        OcrError: what a reader raises.
    """
    main = readers[0]
    figures = [at for at, line in enumerate(lines) if line.figure and not line.unclear]
    words = [at for at, line in enumerate(lines) if not line.figure and not line.unclear]
    said: dict[int, list[Reading]] = {at: [] for at in range(len(lines))}
    _ask(main, figures, lines, said)
    words += [at for at in figures if said[at][0].confidence < settings.is_text]
    texts = dict(zip(words, read_lines(main, [lines[at].crop for at in words]), strict=True))
    as_words = [at for at in words if not _looks_like_figure(texts[at].text, lines[at])]
    late = [at for at in words if at not in as_words and not lines[at].figure]
    _ask(main, late, lines, said)
    open_words = set(as_words)
    all_figures = [at for at in (*figures, *late) if at not in open_words]
    for other in readers[1:]:
        _ask(other, all_figures, lines, said)
    again = [at for at in all_figures if _agreed(said[at], lines[at], len(readers)) is None]
    _look_again(readers, again, lines, said, settings)
    verdicts = {at: _whole(_figure_verdict(said[at], lines[at], len(readers), settings), lines[at], settings) for at in all_figures}
    mixed = [at for at in as_words if _needs_two(_bare(texts[at].text), lines[at])]
    seconds: dict[int, list[Reading]] = {at: [] for at in as_words}
    for other in readers[1:]:
        for at, reading in zip(mixed, read_lines(other, [lines[at].crop for at in mixed]), strict=True):
            seconds[at].append(reading)
    alone = len(readers) == 1
    verdicts |= {at: _text_verdict(texts[at], seconds[at], at in set(mixed), settings, alone=alone) for at in as_words}
    verdicts |= {at: Verdict(text="", confidence=0.0, doubt=line.unclear) for at, line in enumerate(lines) if line.unclear}
    return tuple(verdicts[at] for at in range(len(lines)))


def _bare(text: str) -> str:
    return "".join(text.split())


def _needs_two(text: str, line: InkLine) -> bool:
    """Whether a text has to be read alike by both readers: figures between words, and on faxes what may be a unit."""
    return _WITH_WORDS.fullmatch(text) is not None or (line.rough and 0 < len(text) <= _LONGEST_UNIT)


def _looks_like_figure(text: str, line: InkLine) -> bool:
    bare = _bare(text)
    return is_figure_text(bare) or (line.figure and bare in ("", "/", "|", "l", "I", "O", "o", *_DASHES))


def _ask(reader: Reader, where: Sequence[int], lines: Sequence[InkLine], said: dict[int, list[Reading]]) -> None:
    for at, reading in zip(where, read_figures(reader, [lines[at].crop for at in where]), strict=True):
        said[at].append(reading)


def _look_again(
    readers: Sequence[Reader], where: Sequence[int], lines: Sequence[InkLine], said: dict[int, list[Reading]], settings: VoteSettings
) -> None:
    """Every reader sees the same ink blurred and blackened: its guesses change, what is printed does not."""
    for look in (_blurred, _blackened):
        crops = [look(lines[at].crop, lines[at].height, settings) for at in where]
        for reader in readers:
            for at, reading in zip(where, read_figures(reader, crops), strict=True):
                said[at].append(reading)


def _blurred(crop: Gray, height: int, settings: VoteSettings) -> Gray:
    return np.asarray(cv2.GaussianBlur(crop, (0, 0), max(0.6, settings.blur * height)), np.uint8)


def _blackened(crop: Gray, height: int, settings: VoteSettings) -> Gray:
    """Twice as large, and black and white where it is not at an edge."""
    large = cv2.resize(crop, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    limit, _ = cv2.threshold(large, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return np.asarray(np.clip((large.astype(np.float32) - limit) * 3 + 128, 0, 255), np.uint8)


def _agreed(said: Sequence[Reading], line: InkLine, readers: int) -> str | None:
    """What all readers say at first sight; one alone is never believed at once, nor a 1 that may be a slash."""
    texts = {_value(reading.text) for reading in said}
    if len(texts) != 1 or readers == 1:
        return None
    (text,) = texts
    return text if is_figure_text(text) and _has_room(text, line) and not (line.slash and text == "1") else None


def _fits_ink(text: str, line: InkLine) -> bool:
    """Whether a figure has as many digits as the ink can hold."""
    return line.digits[0] <= sum(map(str.isdigit, text)) and _has_room(text, line)


def _has_room(text: str, line: InkLine) -> bool:
    """Whether the ink comes in enough pieces for so many digits. Too many are no proof: dirt comes in pieces too."""
    return sum(map(str.isdigit, text)) <= line.digits[1]


def _value(text: str) -> str:
    """The figure without blanks and thousands separators."""
    bare = _bare(text)
    return bare.replace(",", "") if is_figure_text(bare) else bare


def _figure_verdict(said: Sequence[Reading], line: InkLine, readers: int, settings: VoteSettings) -> Verdict:
    readings = tuple(said)
    first = _agreed(said[:readers], line, readers)
    if first is not None:
        return Verdict(text=_printed(said, first), confidence=settings.agreed, readings=readings)
    if (mark := _mark(said, line)) is not None:
        return Verdict(text=mark, confidence=settings.settled, readings=readings)
    votes = _votes(said)
    votes = {text: looks for text, looks in votes.items() if _fits_ink(text, line)} or votes
    best = max(votes, key=lambda text: (len(votes[text]), max(votes[text].values())), default="")
    if not best:
        return Verdict(text="", confidence=0.0, readings=readings, doubt="something is printed here that no reader could read")
    rivals = sum(len(looks) for text, looks in votes.items() if text != best)
    everyone = {reading.reader for reading in said if _value(reading.text) == best}
    sure = readers > 1 or (len(votes[best]) == len(said) and sum(votes[best].values()) >= settings.sure_alone * len(said))
    if len(everyone) == readers and rivals == 0 and sure and _has_room(best, line) and not (line.slash and best == "1"):
        return Verdict(text=_printed(said, best), confidence=settings.settled, readings=readings)
    others = ", ".join(text for text in votes if text != best)
    alone = "it was read by one reader alone" if _has_room(best, line) else "its ink holds another number of digits"
    doubt = f"the readers differ: {best} or {others}" if others else alone
    return Verdict(text=_printed(said, best), confidence=settings.open, readings=readings, doubt=doubt)


def _whole(verdict: Verdict, line: InkLine, settings: VoteSettings) -> Verdict:
    """Nobody can be sure of a figure that is cut off at its cell's edge, nor of one with a hole in it."""
    if verdict.doubt or not is_figure_text(verdict.text):
        return verdict
    if line.cut:
        return replace(verdict, confidence=settings.open, doubt="its ink runs over the edge of its cell")
    if line.rough and verdict.readings[0].confidence < settings.sure_rough:
        return replace(verdict, confidence=settings.open, doubt="a fax, and the reader is not sure")
    if line.broken:
        return replace(verdict, confidence=settings.open, doubt="part of its ink is broken")
    if line.gap > settings.gap and not {".", ","} & set(verdict.text):
        return replace(verdict, confidence=settings.open, doubt="a wide gap within a figure")
    return verdict


def _votes(said: Sequence[Reading]) -> dict[str, dict[int, float]]:
    """For each figure the looks in which it was read, with their confidences."""
    votes: dict[str, dict[int, float]] = {}
    for number, reading in enumerate(said):
        text = _value(reading.text)
        if is_figure_text(text):
            votes.setdefault(text, {})[number] = reading.confidence
    return votes


def _printed(said: Sequence[Reading], value: str) -> str:
    """The fullest way in which a value was read: with its thousands separators."""
    return max((_bare(reading.text) for reading in said if _value(reading.text) == value), key=len)


def _mark(said: Sequence[Reading], line: InkLine) -> str | None:
    """A slash or a dash: its shape and some reader must say so."""
    texts = {_bare(reading.text) for reading in said}
    if line.rough and not texts <= {"/"} and not texts <= _DASHES:
        return None  # of a 7 or a 2 a fax may have left a stroke: there both readers must see the mark at every look
    if line.slash and "/" in texts and texts <= {"/", "1", "", "-", "7"}:
        return "/"
    if line.dash and texts <= {"", *_DASHES}:
        return "—"
    return None


def _text_verdict(reading: Reading, others: Sequence[Reading], mixed: bool, settings: VoteSettings, *, alone: bool) -> Verdict:
    text = reading.text.strip()
    readings = (reading, *others)
    if not text or reading.confidence < settings.legible:
        return Verdict(text="", confidence=0.0, readings=readings, doubt="something is printed here that no reader could read")
    if mixed and any(_bare(other.text) != _bare(text) for other in others):
        return Verdict(text=text, confidence=settings.open, readings=readings, doubt="the readers differ")
    if mixed and alone:
        return Verdict(text=text, confidence=settings.open, readings=readings, doubt="it was read by one reader alone")
    return Verdict(text=text, confidence=reading.confidence, readings=readings)
