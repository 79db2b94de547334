"""Words that stand in no table become paragraphs: lines joined, page numbers and running heads dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from ingest.characters import HAN, spaceless
from ingest.geometry import Box, enclosing
from ingest.page import Page, Word
from layout.grid import words_text

__all__ = ["Paragraph", "TextLine", "heading_level", "paragraphs", "text_lines"]

_MARGIN = 0.09  # share of the page's height in which page numbers stand
_WIDE_MARGIN = 0.2  # likewise, running heads, and numbers that say what they are: of low pages and photographed ones margins are wide
_PAGE_NUMBER = re.compile(r"^[\s\-—–~·.]*(第\s*)?\d{1,4}(\s*页)?(\s*[/,·共]\s*(共\s*)?\d{1,4}(\s*页)?)?[\s\-—–~·.]*$")
_MARKED_NUMBER = re.compile(r"页|^\s*[\-—–~·].*\d.*[\-—–~·]\s*$")
_STROKES = re.compile(r"[一丨]")  # as characters they are words, as readings mostly pieces of rulings
_LEGIBLE = 0.8  # confidence of a word in a narrative
_FEWEST_CHARACTERS = 2  # of what is kept below that
_FEWEST_HEADS = 3  # pages
_SAME_HEAD = 80  # of 100: likeness of one running head on two pages
_LINES_BEYOND = 2.5  # heights of a running head to the edge of what is printed on its page
_SAME_SIZE = 1.35  # times as high at most: a skewed line has a higher box
_FULL = 0.9  # share of the text's width from which a line counts as full, so that its sentence goes on
_ENDS = "。；;：:！!？?…"
_LEVELS = (
    (1, re.compile(r"^[一二三四五六七八九十]{1,3}\s*、")),
    (2, re.compile(r"^\([一二三四五六七八九十]{1,3}\)")),
)
_NUMBERED = re.compile(r"^(\d{1,2}\s*[.、．)]|[①-⑳]|\(\d{1,2}\)|[-•·*] |附件|附[:：]|注[:：])")
_BARE_NUMBER = re.compile(r"^[一二三四五六七八九十]{1,3}(?!\s*、)")
_LONGEST_HEADING = 45  # characters
_LONGEST_LEAD = 30  # of a heading whose text goes on behind it: （一）主动公开情况。全年…
_BLANK_BETWEEN = re.compile(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Some lines that belong together; ``level`` is 1 or 2 for a heading, 0 for text."""

    text: str
    page: int
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """One line of the narrative, and how far it reaches; on pages without ``paper`` a line's width says nothing."""

    text: str
    page: int
    box: Box
    paper: bool = True


def text_lines(pages: Sequence[Page], tables: Iterable[tuple[int, Box]], taken: frozenset[tuple[int, Box]]) -> tuple[TextLine, ...]:
    """The lines of the narrative in reading order.

    Args:
        pages: the source's pages.
        tables: page numbers and boxes of the tables, whose words are left out.
        taken: page numbers and boxes of single words that were read as parts of a table.
    """
    areas = list(tables)
    heads = _running_heads(pages)
    result: list[TextLine] = []
    for page in pages:
        boxes = [box for number, box in areas if number == page.number]
        words = [
            word
            for word in page.words
            if (page.number, word.box) not in taken and not any(box.holds(*word.box.center, slack=1.0) for box in boxes)
        ]
        for line in words_text([word for word in words if not _is_dirt(word)])[2]:
            text = _closed_up(" ".join(word.text for word in line))
            box = enclosing(word.box for word in line)
            if text and box is not None and not _is_furniture(page, text, box, heads):
                result.append(TextLine(text=text, page=page.number, box=box, paper=page.kind != "text"))
    return tuple(result)


def _is_dirt(word: Word) -> bool:
    """Whether it was read from a picture, without certainty, and holds next to no Chinese: specks, and what is left of stamps."""
    return (word.doubt is not None or word.confidence < _LEGIBLE) and len(HAN.findall(_STROKES.sub("", word.text))) < _FEWEST_CHARACTERS


def _closed_up(text: str) -> str:
    """Blanks beside a Chinese character are a typesetter's or an OCR's, not the author's."""
    return _BLANK_BETWEEN.sub("", " ".join(text.split()))


def _running_heads(pages: Sequence[Page]) -> tuple[tuple[str, float], ...]:
    """Texts that stand in the margins of most pages, of three and more, and how high they are set; two readings of one differ a little."""
    least = max(_FEWEST_HEADS, len(pages) / 2)
    counts: Counter[tuple[str, float]] = Counter()
    for page in pages if len(pages) >= _FEWEST_HEADS else ():
        heads = {(_closed_up(word.text), round(word.box.height)) for word in _outermost(page)}
        counts.update({head if page.kind == "digital" else _first_alike(head, counts) for head in heads})
    return tuple(head for head, count in counts.items() if count >= least)


