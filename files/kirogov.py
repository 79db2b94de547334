"""A report as the package that the disclosure system kirogov imports: a folder with ``source.pdf``, ``source.md`` and ``source.json``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import simplejson

from files.errors import Unsuited
from files.printed import form_of
from files.wording import shown
from layout.errors import NoPaper
from layout.form import Form
from layout.labels import label_likeness
from layout.markdown import report_to_markdown
from layout.report import ACCEPTED, Report, ReportCell, Section
from layout.version import VERSION

__all__ = ["FILES", "report_to_kirogov"]

FILES = ("source.pdf", "source.md", "source.json")
_SCHEMA, _PACKAGE = "1.0", "1.0"
_ALIKE = 0.8  # likeness from which a heading is that of a table
_Shape: TypeAlias = Mapping[str, "str | _Shape"]

_PROACTIVE: _Shape = {
    "regulations": {"made": "regulations/made", "repealed": "regulations/repealed", "valid": "regulations/valid"},
    "normativeDocuments": {name: f"normative_documents/{name}" for name in ("made", "repealed", "valid")},
    "licensing": {"processed": "licensing/decisions"},
    "punishment": {"processed": "punishment/decisions"},
    "coercion": {"processed": "coercion/decisions"},
    "fees": {"amount": "fees/amount"},
}
_RESULTS: _Shape = {
    "granted": "granted",
    "partialGrant": "partial",
    "denied": {
        "stateSecret": "denied.state_secret",
        "lawForbidden": "denied.law_forbidden",
        "safetyStability": "denied.security_stability",
        "thirdPartyRights": "denied.third_party",
        "internalAffairs": "denied.internal_affairs",
        "processInfo": "denied.process_info",
        "enforcementCase": "denied.enforcement_file",
        "adminQuery": "denied.admin_query",
    },
    "unableToProvide": {
        "noInfo": "unavailable.not_held",
        "needCreation": "unavailable.needs_creation",
        "unclear": "unavailable.still_unclear",
    },
    "notProcessed": {
        "complaint": "rejected.complaint",
        "repeat": "rejected.repeated",
        "publication": "rejected.publication",
        "massiveRequests": "rejected.excessive",
        "confirmInfo": "rejected.confirmation",
    },
    "other": {"overdueCorrection": "other.uncorrected", "overdueFee": "other.fee_unpaid", "otherReasons": "other.other"},
    "totalProcessed": "total",
    "carriedForward": "carried_out",
}
_APPLICANT: _Shape = {"newReceived": "new", "carriedOver": "carried_in", "results": _RESULTS}
_APPLICANTS: Mapping[str, str | Mapping[str, str]] = {
    "naturalPerson": "natural_person",
    "legalPerson": {
        "commercial": "business",
        "research": "research",
        "social": "social",
        "legal": "legal_service",
        "other": "other",
    },
    "total": "total",
}
_OUTCOMES = {"maintain": "upheld", "correct": "corrected", "other": "other", "unfinished": "pending", "total": "total"}
_REVIEW: _Shape = {
    name: {outcome: f"{row}/{column}" for outcome, column in _OUTCOMES.items()}
    for name, row in (
        ("review", "review"),
        ("litigationDirect", "litigation_direct"),
        ("litigationPostReview", "litigation_after_review"),
    )
}


def _of_column(shape: _Shape, column: str) -> _Shape:
    return {name: f"{inner}/{column}" if isinstance(inner, str) else _of_column(inner, column) for name, inner in shape.items()}


_REQUESTS: _Shape = {
    name: _of_column(_APPLICANT, column)
    if isinstance(column, str)
    else {inner: _of_column(_APPLICANT, one) for inner, one in column.items()}
    for name, column in _APPLICANTS.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One table of the package: the report's table, its number in the report, and what it is called there."""

    table: str
    number: str
    type: str
    field: str
    shape: _Shape


_PARTS = (
    _Part(table="proactive", number="二", type="table_2", field="activeDisclosureData", shape=_PROACTIVE),
    _Part(table="requests", number="三", type="table_3", field="tableData", shape=_REQUESTS),
    _Part(table="review", number="四", type="table_4", field="reviewLitigationData", shape=_REVIEW),
)


