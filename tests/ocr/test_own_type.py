"""The type of a table, learned from its own figures, and what it says of others."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from ingest.page import Candidate, Reading
from ocr.ink_lines import ink_line
from ocr.ink_types import InkLine, InkSettings
from ocr.own_type import OwnType, own_types
from ocr.verdict import DIFFER, FAX, Verdict, VoteSettings
from ocr.vote_types import OTHER_TYPE, with_own_type
from tests.ocr.drawn import figure

KNOWN = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "12", "34", "56", "78", "90", "147", "258", "369")


def line(text: str, seed: int, lost: float = 0.3, *, rough: bool = True, blot: tuple[int, int, int, int] | None = None) -> InkLine:
    """A figure of 16 pixels' height as a fax leaves it: a share of its ink is lost; a blot covers some columns and rows."""
    drawn = figure(text)
    small = np.asarray(cv2.resize(drawn, None, fx=0.55, fy=0.55, interpolation=cv2.INTER_AREA), np.uint8)
    ink = (small < 128) & (np.random.default_rng(seed).random(small.shape) >= lost)
    if blot is not None:
        ink[blot[1] : blot[3], blot[0] : blot[2]] = True
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    x0, y0, x1, y1 = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    crop = np.where(ink[y0:y1, x0:x1], 0, 255).astype(np.uint8)
    crop = np.pad(crop, 3, constant_values=255)
    mask = np.asarray(small[y0:y1, x0:x1] < 128, np.uint8)  # whole, so that its pieces are its digits
    return replace(ink_line((x0, y0, x1, y1), crop, mask, 200, InkSettings()), rough=rough)


@pytest.fixture(scope="module")
def own() -> OwnType:
    """The type of a table of which every figure above stands in it four times."""
    texts = KNOWN * 4
    (found, *_) = own_types([line(text, seed) for seed, text in enumerate(texts)], texts, ["table"] * len(texts))
    assert found is not None
    return found


@pytest.mark.parametrize("text", ["0", "1", "4", "6", "8", "75", "904", "3218"])
def test_a_figure_fits_the_type_of_its_table_better_than_any_other(own: OwnType, text: str) -> None:
    fit = own.fit(line(text, 1000), text)
    assert fit is not None
    assert fit.margin > 10
    assert fit.likely > 0.6
    assert fit.rest < 0.1
    assert fit.examples >= 4


@pytest.mark.parametrize(("text", "other"), [("4", "1"), ("6", "5"), ("8", "3"), ("2", "7"), ("75", "15"), ("904", "304")])
def test_what_looks_like_another_figure_to_a_reader_does_not_here(own: OwnType, text: str, other: str) -> None:
    fit = own.fit(line(text, 1001), other)
    assert fit is not None
    assert fit.margin < 0


def test_ink_of_a_digit_too_many_is_left_over(own: OwnType) -> None:
    fit = own.fit(line("28", 1002), "2")
    assert fit is not None
    assert fit.rest > 0.2


def test_a_figure_with_a_digit_that_nobody_knows_fits_nowhere() -> None:
    texts = ["0", "1", "0", "1", "0"]
    (found, *_) = own_types([line(text, seed) for seed, text in enumerate(texts)], texts, [None] * len(texts))
    assert found is not None
    assert found.fit(line("4", 1004), "4") is None
    assert (found.examples("0"), found.examples("4")) == (3, 0)


def test_a_figure_bears_no_witness_to_itself() -> None:
    texts = ["0", "0", "0", "4"]
    lines = [line(text, seed) for seed, text in enumerate(texts)]
    found = own_types(lines, texts, ["table"] * len(texts))[3]
    assert found is not None
    assert found.fit(lines[3], "4", 3) is None


def test_a_table_of_few_figures_asks_those_whose_type_is_as_high() -> None:
    texts = ["0", "1", "2"] * 2
    lines = [line(text, seed) for seed, text in enumerate(texts)]
    near = own_types(lines, texts, ["one"] * 3 + ["other"] * 3)
    assert near[0] is not None
    assert near[0].examples("0") == 2
    assert own_types(lines[:2], texts[:2], ["one"] * 2) == (None, None)


