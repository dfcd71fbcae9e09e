"""Vectors of single sentences: kept with the record, made where they are missing, and what a search makes of them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, select

from assistant.doctor import State, examine
from assistant.documents.tables import ChunkRow, SentenceVectorsRow
from assistant.records import Principal
from assistant.retrieval.reader import readable
from assistant.retrieval.sentence_store import SentenceStore
from assistant.settings import RetrievalSettings
from assistant.wiring import Services

DAY = date(2026, 11, 29)
Build = Callable[..., Services]
GUIDE = (
    "# 望川区投资指南\n\n望川区位于省会以东三十公里，下辖六个街道，常住人口四十二万。全区有工业园区三个。"
    "园区内设有职工食堂和班车。工业用水每吨三元二角。园区夜间有保安巡逻，绿化覆盖率较高。\n"
)
RULES = "# 望川区停车管理规定\n\n全区公共停车场实行分区收费。停车费由经营单位收取，收费员应当佩戴工号牌。\n"


@pytest.fixture
def library(make_services: Build, tmp_path: Path) -> Services:
    services = make_services()
    for name, text in (("望川区投资指南.md", GUIDE), ("望川区停车管理规定.md", RULES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        services.ingestor.ingest([tmp_path / name], options={"clearance": "public"})
    return services


def stored(services: Services) -> dict[str, bytes]:
    with services.database.session() as session:
        rows = session.scalars(select(SentenceVectorsRow)).all()
        return {row.chunk_id: row.vectors for row in rows}


def chunk_ids(services: Services) -> list[str]:
    with services.database.session() as session:
        return list(session.scalars(select(ChunkRow.id)))


def test_every_passage_has_vectors_of_its_sentences_after_ingestion(library: Services) -> None:
    ids = chunk_ids(library)
    sentences = library.retriever.sentences
    assert sentences is not None and set(stored(library)) == set(ids)
    hits = library.retriever.search("水费", Principal(), DAY).hits
    for hit in hits:
        passage = readable(hit.chunk)
        vectors = sentences.of([hit.chunk.id])[hit.chunk.id]
        assert len(vectors) == 1 + len(passage.sentences)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-2)
        assert np.allclose(vectors[1:], library.reader.vectors.sentences(passage.sentences), atol=2e-2)


def test_a_search_is_led_by_the_sentence_that_answers(library: Services) -> None:
    best = library.retriever.search("一吨水多少钱", Principal(), DAY).hits[0]
    assert "工业用水" in best.text


def test_a_document_takes_its_vectors_along_when_it_goes(library: Services) -> None:
    with library.database.session() as session:
        document = session.scalars(select(ChunkRow.document_id)).first()
    assert document is not None
    library.library.delete(document)
    assert set(stored(library)) == set(chunk_ids(library))


def test_another_title_makes_them_anew(library: Services) -> None:
    before = stored(library)
    with library.database.session() as session:
        document = session.scalars(select(ChunkRow.document_id).where(ChunkRow.text.contains("工业用水"))).one()
    library.library.correct(document, {"title": "望川区营商指南"}, Principal())
    after = stored(library)
    assert after.keys() == before.keys()
    assert sum(after[key] != before[key] for key in after) == 1


def test_what_another_encoder_made_counts_as_missing_and_the_search_goes_on(library: Services) -> None:
    sentences = SentenceStore(library.database, library.reader.vectors, "another")
    assert sentences.of(chunk_ids(library)) == {}
    library.retriever.sentences = sentences
    assert library.retriever.search("一吨水多少钱", Principal(), DAY).hits
    assert not library.answerer.answer("工业用水每吨多少钱", Principal(), DAY).refused
    assert sentences.fill(at_most=1) == 0, "many are left to the next ingestion"
    assert sentences.fill() == len(chunk_ids(library))
    assert sentences.fill() == 0
    assert set(sentences.of(chunk_ids(library))) == set(chunk_ids(library))


def test_they_can_be_done_without(make_services: Build, tmp_path: Path) -> None:
    services = make_services(retrieval=RetrievalSettings(sentences=False))
    (tmp_path / "指南.md").write_text(GUIDE, encoding="utf-8")
    services.ingestor.ingest([tmp_path / "指南.md"], options={"clearance": "public"})
    assert stored(services) == {}
    assert services.retriever.search("工业用水每吨多少钱", Principal(), DAY).hits


def test_a_question_in_traditional_characters_finds_the_same(library: Services) -> None:
    asked = library.retriever.search("工業用水每噸多少錢", Principal(), DAY).hits
    assert [hit.chunk.id for hit in asked] == [
        hit.chunk.id for hit in library.retriever.search("工业用水每吨多少钱", Principal(), DAY).hits
    ]
    assert not library.answerer.answer("工業用水每噸多少錢？", Principal(), DAY).refused


def test_the_doctor_tells_how_many_are_missing(library: Services) -> None:
    def said() -> tuple[State, str, str]:
        found = next(finding for finding in examine(library.settings) if finding.part == "句子向量")
        return found.state, found.detail, found.remedy

    assert said() == (State.GOOD, "齐全", "")
    with library.database.session() as session:
        session.execute(delete(SentenceVectorsRow))
    state, detail, remedy = said()
    assert (state, remedy) == (State.OPTIONAL, "执行 huizhao ingest")
    assert detail.startswith(f"{len(chunk_ids(library))} 段")
