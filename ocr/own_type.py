"""The type that a table's figures are set in, learned from those that were read for certain, and how well others fit it.

Dropouts take other pixels of every 6, so that all of a table's sixes together show what each of them has lost. Of each digit it is counted
how often each pixel of it is inked; a figure fits as well as its ink is likely by those counts, on paper where it shows paper too. That is
a voice of its own: readers know type in general, and take what is left of a 4 for the same 1; here it is held against the 1 of its table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.ink_shapes import tall_pieces
from ocr.ink_types import InkLine

__all__ = ["Fit", "OwnType", "TypeSettings", "own_types"]

_FAX_INKED, _WHITE = 128, 255
_DARKEST = 2  # percentile of a crop's brightness that stands for its full ink
_HALF = 0.5  # of full ink: what belongs to a digit for certain
_LOOKS = 3  # times that examples are laid over each other anew
_BLANK = -1e9

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeSettings:
    """Sizes in pixels, or in heights of a digit where that is said; shares from 0 to 1."""

    paper: float = 0.01  # how often paper is inked, by specks
    ink: float = 0.97  # the most that a pixel of a digit is
    paper_examples: float = 1.0  # so many examples does it count as that all of a digit may be paper
    soft: float = 0.5  # deviation of the blur of an example: ink falls now on one pixel, now on the next
    around: int = 3  # of paper that belong to a digit's shape
    astray: int = 3  # by which the middle of what is left of a digit may be off
    width: float = 0.7  # heights
    pitch: float = 0.56  # heights, where no figure tells
    near: float = 0.8  # pitches from one digit to the next at least
    far: float = 1.25  # and at most
    over: float = 1.9  # and at most over a point or a comma
    ever: float = 0.05  # of its examples: where so many have ink a digit may have some
    slack: int = 2  # by which another digit may stand elsewhere than the one that it is held against
    lines: int = 2  # above and below where the digits fit best
    fewest: int = 3  # figures that tell how high a table's type is
    alike: int = 1  # by which the height of the type of two tables may differ that are set in the same


_TYPE = TypeSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How well a figure fits the type of its table.

    ``margin``: by how much the ink of its least certain digit is likelier to be that digit than any other, as a logarithm; ``likely``:
    how likely its least likely digit is, as a share of what that digit usually is, ``beside_least`` of what the least likely
    of its examples is; ``rest``: the ink that belongs to none of its digits,
    as a share of what a digit of it has; ``examples``: how many figures tell of the rarest of its digits.
    """

    margin: float
    likely: float
    beside_least: float
    rest: float
    examples: int


@dataclass(frozen=True, slots=True, eq=False)
class _Glyph:
    """One digit of a line in a window with room to move, and the number of the line."""

    line: int
    window: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Shape:
    """The examples of one digit laid over each other: how much ink each pixel has in all, and in each line's."""

    total: Floats
    count: int
    usual: float
    least: float
    of_line: Mapping[int, tuple[Floats, int]]

    def without(self, line: int | None) -> tuple[Floats, int]:
        """The ink of all examples but those of a line."""
        if line is None or line not in self.of_line:
            return self.total, self.count
        own, count = self.of_line[line]
        return self.total - own, self.count - count


