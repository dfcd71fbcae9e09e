"""``compare_versions`` and ``validity_of``: what changed between two texts, and whether one holds on a day."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from assistant import access
from assistant.comparison.alignment import AlignedPair, Change
from assistant.comparison.articles import Article
from assistant.comparison.comparing import compare
from assistant.comparison.differences import Kind, word_differences
from assistant.errors import InvalidInput, NotFound
from assistant.policies.citations import chinese_date, clause_note, status_note
from assistant.policies.clause_messages import missing_lines
from assistant.policies.clauses import ClauseLookup
from assistant.policies.policy_list import comparable
from assistant.records import OPEN_END, OPEN_START, DocumentInfo, Fact, Principal, Status
from assistant.request_values import LARGEST
from assistant.tools.sources import Source, document_called, editions_called
from assistant.tools.tool import DatedArguments, Stores, Tool

_DATES = ("issued_on", "valid_from", "valid_to", "edition_from")


class CompareVersions(DatedArguments):
    """Which two texts."""

    new: str = Field(
        max_length=300,
        description="新文件（只写这一份时与它的上一版对照）：标题、文号或编号 / the newer, or the only one",
    )
    old: str = Field("", max_length=300, description="旧文件：标题、文号或编号 / the older; empty: the version before")
    unchanged: bool = Field(False, description="也列出没有变化的条文 / unchanged articles too")
    limit: int = Field(100, ge=1, le=500, description="最多几条 / at most so many articles")
    offset: int = Field(0, ge=0, le=LARGEST, description="跳过前几条 / skip so many")


class ChangedPiece(BaseModel):
    """修改处的一段：kept 相同，deleted 删去，inserted 增加。"""

    kind: Kind
    text: str


class ArticleChange(BaseModel):
    """一条的变化。old、new 是旧文、新文（新增的没有 old，删除的没有 new）；pieces 只有修改的才有；related 是拆出或并入的条号。"""

    change: Change
    old: Source | None
    new: Source | None
    pieces: tuple[ChangedPiece, ...]
    related: tuple[str, ...]


class VersionsCompared(BaseModel):
    """逐条对照，按新文件的次序。counts 计全部条文；total 是所问范围的条数，changes 是其中一页。"""

    as_of: date
    old: Source
    new: Source
    counts: dict[Change, int]
    total: int
    changes: tuple[ArticleChange, ...]


class ValidityOf(DatedArguments):
    """Of what."""

    document: str = Field(
        max_length=300,
        description="文件（标题、文号、简称或编号），或者其中一条，如《某某办法》第八条 / a document, or one article of it",
    )


class DateEvidence(BaseModel):
    """一个日期从文件的哪句话读出。"""

    what: Literal["issued_on", "valid_from", "valid_to", "edition_from"]
    day: str
    quote: str
    working: str


class ValidityFound(BaseModel):
    """效力。note 用一句话说明；first_day、last_day 是这份文本可以作为现行规定引用的首尾两天（空为不详或没有期限）。

    extended_by 是延长有效期的文件，replaced_by 是取代它的文件，replaces 是它取代的，editions 是同名的其他版本，ended_clauses 是先于文件停止执行的条。
    """

    as_of: date
    status: Status
    note: str
    source: Source
    issued_on: date | None
    first_day: date | None
    last_day: date | None
    repealed_on: date | None
    extended_by: Source | None
    replaced_by: Source | None
    replaces: tuple[Source, ...]
    editions: tuple[Source, ...]
    ended_clauses: tuple[str, ...]
    evidence: tuple[DateEvidence, ...]


def compare_versions(stores: Stores, asked: CompareVersions, principal: Principal) -> VersionsCompared:
    """Raises NotFound where there is nothing to compare with, InvalidInput where a text has no articles or a name may mean several."""
    newer = document_called(stores.clause_finder, asked.new, principal, asked.day)
    older = _older(stores, asked, newer, principal)
    comparison = compare(stores.database, older.id, newer.id, principal)
    pairs = [pair for pair in comparison.pairs if asked.unchanged or pair.change is not Change.SAME]
    return VersionsCompared(
        as_of=asked.day,
        old=Source.of_document(older, asked.day),
        new=Source.of_document(newer, asked.day),
        counts=dict(comparison.counts),
        total=len(pairs),
        changes=tuple(
            _change(pair, older, newer, asked.day) for pair in pairs[asked.offset : asked.offset + asked.limit]
        ),
    )


def _older(stores: Stores, asked: CompareVersions, newer: DocumentInfo, principal: Principal) -> DocumentInfo:
    """The document named as the older; without a name, or where both names mean the same text, the version before the newer."""
    if asked.old.strip():
        named = editions_called(stores.clause_finder, asked.old, principal, asked.day)
        other = next((info for info in named if info.id != newer.id), None)
        if other is None:
            raise InvalidInput("两个名称指的是同一份文件；请用编号或年份指明是哪一版")
        return other
    others = comparable(stores.database, principal, newer)
    before = [info for info in others if _began(info) <= _began(newer)]
    if not others:
        raise NotFound(f"资料库中没有《{newer.title}》的其他版本，也没有它取代的文件；请在 old 里写明与哪份文件对照")
    return (before or list(others))[0]


def _began(info: DocumentInfo) -> date:
    return access.first_day_of(info) or info.issued_on or date.min


def _change(pair: AlignedPair, older: DocumentInfo, newer: DocumentInfo, day: date) -> ArticleChange:
    pieces: tuple[ChangedPiece, ...] = ()
    if pair.change is Change.CHANGED and pair.old and pair.new:
        found = word_differences(pair.old.text, pair.new.text)
        pieces = tuple(ChangedPiece(kind=piece.kind, text=piece.text) for piece in found)
    return ArticleChange(
        change=pair.change,
        old=_article(pair.old, older, day),
        new=_article(pair.new, newer, day),
        pieces=pieces,
        related=pair.related,
    )


def _article(article: Article | None, info: DocumentInfo, day: date) -> Source | None:
    if article is None:
        return None
    source = Source.of_document(info, day, article.label, article.text)
    return source.model_copy(update={"chunk_id": article.chunk_id})


def validity_of(stores: Stores, asked: ValidityOf, principal: Principal) -> ValidityFound:
    """Raises NotFound for an unknown document or article, InvalidInput where a name may mean several."""
    lookup = _clause_named(stores, asked, principal)
    if lookup is not None and lookup.document is not None:
        info, editions = lookup.document, lookup.editions
    else:
        info, *rest = editions_called(stores.clause_finder, asked.document, principal, asked.day)
        editions = tuple(rest)
    versions = stores.clause_finder.versions_of(info.id, principal)
    later = versions.later if versions is not None else None
    extension = stores.clause_finder.versions_of(info.extended_by or "", principal)
    first, last = access.period_of(info)
    clause = lookup.chunks[0].passage.clause if lookup is not None else None
    return ValidityFound(
        as_of=asked.day,
        status=access.clause_status_on(info, clause, asked.day),
        note=_note(info, lookup, asked.day),
        source=Source.of_chunk(lookup.chunks[0], asked.day, lookup.text, lookup.address.part)
        if lookup is not None
        else Source.of_document(info, asked.day),
        issued_on=info.issued_on,
        first_day=first if first != OPEN_START else None,
        last_day=last if last != OPEN_END else None,
        repealed_on=info.repealed_on,
        extended_by=Source.of_document(extension.document, asked.day) if extension is not None else None,
        replaced_by=Source.of_document(later, asked.day) if later is not None else None,
        replaces=tuple(Source.of_document(item, asked.day) for item in (versions.earlier if versions else ())),
        editions=tuple(Source.of_document(item, asked.day) for item in editions),
        ended_clauses=tuple(f"{end.clause}，{chinese_date(end.ended_on)}起" for end in info.ended_clauses),
        evidence=_evidence(stores, info, principal),
    )


def _clause_named(stores: Stores, asked: ValidityOf, principal: Principal) -> ClauseLookup | None:
    """What stands at the article that is named; None where a document as a whole is. Raises NotFound where nothing stands there."""
    named = stores.clause_finder.read(asked.document, principal)
    address = next((item for item in named if item.document and item.article is not None), None)
    if address is None:
        return None
    lookup = stores.clause_finder.look_up(address, principal, asked.day)
    if not lookup.chunks:
        raise NotFound("".join(missing_lines([lookup], asked.day)))
    return lookup


def _note(info: DocumentInfo, lookup: ClauseLookup | None, day: date) -> str:
    """One sentence on the validity."""
    ended = clause_note(lookup.chunks[0], day) if lookup is not None else ""
    if note := ended or status_note(info, day):
        return note
    return f"现行有效，有效期至{chinese_date(info.valid_to)}" if info.valid_to else "现行有效，没有查到截止日期"


def _evidence(stores: Stores, info: DocumentInfo, principal: Principal) -> tuple[DateEvidence, ...]:
    """The sentences that dates were read from: only what stands in the text itself, where the caller may read all of that."""
    if not (access.sees_inside(principal, info) or access.may_open_original(principal, info)):
        return ()
    facts = stores.catalogue.get(info.id, principal).facts
    return tuple(item for fact in facts if (item := _read_from_text(fact)) is not None)


def _read_from_text(fact: Fact) -> DateEvidence | None:
    what = next((name for name in _DATES if name == fact.field), None)
    if what is None or fact.origin != "text" or not fact.evidence:
        return None
    return DateEvidence.model_validate(
        {"what": what, "day": fact.value, "quote": fact.evidence, "working": fact.working}
    )


COMPARE_VERSIONS = Tool(
    name="compare_versions",
    title="新旧对照",
    description="两个版本或两份文件逐条对照：相同、条号变更、修改（逐词）、新增、删除。只写一份时与它的上一版对照。",
    english="Compare two versions or documents article by article: same, renumbered, changed word by word, added, deleted. With one named, it is compared with the version before it.",
    arguments=CompareVersions,
    result=VersionsCompared,
    work=compare_versions,
)
VALIDITY_OF = Tool(
    name="validity_of",
    title="查效力",
    description="一份文件或其中一条在某一天是否有效：施行、到期、延期、废止的日期和依据，取代它的和它取代的文件，其他版本。",
    english="Whether a document, or one article of it, is in force on a day: the dates with the sentences they were read from, extension, repeal, successor, predecessors, other editions.",
    arguments=ValidityOf,
    result=ValidityFound,
    work=validity_of,
)
