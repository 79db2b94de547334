"""What plain camelot finds on the same pages, before anybody maps its tables to a form."""

from __future__ import annotations

import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["camelot_share"]


def camelot_share(path: Path, truth: Mapping[str, Any]) -> tuple[int, int]:
    """How many of the printed figures stand as cells of camelot's lattice tables, and how many there are.

    Figures are counted as a multiset of texts without white space: a 3 is found when any cell not yet counted holds just a 3.
    That flatters the peer, for which cell of the form a figure belongs to is left to the user; blank cells are not counted.
    """
    from camelot.io import read_pdf  # heavy, and only this peer needs it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tables = read_pdf(str(path), pages="all", flavor="lattice")
    found = _texts(str(text) for table in tables for line in table.data for text in line)
    wanted = _texts(figure["text"] for figure in truth["cells"].values())
    return sum((found & wanted).values()), sum(wanted.values())


def _texts(texts: Iterable[str]) -> Counter[str]:
    bare = ("".join(unicodedata.normalize("NFKC", text).split()) for text in texts)
    return Counter(text for text in bare if text)
