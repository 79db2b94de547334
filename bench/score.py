"""One report as read is held against its truth, cell by cell and check by check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

__all__ = ["Score", "Wrong", "score_report"]

ACCEPTED = frozenset({"read", "blank", "repaired", "reviewed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A promise that was broken: a cell accepted with a value or unit that is not the printed one."""

    file: str
    address: str
    printed: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What became of one document's figures; counts of cells, except for slips and checks. ``named``: form, year and issuer are right.

    ``confidences`` are those of all cells that were found, with whether their value is what is printed.
    """

    file: str
    cells: int = 0
    right: int = 0
    flagged: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    wrong_units: tuple[str, ...] = ()
    planted: int = 0
    reported: int = 0
    false_checks: tuple[str, ...] = ()
    named: bool = False
    seconds: float = 0
    error: str | None = None
    confidences: tuple[tuple[float, bool], ...] = ()


def score_report(file: str, truth: Mapping[str, Any], report: Mapping[str, Any] | None, seconds: float, error: str | None) -> Score:
    """The score of a report file's data; without one (it could not be read) every cell counts as flagged."""
    said = _cells(report) if report else {}
    wrong = (*_wrong_values(file, truth, said), *_made_up(file, truth, said))
    accepted = {address: said[address] for address in truth["cells"] if address in said and said[address]["status"] in ACCEPTED}
    valued = {a: cell for a, cell in accepted.items() if _same(truth["cells"][a]["value"], cell["value"])}
    wrong_units = tuple(a for a, cell in valued.items() if truth["cells"][a].get("unit", cell["unit"]) != cell["unit"])
    planted = {f"{slip['table']}.{slip['identity']}/{slip['each']}" for slip in truth.get("slips", ())}
    failing = {check["id"] for check in report["checks"] if check["verdict"] == "fails"} if report else set()
    return Score(
        file=file,
        cells=len(truth["cells"]),
        right=len(valued) - len(wrong_units),
        flagged=tuple(address for address in truth["cells"] if address not in accepted),
        wrong=wrong,
        wrong_units=wrong_units,
        planted=len(planted),
        reported=len(planted & failing),
        false_checks=tuple(sorted(failing - planted)),
        named=report is not None and all(report[key] == truth[key] for key in ("form", "year", "issuer")),
        seconds=seconds,
        error=error,
        confidences=tuple(
            (float(said[address]["confidence"]), _same(printed["value"], said[address]["value"]))
            for address, printed in truth["cells"].items()
            if address in said and said[address]["status"] not in ("missing", "absent")
        ),
    )


def _cells(report: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {f"{table['key']}/{cell['row']}/{cell['column']}": cell for table in report["tables"] for cell in table["cells"]}


def _same(printed: Decimal | int | None, said: Decimal | int | None) -> bool:
    if printed is None or said is None:
        return printed is said
    return Decimal(printed) == Decimal(said)


def _wrong_values(file: str, truth: Mapping[str, Any], said: Mapping[str, Mapping[str, Any]]) -> list[Wrong]:
    return [
        Wrong(file=file, address=address, printed=repr(printed["text"]), said=_told(said[address]))
        for address, printed in truth["cells"].items()
        if address in said and said[address]["status"] in ACCEPTED and not _same(printed["value"], said[address]["value"])
    ]


def _made_up(file: str, truth: Mapping[str, Any], said: Mapping[str, Mapping[str, Any]]) -> list[Wrong]:
    """Values accepted where nothing is printed; one that a broken dump lost but that is right all the same does not count."""
    lost = truth.get("lost", {})
    return [
        Wrong(file=file, address=address, printed="(not in the source)", said=_told(cell))
        for address, cell in said.items()
        if address not in truth["cells"] and cell["status"] in ACCEPTED and cell["value"] is not None
        if address not in lost or not _same(lost[address]["value"], cell["value"])
    ]


def _told(cell: Mapping[str, Any]) -> str:
    return f"{cell['value']} ({cell['status']}, read as {cell['raw']!r})"
