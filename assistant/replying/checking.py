"""A draft against what it may say: clauses exist and are quoted verbatim, figures come from the letter or a clause, nothing is promised."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from assistant import access
from assistant.answering.asking.language import folded
from assistant.complaints.letters.blanks import BLANK
from assistant.complaints.letters.reply_records import Analysis, Draft, Paragraph, ParagraphKind, Remit
from assistant.complaints.records import Complaint
from assistant.database import Database
from assistant.documents.reading import to_chunks
from assistant.documents.tables import ChunkRow
from assistant.policies.citations import chinese_date
from assistant.policies.clauses import ClauseFinder, text_of
from assistant.policies.quantities import Quantity, QuantityKind, quantities_in
from assistant.records import Chunk, Principal
from assistant.replying.matching import is_promise
from assistant.replying.words import WORDS
from assistant.text.eras import with_common_years
from assistant.text.sentences import sentences_of
from assistant.text.simplified import simplified
from assistant.workdays import BEIJING

_OUTSIDE = Principal()
_QUOTED = re.compile(r"“([^”]{6,})”")
_COMMITMENT = re.compile(
    rf"(?<!不作)(?<!不)(?<!未)(?:{WORDS.any_of('commits')}|确保(?=[^。，]{{0,8}}{WORDS.any_of('ensures')})|{WORDS.any_of('must')}(?={WORDS.any_of('must_do')})"
    rf"|{WORDS.any_of('bureaus')}[^。，；]{{0,8}}{WORDS.any_of('will')}[^。，；“]{{0,6}}{WORDS.any_of('pays')}|{WORDS.any_of('agrees_to_pay')}"
    r"|(?:we|the bureau)\s+(?:will|shall|guarantee|promise)\s+(?:pay|grant|refund|compensate|ensure))",
    re.IGNORECASE,
)
_SHOWN = 30
_CHECKED_KINDS = frozenset(
    {QuantityKind.MONEY, QuantityKind.RATE, QuantityKind.DATE, QuantityKind.AREA, QuantityKind.PERIOD}
)


_FIGURE_NAMES = {
    QuantityKind.MONEY: "金额",
    QuantityKind.RATE: "比例",
    QuantityKind.DATE: "日期",
    QuantityKind.AREA: "面积",
    QuantityKind.PERIOD: "期限",
}
_WRITTEN = re.compile(
    r"(?:\d[\d,]*(?:\.\d+)?|[〇零一二两三四五六七八九十百千万]+)(?:年\d{1,2}月(?:\d{1,2}日)?|[^\d，。；、：”“（）\s]{0,6})"
)
_DENIES = re.compile(
    rf"{WORDS.any_of('not_of_ours')}[^。，]{{0,12}}{WORDS.any_of('remits')}?|{WORDS.any_of('denies_remit')}"
)
_NO_RULE = re.compile(
    rf"{WORDS.any_of('none')}{WORDS.any_of('seen')}?[^。，；]{{0,14}}{WORDS.any_of('rules')}(?!的除外|约定)"
)
_FIRST = WORDS.pattern("first_person")
_DAY = r"((?:19|20)\d{2})年(\d{1,2})月(\d{1,2})日"
_BY_DAY = re.compile(rf"{_DAY}{WORDS.any_of('before_that_day')}")
_AHEAD = re.compile(rf"{WORDS.any_of('aims_at_a_day')}{_DAY}")
_AGREED = re.compile(rf"{WORDS.any_of('agreed')}[^，。；]*$")
"""What stands before a day that was named elsewhere: it may well be past."""
_TELLING = {ParagraphKind.OPENING, ParagraphKind.FINDING, ParagraphKind.RULE, ParagraphKind.HEADING}


class ConcernKind(StrEnum):
    """What may be wrong with a draft."""

    NO_SUCH_CLAUSE = "条款不存在"
    NOT_VERBATIM = "引文与原文不符"
    NOT_IN_FORCE = "条款现已失效"
    UNFOUNDED_FIGURE = "数字没有出处"
    COMMITMENT = "未经授权的承诺"
    DENIAL = "推出本局职责"
    NO_RULE_CLAIMED = "称没有规定"
    ADDRESSEE = "主送不符"
    PAST_DATE = "日期已过"
    FIRST_PERSON = "人称不当"
    SECRECY = "可能泄露来信人"
    BLANK = "待核实"


BLOCKING = frozenset(ConcernKind) - {ConcernKind.NOT_IN_FORCE}
"""What must be settled before the letter may go out; a lapsed clause may be quoted where the letter says that it is one."""


@dataclass(frozen=True, slots=True)
class Concern:
    """Something to settle: ``text`` says in Chinese what is wrong and why. ``paragraph`` counts the draft's paragraphs from 0, None for the title
    and the rest."""

    kind: ConcernKind
    text: str
    paragraph: int | None = None

    @property
    def blocking(self) -> bool:
        return self.kind in BLOCKING


class DraftCheck:
    """Checks drafts, whoever wrote them: rules, a language model or staff."""

    def __init__(self, database: Database, finder: ClauseFinder, ways: Sequence[str] = ()) -> None:
        """``ways`` are remedies as letters word them: the periods that they name are founded."""
        self._database = database
        self._finder = finder
        self._ways = tuple(ways)

    def check(
        self, complaint: Complaint, analysis: Analysis, draft: Draft, day: date, allowed: Sequence[date] = ()
    ) -> tuple[Concern, ...]:
        """All concerns in the order of the letter. ``allowed`` are dates of the register (received, due) that may be named."""
        texts = known_texts(complaint, analysis, draft, (*allowed, *([draft.dated] if draft.dated else [])))
        held = frozenset(quantity for text in (*texts, *self._ways) for quantity in quantities_in(text))
        concerns: list[Concern] = []
        for number, paragraph in enumerate(draft.paragraphs):
            concerns += self._clauses(paragraph, number, day)
            concerns += self._addresses(paragraph, number, day, complaint.number)
            concerns += _figures(paragraph, number, held | self._figures_of_named(paragraph, day))
            concerns += [
                Concern(ConcernKind.COMMITMENT, f"“{words}”是未经授权的承诺：改为说明由谁按哪条规定办理", number)
                for words in commitments_in(paragraph.text)
            ]
            concerns += [
                Concern(ConcernKind.BLANK, _unfilled(blank), number) for blank in BLANK.findall(paragraph.text)
            ]
        concerns += wording_concerns(analysis, draft, day)
        received = complaint.received_at.astimezone(BEIJING).date()
        if draft.dated is not None and draft.dated < received <= day:
            why = f"成文日期{chinese_date(draft.dated)}早于收到来信的{chinese_date(received)}，请核对"
            concerns.append(Concern(ConcernKind.PAST_DATE, why))
        concerns += [
            Concern(ConcernKind.BLANK, _unfilled(blank))
            for blank in BLANK.findall(f"{draft.title}{draft.addressee}{draft.contact}")
        ]
        return tuple(dict.fromkeys(concerns))

    def _figures_of_named(self, paragraph: Paragraph, day: date) -> frozenset[Quantity]:
        """The figures of the clauses that a paragraph names, whether it quotes them or not."""
        named = [one for one in self._finder.read(paragraph.text, _OUTSIDE) if one.document and one.article is not None]
        lookups = [self._finder.look_up(address, _OUTSIDE, day) for address in named]
        return frozenset(quantity for one in lookups if one.found for quantity in quantities_in(text_of(one.chunks)))

    def _clauses(self, paragraph: Paragraph, number: int, day: date) -> Iterable[Concern]:
        chunks = self._chunks([clause.chunk_id for clause in paragraph.clauses])
        texts = []
        for clause in paragraph.clauses:
            chunk = chunks.get(clause.chunk_id)
            if chunk is None:
                yield Concern(ConcernKind.NO_SUCH_CLAUSE, f"{clause.label}在公开资料库里已经查不到，请重新核对", number)
                continue
            texts.append(folded(self._whole(chunk)))
            if folded(clause.quote) not in texts[-1]:
                yield Concern(
                    ConcernKind.NOT_VERBATIM, f"{clause.label}的引文与原文不一致：“{clause.quote[:40]}”", number
                )
            if not access.chunk_in_force(chunk, day):
                status = access.chunk_status_on(chunk, day)
                yield Concern(
                    ConcernKind.NOT_IN_FORCE, f"{clause.label}（{status}）：如引用旧规定，请在文中说明当时有效", number
                )
        if paragraph.clauses:
            for quote in _QUOTED.findall(paragraph.text):
                if not any(folded(quote) in text for text in texts):
                    yield Concern(ConcernKind.NOT_VERBATIM, f"“{quote[:40]}”不是所引条款的原文", number)

    def _addresses(self, paragraph: Paragraph, number: int, day: date, own: str) -> Iterable[Concern]:
        """Clauses that the text names must exist and be in force; documents that are not held cannot be checked and are said to be so."""
        quoted = {clause.label for clause in paragraph.clauses}
        for address in self._finder.read(paragraph.text, _OUTSIDE):
            if not address.document or address.article is None or f"《{address.document}》{address.clause}" in quoted:
                continue
            if address.document == own:  # the letter's own number before the article of a paper that it tells of
                continue
            lookup = self._finder.look_up(address, _OUTSIDE, day)
            label = f"《{address.document}》{address.clause}"
            if not lookup.found:
                yield Concern(ConcernKind.NO_SUCH_CLAUSE, f"资料库里查不到{label}，请核对文件名称和条号", number)
            elif not access.chunk_in_force(lookup.chunks[0], day):
                status = access.chunk_status_on(lookup.chunks[0], day)
                yield Concern(
                    ConcernKind.NOT_IN_FORCE, f"{label}（{status}）：如引用旧规定，请在文中说明当时有效", number
                )

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
        with_common_years(simplified(complaint.text)),
        complaint.number,
        *(attachment.text for attachment in complaint.attachments),
        *(f"{clause.label}\n{clause.quote}" for clause in clauses),
        *(chinese_date(day) for day in (received, *days, *(clause.then for clause in clauses if clause.then))),
        analysis.remit.basis,
    )


def unfounded_figures(text: str, held: frozenset[Quantity]) -> tuple[Quantity, ...]:
    """The amounts, rates, dates, areas and periods of a text that none of the held ones is. A day's month and year are held with it."""
    months = {
        one.value.rsplit("-", 1)[0] for one in held if one.kind is QuantityKind.DATE and one.value.count("-") == 2
    }
    lacking = [
        quantity
        for quantity in quantities_in(BLANK.sub("", text))
        if quantity.kind in _CHECKED_KINDS
        and quantity not in held
        and not (quantity.kind is QuantityKind.DATE and quantity.value in months)
        and not (quantity.kind is QuantityKind.PERIOD and re.fullmatch(r"(?:19|20)\d\d year", quantity.value))
    ]
    return tuple(sorted(lacking, key=lambda one: (one.kind, one.value)))


