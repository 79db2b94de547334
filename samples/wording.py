"""How printed labels stray from the official ones: a small table of rewordings, and habits of punctuation that hold for a whole report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

__all__ = ["PLAIN", "Wording", "column_place", "draw_wording"]

REWORDED: Mapping[str, tuple[str, ...]] = {
    "annual/requests/new": ("一、本年新收到的政府信息公开申请数量", "一、本年新收政府信息公开申请数"),
    "annual/requests/carried_in": ("二、上年度转结政府信息公开申请数量", "二、上年结转政府信息公开申请数"),
    "annual/requests/carried_out": ("四、结转下年度办理", "四、转结下一年度继续办理"),
    "annual/requests/partial": ("（二）部分公开（区分处理的，只计这一情形）",),
    "annual/requests/denied.law_forbidden": ("2.其他法律、行政法规禁止公开",),
    "annual/requests/denied.security_stability": ("3.危及“三安全、一稳定”", '3.危及"三安全一稳定"'),
    "annual/requests/unavailable.not_held": ("1.本机关不掌握相关信息",),
    "annual/requests/rejected.confirmation": ("5.要求行政机关确认或出具已获取信息",),
    "annual/requests/other.uncorrected": ("1.申请人逾期不补正", "1.逾期不补正的", "1.申请人无正当理由逾期不补正"),
    "annual/requests/other.fee_unpaid": ("2.申请人逾期未缴费", "2.逾期不缴费的", "2.申请人逾期未按收费通知要求缴纳费用"),
    "annual/proactive/normative_documents": ("规范性文件（含部门）",),
    "annual/proactive/other_documents": ("其他主动公开文件（含以办公室名义签发的）",),
    "annual/proactive/other_services": ("其他对外服务管理事项",),
    "list/list/disclosure.total": ("（一）主动公开政府信息总数",),
    "list/list/requests.received.online": ("3.网络申请数（含电子邮件）",),
    "list/list/fees": ("七、依申请公开信息收取费用",),
    "list/list/organisation.budget": ("（四）政府信息公开专项经费（不包括政府公报编辑管理及网站建设维护经费）",),
}
"""Rewordings by the first part of the form's key, table and row; those that a form declares itself are used as well."""

WIDE_TO_NARROW = str.maketrans("（），：", "(),:")
NUMBERED = re.compile(r"^(\d)\.")
ORDINAL = re.compile(r"第(?=（[一二三四五六七八九]）项)")
REWORDED_SHARE = 0.25  # of the labels that have another wording, in reports that reword at all


def column_place(form: str, table: str, column: str) -> str:
    """The place of a column's label; rows and columns may share a key."""
    return f"{form}/{table}/|{column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The habits of one report; ``rewords`` is the share of labels that take another wording, settled by ``seed`` and place."""

    narrow_brackets: bool = False
    point: str = "."
    ordinal: bool = True
    gap: str = ""
    spread: bool = False
    doubled: bool = False
    rewords: float = 0.0
    seed: int = 0
    fixed: Mapping[str, str] = field(default_factory=dict)  # by table/row, before anything else

    def label(self, place: str, labels: tuple[str, ...]) -> str:
        """The label as printed; ``place`` is ``form/table/key`` and settles the choice, so that a label is the same in every look-up."""
        rng = Random(f"{self.seed}/{place}")
        form, _, rest = place.partition("/")
        if rest in self.fixed:
            return self.fixed[rest]
        others = (*labels[1:], *REWORDED.get(f"{form.split('-')[0]}/{rest}", ()))
        text = rng.choice(others) if others and rng.random() < self.rewords else labels[0]
        return self._habits(text, rng)

    def _habits(self, text: str, rng: Random) -> str:
        text = NUMBERED.sub(lambda match: match[1] + self.point, text)
        if not self.ordinal:
            text = ORDINAL.sub("", text)
        if "第二十条" in text and self.gap:
            text = text.replace("第二十条", "第二十条" + self.gap)
        if self.spread and len(text) == 2:
            text = f"{text[0]}{self.gap or ' '}{text[1]}"
        if self.doubled and len(text) > 4 and rng.random() < 0.08:
            place = rng.randrange(2, len(text))
            text = text[:place] + text[place - 1] + text[place:]
        return text.translate(WIDE_TO_NARROW) if self.narrow_brackets else text


PLAIN = Wording()


def draw_wording(rng: Random) -> Wording:
    """The habits of one report; a third of them keep to the official wording."""
    if rng.random() < 0.33:
        return PLAIN
    return Wording(
        narrow_brackets=rng.random() < 0.3,
        point=rng.choice((".", ".", "、", "．", ". ")),
        ordinal=rng.random() < 0.8,
        gap=rng.choice(("", "", " ", "　")),
        spread=rng.random() < 0.3,
        doubled=rng.random() < 0.15,
        rewords=rng.choice((0.0, REWORDED_SHARE, 1.0)),
        seed=rng.getrandbits(32),
    )
