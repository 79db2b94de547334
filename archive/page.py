"""One HTML page on an archive, with its plots in it; the only importer of plotly."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

import plotly.graph_objects as go

from archive.picture import CONFIDENCES, Coverage, confidences, coverage, failing_identities, form_statuses, progress, source_shares
from archive.queries import Overview, Trouble, Worst, overview, troubles, worst_sources

__all__ = ["archive_page"]

_WORST = 30
_LISTED = 500  # sources that could not be read; status --json has them all
_COLOURS = {
    "read": "#2e7d32",
    "blank": "#9e9e9e",
    "repaired": "#1565c0",
    "suspect": "#ef6c00",
    "missing": "#c2185b",
    "absent": "#e0e0e0",
    "reviewed": "#6a1b9a",
    "waiting": "#90a4ae",
    "reading": "#1565c0",
    "failed": "#b71c1c",
    "set_aside": "#ef6c00",
    "gone": "#5d4037",
}
_STYLE = """
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "WenQuanYi Zen Hei", sans-serif; color: #222; margin: 2rem auto; max-width: 72rem;
  padding: 0 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.15rem; margin: 2.2rem 0 .3rem } p { color: #555; margin: .2rem 0 .8rem }
.numbers { display: flex; flex-wrap: wrap; gap: .8rem } .numbers div { background: #f4f5f7; border-radius: .4rem; padding: .6rem 1rem }
.numbers b { display: block; font-size: 1.4rem } .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem }
@media (max-width: 55rem) { .pair { grid-template-columns: 1fr } }
table { border-collapse: collapse; font-size: .9rem } td, th { padding: .15rem .5rem; text-align: left; border-bottom: 1px solid #eee }
td.n { text-align: right; font-variant-numeric: tabular-nums } .map td { text-align: center; border: 1px solid #fff; min-width: 2.6rem }
.map th { position: sticky; top: 0; background: #fff } .map td:first-child { text-align: left; min-width: 14rem } .none { color: #ccc }
"""


def archive_page(connection: sqlite3.Connection, name: str) -> Iterator[str]:
    """The page in parts, one after the other; it opens without a network, with the plotting library inside."""
    how = overview(connection)
    yield f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(name)}</title><style>{_STYLE}</style></head><body>'
    yield f"<h1>Archive {escape(name)}</h1>" + _numbers(how)
    yield '<h2>Progress</h2><div class="pair">' + _plot(_states(how), first=True) + _plot(_progress(connection)) + "</div>"
    yield "<h2>Quality by source</h2><p>How much of a source a person has to look at.</p>" + _plot(_shares(connection))
    yield _worst_table(worst_sources(connection, _WORST))
    yield "<h2>Quality by form</h2>" + _plot(_forms(connection))
    yield "<h2>Failing identities</h2><p>Figures stay as printed: a sum that fails is often the author's own slip.</p>"
    yield _plot(_identities(connection))
    yield "<h2>Confidence</h2><p>Cells by how sure their value is; the scale is logarithmic.</p>" + _plot(_confidences(connection))
    yield "<h2>Coverage</h2><p>Accepted share of the cells of each issuer's best report of a year, in percent.</p>"
    yield _map(*coverage(connection))
    yield from _troubles(list(troubles(connection)))
    yield "</body></html>\n"


def _numbers(how: Overview) -> str:
    total = how.accepted + how.flagged
    parts = [
        ("sources", f"{how.sources:,}"),
        ("read", f"{how.states.get('read', 0):,}"),
        ("not read", f"{sum(how.states.get(state, 0) for state in ('failed', 'set_aside', 'gone')):,}"),
        ("pages", f"{how.pages:,}"),
        ("cells accepted", f"{how.accepted:,}" + (f" ({how.accepted / total:.1%})" if total else "")),
        ("cells to look at", f"{how.flagged:,}"),
        ("checks failing", f"{how.fails:,} of {how.holds + how.fails:,}"),
        ("without a form", f"{how.formless:,}"),
        ("stale", f"{how.stale:,}"),
    ]
    return '<div class="numbers">' + "".join(f"<div><b>{value}</b>{what}</div>" for what, value in parts) + "</div>"


def _plot(figure: go.Figure, *, first: bool = False) -> str:
    figure.update_layout(
        template="plotly_white", height=figure.layout.height or 320, margin={"l": 60, "r": 20, "t": 40, "b": 50}, font={"size": 13}
    )
    html: str = figure.to_html(full_html=False, include_plotlyjs=first, config={"displayModeBar": False})
    return f"<div>{html}</div>"


def _states(how: Overview) -> go.Figure:
    bars = [
        go.Bar(y=["sources"], x=[count], name=state.replace("_", " "), orientation="h", marker_color=_COLOURS[state])
        for state, count in how.states.items()
    ]
    return go.Figure(bars).update_layout(
        barmode="stack", title="Sources by state", showlegend=True, legend={"orientation": "h"}, yaxis_visible=False
    )


def _progress(connection: sqlite3.Connection) -> go.Figure:
    moments, counts = progress(connection)
    line = go.Scatter(x=moments, y=counts, mode="lines+markers" if len(counts) < 3 else "lines", fill="tozeroy")
    return go.Figure(line).update_layout(title="Sources read by then (UTC)", yaxis_rangemode="tozero")


def _shares(connection: sqlite3.Connection) -> go.Figure:
    counts = source_shares(connection)
    step = 100 // len(counts)
    labels = [f"{number * step}-{(number + 1) * step} %" for number in range(len(counts))]
    figure = go.Figure(go.Bar(x=labels, y=counts, text=[count or "" for count in counts], marker_color=_COLOURS["suspect"]))
    return figure.update_layout(xaxis_title="share of the cells to look at", yaxis_title="sources")


def _forms(connection: sqlite3.Connection) -> go.Figure:
    found = form_statuses(connection)
    bars = []
    for status in _COLOURS:
        shares = [100 * statuses.get(status, 0) / sum(statuses.values()) for statuses in found.values()]
        counts = [statuses.get(status, 0) for statuses in found.values()]
        if any(counts):
            hover = "%{y}: %{customdata:,} cells, %{x:.1f} %"
            bar = go.Bar(y=list(found), x=shares, customdata=counts, name=status, orientation="h", hovertemplate=hover)
            bars.append(bar.update(marker_color=_COLOURS[status]))
    height = 160 + 40 * len(found)
    return go.Figure(bars).update_layout(barmode="stack", xaxis_title="percent of the cells", height=height, yaxis_automargin=True)


def _identities(connection: sqlite3.Connection) -> go.Figure:
    rows = failing_identities(connection)[::-1]
    bars = go.Bar(
        y=[what for what, _, _ in rows],
        x=[times for _, _, times in rows],
        text=[times for _, _, times in rows],
        hovertext=[statement for _, statement, _ in rows],
        orientation="h",
        marker_color=_COLOURS["failed"],
    )
    return go.Figure(bars).update_layout(xaxis_title="times it fails", height=140 + 24 * len(rows), yaxis_automargin=True)


def _confidences(connection: sqlite3.Connection) -> go.Figure:
    bounds = (0.0, *CONFIDENCES, 1.0)
    labels = [f"{low:g} to {high:g}" for low, high in pairwise(bounds)]
    bars = [go.Bar(x=labels, y=counts, name=status, marker_color=_COLOURS[status]) for status, counts in confidences(connection).items()]
    return go.Figure(bars).update_layout(barmode="group", yaxis_type="log", xaxis_title="confidence", yaxis_title="cells")


def _worst_table(worst: Sequence[Worst]) -> str:
    if not worst:
        return ""
    rows = "".join(
        f"<tr><td>{escape(one.url)}</td><td>{escape(one.form or 'none')}</td>"
        f"{''.join(map(_number, (one.flagged, one.unplaced, one.fails)))}</tr>"
        for one in worst
    )
    heads = "".join(f"<th>{head}</th>" for head in ("worst sources", "form", "cells to look at", "without a place", "checks failing"))
    return f"<table><tr>{heads}</tr>{rows}</table>"


def _number(count: int) -> str:
    return f'<td class="n">{count:,}</td>'


def _map(years: Sequence[int | None], issuers: Sequence[Coverage]) -> str:
    heads = "".join(f"<th>{year or 'no year'}</th>" for year in years)
    rows = "".join(f"<tr><td>{escape(one.issuer)}</td>{''.join(_square(one.years.get(year)) for year in years)}</tr>" for one in issuers)
    return f'<table class="map"><tr><th>{len(issuers):,} issuers</th>{heads}</tr>{rows}</table>'


def _square(share: float | None) -> str:
    if share is None:
        return '<td class="none">·</td>'
    hue = round(120 * share**2)  # red to green; squared, because the difference between 90 and 100 % matters most
    return f'<td style="background: hsl({hue} 55% 78%)">{100 * share:.0f}</td>'


def _troubles(lost: Sequence[Trouble]) -> Iterator[str]:
    if not lost:
        return
    yield f"<h2>Not read</h2><p>{len(lost):,} sources; gouji archive retry takes them up again.</p><table>"
    for one in lost[:_LISTED]:
        yield f"<tr><td>{one.state.replace('_', ' ')}</td><td>{escape(one.url)}</td><td>{escape(one.reason)}</td></tr>"
    yield "</table>" + (f"<p>and {len(lost) - _LISTED:,} more</p>" if len(lost) > _LISTED else "")
