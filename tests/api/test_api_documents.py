"""The library over HTTP: uploading, progress, correcting, deleting, originals and their pages."""

import io
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from assistant.api.uploads import safe_name
from assistant.errors import InvalidInput
from assistant.ingestion import IngestReport
from assistant.jobs.service import JobKind
from assistant.records import Clearance, Principal, Role
from tests.api.conftest import BULLETIN, POLICY, World

NEW = """# 云汀区仓储物流扶持办法

第一条 新建高标准仓库的，每平方米补助一百二十元。

第二条 本办法自2025年1月1日起施行。
"""


def upload(world: World, files: list[tuple[str, bytes]], who: str = "admin", query: str = "", **options: str):
    parts = [("files", (name, content)) for name, content in files]
    return world.client.post(f"/api/documents{query}", files=parts, data=options, headers=world.headers[who])


def test_an_upload_is_read_while_one_watches(own_world: World) -> None:
    started = upload(own_world, [("仓储办法.md", NEW.encode())], clearance="public", kind="policy")
    assert started.status_code == 202
    address = f"/api/jobs/{started.json()['job_id']}"
    deadline = time.monotonic() + 60
    while (job := own_world.client.get(address, headers=own_world.headers["admin"]).json())["state"] == "running":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    (outcome,) = job["report"]["files"]
    assert (job["state"], outcome["status"], outcome["name"], outcome["kind"]) == (
        "done",
        "read",
        "仓储办法.md",
        "policy",
    )
    assert outcome["chunks"]["clause"] == 2
    assert job["progress"]["files_total"] == 1
    told = own_world.ask("新建高标准仓库补助多少").json()
    assert outcome["document_id"] in {cited["source_id"] for cited in told["citations"]}
    assert not any((own_world.services.settings.data_dir / "incoming").iterdir())


def test_one_can_wait_for_the_report(own_world: World) -> None:
    files = [("仓储办法.md", NEW.encode()), ("副本.md", POLICY.encode()), ("空.md", b""), ("程序.exe", b"MZ")]
    response = upload(own_world, files, query="?wait=true")
    assert response.status_code == 200
    job = response.json()
    by_name = {outcome["name"]: outcome for outcome in job["report"]["files"]}
    assert {name: outcome["status"] for name, outcome in by_name.items()} == {
        "仓储办法.md": "read",
        "副本.md": "duplicate",
        "空.md": "failed",
        "程序.exe": "skipped",
    }
    assert by_name["空.md"]["reason"]
    assert by_name["仓储办法.md"]["clearance"] == "internal"
    hidden = own_world.client.get(f"/api/documents/{by_name['仓储办法.md']['document_id']}")
    assert hidden.status_code == 404


@pytest.mark.parametrize(
    ("files", "options", "says"),
    [
        pytest.param([], {}, "请选择", id="no-file"),
        pytest.param([("a.md", b"x"), ("b/a.md", b"y")], {}, "同名", id="two-of-one-name"),
        pytest.param([("a.md", b"x")], {"clearance": "secret"}, "公开范围", id="unknown-clearance"),
        pytest.param([("a.md", b"x")], {"kind": "law"}, "类别", id="unknown-kind"),
        pytest.param([("a.md", b"x")], {"owner": "me"}, "owner", id="unknown-option"),
        pytest.param([("a.md", b"x"), ("b.md", b"y")], {"title": "办法"}, "标题", id="one-title-for-two"),
    ],
)
def test_an_unusable_upload_is_refused(world: World, files: list, options: dict[str, str], says: str) -> None:
    if files:
        response = upload(world, files, **options)
    else:
        response = world.client.post("/api/documents", data={"kind": "policy"}, headers=world.headers["admin"])
    assert response.status_code == 400
    assert says in response.json()["error"]["message"]
    incoming = world.services.settings.data_dir / "incoming"
    assert not incoming.is_dir() or not any(incoming.iterdir())


def test_documents_are_found_by_their_titles_by_those_who_may_see_them(world: World) -> None:
    held = world.client.get("/api/documents", headers=world.headers["staff"]).json()["documents"]
    titles = [one["title"] for one in held]
    asked = {"title": [*titles, "没有这份文件"]}
    for who in ("staff", "investor"):
        found = world.client.get("/api/documents/named", params=asked, headers=world.headers[who]).json()
        seen = world.client.get("/api/documents", headers=world.headers[who]).json()
        assert sorted(one["id"] for one in found["documents"]) == sorted(one["id"] for one in seen["documents"])
    assert world.client.get("/api/documents/named", params={"title": ["a"] * 21}).status_code == 422


def test_a_body_is_not_read_before_the_permission_is_checked(world: World) -> None:
    taken = 0

    def body():
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield b"x" * 65536

    response = world.client.post("/api/documents", content=body(), headers={"Content-Type": "multipart/form-data"})
    assert response.status_code == 401


