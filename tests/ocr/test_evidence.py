"""Evidence is weighed: agreement makes a figure likely, what speaks against it less so, and shares never exceed the whole."""

from dataclasses import replace

import numpy as np
import pytest

from ingest.page import Reading
from ocr.evidence import candidates, is_figure_text, learned, plain_value
from ocr.ink_types import InkLine


def ink() -> InkLine:
    return InkLine(area=(0, 0, 20, 24), crop=np.full((40, 60), 255, np.uint8), strokes=1.5, figure=True, digits=(1, 3))


def looks(*texts: str, reader: str = "rapidocr", confidence: float = 0.99) -> tuple[Reading, ...]:
    return tuple(Reading(reader=reader, text=text, confidence=confidence) for text in texts)


def both(first: str, second: str) -> tuple[Reading, ...]:
    return looks(first) + looks(second, reader="tesseract")


def likeliest(said: tuple[Reading, ...], line: InkLine) -> tuple[str, float]:
    best = candidates(said, line)[0]
    return best.text, best.probability


def test_shares_are_a_distribution_with_something_left() -> None:
    found = candidates(both("125", "126"), ink())
    assert {one.text for one in found} == {"125", "126"}
    assert 0 < sum(one.probability for one in found) < 1


def test_agreement_is_worth_more_than_a_reading_alone() -> None:
    assert likeliest(both("12", "12"), ink())[1] > likeliest(both("12", ""), ink())[1]


@pytest.mark.parametrize("fault", [{"broken": True}, {"cut": True}, {"gap": 1.2}, {"digits": (3, 3)}])
def test_what_is_wrong_with_the_ink_counts_against_a_figure(fault: dict[str, object]) -> None:
    whole = likeliest(both("12", "12"), replace(ink(), digits=(2, 2)))
    assert likeliest(both("12", "12"), replace(ink(), **{"digits": (2, 2), **fault}))[1] < whole[1]  # type: ignore[arg-type] # any field


def test_a_one_on_a_fax_is_worth_less_than_another_digit() -> None:
    fax = replace(ink(), rough=True)
    assert likeliest(both("1", "1"), fax)[1] < likeliest(both("7", "7"), fax)[1]


def test_alternatives_of_a_reader_are_candidates_too() -> None:
    said = (Reading(reader="rapidocr", text="13", confidence=0.6, alternatives=(("18", 0.3),)),)
    assert [one.text for one in candidates(said, ink())] == ["13", "18"]


def test_nothing_read_leaves_no_candidate() -> None:
    assert candidates(both("", "x"), ink()) == ()


def test_readers_that_nobody_learned_are_taken_for_others() -> None:
    assert learned(("new",), False) == learned(("tesseract",), False)
    assert learned(("new", "other"), True) == learned(("rapidocr", "tesseract"), True)


@pytest.mark.parametrize(("text", "value"), [("1,250", "1250"), (" 12 5", "125"), ("－", "—"), ("/", "/"), ("1,25", "1,25")])
def test_values_are_compared_without_separators(text: str, value: str) -> None:
    assert plain_value(text) == value


def test_figures_are_told_from_other_texts() -> None:
    assert [is_figure_text(text) for text in ("12", "-3", "1,250.5", "12,5", "", "1.")] == [True, True, True, False, False, False]
