"""Crops of figures set in lines with a printed X between them, and the characters read from a line given back to its crops."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from ocr.crops import scaled
from ocr.straight_masks import Gray
from ocr.tesseract_pages import Character

__all__ = ["SEPARATOR", "Strip", "strips_of"]

SEPARATOR = "X"
HEIGHT = 42  # pixels of ink
WIDTH = 700  # pixels: longer lines come apart more often
GAP = 8
BORDER = (14, 14, 20, 20)
BLUR = 0.02  # of the height: runs the dots of faxes together


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """A line of crops: its picture, and from where to where each crop (by number) stands on it, in pixels."""

    image: Gray
    places: tuple[tuple[int, int, int], ...]

    def assigned(self, characters: Sequence[Character]) -> dict[int, tuple[Character, ...]]:
        """The characters of each crop; of no crop when the X are not where they were printed: nothing on the line can be trusted."""
        groups: list[list[Character]] = [[]]
        for character in characters:
            if character.text == SEPARATOR:
                groups.append([])
            else:
                groups[-1].append(character)
        inner = groups[1:-1]
        if len(inner) != len(self.places) or groups[0] or groups[-1]:
            return {}
        for (_, start, end), group in zip(self.places, inner, strict=True):
            if any(not start - 2 * GAP <= character.middle <= end + 2 * GAP for character in group):
                return {}
        return {at: tuple(group) for (at, _, _), group in zip(self.places, inner, strict=True)}


def strips_of(crops: Mapping[int, Gray], each: int = 0) -> tuple[Strip, ...]:
    """Framed crops, by number, set in lines; ``each`` of them to a line at most when it is not 0."""
    return tuple(_strip(line) for line in _lines({at: scaled(crop, HEIGHT) for at, crop in crops.items()}, each))


def _lines(images: Mapping[int, Gray], each: int) -> Iterator[dict[int, Gray]]:
    line: dict[int, Gray] = {}
    mark, used = _mark().shape[1] + 2 * GAP, 0
    for at, image in images.items():
        more = image.shape[1] + mark
        if line and (used + more > WIDTH or len(line) == each):
            yield line
            line, used = {}, 0
        line[at] = image
        used += more
    if line:
        yield line


def _strip(line: Mapping[int, Gray]) -> Strip:
    gap = np.full((HEIGHT, GAP), 255, np.uint8)
    parts, places, used = [_mark()], [], BORDER[2] + _mark().shape[1]
    for at, image in line.items():
        places.append((at, used + GAP, used + GAP + image.shape[1]))
        parts += [gap, image, gap, _mark()]
        used += 2 * GAP + image.shape[1] + _mark().shape[1]
    row = cv2.copyMakeBorder(np.hstack(parts), *BORDER, cv2.BORDER_CONSTANT, value=(255,))
    return Strip(np.asarray(cv2.GaussianBlur(row, (0, 0), BLUR * HEIGHT), np.uint8), tuple(places))


@cache
def _mark() -> Gray:
    """The printed X, as high as the digits beside it."""
    image = np.full((140, 140), 255, np.uint8)
    cv2.putText(image, SEPARATOR, (20, 110), cv2.FONT_HERSHEY_SIMPLEX, 3.3, (0,), 9, cv2.LINE_AA)
    rows, columns = np.flatnonzero(image.min(axis=1) < 128), np.flatnonzero(image.min(axis=0) < 128)
    return scaled(np.asarray(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], np.uint8), HEIGHT)
