"""What the figures of a table have in common: full-width ones are closed up before they are read, and a lost digit leaves its blank."""

from dataclasses import replace

import cv2
import numpy as np

from ocr.in_common import closed_up
from ocr.ink import cell_ink
from ocr.ink_types import InkLine


def _spaced(text: str, apart: int, *, lost: int = -1) -> InkLine:
    """Digits that begin so many pixels apart, one of them not printed."""
    page = np.full((80, 60 + apart * len(text)), 255, np.uint8)
    for number, digit in enumerate(text):
        if number != lost:
            cv2.putText(page, digit, (20 + apart * number, 55), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0,), 2, cv2.LINE_AA)
    (line,) = cell_ink(page, (0, 0, page.shape[1], page.shape[0]), 0.0, 200.0)
    return line


def test_full_width_figures_are_closed_up_where_their_table_sets_several_so() -> None:
    lines = [_spaced(text, 33) for text in ("24", "58", "936")]
    closed = closed_up(lines, ["list"] * 3)
    assert [new.crop.shape[1] < old.crop.shape[1] for new, old in zip(closed, lines, strict=True)] == [True] * 3
    assert max(line.gap for line in closed) < 0.4
    assert closed_up(lines, ["one", "two", "three"]) == tuple(lines)
    assert closed_up(lines, [None] * 3) == tuple(lines)


def test_commas_reach_below_the_digits_and_make_them_stand_no_closer() -> None:
    lines = [_spaced(text, 33) for text in ("24", "58", "93")]
    page = np.full((80, 220), 255, np.uint8)
    for left, sign in ((20, "1"), (48, ","), (66, "0"), (99, "4"), (132, "5")):
        cv2.putText(page, sign, (left, 55), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0,), 2, cv2.LINE_AA)
    (amount,) = cell_ink(page, (0, 0, 220, 80), 0.0, 200.0)
    assert amount.height > amount.digit_height
    closed = closed_up([*lines, amount], ["list"] * 4)[3]
    assert closed.gap < amount.gap - 0.2
    before, after = (np.flatnonzero((crop < 128).any(axis=0)) for crop in (amount.crop, closed.crop))
    assert np.ptp(after) < 0.8 * np.ptp(before)
    assert np.count_nonzero(np.diff(after) > 1) == np.count_nonzero(np.diff(before) > 1)  # no two signs run together


def test_a_digit_that_is_lost_leaves_its_blank() -> None:
    lines = [*(_spaced(text, 33) for text in ("24", "58", "93")), _spaced("936", 33, lost=1)]
    assert closed_up(lines, ["list"] * 4)[3] is lines[3]


def test_figures_set_as_usual_stay() -> None:
    lines = [_spaced(text, 20) for text in ("24", "58", "936")]
    assert closed_up(lines, ["list"] * 3) == tuple(lines)


def _parted(apart: int, *, comma: bool = True) -> InkLine:
    """Two digits, a point or none, and two digits that begin so many pixels behind it."""
    page = np.full((80, 160 + apart), 255, np.uint8)
    cv2.putText(page, "14", (20, 55), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0,), 2, cv2.LINE_AA)
    if comma:
        page[52:56, 62:66] = 0
    cv2.putText(page, "93", (64 + apart, 55), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0,), 2, cv2.LINE_AA)
    (line,) = cell_ink(page, (0, 0, page.shape[1], page.shape[0]), 0.0, 200.0)
    return line


def test_a_space_behind_a_point_is_closed_up() -> None:
    line = _parted(20)
    (closed,) = closed_up([line], ["list"])
    assert line.crop.shape[1] - closed.crop.shape[1] > 0.5 * line.height
    assert closed_up([closed], ["list"]) == (closed,)


def test_a_blank_without_a_point_or_wider_than_a_space_stays() -> None:
    for line in (_parted(20, comma=False), _parted(50), _parted(4), replace(_parted(20), rough=True)):
        assert closed_up([line], ["list"]) == (line,)
