"""A made-up form, the one that docs/forms.md shows, and pages that print it."""

import re
from functools import cache
from pathlib import Path

from layout import Report, read_report
from layout.form import Form
from layout.form_file import read_form

__all__ = ["DOCS", "FORM_TEXT", "cells", "html_report", "html_table", "lending", "library_form"]

DOCS = Path(__file__).parents[2] / "docs"
FORM_TEXT = re.findall(r"```toml\n(.*?)```", (DOCS / "forms.md").read_text("utf-8"), re.DOTALL)[0]
HEADER = ("借阅项目", "成年读者", "少年儿童", "合计")


@cache
def library_form(folder: Path) -> Form:
    path = folder / "library.toml"
    path.write_text(FORM_TEXT, "utf-8")
    return read_form(path)


def html_table(*rows: tuple[str, ...]) -> str:
    lines = ("".join(f"<td>{text}</td>" for text in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def lending(**changed: tuple[str, ...] | None) -> str:
    """The lending table as HTML; a row given as None is left out."""
    rows: dict[str, tuple[str, ...] | None] = {
        "header": HEADER,
        "lent": ("一、借出图书", "10", "5", "15"),
        "on_time": ("（一）按期归还", "6", "3", "9"),
        "late": ("（二）逾期归还", "2", "0", "2"),
        "kept": ("三、尚未归还", "2", "2", "4"),
    }
    return html_table(*(row for row in (rows | changed).values() if row is not None))


def html_report(folder: Path, *parts: str) -> Report:
    library_form(folder)
    return read_report(b"<html>" + "".join(parts).encode(), form=str(folder / "library.toml"))


def cells(report: Report, start: str) -> dict[str, str]:
    """Status and value of the cells whose addresses start so, as ``"read 5"``."""
    return {
        address.removeprefix(start): f"{cell.status} {cell.value}".removesuffix(" None")
        for address, cell in report.cells()
        if address.startswith(start)
    }
