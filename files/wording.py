"""What the files say to people, in Chinese, as their readers are."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from layout.report import ReportCell, Status, Verdict

__all__ = ["STATUSES", "VERDICTS", "about", "shown"]

STATUSES: Mapping[Status, str] = {
    "read": "已读",
    "blank": "空白",
    "repaired": "已校正",
    "suspect": "待核",
    "missing": "未找到",
    "absent": "本表无此格",
    "reviewed": "已复核",
}
VERDICTS: Mapping[Verdict, str] = {"holds": "相符", "fails": "不符", "undecided": "未定"}


def shown(value: Decimal | None) -> str:
    """A figure with all its digits; nothing when there is none."""
    return "" if value is None else format(value, "f")


def about(cell: ReportCell) -> str:
    """What is known of a cell, a line each: status, confidence, page, what was read, what else it may be, and why."""
    lines = [f"状态：{STATUSES[cell.status]}（{cell.status}）", f"可信度：{cell.confidence:g}"]
    if cell.page is not None:
        lines.append(f"页码：{cell.page}")
    if cell.raw:
        lines.append(f"读作：{cell.raw}")
    if cell.alternatives:
        lines.append("或为：" + "、".join(f"{shown(other.value) or '空白'}（{other.confidence:g}）" for other in cell.alternatives))
    if cell.reason:
        lines.append(f"原因：{cell.reason}")
    return "\n".join(lines)
