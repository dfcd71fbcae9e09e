"""The whole search on a small library: who sees what on which day, what is found by name, what is read together."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from sqlalchemy import delete, event

from assistant import access
from assistant.database import Database
from assistant.documents.drafting import ChunkDrafter
from assistant.documents.keywords import index_document
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.errors import EmbeddingModelChanged
from assistant.records import ChunkKind, Clearance, DocumentKind, Passage, Place, Principal, Role, SearchResult
from assistant.retrieval.chunk_store import ChunkStore
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.exact_names import ExactNames
from assistant.retrieval.keywords.index import KeywordIndex
from assistant.retrieval.langchain_interfaces import HuizhaoRetriever
from assistant.retrieval.retriever import Mode, Retriever
from assistant.settings import RetrievalSettings, Settings
from tests.model_servers import scripted_server

TODAY = date(2026, 11, 23)
INVESTOR, STAFF = Principal(), Principal(Role.STAFF)
LONG_CLAUSE = (
    "第六条　本章程所称备案，是指下列情形。",
    "（一）设立分支机构的，应当备案。",
    "（二）变更住所的，应当备案。",
)


class SmallLibrary:
    """A real store, filled by hand."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self.database = Database(f"sqlite:///{folder / 'huizhao.db'}")
        self.database.migrate()
        self.embedder = embedder
        self.store = ChunkStore(Settings(data_dir=folder))
        self.store.check_fingerprint(embedder.fingerprint)
        self.keyword_index = KeywordIndex()

    def put(self, name: str, *passages: Passage, **columns: object) -> None:
        """Store a document; it is a public report unless the columns say otherwise."""
        values: dict[str, object] = {"kind": DocumentKind.REPORT, "clearance": Clearance.PUBLIC, "title": name}
        document = DocumentRow(id=name, name=name, sha256=name, size_bytes=1, media_type="text/plain", text="")
        for column, value in (values | columns).items():
            setattr(document, column, value)
        rows = ChunkDrafter(self.embedder).rows(name, passages, document.title)
        vectors = self.embedder.embed_documents([row.embedded_text for row in rows])
        with self.database.session() as session:
            session.add(document)
            session.flush()
            session.add_all(rows)
            session.flush()
            for row, vector in zip(rows, vectors, strict=True):
                clearance = Clearance.INTERNAL if row.restricted else document.clearance
                self.store.add(clearance, [row.vector_id], vector[None])
            index_document(session, self.keyword_index, document, rows)

    def retriever(self, **settings: object) -> Retriever:
        chosen = RetrievalSettings(**settings)  # type: ignore[arg-type]
        return Retriever(self.database, self.embedder, self.store, self.keyword_index, chosen)

    def close(self) -> None:
        self.store.close()
        self.database.close()


def clause(number: str, text: str, **changes: object) -> Passage:
    return Passage(ChunkKind.CLAUSE, f"第{number}条　{text}", f"第{number}条", Place(0, 1), **changes)  # type: ignore[arg-type]


def section(text: str, heading: str) -> Passage:
    return Passage(ChunkKind.SECTION, text, heading, Place(0, 1), heading=heading)


def row(number: int, text: str, *, restricted: bool = False) -> Passage:
    place = Place(0, 1, sheet="写字楼", row=number)
    return Passage(ChunkKind.ROW, text, f"写字楼 第{number}行", place, restricted=restricted)


