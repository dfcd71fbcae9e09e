"""Open WebUI's own ways, with the official client: its tasks, its template around questions, and how it shows sources."""

from __future__ import annotations

import json
from collections.abc import Iterator

import openai
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from assistant.api.app import create_app
from assistant.api.limiting import Limits
from assistant.api.open_webui import Task, answered, question_in, task_of
from assistant.conversations.tables import MessageRow
from assistant.sections.service import LimitSettings
from assistant.wiring import Services
from tests.api.conftest import World
from tests.serving import serving

QUESTION = "总部企业租用办公用房有什么补贴"
SAID = (
    "按实际租金的 50% 补贴 [1]\n\n出处：\n- [1] 《云汀区支持总部企业租用办公用房办法》第二条（有效期至 2099年3月31日）"
)
# Worded here; the first line, the JSON and the marks around the conversation are what Open WebUI's own prompts have.
_INSTRUCTIONS = {
    "title": ("Name this conversation in a few words.", '{ "title": "a few words" }\n- { "title": "Rain" }'),
    "tags": ("Sort this conversation under one to three themes.", '{ "tags": ["one", "two"] }'),
    "follow_ups": ("Propose what the user may ask next.", '{ "follow_ups": ["One?", "Two?"] }'),
    "queries": ("Decide what to look up on the web.", '{\n  "queries": ["one", "two"]\n}'),
    "text": ("Continue what stands in <text>.", '{ "text": "<continuation>" }'),
    "prompt": ("Describe a picture.", '{ "prompt": "a picture" }'),
    "mood": ("Tell the mood.", '{ "mood": "merry" }'),
}


def prompt(wanted: str, *messages: tuple[str, str]) -> str:
    instruction, output = _INSTRUCTIONS[wanted]
    history = "\n".join(f"{role}: {text}" for role, text in messages)
    return (
        f"### Task:\n{instruction}\n### Guidelines:\n- Be brief.\n### Output:\nJSON format: {output}\n"
        f"### Chat History:\n<chat_history>\n{history}\n</chat_history>"
    )


CONVERSATION = (("USER", QUESTION), ("ASSISTANT", SAID))


@pytest.fixture(scope="module")
def client(world: World) -> Iterator[openai.OpenAI]:
    key = world.services.accounts.create_api_token("investor", "Open WebUI")
    with serving(world.client.app, started=True) as url, openai.OpenAI(base_url=f"{url}/v1", api_key=key) as made:
        yield made


def content_of(client: openai.OpenAI, text: str, stream: bool = False) -> str:
    made = client.chat.completions.create(model="huizhao", messages=[{"role": "user", "content": text}], stream=stream)
    if stream:
        return "".join(chunk.choices[0].delta.content or "" for chunk in made)
    return made.choices[0].message.content or ""


def stored(services: Services) -> int:
    with services.database.session() as session:
        return session.scalar(select(func.count()).select_from(MessageRow)) or 0


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    ("wanted", "value"),
    [
        pytest.param("title", QUESTION, id="title"),
        pytest.param("tags", ["政策资料"], id="tags"),
        pytest.param(
            "follow_ups",
            [
                "《云汀区支持总部企业租用办公用房办法》第二条的全文是什么？",
                "《云汀区支持总部企业租用办公用房办法》的有效期到什么时候？",
            ],
            id="follow-ups",
        ),
        pytest.param("queries", [], id="web-searches"),
        pytest.param("text", "", id="completion-while-typing"),
        pytest.param("prompt", "", id="picture"),
    ],
)
def test_its_tasks_are_answered_and_not_recorded(
    client: openai.OpenAI, world: World, wanted: str, value: object, stream: bool
) -> None:
    before, asked = stored(world.services), len(world.answerer.calls)
    assert json.loads(content_of(client, prompt(wanted, *CONVERSATION), stream)) == {wanted: value}
    assert (stored(world.services), len(world.answerer.calls)) == (before, asked), "nobody asked anything"


def test_a_task_that_is_not_known_is_no_question_either(client: openai.OpenAI, world: World) -> None:
    before = stored(world.services)
    assert content_of(client, prompt("mood", *CONVERSATION)) == "{}"
    assert stored(world.services) == before


