"""A scripted stand-in for the HTTP API, for what the real one cannot be made to do on cue: slow answers, failures, hostile texts."""

import asyncio
import hashlib
import io
import json
from collections.abc import AsyncIterator

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from PIL import Image, ImageDraw

HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> ${window.hacked=1} {{constructor}} \' " &amp;'
ACCOUNTS = {"staff": ("wangfang", "staff-password"), "admin": ("zhaomin", "admin-password")}
_NAMES = {"wangfang": ("staff", "王芳"), "zhaomin": ("admin", "赵敏")}

POLICY = {
    "id": "d1",
    "name": "policies/总部企业办法.pdf",
    "title": "云汀区促进总部经济发展若干措施",
    "kind": "policy",
    "clearance": "public",
    "media_type": "application/pdf",
    "document_number": "云汀政规〔2024〕3号",
    "issuer": "澜州市云汀区人民政府",
    "issued_on": "2024-02-18",
    "valid_from": "2024-03-20",
    "valid_to": "2029-03-19",
    "status": "现行有效",
    "page_count": 7,
    "chunks": {"clause": 26},
}
LEDGER = {
    "id": "d2",
    "name": "buildings/楼宇台账.xlsx",
    "title": "云汀区重点楼宇台账",
    "kind": "listing",
    "clearance": "public",
    "media_type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "status": "现行有效",
    "page_count": 0,
    "chunks": {"row": 18},
}
OLD = POLICY | {
    "id": "d3",
    "title": "云汀区促进总部经济发展若干措施（试行）",
    "document_number": "云汀政规〔2021〕5号",
    "status": "已废止",
    "valid_from": "2021-06-01",
    "valid_to": "2023-05-31",
    "repealed_on": "2024-03-20",
}
INTERNAL = POLICY | {
    "id": "d4",
    "title": "招商项目洽谈底线（内部）",
    "clearance": "internal",
    "document_number": "云汀投促内〔2025〕1号",
}
EVIL = POLICY | {"id": "d5", "title": HOSTILE, "issuer": HOSTILE, "document_number": ""}
DOCUMENTS = [POLICY, LEDGER, OLD, INTERNAL, EVIL]

BEFORE = "第七条 经认定的区域总部，按其上一年度对本区综合贡献给予分级支持，最高不超过 500 万元。\n"
QUOTE = "第八条 新设立的总部企业，自认定之日起，租用办公用房自用的，按实际租金的 50% 给予补贴，每平方米每月最高 40 元，每年最高 200 万元，补贴期限三年。\n享受补贴期间，办公用房不得转租或者改变用途；违反的，追回已拨付的补贴。"
AFTER = "\n第九条 总部企业购置办公用房自用的，按购房款的 5% 给予一次性补助，最高 1000 万元，分三年拨付。"
COLUMNS = ("楼宇名称", "地址", "级别", "空置面积（㎡）", "租金（元/㎡·月）", "联系人")
ROWS = tuple(
    (f"{name}", f"云汀大道{number}号", grade, f"{area}", rent, "刘工")
    for name, number, grade, area, rent in (
        ("澜汀国际中心", 88, "甲级", 5200, "75-95"),
        ("云汀金融广场", 120, "甲级", 3400, "82"),
        ("汀湖科创大厦", 9, "乙级", 2650, "58"),
        ("望江商务楼", 31, "乙级", 1800, "46"),
        ("星澜中心", 202, "甲级", 1200, "面议"),
    )
)


def citation(number: int, chunk_id: str, label: str, **more: object) -> dict[str, object]:
    return {
        "number": number, "label": label, "document": POLICY["title"], "clause": "第八条", "page": 3, "sheet": None,
        "row": None, "quote": QUOTE[:20], "clearance": "public", "valid_from": "2024-03-20", "valid_to": "2029-03-19",
        "status": "现行有效", "source_id": "d1", "chunk_id": chunk_id,
    } | more  # fmt: skip


_CLAUSE = citation(1, "c1", "《云汀区促进总部经济发展若干措施》第八条")
_NEXT = citation(2, "c9", "《云汀区促进总部经济发展若干措施》第九条", clause="第九条")
_LAPSED = citation(3, "c3", "《云汀区促进总部经济发展若干措施（试行）》第六条", status="已废止", source_id="d3")
_ROW = citation(1, "r1", "《云汀区重点楼宇台账》写字楼 第5行", page=None, sheet="写字楼", row=5, source_id="d2")
_POLICY_SENTENCES = (
    "新设立的总部企业租用办公用房自用的，按实际租金的 50% 给予补贴，每平方米每月最高 40 元，每年最高 200 万元，期限三年 [1]。\n",
    "购置办公用房自用的，按购房款的 5% 给予一次性补助，最高 1000 万元，分三年拨付 [2]。\n",
    "2021 年的试行措施已于 2024 年 3 月 20 日废止，不再适用 [3]。",
)


