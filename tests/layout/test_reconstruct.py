"""Lines fitted to a form as a whole: damaged, missing, doubtful and doubled ones."""

from pathlib import Path

import pytest

from ingest.geometry import Box
from layout import Report, read_report
from layout.grid import Cell, Grid
from layout.lines import grid_lines
from layout.reconstruct import best_fit, fill_tables
from tests.layout.made_up import HEADER, cells, html_report, html_table, lending, library_form

FUNDS = html_table(
    ("购书经费", "购书经费", "人员经费", "人员经费"),
    ("比上年增减", "金额（万元）", "比上年增减", "金额（万元）"),
    ("增3", "40.50", "-2", "1,234.5"),
)
ON_TIME = {"adults": "read 6", "children": "read 3", "total": "read 9"}
PROPOSED = {
    "lent": {"adults": "missing 10", "children": "missing 5", "total": "missing 15"},
    "returned.on_time": {"adults": "missing 6", "children": "missing 3", "total": "missing 9"},
    "returned.late": {"adults": "missing 2", "children": "missing 0", "total": "missing 2"},
    "kept": {"adults": "missing 2", "children": "missing 2", "total": "missing 4"},
}


@pytest.mark.parametrize("label", ["（一）按期归还", "(-)按期归坯", "(一)按", ""])
def test_a_damaged_label_between_two_good_ones_is_placed(tmp_path: Path, label: str) -> None:
    report = html_report(tmp_path, lending(on_time=(label, "6", "3", "9")))
    assert cells(report, "lending/returned.on_time/") == ON_TIME


@pytest.mark.parametrize(("row", "key"), [("lent", "lent"), ("on_time", "returned.on_time"), ("late", "returned.late"), ("kept", "kept")])
def test_a_missing_row_stays_missing_and_its_neighbours_are_read(tmp_path: Path, row: str, key: str) -> None:
    report = html_report(tmp_path, lending(**{row: None}))
    assert cells(report, f"lending/{key}/") == PROPOSED[key]  # by the identities of the form, for a person to settle
    assert len([cell for _, cell in report.cells() if cell.status == "read"]) == 9


@pytest.mark.parametrize("label", ["□一□按□归□", "（一）预约借书", "期刊", "电子书", "备注", "总计"])
def test_a_row_of_another_name_is_not_taken_for_the_missing_one(tmp_path: Path, label: str) -> None:
    report = html_report(tmp_path, lending(on_time=(label, "700", "80", "780")))
    assert not [status for status in cells(report, "lending/returned.on_time/").values() if status.startswith("read")]
    assert len(report.accepted) == 9


@pytest.mark.parametrize(("label", "status"), [("（二）逾期归还", "read"), ("(二)逾期归坯", "suspect")])
def test_beside_figures_without_a_place_only_a_whole_label_is_believed(tmp_path: Path, label: str, status: str) -> None:
    """Of rows whose labels a seal covers the form seems to be printed with fewer, and a row that is left passes for another."""
    report = html_report(tmp_path, lending(on_time=("（一）预约借书", "700", "80", "780"), late=(label, "2", "0", "2")))
    assert cells(report, "lending/returned.late/")["adults"].split()[0] == status


def test_rows_that_share_one_label_are_doubtful(tmp_path: Path) -> None:
    """The ruling between two labels is lost: of both together the last row's is read, beside the figures of the row before."""
    table = lending(late=("（二）逾期归还", "2", "0", "2"), kept=("", "1", "0", "1"))
    table = table.replace("<td>（二）逾期归还</td>", "<td rowspan=2>（二）逾期归还\n三、尚未归还</td>").replace("<td></td><td>1", "<td>1")
    report = html_report(tmp_path, table)
    for key in ("returned.late", "kept"):
        assert not [status for status in cells(report, f"lending/{key}/").values() if status.startswith("read")]


def test_rows_in_another_order_are_not_placed_by_order(tmp_path: Path) -> None:
    report = html_report(tmp_path, lending(on_time=("（二）逾期归还", "2", "0", "2"), late=("（一）按期归还", "6", "3", "9")))
    accepted = {address: cell.value for address, cell in report.accepted}
    assert accepted.get("lending/returned.on_time/adults") in (None, 6)
    assert accepted.get("lending/returned.late/adults") in (None, 2)


def test_a_row_that_may_be_either_is_accepted_as_none(tmp_path: Path) -> None:
    report = html_report(tmp_path, lending(on_time=("归还", "6", "3", "9"), late=None))
    assert {address.split("/")[1] for address, _ in report.accepted} == {"lent", "kept"}