def test_tasks_do_not_use_up_the_questions_of_an_account(world: World) -> None:
    app = create_app(world.services)
    app.state.limits = Limits(LimitSettings(questions_per_minute=1))
    client, headers = TestClient(app), world.headers["investor"]

    def ask(text: str) -> int:
        body = {"model": "huizhao", "messages": [{"role": "user", "content": text}]}
        return client.post("/v1/chat/completions", json=body, headers=headers).status_code

    tasks = [ask(prompt(wanted, *CONVERSATION)) for wanted in ("title", "tags", "follow_ups")]
    assert (*tasks, ask(QUESTION), ask(QUESTION)) == (200, 200, 200, 200, 429)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        pytest.param("您好！我们想租写字楼。有什么补贴？", "您好！我们想租写字楼", id="first-sentence"),
        pytest.param("新设立的总部企业租用办公用房自用的补贴标准是多少", "新设立的总部企业租用办公用房自用的补贴…", id="long"),
        pytest.param("What rent subsidy can a newly introduced company get here?", "What rent subsidy can a newly introduced company …", id="english"),
        pytest.param("  补贴\n多少？？ ", "补贴", id="short-lines"),
        pytest.param("", "招商咨询", id="nothing-said"),
    ],
)  # fmt: skip
def test_a_title_is_what_was_asked_shortened(question: str, title: str) -> None:
    task = Task("title", (("USER", question), ("ASSISTANT", SAID)))
    assert json.loads(answered(task, lambda _: ())) == {"title": title}


@pytest.mark.parametrize(
    ("question", "answer", "next_ones"),
    [
        pytest.param("没有的事", "资料库中没有找到能回答这个问题的内容。", [], id="a-refusal"),
        pytest.param("写字楼", "共 3 条 [1]\n\n出处：\n- [1] 《楼宇台账》写字楼 第5行", [], id="rows"),
        pytest.param("rent subsidy", SAID, [
            "What does 《云汀区支持总部企业租用办公用房办法》第二条 say in full?",
            "Until when is 《云汀区支持总部企业租用办公用房办法》 valid?",
        ], id="english"),
        pytest.param("两份", "出处：\n- [1] 《甲办法》第八条之一（现行有效）\n- [2] 《甲办法》第九条\n- [3] 《乙〈试行〉措施》第三条\n- [4] 《丙》第一条", [
            "《甲办法》第八条之一的全文是什么？", "《甲办法》的有效期到什么时候？",
            "《乙〈试行〉措施》第三条的全文是什么？", "《乙〈试行〉措施》的有效期到什么时候？",
        ], id="several-documents"),
    ],
)  # fmt: skip
def test_what_may_be_asked_next_comes_from_the_sources(question: str, answer: str, next_ones: list[str]) -> None:
    task = Task("follow_ups", (("USER", question), ("ASSISTANT", answer)))
    assert json.loads(answered(task, lambda _: ())) == {"follow_ups": next_ones}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(QUESTION, id="plain"),
        pytest.param("### Task:\n请写明租金补贴的标准", id="somebody-who-writes-headings"),
        pytest.param('把 {"title": "x"} 翻成中文', id="somebody-who-writes-json"),
    ],
)
def test_what_somebody_asks_is_no_task(text: str) -> None:
    assert task_of(text) is None
    assert question_in(text) == text


def test_what_is_said_in_a_conversation_does_not_change_the_task() -> None:
    task = task_of(prompt("tags", ("USER", '答成 {"title": "x"} 好吗'), ("ASSISTANT", "USER 是用户的意思\n第二段")))
    assert task == Task("tags", (("USER", '答成 {"title": "x"} 好吗'), ("ASSISTANT", "USER 是用户的意思\n第二段")))


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param(f"\n\n{QUESTION}", id="the-question-behind"),
        pytest.param(f"\n\n<user_query>\n{QUESTION}\n</user_query>\n", id="the-question-in-marks"),
        pytest.param(f"\n\n<user_query>\n\n</user_query>\n{QUESTION}", id="empty-marks"),
    ],
)
def test_a_question_wrapped_with_passages_of_its_own_store_is_asked_alone(
    client: openai.OpenAI, world: World, behind: str
) -> None:
    passages = '<source id="1" name="a.pdf">' + "别处的资料。" * 1000 + "</source>"
    wrapped = f"### Task:\nAnswer with the help of what follows.\n\n<context>\n{passages}\n</context>{behind}"
    content = content_of(client, wrapped)
    if behind.startswith("\n\n<user_query>\n\n"):
        assert "补贴" in content  # what is left of the marks does no harm
    else:
        assert world.answerer.calls[-1].question == QUESTION
    assert "百分之五十" in content


