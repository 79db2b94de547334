"""Identities decide between what the ink supports, and never invent: every verdict on a small table of a made-up form."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from layout.checks import check_tables
from layout.decoding import decode_tables
from layout.form import Form
from layout.form_file import read_form
from layout.report import ACCEPTED, Alternative, ReportCell, ReportTable

FORM = """
schema = "gouji.form/1"
key = "harvest"
name = "Harvest"
title = "Harvest"
years = { from = 2000 }
source = "made up"
blank_marks = ["/"]

[[tables]]
key = "fields"
title = "Fields"

[[tables.blocks]]
columns = [
  { key = "wheat", labels = ["Wheat"] },
  { key = "rice", labels = ["Rice"] },
  { key = "all", labels = ["All"] },
]
rows = [
  { key = "north", labels = ["North"] },
  { key = "south", labels = ["South"] },
  { key = "west", labels = ["West"] },
  { key = "sum", labels = ["Sum"] },
]

[[tables.identities]]
id = "down"
statement = "Sum = North + South + West"
each = "column"
left = ["sum"]
right = ["north", "south", "west"]

[[tables.identities]]
id = "across"
statement = "All = Wheat + Rice"
each = "row"
left = ["all"]
right = ["wheat", "rice"]
"""
PRINTED = {"north": (12, 5, 17), "south": (8, 0, 8), "west": (30, 4, 34), "sum": (50, 9, 59)}
COLUMNS = ("wheat", "rice", "all")
Likely = Mapping[int | None, float]


@pytest.fixture
def form(tmp_path: Path) -> Form:
    path = tmp_path / "harvest.toml"
    path.write_text(FORM, "utf-8")
    return read_form(path)


def cell(row: str, column: str, value: int | None, likely: Likely | None) -> ReportCell:
    number = None if value is None else Decimal(value)
    if likely is None:
        support = (Alternative(value=number, confidence=0.9995),)
        return ReportCell(row=row, column=column, value=number, raw=str(value), status="read", confidence=0.9995, support=support)
    found = tuple(Alternative(value=None if one is None else Decimal(one), confidence=share) for one, share in likely.items())
    return ReportCell(row=row, column=column, value=number, raw=str(value), status="suspect", reason="in doubt", support=found)


def table(doubts: Mapping[str, tuple[int | None, Likely]], printed: Mapping[str, int] | None = None) -> ReportTable:
    """The printed table; doubtful cells with what they were read as and what they may be; ``printed`` are authors' slips."""
    cells = []
    for row, figures in PRINTED.items():
        for column, figure in zip(COLUMNS, figures, strict=True):
            address = f"{row}/{column}"
            value, likely = doubts.get(address, ((printed or {}).get(address, figure), None))
            cells.append(cell(row, column, value, likely))
    return ReportTable(key="fields", title="Fields", pages=(1,), cells=tuple(cells))


def decoded(form: Form, before: ReportTable) -> dict[str, ReportCell]:
    (after,) = decode_tables(form, (before,))
    return {f"{one.row}/{one.column}": one for one in after.cells}


def shown(one: ReportCell) -> str:
    return f"{one.status} {one.value}"


def failing(form: Form, cells: Mapping[str, ReportCell]) -> set[str]:
    whole = ReportTable(key="fields", title="Fields", pages=(1,), cells=tuple(cells.values()))
    return {check.id for check in check_tables(form, (whole,)) if check.verdict == "fails"}


def test_a_right_reading_in_doubt_is_proved(form: Form) -> None:
    found = decoded(form, table({"north/wheat": (12, {12: 0.9, 72: 0.05})}))["north/wheat"]
    assert shown(found) == "read 12"
    assert found.confidence > 0.999
    assert "fields.down/wheat, fields.across/north hold with it" in (found.reason or "")


def test_a_single_misread_is_repaired_and_says_what_proved_it(form: Form) -> None:
    found = decoded(form, table({"north/wheat": (72, {72: 0.6, 12: 0.35})}))["north/wheat"]
    assert shown(found) == "repaired 12"
    assert [one.value for one in found.alternatives] == [72]
    assert "first read as 72" in (found.reason or "")
    assert "fields.down/wheat" in (found.reason or "")


def test_two_misreads_in_one_row_are_repaired(form: Form) -> None:
    found = decoded(form, table({"west/wheat": (80, {80: 0.6, 30: 0.3}), "west/rice": (1, {1: 0.5, 4: 0.4})}))
    assert [shown(found[at]) for at in ("west/wheat", "west/rice")] == ["repaired 30", "repaired 4"]


