"""The look of a printed report: paper, type, rules, fills, and the ways in which tables are cut and headers are broken."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

__all__ = ["PLAIN", "Look", "draw_look"]

A4 = (595.28, 841.89)
Colour = tuple[float, float, float]
BLACK: Colour = (0, 0, 0)
RULE_COLOURS: tuple[Colour, ...] = (BLACK, BLACK, BLACK, (0.35, 0.35, 0.35), (0.6, 0.6, 0.6), (0.2, 0.3, 0.55))
FILLS: tuple[Colour | None, ...] = (None, None, None, (0.9, 0.9, 0.9), (0.78, 0.85, 0.94), (0.93, 0.95, 0.85), (0.75, 0.75, 0.75))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a report is set; all lengths in points."""

    paper: tuple[float, float] = A4
    margins: tuple[float, float, float, float] = (72, 72, 72, 72)  # left, top, right, bottom
    body_face: str = "song"
    head_face: str = "hei"
    table_face: str = "song"
    latin: str | None = None  # a standard font for digits and letters, None for the Chinese face itself
    body_size: float = 12
    leading: float = 1.6
    table_sizes: tuple[float, float, float] = (9, 8, 8)  # of a stacked table or list, of the requests, of the reviews
    padding: tuple[float, float] = (2.5, 2.5)  # sideways, upright
    figure_align: str = "center"
    label_align: str = "left"
    valign: str = "middle"
    rule: float = 0.5
    outer_rule: float = 0.5
    rule_colour: Colour = BLACK
    rules_filled: bool = False
    double_outer: bool = False
    open_sides: bool = False
    open_breaks: bool = False
    head_fill: Colour | None = None
    header_break: str = "none"  # "pairs", "single"
    groups: str = "flat"  # "stacked" is one character a line, "turned" is rotated
    repeat_header: bool = False
    last_row_alone: bool = False
    cut_text: str = "first"  # where the text of a cell that a page break cuts goes: "first", "last", "split", "both"
    new_page: bool = False  # each table on a page of its own
    lead: float = 0  # extra space before tables, so that they break anywhere
    narrow: float = 1  # share of the measure that tables take; above 1 they reach into the margins
    folio: str = ""  # with {page} and {pages}
    folio_align: str = "center"
    running_head: str = ""
    radicals: bool = False  # the text layer has radicals for the characters that look like them, as word processors leave it
    struck_twice: bool = False  # bold by printing twice, which doubles the characters in the text layer


PLAIN = Look()


def draw_look(seed: str) -> Look:
    """A random look; the same seed gives the same look."""
    rng = Random(f"look/{seed}")
    landscape = rng.random() < 0.15
    size = rng.choice((6.0, 6.5, 7.5, 8.0, 9.0, 9.0, 10.5))
    rule = rng.choice((0.25, 0.5, 0.5, 0.75, 1.0))
    side = rng.choice((45.0, 56.7, 72.0, 79.0, 90.0))
    return Look(
        paper=(A4[1], A4[0]) if landscape else A4,
        margins=(side, rng.uniform(50, 105), side, rng.uniform(50, 100)),
        body_face=rng.choice(("song", "kai", "light", "hei")),
        head_face=rng.choice(("hei", "hei", "kai", "light")),
        table_face=rng.choice(("song", "song", "kai", "hei", "light")),
        latin=rng.choice((None, None, "Times-Roman", "Helvetica")),
        body_size=rng.choice((10.5, 12.0, 14.0, 16.0)),
        leading=rng.uniform(1.4, 2.0),
        table_sizes=(rng.choice((9.0, 10.5, 12.0)), size, min(size, rng.choice((6.0, 7.5, 9.0)))),
        padding=(rng.uniform(1, 4.5), rng.uniform(1, 7)),
        figure_align=rng.choice(("center", "center", "center", "right", "left")),
        label_align=rng.choice(("left", "left", "center")),
        valign=rng.choice(("middle", "middle", "middle", "top")),
        rule=rule,
        outer_rule=rule if rng.random() < 0.7 else rng.choice((1.0, 1.5, 2.25)),
        rule_colour=rng.choice(RULE_COLOURS),
        rules_filled=rng.random() < 0.3,
        double_outer=rng.random() < 0.08,
        open_sides=rng.random() < 0.08,
        open_breaks=rng.random() < 0.08,
        head_fill=rng.choice(FILLS),
        header_break=rng.choice(("none", "pairs", "pairs", "single")),
        groups=rng.choices(("flat", "stacked", "turned"), (6, 3, 1))[0],
        repeat_header=rng.random() < 0.3,
        last_row_alone=rng.random() < 0.06,
        cut_text=rng.choices(("first", "last", "split", "both"), (5, 2, 3, 1))[0],
        new_page=rng.random() < 0.15,
        lead=rng.choice((0.0, 0.0, rng.uniform(0, 300))),
        narrow=rng.choice((1.0, 1.0, 0.9, 1.06)),
        folio=rng.choice(("", "{page}", "- {page} -", "— {page} —", "第{page}页 共{pages}页")),
        folio_align=rng.choice(("center", "center", "right")),
        running_head=rng.choice(("", "", "", "政府信息公开工作年度报告", "内部核对稿")),
        radicals=rng.random() < 0.15,
        struck_twice=rng.random() < 0.08,
    )