class Page:
    """How Open WebUI's server and page gather the sources of a message (utils/middleware.py, Citations.svelte of v0.11)."""

    def __init__(self) -> None:
        self.sources: list[dict] = []

    def take(self, chunk: dict) -> None:
        delta = chunk["choices"][0]["delta"] if chunk["choices"] else {}
        for annotation in delta.get("annotations") or ():
            cited = annotation["url_citation"]
            named = {"name": cited["title"], "url": cited["url"]}
            metadata = {"source": cited["url"], "name": cited["title"]}
            self.sources.append({"source": named, "document": [cited["title"]], "metadata": [metadata]})
        if chunk.get("sources") and not delta.get("content") and not self.sources:
            self.sources = list(chunk["sources"])

    @property
    def shown(self) -> list[dict]:
        """One entry for each that differs in its metadata's source; [n] opens the n-th."""
        entries: dict[str, dict] = {}
        for source in self.sources:
            for document, metadata in zip(source["document"], source["metadata"], strict=True):
                entry = entries.setdefault(metadata["source"], {"name": metadata["name"], "documents": []})
                entry["documents"].append(document)
        return [{"url": url, **entry} for url, entry in entries.items()]


def test_its_page_shows_each_source_once_under_its_number_with_the_words_quoted(client: openai.OpenAI) -> None:
    page, citations = Page(), []
    stream = client.chat.completions.create(
        model="huizhao", messages=[{"role": "user", "content": QUESTION}], stream=True
    )
    for chunk in stream:
        sent = chunk.model_dump(exclude_unset=True)
        page.take(sent)
        citations = sent.get("citations", citations)
    assert len(citations) == 2
    assert [entry["name"] for entry in page.shown] == [cited["label"] for cited in citations]
    assert [entry["documents"][0] for entry in page.shown] == [cited["quote"] for cited in citations]
    assert all(
        f"/api/chunks/{cited['chunk_id']}#" in entry["url"] for entry, cited in zip(page.shown, citations, strict=True)
    )


def test_without_streaming_the_same_sources_come_in_both_forms(client: openai.OpenAI) -> None:
    streamed = client.chat.completions.create(
        model="huizhao", messages=[{"role": "user", "content": QUESTION}], stream=True
    )
    parts = [chunk.model_dump(exclude_unset=True) for chunk in streamed]
    whole = client.chat.completions.create(model="huizhao", messages=[{"role": "user", "content": QUESTION}])
    message = whole.choices[0].message
    assert message.annotations
    assert message.content
    for number, annotation in enumerate(message.annotations, 1):
        cited = annotation.url_citation
        assert message.content[cited.start_index : cited.end_index] == f"[{number}]"
        assert cited.title == whole.citations[number - 1]["label"]
    assert [part["sources"] for part in parts if "sources" in part] == [whole.sources]
    annotated = [
        part["choices"][0]["delta"]["annotations"] for part in parts if "annotations" in part["choices"][0]["delta"]
    ]
    assert annotated == [[annotation.model_dump() for annotation in message.annotations]]


def test_an_answer_without_sources_sends_none(client: openai.OpenAI) -> None:
    made = client.chat.completions.create(
        model="huizhao", messages=[{"role": "user", "content": prompt("title", *CONVERSATION)}]
    )
    assert made.choices[0].message.annotations == []
    assert made.sources == []


@pytest.mark.slow
def test_what_is_proposed_to_be_asked_next_is_answered(district: Services) -> None:
    client = TestClient(create_app(district))

    def ask(text: str) -> dict:
        body = {"model": "huizhao", "messages": [{"role": "user", "content": text}]}
        return client.post("/v1/chat/completions", json=body).json()

    for question in (
        "新引进企业租用写字楼的租金补贴标准是多少？",
        "What does 《云汀区支持楼宇经济高质量发展若干政策》第七条 say?",
    ):
        answer = ask(question)["choices"][0]["message"]["content"]
        proposed = ask(prompt("follow_ups", ("USER", question), ("ASSISTANT", answer)))["choices"][0]["message"][
            "content"
        ]
        questions = json.loads(proposed)["follow_ups"]
        assert len(questions) >= 2
        assert [one for one in questions if ask(one)["refused"]] == []
