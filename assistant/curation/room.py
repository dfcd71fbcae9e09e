"""All that curators work with, built together."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.audit.word_notes import WordWatch
from assistant.curation.comments import Comments
from assistant.curation.conflicts.finding import Stored
from assistant.curation.conflicts.listed import Conflicts
from assistant.curation.curators import check_curator
from assistant.curation.decisions import Decision, decide, put_back
from assistant.curation.evaluation_cases import EvaluationCases
from assistant.curation.missing_documents import MissingDocuments
from assistant.curation.question_vectors import QuestionEncoder
from assistant.curation.releases import Releases
from assistant.curation.standard_answers import Objections, StandardAnswers
from assistant.curation.synonyms import Synonyms
from assistant.curation.unanswered import Unanswered
from assistant.database import Database
from assistant.policies.clauses import ClauseFinder
from assistant.records import Principal


@dataclass(frozen=True, slots=True)
class Curation:
    """What waits, and what can be made of it."""

    database: Database
    unanswered: Unanswered
    standards: StandardAnswers
    missing: MissingDocuments
    cases: EvaluationCases
    comments: Comments
    synonyms: Synonyms
    conflicts: Conflicts
    releases: Releases

    def dismiss(self, message_ids: Sequence[str], by: Principal) -> int:
        """Nothing is to be made of these questions; how many there were. Raises NotSignedIn, NotPermitted."""
        check_curator(by)
        with self.database.session() as session:
            return decide(session, message_ids, Decision.DISMISSED, by)

    def put_back(self, message_ids: Sequence[str], by: Principal) -> None:
        """List these questions again. Raises NotSignedIn, NotPermitted."""
        check_curator(by)
        with self.database.session() as session:
            put_back(session, message_ids)


def open_curation(
    database: Database,
    finder: ClauseFinder,
    encoder: QuestionEncoder,
    objections: Objections,
    words: WordWatch | None = None,
    stored: Stored | None = None,
    second_releaser: bool = False,
) -> Curation:
    """``objections`` tells what is wrong with the sentences of a standard answer; ``stored`` gives the vectors of held sentences, None: none
    are kept; ``second_releaser``: what is released is public once somebody else has agreed."""
    return Curation(
        database=database,
        unanswered=Unanswered(database, encoder),
        standards=StandardAnswers(database, finder, encoder, objections, words),
        missing=MissingDocuments(database),
        cases=EvaluationCases(database, finder),
        comments=Comments(database),
        synonyms=Synonyms(database),
        conflicts=Conflicts(database, stored),
        releases=Releases(database, second_releaser),
    )
