"""Answers out of ledgers and lists: a table with its total, each row cited; and how sure it is that rows are asked for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering.asking import followups
from assistant.answering.asking.language import folded
from assistant.answering.asking.question import Question, intent_of
from assistant.answering.checking.citing import CitationList
from assistant.answering.draft import Draft
from assistant.answering.evidence import Evidence, QuestionWords
from assistant.answering.passages import Found
from assistant.answers import AnswerTable, Step
from assistant.buildings.columns import DATE_FIELDS, Field
from assistant.buildings.conditions import Condition, Dated, InPlace, InRange, Mentions, NoneOf, Offers, OneOf
from assistant.buildings.headers.header_lexicon import Mark
from assistant.buildings.headers.header_sense import names_a_place
from assistant.buildings.headers.header_words import sense_of_header
from assistant.buildings.matching import STEP_MARK, RowMatcher
from assistant.buildings.presenting.presenting import RowAnswer
from assistant.records import Cell, Chunk, DocumentKind, Hit, Principal
from assistant.retrieval.question_kinds import KindOfQuestion, QuestionKind

_KINDS = {DocumentKind.LISTING: QuestionKind.LISTING, DocumentKind.OPPORTUNITY: QuestionKind.OPPORTUNITY}
_MOST_MARKS = 20
_TELLING = 0.15
_FEW_ROWS = 3
_SURELY_TOLD = 0.7
"""Probability of a passage's answer from which it goes before rows that do not meet all that is wanted."""
_LEAST_PRIOR, _LEAST_TEXT = 0.3, 0.5
"""What examples leave to rows, and to passages, where they tell of the other: they are wrong for one question in ten."""
_LEAST_SHARE = 0.1
"""What examples must tell of rows for a language model to be asked which ones are meant."""
_HARDLY, _UNMET = 0.4, 0.5
"""Shares of what is left where only words or a place were understood, and where no row meets what is asked."""
_LEAST_SURE = 0.25
_WHOLE, _LEAST_OF_WHOLE = 0.9, 0.75
"""A question for places of which so much is understood as conditions of columns is one for rows, whatever examples it is like."""
_SAID_LIKE_CELLS = frozenset({Field.OWNERSHIP, Field.COOPERATION, Field.USE})
"""Fields whose values are words of everyday language: ``集体``."""

