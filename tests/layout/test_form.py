"""A form as a value: printings, lines of print, and the patterns of identities."""

from pathlib import Path

import pytest

from layout.form import keys_matching
from layout.form_file import declared_forms
from tests.layout.made_up import library_form

PLAIN = ["lent", "returned.on_time", "returned.late", "kept"]


@pytest.mark.parametrize(
    ("variants", "rows", "absent"),
    [
        ((), PLAIN, ()),
        (("damaged_apart",), [*PLAIN[:3], "returned.damaged", "kept"], ()),
        (("returned_in_one_row",), ["lent", "returned", "kept"], ("returned.on_time", "returned.late")),
    ],
)
def test_variants_change_the_rows_that_are_printed(
    tmp_path: Path, variants: tuple[str, ...], rows: list[str], absent: tuple[str, ...]
) -> None:
    printing = next(one for one in library_form(tmp_path).table("lending").printings() if one.variants == variants)
    assert [row.key for row in printing.blocks[0].rows] == rows
    assert printing.absent == absent


def test_the_plain_printing_comes_first(tmp_path: Path) -> None:
    printings = library_form(tmp_path).table("lending").printings()
    assert [len(printing.variants) for printing in printings] == [0, 1, 1, 2]


def test_a_group_of_its_own_line_comes_before_its_first_member() -> None:
    lines = list(declared_forms()["list-2014"].tables[0].blocks[0].lines())
    assert [line.key for line in lines[:3]] == ["disclosure", "disclosure.total", "disclosure.normative_disclosed"]


def test_a_path_leads_from_the_outermost_holder() -> None:
    block = declared_forms()["annual-2019"].table("requests").blocks[0]
    denied = next(row for row in block.rows if row.key == "denied.state_secret")
    assert [holder.key for holder in block.path(denied)] == ["results", "denied"]


@pytest.mark.parametrize(("pattern", "found"), [("a", ("a",)), ("a.*", ("a.b", "a.d")), ("a.b.*", ("a.b.c",)), ("b", ()), ("*", ("a",))])
def test_patterns_name_keys_of_one_depth(pattern: str, found: tuple[str, ...]) -> None:
    assert keys_matching(pattern, ("a", "a.b", "a.b.c", "a.d")) == found


def test_an_unknown_table_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        declared_forms()["list-2014"].table("review")