def _answer(text: str, **more: object) -> dict[str, object]:
    return {
        "text": text, "refused": False, "intent": "policy", "citations": [], "table": None, "timings_ms": {}, "notice": "",
        "withheld": 0, "model": "", "conversation_id": "k1", "message_id": "m1",
    } | more  # fmt: skip


def answer_to(question: str) -> dict[str, object]:
    """The scripted answer: the question's words choose it."""
    if "<" in question or "恶意" in question:
        evil = citation(1, "evil", HOSTILE)
        table = {"columns": [HOSTILE], "rows": [[HOSTILE]], "total": 1}
        return _answer(f"{HOSTILE} [1]", citations=[evil], table=table, notice=HOSTILE)
    if "写字楼" in question or "office" in question:
        rows = [list(row) for row in ROWS]
        table = {"columns": list(COLUMNS), "rows": rows, "total": 12}
        return _answer("符合条件的楼宇共 12 条，列出 5 条 [1]。", citations=[_ROW], table=table, intent="building")
    if "前海" in question:
        text = "现有资料中没有深圳前海企业所得税优惠的规定，无法回答。\n资料库收录的是澜州市云汀区的政策；如需了解，请咨询 澜州市云汀区投资合作局 0999-5550123（演示号码）。"
        return _answer(text, refused=True, intent="out_of_scope")
    notice = "语言模型暂时不可用，以下为原文摘录。" if "摘录" in question else ""
    return _answer("".join(_POLICY_SENTENCES), citations=[_CLAUSE, _NEXT, _LAPSED], notice=notice)


def _passage(chunk_id: str) -> dict[str, object] | None:
    chunk = {
        "chunk_id": chunk_id,
        "label": "《云汀区促进总部经济发展若干措施》第八条",
        "heading": "第二章 支持措施",
        "clause": "第八条",
        "page": 3,
        "sheet": None,
        "row": None,
    }
    context = {"chunk": chunk, "document": POLICY, "before": BEFORE, "quote": QUOTE, "after": AFTER, "page": 3, "page_count": 7,
               "has_page_image": True, "table": None}  # fmt: skip
    if chunk_id in ("c1", "c9"):
        return context
    if chunk_id == "c3":
        return context | {"document": OLD, "has_page_image": False}
    if chunk_id == "r1":
        row = {
            "chunk_id": "r1",
            "label": "《云汀区重点楼宇台账》写字楼 第5行",
            "heading": "",
            "clause": None,
            "page": None,
            "sheet": "写字楼",
            "row": 5,
        }
        table = {"columns": COLUMNS, "rows": ROWS, "highlight": 1}
        return context | {
            "chunk": row,
            "document": LEDGER,
            "page": None,
            "has_page_image": False,
            "table": table,
            "quote": "",
        }
    if chunk_id == "evil":
        hostile = chunk | {"label": HOSTILE, "heading": HOSTILE}
        return context | {
            "chunk": hostile,
            "document": EVIL,
            "before": HOSTILE,
            "quote": HOSTILE,
            "after": HOSTILE,
            "has_page_image": False,
        }
    return None


def problem(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status)


