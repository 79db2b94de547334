"""Reports as Markdown."""

from dataclasses import replace
from pathlib import Path

from ingest.geometry import Box
from layout import read_report, report_to_markdown
from layout.report import Report, SourceNote, Unplaced
from tests.layout.made_up import html_report, lending

REPORTS = Path(__file__).parents[2] / "samples" / "reports"
EMPTY = Report(source=SourceNote(name="r|1.txt", sha256="", media="text", pages=1), form=None, year=None, issuer=None, title=None)


def markdown(name: str) -> str:
    return report_to_markdown(read_report(REPORTS / name))


def test_a_table_has_the_form_labels_and_the_figures() -> None:
    assert "| 　　1.属于国家秘密 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |" in markdown("yuyao_2020.html")


def test_failing_checks_are_told() -> None:
    assert "- 第一项加第二项之和，等于第三项加第四项之和 (legal_service): 0 ≠ 1" in markdown("yuyao_2020.html")


def test_units_have_a_column_where_there_are_any() -> None:
    assert "|  | 统计数 | 单位 |" in markdown("haishu_2018.html")


def test_what_was_not_found_is_marked_and_what_has_no_place_is_listed() -> None:
    text = markdown("haian_2020.txt")
    assert "| 规章 | ? | ? | ? |" in text
    assert "- 142781 (p. 1): its row could not be found" in text


def test_sections_stand_below_the_tables() -> None:
    text = markdown("dinghai_2020.html")
    assert text.index("## 收到和处理政府信息公开申请情况") < text.index("### 一、总体情况")


def test_a_report_without_a_form_is_still_told() -> None:
    assert report_to_markdown(EMPTY) == "# r\\|1.txt\n\nsource: r\\|1.txt\n"


def test_no_text_breaks_out_of_its_line() -> None:
    odd = Unplaced(raw="<b>|\n# 1", page=1, bbox=Box(0, 0, 1, 1), reason="r")
    assert "- &lt;b>\\| # 1 (p. 1): r" in report_to_markdown(replace(EMPTY, unplaced=(odd,)))


def test_doubtful_figures_are_marked(tmp_path: Path) -> None:
    report = html_report(tmp_path, lending(lent=("一、借出图书", "1.5", "5", "15")))
    assert "| lent adults | 1.5 ? |" in report_to_markdown(report)


def test_a_report_of_a_form_file_shows_its_labels(tmp_path: Path) -> None:
    assert "一、借出图书" in report_to_markdown(html_report(tmp_path, lending()), str(tmp_path / "library.toml"))
