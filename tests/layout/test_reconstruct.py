"""Lines fitted to a form as a whole: damaged, missing, doubtful and doubled ones."""

from pathlib import Path

import pytest

from tests.layout.made_up import HEADER, cells, html_report, html_table, lending

FUNDS = html_table(
    ("购书经费", "购书经费", "人员经费", "人员经费"),
    ("比上年增减", "金额（万元）", "比上年增减", "金额（万元）"),
    ("增3", "40.50", "-2", "1,234.5"),
)
ON_TIME = {"adults": "read 6", "children": "read 3", "total": "read 9"}
MISSING = {"adults": "missing", "children": "missing", "total": "missing"}


@pytest.mark.parametrize("label", ["（一）按期归还", "(-)按期归坯", "□一□按□归□", "(一)按", ""])
def test_a_damaged_label_between_two_good_ones_is_placed(tmp_path: Path, label: str) -> None:
    report = html_report(tmp_path, lending(on_time=(label, "6", "3", "9")))
    assert cells(report, "lending/returned.on_time/") == ON_TIME


@pytest.mark.parametrize(("row", "key"), [("lent", "lent"), ("on_time", "returned.on_time"), ("late", "returned.late"), ("kept", "kept")])
def test_a_missing_row_stays_missing_and_its_neighbours_are_read(tmp_path: Path, row: str, key: str) -> None:
    report = html_report(tmp_path, lending(**{row: None}))
    assert cells(report, f"lending/{key}/") == MISSING
    assert len([cell for _, cell in report.cells() if cell.status == "read"]) == 9


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


def test_a_column_that_is_lost_is_missing(tmp_path: Path) -> None:
    rows = ("借阅项目", "成年读者", "合计"), ("一、借出图书", "10", "15"), ("（一）按期归还", "6", "9"), ("三、尚未归还", "2", "4")
    report = html_report(tmp_path, html_table(*rows))
    assert cells(report, "lending/lent/") == {"adults": "read 10", "children": "missing", "total": "read 15"}


def test_every_address_is_there_whatever_was_found(tmp_path: Path) -> None:
    report = html_report(tmp_path, "<p>无</p>")
    assert len(list(report.cells())) == 4 * 3 + 2 * 2
    assert {cell.status for _, cell in report.cells()} == {"missing"}
