"""What a line of ink says, why that may not be so, and what is believed."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.page import Candidate, Reading

__all__ = ["ALONE", "BROKEN", "DIFFER", "FAX", "STROKE", "UNSURE", "VOTES", "Verdict", "VoteSettings"]

ALONE = "it was read by one reader alone"
BROKEN = "part of its ink is broken"
DIFFER = "the readers differ"
FAX = "a fax, and the reader is not sure"
STROKE = "it may be a stroke of no figure"
UNSURE = "the readers are not sure of it"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteSettings:
    """Confidences from 0 to 1."""

    is_text: float = 0.5  # of a reading held to figures: below, the ink is no figure
    sure: float = 0.999  # probability from which a figure is what is printed
    marked: float = 0.9995  # what a mark for nothing is worth
    contested: float = 0.99  # the most that a doubtful figure may be worth to the identities
    firm: float = 0.5  # mean confidence from which a reader stands by another figure
    rival: float = 0.001  # from which another one is worth telling
    sure_rough: float = 0.9  # of the first reader on a fax: what dropouts leave of a 4 reads as a 1 to all of them
    sure_words: float = 0.9  # of the words around a figure that both read alike
    legible: float = 0.4  # below, a stretch of text is dirt
    blur: float = 0.06  # of the ink's height: the second look
    gap: float = 0.95  # heights between two digits of one figure; set wide they stand 0.7 apart
    gap_of_words: float = 1.5  # likewise, where a point, a comma or words may lie between; 1.2 was seen
    long: float = 7.0  # heights: of what is wider next to nothing is a figure; 1,234,567.89 is as wide
    open: float = 0.5  # of text that is read alike by no two readers


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a line of ink says. ``doubt`` is why that may not be so; ``readings`` are all that was read, ``candidates`` what figures
    they make likely; ``by_type``: the readers were in doubt, and the type of its table told."""

    text: str
    confidence: float
    readings: tuple[Reading, ...] = field(default=())
    candidates: tuple[Candidate, ...] = field(default=())
    doubt: str | None = None
    by_type: bool = False


VOTES = VoteSettings()
