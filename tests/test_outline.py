"""A document's tree: every unit found however it is numbered, nothing lost, and of one mind with chunks and addresses."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from assistant.buildings.headers.release_marks import Restriction
from assistant.policies.address import ClauseAddress
from assistant.policies.article_parts import part_of
from assistant.policies.outline import NodeKind, OutlineNode, path_to, place_name
from assistant.policies.tables import OutlineRow, read_outline
from assistant.records import ChunkKind, DocumentKind, Passage
from assistant.text.labels import ArticleNumber
from assistant.text.numerals import int_to_chinese
from assistant.wiring import Services
from ingest.chunking import Cut, cut_document
from ingest.parsed import ParsedDocument
from ingest.parsing import SUFFIXES, parse_file
from ingest.parsing.builder import DocumentBuilder, Record
from ingest.parsing.limits import ParseLimits
from tests.conftest import SAMPLES, SHARED_DATA

LIMITS = ParseLimits(max_file_mb=100, max_pages=1000, max_expanded_mb=1024, timeout_s=600, ocr="never")


def document(*paragraphs: str) -> ParsedDocument:
    builder = DocumentBuilder("text/plain")
    for paragraph in paragraphs:
        builder.paragraph(paragraph)
    return builder.build()


def cut(parsed: ParsedDocument, title: str = "办法") -> Cut:
    return cut_document(
        parsed, DocumentKind.POLICY, title, lambda text: len(text) <= 400, 400, lambda _table, _rows: Restriction()
    )


def places(*paragraphs: str) -> list[str]:
    """How each node with words is cited, with its words."""
    nodes = cut(document(*paragraphs)).outline
    return [f"{place_name(nodes, node.ordinal)} {' '.join(node.text.split())}" for node in nodes if node.text]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ["第一条 甲。", "第二条 乙，下列企业：", "（一）丙；", "（二）丁：", "1.戊；", "2.己。", "庚。"],
            [
                "第一条 第一条",
                "第一条 甲。",
                "第二条 第二条",
                "第二条第一款 乙，下列企业：",
                "第二条第一款第（一）项 （一）丙；",
                "第二条第一款第（二）项 （二）丁：",
                "第二条第一款第（二）项第1目 1.戊；",
                "第二条第一款第（二）项第2目 2.己。",
                "第二条第二款 庚。",
            ],
            id="paragraphs-items-subitems",
        ),
        pytest.param(
            ["第一条 【目的依据】甲。", "第二条（适用范围） 乙。", "第三条 职责分工", "丙。"],
            [
                "第一条 第一条 【目的依据】",
                "第一条 甲。",
                "第二条 第二条（适用范围）",
                "第二条 乙。",
                "第三条 第三条 职责分工",
                "第三条 丙。",
            ],
            id="headings-are-no-paragraphs",
        ),
        pytest.param(
            ["第１０条 甲：（一）乙；（二）丙。", "第 十一 条 丁。", "第十一条之一 戊。"],
            [
                "第十条 第１０条",
                "第十条 甲：",
                "第十条第（一）项 （一）乙；",
                "第十条第（二）项 （二）丙。",
                "第十一条 第 十一 条",
                "第十一条 丁。",
                "第十一条之一 第十一条之一",
                "第十一条之一 戊。",
            ],
            id="full-width-spaces-inserted-run-in",
        ),
        pytest.param(
            ["第一条 甲，下列情形：", "（一）乙：", "按季度计算。", "（二）丙。", "丁。", "第二条 戊。"],
            [
                "第一条 第一条",
                "第一条第一款 甲，下列情形：",
                "第一条第一款第（一）项 （一）乙： 按季度计算。",
                "第一条第一款第（二）项 （二）丙。",
                "第一条第二款 丁。",
                "第二条 第二条",
                "第二条 戊。",
            ],
            id="a-line-within-a-list-belongs-to-the-item-above",
        ),
        pytest.param(
            ["第一条 依照本法取得用地的，", "应当缴纳价款。", "第二条 乙。"],
            ["第一条 第一条", "第一条 依照本法取得用地的， 应当缴纳价款。", "第二条 第二条", "第二条 乙。"],
            id="a-broken-line-is-one-paragraph",
        ),
        pytest.param(
            ["目录", "第一章 总则", "第二章 附则", "第一章 总则", "第一条 甲。", "第二章 附则", "第二条 乙。"],
            [
                "第1段 目录",
                "第一章 第一章 总则",
                "第二章 第二章 附则",
                "第一章 第一章 总则",
                "第一条 第一条",
                "第一条 甲。",
                "第二章 第二章 附则",
                "第二条 第二条",
                "第二条 乙。",
            ],
            id="contents",
        ),
        pytest.param(
            [
                "一、支持落户",
                "（一）租金补贴。对新设企业给予补贴：",
                "1.甲；",
                "2.乙。",
                "丙。",
                "二、本通知自印发之日起施行。",
            ],
            [
                "一、 一、支持落户",
                "一、（一） （一）租金补贴。对新设企业给予补贴：",
                "一、（一）1. 1.甲；",
                "一、（一）2. 2.乙。",
                "一、（一） 第1段 丙。",
                "二、 二、本通知自印发之日起施行。",
            ],
            id="notice",
        ),
        pytest.param(
            ["第一条 甲。", "第二条 乙。", "附件1 申报表", "一、填写说明", "丙。", "附件2", "丁。"],
            [
                "第一条 第一条",
                "第一条 甲。",
                "第二条 第二条",
                "第二条 乙。",
                "附件1 附件1 申报表",
                "附件1一、 一、填写说明",
                "附件1一、 第1段 丙。",
                "附件2 附件2",
                "附件2 第1段 丁。",
            ],
            id="appendices",
        ),
        pytest.param(
            ["第一条 甲。", "第二条 乙。", "附件 实施细则", "第一条 丙。", "第二条 丁。"],
            [
                "第一条 第一条",
                "第一条 甲。",
                "第二条 第二条",
                "第二条 乙。",
                "附件 附件 实施细则",
                "附件第一条 第一条",
                "附件第一条 丙。",
                "附件第二条 第二条",
                "附件第二条 丁。",
            ],
            id="an-appendix-of-articles",
        ),
    ],
)
def test_every_unit_has_its_place(lines: list[str], expected: list[str]) -> None:
    assert places(*lines) == expected


def test_numbers_are_integers_and_headings_are_names() -> None:
    nodes = cut(
        document("第二编 分则", "第三章 支持措施", "第一百二十一条之一 【租金】甲。", "第一百二十二条 乙。")
    ).outline
    found = [
        (node.kind, node.number, node.inserted, node.heading) for node in nodes if node.kind is not NodeKind.PARAGRAPH
    ]
    assert found == [
        (NodeKind.BOOK, 2, 0, "分则"),
        (NodeKind.CHAPTER, 3, 0, "支持措施"),
        (NodeKind.ARTICLE, 121, 1, "租金"),
        (NodeKind.ARTICLE, 122, 0, ""),
    ]


def test_a_table_stands_in_its_article_and_splits_no_paragraph() -> None:
    builder = DocumentBuilder("text/plain")
    builder.paragraph("第一条 按下表补贴：")
    builder.table(["面积", "补贴"], [Record(["500", "10%"]), Record(["1000", "20%"])])
    builder.paragraph("前款标准每年调整。")
    builder.paragraph("第二条 乙。")
    nodes = cut(builder.build()).outline
    assert [(place_name(nodes, node.ordinal), node.kind) for node in nodes if node.parent == 0] == [
        ("第一条第一款", NodeKind.PARAGRAPH),
        ("第一条表1", NodeKind.TABLE),
        ("第一条第二款", NodeKind.PARAGRAPH),
    ]


def assert_whole(parsed: ParsedDocument, nodes: tuple[OutlineNode, ...]) -> None:
    """The own words of all nodes in order are the document; each lies within its parent, whose nodes stand together."""
    at = 0
    for node in nodes:
        assert not parsed.text[at : node.start].strip()
        assert parsed.text[node.start : node.start + len(node.text)] == node.text
        at = node.start + len(node.text)
    assert not parsed.text[at:].strip()
    for earlier, later in pairwise(nodes):
        assert later.ordinal == earlier.ordinal + 1
        above = [step.ordinal for step in path_to(nodes, earlier.ordinal)]
        assert later.parent is None or later.parent in above
    for node in nodes:
        assert node.parent is None or (nodes[node.parent].start <= node.start and node.end <= nodes[node.parent].end)


def assert_chunks_agree(passages: tuple[Passage, ...], nodes: tuple[OutlineNode, ...]) -> None:
    """The clauses are the articles of the tree, and every part of an article is what its address finds in the clause."""
    articles = {node.start: node for node in nodes if node.kind is NodeKind.ARTICLE}
    clauses = [passage for passage in passages if passage.kind is ChunkKind.CLAUSE]
    assert {clause.place.start: clause.clause for clause in clauses if clause.part == 1} == {
        start: node.label for start, node in articles.items()
    }
    for first in (clause for clause in clauses if clause.part == clause.parts == 1):
        for node in nodes[articles[first.place.start].ordinal :]:
            if node.start >= first.place.end:
                break
            if node.kind in {NodeKind.PARAGRAPH, NodeKind.ITEM, NodeKind.SUBITEM}:
                assert squeezed(words_below(nodes, node)) in squeezed(
                    part_of(first.text, address_of(nodes, node)) or ""
                )


def address_of(nodes: tuple[OutlineNode, ...], node: OutlineNode) -> ClauseAddress:
    steps = {step.kind: step.number for step in path_to(nodes, node.ordinal)}
    item, subitem = steps.get(NodeKind.ITEM), steps.get(NodeKind.SUBITEM)
    return ClauseAddress("", ArticleNumber(steps[NodeKind.ARTICLE]), steps[NodeKind.PARAGRAPH], item, subitem)


def words_below(nodes: tuple[OutlineNode, ...], node: OutlineNode) -> str:
    inside = (other for other in nodes[node.ordinal :] if other.start < node.end and other.kind is not NodeKind.TABLE)
    return "".join(other.text for other in inside)


def squeezed(text: str) -> str:
    return "".join(text.split())


LINE = st.one_of(
    st.sampled_from(
        [
            "第一章 总则",
            "附件1",
            "（一）甲；",
            "（二）乙。",
            "1.丙；",
            "2.丁。",
            "一、戊",
            "①己",
            "第三条规定的企业，",
            "2024年3月1日",
            "目录",
        ]
    ),
    st.integers(1, 12).map(lambda number: f"第{int_to_chinese(number)}条　【己】庚：（一）辛；（二）壬。"),
    st.text(alphabet="甲乙丙 　1（）一、。；：", min_size=1, max_size=20),
)


@given(st.lists(LINE, max_size=25))
def test_nothing_is_lost_whatever_the_lines_are(lines: list[str]) -> None:
    parsed = document(*lines)
    found = cut(parsed)
    assert_whole(parsed, found.outline)
    assert_chunks_agree(found.passages, found.outline)


REAL = [
    *sorted(
        path
        for path in SAMPLES.rglob("*")
        if path.suffix in SUFFIXES and path.parent.name in {"policies", "guides", "reports"}
    ),
    *sorted((SHARED_DATA / "laws").rglob("*.md")),
    *sorted((SHARED_DATA / "pages").glob("*.html")),
    *sorted((SHARED_DATA / "work_reports").glob("*.txt")),
]


@pytest.mark.parametrize("kind", ["samples", "laws", "pages", "work_reports"])
def test_real_documents_are_whole_and_agree_with_their_chunks(kind: str) -> None:
    paths = [path for path in REAL if kind in path.parts]
    if not paths:
        pytest.skip(f"../shared/data/{kind} is not here")
    for path in paths:
        parsed = parse_file(path, LIMITS)
        found = cut(parsed, path.stem)
        assert_whole(parsed, found.outline)
        assert_chunks_agree(found.passages, found.outline)


def test_the_tree_is_stored_with_its_document_and_goes_with_it(
    make_services: Callable[..., Services], tmp_path: Path
) -> None:
    services, file = make_services(), tmp_path / "办法.txt"
    for text, articles in (("第一条 甲。\n第二条 乙。", 2), ("第一条 甲。\n第二条 乙。\n第三条 丙。", 3)):
        file.write_text(text, encoding="utf-8")
        (outcome,) = services.ingestor.ingest([file]).files
        with services.database.session() as session:
            nodes = read_outline(session, outcome.document_id)
        assert sum(node.kind is NodeKind.ARTICLE for node in nodes) == articles
        assert nodes == cut(parse_file(file, LIMITS), "办法").outline
    services.library.delete(outcome.document_id)
    with services.database.session() as session:
        assert session.scalar(select(func.count()).select_from(OutlineRow)) == 0
