"""Words read from a picture are spelled as a label of the form, where the reader held the label's letters to be possible too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.characters import HAN, normal_text
from ingest.page import Reading
from layout.labels import bare_label, label_likeness

__all__ = ["spelled"]

_NAMED = 0.6  # likeness from which words may be a label's
_BETTER = 0.05  # by how much its letters must make them more alike, and than they do for any other label
_MOST_EXCHANGED = 0.5  # share of the letters of a label, and of those read


def spelled(text: str, readings: Sequence[Reading], labels: Sequence[str], *, lost: bool = False) -> str:
    """The text with letters exchanged for others that its readers held to be possible, where that makes a label of it.

    The text as it is when no label gains by it, or two gain alike: the pixels decide then, and the reader read what is likeliest. With
    ``lost``, some of what was read was left out for being unsure, and counts here.
    """
    letters = set(_other_letters(readings))
    whole = "\n".join(reading.text for reading in readings if HAN.search(reading.text)) if lost else ""
    found: dict[str, float] = {}
    for read in dict.fromkeys((text, whole)):
        for label in labels if letters and read else ():
            other = _exchanged(read, label, letters)
            if other != text:
                found[other] = max(found.get(other, 0.0), label_likeness(other, label))
    ranked = sorted(((like, other) for other, like in found.items()), reverse=True)[:2]
    if not ranked or ranked[0][0] < _NAMED:
        return text
    before = max((label_likeness(text, label) for label in labels), default=0.0)
    rival = ranked[1][0] if len(ranked) > 1 else 0.0
    return ranked[0][1] if ranked[0][0] >= max(before, rival) + _BETTER else text


def _other_letters(readings: Sequence[Reading]) -> Iterator[tuple[str, str]]:
    """Each letter that was read, and another that it may be."""
    for reading in readings:
        read = normal_text(reading.text)
        for other, _ in reading.alternatives:
            spelling = normal_text(other)
            if len(spelling) == len(read):
                yield from ((one, may_be) for one, may_be in zip(read, spelling, strict=True) if one != may_be and HAN.match(may_be))


def _exchanged(text: str, label: str, letters: set[tuple[str, str]]) -> str:
    """The text with the letters exchanged that the label does not have, for those that it has and the text has not."""
    most = _MOST_EXCHANGED * min(len(bare_label(label)), len(bare_label(text)))
    for one, may_be in sorted(letters):
        if most >= 1 and one in text and one not in label and may_be in label and may_be not in text:
            text, most = text.replace(one, may_be, 1), most - 1
    return text
