"""The whole way: committed samples against their truth, and sources that hold less than a report."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import simplejson

from ingest.geometry import Box
from ingest.page import Page, Source, Word
from layout import ACCEPTED, Report, check_report, read_report, report_from_json, report_to_json
from layout.errors import UnknownForm
from layout.form_file import declared_forms
from layout.grid import Cell, Grid
from layout.read import report_of
from tests.layout.made_up import DOCS, cells, html_report, lending, library_form

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


@pytest.mark.parametrize(("number", "name"), [(1, "yuyao_2020.pdf"), (2, "yuyao_2020.pdf"), (3, "haian_2020.txt")])
def test_the_examples_of_the_docs_are_true(reports: dict[str, Report], number: int, name: str) -> None:
    example = re.findall(r"```json\n(.*?)```", (DOCS / "report-file.md").read_text("utf-8"), re.DOTALL)[number]
    saved = json.loads(report_to_json(reports[name]))
    entries = saved["checks"] + saved["unplaced"] + [cell for table in saved["tables"] for cell in table["cells"]]
    assert json.loads(example) in entries


def test_a_source_without_tables_has_no_form() -> None:
    report = read_report("今天天气很好。".encode(), name="weather.txt")
    assert (report.form, report.tables, report.checks) == (None, (), ())
    assert [problem.code for problem in report.problems] == ["no_form"]


def test_a_report_of_a_form_file_can_be_checked_again(tmp_path: Path) -> None:
    report = html_report(tmp_path, lending())
    assert check_report(report, str(tmp_path / "library.toml")).checks == report.checks
    with pytest.raises(UnknownForm, match="no form 'library-2022'; the declared forms are annual-2019, annual-2021, list-2014"):
        check_report(report)


def lines(*texts: str) -> str:
    return "".join(f"{text}\n" for text in texts)


COUNTED_2021 = lines("行政许可\t12", "行政处罚\t5", "行政强制\t3")


def test_one_figure_a_line_behind_one_blank_is_read() -> None:
    report = read_report(COUNTED_2021.replace("\t", " ").encode(), form="annual-2021")
    assert {address: int(cell.value or 0) for address, cell in report.accepted} == {
        "proactive/licensing/decisions": 12,
        "proactive/punishment/decisions": 5,
        "proactive/coercion/decisions": 3,
    }


@pytest.mark.parametrize("mark", ["**", "__"])
def test_markdown_that_is_marked_bold(tmp_path: Path, mark: str) -> None:
    library_form(tmp_path)
    rows = f"| {mark}一、借出图书{mark} | 10 | {mark}5{mark} | 15 |", "| （一）按期归还 | 6 | 3 | 9 |"
    text = lines("| 借阅项目 | 成年读者 | 少年儿童 | 合计 |", "|---|--:|--:|--:|", *rows)
    report = read_report(text.encode(), form=str(tmp_path / "library.toml"))
    assert cells(report, "lending/lent/") == {"adults": "read 10", "children": "read 5", "total": "read 15"}


def test_markdown_with_html_tables(tmp_path: Path) -> None:
    library_form(tmp_path)
    report = read_report(lines("# 图书馆年报", lending(), "全年如此 <3。").encode(), form=str(tmp_path / "library.toml"))
    assert (report.source.media, len(report.accepted)) == ("text", 12)
    assert "全年如此<3。" in report.sections[-1].text


def test_a_declaration_of_xml_is_no_trouble(tmp_path: Path) -> None:
    library_form(tmp_path)
    page = b'<?xml version="1.0" encoding="utf-8"?><html>' + lending().encode()
    assert len(read_report(page, form=str(tmp_path / "library.toml")).accepted) == 12


def test_guessed_tables_in_which_no_form_is_found_belong_to_the_narrative() -> None:
    report = report_of(Source(name="s", sha256="", media="pdf", pages=(words_page("全年|120|件", "其中|57|件"),)))
    assert (report.form, report.unplaced) == (None, ())
    assert "120" in report.sections[0].text


def test_guessed_tables_beside_a_form_stay_in_the_narrative_too() -> None:
    page = words_page("最高气温|38|度")
    report = report_of(Source(name="s", sha256="", media="pdf", pages=(page,)), declared_forms()["annual-2021"])
    assert report.unplaced == ()
    assert "38" in report.sections[0].text


LIST = (
    "1 一、主动公开情况",
    "2 （一）主动公开政府信息数|条|120",
    "3 其中：主动公开规范性文件数|条|4",
    "4 制发规范性文件总数|件|5",
    "5 （二）通过不同渠道和方式公开政府信息的情况",
    "6 1.政府公报公开政府信息数|条|0",
    "7 2.政府网站公开政府信息数|条|100",
    "8 3.政务微博公开政府信息数|条|20",
)


def test_a_list_without_rulings_is_known_though_its_rows_are_numbered() -> None:
    report = report_of(Source(name="s", sha256="", media="pdf", pages=(words_page(*LIST, apart=300),)))
    assert report.form == "list-2014"


def test_headings_of_the_form_between_rows_without_rulings_make_none_of_them_doubtful() -> None:
    report = report_of(Source(name="s", sha256="", media="pdf", pages=(words_page(*LIST, apart=300),)))
    found = {cell.row: cell.status for cell in report.tables[0].cells if cell.value is not None}
    assert len(found) == 6
    assert set(found.values()) == {"read"}


@pytest.mark.parametrize(("labels", "status"), [(("规章", "行政规范性文件"), "read"), (("规章", ""), "read"), (("", ""), "suspect")])
def test_rows_of_a_table_whose_labels_are_all_lost_are_doubtful(labels: tuple[str, str], status: str) -> None:
    """Two rows of it may have run together, and the next would pass for the second: 86 was read where 59 is printed."""
    rows = (("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), (labels[0], "3", "1", "44"), (labels[1], "86", "74", "32"))
    cells = tuple(
        Cell(row=row, column=column, text=text, raw=text, box=Box(100 * column, 20 * row, 100 * column + 90, 20 * row + 20))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts if any(labels) else texts[1:])
    )
    grid = Grid(page=1, cells=cells, box=Box(0, 0, 400, 60))
    source = Source(name="s", sha256="", media="pdf", pages=(Page(number=1, width=595, height=842, kind="scanned"),))
    report = report_of(source, declared_forms()["annual-2021"], {1: (grid,)})
    assert {cell.status for cell in report.tables[0].cells if cell.row == "normative_documents"} == {status}


def test_a_row_with_a_label_and_no_figure_alone_on_its_page_has_not_lost_it() -> None:
    rows = (("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), ("规章", "", "/", ""))
    cells = tuple(
        Cell(row=row, column=column, text=text, raw=text, box=Box(100 * column, 20 * row, 100 * column + 90, 20 * row + 20))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    )
    grid = Grid(page=1, cells=cells, box=Box(0, 0, 400, 40))
    source = Source(name="s", sha256="", media="pdf", pages=(Page(number=1, width=595, height=842, kind="scanned"),))
    report = report_of(source, declared_forms()["annual-2021"], {1: (grid,)})
    assert {cell.status for cell in report.tables[0].cells if cell.row == "regulations"} == {"blank"}


def test_captions_between_grids_are_no_narrative() -> None:
    page = words_page("全年如此。", "第二十条 第（一）项", *LIST[:3], apart=300)
    report = report_of(Source(name="s", sha256="", media="pdf", pages=(page,)), declared_forms()["annual-2019"])
    assert "第二十条" not in "".join(section.text for section in report.sections)
    assert "全年如此" in "".join(section.text for section in report.sections)


def test_words_of_no_form_between_rows_without_rulings_make_both_doubtful() -> None:
    """They may be the rest of either label, and the figures stand beside the wrong one."""
    report = report_of(Source(name="s", sha256="", media="pdf", pages=(words_page(*LIST[:2], "的其他部分", *LIST[2:], apart=300),)))
    found = {cell.row: cell.status for cell in report.tables[0].cells if cell.value is not None}
    assert [row for row, status in found.items() if status != "read"] == ["disclosure.total", "disclosure.normative_disclosed"]


def words_page(*texts: str, apart: float = 100) -> Page:
    """Words so many points apart, lines 20."""
    words = [
        Word(text=text, raw=text, box=Box(50 + apart * at, 100 + 20 * row, 50 + apart * at + 10 * len(text), 110 + 20 * row))
        for row, line in enumerate(texts)
        for at, text in enumerate(line.split("|"))
    ]
    return Page(number=1, width=595, height=842, kind="digital", words=tuple(words))


def test_two_forms_in_one_source_are_told_and_nothing_is_accepted() -> None:
    reports = [(REPORTS / name).read_text("utf-8") for name in ("haishu_2018.txt", "dinghai_2020.txt")]
    report = read_report("".join(reports).encode())
    assert "several_reports" in {problem.code for problem in report.problems}
    assert report.accepted == ()
    assert {cell.reason for _, cell in report.cells() if cell.status == "suspect"} == {"the source holds more than one report"}


def test_a_form_that_is_asked_for_is_filled_as_far_as_it_goes() -> None:
    report = read_report("规章\t1\t2\t3\n".encode(), form="annual-2021")
    assert [problem.code for problem in report.problems] == ["table_missing", "table_missing"]
    assert sum(1 for _ in report.cells()) == 200


def test_an_unknown_form_is_refused_before_reading() -> None:
    with pytest.raises(UnknownForm):
        read_report(Path("nowhere.pdf"), form="annual-1999")


def test_accepted_statuses_are_the_promises_of_the_contract() -> None:
    assert sorted(ACCEPTED) == ["blank", "read", "repaired", "reviewed"]
