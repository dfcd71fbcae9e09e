"""A worksheet as JSON values: one shape for the API, the command line and the page. Amounts are text, so that none is rounded."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from assistant.access import clause_status_on
from assistant.incentives.records import Quote
from assistant.incentives.situations.situation_words import understood
from assistant.incentives.worksheets.conflicts import Conflict, Total
from assistant.incentives.worksheets.worksheet import Lapsed, Line, Worksheet
from assistant.records import Chunk, DocumentInfo, Status
from assistant.text.figures import YUAN


class QuoteJson(BaseModel):
    """Verbatim words of a clause and where they stand."""

    text: str
    label: str
    document: str
    document_number: str
    clause: str
    page: int | None
    status: Status
    source_id: str
    chunk_id: str

    @classmethod
    def of(cls, quote: Quote, document: DocumentInfo, chunk: Chunk | None, day: date) -> "QuoteJson":
        return cls(
            text=quote.text,
            label=f"《{document.title}》{quote.clause}",
            document=document.title,
            document_number=document.document_number,
            clause=quote.clause,
            page=chunk.passage.place.page if chunk else None,
            status=clause_status_on(document, quote.clause, day),
            source_id=document.id,
            chunk_id=quote.chunk_id,
        )


class ConditionJson(BaseModel):
    """A condition, what it came to, what was told of it and what is missing."""

    condition: str
    outcome: str
    told: str
    missing: str
    quote: QuoteJson


class AmountJson(BaseModel):
    """An amount with its arithmetic."""

    total: str | None
    currency: str
    years: tuple[str, ...]
    steps: tuple[str, ...]
    assumptions: tuple[str, ...]
    missing: tuple[str, ...]
    ceiling: str | None


class LineJson(BaseModel):
    """A benefit. ``note`` says why there is no amount."""

    rule_id: str
    name: str
    kind: str
    topic: str
    outcome: str
    near: bool
    confirmed: bool
    tier: str
    conditions: tuple[ConditionJson, ...]
    amount: AmountJson | None
    note: str
    missing: tuple[str, ...]
    hints: tuple[str, ...]
    source: QuoteJson
    notes: tuple[QuoteJson, ...]
    pledges: tuple[QuoteJson, ...]


class LapsedJson(BaseModel):
    """A benefit of a document that is not in force."""

    name: str
    label: str
    status: Status
    source_id: str
    chunk_id: str


class ConflictJson(BaseModel):
    """Benefits of which only one is paid."""

    rule_ids: tuple[str, ...]
    names: tuple[str, ...]
    reason: str
    quotes: tuple[QuoteJson, ...]


class TotalJson(BaseModel):
    """What may be added up, in yuan; ``dollars`` is what was not exchanged."""

    first_year: str
    whole: str
    dollars: str
    counted: tuple[str, ...]
    steps: tuple[str, ...]


class WorksheetJson(BaseModel):
    """The whole worksheet."""

    as_of: date
    understood: tuple[str, ...]
    lines: tuple[LineJson, ...]
    lapsed: tuple[LapsedJson, ...]
    conflicts: tuple[ConflictJson, ...]
    certain: TotalJson
    possible: TotalJson
    questions: tuple[str, ...]
    estimate: str
    deciders: tuple[QuoteJson, ...]
    procedure: tuple[QuoteJson, ...]
    others: int

    @classmethod
    def of(cls, sheet: Worksheet) -> "WorksheetJson":
        form = _Form(sheet)
        names = {
            line.stored.rule.id: f"《{line.document.title}》{line.stored.rule.source.clause}{line.stored.rule.name}"
            for line in sheet.lines
        }
        return cls(
            as_of=sheet.day,
            understood=understood(sheet.situation, sheet.words),
            lines=tuple(form.line(line) for line in sheet.lines),
            lapsed=tuple(_lapsed(item) for item in sheet.lapsed),
            conflicts=tuple(form.conflict(item, names) for item in sheet.conflicts),
            certain=_total(sheet.certain),
            possible=_total(sheet.possible),
            questions=sheet.questions,
            estimate=sheet.words.say("estimate"),
            deciders=tuple(form.quote(item.quote, item.document) for item in sheet.deciders),
            procedure=tuple(form.quote(item.quote, item.document) for item in sheet.procedure),
            others=sheet.others,
        )


class _Form:
    """Looks chunks up while a worksheet is put into JSON."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet

    def quote(self, quote: Quote, document: DocumentInfo) -> QuoteJson:
        return QuoteJson.of(quote, document, self._sheet.chunks.get(quote.chunk_id), self._sheet.day)

    def line(self, line: Line) -> LineJson:
        rule, document = line.stored.rule, line.document
        return LineJson(
            rule_id=rule.id,
            name=rule.name,
            kind=rule.kind,
            topic=rule.topic,
            outcome=line.outcome,
            near=line.near,
            confirmed=line.stored.confirmed,
            tier=line.tier.label,
            conditions=tuple(
                ConditionJson(
                    condition=item.asked,
                    outcome=item.outcome,
                    told=item.told,
                    missing=item.missing,
                    quote=self.quote(item.quote, document),
                )
                for item in line.checked
            ),
            amount=_amount(line),
            note="" if line.stored.confirmed else self._sheet.words.say("unconfirmed"),
            missing=line.missing,
            hints=line.hints,
            source=self.quote(rule.source, document),
            notes=tuple(self.quote(quote, document) for quote in line.notes),
            pledges=tuple(self.quote(quote, document) for quote in line.pledges),
        )

    def conflict(self, conflict: Conflict, names: dict[str, str]) -> ConflictJson:
        quotes = [(quote, self._sheet.documents.get(document_id)) for document_id, quote in conflict.quotes]
        return ConflictJson(
            rule_ids=conflict.rule_ids,
            names=tuple(names.get(rule_id, rule_id) for rule_id in conflict.rule_ids),
            reason=conflict.reason,
            quotes=tuple(self.quote(quote, document) for quote, document in quotes if document is not None),
        )


def plain(value: Decimal) -> str:
    """``540000`` or ``540000.50``: no exponent, cents only where there are some."""
    return f"{value:f}" if value != value.to_integral() else f"{value.to_integral():f}"


def _amount(line: Line) -> AmountJson | None:
    amount = line.amount
    if amount is None:
        return None
    return AmountJson(
        total=None if amount.total is None else plain(amount.total),
        currency=amount.currency or YUAN,
        years=tuple(plain(value) for value in amount.years),
        steps=amount.steps,
        assumptions=amount.assumptions,
        missing=amount.missing,
        ceiling=None if amount.ceiling is None else plain(amount.ceiling),
    )


def _total(total: Total) -> TotalJson:
    return TotalJson(
        first_year=plain(total.first_year),
        whole=plain(total.whole),
        dollars=plain(total.dollars),
        counted=total.counted,
        steps=total.steps,
    )


def _lapsed(item: Lapsed) -> LapsedJson:
    rule, document = item.stored.rule, item.stored.document
    return LapsedJson(
        name=rule.name,
        label=f"《{document.title}》{rule.source.clause}",
        status=item.status,
        source_id=document.id,
        chunk_id=rule.source.chunk_id,
    )
