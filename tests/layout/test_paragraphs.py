"""Lines of a page become paragraphs."""

from dataclasses import replace

import pytest

from ingest.dump import dump_page
from ingest.geometry import Box
from ingest.page import Page, Word
from layout.paragraphs import TextLine, heading_level, paragraphs, text_lines


def line(text: str, x0: float = 50, x1: float = 450, page: int = 1) -> TextLine:
    return TextLine(text=text, page=page, box=Box(x0, 0, x1, 12))


def word(text: str, y: float) -> Word:
    return Word(text=text, raw=text, box=Box(50, y, 50 + 12 * len(text), y + 12))


def paper(number: int, *words: Word) -> Page:
    return Page(number=number, width=500, height=800, kind="digital", words=words)


def texts(*lines: TextLine) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(lines)]


def test_a_full_line_goes_on_in_the_next() -> None:
    assert texts(line("全年收到申请", x0=74), line("共266件。", x1=120)) == ["全年收到申请共266件。"]


def test_a_short_line_ends_its_paragraph() -> None:
    assert texts(line("第一段", x1=200), line("第二段")) == ["第一段", "第二段"]


def test_an_indented_line_begins_a_paragraph() -> None:
    assert texts(line("第一段。"), line("第二段", x0=74)) == ["第一段。", "第二段"]


def test_a_sentence_goes_on_over_the_page() -> None:
    assert texts(line("全年收到", page=1), line("申请。", x1=100, page=2)) == ["全年收到申请。"]


@pytest.mark.parametrize("start", ["1.", "（1）", "①", "附件", "• "])
def test_numbered_lines_begin_anew(start: str) -> None:
    start = start.replace("（", "(").replace("）", ")")
    assert len(texts(line("上一条"), line(f"{start}下一条"))) == 2


@pytest.mark.parametrize(
    ("text", "level"),
    [("一、总体情况", 1), ("十二、附则", 1), ("(一)主动公开", 2), ("1.主动公开", 0), ("总体情况", 0), ("一、" + "长" * 50, 0)],
)
def test_headings_are_known_by_their_numbers(text: str, level: int) -> None:
    assert heading_level(text) == level


def test_headings_that_the_form_knows_need_no_number() -> None:
    assert heading_level("总体 情况", frozenset({"总体情况"})) == 1


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("五存在的主要问题及改进情况", "五、存在的主要问题及改进情况"),
        ("五、存在的主要问题及改进情况", "五、存在的主要问题及改进情况"),
        ("五是加强培训", "五是加强培训"),
    ],
)
def test_a_heading_keeps_the_mark_behind_its_number_that_a_reader_passed_over(text: str, printed: str) -> None:
    line = TextLine(text=text, page=1, box=Box(50, 100, 300, 112))
    (found,) = paragraphs([line], frozenset({"存在的主要问题及改进情况"}))
    assert (found.text, found.level) == (printed, 0 if text.startswith("五是") else 1)


def test_a_heading_with_its_sentence_is_parted_from_it() -> None:
    assert [(p.level, p.text) for p in paragraphs([line("(一)主动公开。全年公开12条。")])] == [(2, "(一)主动公开。"), (0, "全年公开12条。")]


@pytest.mark.parametrize("number", ["3", "- 3 -", "—3—", "第3页", "第3页 共9页", "第3页·共9页", "3/9"])
def test_page_numbers_are_dropped(number: str) -> None:
    page = paper(1, word("正文", 400), word(number, 770))
    assert [found.text for found in text_lines([page], [], frozenset())] == ["正文"]


def test_a_number_in_the_middle_of_a_page_stays() -> None:
    assert [found.text for found in text_lines([paper(1, word("3", 400))], [], frozenset())] == ["3"]


def test_running_heads_are_dropped() -> None:
    pages = [paper(number, word("某市年度报告", 20), word(f"第{number}段", 400)) for number in (1, 2, 3)]
    assert [found.text for found in text_lines(pages, [], frozenset())] == ["第1段", "第2段", "第3段"]


def test_the_margins_of_photographed_pages_are_wide() -> None:
    pages = [paper(n, word("某市年度报告", 120), word(f"第{n}段", 400), word(f"第{n}页", 690)) for n in (1, 2, 3)]
    assert [found.text for found in text_lines(pages, [], frozenset())] == ["第1段", "第2段", "第3段"]


def test_a_title_is_no_running_head_be_it_the_same_text() -> None:
    pages = [paper(n, word("某市年度报告", 40), word(f"第{n}段", 400)) for n in (1, 2, 3)]
    title = Word(text="某市年度报告", raw="某市年度报告", box=Box(50, 120, 200, 140))
    pages[0] = paper(1, title, *pages[0].words)
    assert [found.text for found in text_lines(pages, [], frozenset())] == ["某市年度报告", "第1段", "第2段", "第3段"]


def test_a_bare_number_so_far_from_the_edge_stays() -> None:
    assert [found.text for found in text_lines([paper(1, word("7", 690))], [], frozenset())] == ["7"]


def test_words_of_tables_are_left_out() -> None:
    page = paper(1, word("正文", 100), word("规章", 400))
    assert [found.text for found in text_lines([page], [(1, Box(0, 390, 500, 500))], frozenset())] == ["正文"]


def test_words_that_were_read_as_cells_are_left_out() -> None:
    page = dump_page("正文\n行政许可\n")
    taken = frozenset({(1, page.words[1].box)})
    assert [found.text for found in text_lines([page], [], taken)] == ["正文"]


def test_blanks_between_characters_are_closed_up() -> None:
    page = paper(1, word("全 年 公开 12 条 OFD file", 400))
    assert text_lines([page], [], frozenset())[0].text == "全年公开12条OFD file"


def test_what_was_read_from_specks_is_no_text() -> None:
    dirt = [
        Word(text="0-8", raw="0-8", box=Box(50, 300, 80, 312), doubt="the readers differ"),
        Word(text="一_一", raw="一_一", box=Box(50, 330, 80, 342), confidence=0.5),
    ]
    kept = [Word(text="全年收到申请", raw="全年收到申请", box=Box(50, 360, 150, 372), confidence=0.5), word("2020年", 390)]
    lines = text_lines([paper(1, *dirt, *kept)], (), frozenset())
    assert [one.text for one in lines] == ["全年收到申请", "2020年"]


def test_running_heads_are_known_though_a_character_was_misread() -> None:
    pages = [
        replace(paper(number, word(text, 20), word("正文", 300)), kind="scanned")
        for number, text in enumerate(("某市政府年度报告", "某市政府年度报吿", "某市政府年度报告"), 1)
    ]
    assert [one.text for one in text_lines(pages, (), frozenset())] == ["正文"] * 3
