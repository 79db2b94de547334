"""Decisions of people: what they change, what they prove, how they are taken back, and what they survive."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from archive import schema
from archive.decisions import Decision, figure_note, same_pixels
from archive.desk import Desk, seen_of
from archive.errors import NoArchive, NothingThere, Overtaken, UnwritableArchive
from archive.export import write_tables
from archive.ledger import LEDGER, ledger_lines, writable_ledger
from archive.queries import overview, reading_ledger
from archive.queue import EVERYTHING, Wanted, after, before, first, listed, place_at, waiting
from archive.tables import Filter, tables_of
from archive.take_in import take_in
from files.xlsx import report_to_xlsx
from ingest.geometry import Box
from layout import report_from_json, report_schema
from layout.report import Report, ReportCell
from samples.doubts import read_with_doubts
from tests.doubtful import DOUBTS, GRANTED, ITEMS, PARTIAL, PERSON, PRINTED, SOURCE, TOTAL, UPHELD, archive, desk, made, seen

__all__ = ["archive", "desk", "made"]


def say(desk: Desk, address: str, value: str | None = "", person: str = "a") -> Any:
    said = PRINTED[address] if value == "" else value
    return desk.settle(1, address, None if said is None else Decimal(said), seen=seen(desk, address), person=person)


def file_of(desk: Desk) -> Report:
    return report_from_json(desk.file_of(1).decode())


def cell(desk: Desk, address: str) -> ReportCell:
    return dict(desk.report(1).report.cells())[address]


def count(desk: Desk) -> int:
    with desk.asked() as ledger:
        return waiting(ledger, EVERYTHING)


def rows(folder: Path) -> list[str]:
    with reading_ledger(folder) as ledger:
        return [line for line in ledger_lines(ledger) if not line.startswith("decisions")]


def test_a_settled_figure_is_reviewed_in_file_ledger_export_and_workbook(desk: Desk, archive: Path, tmp_path: Path) -> None:
    say(desk, ITEMS)
    settled = dict(file_of(desk).cells())[ITEMS]
    assert (settled.status, settled.value) == ("reviewed", Decimal(22))
    assert settled.reason == "a person settled it; first read as 72 (the readers differ: 72 or 22)"
    with reading_ledger(archive) as ledger:
        write_tables(tables_of(ledger, Filter(statuses=("reviewed",))), "json", tmp_path / "export")
        assert overview(ledger).flagged == len(DOUBTS) - 1
    exported = json.loads((tmp_path / "export" / "cells.json").read_text("utf-8"))
    assert [(row["row"], row["value"], row["status"]) for row in exported] == [("procurement", 22, "reviewed")]
    (tmp_path / "a.xlsx").write_bytes(report_to_xlsx(file_of(desk)))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    (found,) = [one for row in sheet.iter_rows() for one in row if one.comment and "已复核" in one.comment.text]
    assert (found.value, found.fill.fgColor.rgb) == (22, "00E3D3F5")


def test_what_the_identities_then_prove_leaves_the_queue(desk: Desk) -> None:
    before_it = count(desk)
    proved = dict(say(desk, TOTAL).proved)
    assert {address: (one.status, one.value) for address, one in proved.items()} == {PERSON: ("repaired", Decimal(20))}
    assert proved[PERSON].reason is not None
    assert proved[PERSON].reason.startswith("first read as 18 (the readers differ: 18 or 20); requests.balance/natural_person")
    assert count(desk) == before_it - 2
    assert [address for address, _ in say(desk, PARTIAL).proved] == [GRANTED]
    assert count(desk) == before_it - 4


def test_identities_prove_nothing_that_no_reader_saw(desk: Desk) -> None:
    say(desk, "review/review/total", "1")
    assert (cell(desk, UPHELD).status, cell(desk, UPHELD).value) == ("missing", None)
    say(desk, TOTAL, "99")
    assert [cell(desk, address).status for address in (PERSON, GRANTED)] == ["suspect", "suspect"]


def test_undoing_brings_back_every_byte_and_row(desk: Desk, archive: Path) -> None:
    content, all_rows = desk.file_of(1), rows(archive)
    number = say(desk, TOTAL).decision.id
    assert desk.file_of(1) != content
    desk.undo(number, "b")
    assert (desk.file_of(1), rows(archive)) == (content, all_rows)
    (said,) = desk.said()
    assert (said.undone is not None, said.undone_by, said.person) == (True, "b", "a")
    with pytest.raises(Overtaken, match="does not count any more"):
        desk.undo(number, "b")


def test_the_last_of_two_decisions_counts_and_is_undone_first(desk: Desk) -> None:
    one = say(desk, ITEMS, "7").decision
    two = say(desk, ITEMS, None, "b").decision
    assert cell(desk, ITEMS).value is None
    with pytest.raises(Overtaken):
        desk.undo(one.id, "a")
    last = desk.last_of("b")
    assert last is not None
    assert last.id == two.id
    desk.undo(two.id, "b")
    assert cell(desk, ITEMS).value == 7


def test_of_two_people_at_once_the_second_is_told(desk: Desk) -> None:
    saw = seen(desk, ITEMS)
    first_said = desk.settle(1, ITEMS, Decimal(22), seen=saw, person="a")
    with pytest.raises(Overtaken) as told:
        desk.settle(1, ITEMS, Decimal(72), seen=saw, person="b")
    assert told.value.by == first_said.decision
    again = desk.settle(1, ITEMS, Decimal(22), seen=saw, person="b")
    assert (again.new, len(desk.said())) == (False, 1)


def test_what_was_proved_meanwhile_is_told_too(desk: Desk) -> None:
    saw = seen(desk, PERSON)
    say(desk, TOTAL)
    with pytest.raises(Overtaken) as told:
        desk.settle(1, PERSON, Decimal(18), seen=saw, person="b")
    assert told.value.by is None


def test_an_authors_slip_leaves_the_queue_fails_on_and_is_documented(desk: Desk) -> None:
    standing, before_it = desk.report(1), count(desk)
    check = next(one for one in standing.report.checks if one.verdict == "fails")
    said = desk.slip(1, check.id, seen=seen_of(standing, check.id, "slip"), person="a")
    report = file_of(desk)
    assert next(one for one in report.checks if one.id == check.id).verdict == "fails"
    assert [one.message for one in report.problems if one.code == "author_slip"] == [
        f"{check.id}: a person looked at it; this is what is printed"
    ]
    assert count(desk) == before_it - 1
    desk.undo(said.decision.id, "a")
    assert count(desk) == before_it
    held = next(one for one in standing.report.checks if one.verdict == "holds")
    with pytest.raises(NothingThere, match="does not fail"):
        desk.slip(1, held.id, seen=seen_of(desk.report(1), held.id, "slip"), person="a")


def test_decisions_hold_while_a_run_is_going(desk: Desk, archive: Path) -> None:
    with writable_ledger(archive) as ledger:
        say(desk, ITEMS)
        with ledger.changes():
            ledger.let_go()
    assert Desk(archive).report(1).decisions[0].address == ITEMS


def test_what_cannot_be_written_is_not_settled(desk: Desk, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_url: str, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    all_rows = rows(archive)
    monkeypatch.setattr("archive.settling.write_bytes", full)
    with pytest.raises(UnwritableArchive, match=r"cannot be used \(No space left on device\)"):
        say(desk, ITEMS)
    assert (desk.said(), rows(archive)) == ((), all_rows)


def test_a_file_that_was_ahead_of_the_ledger_is_mended(desk: Desk, archive: Path) -> None:
    say(desk, ITEMS)
    content = desk.file_of(1)
    path = archive / "reports" / desk.report(1).edition.path
    path.write_bytes(b"{}")
    Desk(archive)
    assert path.read_bytes() == content


def read_again(archive: Path, moved: float = 0.0, doubts: dict[str, Any] | None = None) -> None:
    """As a later version would, which finds its figures elsewhere."""
    with writable_ledger(archive) as ledger:
        ledger.retry("1", [], {})
        (task,) = ledger.take(1, again=False, reports=str(archive / "reports"), password=None)
        result = read_with_doubts(task, SOURCE, DOUBTS if doubts is None else doubts)
        assert result.rows is not None
        shifted = tuple(
            (*row[:10], *(side if side is None else side + moved for side in row[10:14]), *row[14:]) for row in result.rows.cells
        )
        if moved:
            path = archive / "reports" / task.path
            data = json.loads(path.read_text("utf-8"), parse_float=Decimal)
            for table in data["tables"]:
                for one in table["cells"]:
                    one["bbox"] = one["bbox"] and [float(side) + moved for side in one["bbox"]]
                    one["value"] = one["value"] if one["value"] is None else float(one["value"])
                    one["confidence"] = float(one["confidence"])
            path.write_text(json.dumps(data, default=float), "utf-8")
        with ledger.changes():
            ledger.settle(task, replace(result, rows=replace(result.rows, cells=shifted)))


def test_reading_again_keeps_decisions_on_the_same_pixels(desk: Desk, archive: Path) -> None:
    for address in (ITEMS, UPHELD, TOTAL):
        say(desk, address)
    before_it = {address: (one.value, one.status) for address, one in file_of(desk).cells()}
    standing = desk.report(1)
    check = next(one for one in standing.report.checks if one.verdict == "fails")
    desk.slip(1, check.id, seen=seen_of(standing, check.id, "slip"), person="a")
    read_again(archive)
    assert desk.report(1).edition.edition == 2
    assert {address: (one.value, one.status) for address, one in file_of(desk).cells()} == before_it
    assert [(one.address, one.kept_from is not None) for one in desk.report(1).decisions] == [
        (ITEMS, True),
        (UPHELD, True),
        (TOTAL, True),
        (check.id, True),
    ]
    with reading_ledger(archive) as ledger:
        assert ledger.execute('SELECT status FROM cells WHERE "table" = ? AND "row" = ?', ("proactive", "procurement")).fetchone() == (
            "reviewed",
        )


def test_decisions_on_other_pixels_are_history(desk: Desk, archive: Path) -> None:
    say(desk, ITEMS, "7")
    say(desk, UPHELD)
    read_again(archive, moved=40.0, doubts={UPHELD: None})
    assert [one.address for one in desk.report(1).decisions] == [UPHELD]
    disputed = cell(desk, ITEMS)
    assert (disputed.status, disputed.value) == ("suspect", Decimal(22))
    assert disputed.reason == "a person settled it as 7 when it was read from another place"
    with desk.asked() as ledger:
        place = first(ledger, Wanted(source=1))
    assert place is not None
    assert len(desk.said()) == 3


@pytest.mark.parametrize(
    ("box", "page", "same"),
    [((0, 0, 10, 10), 1, True), ((3, 0, 13, 10), 1, True), ((8, 0, 18, 10), 1, False), ((0, 0, 10, 10), 2, False), (None, 1, False)],
)
def test_pixels_are_the_same_where_boxes_overlap(box: tuple[float, ...] | None, page: int, same: bool) -> None:
    note = figure_note(ReportCell(row="a", column="b", page=1, bbox=Box(0, 0, 10, 10)))
    assert same_pixels(note, ReportCell(row="a", column="b", page=page, bbox=None if box is None else Box(*box))) is same


def test_the_queue_goes_round_in_the_order_of_weight(desk: Desk) -> None:
    with desk.asked() as ledger:
        place = first(ledger, EVERYTHING)
        assert place is not None
        found = [place]
        while (place := after(ledger, EVERYTHING, found[-1])) is not None and place != found[0]:
            found.append(place)
        assert len(found) == waiting(ledger, EVERYTHING) == len(DOUBTS) + 4
        assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
        assert before(ledger, EVERYTHING, found[0]) == found[-1]
        assert before(ledger, EVERYTHING, found[3]) == found[2]
        assert place_at(ledger, found[2].source, found[2].kind, found[2].position) == found[2]
        assert first(ledger, Wanted(year=1999)) is None
        assert waiting(ledger, Wanted(issuer="余姚", form="annual-2019", year=2020)) == len(found)


def test_reports_are_listed_by_their_state(desk: Desk) -> None:
    say(desk, ITEMS)
    with desk.asked() as ledger:
        ((one,), total) = listed(ledger, EVERYTHING, "settled", 0, 10)
        assert (one.settled, one.waiting, total) == (1, len(DOUBTS) + 3, 1)
        assert listed(ledger, EVERYTHING, "done", 0, 10) == ([], 0)


def test_ledgers_of_the_first_version_get_their_queue(archive: Path) -> None:
    path = archive / LEDGER
    with reading_ledger(archive) as ledger:
        expected = ledger.execute("SELECT * FROM queue ORDER BY 1, 2, 3, 4").fetchall()
    old = sqlite3.connect(path)
    old.executescript("DROP TABLE support; DROP TABLE queue; DROP TABLE decisions; PRAGMA user_version = 1;")
    old.executescript(schema._FIRST[schema._FIRST.index("CREATE TABLE decisions") :])
    old.close()
    with reading_ledger(archive) as ledger:
        found = ledger.execute("SELECT * FROM queue ORDER BY 1, 2, 3, 4").fetchall()
    assert [row[:4] for row in found] == [row[:4] for row in expected]
    assert [row[4] for row in found] == pytest.approx([row[4] for row in expected])


def test_nothing_there(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(NothingThere, match="no report 7"):
        desk.report(7)
    with pytest.raises(NothingThere, match="no cell a/b/c"):
        desk.settle(1, "a/b/c", None, seen="", person="a")
    with pytest.raises(NothingThere, match="no decision 9"):
        desk.undo(9, "a")
    with pytest.raises(NoArchive):
        Desk(tmp_path / "none")


def test_a_few_sources_are_taken_in_once(tmp_path: Path) -> None:
    told: list[tuple[Path, str]] = []
    source, empty = SOURCE.with_suffix(".txt"), tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    for _ in range(2):
        known = take_in(tmp_path / "a", [source, empty, tmp_path / "none.pdf"], {}, None, lambda path, why: told.append((path, why)))
        assert known == {source: 1}
    assert [why for _, why in told[:2]] == [
        "failed: it is empty; fetch it again".removeprefix("failed: "),
        "it cannot be opened (No such file or directory); check the path",
    ]
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    assert Desk(tmp_path / "a").report(1).sha256 == digest


def test_a_decision_says_what_it_said() -> None:
    one = Decision(id=1, source=1, edition=1, kind="figure", address="a/b/c", person="p", decided="", before={}, after={"value": "1.50"})
    assert str(one.value) == "1.50"


def test_many_at_once_lose_nothing(desk: Desk, archive: Path) -> None:
    addresses = [address for address, one in desk.report(1).report.cells() if one.status != "absent"][:12]
    other = Desk(archive)  # as a second desk on the same archive

    def say_one(number: int) -> None:
        for _ in range(20):  # what another proves or settles meanwhile is seen, and said again
            at = (desk, other)[number % 2]
            with suppress(Overtaken):
                at.settle(1, addresses[number], Decimal(number), seen=seen(at, addresses[number]), person=str(number))
                return

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(say_one, range(len(addresses))))
    cells = dict(file_of(desk).cells())
    assert [cells[address].value for address in addresses] == list(range(len(addresses)))
    assert len(desk.said(limit=99)) == len(addresses)
    with reading_ledger(archive) as ledger:
        assert ledger.execute("SELECT count(*) FROM cells WHERE status = 'reviewed'").fetchone() == (len(addresses),)


def test_what_is_settled_keeps_to_the_schema(desk: Desk) -> None:
    standing = desk.report(1)
    check = next(one for one in standing.report.checks if one.verdict == "fails")
    desk.slip(1, check.id, seen=seen_of(standing, check.id, "slip"), person="a")
    say(desk, TOTAL)
    say(desk, UPHELD, None)
    jsonschema.validate(json.loads(desk.file_of(1)), report_schema())
