"""The web page: what it holds, and how it behaves in a browser without a network."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from lxml import html as markup
from PIL import Image

from files.html import report_to_html
from layout import Report
from tests.chromium import chromium
from tests.files.conftest import changed, sample

EVIL = '"><script>alert(1)</script>&'
TOTAL = "收到和处理政府信息公开申请情况，一、本年新收政府信息公开申请数量，申请人情况 / 总计"


def tree(report: Report) -> Any:
    return markup.fromstring(report_to_html(report))


def figure(page: Any, label: str) -> Any:
    return next(one for one in page.cssselect("td [data-n]") if one.get("aria-label").startswith(f"{label}："))


@pytest.fixture(scope="module")
def page(doubtful: Report) -> Any:
    return tree(doubtful)


def test_every_figure_is_there_and_leads_to_its_place(page: Any, doubtful: Report) -> None:
    figures = page.cssselect("td [data-n]")
    assert len(figures) == sum(cell.status != "absent" for _, cell in doubtful.cells())
    for one in figures:
        box = page.get_element_by_id(one.get("href").removeprefix("#"))
        assert (box.get("class").split()[0], box.get("href")) == ("box", f"#{one.get('id')}")


def test_headers_are_merged(page: Any) -> None:
    spans = {one.text: (one.get("rowspan"), one.get("colspan")) for one in page.cssselect("th")}
    assert spans["三、本年度办理结果"] == ("20", None)
    assert spans["申请人情况"] == (None, "7")


def test_boxes_lie_where_the_figures_stand(page: Any, doubtful: Report) -> None:
    cell = dict(doubtful.cells())["requests/new/business"]
    box = page.get_element_by_id("b" + figure(page, TOTAL.replace("总计", "法人或其他组织 / 商业企业")).get("data-n"))
    assert cell.bbox is not None
    left = float(re.findall(r"left:([\d.]+)%", box.get("style"))[0])
    assert left == pytest.approx((cell.bbox.x0 - 1.5) / doubtful.pages[0].width * 100, abs=0.01)


def test_doubt_is_seen_heard_and_listed(page: Any) -> None:
    one = figure(page, TOTAL)
    assert (one.getparent().get("class"), one.text) == ("suspect", "33")
    assert one.get("aria-label") == f"{TOTAL}：33，待核"
    assert "原因：the readers differ: 33 or 38" in one.get("title")
    assert [item.text_content() for item in page.cssselect("nav li")] == [f"{TOTAL}：the readers differ: 33 or 38"]


def test_nothing_is_fetched(page: Any) -> None:
    assert [one.get("src")[:23] for one in page.cssselect("[src]")] == ["data:image/jpeg;base64,"] * 2
    assert page.cssselect("link, iframe, object, embed, form, base") == []
    assert all(one.get("href").startswith("#") for one in page.cssselect("[href]"))
    assert page.cssselect("meta[http-equiv]")[0].get("content").startswith("default-src 'none'; img-src data:;")


def test_text_stays_text(doubtful: Report) -> None:
    report = changed(replace(doubtful, title=EVIL, issuer=EVIL), "requests/new/total", raw=EVIL, reason=EVIL)
    page = tree(replace(report, sections=(replace(report.sections[0], title=EVIL, text=EVIL),)))
    assert len(page.cssselect("script")) == 1
    assert page.cssselect("h1")[0].text_content() == EVIL
    assert EVIL in figure(page, TOTAL).get("title")


def test_pictures_are_moderate(doubtful: Report) -> None:
    page = tree(doubtful)
    for one in page.cssselect("img"):
        with Image.open(io.BytesIO(base64.b64decode(one.get("src").partition(",")[2]))) as image:
            assert image.size == (int(one.get("width")), int(one.get("height")))
            assert 900 < image.width < 920
    many = replace(doubtful, pages=doubtful.pages * 12)
    assert len(report_to_html(many)) < 8 * len(report_to_html(doubtful))


def test_figures_without_a_place_can_be_reached() -> None:
    missing = tree(sample("scanned/dinghai_2020_poor.pdf")).cssselect("td.missing [data-n]")[0]
    assert (missing.tag, missing.get("tabindex")) == ("span", "0")


def test_units_stand_behind_figures(page: Any) -> None:
    amount = next(one for one in page.cssselect("td [data-n]") if "采购总金额" in one.get("aria-label"))
    assert (amount.text, amount.get("aria-label").rpartition("：")[2]) == ("69.36万元", "69.36万元，已读")


def test_without_paper_there_are_the_tables_alone() -> None:
    page = tree(sample("reports/haian_2020.txt"))
    assert page.cssselect("aside, img, a.box") == []
    assert page.cssselect("td.missing")
    assert "142781（第 1 页）" in page.text_content()


def test_the_same_report_gives_the_same_bytes(doubtful: Report) -> None:
    assert report_to_html(doubtful) == report_to_html(doubtful)


def test_it_is_whole_html(doubtful: Report) -> None:
    etree.HTML(report_to_html(doubtful), etree.HTMLParser(recover=False, huge_tree=True))


@pytest.fixture
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


def test_in_a_browser_figures_light_their_places(browser: Any, doubtful: Report, tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_bytes(report_to_html(changed(doubtful, "requests/new/business", value=Decimal(7))))
    view = browser.new_page(viewport={"width": 1200, "height": 700})
    asked: list[str] = []
    told: list[str] = []
    view.on("request", lambda request: asked.append(request.url))
    view.on("console", lambda message: told.append(message.text))
    view.on("pageerror", lambda error: told.append(str(error)))
    view.goto(file.as_uri())

    def lit() -> list[str]:
        return sorted(view.evaluate("[...document.querySelectorAll('.lit')].map(one => one.id)"))

    one = view.locator("td [data-n]", has_text="7").locator("visible=true").filter(has_text=re.compile("^7$")).first
    number = one.get_attribute("data-n")
    one.hover()
    assert lit() == [f"b{number}", f"c{number}"]
    assert view.locator("#about").inner_text().startswith("收到和处理政府信息公开申请情况")
    one.focus()
    view.keyboard.press("ArrowDown")
    below = view.evaluate("document.activeElement.getAttribute('aria-label')")
    assert "二、上年结转" in below
    assert "商业企业" in below
    view.evaluate("document.querySelectorAll('a.box')[3].click()")
    assert view.evaluate("document.activeElement.id") == view.evaluate("document.querySelectorAll('a.box')[3].hash.slice(1)")
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    assert told == []