@pytest.fixture(scope="module")
def library(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallLibrary]:
    made = SmallLibrary(tmp_path_factory.mktemp("library"), embedder)
    policy = {"kind": DocumentKind.POLICY}
    made.put(
        "现行办法",
        clause("七", "对租用办公用房的企业，按照实际支付租金的30%给予补贴，最高每年100万元。"),
        clause("八", "对新认定的总部企业，给予一次性奖励。"),
        title="滨江区支持楼宇经济办法",
        document_number="滨政规〔2025〕8号",
        valid_from=date(2025, 1, 1),
        valid_to=date(2029, 12, 31),
        **policy,
    )
    made.put(
        "旧办法",
        clause("五", "对租用办公用房的企业，按照实际支付租金的20%给予补贴，最高每年50万元。"),
        title="滨江区促进楼宇经济发展办法",
        document_number="滨政规〔2021〕3号",
        valid_from=date(2021, 1, 1),
        repealed_on=date(2025, 1, 1),
        **policy,
    )
    made.put(
        "内部口径", clause("一", "租金补贴预算不足时，优先保障在谈重点项目。"), clearance=Clearance.INTERNAL, **policy
    )
    ledger = [
        row(number, f"楼宇名称：滨江{name}大厦；空置面积：{number}00平方米；租金：60元/㎡·月")
        for number, name in enumerate(["银泰", "锦澜国际金融", "望海", "觅渡汇"], start=4)
    ]
    made.put(
        "台账", *ledger, row(5, "楼宇名称：滨江锦澜国际金融大厦；底价：48", restricted=True), kind=DocumentKind.LISTING
    )
    made.put(
        "报告",
        section("前三季度新签约项目42个。", "一、总体情况"),
        section("其中外资项目7个，到位资金3亿元。", "一、总体情况"),
        section("存在的问题是工业用地不足。", "二、问题"),
    )
    parts = [clause("六", "", part=number, parts=3) for number in (1, 2, 3)]
    made.put(
        "章程",
        clause("五", "章程由股东会制定。"),
        *(
            Passage(part.kind, text, part.locator, part.place, clause="第六条", part=part.part, parts=3)
            for part, text in zip(parts, LONG_CLAUSE, strict=True)
        ),
        clause("七", "章程自登记之日起生效。"),
        title="备案章程",
    )
    yield made
    made.close()


def labels(result: SearchResult) -> list[str]:
    return [hit.chunk.citation for hit in result.hits]


def search(library: SmallLibrary, query: str, principal: Principal = INVESTOR, **options: object) -> SearchResult:
    day = options.pop("as_of", TODAY)
    return library.retriever().search(query, principal, day, **options)  # type: ignore[arg-type]


def test_current_law_is_a_hit_and_repealed_law_is_apart(library: SmallLibrary) -> None:
    result = search(library, "租金补贴最高多少")
    assert labels(result)[0] == "《滨江区支持楼宇经济办法》第七条"
    assert "《滨江区促进楼宇经济发展办法》第五条" not in labels(result)
    assert [hit.chunk.citation for hit in result.lapsed] == ["《滨江区促进楼宇经济发展办法》第五条"]


def test_on_an_earlier_day_the_old_law_is_current(library: SmallLibrary) -> None:
    result = search(library, "租金补贴最高多少", as_of=date(2023, 6, 1))
    assert labels(result)[0] == "《滨江区促进楼宇经济发展办法》第五条"
    assert "《滨江区支持楼宇经济办法》第七条" in [hit.chunk.citation for hit in result.lapsed]


@pytest.mark.parametrize("mode", ["fused", "dense", "keyword"])
def test_an_investor_sees_nothing_internal_and_no_restricted_row(library: SmallLibrary, mode: Mode) -> None:
    for query in ("租金补贴预算不足怎么办", "锦澜国际金融大厦的底价"):
        result = search(library, query, k=50, mode=mode)
        seen = (*result.hits, *result.lapsed)
        assert seen
        assert all(hit.chunk.clearance is Clearance.PUBLIC for hit in seen)
        assert not any("底价" in hit.text for hit in seen)
    assert "《内部口径》第一条" in labels(search(library, "租金补贴预算不足怎么办", STAFF, mode=mode))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        pytest.param("滨政规〔2025〕8号", "《滨江区支持楼宇经济办法》", id="document-number"),
        pytest.param(
            "请介绍一下滨政规(2025)8号这份文件", "《滨江区支持楼宇经济办法》", id="document-number-in-a-sentence"
        ),
        pytest.param("觅渡汇大厦", "《台账》写字楼 第7行", id="building-name"),
        pytest.param("锦澜国际金融大厦还有多大面积", "《台账》写字楼 第5行", id="building-name-in-a-sentence"),
        pytest.param("《备案章程》怎么生效", "《备案章程》", id="title"),
    ],
)
def test_names_are_found_even_when_the_vectors_miss(library: SmallLibrary, query: str, first: str) -> None:
    class Astray:
        """A model to which every question means the same, far from what was asked."""

        def __init__(self, embedder: Embedder) -> None:
            self.fingerprint = embedder.fingerprint
            self._vector = embedder.embed_query("工业用地不足")

        def embed_query(self, text: str) -> np.ndarray:
            return self._vector

    astray = Retriever(
        library.database,
        Astray(library.embedder),  # type: ignore[arg-type]
        library.store,
        library.keyword_index,
        RetrievalSettings(),
    )
    assert labels(astray.search(query, INVESTOR, TODAY))[0].startswith(first)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param({"document_kinds": frozenset({DocumentKind.LISTING})}, {"台账"}, id="document-kind"),
        pytest.param({"chunk_kinds": frozenset({ChunkKind.ROW})}, {"台账"}, id="chunk-kind"),
        pytest.param({"document_ids": frozenset({"报告"})}, {"报告"}, id="one-document"),
        pytest.param({"document_ids": frozenset({"旧办法"})}, set(), id="a-document-that-is-not-in-force"),
        pytest.param({"document_ids": frozenset({"内部口径"})}, set(), id="a-document-that-may-not-be-seen"),
        pytest.param({"document_ids": frozenset()}, set(), id="no-document"),
    ],
)
@pytest.mark.parametrize("mode", ["fused", "dense", "keyword"])
def test_filters_admit_only(library: SmallLibrary, options: dict[str, object], expected: set[str], mode: Mode) -> None:
    result = search(library, "企业租金补贴和项目情况，楼宇名称", mode=mode, **options)
    assert {hit.chunk.document.id for hit in result.hits} == expected


