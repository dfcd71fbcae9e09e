"""What the asker can get, as lines of an answer: conditions one by one, amounts with their arithmetic, every benefit cited."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from assistant.answering.checking.citing import CitationList
from assistant.answering.sheets.worksheet_phrases import CHINESE, ENGLISH, Phrases
from assistant.answering.sheets.worksheet_question import sentences_told
from assistant.answers import AnswerTable
from assistant.incentives import languages
from assistant.incentives.records import Quote
from assistant.incentives.situations.situation import Situation
from assistant.incentives.situations.situation_reading import read_situation
from assistant.incentives.situations.situation_words import understood
from assistant.incentives.wording import number
from assistant.incentives.worksheets.checking import Outcome
from assistant.incentives.worksheets.worksheet import Line, Worksheet, Worksheets
from assistant.records import Chunk, Principal

MOST_LINES = 12
_MOST_RELATED = 6
_MOST_QUOTES = 3
_MOST_DECIDERS = 3


def make_sheet(
    worksheets: Worksheets, standalone: str, principal: Principal, day: date, english: bool = False
) -> Worksheet:
    """The worksheet of what was told, sentence after sentence."""
    told = Situation()
    for sentence in sentences_told(standalone):
        told = told.refined_by(read_situation(sentence, day))
    return worksheets.make(told, principal, day, languages.ENGLISH if english else languages.CHINESE)


def worksheet_lines(sheet: Worksheet, citations: CitationList, english: bool) -> Iterator[str]:
    """The answer, line by line."""
    phrases = ENGLISH if english else CHINESE
    said = (phrases.comma).join(understood(sheet.situation, sheet.words))
    near = [line for line in sheet.lines if line.near]
    if not sheet.situation.says_something:
        yield phrases.ask_all
        return
    yield phrases.opening.format(said=said, day=sheet.day)
    yield from _totals(sheet, citations, phrases)
    for outcome, heading in phrases.headings.items():
        of_kind = [line for line in near if line.outcome is outcome][:MOST_LINES]
        if of_kind:
            yield heading.format(count=len(of_kind))
        for line in of_kind:
            yield from _benefit(line, sheet, citations, phrases)
    related = [line for line in sheet.lines if not line.near and line.outcome is Outcome.MISSING]
    if related:
        names = [_name(line, sheet, citations) for line in related[:_MOST_RELATED]]
        yield phrases.related.format(count=len(related), names=phrases.comma.join(names))
    for item in sheet.lapsed[:_MOST_RELATED]:
        status = phrases.statuses.get(item.status, str(item.status))
        rule, title = item.stored.rule, item.stored.document.title
        yield phrases.lapsed.format(name=rule.name, label=f"《{title}》{rule.source.clause}", status=status)
    if sheet.questions:
        yield phrases.questions.format(items=phrases.comma.join(sheet.questions))
    yield phrases.estimate
    yield from _deciders(sheet, citations)


def worksheet_table(sheet: Worksheet, english: bool) -> AnswerTable | None:
    """One row a benefit that may apply."""
    phrases = ENGLISH if english else CHINESE
    rows = []
    lines = [line for line in sheet.lines if line.near]
    for line in lines[:MOST_LINES]:
        amount = line.amount
        first = whole = phrases.unconfirmed if not line.stored.confirmed else "-"
        if amount is not None and amount.total is not None:
            first = _money(amount.years[0], amount.currency, phrases) if amount.years else "-"
            whole = _money(amount.total, amount.currency, phrases)
        elif amount is not None and amount.ceiling is not None:
            whole = phrases.at_most.format(amount=number(amount.ceiling))
        label = f"《{line.document.title}》{line.stored.rule.source.clause}"
        rows.append((_titled(line), label, phrases.outcomes[line.outcome], first, whole))
    places = tuple(f"p/{line.document.id}#{line.stored.rule.source.clause}" for line in lines[:MOST_LINES])
    return AnswerTable(phrases.columns, tuple(rows), len(lines), places) if rows else None


def cited_chunks(sheet: Worksheet) -> tuple[Chunk, ...]:
    """The passages that the benefits rest on, in their order."""
    ids = dict.fromkeys(line.stored.rule.source.chunk_id for line in sheet.lines)
    return tuple(sheet.chunks[chunk_id] for chunk_id in ids if chunk_id in sheet.chunks)


def _benefit(line: Line, sheet: Worksheet, citations: CitationList, phrases: Phrases) -> Iterator[str]:
    mark = _mark(line.stored.rule.source, sheet, citations)
    label = f"《{line.document.title}》{line.stored.rule.source.clause}"
    yield f"- {_titled(line)}（{label}）{_result(line, phrases)} {mark}"
    for outcome in (Outcome.NOT_MET, Outcome.MISSING, Outcome.MET):
        of_kind = [item for item in line.checked if item.outcome is outcome]
        if of_kind:
            parts = [_condition(item.asked, item.told, item.quote, line, sheet, citations) for item in of_kind]
            yield f"    {phrases.outcomes[outcome]}{phrases.colon}{phrases.comma.join(parts)}"
    if line.amount is not None and line.outcome is not Outcome.NOT_MET:
        for step in line.amount.steps:
            yield f"    {phrases.arithmetic}{phrases.colon}{step}"
        for assumption in line.amount.assumptions:
            yield f"    {phrases.assumption}{phrases.colon}{assumption}"
    for hint in line.hints:
        yield f"    {hint}"


def _condition(asked: str, told: str, quote: Quote, line: Line, sheet: Worksheet, citations: CitationList) -> str:
    """A condition with what was told of it; one of another clause is cited to that clause."""
    elsewhere = quote.clause != line.stored.rule.source.clause
    mark = f" {_mark(quote, sheet, citations)}" if elsewhere and quote.chunk_id in sheet.chunks else ""
    aside = (f" ({told})" if sheet.words.english else f"（{told}）") if told and told not in asked else ""
    return f"{asked}{aside}{mark}"


def _result(line: Line, phrases: Phrases) -> str:
    if not line.stored.confirmed:
        return f"{phrases.colon}{phrases.unconfirmed}"
    amount = line.amount
    if amount is None or line.outcome is Outcome.NOT_MET:
        return ""
    if amount.total is not None:
        if len(amount.years) > 1:
            return phrases.over_years.format(
                first=_money(amount.years[0], amount.currency, phrases),
                whole=_money(amount.total, amount.currency, phrases),
                years=len(amount.years),
            )
        return phrases.comes_to.format(whole=_money(amount.total, amount.currency, phrases))
    if amount.ceiling is not None:
        return phrases.needs_with_ceiling.format(
            items=phrases.comma.join(amount.missing), amount=number(amount.ceiling)
        )
    return phrases.needs.format(items=phrases.comma.join(amount.missing))


def _money(figure: Decimal, currency: str, phrases: Phrases) -> str:
    return f"{number(figure)} {phrases.yuan if currency == CHINESE.yuan else currency}"


def _totals(sheet: Worksheet, citations: CitationList, phrases: Phrases) -> Iterator[str]:
    names = {
        line.stored.rule.id: f"{line.stored.rule.name}（《{line.document.title}》{line.stored.rule.source.clause}）"
        for line in sheet.lines
    }
    for conflict in sheet.conflicts:
        among = [names[rule_id] for rule_id in conflict.rule_ids if rule_id in names]
        marks = "".join(dict.fromkeys(_mark(quote, sheet, citations) for _, quote in conflict.quotes[:_MOST_QUOTES]))
        yield phrases.exclusive.format(names=phrases.comma.join(among)) + (f" {marks}" if marks else "")
    for heading, total in ((phrases.certain, sheet.certain), (phrases.possible, sheet.possible)):
        if total.counted:
            first = phrases.first_year.format(first=number(total.first_year)) if total.first_year else ""
            yield heading.format(first=first, whole=number(total.whole))
            if total.dollars:
                yield phrases.dollars.format(amount=number(total.dollars))
        for step in total.steps:
            yield f"    {step}"


def _deciders(sheet: Worksheet, citations: CitationList) -> Iterator[str]:
    """Who explains and decides, of the first documents."""
    shown = list(dict.fromkeys(item.document.id for item in sheet.deciders))[:_MOST_DECIDERS]
    for item in sheet.deciders:
        if item.document.id in shown:
            yield f"- {item.quote.text} {_mark(item.quote, sheet, citations)}"


def _mark(quote: Quote, sheet: Worksheet, citations: CitationList) -> str:
    chunk = sheet.chunks.get(quote.chunk_id)
    return f"[{citations.cite(chunk, quote.text)}]" if chunk is not None else ""


def _name(line: Line, sheet: Worksheet, citations: CitationList) -> str:
    """A benefit that is only mentioned, with what it first depends on."""
    first = next((item.asked for item in line.checked if item.outcome is Outcome.MISSING), "")
    return f"{line.stored.rule.name}（{first}）{_mark(line.stored.rule.source, sheet, citations)}"


def _titled(line: Line) -> str:
    return f"{line.stored.rule.name}{f'·{line.tier.label}' if line.tier.label else ''}"