def test_a_job_that_cannot_start_says_why(world: World) -> None:
    def refused(_: object, __: object) -> IngestReport:
        raise InvalidInput("文件太多，请分开提交")

    world.services.jobs.add(JobKind("refused", refused))
    job = world.services.jobs.wait(world.services.jobs.start("refused", {}, Principal(Role.ADMIN, 5, "admin")))
    shown = world.client.get(f"/api/jobs/{job.id}", headers=world.headers["admin"]).json()
    assert (shown["state"], shown["error"], shown["report"]) == ("failed", "文件太多，请分开提交", None)


def test_a_correction_holds_at_once(own_world: World) -> None:
    document, headers = own_world.documents["public"], own_world.headers["admin"]
    changes = {"title": "总部企业办公用房补贴办法", "valid_to": "2024-12-31", "issuer": ""}
    response = own_world.client.patch(f"/api/documents/{document}", json=changes, headers=headers)
    assert response.status_code == 200
    assert (response.json()["title"], response.json()["status"]) == ("总部企业办公用房补贴办法", "已失效")
    origins = {(fact["field"], fact["origin"]) for fact in response.json()["facts"]}
    assert {("title", "admin"), ("valid_to", "admin")} <= origins
    response = own_world.client.get("/api/search", params={"q": "总部企业办公用房补贴办法"})
    assert response.status_code == 200, response.text
    found = response.json()
    assert document not in {hit["source_id"] for hit in found["hits"]}
    assert document in {hit["source_id"] for hit in found["lapsed"]}


def test_a_correction_right_after_the_start_keeps_all_other_vectors(own_world: World) -> None:
    store = own_world.services.store
    address, headers = f"/api/documents/{own_world.documents['public']}", own_world.headers["admin"]
    taken_back = own_world.client.patch(address, json={"clearance": "internal"}, headers=headers)
    assert taken_back.status_code == 200
    held = {clearance: store.count(clearance) for clearance in Clearance}
    chunks = [chunk for document in own_world.documents for chunk in own_world.chunks(document)]
    assert held == {clearance: sum(chunk.clearance is clearance for chunk in chunks) for clearance in Clearance}
    found = own_world.client.get("/api/search", params={"q": "三季度招商工作通报"}).json()
    assert own_world.documents["bulletin"] in {hit["source_id"] for hit in found["hits"]}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        pytest.param({}, 400, id="nothing"),
        pytest.param({"valid_from": "soon"}, 400, id="no-date"),
        pytest.param({"valid_from": "2025-01-01", "valid_to": "2024-01-01"}, 400, id="ends-before-it-begins"),
        pytest.param({"clearance": "secret"}, 400, id="unknown-clearance"),
        pytest.param({"text": "x"}, 422, id="unknown-field"),
    ],
)
def test_an_unusable_correction_changes_nothing(world: World, changes: dict[str, str], status: int) -> None:
    address = f"/api/documents/{world.documents['public']}"
    before = world.client.get(address).json()
    response = world.client.patch(address, json=changes, headers=world.headers["admin"])
    assert response.status_code == status
    assert world.client.get(address).json() == before


def test_a_deleted_document_answers_nothing(own_world: World) -> None:
    address = f"/api/documents/{own_world.documents['public']}"
    chunk = own_world.chunks("public")[0].id
    assert own_world.client.delete(address, headers=own_world.headers["admin"]).status_code == 204
    for path in (address, f"{address}/original", f"/api/chunks/{chunk}"):
        assert own_world.client.get(path, headers=own_world.headers["admin"]).status_code == 404
    found = own_world.client.get("/api/search", params={"q": "总部企业租用办公用房", "k": 50}).json()
    assert own_world.documents["public"] not in {hit["source_id"] for hit in found["hits"]}
    assert own_world.client.delete(address, headers=own_world.headers["admin"]).status_code == 404


def test_an_original_is_a_download_under_its_own_name(world: World) -> None:
    response = world.client.get(f"/api/documents/{world.documents['public']}/original")
    assert response.content == POLICY.encode()
    disposition = response.headers["content-disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=utf-8''%E7%A7%9F%E9%87%91" in disposition
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "private, no-cache"


def test_a_page_shows_the_quoted_line_marked(world: World) -> None:
    document = world.documents["bulletin"]
    chunk = next(chunk for chunk in world.chunks("bulletin") if "二十六" in chunk.passage.text)
    context = world.client.get(f"/api/chunks/{chunk.id}").json()
    assert (context["page"], context["page_count"], context["has_page_image"]) == (1, 2, True)
    assert BULLETIN in context["quote"]
    plain, marked = (
        world.client.get(f"/api/documents/{document}/pages/1.png", params={"width": 600} | more)
        for more in ({}, {"chunk_id": chunk.id})
    )
    assert plain.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(plain.content)).width == 600
    assert _yellow(plain.content) == 0
    assert _yellow(marked.content) > 500