def commitments_in(text: str) -> tuple[str, ...]:
    """Words that promise what nobody authorised; quotations of clauses promise nothing."""
    own = re.sub(r"“[^”]*”|《[^》]*》", "", text)
    return tuple(match.group() for match in _COMMITMENT.finditer(own))


def _figures(paragraph: Paragraph, number: int, held: frozenset[Quantity]) -> Iterable[Concern]:
    for figure in unfounded_figures(re.sub(r"《[^》]*》", "", paragraph.text), held):
        written = _as_written(paragraph.text, figure)
        yield Concern(
            ConcernKind.UNFOUNDED_FIGURE,
            f"{_FIGURE_NAMES[figure.kind]} {written} 没有出处：来信、附件和所引条款里都没有，请核对或者写明依据",
            number,
        )


def _as_written(text: str, figure: Quantity) -> str:
    """The figure as the paragraph writes it."""
    for match in _WRITTEN.finditer(text):
        for end in range(len(match.group()), 0, -1):
            if figure in quantities_in(match.group()[:end]) and figure not in quantities_in(match.group()[: end - 1]):
                return match.group()[:end]
    holding = next((one for one in sentences_of(text) if figure in quantities_in(one)), text)
    return f"（“{holding[:_SHOWN]}”一句）"


def _unfilled(blank: str) -> str:
    return f"{blank}还没有填写：填好，或者改写、删去这一句"


