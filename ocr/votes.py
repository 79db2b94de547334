"""What is printed, by all that the readers say of it: evidence is weighed, and what is left open is said."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import replace

import cv2
import numpy as np

from ingest.characters import HAN, normal_text
from ingest.page import POINT_OR_COMMA, Candidate, Reading
from ocr.evidence import DASHES, bare, candidates, is_figure_text, plain_value, ring_fit
from ocr.in_common import are_firm, clarities, closed_up
from ocr.ink_covered import COVERED, read_words
from ocr.ink_types import InkLine
from ocr.reading import Reader, read_figures, read_lines
from ocr.straight_masks import Gray
from ocr.verdict import ALONE, BROKEN, DIFFER, FAX, STROKE, UNSURE, VOTES, Verdict, VoteSettings
from ocr.vote_shapes import MANY_DIGITS, digits_of, holds_more, is_nought, is_plain_mark, is_ringed_one, mark_of
from ocr.vote_types import with_own_type

__all__ = ["Verdict", "VoteSettings", "agreed", "all_looks", "read_ink"]

_WITH_WORDS = re.compile(r"(?:增加|新增|增|减少|减|负)?[+±-]?[\d,.]+(?:[件篇条个次人部份元页项]|万元|亿元|万|余件)?")
_WITH_NOTE = re.compile(r"[+-]?[\d,.]+[件篇条个]?[(（][^()（）]*[)）]?|[^()（）]{0,6}\d+[件篇条个]?[)）]")
"""5（其中修订2件）, also when it is broken into two lines."""
_DIGITS = re.compile(r"[.,\s]")  # what is left when this is taken away
_NUMBER = re.compile(r"\d[\d,.]*")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:[.,]\d{3})+")
_WIDE_GAP = "a wide gap within a figure"  # a digit is lost, or two figures stand there, the ruling between them lost
_OVER_THE_EDGE = "its ink runs over the edge of its cell"
_LONGEST_UNIT = 3  # characters
_FEWEST_WORDS, _SURE_WORDS = 2, 0.6  # Han characters, and the confidence with which they are no figure
_NO_LETTER = re.compile(r"[^\u3400-\u9fff]{0,2}")  # what a reader of text makes of a poor digit: i, T, Q


def read_ink(
    lines: Sequence[InkLine], readers: Sequence[Reader], settings: VoteSettings = VOTES, *, tables: Sequence[Hashable | None] = ()
) -> tuple[Verdict, ...]:
    """One verdict for each line of ink, of whatever page.

    The first reader reads everything, the others every figure; where they differ, all look again.

    Args:
        lines: the ink.
        readers: the first of them reads words too.
        settings: what is believed.
        tables: for each line the name of the table it stands in, None for none; without any, nothing is known of tables.

    Raises:
        OcrError: what a reader raises.
    """
    main, lines = readers[0], list(lines)
    legible = [at for at, line in enumerate(lines) if not line.unclear]
    simple = [at for at in legible if lines[at].figure]
    for at, line in zip(simple, closed_up([lines[at] for at in simple], [tables[at] if tables else None for at in simple]), strict=True):
        lines[at] = line
    figures = [at for at in simple if not _is_long(lines[at], settings)]
    words = sorted(set(legible).difference(figures))
    said: dict[int, list[Reading]] = {at: [] for at in range(len(lines))}
    _ask(main, figures, lines, said)
    unlike = [at for at in figures if said[at][0].confidence < settings.is_text]
    alone = len(readers) == 1
    firm = sorted(set(figures).difference(unlike)) if alone else []  # held to figures, a reader may be sure of one where words are
    words += [*unlike, *firm]
    texts = dict(zip(words, read_words(main, [lines[at] for at in words]), strict=True))
    taken = {at for at in firm if not _reads_as_words(texts[at], said[at][0], lines[at])}
    as_words = [at for at in words if at not in taken and not _looks_like_figure(texts[at].text, lines[at])]
    open_words = set(as_words)
    late = [at for at in words if at not in open_words and not said[at]]
    _ask(main, late, lines, said)
    all_figures = [at for at in (*figures, *late) if at not in open_words]
    mixed = [at for at in as_words if _needs_two(bare(texts[at].text), lines[at])]
    seconds: dict[int, list[Reading]] = {at: [] for at in as_words}
    for other in readers[1:]:
        _ask(other, (*all_figures, *mixed), lines, said)  # at once: a reader may be a program that has to be started
        for at, text in zip(mixed, read_lines(other, [lines[at].crop for at in mixed]), strict=True):
            seconds[at] += (text, said[at].pop())
    names = [tables[at] if tables else None for at in all_figures]
    clear = clarities([said[at] for at in all_figures], [lines[at] for at in all_figures], names)
    for at, clarity in zip(all_figures, clear, strict=True):
        lines[at] = replace(lines[at], clarity=clarity)
    again = [at for at in all_figures if not _is_clear(said[at], lines[at], len(readers), settings)]
    _look_again(readers, again, lines, said, settings)
    own = [_figure_verdict(said[at], lines[at], settings) for at in all_figures]
    verdicts = dict(zip(all_figures, with_own_type(own, [lines[at] for at in all_figures], names, settings), strict=True))
    verdicts |= {at: _text_verdict(texts[at], seconds[at], lines[at], settings, mixed=at in set(mixed), alone=alone) for at in as_words}
    verdicts |= {at: Verdict(text="", confidence=0.0, doubt=line.unclear) for at, line in enumerate(lines) if line.unclear}
    return tuple(verdicts[at] for at in range(len(lines)))


def _is_long(line: InkLine, settings: VoteSettings) -> bool:
    """Whether it is read as text first: the time goes with the width, and next to no figure is as wide."""
    x0, y0, x1, y1 = line.area
    return not line.dash and x1 - x0 > settings.long * (y1 - y0)


def all_looks(lines: Sequence[InkLine], readers: Sequence[Reader], settings: VoteSettings = VOTES) -> tuple[tuple[Reading, ...], ...]:
    """What all readers make of each line as a figure, at first sight and at every further look.

    Raises:
        OcrError: what a reader raises.
    """
    said: dict[int, list[Reading]] = {at: [] for at in range(len(lines))}
    for reader in readers:
        _ask(reader, range(len(lines)), lines, said)
    _look_again(readers, range(len(lines)), lines, said, settings)
    return tuple(tuple(said[at]) for at in range(len(lines)))


def _needs_two(text: str, line: InkLine) -> bool:
    """Whether a text has to be read alike by both readers: figures between words, and on faxes what may be a unit."""
    return any(kind.fullmatch(text) for kind in (_WITH_WORDS, _WITH_NOTE)) or (line.rough and 0 < len(text) <= _LONGEST_UNIT)


def _looks_like_figure(text: str, line: InkLine) -> bool:
    read = bare(text)
    return is_figure_text(read) or (line.figure and (read in DASHES or _NO_LETTER.fullmatch(read) is not None))


def _reads_as_words(text: Reading, figure: Reading, line: InkLine) -> bool:
    """Whether the same ink reads better as Chinese than as a figure: a lone character comes in more pieces than a digit."""
    surely = len(HAN.findall(text.text)) >= _FEWEST_WORDS or digits_of(plain_value(figure.text)) < line.digits[1] < MANY_DIGITS
    return HAN.search(text.text) is not None and text.confidence >= (_SURE_WORDS if surely else figure.confidence)


def _ask(reader: Reader, where: Sequence[int], lines: Sequence[InkLine], said: dict[int, list[Reading]]) -> None:
    for at, reading in zip(where, read_figures(reader, [lines[at].crop for at in where]), strict=True):
        said[at].append(reading)


def _look_again(
    readers: Sequence[Reader], where: Sequence[int], lines: Sequence[InkLine], said: dict[int, list[Reading]], settings: VoteSettings
) -> None:
    """Every reader sees the same ink blurred and blackened: its guesses change, what is printed does not."""
    first = {at: {reading.reader: reading for reading in said[at]} for at in where}
    blurred = [_blurred(lines[at].crop, lines[at].height, settings) for at in where]
    blackened = [_blackened(lines[at].crop) for at in where]
    looks = [read_figures(reader, [*blurred, *blackened]) for reader in readers]
    for reader, readings in zip(readers, looks, strict=True):
        for at, reading in zip(where, readings[: len(where)], strict=True):
            said[at].append(_with_separators_of(first[at][reader.name], reading))
    for readings in looks:
        for at, reading in zip(where, readings[len(where) :], strict=True):
            said[at].append(reading)


def _with_separators_of(sharp: Reading, blurred: Reading) -> Reading:
    """Blurred, a comma is a point: of that look only the digits are believed where the same reader saw the same ones before."""
    alike = _DIGITS.sub("", sharp.text) == _DIGITS.sub("", blurred.text) and is_figure_text(bare(sharp.text))
    return replace(blurred, text=sharp.text, alternatives=()) if alike else blurred


def _blurred(crop: Gray, height: int, settings: VoteSettings) -> Gray:
    return np.asarray(cv2.GaussianBlur(crop, (0, 0), max(0.6, settings.blur * height)), np.uint8)


def _blackened(crop: Gray) -> Gray:
    """Twice as large, and black and white where it is not at an edge."""
    large = cv2.resize(crop, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    limit, _ = cv2.threshold(large, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return np.asarray(np.clip((large.astype(np.float32) - limit) * 3 + 128, 0, 255), np.uint8)


def agreed(said: Sequence[Reading], line: InkLine, readers: int) -> bool:
    """Whether all readers say the same at first sight, and firmly; one alone is never believed at once, nor a 1 that may be a slash."""
    if readers == 1 or not are_firm(said):
        return False
    text = plain_value(said[0].text)
    return digits_of(text) <= line.digits[1] and not (line.slash and text == "1")


def _figure_verdict(said: Sequence[Reading], line: InkLine, settings: VoteSettings) -> Verdict:
    """The likeliest candidate; with a doubt unless it is likely enough, and all of its ink was seen."""
    likely = candidates(said, line)
    readings = tuple(said)
    if (mark := mark_of(said, line)) is not None:
        known = Candidate(text=mark, probability=settings.marked)
        return Verdict(text=mark, confidence=settings.marked, readings=readings, candidates=(known,))
    if not likely:
        return Verdict(text="", confidence=0.0, readings=readings, doubt="something is printed here that no reader could read")
    best = likely[0]
    text = _printed(said, best.text)
    doubt = _part_doubt(best.text, said, line, settings) or _contradiction(best.text, said, settings)
    if doubt is None and best.probability < settings.sure:
        if is_nought(best.text, said, line):
            best = replace(best, probability=settings.sure)
            likely = (best, *likely[1:])
        else:
            doubt = _difference(best, likely[1:], said, line, settings)
    if doubt is not None:
        best = replace(best, probability=min(best.probability, settings.contested))
        likely = (best, *likely[1:])
        whole = _read_as_whole(said)
        if whole != readings and (read := _figure_verdict(whole, line, settings)).doubt is None:
            return replace(read, readings=readings, candidates=likely, doubt=POINT_OR_COMMA)
    elif line.rough and _with_commas(text) != text:  # dropouts take the tail of a comma, and every reader sees a point
        return Verdict(text=_with_commas(text), confidence=best.probability, readings=readings, candidates=likely, doubt=POINT_OR_COMMA)
    return Verdict(text=text, confidence=best.probability, readings=readings, candidates=likely, doubt=doubt)


def _read_as_whole(said: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings with each point before three digits taken for the comma that it may be."""
    return tuple(
        replace(
            reading,
            text=_with_commas(reading.text),
            alternatives=tuple((_with_commas(text), share) for text, share in reading.alternatives),
        )
        for reading in said
    )


