"""What a question asks, on its own and of which day, before anything is looked up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.answering.asking import followups
from assistant.answering.asking.asks import Asks, read_asks
from assistant.answering.asking.day_asked import carried_over, read_day
from assistant.answering.asking.language import is_english
from assistant.answering.asking.places import places_in
from assistant.answering.asking.pointing import chosen_of
from assistant.answering.asking.question import FollowUp, Question
from assistant.answering.conversation.about_answer import AboutAnswer, AnswerQuestions, asked_about
from assistant.answering.conversation.among import among
from assistant.answering.evidence import QuestionWords, read_words
from assistant.answering.neighbours import Neighbours
from assistant.answering.sheets.worksheet_question import asks_what_one_gets, with_what_was_told
from assistant.answering.writing import ModelWriter
from assistant.answers import Turn
from assistant.records import Principal
from assistant.retrieval.question_kinds import QuestionKind, QuestionKinds
from assistant.retrieval.retriever import Retriever

_WITHOUT_DAYS = frozenset({QuestionKind.LISTING, QuestionKind.OPPORTUNITY, QuestionKind.SMALL_TALK})
"""Questions in which a year says which list is meant, not whose rules."""
_OF_PLACE = 0.6
"""Probability from which a question wants what holds in the place that it names."""
_LONGEST_LEANING = 40
"""Characters up to which a question that no rule knows may be read behind the one before it."""
_PER_CHARACTER = 2.5
"""Letters of English that say what one Chinese character does."""


def understand(
    question: str,
    principal: Principal,
    as_of: date,
    now: date,
    history: Sequence[Turn],
    retriever: Retriever,
    kinds: QuestionKinds,
    answer_questions: AnswerQuestions,
    model: ModelWriter | None,
) -> Question:
    """The question on its own, the day it asks about, its single asks, and the words that tell what it is about."""
    question = followups.corrected(chosen_of(question, history), history)
    text = followups.without_turn(question)
    turns = history if text == question else ()
    meant = among(text, turns, Neighbours(retriever.database, principal))
    if meant is None:
        text, about = asked_about(text, turns, answer_questions)
    else:
        text, about = meant.text or text, AboutAnswer.OTHER
    standalone = with_what_was_told(text, turns, as_of) or text
    before, leans, behind = "", 0.0, text
    if about is AboutAnswer.REASON or (meant is not None and not meant.text):
        standalone = followups.behind(text, turns)
    elif about is not AboutAnswer.OTHER:
        standalone = turns[-1].standalone_question
    elif standalone == text and followups.leans_on_history(text, turns):
        standalone = _on_its_own(text, turns, as_of, principal, retriever, kinds, model)
        if standalone != text:
            before, leans, behind = followups.context_of(turns), 1.0, standalone
    elif standalone == text and (leans := may_lean(text, turns, kinds)):
        behind = followups.behind(text, turns)
    # A day in an asker's own situation (去年入驻) is no day of rules.
    asked = None if asks_what_one_gets(standalone, as_of) else read_day(standalone, as_of)
    kind = kinds.kind_of(asked.rest if asked is not None else standalone)
    if asked is not None and kind.likeliest in _WITHOUT_DAYS and not asked.before_new:
        asked = None
    standalone = asked.rest if asked is not None else standalone
    if leans == 1.0:
        behind = standalone
    asks = read_asks(text if before else standalone)
    words = _words(standalone, asks, principal, retriever, kinds)
    # The answer's frame is in the language that is asked in now, whatever was spoken before.
    spoken = is_english(question) and about is not AboutAnswer.CHINESE
    words = replace(words, english=about is AboutAnswer.ENGLISH or spoken)
    return Question(
        text=question,
        standalone=standalone,
        asks=asks,
        words=words,
        kind=kind,
        principal=principal,
        as_of=asked.last if asked is not None else as_of,
        now=now,
        history=turns,
        asked=asked,
        before=before,
        follow_up=_follow_up(text, behind, leans, turns, principal, retriever) if leans else None,
        about=about,
        among=meant,
    )


def _words(
    standalone: str, asks: Asks, principal: Principal, retriever: Retriever, kinds: QuestionKinds
) -> QuestionWords:
    """The telling words; only places that are asked about count, not those of the background (where the asker comes from)."""
    words = read_words(standalone, principal, retriever)
    if not words.places:
        return words
    places = places_in(" ".join(asks.single)) if asks.background else words.places
    return replace(words, places=places if kinds.asks_of_place(standalone) >= _OF_PLACE else ())


def _follow_up(
    text: str, behind: str, leans: float, history: Sequence[Turn], principal: Principal, retriever: Retriever
) -> FollowUp:
    """The ways to read a question that may lean on the one before it."""
    last = history[-1]
    of_texts = last.intent not in followups.ROW_INTENTS
    chunks = tuple(dict.fromkeys(last.cited_chunk_ids)) if of_texts else ()
    documents = frozenset(last.cited_document_ids) if of_texts else frozenset()
    words = read_words(text, principal, retriever)
    procedure = bool(documents) and followups.asks_procedure(text)
    return FollowUp(text, behind, words, leans, chunks, documents, procedure)


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


def may_lean(question: str, history: Sequence[Turn], kinds: QuestionKinds) -> float:
    """The probability, as learned from examples, that a short question needs the one before it; 0 for others, and where rows answered, which
    the row matcher follows up itself."""
    longest = _LONGEST_LEANING * (_PER_CHARACTER if is_english(question) else 1)
    if not history or history[-1].intent in followups.ROW_INTENTS or len(question) > longest or "《" in question:
        return 0.0
    return kinds.leans(question, [turn.standalone_question for turn in history])
