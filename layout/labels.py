"""Labels are compared here: as printed and as the form declares them, down to how alike two of them are."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from ingest.characters import spaceless

__all__ = ["bare_label", "label_likeness"]

_LAST_NOTE = re.compile(r"\([^()]*\)$")
_PUNCTUATION = re.compile(r"[\s.,、。:：;·\-_|'\"《》<>\[\]*]")


@lru_cache(maxsize=65536)
def bare_label(text: str) -> str:
    """A label without white space, punctuation or the difference of widths; its numbering stays, it tells neighbours apart."""
    return _PUNCTUATION.sub("", spaceless(text))


@lru_cache(maxsize=65536)
def _forms_of(text: str) -> tuple[str, ...]:
    """The label, and the label without a note in brackets at its end."""
    bare = bare_label(text)
    short = _LAST_NOTE.sub("", bare)
    return (bare, short) if short and short != bare else (bare,)


@lru_cache(maxsize=262144)
def label_likeness(printed: str, declared: str) -> float:
    """How alike a printed label is to a declared one, 0 to 1.

    A note in brackets at the end of either counts for nothing. A piece of the label (its end lost to a page break, say) is held
    against that part of the declared one, for less than a whole.
    """
    if not bare_label(printed):
        return 0.0
    best = 0.0
    for mine in _forms_of(printed):
        for theirs in _forms_of(declared):
            best = max(best, fuzz.ratio(mine, theirs) / 100)
            if 3 <= len(mine) < len(theirs):
                best = max(best, _PIECE_WEIGHT * fuzz.partial_ratio(mine, theirs) / 100)
    return best


_PIECE_WEIGHT = 0.85  # below a whole label of the same letters, above a whole label with a third of them wrong
