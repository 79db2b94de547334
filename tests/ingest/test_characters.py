"""Characters as files hold them, and as they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.characters import normal_text, spaceless


@pytest.mark.parametrize(
    ("held", "normal"),
    [
        ("⼀、⾏政许可", "一、行政许可"),  # Kangxi radicals, as browsers write them
        ("⻓期⺠生", "长期民生"),  # radicals that Unicode's compatibility forms leave alone
        ("１２３．５", "123.5"),
        ("（七）总计", "(七)总计"),
        ("−5", "-5"),
        ("“三安全一稳定”", '"三安全一稳定"'),
        ("﹝2020﹞59号", "[2020]59号"),
        ("1\u200b2\ufeff", "12"),
        ("12①", "12①"),  # marks of notes are no digits
        ("5²１", "5²1"),
    ],
)
def test_normal_text(held: str, normal: str) -> None:
    assert normal_text(held) == normal


def test_spaceless_takes_every_blank() -> None:
    assert spaceless("105. 223\u3000万元\n") == "105.223万元"


@given(st.text())
def test_normal_text_is_stable(text: str) -> None:
    assert normal_text(normal_text(text)) == normal_text(text)
