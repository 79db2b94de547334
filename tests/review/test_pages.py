"""The pages of the desk: what they show, what they take, and what they say when that cannot be."""

from __future__ import annotations

import io
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import html as markup
from PIL import Image
from starlette.testclient import TestClient

from archive.desk import Desk
from layout import report_from_json
from review.app import desk_app
from review.errors import NoFigure
from review.queue_pages import figure_of
from review.sessions import Sessions
from samples.doubts import doubtful_archive
from tests.doubtful import DOUBTS, ITEMS, PERSON, REPORTS, TOTAL, UPHELD, position, seen
from tests.review.conftest import HOST, Enter

SCRIPT = {"hx-request": "true"}


def look(client: TestClient, desk: Desk, address: str) -> Any:
    return markup.fromstring(client.get(f"/look/1/figure/{position(desk, address)}").text)


def texts(page: Any, selector: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.cssselect(selector)]


def settle(client: TestClient, desk: Desk, address: str, value: str, **fields: str) -> Any:
    data = {"value": value, "seen": seen(desk, address), "where": "queue", **fields}
    return client.post(f"/settle/1/{position(desk, address)}", data=data, headers=SCRIPT)


def test_the_riskiest_comes_first(client: TestClient) -> None:
    page = markup.fromstring(client.get("/").text)
    assert texts(page, "#left") == [str(len(DOUBTS) + 4)]
    assert texts(page, "h1") == ["一、本年新收政府信息公开申请数量 × 申请人情况 / 总计"]


def test_a_figure_has_its_readings_its_identities_and_the_proposal(client: TestClient, desk: Desk) -> None:
    page = look(client, desk, TOTAL)
    assert texts(page, ".reading") == ["3655%", "2640%"]
    assert page.cssselect("#value")[0].get("value") == "36"
    assert texts(page, ".identity .numbers")[:2] == ["36+0= 36≟26+0= 26", "36≟18+4+1+0+0+1= 24"]
    assert texts(page, ".term[aria-current]") == ["36", "36", "36"]
    assert texts(page, ".why") == ["suspect the readers differ: 36 or 26"]


def test_the_picture_shows_its_row_and_column(client: TestClient, desk: Desk) -> None:
    page = look(client, desk, TOTAL)
    box = dict(desk.report(1).report.cells())[TOTAL].bbox
    assert box is not None
    (mark,) = page.cssselect(".page .mark")
    assert float(mark.get("x")) == pytest.approx(box.x0 - 1.5, abs=0.01)
    row, column = page.cssselect(".page .band")
    assert float(row.get("width")) > 200 > float(column.get("width"))
    crop = client.get(page.cssselect(".crop image")[0].get("href"))
    page_picture = client.get(page.cssselect(".page image")[0].get("href"))
    with Image.open(io.BytesIO(crop.content)) as part, Image.open(io.BytesIO(page_picture.content)) as whole:
        assert part.size == (504, 138)
        assert whole.size == (1191, 1684)
        assert min(part.convert("L").tobytes()) < 80


def test_what_was_not_found_is_marked_where_it_should_stand(client: TestClient, desk: Desk) -> None:
    page = look(client, desk, UPHELD)
    (mark,) = page.cssselect(".page .mark")
    assert mark.get("class") == "mark expected"
    assert 80 < float(mark.get("x")) < 90 or float(mark.get("width")) > 0
    assert texts(page, ".why") == ["missing not found in the source"]


def test_settling_goes_on_and_says_what_came_of_it(client: TestClient, desk: Desk) -> None:
    answer = settle(client, desk, TOTAL, "２６")
    page = markup.fromstring(answer.text)
    assert answer.headers["hx-push-url"].startswith("/look/1/")
    assert texts(page, ".last p")[0].startswith("Just now 一、本年新收政府信息公开申请数量 · 申请人情况 / 总计 settled as 26")
    assert [one.get("class") for one in page.cssselect(".last .brief li")] == ["holds", "holds", "holds"]
    assert texts(page, ".proved .chip") == ["一、本年新收政府信息公开申请数量 · 申请人情况 / 自然人 = 20"]
    assert texts(page, "#left") == [str(len(DOUBTS) + 2)]
    assert desk.said()[0].person == "王一"