def verdicts(texts: tuple[str, ...]) -> list[Verdict]:
    return [Verdict(text=text, confidence=1.0, candidates=(Candidate(text=text, probability=1.0),)) for text in texts]


def doubtful(text: str, *said: tuple[str, float], doubt: str = FAX) -> Verdict:
    readings = tuple(Reading(reader="one", text=read, confidence=confidence) for read, confidence in said)
    return Verdict(text=text, confidence=0.8, readings=readings, doubt=doubt)


def settled(last: Verdict, ink: InkLine, known: tuple[str, ...] = KNOWN * 4) -> Verdict:
    """What becomes of a verdict in a table of figures that are certain."""
    lines = [*(line(text, seed) for seed, text in enumerate(known)), ink]
    return with_own_type([*verdicts(known), last], lines, ["table"] * len(lines), VoteSettings())[-1]


def test_a_doubt_is_taken_away_where_the_type_of_the_table_knows_the_reading() -> None:
    found = settled(doubtful("4", ("4", 0.8), ("1", 0.6)), line("4", 1005))
    assert (found.text, found.doubt, found.by_type) == ("4", None, True)
    assert found.confidence == VoteSettings().sure


def test_another_reading_of_the_same_ink_may_be_the_printed_one() -> None:
    found = settled(doubtful("1", ("1", 0.8), ("4", 0.6), doubt=f"{DIFFER}: 1 or 4"), line("4", 1006))
    assert (found.text, found.doubt) == ("4", None)


def test_a_blot_that_makes_another_figure_of_one_does_not_fit() -> None:
    found = settled(doubtful("6", ("6", 0.8)), line("5", 1012, 0.05, blot=(0, 9, 5, 14)))
    assert (found.text, found.doubt) == ("6", FAX)


def test_print_that_is_clearer_than_what_is_left_of_a_figure_has_to_be_as_clear_there() -> None:
    known = [line(text, seed, 0.02) for seed, text in enumerate(KNOWN * 2)]
    ink = line("0", 1013, 0.35)
    found = with_own_type([*verdicts(KNOWN * 2), doubtful("0", ("0", 0.5))], [*known, ink], ["table"] * (len(known) + 1), VoteSettings())
    assert found[-1].doubt == FAX


def test_what_no_reader_saw_is_not_read() -> None:
    found = settled(doubtful("1", ("1", 0.8), ("7", 0.6)), line("4", 1007))
    assert (found.text, found.doubt) == ("1", FAX)


def test_a_digit_that_was_seen_and_that_the_table_does_not_show_cannot_be_ruled_out() -> None:
    known = tuple(text for text in KNOWN if "4" not in text) * 4
    found = settled(doubtful("1", ("1", 0.8), ("4", 0.6)), line("1", 1008), known)
    assert found.doubt == FAX


@pytest.mark.parametrize("doubt", ["its ink runs over the edge of its cell", "a wide gap within a figure", "it may be a slash"])
def test_what_the_shape_of_digits_says_nothing_of_stays_in_doubt(doubt: str) -> None:
    assert settled(doubtful("4", ("4", 0.8), doubt=doubt), line("4", 1009)).doubt == doubt


@pytest.mark.parametrize(("text", "other"), [("1250", "1.250"), ("12", "1,2"), ("5", "-5"), ("5", "+5")])
def test_a_point_or_a_sign_that_some_look_saw_stays_in_doubt(text: str, other: str) -> None:
    """A thin minus is less ink than specks may be."""
    assert settled(doubtful(text, (text, 0.8), (other, 0.2)), line(text, 1010)).doubt == FAX


@pytest.mark.parametrize(("text", "doubt"), [("1", OTHER_TYPE), ("4", None)])
def test_what_all_readers_see_and_the_table_contradicts_is_in_doubt(text: str, doubt: str | None) -> None:
    (certain,) = verdicts((text,))
    assert settled(certain, line("4", 1011)).doubt == doubt


@pytest.mark.parametrize(("printed", "text"), [("1,912", "1,912"), ("381,347.098", "381,347.098"), ("1,912", "1912")])
def test_separators_between_digits_contradict_nothing(printed: str, text: str) -> None:
    (certain,) = verdicts((text,))
    assert settled(certain, line(printed, 1014, 0.05)).doubt is None
