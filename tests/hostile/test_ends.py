"""Every hostile source becomes a report, a report with problems, or one line; never anything else, and never for long."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

import pytest

from archive.errors import WorkerFault
from archive.limits import Limits
from archive.pool import LocalPool
from cli.runs import Order, read_one
from tests.hostile.others import IMAGES, TEXTS
from tests.hostile.pdfs import PDFS

Makers = Mapping[str, tuple[Callable[[], bytes], str]]


@pytest.fixture(scope="module")
def pools() -> Iterator[tuple[LocalPool, LocalPool]]:
    """Workers with time, and workers for what has to be ended."""
    with LocalPool(1, Limits(memory_mb=900)) as patient, LocalPool(1, Limits(page_seconds=1.0, memory_mb=900)) as hasty:
        yield patient, hasty
        for workers in (patient, hasty):
            workers.shutdown(wait=False, cancel_futures=True)


def end_of(pool: LocalPool, data: bytes) -> tuple[str, str]:
    """What is said of a source in the end: by a refusal, and by the problems of its report."""
    order = Order(source=data, label="x", stem="x", kinds=("json",))
    try:
        outcome = pool.submit(read_one, order).result()
    except WorkerFault as fault:
        return str(fault), ""
    if outcome.fault:
        return outcome.fault, ""
    report = json.loads(dict(outcome.contents)["json"])  # type: ignore[arg-type]  # the JSON file is bytes
    return "", " ".join(problem["code"] for problem in report["problems"])


def check(pools: tuple[LocalPool, LocalPool], makers: Makers, name: str) -> None:
    make, expected = makers[name]
    refused, problems = end_of(pools["took" in expected or expected == ".*"], make())
    assert "unexpected" not in refused
    assert "its worker ended" not in refused
    assert "\n" not in refused
    if expected:
        assert re.search(expected, f"{refused} {problems}")
    else:
        assert refused == ""


@pytest.mark.parametrize("name", PDFS)
def test_pdf(pools: tuple[LocalPool, LocalPool], name: str) -> None:
    check(pools, PDFS, name)


@pytest.mark.parametrize("name", IMAGES)
def test_image(pools: tuple[LocalPool, LocalPool], name: str) -> None:
    check(pools, IMAGES, name)


@pytest.mark.parametrize("name", TEXTS)
def test_text(pools: tuple[LocalPool, LocalPool], name: str) -> None:
    check(pools, TEXTS, name)
