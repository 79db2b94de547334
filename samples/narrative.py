"""The words around the tables: who reports, and a few neutral sentences that quote some of the figures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random

from samples.report import Figure

__all__ = ["QUOTED", "closing", "draw_issuer", "overview", "preface", "problems"]

PLACES = ("青石县", "白塔区", "临江市", "云溪镇", "南桥街道", "河口县", "柳林区", "安岭市", "东泉镇", "长堤街道")
OFFICES = ("", "人民政府", "人民政府办公室", "财政局", "教育局", "农业农村局", "民政局", "生态环境局", "应急管理局", "统计局")

QUOTED: Mapping[str, str] = {
    "requests/new/total": "全年共收到政府信息公开申请{}件",
    "requests/carried_in/total": "上年结转{}件",
    "requests/granted/total": "予以公开{}件",
    "requests/partial/total": "部分公开{}件",
    "requests/carried_out/total": "结转下年度继续办理{}件",
    "list/requests.received/value": "全年收到政府信息公开申请{}件",
    "list/requests.closed/value": "办结{}件",
    "list/disclosure.total/value": "主动公开政府信息{}条",
}
"""Phrases that quote a figure, by its address."""

WORK = (
    "本单位把公开工作列入年度计划，定期研究，逐项落实。",
    "各科室按月报送信息，由专人核对后上网发布。",
    "对外公布的电话和邮箱保持畅通，来信来电均有登记。",
    "栏目设置作了小幅调整，便于查找历年文件。",
    "对已发布的内容做了两次清查，过时的及时更新。",
    "组织了一次业务培训，参加人员覆盖各股室。",
)
FAULTS = (
    "存在的问题：一是更新有时不够及时，二是解读材料偏少。",
    "不足之处主要是人手偏紧，部分栏目内容单薄。",
    "下一步将完善发布流程，明确时限，加强核对。",
    "今后拟增加图表说明，减少专业术语，使内容更易懂。",
)


def draw_issuer(rng: Random) -> str:
    """A made-up issuer."""
    return rng.choice(PLACES) + rng.choice(OFFICES[1:])


def preface(issuer: str, year: int) -> str:
    """The paragraph before the first heading."""
    return f"现将{issuer}{year}年度政府信息公开工作情况报告如下。数据统计期限为{year}年1月1日至{year}年12月31日。"


def overview(rng: Random, figures: Mapping[str, Figure]) -> tuple[tuple[str, ...], dict[str, Decimal]]:
    """Paragraphs on the year's work, and the figures that they quote by address."""
    quoted = {address: value for address in QUOTED if address in figures and (value := figures[address].value) is not None}
    phrases = "，".join(QUOTED[address].format(f"{value:f}") for address, value in quoted.items())
    sentences = rng.sample(WORK, k=rng.randint(2, len(WORK)))
    paragraphs = ["".join(sentences[:2]), *sentences[2:]]
    if phrases:
        paragraphs.insert(1, phrases + "。")
    return tuple(paragraphs), quoted


def problems(rng: Random) -> tuple[str, ...]:
    """Paragraphs on what is to be done better."""
    return tuple(rng.sample(FAULTS, k=rng.randint(1, len(FAULTS))))


def closing(issuer: str, year: int) -> tuple[str, ...]:
    """Who signs, and when."""
    return (issuer, f"{year + 1}年1月{(year * 7 + len(issuer)) % 20 + 5}日")