def report_to_kirogov(report: Report, data: bytes, *, form: str | None = None, password: str | None = None) -> dict[str, bytes]:
    """The files of the package by name; the same report gives the same bytes.

    Args:
        report: of one of the nationwide forms since 2019.
        data: the bytes of the source. A PDF goes in as it is, an image as a PDF.
        form: the form file of a report that was read with one.
        password: the one that the source was opened with.

    Raises:
        NoPaper: HTML or text, of which there is no PDF.
        Unsuited: a report of another form.
    """
    if not {part.table for part in _PARTS} <= {table.key for table in report.tables}:
        raise Unsuited(f"kirogov takes the tables of the forms since 2019, and its form is {report.form}; leave kirogov out of --to")
    pdf, markdown = _pdf(report, data, password), report_to_markdown(report, form).encode("utf-8", "replace")
    document = {
        "schema_version": _SCHEMA,
        "package_version": _PACKAGE,
        "generator": {"name": "gouji", "version": VERSION},
        "source": {
            "pdf_filename": FILES[0],
            "markdown_filename": FILES[1],
            "pdf_sha256": hashlib.sha256(pdf).hexdigest(),
            "markdown_sha256": hashlib.sha256(markdown).hexdigest(),
            "organization_name": report.issuer,
            "report_year": report.year,
            "report_title": report.title,
        },
        "parsed_json": {"sections": _sections(report, form_of(report, form)), "doubtful": list(_doubtful(report))},
    }
    text = simplejson.dumps(document, use_decimal=True, ensure_ascii=False, indent=2) + "\n"
    return dict(zip(FILES, (pdf, markdown, text.encode("utf-8", "replace")), strict=True))


def _pdf(report: Report, data: bytes, password: str | None) -> bytes:
    if report.source.media == "pdf":
        return data
    if report.source.media == "image":
        from layout.searchable import searchable_pdf

        return searchable_pdf(report, data, password)
    raise NoPaper("there is no PDF of it to go into the package; leave kirogov out of --to")


def _sections(report: Report, form: Form | None) -> list[dict[str, Any]]:
    """The narrative with the tables at their headings; lower headings are part of the text above them."""
    entries: list[dict[str, Any]] = []
    waiting = {part.table: part for part in _PARTS}
    headings = {
        key: [next(table.title for table in report.tables if table.key == key), *(form.table(key).headings if form is not None else ())]
        for key in waiting
    }
    for section in report.sections:
        key = next((key for key in waiting if any(label_likeness(section.title, one) >= _ALIKE for one in headings[key])), None)
        if key is not None:
            entries.append(_table(report, waiting.pop(key), section.title) | ({"content": section.text} if section.text else {}))
        elif section.level > 1 and entries:
            above = entries[-1].get("content", "")
            entries[-1]["content"] = "\n".join(filter(None, (above, section.title, section.text)))
        else:
            entries.append({"type": "text", "title": section.title, "content": section.text})
    for part in waiting.values():
        title = f"{part.number}、{headings[part.table][0]}"
        entries.insert(_place(entries, part, report.sections), _table(report, part, title))
    return entries


def _place(entries: list[dict[str, Any]], part: _Part, sections: tuple[Section, ...]) -> int:
    """Where a table goes whose heading was not found: behind the table before it, or else behind the first chapter."""
    types = [one.type for one in _PARTS]
    before = types[: types.index(part.type)]
    found = [at for at, entry in enumerate(entries) if entry["type"] in before]
    if found:
        return found[-1] + 1
    first = next((section.title for section in sections if section.level == 1), None)
    return next((at + 1 for at, entry in enumerate(entries) if entry["title"] == first), len(entries))


def _table(report: Report, part: _Part, title: str) -> dict[str, Any]:
    cells = _cells(report, part.table)

    def filled(shape: _Shape) -> dict[str, Any]:
        return {name: _value(cells.get(inner)) if isinstance(inner, str) else filled(inner) for name, inner in shape.items()}

    return {"type": part.type, "title": title, part.field: filled(part.shape)}


def _cells(report: Report, table: str) -> dict[str, ReportCell]:
    """The cells by row and column. （六）其他处理 in one row stands for the last of its three rows, so that sums come out."""
    cells = {
        f"{cell.row}/{cell.column}": cell for one in report.tables if one.key == table for cell in one.cells if cell.status != "absent"
    }
    whole = {key.replace("other/", "other.other/", 1): cell for key, cell in cells.items() if key.startswith("other/")}
    return whole | cells


def _value(cell: ReportCell | None) -> object:
    """The figure as printed, the mark for nothing that is printed in its place, or null: for blanks and for what is not certain."""
    if cell is None or cell.status not in ACCEPTED:
        return None
    if cell.value is None:
        return cell.raw.strip() or None
    return cell.value if "." in str(cell.value) else int(cell.value)


def _doubtful(report: Report) -> Iterator[dict[str, Any]]:
    """What a person has to settle before its figure can be used: it is null in the tables."""
    for address, cell in report.flagged:
        proposal = shown(cell.value) or None
        yield {"address": address, "status": cell.status, "proposal": proposal, "page": cell.page, "reason": cell.reason}
