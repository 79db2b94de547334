"""What a person wants to know first about a report: what it is, how much of it can be trusted, what does not add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.wording import clean, figure

if TYPE_CHECKING:
    from layout.report import Check, Report

__all__ = ["Summary", "check_line", "failing_lines", "summarise", "summary_lines"]

_NAMED = 8  # failing checks named on the terminal; the report file has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The outcome of one report in words and counts; small, and safe to print."""

    form: str
    year: str
    issuer: str
    accepted: int
    flagged: int
    unplaced: int
    holds: int
    failing: tuple[str, ...]
    undecided: int
    problems: tuple[str, ...]

    @property
    def needs_person(self) -> bool:
        """Whether someone must look: a doubtful cell, a figure without a place, figures that do not add up, or no form at all."""
        return bool(self.flagged or self.unplaced or self.failing or self.form == "?")


def summarise(report: Report) -> Summary:
    """The summary of a report."""
    verdicts = [check.verdict for check in report.checks]
    return Summary(
        form=clean(report.form or "?"),
        year=clean(report.year or "?"),
        issuer=clean(report.issuer or "?"),
        accepted=len(report.accepted),
        flagged=len(report.flagged),
        unplaced=len(report.unplaced),
        holds=verdicts.count("holds"),
        failing=tuple(check_line(check) for check in report.checks if check.verdict == "fails"),
        undecided=verdicts.count("undecided"),
        problems=tuple(clean(problem.message) for problem in report.problems),
    )


def check_line(check: Check) -> str:
    """A check in one line: its id, its two sides and what it states."""
    sign = {"holds": "=", "fails": "≠"}.get(check.verdict, "?")
    return clean(f"{check.id}: {figure(check.left)} {sign} {figure(check.right)} ({check.statement})")


def summary_lines(summary: Summary) -> list[str]:
    """The summary as lines of text, without its heading."""
    lines = [
        f"  report    {summary.issuer}, {summary.year}, form {summary.form}",
        f"  cells     {summary.accepted} read, {summary.flagged} to look at" + _more(summary.unplaced, "without a place"),
        f"  checks    {summary.holds} hold, {len(summary.failing)} fail" + _more(summary.undecided, "undecided"),
    ]
    lines += [f"  fails     {line}" for line in failing_lines(summary)]
    return lines + [f"  note      {message}" for message in summary.problems]


def failing_lines(summary: Summary) -> list[str]:
    """The failing checks, a line each; beyond the first few only how many."""
    more = len(summary.failing) - _NAMED
    return [*summary.failing[:_NAMED], *([f"and {more} more; see gouji check"] if more > 0 else [])]


def _more(count: int, what: str) -> str:
    return f", {count} {what}" if count else ""