def test_a_filter_finds_what_many_nearer_passages_would_hide(library: SmallLibrary) -> None:
    narrow = library.retriever(candidates=1)
    result = narrow.search("租金补贴", INVESTOR, TODAY, k=3, document_ids=frozenset({"章程"}))
    assert {hit.chunk.document.id for hit in result.hits} == {"章程"}
    assert len(result.hits) == 3, "parts of one clause count once, and other clauses fill their places"


def test_too_few_survivors_make_the_search_go_deeper(library: SmallLibrary) -> None:
    shallow = library.retriever(candidates=1).search("租金补贴", INVESTOR, TODAY, k=6)
    assert len(shallow.hits) == 6


def test_a_clause_cut_in_parts_is_one_hit_read_whole(library: SmallLibrary) -> None:
    result = search(library, "变更住所、设立分支机构应当备案的情形", k=8)
    hits = [hit for hit in result.hits if hit.chunk.passage.locator == "第六条"]
    assert [hit.text for hit in hits] == ["\n".join(LONG_CLAUSE)]


def test_a_section_is_read_with_its_neighbour_under_the_same_heading(library: SmallLibrary) -> None:
    result = search(library, "前三季度新签约项目多少个")
    assert result.hits[0].text == "前三季度新签约项目42个。\n其中外资项目7个，到位资金3亿元。"


def test_rows_stay_alone(library: SmallLibrary) -> None:
    result = search(library, "滨江望海大厦")
    assert result.hits[0].text.startswith("楼宇名称：滨江望海大厦")
    assert "银泰" not in result.hits[0].text


def test_modes_ask_only_what_they_are_named_after(library: SmallLibrary) -> None:
    assert all(hit.keyword_score is None for hit in search(library, "租金补贴", mode="dense").hits)
    assert all(hit.similarity is None for hit in search(library, "租金补贴", mode="keyword").hits)
    best = search(library, "租金补贴").hits[0]
    assert best.similarity is not None
    assert best.keyword_score is not None


@pytest.mark.parametrize("query", ["", "  ", "，。？", "的"])
def test_a_question_without_words_is_no_error(library: SmallLibrary, query: str) -> None:
    search(library, query)
    assert search(library, query, mode="keyword").hits == ()


def test_scores_fall_and_times_are_told(library: SmallLibrary) -> None:
    result = search(library, "总部企业奖励")
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)
    stages = {"embed", "dense", "keyword", "read", "rank", "merge"}
    assert set(result.timings_ms) == stages | {"total"}
    assert result.timings_ms["total"] == pytest.approx(sum(result.timings_ms[stage] for stage in stages), abs=0.01)


