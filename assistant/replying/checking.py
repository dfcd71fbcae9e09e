"""A draft against what it may say: clauses exist and are quoted verbatim, figures come from the letter or a clause, nothing is promised."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from assistant import access
from assistant.answering.language import folded
from assistant.complaints.blanks import BLANK
from assistant.complaints.records import Complaint
from assistant.complaints.reply_records import Analysis, Draft, Paragraph
from assistant.database import Database
from assistant.documents.reading import to_chunks
from assistant.documents.tables import ChunkRow
from assistant.policies.citations import chinese_date
from assistant.policies.clauses import ClauseFinder
from assistant.policies.quantities import Quantity, QuantityKind, quantities_in
from assistant.records import Chunk, Principal
from assistant.workdays import BEIJING

_OUTSIDE = Principal()
_QUOTED = re.compile(r"“([^”]{6,})”")
_COMMITMENT = re.compile(
    r"(?<!不作)(?<!不)(?<!未)(?:保证(?!金|书|人|材料|质量)|确保(?=[^。，]{0,8}(?:兑现|拨付|解决|到位|发放|落实))|一定(?:会|能|要|将|给|把|帮|解决|兑现|办|发|拨)|必(?:将|定|会)(?=解决|兑现|拨付|给)"
    r"|(?:我局|本局|我区|区里|我们)[^。，；]{0,8}(?:将|会|同意|决定|愿意|可以)[^。，；“]{0,6}(?:给予|发放|拨付|支付|兑现|奖励|补贴|补助|赔偿|补偿|退还|减免|免除|优惠)"
    r"|同意(?:给予|发放|拨付|支付|兑现|赔偿|补偿|减免)|承诺(?:将|在|给|于)|(?:we|the bureau)\s+(?:will|shall|guarantee|promise)\s+(?:pay|grant|refund|compensate|ensure))",
    re.IGNORECASE,
)
_CHECKED_KINDS = frozenset(
    {QuantityKind.MONEY, QuantityKind.RATE, QuantityKind.DATE, QuantityKind.AREA, QuantityKind.PERIOD}
)


class ConcernKind(StrEnum):
    """What may be wrong with a draft."""

    NO_SUCH_CLAUSE = "条款不存在"
    NOT_VERBATIM = "引文与原文不符"
    NOT_IN_FORCE = "条款现已失效"
    UNFOUNDED_FIGURE = "数字没有出处"
    COMMITMENT = "未经授权的承诺"
    BLANK = "待核实"


BLOCKING = frozenset(ConcernKind) - {ConcernKind.NOT_IN_FORCE}
"""What must be settled before the letter may go out; a lapsed clause may be quoted where the letter says that it is one."""


@dataclass(frozen=True, slots=True)
class Concern:
    """Something to settle. ``paragraph`` counts the draft's paragraphs from 0, None for the title and the rest."""

    kind: ConcernKind
    text: str
    paragraph: int | None = None

    @property
    def blocking(self) -> bool:
        return self.kind in BLOCKING


