"""Where a letter says what it asks for: its lists, the words before them, alternatives, topics."""

from __future__ import annotations

import pytest

from assistant.complaints.letters.reply_records import Span
from assistant.replying.asking.lists import lists_of
from assistant.replying.asking.parts import alternatives_joined, first_alternative
from assistant.replying.asking.units import units_of, words_of
from assistant.replying.clauses import quote_for

TWO_LISTS = """现将情况列明：
1. 依据：《某办法》第九条。
2. 申报：3月8日网上提交。
3. 拨付：首期已到账。
请求：
(1) 余款拨付；
(2) 出具计算说明；
(3) 明确今年是否受理。
附件：回单一份。"""


def texts(text: str) -> list[list[str]]:
    return [[text[item.start : item.end] for item in one.items] for one in lists_of(text)]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        pytest.param(
            TWO_LISTS,
            [
                ["依据：《某办法》第九条", "申报：3月8日网上提交", "拨付：首期已到账"],
                ["余款拨付", "出具计算说明", "明确今年是否受理"],
            ],
            id="two-kinds-of-numbers",
        ),
        pytest.param("情况：1）门锁了；2）电断了；3）没人管。", [["门锁了", "电断了", "没人管"]], id="half-brackets"),
        pytest.param(
            "一、门坏。\n二、灯坏。\n要求：\n一、修门。\n二、修灯。",
            [["门坏", "灯坏"], ["修门", "修灯"]],
            id="the-same-numbers-again",
        ),
        pytest.param("第一，把门打开；第二，把电接上。", [["把门打开", "把电接上"]], id="in-words"),
        pytest.param("请贵局：\n——修门，换锁；\n——修灯。", [["修门，换锁", "修灯"]], id="dashes"),
        pytest.param("今年3.5万元，去年2.8万元。", [], id="figures-are-no-numbers-of-items"),
    ],
)
def test_lists_by_the_kind_of_their_numbers(text: str, items: list[list[str]]) -> None:
    assert texts(text) == items


@pytest.mark.parametrize(
    ("text", "units"),
    [
        pytest.param(
            "请退还押金、补开发票、出具退租证明。", ["请退还押金", "补开发票", "出具退租证明"], id="several-in-one"
        ),
        pytest.param("油、盐、酱都涨了，1,200元。", ["油、盐、酱都涨了", "1,200元"], id="short-things-and-figures"),
        pytest.param(
            "事项 光缆挖断 每月 600 元 要求 赔偿",
            ["事项", "光缆挖断", "每月 600 元", "要求", "赔偿"],
            id="spaces-for-marks",
        ),
        pytest.param("一是查清；二是退钱。", ["查清", "退钱"], id="numbers-are-left-out"),
        pytest.param(
            "Mr. Gao paid RMB 1,200. Please return it, or write to us.",
            ["Mr. Gao paid RMB 1,200", "Please return it", "or write to us"],
            id="english",
        ),
    ],
)
def test_a_letter_is_cut_into_units(text: str, units: list[str]) -> None:
    assert [words_of(text, one) for one in units_of(text)] == units


def test_a_unit_knows_what_introduces_it() -> None:
    text = "请贵局：\n——修门，换锁；\n——修灯。\n要求\n退押金\n补发票"
    units = units_of(text)
    above = [words_of(text, units[one.heading]) if one.heading >= 0 else "" for one in units]
    assert above == ["", "请贵局", "请贵局", "请贵局", "请贵局", "要求", "要求"]
    assert [one.item for one in units] == [0, 1, 1, 2, 0, 0, 0]
    assert [one.begins_item for one in units] == [False, True, False, True, False, False, False]


def test_what_is_asked_for_instead_belongs_to_the_demand_before() -> None:
    text = "要么给个日子，要么付违约金，或者换一处"
    spans = [Span(0, 6), Span(7, 13), Span(14, len(text))]
    assert alternatives_joined(text, spans) == [Span(0, len(text))]
    assert first_alternative(text) == "要么给个日子"


def test_what_introduces_items_is_quoted_with_them() -> None:
    items = "\n".join(
        f"（{number}）不得设置与项目实际需要不相适应的条件，或者指向特定的供应商和产品的技术要求；"
        for number in "一二三四五六七八"
    )
    article = f"第二十条 有下列情形之一的，属于以不合理的条件限制供应商：\n{items}"
    quote = quote_for("以不合理的条件限制供应商的情形", article)
    assert quote.startswith("有下列情形之一的，属于以不合理的条件限制供应商：（一）不得设置")
    assert quote.endswith("；")
