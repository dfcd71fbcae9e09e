"""What kind of document a file is: by what its heads say, not by a word or two somewhere among them; the reason is told."""

from pathlib import Path

import pytest

from assistant.records import DocumentKind
from ingest.classification import detect_kind
from ingest.parsing import parse_file
from ingest.parsing.limits import ParseLimits

CARDS = "".join(
    f"<h2>第{at}项 某项扶持</h2><table><tr><td>政策名称</td><td>某项扶持{at}</td></tr><tr><td>支持对象</td><td>租用写字楼面积500平方米以上的企业</td></tr>"
    f"<tr><td>支持标准</td><td>按租金的30%给予补贴，最高50万元</td></tr><tr><td>办理地址</td><td>政务大厅3楼</td></tr></table>"
    for at in range(1, 40)
)


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        pytest.param("楼宇台账.csv", "楼宇名称,空置面积（㎡）\n云岫大厦,1200\n", "listing", id="a-ledger-of-one-row"),
        pytest.param("表1.csv", "楼盘,还剩多少没租出去（平方）,月租（元/㎡）\n云岫大厦,1200,50\n", "listing", id="a-ledger-by-its-heads"),
        pytest.param(
            "企业需求清单.csv", "序号,需求名称,需求描述,预算（万元）,需求单位,对接截止日期\n1,智能仓储改造,需要系统集成,300,某公司,2027-03-31\n",
            "opportunity", id="needs-with-other-heads",
        ),
        pytest.param(
            "城市机会.csv", "机会标题,场景描述,引资方式,资金规模（亿元）,牵头部门\n滨水商业,沿河更新,合资,2,某局\n", "opportunity",
            id="opportunities-with-other-heads",
        ),
        pytest.param("惠企政策指南.html", CARDS, "guide", id="cards-of-policies"),
        pytest.param(
            "楼宇政策汇编.html", "<table><tr><th>政策名称</th><th>补贴标准</th><th>联系电话</th></tr>"
            + "<tr><td>租金补贴</td><td>每平方米20元</td><td>0999-5550001</td></tr>" * 9 + "</table>", "other", id="policies-in-a-table",
        ),
        pytest.param("任务分解表.csv", "序号,工作任务,责任单位,完成时限\n1,摸排楼宇,某街道,2027-01-31\n", "other", id="a-table-of-tasks"),
        pytest.param("纳税企业.csv", "企业名称,地址,税收（万元）\n甲公司,一路1号,300\n", "other", id="a-list-of-companies"),
        pytest.param("季度数据.csv", "指标,一季度,二季度\n社零总额（亿元）,12,13\n", "other", id="figures-of-quarters"),
    ],
)  # fmt: skip
def test_the_kind_is_told_by_what_the_heads_say(tmp_path: Path, name: str, text: str, kind: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    fact = detect_kind(parse_file(path, ParseLimits()), name, "")
    assert fact.value == DocumentKind(kind)
    assert fact.evidence


@pytest.mark.parametrize("name", ["某区2025年国民经济和社会发展统计公报.txt", "某区2025年经济运行简况.txt"])
def test_a_bulletin_is_a_report_of_its_year(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("初步核算，全年实现地区生产总值148.62亿元，比上年增长5.7%。\n" * 5, encoding="utf-8")
    assert detect_kind(parse_file(path, ParseLimits()), name, "").value is DocumentKind.REPORT