def test_a_blank_a_skip_and_an_undo(client: TestClient, desk: Desk) -> None:
    settle(client, desk, ITEMS, "5", what="blank")
    assert dict(desk.report(1).report.cells())[ITEMS].value is None
    page = look(client, desk, TOTAL)
    (skip,) = page.cssselect("[data-key=s]")
    assert client.get(skip.get("hx-get"), headers=SCRIPT).headers["hx-push-url"] != f"/look/1/figure/{position(desk, TOTAL)}"
    answer = client.post("/undo", headers=SCRIPT)
    assert texts(markup.fromstring(answer.text), ".notice") == ["Taken back: blank"]
    assert dict(desk.report(1).report.cells())[ITEMS].status == "suspect"
    assert "There is nothing to undo." in client.post("/undo").text


@pytest.mark.parametrize("value", ["", "  ", "12a", "=1+1", "<b>", "1.2.3", "9" * 30, "∞", "1e9"])
def test_what_is_no_figure_is_not_taken(client: TestClient, desk: Desk, value: str) -> None:
    answer = settle(client, desk, ITEMS, value)
    assert (answer.status_code, desk.said()) == (422, ())
    assert "is no figure; press B for a blank." in markup.fromstring(answer.text).text_content()
    assert "“<b>”" not in answer.text


@pytest.mark.parametrize(("typed", "value"), [("1,234", "1234"), ("40.50", "40.50"), ("－3", "-3"), ("0", "0"), ("007", "007")])
def test_figures_are_taken_exactly(typed: str, value: str) -> None:
    assert figure_of({"value": typed}) == Decimal(value)
    with pytest.raises(NoFigure):
        figure_of({"value": f"{typed}x"})


def test_the_second_of_two_people_sees_what_the_first_said(enter: Enter, desk: Desk) -> None:
    one, two = enter(person="甲"), enter(person="乙")
    saw = seen(desk, ITEMS)
    settle(one, desk, ITEMS, "22")
    answer = two.post(f"/settle/1/{position(desk, ITEMS)}", data={"value": "72", "seen": saw}, headers=SCRIPT)
    page = markup.fromstring(answer.text)
    assert answer.status_code == 409
    assert texts(page, ".notice")[0].startswith("甲 settled it as 22, 20")
    assert page.cssselect("#value")[0].get("value") == "22"
    assert [said.person for said in desk.said()] == ["甲"]


