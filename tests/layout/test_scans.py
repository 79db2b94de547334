"""Scans from end to end, with the readers that are installed: what is accepted is printed there, and lies where the box says."""

import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
import pytest
import simplejson

from ingest.geometry import Box
from ingest.page import Reading
from ingest.source import open_source
from layout import Report, read_report, report_from_json, report_to_json
from layout.pixels import pixel_grids
from layout.report import ReportCell
from layout.scans import digitised
from layout.spots import spots_of
from ocr.evidence import is_figure_text
from ocr.rapid import Rapid
from ocr.straight_masks import Gray
from samples.kinds import KINDS
from samples.scan_truth import read_original, scan_original
from tests.layout.drawn_pages import clean_of
from tests.ocr.failing_readers import Nonsense

SAMPLES = Path(__file__).parents[2] / "samples"
SKEW = (2.0, 3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """A scan that was read, and its truth."""

    path: Path
    report: Report
    truth: dict[str, Any]


def truth_of(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = simplejson.loads(path.with_suffix(".truth.json").read_text("utf-8"), use_decimal=True)
    return loaded


@pytest.fixture(scope="module")
def office() -> Scanned:
    path = SAMPLES / "scanned" / "haian_2020_office.pdf"
    return Scanned(path=path, report=read_report(path), truth=truth_of(path))


@pytest.fixture(scope="module")
def turned(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """A page scanned on its side, askew and badly."""
    kind = replace(KINDS["sideways-poor"], turns=(1,), skew_degrees=SKEW)
    original = read_original(SAMPLES / "reports" / "haian_2020.pdf", SAMPLES / "reports" / "haian_2020_pdf.truth.json")
    path = tmp_path_factory.mktemp("scans") / "haian_2020_sideways.pdf"
    scan_original(original, kind, 1, path, pages=(2,))
    return Scanned(path=path, report=read_report(path), truth=truth_of(path))


@pytest.fixture(scope="module")
def joined() -> Report:
    """A digital page and a scanned one in one file."""
    buffer = io.BytesIO()
    with (
        pikepdf.open(SAMPLES / "reports" / "haian_2020.pdf") as whole,
        pikepdf.open(SAMPLES / "scanned" / "haian_2020_office.pdf") as scan,
        pikepdf.new() as document,
    ):
        document.pages.append(whole.pages[0])
        document.pages.append(scan.pages[0])
        document.save(buffer)
    return read_report(buffer.getvalue(), name="joined.pdf")


@pytest.fixture(scope="module")
def alone() -> tuple[Scanned, Report]:
    """A page image read twice without tesseract."""
    path = SAMPLES / "scanned" / "yuyao_2020_seal_1.png"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "")
        first, second = read_report(path), read_report(path)
    return Scanned(path=path, report=first, truth=truth_of(path)), second


def accepted(report: Report) -> dict[str, ReportCell]:
    return {address: cell for address, cell in report.accepted if cell.value is not None}


def box_of(scanned: Scanned, address: str) -> Box:
    """Where a figure went on the damaged page."""
    x0, y0, x1, y1 = (float(end) for end in scanned.truth["boxes"][address]["bbox"])
    return Box(x0, y0, x1, y1)


def wrong(scanned: Scanned) -> dict[str, tuple[Decimal | None, object]]:
    """What was accepted and is not printed: the value read, and the one printed."""
    printed = {address: figure["value"] for address, figure in scanned.truth["cells"].items()}
    read = accepted(scanned.report)
    return {address: (cell.value, printed.get(address)) for address, cell in read.items() if printed.get(address) != cell.value}


def right(scanned: Scanned) -> float:
    """Share of the printed figures that were read and accepted."""
    read = accepted(scanned.report)
    printed = {address: figure["value"] for address, figure in scanned.truth["cells"].items() if figure["value"] is not None}
    found = [address for address, value in printed.items() if address in read and read[address].value == value]
    return len(found) / len(printed)


def test_no_value_is_accepted_from_an_office_scan_that_is_not_printed(office: Scanned) -> None:
    assert wrong(office) == {}


def test_nearly_all_of_an_office_scan_is_accepted(office: Scanned) -> None:
    assert right(office) >= 0.9


def test_what_is_printed_and_not_accepted_is_flagged(office: Scanned) -> None:
    flagged = {address for address, _ in office.report.flagged}
    assert set(office.truth["cells"]) - set(accepted(office.report)) <= flagged


def test_a_scan_tells_what_was_done_to_it(office: Scanned, turned: Scanned) -> None:
    (page,) = office.report.pages
    assert (page.kind, page.rotation) == ("scanned", 0)
    (page,) = turned.report.pages
    assert (page.kind, page.rotation) == ("scanned", 90)
    assert SKEW[0] - 0.1 <= abs(page.skew) <= SKEW[1] + 0.1
    assert page.source_size is not None
    assert page.source_size[0] > page.source_size[1]


def test_no_value_is_accepted_from_a_turned_scan_that_is_not_printed(turned: Scanned) -> None:
    assert wrong(turned) == {}
    assert right(turned) >= 0.8


def test_boxes_of_a_turned_scan_lie_where_its_figures_went(turned: Scanned) -> None:
    read = accepted(turned.report)
    assert [address for address, cell in read.items() if cell.bbox is None or not cell.bbox.overlap(box_of(turned, address))] == []


def source_crop(pixels: Gray, dpi: float, box: Box, around: float = 2.0) -> Gray:
    """The source's own pixels in a box, turned upright by what is known of the scan: a quarter turn anticlockwise."""
    scale = dpi / 72
    x0, y0 = (max(0, round((end - around) * scale)) for end in (box.x0, box.y0))
    x1, y1 = (round((end + around) * scale) for end in (box.x1, box.y1))
    return np.asarray(cv2.rotate(pixels[y0:y1, x0:x1], cv2.ROTATE_90_CLOCKWISE), np.uint8)


def test_every_box_of_a_turned_scan_falls_on_its_figure_in_the_source_page(turned: Scanned) -> None:
    (picture,) = open_source(turned.path).pages[0].pictures
    pixels = np.asarray(cv2.cvtColor(picture.pixels(), cv2.COLOR_RGB2GRAY), np.uint8)
    cells = {address: cell for address, cell in accepted(turned.report).items() if cell.bbox is not None and cell.page == 1}
    assert len(cells) == len(accepted(turned.report)) > 90
    crops = [source_crop(pixels, picture.dpi, cell.bbox) for cell in cells.values() if cell.bbox is not None]
    texts = {address: reading.text for address, reading in zip(cells, Rapid().figures(crops), strict=True)}
    values = {address: Decimal(text.replace(",", "")) for address, text in texts.items() if is_figure_text(text)}
    assert {address: (value, cells[address].value) for address, value in values.items() if value != cells[address].value} == {}
    assert len(texts) - len(values) <= 0.03 * len(texts)


def test_boxes_are_no_larger_than_figures(turned: Scanned) -> None:
    for address, cell in accepted(turned.report).items():
        there = box_of(turned, address)
        assert cell.bbox is not None
        assert cell.bbox.width <= there.width + 6, address
        assert cell.bbox.height <= there.height + 6, (address, cell)


def test_a_digital_page_and_a_scanned_one_are_read_together(joined: Report, office: Scanned) -> None:
    assert [page.kind for page in joined.pages] == ["digital", "scanned"]
    read = accepted(joined)
    on = {number: {address for address, cell in read.items() if cell.page == number} for number in (1, 2)}
    assert len(on[1]) > 70
    assert len(on[2]) >= 0.9 * len(office.truth["cells"])
    whole = truth_of(SAMPLES / "reports" / "haian_2020_pdf.json")["cells"]
    assert {address: (cell.value, whole[address]["value"]) for address, cell in read.items() if cell.value != whole[address]["value"]} == {}


def test_figures_of_a_digital_page_beside_a_scan_are_certain(joined: Report) -> None:
    assert {cell.status for _, cell in joined.cells() if cell.page == 1} <= {"read", "blank"}


def test_one_reader_goes_on_alone_and_says_so(alone: tuple[Scanned, Report]) -> None:
    scanned, _ = alone
    told = [problem for problem in scanned.report.problems if problem.code == "one_reader"]
    assert len(told) == 1
    assert "rapidocr alone" in told[0].message
    assert "tesseract" in told[0].message
    readers = {reading.reader for page in scanned.report.pages for word in page.words for reading in word.readings}
    assert readers == {"rapidocr"}
    assert right(scanned) >= 0.8
    assert wrong(scanned) == {}


def test_two_readers_are_no_problem(office: Scanned) -> None:
    assert "one_reader" not in {problem.code for problem in office.report.problems}
    readers = {reading.reader for page in office.report.pages for word in page.words for reading in word.readings}
    assert readers == {"rapidocr", "tesseract"}


def test_reading_a_scan_twice_gives_the_same_report(alone: tuple[Scanned, Report]) -> None:
    first, second = alone
    assert report_to_json(first.report) == report_to_json(second)


def test_the_report_file_of_a_scan_comes_back_as_it_was(office: Scanned) -> None:
    text = report_to_json(office.report)
    assert report_to_json(report_from_json(text)) == text


def test_the_page_of_the_docs_is_true() -> None:
    docs = Path(__file__).parents[2] / "docs" / "report-file.md"
    example = re.findall(r"```json\n(.*?)```", docs.read_text("utf-8"), re.DOTALL)[0]
    report = read_report(SAMPLES / "scanned" / "dinghai_2020_poor.pdf", reader="rapidocr")
    assert json.loads(report_to_json(report))["pages"] == [json.loads(example)]


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
