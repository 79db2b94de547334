"""A phrase of a form becomes a search: how the narrative puts a figure.

A phrase is plain text in which three things have a meaning: ``N`` is the figure, ``…`` is up to 24 characters of one clause without
figures, and ``[收到|受理]`` is one of several texts. Blanks, quotes and differences of width do not matter.
"""

from __future__ import annotations

import re
from functools import cache

from ingest.characters import spaceless

__all__ = ["comparable", "phrase_faults", "phrase_search"]

_PARTS = re.compile(r"(N|…|\[[^\[\]]*\])")
_FIGURE = r"(?<![0-9.])(?<![0-9],)(?P<figure>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?![0-9.])"
# Gaps end at commas and the like and are few, so that a phrase stays within its clause and a search takes time linear in the text.
_GAP = "([^0-9,、。;:!?]{0,24}?)"
_MOST_GAPS = 3
_QUOTES = str.maketrans("", "", "\"'《》「」『』")


def comparable(text: str) -> str:
    """The text as phrases are compared with it: without blanks, quotes and differences of width."""
    return spaceless(text).translate(_QUOTES)


@cache
def phrase_search(phrase: str) -> re.Pattern[str]:
    """What finds a phrase in a comparable text: the group ``figure`` is its figure, the other groups are what fills its gaps."""
    return re.compile("".join(_part(part) for part in _PARTS.split(phrase)))


def _part(part: str) -> str:
    if part == "N":
        return _FIGURE
    if part == "…":
        return _GAP
    if part.startswith("["):
        return f"(?:{'|'.join(re.escape(comparable(choice)) for choice in part[1:-1].split('|'))})"
    return re.escape(comparable(part))


def phrase_faults(phrase: str) -> list[str]:
    """What is wrong with a phrase; nothing when it can be searched for."""
    parts = [part for part in _PARTS.split(phrase) if part]
    words = [part for part in parts if part not in ("N", "…")]
    choices = [choice for part in words if part.startswith("[") and _PARTS.fullmatch(part) for choice in part[1:-1].split("|")]
    faults = []
    if parts.count("N") != 1:
        faults.append(f"{phrase!r} should have one N, for the figure")
    if any(set("[]") & set(part) and not _PARTS.fullmatch(part) for part in parts):
        faults.append(f"{phrase!r} has a bracket that does not close, or one within another")
    if any(not comparable(choice) for choice in choices):
        faults.append(f"{phrase!r} has an empty choice in brackets")
    if parts and "…" in (parts[0], parts[-1]):
        faults.append(f"{phrase!r} begins or ends with a gap")
    if parts.count("…") > _MOST_GAPS:
        faults.append(f"{phrase!r} has more than {_MOST_GAPS} gaps")
    if not any(comparable(part.strip("[]")) for part in words):
        faults.append(f"{phrase!r} has no words beside the figure")
    return faults
