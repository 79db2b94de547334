"""Text meets a width: lines are broken as a word processor breaks Chinese, figures are kept whole."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["Measure", "break_header", "stack", "wrap"]

Measure = Callable[[str, float], float]
"""The width of a text at a size, in points."""

TOKEN = re.compile(r"[+\-]?[0-9０-９][0-9０-９.,]*|.", re.DOTALL)
HANGING = "，。、；：）》”)"


def wrap(text: str, width: float, size: float, measure: Measure) -> tuple[str, ...]:
    """The lines of a text; a figure is never broken, closing punctuation hangs over the edge."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for token in TOKEN.findall(part):
            if line and token not in HANGING and measure(line + token, size) > width:
                lines.append(line.rstrip(" "))
                line = token.lstrip(" ") if line.strip("　 ") else line + token
            else:
                line += token
        lines.append(line)
    return tuple(lines)


def break_header(text: str, mode: str) -> str:
    """A short header label with line breaks after every two characters (``pairs``) or every one (``single``)."""
    bare = re.sub(r"\s", "", text)
    if mode == "none" or len(bare) > 6:
        return text
    step = 2 if mode == "pairs" else 1
    return "\n".join(bare[at : at + step] for at in range(0, len(bare), step))


def stack(text: str) -> str:
    """One character a line."""
    return "\n".join(re.sub(r"\s", "", text))