def test_a_row_of_another_kind_is_unplaced(tmp_path: Path) -> None:
    report = html_report(tmp_path, lending(on_time=("（一）按期归还", "6", "3", "9"), other=("四、馆藏期刊", "700", "80", "780")))
    assert [item.raw for item in report.unplaced] == ["700", "80", "780"]
    assert {item.reason for item in report.unplaced} == {"its row could not be found"}


def test_a_table_twice_is_accepted_as_neither(tmp_path: Path) -> None:
    report = html_report(tmp_path, lending(), lending(lent=("一、借出图书", "99", "1", "100")))
    assert report.accepted == ()


def test_a_table_that_runs_across(tmp_path: Path) -> None:
    assert cells(html_report(tmp_path, FUNDS), "funds/") == {
        "books/change": "read 3",
        "books/spent": "read 40.50",
        "staff/change": "read -2",
        "staff/spent": "read 1234.5",
    }


def test_the_header_gives_the_unit(tmp_path: Path) -> None:
    report = html_report(tmp_path, FUNDS)
    assert {address: cell.unit for address, cell in report.cells() if cell.unit} == {
        "funds/books/spent": "万元",
        "funds/staff/spent": "万元",
    }


def test_a_variant_in_place_of_rows_makes_them_absent(tmp_path: Path) -> None:
    report = html_report(tmp_path, lending(on_time=("二、归还图书", "8", "3", "11"), late=None))
    assert cells(report, "lending/returned/") == {"adults": "read 8", "children": "read 3", "total": "read 11"}
    assert set(cells(report, "lending/returned.late/").values()) == {"absent"}


def test_a_variant_of_an_extra_row_is_there_only_when_printed(tmp_path: Path) -> None:
    extra = ("（三）损坏赔偿", "1", "0", "1")
    rows = ("一、借出图书", "10", "5", "15"), ("（二）逾期归还", "2", "0", "2"), extra, ("三、尚未归还", "2", "2", "4")
    assert cells(html_report(tmp_path, html_table(HEADER, *rows)), "lending/returned.damaged/")["total"] == "read 1"
    assert cells(html_report(tmp_path, lending()), "lending/returned.damaged/") == {}


def test_a_page_break_between_rows(tmp_path: Path) -> None:
    first = html_table(HEADER, ("一、借出图书", "10", "5", "15"), ("（一）按期归还", "6", "3", "9"))
    second = html_table(("（二）逾期归还", "2", "0", "2"), ("三、尚未归还", "2", "2", "4"))
    report = html_report(tmp_path, first, second)
    assert len(report.accepted) == 12
    assert cells(report, "lending/kept/") == {"adults": "read 2", "children": "read 2", "total": "read 4"}


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (("（一）按期", "6", "3", "9"), ("归还", "", "", "")),
        (("（一）按期", "", "", ""), ("归还", "6", "3", "9")),
    ],
)
def test_a_page_break_through_a_row(tmp_path: Path, above: tuple[str, ...], below: tuple[str, ...]) -> None:
    first = html_table(HEADER, ("一、借出图书", "10", "5", "15"), above)
    second = html_table(below, ("（二）逾期归还", "2", "0", "2"), ("三、尚未归还", "2", "2", "4"))
    report = html_report(tmp_path, first, second)
    assert cells(report, "lending/returned.on_time/") == ON_TIME
    assert len(report.accepted) == 12


def test_a_header_on_each_page(tmp_path: Path) -> None:
    first = html_table(HEADER, ("一、借出图书", "10", "5", "15"))
    second = html_table(HEADER, ("（一）按期归还", "6", "3", "9"), ("（二）逾期归还", "2", "0", "2"), ("三、尚未归还", "2", "2", "4"))
    assert len(html_report(tmp_path, first, second).accepted) == 12


def test_a_header_printed_again_stands_over_its_own_figures(tmp_path: Path) -> None:
    first = html_table(("读者", "甲", "乙", "丙"), ("一、借出图书", "10", "5", "15"), ("（一）按期归还", "6", "3", "9"))
    rows = ("（二）逾期归还", "2", "0", "2"), ("三、尚未归还", "2", "2", "4")
    again = cells(html_report(tmp_path, first, html_table(HEADER, *rows)), "lending/kept/")
    assert again == {"adults": "read 2", "children": "read 2", "total": "read 4"}
    other = cells(html_report(tmp_path, first, html_table(("读者", "丁", "戊", "己"), *rows)), "lending/kept/")
    assert not [status for status in other.values() if status.startswith("read")]


def test_a_column_that_is_lost_is_missing(tmp_path: Path) -> None:
    rows = ("借阅项目", "成年读者", "合计"), ("一、借出图书", "10", "15"), ("（一）按期归还", "6", "9"), ("三、尚未归还", "2", "4")
    report = html_report(tmp_path, html_table(*rows))
    assert cells(report, "lending/lent/") == {"adults": "read 10", "children": "missing 5", "total": "read 15"}


