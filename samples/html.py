"""Sets a report as an HTML page, its tables with merged cells; the same page serves the browser that prints it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from random import Random

from samples.layouts import PLAIN, Look
from samples.report import Grid, GridCell, Report
from samples.typeset import break_header, stack

__all__ = ["HtmlHabits", "draw_habits", "report_to_html", "write_html"]

FAMILIES = {
    "song": "'Noto Serif CJK SC', 'AR PL UMing CN', SimSun, serif",
    "kai": "'AR PL UKai CN', KaiTi, serif",
    "hei": "'WenQuanYi Zen Hei', SimHei, sans-serif",
    "light": "'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlHabits:
    """What publishing systems do to a page's markup."""

    header_tags: bool = False  # th instead of td
    wrapped: bool = False  # every cell's text in p and span
    no_break_spaces: bool = False  # &nbsp; in empty cells and for indents
    menu: bool = False  # a navigation table before the report
    list_headings: bool = False  # headings as bold paragraphs


def draw_habits(seed: str) -> HtmlHabits:
    """Random habits; the same seed gives the same."""
    rng = Random(f"html/{seed}")
    return HtmlHabits(
        header_tags=rng.random() < 0.3,
        wrapped=rng.random() < 0.5,
        no_break_spaces=rng.random() < 0.5,
        menu=rng.random() < 0.3,
        list_headings=rng.random() < 0.5,
    )


def write_html(report: Report, look: Look, path: Path, habits: HtmlHabits | None = None) -> None:
    """Write the page to ``path`` in UTF-8."""
    path.write_text(report_to_html(report, look, habits or HtmlHabits()), "utf-8")


def report_to_html(report: Report, look: Look = PLAIN, habits: HtmlHabits | None = None) -> str:
    """The report as one page that stands by itself."""
    habits = habits or HtmlHabits()
    parts = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN">',
        '<head><meta charset="utf-8">',
        f"<title>{escape(''.join(report.title.split()))}</title>",
    ]
    parts += [f"<style>{_sheet(look)}</style></head>", "<body>"]
    if habits.menu:
        parts.append('<table class="menu"><tr><td>首页</td><td>政务公开</td><td>办事服务</td><td>互动交流</td></tr></table>')
    parts.append(f"<h1>{escape(report.title).replace(chr(10), '<br>')}</h1>")
    parts += [f"<p>{escape(text)}</p>" for text in report.preface]
    for section in report.sections:
        heading = escape(section.heading)
        parts.append(f'<p class="head"><strong>{heading}</strong></p>' if habits.list_headings else f"<h2>{heading}</h2>")
        parts += [f"<p>{escape(text)}</p>" for text in section.paragraphs]
        if section.grid:
            parts.append(_table(section.grid, look, habits))
    parts += [f'<p class="end">{escape(text)}</p>' for text in report.closing]
    return "\n".join([*parts, "</body>", "</html>", ""])


def _table(grid: Grid, look: Look, habits: HtmlHabits) -> str:
    parts = [f'<table class="figures {grid.table}">']
    total = sum(grid.widths)
    parts.append("".join(f'<col style="width:{100 * width / total:.1f}%">' for width in grid.widths))
    if grid.header_rows and look.repeat_header:
        parts.append("<thead>")
    for row in range(grid.rows):
        if row == grid.header_rows and row and look.repeat_header:
            parts.append("</thead>")
        cells = sorted((cell for cell in grid.cells if cell.row == row), key=lambda cell: cell.column)
        parts.append("<tr>" + "".join(_cell(cell, look, habits, deep=grid.header_rows > 1) for cell in cells) + "</tr>")
    return "\n".join([*parts, "</table>"])


def _cell(cell: GridCell, look: Look, habits: HtmlHabits, *, deep: bool) -> str:
    tag = "th" if habits.header_tags and cell.role in ("header", "caption") else "td"
    spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (f' colspan="{cell.columns}"' if cell.columns > 1 else "")
    text = escape(_text(cell, look, deep)).replace("\n", "<br>")
    if habits.no_break_spaces:
        text = text.replace("　", "&nbsp;&nbsp;") or "&nbsp;"
    if habits.wrapped:
        text = f"<p><span>{text}</span></p>"
    return f'<{tag} class="{cell.role}"{spans}>{text}</{tag}>'


def _text(cell: GridCell, look: Look, deep: bool) -> str:
    if deep and cell.role == "header" and cell.columns == 1:
        return break_header(cell.text, look.header_break)
    if cell.role == "group" and look.groups == "stacked" and cell.rows > 4:
        return stack(cell.text)
    return cell.text


def _sheet(look: Look) -> str:
    """The style sheet; a double border stands for a double rule, missing sides for open ones."""
    left, top, right, bottom = look.margins
    colour = "rgb({:.0f},{:.0f},{:.0f})".format(*(255 * part for part in look.rule_colour))
    first, second, third = look.table_sizes
    outer = f"{'double 3pt' if look.double_outer else f'solid {look.outer_rule}pt'} {colour}"
    rules = [
        f"@page {{ size: {look.paper[0]:.1f}pt {look.paper[1]:.1f}pt; margin: {top:.1f}pt {right:.1f}pt {bottom:.1f}pt {left:.1f}pt; }}",
        f"body {{ font: {look.body_size}pt/{look.leading:.2f} {FAMILIES[look.body_face]}; margin: 0; }}",
        f"h1 {{ font-size: {look.body_size * 1.5}pt; text-align: center; }} h2, .head {{ font-size: {look.body_size * 1.1}pt; }}",
        f"h1, h2, .head {{ font-family: {FAMILIES[look.head_face]}; }} body > p {{ text-indent: 2em; }} .end {{ text-align: right; }}",
        f".figures {{ border-collapse: collapse; width: 100%; border: {outer}; font: {first}pt/1.25 {FAMILIES[look.table_face]}; }}",
        f".figures.requests {{ font-size: {second}pt; }} .figures.review {{ font-size: {third}pt; }}",
        f".figures td, .figures th {{ border: solid {look.rule}pt {colour}; padding: {look.padding[1]:.1f}pt {look.padding[0]:.1f}pt; }}",
        f".figure {{ text-align: {look.figure_align}; }} .header, .caption, .unit, .number {{ text-align: center; }}",
        f".label, .group {{ text-align: {look.label_align}; }} .figures td p {{ margin: 0; }} .figures tr {{ break-inside: avoid; }}",
        f".figures td, .figures th {{ vertical-align: {look.valign}; }}",
    ]
    if look.head_fill:
        rules.append(".header, .caption {{ background: rgb({:.0f},{:.0f},{:.0f}); }}".format(*(255 * part for part in look.head_fill)))
    if look.new_page:
        rules.append(".figures { break-before: page; }")
    if look.open_sides:
        rules.append(".figures { border-left: hidden; border-right: hidden; }")
    return "\n".join(rules)
