"""What a report says of itself: its title, its year, and who issued it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.characters import spaceless
from layout.paragraphs import TextLine

__all__ = ["FrontMatter", "front_matter", "title_years"]

_HAN = r"[\u4e00-\u9fff]"
_NUMBER = r"(?P<year>20\d\d|二[〇○零O0]{1}[〇○零一二三四五六七八九O0]{2})"
_YEAR = rf"{_NUMBER}年(?:度)?"
_NAME = rf"(?:{_HAN}|[()·])"
_SUBJECT = r"(?:(?:政府)?(?:信息|政务)公[开開])(?:工作)?(?:情况)?(?:年度)?(?:工作)?(?:年度)?(?:报告|報告|年报|年報|总结)"
_TITLE = re.compile(rf"^(?:(?:关于)?(?P<before>{_NAME}*?)(?:关于)?)?{_YEAR}(?P<after>{_NAME}*?)(?P<subject>{_SUBJECT})")
_YEAR_LAST = re.compile(rf"^(?:关于)?(?P<before>{_NAME}*?)(?P<after>){_SUBJECT}\(?{_NUMBER}年?度?\)?")
_YEAR_WITHIN = re.compile(rf"^(?P<before>{_NAME}*?)(?P<after>)(?:政府)?(?:信息|政务)公[开開]{_YEAR}(?:工作)?(?:年度)?(?:报告|年报|总结)")
_IN_TEXT = re.compile(rf"{_YEAR}(?P<after>{_HAN}{{2,20}}?)(?:人民政府)?{_SUBJECT}")
_BODY = (
    r"(?:人民政府|人民政府办公室|人民政府办公厅|办公室|办公厅|委员会|管理委员会|管委会|街道办事处|办事处|"
    r"局|厅|委|中心|支队|大队|学校|医院|法院|检察院|公司|镇|乡|街道)"
)
_ORGANISATION = re.compile(rf"^{_NAME}{{2,40}}?{_BODY}(?:\({_HAN}{{2,20}}\))?$")
_DATE = re.compile(r"^(?:20\d\d|二[〇○零]..)年\S{1,2}月\S{1,3}日$")
_FILLED_BY = re.compile(rf"填报单位(?:\(盖章\))?[::]({_NAME}{{2,40}})")
_CALLED = re.compile(rf"(?:由|[,。:]由?|^由?)({_NAME}{{4,40}}?)\((?:以下|下)简?称")
_PERIOD = re.compile(r"(20\d\d)年1月1日[^。]{0,8}?(?:至|到|起)")
_DAY = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日")
_ANY_YEAR = re.compile(r"(20\d\d)年")
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_AREA_BEFORE = re.compile(
    r"((?:[^\W\d_由和与对在向从以是年度月日的及据为将经按照]{2,6}?(?:省|自治区|市|自治州|州|盟|地区|区|县|旗)){1,2})$"
)
_SENTENCE = re.compile(r"[。;,]|如下|^(?:现将|根据|按照|依据|为|本)")
_FIRST_LINES, _LAST_LINES, _TITLE_LINES = 30, 15, 3
_LONGEST_TITLE, _LONGEST_REST = 70, 12  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What was found, None where nothing was."""

    title: str | None
    year: int | None
    issuer: str | None


def front_matter(lines: Sequence[TextLine]) -> FrontMatter:
    """The title (with the issuer's line above it), the report year, and the fullest name of the issuer that the report gives."""
    texts = [spaceless(line.text) for line in lines]
    title = _title(texts)
    match = _match(title) if title else None
    whole = "".join(texts)
    year = int(match["year"].translate(_DIGITS)) if match else _year(whole)
    return FrontMatter(title=title, year=year, issuer=_issuer(texts, whole, match))


def _title(texts: Sequence[str]) -> str | None:
    """The first line, or run of up to three lines, that reads like a title; of runs that end together the shortest."""
    spans = [(start + count, count) for start in range(min(len(texts), _FIRST_LINES)) for count in range(1, _TITLE_LINES + 1)]
    for end, count in sorted(spans):
        joined = "".join(texts[end - count : end])
        match = _match(joined)
        if match and len(joined) <= _LONGEST_TITLE and not _SENTENCE.search(joined) and len(joined) - match.end() <= _LONGEST_REST:
            return _with_name_above(joined, match, texts, end - count)
    return None


def _match(text: str) -> re.Match[str] | None:
    """A title with its year before the subject (2022年政府信息公开…) or behind it (…年度报告（2022年）)."""
    return _TITLE.match(text) or _YEAR_LAST.match(text) or _YEAR_WITHIN.match(text)


def _with_name_above(joined: str, match: re.Match[str], texts: Sequence[str], start: int) -> str:
    above = texts[start - 1] if start else ""
    if not match["before"] and not match["after"] and _ORGANISATION.match(above):
        return above + joined
    return joined


def _year(whole: str) -> int | None:
    match = _IN_TEXT.search(whole) or None
    if match:
        return int(match["year"].translate(_DIGITS))
    period = _PERIOD.search(whole)
    if period:
        return int(period.group(1))
    years = Counter(_ANY_YEAR.findall(_DAY.sub("", whole)))  # the day of signing lies in the year after
    return int(years.most_common(1)[0][0]) if years else None


def _issuer(texts: Sequence[str], whole: str, match: re.Match[str] | None) -> str | None:
    """Who signs; else who is named in the list's head, or as "…（以下简称…）"; else the title's name, with the area before it."""
    named = (match["before"] or match["after"] or None) if match else None
    filled = next((found for text in texts if (found := _FILLED_BY.search(text))), None)
    signed = _signature(texts)
    if signed and (not named or _shares(signed, named)):
        return signed
    if filled:
        return _clean(filled.group(1))
    if named:
        for called in _CALLED.finditer(whole):
            if _shares(called.group(1), named):
                return called.group(1)
        return _with_area(named, whole)
    found = _IN_TEXT.search(whole)
    return found["after"] if found else None


def _signature(texts: Sequence[str]) -> str | None:
    """The name above the date at the report's end."""
    last = list(texts[-_LAST_LINES:])
    for at, text in enumerate(last):
        if _DATE.match(text):
            for above in reversed(last[max(at - 2, 0) : at]):
                if _ORGANISATION.match(above):
                    return above
    return None


def _shares(name: str, other: str) -> bool:
    """Whether two names have a part of three characters in common that tells more than the kind of body."""
    core = re.sub(r"人民政府|办公室|管理委员会|委员会|街道|开发区|[()]", "", other)
    size = min(3, len(core))
    return size > 1 and any(core[at : at + size] in name for at in range(len(core) - size + 1))


def _with_area(name: str, whole: str) -> str:
    """The name with the city or province before it, where the text gives it so somewhere."""
    found: Counter[str] = Counter()
    for place in re.finditer(re.escape(name), whole):
        before = _AREA_BEFORE.search(whole[max(place.start() - 16, 0) : place.start()])
        if before:
            found[before.group(1) + name] += 1
    return found.most_common(1)[0][0] if found else name


def _clean(name: str) -> str:
    return re.split(r"[(]|20\d\d|填报|统计", name)[0] or name


def title_years(lines: Sequence[TextLine]) -> frozenset[int]:
    """The years of all lines that are a title by themselves: more than one year means more than one report."""
    matches = [(text, _match(text)) for text in (spaceless(line.text) for line in lines) if len(text) <= _LONGEST_TITLE]
    whole = [match for text, match in matches if match and match.end() == len(text) and match["before"] + match["after"]]
    return frozenset(int(match["year"].translate(_DIGITS)) for match in whole)
