"""Specks of dirt are taken off pages whose print is clearly paler than they are, and never where a figure's point would stand."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.levels import grey_level
from ocr.straight_masks import Gray, pixels_of

__all__ = ["DirtSettings", "without_dirt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DirtSettings:
    """Sizes in inches; darkness in grey levels below paper."""

    largest: float = 0.034  # of a speck: half of what the smallest digit is high
    ink: float = 0.4  # of the print's darkness: its outline
    filled: float = 0.6  # share of its box; strokes lie aslant, or are bent
    round: float = 0.6  # its smaller side in terms of its larger one; dashes and bits of rulings are longer
    character: tuple[float, float] = (0.04, 0.25)  # from the smaller side at least to the larger one at most
    nearest: int = 60  # characters that tell how dark print is
    fewest: int = 12  # on a page that can tell
    dark: float = 90.0  # percentile of how dark they are
    darker: float = 1.3  # times that: dirt
    levels: float = 30.0  # and by so many grey levels
    behind: float = 0.6  # of a character's height: what stands so close behind it
    foot: float = 0.3  # and so near its foot may be a point, and thin type has points much darker than its strokes
    rim: float = 0.006  # around a speck, gone with it


def without_dirt(gray: Gray, dpi: float, settings: DirtSettings = DirtSettings()) -> tuple[Gray, int]:
    """The page, and how many specks were taken off it.

    Args:
        gray: (H, W), evenly lit.
        dpi: its resolution.
        settings: what dirt is.
    """
    small = gray[::4, ::4]
    paper, ink = grey_level(small, 50), grey_level(small, 0.5)
    dark = np.asarray(cv2.LUT(gray, np.clip(paper - np.arange(256), 0, 255).astype(np.uint8)), np.uint8)
    mask = np.asarray(dark > settings.ink * (paper - ink), np.uint8)
    count, labels, found_stats, centers = cv2.connectedComponentsWithStats(mask, connectivity=8)
    stats = np.asarray(found_stats, np.int32)
    sides = np.sort(stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]], axis=1) / dpi
    peaks = _peaks(dark, np.asarray(labels, np.int32), count)
    least, most = settings.character
    characters = (sides[:, 0] >= least) & (sides[:, 1] <= most)
    area = stats[:, cv2.CC_STAT_AREA] / np.maximum(1, stats[:, cv2.CC_STAT_WIDTH] * stats[:, cv2.CC_STAT_HEIGHT])
    specks = (sides[:, 1] <= settings.largest) & (sides[:, 0] >= settings.round * sides[:, 1]) & (area >= settings.filled)
    characters[0] = specks[0] = False
    where, found = np.flatnonzero(specks & (peaks >= settings.levels)), []
    known, tone = centers[characters], peaks[characters]
    digits = stats[(stats[:, cv2.CC_STAT_HEIGHT] >= least * dpi) & (sides[:, 1] <= most)]  # a 1 is narrower than any character
    for at in where.tolist() if len(known) >= settings.fewest else ():
        near = np.argsort(np.abs(known - centers[at]).max(axis=1))[: settings.nearest]
        usual = float(np.percentile(tone[near], settings.dark))
        darker = peaks[at] >= max(settings.darker * usual, usual + settings.levels)
        if darker and not _is_point(stats[at], digits, settings):
            found.append(at)
    if not found:
        return gray, 0
    clean, rim = gray.copy(), pixels_of(settings.rim, dpi)
    for at in found:
        left, top, wide, high = stats[at, :4].tolist()
        around = slice(max(0, top - rim), top + high + rim), slice(max(0, left - rim), left + wide + rim)
        clean[around][(labels[around] == at) | (mask[around] == 0)] = round(paper)
    return clean, len(found)


def _is_point(speck: NDArray[np.int32], digits: NDArray[np.int32], settings: DirtSettings) -> bool:
    """Whether it stands where the point of a figure would: behind what may be a digit, at its foot. Both as OpenCV's statistics."""
    left, top, wide, high = digits[:, :4].T
    apart, below = speck[cv2.CC_STAT_LEFT] - (left + wide), speck[cv2.CC_STAT_TOP] + speck[cv2.CC_STAT_HEIGHT] - (top + high)
    return bool(((np.abs(below) <= settings.foot * high) & (apart >= -1) & (apart <= settings.behind * high)).any())


def _peaks(dark: Gray, labels: NDArray[np.int32], count: int) -> NDArray[np.float64]:
    """How dark each piece of ink is where it is darkest."""
    peaks, inked = np.zeros(count, np.uint8), np.flatnonzero(labels)
    np.maximum.at(peaks, labels.ravel()[inked], dark.ravel()[inked])
    return peaks.astype(np.float64)
