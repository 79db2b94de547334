"""What several readers make of one line of ink: agreement, doubt, and what is never believed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import pytest

from ingest.page import POINT_OR_COMMA, Reading
from ocr.evidence import candidates, is_figure_text
from ocr.in_common import clarities
from ocr.ink_types import InkLine
from ocr.reading import Reader
from ocr.straight_masks import Gray
from ocr.votes import Verdict, read_ink

Answer = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Scripted:
    """Answers for one line of ink as it was told: figures look by look (the last answer again and again), and text."""

    name: str
    said: tuple[Answer, ...]
    text: Answer = ("", 1.0)
    asked: list[str] = field(default_factory=list)

    def lacks(self) -> str:
        return ""

    def figures(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        looks = range(self.asked.count("figures"), self.asked.count("figures") + len(crops))
        self.asked.extend("figures" for _ in crops)
        answers = (self.said[min(look, len(self.said) - 1)] for look in looks)
        return tuple(Reading(reader=self.name, text=text, confidence=sure) for text, sure in answers)

    def lines(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        self.asked.append("lines")
        text, sure = self.text
        return tuple(Reading(reader=self.name, text=text, confidence=sure) for _ in crops)


def ink(*, figure: bool = True, slash: bool = False, dash: bool = False, cut: bool = False, gap: float = 0.0) -> InkLine:
    crop = np.full((40, 60), 255, np.uint8)
    crop[8:32, 20:40] = 0
    return InkLine(area=(0, 0, 20, 24), crop=crop, strokes=1.5, figure=figure, slash=slash, dash=dash, cut=cut, gap=gap)


def one(*said: str | Answer, text: Answer = ("", 1.0), name: str = "one") -> Scripted:
    return Scripted(name, tuple((answer, 0.99) if isinstance(answer, str) else answer for answer in said), text)


def two(*said: str | Answer, text: Answer = ("", 1.0)) -> Scripted:
    return one(*said, text=text, name="two")


def verdict(line: InkLine, *readers: Reader) -> Verdict:
    (found,) = read_ink([line], readers)
    return found


def test_what_all_readers_say_is_believed_at_first_sight() -> None:
    first, second = one("125"), two("125")
    found = verdict(ink(), first, second)
    assert (found.text, found.doubt) == ("125", None)
    assert found.confidence > 0.999
    assert [(reading.reader, reading.text) for reading in found.readings] == [("one", "125"), ("two", "125")]
    assert (first.asked.count("lines"), second.asked.count("lines")) == (0, 0)


def test_thousands_separators_make_no_difference_and_stay() -> None:
    for readers in ((one("1,250"), two("1250")), (one("1250"), two("1,250"))):
        found = verdict(ink(), *readers)
        assert (found.text, found.doubt) == ("1,250", None)


def test_a_comma_that_blur_has_made_a_point_stays_a_comma() -> None:
    found = verdict(ink(), one("1,250", "1.250", "1,250"), two(("1,250", 0.5), "1.250", "1,250"))
    assert (found.text, found.doubt) == ("1,250", None)


def test_a_point_that_one_reader_saw_at_first_sight_is_a_doubt_of_its_own() -> None:
    found = verdict(ink(), one("1,250"), two("1.250"))
    assert (found.text, found.doubt) == ("1,250", POINT_OR_COMMA)
    assert {candidate.text for candidate in found.candidates} == {"1250", "1.250"}


@pytest.mark.parametrize("other", ["1.25", "12.50", "1.260", "12.500"])
def test_other_points_are_no_commas(other: str) -> None:
    assert verdict(ink(), one("1,250"), two(other)).doubt not in (None, POINT_OR_COMMA)


@pytest.mark.parametrize("figure", [True, False])
def test_what_a_stamp_lay_on_is_proposed_and_no_more(figure: bool) -> None:
    line = replace(ink(figure=figure), covered=True)
    text = "增加15"
    found = verdict(line, one("15", text=(text, 0.99)), two("15", text=(text, 0.99)))
    assert (found.text, found.doubt) == ("15" if figure else text, "a stamp lay on it, or close beside it")
    assert verdict(replace(ink(dash=True), covered=True), one("-"), two("-")).doubt is not None


def test_words_under_a_stamp_are_read_with_it_and_without() -> None:
    class Eyes(Scripted):
        def lines(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
            seen = (("总计", 0.9) if crop.min() else ("忠让", 0.6) for crop in crops)
            return tuple(Reading(reader=self.name, text=text, confidence=sure) for text, sure in seen)

    reader = Eyes("one", (("", 0.0),))
    line = ink(figure=False)
    assert verdict(line, reader).text == "忠让"
    assert verdict(replace(line, covered=True, stamped=np.maximum(line.crop, 40)), reader).text == "总计"
    assert verdict(replace(line, covered=True, crop=np.maximum(line.crop, 40), stamped=line.crop), reader).text == "总计"


def test_readers_that_differ_leave_a_doubt_and_both_readings() -> None:
    found = verdict(ink(), one("125"), two("126"))
    assert found.doubt is not None
    assert {"125", "126"} <= {reading.text for reading in found.readings}
    assert all(text in found.doubt for text in ("125", "126"))
    assert found.confidence <= 0.99


def test_a_difference_that_a_second_look_does_not_settle_alike_for_all_stays_open() -> None:
    assert verdict(ink(), one("125", "126"), two("126")).doubt is not None


def test_what_one_reader_sees_only_on_a_second_look_is_settled() -> None:
    found = verdict(ink(), one("125"), two("", "125"))
    assert (found.text, found.doubt) == ("125", None)
    assert found.confidence > 0.999
    assert len(found.readings) == 6


def test_what_one_reader_alone_reads_is_doubtful() -> None:
    found = verdict(ink(), one("125"), two(""))
    assert (found.text, found.doubt) == ("125", "it was read by one reader alone")
    other = verdict(ink(), one("", text=("", 0.0)), two("125"))
    assert (other.text, other.doubt) == ("125", "it was read by one reader alone")


def test_ink_that_nobody_reads_is_told() -> None:
    found = verdict(ink(), one(""), two(""))
    assert (found.text, found.confidence) == ("", 0.0)
    assert found.doubt is not None
    assert {reading.text for reading in found.readings} == {""}


@pytest.mark.parametrize("readers", [(one("1"), two("1")), (one(("1", 1.0)),), (one("1", "1", "1"), two("", "1"))])
def test_a_stroke_like_a_slash_is_never_a_certain_one(readers: tuple[Scripted, ...]) -> None:
    assert verdict(ink(slash=True), *readers).doubt is not None


@pytest.mark.parametrize(("first", "digits", "doubted"), [(0.4, (0, 1), True), (0.99, (0, 1), False), (0.4, (1, 1), False)])
def test_a_narrow_stroke_is_a_one_when_readers_see_it_at_first_sight(first: float, digits: tuple[int, int], doubted: bool) -> None:
    """The side of a stamp's frame in an empty cell reads as a 1 as well, at a second look."""
    readers = [one(("1", first), "1", "1"), two(("1", first), "1", "1")]
    assert (verdict(replace(ink(), digits=digits, clarity=0.9), *readers).doubt == "it may be a stroke of no figure") == doubted


