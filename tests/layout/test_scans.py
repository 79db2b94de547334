"""Scans from end to end, with the readers that are installed: what is accepted is printed there, and lies where the box says."""

import io
import json
import re
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
from ingest.source import open_source
from layout import Report, read_report, report_from_json, report_to_json
from layout.report import ReportCell
from ocr.evidence import is_figure_text
from ocr.rapid import Rapid
from ocr.straight_masks import Gray
from samples.kinds import KINDS
from samples.scan_truth import read_original, scan_original

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
