"""How likely each thing is that a line of ink may say: all readings weighed together, with the shape of the ink."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log
from pathlib import Path

from ingest.page import Candidate, Reading
from ocr.ink_types import InkLine

__all__ = ["DASHES", "Weights", "bare", "candidates", "features", "is_figure_text", "learned", "plain_value", "ring_fit"]

DASHES = frozenset({"-", "—", "–", "－", "一", "~", "_", "ー"})
_FIGURE = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_LEAST = 0.003  # support of what no reader says
_LEAST_DOUBT = 0.001  # what a reader leaves open at least
_HIGH = 20  # pixels: of a figure that is lower dropouts and grain take more
_ROUGH_GAP = 0.95  # heights between two digits of one figure; set wide they stand 0.7 apart
_RINGS = {"0": ("0", "4"), "4": ("4", "9", ""), "6": ("6", "8"), "8": ("8", "6"), "9": ("9", "8")}
"""What rings a digit may show, thick print and specks counted in; the others have none."""

Weights = Mapping[str, float]
"""A weight for each feature. Those of a candidate add up to its score, those of the ink to the score of what no reader says."""


def bare(text: str) -> str:
    """The text without blanks."""
    return "".join(text.split())


def is_figure_text(text: str) -> bool:
    """Whether a reading is one figure and nothing else."""
    return _FIGURE.fullmatch(text) is not None


def plain_value(text: str) -> str:
    """A figure without blanks and thousands separators, every dash as one."""
    text = bare(text)
    if text in DASHES:
        return "—"
    return text.replace(",", "") if is_figure_text(text) else text


def candidates(said: Sequence[Reading], line: InkLine, weights: Weights | None = None) -> tuple[Candidate, ...]:
    """What the ink may say, the likeliest first; what is missing to 1 is the probability that it is something else.

    Args:
        said: readings of one line of ink, by one reader or more, each of one or more looks.
        line: the ink.
        weights: those learned for these readers, in the order in which they were asked, if None.
    """
    if weights is None:
        weights = learned(tuple(dict.fromkeys(reading.reader for reading in said)), line.rough)
    known, other = features(said, line)
    scores = {text: sum(weights.get(name, 0.0) * value for name, value in facts.items()) for text, facts in known.items()}
    rest = sum(weights[name] * value for name, value in other.items())
    top = max((*scores.values(), rest))
    total = sum(exp(score - top) for score in (*scores.values(), rest))
    ranked = sorted(((exp(score - top) / total, text) for text, score in scores.items()), reverse=True)
    return tuple(Candidate(text=text, probability=probability) for probability, text in ranked)


def features(said: Sequence[Reading], line: InkLine) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """The features of each candidate, and those of the ink that speak for something else.

    ``first`` and ``second`` are how far the readers support a text (logarithm of the mean confidence over all looks), in the order in
    which the readers were asked, ``first_sure`` and ``second_sure`` how little they leave open.
    """
    readers = list(dict.fromkeys(reading.reader for reading in said))
    support: dict[str, dict[str, float]] = {}
    for reader in readers:
        looks = [reading for reading in said if reading.reader == reader]
        for reading in looks:
            for text, confidence in ((reading.text, reading.confidence), *reading.alternatives):
                value = plain_value(text)
                if is_figure_text(value) or value in ("/", "—"):
                    own = support.setdefault(value, dict.fromkeys(readers, 0.0))
                    own[reader] += confidence / len(looks)
    known = {}
    for text, own in support.items():
        count = sum(map(str.isdigit, text))
        facts: dict[str, float] = {}
        for name, reader in zip(("first", "second"), readers, strict=False):
            share = min(own[reader], 1.0)
            facts[name] = log(_LEAST + share)
            facts[f"{name}_sure"] = -log(_LEAST_DOUBT + 1 - share)
        facts["fits"] = float(line.digits[0] <= count <= line.digits[1]) if count else 1.0
        facts["shape"] = float((line.slash and text == "/") or (line.dash and text == "—"))
        facts["one_of_stroke"] = float((line.slash and text == "1") or (text == "/" and not line.slash))
        facts["unanimous"] = float(all(plain_value(reading.text) == text for reading in said))
        facts["agreed"] = float(all(any(plain_value(one.text) == text for one in said if one.reader == reader) for reader in readers))
        fit = ring_fit(text, line)
        facts["ringed"] = float(fit is True and any(line.rings))
        facts["ringless"] = float(fit is True and not any(line.rings))
        facts["has_one"] = float("1" in text)  # all that dropouts leave of a 4
        known[text] = facts
    several = len(said) > len(readers)
    other = {
        "else": 1.0,
        "else_looks": float(several),
        "broken": float(line.broken),
        "cut": float(line.cut),
        "gap": float(line.gap > _ROUGH_GAP),
        "unclear": 1 - line.clarity,
        "low": max(0.0, _HIGH / max(line.height, 1) - 1),
    }
    return known, other


def ring_fit(text: str, line: InkLine) -> bool | None:
    """Whether the rings of the ink are those of a figure's digits; None where its pieces are not one for each digit, or are not whole."""
    signs = [sign for sign in text if sign.isdigit()]
    if len(signs) != len(line.rings) or line.broken:
        return None
    return all(found in _RINGS.get(sign, ("",)) for sign, found in zip(signs, line.rings, strict=True))


@cache
def learned(readers: tuple[str, ...], rough: bool) -> Weights:
    """The weights for these readers on faxes or other pages, from ``evidence.toml``; for readers that nobody learned, those of others."""
    data: dict[str, dict[str, float]] = tomllib.loads((Path(__file__).parent / "evidence.toml").read_text("utf-8"))
    several, alone = "rapidocr+tesseract", "tesseract"
    name = "+".join(readers) if "+".join(readers) in data else several if len(readers) > 1 else alone
    return data[f"{name}/rough" if rough else name]
