"""What the shape of ink says of its readings: marks for nothing, and digits that only look like others."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.page import Reading
from ocr.evidence import DASHES, bare, plain_value
from ocr.ink_shapes import is_open_ring
from ocr.ink_types import InkLine

__all__ = ["MANY_DIGITS", "digits_of", "holds_more", "is_nought", "is_plain_mark", "is_ringed_one", "mark_of"]

MANY_DIGITS = 99
"""Of a line some of whose pieces are too broad to be one digit each."""

_WIDEST, _WIDEST_SIGN = 0.9, 0.6  # times the height, of a digit and of a point or comma, with the gap behind it


def digits_of(text: str) -> int:
    """How many digits there are in it."""
    return sum(map(str.isdigit, text))


def is_nought(text: str, said: Sequence[Reading], line: InkLine) -> bool:
    """Whether a 0 is one by its shape too, however little of it readers were sure of: the one digit that is white inside.

    Several readers saw it at some look, or the only one at every look.
    """
    if text != "0":
        return False
    seen = [reading.reader for reading in said if plain_value(reading.text) == text]
    several = len(set(seen)) > 1 or (len(seen) == len(said) > 1)
    return several and is_open_ring(line.crop)


def is_ringed_one(text: str, line: InkLine) -> bool:
    """Whether a 1 has a ring: a 4 in type so thin that all readers pass over its slant. What breaks ink opens rings and closes none."""
    signs = [sign for sign in text if sign.isdigit()]
    return len(signs) == len(line.rings) and any(sign == "1" and ring for sign, ring in zip(signs, line.rings, strict=True))


def holds_more(count: int, text: str, line: InkLine) -> bool:
    """Whether the ink comes in more pieces than digits were read or, where some touch, has room for more."""
    if line.digits[1] < MANY_DIGITS:
        return count < line.digits[1]
    x0, y0, x1, y1 = line.area
    return x1 - x0 > sum(_WIDEST if sign.isdigit() else _WIDEST_SIGN for sign in text) * (y1 - y0)


def mark_of(said: Sequence[Reading], line: InkLine) -> str | None:
    """A slash or a dash: its shape and some reader must say so."""
    texts = {bare(reading.text) for reading in said}
    if line.cut or line.beside or line.covered:
        return None  # the bar of a 2, say
    if line.rough and not texts <= {"/"} and not texts <= DASHES:
        return None  # of a 7 or a 2 a fax may have left a stroke: there both readers must see the mark at every look
    twice = len({reading.reader for reading in said if bare(reading.text) == "/"}) > 1
    if line.slash and "/" in texts and not _sees_a_digit(said) and texts <= {"/", "1", "", "-", "7"} | ({"4", "4/"} if twice else set()):
        return "/"
    looked_again = len(said) > len({reading.reader for reading in said})
    if twice and looked_again and texts == {"/"} and not line.rough and line.digits[0] <= 1:
        return "/"  # grain has spoiled its shape, and every reader sees it at every look
    if line.dash and texts <= {"", *DASHES}:
        return "—"
    return None


def _sees_a_digit(said: Sequence[Reading]) -> bool:
    """Whether some reader sees a digit at every look: a speck at the foot of a 1 makes it lean."""
    return any(all(bare(reading.text).isdigit() for reading in said if reading.reader == name) for name in {one.reader for one in said})


def is_plain_mark(said: Sequence[Reading], line: InkLine) -> bool:
    """Whether several readers see the mark at first sight that the ink has the shape of."""
    texts = {plain_value(reading.text) for reading in said}
    return len(said) > 1 and not line.rough and texts == {"/" if line.slash else "—"} and (line.slash or line.dash)
