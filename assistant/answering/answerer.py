"""The whole question -> Answer story."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.answering import extractive, followups
from assistant.answering.choosing import choose
from assistant.answering.citing import CitationList
from assistant.answering.events import AnswerComplete, AnswerEvent, SentenceReady
from assistant.answering.evidence import Evidence, QuestionWords, read_words, weigh
from assistant.answering.framing import lapsed_notice
from assistant.answering.glossary import with_chinese_words
from assistant.answering.neighbours import Neighbours
from assistant.answering.refusal import Judgement, Reason, Thresholds, asks_what_is_not_public, judge, refusal_text
from assistant.answering.routing import intent_of_kind, route, row_kinds
from assistant.answering.rows import RowAnswers
from assistant.answering.small_talk import small_talk
from assistant.answering.writing import ModelWriter, Outcome
from assistant.buildings.matching import RowMatcher
from assistant.chat_model import ChatModel
from assistant.policies.clauses import ClauseAddress, ClauseFinder, read_address
from assistant.policies.numerals import parse_article_label
from assistant.records import Answer, AnswerTable, Chunk, DocumentKind, Hit, Intent, Principal, SearchResult, Turn
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings
from assistant.workdays import today

_SEARCHED = 20
"""Hits looked at: those after the first show what any passage has in common with the question."""