def test_what_the_ink_does_not_support_is_proposed_and_never_accepted(form: Form) -> None:
    found = decoded(form, table({"north/wheat": (72, {72: 0.7, 77: 0.1})}))["north/wheat"]
    assert shown(found) == "suspect 12"
    assert "would hold with 12" in (found.reason or "")


def test_an_authors_slip_is_transcribed_and_reported(form: Form) -> None:
    found = decoded(form, table({}, {"south/all": 9}))
    assert shown(found["south/all"]) == "read 9"
    assert failing(form, found) == {"fields.down/all", "fields.across/south"}


def test_a_slip_that_looks_like_a_common_confusion_is_not_mended(form: Form) -> None:
    """Printed 3 where 8 would add up; the readers are all but sure of 3, and 8 is what a 3 is often taken for."""
    found = decoded(form, table({"south/all": (3, {3: 0.99, 8: 0.009})}))["south/all"]
    assert found.status == "suspect"
    assert shown(found) != "repaired 8"


def test_a_slip_beside_a_misread_leaves_both_as_they_are(form: Form) -> None:
    found = decoded(form, table({"north/rice": (6, {6: 0.55, 5: 0.4})}, {"south/rice": 1}))
    assert found["south/rice"].value == 1
    assert found["south/rice"].status == "read"
    assert found["north/rice"].status in ("suspect", "repaired")
    assert found["north/rice"].value == 5 or found["north/rice"].status == "suspect"


def test_an_erased_row_is_proposed_and_never_read(form: Form) -> None:
    found = decoded(form, table({f"west/{column}": (None, {}) for column in COLUMNS}))
    assert [found[f"west/{column}"].value for column in COLUMNS] == [30, 4, 34]
    assert {found[f"west/{column}"].status for column in COLUMNS} == {"suspect"}


def test_where_nothing_is_left_0_is_proposed(form: Form) -> None:
    assert shown(decoded(form, table({"south/rice": (None, {})}))["south/rice"]) == "suspect 0"


def test_a_blank_is_told_from_a_zero_by_the_ink_alone(form: Form) -> None:
    found = decoded(form, table({"south/rice": (0, {0: 0.6, None: 0.4})}))["south/rice"]
    assert found.status == "suspect"
    found = decoded(form, table({"south/rice": (0, {0: 0.7, 6: 0.3})}))["south/rice"]
    assert shown(found) == "read 0"
    found = decoded(form, table({"south/rice": (0, {0: 0.3})}))["south/rice"]
    assert found.status == "suspect"  # an arc of a seal: no reader is sure that anything is printed


@pytest.mark.parametrize(("value", "likely"), [(0, {0: 0.99}), (60, {60: 0.35, 0: 0.24, 6: 0.22, 1: 0.19})])
def test_no_doubtful_zero_is_proved_where_the_table_prints_marks_for_nothing(form: Form, value: int, likely: Likely) -> None:
    """What a stamp leaves over a dash may read as 0, be it the least likely reading, and sums hold with it as they do with the dash."""
    before = table({"south/rice": (value, likely)})
    marks = tuple(
        replace(one, row=f"more{number}", value=None, raw="—", status="blank", support=())
        for number in range(40)
        for one in before.cells[:1]
    )
    (after,) = decode_tables(form, (replace(before, cells=(*before.cells, *marks)),))
    assert next(one for one in after.cells if (one.row, one.column) == ("south", "rice")).status == "suspect"


def test_a_doubtful_zero_is_proved_where_the_table_prints_no_marks(form: Form) -> None:
    assert shown(decoded(form, table({"south/rice": (0, {0: 0.99})}))["south/rice"]) == "read 0"


def test_no_mark_for_nothing_is_proved_by_sums_that_a_zero_would_not_change(form: Form) -> None:
    """The ink of a 0 under a seal may pass for a slash to all readers."""
    found = decoded(form, table({"south/rice": (None, {None: 0.99})}))["south/rice"]
    assert found.status == "suspect"


def test_contradictory_readings_that_both_add_up_stay_in_doubt(form: Form) -> None:
    """Two cells of one row and their sums below: either reading of both makes all identities hold."""
    doubts: dict[str, tuple[int | None, Likely]] = {
        "north/wheat": (12, {12: 0.5, 15: 0.45}),
        "north/rice": (5, {5: 0.5, 2: 0.45}),
        "south/wheat": (8, {8: 0.5, 5: 0.45}),
        "south/rice": (0, {0: 0.5, 3: 0.45}),
    }
    found = decoded(form, table(doubts))
    assert not any(found[address].status in ACCEPTED for address in doubts)


