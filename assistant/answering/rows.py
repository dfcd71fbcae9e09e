"""Answers out of ledgers and lists: a table with its total, each row cited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answering.citing import CitationList
from assistant.answering.evidence import QuestionWords
from assistant.answering.language import folded
from assistant.buildings.matching import RowMatcher
from assistant.buildings.presenting import RowAnswer
from assistant.records import Cell, DocumentKind, Principal

_MOST_MARKS = 20
_TELLING = 0.15
_FEW_ROWS = 3
_MOST_NOT_UNDERSTOOD = 0.5
"""Share of the question's weight in words that the rows do not know: above it the rows are not what is asked about."""


@dataclass(frozen=True, slots=True)
class RowQuestion:
    """A question to the tables, with the one before it (as the row matcher left it, "" for none)."""

    question: str
    previous: str
    principal: Principal
    as_of: date
    words: QuestionWords


def find_rows(
    matcher: RowMatcher, asked: RowQuestion, kinds: Sequence[DocumentKind]
) -> tuple[RowAnswer, DocumentKind] | None:
    """The answer of the first kind of table that has one; None where rows do not answer."""
    for kind in kinds:
        found = matcher.answer(asked.question, asked.principal, asked.as_of, kind, asked.previous)
        if found is not None and found.chunks and _answers(found, asked.words):
            return found, kind
        if found is not None and found.requirement.names:
            return None  # it is about this row, and the row's table does not tell: another table would tell of something else
    return None


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


def _asked_for(cell: Cell, words: QuestionWords) -> bool:
    """Whether a column's header is a word of the question."""
    header = folded(cell.header)
    return any(len(form) >= 2 and form in header for word in words.words for form in word.forms)


def _answers(found: RowAnswer, words: QuestionWords) -> bool:
    """Whether the rows speak of what is asked: a named row without the thing asked about it does not, nor do rows tell when
    something happens unless a column of theirs was asked for."""
    requirement = found.requirement
    unknown = folded("".join(requirement.not_understood))
    lost = [word.weight for word in words.words if word.text in unknown]
    if requirement.names and (found.unmet or any(weight >= _TELLING for weight in lost)):
        return False
    if words.asks_day and not requirement.asked:
        return False
    total = sum(word.weight for word in words.words)
    return not total or sum(lost) / total <= _MOST_NOT_UNDERSTOOD