_ENDS = "，,。；;！!？?"
_CLAUSE = re.compile(f"[{_ENDS}]")
_TIME = re.compile(r"(?:19|20)\d\d年?|去年|前年|今年|明年|[上下]半年|全年|季度|月份?|last year|quarter", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RowQuestion:
    """A question to the tables, with the one before it (as the row matcher left it, "" for none)."""

    question: str
    previous: str
    principal: Principal
    as_of: date
    words: QuestionWords
    kind: KindOfQuestion


def row_question(question: Question) -> RowQuestion:
    """A question as the tables are asked it, with the one before that it may lean on."""
    last = question.history[-1] if question.history else None
    previous = last.standalone_question if last is not None and last.intent in followups.ROW_INTENTS else ""
    said = question.standalone
    if said == previous:
        previous, _, said = said.rpartition(STEP_MARK)
    return RowQuestion(said, previous, question.principal, question.as_of, question.words, question.kind)


@dataclass(frozen=True, slots=True)
class RowFinding:
    """An answer of rows, and how sure it is, from 0 to 1, that it is what was asked for."""

    answer: RowAnswer
    kind: DocumentKind
    sure: float


def find_rows(
    matcher: RowMatcher,
    asked: RowQuestion,
    held: float = 0.0,
    passage: Evidence | None = None,
    kinds: Iterable[DocumentKind] = tuple(_KINDS),
) -> RowFinding | None:
    """The surest answer of the tables; None where rows do not tell what is asked. ``held`` is how probably passages answer, ``passage`` the best
    of them: where rows could not outweigh them, a language model need not read the question for rows; of rows chosen by conditions a passage that
    is itself a row of the table says less."""
    findings = []
    for kind in kinds:
        by_rules = not _may_win(kind, asked, held)
        found = matcher.answer(asked.question, asked.principal, asked.as_of, kind, asked.previous, by_rules=by_rules)
        if found is None:
            continue
        if found.chunks and _tells(found, asked):
            findings.append(RowFinding(found, kind, _sureness(found, kind, asked)))
        elif found.requirement.names:
            return None  # it is about this row, and the row's table does not tell: another table would tell of something else
    best = max(findings, key=lambda finding: finding.sure, default=None)
    if best is None or best.sure >= _LEAST_SURE:
        return best
    of_the_table = passage is not None and passage.hit.chunk.document.kind is best.kind
    return best if of_the_table and best.answer.requirement.conditions and not best.answer.unmet else None


def without_neighbours(found: Found, matcher: RowMatcher, asked: RowQuestion) -> Found:
    """What was found, of a question that names rows without those of tables that are none of them: a neighbour's cell answers nothing."""
    if not any(_is_row(item.hit.chunk) for item in (*found.chosen, *found.whole.findings.nearest)):
        return found
    named: set[tuple[str, str | None, int | None]] = set()
    for kind in _KINDS:
        answer = matcher.answer(asked.question, asked.principal, asked.as_of, kind, asked.previous, by_rules=True)
        if answer is not None and answer.requirement.names:
            named |= set(map(_standing, answer.chunks))
    if not named:
        return found

    def kept(items: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        return tuple(item for item in items if not _is_row(item.hit.chunk) or _standing(item.hit.chunk) in named)

    findings = replace(found.whole.findings, nearest=kept(found.whole.findings.nearest))
    whole = replace(found.whole, current=kept(found.whole.current), findings=findings)
    return replace(found, whole=whole, chosen=kept(found.chosen))


def _is_row(chunk: Chunk) -> bool:
    return chunk.document.kind in _KINDS and chunk.passage.place.row is not None


def _standing(chunk: Chunk) -> tuple[str, str | None, int | None]:
    return chunk.document.id, chunk.passage.place.sheet, chunk.passage.place.row


def outweighs(rows: RowFinding, asked: RowQuestion, held: float, best: Evidence | None) -> bool:
    """Whether rows are the better finding than passages, of which the best answers with probability ``held``. A passage that is itself a row
    of the table speaks for the table; where no row meets all that is wanted, a passage that surely answers does."""
    if best is not None and best.hit.chunk.document.kind is rows.kind:
        return True
    if best is not None and rows.answer.unmet and held >= _SURELY_TOLD:
        return False
    return rows.sure > _to_outweigh(asked, held)


def _to_outweigh(asked: RowQuestion, held: float) -> float:
    told = asked.kind.shares[QuestionKind.TEXT] + asked.kind.shares[QuestionKind.GRIEVANCE]
    return held * (_LEAST_TEXT + (1 - _LEAST_TEXT) * told)


def _may_win(kind: DocumentKind, asked: RowQuestion, held: float) -> bool:
    """Whether rows of a kind could be the better finding if all of the question were understood."""
    share = asked.kind.shares[_KINDS[kind]]
    if asked.previous:
        return True
    return share >= _LEAST_SHARE and _prior(share) > _to_outweigh(asked, held)


def _prior(share: float) -> float:
    return _LEAST_PRIOR + (1 - _LEAST_PRIOR) * share


def _sureness(found: RowAnswer, kind: DocumentKind, asked: RowQuestion) -> float:
    requirement = found.requirement
    understood = _understood(found, asked.words)
    leaning = STEP_MARK in found.standalone
    if requirement.names or leaning:
        return understood
    plain = sum(map(_is_of_rows, requirement.conditions))
    # Several conditions of columns are no chance, whatever else is told beside them.
    least = 1 - 1 / (1 + plain) if plain > 1 else 0.0
    sure = _prior(asked.kind.shares[_KINDS[kind]]) * max(understood, least)
    grouped = requirement.aggregate is not None and requirement.aggregate.by is not None
    # 租价是面议的: the word of a column that is named
    of_a_column = requirement.order or ((requirement.asked or grouped) and understood >= _WHOLE)
    if all(map(_is_vague, requirement.conditions)) and not of_a_column:
        sure *= _HARDLY
    elif understood >= _WHOLE and (plain or of_a_column) and names_a_place(folded(asked.question)):
        sure = max(sure, _LEAST_OF_WHOLE * understood)
    if (
        understood >= _WHOLE
        and any(map(_is_a_deadline, requirement.conditions))
        and names_a_place(folded(asked.question))
    ):
        sure = max(sure, _UNMET * understood)
    return sure * (_UNMET if found.unmet else 1.0)


def _is_vague(condition: Condition) -> bool:
    """Whether it asks for words or a place, which passages have as well."""
    return (
        isinstance(condition, Mentions | InPlace)
        or (isinstance(condition, Dated) and condition.field is not Field.VERIFIED_ON)
        or (isinstance(condition, OneOf) and condition.field in _SAID_LIKE_CELLS)
    )


def _is_a_deadline(condition: Condition) -> bool:
    """Whether it asks until when something of a list is open, which notices tell as well."""
    return isinstance(condition, Dated) and condition.field is Field.DEADLINE


def _is_of_rows(condition: Condition) -> bool:
    """Whether it asks what a column tells and a sentence of a document does not: what there is, what may be done, a figure."""
    return isinstance(condition, Offers | InRange | NoneOf) or (
        isinstance(condition, OneOf) and condition.field not in _SAID_LIKE_CELLS
    )


def _understood(found: RowAnswer, words: QuestionWords) -> float:
    """Share of the question that the rows know: by the weight of its words, and by the length of what was not understood."""
    unknown = folded("".join(found.requirement.not_understood))
    pieces = [piece for text in found.requirement.not_understood if len(piece := folded(text)) > 1]
    total = sum(word.weight for word in words.words)
    lost = sum(
        word.weight for word in words.words if word.text in unknown or any(piece in word.text for piece in pieces)
    )
    length = sum(len(word.text) for word in words.words)
    by_length = min(1.0, len(unknown) / length) if length else 0.0
    return min(1 - lost / total if total else 1.0, 1 - by_length / 2)


def _tells(found: RowAnswer, asked: RowQuestion) -> bool:
    """Whether the rows speak of what is asked: a named row without the thing asked about it does not, nor do rows tell when
    something happens unless a column of theirs was asked for, nor what was at another time."""
    requirement, words = found.requirement, asked.words
    unknown = folded("".join(requirement.not_understood))
    if requirement.names and requirement.total_rent:
        return not found.unmet  # worked out from its cells: what else is said beside it changes nothing
    if requirement.names:
        if (
            requirement.asked or requirement.aggregate or requirement.compare
        ):  # what is told before it is asked is no part of it
            ask = folded(_CLAUSE.split(asked.question.rstrip("".join(_ENDS)))[-1])
            unknown = "".join(piece for text in requirement.not_understood if (piece := folded(text)) in ask)
        lost = any(word.weight >= _TELLING for word in words.words if word.text in unknown)
        lost = lost or any(Mark.PARTY in sense_of_header(piece).marks for piece in requirement.not_understood)
        return not (found.unmet or lost)
    keys = (requirement.order, *requirement.then)
    of_days = any(isinstance(item, Dated) for item in requirement.conditions) or any(
        key is not None and key.field in DATE_FIELDS for key in keys
    )
    if words.asks_day and not (requirement.asked or of_days):
        return False
    return not _TIME.search(unknown)


def row_lines(found: RowAnswer, citations: CitationList, words: QuestionWords) -> str:
    """The summary with the marks of the rows; of rows asked for by name also the cells asked for that the table does not show."""
    numbers = [citations.cite(chunk, chunk.passage.text) for chunk in found.chunks[:_MOST_MARKS]]
    summary = found.summary_english if words.english else found.summary
    lines = [f"{summary} {''.join(f'[{number}]' for number in dict.fromkeys(numbers))}"]
    named = found.requirement
    if named.names and not (named.compare or named.trend) and len(found.chunks) <= _FEW_ROWS:
        for chunk, row, number in zip(found.chunks, found.table.rows, numbers, strict=False):
            more = [
                cell for cell in chunk.passage.cells if cell.value and _asked_for(cell, words) and cell.value not in row
            ]
            if more:
                lines.append(f"{'；'.join(f'{cell.header}：{cell.value}' for cell in more)} [{number}]")
    return "\n".join(lines)


def rows_table(found: RowAnswer, citations: CitationList) -> AnswerTable:
    """The table with the number of each row's citation."""
    if not found.table.places:
        return found.table
    numbers = [citations.cite(chunk, chunk.passage.text) for chunk in found.chunks[:_MOST_MARKS]]
    sources = (*numbers, *(0 for _ in found.table.rows[len(numbers) :]))
    return replace(found.table, sources=sources)


def rows_step(rows: RowFinding | None, asked: str) -> Step:
    """The step that a search of the tables was; None: it found nothing."""
    if rows is None:
        return Step("match_listings", asked, 0)
    tool = "match_listings" if rows.kind is DocumentKind.LISTING else "list_opportunities"
    return Step(tool, asked, len(rows.answer.chunks))


def sought_notice(sentence: str, english: bool) -> str:
    """Said beside rows that were looked for in other words than the asker's."""
    return f"The listings were searched for “{sentence}”." if english else f"台账按“{sentence}”查找。"


def _asked_for(cell: Cell, words: QuestionWords) -> bool:
    """Whether a column's header is a word of the question."""
    header = folded(cell.header)
    return any(len(form) >= 2 and form in header for word in words.words for form in word.forms)


def of_rows(draft: Draft, rows: RowFinding) -> str:
    """The answer that rows give: its sentence, while the draft keeps the table."""
    draft.intent = intent_of(rows.kind)
    draft.question = replace(draft.question, standalone=rows.answer.standalone or draft.question.standalone)
    draft.table = rows_table(rows.answer, draft.citations)
    draft.hits = tuple(Hit(chunk, 1.0) for chunk in rows.answer.chunks)
    return row_lines(rows.answer, draft.citations, draft.question.words)
