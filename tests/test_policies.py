"""Numerals, figures and repeals as official texts write them."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.policies.quantities import QuantityKind, quantities_in
from assistant.policies.repeals import Repeal, RepealingDocument, apply_repeals, read_repeals
from assistant.text.labels import ArticleNumber, normal_document_number, parse_article_label
from assistant.text.numerals import chinese_to_int, int_to_chinese


@given(st.integers(1, 9999))
def test_chinese_numerals_come_back(number: int) -> None:
    assert chinese_to_int(int_to_chinese(number)) == number


@given(st.integers(1, 1999), st.integers(0, 20))
def test_article_labels_come_back(article: int, inserted: int) -> None:
    number = ArticleNumber(article, inserted)
    assert parse_article_label(number.label) == number


@pytest.mark.parametrize("text", ["第条", "第甲条", "十条"])
def test_what_is_no_label_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_article_label(text)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        pytest.param("给予五十万元奖励", QuantityKind.MONEY, "500000", id="chinese-amount"),
        pytest.param("给予50万元奖励", QuantityKind.MONEY, "500000", id="mixed-amount"),
        pytest.param("给予500,000元奖励", QuantityKind.MONEY, "500000", id="thousands"),
        pytest.param("给予1.5亿元奖励", QuantityKind.MONEY, "150000000", id="hundred-millions"),
        pytest.param("按百分之三十给予", QuantityKind.RATE, "0.3", id="chinese-rate"),
        pytest.param("按30%给予", QuantityKind.RATE, "0.3", id="rate"),
        pytest.param("面积5000平方米", QuantityKind.AREA, "5000", id="area"),
        pytest.param("自2024年4月1日起", QuantityKind.DATE, "2024-04-01", id="date"),
        pytest.param("十个工作日内", QuantityKind.PERIOD, "10 working_day", id="working-days"),
        pytest.param("期限三年", QuantityKind.PERIOD, "3 year", id="years"),
        pytest.param("由五十个以下股东出资", QuantityKind.COUNT, "50", id="chinese-count"),
        pytest.param("不少于三人", QuantityKind.COUNT, "3", id="people"),
        pytest.param("依照第十二条", QuantityKind.ARTICLE, "12", id="article"),
    ],
)
def test_one_figure_has_one_form(text: str, kind: QuantityKind, value: str) -> None:
    assert (kind, value) in {(quantity.kind, quantity.value) for quantity in quantities_in(text)}


@pytest.mark.parametrize("text", ["一个企业", "两家单位", "一是加强管理", "其他各项"])
def test_words_that_only_look_like_figures_are_none(text: str) -> None:
    assert not quantities_in(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "原《云汀区奖励办法》（云政规〔2021〕5号）同时废止。",
            [("云汀区奖励办法", "云政规〔2021〕5号")],
            id="with-number",
        ),
        pytest.param("《甲办法》《乙办法》同时废止。", [("甲办法", ""), ("乙办法", "")], id="two-at-once"),
        pytest.param("《甲办法》(云政规[2021] 5号)予以废止。", [("甲办法", "云政规〔2021〕5号")], id="other-brackets"),
        pytest.param("依据《公司法》，制定本办法。", [], id="only-cited"),
    ],
)
def test_repeals_are_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(repeal.title, repeal.document_number) for repeal in read_repeals(text)] == expected


@pytest.mark.parametrize(
    "written", ["云政规〔2024〕3号", "云政规[2024]3号", "云政规（2024） 3 号", "云政规【２０２４】3号"]
)
def test_a_document_number_has_one_form(written: str) -> None:
    assert normal_document_number(written) == "云政规〔2024〕3号"


def held(name: str, number: str, year: int, *repeals: Repeal) -> RepealingDocument:
    return RepealingDocument(name + number, name, number, None, date(year, 1, 1), repeals)


CHAIN = (
    held("奖励办法", "云政规〔2019〕1号", 2019),
    held("奖励办法", "云政规〔2021〕2号", 2021, Repeal("奖励办法", "云政规〔2019〕1号", "")),
    held(
        "新奖励办法", "云政规〔2024〕3号", 2024, Repeal("奖励办法", "云政规〔2021〕2号", ""), Repeal("奖励办法", "", "")
    ),
)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_repeals_do_not_depend_on_the_order_of_reading(order: tuple[int, ...]) -> None:
    assert apply_repeals([CHAIN[index] for index in order]) == {
        CHAIN[0].id: (date(2021, 1, 1), CHAIN[1].id),
        CHAIN[1].id: (date(2024, 1, 1), CHAIN[2].id),
    }


def test_a_document_does_not_repeal_a_newer_one_of_its_name() -> None:
    older = held("奖励办法", "", 2019, Repeal("奖励办法", "", ""))
    newer = held("奖励办法", "云政规〔2024〕3号", 2024)
    assert apply_repeals([older, newer]) == {}
