"""The kinds of files that a report can become, by the names that ``--to`` gives them. Nothing heavy is loaded before one is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from layout.report import Report

__all__ = ["KINDS", "Content", "Kind", "Original"]

Content: TypeAlias = bytes | Mapping[str, bytes]
"""What a file holds; of a folder the files in it, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A report with what it was read from: the file or its bytes, the form file if there was one, the password."""

    report: Report
    source: Path | bytes
    form: str | None = None
    password: str | None = None

    def data(self) -> bytes:
        """The bytes of the source."""
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is added to a report's stem for its name, how it is made, and of a folder the names of its files."""

    suffix: str
    make: Callable[[Original], Content]
    files: tuple[str, ...] = ()


def _json(original: Original) -> bytes:
    from layout import report_to_json

    return report_to_json(original.report).encode()


def _markdown(original: Original) -> bytes:
    from layout import report_to_markdown

    return report_to_markdown(original.report, original.form).encode()


def _pdf(original: Original) -> bytes:
    from layout.searchable import searchable_pdf

    return searchable_pdf(original.report, original.data(), original.password)


def _xlsx(original: Original) -> bytes:
    from files.xlsx import report_to_xlsx

    return report_to_xlsx(original.report, original.form)


def _csv(original: Original) -> bytes:
    from files.csv import report_to_csv

    return report_to_csv(original.report, original.form)


def _parquet(original: Original) -> bytes:
    from files.parquet import report_to_parquet

    return report_to_parquet(original.report, original.form)


def _html(original: Original) -> bytes:
    from files.html import report_to_html

    return report_to_html(original.report, original.form)


def _alto(original: Original) -> bytes:
    from files.alto import report_to_alto

    return report_to_alto(original.report)


def _kirogov(original: Original) -> Mapping[str, bytes]:
    from files.kirogov import report_to_kirogov

    return report_to_kirogov(original.report, original.data(), form=original.form, password=original.password)


KINDS: Mapping[str, Kind] = {
    "json": Kind(suffix=".json", make=_json),
    "md": Kind(suffix=".md", make=_markdown),
    "pdf": Kind(suffix=".pdf", make=_pdf),
    "xlsx": Kind(suffix=".xlsx", make=_xlsx),
    "csv": Kind(suffix=".csv", make=_csv),
    "parquet": Kind(suffix=".parquet", make=_parquet),
    "html": Kind(suffix=".html", make=_html),
    "alto": Kind(suffix=".alto.xml", make=_alto),
    "kirogov": Kind(suffix=".kirogov", make=_kirogov, files=("source.pdf", "source.md", "source.json")),
}
"""Every kind by its name; json comes first, because the others are views of it."""
