"""The committed samples: five reports whose figures and defects are given in small files, each printed in three ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import simplejson

from layout.form import Form
from layout.form_file import declared_forms
from samples.compose import Plan, Words, compose
from samples.dump import report_to_dump
from samples.grids import GridStyle
from samples.html import write_html
from samples.identities import bonds_of, broken_bonds
from samples.layouts import Look
from samples.printing import PLAIN
from samples.report import Figure, Report, Slip, truth_to_json
from samples.wording import Wording

__all__ = ["SEEDS", "given_report", "make_given"]

SEEDS = Path(__file__).parent / "seeds"


def make_given(folder: Path) -> Iterator[Path]:
    """Write each given report as PDF, HTML page and broken dump, each with its truth; the files written."""
    from samples.pdf import write_pdf  # reportlab is needed only when the samples are made anew

    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted(SEEDS.glob("*.json")):
        data = _read(source)
        report, look = given_report(data), _look(data["look"])
        pdf, html, dump = (folder / f"{data['stem']}.{suffix}" for suffix in ("pdf", "html", "txt"))
        write_pdf(report, look, pdf)
        write_html(report, look, html)
        text, left = report_to_dump(report, data["dump"], data.get("dump_seed", data["stem"]))
        dump.write_text(text, "utf-8")
        for path, truth in ((pdf, report.truth), (html, report.truth), (dump, left)):
            path.with_name(f"{path.stem}_{path.suffix[1:]}.truth.json").write_text(truth_to_json(truth), "utf-8")
            yield path


def _read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = simplejson.loads(path.read_text("utf-8"), use_decimal=True)
    return data


def given_report(data: Mapping[str, Any]) -> Report:
    """The report that a seed file describes; its slips are the identities that the given figures break."""
    form = declared_forms()[data["form"]]
    figures = _figures(form, data["rows"])
    printings = {table.key: table.printings()[0] for table in form.tables}
    values = {address: figure.value or Decimal(0) for address, figure in figures.items()}
    broken = broken_bonds(bonds_of(form, printings), values)
    plan = Plan(
        form=form,
        year=data["year"],
        issuer=data["issuer"],
        printings=printings,
        values=values,
        style=PLAIN,
        wording=Wording(**data["wording"], fixed=data.get("labels", {})),
        grid_style=GridStyle(),
        slips=tuple(
            Slip(table=bond.table, identity=bond.identity, each=bond.each, cells=tuple(data.get("slipped", ()))) for bond in broken
        ),
    )
    words = Words(
        overview=tuple(data["overview"]),
        problems=tuple(data["problems"]),
        other=tuple(data["other"]),
        title=data["title"],
        quoted={address: Decimal(value) for address, value in data["quoted"].items()},
    )
    return compose(plan, figures, words)


def _figures(form: Form, rows: Mapping[str, Mapping[str, list[Any]]]) -> dict[str, Figure]:
    """Printed figures by address; a plain text is a figure or a blank, anything else is spelt out in the file."""
    return {
        f"{table.key}/{row.key}/{column.key}": _figure(entry, row.unit)
        for table in form.tables
        for block in table.blocks
        for row in block.rows
        for column, entry in zip(block.columns, rows[table.key][row.key], strict=True)
    }


def _figure(entry: str | Mapping[str, Any], unit: str | None) -> Figure:
    if isinstance(entry, str):
        return Figure(text=entry, value=Decimal(entry) if entry else None, unit=unit if entry else None)
    return Figure(text=entry["text"], value=Decimal(entry["value"]), unit=entry.get("unit", unit))


def _look(settings: Mapping[str, Any]) -> Look:
    plain: dict[str, Any] = {key: float(value) if isinstance(value, Decimal) else value for key, value in settings.items()}
    colours: dict[str, Any] = {key: tuple(map(float, value)) for key, value in settings.items() if isinstance(value, list)}
    return Look(**(plain | colours))
