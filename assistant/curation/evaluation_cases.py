"""Questions that were answerable, or rightly refused, with what should have come: cases of an evaluation suite, and lines to train with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from assistant.contract.curation import CaseSource, EvaluationCase
from assistant.curation.basis import SourceWanted, resolve
from assistant.curation.curators import check_curator
from assistant.curation.decisions import Decision, decide
from assistant.curation.tables import EvaluationCaseRow
from assistant.database import Database
from assistant.documents.tables import DocumentRow
from assistant.errors import InvalidInput, NotFound
from assistant.policies.clauses import ClauseFinder
from assistant.privacy.masking import NUMBERS, Masker
from assistant.records import Principal, Role
from assistant.text.sentences import sentences_of

_LONGEST = 2000
_TAG = "bureau"
_HAN = range(0x4E00, 0xA000)


@dataclass(frozen=True, slots=True)
class NewCase:
    """``sources`` answer the question; none where it was rightly refused. ``message_ids`` are the questions that it stands for."""

    question: str
    sources: tuple[SourceWanted, ...] = ()
    history: tuple[str, ...] = ()
    role: Role = Role.INVESTOR
    message_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingText:
    """A document that lines refer to: the file to write it to, and its text."""

    path: str
    text: str


class EvaluationCases:
    """The cases that curators made of questions. Every method raises NotSignedIn and NotPermitted as ``check_curator`` does."""

    def __init__(self, database: Database, finder: ClauseFinder) -> None:
        self._database = database
        self._finder = finder

    def list(self, principal: Principal) -> tuple[EvaluationCase, ...]:
        """All cases, the latest first."""
        check_curator(principal)
        return self.all()[::-1]

    def add(self, new: NewCase, by: Principal, day: date) -> EvaluationCase:
        """Raises InvalidInput for an unusable question or source."""
        check_curator(by)
        question = new.question.strip()
        if not question or len(question) > _LONGEST:
            raise InvalidInput(f"请写明问题，最多 {_LONGEST} 字")
        masked = Masker(NUMBERS).mask
        with self._database.session() as session:
            sources = resolve(session, self._finder, new.sources, by, day) if new.sources else ()
            row = EvaluationCaseRow(
                question=masked(question),
                history=[masked(earlier) for earlier in new.history],
                role=new.role,
                sources=[
                    {
                        "document_id": source.chunk.document.id,
                        "document": source.chunk.document.title,
                        "clause": source.chunk.passage.clause or "",
                        "quote": source.quote,
                    }
                    for source in sources
                ],
                made_by=by.name,
            )
            session.add(row)
            session.flush()
            decide(session, new.message_ids, Decision.ANSWERABLE, by, row.id)
        return _case(row)

    def remove(self, number: int, by: Principal) -> None:
        """Raises NotFound."""
        check_curator(by)
        with self._database.session() as session:
            if session.get(EvaluationCaseRow, number) is None:
                raise NotFound("没有这条评测题")
            session.execute(delete(EvaluationCaseRow).where(EvaluationCaseRow.id == number))

    def all(self) -> tuple[EvaluationCase, ...]:
        """All cases in the order in which they were made, for whoever may read the record itself."""
        with self._database.session() as session:
            return tuple(
                _case(row) for row in session.scalars(select(EvaluationCaseRow).order_by(EvaluationCaseRow.id))
            )

    def texts(self, cases: Sequence[EvaluationCase]) -> tuple[TrainingText, ...]:
        """The documents that the cases' sources stand in, as far as they are still held."""
        ids = sorted({source.document_id for case in cases for source in case.sources})
        with self._database.session() as session:
            rows = session.execute(select(DocumentRow.id, DocumentRow.text).where(DocumentRow.id.in_(ids)))
            return tuple(TrainingText(_file_of(document_id), text) for document_id, text in rows)


def suite_line(case: EvaluationCase) -> dict[str, object]:
    """A case as a line of a suite (docs/evaluation.md)."""
    expect: dict[str, object] = {"refused": True}
    if case.sources:
        cited = [{"document": source.document, "clause": source.clause} for source in case.sources]
        expect = {"citations": [dict(pair) for pair in dict.fromkeys(tuple(one.items()) for one in cited)]}
    line: dict[str, object] = {
        "id": f"{_TAG}-{case.id:04}",
        "question": case.question,
        "role": case.role,
        "tags": [_TAG],
    }
    return line | ({"history": list(case.history)} if case.history else {}) | {"expect": expect}


def training_lines(cases: Sequence[EvaluationCase]) -> Iterator[dict[str, object]]:
    """Answerable cases as lines that the reader learns from, one for each document that answers; ``doc`` is the text's file. A case that is to
    be refused names no text, so it is in the suite alone."""
    for case in cases:
        by_document: dict[str, list[str]] = {}
        for source in case.sources:
            by_document.setdefault(source.document_id, []).extend(sentences_of(source.quote))
        for number, (document_id, sentences) in enumerate(by_document.items(), 1):
            yield {
                "id": f"{_TAG}-{case.id:04}-{number}",
                "doc": _file_of(document_id),
                "kind": "answerable",
                "language": "zh" if any(ord(one) in _HAN for one in case.question) else "en",
                "history": list(case.history),
                "question": case.question,
                "answer_sentences": list(dict.fromkeys(sentences)),
            }


def _file_of(document_id: str) -> str:
    return f"{_TAG}/{document_id}.md"


def _case(row: EvaluationCaseRow) -> EvaluationCase:
    return EvaluationCase(
        id=row.id,
        question=row.question,
        history=tuple(row.history),
        role=Role(row.role),
        sources=tuple(map(CaseSource.model_validate, row.sources)),
        made_by=row.made_by,
        made_at=row.made_at,
    )
