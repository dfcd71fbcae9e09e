"""``read_clause``: what stands at an address, word for word, with what it refers to."""

from datetime import date

from pydantic import BaseModel, Field

from assistant.policies.clause_messages import edition_line, missing_lines
from assistant.policies.clauses import ClauseLookup, Outcome
from assistant.policies.references import references_in
from assistant.records import Principal
from assistant.tools.sources import Source
from assistant.tools.tool import DatedArguments, Stores, Tool


class ReadClause(DatedArguments):
    """Which clause."""

    address: str = Field(
        max_length=2000,
        description="文件和条号，如《某某办法》第八条第二款，可以写几条 / title and article, several may be named",
    )


class ReferredClause(BaseModel):
    """条文里提到的另一处：word 是原话，text 是那一处的原文，查不到的为空。"""

    word: str
    address: str
    text: str
    source: Source | None


class ClauseText(BaseModel):
    """一个地址查到的内容。outcome 不是 found 时 message 说明缺什么、实际有什么，此时 text 是整条（如有）。

    edition 说明几个版本中用了哪一个；editions 是其他版本，candidates 是同名而不能确定的几份文件；references 是条文里提到的其他条款。
    """

    address: str
    outcome: Outcome
    message: str
    text: str
    heading: str
    edition: str
    source: Source | None
    editions: tuple[Source, ...]
    candidates: tuple[Source, ...]
    references: tuple[ReferredClause, ...]


class ClausesRead(BaseModel):
    """每个地址一项，按所写的次序。"""

    as_of: date
    clauses: tuple[ClauseText, ...]


def read_clause(stores: Stores, asked: ReadClause, principal: Principal) -> ClausesRead:
    """Raises InvalidInput where no document and article are named."""
    lookups = stores.clause_finder.look_up_all(asked.address, principal, asked.day)
    return ClausesRead(
        as_of=asked.day, clauses=tuple(_clause(lookup, stores, principal, asked.day) for lookup in lookups)
    )


def _clause(lookup: ClauseLookup, stores: Stores, principal: Principal, day: date) -> ClauseText:
    first = lookup.chunks[0] if lookup.chunks else None
    part = lookup.address.part if lookup.found else ""
    title = lookup.document.title if lookup.document is not None else lookup.address.document
    return ClauseText(
        address=f"《{title}》{lookup.address.clause}",
        outcome=lookup.outcome,
        message="".join(missing_lines([lookup], day)),
        text=lookup.text,
        heading=first.passage.heading if first is not None else "",
        edition=edition_line(lookup, day),
        source=_source(lookup, day, part),
        editions=tuple(Source.of_document(info, day) for info in lookup.editions),
        candidates=tuple(Source.of_document(info, day) for info in lookup.candidates),
        references=_references(lookup, stores, principal, day),
    )


def _source(lookup: ClauseLookup, day: date, part: str = "") -> Source | None:
    return Source.of_chunk(lookup.chunks[0], day, lookup.text, part) if lookup.chunks else None


def _references(lookup: ClauseLookup, stores: Stores, principal: Principal, day: date) -> tuple[ReferredClause, ...]:
    if lookup.document is None or not lookup.chunks:
        return ()
    label = lookup.chunks[0].passage.clause
    found = references_in(lookup.text, label, lookup.document, stores.clause_finder, principal, day)
    return tuple(
        ReferredClause(
            word=lookup.text[reference.start : reference.end],
            address=f"《{target.document.title if target.document else target.address.document}》{target.address.clause}",
            text=target.text,
            source=_source(target, day, target.address.part if target.found else ""),
        )
        for reference in found
        for target in reference.targets
    )


READ_CLAUSE = Tool(
    name="read_clause",
    title="按地址读条款",
    description="知道文件和条号时直接读出条、款、项的原文，不经检索；同时给出效力、其他版本和条文里提到的其他条款。查不到时说明该文件共几条。",
    english="Read an article, paragraph or item by its address, word for word, with its validity, other editions and the clauses it refers to. Says how many articles there are when it does not exist.",
    arguments=ReadClause,
    result=ClausesRead,
    work=read_clause,
)
