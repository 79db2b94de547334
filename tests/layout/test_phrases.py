"""Phrases with a figure in them, as forms declare them."""

import pytest

from layout.phrases import comparable, phrase_faults, phrase_search


def figures(phrase: str, text: str) -> list[str]:
    return [match["figure"] for match in phrase_search(phrase).finditer(comparable(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("共收到各类公开申请266件", ["266"]),
        ("收到申请 ２６６ 件", ["266"]),
        ("受理“公开申请”1,266件", ["1266"]),
        ("收到申请26.6件", []),
        ("收到申请30余件", []),
        ("收到来信，另有申请5件", []),
        ("收到5封来信和申请6件", []),
        ("收到" + "很" * 25 + "多申请6件", []),
        ("收到申请8件、受理申请9件", ["8", "9"]),
    ],
)
def test_a_phrase_finds_its_figure(text: str, found: list[str]) -> None:
    assert [figure.replace(",", "") for figure in figures("[收到|受理]…申请N件", text)] == found


def test_words_of_a_phrase_are_no_pattern() -> None:
    assert figures("申请(.*)N件", "申请了3件 申请(.*)4件") == ["4"]


@pytest.mark.parametrize(
    ("phrase", "fault"),
    [
        ("收到件", "should have one N, for the figure"),
        ("N件N条", "should have one N, for the figure"),
        ("[收到N件", "has a bracket that does not close, or one within another"),
        ("[收[到|了]]N件", "has a bracket that does not close, or one within another"),
        ("[收到|]N件", "has an empty choice in brackets"),
        ("…N件", "begins or ends with a gap"),
        ("收…到…申…请…N件", "has more than 3 gaps"),
        ("N", "has no words beside the figure"),
    ],
)
def test_a_bad_phrase(phrase: str, fault: str) -> None:
    assert phrase_faults(phrase) == [f"{phrase!r} {fault}"]


def test_a_good_phrase_has_no_fault() -> None:
    assert phrase_faults("[收到|受理]…申请…N[件|条]") == []