def _first_alike(head: tuple[str, float], others: Iterable[tuple[str, float]]) -> tuple[str, float]:
    return next((other for other in others if _alike(head, other)), head)


def _outermost(page: Page) -> Iterable[Word]:
    """The words in the margins of a page beyond which there is nothing but at most a line as high as they are."""
    words = [word for word in page.words if _in_margin(page, word.box, _WIDE_MARGIN)]
    above = [word for word in words if word.box.center[1] < page.height / 2]
    below = [word for word in words if word.box.center[1] >= page.height / 2]
    first, last = min((word.box.y0 for word in above), default=0.0), max((word.box.y1 for word in below), default=0.0)
    yield from (word for word in above if word.box.y0 - first <= _LINES_BEYOND * word.box.height)
    yield from (word for word in below if last - word.box.y1 <= _LINES_BEYOND * word.box.height)


def _alike(head: tuple[str, float], other: tuple[str, float]) -> bool:
    """Whether two are the same text in the same size: the title of a report may be its running head as well."""
    (text, high), (another, as_high) = head, other
    if max(high, as_high) > _SAME_SIZE * min(high, as_high):
        return False
    return text == another or (len(HAN.findall(text)) >= _FEWEST_CHARACTERS and fuzz.ratio(text, another) >= _SAME_HEAD)


def _in_margin(page: Page, box: Box, margin: float) -> bool:
    return page.kind != "text" and not margin * page.height < box.center[1] < (1 - margin) * page.height


def _is_furniture(page: Page, text: str, box: Box, heads: Sequence[tuple[str, float]]) -> bool:
    if not _in_margin(page, box, _WIDE_MARGIN):
        return False
    numbered = _PAGE_NUMBER.match(text) and (_MARKED_NUMBER.search(text) or _in_margin(page, box, _MARGIN))
    return bool(numbered) or any(_alike((text, box.height), head) for head in heads)


def heading_level(text: str, known: frozenset[str] = frozenset()) -> int:
    """1 for 一、…, 2 for （一）…, 1 for a heading that the form knows by name, 0 for anything else."""
    if spaceless(text) in known:
        return 1
    if len(text) > _LONGEST_HEADING and len(text.partition("。")[0]) > _LONGEST_LEAD:
        return 0
    return next((level for level, pattern in _LEVELS if pattern.match(text)), 0)


def _with_its_mark(line: TextLine, known: frozenset[str]) -> TextLine:
    """A heading that the form knows, with the mark behind its number where the reader of a scan passed over it (五存在的主要问题)."""
    match = _BARE_NUMBER.match(line.text)
    if match is None or spaceless(line.text[match.end() :]) not in known:
        return line
    return replace(line, text=f"{match[0]}、{line.text[match.end() :]}")


def paragraphs(lines: Sequence[TextLine], known: frozenset[str] = frozenset()) -> tuple[Paragraph, ...]:
    """Lines joined to paragraphs: a line that is full, or breaks off without a stop, goes on in the next."""
    left = min((line.box.x0 for line in lines), default=0.0)
    right = max((line.box.x1 for line in lines), default=0.0)
    result: list[Paragraph] = []
    before: TextLine | None = None
    for line in (_with_its_mark(one, known) for one in lines):
        level = heading_level(line.text, known)
        if before is not None and level == 0 and _goes_on(before, line, left, right, result[-1]):
            last = result[-1]
            result[-1] = Paragraph(text=_joined(last.text, line.text), page=last.page, level=last.level)
        else:
            result.append(Paragraph(text=line.text, page=line.page, level=level))
        before = line
    return tuple(_heading_alone(result))


def _goes_on(before: TextLine, line: TextLine, left: float, right: float, last: Paragraph) -> bool:
    if _NUMBERED.match(line.text) or any(pattern.match(line.text) for _, pattern in _LEVELS):
        return False
    if not line.paper:
        return last.text[-1] not in _ENDS and len(before.text) >= _LONGEST_LEAD and before.page == line.page
    full = before.box.x1 >= left + _FULL * (right - left)
    indented = line.box.x0 > left + 1.5 * line.box.height and line.box.x0 > before.box.x0 + line.box.height
    if last.text[-1] in _ENDS:
        return full and not indented and before.page == line.page and before.box.x1 > right - line.box.height
    return full and not indented


def _joined(one: str, other: str) -> str:
    blank = " " if one[-1:].isascii() and one[-1:].isalpha() and other[:1].isascii() and other[:1].isalpha() else ""
    return one + blank + other


def _heading_alone(several: Sequence[Paragraph]) -> Iterable[Paragraph]:
    """A heading with its sentence behind it on the same line (（一）主动公开。全年…) is parted from it."""
    for paragraph in several:
        head, stop, rest = paragraph.text.partition("。")
        if paragraph.level and rest.strip():
            yield Paragraph(text=head + stop, page=paragraph.page, level=paragraph.level)
            yield Paragraph(text=rest.strip(), page=paragraph.page)
        else:
            yield paragraph