def scripted_api() -> FastAPI:
    """The stand-in. While ``app.state.held`` no answer goes beyond its first sentence; ``app.state.down`` makes every call fail,
    ``app.state.expired`` every token."""
    app = FastAPI()
    documents: dict[str, dict[str, object]] = {}
    conversations: dict[str, str] = {}

    def reset() -> None:
        app.state.held = app.state.down = app.state.expired = False
        app.state.pressed = False
        app.state.proofs = []
        app.state.feedback = []
        app.state.jobs = app.state.answers = 0
        documents.clear()
        documents.update({str(document["id"]): dict(document) for document in DOCUMENTS})
        conversations.clear()
        conversations.update(k7="总部企业租金补贴", k8="五千平方米以上的厂房")

    app.state.reset = reset
    reset()

    def role_of(request: Request) -> str | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not token:
            return "investor"
        if app.state.expired:
            return None
        return {"token-wangfang": "staff", "token-zhaomin": "admin"}.get(token)

    @app.middleware("http")
    async def guard(request: Request, call_next):
        if request.url.path.startswith("/api/"):
            if app.state.down:
                return Response("bad gateway", 502)
            if role_of(request) is None:
                return problem(401, "not_signed_in", "登录已过期，请重新登录")
        return await call_next(request)

    @app.post("/api/login")
    async def login(request: Request):
        body = await request.json()
        if (body["username"], body["password"]) not in ACCOUNTS.values():
            return problem(401, "not_signed_in", "用户名或密码不正确")
        role, name = _NAMES[body["username"]]
        return {"token": f"token-{body['username']}", "role": role, "name": name, "expires_at": "2026-12-01T00:00:00Z"}

    @app.post("/api/logout", status_code=204)
    def logout() -> None:
        """Tokens of the script do not end."""

    @app.get("/api/me")
    def me(request: Request):
        role = role_of(request)
        return {"role": role, "name": {"staff": "王芳", "admin": "赵敏"}.get(role, "")}

    @app.get("/api/proof")
    def proof():
        salt = "0123456789abcdef?expires=4000000000&"
        challenge = {
            "algorithm": "SHA-256",
            "challenge": hashlib.sha256(f"{salt}4321".encode()).hexdigest(),
            "maxnumber": 9000,
            "salt": salt,
            "signature": "ab",
        }
        return {"challenge": challenge if app.state.pressed else None}

    @app.post("/api/chat")
    async def chat(request: Request):
        app.state.proofs.append(request.headers.get("x-proof-of-work", ""))
        question = (await request.json())["question"]
        answer = answer_to(question)

        async def events() -> AsyncIterator[str]:
            if "出错" in question:
                yield _event(
                    "error", {"error": {"code": "model_unavailable", "message": "向量模型无法加载，请联系管理员"}}
                )
                return
            sentences = _POLICY_SENTENCES if len(answer["citations"]) == 3 else (answer["text"],)
            for number, sentence in enumerate(sentences):
                while number and app.state.held:
                    await asyncio.sleep(0.01)
                cited = [item for item in answer["citations"] if f"[{item['number']}]" in sentence]
                yield _event("sentence", {"text": sentence, "citations": cited})
            while app.state.held:
                await asyncio.sleep(0.01)
            app.state.answers += 1
            yield _event("answer", answer | {"message_id": f"m{app.state.answers}"})

        return StreamingResponse(events(), media_type="text/event-stream")

    @app.get("/api/chunks/{chunk_id}")
    def chunk(chunk_id: str):
        return _passage(chunk_id) or problem(404, "not_found", "没有这段内容，可能已被删除或更新，或者您无权查看")

    @app.get("/api/documents/{document_id}/pages/{page}.png")
    def page_image(document_id: str, page: int):
        image = Image.new("RGB", (900, 1270), "white")
        draw = ImageDraw.Draw(image)
        for line in range(30):
            if page == 3 and 10 <= line < 14:
                draw.rectangle((90, 100 + line * 36, 810, 132 + line * 36), fill="#fff1b8")
            draw.rectangle((100, 112 + line * 36, 800 - (line % 5) * 60, 120 + line * 36), fill="#556")
        stream = io.BytesIO()
        image.save(stream, "PNG")
        return Response(stream.getvalue(), media_type="image/png")

    @app.get("/api/documents/{document_id}/original")
    def original(document_id: str):
        return Response(b"original bytes", media_type="application/octet-stream")

    @app.get("/api/documents")
    def list_documents(
        request: Request, kind: str = "", clearance: str = "", q: str = "", limit: int = 50, offset: int = 0
    ):
        found = [
            document
            for document in documents.values()
            if kind in ("", document["kind"]) and clearance in ("", document["clearance"]) and q in document["title"]
            and (role_of(request) != "investor" or document["clearance"] == "public")
        ]  # fmt: skip
        return {"documents": found[offset : offset + limit], "total": len(found)}

    @app.post("/api/documents", status_code=202)
    async def upload(request: Request):
        form = await request.form()
        app.state.uploaded = [file.filename for file in form.getlist("files")]
        app.state.options = {name: form[name] for name in ("clearance", "kind") if name in form}
        app.state.jobs = 0
        return {"job_id": "j1"}

    @app.get("/api/jobs/{job_id}")
    def job(job_id: str):
        app.state.jobs += 1
        done = min(app.state.jobs - 1, 3)
        progress = {
            "files_done": done,
            "files_total": 3,
            "chunks_done": done * 14,
            "current": "总部办法.docx",
            "stage": "embedding",
            "seconds": 2.4,
        }
        if done < 3:
            return {"state": "running", "progress": progress, "report": None}
        files = [
            {
                "name": "总部办法.docx",
                "status": "read",
                "title": "云汀区总部企业认定办法",
                "kind": "policy",
                "chunks": {"clause": 24},
                "pages": 6,
            },
            {"name": "扫描件.pdf", "status": "failed", "reason": "文件已加密，请先解除密码再上传"},
            {"name": "总部办法-副本.docx", "status": "duplicate", "same_as": "总部办法.docx"},
        ]
        return {"state": "done", "progress": progress, "report": {"files": files, "seconds": 3.21}}

    @app.get("/api/documents/findings")
    def list_findings() -> dict[str, object]:
        return {"documents": [], "total": 0}

    @app.get("/api/documents/{document_id}/findings")
    def get_findings(document_id: str) -> dict[str, object]:
        note = {"key": "0123456789abcdef", "kind": "note", "message": HOSTILE, "remedy": "按提示改好原件后重新上传"}
        return {"findings": [note], "open": {"note": 1}}

    @app.get("/api/documents/{document_id}")
    def get_document(document_id: str):
        if document_id not in documents:
            return problem(404, "not_found", "没有这份文件，可能已被删除，或者您无权查看")
        facts = [
            {"field": "title", "value": "云汀区…", "origin": "text", "evidence": documents[document_id]["title"]},
            {
                "field": "valid_from",
                "value": "2024-03-20",
                "origin": "text",
                "evidence": "第二十六条 本措施自2024年3月20日起施行，有效期五年。",
            },
            {"field": "clearance", "value": "public", "origin": "manifest", "evidence": "manifest.yaml"},
        ]
        return documents[document_id] | {
            "facts": facts,
            "ocr_pages": [2],
            "warnings": ["第 5 页没有文字"],
            "size_bytes": 231456,
            "ingested_at": "2026-11-23T08:00:00Z",
        }

    @app.get("/api/curation/documents/{document_id}/effects")
    def effects_of_release(document_id: str) -> dict[str, object]:
        nothing = ("ended", "standards", "rules", "replies", "cases", "answers", "conflicts")
        told = {"document_id": document_id, "document": documents[document_id]["title"], "answers_in_all": 0}
        return {name: [] for name in nothing} | told

    @app.get("/api/documents/{document_id}/preview-as-investor")
    def preview_document(document_id: str) -> dict[str, object]:
        return {
            "document": documents[document_id],
            "is_public": False,
            "passages": [{"label": "第七条", "text": HOSTILE}],
            "total": 12,
            "for_staff": 3,
            "columns": [
                {"header": "名称", "shown": True, "values": 9, "examples": ["甲座"]},
                {"header": "产权单位", "shown": False, "values": 2, "examples": [HOSTILE, "区国资公司"]},
            ],
            "may_open_original": False,
            "warnings": ["文中有批注：没有读入"],
        }

    @app.patch("/api/documents/{document_id}")
    async def correct(document_id: str, request: Request):
        documents[document_id] |= await request.json()
        return get_document(document_id)

    @app.delete("/api/documents/{document_id}", status_code=204)
    def delete(document_id: str):
        del documents[document_id]

    @app.post("/api/feedback", status_code=204)
    async def feedback(request: Request):
        app.state.feedback.append(await request.json())

    @app.get("/api/conversations")
    def list_conversations():
        return {
            "conversations": [
                {"id": key, "title": title, "updated_at": "2026-11-22T10:00:00Z"}
                for key, title in conversations.items()
            ]
        }

    @app.get("/api/conversations/{conversation_id}")
    def conversation(conversation_id: str):
        if conversation_id not in conversations:
            return problem(404, "not_found", "没有这段对话")
        title = conversations[conversation_id]
        message = {"message_id": "m7", "question": title, "answer": answer_to(title), "rating": None}
        return {"id": conversation_id, "title": title, "exchanges": [message]}

    @app.delete("/api/conversations/{conversation_id}", status_code=204)
    def forget(conversation_id: str):
        del conversations[conversation_id]

    @app.get("/healthz")
    def healthz():
        return {"status": "ok"}

    return app


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