def _with_commas(text: str) -> str:
    return bare(text).replace(".", ",") if _THOUSANDS.fullmatch(bare(text)) else text


def _contradiction(text: str, said: Sequence[Reading], settings: VoteSettings) -> str | None:
    """Why one reader's certainty is not enough: no other ever read it, or one reads another figure and is sure of that."""
    if not is_figure_text(text):
        return None
    by_reader: dict[str, list[Reading]] = {}
    for reading in said:
        by_reader.setdefault(reading.reader, []).append(reading)
    for looks in by_reader.values() if len(by_reader) > 1 else ():
        values = [plain_value(one.text) for one in looks]
        if text not in values:
            return f"{DIFFER}: {text} or {', '.join(dict.fromkeys(filter(None, values)))}" if any(values) else ALONE
        for other in {one for one in values if one != text and is_figure_text(one)}:
            if sum(one.confidence for one, value in zip(looks, values, strict=True) if value == other) >= settings.firm * len(looks):
                return f"{DIFFER}: {text} or {other}"
    return None


def _difference(best: Candidate, others: Sequence[Candidate], said: Sequence[Reading], line: InkLine, settings: VoteSettings) -> str:
    """Why one cannot be sure of the likeliest candidate."""
    rivals = [other.text for other in others if other.probability >= settings.rival]
    if rivals:
        return f"{DIFFER}: {best.text} or {', '.join(rivals)}"
    if line.broken:
        return BROKEN
    if len({reading.reader for reading in said if plain_value(reading.text) == best.text}) < 2:
        return ALONE
    return UNSURE


