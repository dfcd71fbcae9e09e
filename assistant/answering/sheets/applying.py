"""怎样申报: when to apply for a benefit, with which papers, where, and whom to call, as its policy and the guides and notices held beside it say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import or_, select
from sqlalchemy.orm import defer

from assistant import access
from assistant.answering.checking.contacts import addresses_in
from assistant.answering.evidence import Evidence, read_words, weigh
from assistant.answering.listing.lists import with_whole_lists
from assistant.answering.listing.whole import with_card_names
from assistant.answering.reading import read
from assistant.contract.applying import AppliedQuote, Applying, ApplyingPart, ToldPart
from assistant.database import Database
from assistant.documents.reading import document_info
from assistant.documents.tables import DocumentRow, StoreFactRow
from assistant.errors import NotFound
from assistant.policies.titles import kind_of, plain_title
from assistant.records import DocumentInfo, DocumentKind, Principal
from assistant.retrieval.reader import Reader
from assistant.retrieval.retriever import Retriever
from assistant.text.named_documents import QUOTED_TITLE

_ASKED = {
    ApplyingPart.WINDOW: "{matter}什么时候申报，申报时间是哪天到哪天？",
    ApplyingPart.PAPERS: "申报{matter}要提交哪些材料？",
    ApplyingPart.OFFICE: "{matter}到哪里申报，由哪个窗口或者平台受理？",
    ApplyingPart.TELEPHONE: "申报{matter}打哪个电话咨询？",
}
_LEAST = 0.5
"""Probability from which what stands beside a policy tells a part, and from which the policy's own clauses tell an office or a telephone."""
_LEAST_OWN = {ApplyingPart.WINDOW: 0.8, ApplyingPart.PAPERS: 0.25}
"""The same of the others: whatever names days looks like a window, and of papers a policy speaks in few words."""
_SEARCHED = 4
"""Passages of the policy itself, and as many of what stands beside it, that are read for a part."""
_SHORT = 160
"""Characters of a passage that is quoted whole: of three telephone numbers the right one may be any."""
_KEPT = 512
_GUIDES = (DocumentKind.GUIDE, DocumentKind.OTHER)
_PERIOD = ("valid_from", "valid_to")
_NOTICES = ("通知", "公告")
"""Forms of what announces a window among documents that are kept as policies."""


@dataclass(frozen=True, slots=True)
class _Sources:
    """A policy, what may tell how to apply for it beside it, and the words by which its own period is known: a day in them is no window."""

    own: DocumentInfo
    beside: frozenset[str]
    period: tuple[str, ...]

    def tells_period(self, text: str) -> bool:
        """Whether a passage is the closing clause, and little else."""
        return any(words in text and len(text) <= 2 * len(words) for words in self.period)


class ApplyingCards:
    """Makes the cards and keeps them until the record changes. Threads may share it."""

    def __init__(self, retriever: Retriever, reader: Reader) -> None:
        self._retriever = retriever
        self._reader = reader
        self._kept = lru_cache(maxsize=_KEPT)(self._made)

    def card(self, document_id: str, benefit: str, principal: Principal, day: date) -> Applying:
        """What is held of applying for a benefit of a policy, or for all of it. Raises NotFound for one that the caller may not know of."""
        with self._retriever.database.session() as session:
            fact = session.get(StoreFactRow, "generation")
        sees = Principal(principal.role, groups=principal.groups)  # for all who see the same, the same
        return self._kept(document_id, benefit.strip(), sees, day, fact.value if fact is not None else "")

    def _made(self, document_id: str, benefit: str, principal: Principal, day: date, _generation: str) -> Applying:
        sources = _sources(self._retriever.database, document_id, principal)
        matter = f"《{sources.own.title}》{benefit}"
        parts = tuple(
            ToldPart(part=part, quotes=tuple(self._quotes(part, asked.format(matter=matter), sources, principal, day)))
            for part, asked in _ASKED.items()
        )
        return Applying(source_id=sources.own.id, document=sources.own.title, benefit=benefit, as_of=day, parts=parts)

    def _quotes(
        self, part: ApplyingPart, asked: str, sources: _Sources, principal: Principal, day: date
    ) -> Iterator[AppliedQuote]:
        """The policy's own words first: what a notice adds holds for the time that it names."""
        own_least = _LEAST_OWN.get(part, _LEAST)
        for ids, least in ((frozenset({sources.own.id}), own_least), (sources.beside, _LEAST)):
            hits = self._retriever.search(asked, principal, day, k=_SEARCHED, document_ids=ids).hits if ids else ()
            words = read_words(asked, principal, self._retriever)
            items = [weigh(hit, words) for hit in hits if not sources.tells_period(hit.text)]
            for found in read(self._reader, self._retriever.sentences, asked, items, (), least).answering[:1]:
                item = with_card_names(with_whole_lists(found, asked=True) if part is ApplyingPart.PAPERS else found)
                if part is not ApplyingPart.TELEPHONE or addresses_in("".join(item.telling)):
                    yield _quote(item, own=item.hit.chunk.document.id == sources.own.id, day=day)


def _quote(item: Evidence, *, own: bool, day: date) -> AppliedQuote:
    chunk = item.hit.chunk
    return AppliedQuote(
        text=item.hit.text if len(item.hit.text) <= _SHORT else "".join(item.telling),
        label=chunk.citation,
        document=chunk.document.title,
        document_number=chunk.document.document_number,
        clause=chunk.passage.clause or "",
        page=chunk.passage.place.page,
        status=access.chunk_status_on(chunk, day),
        source_id=chunk.document.id,
        chunk_id=chunk.id,
        own=own,
        issued_on=chunk.document.issued_on,
    )


def _sources(database: Database, document_id: str, principal: Principal) -> _Sources:
    """The policy, and what may tell how to apply for it: guides and notices that name it, or no policy at all."""
    with database.session() as session:
        row = session.get(DocumentRow, document_id, options=[defer(DocumentRow.text)])
        own = document_info(row) if row is not None else None
        if row is None or own is None or not access.may_see_document(principal, own):
            raise NotFound("没有这份文件，或者您无权查看")
        period = tuple(fact.evidence for fact in row.facts if fact.field in _PERIOD and fact.evidence)
        titles = select(DocumentRow.title).where(DocumentRow.kind == DocumentKind.POLICY)
        policies = {plain_title(other) for other in session.scalars(titles)}
        asked = or_(DocumentRow.kind.in_(_GUIDES), DocumentRow.text.contains(own.title, autoescape=True))
        beside = set()
        for other in session.scalars(select(DocumentRow).where(DocumentRow.id != document_id, asked)):
            if other.kind not in _GUIDES and kind_of(other.title) not in _NOTICES:
                continue
            if not access.may_see_document(principal, document_info(other)):
                continue
            named = {plain_title(match["title"]) for match in QUOTED_TITLE.finditer(other.text)}
            if plain_title(own.title) in named or not named & policies:
                beside.add(other.id)
    return _Sources(own, frozenset(beside), period)