class OwnType:
    """The digits of one table, by how often each of their pixels is inked."""

    def __init__(self, glyphs: Mapping[str, Sequence[_Glyph]], height: int, pitch: float, settings: TypeSettings = _TYPE) -> None:
        self.settings, self.pitch = settings, pitch
        self.size = height + 2 * settings.around, round(settings.width * height) + 2 * settings.around
        self.shapes = {digit: self._shape(examples) for digit, examples in glyphs.items()}

    def examples(self, digit: str) -> int:
        """How many figures tell what a digit looks like."""
        return self.shapes[digit].count if digit in self.shapes else 0

    def fit(self, line: InkLine, text: str, number: int | None = None) -> Fit | None:
        """How well a line of ink fits it as some figure; None where one of its digits is not known, or it is too narrow for them.

        Args:
            line: the ink.
            text: digits, with points and commas.
            number: that of the line among those it was learned from, so that it does not bear witness to itself.
        """
        digits = [sign for sign in text if sign.isdigit()]
        maps, counts = self._maps(line, number, set(digits))
        if not digits or not set(digits) <= maps.keys():
            return None
        row, columns = self._best(maps, text)
        if min(columns) < 0:
            return None  # its crop is narrower than so many digits
        slack, margins, likely, least = self.settings.slack, [], [], []
        for digit, column in zip(digits, columns, strict=True):
            here = slice(max(0, row - slack), row + slack + 1), slice(max(0, column - slack), column + slack + 1)
            score = float(maps[digit][here].max())
            likely.append(score / max(self.shapes[digit].usual, 1.0))
            least.append(score / max(self.shapes[digit].least, 1.0))
            margins.append(score - max((float(found[here].max()) for other, found in maps.items() if other != digit), default=_BLANK))
        return Fit(
            margin=min(margins),
            likely=min(likely),
            beside_least=min(least),
            rest=self._rest(line, digits, row, columns),
            examples=min(counts[digit] for digit in digits),
        )

    def _shape(self, examples: Sequence[_Glyph]) -> _Shape:
        """The examples, each moved to where it fits the others best."""
        high, wide = self.size
        room = self.settings.astray
        moves = [(room, room)] * len(examples)
        for _ in range(_LOOKS):
            laid = np.stack([one.window[y : y + high, x : x + wide] for one, (y, x) in zip(examples, moves, strict=True)])
            weights, _ = self._weights(laid.sum(axis=0), len(laid))
            found = [np.unravel_index(int(cv2.matchTemplate(one.window, weights, cv2.TM_CCORR).argmax()), _room(room)) for one in examples]
            better = [(int(y), int(x)) for y, x in found]
            if better == moves:
                break
            moves = better
        of_line: dict[int, tuple[Floats, int]] = {}
        for one, ink in zip(examples, laid, strict=True):
            before, count = of_line.get(one.line, (np.zeros_like(ink), 0))
            of_line[one.line] = before + ink, count + 1
        weights, empty = self._weights(laid.sum(axis=0), len(laid))
        scores = (laid * weights).sum(axis=(1, 2)) + empty
        return _Shape(total=laid.sum(axis=0), count=len(laid), usual=float(np.median(scores)), least=float(scores.min()), of_line=of_line)

    def _weights(self, total: Floats, count: int) -> tuple[Floats, float]:
        """What ink at each pixel of a digit says for it rather than for paper, as a logarithm, and what it says that all are paper."""
        own = self.settings
        inked = cv2.GaussianBlur(total, (3, 3), own.soft) + 2 * own.paper_examples * own.paper
        share = np.clip(inked / (count + own.paper_examples), own.paper, own.ink)
        empty = np.log((1 - share) / (1 - own.paper))
        return np.asarray(np.log(share / own.paper) - empty, np.float32), float(empty.sum())

    def _maps(self, line: InkLine, number: int | None, digits: set[str]) -> tuple[dict[str, Floats], dict[str, int]]:
        """For each digit how likely it is at each place of the line's crop with room around it, and by how many examples."""
        ink = _with_room(_ink(line), max(self.size))
        maps, counts = {}, {}
        for digit, shape in self.shapes.items():
            total, count = shape.without(number if digit in digits else None)
            if count > 0:
                weights, empty = self._weights(total, count)
                maps[digit] = np.asarray(cv2.matchTemplate(ink, weights, cv2.TM_CCORR) + empty, np.float32)
                counts[digit] = count
        return maps, counts

    def _best(self, maps: Mapping[str, Floats], text: str) -> tuple[int, list[int]]:
        """The row and the columns at which the digits of a figure fit best, side by side."""
        digits = [maps[sign] for sign in text if sign.isdigit()]
        rows = len(digits[0])
        middle = int(np.argmax(np.sum([found.max(axis=1) for found in digits], axis=0)))
        lines = range(max(1, middle - self.settings.lines), min(rows - 1, middle + self.settings.lines + 1))
        ways = [(*_chained([found[row - 1 : row + 2].max(axis=0) for found in digits], self._steps(text)), row) for row in lines]
        _, columns, row = max(ways, key=lambda way: way[0])
        return row, columns

    def _steps(self, text: str) -> list[tuple[int, int]]:
        """The least and the most columns from each digit to the next."""
        at = [index for index, sign in enumerate(text) if sign.isdigit()]
        own = self.settings
        return [
            (round(own.near * self.pitch), round((own.far if after == before + 1 else own.over) * self.pitch))
            for before, after in pairwise(at)
        ]

    def _rest(self, line: InkLine, digits: Sequence[str], row: int, columns: Sequence[int]) -> float:
        """The ink where none of its digits ever has some, as a share of what each of them has on average."""
        ink = _with_room(_ink(line), max(self.size))
        whole = float(ink.sum())
        high, wide = self.size
        for digit, column in zip(digits, columns, strict=True):
            shape = self.shapes[digit]
            own = cv2.dilate(np.asarray(shape.total >= self.settings.ever * shape.count, np.uint8), np.ones((3, 3), np.uint8))
            ink[row : row + high, column : column + wide][own > 0] = 0
        return float(ink.sum()) * len(columns) / max(whole, 1.0)


