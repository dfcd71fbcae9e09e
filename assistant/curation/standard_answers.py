"""标准答复: written by one curator, approved by another, shown for its phrasings, and no longer shown once a clause it rests on has changed."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.access import may_see, visible
from assistant.audit.word_notes import WordWatch, note_words
from assistant.contract.curation import AnswerState, StandardAnswer, StandardSource
from assistant.curation.basis import Source, resolve, rests_on_kept, standing
from assistant.curation.curators import check_curator
from assistant.curation.decisions import Decision, decide
from assistant.curation.phrasings import Phrasings, phrasing_key
from assistant.curation.question_vectors import QuestionEncoder
from assistant.curation.standard_records import CurationEvent, NewStandardAnswer, ShownAnswer
from assistant.curation.tables import (
    CurationEventRow,
    StandardAnswerRow,
    StandardCitationRow,
    StandardPhrasingRow,
)
from assistant.database import Database, utc_now
from assistant.errors import Conflict, InvalidInput, NotFound, NotPermitted
from assistant.policies.clauses import ClauseFinder
from assistant.records import Chunk, Clearance, Principal
from assistant.word_lists import Watched

LONGEST_TEXT, LONGEST_PHRASING, MOST_PHRASINGS, LONGEST_NOTE = 4000, 2000, 50, 1000
_MARK = re.compile(r"\[(\d{1,3})\]")
Objections = Callable[[str, Sequence[Chunk]], tuple[str, ...]]
"""What is wrong with sentences of a text, given the passages that its marks [n] refer to."""


class StandardAnswers:
    """The standard answers of this deployment. All but ``shown`` raise NotSignedIn and NotPermitted as ``check_curator`` does."""

    def __init__(
        self,
        database: Database,
        finder: ClauseFinder,
        encoder: QuestionEncoder,
        objections: Objections | None = None,
        words: WordWatch | None = None,
    ) -> None:
        self._database = database
        self._finder = finder
        self._encoder = encoder
        self._objections = objections
        self._words = words or WordWatch()
        self.phrasings = Phrasings(database, encoder)

    def list(self, principal: Principal, day: date) -> tuple[StandardAnswer, ...]:
        """All of them: first what is to be looked at, then what waits for approval, what is shown, and what is not used any more."""
        check_curator(principal)
        query = select(StandardAnswerRow).order_by(StandardAnswerRow.id.desc())
        with self._database.session() as session:
            found = [
                _record(session, row, principal, day)
                for row in session.scalars(query)
                if not rests_on_kept(session, row.citations, principal)
            ]
        states = tuple(AnswerState)
        return tuple(
            sorted(found, key=lambda one: (one.shown or one.state is not AnswerState.APPROVED, states.index(one.state)))
        )

    def get(self, number: int, principal: Principal, day: date) -> StandardAnswer:
        """One of them with what the check of its sentences found. Raises NotFound."""
        check_curator(principal)
        with self._database.session() as session:
            row = _row(session, number, principal)
            answer = _record(session, row, principal, day)
            chunks = [basis.chunk for basis in standing(session, row.citations, Clearance(row.audience), day)]
        if self._objections is None or None in chunks:
            return answer
        objections = self._objections(answer.text, [chunk for chunk in chunks if chunk is not None])
        return answer.model_copy(update={"objections": objections})

    def events(self, number: int, principal: Principal) -> tuple[CurationEvent, ...]:
        """What was done to an answer, the latest first. Raises NotFound."""
        check_curator(principal)
        with self._database.session() as session:
            _row(session, number, principal)
            query = select(CurationEventRow).where(CurationEventRow.answer_id == number)
            rows = session.scalars(query.order_by(CurationEventRow.number.desc()))
            return tuple(CurationEvent(row.action, row.by, row.at, row.note, row.text) for row in rows)

    def write(self, new: NewStandardAnswer, by: Principal, day: date) -> StandardAnswer:
        """A new answer, which waits for a second person. Raises InvalidInput, Conflict where another answer has one of its phrasings."""
        check_curator(by)
        with self._database.session() as session:
            row = StandardAnswerRow()
            watched = self._fill(session, row, new, by, day)
            session.add(row)
            session.flush()
            decide(session, new.message_ids, Decision.STANDARD, by, row.id)
            _note(session, row, "write", by, new.note)
            note_words(session, watched, "standard", str(row.id))
            return _record(session, row, by, day)

    def rewrite(self, number: int, new: NewStandardAnswer, by: Principal, day: date) -> StandardAnswer:
        """Another text, sources or phrasings; it is not shown until somebody else approves it. Raises like ``write``, and NotFound."""
        check_curator(by)
        with self._database.session() as session:
            row = _row(session, number, by)
            watched = self._fill(session, row, new, by, day)
            session.flush()
            decide(session, new.message_ids, Decision.STANDARD, by, row.id)
            _note(session, row, "rewrite", by, new.note)
            note_words(session, watched, "standard", str(row.id))
            return _record(session, row, by, day)

    def approve(self, number: int, by: Principal, day: date) -> StandardAnswer:
        """Let it be shown. Raises NotFound, NotPermitted for its author, Conflict where it does not wait or its clauses have changed since."""
        check_curator(by)
        with self._database.session() as session:
            row = _row(session, number, by)
            if row.state != AnswerState.DRAFT:
                raise Conflict("这条标准答复不在待核状态，请刷新后查看")
            if by.user_id is None or row.written_by_id == by.user_id:
                raise NotPermitted("标准答复要由另一个人核定，不能核定自己写的")
            if problems := _record(session, row, by, day).problems:
                raise Conflict(f"依据已经变化，请先修改：{'；'.join(problems)}")
            row.state, row.approved_by, row.approved_at = AnswerState.APPROVED, by.name, utc_now()
            _note(session, row, "approve", by)
            return _record(session, row, by, day)

    def retire(self, number: int, by: Principal, day: date, note: str = "") -> StandardAnswer:
        """Use it no more; its phrasings are free for another. Raises NotFound, Conflict where that was done before."""
        check_curator(by)
        with self._database.session() as session:
            row = _row(session, number, by)
            if row.state == AnswerState.RETIRED:
                raise Conflict("这条标准答复已经停用")
            row.state = AnswerState.RETIRED
            _note(session, row, "retire", by, _checked_note(note))
            return _record(session, row, by, day)

    def shown(self, number: int, principal: Principal, day: date) -> ShownAnswer | None:
        """An approved answer for whoever asks on this day. None where the caller may not see all that it rests on, or it does not hold."""
        with self._database.session() as session:
            row = session.get(StandardAnswerRow, number)
            if row is None or row.state != AnswerState.APPROVED or row.approved_at is None:
                return None
            audience = Clearance(row.audience)
            bases = standing(session, row.citations, audience, day)
        sources = tuple((basis.chunk, basis.quote) for basis in bases if basis.chunk is not None and not basis.problem)
        if (
            len(sources) < len(bases)
            or not may_see(principal, audience)
            or not all(visible(principal, chunk) for chunk, _ in sources)
        ):
            return None
        return ShownAnswer(row.id, row.text, sources, row.approved_at)

    def _fill(
        self, session: Session, row: StandardAnswerRow, new: NewStandardAnswer, by: Principal, day: date
    ) -> Watched:
        """Write down what is new; what the lists of words find in it."""
        sources = resolve(session, self._finder, new.sources, by, day)
        if new.audience is Clearance.PUBLIC and any(source.chunk.clearance is Clearance.INTERNAL for source in sources):
            raise InvalidInput("依据里有内部资料：请把适用范围改为“仅工作人员”，或换用公开的依据")
        watched = self._words.check_standard(new.text, [source.chunk.passage.text for source in sources])
        phrasings = self._checked_phrasings(session, row.id, (new.question, *new.phrasings))
        row.question, row.text = phrasings[0], _checked_text(new.text, len(sources))
        row.audience, row.state, row.note = new.audience, AnswerState.DRAFT, _checked_note(new.note)
        row.written_by_id, row.written_by, row.written_at = by.user_id, by.name, utc_now()
        row.approved_by, row.approved_at = "", None
        row.phrasings, row.citations = [], []
        session.flush()
        row.phrasings = [
            StandardPhrasingRow(
                text=text, key=phrasing_key(text), model=self._encoder.model, vector=self._encoder.stored(text)
            )
            for text in phrasings
        ]
        row.citations = [_citation(number, source) for number, source in enumerate(sources, 1)]
        return watched

    def _checked_phrasings(self, session: Session, number: int | None, texts: Sequence[str]) -> tuple[str, ...]:
        phrasings = {phrasing_key(text): text.strip() for text in reversed(texts) if any(map(str.isalnum, text))}
        if (
            not any(map(str.isalnum, texts[0]))
            or len(phrasings) > MOST_PHRASINGS
            or any(len(text) > LONGEST_PHRASING for text in texts)
        ):
            raise InvalidInput(f"请写明问题；问法最多 {MOST_PHRASINGS} 种，每种最多 {LONGEST_PHRASING} 字")
        taken = session.execute(
            select(StandardPhrasingRow.text, StandardPhrasingRow.answer_id)
            .join(StandardAnswerRow, StandardAnswerRow.id == StandardPhrasingRow.answer_id)
            .where(
                StandardPhrasingRow.key.in_(phrasings),
                StandardAnswerRow.state != AnswerState.RETIRED,
                StandardAnswerRow.id != (number or 0),
            )
        ).first()
        if taken is not None:
            raise Conflict(f"“{taken.text}”已经是第 {taken.answer_id} 条标准答复的问法，请修改那一条")
        return tuple(phrasings.values())[::-1]


def _row(session: Session, number: int, by: Principal) -> StandardAnswerRow:
    row = session.get(StandardAnswerRow, number)
    if row is None or rests_on_kept(session, row.citations, by):
        raise NotFound("没有这条标准答复")
    return row


def _note(session: Session, row: StandardAnswerRow, action: str, by: Principal, note: str = "") -> None:
    session.add(CurationEventRow(answer_id=row.id, action=action, by=by.name, at=utc_now(), note=note, text=row.text))


def _citation(number: int, source: Source) -> StandardCitationRow:
    chunk = source.chunk
    return StandardCitationRow(
        number=number,
        document_id=chunk.document.id,
        document=chunk.document.title,
        clause=chunk.passage.clause,
        locator=chunk.passage.locator,
        quote=source.quote,
        words_hash=source.words_hash,
    )


def _checked_text(text: str, sources: int) -> str:
    """The text with marks for its sources: where it has none, it rests on all of them."""
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT:
        raise InvalidInput(f"请写答复，最多 {LONGEST_TEXT} 字")
    marks = {int(mark) for mark in _MARK.findall(text)}
    if not marks:
        return text + "".join(f"[{number}]" for number in range(1, sources + 1))
    if wrong := sorted(marks - set(range(1, sources + 1))):
        raise InvalidInput(f"答复里的 [{wrong[0]}] 没有对应的依据：依据共 {sources} 处")
    return text


def _checked_note(note: str) -> str:
    if len(note) > LONGEST_NOTE:
        raise InvalidInput(f"说明太长：最多 {LONGEST_NOTE} 字")
    return note.strip()


def _record(session: Session, row: StandardAnswerRow, principal: Principal, day: date) -> StandardAnswer:
    audience = Clearance(row.audience)
    bases = standing(session, row.citations, audience, day)
    state = AnswerState(row.state)
    problems = tuple(dict.fromkeys(basis.problem for basis in bases if basis.problem))
    return StandardAnswer(
        id=row.id,
        question=row.question,
        text=row.text,
        audience=audience,
        state=state,
        shown=state is AnswerState.APPROVED and not problems,
        problems=problems,
        phrasings=tuple(phrasing.text for phrasing in row.phrasings),
        sources=tuple(
            StandardSource(
                number=kept.number,
                document_id=kept.document_id,
                document=kept.document,
                label=basis.label,
                clause=kept.clause,
                quote=kept.quote,
                chunk_id=basis.chunk.id if basis.chunk is not None else "",
                problem=basis.problem,
                whole=basis.chunk is not None and basis.quote == basis.chunk.passage.text,
            )
            for kept, basis in zip(row.citations, bases, strict=True)
        ),
        written_by=row.written_by,
        written_at=row.written_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        note=row.note,
        own=principal.user_id is not None and row.written_by_id == principal.user_id,
    )
