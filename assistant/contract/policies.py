"""Policies as lists show them."""

from datetime import date

from assistant.contract.message import Message
from assistant.records import Clearance, DocumentKind, Status


class NamedDocument(Message):
    """Another edition, a successor, or a document that an ambiguous name may mean. ``first_day`` is that of the text held."""

    source_id: str
    document: str
    document_number: str
    status: Status
    first_day: date | None
    valid_from: date | None
    valid_to: date | None


class PolicySubjects(Message):
    """What a policy pays for, and the industries that it names; none where it is for all of them."""

    themes: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()


class Policy(Message):
    """A policy as the list shows it. ``form`` is the kind of text (办法, 通知 …), ``first_day`` that of the text held, ``note`` says in Chinese why
    it is not in force."""

    source_id: str
    document: str
    document_number: str
    form: str
    issuer: str
    issued_on: date | None
    first_day: date | None
    valid_to: date | None
    repealed_on: date | None
    status: Status
    note: str
    clearance: Clearance
    page_count: int
    successor: NamedDocument | None
    kind: DocumentKind
    subjects: PolicySubjects


class Facet(Message):
    """A value that a filter can take, and how many policies it would leave."""

    value: str
    count: int


class PolicyPage(Message):
    """One page of the list; ``total`` counts all that match. The facets count with the other filters applied."""

    policies: tuple[Policy, ...] = ()
    total: int = 0
    forms: tuple[Facet, ...] = ()
    issuers: tuple[Facet, ...] = ()
    statuses: tuple[Facet, ...] = ()
    themes: tuple[Facet, ...] = ()
    industries: tuple[Facet, ...] = ()
