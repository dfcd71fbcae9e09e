"""What is planted in restricted columns and internal ledgers reaches no investor: random questions over every route there is.

The routes are those that the app itself describes, so a new one is tried without being named here.
"""

import html
import io
import json
import logging
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from fastapi.testclient import TestClient
from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from assistant.api.app import create_app
from assistant.buildings.ledgers.tables import ListingDetailRow, ListingRow, ListingTagRow
from assistant.conversations.tables import MessageRow
from assistant.documents.tables import ChunkRow
from assistant.records import Clearance, Role
from assistant.retrieval.embedding import Embedder
from assistant.settings import ChatModelSettings, Settings
from assistant.wiring import Services, build_services
from tests.api.conftest import UNLIMITED
from tests.examples import examples
from tests.ledger_books import write_book
from tests.scripted_model import Reply, ScriptedModel, saying
from tests.test_cli import in_process

Row = tuple[object, ...]
Schema = dict[str, Any]
PUBLIC_HEADER = (
    "楼宇名称",
    "地址",
    "所属街道",
    "空置面积（㎡）",
    "租金（元/㎡·月）",
    "底价（元/㎡·月）",
    "产权人电话",
    "年纳税额",
    "内部备注",
)
PUBLIC_ROWS = (
    (
        "星河大厦",
        "星河路8号",
        "锦湖街道",
        12000,
        "75-85",
        "61.7731",
        "13987650001",
        "9876.54321万元",
        "绝密意向客户瀚海",
    ),
    ("东渡中心", "东渡路18号", "东渡街道", 6000, "45", "38.8813", "13987650002", "1234.98765万元", "业主急售玄甲"),
)
INTERNAL_ROWS = (
    ("暗标七号楼", "密林路77号", "云栖街道", 777, "55", "44.4177", "13987650003", "5555.44441万元", "不得外传丹霄"),
)
SECRETS = (
    *(cell for row in PUBLIC_ROWS for cell in row[5:]),
    *(str(cell) for row in INTERNAL_ROWS for cell in (row[0], row[1], *row[5:])),
)
BARE_SECRETS = tuple(re.sub("万元", "", secret) for secret in SECRETS)
NAMES = ("星河大厦", "东渡中心", "暗标七号楼")
FIELDS = ("底价（元/㎡·月）", "RENT_YUAN_PER_M2_MONTH", "底价", "年纳税额", "内部备注", "STREET", "写字楼")
GUESSES = ("底价是61.7731", "产权人电话13987650001", "意向客户瀚海", "暗标七号楼", "年纳税额9876.54321", "业主急售")


@dataclass(frozen=True)
class World:
    services: Services
    client: TestClient
    twin: TestClient
    model: ScriptedModel
    headers: dict[str, dict[str, str]]
    ids: tuple[str, ...]
    routes: tuple[tuple[str, str, tuple[str, ...], Schema | None], ...]
    schemas: dict[str, Schema]