def test_every_address_is_there_whatever_was_found(tmp_path: Path) -> None:
    report = html_report(tmp_path, "<p>无</p>")
    assert len(list(report.cells())) == 4 * 3 + 2 * 2
    assert {cell.status for _, cell in report.cells()} == {"missing"}


def torn_report(folder: Path, *rows: str) -> Report:
    library_form(folder)
    return read_report("\n".join(rows).encode(), form=str(folder / "library.toml"))


def test_a_torn_row_that_may_be_either_is_accepted_as_none(tmp_path: Path) -> None:
    rows = "一、借出图书\t10\t5\t15", "期归\t\t\t", "归还\t6\t3\t9", "三、尚未归还\t2\t2\t4"
    report = torn_report(tmp_path, "借阅项目\t成年读者\t少年儿童\t合计", *rows)
    assert {address.split("/")[1] for address, _ in report.accepted} == {"lent", "kept"}


@pytest.mark.parametrize(("cell", "status"), [("（一）按期归还", "read 6"), ("□一□按期归□", "read 6"), ("□一□按□归□", "missing 6")])
def test_a_damaged_label_of_a_bad_dump_is_placed_while_half_of_it_reads(tmp_path: Path, cell: str, status: str) -> None:
    report = torn_report(tmp_path, "借阅项目\t成年读者\t少年儿童\t合计", ROWS[0], f"{cell}\t6\t3\t9", *ROWS[2:])
    assert cells(report, "lending/returned.on_time/")["adults"] == status


def test_a_damaged_label_in_sound_characters_is_doubtful(tmp_path: Path) -> None:
    report = html_report(tmp_path, lending(on_time=("□一□按期归□", "6", "3", "9")))
    assert cells(report, "lending/returned.on_time/") == {"adults": "suspect 6", "children": "suspect 3", "total": "suspect 9"}
    assert dict(report.cells())["lending/returned.on_time/adults"].reason == "its label reads otherwise"


@pytest.mark.parametrize(
    ("label", "sure", "status"),
    [("一、惜出图韦", 0.8, "read"), ("一、惜出图韦", 0.95, "suspect"), ("一、惜山图韦", 0.8, "missing")],
)
def test_a_label_that_a_reader_is_unsure_of_counts_while_half_of_it_reads_and_no_other_row_is_like_it(
    tmp_path: Path, label: str, sure: float, status: str
) -> None:
    rows = [
        HEADER,
        (label, "10", "5", "15"),
        ("（一）按期归还", "6", "3", "9"),
        ("（二）逾期归还", "2", "0", "2"),
        ("三、尚未归还", "2", "2", "4"),
    ]
    boxes = [[Box(100 * at, 20 * row, 100 * at + 100, 20 * row + 20) for at in range(4)] for row in range(5)]
    grid = Grid(
        page=1,
        cells=tuple(
            Cell(row=row, column=at, text=text, raw=text, box=boxes[row][at], confidence=sure if (row, at) == (1, 0) else 0.99)
            for row, texts in enumerate(rows)
            for at, text in enumerate(texts)
        ),
        box=Box(0, 0, 400, 100),
    )
    fit = best_fit(library_form(tmp_path), grid_lines([grid], library_form(tmp_path)))
    lent = next(table for table in fill_tables(fit)[0] if table.key == "lending")
    assert {cell.status for cell in lent.cells if cell.row == "lent"} == {status}


ROWS = "一、借出图书\t10\t5\t15", "（一）按期归还\t6\t3\t9", "（二）逾期归还\t2\t0\t2", "三、尚未归还\t2\t2\t4"


@pytest.mark.parametrize(
    ("names", "accepted"), [("成年读者\t少年儿童\t合计", 12), ("少年儿童\t成年读者\t合计", 0), ("合计\t成年读者\t少年儿童", 0)]
)
def test_a_header_in_another_order_makes_a_torn_table_doubtful(tmp_path: Path, names: str, accepted: int) -> None:
    assert len(torn_report(tmp_path, f"借阅项目\t{names}", *ROWS).accepted) == accepted


@pytest.mark.parametrize("header", [("借阅项目", "少年儿童", "成年读者", "合计"), ("借阅项目", "合计", "少年儿童", "成年读者")])
def test_a_header_in_another_order_makes_a_grid_doubtful(tmp_path: Path, header: tuple[str, ...]) -> None:
    report = html_report(tmp_path, lending(header=header))
    assert report.accepted == ()
    assert {cell.reason for _, cell in report.cells() if cell.status == "suspect"} == {"the header names the columns in another order"}


