"""Shared answers over HTTP: who may give one an address, who may open it, and when it ends."""

import io

import docx
import pytest

from assistant.records import Clearance
from tests.api.conftest import World

QUESTION = "总部企业租用办公用房有什么补贴"


def share(world: World, who: str) -> tuple[str, dict]:
    """The API's address of a freshly shared answer, and the answer as its asker got it."""
    asked = world.ask(QUESTION, who).json()
    made = world.client.post("/api/answers", json={"message_id": asked["message_id"]}, headers=world.headers[who])
    assert made.status_code == 201
    return made.json()["path"].replace("/a/", "/api/answers/"), asked


@pytest.mark.parametrize("reader", ["anonymous", "staff"])
def test_a_public_answer_is_read_by_anybody_as_it_was_given(world: World, reader: str) -> None:
    address, asked = share(world, "anonymous")
    read = world.client.get(address, headers=world.headers[reader]).json()
    assert set(read) == {"question", "as_of", "created_at", "answer"}
    assert read["question"] == QUESTION
    assert read["answer"]["text"] == asked["text"]
    assert read["answer"]["citations"] == asked["citations"]


def test_an_answer_for_staff_opens_for_staff_alone(world: World) -> None:
    address, _ = share(world, "staff")
    assert world.client.get(address, headers=world.headers["staff"]).status_code == 200
    refused = world.client.get(address)
    assert refused.status_code == 403
    assert QUESTION not in refused.text


@pytest.mark.parametrize("who", ["anonymous", "staff"])
def test_only_its_asker_gives_an_answer_an_address(world: World, who: str) -> None:
    asked = world.ask(QUESTION, "admin").json()
    body = {"message_id": asked["message_id"]}
    assert world.client.post("/api/answers", json=body, headers=world.headers[who]).status_code == 404


@pytest.mark.parametrize(
    "change", [lambda it: it[:-1], lambda it: it.rpartition(".")[0], lambda it: f"{it}=", lambda it: f"x{it}"]
)
def test_an_address_cannot_be_made_up(world: World, change) -> None:
    address, _ = share(world, "anonymous")
    folder, _, name = address.rpartition("/")
    assert world.client.get(f"{folder}/{change(name)}").status_code == 404


def test_it_ends_with_its_conversation(world: World) -> None:
    address, asked = share(world, "staff")
    world.client.delete(f"/api/conversations/{asked['conversation_id']}", headers=world.headers["staff"])
    assert world.client.get(address, headers=world.headers["staff"]).status_code == 404


def test_it_shows_nothing_that_was_taken_back(own_world: World) -> None:
    address, asked = share(own_world, "anonymous")
    assert asked["citations"]
    for citation in asked["citations"]:
        own_world.client.patch(
            f"/api/documents/{citation['source_id']}",
            json={"clearance": Clearance.INTERNAL},
            headers=own_world.headers["admin"],
        )
    read = own_world.client.get(address).json()
    assert asked["text"] not in read["answer"]["text"]
    assert not read["answer"]["citations"]


def words_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def test_an_answer_is_taken_away_with_its_sources_and_its_author(world: World) -> None:
    address, asked = share(world, "anonymous")
    of_link = world.client.get(f"{address}/export.docx")
    own = world.client.get(
        f"/api/conversations/{asked['conversation_id']}/export.docx", params={"message_id": asked["message_id"]}
    )
    for file in (of_link, own):
        assert file.status_code == 200
        words = words_of(file.content)
        assert f"问：{QUESTION}" in words
        for citation in asked["citations"]:
            assert f"[{citation['number']}]" in words and citation["quote"] in words
        assert "未使用语言模型" in words


def test_a_conversation_is_taken_away_whole_and_by_its_owner_alone(world: World) -> None:
    first = world.ask(QUESTION, "staff").json()
    world.client.post(
        "/api/chat",
        json={"question": "综合型总部企业有什么落户奖励", "conversation_id": first["conversation_id"]},
        headers=world.headers["staff"],
    )
    path = f"/api/conversations/{first['conversation_id']}/export.docx"
    assert words_of(world.client.get(path, headers=world.headers["staff"]).content).count("问：") == 2
    assert world.client.get(path).status_code == 404
    missing = world.client.get(path, params={"message_id": "none"}, headers=world.headers["staff"])
    assert missing.status_code == 404
    assert world.client.get(path.replace(".docx", ".exe"), headers=world.headers["staff"]).status_code in (404, 422)
