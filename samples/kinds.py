"""The kinds of damage that scans come with: ranges to draw from, one value a kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

__all__ = ["KINDS", "Kind", "Range"]

Range = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What may happen to a page. Pairs are the least and the most; single fractions are how often a thing happens to a page."""

    name: str
    dpi: tuple[int, ...] = (300,)  # drawn once a document
    grey: float = 0.5  # how often the scanner was set to grey

    # the print
    watermark: float = 0.0
    header_fills: float = 0.0
    seals: tuple[int, int] = (0, 0)
    ink: Range = (0.86, 0.97)  # darkness of full black
    fade: Range = (0.0, 0.0)  # share of the darkness lost where it is worst
    pinholes: Range = (0.0, 0.0)  # strength of small holes in the ink

    # the paper
    paper: Range = (0.95, 1.0)  # lightness
    yellowing: Range = (0.0, 0.04)  # share of blue lost
    bleed: Range = (0.0, 0.0)  # darkness of the back page showing through
    fold: float = 0.0
    staple: float = 0.0
    holes: float = 0.0

    # how it lay
    skew_degrees: Range = (-0.8, 0.8)
    stretch: Range = (1.0, 1.0)  # of the height
    perspective: Range = (0.0, 0.0)  # how far a corner moves, as a fraction of the width
    curl: Range = (0.0, 0.0)  # height of the bend, as a fraction of the width
    desk: Range = (0.0, 0.0)  # width of the table top around the page, as a fraction of the width
    black_edge: float = 0.0
    spread: bool = False  # two pages side by side in one image
    turns: tuple[int, ...] = (0,)  # quarter turns anticlockwise

    # light and sensor
    shadow: Range = (0.0, 0.0)  # share of the light lost where it is worst
    warmth: Range = (0.0, 0.0)  # red gained and blue lost; below 0 the other way round
    blur: Range = (0.25, 0.6)  # standard deviation in 1/300 inch
    noise: Range = (1.0, 3.0)  # standard deviation in grey levels
    specks: Range = (0.0, 0.02)  # per square inch
    jpeg: tuple[int, int] = (80, 92)

    # fax
    bilevel: bool = False
    dropouts: Range = (0.0, 0.0)  # lost lines per inch
    salt: Range = (0.0, 0.0)  # share of the pixels that flip
    inverted: bool = False


OFFICE = Kind(name="office")
POOR = Kind(
    name="poor",
    dpi=(200,),
    grey=0.7,
    ink=(0.7, 0.9),
    fade=(0.1, 0.35),
    pinholes=(0.1, 0.35),
    paper=(0.86, 0.95),
    yellowing=(0.0, 0.1),
    skew_degrees=(-3.0, 3.0),
    shadow=(0.0, 0.15),
    blur=(0.5, 1.1),
    noise=(4.0, 9.0),
    specks=(0.3, 2.0),
    jpeg=(35, 60),
)
FAX = Kind(
    name="fax",
    dpi=(200,),
    grey=1.0,
    ink=(0.75, 0.95),
    fade=(0.0, 0.2),
    pinholes=(0.1, 0.3),
    skew_degrees=(-1.0, 1.0),
    stretch=(0.97, 1.035),
    blur=(0.6, 1.1),
    noise=(8.0, 20.0),
    specks=(0.2, 1.5),
    bilevel=True,
    dropouts=(0.05, 0.35),
    salt=(0.0001, 0.0008),
)
PHOTO = Kind(
    name="photo",
    dpi=(200, 240, 300),
    grey=0.05,
    ink=(0.8, 0.92),
    paper=(0.84, 0.96),
    skew_degrees=(-2.5, 2.5),
    perspective=(0.005, 0.04),
    curl=(0.002, 0.012),
    desk=(0.02, 0.07),
    shadow=(0.15, 0.45),
    warmth=(-0.07, 0.1),
    blur=(0.5, 1.0),
    noise=(2.0, 5.0),
    jpeg=(70, 90),
)
FAINT = replace(OFFICE, name="faint", grey=0.7, ink=(0.35, 0.55), fade=(0.15, 0.4), pinholes=(0.1, 0.3), noise=(1.5, 4.0))
ALL_TURNS = (1, 2, 3)

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        OFFICE,
        POOR,
        replace(OFFICE, name="seal", dpi=(300, 300, 200), grey=0.15, seals=(1, 2)),
        FAX,
        PHOTO,
        FAINT,
        replace(OFFICE, name="sideways", turns=ALL_TURNS),
        replace(OFFICE, name="bleed", bleed=(0.06, 0.18), paper=(0.9, 0.98)),
        replace(OFFICE, name="edges", black_edge=1.0, holes=0.8, staple=0.6, skew_degrees=(-1.5, 1.5)),
        replace(OFFICE, name="watermark", watermark=1.0),
        replace(OFFICE, name="filled", header_fills=1.0),
        replace(OFFICE, name="folded", fold=1.0, paper=(0.88, 0.97), skew_degrees=(-1.5, 1.5), curl=(0.0, 0.001)),
        replace(OFFICE, name="spread", spread=True, dpi=(200, 300)),
        replace(OFFICE, name="grey150", dpi=(150,), grey=1.0, blur=(0.3, 0.9), jpeg=(60, 85)),
        replace(FAX, name="inverted", inverted=True),
        replace(POOR, name="sideways-poor", turns=ALL_TURNS),
        replace(POOR, name="seal-poor", grey=0.2, seals=(1, 2)),
        replace(PHOTO, name="seal-photo", seals=(1, 1)),
        replace(FAINT, name="faint-bleed", bleed=(0.04, 0.08), watermark=0.5),
        replace(OFFICE, name="seal-grey", dpi=(300, 300, 200), grey=1.0, seals=(1, 2)),
    )
}
"""Every kind by its name."""
