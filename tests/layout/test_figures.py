"""Figures as reports print them, and what only looks like one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layout.figures import Figure, cell_kind, fits, parse_figure, printed_unit, several_figures
from layout.form import Form, Kind

UNITS = {"元": "元", "万元": "万元", "万": "万元", "亿元": "亿元", "亿": "亿元", "件": "件"}
SIGNS = {"": 1, "增": 1, "增加": 1, "新增": 1, "+": 1, "±": 1, "减": -1, "减少": -1, "-": -1, "−": -1, "－": -1, "负": -1}
FORM = Form(
    key="made-up", name="", title="", years=(2020, None), source="", blank_marks=frozenset({"/", "—", "－", "无"}), units=UNITS, tables=()
)

whole = st.integers(0, 10**9)
decimals = st.builds(lambda number, places: f"{number}.{places}", whole, st.text("0123456789", min_size=1, max_size=4))
numbers = st.one_of(whole.map(str), whole.map("{:,}".format), decimals)


def value(text: str) -> Decimal | None:
    figure = parse_figure(text, UNITS)
    return None if figure is None else figure.value


@given(numbers, st.sampled_from(sorted(SIGNS)), st.sampled_from(["", *UNITS]))
def test_sign_number_and_unit_are_told_apart(number: str, sign: str, unit: str) -> None:
    figure = parse_figure(f"{sign}{number}{unit}", UNITS)
    assert figure is not None
    assert (figure.value, figure.unit) == (SIGNS[sign] * Decimal(number.replace(",", "")), UNITS.get(unit))
    assert figure.signed == bool(sign)


@given(decimals)
def test_every_digit_stays(number: str) -> None:
    assert str(value(number)) == number


@given(numbers, numbers, st.sampled_from([" ", "  ", "\n", "\u3000", "\u00a0"]))
def test_two_whole_figures_are_never_one(one: str, other: str, blank: str) -> None:
    assert parse_figure(one + blank + other, UNITS) is None


@given(numbers)
def test_full_width_figures_are_figures(number: str) -> None:
    wide = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
    assert value(number.translate(wide)) == Decimal(number.replace(",", ""))


@given(whole)
def test_leading_zeros_are_refused(number: int) -> None:
    assert parse_figure(f"0{number}", UNITS) is None


@given(st.text())
def test_no_text_breaks_the_parser(text: str) -> None:
    figure = parse_figure(text, UNITS)
    assert figure is None or figure.value.is_finite()


@pytest.mark.parametrize("text", ["-0", "减0", "−0", "+0"])
def test_zero_has_no_sign(text: str) -> None:
    assert str(value(text)) == "0"


@pytest.mark.parametrize(
    ("text", "meant"),
    [("105. 223 万元", "105.223"), ("增 加 5", "5"), ("1 000", "1000"), ("5 万", "5"), ("0 . 5", "0.5"), ("- 3", "-3"), ("1,23 4", "1234")],
)
def test_blanks_inside_a_figure(text: str, meant: str) -> None:
    assert str(value(text)) == meant


@pytest.mark.parametrize(
    "text",
    ["", "12 5", "1,2", "1,2345", "1.", ".5", "1..2", "5%", "约5", "1e5", "(22)", "22(16)", "3-5", "减-5", "5元万元", "零", "½", "٣"],
)
def test_what_is_no_single_figure(text: str) -> None:
    assert parse_figure(text, UNITS) is None


def test_short_units_are_spelt_out() -> None:
    assert parse_figure("106677.809万", UNITS) == Figure(value=Decimal("106677.809"), unit="万元")


@pytest.mark.parametrize(
    ("text", "unit", "note"), [("22（其中修订16件）", None, "其中修订16件"), ("5件(注)", "件", "注"), ("5(注)件", "件", "注")]
)
def test_a_note_in_brackets_stays_a_note(text: str, unit: str | None, note: str) -> None:
    figure = parse_figure(text, UNITS)
    assert figure is not None
    assert (figure.unit, figure.note) == (unit, note)


@pytest.mark.parametrize(
    ("text", "count", "parts"),
    [
        ("0 0", 2, ["0", "0"]),
        ("0 0", 3, []),
        ("000", 3, ["0", "0", "0"]),
        ("000", 2, []),
        ("0 12", 2, ["0", "12"]),
        ("1 2", 2, []),
        ("12 5", 2, []),
        ("12", 2, []),
        ("0 甲", 2, []),
    ],
)
def test_figures_run_together(text: str, count: int, parts: list[str]) -> None:
    assert [str(figure.value) for figure in several_figures(text, UNITS, count)] == parts


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (" \u3000\n", "blank"),
        ("/", "mark"),
        ("-", "mark"),
        (" 无 ", "mark"),
        ("0", "figure"),
        ("0 0", "figures"),
        ("00", "figures"),
        ("1 2", "figures"),
        ("万元", "unit"),
        ("规章", "text"),
        ("007", "text"),
    ],
)
def test_what_a_cell_holds(text: str, kind: str) -> None:
    assert cell_kind(text, FORM) == kind


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("3", {"count", "change", "amount"}),
        ("-3", {"change"}),
        ("+3", {"change"}),
        ("3.0", {"amount"}),
        ("3万元", {"amount"}),
        ("3件", {"count", "change"}),
        ("-3.5", set()),
    ],
)
def test_which_kinds_a_figure_fits(text: str, kinds: set[Kind]) -> None:
    figure = parse_figure(text, UNITS)
    assert figure is not None
    assert {kind for kind in ("count", "change", "amount") if fits(figure, kind)} == kinds


@pytest.mark.parametrize(
    ("header", "unit"),
    [("本年收费金额（单位：万元）", "万元"), ("采购总金额(亿元)", "亿元"), ("金额\n单位:元", "元"), ("元旦", None), ("", None)],
)
def test_the_unit_that_a_header_prints(header: str, unit: str | None) -> None:
    assert printed_unit(header, UNITS) == unit


@pytest.mark.parametrize(("text", "number", "note"), [("10①", 10, "①"), ("5²", 5, "²"), ("12*", 12, "*"), ("3₁", 3, "₁")])
def test_a_mark_of_a_note_is_no_digit(text: str, number: int, note: str) -> None:
    assert parse_figure(text, UNITS) == Figure(value=Decimal(number), note=note)


@pytest.mark.parametrize("text", ["10①2", "①", "12^1", "7⑴2"])
def test_a_mark_amid_or_without_a_figure_leaves_none(text: str) -> None:
    assert parse_figure(text, UNITS) is None


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("金额（单位：人民币万元）", "万元"),
        ("金额（单位:元）", "元"),
        ("单位为万元", "万元"),
        pytest.param(
            "金额（单位：千元）",
            None,
        ),
        pytest.param(
            "金额（单位：百万元）",
            None,
        ),
        pytest.param("金额（千元）", None),
        ("单位（盖章）：", None),
    ],
)
def test_unit_words_with_others_between(header: str, unit: str | None) -> None:
    assert printed_unit(header, UNITS) == unit
