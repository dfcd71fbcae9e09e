"""怎样申报: when to apply for a benefit, with which papers, where, and whom to call, as its policy and the guides and notices held beside it say."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import defer

from assistant import access
from assistant.answering.evidence import Evidence, read_words, weigh
from assistant.answering.listing.lists import with_whole_lists
from assistant.answering.listing.whole import with_card_names
from assistant.answering.reading import read
from assistant.contract.applying import AppliedQuote, Applying, ApplyingPart, ToldPart
from assistant.database import Database
from assistant.documents.reading import document_info
from assistant.documents.tables import DocumentRow
from assistant.errors import NotFound
from assistant.policies.titles import QUOTED_TITLE, kind_of, plain_title
from assistant.records import DocumentInfo, DocumentKind, Principal
from assistant.retrieval.reader import Reader
from assistant.retrieval.retriever import Retriever

_ASKED = {
    ApplyingPart.WINDOW: "{matter}什么时候申报，申报时间是哪天到哪天？",
    ApplyingPart.PAPERS: "申报{matter}要提交哪些材料？",
    ApplyingPart.OFFICE: "{matter}到哪里申报，由哪个窗口或者平台受理？",
    ApplyingPart.TELEPHONE: "申报{matter}打哪个电话咨询？",
}
_SEARCHED = 5
"""Passages of the policy itself, and as many of what stands beside it, that are read for a part."""
_LEAST = 0.5
"""Probability from which passages tell a part: it is asked of every policy, so it is told where it is sure."""
_MOST = 2
"""Passages of either that are quoted for a part."""
_GUIDES = (DocumentKind.GUIDE, DocumentKind.OTHER)
_NOTICES = ("通知", "公告")
"""Forms of what announces a window among documents that are kept as policies."""


class ApplyingCards:
    """Makes the cards. Threads may share it."""

    def __init__(self, retriever: Retriever, reader: Reader) -> None:
        self._retriever = retriever
        self._reader = reader

    def card(self, document_id: str, benefit: str, principal: Principal, day: date) -> Applying:
        """What is held of applying for a benefit of a policy, or for all of it. Raises NotFound for one that the caller may not know of."""
        own, beside = _documents(self._retriever.database, document_id, principal)
        matter = f"《{own.title}》{benefit.strip()}"
        sources = (frozenset({own.id}), beside) if beside else (frozenset({own.id}),)
        parts = tuple(
            ToldPart(part=part, quotes=tuple(self._quotes(part, asked.format(matter=matter), sources, principal, day)))
            for part, asked in _ASKED.items()
        )
        return Applying(source_id=own.id, document=own.title, benefit=benefit.strip(), as_of=day, parts=parts)

    def _quotes(
        self, part: ApplyingPart, asked: str, sources: Sequence[frozenset[str]], principal: Principal, day: date
    ) -> Iterator[AppliedQuote]:
        """The policy's own words first: what a notice adds holds for the time that it names."""
        for at, ids in enumerate(sources):
            for found in self._telling(asked, ids, principal, day)[:_MOST]:
                item = with_card_names(with_whole_lists(found, asked=part is ApplyingPart.PAPERS))
                yield _quote(item, own=at == 0, day=day)

    def _telling(self, asked: str, ids: frozenset[str], principal: Principal, day: date) -> Sequence[Evidence]:
        hits = self._retriever.search(asked, principal, day, k=_SEARCHED, document_ids=ids).hits
        words = read_words(asked, principal, self._retriever)
        items = [weigh(hit, words) for hit in hits]
        return read(self._reader, self._retriever.sentences, asked, items, (), _LEAST).answering


def _quote(item: Evidence, *, own: bool, day: date) -> AppliedQuote:
    chunk = item.hit.chunk
    return AppliedQuote(
        text="".join(item.telling),
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


def _documents(database: Database, document_id: str, principal: Principal) -> tuple[DocumentInfo, frozenset[str]]:
    """The policy, and what may tell how to apply for it: guides and notices that name it, or no policy at all."""
    with database.session() as session:
        row = session.get(DocumentRow, document_id, options=[defer(DocumentRow.text)])
        own = document_info(row) if row is not None else None
        if own is None or not access.may_see_document(principal, own):
            raise NotFound("没有这份文件，或者您无权查看")
        title = plain_title(own.title)
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
            if title in named or not named & policies:
                beside.add(other.id)
    return own, frozenset(beside)
