"""What a recogniser's columns spell: the characters that win, how sure they are, and what else they may spell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_path", "likely_texts", "other_letters"]

BEAM = 6  # texts followed at a time
LEAST = 0.01  # share of a column below which a character is not followed
CERTAIN = 0.995  # a column so sure needs no other text

Floats = NDArray[np.float32]


def best_path(columns: Floats, texts: Sequence[str], *, mean: bool = False) -> tuple[str, float]:
    """What the likeliest character of each column spells, and its confidence, 0 to 1.

    ``columns`` is (columns, characters); character 0 separates. Columns need not sum to 1: what is missing went to characters left out.
    The confidence is the mean of the characters', or else the least of them times the least sum of a column, so that print of another
    kind is never read with confidence.
    """
    if not len(columns):
        return "", 1.0
    runs = [(number, float(columns[start:end, number].max())) for number, start, end in _runs(columns)]
    text, sure = "".join(texts[number] for number, _ in runs), [height for _, height in runs]
    confidence = float(np.mean(sure)) if mean and sure else min(sure, default=1.0) * float(columns.sum(axis=1).min(initial=1.0))
    return text, min(1.0, confidence)


def other_letters(columns: Floats, texts: Sequence[str], *, least: float) -> tuple[tuple[str, float], ...]:
    """What the likeliest character of each column spells with one of its characters exchanged for another that its columns hold to be
    at least so likely; the likelier first."""
    runs = list(_runs(columns))
    spelled = [texts[number] for number, _, _ in runs]
    found = []
    for at, (number, start, end) in enumerate(runs):
        shares = columns[start:end].max(axis=0)
        for other in np.flatnonzero(shares >= least).tolist():
            if other not in (0, number):
                found.append((float(shares[other]), "".join((*spelled[:at], texts[other], *spelled[at + 1 :]))))
    return tuple((text, min(1.0, share)) for share, text in sorted(found, reverse=True))


def _runs(columns: Floats) -> Iterator[tuple[int, int, int]]:
    """The characters that win, each with the columns from where to where it does."""
    winners = columns.argmax(axis=1)
    ends = [0, *(at + 1 for at, (one, other) in enumerate(pairwise(winners)) if one != other), len(winners)]
    return ((int(winners[start]), start, end) for start, end in pairwise(ends) if winners[start] != 0)


def likely_texts(columns: Floats, texts: Sequence[str], *, but: str, count: int = 2) -> tuple[tuple[str, float], ...]:
    """Other texts that the columns may spell, the likelier first, each with its share of the probability; few characters only."""
    shares = columns / np.maximum(columns.sum(axis=1, keepdims=True), 1e-9)
    if shares.max(axis=1).min(initial=1.0) > CERTAIN:
        return ()
    beams: dict[tuple[str, int], float] = {("", 0): 1.0}  # the text so far and the character that its last column held
    for column in shares:
        grown: defaultdict[tuple[str, int], float] = defaultdict(float)
        for number in np.flatnonzero(column >= LEAST).tolist():
            for (text, last), share in beams.items():
                longer = text if number in (0, last) else text + texts[number]
                grown[longer, number] += share * float(column[number])
        beams = dict(sorted(grown.items(), key=lambda entry: -entry[1])[: 2 * BEAM])
    total: defaultdict[str, float] = defaultdict(float)
    for (text, _), share in beams.items():
        total[text] += share
    others = sorted(((share, text) for text, share in total.items() if text != but and share >= LEAST), reverse=True)
    return tuple((text, min(1.0, share)) for share, text in others[:count])
