"""Words and the keyword index: names, numbers and document numbers are found as they are written."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from assistant.errors import ConfigurationError
from assistant.records import Clearance
from assistant.retrieval.keyword_index import CREATE_STATEMENTS, VOCABULARY_STATEMENTS, KeywordIndex
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
def session(tmp_path: Path) -> Iterator[Session]:
    from assistant.database import Database

    database = Database(f"sqlite:///{tmp_path / 'words.db'}")
    with database.session() as session:
        for statement in (*CREATE_STATEMENTS, *VOCABULARY_STATEMENTS):
            session.execute(text(statement))
        KeywordIndex().add(session, Clearance.PUBLIC, list(PASSAGES.items()))
        yield session
    database.close()


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


def test_removed_passages_are_not_found_and_unknown_ones_are_no_error(session: Session) -> None:
    KeywordIndex().remove(session, Clearance.PUBLIC, [1, 99])
    assert found(session, "云政规〔2024〕3号第八条") == [2]
    KeywordIndex().remove(session, Clearance.PUBLIC, [])


def test_clearances_do_not_mix(session: Session) -> None:
    KeywordIndex().add(session, Clearance.INTERNAL, [(7, "底价 锦澜国际金融中心")])
    assert found(session, "底价") == []
    assert found(session, "底价", Clearance.INTERNAL) == [7]


def test_a_search_can_be_limited_to_some_passages(session: Session) -> None:
    matches = KeywordIndex().search(session, Clearance.PUBLIC, "第八条企业", 10, among=[2, 3, 4])
    assert [match.number for match in matches] == [2]


def test_a_word_that_stands_everywhere_does_not_hide_the_rare_one(session: Session) -> None:
    everywhere = [(number, "企业 应当 依法经营") for number in range(100, 900)]
    KeywordIndex().add(session, Clearance.PUBLIC, everywhere)
    assert found(session, "企业研发补助") == [2], "the common word is left out, the rare ones decide"
    assert len(found(session, "企业")) == 10, "alone it is looked up all the same"


def test_frequencies_are_those_of_passages(session: Session) -> None:
    frequencies = KeywordIndex().document_frequencies(session, Clearance.PUBLIC, ["第八条", "楼宇", "量子"])
    assert frequencies == {"第八条": 2, "楼宇": 2}


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
