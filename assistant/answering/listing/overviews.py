"""Answers about a document as a whole, or about all that documents grant, where such a thing is asked for."""

from collections.abc import Iterator

from assistant.answering.asking.question import intent_of
from assistant.answering.draft import Draft
from assistant.answering.listing.grants import LibraryGrants, grant_lines
from assistant.answering.overview import (
    Part,
    asks_overview,
    document_meant,
    left_out,
    overview_lines,
    overview_of,
)
from assistant.answering.passages import Found
from assistant.answers import Step
from assistant.incentives.store import BenefitRules
from assistant.records import Intent


class OverviewAnswers:
    """Tells a document in its parts, and what all documents grant."""

    def __init__(self, rules: BenefitRules) -> None:
        self._grants = LibraryGrants(rules)

    def lines(self, draft: Draft, found: Found, named: frozenset[str]) -> Iterator[str]:
        """The lines of an overview; none where none is asked for, or nothing is found that it could be of. ``named`` are the documents that the
        question names."""
        question = draft.question
        parts = asks_overview(question.standalone)
        without = left_out(question.standalone)
        if parts == {Part.GRANTS} and not (named or without or question.follow_up):
            granted = self._grants.granted(question.words, draft.quoting(), question.principal)
            if len(granted.documents) > 1:
                draft.intent = Intent.POLICY
                draft.steps.append(Step("list_benefits", question.standalone, granted.total))
                yield from grant_lines(granted, draft.quoting())
                return
        document = document_meant(question.words, found.hits, named) if parts else None
        if document is None:
            return
        overview = overview_of(draft.neighbours.of_document(document.id), parts, without)
        if overview:
            draft.intent = intent_of(document.kind)
            draft.steps.append(Step("read_document", document.title, len(overview)))
            yield from overview_lines(document, overview, draft.quoting())