def _part_doubt(text: str, said: Sequence[Reading], line: InkLine, settings: VoteSettings) -> str | None:
    """Nobody can be sure of a figure that is cut off at its cell's edge, nor of one with a hole in it, however well it reads."""
    if not is_figure_text(text):
        return "it may be a mark for nothing, or what is left of a figure"
    count, alone = digits_of(text), len({reading.reader for reading in said}) == 1
    if count > line.digits[1] or (alone and holds_more(count, text, line)):
        return "its ink holds another number of digits"  # a digit may be broken in two, but of one that is passed over nobody else tells
    if (alone and ring_fit(text, line) is False) or is_ringed_one(text, line):
        return "its ink has the rings of another figure"
    if line.cut:
        return _OVER_THE_EDGE
    if line.covered:
        return COVERED
    if line.beside:
        return "paler ink stands beside it"
    if line.spotted:
        return "a speck lies on it"
    if line.rough and (line.broken or (said[0].confidence < settings.sure_rough and not is_nought(text, said, line))):
        return FAX
    if line.slash and text == "1":
        return "it may be a slash"
    if text == "1" and not line.digits[0] and len(said) > len({reading.reader for reading in said}):
        return STROKE  # of a stamp's frame, say: so narrow a 1 is one where readers see it at first sight
    if line.gap > (settings.gap_of_words if {".", ","} & set(text) else settings.gap):
        return _WIDE_GAP
    return None


