"""A small real deployment to call: real store, real model, real ingestion; only the writing of answers is scripted."""

from __future__ import annotations

import io
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from assistant.access import document_status_on
from assistant.answering.events import AnswerComplete, AnswerEvent, SentenceReady
from assistant.answers import Answer, AnswerTable, Citation, Turn
from assistant.api.app import create_app
from assistant.documents.reading import to_chunks
from assistant.documents.tables import ChunkRow
from assistant.errors import ChatModelTimedOut
from assistant.records import Chunk, Intent, Principal, Role
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.retriever import Retriever
from assistant.sections.complaints import ComplaintSettings
from assistant.sections.service import LimitSettings
from assistant.settings import Settings
from assistant.wiring import Services, build_services
from samples.demo import of_the_district
from tests.conftest import prepared_once

PASSWORD = "laptop-river-2026"
UNLIMITED = LimitSettings(
    page_uploads_per_minute=0, logins_per_minute=0, questions_per_minute=0, searches_per_minute=0, files_per_minute=0
)
MANY_FILINGS = ComplaintSettings(filings_per_address=10_000, filings_in_all=10_000)
POLICY = """# 云汀区支持总部企业租用办公用房办法

云政规〔2024〕3号

第一条 为支持总部企业发展，制定本办法。

第二条 新设立的总部企业租用办公用房自用的，按实际租金的百分之五十给予补贴，每年最高二百万元，期限三年。

第三条 本办法自2024年4月1日起施行，有效期至2099年3月31日。
"""
INTERNAL = """# 招商洽谈内部口径

第一条 总部企业租金补贴的洽谈底线为百分之七十，不得对外透露。

第二条 本口径自2024年5月1日起施行。
"""
LEDGER = "楼宇名称,地址,空置面积(㎡),租金(元/㎡·月),底价(元/㎡·月)\n澜汀大厦,云汀大道1号,3200,65,48\n汀湖中心,汀湖路9号,1500,58,41\n"
BULLETIN = "云汀区2026年三季度招商工作通报：全区新签约项目二十六个。"


@dataclass(frozen=True)
class Call:
    """What the answerer was asked."""

    question: str
    principal: Principal
    as_of: date | None
    history: tuple[Turn, ...]


@dataclass
class ScriptedAnswerer:
    """Quotes what the real retriever finds; words of the question make it slow, or fail."""

    retriever: Retriever
    calls: list[Call] = field(default_factory=list)
    abandoned: threading.Event = field(default_factory=threading.Event)
    proceed: threading.Event = field(default_factory=threading.Event)

    def stream(
        self,
        question: str,
        principal: Principal,
        as_of: date | None = None,
        history: Sequence[Turn] = (),
        now: date | None = None,
    ) -> Iterator[AnswerEvent]:
        self.calls.append(Call(question, principal, as_of, tuple(history)))
        if "超时" in question:
            raise ChatModelTimedOut("语言模型没有及时回答")
        day = as_of or date.today()
        hits = self.retriever.search(question, principal, day, 2).hits
        citations = tuple(citation(number, hit.chunk, day) for number, hit in enumerate(hits, 1))
        pieces = [f"{hit.chunk.passage.text} [{number}]\n" for number, hit in enumerate(hits, 1)]
        finished = False
        try:
            for piece, cited in zip(pieces, citations, strict=True):
                yield SentenceReady(piece, (cited,))
                if "崩溃" in question:
                    raise RuntimeError("secret detail of the machine")
                if "慢慢说" in question:
                    self.proceed.wait()
            table = AnswerTable(("名称", "面积"), (("澜汀|大厦", "3200"),), 1) if "表格" in question else None
            answer = Answer(
                text="".join(pieces),
                refused=not pieces,
                intent=Intent.POLICY,
                citations=citations,
                table=table,
                notice="以下为原文摘录。" if "摘录" in question else "",
                timings_ms={"search": 1.5},
            )
            finished = True
            yield AnswerComplete(answer, f"独立：{question}", hits)
        finally:
            if not finished:
                self.abandoned.set()


