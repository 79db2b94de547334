"""The reader rapidocr: PP-OCRv6's small recogniser, the model file that the rapidocr wheel ships, run by onnxruntime."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.page import Reading
from ocr.crops import CUT_CONFIDENCE, FIGURE_CHARACTERS, framed, scaled
from ocr.ctc import best_path, likely_texts, other_letters
from ocr.errors import ReaderFailed, ReaderUnavailable
from ocr.straight_masks import Gray

__all__ = ["Rapid", "model_file"]

MODEL = "PP-OCRv6_rec_small.onnx"
HEIGHT = 48  # pixels, as the model was trained
MARGIN = 0.2  # of the height of the ink, on every side
SHORT = 3.0  # widths to height: lines of three characters and less are not squeezed
UNSURE = 0.9  # confidence below which a squeezed line is read again at full width
LINE_SQUEEZE = 0.6  # the time goes with the width; lines are read as well as at full width, at 0.6 one or two in a hundred are lost
MOST_PIXELS = 4096  # of width in a batch: the model's answer to as many takes 40 MB
LARGEST_BATCH = 8  # the model answers 18,710 numbers for every eight pixels of width
PADDING = 1.25  # widest crop of a batch to the narrowest
STRIDE = 8
LEAST_WIDTH = 32
LIKE_FIGURES = "OoQDCcUulIiJjtTzZsSbBgGqAaeEyY口〇○◯□日目曰囗丨丿丶一二乙了丁十|!！[](){}<>:;'\"`´‘’“”°·•…~～^_=*\\¦ー－–-‐，。、．：；"
"""What digits, points and dashes are taken for: in its place a figure may be meant."""
SAME_AS = {"0": "Oo〇○◯", "1": "lI丨"}
"""Characters that look the same where nothing is printed but figures."""
LEANING_DEGREES = 82.0  # a 1 stands at 88 and more; what leans so far and is broken may be a slash
LETTER = 0.02  # share of a character's columns from which another one is worth telling: the one printed was among them nearly always
CERTAIN_WORDS = 0.99  # mean confidence of words of which no other letter is worth telling
STROKE_CONFIDENCE = 0.9  # of what the slant of a lone stroke says
RARE = 0.05  # what a Han character outside GB 2312 is held to be worth: 維, 審 and the like are hardly ever printed, and often guessed
DASHES = "—"  # the model writes a lone dash as one of these more often than as a hyphen

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """The recogniser, what it wants its input called, and its characters; the first is no character.

    ``foreign`` are the numbers of those that no figure has, and that no figure is taken for; ``same`` the numbers of digits and of what
    looks the same; ``prior`` is what each is worth in text.
    """

    session: Any
    input: str
    characters: tuple[str, ...]
    foreign: NDArray[np.int64]
    same: tuple[tuple[int, NDArray[np.int64]], ...]
    prior: Floats


@dataclass(frozen=True, slots=True)
class Rapid:
    """Reads with the model of the installed rapidocr. The model is loaded once a process, when it is first needed."""

    @property
    def name(self) -> str:
        """``rapidocr``."""
        return "rapidocr"

    def lacks(self) -> str:
        """What is not installed, and the command that installs it."""
        if importlib.util.find_spec("onnxruntime") is None:
            return "onnxruntime is not installed; run make setup"
        if model_file() is None:
            return f"the model {MODEL} of rapidocr 3.10 is not there; run make setup"
        return ""

    def figures(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        """The crops read as figures. The confidence is that of the least certain character among all that the model knows.

        Where it sees a character that no figure has, and that no figure is taken for, the confidence is low too.
        The model takes a lone ``/`` for a 1 and a lone dash for nothing, so that there the slant of the stroke decides.

        Raises:
            ReaderUnavailable: there is no model.
            ReaderFailed: the model could not be run.
        """
        model = self._model()
        allowed = [0, *(number for number, text in enumerate(model.characters) if text in (*FIGURE_CHARACTERS, *DASHES))]
        texts = ["", *("-" if model.characters[number] in DASHES else model.characters[number] for number in allowed[1:])]
        ready = {at: one for at, crop in enumerate(crops) if (one := framed(crop, figures=True)) is not None}
        readings = [self._nothing()] * len(crops)
        for at, columns in _answers(model, {at: one.image for at, one in ready.items()}):
            for digit, alike in model.same:
                columns[:, digit] += columns[:, alike].sum(axis=1)
            among = columns[:, allowed]
            text, confidence = best_path(among, texts)
            confidence = min(confidence, 1 - float(columns[:, model.foreign].max(initial=0.0)))  # 减2 is not sure to be a 2
            stroke, others = ready[at].stroke, likely_texts(among, texts, but=text)
            if stroke and text != stroke:
                text, confidence, others = stroke, STROKE_CONFIDENCE, ((text, 1 - STROKE_CONFIDENCE),)
            elif stroke:
                confidence = max(confidence, STROKE_CONFIDENCE)
            elif text == "1" and ready[at].degrees < LEANING_DEGREES:
                confidence, others = confidence / 2, (("/", confidence / 2),)
            sure = confidence * (CUT_CONFIDENCE if ready[at].cut else 1)
            readings[at] = Reading(reader=self.name, text=text, confidence=sure, alternatives=others)
        return tuple(readings)

    def lines(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        """The crops read as text. The confidence is the mean of the characters'.

        Raises:
            ReaderUnavailable: there is no model.
            ReaderFailed: the model could not be run.
        """
        model = self._model()
        readings = [self._nothing()] * len(crops)
        ready = {at: one.image for at, crop in enumerate(crops) if (one := framed(crop, figures=False)) is not None}
        short = {at: image for at, image in ready.items() if image.shape[1] <= SHORT * image.shape[0]}
        long = {at: image for at, image in ready.items() if at not in short}
        for at, columns in _answers(model, long, LINE_SQUEEZE):
            readings[at] = self._line(model, columns)
        unsure = {at: image for at, image in long.items() if readings[at].confidence < UNSURE or not readings[at].text}
        for at, columns in _answers(model, short | unsure):
            readings[at] = self._line(model, columns)
        return tuple(readings)

    def _line(self, model: Model, columns: Floats) -> Reading:
        usual = _usual(model, columns)
        text, confidence = best_path(usual, model.characters, mean=True)
        others = () if confidence > CERTAIN_WORDS else other_letters(usual, model.characters, least=LETTER)
        return Reading(reader=self.name, text=text.strip(), confidence=confidence, alternatives=tuple((o.strip(), c) for o, c in others))

    def _nothing(self) -> Reading:
        return Reading(reader=self.name, text="", confidence=1.0)

    def _model(self) -> Model:
        lacking = self.lacks()
        if lacking:
            raise ReaderUnavailable(f"rapidocr cannot read: {lacking}")
        return _loaded()


def model_file() -> Path | None:
    """The model in the installed rapidocr, found without importing it; None when it is not there."""
    spec = importlib.util.find_spec("rapidocr")
    for folder in spec.submodule_search_locations or () if spec is not None else ():
        path = Path(folder) / "models" / MODEL
        if path.is_file():
            return path
    return None


@cache
def _loaded() -> Model:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # sources are read side by side, each by one process
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(str(model_file()), options, providers=["CPUExecutionProvider"])
        characters = session.get_modelmeta().custom_metadata_map["character"].split("\n")
    except Exception as error:  # onnxruntime's own errors have no root but Exception
        raise ReaderFailed(f"rapidocr's model cannot be loaded ({_first_line(error)}); install it again with make setup") from error
    known = frozenset((*FIGURE_CHARACTERS, *DASHES, *LIKE_FIGURES, ""))
    everything = ("", *characters, " ")
    foreign = np.array([number for number, text in enumerate(everything) if text not in known])
    prior = np.array([RARE if _is_rare(text) else 1.0 for text in everything], np.float32)
    number = {text: at for at, text in enumerate(everything)}
    same = tuple((number[digit], np.array([number[text] for text in others if text in number])) for digit, others in SAME_AS.items())
    return Model(session, session.get_inputs()[0].name, everything, foreign, same, prior)


def _is_rare(text: str) -> bool:
    """Whether it is a Han character that GB 2312, which holds what mainland print uses, does not have."""
    if not "\u3400" <= text[:1] <= "\u9fff":
        return False
    try:
        return not text.encode("gb2312")
    except UnicodeEncodeError:
        return True


def _usual(model: Model, columns: Floats) -> Floats:
    """The columns, those that a rare character wins weighed by what is usually printed."""
    doubtful = np.flatnonzero(model.prior[columns.argmax(axis=1)] < 1)
    if not len(doubtful):
        return columns
    weighed = columns.copy()
    weighed[doubtful] *= model.prior
    weighed[doubtful] /= np.maximum(weighed[doubtful].sum(axis=1, keepdims=True), 1e-9)
    return weighed


def _answers(model: Model, crops: Mapping[int, Gray], squeeze: float = 1.0) -> Iterator[tuple[int, Floats]]:
    """For each crop its number and what the model says of it, (columns, characters), in no order."""
    ready = {at: _input(crop, squeeze) for at, crop in crops.items()}
    for batch in _batches(ready):
        width = -(-max(ready[at].shape[1] for at in batch) // STRIDE) * STRIDE
        images = np.full((len(batch), HEIGHT, max(width, LEAST_WIDTH)), 255, np.uint8)
        for place, at in enumerate(batch):
            images[place, :, : ready[at].shape[1]] = ready[at]
        values = np.repeat((images[:, None].astype(np.float32) / 255 - 0.5) / 0.5, 3, axis=1)
        try:
            (answer,) = model.session.run(None, {model.input: values})
        except Exception as error:  # onnxruntime's own errors have no root but Exception
            raise ReaderFailed(f"rapidocr broke off ({_first_line(error)}); try --reader tesseract") from error
        yield from zip(batch, answer, strict=True)


def _input(crop: Gray, squeeze: float) -> Gray:
    framed_crop = np.pad(crop, max(1, round(MARGIN * crop.shape[0])), constant_values=255)
    widest = MOST_PIXELS * framed_crop.shape[0] / (HEIGHT * framed_crop.shape[1])  # a ruling taken for a line of text is wider
    return scaled(framed_crop, HEIGHT, min(squeeze, widest))


def _batches(images: dict[int, Gray]) -> Iterator[list[int]]:
    """Crops of about one width together."""
    batch: list[int] = []
    for at in sorted(images, key=lambda at: images[at].shape[1]):
        wide = batch and max(images[at].shape[1], LEAST_WIDTH) > PADDING * max(images[batch[0]].shape[1], LEAST_WIDTH)
        if batch and (wide or len(batch) == LARGEST_BATCH or (len(batch) + 1) * images[at].shape[1] > MOST_PIXELS):
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__
