"""What columns spell, from literal columns: a space between characters, then a and b."""

import numpy as np
import pytest

from ocr.ctc import best_path, likely_texts, other_letters

TEXTS = ("", "a", "b")


def columns(*rows: tuple[float, float, float]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.array(rows, np.float32)


def test_a_character_of_several_columns_is_one_and_a_gap_parts_two() -> None:
    assert best_path(columns((0, 1, 0), (0, 1, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)), TEXTS) == ("aab", 1.0)


def test_the_least_certain_character_counts() -> None:
    assert best_path(columns((0, 1, 0), (1, 0, 0), (0.4, 0, 0.6)), TEXTS)[1] == pytest.approx(0.6)
    assert best_path(columns((0, 1, 0), (1, 0, 0), (0.4, 0, 0.6)), TEXTS, mean=True)[1] == pytest.approx(0.8)


def test_what_went_to_other_characters_lowers_the_confidence() -> None:
    for text, read in (("a", best_path(columns((0, 1, 0), (0.05, 0, 0)), TEXTS)), ("", best_path(columns((0.05, 0, 0)), TEXTS))):
        assert read[0] == text
        assert read[1] == pytest.approx(0.05)


def test_other_texts_come_with_their_share() -> None:
    ((text, share),) = likely_texts(columns((0, 1, 0), (0.6, 0, 0.4)), TEXTS, but="a")
    assert text == "ab"
    assert share == pytest.approx(0.4)


def test_what_is_certain_has_no_other_text() -> None:
    assert likely_texts(columns((0, 1, 0), (1, 0, 0)), TEXTS, but="a") == ()


def test_no_columns_spell_nothing() -> None:
    assert best_path(np.zeros((0, 3), np.float32), TEXTS) == ("", 1.0)


def test_other_letters_come_one_at_a_time_with_what_their_columns_hold_of_them() -> None:
    read = columns((0, 0.7, 0.3), (1, 0, 0), (0, 0.1, 0.9))
    assert best_path(read, TEXTS)[0] == "ab"
    first, second = other_letters(read, TEXTS, least=0.1)
    assert (first[0], second[0]) == ("bb", "aa")
    assert first[1] == pytest.approx(0.3)
    assert second[1] == pytest.approx(0.1)
    assert other_letters(read, TEXTS, least=0.4) == ()
