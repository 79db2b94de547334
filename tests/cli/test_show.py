"""gouji show: a picture a page, or one line of what is wrong."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.cli.conftest import Gouji

REPORTS = Path(__file__).parents[2] / "samples/reports"


def test_a_picture_a_page(gouji: Gouji, tmp_path: Path) -> None:
    said = gouji("show", REPORTS / "haian_2020.pdf", "-o", tmp_path / "out", "--dpi", 72)
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines() == [f"{tmp_path}/out/haian_2020-p1.png  78 read", f"{tmp_path}/out/haian_2020-p2.png  120 read"]
    with Image.open(tmp_path / "out/haian_2020-p2.png") as image:
        assert image.height > 842
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_the_same_picture_each_time(gouji: Gouji, tmp_path: Path) -> None:
    for name in ("a", "b"):
        gouji("show", REPORTS / "haian_2020.pdf", "-o", tmp_path / name, "--dpi", 60, "--pages", 2)
    one, other = (tmp_path / name / "haian_2020-p2.png" for name in ("a", "b"))
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("name", ["haian_2020.html", "haian_2020.txt"])
def test_pages_without_paper(gouji: Gouji, tmp_path: Path, name: str) -> None:
    said = gouji("show", REPORTS / name, "-o", tmp_path / "out")
    assert (said.status, said.out) == (3, "")
    assert said.err == f"gouji: {REPORTS / name}: it has no pages to show; gouji read takes its figures\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "status", "what"),
    [
        (("--form", "annual-9"), 2, "--form: no form 'annual-9'"),
        (("--password", "x", "--pages", "9"), 3, "a.pdf: it has 1 page, none of those asked for"),
        (("--pages", "0"), 2, "--pages: '0' starts before the first page"),
        (("--dpi", "5"), 2, "Invalid value for '--dpi'"),
    ],
)
def test_errors_are_one_line(gouji: Gouji, tmp_path: Path, options: tuple[str, ...], status: int, what: str) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "a.pdf")
    said = gouji("show", tmp_path / "a.pdf", "-o", tmp_path / "out", *options)
    assert (said.status, said.err.count("\n")) == (status, 1)
    assert what in said.err


def test_a_missing_source(gouji: Gouji, tmp_path: Path) -> None:
    said = gouji("show", tmp_path / "no.pdf", "-o", tmp_path)
    assert (said.status, said.err) == (3, f"gouji: {tmp_path}/no.pdf: there is no such file; check the path\n")


def test_a_source_is_never_overwritten(gouji: Gouji, tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(source)
    (tmp_path / "a-p1.png").symlink_to(source)
    before = source.read_bytes()
    said = gouji("show", source, "-o", tmp_path)
    assert (said.status, source.read_bytes()) == (2, before)
    assert "it is a source and would be overwritten" in said.err


def test_a_page_that_holds_nothing(gouji: Gouji, tmp_path: Path) -> None:
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(100, 100))
        pdf.save(file)
    (tmp_path / "a.pdf").write_bytes(file.getvalue())
    assert gouji("show", tmp_path / "a.pdf", "-o", tmp_path).out == f"{tmp_path}/a-p1.png  no cells\n"
