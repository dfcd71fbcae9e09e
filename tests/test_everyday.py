"""The lexicon of everyday words: expressions end where words end, formal words lead back, parts of longer words are exchanged."""

import pytest

from assistant.retrieval.everyday import expressions_in, official_words


@pytest.mark.parametrize(
    ("question", "expressions"),
    [
        pytest.param("老板欠薪怎么办", {"老板", "欠薪"}, id="two-in-a-row"),
        pytest.param("新设立的机构", set(), id="not-inside-a-longer-word"),
        pytest.param("公示没问题以后多久打款", {"没问题", "以后", "多久", "打款"}, id="phrases-of-several-words"),
        pytest.param("ＯＫ，办公楼", {"办公楼"}, id="full-width"),
        pytest.param("", set(), id="nothing"),
    ],
)
def test_expressions_are_found_at_the_edges_of_words(question: str, expressions: set[str]) -> None:
    assert {expression.text for expression in expressions_in(question)} == expressions


@pytest.mark.parametrize(
    ("word", "official"),
    [
        pytest.param("欠薪", "拖欠劳动报酬", id="everyday-to-official"),
        pytest.param("租金", "房租", id="official-to-everyday"),
        pytest.param("房租补贴", "租金补贴", id="a-part-exchanged"),
    ],
)
def test_a_word_leads_to_those_that_stand_for_it(word: str, official: str) -> None:
    assert official in official_words(word)


def test_an_unknown_word_stands_for_itself_alone() -> None:
    assert official_words("量子纠缠") == ()