@pytest.fixture(scope="module")
def world(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The deployment with the secrets, and its twin, in which other texts stand in the same restricted places."""
    folder = tmp_path_factory.mktemp("planted")
    with ScriptedModel(_answering) as model:
        services = deployed(folder / "one", model, embedder, PUBLIC_ROWS, INTERNAL_ROWS)
        other = [(*row[:5], "52.1", "13900000000", "77万元", "别的话") for row in PUBLIC_ROWS]
        twin = deployed(folder / "two", model, embedder, other, ())
        services.accounts.add("keshang", "long-password-1", Role.INVESTOR)
        token = services.accounts.login("keshang", "long-password-1").token
        app = create_app(services)
        with services.database.session() as session:
            ids = [
                *session.scalars(select(ChunkRow.id)),
                *session.scalars(select(ChunkRow.document_id).distinct()),
                *session.scalars(select(ListingRow.id)),
            ]
        with (
            TestClient(app, raise_server_exceptions=False) as client,
            TestClient(create_app(twin), raise_server_exceptions=False) as twin_client,
        ):
            headers = {"anonymous": {}, "investor": {"Authorization": f"Bearer {token}"}}
            described = app.openapi()
            schemas = described["components"]["schemas"]
            yield World(services, client, twin_client, model, headers, tuple(ids), _routes(described), schemas)
        services.close()
        twin.close()


def _answering(prompt: str) -> Reply:
    """A model that understands needs and writes answers, so that it goes on being asked both."""
    return saying('{"conditions": []}' if '"conditions"' in prompt else "可以考虑这些楼宇 [1]。")


def deployed(
    folder: Path, model: ScriptedModel, embedder: Embedder, public: Sequence[Row], internal: Sequence[Row]
) -> Services:
    llm = ChatModelSettings(base_url=model.base_url, model="scripted")
    services = build_services(Settings(data_dir=folder / "data", llm=llm, limits=UNLIMITED), embedder)
    for name, rows, clearance in (("公开台账", public, "public"), ("内部台账", internal, "internal")):
        if rows:
            book = write_book(folder / f"{name}.xlsx", rows, PUBLIC_HEADER)
            services.ingestor.ingest([book], options={"clearance": clearance, "kind": "listing"})
    return services


_SIGNING = {"/api/login", "/api/logout", "/api/account/sign-out-everywhere"}


def _routes(described: Schema) -> tuple[tuple[str, str, tuple[str, ...], Schema | None], ...]:
    """Method, path, names of query parameters and the JSON body's schema of every route but signing in and out: what ends the token ends the test."""
    found = []
    for path, methods in described["paths"].items():
        for method, route in methods.items():
            if path in _SIGNING or method not in {"get", "post"}:
                continue
            names = tuple(item["name"] for item in route.get("parameters", ()) if item["in"] == "query")
            content = route.get("requestBody", {}).get("content", {})
            found.append((method, path, names, content.get("application/json", {}).get("schema")))
    return tuple(found)


def bodies(schema: Schema, schemas: dict[str, Schema], texts: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Values of a schema of the API's own description, its free texts drawn from ``texts``."""
    if "$ref" in schema:
        return bodies(schemas[schema["$ref"].rpartition("/")[2]], schemas, texts)
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return st.one_of([bodies(choice, schemas, texts) for choice in choices])
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            required = set(schema.get("required", ()))
            drawn = {name: bodies(field, schemas, texts) for name, field in fields.items()}
            return st.fixed_dictionaries(
                {name: value for name, value in drawn.items() if name in required},
                optional={name: value for name, value in drawn.items() if name not in required},
            )
        case "array":
            return st.lists(bodies(schema.get("items", {}), schemas, texts), min_size=1, max_size=2)
        case "integer" | "number":
            least = int(schema.get("minimum", 0))
            return st.integers(least, min(int(schema.get("maximum", least + 50)), least + 50))
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case "string" if schema.get("format") == "date":
            return st.just("2026-11-26")
        case _:
            return texts


def said(response: Response) -> str:
    """Everything that a response says, whatever format it is in."""
    body = response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            members = (package.read(name).decode("utf-8", "replace") for name in package.namelist())
            return html.unescape(" ".join(members))  # spreadsheets write Chinese as character references
    if body[:4] == b"%PDF":
        return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(body))
    return body.decode("utf-8", "replace")


def leaked(text: str, question: str = "") -> list[str]:
    """The planted texts that are in a text and were not in the question."""
    return [secret for secret in (*SECRETS, *BARE_SECRETS) if secret in text and secret not in question]


questions = st.lists(
    st.sampled_from(
        ("星河大厦", "东渡中心", "暗标七号楼", "锦湖街道", "写字楼", "底价", "最低价", "产权人电话", "业主手机", "纳税", "内部备注", "多少", "有哪些", "最低的", "按", "排序",
         "全部列", "租金", "空置面积", "导出", "联系方式", "小于65", "65以下", "最便宜", "合计", "按街道统计", "备注是什么", "密林路", "所有字段", "意向客户")
    ),
    min_size=1,
    max_size=5,
).map("".join)  # fmt: skip


@settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), question=questions, who=st.sampled_from(("anonymous", "investor")))
def test_no_route_tells_an_investor_what_is_planted(
    world: World, caplog: pytest.LogCaptureFixture, data: st.DataObject, question: str, who: str
) -> None:
    method, path, names, schema = data.draw(st.sampled_from(world.routes), label="route")
    address = re.sub(r"\{[^}]*\}", lambda _: data.draw(st.sampled_from(world.ids), label="id"), path)
    caplog.clear()
    world.model.prompts.clear()
    with caplog.at_level(logging.DEBUG):
        if method == "get":
            params = {name: data.draw(st.sampled_from((question, "", "1")), label=name) for name in names}
            response = world.client.get(
                address, params={k: v for k, v in params.items() if v}, headers=world.headers[who]
            )
        else:
            texts = st.sampled_from((question, *NAMES, *FIELDS, *world.ids))
            body = data.draw(bodies(schema, world.schemas, texts), label="body") if schema else {"question": question}
            question = f"{question} {json.dumps(body, ensure_ascii=False)}"
            response = world.client.post(address, json=body, headers=world.headers[who])
    assert not leaked(said(response), question)
    assert not leaked(caplog.text, question)
    assert not leaked(" ".join(world.model.prompts), question)


OUTPUTS = (
    pytest.param("post", "/api/listings/match", {"sentence": "星河大厦底价最低的"}, id="match"),
    pytest.param("post", "/api/listings/export.xlsx", {"sentence": "底价最低的写字楼"}, id="workbook"),
    pytest.param("post", "/api/listings/proposal.docx", {"sentence": "写字楼", "client": "瀚"}, id="proposal-word"),
    pytest.param("post", "/api/listings/proposal.pdf", {"sentence": "写字楼"}, id="proposal-pdf"),
    pytest.param("post", "/api/listings/compare", {"names": list(NAMES)}, id="compare"),
    pytest.param("post", "/api/listings/aggregate", {"sentence": "按街道统计空置面积"}, id="aggregate"),
    pytest.param("post", "/api/listings/aggregate", {"operation": "sum", "field": "VACANT_AREA_M2"}, id="sum"),
    pytest.param("post", "/api/chat", {"question": "对比星河大厦和东渡中心"}, id="chat-compares"),
    pytest.param("post", "/api/chat", {"question": "星河大厦的空置面积这两年怎么变的"}, id="chat-history"),
    pytest.param(
        "post",
        "/v1/chat/completions",
        {"model": "huizhao", "messages": [{"role": "user", "content": "星河大厦的底价和产权人电话是多少"}]},
        id="openai",
    ),
)


