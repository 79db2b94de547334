"""Scans as files: physical sizes, the images that went in, truth with boxes that hold the figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
import simplejson
from PIL import Image as Pillow

from ingest.geometry import Box
from samples.damage_pdf import main as damage_pdf
from samples.fonts import fonts_installed
from samples.given_scans import SCANS, GivenScan
from samples.kinds import KINDS
from samples.layer import HiddenWord
from samples.make import main as make
from samples.scan_truth import read_original, scan_original
from samples.scans import Scan, scan_pdf, write_scan
from samples.way import Image

SAMPLES = Path("samples")
LARGEST = 250 * 1024
A4 = (595.0, 842.0)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three pages, each with a black square whose top left corner is at (100, 100) from the page's."""
    path = tmp_path_factory.mktemp("digital") / "squares.pdf"
    with pikepdf.new() as pdf:
        for _ in range(3):
            pdf.add_blank_page(page_size=A4).contents_add(b"100 692 50 50 re f")
        pdf.save(path)
    return path


def _rendered(path: Path, number: int, dpi: int) -> Image:
    document = pypdfium2.PdfDocument(path)
    image = document[number].render(scale=dpi / 72, grayscale=True).to_numpy()
    document.close()
    return np.array(image.reshape(image.shape[:2]), np.uint8)


def _square_is_there(scan: Scan, page: int) -> bool:
    found = scan.box(page, Box(100, 100, 150, 150))
    assert found is not None
    x, y = (round(end * scan.dpi / 72) for end in found[1].center)
    image = scan.images[found[0] - 1].image
    patch = image[y - 20 : y + 20, x - 20 : x + 20]
    return bool(patch.mean() < 110)


@pytest.mark.parametrize("kind", ["office", "fax", "sideways", "photo"])
def test_pdf_holds_the_images_in_their_size(kind: str, document: Path, tmp_path: Path) -> None:
    scan = scan_pdf(document, KINDS[kind], 1, pages=(1,))
    (path,) = write_scan(scan, tmp_path / "scan.pdf")
    image = scan.images[0].image
    grey = image if image.ndim == 2 else image.mean(axis=2)
    assert np.abs(_rendered(path, 0, scan.dpi)[: image.shape[0], : image.shape[1]] - grey).mean() < 4
    assert _square_is_there(scan, 1)


def test_spread_has_two_pages_in_one_image(document: Path) -> None:
    scan = scan_pdf(document, KINDS["spread"], 1)
    assert [place.image for place in scan.places.values()] == [1, 1, 2]
    assert all(_square_is_there(scan, page) for page in (1, 2, 3))


def test_tiff_has_all_pages_and_the_resolution(document: Path, tmp_path: Path) -> None:
    (path,) = write_scan(scan_pdf(document, KINDS["fax"], 1), tmp_path / "scan.tiff")
    with Pillow.open(path) as tiff:
        frames = tiff.n_frames  # type: ignore[attr-defined]  # only TIFF images have frames
        assert (frames, tiff.mode, tiff.info["compression"], tiff.info["dpi"]) == (3, "1", "group4", (200.0, 200.0))


@pytest.mark.parametrize("container", ["png", "jpg"])
def test_single_pages_carry_the_resolution(container: str, document: Path, tmp_path: Path) -> None:
    files = write_scan(scan_pdf(document, KINDS["poor"], 1, pages=(1, 3)), tmp_path / f"scan.{container}")
    assert [file.name for file in files] == [f"scan_1.{container}", f"scan_2.{container}"]
    with Pillow.open(files[0]) as image:
        assert [round(value) for value in image.info["dpi"]] == [200, 200]


def test_same_seed_same_file(document: Path, tmp_path: Path) -> None:
    first, second = (write_scan(scan_pdf(document, KINDS["poor"], 1), tmp_path / name)[0] for name in ("a.pdf", "b.pdf"))
    assert first.read_bytes() == second.read_bytes()


