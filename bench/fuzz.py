"""Made-up input for the readers of text: whatever it is, they answer or refuse, and never break."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, get_args

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bench.options import seed_of
from cli.summary import summarise
from ingest.errors import IngestError
from ingest.source import open_source
from layout import check_report, read_report, report_from_json, report_to_json
from layout.errors import FormError, LayoutError
from layout.figures import cell_kind, fits, parse_figure, printed_unit, several_figures
from layout.form import Kind
from layout.form_file import declared_forms, form_paths, read_form
from layout.read import report_of

__all__ = ["TARGETS", "main"]

_BATCH = 500  # examples between two looks at the clock
_FIGURES = st.sampled_from(
    [*"0123456789０１９.,，．-−－+±增减加少 \n\t\u3000%()（）", "万元", "亿", "件", "条", "次", "元", "无", "/", "—", "〇", "²"]
)
_LABELS = st.sampled_from(
    ["本年新收政府信息公开申请数量", "上年结转", "总计", "一、", "（一）", "收到和处理政府信息公开申请情况", "规章", "单位：万元", "2020年"]
)
_SCRAPS = st.one_of(_FIGURES, _LABELS, st.text(max_size=5), st.integers().map(str))
_BREAKS = st.sampled_from(
    ["\n", "\n\n", "\t", "\n\t", "|", "||", "\n|", "|\n", "  ", " ", "\r\n", "\f", "|---|", "**", "<br>", "\x00", "\ufeff", "\u202e"]
)
_TAGS = st.sampled_from(
    ["table", "tr", "td", "th", "p", "div", "br", "span", "sup", "input value='3'", "!--", "select", "option", "pre", "svg"]
)
_MARKS = st.one_of(
    _TAGS.map("<{}>".format),
    _TAGS.map("</{}>".format),
    st.builds("<td rowspan={} colspan='{}' style='{}'>".format, st.integers(-1, 9999), st.integers(0, 300), st.text(max_size=9)),
    st.sampled_from(["&nbsp;", "&#0;", "&#x110000;", "&amp", "<![CDATA[", "]]>", "<!DOCTYPE", "<?xml version='1.0'?>", "<", ">", '"']),
)
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.lists(st.integers(), max_size=3),
    st.just({}),
    st.just([[]]),
)


def value(text: str) -> None:
    """The parser of figures."""
    form = next(iter(declared_forms().values()))
    figures = [parse_figure(text, form.units), *several_figures(text, form.units, 3)]
    for figure in filter(None, figures):
        assert figure.value.is_finite()
        for kind in get_args(Kind):
            fits(figure, kind)
    cell_kind(text, form)
    printed_unit(text, form.units)


def source(text: str) -> None:
    """The readers of dumps and of HTML pages, and all that comes after them."""
    try:
        opened = open_source(text.encode("utf-8", "surrogatepass"))
    except IngestError:
        return
    report_to_json(report_of(opened))


def form(lines: Sequence[tuple[int, str]]) -> None:
    """The loader of forms, given a declared form with other lines in it."""
    text = _form_text().split("\n")
    for at, line in lines:
        text[at % len(text)] = line
    with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8", errors="replace") as file:
        file.write("\n".join(text))
        file.flush()
        try:
            read_form(Path(file.name))
        except FormError:
            return


def report(changes: Sequence[tuple[Sequence[int], object]]) -> None:
    """The loader of reports, given a report with other values in it."""
    data = json.loads(_report_text())
    for way, new in changes:
        _set(data, way, new)
    try:
        found = report_from_json(json.dumps(data))
        summarise(check_report(found))
        report_to_json(found)
    except LayoutError:
        return


def _set(data: Any, way: Sequence[int], new: object) -> None:
    """Go down as the numbers say, and put something else there."""
    for depth, step in enumerate(way, 1):
        keys = list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
        if not keys:
            return
        key = keys[step % len(keys)]
        if depth == len(way) or not isinstance(data[key], dict | list):
            data[key] = deepcopy(new)
            return
        data = data[key]


@cache
def _form_text() -> str:
    return form_paths()[0].read_text("utf-8")


@cache
def _report_text() -> str:
    return report_to_json(read_report(Path(__file__).parents[1] / "samples/reports/haishu_2018.txt"))


_lines = st.lists(
    st.tuples(
        st.integers(0, 2000),
        st.one_of(
            st.integers(0, 2000).map(lambda at: _form_text().split("\n")[at % _form_text().count("\n")]),
            st.sampled_from(
                ["[[tables]]", "[[tables.blocks]]", "[tables.blocks]", "rows = []", "columns = 3", "key = ''", "years = [2020]", "= ="]
            ),
            st.builds(
                "{} = {}".format,
                st.sampled_from(["key", "rows", "years", "labels", "kind", "each", "sum", "is", "title"]),
                _VALUES.map(json.dumps),
            ),
            st.text(max_size=20),
        ),
    ),
    max_size=4,
)
_changes = st.lists(st.tuples(st.lists(st.integers(0, 300), min_size=1, max_size=6), _VALUES), min_size=1, max_size=3)

TARGETS: Mapping[str, tuple[Callable[[Any], None], st.SearchStrategy[Any]]] = {
    "value": (value, st.lists(_SCRAPS, max_size=8).map("".join)),
    "dump": (source, st.lists(st.one_of(_SCRAPS, _BREAKS), max_size=60).map("".join)),
    "html": (source, st.lists(st.one_of(_MARKS, _MARKS, _SCRAPS), max_size=60).map(lambda parts: "<html>" + "".join(parts))),
    "form": (form, _lines),
    "report": (report, _changes),
}
"""What is tried, and what it is given."""


def search(name: str, examples: int, chance: int) -> None:
    """Try so many inputs; the smallest that breaks the target is raised with its fault."""
    target, inputs = TARGETS[name]
    checks = list(HealthCheck)
    phases = (Phase.generate, Phase.target, Phase.shrink)
    quiet = settings(max_examples=examples, deadline=None, database=None, phases=phases, suppress_health_check=checks)
    seed(chance)(quiet(given(inputs)(lambda made: target(made))))()


def main(arguments: Sequence[str] | None = None) -> None:
    """Try a target for some minutes."""
    parser = argparse.ArgumentParser(prog="bench.fuzz", description=__doc__)
    parser.add_argument("--target", choices=TARGETS, action="append", help="may be given again (default: each in turn)")
    parser.add_argument("--minutes", type=float, default=20, help="for each target (default: 20)")
    parser.add_argument("--seed", type=int, default=1, help="of what is made up (default: 1)")
    parser.add_argument("--fresh", action="store_true", help="a random seed")
    options = parser.parse_args(arguments)
    found = [name for name in options.target or TARGETS if not _survives(name, options.minutes, seed_of(options))]
    if found:
        _fail(found)


def _survives(name: str, minutes: float, chance: int) -> bool:
    end, tried = time.monotonic() + 60 * minutes, 0
    while time.monotonic() < end:
        try:
            search(name, _BATCH, chance + tried)
        except Exception:  # whatever it is, it is what was looked for
            import traceback

            traceback.print_exc()
            print(f"{name}: broken after {tried:,} inputs", flush=True)
            return False
        tried += _BATCH
    print(f"{name}: {tried:,} inputs in {minutes:g} minutes, nothing found", flush=True)
    return True


def _fail(names: Sequence[str]) -> NoReturn:
    raise SystemExit(f"broken: {', '.join(names)}")


if __name__ == "__main__":
    main()
