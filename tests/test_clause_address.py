"""Addresses of clauses as people and laws write them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.policies.address import ClauseAddress, read_addresses, read_spans
from assistant.policies.article_parts import items_of, paragraphs_of, part_of, subitems_of
from assistant.text.labels import ArticleNumber

ARTICLE = """第八条　符合下列条件之一的企业，可以申请补贴：
（一）注册资本五千万元以上的；
（二）有下列情形之一的：
1.连续经营三年；
2．上年纳税1.5亿元以上。
前款第二项所称纳税，不含滞纳金。
每家企业每年最多二百万元。"""


def said(text: str) -> list[str]:
    return [f"{address.document}|{address.clause}" for address in read_addresses(text)]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        pytest.param("《公司法》第四十七条第一款", ["公司法|第四十七条第一款"], id="title-article-paragraph"),
        pytest.param("《办法》（云政规〔2025〕3号）第三条", ["办法|第三条"], id="number-behind-the-title"),
        pytest.param("云政规[2025]3号第十一条", ["云政规[2025]3号|第十一条"], id="document-number"),
        pytest.param("商务部令2020年第3号第十五条", ["商务部令2020年第3号|第十五条"], id="decree"),
        pytest.param("请问公司法第10条怎么说", ["公司法|第十条"], id="bare-title-arabic-number"),
        pytest.param("我公司想了解一下公司法的第十条", ["公司法|第十条"], id="words-of-asking"),
        pytest.param("《甲》第 一 条", ["甲|第一条"], id="spaces"),
        pytest.param("《甲》第１２条", ["甲|第十二条"], id="full-width-digits"),
        pytest.param("《甲》第一百二十一条之一", ["甲|第一百二十一条之一"], id="inserted-article"),
        pytest.param("《甲》第三条至第五条", ["甲|第三条", "甲|第四条", "甲|第五条"], id="range"),
        pytest.param("《甲》第三至五条", ["甲|第三条", "甲|第四条", "甲|第五条"], id="short-range"),
        pytest.param("《甲》第3-4条", ["甲|第三条", "甲|第四条"], id="dash"),
        pytest.param("《甲》第三条、第五条和第七条", ["甲|第三条", "甲|第五条", "甲|第七条"], id="several"),
        pytest.param("《甲》第三、五条", ["甲|第三条", "甲|第五条"], id="short-list"),
        pytest.param("《甲》第一条和《乙》第二条", ["甲|第一条", "乙|第二条"], id="two-documents"),
        pytest.param("《甲》第一条讲什么，第六条呢", ["甲|第一条", "甲|第六条"], id="the-document-holds-on"),
        pytest.param("《甲》第三条第一款、第三款", ["甲|第三条第一款", "甲|第三条第三款"], id="two-paragraphs"),
        pytest.param("《甲》第三条第一款至第三款", [f"甲|第三条第{n}款" for n in "一二三"], id="paragraph-range"),
        pytest.param("《甲》第三条第（二）项", ["甲|第三条第（二）项"], id="item-in-brackets"),
        pytest.param("《甲》第三条第二款第一项第2目", ["甲|第三条第二款第（一）项第2目"], id="down-to-the-last-level"),
        pytest.param("第八条怎么说的？《甲》里", ["甲|第八条"], id="document-named-after"),
        pytest.param("Article 8, paragraph 2 of 《甲》", ["甲|第八条第二款"], id="english"),
        pytest.param("这个办法第八条呢", ["|第八条"], id="pointing-back"),
        pytest.param("本办法第八条", ["|第八条"], id="its-own"),
        pytest.param("按规定第八条", ["|第八条"], id="a-kind-is-no-name"),
        pytest.param("物业管理规定第三条", ["物业管理规定|第三条"], id="a-title-that-ends-in-规定"),
        pytest.param("《甲》规定的第三条", ["甲|第三条"], id="as-laid-down-in"),
        pytest.param("第二款呢", ["|第二款"], id="paragraph-only"),
        pytest.param("《甲》对楼宇有什么支持", [], id="no-address"),
    ],
)
def test_an_address_is_read_as_it_is_written(text: str, addresses: list[str]) -> None:
    assert said(text) == addresses


@pytest.mark.parametrize(
    "text",
    [
        "《公司法》（2018年修正）第三条",
        "《公司法（2018修正）》第三条",
        "2018年版《公司法》第三条",
        "公司法2018年第三条",
    ],
)
def test_an_edition_is_named_by_its_year(text: str) -> None:
    assert [address.year for address in read_addresses(text)] == [2018]


def test_a_number_beyond_all_articles_names_no_endless_range() -> None:
    assert len(read_addresses("《甲》第一条至第九千条")) == 2
    assert read_addresses("《甲》第" + "九" * 900 + "条") == ()


@given(st.integers(1, 3000), st.integers(0, 20), st.integers(1, 30), st.integers(1, 30))
def test_what_an_address_prints_is_read_back(article: int, inserted: int, paragraph: int, item: int) -> None:
    address = ClauseAddress("某某办法", ArticleNumber(article, inserted), paragraph, item, quoted=True)
    assert read_addresses(f"《某某办法》{address.clause}") == (address,)


@given(st.text(alphabet="第三条款项目至、和《》（）()办法本前的 1２一十之", max_size=30))
def test_reading_never_fails_and_spans_stand_in_the_text(text: str) -> None:
    read_addresses(text)
    spans = read_spans(text)
    assert all(0 <= span.start < span.end <= len(text) and span.addresses for span in spans)
    assert all(earlier.end <= later.start for earlier, later in pairwise(spans))


class TestParts:
    """款, 项 and 目 of an article."""

    def test_items_belong_to_their_paragraph(self) -> None:
        assert len(paragraphs_of(ARTICLE)) == 3

    def test_items_keep_their_subitems(self) -> None:
        items = items_of(paragraphs_of(ARTICLE)[0])
        assert list(items) == [1, 2]
        assert list(subitems_of(items[2])) == [1, 2]
        assert subitems_of(items[2])[2].endswith("1.5亿元以上。")

    def test_items_that_a_scan_ran_together_are_told_apart(self) -> None:
        assert list(items_of("第三条　下列企业：（一）甲；（二）乙；（三）依照第（五）项的。")) == [1, 2, 3]

    @pytest.mark.parametrize(
        ("address", "begins"),
        [
            pytest.param(ClauseAddress("", None), "第八条", id="whole"),
            pytest.param(ClauseAddress("", None, paragraph=3), "每家企业", id="paragraph"),
            pytest.param(ClauseAddress("", None, item=1), "（一）", id="item-without-paragraph"),
            pytest.param(ClauseAddress("", None, 1, 2, 2), "2．", id="subitem"),
        ],
    )
    def test_a_part_is_cut_out_verbatim(self, address: ClauseAddress, begins: str) -> None:
        part = part_of(ARTICLE, address)
        assert part is not None
        assert part.startswith(begins)
        assert part in ARTICLE

    @pytest.mark.parametrize(
        "address",
        [
            ClauseAddress("", None, paragraph=4),
            ClauseAddress("", None, paragraph=0),
            ClauseAddress("", None, 1, 3),
            ClauseAddress("", None, 1, 1, 1),
        ],
        ids=["paragraph", "zero", "item", "subitem"],
    )
    def test_a_part_that_is_not_there_is_none(self, address: ClauseAddress) -> None:
        assert part_of(ARTICLE, address) is None
