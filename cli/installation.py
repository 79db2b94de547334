"""What is installed, what is missing, and the one command that mends it."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from cli.wording import clean

__all__ = ["Finding", "findings"]

_OLDEST_PYTHON = (3, 11)
_RIVAL_WHEELS = ("opencv-python", "opencv-contrib-python", "opencv-contrib-python-headless")
_TESSERACT = "apt-get install -y tesseract-ocr tesseract-ocr-chi-sim"
_ALONE = "(scans are read by rapidocr alone)"
_MODEL = "PP-OCRv6_rec_small.onnx"
_RAPIDOCR = "3.10.*"
_FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts", Path.home() / ".local/share/fonts")
_FONTS = {
    "uming.ttc": "fonts-arphic-uming",
    "ukai.ttc": "fonts-arphic-ukai",
    "wqy-zenhei.ttc": "fonts-wqy-zenhei",
    "wqy-microhei.ttc": "fonts-wqy-microhei",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked for: what was found, and when it is not right the command that mends it."""

    what: str
    found: str
    mend: str = ""
    needed: bool = True

    @property
    def verdict(self) -> str:
        """One word for the first column."""
        return "ok" if not self.mend else "MISSING" if self.needed else "optional"


def findings() -> tuple[Finding, ...]:
    """Everything that was looked for."""
    return (_python(), *_packages(), _rival_opencv(), _rapidocr(), *_tesseract(), _fonts())


def _python() -> Finding:
    new_enough = sys.version_info >= _OLDEST_PYTHON
    mend = "" if new_enough else "install Python 3.11 or later, then make setup PYTHON=python3.11"
    return Finding(what="Python", found=".".join(map(str, sys.version_info[:3])), mend=mend)


def _packages() -> Iterator[Finding]:
    """gouji itself and what it requires, as its own metadata says."""
    try:
        requirements = metadata.requires("gouji") or []
    except metadata.PackageNotFoundError:
        yield Finding(what="gouji", found="not installed", mend="make setup")
        return
    for requirement in ["gouji", *requirements]:
        if "extra ==" not in requirement:
            yield _package(re.split(r"[^A-Za-z0-9._-]", requirement)[0])


def _package(name: str) -> Finding:
    try:
        return Finding(what=name, found=metadata.version(name))
    except metadata.PackageNotFoundError:
        return Finding(what=name, found="not installed", mend=f"{sys.executable} -m pip install {name}")


def _rival_opencv() -> Finding:
    """Two OpenCV wheels put their files in one folder, and the one that came last breaks the other."""
    rivals = [name for name in _RIVAL_WHEELS if _is_installed(name)]
    if not rivals:
        return Finding(what="a single OpenCV", found="yes")
    pip = f"{sys.executable} -m pip"
    mend = f"{pip} uninstall -y {' '.join(rivals)} && {pip} install --force-reinstall --no-deps opencv-python-headless"
    return Finding(what="a single OpenCV", found=f"no, {', '.join(rivals)} too", mend=mend)


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _rapidocr() -> Finding:
    """The model that the rapidocr package ships; its place is known without loading the readers."""
    spec = importlib.util.find_spec("rapidocr")
    folders = spec.submodule_search_locations if spec is not None else None
    there = any((Path(folder) / "models" / _MODEL).is_file() for folder in folders or ())
    mend = "" if there else f"{sys.executable} -m pip install --force-reinstall --no-deps 'rapidocr=={_RAPIDOCR}'"
    return Finding(what="rapidocr model", found=_MODEL if there else "not found (for scans)", mend=mend, needed=False)


def _tesseract() -> Iterator[Finding]:
    """The second reader of scans; without it nothing checks what the first one reads."""
    if shutil.which("tesseract") is None:
        yield Finding(what="tesseract", found=f"not installed {_ALONE}", mend=_TESSERACT, needed=False)
        return
    version = _says("tesseract", "--version").partition("\n")[0].removeprefix("tesseract ")
    yield Finding(what="tesseract", found=clean(version) or "installed")
    languages = _says("tesseract", "--list-langs").split()
    for language in ("chi_sim", "eng"):
        there = language in languages
        found, mend = ("yes", "") if there else (f"no {_ALONE}", _TESSERACT)
        yield Finding(what=f"tesseract {language}", found=found, mend=mend, needed=False)


def _fonts() -> Finding:
    """The Chinese fonts of the sample generator; reading reports needs none."""
    there = {path.name for folder in _FONT_FOLDERS if folder.is_dir() for path in folder.rglob("*.ttc")}
    missing = [package for name, package in _FONTS.items() if name not in there]
    mend = f"apt-get install -y {' '.join(missing)}" if missing else ""
    return Finding(what="Chinese fonts", found=f"{len(_FONTS) - len(missing)} of {len(_FONTS)} (for samples)", mend=mend, needed=False)


def _says(*command: str) -> str:
    """What a program prints, or nothing when it cannot be run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
