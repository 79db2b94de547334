"""Paragraphs become sections."""

from layout.paragraphs import Paragraph
from layout.sections import sections_of


def sections(*texts: str, title: str | None = None) -> list[tuple[int, str, str]]:
    levels = {"#": 1, "=": 2}
    made = [Paragraph(text=text.lstrip("#="), page=1 + at // 2, level=levels.get(text[0], 0)) for at, text in enumerate(texts)]
    return [(section.level, section.title, section.text) for section in sections_of(made, title)]


def test_a_heading_begins_a_section() -> None:
    assert sections("#一、总体情况", "甲。", "乙。", "=(一)公开", "丙。") == [(1, "一、总体情况", "甲。\n乙。"), (2, "(一)公开", "丙。")]


def test_what_stands_before_the_first_heading_has_the_report_title() -> None:
    assert sections("某市2020年报告", "前言。", "#一、概述", title="某市2020年报告") == [
        (0, "某市2020年报告", "前言。"),
        (1, "一、概述", ""),
    ]


def test_a_title_over_two_lines_is_left_out() -> None:
    assert sections("某市", "2020年报告", "前言。", title="某市2020年报告") == [(0, "某市2020年报告", "前言。")]


def test_a_section_knows_its_pages() -> None:
    paragraphs = [Paragraph(text="一、概述", page=1, level=1), Paragraph(text="甲。", page=2), Paragraph(text="乙。", page=2)]
    assert sections_of(paragraphs, None)[0].pages == (1, 2)


def test_nothing_gives_nothing() -> None:
    assert sections_of([], "题") == ()
