"""ALTO, held to the parts of its structure that are written; the schema itself ships in no package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from lxml import etree

from files.alto import NAMESPACE, report_to_alto
from ingest.page import Word
from layout import Report
from layout.errors import NoPaper
from tests.files.conftest import sample

PLACE = {"HPOS", "VPOS", "WIDTH", "HEIGHT"}
CHILDREN = {
    "alto": ["Description", "Layout"],
    "Description": ["MeasurementUnit", "sourceImageInformation", "Processing"],
    "sourceImageInformation": ["fileName", "fileIdentifier"],
    "Processing": ["processingSoftware"],
    "processingSoftware": ["softwareName", "softwareVersion"],
}
HOLDS = {"Layout": {"Page"}, "Page": {"PrintSpace"}, "PrintSpace": {"TextBlock"}, "TextBlock": {"TextLine"}, "TextLine": {"String", "SP"}}
NEEDS = {
    "Processing": {"ID"},
    "Page": {"ID", "PHYSICAL_IMG_NR", "WIDTH", "HEIGHT"},
    "PrintSpace": PLACE,
    "TextBlock": PLACE | {"ID"},
    "TextLine": PLACE | {"ID"},
    "String": PLACE | {"ID", "CONTENT", "WC"},
}
SAMPLES = ["reports/yuyao_2020.pdf", "scanned/dinghai_2020_poor.pdf", "scanned/yuyao_2020_seal_1.png"]


def tree(report: Report) -> etree._Element:
    return etree.fromstring(report_to_alto(report))


def elements(root: etree._Element, name: str) -> Iterator[etree._Element]:
    yield from root.iter(f"{{{NAMESPACE}}}{name}")


def name_of(element: etree._Element) -> str:
    name = etree.QName(element)
    assert name.namespace == NAMESPACE
    return str(name.localname)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_structure_is_that_of_alto_4(name: str) -> None:
    for element in tree(sample(name)).iter():
        kind, children = name_of(element), [name_of(child) for child in element]
        if kind in CHILDREN:
            assert children == CHILDREN[kind]
        else:
            assert set(children) <= HOLDS.get(kind, set())
        assert {key for key in element.attrib if "}" not in key} == NEEDS.get(kind, set())


@pytest.mark.parametrize("name", SAMPLES)
def test_names_are_unique_and_everything_lies_on_its_page(name: str) -> None:
    root = tree(sample(name))
    names = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(names) == len(set(names))
    for page in elements(root, "Page"):
        for one in elements(page, "String"):
            place = {key: int(one.get(key)) for key in PLACE}
            assert 0 <= place["HPOS"] <= place["HPOS"] + place["WIDTH"] <= int(page.get("WIDTH")) + 100
            assert 0 <= place["VPOS"] <= place["VPOS"] + place["HEIGHT"] <= int(page.get("HEIGHT")) + 100
            assert 0 <= float(one.get("WC")) <= 1


@pytest.mark.parametrize("name", SAMPLES)
def test_every_word_is_there_once(name: str) -> None:
    report = sample(name)
    words = [" ".join(word.text.split()) for page in report.pages for word in page.words if word.text.strip()]
    assert sorted(one.get("CONTENT") for one in elements(tree(report), "String")) == sorted(words)


def test_words_stand_in_the_order_of_reading() -> None:
    said = " ".join(one.get("CONTENT") for one in elements(tree(sample("reports/yuyao_2020.pdf")), "String"))
    assert said.index("一、总体情况") < said.index("规章") < said.index("六、其他需要报告的事项")


def test_places_are_in_twelve_hundredths_of_an_inch() -> None:
    page = next(elements(tree(sample("reports/yuyao_2020.pdf")), "Page"))
    assert (page.get("WIDTH"), page.get("HEIGHT")) == ("9921", "14032")


def test_what_xml_cannot_hold_is_left_out(yuyao: Report) -> None:
    page = yuyao.pages[0]
    odd = Word(text="a\x00<b>\ud800", raw="", box=page.words[0].box)
    root = tree(replace(yuyao, pages=(replace(page, words=(odd,)),), source=replace(yuyao.source, name="\x01<&>")))
    assert [one.get("CONTENT") for one in elements(root, "String")] == ["a<b>"]
    assert next(elements(root, "fileName")).text == "<&>"


def test_the_same_report_gives_the_same_bytes(yuyao: Report) -> None:
    assert report_to_alto(yuyao) == report_to_alto(yuyao)


def test_what_has_no_pages_is_refused() -> None:
    with pytest.raises(NoPaper, match="it has no pages whose words could be described; leave alto out of --to"):
        report_to_alto(sample("reports/yuyao_2020.html"))
