"""Answering under a bureau's lists of words: what comes in is refused or masked before anything reads it, what goes out before anybody does.

What is quoted from the library is never touched. Each list that found something is a line of the audit, without the text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from assistant.answering.answerer import Answerer
from assistant.answering.events import AnswerComplete, AnswerEvent, SentenceReady, end_of
from assistant.answers import Answer, Turn
from assistant.audit.word_notes import Way, note_words
from assistant.database import Database
from assistant.documents.reading import to_chunks
from assistant.documents.tables import ChunkRow
from assistant.records import Intent, Principal
from assistant.word_lists import Action, Watched, WordLists, watch

NOT_ANSWERED = "这个问题不在本系统答复的范围内。请换一种问法，或直接联系工作人员。"
NOT_TOLD = "（其余内容不便在此答复，请直接联系工作人员。）"


class WatchedAnswerer:
    """Answers like the ``Answerer`` within, as far as the lists let it."""

    def __init__(self, answerer: Answerer, lists: WordLists, database: Database) -> None:
        self._answerer = answerer
        self._lists = lists
        self._database = database

    def answer(
        self,
        question: str,
        principal: Principal,
        as_of: date | None = None,
        history: Sequence[Turn] = (),
        now: date | None = None,
    ) -> Answer:
        """The whole answer."""
        return end_of(self.stream(question, principal, as_of, history, now)).answer

    def stream(
        self,
        question: str,
        principal: Principal,
        as_of: date | None = None,
        history: Sequence[Turn] = (),
        now: date | None = None,
    ) -> Iterator[AnswerEvent]:
        """Pieces as they are ready, then the whole, which the pieces joined are."""
        asked = watch(question, self._lists.incoming)
        self._note(asked, "in")
        if asked.action is Action.REFUSE:
            yield SentenceReady(NOT_ANSWERED)
            yield AnswerComplete(Answer(NOT_ANSWERED, refused=True, intent=Intent.OUT_OF_SCOPE), asked.text)
            return
        told = self._answerer.stream(asked.text, principal, as_of, history, now)
        for event in self._outgoing(told) if self._lists.outgoing else told:
            yield replace(event, question=asked.text) if isinstance(event, AnswerComplete) else event

    def _outgoing(self, events: Iterator[AnswerEvent]) -> Iterator[AnswerEvent]:
        cited: list[str] = []
        text = ""
        is_cut = False
        for event in events:
            if isinstance(event, AnswerComplete):
                answer = replace(event.answer, text=text, refused=event.answer.refused or text == NOT_TOLD)
                yield replace(event, answer=answer)
                continue
            if is_cut:
                continue
            cited += [citation.chunk_id for citation in event.citations]
            piece = watch(event.text, self._lists.outgoing)
            if piece.found:
                piece = watch(event.text, self._lists.outgoing, self._sources(cited))
            self._note(piece, "out")
            is_cut = piece.action is Action.REFUSE
            shown = replace(event, text=(f"\n{NOT_TOLD}" if text else NOT_TOLD) if is_cut else piece.text)
            text += shown.text
            yield shown

    def _sources(self, chunk_ids: Sequence[str]) -> list[str]:
        """What the cited passages say, with what they are called."""
        with self._database.session() as session:
            rows = session.scalars(select(ChunkRow).where(ChunkRow.id.in_(chunk_ids))).all()
            return [f"{chunk.citation}\n{row.text}" for row, chunk in zip(rows, to_chunks(session, rows), strict=True)]

    def _note(self, watched: Watched, way: Way) -> None:
        if not watched.found:
            return
        with self._database.session() as session:
            note_words(session, watched, way)
