"""Documents into passages: articles whole, references no headings, nothing lost, nothing longer than fits."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.buildings.headers.release_marks import Restriction
from assistant.policies.outline import NodeKind, place_name
from assistant.records import ChunkKind, DocumentKind, Passage
from assistant.text.labels import ArticleNumber, parse_article_label
from assistant.text.numerals import int_to_chinese
from ingest.chunking import cut_document
from ingest.chunking.pieces import Piece, cut_to_fit
from ingest.parsed import ParsedDocument
from ingest.parsing import parse_file
from ingest.parsing.builder import DocumentBuilder, Record
from ingest.parsing.limits import ParseLimits
from tests.conftest import SHARED_DATA

LIMITS = ParseLimits(max_file_mb=100, max_pages=1000, max_expanded_mb=1024, timeout_s=600, ocr="never")


def document(*paragraphs: str) -> ParsedDocument:
    builder = DocumentBuilder("text/plain")
    for paragraph in paragraphs:
        builder.paragraph(paragraph)
    return builder.build()


def cut(parsed: ParsedDocument, longest: int = 400, kind: DocumentKind = DocumentKind.POLICY) -> tuple[Passage, ...]:
    return cut_document(
        parsed, kind, "办法", lambda text: len(text) <= longest, 400, lambda _table, _rows: Restriction()
    ).passages


def labels(parsed: ParsedDocument) -> list[str | None]:
    return [passage.clause for passage in cut(parsed) if passage.kind is ChunkKind.CLAUSE and passage.part == 1]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["第一条 甲。", "第二条 乙。"], ["第一条", "第二条"], id="plain"),
        pytest.param(["第 一 条　甲。", "第 二 条　乙。"], ["第一条", "第二条"], id="spaced"),
        pytest.param(["第1条 甲。", "第2条 乙。"], ["第一条", "第二条"], id="arabic"),
        pytest.param(["第１条 甲。", "第２条 乙。"], ["第一条", "第二条"], id="full-width"),
        pytest.param(["第九百九十九条 甲。", "第一千条 乙。"], ["第九百九十九条", "第一千条"], id="thousand"),
        pytest.param(
            ["第一百二十一条 甲。", "第一百二十一条之一 乙。", "第一百二十二条 丙。"],
            ["第一百二十一条", "第一百二十一条之一", "第一百二十二条"],
            id="inserted",
        ),
        pytest.param(["第一条 【目的】甲。", "第二条【范围】乙。"], ["第一条", "第二条"], id="bracketed-headings"),
        pytest.param(
            ["第一条 中小企业可以申请。", "第二条 中央企业除外。"], ["第一条", "第二条"], id="body-begins-with-中"
        ),
        pytest.param(
            ["第一条 的确有困难的，可以申请。", "第二条 乙。"], ["第一条", "第二条"], id="body-begins-with-的"
        ),
        pytest.param(
            ["第一条 甲。", "第二条　第一条规定的企业可以申请。", "第三条 丙。"],
            ["第一条", "第二条", "第三条"],
            id="body-begins-with-a-reference",
        ),
        pytest.param(
            ["第一条 甲。", "第二条 乙：", "第一条规定的企业；", "第三条 丙。"],
            ["第一条", "第二条", "第三条"],
            id="a-line-begins-with-a-reference",
        ),
        pytest.param(
            ["第一条 甲，符合", "第五条、第六条的除外。", "第二条 乙。"],
            ["第一条", "第二条"],
            id="a-line-begins-with-a-list",
        ),
        pytest.param(
            ["第一条 甲。", "第九条 本行误排。", "第二条 乙。", "第三条 丙。"],
            ["第一条", "第二条", "第三条"],
            id="a-number-out-of-order",
        ),
        pytest.param(["第一条 甲。第二条 乙。第三条 丙。"], ["第一条", "第二条", "第三条"], id="run-in"),
    ],
)
def test_articles_are_found_however_they_are_numbered(lines: list[str], expected: list[str]) -> None:
    assert labels(document(*lines)) == expected


@pytest.mark.parametrize(
    "below",
    [
        pytest.param(["公开方式：主动公开", "抄送：区委办公室。"], id="distribution"),
        pytest.param(["澜州市云汀区人民政府", "2024年3月1日"], id="signature"),
        pytest.param(["澜州市云汀区人民政府办公室　　2024年3月1日印发"], id="line-of-print"),
        pytest.param(["（此件公开发布）"], id="release-note"),
    ],
)
def test_the_print_below_is_not_part_of_the_closing_clause(below: list[str]) -> None:
    passages = cut(document("第一条 甲。", "第二条 本办法自2024年4月1日起施行。", *below))
    assert [passage.text for passage in passages if passage.clause == "第二条"] == [
        "第二条 本办法自2024年4月1日起施行。"
    ]
    assert [passage.text for passage in passages if passage.kind is ChunkKind.SECTION] == ["\n".join(below)]


def test_a_clause_carries_the_headings_above_it() -> None:
    passages = cut(document("第一章 总则", "第一条 甲。", "第二章 支持", "第一节 租金", "第二条 乙。"))
    assert [passage.heading for passage in passages if passage.clause] == ["第一章 总则", "第二章 支持 第一节 租金"]


def test_an_appendix_is_cut_into_sections() -> None:
    passages = cut(document("第一条 甲。", "第二条 乙。", "附件1", "申请表填写说明：填写企业名称。"))
    assert [passage.kind for passage in passages] == [ChunkKind.CLAUSE, ChunkKind.CLAUSE, ChunkKind.SECTION]


def test_a_long_clause_is_cut_at_the_ends_of_its_paragraphs() -> None:
    paragraphs = ["第一条 " + "甲" * 30 + "。", "乙" * 30 + "。", "丙" * 30 + "。"]
    passages = [
        passage for passage in cut(document(*paragraphs, "第二条 丁。"), longest=70) if passage.clause == "第一条"
    ]
    assert [(passage.part, passage.parts) for passage in passages] == [(1, 2), (2, 2)]
    assert "\n".join(passage.text for passage in passages) == "\n".join(paragraphs)


def test_rows_carry_every_cell_with_its_header() -> None:
    builder = DocumentBuilder("text/csv")
    builder.table(["楼宇", "空置面积(㎡)"], [Record(["汀湖中心", "1500"], row=3)], caption="台账", sheet="写字楼")
    (row,) = [p for p in cut(builder.build(), kind=DocumentKind.LISTING) if p.kind is ChunkKind.ROW]
    assert [(cell.header, cell.value) for cell in row.cells] == [("楼宇", "汀湖中心"), ("空置面积(㎡)", "1500")]
    assert (row.place.sheet, row.place.row, row.heading) == ("写字楼", 3, "台账")


SENTENCES = st.text(alphabet="甲乙丙丁 1，、", min_size=1, max_size=25).map(lambda text: f"{text}。")
BODIES = st.lists(st.lists(SENTENCES, min_size=1, max_size=4).map("".join), min_size=1, max_size=4)


@given(st.lists(BODIES, min_size=2, max_size=6), st.integers(12, 60))
def test_nothing_is_lost_and_nothing_is_too_long(bodies: list[list[str]], longest: int) -> None:
    lines = [
        line
        for number, body in enumerate(bodies, start=1)
        for line in (f"第{int_to_chinese(number)}条 {body[0]}", *body[1:])
    ]
    parsed = document(*lines)
    passages = cut(parsed, longest)
    assert all(len(passage.text) <= longest for passage in passages)
    assert "".join("".join(passage.text for passage in passages).split()) == "".join(parsed.text.split())
    for passage in passages:
        place = passage.place
        assert "".join(parsed.text[place.start : place.end].split()) == "".join(passage.text.split())


@given(st.lists(SENTENCES, min_size=1, max_size=8).map("".join), st.integers(30, 80))
def test_a_cut_stands_at_the_end_of_a_sentence(text: str, longest: int) -> None:
    parts = cut_to_fit(Piece(text, 0, len(text)), lambda part: len(part) <= longest)
    assert all(part.text.endswith("。") for part in parts)


LAWS = SHARED_DATA / "laws"
PAGES = SHARED_DATA / "pages"


@pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/data/laws is not here")
def test_every_article_of_the_laws_is_found() -> None:
    """Against a count of the lines that begin with a label and a space, which knows nothing of chains and references."""
    line = re.compile(
        r"^[\s　*#]*(第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?)[\s　]", re.MULTILINE
    )
    differing = []
    count = 0
    for path in sorted(LAWS.rglob("*.md")):
        counted = line.findall(path.read_text(encoding="utf-8"))
        count += len(counted)
        if labels(parse_file(path, LIMITS)) != counted:
            differing.append(path.name)
    assert count > 10_000
    assert differing == []


@pytest.mark.skipif(not PAGES.is_dir(), reason="../shared/data/pages is not here")
def test_the_articles_of_saved_pages_number_on_without_a_gap() -> None:
    gaps = {}
    for path in sorted(PAGES.glob("*.html")):
        passages = cut(parse_file(path, LIMITS))
        numbers = [number_of(passage) for passage in passages if passage.clause and passage.part == 1]
        missing = [later.label for earlier, later in itertools.pairwise(numbers) if later.article > earlier.article + 1]
        if missing:
            gaps[path.name] = missing
    assert gaps == {}


def number_of(passage: Passage) -> ArticleNumber:
    assert passage.clause
    return parse_article_label(passage.clause)


PARTS = (
    "云湾区开放型经济奖励意见",
    "云湾政发〔2026〕6号",
    "一、推动利用外资",
    "第一条　年度到账外资二百万美元以上的企业，奖励人民币二十六万元。",
    "二、促进外贸增长",
    "第二条　年度出口增长百分之十二以上的企业，奖励人民币九万元。",
    "第三条　申请时提交：",
    "一、申请表",
    "二、营业执照",
    "第四条　申请不收费。",
    "三、其他",
    "第五条　本意见自2026年5月1日起施行。",
)


def test_a_heading_between_articles_belongs_to_what_follows() -> None:
    clauses = {passage.clause: passage for passage in cut(document(*PARTS)) if passage.clause}
    assert clauses["第一条"].text.endswith("奖励人民币二十六万元。")
    assert clauses["第三条"].text.endswith("二、营业执照"), "a list within an article stays with it"
    assert [clauses[label].heading for label in ("第一条", "第二条", "第四条", "第五条")] == [
        "一、推动利用外资",
        "二、促进外贸增长",
        "二、促进外贸增长",
        "三、其他",
    ]


def test_a_heading_that_the_format_marks_belongs_to_what_follows_too() -> None:
    builder = DocumentBuilder("text/markdown")
    builder.heading("奖励意见", 1)
    for heading, article in (("推动利用外资", "第一条　奖励二十六万元。"), ("促进外贸增长", "第二条　奖励九万元。")):
        builder.heading(heading, 2)
        builder.paragraph(article)
    clauses = {passage.clause: passage for passage in cut(builder.build()) if passage.clause}
    assert clauses["第一条"].text == "第一条　奖励二十六万元。"
    assert [clauses[label].heading for label in ("第一条", "第二条")] == ["推动利用外资", "促进外贸增长"]


def test_headings_between_articles_are_nodes_above_them() -> None:
    nodes = cut_document(
        document(*PARTS),
        DocumentKind.POLICY,
        "办法",
        lambda text: len(text) <= 400,
        400,
        lambda _table, _rows: Restriction(),
    ).outline
    second = next(node for node in nodes if node.kind is NodeKind.ARTICLE and node.number == 2)
    assert second.parent is not None
    assert nodes[second.parent].heading == "二、促进外贸增长"
    assert place_name(nodes, second.ordinal) == "第二条"


def test_closing_rules_without_a_number_are_no_part_of_the_article_above() -> None:
    parsed = document(
        "第一条　制定本办法。",
        "第二条　奖励九万元。",
        "附　则",
        "本办法所称企业，是指在本区注册的企业。",
        "本办法有效期三年。",
    )
    passages = cut(parsed)
    assert passages[1].text == "第二条　奖励九万元。"
    assert passages[2].locator.startswith("附 则")
    assert "有效期三年" in passages[2].text


def test_a_second_document_in_a_file_is_not_part_of_the_first_ones_last_section() -> None:
    parsed = document(
        "云汀区转企改制规定", "一、资产", "资产应当清查。", "二、人员", "人员应当安置。", "云汀区支持企业发展规定", "为促进发展，制定本规定。", "一、资产", "资产可以划拨。", "二、其他", "其他事项另行规定。",
    )  # fmt: skip
    passages = {passage.text: passage.heading for passage in cut(parsed)}
    assert passages["人员应当安置。"] == "二、人员"
    assert passages["资产可以划拨。"] == "云汀区支持企业发展规定 一、资产"
    nodes = cut_document(
        parsed, DocumentKind.POLICY, "办法", lambda text: len(text) <= 400, 400, lambda _table, _rows: Restriction()
    ).outline
    (second,) = [node for node in nodes if node.heading == "云汀区支持企业发展规定"]
    assert [node.number for node in nodes if node.parent == second.ordinal and node.mark] == [1, 2]
