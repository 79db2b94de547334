"""The sums of the scan benchmark, on values made by hand."""

import argparse
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from bench.ablation import KINDS_OF, ablation_table
from bench.options import names, seed_of
from bench.peer_scans import figure_counts
from bench.scan_score import COLUMNS, Outcome, Task, bare_text, character_errors, outcome_cells, size_groups, type_size
from bench.scans import batches, scan_table
from bench.score import Score, Wrong
from samples.kinds import KINDS

PROSE = [{"title": "一、总体情况", "text": "全年共收到政府信息公开申请３１件。" * 5}]


def one(
    kind: str = "fax", reader: str = "both", *, without: frozenset[str] = frozenset(), size: float | None = 9.0, **more: Any
) -> Outcome:
    wrong = (Wrong(file="a.pdf", address="t/r/c", printed="'1'", said="7"),)
    score = Score(file="a.pdf", cells=10, right=8, flagged=("t/r/d",), wrong=wrong, planted=1, reported=1, named=True, seconds=3)
    task = Task(kind=kind, form="list-2014", path="a.pdf", reader=reader, without=without)
    return Outcome(task=task, score=score, pages=2, unplaced=4, cpu=5, size=size, **more)


def shown(table: Table) -> str:
    console = Console(width=250)
    with console.capture() as capture:
        console.print(table)
    return capture.get()


def truth(*boxes: tuple[float, float], turn: int = 0) -> dict[str, Any]:
    placed = {f"t/r/{number}": {"page": 1, "bbox": [10, 10, 10 + width, 10 + height]} for number, (width, height) in enumerate(boxes)}
    return {"boxes": placed, "scan": {"pages": [{"turn": turn}]}}


def test_texts_are_bared_of_white_space_and_full_width_forms() -> None:
    assert bare_text(["３１ 件，\n", "　a"]) == "31件,a"


def test_every_edit_of_the_narrative_counts() -> None:
    said = [{"title": "一、总体 情况", "text": ("全年共收到政府信息公开申请31件。" * 5)[:-1] + "!!"}]
    assert character_errors(PROSE, said) == (2, len(bare_text(["一、总体情况", PROSE[0]["text"]])))


def test_a_report_that_was_not_read_has_all_of_its_narrative_wrong() -> None:
    errors, characters = character_errors(PROSE, ())
    assert errors == characters > 50


def test_a_narrative_of_a_few_characters_does_not_count() -> None:
    assert character_errors([{"title": "附表", "text": ""}], ()) == (0, 0)


def test_the_type_size_is_the_height_of_narrow_figures() -> None:
    assert type_size(truth((4.5, 9.0), (5.0, 9.5), (40.0, 9.75), (4.5, 9.25))) == 9.25
    assert type_size(truth((40.0, 9.75))) == 9.75
    assert type_size(truth()) is None


def test_the_type_size_of_a_turned_page_is_the_width_of_its_boxes() -> None:
    assert type_size(truth((9.0, 4.5), turn=1)) == 9.0


def test_documents_are_parted_at_nine_points() -> None:
    groups = size_groups([one(size=8.8), one(size=8.2), one(size=12.0), one(size=None)])
    assert {name: [member.size for member in members] for name, members in groups.items()} == {"≥ 9 pt": [8.8, 12.0], "< 9 pt": [8.2]}


def test_the_rates_of_a_row_are_of_all_cells_characters_and_pages() -> None:
    members = [one(character_errors=1, characters=60, memory=300.4), one(character_errors=2, characters=40, memory=200)]
    row = dict(zip(COLUMNS, outcome_cells(members), strict=True))
    assert row["docs"] == "2"
    assert row["right %"] == "80.00"
    assert row["wrong"] == "2"
    assert row["flagged %"] == "10.00"
    assert row["unplaced"] == "8"
    assert row["slips"] == "2/2"
    assert row["narrative CER %"] == "3.00"
    assert row["CPU s/page"] == "2.50"
    assert row["s/page"] == "1.50"
    assert row["peak MB"] == "300"


def test_a_row_without_a_narrative_has_no_rate() -> None:
    assert dict(zip(COLUMNS, outcome_cells([one()]), strict=True))["narrative CER %"] == "-"


def test_the_table_has_a_row_for_each_kind_and_reader_and_parts_faxes_by_size() -> None:
    text = shown(scan_table([one("office"), one("fax"), one("fax", size=6.5), one("fax", "tesseract")]))
    firsts = [line.split("│")[1].strip() for line in text.splitlines() if line.startswith("│")]
    assert firsts == ["office", "fax", "fax", "all", "all", "fax ≥ 9 pt", "fax < 9 pt", "fax ≥ 9 pt"]


def test_the_ablation_puts_each_step_beside_the_full_run() -> None:
    text = shown(ablation_table([one("fax"), one("fax", without=frozenset({"specks"}))]))
    assert [line.split("│")[2].strip() for line in text.splitlines() if line.startswith("│")] == ["all", "without specks"]


def test_the_steps_are_tried_on_kinds_that_there_are() -> None:
    assert {kind for several in KINDS_OF.values() for kind in several} <= set(KINDS)


def test_a_peer_has_found_a_figure_as_often_as_its_text_stands_there() -> None:
    cells = {str(number): {"text": text} for number, text in enumerate(["3", "3", "１,234.5", "", "/", None])}
    assert figure_counts(["3", "1234.5", "33", "/"], {"cells": cells}) == (2, 3)


def test_names_are_checked_and_all_is_every_one() -> None:
    assert names(("a", "b"))("all") == ("a", "b")
    assert names(("a", "b"))("b") == ("b",)
    with pytest.raises(argparse.ArgumentTypeError, match="'c' is not one of a, b"):
        names(("a", "b"))("c")


def test_a_given_seed_is_kept() -> None:
    assert seed_of(argparse.Namespace(fresh=False, seed=7)) == 7


def test_given_files_take_the_place_of_generated_reports() -> None:
    options = argparse.Namespace(
        files=[Path("x/real.pdf")], truth=None, damage_seeds=[1, 2], forms=("list-2014",), count=1, slips=0.5, seed=9
    )
    (batch,) = batches(options, ["fax"], Path("out"))
    assert (batch.form, batch.given, batch.seeds) == ("real", "x/real.pdf", (1, 2))
    options.files = []
    (batch,) = batches(options, ["fax"], Path("out"))
    assert (batch.form, batch.given, batch.seeds, batch.count, batch.slip_share) == ("list-2014", None, (9,), 1, 0.5)
