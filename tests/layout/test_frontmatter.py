"""Title, year and issuer of a report, from its lines."""

import pytest

from ingest.geometry import Box
from layout.frontmatter import FrontMatter, front_matter
from layout.paragraphs import TextLine


def found(*texts: str) -> FrontMatter:
    return front_matter([TextLine(text=text, page=1, box=Box(0, at * 12, 500, at * 12 + 12)) for at, text in enumerate(texts)])


@pytest.mark.parametrize(
    ("lines", "title", "year", "issuer"),
    [
        (["余姚市2020年政府信息公开工作年度报告"], "余姚市2020年政府信息公开工作年度报告", 2020, "余姚市"),
        (["2021年度定海区政府信息公开工作年度报告"], "2021年度定海区政府信息公开工作年度报告", 2021, "定海区"),
        (["洪泽区人民政府", "2023年政府信息公开", "工作年度报告"], "洪泽区人民政府2023年政府信息公开工作年度报告", 2023, None),
        (["海曙区二〇一八年政府信息公开工作情况报告"], "海曙区二〇一八年政府信息公开工作情况报告", 2018, "海曙区"),
        (["定海区政府信息公开工作年度报告（2022年）"], "定海区政府信息公开工作年度报告(2022年)", 2022, "定海区"),
        (["定海区政府信息公开2022年度报告"], "定海区政府信息公开2022年度报告", 2022, "定海区"),
        (["关于海曙区2018年政府信息公开工作年度报告"], "关于海曙区2018年政府信息公开工作年度报告", 2018, "海曙区"),
    ],
)
def test_a_title_gives_year_and_issuer(lines: list[str], title: str, year: int, issuer: str | None) -> None:
    front = found(*lines, "一、总体情况")
    assert (front.title, front.year) == (title, year)
    assert issuer is None or front.issuer == issuer


def test_the_name_above_the_title_belongs_to_it() -> None:
    front = found("宁波市海曙区人民政府", "2018年政府信息公开工作年度报告", "一、概述")
    assert front.title == "宁波市海曙区人民政府2018年政府信息公开工作年度报告"


def test_who_signs_is_the_issuer() -> None:
    front = found("余姚市2020年政府信息公开工作年度报告", "六、其他事项", "无。", "余姚市人民政府办公室", "2021年1月20日")
    assert front.issuer == "余姚市人民政府办公室"


def test_a_signature_may_end_with_a_bracket() -> None:
    front = found("开发区(西塘桥街道)2020年度政府信息公开工作年度报告", "无。", "海盐经济开发区管理委员会(西塘桥街道)", "2021年1月24日")
    assert front.issuer == "海盐经济开发区管理委员会(西塘桥街道)"


def test_a_line_of_links_is_no_part_of_the_title() -> None:
    front = found("首页 政务公开 办事服务 互动交流", "2019年南桥街道统计局政府信息公开工作年度报告")
    assert (front.title, front.issuer) == ("2019年南桥街道统计局政府信息公开工作年度报告", "南桥街道统计局")


def test_someone_else_who_signs_is_not() -> None:
    front = found("余姚市2020年政府信息公开工作年度报告", "无。", "宁波市大数据局", "2021年1月20日")
    assert front.issuer == "余姚市"


def test_the_fullest_name_of_the_text_is_taken() -> None:
    front = found("定海区2020年政府信息公开工作年度报告", "由舟山市定海区人民政府办公室(以下简称定海区)编制。")
    assert front.issuer == "舟山市定海区人民政府办公室"


def test_the_head_of_a_list_names_its_issuer() -> None:
    assert found("政府信息公开情况统计表", "(2018年度)", "填报单位(盖章):海曙区人民政府").issuer == "海曙区人民政府"


def test_without_a_title_the_period_gives_the_year() -> None:
    assert found("数据统计期限为2020年1月1日至2020年12月31日。", "2019年、2019年、2019年").year == 2020


def test_a_sentence_is_no_title() -> None:
    assert found("现将2020年政府信息公开工作年度报告公布如下。").title is None


def test_nothing_says_nothing() -> None:
    assert found() == FrontMatter(title=None, year=None, issuer=None)
