"""A report as Parquet: a row a cell, typed, for data frames and databases."""

from __future__ import annotations

import io
from dataclasses import astuple, fields
from decimal import Decimal

import pyarrow as pa
from pyarrow import parquet

from files.rows import CellRow, cell_rows
from layout.report import Report

__all__ = ["SCHEMA", "report_to_parquet"]

_DIGITS, _DECIMALS = 38, 6  # 38 is the most that 128 bits hold; amounts have at most four decimals in print
_TYPES = {"year": pa.int32(), "page": pa.int32(), "value": pa.decimal128(_DIGITS, _DECIMALS)}
_TYPES |= dict.fromkeys(("confidence", "x0", "y0", "x1", "y1"), pa.float64())

SCHEMA = pa.schema([(field.name, _TYPES.get(field.name, pa.string())) for field in fields(CellRow)])


def report_to_parquet(report: Report, form: str | None = None) -> bytes:
    """Every cell of a report. ``form`` is the form file of a report that was read with one.

    A figure with more than 6 decimals or 32 digits before them is null, and stands in ``raw``: it is never rounded.
    """
    rows = [astuple(row) for row in cell_rows(report, form)]
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    arrays = [pa.array(map(_fitting, values), field.type) for values, field in zip(columns, SCHEMA, strict=True)]
    file = io.BytesIO()
    parquet.write_table(pa.table(arrays, schema=SCHEMA), file, compression="zstd")
    return file.getvalue()


def _fitting(value: object) -> object:
    if not isinstance(value, Decimal):
        return value
    _, digits, exponent = value.as_tuple()
    fits = isinstance(exponent, int) and exponent >= -_DECIMALS and len(digits) + exponent <= _DIGITS - _DECIMALS
    return value if fits else None
