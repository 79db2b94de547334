"""gouji doctor: what is there, what is missing, what mends it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata

import pytest

from tests.cli.conftest import Gouji


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the machine have these packages, where gouji requires lxml and rich."""

    def have(*names: str) -> None:
        def version(name: str) -> str:
            if name not in names:
                raise metadata.PackageNotFoundError(name)
            return "1.0"

        monkeypatch.setattr(metadata, "version", version)
        monkeypatch.setattr(metadata, "requires", lambda _: ["lxml>=5", "rich", 'pytest; extra == "dev"'])
        monkeypatch.setenv("PATH", "")

    return have


def test_all_is_well(gouji: Gouji, packages: Callable[..., None]) -> None:
    packages("gouji", "lxml", "rich")
    said = gouji("doctor")
    assert (said.status, said.err) == (0, "")
    assert "ok       lxml                    1.0\n" in said.out
    assert "ok       rapidocr model          PP-OCRv6_rec_small.onnx\n" in said.out
    assert "optional tesseract               not installed (scans are read by rapidocr alone)\n" in said.out
    assert "to mend it: apt-get install -y tesseract-ocr tesseract-ocr-chi-sim\n" in said.out
    assert "pytest" not in said.out


def test_a_missing_package(gouji: Gouji, packages: Callable[..., None]) -> None:
    packages("gouji", "lxml")
    said = gouji("doctor")
    assert said.status == 4
    assert "MISSING  rich                    not installed\n" in said.out
    assert "-m pip install rich\n" in said.out


def test_two_opencv_wheels(gouji: Gouji, packages: Callable[..., None]) -> None:
    packages("gouji", "lxml", "rich", "opencv-python")
    said = gouji("doctor")
    assert said.status == 4
    assert "MISSING  a single OpenCV         no, opencv-python too\n" in said.out


def test_a_language_of_tesseract_that_is_missing(gouji: Gouji, packages: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    packages("gouji", "lxml", "rich")
    says = {"--version": "tesseract 5.3.0\n leptonica-1.82.0\n", "--list-langs": "List of available languages (1):\neng\n"}
    monkeypatch.setattr("cli.installation.shutil.which", lambda _: "tesseract")
    monkeypatch.setattr("cli.installation._says", lambda _, option: says[option])
    said = gouji("doctor")
    assert said.status == 0
    assert "ok       tesseract               5.3.0\n" in said.out
    assert "ok       tesseract eng           yes\n" in said.out
    assert (
        "optional tesseract chi_sim       no (scans are read by rapidocr alone)\n"
        "         to mend it: apt-get install -y tesseract-ocr tesseract-ocr-chi-sim\n"
    ) in said.out


def test_the_model_of_rapidocr_is_missing(gouji: Gouji, packages: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    packages("gouji", "lxml", "rich")
    monkeypatch.setattr("cli.installation.importlib.util.find_spec", lambda _: None)
    said = gouji("doctor")
    assert said.status == 0
    assert "optional rapidocr model          not found (for scans)\n" in said.out
    assert "-m pip install --force-reinstall --no-deps 'rapidocr==3.10.*'\n" in said.out
