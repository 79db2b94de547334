"""What is known of ink: settings, lines of writing, and how a table is written."""

from __future__ import annotations

from dataclasses import dataclass

from ocr.straight_masks import Gray

__all__ = ["BITS", "Area", "InkLine", "InkSettings", "Writing"]

Area = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels; the ends are not part of it."""


BITS = "bits of ink are left here"
"""Of a cell in which something is printed, less than any figure is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InkSettings:
    """Sizes in inches, brightness of 255."""

    dark: float = 0.4  # of the way from paper to the page's ink: what is darker is ink
    least_contrast: float = 40.0
    pale: float = 0.15  # of that way: ink that is as pale belongs to the darker ink that it joins
    pale_beside: float = 0.18  # likewise, of ink beside a figure: what JPEG leaves around print is paler
    least_pale: float = 18.0
    place: float = 0.1  # a fifth of so large a place is paper, whatever is written there
    shade: float = 15.0  # by which the paper of a cell varies: less does no harm
    stroke: int = 12  # pixels of a figure's darkest ink; a 1 has as many
    grain: float = 5.0  # times the middle deviation from the paper: what is no darker is grain
    deviations: float = 4.0  # of its grain: what is no farther from paper is paper
    blurred: float = 0.5  # of its grain, when nine pixels are put together: they are not independent of each other
    clear: float = 1.5  # times what grain reaches: writing
    most_grain: float = 0.75  # of the way from paper to ink: there is writing beyond
    smooth: float = 2.0  # times that deviation: how far apart are the grey levels that are evened out in grain as dark as writing
    soft_grain: float = 0.7  # of it: paler ink that joins darker ink is no grain from here on
    thin: float = 20.0  # percentile of the darkness of a table's cells that stands for its thin type
    palest: float = 0.45  # of the page's darkest print: the palest that thin type is held to be
    faintest: float = 8.0  # the least that ink is darker than paper without grain
    beyond_grain: float = 3.0  # times what grain reaches
    palest_figure: float = 0.2  # of the page's darkest print: what is paler is what a seal or the back page left
    speck: float = 0.011  # smaller both ways: dirt
    remains: float = 0.03  # thinner, along the edge: what is left of a ruling
    long_remains: float = 0.25  # longer than a dash
    rise: float = 0.1  # across to down, of a ruling that is bent
    along: float = 0.5  # share of its length that runs along the edge; a slash meets it with its foot
    hairline: float = 0.014  # what is left of a ruling is no broader, unless it is left along the whole edge
    figure: float = 0.05  # the height of figures of 6 pt, nearly
    whole: float = 0.8  # share of an edge that what is left of its ruling takes up at least
    astray: float = 0.25  # of a figure's height: its digits begin and end no farther apart
    faint_gap: float = 0.004  # rows without ink between two lines
    far: float = 0.6  # of a figure's height: bits that stand off so far are no points
    ghost: float = (
        0.45  # of the way from paper to a table's writing: paler figures are echoes of rulings, or the back page, and read as a 1
    )
    left: float = 0.75  # of the height of a figure of 6 pt: of one that is lost more is left
    bits_apart: float = 0.025
    dot: float = 0.045  # dirt is no larger, blurred; the figures of 6 pt are higher
    round: float = 1.4  # of its longer side to its shorter one at most
    full: float = 0.6  # share of its box that it fills, and no 0 does
    as_dark: float = 0.7  # of the way from paper to print
    spot: float = 1.5  # times as far from paper as its table is written: a dot of dirt on a figure, which makes a 6 of a 0
    spot_least: int = 6  # pixels of it
    spot_rest: float = 0.75  # of its own darkness: the rest of a figure in bold type, or in strokes that fall on whole pixels, is darker
    far_digit: float = 1.3  # of a figure's height: no two of its digits stand as far apart
    part: float = 0.4  # of a figure's height: what is left of a digit of it is no lower
    bits: float = 5.0  # pixels of ink in a cell of a fax that may be all that is left of a figure
    salt: float = 0.0015  # share of a cell that specks of a fax may take
    margin: float = 0.012  # around a crop
    low_line: float = 0.35  # of the usual height: a run of rows that low is a dash, a mark or a part of its neighbour
    digit_part: float = 0.6  # the same in digits: their parts are larger
    digit_gap: float = 0.75
    wide: float = 0.35  # of the usual height: what is low and narrower is dirt
    part_gap: float = 0.3  # of the usual height, between a low run and the line that it is part of
    dash: float = 0.032  # the height of a dash at most; a fax makes strokes thicker
    valley: float = 0.12  # of the usual ink of a row: rows of grain between two lines of characters have less
    lowest_line: float = 0.055  # type of 6 pt is 0.08 high
    busy: float = 2.45  # strokes met going down an inked column, on average: Han characters have more, digits less


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InkLine:
    """One line of writing. ``area`` is that of its ink, ``crop`` the same with a margin, dark on white; ``figure``: it looks like one.

    ``slash`` and ``dash``: one stroke of that shape; ``cut``: the ink runs to the edge of where it was looked for; ``touching``: the share
    of its height along which it meets the left or right one, 1 above or below; ``gap``: its widest blank, in heights; ``pitch``: from one
    piece as high as a digit to the next, in heights of a digit, ``digit_height``, in pixels; ``digits``: how many there can be, by the
    pieces that the ink comes in; ``rings``: the digit that the rings of each piece make it, see ``ink_shapes.rings``; ``broken``: much of
    it lies in bits beside those pieces; ``rough``: the page is a fax, whose figures lose whole strokes; ``unclear``: why nobody should try
    to read it; ``beside``: paler ink stands beside it, and may be a digit of it; ``covered``: a stamp no paler than print lay on it or
    close beside it, and ``stamped`` is the crop with that; ``spotted``: a dot far darker than its table is written lies on it; ``clarity``:
    the share of its table's figures that were read alike and firmly at first sight, as far as that is known.
    """

    area: Area
    crop: Gray
    strokes: float
    figure: bool
    slash: bool = False
    dash: bool = False
    cut: bool = False
    touching: float = 0.0
    gap: float = 0.0
    pitch: float = 0.0
    digit_height: int = 0
    digits: tuple[int, int] = (0, 99)
    rings: tuple[str, ...] = ()
    broken: bool = False
    rough: bool = False
    unclear: str = ""
    beside: bool = False
    covered: bool = False
    stamped: Gray | None = None
    spotted: bool = False
    clarity: float = 1.0

    @property
    def height(self) -> int:
        """Of the ink, in pixels."""
        return self.area[3] - self.area[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How a table is written: the brightness of its ink, and by how many grey levels the grain of its paper may be darker than the paper,
    as it is and blurred."""

    level: float
    grain: float = 0.0
    soft_grain: float = 0.0
    measured: bool = False

    def ghost(self, paper: float, settings: InkSettings) -> float:
        """By how much darker than paper what is no echo of a ruling is; 0 where nobody measured how dark figures are."""
        return settings.ghost * (paper - self.level) if self.measured else 0.0

    def least(self, usual: float, settings: InkSettings) -> float:
        """The least by which ink is darker than paper: as usual, but where little grain is known to be there, less."""
        return min(usual, max(settings.faintest, settings.beyond_grain * self.grain)) if self.grain else usual
