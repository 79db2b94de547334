"""A form as a sequence of places."""

from pathlib import Path

from layout.form_file import declared_forms
from layout.places import leaves, prints
from tests.layout.made_up import library_form


def test_places_follow_the_print(tmp_path: Path) -> None:
    plain = prints(library_form(tmp_path))[0]
    assert [(place.table, place.role) for place in plain.places] == [
        ("lending", "header"),
        *[("lending", "row")] * 4,
        ("funds", "header"),
        ("funds", "figures"),
    ]


def test_captions_stand_above_headers() -> None:
    places = prints(declared_forms()["annual-2021"])[0].places
    assert [place.role for place in places[:4]] == ["caption", "header", "row", "row"]


def test_every_combination_of_variants_is_a_print(tmp_path: Path) -> None:
    counts = [len(one.variants) for one in prints(library_form(tmp_path))]
    assert counts == [0, 1, 1, 2]


def test_a_header_knows_all_that_may_stand_in_it(tmp_path: Path) -> None:
    header = prints(library_form(tmp_path))[0].places[0]
    assert header.labels == ("借阅项目", "成年读者", "少年儿童", "合计", "总计", "读者类别")


def test_leaves_of_a_table_that_runs_across_go_row_by_row() -> None:
    block = declared_forms()["annual-2019"].table("review").blocks[0]
    line = [(leaf.row.key, leaf.column.key) for leaf in leaves(block) if leaf.row is not None]
    assert (len(line), line[0], line[5], line[14]) == (
        15,
        ("review", "upheld"),
        ("litigation_direct", "upheld"),
        ("litigation_after_review", "total"),
    )


def test_leaves_know_what_stands_above_them() -> None:
    block = declared_forms()["annual-2019"].table("requests").blocks[0]
    assert [labels[0] for labels in leaves(block)[1].above] == ["申请人情况", "法人或其他组织"]
