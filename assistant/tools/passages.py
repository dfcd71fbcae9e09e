"""``search_passages``: the passages that bear on a question."""

from datetime import date

from pydantic import BaseModel, Field

from assistant.errors import InvalidInput
from assistant.records import ChunkKind, DocumentKind, Hit, Principal
from assistant.tools.sources import Source, document_called
from assistant.tools.tool import DatedArguments, Stores, Tool


class SearchPassages(DatedArguments):
    """What to search for."""

    query: str = Field(
        max_length=2000, description="要找的内容，一句话或几个词 / what to look for, a sentence or words"
    )
    limit: int = Field(8, ge=1, le=50, description="最多几段 / at most so many passages")
    kinds: tuple[ChunkKind, ...] = Field(
        (), max_length=3, description="只要 clause 条款、row 表格行、section 段落；空为都要 / only these; empty: all"
    )
    document_kinds: tuple[DocumentKind, ...] = Field(
        (),
        max_length=6,
        description="只在这些类别里找：policy 政策、report 报告、listing 载体、opportunity 机会、guide 指南、other 其他 / only in these",
    )
    documents: tuple[str, ...] = Field(
        (),
        max_length=20,
        description="只在这些文件里找：标题、文号或编号 / only in these documents, by title, number or id",
    )


class FoundPassage(BaseModel):
    """一段原文。score 只用于在一次检索里排先后。heading 是它上面的标题。"""

    text: str
    heading: str
    kind: ChunkKind
    score: float
    source: Source

    @classmethod
    def of(cls, hit: Hit, day: date) -> "FoundPassage":
        return cls(
            text=hit.text,
            heading=hit.chunk.passage.heading,
            kind=hit.chunk.passage.kind,
            score=hit.score,
            source=Source.of_chunk(hit.chunk, day, hit.text),
        )


class PassagesFound(BaseModel):
    """passages 当天有效，最相关的在前；lapsed 相关但当天无效，只能说明其已失效、已废止或未施行。"""

    as_of: date
    passages: tuple[FoundPassage, ...]
    lapsed: tuple[FoundPassage, ...]


def search_passages(stores: Stores, asked: SearchPassages, principal: Principal) -> PassagesFound:
    """Raises InvalidInput without a query, NotFound for an unknown document."""
    if not asked.query.strip():
        raise InvalidInput("请写明要查找的内容")
    named = {document_called(stores.clause_finder, name, principal, asked.day).id for name in asked.documents}
    found = stores.retriever.search(
        asked.query.strip(),
        principal,
        asked.day,
        asked.limit,
        chunk_kinds=frozenset(asked.kinds) or None,
        document_kinds=frozenset(asked.document_kinds) or None,
        document_ids=frozenset(named) or None,
    )
    return PassagesFound(
        as_of=asked.day,
        passages=tuple(FoundPassage.of(hit, asked.day) for hit in found.hits),
        lapsed=tuple(FoundPassage.of(hit, asked.day) for hit in found.lapsed),
    )


SEARCH_PASSAGES = Tool(
    name="search_passages",
    title="检索原文",
    description="在有权查看的政策、报告、指南和台账里查找与问题最相关的原文片段，逐字返回并注明出处和效力。不知道答案在哪份文件时先用它。",
    english="Search the policies, reports, guides and ledgers for the passages closest to a question; verbatim, each with its citation and validity. Start here when the document is not known.",
    arguments=SearchPassages,
    result=PassagesFound,
    work=search_passages,
)
