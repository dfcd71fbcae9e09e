"""Guides, bulletins and lists of questions as offices lay them out: each card, each question and each table where a reader sees it."""

from pathlib import Path

import pytest

from assistant.buildings.headers.release_marks import Restriction
from assistant.records import Chunk, ChunkKind, Clearance, DocumentInfo, DocumentKind, Passage
from assistant.retrieval.reader import readable
from ingest.chunking import cut_document
from ingest.parsing import parse_file
from ingest.parsing.limits import ParseLimits

CARDS = """<html><body><h1>石桥区办事指南</h1>
<h2>一、印刷经营许可</h2>
<table><tr><td>受理条件</td><td>有固定的生产场所和与经营范围相适应的设备</td></tr><tr><td>办理时限</td><td>承诺7个工作日</td></tr>
<tr><td>收费</td><td>不收费</td></tr><tr><td>说明</td><td>许可证每四年换发一次</td></tr><tr><td>电话</td><td>0599-7712001</td></tr></table>
<h2>二、户外招牌备案</h2>
<table><tr><td>受理条件</td><td>门头招牌，面积不超过20平方米</td></tr><tr><td>办理时限</td><td>当场办结</td></tr>
<tr><td>收费</td><td>不收费</td></tr><tr><td>电话</td><td>0599-7712002</td></tr></table>
<h2>三、工资参考</h2>
<table><tr><td>岗位</td><td>月薪</td></tr><tr><td>钳工</td><td>6200元</td></tr><tr><td>库管</td><td>4100元</td></tr></table>
<p>以上为税前口径。</p></body></html>"""
QUESTIONS = """石桥区落户问答
石桥区投资合作局整理

1.问：公司注册在园区要交钱吗？
答：不交。集群地址前两年免费，之后每年六百元。

2.问：一期厂房什么时候交付？
答：2027年5月底。
遇台风可以顺延。

3.问：能不能分期付土地款？
答：可以，首付五成。
"""
BULLETIN = """石桥区二〇二五年统计公报
一、工业
全年规模以上工业增加值增长百分之六。主要产品产量：
　　产品　　　　单位　　　产量　　比上年增长（%）
　　水泵　　　　万台　　　31.4　　5.2
　　轴承（成套）　万套　　880　　-3.1
　　纸箱　　　　万平方米　　1290　　0.8
全年用电量十亿千瓦时。
"""


def passages_of(tmp_path: Path, name: str, source: str) -> tuple[Passage, ...]:
    path = tmp_path / name
    path.write_text(source, encoding="utf-8")
    parsed = parse_file(path, ParseLimits())
    return cut_document(
        parsed, DocumentKind.GUIDE, "", lambda text: len(text) < 500, 400, lambda _table, _rows: Restriction()
    ).passages


def told(passages: tuple[Passage, ...], kind: ChunkKind) -> list[tuple[str, str]]:
    return [(one.locator, one.text) for one in passages if one.kind is kind]


def test_a_card_is_one_record_below_the_heading_that_names_it(tmp_path: Path) -> None:
    passages = passages_of(tmp_path, "指南.html", CARDS)
    assert told(passages, ChunkKind.ROW) == [
        (
            "一、印刷经营许可",
            "受理条件：有固定的生产场所和与经营范围相适应的设备；办理时限：承诺7个工作日；收费：不收费；电话：0599-7712001；说明：许可证每四年换发一次",
        ),
        (
            "二、户外招牌备案",
            "受理条件：门头招牌，面积不超过20平方米；办理时限：当场办结；收费：不收费；电话：0599-7712002",
        ),
        ("表格3第1行", "岗位：钳工；月薪：6200元"),
        ("表格3第2行", "岗位：库管；月薪：4100元"),
    ]
    assert [one.heading for one in passages if one.kind is ChunkKind.ROW][1:3] == ["二、户外招牌备案", "三、工资参考"]
    assert [text for _, text in told(passages, ChunkKind.SECTION)] == ["石桥区办事指南", "以上为税前口径。"]


def test_each_question_stands_with_its_answer(tmp_path: Path) -> None:
    first, *asked = told(passages_of(tmp_path, "问答.txt", QUESTIONS), ChunkKind.SECTION)
    assert first[1].startswith("石桥区落户问答")
    assert asked == [
        ("第1问", "1.问：公司注册在园区要交钱吗？\n答：不交。集群地址前两年免费，之后每年六百元。"),
        ("第2问", "2.问：一期厂房什么时候交付？\n答：2027年5月底。\n遇台风可以顺延。"),
        ("第3问", "3.问：能不能分期付土地款？\n答：可以，首付五成。"),
    ]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        pytest.param(["问题1：谁能申请？", "企业。", "问题2：怎么申请？", "网上。"], ["第1问", "第2问"], id="in-the-label"),
        pytest.param(["谁能申请？", "企业都能。", "何时截止？", "六月底。"], ["第1问", "第2问"], id="without-a-label"),
        pytest.param(["Q: Who may apply?", "A: Any firm.", "Q: Until when?", "A: June."], ["第1问", "第2问"], id="english"),
        pytest.param(["企业够不够格？要看两条。", "一看注册地。", "二看税收。"], [], id="prose-that-asks-once"),
        pytest.param(["谁来办？", "怎么办？", "何时办？"], [], id="questions-alone"),
    ],
)  # fmt: skip
def test_what_is_a_list_of_questions(tmp_path: Path, lines: list[str], names: list[str]) -> None:
    passages = passages_of(tmp_path, "文.txt", "\n\n".join(lines))
    assert [one.locator for one in passages if one.locator.endswith("问")] == names


def test_columns_set_by_blanks_are_a_table(tmp_path: Path) -> None:
    passages = passages_of(tmp_path, "公报.txt", BULLETIN)
    assert [text for _, text in told(passages, ChunkKind.ROW)] == [
        "产品：水泵；产量：31.4万台；比上年增长：5.2%",
        "产品：轴承（成套）；产量：880万套；比上年增长：-3.1%",
        "产品：纸箱；产量：1290万平方米；比上年增长：0.8%",
    ]
    assert {one.heading for one in passages if one.kind is ChunkKind.ROW} == {"一、工业"}


def test_a_long_row_is_read_cell_by_cell(tmp_path: Path) -> None:
    long = CARDS.replace("有固定的生产场所", "有固定的生产场所、办公用房和专职管理人员，近三年没有重大违法记录，" * 3)
    card, short, *_ = (one for one in passages_of(tmp_path, "指南.html", long) if one.kind is ChunkKind.ROW)
    info = DocumentInfo("d", "指南.html", "石桥区办事指南", DocumentKind.GUIDE, Clearance.PUBLIC, "text/html")
    whole = readable(Chunk("1", info, 0, short))
    assert whole.sentences == (short.text,)
    by_cells = readable(Chunk("2", info, 1, card))
    assert by_cells.sentences[1:3] == ("办理时限：承诺7个工作日", "收费：不收费")
    assert by_cells.above == "石桥区办事指南 一、印刷经营许可"
