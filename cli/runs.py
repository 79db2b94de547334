"""Orders to read a source become outcomes, in argument order."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.summary import Summary, summarise
from cli.wording import debugging, unexpected

if TYPE_CHECKING:
    from archive.limits import Limits
    from files.kinds import Content

__all__ = ["TOO_LARGE", "Order", "Outcome", "hush_libraries", "read_all", "read_one"]

TOO_LARGE = "reading it took more memory than it may; see --memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One source to be read, and how. ``label`` is what people call it, ``stem`` what its results are called."""

    source: Path | bytes
    label: str
    stem: str
    kinds: tuple[str, ...]
    form: str | None = None
    reader: str | None = None
    pages: tuple[int, ...] | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an order: the content of each kind of output and a summary; the fault that kept it, or a kind, from being made."""

    contents: tuple[tuple[str, Content], ...] = ()
    summary: Summary | None = None
    fault: str = ""


def read_all(orders: Sequence[Order], jobs: int, limits: Limits) -> Generator[Outcome]:
    """Read every order, in processes of their own; one that fails, crashes or kills its process never stops the others."""
    from cli.processes import apart

    for outcome in apart(read_one, orders, min(jobs, len(orders)), limits):
        yield Outcome(fault=outcome) if isinstance(outcome, str) else outcome


def read_one(order: Order) -> Outcome:
    """Read one order in this process."""
    from ingest.errors import IngestError
    from layout.errors import LayoutError
    from ocr.errors import OcrError

    hush_libraries()
    try:
        return _read(order)
    except (IngestError, LayoutError, OcrError) as error:
        return Outcome(fault=str(error))
    except MemoryError:
        return Outcome(fault=TOO_LARGE)
    except Exception as error:  # the outermost door of a source: whatever a broken file brings about, the others are still read
        return Outcome(fault=unexpected(error))


def _read(order: Order) -> Outcome:
    from files.errors import Unsuited
    from files.kinds import KINDS, Original
    from layout import read_report
    from layout.errors import NoPaper

    name = order.stem if isinstance(order.source, bytes) else None
    report = read_report(order.source, name=name, form=order.form, pages=order.pages, password=order.password, reader=order.reader)
    original = Original(report=report, source=order.source, form=order.form, password=order.password)
    contents, fault = [], ""
    for kind in order.kinds:
        try:
            contents.append((kind, KINDS[kind].make(original)))
        except (NoPaper, Unsuited) as error:  # the other kinds are no worse for it
            fault = str(error)
    return Outcome(contents=tuple(contents), summary=summarise(report), fault=fault)


def hush_libraries() -> None:
    """Keep the PDF libraries' remarks from standard error, where each line is one of ours; what matters is in the report's problems."""
    if not debugging():
        logging.lastResort = None
        warnings.simplefilter("ignore")
