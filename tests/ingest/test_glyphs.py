"""Characters become words, from literal boxes."""

from ingest.geometry import Box
from ingest.glyphs import Glyph, doubtful_share, glyphs_to_words
from ingest.page import Ruling


def row(text: str, x: float = 0.0, y: float = 0.0, size: float = 10.0, step: float = 10.0) -> list[Glyph]:
    return [Glyph(c, Box(x + i * step, y, x + i * step + size, y + size)) for i, c in enumerate(text)]


def texts(glyphs: list[Glyph], rulings: tuple[Ruling, ...] = ()) -> list[str]:
    return [word.text for word in glyphs_to_words(glyphs, rulings)]


def test_a_gap_parts_words() -> None:
    assert texts(row("总计") + row("12", x=60)) == ["总计", "12"]


def test_white_space_parts_words() -> None:
    assert texts(row("0 0")) == ["0", "0"]


def test_a_ruling_parts_characters_that_touch() -> None:
    assert texts(row("12"), (Ruling(10, -5, 10, 15),)) == ["1", "2"]


def test_a_figure_that_a_ruling_cuts_is_doubtful() -> None:
    words = glyphs_to_words(row("12"), (Ruling(10, -5, 10, 15),))
    assert [(word.text, word.confidence) for word in words] == [("1", 0.5), ("2", 0.5)]


def test_words_that_a_ruling_parts_are_not() -> None:
    apart = glyphs_to_words(row("1") + row("2", x=14), (Ruling(12, -5, 12, 15),))
    label = glyphs_to_words(row("计2"), (Ruling(10, -5, 10, 15),))
    assert {word.confidence for word in (*apart, *label)} == {1.0}


def test_writing_of_another_ink_is_another_word() -> None:
    mark = [Glyph("章", Box(6, 0, 14, 10), ink="red")]
    assert sorted(texts([*row("12"), *mark])) == ["12", "章"]


def test_a_stop_hangs_over_the_ruling() -> None:
    assert texts(row("件，"), (Ruling(10, -5, 10, 15),)) == ["件,"]


def test_lines_come_top_to_bottom() -> None:
    assert texts(row("下", y=12) + row("上")) == ["上", "下"]


def test_a_low_stop_stays_on_its_line() -> None:
    stop = Glyph("。", Box(20, 7, 23, 10))
    assert texts([*row("完了"), stop, *row("次行", y=14)]) == ["完了。", "次行"]


def test_bold_by_striking_twice_counts_once() -> None:
    twice = [glyph for pair in zip(row("11"), row("11", x=0.4), strict=True) for glyph in pair]
    assert texts(twice) == ["11"]


def test_writing_that_runs_down_and_up() -> None:
    down = [Glyph(c, Box(0, i * 10, 10, i * 10 + 10), turn=1) for i, c in enumerate("结果")]
    up = [Glyph(c, Box(50, 100 - i * 10, 60, 110 - i * 10), turn=3) for i, c in enumerate("办理")]
    words = glyphs_to_words(down + up)
    assert [(word.text, word.upright) for word in words] == [("结果", False), ("办理", False)]
    assert words[1].box == Box(50, 90, 60, 110)


def test_doubtful_share_counts_unmapped_and_private() -> None:
    assert doubtful_share(row("a\ufffd\ue000b")) == 0.5
    assert doubtful_share([]) == 0.0


def test_a_stop_over_the_edge_does_not_take_the_next_cells_figure_along() -> None:
    label = row("定”", x=0)
    figure = row("24", x=18.0, size=6.0, step=6.0)
    assert texts(label + figure, (Ruling(14.8, -5, 14.8, 15),)) == ['定"', "24"]
    assert texts(label + figure) == ['定"', "24"]  # they lie over each other, so they are two words without a ruling too
