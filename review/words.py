"""All that the desk says, in Chinese and in English."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal

__all__ = ["LANGUAGES", "WORDS", "Language", "Words", "language_of", "words"]

Language = Literal["zh", "en"]
LANGUAGES: Mapping[Language, str] = {"zh": "中文", "en": "English"}

WORDS: Mapping[str, tuple[str, str]] = {
    # the frame
    "desk": ("复核台", "Review desk"),
    "queue": ("待核", "Queue"),
    "reports": ("报告", "Reports"),
    "history": ("记录", "Log"),
    "left": ("还剩 {count}", "{count} to go"),
    "person": ("复核人", "Reviewer"),
    "rename": ("改名", "Rename"),
    "language": ("界面语言", "Language"),
    "invite": ("邀请", "Invite"),
    "invited": ("这个一次性地址给另一位复核人，只在本机有效：", "A one-time address for another person, on this machine only:"),
    "skip_to": ("跳到正文", "Skip to the content"),
    "only": ("只看：{what}", "Only: {what}"),
    "all": ("看全部", "Show all"),
    # the figure
    "crop": ("原件上的这一格，放大", "This cell in the source, enlarged"),
    "no_crop": ("原件上没有找到这一格，请在右边的页面上查看。", "This cell was not found in the source; look at the page beside."),
    "no_picture": ("原件没有页面图像，下面是它的文字。", "The source has no page pictures; this is its text."),
    "gone": ("原件已不在原处，图像无法显示。", "The source is not where it was, so there is no picture."),
    "value": ("原件上印的数字", "What is printed"),
    "unit": ("单位", "Unit"),
    "accept": ("确认", "Accept"),
    "blank": ("空白", "Blank"),
    "skip": ("跳过", "Skip"),
    "undo": ("撤销", "Undo"),
    "previous": ("上一个", "Previous"),
    "readings": ("识读结果", "Readings"),
    "read_as": ("读作", "read as"),
    "nothing": ("空白", "blank"),
    "confidence": ("可信度", "Confidence"),
    "identities": ("勾稽关系", "Identities"),
    "no_identities": ("没有勾稽关系涉及这一格。", "No identity holds this cell."),
    "page": ("第 {number} 页", "Page {number}"),
    "pages": ("页", "Pages"),
    "keys": (
        "Enter 确认 · 数字改写 · B 空白 · S 跳过 · U 撤销 · ↑↓ 选读数 · ←→ 前后",
        "Enter accepts · digits replace · B blank · S skips · U undoes · ↑↓ readings · ←→ move",
    ),
    "whole_table": ("看整张表", "The whole table"),
    "settled_as": ("已核定为 {value}", "settled as {value}"),
    "settled_by": ("{person} 于 {when} 核定", "settled by {person}, {when}"),
    "proved": ("勾稽随之证实：", "Identities now prove:"),
    "undone": ("已撤销", "undone"),
    "last": ("刚才", "Just now"),
    "taken_back": ("已撤销：{what}", "Taken back: {what}"),
    "same_said": ("已有人作了同样的核定", "somebody had said the same"),
    # checks
    "fails_title": ("勾稽不符", "An identity that fails"),
    "slip": ("作者笔误", "Author's slip"),
    "slip_help": (
        "各格都照原件核对无误，仍不相符：是报告作者的笔误。数字照印，勾稽仍记为不符。",
        "Every figure is as printed, and it still does not add up: the author slipped. Figures stay, the check still fails.",
    ),
    "marked_slip": ("记为作者笔误", "marked as the author's slip"),
    "compare": ("逐格与原件对照，点一格可以改正。", "Compare each figure with the source; choose one to correct it."),
    "term": ("单元格", "Cell"),
    "check_keys": ("Enter 记为作者笔误 · S 跳过 · U 撤销 · ←→ 前后", "Enter marks it as a slip · S skips · U undoes · ←→ move"),
    # page pictures
    "zoom_in": ("放大", "Zoom in"),
    "zoom_out": ("缩小", "Zoom out"),
    "fit": ("适合宽度", "Fit width"),
    "page_picture": ("页面图像，已标出行与列", "Picture of the page, row and column marked"),
    "page_view": ("整页", "Whole page"),
    # reports
    "issuer": ("机关", "Issuer"),
    "year": ("年度", "Year"),
    "form": ("表式", "Form"),
    "source": ("来源", "Source"),
    "state": ("状态", "State"),
    "any": ("全部", "All"),
    "open": ("有待核", "To look at"),
    "done": ("无待核", "Nothing to do"),
    "reviewed_ones": ("有人工核定", "With decisions"),
    "filter": ("筛选", "Filter"),
    "find": ("机关或文件名", "Issuer or file name"),
    "to_look_at": ("待核", "To look at"),
    "failing": ("不符", "Failing"),
    "accepted": ("已读", "Accepted"),
    "settled": ("已核定", "Settled"),
    "work_through": ("逐个复核", "Work through"),
    "count_reports": ("{count} 份报告", "{count} reports"),
    "more": ("下一页", "Next page"),
    "less": ("上一页", "Page before"),
    "no_reports": ("没有符合条件的报告。", "No report passes these filters."),
    # one report
    "tables": ("表格", "Tables"),
    "checks": ("勾稽核对", "Checks"),
    "unplaced": ("未归位的数字", "Figures without a place"),
    "problems": ("说明", "Notes"),
    "take_away": ("下载", "Download"),
    "choose": ("点一格，看它在原件上的位置。", "Choose a cell to see its place on the page."),
    "left_side": ("左", "left"),
    "right_side": ("右", "right"),
    "no_form": ("没有认出表式，没有可核的表格。", "No form was recognised, so there is no table."),
    # history
    "who": ("何人", "Who"),
    "when": ("何时", "When"),
    "what": ("哪一格", "What"),
    "before": ("此前", "Before"),
    "after": ("此后", "After"),
    "no_history": ("还没有人作过核定。", "Nobody has settled anything yet."),
    "undone_by": ("{person} 于 {when} 撤销", "undone by {person}, {when}"),
    "taken_over": ("重读后沿用", "kept when read again"),
    # faults
    "all_done": ("没有待核的了。", "Nothing waits for a person."),
    "all_done_more": ("全部数字已读或已核定。", "Every figure is read or settled."),
    "conflict": ("慢了一步：这一格刚被改动，下面是现在的样子。", "It was changed meanwhile; this is how it stands now."),
    "conflict_by": ("{person} 于 {when} 已把它核定为 {value}。", "{person} settled it as {value}, {when}."),
    "no_figure": ("“{text}”不是数字；空白请按 B。", "“{text}” is no figure; press B for a blank."),
    "not_kept": ("没有存下：{why}", "Not kept: {why}"),
    "no_undo": ("没有可撤销的。", "There is nothing to undo."),
    "refused": (
        "这个地址不能用（已经用过，或复核台已重新启动）。请用终端里新打印的地址。",
        "This address is of no use (spent, or the desk was started again). Use the one on the terminal.",
    ),
    "nothing_there": ("没有这一页。", "There is no such page."),
    "lost": (
        "复核台没有回应，这一步没有存下。请看终端，重新启动后再试。",
        "The desk does not answer, and this step was not kept. See the terminal and start it again.",
    ),
    "back": ("回到待核", "Back to the queue"),
    # statuses and verdicts
    "status.read": ("已读", "read"),
    "status.blank": ("空白", "blank"),
    "status.repaired": ("已校正", "repaired"),
    "status.suspect": ("待核", "suspect"),
    "status.missing": ("未找到", "missing"),
    "status.absent": ("本表无此格", "absent"),
    "status.reviewed": ("已核定", "reviewed"),
    "verdict.holds": ("相符", "holds"),
    "verdict.fails": ("不符", "fails"),
    "verdict.undecided": ("未定", "undecided"),
}
"""By key the Chinese and the English. ``{…}`` is filled in."""


class Words:
    """The words of one language: ``words["key"]``, or ``words("key", count=3)`` where something is filled in."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._at = 0 if language == "zh" else 1

    def __getitem__(self, key: str) -> str:
        return WORDS[key][self._at]

    def __call__(self, key: str, **parts: object) -> str:
        """The words with what is filled in."""
        return WORDS[key][self._at].format(**parts)


def words(language: Language) -> Words:
    """The words of a language."""
    return Words(language)


def language_of(accepted: str) -> Language:
    """Chinese where the machine speaks it or the browser asks for it (``Accept-Language``) before English; English otherwise."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if locale.lower().startswith("zh"):
        return "zh"
    for part in accepted.lower().split(","):
        if part.strip().startswith("zh"):
            return "zh"
        if part.strip().startswith("en"):
            return "en"
    return "en"
