"""The desk speaks Chinese and English, all of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html as markup
from starlette.testclient import TestClient

from layout.report import Status, Verdict
from review.reasons import said
from review.words import LANGUAGES, WORDS, language_of, words
from tests.review.conftest import Enter

ROOT = Path(__file__).parents[2]
USED = "\n".join(path.read_text("utf-8") for folder in ("review", "review/templates") for path in sorted((ROOT / folder).glob("*.[pj]*")))
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("key", WORDS)
def test_every_word_has_both_languages(key: str) -> None:
    chinese, english = WORDS[key]
    assert CHINESE.search(chinese)
    assert english
    assert not CHINESE.search(english)
    assert re.findall(r"\{\w+\}", chinese).sort() == re.findall(r"\{\w+\}", english).sort()


def test_every_word_that_is_used_is_there_and_the_other_way_round() -> None:
    used = set(re.findall(r"\b(?:w|words)(?:\[|\()[\"']([\w.]+)[\"'](?:\]|,)", USED))
    assert used - {"status.", "verdict.", "key"} <= set(WORDS)
    listed = set(re.findall(r"[\"']([\w.]+)[\"']", USED))
    spoken = {key for key in WORDS if not key.startswith(("status.", "verdict."))}
    assert spoken <= listed


def test_every_status_and_verdict_has_a_word() -> None:
    from typing import get_args

    assert {f"status.{one}" for one in get_args(Status)} | {f"verdict.{one}" for one in get_args(Verdict)} <= set(WORDS)


@pytest.mark.parametrize(
    ("variables", "accepted", "language"),
    [
        ({}, "", "en"),
        ({}, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ({}, "en-GB,en;q=0.9,zh;q=0.1", "en"),
        ({}, "de", "en"),
        ({"LANG": "zh_CN.UTF-8"}, "en", "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "", "en"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN"}, "zh", "zh"),
    ],
)
def test_the_language_is_that_of_the_machine_or_the_browser(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], accepted: str, language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language_of(accepted) == language


def test_the_language_can_be_changed(enter: Enter) -> None:
    client = enter("zh-CN")
    assert markup.fromstring(client.get("/reports").text).get("lang") == "zh-CN"
    client.post("/language/en", data={"back": "//evil.example/"})
    assert markup.fromstring(client.get("/reports").text).get("lang") == "en"


@pytest.mark.parametrize("back", ["//evil.example/", "http://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_it_leads_nowhere_else(client: TestClient, back: str) -> None:
    assert client.post("/language/zh", data={"back": back}, follow_redirects=False).headers["location"] == "/"


def test_an_english_page_has_no_chinese_of_the_desk(client: TestClient) -> None:
    page = markup.fromstring(client.get("/history").text)
    spoken = "".join(one.text_content() for one in page.cssselect("header nav, main"))
    assert not CHINESE.search(spoken)


TOLD = (ROOT / "docs" / "report-file.md").read_text("utf-8").partition("| `reason` | because of |")[2].partition("\n\n")[0]
DOCUMENTED = re.findall(r"`([^`]+)`", "\n".join(line.split("|")[1] for line in TOLD.splitlines() if line.count("|") == 3))


@pytest.mark.parametrize("reason", DOCUMENTED)
def test_every_documented_reason_has_chinese(reason: str) -> None:
    told = said(reason.replace("(…)", "(count)"), "zh")
    assert CHINESE.search(told)
    assert not re.search("[a-z]{3}", told)


def test_reasons_are_put_together() -> None:
    assert len(LANGUAGES) == 2
    whole = "first read as 72 (the readers differ: 72 or 22); requests.results/total, requests.applicants/granted hold with it"
    assert said(whole, "zh") == "起初读作 72（识读不一：72 或 22）；勾稽证实"
    assert said(whole, "en") == whole
    assert words("zh")["queue"] == "待核"