@pytest.mark.parametrize(("text", "doubted"), [("32.500", True), ("32,500", False), ("32.50", False)])
def test_of_a_comma_a_fax_may_have_left_a_point(text: str, doubted: bool) -> None:
    found = verdict(replace(ink(), rough=True), one(text), two(text))
    assert (found.text, found.doubt) == (("32,500", POINT_OR_COMMA) if doubted else (text, None))
    assert verdict(ink(), one(text), two(text)).doubt is None


def glyph(kind: str) -> Gray:
    """A digit in thin type of which a fax has kept only what runs upright, in a crop with a margin."""
    crop = np.full((36, 28), 255, np.uint8)
    sides = {"0": ((60, 120), (240, 300)), "6": ((120, 240), (-60, 60)), "1": (), "11": ()}[kind]
    for start, end in sides:
        cv2.ellipse(crop, (14, 18), (7, 12), 0, start, end, (0,), 2)
        cv2.ellipse(crop, (14, 18), (7, 12), 0, start - 90, end - 90, (0,), 2)
    if kind == "6":
        cv2.line(crop, (8, 17), (20, 17), (0,), 2)
    for x in {"1": (14,), "11": (8, 20)}.get(kind, ()):
        cv2.line(crop, (x, 6), (x, 30), (0,), 3)
    return crop


