"""What a question asks, on its own and of which day, before anything is looked up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.answering.asking import followups
from assistant.answering.asking.asks import Asks, read_asks
from assistant.answering.asking.day_asked import carried_over, read_day
from assistant.answering.asking.places import places_in
from assistant.answering.asking.pointing import chosen_of
from assistant.answering.asking.question import OtherReading, Question
from assistant.answering.evidence import QuestionWords, read_words
from assistant.answering.neighbours import Neighbours
from assistant.answering.sheets.worksheet_question import asks_what_one_gets, with_what_was_told
from assistant.answering.writing import ModelWriter
from assistant.records import Principal, Turn
from assistant.retrieval.question_kinds import QuestionKind, QuestionKinds
from assistant.retrieval.retriever import Retriever

_WITHOUT_DAYS = frozenset({QuestionKind.LISTING, QuestionKind.OPPORTUNITY, QuestionKind.SMALL_TALK})
"""Questions in which a year says which list is meant, not whose rules."""
_MAY_LEAN, _LONGEST_LEANING = 0.2, 40
"""Probability from which, and characters up to which, a question that no rule knows is read behind the one before it too."""
_ENDS = "？?。！! "


def understand(
    question: str,
    principal: Principal,
    as_of: date,
    now: date,
    history: Sequence[Turn],
    retriever: Retriever,
    kinds: QuestionKinds,
    model: ModelWriter | None,
) -> Question:
    """The question on its own, the day it asks about, its single asks, and the words that tell what it is about."""
    question = followups.corrected(chosen_of(question, history))
    text = followups.without_turn(question)
    turns = history if text == question else ()
    standalone = with_what_was_told(text, turns, as_of) or text
    before, others = "", tuple[OtherReading, ...]()
    if standalone == text and followups.leans_on_history(text, turns):
        standalone = _on_its_own(text, turns, as_of, principal, retriever, kinds, model)
        before = turns[-1].standalone_question.rstrip(_ENDS) if standalone != text else ""
        others = tuple(one for one in _others(text, standalone, turns) if one.query != standalone)
    elif standalone == text and may_lean(text, turns, kinds):
        others = _others(text, f"{turns[-1].standalone_question.rstrip(_ENDS)}，{text}", turns)
    # A day in an asker's own situation (去年入驻) is no day of rules.
    asked = None if asks_what_one_gets(standalone, as_of) else read_day(standalone, as_of)
    kind = kinds.kind_of(asked.rest if asked is not None else standalone)
    if asked is not None and kind.likeliest in _WITHOUT_DAYS and not asked.before_new:
        asked = None
    standalone = asked.rest if asked is not None else standalone
    asks = read_asks(text if before else standalone)
    return Question(
        text=question,
        standalone=standalone,
        asks=asks,
        words=_words(standalone, asks, principal, retriever),
        kind=kind,
        principal=principal,
        as_of=asked.last if asked is not None else as_of,
        now=now,
        history=turns,
        asked=asked,
        before=before,
        others=others,
    )


def _words(standalone: str, asks: Asks, principal: Principal, retriever: Retriever) -> QuestionWords:
    """The telling words; only places that are asked about count, not those of the background (where the asker comes from)."""
    words = read_words(standalone, principal, retriever)
    return replace(words, places=places_in(" ".join(asks.single))) if asks.background and words.places else words


def _others(text: str, joined: str, history: Sequence[Turn]) -> tuple[OtherReading, ...]:
    """A follow-up behind the question before it, and asked of the documents that the last answer cited."""
    last = history[-1]
    cited = frozenset(last.cited_document_ids) if last.intent not in followups.ROW_INTENTS else frozenset()
    behind = OtherReading(joined, joined)
    if not cited:
        return (behind,)
    of_document = OtherReading(text, joined, cited, first=followups.asks_procedure(text))
    return (of_document, behind) if of_document.first else (behind, of_document)


def _on_its_own(
    text: str,
    history: Sequence[Turn],
    as_of: date,
    principal: Principal,
    retriever: Retriever,
    kinds: QuestionKinds,
    model: ModelWriter | None,
) -> str:
    """A follow-up that rules know, with its subject. Those about rows (最便宜的是哪个) are left to the row matcher."""
    last = history[-1]
    cited = Neighbours(retriever.database, principal).chunks(last.cited_chunk_ids)
    standalone = followups.about_the_row(text, cited) if last.intent in followups.ROW_INTENTS else text
    of_texts = kinds.kind_of(text).likeliest is QuestionKind.TEXT
    if standalone == text and (last.intent not in followups.ROW_INTENTS or of_texts):
        by_rules = followups.stand_alone(text, history, cited)
        by_model = model.stand_alone(text, history) if model is not None else None
        standalone = by_model or by_rules
    return carried_over(text, standalone, last.standalone_question, as_of)


def may_lean(question: str, history: Sequence[Turn], kinds: QuestionKinds) -> bool:
    """Whether a short question may need the one before it, as learned from examples; rows are followed up by the row matcher itself."""
    if (
        not history
        or history[-1].intent in followups.ROW_INTENTS
        or len(question) > _LONGEST_LEANING
        or "《" in question
    ):
        return False
    return kinds.leans(question, [turn.standalone_question for turn in history]) >= _MAY_LEAN
