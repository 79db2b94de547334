"""Labels out of letters that the reader held to be possible, from literal readings."""

import pytest

from ingest.page import Reading
from layout.spelling import spelled

LABELS = ("其他", "社会公益组织", "尚未审结", "(二)部分公开", "(三)不予公开")


def reading(text: str, *others: str) -> tuple[Reading, ...]:
    return (Reading(reader="made up", text=text, confidence=0.7, alternatives=tuple((other, 0.1) for other in others)),)


@pytest.mark.parametrize(
    ("text", "others", "label"),
    [
        ("其\n地", ("其\n他",), "其\n他"),
        ("杜会公益胡织", ("社会公益胡织", "杜会公益组织", "比会公益胡织"), "社会公益组织"),
        ("尚未市结", ("尚未申结", "尚未审结"), "尚未审结"),
    ],
)
def test_letters_that_make_a_label_of_the_form_are_taken(text: str, others: tuple[str, ...], label: str) -> None:
    assert spelled(text, reading(text, *others), LABELS) == label


def test_the_readings_of_a_label_set_one_character_below_the_other_count_together() -> None:
    assert spelled("其\n地", (*reading("其"), *reading("地", "他")), LABELS) == "其\n他"


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("其地", ("其也", "真地")),  # none of them is a label's letter in its place
        ("其他", ("其它",)),  # a label as it is
        ("地", ("他",)),  # half of a label
        ("其地", ()),  # the reader was sure of it
        ("未见过的", ("未见过他",)),  # no label is near
    ],
)
def test_other_words_stay_as_they_were_read(text: str, others: tuple[str, ...]) -> None:
    assert spelled(text, reading(text, *others), LABELS) == text


def test_words_that_may_be_either_of_two_labels_stay() -> None:
    assert spelled("复议后起诉讼", reading("复议后起诉讼"), ("行政复议", "行政诉讼")) == "复议后起诉讼"
    either = reading("行政夏汉", "行政复汉", "行政夏议", "行政诉汉", "行政夏讼")
    assert spelled("行政夏汉", either, ("行政复议", "行政诉讼")) == "行政夏汉"


def test_what_was_left_out_for_being_unsure_counts_where_something_was_lost() -> None:
    below = (*reading("尚"), *reading("表", "衰", "未"), *reading("市", "审"), *reading("铭"))
    assert spelled("尚", below, LABELS) == "尚"
    assert spelled("尚", below, LABELS, lost=True) == "尚\n未\n审\n铭"