@pytest.mark.parametrize(
    ("shape", "second", "certain"), [("0", "0", True), ("6", "0", False), ("1", "0", False), ("11", "0", False), ("0", "6", False)]
)
def test_a_nought_of_which_a_fax_has_kept_the_sides_is_one_by_its_shape(shape: str, second: str, certain: bool) -> None:
    line = replace(ink(), crop=glyph(shape), rough=True)
    found = verdict(line, one(("0", 0.7)), two(("0", 0.4), (second, 0.9)))
    assert (found.text, found.doubt is None) == ("0", certain)
    assert found.confidence < 1


@pytest.mark.parametrize(("third", "certain"), [("0", True), ("", False), ("6", False)])
def test_a_nought_that_one_reader_alone_was_asked_for_is_one_when_it_sees_it_at_every_look(third: str, certain: bool) -> None:
    found = verdict(replace(ink(), crop=glyph("0"), clarity=0.5), one(("0", 0.3), ("0", 0.2), (third, 0.4), name="tesseract"))
    assert (found.text, found.doubt is None) == ("0", certain)


def test_a_slash_is_one_when_its_shape_and_a_reader_say_so() -> None:
    found = verdict(ink(slash=True), one("/"), two("1", "/"))
    assert (found.text, found.doubt) == ("/", None)
    assert verdict(ink(slash=True), one("/"), two("1", "1", "1")).doubt is not None  # with a speck at its foot
    assert verdict(ink(), one("/"), two("1")).doubt is not None
    assert verdict(ink(slash=True), one("/"), two("4")).doubt is not None


def test_a_slash_whose_shape_grain_has_spoiled_is_one_when_all_see_it_at_every_look() -> None:
    assert verdict(ink(), one("/"), two("/")).doubt is None
    assert verdict(ink(), one("/"), two("/", "/", "1")).doubt is not None
    assert verdict(ink(), one("/")).doubt is not None
    assert verdict(replace(ink(), rough=True), one("/"), two("/")).doubt is not None
    assert verdict(replace(ink(), digits=(2, 3)), one("/"), two("/")).doubt is not None


@pytest.mark.parametrize("answers", [("-", "-"), ("", ""), ("-", "")])
def test_a_dash_is_known_by_its_shape_unless_a_reader_sees_more(answers: tuple[str, str]) -> None:
    found = verdict(ink(dash=True), *(one(answers[0]), two(answers[1])))
    assert (found.text, found.doubt) == ("—", None)
    assert verdict(ink(dash=True), one("-"), two("1")).doubt is not None


def test_chinese_goes_to_the_reader_of_lines() -> None:
    first, second = one(("3", 0.2), text=("行政许可", 0.98)), two("3")
    found = verdict(ink(figure=False), first, second)
    assert (found.text, found.confidence, found.doubt) == ("行政许可", 0.98, None)
    assert second.asked == []


def test_what_looks_like_a_figure_and_reads_like_none_goes_to_the_reader_of_lines() -> None:
    first = one(("2", 0.1), text=("二", 0.97))
    assert verdict(ink(), first, two("2")).text == "二"
    assert first.asked.count("lines") == 1


def test_a_figure_whose_ink_looked_like_words_is_voted_on_all_the_same() -> None:
    first, second = one("88888", text=("88888", 0.9)), two("88888")
    assert verdict(ink(figure=False), first, second).doubt is None
    differ = verdict(ink(figure=False), one("88888", text=("88888", 0.9)), two("88886"))
    assert differ.doubt is not None


def test_a_text_with_a_figure_in_it_needs_both_readers() -> None:
    first = one(("2", 0.3), text=("减2", 0.99))
    agreed = verdict(ink(figure=False), first, two("2", text=("减 2", 0.9)))
    assert (agreed.text, agreed.doubt) == ("减2", None)
    differ = verdict(ink(figure=False), one(("2", 0.3), text=("减2", 0.99)), two("2", text=("减7", 0.9)))
    assert differ.doubt == "the readers differ"
    assert {reading.text for reading in differ.readings} >= {"减2", "减7"}


