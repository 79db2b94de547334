"""Labels are compared here: as printed and as the form declares them, down to how alike two of them are."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from ingest.characters import spaceless

__all__ = ["bare_label", "label_forms", "label_likeness"]

_LAST_NOTE = re.compile(r"\([^()]*\)$")
_NUMBER = re.compile(r"^\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2})\)?")
_ROW_NUMBER = re.compile(r"^\s*\d{1,3}\s+(?=.*[\u3400-\u9fff])", re.DOTALL)  # from a column of its own, where no ruling parts them
_STRAY = re.compile(r"^[0-9A-Za-z]{1,2}(?=\()")  # what a bit of the ruling or a seal before (七) is read as
_PUNCTUATION = re.compile(r"[\s.,、。:：;·\-_|'\"《》<>\[\]*]")

_NEWER = str.maketrans(
    "萬業專個為舉於從眾會傳體關決減辦務動單參發員國圍備復處審對屬應廢開總執護報據數時無機權條構沒熱現確類糾納線組織經結絡統繼續維編繳網罰職輿範獲補規計認訓議許訟設訪訴詢請讀談負責費購轉輯過這採錯門聞閱隱項題額駁",
    "万业专个为举于从众会传体关决减办务动单参发员国围备复处审对属应废开总执护报据数时无机权条构没热现确类纠纳线组织经结络统继续维编缴网罚职舆范获补规计认训议许讼设访诉询请读谈负责费购转辑过这采错门闻阅隐项题额驳",
)


@lru_cache(maxsize=65536)
def bare_label(text: str) -> str:
    """A label without white space, punctuation or the difference of widths; its numbering stays, it tells neighbours apart.

    Characters in their older form, which readers of poor scans see at times, count as the newer ones.
    """
    return _PUNCTUATION.sub("", spaceless(text)).translate(_NEWER)


@lru_cache(maxsize=65536)
def label_forms(text: str) -> tuple[str, ...]:
    """The label, and the label without a note in brackets at its end, the number of its row before it, or dirt before its own."""
    bare = bare_label(text)
    forms = bare, _LAST_NOTE.sub("", bare), bare_label(_ROW_NUMBER.sub("", text)), _STRAY.sub("", bare)
    return tuple(dict.fromkeys(form for form in forms if form))


@lru_cache(maxsize=262144)
def label_likeness(printed: str, declared: str) -> float:
    """How alike a printed label is to a declared one, 0 to 1.

    A note in brackets at the end of either counts for nothing, nor does a number in common where the words differ. A piece of the
    label (its end lost to a page break, say) is held against that part of the declared one, for less than a whole.
    """
    if not bare_label(printed):
        return 0.0
    return max(_likeness(mine, theirs) for mine in label_forms(printed) for theirs in label_forms(declared))


def _likeness(mine: str, theirs: str) -> float:
    best = fuzz.ratio(mine, theirs) / 100
    if 3 <= len(mine) < len(theirs):
        best = max(best, _PIECE_WEIGHT * fuzz.partial_ratio(mine, theirs) / 100)
    words, others = _NUMBER.sub("", mine), _NUMBER.sub("", theirs)
    if words != mine and words and others:
        core = fuzz.ratio(words, others) / 100
        if len(words) < len(others):
            core = max(core, _PIECE_WEIGHT * fuzz.partial_ratio(words, others) / 100)
        best = min(best, core) if core < _SAME_WORDS else best
    return best


_PIECE_WEIGHT = 0.85  # below a whole label of the same letters, above a whole label with a third of them wrong
_SAME_WORDS = 0.6  # likeness of the words alone below which a number in common says nothing