@pytest.mark.parametrize(
    ("document", "page", "chunk_of", "status"),
    [
        pytest.param("bulletin", "0", None, 404, id="page-zero"),
        pytest.param("bulletin", "3", None, 404, id="past-the-end"),
        pytest.param("bulletin", "x", None, 422, id="no-number"),
        pytest.param("public", "1", None, 404, id="format-without-pages"),
        pytest.param("bulletin", "2", "public", 404, id="passage-of-another-document"),
        pytest.param("bulletin", "2", "internal", 404, id="passage-that-may-not-be-seen"),
    ],
)
def test_a_page_that_cannot_be_shown(world: World, document: str, page: str, chunk_of: str | None, status: int) -> None:
    params = {"chunk_id": world.chunks(chunk_of)[0].id} if chunk_of else {}
    address = f"/api/documents/{world.documents[document]}/pages/{page}.png"
    assert world.client.get(address, params=params).status_code == status


def test_a_row_is_shown_among_its_neighbours(world: World) -> None:
    found = world.client.get("/api/search", params={"q": "汀湖中心", "kind": "row"}).json()["hits"]
    hit = next(hit for hit in found if "汀湖中心" in hit["text"])
    assert (hit["kind"], hit["row"]) == ("row", 3)
    table = world.client.get(f"/api/chunks/{hit['chunk_id']}").json()["table"]
    assert table["rows"][table["highlight"]][0] == "汀湖中心"
    assert [row[0] for row in table["rows"]] == ["澜汀大厦", "汀湖中心"]
    assert not any("底价" in column for column in table["columns"])


def test_the_list_can_be_searched_and_paged(world: World) -> None:
    by_kind = world.client.get("/api/documents?kind=listing").json()
    assert [document["id"] for document in by_kind["documents"]] == [world.documents["ledger"]]
    by_number = world.client.get("/api/documents", params={"q": "〔2024〕3号"}).json()
    assert [document["id"] for document in by_number["documents"]] == [world.documents["public"]]
    assert by_number["documents"][0]["status"] == "现行有效"
    pages = [world.client.get(f"/api/documents?limit=1&offset={offset}").json() for offset in range(3)]
    assert {page["total"] for page in pages} == {3}
    assert len({page["documents"][0]["id"] for page in pages}) == 3


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        pytest.param("总部办法.docx", "总部办法.docx", id="chinese"),
        pytest.param("../../etc/passwd", "passwd", id="climbing"),
        pytest.param("C:\\资料\\台账.xlsx", "台账.xlsx", id="windows-path"),
        pytest.param("..", "未命名", id="parent"),
        pytest.param("", "未命名", id="empty"),
        pytest.param(".隐藏.pdf", "隐藏.pdf", id="hidden"),
        pytest.param("a\x00b\n.pdf", "ab.pdf", id="control-characters"),
        pytest.param("\u202efdp.exe", "fdp.exe", id="reversed-writing"),
        pytest.param("长" * 300 + ".pdf", "长" * 65 + ".pdf", id="too-long"),
    ],
)
def test_a_name_is_made_safe(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@given(st.text(max_size=300))
def test_any_name_is_made_a_plain_file_name(text: str) -> None:
    name = safe_name(text)
    assert name
    assert Path(name).name == name
    assert name not in (".", "..")
    assert not name.startswith(".")
    assert len(name.encode()) <= 255


def _yellow(picture: bytes) -> int:
    """Pixels that are clearly yellow."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    return sum(
        count for count, (red, green, blue) in image.getcolors(1 << 24) or [] if red > 200 > 150 > blue and green > 180
    )


def test_staff_see_what_was_read(world: World) -> None:
    path = f"/api/documents/{world.documents['public']}/reading"
    read = world.client.get(path, headers=world.headers["staff"], params={"limit": 2}).json()
    assert [passage["label"] for passage in read["passages"]][-1] == "第一条"
    assert read["total"] > len(read["passages"]) == 2
    assert world.client.get(path, headers=world.headers["investor"]).status_code == 403
    table = f"/api/documents/{world.documents['ledger']}/reading"
    tables = world.client.get(table, headers=world.headers["staff"]).json()["tables"]
    columns = [column for one in tables for column in one["columns"]]
    assert {"楼宇名称", "底价(元/㎡·月)"} <= set(columns)
    assert tables[0]["total"] == 2


@pytest.mark.parametrize("field", ["title", "kind", "valid_from", "page_count"])
def test_the_list_is_put_in_order(world: World, field: str) -> None:
    def listed(descending: bool) -> list[object]:
        params = {"sort": field, "descending": str(descending).lower()}
        answer = world.client.get("/api/documents", params=params, headers=world.headers["admin"])
        return [document[field] for document in answer.json()["documents"]]

    forwards, backwards = ([one for one in listed(turn) if one is not None] for turn in (False, True))
    assert forwards == sorted(forwards)
    assert backwards == forwards[::-1]
    assert listed(False)[len(forwards) :] == [None] * (len(listed(False)) - len(forwards))
    assert world.client.get("/api/documents", params={"sort": "text"}).status_code == 422