class DraftCheck:
    """Checks drafts, whoever wrote them: rules, a language model or staff."""

    def __init__(self, database: Database, finder: ClauseFinder) -> None:
        self._database = database
        self._finder = finder

    def check(
        self, complaint: Complaint, analysis: Analysis, draft: Draft, day: date, allowed: Sequence[date] = ()
    ) -> tuple[Concern, ...]:
        """All concerns in the order of the letter. ``allowed`` are dates of the register (received, due) that may be named."""
        texts = known_texts(complaint, analysis, draft, (*allowed, *([draft.dated] if draft.dated else [])))
        held = frozenset(quantity for text in texts for quantity in quantities_in(text))
        concerns: list[Concern] = []
        for number, paragraph in enumerate(draft.paragraphs):
            concerns += self._clauses(paragraph, number, day)
            concerns += self._addresses(paragraph, number, day)
            concerns += _figures(paragraph, number, held)
            concerns += [Concern(ConcernKind.COMMITMENT, words, number) for words in commitments_in(paragraph.text)]
            concerns += [Concern(ConcernKind.BLANK, blank, number) for blank in BLANK.findall(paragraph.text)]
        concerns += [
            Concern(ConcernKind.BLANK, blank)
            for blank in BLANK.findall(f"{draft.title}{draft.addressee}{draft.contact}")
        ]
        return tuple(dict.fromkeys(concerns))

    def _clauses(self, paragraph: Paragraph, number: int, day: date) -> Iterable[Concern]:
        chunks = self._chunks([clause.chunk_id for clause in paragraph.clauses])
        texts = []
        for clause in paragraph.clauses:
            chunk = chunks.get(clause.chunk_id)
            if chunk is None:
                yield Concern(ConcernKind.NO_SUCH_CLAUSE, clause.label, number)
                continue
            texts.append(folded(self._whole(chunk)))
            if folded(clause.quote) not in texts[-1]:
                yield Concern(ConcernKind.NOT_VERBATIM, f"{clause.label}：{clause.quote[:40]}", number)
            if not access.chunk_in_force(chunk, day):
                status = access.chunk_status_on(chunk, day)
                yield Concern(ConcernKind.NOT_IN_FORCE, f"{clause.label}（{status}）", number)
        if paragraph.clauses:
            for quote in _QUOTED.findall(paragraph.text):
                if not any(folded(quote) in text for text in texts):
                    yield Concern(ConcernKind.NOT_VERBATIM, f"“{quote[:40]}”", number)

    def _addresses(self, paragraph: Paragraph, number: int, day: date) -> Iterable[Concern]:
        """Clauses that the text names must exist and be in force; documents that are not held cannot be checked and are said to be so."""
        quoted = {clause.label for clause in paragraph.clauses}
        for address in self._finder.read(paragraph.text, _OUTSIDE):
            if not address.document or address.article is None or f"《{address.document}》{address.clause}" in quoted:
                continue
            lookup = self._finder.look_up(address, _OUTSIDE, day)
            label = f"《{address.document}》{address.clause}"
            if not lookup.found:
                yield Concern(ConcernKind.NO_SUCH_CLAUSE, label, number)
            elif not access.chunk_in_force(lookup.chunks[0], day):
                status = access.chunk_status_on(lookup.chunks[0], day)
                yield Concern(ConcernKind.NOT_IN_FORCE, f"{label}（{status}）", number)

    def _chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        with self._database.session() as session:
            rows = list(session.scalars(select(ChunkRow).where(ChunkRow.id.in_(ids))))
            return {chunk.id: chunk for chunk in to_chunks(session, rows) if access.visible(_OUTSIDE, chunk)}

    def _whole(self, chunk: Chunk) -> str:
        """The whole clause where it was split."""
        if chunk.passage.parts == 1:
            return chunk.passage.text
        with self._database.session() as session:
            query = select(ChunkRow).where(
                ChunkRow.document_id == chunk.document.id, ChunkRow.clause == chunk.passage.clause
            )
            parts = to_chunks(session, list(session.scalars(query.order_by(ChunkRow.ordinal))))
            return "".join(part.passage.text for part in parts if access.visible(_OUTSIDE, part))


def known_texts(
    complaint: Complaint, analysis: Analysis, draft: Draft | None = None, days: Iterable[date] = ()
) -> tuple[str, ...]:
    """What figures of a reply may come from: the complaint with its attachments, the clauses, the register's dates."""
    clauses = [clause for demand in analysis.demands for clause in demand.clauses]
    clauses += [clause for paragraph in (draft.paragraphs if draft else ()) for clause in paragraph.clauses]
    received = complaint.received_at.astimezone(BEIJING).date()
    return (
        complaint.subject,
        complaint.text,
        complaint.number,
        *(attachment.text for attachment in complaint.attachments),
        *(f"{clause.label}\n{clause.quote}" for clause in clauses),
        *(chinese_date(day) for day in (received, *days, *(clause.then for clause in clauses if clause.then))),
        analysis.remit.basis,
    )


def unfounded_figures(text: str, held: frozenset[Quantity]) -> tuple[str, ...]:
    """The amounts, rates, dates, areas and periods of a text that none of the held ones is. A day's month and year are held with it."""
    months = {
        one.value.rsplit("-", 1)[0] for one in held if one.kind is QuantityKind.DATE and one.value.count("-") == 2
    }
    lacking = [
        quantity.value
        for quantity in quantities_in(BLANK.sub("", text))
        if quantity.kind in _CHECKED_KINDS
        and quantity not in held
        and not (quantity.kind is QuantityKind.DATE and quantity.value in months)
        and not (quantity.kind is QuantityKind.PERIOD and re.fullmatch(r"(?:19|20)\d\d year", quantity.value))
    ]
    return tuple(sorted(lacking))


def commitments_in(text: str) -> tuple[str, ...]:
    """Words that promise what nobody authorised; quotations of clauses promise nothing."""
    own = re.sub(r"“[^”]*”|《[^》]*》", "", text)
    return tuple(match.group() for match in _COMMITMENT.finditer(own))


def _figures(paragraph: Paragraph, number: int, held: frozenset[Quantity]) -> Iterable[Concern]:
    for figure in unfounded_figures(re.sub(r"《[^》]*》", "", paragraph.text), held):
        yield Concern(ConcernKind.UNFOUNDED_FIGURE, figure, number)
