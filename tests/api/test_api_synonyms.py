"""The bureau's own words: exchanged in a question before anything is looked for."""

from __future__ import annotations

import pytest

from assistant.answering.answerer import Answerer
from assistant.curation.synonyms import reworded
from tests.api.conftest import World

KNOWN = [("上楼补贴", "楼宇租金补贴"), ("补贴", "补助"), ("HQ", "总部企业"), ("小巨人", "专精特新小巨人企业")]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("上楼补贴有多少", "楼宇租金补贴有多少"),
        ("补贴和上楼补贴能一起拿吗", "补助和楼宇租金补贴能一起拿吗"),
        ("hq 落户给多少", "总部企业 落户给多少"),
        ("HQS 是什么", "HQS 是什么"),
        ("专精特新小巨人企业奖多少", "专精特新小巨人企业奖多少"),
        ("停车位有几个", "停车位有几个"),
    ],
)
def test_the_longest_word_goes_first_and_a_known_meaning_is_left(asked: str, wanted: str) -> None:
    assert reworded(asked, KNOWN).text == wanted


def test_what_was_exchanged_is_told_once() -> None:
    assert reworded("上楼补贴、上楼补贴", KNOWN).exchanged == (("上楼补贴", "楼宇租金补贴"),)


def test_a_word_is_kept_used_in_search_and_dropped(own_world: World) -> None:
    client, admin = own_world.client, own_world.headers["admin"]
    path = "/api/curation/synonyms"
    query = {"q": "蹲楼钱", "k": 1}
    made = client.post(path, json={"word": "蹲樓錢", "meaning": "总部企业租用办公用房补贴"}, headers=admin)
    assert (made.status_code, made.json()["word"]) == (201, "蹲楼钱")
    (hit,) = client.get("/api/search", params=query).json()["hits"]
    assert "按实际租金的百分之五十" in hit["text"]
    assert client.post(path, json={"word": "蹲楼钱", "meaning": "别的叫法"}, headers=admin).status_code == 409
    for word, meaning in (("蹲", "租金"), ("租金", "办公租金补贴"), ("", "租金")):
        assert client.post(path, json={"word": word, "meaning": meaning}, headers=admin).status_code == 400
    (kept,) = client.get(path, headers=admin).json()["synonyms"]
    assert client.delete(f"{path}/{kept['id']}", headers=admin).status_code == 204
    assert client.delete(f"{path}/{kept['id']}", headers=admin).status_code == 404
    assert client.get(path, headers=own_world.headers["staff"]).status_code == 403
    assert client.get(path).status_code == 401


def test_an_answer_says_in_which_words_it_looked(own_world: World) -> None:
    services = own_world.services
    admin = services.accounts.principal_called("admin")
    services.curation.synonyms.add("蹲楼钱", "总部企业租用办公用房补贴", "", admin)
    answerer = Answerer(
        services.retriever, services.reader, services.row_matcher, services.clause_finder, None, services.settings,
        synonyms=services.curation.synonyms,
    )  # fmt: skip
    answer = answerer.answer("蹲楼钱一年最多多少", admin)
    assert "二百万元" in answer.text
    assert (answer.steps[0].tool, answer.steps[0].asked) == ("own_word", "蹲楼钱 → 总部企业租用办公用房补贴")