def test_without_script_the_same_is_done_by_plain_pages(client: TestClient, desk: Desk) -> None:
    data = {"value": "22", "seen": seen(desk, ITEMS), "where": "queue"}
    answer = client.post(f"/settle/1/{position(desk, ITEMS)}", data=data, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"][:8]) == (303, "/look/1/")
    assert client.get(answer.headers["location"]).status_code == 200


def test_a_failing_check_is_held_against_the_source_figure_by_figure(client: TestClient, desk: Desk) -> None:
    number = next(at for at, one in enumerate(desk.report(1).report.checks) if one.verdict == "fails")
    page = markup.fromstring(client.get(f"/look/1/check/{number}").text)
    assert len(page.cssselect(".crops .crop")) == 4
    assert texts(page, ".one .numbers") == ["0+0= 0≠1+0= 1"]
    fields = {one.get("name"): one.get("value") for one in page.cssselect("#settle input")}
    answer = client.post(f"/slip/1/{number}", data=fields, headers=SCRIPT)
    assert "marked as the author's slip" in markup.fromstring(answer.text).text_content()
    assert "marked as the author's slip" in markup.fromstring(client.get("/report/1").text).text_content()
    assert [said.kind for said in desk.said()] == ["slip"]


def test_the_whole_table_stands_as_in_the_form(client: TestClient, desk: Desk) -> None:
    page = markup.fromstring(client.get(f"/report/1?at={position(desk, TOTAL)}").text)
    cells = page.cssselect("td a[data-cell]")
    assert len(cells) == sum(one.status != "absent" for _, one in desk.report(1).report.cells())
    (here,) = page.cssselect("td a[aria-current]")
    assert here.text_content() == "36 suspect"
    assert here.getparent().get("class") == "suspect"
    assert page.cssselect("#side .page .mark")
    assert {one.text: one.get("colspan") for one in page.cssselect("th")}["申请人情况"] == "7"


def test_settling_in_the_table_stays_there(client: TestClient, desk: Desk) -> None:
    page = markup.fromstring(settle(client, desk, TOTAL, "26", where="table").text)
    assert page.cssselect("td a[aria-current]")[0].getparent().get("class") == "reviewed"
    assert [one.get("class") for one in page.cssselect("#side .identity")] == ["identity holds"] * 3
    (undo,) = page.cssselect("#side [data-key=u]")
    answer = client.post(undo.get("hx-post"), data={"where": "table"}, headers=SCRIPT)
    assert answer.headers["hx-redirect"] == f"/report/1?at={position(desk, TOTAL)}"


def test_every_figure_of_a_page_leads_to_its_cell(client: TestClient, desk: Desk) -> None:
    page = markup.fromstring(client.get("/report/1/page/2").text)
    boxes = page.cssselect(".page a")
    assert len(boxes) == sum(one.page == 2 for _, one in desk.report(1).report.cells())
    assert boxes[0].get("href").startswith("/report/1?at=")


def test_reports_are_filtered_and_worked_through(client: TestClient) -> None:
    page = markup.fromstring(client.get("/reports?issuer=余姚&year=2020&state=open").text)
    assert texts(page, ".list tbody tr td:nth-child(4)") == ["yuyao_2020.pdf"]
    (work,) = [one.get("href") for one in page.cssselect(".filters .button")]
    assert "only: 2020, 余姚" in markup.fromstring(client.get(work).text).text_content().lower()
    assert texts(markup.fromstring(client.get("/reports?state=done").text), ".hint") == ["0 reports", "No report passes these filters."]
    assert "Nothing waits for a person." in client.get("/?year=1999").text
    assert client.get("/?all=1").url.path.startswith("/look/")


def test_what_is_taken_away_holds_what_was_settled(client: TestClient, desk: Desk) -> None:
    settle(client, desk, ITEMS, "22")
    report = report_from_json(client.get("/report/1/file/json").text)
    assert dict(report.cells())[ITEMS].status == "reviewed"
    answer = client.get("/report/1/file/xlsx")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''yuyao_2020.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    comments = [one.comment.text for row in book.worksheets[0].iter_rows() for one in row if one.comment]
    assert any("状态：已复核（reviewed）" in text for text in comments)
    assert all(client.get(f"/report/1/file/{kind}").status_code == 200 for kind in ("csv", "md"))


def test_the_log_tells_who_when_before_and_after(client: TestClient, desk: Desk) -> None:
    settle(client, desk, ITEMS, "22")
    settle(client, desk, TOTAL, "26")
    client.post("/undo")
    page = markup.fromstring(client.get("/history").text)
    assert [row[1:2] + row[4:6] for row in (texts(tr, "td") for tr in page.cssselect("tbody tr"))] == [
        ["王一", "36 suspect", "26"],
        ["王一", "72 suspect", "22"],
    ]
    assert [one.get("class") for one in page.cssselect("tbody tr")] == ["undone", ""]
    assert len(page.cssselect("tbody form")) == 1


def test_whatever_a_source_says_stays_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = '"><script>alert(1)<'
    source = tmp_path / f"{evil}.txt".replace("/", "")
    shutil.copy(REPORTS / "haian_2020.txt", source)
    doubtful_archive(tmp_path / "archive", {source: {}})
    sessions = Sessions(evil)
    client = TestClient(desk_app(Desk(tmp_path / "archive"), sessions), base_url=HOST, headers={"origin": HOST})
    client.get(f"/?token={sessions.token()}")
    client.post("/person", data={"person": evil})
    for path in ("/", "/reports", "/report/1", "/history", f"/reports?issuer={evil}", f"/?issuer={evil}"):
        page = client.get(path)
        assert "<script>alert" not in page.text
        assert not re.search(r'value=""&gt;', page.text)


def test_a_source_without_paper_shows_its_text(tmp_path: Path) -> None:
    doubtful_archive(tmp_path, {REPORTS / "haian_2020.txt": {}})
    sessions = Sessions("a")
    client = TestClient(desk_app(Desk(tmp_path), sessions), base_url=HOST)
    page = markup.fromstring(client.get(f"/?token={sessions.token()}").text)
    assert page.cssselect(".page image") == []
    assert "2020年度海安市政府信息公开工作年度报告" in texts(page, ".page text")[0]


def test_a_source_that_is_gone_is_told(client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.desk.content_of", lambda urls, sha256: None)
    assert client.get("/page/1/1.jpg").status_code == 404
    page = look(client, desk, PERSON)
    assert texts(page, "h1") == ["一、本年新收政府信息公开申请数量 × 申请人情况 / 自然人"]


def test_a_full_disk_is_told_and_nothing_is_settled(client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_url: str, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("archive.settling.write_bytes", full)
    answer = settle(client, desk, ITEMS, "22")
    assert (answer.status_code, desk.said()) == (500, ())
    assert "Not kept: the report file" in markup.fromstring(answer.text).text_content()
