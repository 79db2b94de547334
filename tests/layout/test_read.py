"""The whole way: committed samples against their truth, and sources that hold less than a report."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import simplejson

from layout import ACCEPTED, Report, check_report, read_report, report_from_json, report_to_json
from layout.errors import UnknownForm
from tests.layout.made_up import DOCS

REPORTS = Path(__file__).parents[2] / "samples" / "reports"
SOURCES = sorted(path.name for path in REPORTS.iterdir() if path.suffix != ".json")


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    """Every committed sample, read once."""
    return {name: read_report(REPORTS / name) for name in SOURCES}


def truth(name: str) -> dict[str, Any]:
    path = REPORTS / f"{name.replace('.', '_')}.truth.json"
    loaded: dict[str, Any] = simplejson.loads(path.read_text("utf-8"), use_decimal=True)
    return loaded


def test_there_are_fifteen_samples() -> None:
    assert len(SOURCES) == 15


@pytest.mark.parametrize("name", SOURCES)
def test_every_printed_figure_is_read(reports: dict[str, Report], name: str) -> None:
    accepted = {address: (cell.value, cell.unit) for address, cell in reports[name].accepted}
    printed = truth(name)["cells"]
    assert {address: accepted.get(address) for address in printed} == {
        address: (figure["value"], figure.get("unit")) for address, figure in printed.items()
    }


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_else_is_accepted(reports: dict[str, Report], name: str) -> None:
    printed = truth(name)["cells"]
    assert [address for address, cell in reports[name].accepted if address not in printed and cell.value is not None] == []


@pytest.mark.parametrize("name", SOURCES)
def test_form_and_year_are_found(reports: dict[str, Report], name: str) -> None:
    report, said = reports[name], truth(name)
    assert (report.form, report.year) == (said["form"], said["year"])


@pytest.mark.parametrize("stem", ["dinghai_2020", "haian_2020", "haishu_2018", "yuyao_2020"])
@pytest.mark.parametrize("suffix", ["pdf", "html", "txt"])
def test_the_issuer_is_found(reports: dict[str, Report], stem: str, suffix: str) -> None:
    assert reports[f"{stem}.{suffix}"].issuer == truth(f"{stem}.{suffix}")["issuer"]


@pytest.mark.parametrize("name", SOURCES)
def test_the_author_own_slips_fail_and_nothing_else(reports: dict[str, Report], name: str) -> None:
    failing = {check.id for check in reports[name].checks if check.verdict == "fails"}
    assert failing == {f"{slip['table']}.{slip['identity']}/{slip['each']}" for slip in truth(name).get("slips", ())}


@pytest.mark.parametrize("name", ["yuyao_2020.pdf", "yuyao_2020.html", "yuyao_2020.txt"])
def test_a_slip_comes_out_as_printed(reports: dict[str, Report], name: str) -> None:
    cells = dict(reports[name].cells())
    assert [cells[f"requests/total/{column}"].value for column in ("legal_service", "other")] == [1, 0]


def test_what_lost_its_label_is_unplaced(reports: dict[str, Report]) -> None:
    report = reports["haian_2020.txt"]
    assert [item.raw for item in report.unplaced] == ["142781", "362400"]
    assert {cell.status for address, cell in report.cells() if address.startswith(("requests", "review"))} == {"missing"}


@pytest.mark.parametrize("name", SOURCES)
def test_boxes_lie_on_their_pages(reports: dict[str, Report], name: str) -> None:
    report = reports[name]
    sizes = {page.number: (page.width, page.height) for page in report.pages}
    for _, cell in report.cells():
        if cell.bbox is not None and cell.page is not None:
            width, height = sizes[cell.page]
            assert 0 <= cell.bbox.x0 <= cell.bbox.x1 <= width + 1
            assert 0 <= cell.bbox.y0 <= cell.bbox.y1 <= height + 1


@pytest.mark.parametrize("name", SOURCES)
def test_report_files_come_back_as_they_were(reports: dict[str, Report], name: str) -> None:
    text = report_to_json(reports[name])
    assert report_to_json(report_from_json(text)) == text


@pytest.mark.parametrize("name", ["xitangqiao_2020.txt", "dinghai_2020.pdf"])
def test_reading_twice_gives_the_same(reports: dict[str, Report], name: str) -> None:
    assert report_to_json(read_report(REPORTS / name)) == report_to_json(reports[name])


def test_checking_again_gives_the_same_checks(reports: dict[str, Report]) -> None:
    saved = report_from_json(report_to_json(reports["yuyao_2020.html"]))
    assert check_report(saved).checks == reports["yuyao_2020.html"].checks


@pytest.mark.parametrize("name", ["dinghai_2020.pdf", "dinghai_2020.html", "dinghai_2020.txt"])
def test_the_narrative_comes_without_its_tables(reports: dict[str, Report], name: str) -> None:
    sections = {section.title: section.text for section in reports[name].sections}
    assert "一、总体情况" in sections
    assert not any("行政事业性收费" in text for text in sections.values())


@pytest.mark.parametrize(("number", "name"), [(0, "yuyao_2020.pdf"), (1, "yuyao_2020.pdf"), (2, "haian_2020.txt")])
def test_the_examples_of_the_docs_are_true(reports: dict[str, Report], number: int, name: str) -> None:
    example = re.findall(r"```json\n(.*?)```", (DOCS / "report-file.md").read_text("utf-8"), re.DOTALL)[number]
    saved = json.loads(report_to_json(reports[name]))
    entries = saved["checks"] + saved["unplaced"] + [cell for table in saved["tables"] for cell in table["cells"]]
    assert json.loads(example) in entries


def test_a_source_without_tables_has_no_form() -> None:
    report = read_report("今天天气很好。".encode(), name="weather.txt")
    assert (report.form, report.tables, report.checks) == (None, (), ())
    assert [problem.code for problem in report.problems] == ["no_form"]


def test_a_form_that_is_asked_for_is_filled_as_far_as_it_goes() -> None:
    report = read_report("规章\t1\t2\t3\n".encode(), form="annual-2021")
    assert [problem.code for problem in report.problems] == ["table_missing", "table_missing"]
    assert sum(1 for _ in report.cells()) == 200


def test_an_unknown_form_is_refused_before_reading() -> None:
    with pytest.raises(UnknownForm):
        read_report(Path("nowhere.pdf"), form="annual-1999")


def test_accepted_statuses_are_the_promises_of_the_contract() -> None:
    assert sorted(ACCEPTED) == ["blank", "read", "repaired", "reviewed"]