def wording_concerns(analysis: Analysis, draft: Draft, day: date) -> Iterable[Concern]:
    """What a letter must not say: that it is not the bureau's while a promise is at stake, that there is no rule beside a held one, a day that is past."""
    promised = bool(analysis.promises) and is_promise([one.key for one in analysis.matters])
    held = {demand.number: demand.clauses for demand in analysis.demands}
    for number, paragraph in enumerate(draft.paragraphs):
        own = re.sub(r"“[^”]*”|《[^》]*》|【[^】]*】", "", paragraph.text)
        if (match := _DENIES.search(own)) and (promised or analysis.remit.remit in {Remit.OWN, Remit.PARTLY}):
            why = "来信涉及政府的承诺" if promised else "这件事属于本局职责"
            yield Concern(ConcernKind.DENIAL, f"“{match.group()}”：{why}，不能推出去", number)
        clauses = held.get(paragraph.demand or 0) or paragraph.clauses
        if (match := _NO_RULE.search(own)) and clauses and paragraph.kind is not ParagraphKind.RULE:
            yield Concern(
                ConcernKind.NO_RULE_CLAIMED, f"“{match.group()}”：资料库里有{clauses[0].label}，请核对", number
            )
        for words in _past_days(own, day, telling=paragraph.kind in _TELLING):
            yield Concern(ConcernKind.PAST_DATE, f"“{words}”已经过去，请改为今天以后的工作日", number)
        if match := _FIRST.search(own):
            yield Concern(ConcernKind.FIRST_PERSON, f"“{match.group()}”是来信人的口气，应写成“你公司”或者“您”", number)
    if (
        analysis.party
        and draft.addressee
        and analysis.party not in draft.addressee
        and not BLANK.search(draft.addressee)
    ):
        yield Concern(ConcernKind.ADDRESSEE, f"主送是“{draft.addressee}”，来信人是“{analysis.party}”，请核对")
    if analysis.confidential and analysis.party and analysis.party in draft.title:
        yield Concern(ConcernKind.SECRECY, "来信要求保密，标题里不要写来信人的名称")


def _past_days(text: str, day: date, *, telling: bool) -> Iterable[str]:
    """The days, as written, on which something is still to happen and that are past; what is ``telling`` may name days by which something
    was due."""
    ahead = list(_AHEAD.finditer(text))
    by = [] if telling else [one for one in _BY_DAY.finditer(text) if not _AGREED.search(text[: one.start()])]
    for match in sorted([*ahead, *by], key=lambda one: one.start()):
        said = _day(match)
        told = any(one.start() < match.start() < one.end() for one in ahead)
        if said is not None and said < day and not told:
            yield match.group()


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