@pytest.mark.parametrize(("method", "path", "body"), OUTPUTS)
@pytest.mark.parametrize("who", ["anonymous", "investor"])
def test_no_output_holds_what_is_planted(world: World, method: str, path: str, body: Schema, who: str) -> None:
    world.model.prompts.clear()
    response = world.client.request(method, path, json=body, headers=world.headers[who])
    assert response.status_code == 200, response.text
    told = said(response)
    assert "星河大厦" in told or path.endswith("aggregate") or path.startswith("/v1")
    assert not leaked(told, json.dumps(body, ensure_ascii=False))
    assert not leaked(" ".join(world.model.prompts), json.dumps(body, ensure_ascii=False))


@pytest.mark.parametrize("who", ["anonymous", "investor"])
def test_a_rows_page_and_history_hold_nothing_planted(world: World, who: str) -> None:
    for row in world.client.post("/api/listings/match", json={}, headers=world.headers[who]).json()["rows"]:
        response = world.client.get(f"/api/listings/{row['id']}", headers=world.headers[who])
        assert response.status_code == 200
        assert row["name"] in response.text
        assert not leaked(response.text)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("buildings", "match", "底价最低的写字楼", "--json"), id="match-json"),
        pytest.param(("buildings", "match", "写字楼"), id="match-text"),
        pytest.param(("ask", "星河大厦的底价是多少", "--json"), id="ask"),
        pytest.param(("search", "产权人电话", "--k", "50", "--json"), id="search"),
    ],
)
def test_the_command_line_tells_an_investor_nothing(
    world: World, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    huizhao = in_process(monkeypatch, world.services.embedder, world.services.settings.data_dir)
    done = huizhao(*arguments)
    assert not isinstance(done.exception, Exception)
    assert not leaked(done.stdout + done.stderr)


@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(question=questions, who=st.sampled_from(("anonymous", "investor")))
def test_chat_and_search_tell_nothing_and_store_nothing(world: World, question: str, who: str) -> None:
    world.model.prompts.clear()
    headers = world.headers[who]
    told = world.client.post("/api/chat", json={"question": question}, headers=headers)
    found = world.client.get("/api/search", params={"q": question, "k": 50}, headers=headers)
    assert told.status_code == found.status_code == 200
    with world.services.database.session() as session:
        stored = " ".join(str(vars(row)) for row in session.scalars(select(MessageRow)))
    for text in (told.text, found.text, " ".join(world.model.prompts)):
        assert not leaked(text, question)
    assert not [secret for secret in leaked(stored) if secret != "暗标七号楼"]  # a question of this test may name it


@pytest.mark.parametrize(
    "words", ["街道", "联系方式", "地址", "类型", "级别", "状态", "产权性质", "交付标准", "地铁", "名称", "楼层"]
)
@pytest.mark.parametrize("asked", ["{}最低的写字楼", "按{}从高到低排序", "{}最多的是哪个"])
def test_an_order_by_what_there_is_no_more_or_less_of_is_answered(world: World, words: str, asked: str) -> None:
    told = world.client.post("/api/chat", json={"question": asked.format(words)})
    assert told.status_code == 200, told.text
    assert world.client.post("/api/listings/match", json={"sentence": asked.format(words)}).status_code == 200


@pytest.mark.parametrize("guess", GUESSES)
@pytest.mark.parametrize("ending", ["的写字楼", "吗", "以上的楼宇有几栋", "按底价从低到高排"])
def test_an_answer_does_not_depend_on_what_stands_in_restricted_places(world: World, guess: str, ending: str) -> None:
    def answer(client: TestClient) -> tuple[object, ...]:
        told = client.post("/api/chat", json={"question": f"{guess}{ending}"}).json()
        return told["text"], [item["quote"] for item in told["citations"]], told["table"], told["refused"]

    assert answer(world.client) == answer(world.twin)


def test_no_public_table_or_passage_holds_what_is_planted(world: World) -> None:
    with world.services.database.session() as session:
        listings = [row for row in session.execute(select(ListingRow.__table__)) if row.clearance is Clearance.PUBLIC]
        numbers = [row.number for row in listings]
        details = session.scalars(select(ListingDetailRow).where(ListingDetailRow.listing_number.in_(numbers)))
        tags = session.scalars(select(ListingTagRow.value).where(ListingTagRow.listing_number.in_(numbers)))
        texts = [*map(str, listings), *(str(row.cells) + row.search_text for row in details), *tags]
    assert len(listings) == len(PUBLIC_ROWS)
    assert not [text for text in texts if leaked(text)]
