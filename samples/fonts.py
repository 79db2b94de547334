"""Finds the Chinese TrueType fonts that the PDF renderer sets its pages in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

__all__ = ["FACES", "MissingFont", "font_path", "fonts_installed"]

FACES: Mapping[str, tuple[str, str, int]] = {
    "song": ("uming.ttc", "fonts-arphic-uming", 0),
    "kai": ("ukai.ttc", "fonts-arphic-ukai", 0),
    "hei": ("wqy-zenhei.ttc", "fonts-wqy-zenhei", 0),
    "light": ("wqy-microhei.ttc", "fonts-wqy-microhei", 0),
}
"""File, Debian package and number within the file of each face."""

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts", Path.home() / ".local/share/fonts")


class MissingFont(FileNotFoundError):
    """A font that the pages are set in is not installed."""


@cache
def font_path(face: str) -> Path:
    """The file of a face.

    Raises:
        MissingFont: names the Debian package that brings it.
    """
    name, package, _ = FACES[face]
    for folder in FOLDERS:
        for path in sorted(folder.rglob(name)) if folder.is_dir() else ():
            return path
    raise MissingFont(f"the font {name} is not installed; on Debian: apt-get install {package}")


def fonts_installed() -> bool:
    """Whether every face can be set."""
    try:
        return all(font_path(face) for face in FACES)
    except MissingFont:
        return False