@pytest.mark.parametrize("text", ["582（其中修订291件）", "582（其中修订291", "修订291件）"])
def test_a_figure_with_a_note_needs_both_readers(text: str) -> None:
    first = one(("", 0.3), text=(text, 0.99))
    assert verdict(ink(figure=False), first, two("", text=(text.replace("修订", "修汀"), 0.9))).doubt is None
    assert verdict(ink(figure=False), first, two("", text=(text.replace("291", "297"), 0.9))).doubt == "the readers differ"


def test_faint_text_is_left_out_and_told() -> None:
    found = verdict(ink(figure=False), one("", text=("吵", 0.2)), two(""))
    assert (found.text, found.doubt) == ("", "something is printed here that no reader could read")


@pytest.mark.parametrize("confidence", [0.99, 0.6])
def test_a_lone_reader_has_to_say_the_same_at_every_look(confidence: float) -> None:
    found = verdict(ink(), one(("125", confidence), ("126", 0.9)))
    assert found.text in ("125", "126")
    assert found.doubt is not None


@pytest.mark.parametrize(("confidence", "doubtful"), [(0.55, True), (0.9999, False)])
def test_a_lone_reader_that_is_unsure_at_every_look_is_doubted(confidence: float, doubtful: bool) -> None:
    assert (verdict(ink(), one(("125", confidence))).doubt is not None) == doubtful


def test_a_lone_reader_of_a_mixed_text_is_doubted() -> None:
    assert verdict(ink(figure=False), one(("2", 0.3), text=("减2", 0.99))).doubt is not None


@pytest.mark.parametrize(("gap", "doubted"), [(1.2, False), (12.0, True)])
def test_two_figures_of_cells_whose_ruling_is_lost_are_not_one_with_its_unit(gap: float, doubted: bool) -> None:
    """4 | 38288.7437 万 was accepted as 438288.7437 万."""
    text = "438288.7437万"
    readers = [one("438288.7437", text=(text, 0.97)), two("438288.7437", text=(text, 0.9))]
    found = verdict(ink(figure=False, gap=gap), *readers)
    assert (found.text, found.doubt == "a wide gap within a figure") == (text, doubted)


@pytest.mark.parametrize(("text", "doubtful"), [("增加1", True), ("增加5", False)])
def test_a_one_among_words_on_a_fax_may_be_what_is_left_of_a_four(text: str, doubtful: bool) -> None:
    readers = [one(("", 0.1), text=(text, 0.99)), two("", text=(text, 0.99))]
    assert (verdict(replace(ink(figure=False), rough=True), *readers).doubt is not None) == doubtful
    assert verdict(ink(figure=False), *readers).doubt is None


def test_a_figure_with_a_hole_in_it_is_doubted() -> None:
    assert verdict(ink(gap=1.1), one("15"), two("15")).doubt == "a wide gap within a figure"
    assert verdict(ink(gap=0.7), one("15"), two("15")).doubt is None
    assert verdict(ink(gap=1.1), one("1.5"), two("1.5")).doubt is None
    assert verdict(ink(gap=9.0), one("438288.74"), two("438288.74")).doubt == "a wide gap within a figure"


def test_a_figure_cut_at_the_edge_is_doubted() -> None:
    found = verdict(ink(cut=True), one("15"), two("15"))
    assert (found.text, found.doubt) == ("15", "its ink runs over the edge of its cell")
    assert found.confidence <= 0.99


def test_each_line_has_its_verdict_in_order() -> None:
    lines = [ink(), ink(figure=False), ink(cut=True), ink(figure=False)]
    found = read_ink(lines, (one("7", text=("规章", 0.9)), two("7")))
    assert [(one.text, one.doubt is None) for one in found] == [("7", True), ("规章", True), ("7", False), ("规章", True)]
    assert read_ink([], (one("7"), two("7"))) == ()


@pytest.mark.parametrize("text", ["0", "125", "1,250", "12,345,678", "3.50", "-4", "+4"])
def test_figures(text: str) -> None:
    assert is_figure_text(text)


@pytest.mark.parametrize("text", ["", "/", "-", "1,25", "1.", ".5", "12,34,567", "1 2", "1/2", "减2", "--2"])
def test_what_is_no_figure(text: str) -> None:
    assert not is_figure_text(text)


