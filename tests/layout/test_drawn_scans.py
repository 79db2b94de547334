"""What is read in the cells of drawn tables: dashes, specks, bits of ink, and what a fax may have lost."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pytest

from ingest.page import Reading
from ingest.source import open_source
from layout.pixels import pixel_grids
from layout.scans import digitised
from layout.spots import spots_of
from ocr.straight_masks import Gray
from tests.layout.drawn_pages import clean_of
from tests.ocr.failing_readers import Nonsense


def test_an_empty_row_too_low_for_the_figures_of_its_table_is_no_empty_one() -> None:
    """A torn picture shows a part of a row."""
    page = table(247, eights=12)
    cv2.line(page, (150, 628), (1350, 628), (0,), 2)
    for x in range(150, 1351, 300):
        cv2.line(page, (x, 600), (x, 628), (0,), 2)
    ok, data = cv2.imencode(".png", np.asarray(cv2.GaussianBlur(page, (0, 0), 0.8), np.uint8))
    assert ok
    readers = Nonsense("8", 0.99, name="rapidocr"), Nonsense("8", 0.99, name="tesseract")
    (grid,) = digitised(open_source(data.tobytes(), name="page.png"), readers).grids[1]
    assert [cell.doubt for cell in grid.cells if not cell.text] == ["its row is too low for a figure"] * 4


@pytest.mark.parametrize(("left", "blur"), [(455, 0.8), (452, 0.8), (453, 1.0), (454, 1.3)])
def test_a_dash_that_meets_a_thin_ruling_is_one(left: int, blur: float) -> None:
    page = table(247, eights=8)
    page[550:553, left : left + 30] = 0
    ok, data = cv2.imencode(".png", np.asarray(cv2.GaussianBlur(page, (0, 0), blur), np.uint8))
    assert ok
    (grid,) = digitised(open_source(data.tobytes(), name="page.png"), (ByShape("rapidocr"), ByShape("tesseract"))).grids[1]
    assert [(cell.text, cell.doubt) for cell in grid.cells if cell.row == 2] == [("", None), ("—", None), ("", None), ("", None)]


def table(paper: int, *, eights: int = 0, top: int = 300, page: Gray | None = None) -> Gray:
    """A page at 200 dpi with a table of three rows and four columns, 8 in so many of its cells; or one more table on a page."""
    page = np.full((2339, 1654), paper, np.uint8) if page is None else page
    for y in range(top, top + 301, 100):
        cv2.line(page, (150, y), (1350, y), (0,), 2)
    for x in range(150, 1351, 300):
        cv2.line(page, (x, top), (x, top + 300), (0,), 2)
    for number in range(eights):
        cv2.putText(page, "8", (270 + 300 * (number % 4), top + 65 + 100 * (number // 4)), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0,), 3)
    return page


@pytest.mark.parametrize(("bilevel", "doubted"), [(True, 12), (False, 0)])
def test_empty_cells_of_a_fax_are_doubtful(bilevel: bool, doubted: int) -> None:
    page = table(255 if bilevel else 247)
    if not bilevel:
        page = np.asarray(cv2.GaussianBlur(page, (0, 0), 1.0), np.uint8)
    ok, data = cv2.imencode(".png", page)
    assert ok
    found = digitised(open_source(data.tobytes(), name="page.png"), (Nonsense(),))
    cells = [cell for grid in found.grids[1] for cell in grid.cells]
    assert len(cells) == 12
    assert sum(cell.doubt == "a fax, and an empty cell may have lost its figure" for cell in cells) == doubted


@pytest.mark.parametrize("confidence", [0.99, 0.3])
def test_a_fax_that_kept_its_figures_has_kept_its_blanks(confidence: float) -> None:
    """Be its readers sure of them or not: all of their ink is there."""
    page = table(255, eights=10)
    ok, data = cv2.imencode(".png", page)
    assert ok
    readers = Nonsense("8", confidence, name="rapidocr"), Nonsense("8", confidence, name="tesseract")
    found = digitised(open_source(data.tobytes(), name="page.png"), readers)
    cells = [cell for grid in found.grids[1] for cell in grid.cells]
    assert (len(cells), [cell.text for cell in cells].count("8")) == (12, 10)
    assert not any(cell.doubt == "a fax, and an empty cell may have lost its figure" for cell in cells)


@pytest.mark.parametrize("bits", [True, False])
def test_bits_beyond_the_side_of_its_cell_may_be_a_digit_of_a_figure_on_a_fax(bits: bool) -> None:
    """A false ruling ran between the digits of 23, of whose 2 only bits were left: 3 was accepted."""
    page = table(255, eights=8)
    cv2.putText(page, "8", (462, 565), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0,), 3)
    if bits:
        page[545:551, 440:444] = page[557:561, 438:444] = 0
    clean = clean_of(page, bilevel=True)
    (grid,) = pixel_grids(clean)
    figures = [spot.line for spot in spots_of(clean, [grid]) if spot.home == (0, 9) and spot.line.height > 15]
    assert [line.cut for line in figures] == [bits]


def test_a_figure_alone_is_doubtful_where_others_of_its_column_are_two() -> None:
    """The ruling between two columns is lost, and nobody knows in which of them it stands."""
    page = table(247, eights=12)
    page[303:398, 740:760] = page[403:498, 740:760] = page[503:598, 740:760] = 247
    page[520:580, 860:920] = 247
    ok, data = cv2.imencode(".png", np.asarray(cv2.GaussianBlur(page, (0, 0), 0.8), np.uint8))
    assert ok
    readers = Nonsense("8", 0.99, name="rapidocr"), Nonsense("8", 0.99, name="tesseract")
    (grid,) = digitised(open_source(data.tobytes(), name="page.png"), readers).grids[1]
    rows = [[cell.doubt for cell in grid.cells if cell.row == row] for row in range(3)]
    wide = "a wide gap within a figure"
    assert rows == [[None, wide, None], [None, wide, None], [None, "its column may be two, the ruling between them lost", None]]


def test_the_dots_of_a_ruling_do_not_make_two_of_a_column() -> None:
    page = table(255, eights=12)
    for y in (320, 420):
        page[y : y + 60, 760:1040] = 255
        page[y + 50 : y + 53, 800:804] = page[y + 50 : y + 53, 900:904] = page[y + 50 : y + 53, 1000:1004] = 0
    ok, data = cv2.imencode(".png", page)
    assert ok
    readers = Nonsense("8", 0.99, name="rapidocr"), Nonsense("8", 0.99, name="tesseract")
    (grid,) = digitised(open_source(data.tobytes(), name="page.png"), readers).grids[1]
    assert "bits of ink are left here" in {cell.doubt for cell in grid.cells}
    assert "its column may be two, the ruling between them lost" not in {cell.doubt for cell in grid.cells}


def test_a_table_that_a_fax_may_have_wiped_out_is_doubtful_beside_one_that_it_kept() -> None:
    page = table(255, top=1200, page=table(255, eights=12))
    ok, data = cv2.imencode(".png", page)
    assert ok
    readers = Nonsense("8", 0.99, name="rapidocr"), Nonsense("8", 0.99, name="tesseract")
    kept, wiped = digitised(open_source(data.tobytes(), name="page.png"), readers).grids[1]
    assert [cell.doubt for cell in kept.cells] == [None] * 12
    assert [cell.doubt for cell in wiped.cells] == ["a fax, and an empty cell may have lost its figure"] * 12


@dataclass(frozen=True, slots=True)
class ByShape:
    """Reads what is flat as a dash, and anything else as an 8."""

    name: str

    def lacks(self) -> str:
        return ""

    def figures(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        texts = ("-" if crop.shape[1] > 2 * crop.shape[0] else "8" for crop in crops)
        return tuple(Reading(reader=self.name, text=text, confidence=0.99) for text in texts)

    def lines(self, crops: Sequence[Gray]) -> tuple[Reading, ...]:
        return self.figures(crops)


@pytest.mark.parametrize(("dashes", "doubted"), [(1, 1), (4, 0)])
def test_a_dash_by_itself_may_be_the_stroke_that_a_fax_has_left(dashes: int, doubted: int) -> None:
    page = table(255, eights=8)
    for number in range(dashes):
        page[530 + 12 * number : 533 + 12 * number, 270 + 300 * number : 300 + 300 * number] = 0  # in a row they would be a dotted ruling
    ok, data = cv2.imencode(".png", page)
    assert ok
    found = digitised(open_source(data.tobytes(), name="page.png"), (ByShape("rapidocr"), ByShape("tesseract")))
    cells = [cell for grid in found.grids[1] for cell in grid.cells if cell.text == "—"]
    assert len(cells) == dashes
    assert sum(cell.doubt == "it may be a mark for nothing, or what is left of a figure" for cell in cells) == doubted


@pytest.mark.parametrize(("top", "doubt"), [(551, None), (563, "it may be a mark for nothing, or what is left of a figure")])
def test_a_dash_that_stands_as_low_as_the_foot_of_a_figure_may_be_one(top: int, doubt: str | None) -> None:
    """Of a 2 in pale thin type its foot alone may be seen."""
    page = table(247, eights=11)
    page[top : top + 3, 1170:1200] = 0
    ok, data = cv2.imencode(".png", np.asarray(cv2.GaussianBlur(page, (0, 0), 0.8), np.uint8))
    assert ok
    (grid,) = digitised(open_source(data.tobytes(), name="page.png"), (ByShape("rapidocr"), ByShape("tesseract"))).grids[1]
    assert grid.cells[-1].doubt == doubt
    assert [cell.text for cell in grid.cells[:-1]] == ["8"] * 11


@pytest.mark.parametrize(("wide", "doubts"), [(4, []), (9, ["bits of ink are left here"])])
def test_a_speck_in_a_table_without_figures_is_no_nought(wide: int, doubts: list[str]) -> None:
    """One as dark and round as dirt is nothing; of another nobody knows."""
    page = table(247)
    page[440:445, 580 : 580 + wide] = 0
    ok, data = cv2.imencode(".png", np.asarray(cv2.GaussianBlur(page, (0, 0), 1.0), np.uint8))
    assert ok
    found = digitised(open_source(data.tobytes(), name="page.png"), (Nonsense("0", 1.0),))
    cells = [cell for grid in found.grids[1] for cell in grid.cells]
    assert ([cell.doubt for cell in cells if cell.doubt], [cell.text for cell in cells if cell.text]) == (doubts, [])


@pytest.mark.parametrize(("wide", "doubted"), [(6, 1), (30, 0)])
def test_low_ink_in_a_cell_is_no_blank_unless_it_is_flat_like_a_dash(wide: int, doubted: int) -> None:
    page = table(247, eights=9)
    page[552:555, 590 : 590 + wide] = 0
    ok, data = cv2.imencode(".png", np.asarray(cv2.GaussianBlur(page, (0, 0), 0.8), np.uint8))
    assert ok
    readers = Nonsense("8", 0.99, name="rapidocr"), Nonsense("8", 0.99, name="tesseract")
    found = digitised(open_source(data.tobytes(), name="page.png"), readers)
    assert [cell.doubt for grid in found.grids[1] for cell in grid.cells].count("bits of ink are left here") == doubted


def test_a_speck_above_a_figure_is_nothing_to_it() -> None:
    page = table(247)
    for number in range(12):
        cv2.putText(page, "8", (270 + 300 * (number % 4), 365 + 100 * (number // 4)), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (0,), 2)
    page[325:332, 272:277] = 0
    ok, data = cv2.imencode(".png", page)
    assert ok
    readers = Nonsense("8", 0.99, name="rapidocr"), Nonsense("8", 0.99, name="tesseract")
    found = digitised(open_source(data.tobytes(), name="page.png"), readers)
    assert [(cell.text, cell.doubt) for grid in found.grids[1] for cell in grid.cells] == [("8", None)] * 12


def test_specks_on_open_paper_are_no_words() -> None:
    page = table(247, eights=12)
    for number in range(10):
        cv2.putText(page, "8", (200 + 120 * number, 1000), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0,), 3)
        cv2.circle(page, (260 + 120 * number, 1200 + 20 * number), 3, (0,), -1)
    ok, data = cv2.imencode(".png", np.asarray(cv2.GaussianBlur(page, (0, 0), 0.8), np.uint8))
    assert ok
    readers = Nonsense("8", 0.99, name="rapidocr"), Nonsense("8", 0.99, name="tesseract")
    found = digitised(open_source(data.tobytes(), name="page.png"), readers)
    (grid,) = found.grids[1]
    outside = [word for word in found.source.pages[0].words if not grid.box.holds(*word.box.center)]
    assert len(outside) == 10
    assert all(word.box.height > 5 for word in outside)
