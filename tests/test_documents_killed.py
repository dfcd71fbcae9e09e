"""Deleting, reading again and handing in under SIGKILL: each document is whole or not there, on SQLite and on PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from assistant.database import utc_now
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.documents.vectors import wanted_ids
from assistant.jobs.queue import DEAD_AFTER
from assistant.jobs.tables import JobRow
from assistant.records import Clearance, Role
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.keywords.tables import KeywordDocumentRow
from assistant.settings import Settings
from assistant.wiring import Services, build_services
from tests.ingesting_child import PUBLIC_POLICIES, UPLOADER, DeletingChild, UploadingChild
from tests.killing import TIMES, moments

KILLS = 3 * TIMES
DELETED_WITHIN_S, UPLOADED_WITHIN_S = 1.5, 2.5
_PATIENCE_S = 300


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "texts"
    made.mkdir()
    for number in range(1, 6):
        articles = "\n\n".join(
            f"第{article}条 第{number}类企业每平方米给予{number * 100 + article}元补贴。" for article in range(1, 10)
        )
        (made / f"办法{number}.md").write_text(f"# 云湾区第{number}类企业扶持办法\n\n{articles}\n", encoding="utf-8")
    return made


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> tuple[Path, str]:
    """A data folder and the record's address; the folder's own file where that is SQLite."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    if database_url.startswith("sqlite"):
        (tmp_path / "huizhao.db").rename(data / "huizhao.db")
        return data, ""
    return data, database_url


@contextmanager
def services_at(place: tuple[Path, str], embedder: Embedder) -> Iterator[Services]:
    services = build_services(Settings(data_dir=place[0], database_url=place[1]), embedder)
    try:
        yield services
    finally:
        services.close()


def chunks_of(services: Services) -> dict[str, int]:
    """How many chunks each document has, by its file's name; checks on the way that words and vectors are those of the record."""
    with services.database.session() as session:
        counted = session.execute(
            select(DocumentRow.name, func.count(ChunkRow.id)).join(ChunkRow).group_by(DocumentRow.id, DocumentRow.name)
        ).all()
        documents = set(session.scalars(select(DocumentRow.id)))
        assert set(session.scalars(select(KeywordDocumentRow.document_id))) == documents
        wanted = {clearance: wanted_ids(session, clearance) for clearance in Clearance}
    assert {clearance: services.store.vector_ids(clearance) for clearance in Clearance} == wanted
    assert len(counted) == len(documents)
    names = [Path(name).name for name, _ in counted]
    assert len(set(names)) == len(names), "a document is there twice"
    return {Path(name).name: count for name, count in counted}


@pytest.mark.slow
def test_a_document_that_was_being_deleted_or_read_is_whole_or_gone(
    folder: Path, place: tuple[Path, str], embedder: Embedder
) -> None:
    with services_at(place, embedder) as services:
        services.ingestor.ingest([folder], options=PUBLIC_POLICIES)
        whole = chunks_of(services)
    assert len(whole) == 5
    for moment in moments(KILLS, DELETED_WITHIN_S):
        child = DeletingChild(place[0], folder, place[1])
        child.wait_until_ready()
        time.sleep(moment)
        child.kill()
        with services_at(place, embedder) as services:
            services.library.mend()
            left = chunks_of(services)
            assert left.items() <= whole.items()
            assert len(left) >= len(whole) - 1
            services.ingestor.ingest([folder], options=PUBLIC_POLICIES)
            assert chunks_of(services) == whole


@pytest.mark.slow
def test_what_was_taken_on_is_read_once_whoever_was_killed(
    folder: Path, place: tuple[Path, str], embedder: Embedder
) -> None:
    with services_at(place, embedder) as services:
        services.accounts.add(*UPLOADER, Role.ADMIN)
    for moment in moments(KILLS, UPLOADED_WITHIN_S):
        child = UploadingChild(place[0], folder, place[1])
        child.wait_until_ready()
        time.sleep(moment)
        child.kill()
        accepted = child.accepted()
        with services_at(place, embedder) as services:
            services.library.mend()
            with services.database.session() as session:
                session.execute(update(JobRow).values(alive_at=utc_now() - 2 * DEAD_AFTER))
            services.jobs.begin()
            _wait_until_over(services)
            held = chunks_of(services)
            assert accepted <= set(held) <= {path.name for path in folder.glob("*.md")}
            assert set(held.values()) <= {9, 10}
            for document in services.library.list(services.accounts.principal_called(UPLOADER[0]))[0]:
                services.library.delete(document.id)
            assert chunks_of(services) == {}


def _wait_until_over(services: Services) -> None:
    until = time.monotonic() + _PATIENCE_S
    while services.jobs.waiting():
        assert time.monotonic() < until, "a job was not taken again"
        time.sleep(0.1)
