"""What the policies page reads from the API, as frozen records."""

from collections.abc import Iterator
from datetime import date

from assistant.contract.message import Message
from ui.contract import Reference


class NamedDocument(Message):
    """Another edition, a successor."""

    source_id: str
    document: str
    document_number: str = ""
    status: str = ""
    first_day: date | None = None


class Policy(Message):
    """A policy as the list shows it. ``note`` says in Chinese why it is not in force."""

    source_id: str
    document: str
    document_number: str = ""
    form: str = ""
    issuer: str = ""
    issued_on: date | None = None
    first_day: date | None = None
    valid_to: date | None = None
    repealed_on: date | None = None
    status: str = ""
    note: str = ""
    clearance: str = "internal"
    successor: NamedDocument | None = None


class Facet(Message):
    """A value of a filter and how many policies it would leave."""

    value: str
    count: int


class PolicyList(Message):
    """One page of the list."""

    policies: tuple[Policy, ...] = ()
    total: int = 0
    forms: tuple[Facet, ...] = ()
    issuers: tuple[Facet, ...] = ()
    statuses: tuple[Facet, ...] = ()


class Node(Message):
    """A node of the tree with what is below it; ``text`` is its own words."""

    ordinal: int
    kind: str
    label: str
    heading: str = ""
    mark: str = ""
    place: str = ""
    citation: str = ""
    text: str = ""
    page: int | None = None
    references: tuple[Reference, ...] = ()
    children: tuple["Node", ...] = ()

    def walk(self) -> Iterator["Node"]:
        """The node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


class Tree(Message):
    """A document read clause by clause."""

    policy: Policy
    articles: int = 0
    related: tuple[NamedDocument, ...] = ()
    nodes: tuple[Node, ...] = ()


class FoundPlace(Message):
    """A place within a document in which the words searched for stand."""

    ordinal: int
    place: str
    snippet: str = ""


class FoundPlaces(Message):
    """All of them."""

    found: tuple[FoundPlace, ...] = ()
    total: int = 0