def citation(number: int, chunk: Chunk, day: date) -> Citation:
    document, passage = chunk.document, chunk.passage
    return Citation(
        number=number,
        label=chunk.citation,
        document=document.title,
        clause=passage.clause,
        page=passage.place.page,
        sheet=passage.place.sheet,
        row=passage.place.row,
        quote=passage.text,
        clearance=chunk.clearance,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        status=document_status_on(document, day),
        source_id=document.id,
        chunk_id=chunk.id,
    )


@dataclass(frozen=True)
class World:
    """The deployment and what is in it. ``documents`` and ``headers`` are by a short name."""

    services: Services
    answerer: ScriptedAnswerer
    client: TestClient
    documents: dict[str, str]
    headers: dict[str, dict[str, str]]

    def chunks(self, document: str) -> list[Chunk]:
        """All passages of a document, restricted ones too."""
        with self.services.database.session() as session:
            query = select(ChunkRow).where(ChunkRow.document_id == self.documents[document]).order_by(ChunkRow.ordinal)
            return to_chunks(session, list(session.scalars(query)))

    def ask(self, question: str, who: str = "anonymous", **more: str):
        return self.client.post("/api/chat", json={"question": question, **more}, headers=self.headers[who])


@pytest.fixture(scope="session")
def prepared(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with four documents and five accounts. Do not change it: copy it."""

    def ingest(folder: Path) -> None:
        sources = folder / "资料"
        sources.mkdir()
        manifest = ["documents:"]
        for name, content, clearance, kind in FILES.values():
            (sources / name).write_bytes(content)
            manifest.append(f"  - {{path: {name}, clearance: {clearance}, kind: {kind}}}")
        (sources / "manifest.yaml").write_text("\n".join(manifest), encoding="utf-8")
        services = build_services(Settings(data_dir=folder / "data"), embedder)
        report = services.ingestor.ingest([sources])
        assert [outcome.status for outcome in report.files] == ["read"] * len(FILES)
        for name, role in ACCOUNTS.items():
            services.accounts.add(name, PASSWORD, role)
        services.close()

    return prepared_once(tmp_path_factory, "small-deployment", ingest) / "data"


@contextmanager
def opened(prepared: Path, folder: Path, embedder: Embedder, settings: Settings | None = None) -> Iterator[World]:
    """A copy of the prepared deployment, running; nobody is limited unless the settings do."""
    shutil.copytree(prepared, folder)
    settings = settings or Settings(limits=UNLIMITED, complaints=MANY_FILINGS)
    services = build_services(of_the_district(settings.model_copy(update={"data_dir": folder})), embedder)
    answerer = ScriptedAnswerer(services.retriever)
    services = replace(services, answerer=answerer)  # type: ignore[arg-type]
    headers: dict[str, dict[str, str]] = {"anonymous": {}}
    for name in ACCOUNTS:
        headers[name] = {"Authorization": f"Bearer {services.accounts.login(name, PASSWORD).token}"}
    listed, _ = services.library.list(Principal(Role.ADMIN))
    by_name = {Path(document.name).name: document.id for document in listed}
    documents = {short: by_name[name] for short, (name, *_) in FILES.items()}
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        yield World(services, answerer, client, documents, headers)
    services.close()


@pytest.fixture(scope="session")
def world(prepared: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Shared by tests that leave the four documents and the accounts as they are."""
    with opened(prepared, tmp_path_factory.mktemp("world") / "data", embedder) as running:
        yield running


@pytest.fixture
def own_world(prepared: Path, embedder: Embedder, tmp_path: Path) -> Iterator[World]:
    """For tests that change documents or accounts."""
    with opened(prepared, tmp_path / "data", embedder) as running:
        yield running


def _pdf() -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stored = io.BytesIO()
    canvas = Canvas(stored)
    for text in (BULLETIN, "封底"):
        canvas.setFont("STSong-Light", 14)
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return stored.getvalue()


FILES = {
    "public": ("租金补贴办法.md", POLICY.encode(), "public", "policy"),
    "internal": ("内部口径.md", INTERNAL.encode(), "internal", "policy"),
    "ledger": ("楼宇台账.csv", LEDGER.encode("gb18030"), "public", "listing"),
    "bulletin": ("通报.pdf", _pdf(), "public", "report"),
}
ACCOUNTS = {
    "investor": Role.INVESTOR,
    "rival": Role.INVESTOR,
    "staff": Role.STAFF,
    "colleague": Role.STAFF,
    "admin": Role.ADMIN,
}
