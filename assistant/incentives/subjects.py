"""What policies are about, for filters: what they pay for, and the industries that they name."""

from collections.abc import Iterator

from sqlalchemy import select

from assistant.contract.policies import PolicySubjects
from assistant.database import Database
from assistant.documents.tables import DocumentRow
from assistant.incentives.recording import REJECTED, bring_up_to_date
from assistant.incentives.records import Trait
from assistant.incentives.tables import BenefitRuleRow, PolicyFrameRow
from assistant.incentives.traits import industries_in
from assistant.incentives.words import VOCABULARY, named
from assistant.records import DocumentKind

_THEMES = named(VOCABULARY.themes)


def subjects_of_policies(database: Database) -> dict[str, PolicySubjects]:
    """By document, from its title and the benefits that were read of it, also of those that nobody has confirmed."""
    bring_up_to_date(database)
    with database.session() as session:
        titles = select(DocumentRow.id, DocumentRow.title).where(DocumentRow.kind == DocumentKind.POLICY)
        texts = {document: [title] for document, title in session.execute(titles)}
        industries = {document: dict.fromkeys(industries_in(title)) for document, (title,) in texts.items()}
        rules = select(BenefitRuleRow.document_id, BenefitRuleRow.content, BenefitRuleRow.correction)
        for document, content, correction in session.execute(rules.where(BenefitRuleRow.state != REJECTED)):
            told = correction or content
            texts.setdefault(document, []).append(str(told["name"]))
            industries.setdefault(document, {}).update(dict.fromkeys(_industries(told)))
        for document, content in session.execute(select(PolicyFrameRow.document_id, PolicyFrameRow.content)):
            industries.setdefault(document, {}).update(dict.fromkeys(_industries(content)))
    return {
        document: PolicySubjects(
            themes=tuple(name for name, words in _THEMES if any(words.search(text) for text in texts[document])),
            industries=tuple(industries[document]),
        )
        for document in texts
    }


def _industries(stored: object) -> Iterator[str]:
    """The industries of the conditions in a stored rule or frame."""
    if isinstance(stored, dict):
        if stored.get("trait") == Trait.INDUSTRY:
            yield from map(str, stored["values"])
        for value in stored.values():
            yield from _industries(value)
    elif isinstance(stored, list):
        for value in stored:
            yield from _industries(value)
