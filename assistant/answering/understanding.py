"""What a question asks, on its own and of which day, before anything is looked up."""

from collections.abc import Sequence
from datetime import date

from assistant.answering import followups
from assistant.answering.citing import CitationList
from assistant.answering.day_asked import carried_over, read_day
from assistant.answering.draft import Draft
from assistant.answering.evidence import read_words
from assistant.answering.neighbours import Neighbours
from assistant.answering.routing import route
from assistant.answering.worksheet_question import asks_what_one_gets, with_what_was_told
from assistant.answering.writing import ModelWriter
from assistant.records import Intent, Principal, Turn
from assistant.retrieval.retriever import Retriever

_WITHOUT_DAYS = frozenset({Intent.BUILDING, Intent.OPPORTUNITY, Intent.REPORT, Intent.SMALL_TALK})
"""Questions in which a year says which report or list is meant, not whose rules."""


def understand(
    question: str,
    principal: Principal,
    as_of: date,
    now: date,
    history: Sequence[Turn],
    retriever: Retriever,
    model: ModelWriter | None,
) -> Draft:
    """The question on its own, the day it asks about, and the words that tell what it is about."""
    neighbours = Neighbours(retriever.database, principal)
    standalone = with_what_was_told(question, history, as_of) or question
    if standalone == question and followups.leans_on_history(question, history):
        last = history[-1]
        cited = neighbours.chunks(last.cited_chunk_ids)
        if last.intent in followups.ROW_INTENTS:
            standalone = followups.about_the_row(question, cited)
        if standalone == question and (last.intent not in followups.ROW_INTENTS or route(question) is not None):
            by_rules = followups.stand_alone(question, history, cited)
            by_model = model.stand_alone(question, history) if model is not None else None
            standalone = by_model or by_rules
        standalone = carried_over(question, standalone, last.standalone_question, as_of)
    # A day in an asker's own situation (去年入驻) is no day of rules.
    asked = None if asks_what_one_gets(standalone, as_of) else read_day(standalone, as_of)
    if asked is not None and route(asked.rest) in _WITHOUT_DAYS:
        asked = None
    standalone = asked.rest if asked is not None else standalone
    day = asked.last if asked is not None else as_of
    return Draft(
        question=question,
        standalone=standalone,
        principal=principal,
        as_of=day,
        words=read_words(standalone, principal, retriever),
        citations=CitationList(day),
        neighbours=neighbours,
        history=history,
        now=now,
        asked=asked,
        intent=route(standalone),
    )
