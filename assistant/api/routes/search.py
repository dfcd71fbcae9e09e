"""Searching passages."""

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.answering.framing import by_words_alone
from assistant.api.dependencies import CurrentPrincipal, CurrentServices
from assistant.api.limiting import COUNTED_SEARCH
from assistant.api.schemas.base import Day
from assistant.api.schemas.search import SearchHit, SearchResponse
from assistant.chat_service import LONGEST_QUESTION
from assistant.errors import InvalidInput
from assistant.records import ChunkKind, DocumentKind
from assistant.text.simplified import simplified
from assistant.workdays import today

router = APIRouter(prefix="/api", tags=["检索"], dependencies=[COUNTED_SEARCH])


@router.get("/search", summary="检索原文")
def search(
    q: Annotated[str, Query(description="要找的词或问题", max_length=LONGEST_QUESTION)],
    principal: CurrentPrincipal,
    services: CurrentServices,
    k: Annotated[int, Query(ge=1, le=50, description="最多几条")] = 8,
    kind: Annotated[ChunkKind | None, Query(description="clause 条款、row 表格行、section 段落")] = None,
    document_kind: Annotated[DocumentKind | None, Query(description="文件类别")] = None,
    as_of: Annotated[Day, Query(description="按哪一天的效力，默认今天")] = None,
) -> SearchResponse:
    """最相关的原文片段。hits 在当天有效，lapsed 相关但当天无效。"""
    if not q.strip():
        raise InvalidInput("请输入要查找的词")
    day = as_of or today()
    found = services.retriever.search(
        services.curation.synonyms.reword(simplified(q.strip())).text,
        principal,
        day,
        k,
        chunk_kinds=frozenset({kind}) if kind else None,
        document_kinds=frozenset({document_kind}) if document_kind else None,
    )
    return SearchResponse(
        hits=tuple(SearchHit.of(hit, day) for hit in found.hits),
        lapsed=tuple(SearchHit.of(hit, day) for hit in found.lapsed),
        notice=by_words_alone(english=False) if services.retriever.by_words_alone else "",
        timings_ms=dict(found.timings_ms),
    )
