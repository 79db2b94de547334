"""The hidden text layer that somebody's bad reader left in a scanned PDF."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pikepdf

from ingest.geometry import Box

__all__ = ["HiddenWord", "add_layer", "layer_font", "misread"]

CONFUSIONS = {
    "0": "Oo",
    "1": "lI7",
    "2": "Z",
    "3": "8",
    "5": "S6",
    "6": "8b",
    "7": "1",
    "8": "3B",
    "9": "g",
    "一": "-",
    "二": "三",
    "日": "曰",
}
STRAY = "、.·'｜;"


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenWord:
    """A word of the layer: on which image, counted from 1, and where, in points from its top left corner."""

    image: int
    text: str
    box: Box


def misread(text: str, rng: np.random.Generator, share: float = 0.12) -> str:
    """The text as a bad reader has it: that share of its characters mistaken, lost or with dirt beside them."""
    result = ""
    for character in text:
        fate = rng.random()
        if fate < share * 0.6:
            others = CONFUSIONS.get(character, "口")
            result += others[int(rng.integers(len(others)))]
        elif fate < share * 0.8:
            continue
        elif fate < share:
            result += character + STRAY[int(rng.integers(len(STRAY)))]
        else:
            result += character
    return result


def layer_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """A Chinese font that is named and not embedded, as such layers have it."""
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=pikepdf.Name("/STSong-Light"),
        Flags=6,
        FontBBox=[-25, -254, 1000, 880],
        ItalicAngle=0,
        Ascent=880,
        Descent=-120,
        CapHeight=880,
        StemV=93,
    )
    descendant = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType0,
        BaseFont=pikepdf.Name("/STSong-Light"),
        CIDSystemInfo=pikepdf.Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("GB1"), Supplement=4),
        DW=1000,
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type0,
        BaseFont=pikepdf.Name("/STSong-Light-UniGB-UCS2-H"),
        Encoding=pikepdf.Name("/UniGB-UCS2-H"),
        DescendantFonts=[pdf.make_indirect(descendant)],
    )
    return pdf.make_indirect(font)


def add_layer(page: pikepdf.Page, font: pikepdf.Object, words: Collection[HiddenWord], height: float) -> None:
    """Write words invisibly at their places on a page of that height, each stretched to its width."""
    name = page.add_resource(font, pikepdf.Name.Font, pikepdf.Name.F0)
    orders = ["BT 3 Tr"]
    for word in words:
        size = max(1.0, word.box.height)
        stretch = 100 * word.box.width / (size * max(1, len(word.text)))
        code = word.text.encode("utf-16-be", "ignore").hex()
        base = height - word.box.y1 + 0.12 * size
        orders.append(f"{name} {size:.2f} Tf {stretch:.1f} Tz 1 0 0 1 {word.box.x0:.2f} {base:.2f} Tm <{code}> Tj")
    page.contents_add("\n".join([*orders, "ET"]).encode())
