"""From a question to an answer out of rows: read, refined by what was asked before, matched, presented."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant import access
from assistant.buildings.aggregates import aggregate_rows
from assistant.buildings.conditions import CategoryIs, InRange, Mentions
from assistant.buildings.listings import Listings
from assistant.buildings.presenting import RowAnswer, present_aggregate, present_match
from assistant.buildings.ranking import RowMatch, match_rows, sort_key
from assistant.buildings.requirements import Change, Order, Requirement
from assistant.buildings.rows import ListedRow
from assistant.buildings.sentences import is_follow_up, read_requirement
from assistant.buildings.vocabulary import Vocabulary, vocabulary_of
from assistant.database import Database
from assistant.records import Clearance, DocumentKind, Principal

STEP_MARK = "；"
"""Joins the questions of a conversation into one that stands alone."""

_EVERYTHING_LIMIT = 500
_EXPLAINS = re.compile(
    r"是什么|什么是|怎么(?!样)|为什么|流程|手续|政策|补贴|奖励|标准|规定|条件是|申请|what is|how (?:do|to)|why|subsid|polic"
)
_LISTS = re.compile(r"有哪些|哪些|有什么|列出|清单|所有|全部|有没有|推荐|which|what|list|show|any|all")


class RowMatcher:
    """Answers from the rows that the caller may see."""

    def __init__(self, database: Database, table_rows: int = 10) -> None:
        """``table_rows`` is how many rows an answer lists where the question does not say."""
        self._listings = Listings(database)
        self._table_rows = table_rows
        self._vocabularies: dict[
            tuple[DocumentKind, tuple[Clearance, ...]], tuple[tuple[ListedRow, ...], Vocabulary]
        ] = {}

    def answer(
        self, question: str, principal: Principal, as_of: date, kind: DocumentKind, previous: str = ""
    ) -> RowAnswer | None:
        """The table and summary that answer a question; None where the rows cannot answer it.

        That is: there are no rows, the question names something that no row is called, or it says nothing that rows can be
        chosen by. ``previous`` is the ``standalone`` question of the turn before ("" for none).
        """
        rows = self._listings.rows(principal, kind, as_of)
        if not rows:
            return None
        requirement, leaning = understand(question, previous, rows, self._vocabulary(rows, principal, kind), as_of)
        if not _answerable(question, requirement):
            return None
        match = match_rows(requirement, rows, as_of)
        english = not re.search(r"[\u4e00-\u9fff]", question)
        limit = _EVERYTHING_LIMIT if requirement.everything else requirement.limit or self._table_rows
        if requirement.names and not requirement.conditions and not requirement.order:
            limit = max(limit, len(match.fitting))
        if requirement.aggregate is not None:
            matched = [item.row for item in match.fitting]
            answer = present_aggregate(match, aggregate_rows(requirement.aggregate, matched), limit, english)
        else:
            answer = present_match(match, limit, english)
        return replace(answer, standalone=f"{previous}{STEP_MARK}{question}" if leaning else question)

    def match(
        self,
        question: str,
        principal: Principal,
        as_of: date,
        kind: DocumentKind = DocumentKind.LISTING,
        previous: str = "",
    ) -> RowMatch:
        """All fitting rows, all rows to be verified and the nearest misses, for the command line and the API."""
        rows = self._listings.rows(principal, kind, as_of)
        requirement, _ = understand(question, previous, rows, self._vocabulary(rows, principal, kind), as_of)
        return match_rows(requirement, () if requirement.unknown_names else rows, as_of)

    def _vocabulary(self, rows: tuple[ListedRow, ...], principal: Principal, kind: DocumentKind) -> Vocabulary:
        """The vocabulary of the rows, kept as long as they are the same."""
        key = (kind, access.clearances_of(principal))
        kept = self._vocabularies.get(key)
        if kept is None or kept[0] is not rows:
            kept = (rows, vocabulary_of(rows, kind))
            self._vocabularies[key] = kept
        return kept[1]


def understand(
    question: str, previous: str, rows: Sequence[ListedRow], vocabulary: Vocabulary, as_of: date
) -> tuple[Requirement, bool]:
    """What a question asks after those before it, and whether it leans on them."""
    steps = [step for step in previous.split(STEP_MARK) if step.strip()]
    requirement: Requirement | None = None
    leaning = False
    for step in (*steps, question):
        said = read_requirement(step, vocabulary, as_of)
        leaning = requirement is not None and requirement.says_something and is_follow_up(step, said)
        if requirement is not None and leaning:
            requirement = requirement.refined_by(_resolved(said, requirement, rows, as_of))
        else:
            requirement = _resolved(said, None, rows, as_of)
    assert requirement is not None
    return requirement, leaning


def _resolved(said: Requirement, before: Requirement | None, rows: Sequence[ListedRow], as_of: date) -> Requirement:
    """``再便宜一点的``: below the figure of the row that was shown first, in that order; with nothing before it, just an order."""
    change = said.change
    if change is None:
        return said
    order = Order(change.field, descending=change.more)
    bound = _bound(change, before, rows, as_of) if before is not None else None
    conditions = said.conditions if bound is None else (*said.conditions, bound)
    return replace(said, conditions=conditions, order=order, change=None)


def _bound(change: Change, before: Requirement, rows: Sequence[ListedRow], as_of: date) -> InRange | None:
    order = Order(change.field, descending=change.more)
    figures = [
        figure for item in match_rows(before, rows, as_of).possible if (figure := sort_key(item.row, order)) is not None
    ]
    limit = before.range_of(change.field)
    if figures:
        figure = figures[0]
    elif limit is not None and (set_before := limit.minimum if change.more else limit.maximum) is not None:
        figure = set_before
    else:
        return None
    if change.more:
        return InRange(change.field, minimum=figure, strict=True)
    return InRange(change.field, maximum=figure, strict=True)


def _answerable(question: str, requirement: Requirement) -> bool:
    """Whether rows can answer: something was understood, nothing named is missing, and no explanation is asked for instead."""
    if requirement.unknown_names:
        return False
    if not requirement.says_something:
        return not requirement.not_understood and bool(_LISTS.search(question.lower()))
    hardly_anything = all(isinstance(item, CategoryIs | Mentions) for item in requirement.conditions) and not (
        requirement.names or requirement.order or requirement.aggregate or requirement.wishes or requirement.asked
    )
    return not (hardly_anything and _EXPLAINS.search(question.lower()))
