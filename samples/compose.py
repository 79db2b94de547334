"""From a form and a seed to a whole made-up report: figures, slips, printed texts, grids, words, truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from layout.form import Form, Printing
from samples import narrative
from samples.figures import SIZES, draw_figures
from samples.grids import GridStyle, table_to_grid
from samples.printing import FigureStyle, draw_style, print_figures
from samples.report import Figure, Report, Section, Slip, Truth
from samples.slips import KINDS, plant_slip
from samples.wording import Wording, draw_wording

__all__ = ["Plan", "Words", "compose", "draw_report"]

REPORT_TITLE = "政府信息公开工作年度报告"
TITLES = (
    f"{{issuer}}{{year}}年{REPORT_TITLE}",
    f"{{issuer}}\n{{year}}年{REPORT_TITLE}",
    f"{{issuer}}{{year}}年度\n{REPORT_TITLE}",
    f"{{year}}年{{issuer}}{REPORT_TITLE}",
    f"{{issuer}} {{year}} 年{REPORT_TITLE}",
)
SECTION_SIX = "六、其他需要报告的事项"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that a report consists of before it is set: its figures and the habits of its printing."""

    form: Form
    year: int
    issuer: str
    printings: Mapping[str, Printing]
    values: Mapping[str, Decimal]
    style: FigureStyle
    wording: Wording
    grid_style: GridStyle
    slips: tuple[Slip, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words around the tables; ``quoted`` are the figures that they repeat, by address."""

    overview: tuple[str, ...]
    problems: tuple[str, ...]
    other: tuple[str, ...] = ("本年度没有其他需要报告的事项。",)
    title: str = ""
    quoted: Mapping[str, Decimal] = field(default_factory=dict)


def draw_report(form: Form, seed: str, *, slip_share: float = 0.0) -> Report:
    """A random report of that form; the same seed gives the same report. ``slip_share`` is the probability of a planted slip."""
    rng = Random(f"report/{form.key}/{seed}")
    figures = draw_figures(form, rng, rng.choices(tuple(SIZES), (1, 4, 6, 6, 3))[0])
    slips: tuple[Slip, ...] = ()
    if rng.random() < slip_share:
        figures, slips = plant_slip(figures, rng, rng.choice(tuple(KINDS)))
    first, last = form.years
    plan = Plan(
        form=form,
        year=rng.randint(first, last or first + 4),
        issuer=narrative.draw_issuer(rng),
        printings=figures.printings,
        values=figures.values,
        style=draw_style(form, rng),
        wording=draw_wording(rng),
        grid_style=_draw_grid_style(rng),
        slips=slips,
    )
    printed = print_figures(form, plan.printings, plan.values, plan.style, plan.wording)
    overview, quoted = narrative.overview(rng, printed)
    title = rng.choice(TITLES).format(issuer=plan.issuer, year=plan.year)
    return compose(plan, printed, Words(title=title, overview=overview, problems=narrative.problems(rng), quoted=quoted))


def _draw_grid_style(rng: Random) -> GridStyle:
    return GridStyle(
        even_columns=rng.random() < 0.35,
        running_numbers=rng.random() < 0.4,
        group_mark=rng.choice(("——", "", "/")),
        indent=rng.choice((0, 1, 2)),
        captions=rng.random() < 0.97,
    )


def compose(plan: Plan, figures: Mapping[str, Figure], words: Words) -> Report:
    """The report of that plan with those printed figures and words."""
    truth = Truth(
        form=plan.form.key,
        year=plan.year,
        issuer=plan.issuer,
        cells=figures,
        absent=tuple(_absent(plan)),
        slips=plan.slips,
        quoted=words.quoted,
    )
    return Report(
        title=words.title or f"{plan.issuer}{plan.year}年{REPORT_TITLE}",
        preface=(narrative.preface(plan.issuer, plan.year),),
        sections=tuple(_sections(plan, figures, words)),
        closing=narrative.closing(plan.issuer, plan.year),
        truth=truth,
    )


def _absent(plan: Plan) -> Iterator[str]:
    for table in plan.form.tables:
        columns = [column.key for block in table.blocks for column in block.columns]
        yield from (f"{table.key}/{row}/{column}" for row in plan.printings[table.key].absent for column in columns)


def _sections(plan: Plan, figures: Mapping[str, Figure], words: Words) -> Iterator[Section]:
    yield Section(heading="一、总体情况", paragraphs=words.overview)
    tables = [_table_section(plan, figures, number) for number in range(len(plan.form.tables))]
    if len(tables) > 1:
        yield from tables
    yield Section(heading="五、存在的主要问题及改进情况", paragraphs=words.problems)
    yield Section(heading=SECTION_SIX, paragraphs=words.other)
    if len(tables) == 1:
        yield Section(heading="附件")
        yield from tables


def _table_section(plan: Plan, figures: Mapping[str, Figure], number: int) -> Section:
    table = plan.form.tables[number]
    heading = plan.wording.label(f"{plan.form.key}/{table.key}//heading", table.headings)
    blocks = plan.printings[table.key].blocks
    return Section(heading=heading, grid=table_to_grid(plan.form.key, table, blocks, figures, plan.grid_style, plan.wording))
