"""Tables become files: Parquet, CSV, Excel, DuckDB, JSON. Rows are written as they come, so that memory does not grow with the archive."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import simplejson

from archive.errors import NothingToExport, UnwritableArchive
from archive.tables import Table
from files.csv import harmless

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["KINDS", "write_tables"]

_BATCH = 200_000  # values in memory at once
_DIGITS, _DECIMALS = 38, 6  # of a figure in Parquet and DuckDB; one that does not fit is empty there, and stands in `raw`
_SHEET_ROWS = 1_048_575  # that a sheet of Excel holds below its heading
_SHEET_NAME = 31  # characters
Count = dict[str, int]


def write_tables(tables: Iterable[Table], kind: str, folder: Path) -> Mapping[Path, int]:
    """Write tables into a folder; each file, whole or not at all, and how many rows it has.

    Raises:
        NothingToExport: no row passes the filters.
        UnwritableArchive: a file cannot be written.
        KeyError: no such kind.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = KINDS[kind](tables, folder)
    except OSError as error:
        raise UnwritableArchive(f"{folder} cannot be written ({error.strerror or error}); choose another folder, or make room") from error
    if not any(written.values()):
        for path in written:
            path.unlink()
        raise NothingToExport("no report passes these filters; gouji archive status says what there is")
    return written


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A temporary file that takes the target's place at the end, or goes away."""
    temporary = target.with_name(f".gouji-{os.urandom(8).hex()}.part")
    try:
        yield temporary
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _parquet(tables: Iterable[Table], folder: Path) -> dict[Path, int]:
    from pyarrow import parquet

    written = {}
    for table in tables:
        target, schema, rows = folder / f"{table.name}.parquet", _schema(table), 0
        with _whole(target) as temporary, parquet.ParquetWriter(temporary, schema, compression="zstd") as writer:
            for batch in _batches(table, schema):
                writer.write_batch(batch)
                rows += batch.num_rows
        written[target] = rows
    return written


def _duckdb(tables: Iterable[Table], folder: Path) -> dict[Path, int]:
    import duckdb
    import pyarrow as pa

    target, rows = folder / "archive.duckdb", 0
    with _whole(target) as temporary, duckdb.connect(temporary) as database:
        for table in tables:
            schema = _schema(table)
            database.register("incoming", pa.RecordBatchReader.from_batches(schema, _batches(table, schema)))
            database.execute(f'CREATE TABLE "{table.name}" AS SELECT * FROM incoming').fetchall()
            database.unregister("incoming")
            rows += database.execute(f'SELECT count(*) FROM "{table.name}"').fetchall()[0][0]
    return {target: rows}


def _csv(tables: Iterable[Table], folder: Path) -> dict[Path, int]:
    written = {}
    for table in tables:
        target, rows = folder / f"{table.name}.csv", 0
        # Excel takes a CSV without this mark for one in the local encoding, and garbles it.
        with _whole(target) as temporary, temporary.open("x", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(column.name for column in table.columns)
            for row in table.rows:
                writer.writerow(harmless(value if isinstance(value, Decimal) else _plain(value)) for value in row)
                rows += 1
        written[target] = rows
    return written


def _json(tables: Iterable[Table], folder: Path) -> dict[Path, int]:
    """One list, a row an object on a line of its own: read whole by whoever likes, and line by line by whoever must."""
    written = {}
    for table in tables:
        target, rows, names = folder / f"{table.name}.json", 0, [column.name for column in table.columns]
        with _whole(target) as temporary, temporary.open("x", encoding="utf-8") as file:
            file.write("[")
            for row in table.rows:
                said = simplejson.dumps(dict(zip(names, row, strict=True)), use_decimal=True, ensure_ascii=False)
                file.write(f"{',' if rows else ''}\n{said}")
                rows += 1
            file.write("\n]\n")
        written[target] = rows
    return written


def _xlsx(tables: Iterable[Table], folder: Path) -> dict[Path, int]:
    from openpyxl import Workbook

    target, rows, names = folder / "archive.xlsx", 0, set[str]()
    book = Workbook(write_only=True)
    for table in tables:
        heading = [column.name for column in table.columns]
        left = 0
        sheet: Any = None
        taken: Callable[[Any], Any] = _plain
        for row in _or_nothing(table.rows):
            if left == 0:
                sheet, left = book.create_sheet(_sheet_name(table.name, names)), _SHEET_ROWS
                sheet.freeze_panes = "A2"
                taken = _for_sheet(sheet)
                sheet.append(heading)
            if row is not None:
                sheet.append([taken(value) for value in row])
                left, rows = left - 1, rows + 1
    with _whole(target) as temporary:
        book.save(temporary)
    return {target: rows}


KINDS: Mapping[str, Callable[[Iterable[Table], Path], dict[Path, int]]] = {
    "parquet": _parquet,
    "csv": _csv,
    "xlsx": _xlsx,
    "duckdb": _duckdb,
    "json": _json,
}
"""The kinds of files that can be written, by name."""


def _or_nothing(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...] | None]:
    """The rows; a single None when there are none, so that the heading is there all the same."""
    first = next(rows, None)
    yield first
    yield from rows


def _sheet_name(name: str, taken: set[str]) -> str:
    number, sheet = 1, name[:_SHEET_NAME]
    while sheet in taken:
        number += 1
        sheet = f"{name[: _SHEET_NAME - len(f'_{number}')]}_{number}"
    taken.add(sheet)
    return sheet


def _for_sheet(sheet: Any) -> Callable[[Any], Any]:
    """What makes values such as openpyxl takes them: no control characters, and no text that Excel would carry out."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    def taken(value: Any) -> Any:
        if isinstance(value, tuple):
            return " ".join(map(str, value))
        if not isinstance(value, str) or (value.isprintable() and not value.startswith("=")):
            return value
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"
        return cell

    return taken


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return " ".join(map(str, value)) if isinstance(value, tuple) else value


def _schema(table: Table) -> pa.Schema:
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "whole": pa.int64(),
        "figure": pa.decimal128(_DIGITS, _DECIMALS),
        "share": pa.float64(),
        "box": pa.list_(pa.float64(), 4),
    }
    return pa.schema([(column.name, types[column.kind]) for column in table.columns])


def _batches(table: Table, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    most = max(1, _BATCH // len(table.columns))
    while rows := list(islice(table.rows, most)):
        columns = [
            [_fitting(value) for value in values] if column.kind == "figure" else list(values)
            for column, values in zip(table.columns, zip(*rows, strict=True), strict=True)
        ]
        yield pa.record_batch([pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema=schema)


def _fitting(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    _, digits, exponent = value.as_tuple()
    fits = isinstance(exponent, int) and exponent >= -_DECIMALS and len(digits) + exponent <= _DIGITS - _DECIMALS
    return value if fits else None
