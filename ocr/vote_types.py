"""The type of a figure's own table has a say where readers are in doubt, and where all of them are wrong alike."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from ingest.page import Candidate
from ocr.evidence import bare, plain_value
from ocr.ink_types import InkLine
from ocr.own_type import Fit, OwnType, own_types
from ocr.verdict import ALONE, BROKEN, DIFFER, FAX, STROKE, UNSURE, Verdict, VoteSettings

__all__ = ["OTHER_TYPE", "TypeVote", "with_own_type"]

OTHER_TYPE = "its ink looks otherwise than the figures of its table"
_OPEN = (ALONE, BROKEN, DIFFER, FAX, STROKE, UNSURE)  # doubts about which digits are printed; of others their shapes tell nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeVote:
    """What was measured of them stands in docs/decisions.md."""

    margin: float = 10.0  # of a figure that is what is printed, as a logarithm
    likely: float = 0.6  # of what its digits usually are
    beside_least: float = 0.9  # of what the least likely of its digits' examples are: a speck on clear print makes a 6 of a 5
    rest: float = 0.15  # of a digit's ink that may belong to none
    examples: int = 2  # of each of its digits
    parts: frozenset[str] = frozenset("17")  # digits that others look like when they break: a 4 without its slant, a 2 without its foot
    likely_part: float = 0.7  # likewise, of these
    examples_part: int = 3
    heard: float = 0.3  # confidence of a look from which its digits have to be known
    against: float = -10.0  # margin from which another digit stands there, all readers agreeing or not
    longest: int = 3  # digits of what is contradicted: in longer figures a comma may have gone unseen
    most_rest: float = 0.4  # of a digit's ink: one that was read as two


_VOTE = TypeVote()


def with_own_type(
    verdicts: Sequence[Verdict],
    lines: Sequence[InkLine],
    tables: Sequence[Hashable | None],
    settings: VoteSettings,
    vote: TypeVote = _VOTE,
) -> tuple[Verdict, ...]:
    """The verdicts on some figures, those in doubt settled where the type of their table knows one of the readings, and those that it
    contradicts in doubt.

    Args:
        verdicts: by the readers.
        lines: the ink.
        tables: the names of their tables, None for none.
        settings: what a figure is worth that is certain, or not.
        vote: what is believed.
    """
    types = own_types(lines, [_example(one) for one in verdicts], tables)
    return tuple(
        one if own is None else _settled(one, line, own, number, settings, vote)
        for number, (one, line, own) in enumerate(zip(verdicts, lines, types, strict=True))
    )


def _example(verdict: Verdict) -> str | None:
    """The digits that a figure is an example of. One in doubt is none: where the feet of the twos are lost all readers see a 7."""
    text = verdict.text.replace(",", "")
    return text if verdict.doubt is None and text.isdigit() else None


def _settled(verdict: Verdict, line: InkLine, own: OwnType, number: int, settings: VoteSettings, vote: TypeVote) -> Verdict:
    if verdict.doubt is None:
        text = bare(verdict.text)
        fit = own.fit(line, text, number) if text.isdigit() and len(text) <= vote.longest else None
        return replace(verdict, doubt=OTHER_TYPE) if fit is not None and _contradicts(fit, line, vote) else verdict
    if not _is_open(verdict):
        return verdict
    read: dict[str, tuple[float, str]] = {}  # by value: the confidence of its best look, and with the separators that it saw
    for reading in verdict.readings:
        value = plain_value(reading.text)
        read[value] = max(read.get(value, (0.0, "")), (reading.confidence, bare(reading.text)))
    if any(not text.isdigit() and any(map(str.isdigit, text)) for text in read):
        return verdict  # it tells digits, and no point from a comma or a speck, nor a minus from a bit of a ruling
    heard = [text for text, (confidence, _) in read.items() if confidence >= vote.heard]
    if any(own.examples(sign) < vote.examples for text in heard for sign in text if sign.isdigit()):
        return verdict  # what it does not know it cannot rule out
    asked = [text for text in read if text.isdigit() and (text in heard or text == plain_value(verdict.text))]
    fitting = [text for text in asked if (fit := own.fit(line, read[text][1], number)) is not None and _fits(text, fit, vote)]
    if len(fitting) != 1:
        return verdict
    known = Candidate(text=fitting[0], probability=settings.sure)
    text = verdict.text if plain_value(verdict.text) == fitting[0] else fitting[0]
    return replace(verdict, text=text, confidence=settings.sure, candidates=(known,), doubt=None, by_type=True)


def _is_open(verdict: Verdict) -> bool:
    return verdict.doubt is not None and verdict.doubt.startswith(_OPEN)


def _fits(text: str, fit: Fit, vote: TypeVote) -> bool:
    part = not vote.parts.isdisjoint(text)
    likely, examples = (vote.likely_part, vote.examples_part) if part else (vote.likely, vote.examples)
    if fit.likely < likely or fit.beside_least < vote.beside_least:
        return False
    return fit.margin >= vote.margin and fit.rest <= vote.rest and fit.examples >= examples


def _contradicts(fit: Fit, line: InkLine, vote: TypeVote) -> bool:
    """Whether a figure that all readers see is another one; in grey print pairs of digits are less apart."""
    return fit.examples >= vote.examples and (fit.rest > vote.most_rest or (line.rough and fit.margin < vote.against))
