"""What a language model may say: sentences that cite, quote and count as their passages do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.checking.grounding import Source, check_sentence, supporting_quote
from assistant.answering.writing import split_sentences
from assistant.records import Cell, Chunk, ChunkKind, Clearance, DocumentInfo, DocumentKind, Passage, Place

CLAUSE = (
    "第八条　符合第七条规定条件的企业，按照实际支付租金的30%给予补贴，补贴标准最高不超过每月每平方米20元，补贴期限最长不超过三年。\n"
    "单个企业每年获得的租金补贴总额最高不超过200万元。申请在2025年4月1日以后提出。"
)
ROW = "企业类别：A类；最高标准（元/㎡·月）：35；最长期限：3年"


def source(number: int, text: str, kind: ChunkKind = ChunkKind.CLAUSE, cells: tuple[Cell, ...] = ()) -> Source:
    document = DocumentInfo("d", "d", "楼宇政策", DocumentKind.POLICY, Clearance.PUBLIC, "text/plain")
    passage = Passage(kind, text, "第八条", Place(0, len(text)), clause="第八条", cells=cells)
    return Source(number, Chunk(f"c{number}", document, number, passage), text, "《楼宇政策》第八条 云政规〔2025〕3号")


SOURCES = {
    1: source(1, CLAUSE),
    2: source(
        2, ROW, ChunkKind.ROW, (Cell("企业类别", "A类"), Cell("最高标准（元/㎡·月）", "35"), Cell("最长期限", "3年"))
    ),
}


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("按照实际支付租金的30%给予补贴[1]。", id="rate-as-it-stands"),
        pytest.param("按照实际支付租金的百分之三十给予补贴。[1]", id="rate-in-chinese-numerals-mark-after-the-stop"),
        pytest.param("每年租金补贴总额最高不超过２００万元[1]。", id="full-width-digits"),
        pytest.param("单个企业每年租金补贴总额最高2,000,000元[1]。", id="another-scale"),
        pytest.param("补贴期限最长不超过3年[1]。", id="arabic-for-chinese-period"),
        pytest.param(
            "根据《楼宇政策》第八条（云政规〔2025〕3号），可以获得租金补贴[1]。", id="clause-and-number-from-the-label"
        ),
        pytest.param("申请在2025年4月以后提出[1]。", id="month-of-a-day"),
        pytest.param("申请在2025年以后提出[1]。", id="year-of-a-day"),
        pytest.param("1. 按照实际支付租金的30%给予补贴[1]", id="a-list-mark-is-no-figure"),
        pytest.param("A类企业最高标准为每月每平方米35元[2]。", id="unit-from-the-header"),
        pytest.param("文件规定「单个企业每年获得的租金补贴总额最高不超过200万元」[1]。", id="verbatim-quotation"),
        pytest.param("The subsidy is 30% of the rent actually paid [1].", id="english-with-a-rate"),
        pytest.param("A类企业租金补贴标准最高35元，总额不超过200万元[1][2]。", id="two-passages-together"),
    ],
)
def test_a_sentence_that_its_passages_bear_out_is_shown(sentence: str) -> None:
    verdict = check_sentence(sentence, SOURCES)
    assert verdict.grounded, verdict.reason


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("按照实际支付租金的30%给予补贴。", id="no-citation"),
        pytest.param("按照实际支付租金的30%给予补贴[7]。", id="citation-not-given"),
        pytest.param("按照实际支付租金的50%给予补贴[1]。", id="other-rate"),
        pytest.param("每年租金补贴总额最高不超过200亿元[1]。", id="other-scale"),
        pytest.param("补贴期限最长不超过五年[1]。", id="other-period"),
        pytest.param("根据第十八条给予租金补贴[1]。", id="other-clause"),
        pytest.param("根据云政规〔2024〕9号给予租金补贴[1]。", id="other-document-number"),
        pytest.param("申请在2026年4月1日以后提出[1]。", id="other-day"),
        pytest.param("A类企业最高标准为每月每平方米45元[2]。", id="other-amount-than-the-cell"),
        pytest.param("文件规定「单个企业每年获得的租金补贴总额不设上限」[1]。", id="quotation-not-verbatim"),
        pytest.param("今天天气晴朗，适合外出游玩散步[1]。", id="of-another-matter"),
        pytest.param("租金补贴最高35元，最长3年[1]。", id="figure-of-a-passage-that-is-not-cited"),
        pytest.param("[1]", id="nothing-said"),
    ],
)
def test_a_sentence_that_its_passages_do_not_bear_out_is_withheld(sentence: str) -> None:
    assert not check_sentence(sentence, SOURCES).grounded


def test_the_supporting_quote_is_the_sentence_with_the_figure_and_verbatim() -> None:
    quote = supporting_quote("每年补贴总额不超过200万元[1]。", CLAUSE)
    assert quote == "单个企业每年获得的租金补贴总额最高不超过200万元。"
    assert quote in CLAUSE


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("甲乙丙。[1]丁戊。[2]", ["甲乙丙。[1]", "丁戊。[2]"], id="marks-after-the-stop"),
        pytest.param("甲乙丙[1]。丁戊[2][3]。", ["甲乙丙[1]。", "丁戊[2][3]。"], id="marks-before-the-stop"),
        pytest.param(
            "条件如下：\n1. 甲乙[1]\n2. 丙丁[1]",
            ["条件如下：\n1. 甲乙[1]", "2. 丙丁[1]"],
            id="announcement-stays-with-its-item",
        ),
        pytest.param(
            "Rent is 3.5 yuan [1]. See Article 8 [2].",
            ["Rent is 3.5 yuan [1].", "See Article 8 [2]."],
            id="english-and-decimals",
        ),
        pytest.param("没有标点[1]", ["没有标点[1]"], id="no-stop-at-all"),
        pytest.param(
            "[1] 甲乙。丙丁。[2] 戊己。", ["[1] 甲乙。", "丙丁。", "[2] 戊己。"], id="marks-before-their-sentences"
        ),
        pytest.param(
            "[1] Rent is paid.\n[2] It ends.",
            ["[1] Rent is paid.", "[2] It ends."],
            id="english-marks-before-their-sentences",
        ),
        pytest.param(
            "条件如下：1. 甲乙丙；2. 丁戊。", ["条件如下：1. 甲乙丙；2. 丁戊。"], id="a-list-within-a-sentence"
        ),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_sentences_are_whole_however_they_arrive(text: str, sentences: list[str], size: int) -> None:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert list(split_sentences(pieces)) == sentences


@given(st.text(alphabet="甲乙。！\n[]12：. aB", max_size=60), st.integers(1, 7))
def test_splitting_loses_no_character_but_blanks(text: str, size: int) -> None:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert "".join("".join(split_sentences(pieces)).split()) == "".join(text.split())
