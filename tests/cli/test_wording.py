"""What is printed is one line that no terminal obeys."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.wording import clean, figure


@pytest.mark.parametrize(
    ("text", "seen"),
    [("a\x1b]0;x\x07b", "a]0;xb"), ("a\r\nb", "a b"), ("年\u3000报", "年 报"), ("x\udcff", "x\ufffd"), ("\u202egpj", "gpj")],
)
def test_clean(text: str, seen: str) -> None:
    assert clean(text) == seen


@given(st.text())
def test_clean_text_is_one_printable_line(text: str) -> None:
    assert len(clean(text).splitlines()) <= 1
    clean(text).encode()


@pytest.mark.parametrize(("value", "text"), [(None, "?"), (Decimal("1E+2"), "100"), (Decimal("12.50"), "12.50")])
def test_figure(value: Decimal | None, text: str) -> None:
    assert figure(value) == text