def own_types(
    lines: Sequence[InkLine], certain: Sequence[str | None], tables: Sequence[Hashable | None], settings: TypeSettings = _TYPE
) -> tuple[OwnType | None, ...]:
    """The type of each line's table; None where too few figures are known. Tables whose type is as high bear witness for each other.

    Args:
        lines: the ink.
        certain: the digits that a line says, None where nobody is certain.
        tables: the names of their tables, None for what stands in none.
        settings: what is taken for alike.
    """
    known = [number for number, text in enumerate(certain) if text and text.isdigit()]
    of_table: dict[Hashable, list[int]] = defaultdict(list)
    for number in known:
        of_table[tables[number]].append(number)
    heights = {
        table: round(float(np.median([lines[number].height for number in several])))
        for table, several in of_table.items()
        if len(several) >= settings.fewest
    }
    found: dict[Hashable, OwnType] = {}
    for table, height in heights.items():
        near = {other for other, high in heights.items() if abs(high - height) <= settings.alike}
        alike = [number for number in known if tables[number] in near]
        found[table] = _learned([(number, lines[number], certain[number] or "") for number in alike], height, settings)
    return tuple(found.get(table) for table in tables)


def _learned(examples: Sequence[tuple[int, InkLine, str]], height: int, settings: TypeSettings) -> OwnType:
    glyphs: dict[str, list[_Glyph]] = defaultdict(list)
    pitches: list[float] = []
    size = height + 2 * (settings.around + settings.astray), round(settings.width * height) + 2 * (settings.around + settings.astray)
    for number, line, text in examples:
        middles = _middles(line, len(text))
        if not middles:
            continue  # its digits touch each other, or one is broken
        pitches += [after - before for before, after in pairwise(middles)]
        for digit, window in zip(text, _windows(line, middles, size), strict=True):
            glyphs[digit].append(_Glyph(line=number, window=window))
    pitch = float(np.median(pitches)) if len(pitches) >= settings.fewest else settings.pitch * height
    return OwnType(glyphs, height, pitch, settings)


def _middles(line: InkLine, count: int) -> list[float]:
    """Across, where each digit of a line has its middle; none where its pieces are not one for each."""
    ink = _ink(line) > _HALF
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return []
    if count == 1:
        return [(columns[0] + columns[-1] + 1) / 2]
    tall = tall_pieces(np.asarray(ink[rows[0] : rows[-1] + 1], np.uint8))
    return [float(start + end) / 2 for start, end in tall] if len(tall) == count == line.digits[1] else []


def _windows(line: InkLine, middles: Sequence[float], size: tuple[int, int]) -> list[Floats]:
    """A window around each digit of a line, without the ink of its neighbours."""
    ink, room = _ink(line), max(size)
    rows = np.flatnonzero((ink > _HALF).any(axis=1))
    borders = [0, *(round((one + other) / 2) for one, other in pairwise(middles)), ink.shape[1]]
    windows = []
    for middle, (start, end) in zip(middles, pairwise(borders), strict=True):
        alone = np.zeros_like(ink)
        alone[:, start:end] = ink[:, start:end]
        top, left = round((rows[0] + rows[-1] + 1 - size[0]) / 2) + room, round(middle - size[1] / 2) + room
        windows.append(np.ascontiguousarray(_with_room(alone, room)[top : top + size[0], left : left + size[1]]))
    return windows


def _ink(line: InkLine) -> Floats:
    """How much ink each pixel of a line's crop has, 0 to 1; all or nothing on a fax."""
    if line.rough:
        return np.asarray(line.crop < _FAX_INKED, np.float32)
    darkest = float(np.percentile(line.crop, _DARKEST))
    return np.asarray(np.clip((_WHITE - line.crop.astype(np.float32)) / max(_WHITE - darkest, 1.0), 0, 1), np.float32)


def _with_room(ink: Floats, room: int) -> Floats:
    return np.asarray(cv2.copyMakeBorder(ink, room, room, room, room, cv2.BORDER_CONSTANT, value=0), np.float32)


def _room(astray: int) -> tuple[int, int]:
    return 2 * astray + 1, 2 * astray + 1


def _chained(layers: Sequence[Floats], steps: Sequence[tuple[int, int]]) -> tuple[float, list[int]]:
    """One column of each layer, so many columns from each other, that are worth most together; and what they are worth."""
    best, ways = layers[0].astype(np.float64), []
    for layer, (near, far) in zip(layers[1:], steps, strict=True):
        before = np.full((far - near + 1, len(layer)), _BLANK)
        for index, step in enumerate(range(near, min(far, len(layer) - 1) + 1)):
            before[index, step:] = best[: len(best) - step]
        ways.append((before.argmax(axis=0), near))
        best = layer + before.max(axis=0)
    column = int(best.argmax())
    columns = [column]
    for way, near in reversed(ways):
        column -= int(way[column]) + near
        columns.append(column)
    return float(best.max()), columns[::-1]