def test_groups_in_another_order_make_their_figures_doubtful(tmp_path: Path) -> None:
    groups = ("人员经费", "人员经费", "购书经费", "购书经费")
    report = html_report(
        tmp_path, html_table(groups, ("比上年增减", "金额（万元）", "比上年增减", "金额（万元）"), ("1", "2.5", "3", "4.5"))
    )
    assert report.accepted == ()


def test_a_header_that_says_something_else_is_not_placed_by_order(tmp_path: Path) -> None:
    rows = ("借阅项目", "成年读者", "老年读者", "合计"), ("一、借出图书", "1", "2", "3"), ("三、尚未归还", "1", "2", "3")
    found = cells(html_report(tmp_path, html_table(*rows)), "lending/lent/")
    assert (found["adults"], found["total"]) == ("read 1", "read 3")
    assert not found["children"].startswith("read")


def test_a_cell_over_several_columns_is_doubtful(tmp_path: Path) -> None:
    wide = lending().replace("<td>6</td><td>3</td>", "<td colspan=2>6</td>")
    found = {address: cell.reason for address, cell in html_report(tmp_path, wide).cells() if cell.status == "suspect"}
    assert set(found.values()) == {"one cell over several columns"}
    assert [address.split("/")[1] for address in found] == ["returned.on_time"]


def test_a_row_with_a_cell_too_few_is_doubtful(tmp_path: Path) -> None:
    report = html_report(tmp_path, lending(on_time=("（一）按期归还", "6", "9")))
    assert not [status for status in cells(report, "lending/returned.on_time/").values() if status.startswith(("read", "blank"))]
    assert len(report.accepted) == 9


def test_a_column_of_codes_beside_blanks_is_not_taken_for_figures(tmp_path: Path) -> None:
    header = ("借阅项目", "代码", "成年读者", "少年儿童", "合计")
    report = html_report(tmp_path, html_table(header, ("一、借出图书", "1", "", "", ""), ("（一）按期归还", "2", "6", "3", "9")))
    assert cells(report, "lending/lent/") == {"adults": "blank", "children": "blank", "total": "blank"}
    assert cells(report, "lending/returned.on_time/") == ON_TIME


def test_figures_left_of_the_labels_are_unplaced(tmp_path: Path) -> None:
    rows = ("71", "一、借出图书", "10", "5", "15"), ("72", "（一）按期归还", "6", "3", "9")
    report = html_report(tmp_path, html_table(("序号", *HEADER), *rows))
    assert [item.raw for item in report.unplaced] == ["71", "72"]
    assert cells(report, "lending/returned.on_time/") == ON_TIME


@pytest.mark.parametrize(
    ("header", "unit", "status"),
    [
        ("金额（单位：万元）", "万元", "read"),
        ("金额（单位：人民币万元）", "万元", "read"),
        pytest.param(
            "金额（单位：千元）",
            None,
            "suspect",
        ),
        pytest.param("单位|金额", None, "read"),
        pytest.param(
            "金额（单位：百万元）",
            None,
            "suspect",
        ),
    ],
)
def test_the_words_behind_unit_say_it(tmp_path: Path, header: str, unit: str | None, status: str) -> None:
    heads = ("比上年增减", header, "比上年增减", header)
    report = html_report(tmp_path, html_table(("购书经费", "购书经费", "人员经费", "人员经费"), heads, ("3", "40.50", "2", "1.5")))
    cell = dict(report.cells())["funds/books/spent"]
    assert (cell.unit, cell.status) == (unit, status)


def test_an_empty_cell_beside_merged_ones_may_be_half_of_one(tmp_path: Path) -> None:
    """An edge that runs through a part of a row: the figure to the right of it lies below an empty half."""
    torn = lending().replace(
        "<td>6</td><td>3</td><td>9</td></tr>", "<td rowspan=2>6</td><td rowspan=2>3</td><td></td></tr><tr><td></td><td>9</td></tr>"
    )
    found = cells(html_report(tmp_path, torn), "lending/returned.on_time/")
    assert found["total"].split()[0] in ("suspect", "missing")


def test_a_header_of_which_a_line_has_no_place_goes_on_over_a_page_break(tmp_path: Path) -> None:
    """Above the names stand those of their group; on the next page neither is printed again."""
    rows = ("一、借出图书", "10", "5", "15"), ("（一）按期归还", "6", "3", "9")
    more = ("（二）逾期归还", "2", "0", "2"), ("三、尚未归还", "2", "2", "4")
    first = html_table(("借阅项目", "读者", "读者", "读者"), HEADER, *rows)
    assert len(html_report(tmp_path, first, html_table(*more)).accepted) == 12