def test_hidden_layer_reads_as_written(document: Path, tmp_path: Path) -> None:
    word = HiddenWord(image=1, text="本年新收l2", box=Box(100, 100, 180, 112))
    (path,) = write_scan(scan_pdf(document, KINDS["poor"], 1, pages=(1,)), tmp_path / "scan.pdf", (word,))
    pdf = pypdfium2.PdfDocument(path)
    assert "本年新收l2" in pdf[0].get_textpage().get_text_range()
    pdf.close()


def test_pages_that_are_not_there_are_refused(document: Path) -> None:
    with pytest.raises(ValueError, match="has 3 pages, none of those asked for"):
        scan_pdf(document, KINDS["office"], 1, pages=(4,))


def test_truth_of_a_part_says_what_is_lost(tmp_path: Path) -> None:
    original = read_original(SAMPLES / "reports/haian_2020.pdf", SAMPLES / "reports/haian_2020_pdf.truth.json")
    (path,) = scan_original(original, KINDS["grey150"], 1, tmp_path / "part.pdf", pages=(2,))
    truth = simplejson.loads(path.with_suffix(".truth.json").read_text("utf-8"))
    assert set(truth["cells"]) == set(truth["boxes"])
    assert set(truth["cells"]) | set(truth["lost"]) == set(original.truth["cells"])
    assert {box["page"] for box in truth["boxes"].values()} == {1}
    assert truth["missing_tables"] == ["proactive"]
    assert truth["scan"]["kind"] == "grey150"


@pytest.mark.parametrize("given", SCANS, ids=lambda given: given.stem)
def test_committed_scans_are_small_and_their_boxes_hold_ink(given: GivenScan) -> None:
    (path,) = (SAMPLES / "scanned").glob(f"{given.stem}_*.{given.container}")
    assert path.stat().st_size <= LARGEST
    truth = simplejson.loads(path.with_suffix(".truth.json").read_text("utf-8"))
    dpi, height = truth["scan"]["dpi"], truth["scan"]["pages"][0]["height"]
    image = _first_page(path, dpi)
    assert abs(image.shape[0] - height) <= 1
    boxes = [truth["boxes"][address] for address, cell in truth["cells"].items() if cell["text"] and address in truth["boxes"]]
    dark = 0
    for box in boxes:
        x0, y0, x1, y1 = (round(end * dpi / 72) for end in box["bbox"])
        part = image[y0:y1, x0:x1]
        dark += bool(part.min() < part.max() - 60) if box["page"] == 1 else 1
    assert dark == len(boxes) > 10


def _first_page(path: Path, dpi: int) -> Image:
    if path.suffix == ".pdf":
        return _rendered(path, 0, dpi)
    with Pillow.open(path) as image:
        return np.asarray(image.convert("L"))


@pytest.mark.skipif(not fonts_installed(), reason="fonts are missing")
def test_made_scans_have_the_truth_of_their_originals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(["--form", "list-2014", "--renderer", "scan", "--kind", "grey150", "--count", "1", "--seed", "7", "--into", str(tmp_path)])
    path = tmp_path / "list-2014_grey150_7_000.pdf"
    assert capsys.readouterr().out == f"{path}\n"
    truth = simplejson.loads(path.with_suffix(".truth.json").read_text("utf-8"), use_decimal=True)
    assert set(truth["boxes"]) <= set(truth["cells"])
    assert len(truth["boxes"]) > len(truth["cells"]) * 0.9


def test_any_pdf_can_be_damaged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(SAMPLES / "reports/yuyao_2020.pdf")
    damage_pdf([file, "--kind", "grey150", "--seed", "1", "2", "--pages", "1", "--into", str(tmp_path)])
    assert [Path(line).name for line in capsys.readouterr().out.split()] == ["yuyao_2020_grey150_1.pdf", "yuyao_2020_grey150_2.pdf"]
