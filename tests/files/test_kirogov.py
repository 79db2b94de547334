"""Packages for kirogov."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pikepdf
import pytest

from files.errors import Unsuited
from files.kinds import KINDS
from files.kirogov import FILES, report_to_kirogov
from layout import Report, report_to_markdown
from layout.errors import NoPaper
from tests.files.conftest import SAMPLES, changed, sample

PDF = (SAMPLES / "reports/yuyao_2020.pdf").read_bytes()


def package(report: Report) -> Any:
    return json.loads(report_to_kirogov(report, PDF)["source.json"], parse_float=Decimal)


def section(report: Report, kind: str) -> Any:
    return next(one for one in package(report)["parsed_json"]["sections"] if one["type"] == kind)


def leaves(shape: object) -> Iterator[object]:
    if isinstance(shape, dict):
        for inner in shape.values():
            yield from leaves(inner)
    else:
        yield shape


def test_the_files_and_their_hashes(yuyao: Report) -> None:
    files = report_to_kirogov(yuyao, PDF)
    assert tuple(files) == FILES == KINDS["kirogov"].files
    assert files["source.pdf"] == PDF
    assert files["source.md"].decode() == report_to_markdown(yuyao)
    said = package(yuyao)
    assert (said["schema_version"], said["generator"]["name"]) == ("1.0", "gouji")
    assert said["source"] == {
        "pdf_filename": "source.pdf",
        "markdown_filename": "source.md",
        "pdf_sha256": hashlib.sha256(PDF).hexdigest(),
        "markdown_sha256": hashlib.sha256(files["source.md"]).hexdigest(),
        "organization_name": "余姚市人民政府办公室",
        "report_year": 2020,
        "report_title": "余姚市人民政府办公室2020年政府信息公开工作年度报告",
    }


@pytest.mark.parametrize("name", ["reports/yuyao_2020.pdf", "reports/haian_2020.pdf", "reports/xitangqiao_2020.pdf"])
def test_the_sections_stand_in_order(name: str) -> None:
    sections = package(sample(name))["parsed_json"]["sections"]
    assert [one["type"] for one in sections][-6:] == ["text", "table_2", "table_3", "table_4", "text", "text"]
    assert [one["title"][:2] for one in sections][-6:] == ["一、", "二、", "三、", "四、", "五、", "六、"]
    assert all(one["content"] for one in sections if one["type"] == "text")


def test_tables_without_a_heading_go_behind_the_first_chapter(yuyao: Report) -> None:
    report = replace(yuyao, sections=tuple(one for one in yuyao.sections if one.text))
    said = package(report)["parsed_json"]["sections"]
    assert [one["type"] for one in said] == ["text", "text", "table_2", "table_3", "table_4", "text", "text"]
    assert said[3]["title"] == "三、收到和处理政府信息公开申请情况"


def test_lower_headings_are_part_of_the_chapter(yuyao: Report) -> None:
    first, *rest = yuyao.sections[1:]
    report = replace(yuyao, sections=(first, replace(first, level=2, title="（一）其一", text="甲"), *rest))
    assert section(report, "text")["content"] == f"{first.text}\n（一）其一\n甲"


def test_requests_by_applicant_and_result(yuyao: Report) -> None:
    cells = dict(yuyao.cells())
    data = section(yuyao, "table_3")["tableData"]
    assert list(data) == ["naturalPerson", "legalPerson", "total"]
    assert list(data["legalPerson"]) == ["commercial", "research", "social", "legal", "other"]
    assert data["naturalPerson"]["newReceived"] == cells["requests/new/natural_person"].value
    assert data["legalPerson"]["legal"]["results"]["carriedForward"] == cells["requests/carried_out/legal_service"].value
    assert data["total"]["results"]["notProcessed"]["confirmInfo"] == cells["requests/rejected.confirmation/total"].value
    assert len(list(leaves(data))) == 7 * 25


def test_other_handling_in_one_row_keeps_the_sum(yuyao: Report) -> None:
    other = section(yuyao, "table_3")["tableData"]["total"]["results"]["other"]
    assert other == {"overdueCorrection": None, "overdueFee": None, "otherReasons": dict(yuyao.cells())["requests/other/total"].value}


def test_the_other_tables(yuyao: Report) -> None:
    cells = dict(yuyao.cells())
    data = section(yuyao, "table_2")["activeDisclosureData"]
    assert data["licensing"] == {"processed": cells["proactive/licensing/decisions"].value}
    assert data["regulations"] == {"made": cells["proactive/regulations/made"].value, "repealed": None, "valid": None}
    review = section(yuyao, "table_4")["reviewLitigationData"]
    assert list(review) == ["review", "litigationDirect", "litigationPostReview"]
    assert review["review"]["maintain"] == cells["review/review/upheld"].value
    assert list(review["review"]) == ["maintain", "correct", "other", "unfinished", "total"]


def test_every_figure_of_the_2021_form_has_its_place() -> None:
    report = sample("scanned/yuyao_2020_seal_1.png")
    cells = [cell for _, cell in report.cells()]
    report = replace(
        report,
        tables=tuple(
            replace(table, cells=tuple(replace(cell, value=Decimal(1), status="read") for cell in table.cells)) for table in report.tables
        ),
    )
    files = report_to_kirogov(report, (SAMPLES / "scanned/yuyao_2020_seal_1.png").read_bytes())
    said = json.loads(files["source.json"])["parsed_json"]["sections"]
    figures = [leaf for one in said if one["type"] != "text" for leaf in leaves({k: v for k, v in one.items() if isinstance(v, dict)})]
    assert len(figures) >= 10 + 175 + 15
    assert set(figures) == {1}
    assert len(cells) >= len(figures)
    with pikepdf.open(io.BytesIO(files["source.pdf"])) as pdf:
        assert len(pdf.pages) == 1


def test_doubtful_figures_are_null_and_told(doubtful: Report) -> None:
    assert section(doubtful, "table_3")["tableData"]["total"]["newReceived"] is None
    said = {"address": "requests/new/total", "status": "suspect", "proposal": "33", "page": 1, "reason": "the readers differ: 33 or 38"}
    assert package(doubtful)["parsed_json"]["doubtful"] == [said]


@pytest.mark.parametrize(("raw", "value"), [("/", "/"), (" — ", "—"), ("", None)])
def test_marks_for_nothing_stay_what_they_are(yuyao: Report, raw: str, value: str | None) -> None:
    report = changed(yuyao, "requests/new/total", value=None, raw=raw, status="blank")
    assert section(report, "table_3")["tableData"]["total"]["newReceived"] == value


def test_decimals_keep_their_digits(yuyao: Report) -> None:
    report = changed(yuyao, "requests/new/total", value=Decimal("40.50"))
    assert b'"newReceived": 40.50' in report_to_kirogov(report, PDF)["source.json"]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(Unsuited, match="its form is list-2014; leave kirogov out of --to"):
        report_to_kirogov(sample("reports/haishu_2018.html"), b"")
    with pytest.raises(NoPaper, match="there is no PDF of it to go into the package; leave kirogov out of --to"):
        report_to_kirogov(sample("reports/yuyao_2020.html"), b"")