def test_a_table_is_as_clear_as_its_figures_are_read_alike() -> None:
    alike = [Reading(reader=name, text="8", confidence=0.9) for name in ("one", "two")]
    apart = [alike[0], Reading(reader="two", text="9", confidence=0.9)]
    said = [alike] * 16 + [apart] * 8
    tables = [1] * 12 + [2] * 12
    assert clarities(said, [ink()] * 24, tables) == (1.0,) * 12 + (4 / 12,) * 12
    assert clarities(said, [ink()] * 24, [None] * 12 + list(range(12))) == (1.0,) * 12 + (16 / 24,) * 12


def test_a_figure_is_less_sure_in_a_table_that_is_not_clear() -> None:
    said = [Reading(reader=name, text="9", confidence=0.8) for name in ("rapidocr", "tesseract")]
    sure, unsure = (candidates(said, replace(ink(), clarity=clarity))[0].probability for clarity in (1.0, 0.5))
    assert unsure < sure


def test_nobody_looks_again_at_a_mark_that_all_see_and_that_has_its_shape() -> None:
    first, second = one("-"), two("-")
    found = verdict(ink(dash=True), first, second)
    assert (found.text, found.doubt, first.asked.count("figures")) == ("—", None, 1)


@pytest.mark.parametrize(
    ("text", "words"), [(("规章", 0.8), True), (("规", 0.95), False), (("规", 0.995), True), (("规章", 0.4), False), (("125", 0.9), False)]
)
def test_one_reader_alone_that_sees_a_figure_in_words_reads_them_as_words_too(text: Answer, words: bool) -> None:
    assert (verdict(ink(), one("125", text=text)).text == text[0]) == (words or text[0] == "125")
    assert verdict(ink(), one("125", text=text), two("125", text=text)).text == "125"


def test_of_one_reader_alone_the_ink_has_to_have_no_room_for_more_digits() -> None:
    told = [verdict(line, one("2")).doubt for line in (ink(), replace(ink(), digits=(0, 2)), replace(ink(), area=(0, 0, 40, 24)))]
    assert told == [None, "its ink holds another number of digits", "its ink holds another number of digits"]


def test_a_figure_with_a_note_that_is_cut_at_the_edge_is_doubted() -> None:
    readers = one(("6", 0.3), text=("6（其中修订38件）", 0.99)), two("6", text=("6（其中修订38件）", 0.99))
    assert verdict(ink(figure=False), *readers).doubt is None
    assert verdict(ink(figure=False, cut=True), *readers).doubt == "its ink runs over the edge of its cell"


def test_of_one_reader_alone_the_ink_has_to_have_the_rings_of_its_digits() -> None:
    """A 0 that is read as a 9 at every look: its ring is as high as it is."""
    line = replace(ink(), digits=(1, 1), rings=("0",))
    assert verdict(line, one("9")).doubt == "its ink has the rings of another figure"
    assert verdict(line, one("0")).doubt is None
    assert verdict(replace(line, broken=True), one("9")).doubt != "its ink has the rings of another figure"


def test_a_one_with_a_ring_is_doubted_though_both_read_it() -> None:
    """A 4 in thin type on a poor scan: its slant is pale, and 48 is 18 to both readers."""
    line = replace(ink(), digits=(2, 2), rings=("4", "8"), broken=True)
    assert verdict(line, one("18"), two("18")).doubt == "its ink has the rings of another figure"
    assert verdict(line, one("48"), two("48")).doubt is None
    assert verdict(replace(line, rings=("", "8")), one("18"), two("18")).doubt is None
    assert verdict(replace(line, rings=("4",)), one("18"), two("18")).doubt is None, "its pieces are not one for each digit"


def test_one_reader_alone_takes_a_character_in_several_pieces_for_no_digit() -> None:
    line = replace(ink(), digits=(0, 2))
    assert verdict(line, one(("4", 0.97), text=("件", 0.9))).text == "件"
    assert verdict(replace(line, digits=(0, 1)), one(("4", 0.97), text=("件", 0.9))).text == "4"


def test_a_figure_with_a_speck_on_it_is_doubted() -> None:
    assert verdict(replace(ink(), spotted=True), one("6"), two("6")).doubt == "a speck lies on it"