def test_the_number_of_queries_does_not_grow_with_the_hits(library: SmallLibrary) -> None:
    statements: list[str] = []
    retriever = library.retriever()
    event.listen(library.database.engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
    retriever.search("项目", STAFF, TODAY, k=1)
    few = len(statements)
    retriever.search("项目", STAFF, TODAY, k=8)
    assert len(statements) - few <= few + 2


def test_the_access_rule_holds_for_every_role_and_day(library: SmallLibrary) -> None:
    retriever = library.retriever()
    for principal in (INVESTOR, STAFF, Principal(Role.ADMIN)):
        for day in (date(2020, 1, 1), date(2023, 6, 1), TODAY, date(2031, 1, 1)):
            result = retriever.search("楼宇租金补贴", principal, day, k=50)
            assert all(access.visible(principal, hit.chunk) for hit in (*result.hits, *result.lapsed))
            assert all(access.document_in_force(hit.chunk.document, day) for hit in result.hits)
            assert not any(access.document_in_force(hit.chunk.document, day) for hit in result.lapsed)


def test_a_deleted_passage_answers_nothing_though_its_vector_is_still_there(embedder: Embedder, tmp_path: Path) -> None:
    library = SmallLibrary(tmp_path, embedder)
    library.put("报告", section("前三季度新签约项目42个。", "一"), section("工业用地不足。", "二"))
    with library.database.session() as session:
        session.execute(delete(ChunkRow).where(ChunkRow.heading == "一"))
    assert library.store.count(Clearance.PUBLIC) == 2
    assert [hit.text for hit in search(library, "前三季度签约多少").hits] == ["工业用地不足。"]
    library.close()


def test_vectors_of_another_model_are_refused(library: SmallLibrary, embedder: Embedder) -> None:
    class Other:
        fingerprint = "other"

        def embed_query(self, text: str) -> np.ndarray:
            raise AssertionError("asked before the check")

    other = Retriever(
        library.database,
        Other(),  # type: ignore[arg-type]
        library.store,
        library.keyword_index,
        RetrievalSettings(),
    )
    with pytest.raises(EmbeddingModelChanged):
        other.search("租金", INVESTOR, TODAY)
    library.store.check_fingerprint(embedder.fingerprint)


def test_a_langchain_chain_can_use_it_as_its_knowledge(library: SmallLibrary) -> None:
    knowledge = HuizhaoRetriever(retriever=library.retriever(), principal=INVESTOR, k=2, as_of=TODAY)
    documents = knowledge.invoke("租金补贴最高多少")
    assert documents[0].metadata["citation"] == "《滨江区支持楼宇经济办法》第七条"
    assert documents[0].metadata["status"] == "现行有效"
    assert len(documents) == 2

    def listed(found: list[Document]) -> str:
        return "；".join(f"{document.metadata['citation']}：{document.page_content}" for document in found)

    prompt = ChatPromptTemplate.from_template("资料：{knowledge}\n问题：{question}")
    echo = RunnableLambda(lambda value: value.to_messages()[0])
    chain = {"knowledge": knowledge | listed, "question": RunnablePassthrough()} | prompt | echo | StrOutputParser()
    written = chain.invoke("租金补贴最高多少")
    assert "《滨江区支持楼宇经济办法》第七条：第七条　对租用办公用房的企业" in written
    assert written.endswith("问题：租金补贴最高多少")


def test_a_reranker_orders_the_first_hits_and_leaves_the_rest(library: SmallLibrary) -> None:
    plain = library.retriever().search("租金补贴", INVESTOR, TODAY, k=8)
    with scripted_server() as server:  # one that likes brevity
        settings = {"reranker_url": f"{server.address}/v1", "reranker": "some-model", "rerank_candidates": 3}
        reranking = library.retriever(**settings)
        reranked = reranking.search("租金补贴", INVESTOR, TODAY, k=8)
        first = sorted(plain.hits[:3], key=lambda hit: len(hit.chunk.passage.text))
        assert labels(reranked) == [hit.chunk.citation for hit in (*first, *plain.hits[3:])]
        server.refusals += [(401, {})]
        assert labels(reranking.search("租金补贴", INVESTOR, TODAY, k=8)) == labels(plain), "found without it, not lost"


def test_names_in_a_question() -> None:
    names = ExactNames("请问“锦澜中心”适用《滨江区 办法》（滨政规〔2025〕 8 号）吗").names
    assert names == ("滨江区办法", "锦澜中心", "政规20258号")