def _is_clear(said: Sequence[Reading], line: InkLine, readers: int, settings: VoteSettings) -> bool:
    """Whether nobody has to look again."""
    return is_plain_mark(said, line) or (agreed(said, line, readers) and candidates(said, line)[0].probability >= settings.sure)


def _printed(said: Sequence[Reading], value: str) -> str:
    """The fullest way in which a value was read: with its thousands separators."""
    return max((bare(reading.text) for reading in said if plain_value(reading.text) == value and value != "—"), key=len, default=value)


def _told_twice(text: str, reading: Reading, others: Sequence[Reading], settings: VoteSettings) -> bool:
    """Whether another reader reads the same, or, words being easier than figures, at least the same figure where the first is sure."""
    texts = [bare(other.text) for other in others]
    if bare(text) in texts:
        return True
    if any(_WITH_WORDS.fullmatch(other) and not is_figure_text(other) for other in texts):
        return False  # it reads another sign or another unit
    numbers = _numbers(text)
    noted = _WITH_NOTE.fullmatch(bare(text)) is not None and any(_numbers(other.text) == numbers for other in others)
    alike = noted or (len(numbers) == 1 and numbers[0] in texts)
    return alike and reading.confidence >= settings.sure_words


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(normal_text(bare(text)))


def _text_verdict(
    reading: Reading, others: Sequence[Reading], line: InkLine, settings: VoteSettings, *, mixed: bool, alone: bool
) -> Verdict:
    text = reading.text.strip()
    readings = (reading, *others)
    if not text or reading.confidence < settings.legible:
        return Verdict(text="", confidence=0.0, readings=readings, doubt="something is printed here that no reader could read")
    if mixed and line.cut:
        return Verdict(text=text, confidence=settings.open, readings=readings, doubt=_OVER_THE_EDGE)
    if mixed and line.covered:
        return Verdict(text=text, confidence=settings.open, readings=readings, doubt=COVERED)
    if mixed and line.gap > settings.gap_of_words:
        return Verdict(text=text, confidence=settings.open, readings=readings, doubt=_WIDE_GAP)
    if mixed and others and not _told_twice(text, reading, others, settings):
        return Verdict(text=text, confidence=settings.open, readings=readings, doubt=DIFFER)
    if mixed and line.rough and "1" in normal_text(text):
        return Verdict(text=text, confidence=settings.open, readings=readings, doubt=FAX)  # or it is what dropouts left of a 4
    if mixed and alone:
        return Verdict(text=text, confidence=settings.open, readings=readings, doubt=ALONE)
    return Verdict(text=text, confidence=reading.confidence, readings=readings)
