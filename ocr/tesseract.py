"""The reader tesseract: crops set in lines of print, all of them read by one Tesseract process."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np

from ingest.page import Reading
from ocr.crops import CUT_CONFIDENCE, FIGURE_CHARACTERS, framed, scaled
from ocr.errors import ReaderFailed, ReaderUnavailable
from ocr.straight_masks import Gray
from ocr.strips import SEPARATOR, strips_of
from ocr.tesseract_pages import Character, hocr_characters, tsv_lines

__all__ = ["Tesseract"]

Read = TypeVar("Read")

# Tesseract's threads slow it down: 3 to 4.5 times on pages, 10 times when two processes run. It looks at this as it starts.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

INSTALL = "apt-get install -y tesseract-ocr tesseract-ocr-chi-sim"
LANGUAGES = ("chi_sim", "eng")
FIGURES = f"--psm 7 --dpi 300 -c hocr_char_boxes=1 -c tessedit_char_whitelist={FIGURE_CHARACTERS}{SEPARATOR}"
LOOSE = {"l": "1", "I": "1", "|": "1", "—": "-"}  # what it sees in a lone 1 or dash, and would rather say nothing than the figure
LOOSE_FIGURES = FIGURES + "".join(LOOSE)
LINES = "--psm 7 --dpi 300"
LINE_HEIGHT = 24  # pixels of ink: more takes longer, and reads poor print worse
LINE_BORDER = 10  # pixels of white around a line
LONE, TIMES = (0.6, 1.5), 2  # width to height of one character, which alone often reads as nothing: beside itself it reads well
FAULTS = frozenset({signal.SIGFPE, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL})  # its own, and none of the machine's
MOST_CRASHES = 4  # images of one call; where more bring it down it is not installed well
STARTING_SECONDS, SECONDS = 60.0, 2.0  # until it is taken to hang: to start, and for each image


@dataclass(frozen=True, slots=True)
class Tesseract:
    """Reads with the ``tesseract`` on the path."""

    @property
    def name(self) -> str:
        """``tesseract``."""
        return "tesseract"

    def lacks(self) -> str:
        """What is not installed, and the command that installs it."""
        return _lacking(os.environ.get("PATH", ""), os.environ.get("TESSDATA_PREFIX", ""))

    def figures(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        """The crops read as figures, set in lines between printed X. The confidence is that of the least certain character.

        Raises:
            ReaderUnavailable: the program or a language is missing.
            ReaderFailed: it broke off, or took too long.
        """
        self._ready()
        nothing = Reading(reader=self.name, text="", confidence=1.0)
        whole = {at: one for at, crop in enumerate(crops) if (one := framed(crop, figures=True)) is not None}
        ready = {at: one.image for at, one in whole.items()}
        found = self._figures(ready, FIGURES)
        lost = {at: image for at, image in ready.items() if at not in found}
        found |= self._figures(lost, LOOSE_FIGURES, each=1)
        found |= {at: replace(found[at], confidence=found[at].confidence * CUT_CONFIDENCE) for at in found if whole[at].cut}
        unread = Reading(reader=self.name, text="", confidence=0.0)
        return tuple(found.get(at, unread if at in ready else nothing) for at in range(len(crops)))

    def _figures(self, crops: Mapping[int, Gray], config: str, each: int = 0) -> dict[int, Reading]:
        """What is read of those crops that stand whole between their X; ``each`` of them on a line, or as many as it takes."""
        strips = strips_of(crops, each)
        if not strips:
            return {}
        nothing: tuple[Character, ...] = ()
        pages = _each(
            [strip.image for strip in strips],
            lambda images: hocr_characters(_run(images, "eng", config, "hocr"), len(images)),
            nothing,
        )
        whole = (strip.assigned(characters) for strip, characters in zip(strips, pages, strict=True))
        return {at: self._reading(characters) for line in whole for at, characters in line.items() if _is_figure(characters)}

    def lines(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        """The crops read as text. The confidence is the mean of the words'.

        Raises:
            ReaderUnavailable: the program or a language is missing.
            ReaderFailed: it broke off, or took too long.
        """
        self._ready()
        readings = [Reading(reader=self.name, text="", confidence=1.0)] * len(crops)
        ready = {at: one.image for at, crop in enumerate(crops) if (one := framed(crop, figures=False)) is not None}
        images = {at: scaled(image, LINE_HEIGHT) for at, image in ready.items()}
        found = self._texts(images)
        lone = {at: np.hstack([images[at]] * TIMES) for at, one in found.items() if not one.text and _is_lone(images[at])}
        found |= {at: once for at, one in self._texts(lone).items() if (once := _once(one)) is not None}
        return tuple(found.get(at, reading) for at, reading in enumerate(readings))

    def _texts(self, images: Mapping[int, Gray]) -> dict[int, Reading]:
        """What is read of each image, white put around it."""
        if not images:
            return {}
        border = (LINE_BORDER,) * 4
        framed_images = [cv2.copyMakeBorder(image, *border, cv2.BORDER_CONSTANT, value=(255,)) for image in images.values()]
        texts = _each(
            [image.astype("uint8") for image in framed_images],
            lambda images: tsv_lines(_run(images, "chi_sim", LINES, "tsv"), len(images)),
            ("", 0.0),
        )
        return {
            at: Reading(reader=self.name, text=text, confidence=confidence) for at, (text, confidence) in zip(images, texts, strict=True)
        }

    def _reading(self, characters: Sequence[Character]) -> Reading:
        text = "".join(LOOSE.get(character.text, character.text) for character in characters)
        return Reading(reader=self.name, text=text, confidence=min(character.confidence for character in characters))

    def _ready(self) -> None:
        lacking = self.lacks()
        if lacking:
            raise ReaderUnavailable(f"tesseract cannot read: {lacking}")


@cache
def _lacking(path: str, data: str) -> str:
    """What is missing for one search path and one folder of languages."""
    import pytesseract

    try:
        there = pytesseract.get_languages()
    except pytesseract.TesseractNotFoundError:
        return f"the program tesseract is not installed; run {INSTALL}"
    missing = [language for language in LANGUAGES if language not in there]
    return f"its language {' and '.join(missing)} is not installed; run {INSTALL}" if missing else ""


def _is_lone(image: Gray) -> bool:
    """Whether it has the shape of one Chinese character."""
    height, width = image.shape
    return bool(LONE[0] * height <= width <= LONE[1] * height)


def _once(several: Reading) -> Reading | None:
    """The reading of one of the copies of an image, when all read alike."""
    text = "".join(several.text.split())
    size = len(text) // TIMES
    return replace(several, text=text[:size]) if size and text[:size] * TIMES == text else None


def _is_figure(characters: Sequence[Character]) -> bool:
    """Points, commas and plus signs alone are no figure, but specks."""
    return any(character.text not in ".,+" for character in characters)


class _Crashed(ReaderFailed):
    """The program was ended by a fault of its own, at an image that nobody knows."""


def _each(images: Sequence[Gray], read: Callable[[Sequence[Gray]], Sequence[Read]], nothing: Read) -> list[Read]:
    """What is read of each image; nothing of one that brings the program down, which a division by zero does in some strips.

    The images before and after it are read all the same, half of them at a time.

    Raises:
        ReaderFailed: the program broke off otherwise, or at so many images that it is broken itself.
    """
    crashes = 0

    def part(some: Sequence[Gray]) -> list[Read]:
        nonlocal crashes
        try:
            return list(read(some))
        except _Crashed:
            if len(some) > 1:
                middle = len(some) // 2
                return part(some[:middle]) + part(some[middle:])
            crashes += 1
            if crashes > MOST_CRASHES:
                raise
            return [nothing]

    return part(images)


def _run(images: Sequence[Gray], language: str, config: str, kind: str) -> bytes:
    """What one process says of all images."""
    import pytesseract

    ask: Callable[..., bytes | str] = pytesseract.pytesseract.run_and_get_output
    with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
        files = [Path(folder) / f"{number}.pgm" for number in range(len(images))]
        for file, image in zip(files, images, strict=True):
            cv2.imwrite(str(file), image)
        listed = Path(folder) / "images.txt"
        listed.write_text("".join(f"{file}\n" for file in files), "utf-8")
        seconds = STARTING_SECONDS + SECONDS * len(images)
        if kind == "tsv":
            config = f"-c tessedit_create_tsv=1 {config}"
        try:
            said = ask(str(listed), kind, language, config, 0, seconds, True)
        except pytesseract.TesseractNotFoundError as error:
            raise ReaderUnavailable(f"tesseract cannot read: the program is gone; run {INSTALL}") from error
        except (RuntimeError, OSError) as error:
            failure = _Crashed if -getattr(error, "status", 0) in FAULTS else ReaderFailed
            raise failure(f"tesseract broke off ({_told(error, seconds)}); try --reader rapidocr") from error
    return said if isinstance(said, bytes) else said.encode("utf-8")


def _told(error: Exception, seconds: float) -> str:
    if "timeout" in str(error):
        return f"no answer in {seconds:g} seconds"
    lines = str(getattr(error, "message", error)).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
