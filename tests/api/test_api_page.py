"""The web page beside and on top of the API: one port, and a client that understands every answer."""

import asyncio
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.plugins import mount_page
from assistant.wiring import build_services
from tests.api.conftest import PASSWORD, World
from ui.chat import calls as chat
from ui.chat.contract import Answer, Sentence
from ui.client import ApiClient, ApiProblem
from ui.library import calls as library

QUESTION = "总部企业租用办公用房有什么补贴"


@pytest.fixture(scope="module")
def mounted(world: World) -> TestClient:
    return TestClient(mount_page(create_app(world.services)), raise_server_exceptions=False)


def test_page_api_and_documentation_share_a_port(mounted: TestClient) -> None:
    page = mounted.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["x-content-type-options"] == "nosniff"
    assert mounted.get("/api/me").json()["role"] == "investor"
    assert mounted.get("/healthz").json() == {"status": "ok"}
    assert "swagger-ui" in mounted.get("/docs").text
    unknown = mounted.get("/api/nothing")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "not_found")


def test_the_page_understands_the_api(own_world: World, tmp_path: Path) -> None:
    async def use() -> None:
        anonymous = ApiClient.in_process(own_world.client.app)
        *sentences, answer = [part async for part in chat.ask(anonymous, QUESTION, "")]
        assert isinstance(answer, Answer)
        assert all(isinstance(part, Sentence) for part in sentences)
        assert "".join(part.text for part in sentences if isinstance(part, Sentence)) == answer.text
        cited = answer.citations[0]
        passage = await anonymous.passage(cited.chunk_id)
        assert (passage.chunk.label, passage.document.status) == (cited.label, "现行有效")
        await chat.rate(anonymous, answer.message_id, "up", "清楚")
        kept = await chat.conversation(anonymous, answer.conversation_id)
        assert [(item.question, item.answer.text, item.rating) for item in kept.exchanges] == [
            (QUESTION, answer.text, "up")
        ]
        bulletin = own_world.chunks("bulletin")[0]
        picture = await anonymous.page_image(bulletin.document.id, 1, bulletin.id)
        assert picture.startswith(b"\x89PNG")

        account = await anonymous.log_in("admin", PASSWORD)
        admin = anonymous.signed_in(account.token)
        assert (await admin.whoami()).role == "admin"
        file = tmp_path / "仓储办法.md"
        file.write_text("# 仓储办法\n\n第一条 新建仓库补助一百二十元。\n", encoding="utf-8")
        job_id = await library.upload(admin, [file], {"clearance": "public", "kind": ""})
        while (job := await library.job(admin, job_id)).state == "running":
            await asyncio.sleep(0.1)
        assert job.report is not None
        document_id = job.report.files[0].document_id
        corrected = await library.correct(admin, document_id, {"title": "云汀区仓储办法"})
        assert corrected.title == "云汀区仓储办法"
        listed = await library.documents(
            admin, kind="", clearance="public", text="仓储", sort="title", descending=False, limit=10, offset=0
        )
        assert [document.id for document in listed.documents] == [document_id]
        assert (await library.document(admin, document_id)).size_bytes > 0
        await library.delete_document(admin, document_id)
        with pytest.raises(ApiProblem) as gone:
            await library.document(admin, document_id)
        assert gone.value.code == "not_found"
        [part async for part in chat.ask(admin, QUESTION, "")]
        (conversation,) = await chat.conversations(admin)
        await chat.delete_conversation(admin, conversation.id)
        assert await chat.conversations(admin) == ()
        with pytest.raises(ApiProblem) as failed:
            [part async for part in chat.ask(anonymous, "语言模型超时", "")]
        assert failed.value.code == "chat_model_timed_out"

    asyncio.run(use())


def test_the_real_answerer_speaks_through_every_door(own_world: World) -> None:
    services = build_services(own_world.services.settings, own_world.services.embedder)
    with TestClient(create_app(services)) as client:
        told = client.post("/api/chat", json={"question": QUESTION})
        assert told.status_code == 200
        answer = told.json()
        assert not answer["refused"]
        assert "百分之五十" in answer["text"]
        assert own_world.documents["public"] in {cited["source_id"] for cited in answer["citations"]}
        body = {"question": "期限呢", "conversation_id": answer["conversation_id"]}
        streamed = client.post("/api/chat", json=body, headers={"Accept": "text/event-stream"})
        assert "event: sentence" in streamed.text
        assert "event: answer" in streamed.text
        body = {"model": "huizhao", "messages": [{"role": "user", "content": QUESTION}]}
        completion = client.post("/v1/chat/completions", json=body).json()
        assert completion["choices"][0]["message"]["content"].startswith(answer["text"])
        assert {cited["chunk_id"] for cited in completion["citations"]} == {
            cited["chunk_id"] for cited in answer["citations"]
        }
    services.close()