def test_a_row_without_a_legible_sum_proves_nothing(form: Form) -> None:
    """Whatever the figure is, the sum or its neighbour may be what makes up for it."""
    likely: dict[str, tuple[int | None, Likely]] = {"north/wheat": (12, {12: 0.9888}), "north/all": (None, {})}
    for doubts in (likely, {**likely, "north/rice": (3, {})}):
        before = table(doubts)
        cells = tuple(one for one in before.cells if one.row == "north")
        (after,) = decode_tables(form, (replace(before, cells=cells),))
        assert next(one for one in after.cells if one.column == "wheat").status == "suspect"


def test_a_doubt_about_the_place_is_not_settled_by_sums(form: Form) -> None:
    before = table({"north/wheat": (12, {})})
    found = decoded(form, before)["north/wheat"]
    assert shown(found) == "suspect 12"


def test_a_whole_table_in_doubt_is_proved_where_it_adds_up(form: Form) -> None:
    doubts: dict[str, tuple[int | None, Likely]] = {
        f"{row}/{column}": (figure, {figure: 0.97, figure + 3: 0.02})
        for row, figures in PRINTED.items()
        for column, figure in zip(COLUMNS, figures, strict=True)
    }
    found = decoded(form, table(doubts))
    assert {one.status for one in found.values()} == {"read"}


def test_one_misreading_on_both_sides_of_a_sum_proves_nothing(form: Form) -> None:
    """All = Wheat + Rice with 1 = 1 + 0: both 1 may be the same 4 misread, and nothing else holds them."""
    doubts: dict[str, tuple[int | None, Likely]] = {"north/wheat": (1, {1: 0.98, 4: 0.01}), "north/all": (1, {1: 0.98, 4: 0.01})}
    before = table(doubts, {"north/rice": 0})
    whole = tuple(one for one in before.cells if one.row == "north")
    found = {f"{one.row}/{one.column}": one for one in decode_tables(form, (replace(before, cells=whole),))[0].cells}
    assert [found[address].status for address in doubts] == ["suspect", "suspect"]


def test_a_slip_in_its_column_does_not_hold_back_what_its_row_tells(form: Form) -> None:
    found = decoded(form, table({"north/all": (17, {17: 0.99})}, {"south/all": 9}))
    assert shown(found["north/all"]) == "read 17"
    assert "fields.across/north holds with it" in (found["north/all"].reason or "")
    assert failing(form, found) == {"fields.down/all", "fields.across/south"}


def test_what_would_mend_the_failing_column_stays_in_doubt(form: Form) -> None:
    """16 in place of 17 would make up for the slip of 1 below it."""
    found = decoded(form, table({"north/all": (17, {17: 0.9, 16: 0.05})}, {"south/all": 9}))["north/all"]
    assert shown(found) == "suspect 17"


@pytest.mark.parametrize(("others", "verdict"), [("/", "blank None"), ("0", "suspect None")])
def test_a_mark_for_nothing_is_proved_where_the_table_prints_no_zeros(tmp_path: Path, others: str, verdict: str) -> None:
    """Sums show that it is no figure; that it is no 0 either, only the rest of the table."""
    rows = [f"r{number}" for number in range(9)]
    listed = "".join(f'  {{ key = "{row}", labels = ["{row}"] }},\n' for row in rows)
    longer = FORM.replace('  { key = "south"', listed + '  { key = "south"').replace(
        '["north",', f'["north", {str(rows)[1:-1]},'.replace("'", '"')
    )
    path = tmp_path / "longer.toml"
    path.write_text(longer, "utf-8")
    nothing = {"value": None, "raw": "/", "status": "blank"} if others == "/" else {"value": Decimal(0), "raw": "0"}
    cells = [replace(cell(row, column, 0, None), **nothing) for row in rows for column in COLUMNS]
    doubtful = replace(cell("south", "rice", None, {None: 0.99, 1: 0.001}), raw="/")
    before = table({})
    kept = [doubtful if (one.row, one.column) == ("south", "rice") else one for one in before.cells]
    assert shown(decoded(read_form(path), replace(before, cells=(*kept, *cells)))["south/rice"]) == verdict
