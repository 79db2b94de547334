"""Rulings too pale to be found anywhere on a page are looked for where they would have to run: from one ruling to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from layout.pixels_edges import Picture
from ocr.straight_masks import Gray, pixels_of

__all__ = ["FaintSettings", "with_faint_edges"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaintSettings:
    """Sizes in inches, contrasts in grey levels or in times that of the paper's own unevenness."""

    inset: float = 0.012  # from the middle of the rulings that it runs between
    shortest: float = 0.1  # of what is looked at
    end: float = 0.03  # of its length, at both ends: no stroke of a character comes so close to two rulings
    fading: float = 0.35  # of the contrast of the palest piece, that an end has at least
    pieces: int = 5  # of its length, in each of which it shows
    flank: float = 0.022  # from a ruling's middle to the paper beside it
    beside: tuple[float, float] = (0.022, 0.055)  # from its middle: where a stroke of a character has the rest of it
    inked: float = 0.4  # of its own contrast, that this is darker than paper
    crowded: float = 0.25  # share of its length along which it may be
    piece: float = 2.5  # contrast of each piece
    whole: float = 6.0  # and of all
    least: float = 4.0  # grey levels; JPEG's blocks stand out by as many as two


def with_faint_edges(picture: Picture, rows: Floats, columns: Floats, dpi: float, settings: FaintSettings) -> Picture:
    """The picture with upright lines marked that run all the way from one level ruling at ``rows`` to the next, within ``columns``.

    There, or in the next row at the same place, they have paper on both sides. Level ones are marked in the picture turned, its rows and
    columns exchanged.
    """
    sure = picture.sure_upright.copy()
    left, right = round(columns[0]), round(columns[-1]) + 1
    gray = picture.gray[:, left:right]
    contrast = _contrast(gray, dpi, settings)
    bands = [slice(top, bottom) for top, bottom in _bands(rows, dpi, settings)]
    found = [_through(contrast[band], dpi, settings) for band in bands]
    alone = [_alone(one, gray[band], contrast[band], dpi, settings) for one, band in zip(found, bands, strict=True)]
    near = cv2.dilate(np.array(alone, np.uint8).reshape(len(bands), right - left), np.ones((3, 3), np.uint8)) if bands else ()
    for band, one, told in zip(bands, found, near, strict=True):
        sure[band, left:right] |= one & (told > 0)
    return replace(picture, upright=picture.upright | sure, sure_upright=sure)


def _bands(places: Floats, dpi: float, settings: FaintSettings) -> Iterator[tuple[int, int]]:
    inset = pixels_of(settings.inset, dpi)
    for first, last in pairwise(np.round(places).astype(int).tolist()):
        if last - first - 2 * inset >= settings.shortest * dpi:
            yield first + inset, last - inset


def _contrast(gray: Gray, dpi: float, settings: FaintSettings) -> NDArray[np.float32]:
    """How much darker each pixel, with those right beside it, is than the darker of the papers to both its sides."""
    flank = pixels_of(settings.flank, dpi)
    padded = np.pad(gray.astype(np.float32), ((0, 0), (flank + 1, flank + 1)), mode="edge")
    three = (padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]) / 3
    width = gray.shape[1]
    paper = np.minimum(three[:, :width], three[:, 2 * flank : 2 * flank + width])
    return np.asarray(paper - three[:, flank : flank + width], np.float32)


def _through(band: NDArray[np.float32], dpi: float, settings: FaintSettings) -> Bools:
    """For each column of a band whether a line runs through all of it."""
    means = np.stack([piece.mean(axis=0) for piece in np.array_split(band, settings.pieces)])
    above = means - np.median(means, axis=1, keepdims=True)
    uneven = 1.48 * float(np.median(np.abs(above), axis=1).min())  # of the piece with the least writing in it: that of paper
    each, whole = max(settings.least, settings.piece * uneven), settings.whole * uneven / settings.pieces**0.5
    half = max(2, pixels_of(settings.end / 2, dpi))  # the ruling that it meets may be as thick
    ends = [np.maximum(end[:half].mean(axis=0), end[half : 2 * half].mean(axis=0)) for end in (band, band[::-1])]
    goes_through = (above >= each).all(axis=0) & (np.minimum(*ends) >= settings.fading * means.min(axis=0))
    return np.asarray(goes_through & (above.mean(axis=0) >= whole), np.bool_)


def _alone(found: Bools, gray: Gray, contrast: NDArray[np.float32], dpi: float, settings: FaintSettings) -> Bools:
    """Which of the lines found in a band have paper along both their sides.

    The upright of a character has the rest of it on one. It may be as high as a low row is, and stand in every row at one place, as that
    of 件 in a column of units does.
    """
    alone = found.copy()
    near, far = (pixels_of(size, dpi) for size in settings.beside)
    padded, places = np.pad(gray, ((0, 0), (far, far)), mode="edge"), np.flatnonzero(found) + far
    paper, least = float(np.median(gray)), settings.inked * contrast[:, found].mean(axis=0)
    for side in (-1, 1):
        beside = padded[:, places[:, None] + side * np.arange(near, far + 1)].mean(axis=2)
        alone[found] &= np.mean(paper - beside >= least, axis=0) <= settings.crowded
    return alone
