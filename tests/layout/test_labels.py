"""How alike two labels are."""

import pytest

from layout.labels import bare_label, label_likeness


@pytest.mark.parametrize(
    ("printed", "bare"), [("（一）予以 公开", "(一)予以公开"), ("1．属于\n国家秘密", "1属于国家秘密"), ("３、危及“三安全”", "3危及三安全")]
)
def test_widths_blanks_and_stops_do_not_count(printed: str, bare: str) -> None:
    assert bare_label(printed) == bare


@pytest.mark.parametrize("printed", ["(二)部分公开", "（二）部分公开（区分处理的，只计这一情形）", "（二） 部分\n公开"])
def test_a_note_at_the_end_counts_for_nothing(printed: str) -> None:
    assert label_likeness(printed, "（二）部分公开（区分处理的，只计这一情形，不计其他情形）") == 1


def test_nothing_is_like_no_label() -> None:
    assert label_likeness(" 、", "规章") == 0


def test_a_piece_is_worth_less_than_the_whole_and_more_than_another() -> None:
    whole, piece = "2.其他法律行政法规禁止公开", "2.其他法律行政法"
    assert label_likeness("4.保护第三方合法权益", whole) < label_likeness(piece, whole) < label_likeness(whole, whole)


def test_one_wrong_character_of_many_hardly_counts() -> None:
    assert label_likeness("三、本年廑办理结果", "三、本年度办理结果") > 0.85


def test_the_number_tells_neighbours_apart() -> None:
    assert label_likeness("1.重复申请", "2.重复申请") < 1


def test_characters_in_their_older_form_count_as_the_newer() -> None:
    assert label_likeness("統計數", "统计数") == 1
    assert label_likeness("結果糾正", "结果纠正") == 1


def test_the_number_of_a_row_that_stands_before_its_label_does_not_count() -> None:
    assert label_likeness("23 1. 当面申请数", "1.当面申请数") == 1
    assert label_likeness("23 1. 当面申请数", "2.传真申请数") < 0.7
    assert label_likeness("12 345", "345") < 1


def test_a_bit_of_dirt_before_a_number_in_brackets_counts_for_nothing() -> None:
    assert label_likeness("1(七)总计", "（七）总计") == 1.0
    assert label_likeness("1(六)其他处理", "（七）总计") < 0.6
