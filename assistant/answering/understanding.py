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
from assistant.retrieval.question_kinds import QuestionKind, QuestionKinds
from assistant.retrieval.retriever import Retriever

_WITHOUT_DAYS = frozenset({Intent.BUILDING, Intent.OPPORTUNITY, Intent.REPORT, Intent.SMALL_TALK})
"""Questions in which a year says which report or list is meant, not whose rules."""
_LEANS, _SHORT = 0.8, 20
"""Probability from which, and characters up to which, a question that no rule knows is taken to lean on the one before it."""
_ROWS = 0.9
"""Probability from which a question that the words do not know is one for the rows."""
_ENDS = "？?。！! "
_ASKS_ROWS = ((QuestionKind.LISTING, Intent.BUILDING), (QuestionKind.OPPORTUNITY, Intent.OPPORTUNITY))


def understand(
    question: str,
    principal: Principal,
    as_of: date,
    now: date,
    history: Sequence[Turn],
    retriever: Retriever,
    kinds: QuestionKinds,
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
    elif standalone == question and leans_by_examples(question, history, kinds):
        standalone = f"{history[-1].standalone_question.rstrip(_ENDS)}，{question}"
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
        intent=routed(standalone, kinds),
    )


def leans_by_examples(question: str, history: Sequence[Turn], kinds: QuestionKinds) -> bool:
    """Whether a short question needs the one before it, as learned from examples; rows are followed up by the row matcher itself."""
    if not history or history[-1].intent in followups.ROW_INTENTS or len(question) > _SHORT or "《" in question:
        return False
    return kinds.leans(question, [turn.standalone_question for turn in history]) >= _LEANS


def routed(question: str, kinds: QuestionKinds) -> Intent | None:
    """What the words tell; where they tell nothing or only what is off topic, rows if examples surely tell so: 做代码开发的公司想租写字楼."""
    intent = route(question)
    if intent not in (None, Intent.OUT_OF_SCOPE):
        return intent
    kind = kinds.kind_of(question)
    return next((rows for asked, rows in _ASKS_ROWS if kind.surely(asked, _ROWS)), intent)
