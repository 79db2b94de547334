"""Crops set in lines, and characters given back to them."""

from ocr.strips import BORDER, Strip, strips_of
from ocr.tesseract_pages import Character
from tests.ocr.drawn import figure

CROPS = {at: figure("1234") for at in range(12)}


def _read(strip: Strip, texts: list[str]) -> list[Character]:
    """What a faultless reader would say of a strip: an X before, between and after."""
    said = [Character("X", BORDER[2], BORDER[2] + 20, 1.0)]
    for (_, start, end), text in zip(strip.places, texts, strict=True):
        said += [Character(one, start + number, start + number + 1, 0.9) for number, one in enumerate(text)]
        said.append(Character("X", end + 8, end + 28, 1.0))
    return said


def test_every_crop_stands_on_one_line() -> None:
    strips = strips_of(CROPS)
    assert [at for strip in strips for at, _, _ in strip.places] == list(CROPS)
    assert all(strip.image.shape[1] <= 900 for strip in strips)
    assert len(strips_of(CROPS, each=1)) == len(CROPS)


def test_nothing_needs_no_line() -> None:
    assert strips_of({}) == ()


def test_characters_go_to_their_crops() -> None:
    strip = strips_of({4: figure("12"), 9: figure("3")})[0]
    found = strip.assigned(_read(strip, ["12", "3"]))
    assert {at: "".join(one.text for one in characters) for at, characters in found.items()} == {4: "12", 9: "3"}


def test_a_line_with_another_number_of_marks_is_not_trusted() -> None:
    strip = strips_of({4: figure("12"), 9: figure("3")})[0]
    said = _read(strip, ["12", "3"])
    assert strip.assigned(said[:-1]) == {}
    assert strip.assigned([*said, said[-1]]) == {}
    assert strip.assigned([]) == {}


def test_characters_that_stand_elsewhere_are_not_trusted() -> None:
    strip = strips_of({4: figure("12"), 9: figure("3")})[0]
    said = _read(strip, ["12", "3"])
    assert strip.assigned([*said[:1], Character("1", 900, 910, 0.9), *said[2:]]) == {}
