"""What the renderers write: the same bytes for the same seed, and every figure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import simplejson

from layout.form_file import declared_forms
from samples.compose import draw_report
from samples.dump import KINDS, report_to_dump
from samples.fonts import MissingFont, font_path, fonts_installed
from samples.given import SEEDS, given_report
from samples.html import report_to_html
from samples.make import make_reports
from samples.report import truth_to_json

FORMS = tuple(declared_forms())
RENDERERS = (pytest.param("pdf", marks=pytest.mark.skipif(not fonts_installed(), reason="fonts are missing")), "html", "dump")


@pytest.mark.parametrize("renderer", RENDERERS)
def test_same_seed_same_bytes(renderer: str, tmp_path: Path) -> None:
    first = make_reports("annual-2021", renderer, 2, 5, tmp_path / "a", slip_share=0.5)
    second = make_reports("annual-2021", renderer, 2, 5, tmp_path / "b", slip_share=0.5)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


@pytest.mark.parametrize("form", FORMS)
def test_html_shows_every_figure_in_order(form: str) -> None:
    report = draw_report(declared_forms()[form], "3")
    page = report_to_html(report)
    shown = [re.sub("<[^>]+>", "", text) for text in re.findall(r'<td class="figure"[^>]*>(.*?)</td>', page)]
    printed = [figure.text for figure in report.truth.cells.values()]
    assert sorted(filter(None, shown)) == sorted(filter(None, printed))


@pytest.mark.parametrize("kind", ["tab-lines", "torn", "pipes"])
def test_dumps_lose_no_figure(kind: str) -> None:
    report = draw_report(declared_forms()["annual-2019"], "4")
    text, truth = report_to_dump(report, kind, "4")
    assert truth == report.truth
    for figure in truth.cells.values():
        assert figure.text in text


def test_paragraph_dumps_lose_short_lines() -> None:
    text, truth = report_to_dump(draw_report(declared_forms()["annual-2019"], "4"), "paragraphs", "4")
    assert all(len(line) >= 5 for line in text.split("\n\n"))
    assert truth.missing_tables == ("requests", "review")


def test_every_dump_kind_is_reached() -> None:
    assert set(KINDS) == {"tab-lines", "torn", "pipes", "paragraphs"}


@pytest.mark.parametrize("source", sorted(SEEDS.glob("*.json")), ids=lambda path: str(path.stem))
def test_given_reports_print_every_figure(source: Path) -> None:
    report = given_report(simplejson.loads(source.read_text("utf-8"), use_decimal=True))
    page = report_to_html(report)
    assert all(figure.text in page for figure in report.truth.cells.values())


def test_truth_keeps_the_printed_digits() -> None:
    report = given_report(simplejson.loads((SEEDS / "haian_2020.json").read_text("utf-8"), use_decimal=True))
    assert '"value": 106677.809,' in truth_to_json(report.truth)


def test_missing_font_names_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("samples.fonts.FOLDERS", (tmp_path,))
    font_path.cache_clear()
    with pytest.raises(MissingFont, match="apt-get install fonts-arphic-uming"):
        font_path("song")
    font_path.cache_clear()
