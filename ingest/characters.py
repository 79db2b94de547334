"""Characters as files hold them become characters that can be compared; what was there is kept elsewhere as ``raw``."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["HAN", "normal_text", "spaceless"]

HAN = re.compile(r"[\u4e00-\u9fff]")
"""A Chinese character."""

# CJK Radicals Supplement: NFKC leaves these alone, yet PDF makers write them for the characters they look like.
_RADICALS = str.maketrans(
    "⺀⺁⺅⺇⺈⺌⺎⺐⺖⺗⺘⺙⺜⺝⺟⺠⺡⺢⺣⺥⺧⺨⺩⺫⺭⺮⺯⺰⺱⺲⺶⺷⺸⺹⺺⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻱⻳",
    "丶厂亻几刀小兀尢忄心扌攵日月母民氵水灬爪牛犭王目示竹糸纟罒网羊羊羊耂聿肉臼艹艹艹虎衤覀西见角讠贝车辶辶辶邑钅長长长门阝雨青韦页风飞食饣首马骨鬼鱼鸟卤麦黄黾齐齿龙龟龟",
)
# What one eye takes for the other, in the places where reports put it: dashes, brackets, quotes, blanks.
_LOOKALIKES = str.maketrans(
    {
        "\u00a0": " ",
        "\u2002": " ",
        "\u2003": " ",
        "\u3000": " ",
        "\ufeff": "",
        "\u200b": "",
        "\u200c": "",
        "\u200d": "",
        "\u00ad": "",
        "−": "-",
        "﹣": "-",
        "〔": "[",
        "〕": "]",
        "﹝": "[",
        "﹞": "]",
        "“": '"',
        "”": '"',
        "„": '"',
        "‘": "'",
        "’": "'",
        "﹪": "%",
    }
)


# Marks that NFKC would turn into digits of the figure before them: ², ①, ❶.
_MARKS = re.compile("([\u00b2\u00b3\u00b9\u2070-\u209c\u2460-\u2473\u24ea-\u24ff\u2776-\u2793\u3251-\u325f\u32b1-\u32bf]+)")


def normal_text(text: str) -> str:
    """NFKC, radicals as the characters they stand for, look-alike dashes, brackets, quotes and blanks as one of each.

    Raised and circled numbers stay what they are: they mark notes. Line breaks stay. The length may change.
    """
    if text.isascii():
        return text
    parts = _MARKS.split(text.translate(_RADICALS))
    parts[::2] = [unicodedata.normalize("NFKC", part) for part in parts[::2]]
    return "".join(parts).translate(_LOOKALIKES)


def spaceless(text: str) -> str:
    """``normal_text`` without any white space."""
    return "".join(normal_text(text).split())
