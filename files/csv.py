"""A report as CSV: a row a cell, for spreadsheets and scripts."""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, fields
from decimal import Decimal

from files.rows import CellRow, cell_rows
from layout.report import Report

__all__ = ["harmless", "report_to_csv"]

_CARRIED_OUT = tuple("=+-@\t\r\n＝＋－＠")
"""With one of these at its start a spreadsheet takes a text for a formula; Chinese and Japanese ones take the wide ones too."""


def report_to_csv(report: Report, form: str | None = None) -> bytes:
    """Every cell of a report, in UTF-8 with a byte order mark. ``form`` is the form file of a report that was read with one.

    A text that a spreadsheet would carry out as a formula has an apostrophe set before it; figures stay figures.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(field.name for field in fields(CellRow))
    writer.writerows([harmless(value) for value in astuple(row)] for row in cell_rows(report, form))
    # Excel takes a CSV without the mark for one in the local encoding, and garbles it.
    return text.getvalue().encode("utf-8-sig", "replace")


def harmless(value: object) -> object:
    """The value as it stands in a CSV file: figures as printed, and no text that a spreadsheet would carry out."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return f"'{value}" if isinstance(value, str) and value.lstrip(" \u3000\xa0").startswith(_CARRIED_OUT) else value
