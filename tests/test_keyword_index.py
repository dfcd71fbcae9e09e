"""Words and the keyword index: names, numbers and document numbers are found as they are written, and the index is that of its documents."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.database import Base, Database
from assistant.documents.keywords import index_missing, lacks_documents
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.errors import ConfigurationError
from assistant.records import ChunkKind, Clearance, DocumentKind
from assistant.retrieval.keywords import blocks
from assistant.retrieval.keywords.index import KeywordIndex
from assistant.retrieval.keywords.tables import KeywordBlockRow, KeywordDocumentRow, KeywordTermRow, KeywordTotalRow
from assistant.retrieval.segmentation import Segmenter, segmenter

PASSAGES = {
    1: "云政规〔2024〕3号 第八条\n支持总部经济办法\n第八条　对新认定的总部企业给予一次性奖励。",
    2: "云政规〔2024〕13号 第八条\n支持数字经济办法\n第八条　对数字经济企业给予研发补助。",
    3: " 第5行\n楼宇台账\n楼宇名称：锦澜国际金融中心；空置面积：12,000㎡；租金：68元/㎡·月",
    4: " 第6行\n楼宇台账\n楼宇名称：锦江国际金融广场A座；空置面积：800㎡",
    5: " \n投资指南\nMulti-tenant office, Grade A, from 3.5% vacancy",
    6: " 第二十四条\n征收条例\n第二十四条　市、县级人民政府征收国有土地上房屋，应当给予公平补偿。",
}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as session:
        put(session, "passages", PASSAGES)
        yield session


def put(
    session: Session, name: str, passages: Mapping[int, str], clearance: Clearance = Clearance.PUBLIC
) -> DocumentRow:
    """Store a document and index its passages, whose numbers are given."""
    row = DocumentRow(
        id=name, name=name, sha256=name, size_bytes=1, media_type="text/plain", text="", title="", kind=DocumentKind.GUIDE,
        clearance=clearance,
    )  # fmt: skip
    session.add(row)
    session.flush()
    KeywordIndex().add(session, name, {clearance: list(passages.items())})
    return row


def found(session: Session, query: str, clearance: Clearance = Clearance.PUBLIC) -> list[int]:
    return [match.number for match in KeywordIndex().search(session, clearance, query, 10)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        pytest.param("云政规〔2024〕3号", 1, id="document-number"),
        pytest.param("请问云政规[2024]3号第八条说了什么", 1, id="document-number-in-square-brackets-within-a-sentence"),
        pytest.param("云政规（２０２４）１３号", 2, id="document-number-in-full-width"),
        pytest.param("锦澜国际金融中心还有多少空置面积", 3, id="building-name"),
        pytest.param("锦江国际金融广场a座", 4, id="building-name-with-block"),
        pytest.param("12000平方米", 3, id="number-without-its-comma-and-the-unit-spelt-out"),
        pytest.param("multi-tenant", 5, id="english-compound"),
        pytest.param("Tenant", 5, id="part-of-an-english-compound"),
        pytest.param("3.5%", 5, id="rate"),
        pytest.param("国有土地", 6, id="word-of-the-domain-inside-a-longer-one"),
        pytest.param("第24条", 6, id="article-in-arabic-digits"),
        pytest.param("第 二十四 条", 6, id="article-with-spaces"),
    ],
)
def test_the_passage_that_holds_the_words_comes_first(session: Session, query: str, first: int) -> None:
    assert found(session, query)[0] == first


def test_better_matches_score_higher(session: Session) -> None:
    matches = KeywordIndex().search(session, Clearance.PUBLIC, "总部企业一次性奖励", 10)
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("", id="empty"),
        pytest.param("的了吗呢", id="stop-words-only"),
        pytest.param("量子纠缠", id="unknown-words"),
        pytest.param('" OR * NEAR( ) words:', id="syntax-of-the-index"),
        pytest.param("'; DROP TABLE keyword_public; --", id="sql"),
    ],
)
def test_what_has_no_known_words_finds_nothing(session: Session, query: str) -> None:
    assert found(session, query) == []
    assert len(found(session, "第八条")) == 2, "the index is as it was"


def test_removed_passages_are_not_found_and_unknown_documents_are_no_error(session: Session) -> None:
    put(session, "another", {9: "量子信息企业 第八条"})
    assert found(session, "量子") == [9]
    KeywordIndex().remove(session, "another")
    assert found(session, "量子") == []
    assert sorted(found(session, "第八条")) == [1, 2]
    KeywordIndex().remove(session, "absent")


def test_a_document_that_the_index_knows_cannot_be_deleted(session: Session) -> None:
    session.flush()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(delete(DocumentRow))
    KeywordIndex().remove(session, "passages")
    session.execute(delete(DocumentRow))
    assert [session.scalars(select(table)).all() for table in (KeywordTermRow, KeywordBlockRow, KeywordDocumentRow)] == [
        [], [], [],
    ]  # fmt: skip


def test_what_is_rolled_back_was_never_indexed(database: Database) -> None:
    class Interrupted(Exception):
        pass

    with pytest.raises(Interrupted), database.session() as session:
        put(session, "passages", PASSAGES)
        raise Interrupted
    with database.session() as session:
        assert found(session, "第八条") == []
        assert session.scalars(select(DocumentRow)).all() == []


def test_clearances_do_not_mix(session: Session) -> None:
    put(session, "secret", {7: "底价 锦澜国际金融中心"}, Clearance.INTERNAL)
    assert found(session, "底价") == []
    assert found(session, "底价", Clearance.INTERNAL) == [7]


def test_a_search_can_be_limited_to_some_passages(session: Session) -> None:
    matches = KeywordIndex().search(session, Clearance.PUBLIC, "第八条企业", 10, among=[2, 3, 4])
    assert [match.number for match in matches] == [2]


def test_a_word_that_stands_everywhere_does_not_hide_the_rare_one(session: Session) -> None:
    put(session, "everywhere", dict.fromkeys(range(100, 900), "企业 应当 依法经营"))
    assert found(session, "企业研发补助")[0] == 2, "the rare words decide"
    assert len(found(session, "企业")) == 10, "alone it is looked up all the same"


def test_frequencies_are_those_of_passages(session: Session) -> None:
    frequencies = KeywordIndex().document_frequencies(session, Clearance.PUBLIC, ["第八条", "楼宇", "量子"])
    assert frequencies == {"第八条": 2, "楼宇": 2}


def test_words_that_are_very_long_are_found_by_their_beginning(session: Session) -> None:
    long = "a" * 5000
    put(session, "long", {9: f"{long} b"})
    assert found(session, long) == [9]
    assert KeywordIndex().document_frequencies(session, Clearance.PUBLIC, [long]) == {long: 1}


def test_documents_stored_before_the_index_was_there_are_indexed_when_asked_for(database: Database) -> None:
    with database.session() as session:
        for name in ("first", "second"):
            row = put(session, name, {})
            row.chunks = [
                ChunkRow(
                    id=f"{name}{at}", vector_id=f"{name}{at}", ordinal=at, kind=ChunkKind.SECTION, text=f"{name} 第{at}段 楼宇",
                    embedded_text="", locator="", start=0, end=1, restricted=at == 1,
                )
                for at in range(2)
            ]  # fmt: skip
    assert lacks_documents(database)
    assert index_missing(database, KeywordIndex()) == 2
    assert not lacks_documents(database)
    assert index_missing(database, KeywordIndex()) == 0
    with database.session() as session:
        assert len(found(session, "楼宇")) == len(found(session, "楼宇", Clearance.INTERNAL)) == 2


WORDS = tuple(f"w{letter}" for letter in "abcdefgh")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=7)
CHANGES = st.lists(
    st.tuples(st.sampled_from(("p", "q", "r", "s")), st.sampled_from(Clearance), st.none() | TEXTS, st.integers(0, 40)),
    max_size=12,
)


def brute_force(documents: Mapping[int, str], query: str) -> dict[int, float]:
    """BM25 by its formula, over each text as a whole."""
    cut = {number: segmenter().index_words(content) for number, content in documents.items()}
    mean = sum(map(len, cut.values())) / max(len(cut), 1)
    scores: Counter[int] = Counter()
    for word in segmenter().query_words(query):
        holding = [number for number, words in cut.items() if word in words]
        rarity = math.log(1 + (len(cut) - len(holding) + 0.5) / (len(holding) + 0.5))
        for number in holding:
            count = cut[number].count(word)
            scores[number] += rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(cut[number]) / mean))
    return dict(scores)


def check_blocks(session: Session) -> None:
    """The blocks of a term are ordered and do not overlap, none is empty or too big, and the numbers beside them are theirs."""
    counted: Counter[int] = Counter()
    ends: dict[int, int] = {}
    for row in session.scalars(select(KeywordBlockRow).order_by(KeywordBlockRow.term_id, KeywordBlockRow.first)):
        numbers = blocks.read_blocks(session, [row.term_id]).records["number"].tolist()
        own = [number for number in numbers if number >= row.first][: len(row.postings) // blocks.POSTING.itemsize]
        assert 0 < len(own) <= blocks.BLOCK
        assert own[0] == row.first > ends.get(row.term_id, -1)
        assert own == sorted(set(own))
        ends[row.term_id] = own[-1]
        counted[row.term_id] += len(own)
    assert counted == {row.id: row.chunks for row in session.scalars(select(KeywordTermRow))}


@pytest.mark.patient
@given(
    CHANGES, st.lists(st.sampled_from((*WORDS, "unknown")), min_size=1, max_size=4).map(" ".join), st.integers(1, 12)
)
@settings(max_examples=60, deadline=None)
def test_after_any_changes_it_finds_what_going_over_every_text_finds(
    changes: list[tuple[str, Clearance, list[str] | None, int]], query: str, k: int
) -> None:
    database = Database("sqlite:///:memory:")
    Base.metadata.create_all(database.engine)
    held: dict[str, tuple[Clearance, dict[int, str]]] = {}
    index = KeywordIndex()
    with pytest.MonkeyPatch.context() as patch, database.session() as session:
        patch.setattr(blocks, "BLOCK", 3)
        patch.setattr(blocks, "_TERMS_AT_ONCE", 2)
        for name in ("p", "q", "r", "s"):
            put(session, name, {})
        for name, clearance, texts, start in changes:
            index.remove(session, name)
            held.pop(name, None)
            if texts is not None:
                taken = {number for _, passages in held.values() for number in passages}
                free = (number for number in range(start, 1000) if number not in taken)
                held[name] = (clearance, dict(zip(free, texts, strict=False)))
                index.add(session, name, {clearance: list(held[name][1].items())})
            check_blocks(session)
        for clearance in Clearance:
            passages = {n: t for level, texts in held.values() if level is clearance for n, t in texts.items()}
            expected = brute_force(passages, query)
            matches = index.search(session, clearance, query, k)
            assert len(matches) == min(k, len(expected))
            assert [match.score for match in matches] == pytest.approx(
                sorted(expected.values(), reverse=True)[: len(matches)], rel=1e-5
            )
            assert all(match.score == pytest.approx(expected[match.number], rel=1e-5) for match in matches)
            total = session.get_one(KeywordTotalRow, clearance)
            cut = [segmenter().index_words(content) for content in passages.values()]
            assert (total.chunks, total.words) == (len(cut), sum(map(len, cut)))
    database.close()


def test_a_deployment_teaches_its_own_names(tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("# 本区楼宇\n觅渡汇\n", encoding="utf-8")
    own = Segmenter()
    assert "觅渡汇" not in own.index_words("从觅渡汇出发")
    own.learn(names)
    assert "觅渡汇" in own.index_words("从觅渡汇出发")


def test_an_unreadable_dictionary_says_which_setting_to_check(tmp_path: Path) -> None:
    (tmp_path / "gbk.txt").write_bytes("觅渡汇".encode("gb18030"))
    for name in ("absent.txt", "gbk.txt"):
        with pytest.raises(ConfigurationError, match="USER_DICTIONARY"):
            KeywordIndex(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("第一百二十一条之一", ["第一百二十一条之一"], id="inserted-article"),
        pytest.param("第两千零三条", ["第二千零三条"], id="liang-is-two"),
        pytest.param("３号楼１２层", ["3号楼", "3", "号楼", "12层", "12", "层"], id="storeys-and-blocks"),
        pytest.param("１，０００万元", ["1000", "万元"], id="thousands"),
        pytest.param("租金的补贴", ["租金", "补贴"], id="stop-words-dropped"),
    ],
)
def test_text_is_cut_into(text: str, words: list[str]) -> None:
    assert segmenter().index_words(text) == words


def test_threads_share_the_segmenter() -> None:
    fresh = Segmenter()
    texts = list(PASSAGES.values()) * 4
    expected = [segmenter().index_words(passage) for passage in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(fresh.index_words, texts)) == expected


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text_is_cut_into_words_that_the_index_keeps_whole(content: str) -> None:
    for word in segmenter().index_words(content):
        assert word
        assert word == word.lower()
        assert not any(character.isspace() for character in word)


@given(st.text(alphabet="招商引资租金补贴第八条3号〔〕2024《》A座 ", max_size=30))
@settings(max_examples=80, deadline=None)
def test_a_question_finds_words_of_the_same_text(content: str) -> None:
    assert segmenter().query_words(content) == list(dict.fromkeys(segmenter().index_words(content)))
