"""A report as a file and back: the JSON that downstream parsers depend on."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from importlib import resources
from typing import Any, get_args

import simplejson

from ingest.geometry import Box
from ingest.page import Page, Problem
from layout.errors import ReportError
from layout.report import Alternative, Check, Report, ReportCell, ReportTable, Section, SourceNote, Status, Unplaced, Verdict
from layout.report_types import misfits
from layout.version import VERSION

__all__ = ["SCHEMA", "report_from_json", "report_schema", "report_to_json"]

SCHEMA = "gouji.report/1"
_KEY = re.compile(r"[\w-]+")


def report_to_json(report: Report) -> str:
    """The report file: the same report gives the same text. Figures are numbers with exactly the printed digits."""
    return simplejson.dumps(_document(report), use_decimal=True, ensure_ascii=False, indent=1) + "\n"


def report_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every report file keeps to; it comes with the package."""
    schema: dict[str, Any] = json.loads((resources.files("layout") / "report.schema.json").read_text("utf-8"))
    return schema


def _document(report: Report) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "generator": {"name": "gouji", "version": VERSION},
        "source": _plain(report.source),
        "form": report.form,
        "year": report.year,
        "issuer": report.issuer,
        "title": report.title,
        "pages": [_page_note(page) for page in report.pages],
        "tables": [_table(table) for table in report.tables],
        "checks": [_plain(check) for check in report.checks],
        "unplaced": [{**_plain(item), "bbox": _numbers(item.bbox)} for item in report.unplaced],
        "sections": [_plain(section) for section in report.sections],
        "problems": [_plain(problem) for problem in report.problems],
    }


def _page_note(page: Page) -> dict[str, Any]:
    width, height = page.source_size or (page.width, page.height)
    size = {"number": page.number, "width": width, "height": height}
    return size | {name: getattr(page, name) for name in ("kind", "rotation", "skew", "quality", "steps")}


def _table(table: ReportTable) -> dict[str, Any]:
    return {"key": table.key, "title": table.title, "pages": table.pages, "cells": [_cell(cell) for cell in table.cells]}


def _cell(cell: ReportCell) -> dict[str, Any]:
    alternatives = [{"value": _number(other.value), "confidence": other.confidence} for other in cell.alternatives]
    plain = {name: value for name, value in _plain(cell).items() if name != "support"}  # ``alternatives`` tells what users need of it
    return {**plain, "value": _number(cell.value), "bbox": _numbers(cell.bbox), "alternatives": alternatives}


def _plain(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _number(value: Decimal | None) -> Decimal | int | None:
    """Integers as integers, decimals with the digits that were printed."""
    if value is None or "." in str(value):
        return value
    return int(value)


def _numbers(box: Box | None) -> list[float] | None:
    return None if box is None else [round(number, 2) for number in (box.x0, box.y0, box.x1, box.y1)]


def report_from_json(text: str) -> Report:
    """The report that a file holds.

    Raises:
        ReportError: no report file of this schema; says where it departs from it.
    """
    try:
        data = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise ReportError(f"it is no JSON ({error}); give a report file that gouji read has written") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise ReportError(f"its schema is not {SCHEMA}; give a report file that gouji read has written")
    try:
        report = _report(data)
        if report.form and not _KEY.fullmatch(str(report.form)):
            raise ValueError(f"{report.form!r} is no key of a form")  # it may lead to a file
        for misfit in misfits(report):
            raise ValueError(misfit)
        return report
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise ReportError(f"it departs from {SCHEMA} ({type(error).__name__}: {error}); read its source again") from error


def _report(data: Mapping[str, Any]) -> Report:
    return Report(
        source=SourceNote(**data["source"]),
        form=data["form"],
        year=data["year"],
        issuer=data["issuer"],
        title=data["title"],
        pages=tuple(_page(page) for page in data["pages"]),
        tables=tuple(_read_table(table) for table in data["tables"]),
        checks=tuple(_read_check(check) for check in data["checks"]),
        unplaced=tuple(Unplaced(**{**item, "bbox": _box(item["bbox"])}) for item in data["unplaced"]),
        sections=tuple(Section(**{**section, "pages": tuple(section["pages"])}) for section in data["sections"]),
        problems=tuple(Problem(**problem) for problem in data["problems"]),
    )


def _page(data: Mapping[str, Any]) -> Page:
    numbers = {name: float(data[name]) for name in ("width", "height", "skew", "quality")}
    return Page(**{**data, **numbers, "steps": tuple(data["steps"])})


def _read_table(data: Mapping[str, Any]) -> ReportTable:
    cells = tuple(_read_cell(cell) for cell in data["cells"])
    return ReportTable(key=data["key"], title=data["title"], pages=tuple(data["pages"]), cells=cells)


def _read_cell(data: Mapping[str, Any]) -> ReportCell:
    if data["status"] not in get_args(Status):
        raise ValueError(f"{data['status']!r} is no status")
    return ReportCell(
        **{
            **data,
            "value": _decimal(data["value"]),
            "confidence": float(data["confidence"]),
            "bbox": None if data["bbox"] is None else _box(data["bbox"]),
            "alternatives": tuple(
                Alternative(value=_decimal(other["value"]), confidence=float(other["confidence"])) for other in data["alternatives"]
            ),
        }
    )


def _read_check(data: Mapping[str, Any]) -> Check:
    if data["verdict"] not in get_args(Verdict):
        raise ValueError(f"{data['verdict']!r} is no verdict")
    return Check(**{**data, "left": _decimal(data["left"]), "right": _decimal(data["right"]), "cells": tuple(data["cells"])})


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _box(values: list[Any]) -> Box:
    x0, y0, x1, y1 = (float(value) for value in values)
    return Box(x0, y0, x1, y1)
