"""Why a figure is doubtful, in the language of the page: what the report says in English is kept there for programs and logs."""

from __future__ import annotations

import re

from review.words import Language

__all__ = ["said"]

_CHINESE: tuple[tuple[str, str], ...] = (
    (r"not found in the source", "来源中没有找到"),
    (r"its row could not be told for certain", "属于哪一行不能确定"),
    (r"its label is more like another row's", "行名更像另一行"),
    (r"its table has lost its labels", "表格的行名缺失"),
    (r"its label stands beside several rows", "几行共用一个行名"),
    (r"a line of figures beside it has no place in the form", "旁边一行数字在表式中没有位置"),
    (r"its header is more like another column's", "栏名更像另一栏"),
    (r"its label reads otherwise", "行名与表式不同"),
    (r"its header reads otherwise", "栏名与表式不同"),
    (r"it stands among lines of which some are lost", "前后有行缺失"),
    (r"it may be the number of a page between lines of which some are lost", "可能是页码，前后有行缺失"),
    (r"a table without rulings, whose lines run into each other", "表格没有框线，各行相连"),
    (r"its column could not be told for certain", "属于哪一栏不能确定"),
    (r"the header names the columns in another order", "表头的栏次不同"),
    (r"one cell over several columns", "一格跨了几栏"),
    (r"its column may be two, the ruling between them lost", "可能是两栏，中间的框线缺失"),
    (r"it has more figures than the form has columns", "数字多于表式的栏数"),
    (r"its figures stand in other columns than those of the lines around", "数字所在的栏与上下各行不同"),
    (r"some lines of its table have more figures than the form has columns", "表中有的行数字多于栏数"),
    (r"its figures run together", "数字连在一起"),
    (r"its figures cannot be told from the empty cells around them", "数字与旁边的空格分不开"),
    (r"a figure runs over the edge of its cell", "数字超出了格线"),
    (r"something is drawn here that is no text", "此处有不是文字的图形"),
    (r"several figures in one cell", "一格里有几个数字"),
    (r"no figure that can be understood", "不能理解为数字"),
    (r"not a figure that this column holds", "不是这一栏应有的数字"),
    (r"one figure in a cell merged over several rows", "一个数字占了合并的几行"),
    (r"an empty cell merged over several rows", "空格合并了几行"),
    (r"an empty cell beside some that are merged over several rows", "空格旁边有合并几行的格"),
    (r"a figure over two lines that the cell's edge did not break", "数字分成了两行"),
    (r"the unit that the form prints with it was not found", "没有找到表式印的单位"),
    (r"the unit beside it could not be read for certain", "旁边的单位没有读准"),
    (r"its header prints a unit that the form does not know", "表头的单位不在表式中"),
    (r"a unit stands outside the table, perhaps for this figure", "表外另有单位，或许属于它"),
    (r"the readers differ: (?P<readings>[^;)]*)", "识读不一：{readings}"),
    (r"the readers differ", "识读不一"),
    (r"it was read by one reader alone", "只有一个识读器读出"),
    (r"bits of ink are left here", "此处有零碎印迹"),
    (r"its row is too low for a figure", "该行过矮，容不下数字"),
    (r"something is printed on its edge", "格线上有印迹"),
    (r"something is printed here that no reader could read", "此处有印迹，没有读出"),
    (r"its ink runs over the edge of its cell", "字迹超出了格线"),
    (r"paler ink stands beside it", "旁边还有较淡的字迹"),
    (r"a stamp lay on it, or close beside it", "印章压在上面或紧挨着"),
    (r"the readers are not sure of it", "识读没有把握"),
    (r"a fax, and the reader is not sure", "传真件，识读没有把握"),
    (r"it may be a slash", "可能是斜线"),
    (r"it may be a stroke of no figure", "可能是不属于数字的一笔"),
    (r"it may be a mark for nothing, or what is left of a figure", "可能是表示无的符号，或残缺的数字"),
    (r"part of its ink is broken", "字迹有断缺"),
    (r"its ink holds another number of digits", "字迹的位数与读数不同"),
    (r"its ink looks otherwise than the figures of its table", "字形与同表其他数字不符"),
    (r"its ink has the rings of another figure", "字迹的圈数与读数不符"),
    (r"a wide gap within a figure", "数字中间有大空隙"),
    (r"a fax, and an empty cell may have lost its figure", "传真件，空格可能丢了数字"),
    (r"its edges could not be made out", "格线不完整"),
    (r"the page's text layer cannot be trusted", "这一页的文字层不可信"),
    (r"the file is damaged, and may show other figures than it was written with", "文件已损坏，显示的数字可能与原来不同"),
    (r"the source holds more than one report", "来源中不止一份报告"),
    (r"the text says (?P<figure>[\d.,]+)", "正文说是 {figure}"),
    (r"[\w./, -]+ would hold with (?P<figure>-?[\d.]+)", "若为 {figure}，勾稽相符"),
    (r"[\w./, -]+ holds? with it", "勾稽证实"),
    (r"a person settled it as (?P<value>\S+) when it was read from another place", "重读前曾核定为 {value}，当时的位置不同"),
    (r"a person settled it", "已由人核定"),
    (r"it was not found in the source", "来源中没有找到"),
    (r"first read as nothing", "起初读作空白"),
    (r"first read as (?P<value>-?[\d.]+)", "起初读作 {value}"),
    (r"printed with a note: (?P<note>[^;]*)", "印有附注：{note}"),
    (r"(?P<count>\d+) of its cells are not known for certain, and none can make it hold", "其中 {count} 格未定，但无论填何数都不符"),
    (r"(?P<count>\d+) of its cells are not known for certain", "其中 {count} 格未定"),
    (r"nothing is printed", "各格都空白"),
    (r"this report fills in one side nowhere", "本报告一侧全未填写"),
    (r"its figures are in different units", "单位不同"),
    (r"(?P<count>\d+) blank cells counted as 0", "{count} 个空格按 0 计"),
    (r"advice only: its two sides differ", "两侧不同，仅供参考"),
    (r"the text gives (?P<figures>[\d., ]+)", "正文给出 {figures}"),
)
_PATTERNS = tuple((re.compile(pattern), chinese) for pattern, chinese in _CHINESE)
_PARTS = re.compile(r"(; | \(|\))")


def said(reason: str | None, language: Language) -> str:
    """The reason; a part that has no Chinese stays as it is."""
    if not reason or language == "en":
        return reason or ""
    parts = _PARTS.split(_without_brackets_in_reasons(reason))
    shown = {"; ": "；", " (": "（", ")": "）"}
    return "".join(shown.get(part) or _chinese(part) for part in parts)


def _without_brackets_in_reasons(reason: str) -> str:
    return re.sub(r"this column \([^)]*\) holds", "this column holds", reason)


def _chinese(part: str) -> str:
    for pattern, chinese in _PATTERNS:
        if found := pattern.fullmatch(part):
            return chinese.format(**{name: text.replace(" or ", " 或 ") for name, text in found.groupdict().items()})
    return part
