"""Killed at any instant, the next run ends where an undisturbed one does."""

import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.documents.tables import ChunkRow, DocumentRow, FactRow, PageLineRow
from assistant.records import Clearance
from assistant.retrieval.keywords.blocks import read_blocks
from assistant.retrieval.keywords.tables import KeywordDocumentRow, KeywordTermRow, KeywordTotalRow
from assistant.wiring import Services
from tests.ingesting_child import IngestingChild
from tests.killing import TIMES, moments

KILLS = 6 * TIMES
ARTICLES = 12


def write_corpus(folder: Path, edition: int) -> None:
    """Policies, a ledger and a report; the second edition changes some, adds one and gives one other bytes' content."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(5):
        amount = 10 * (number + 1) + (edition if number % 2 else 0)
        articles = "\n\n".join(
            f"第{article}条 对符合第{number}类条件的企业，按照每平方米{amount + article}元给予补贴，最高{amount}万元。"
            for article in range(1, ARTICLES + 1)
        )
        repeal = "\n\n原《第0类企业扶持办法》同时废止。" if number == 4 and edition == 2 else ""
        (folder / f"policy{number}.md").write_text(
            f"# 第{number}类企业扶持办法\n\n云政规〔202{edition}〕{number}号\n\n{articles}{repeal}\n", encoding="utf-8"
        )
    rows = "\n".join(
        f"云汀大厦{row}号楼,滨江街道,{row * 100 + edition},6{row % 10},139000000{row:02d}" for row in range(30)
    )
    (folder / "ledger.csv").write_bytes(
        f"楼宇名称,街道,空置面积(㎡),租金(元/㎡·月),产权人电话\n{rows}\n".encode("gb18030")
    )
    (folder / "report.txt").write_text(f"一、总体情况\n第{edition}版：全年签约项目{edition}0个。\n", encoding="utf-8")
    if edition == 2:
        shutil.copy(folder / "report.txt", folder / "report-copy.txt")
    (folder / "manifest.yaml").write_text(
        "documents:\n  - {path: ledger.csv, kind: listing, clearance: public}\n"
        f"  - {{path: policy0.md, kind: policy, clearance: {'public' if edition == 1 else 'internal'}}}\n",
        encoding="utf-8",
    )


def state_of(services: Services) -> dict[str, object]:
    """Everything that the stores hold, without times and row numbers."""
    with services.database.session() as session:
        documents = [
            {
                c.key: getattr(row, c.key)
                for c in DocumentRow.__table__.columns
                if c.key not in {"ingested_at", "arrived_at", "origin"}
            }
            for row in session.scalars(select(DocumentRow).order_by(DocumentRow.id))
        ]
        chunks = [
            {c.key: getattr(row, c.key) for c in ChunkRow.__table__.columns if c.key != "number"}
            for row in session.scalars(select(ChunkRow).order_by(ChunkRow.document_id, ChunkRow.ordinal))
        ]
        facts = sorted((row.document_id, row.field, row.origin, row.value) for row in session.scalars(select(FactRow)))
        pages = sorted((row.document_id, row.page) for row in session.scalars(select(PageLineRow)))
        numbers = dict(session.execute(select(ChunkRow.number, ChunkRow.id)).all())
        keywords = indexed_words(session, numbers)
    vectors = {clearance: services.store.vector_ids(clearance) for clearance in Clearance}
    originals = sorted(p.name for p in services.settings.originals_dir.rglob("*") if p.is_file() and p.name[0] != ".")
    return {
        "documents": documents,
        "chunks": chunks,
        "facts": facts,
        "pages": pages,
        "keywords": keywords,
        "vectors": vectors,
        "originals": originals,
    }


def indexed_words(session: Session, chunk_ids: Mapping[int, str]) -> dict[str, object]:
    """The keyword index without its own numbers: every posting, and what is counted beside them."""
    terms = {row.id: row for row in session.scalars(select(KeywordTermRow))}
    postings = read_blocks(session, list(terms))
    held = zip(postings.terms.tolist(), postings.records.tolist(), strict=True)
    return {
        "postings": sorted(
            (terms[key].clearance, terms[key].term, chunk_ids[number], length, count)
            for key, (number, length, count) in held
        ),
        "terms": sorted((row.clearance, row.term, row.chunks) for row in terms.values()),
        "totals": sorted((row.clearance, row.chunks, row.words) for row in session.scalars(select(KeywordTotalRow))),
        "documents": sorted((row.document_id, row.clearance) for row in session.scalars(select(KeywordDocumentRow))),
    }


def run_to_the_end(data_dir: Path, folder: Path) -> float:
    child = IngestingChild(data_dir, folder)
    child.wait_until_ready()
    started = time.monotonic()
    assert child.wait_until_done() == 0
    return time.monotonic() - started


@pytest.mark.slow
def test_killed_ingestion_is_finished_by_the_next(tmp_path: Path, make_services: Callable[..., Services]) -> None:
    folder = tmp_path / "corpus"
    write_corpus(folder, 1)
    run_to_the_end(tmp_path / "calm", folder)
    shutil.copytree(tmp_path / "calm", tmp_path / "killed")
    write_corpus(folder, 2)
    seconds = run_to_the_end(tmp_path / "calm", folder)

    for moment in sorted(moments(KILLS, seconds)):
        child = IngestingChild(tmp_path / "killed", folder)
        child.wait_until_ready()
        time.sleep(moment)
        child.kill()
    run_to_the_end(tmp_path / "killed", folder)

    assert state_of(make_services("killed")) == state_of(make_services("calm"))
