"""A worksheet as its message: one shape for the API, the command line and the page."""

from datetime import date
from decimal import Decimal

from assistant.access import clause_status_on
from assistant.contract.worksheets import (
    CheckedCondition,
    Exclusion,
    LapsedBenefit,
    Quote,
    WorkedAmount,
    Worksheet,
    WorksheetLine,
    WorksheetTotal,
)
from assistant.incentives import records
from assistant.incentives.situations.situation_words import understood
from assistant.incentives.worksheets import worksheet
from assistant.incentives.worksheets.conflicts import Conflict, Total
from assistant.records import Chunk, DocumentInfo
from assistant.text.figures import YUAN


def quote_of(quote: records.Quote, document: DocumentInfo, chunk: Chunk | None, day: date) -> Quote:
    """The words with their place, and whether their clause is in force."""
    return Quote(
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


def worksheet_of(sheet: worksheet.Worksheet) -> Worksheet:
    """The worksheet as it is sent, printed and saved."""
    form = _Form(sheet)
    names = {
        line.stored.rule.id: f"《{line.document.title}》{line.stored.rule.source.clause}{line.stored.rule.name}"
        for line in sheet.lines
    }
    return Worksheet(
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

    def __init__(self, sheet: worksheet.Worksheet) -> None:
        self._sheet = sheet

    def quote(self, quote: records.Quote, document: DocumentInfo) -> Quote:
        return quote_of(quote, document, self._sheet.chunks.get(quote.chunk_id), self._sheet.day)

    def line(self, line: worksheet.Line) -> WorksheetLine:
        rule, document = line.stored.rule, line.document
        return WorksheetLine(
            rule_id=rule.id,
            name=rule.name,
            kind=rule.kind,
            topic=rule.topic,
            outcome=line.outcome,
            near=line.near,
            confirmed=line.stored.confirmed,
            tier=line.tier.label,
            conditions=tuple(
                CheckedCondition(
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

    def conflict(self, conflict: Conflict, names: dict[str, str]) -> Exclusion:
        quotes = [(quote, self._sheet.documents.get(document_id)) for document_id, quote in conflict.quotes]
        return Exclusion(
            rule_ids=conflict.rule_ids,
            names=tuple(names.get(rule_id, rule_id) for rule_id in conflict.rule_ids),
            reason=conflict.reason,
            quotes=tuple(self.quote(quote, document) for quote, document in quotes if document is not None),
        )


def plain(value: Decimal) -> str:
    """``540000`` or ``540000.50``: no exponent, cents only where there are some."""
    return f"{value:f}" if value != value.to_integral() else f"{value.to_integral():f}"


def _amount(line: worksheet.Line) -> WorkedAmount | None:
    amount = line.amount
    if amount is None:
        return None
    return WorkedAmount(
        total=None if amount.total is None else plain(amount.total),
        currency=amount.currency or YUAN,
        years=tuple(plain(value) for value in amount.years),
        steps=amount.steps,
        assumptions=amount.assumptions,
        missing=amount.missing,
        ceiling=None if amount.ceiling is None else plain(amount.ceiling),
    )


def _total(total: Total) -> WorksheetTotal:
    return WorksheetTotal(
        first_year=plain(total.first_year),
        whole=plain(total.whole),
        dollars=plain(total.dollars),
        counted=total.counted,
        steps=total.steps,
    )


def _lapsed(item: worksheet.Lapsed) -> LapsedBenefit:
    rule, document = item.stored.rule, item.stored.document
    return LapsedBenefit(
        name=rule.name,
        label=f"《{document.title}》{rule.source.clause}",
        status=item.status,
        source_id=document.id,
        chunk_id=rule.source.chunk_id,
    )
