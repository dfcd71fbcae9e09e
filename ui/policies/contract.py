"""What the policies page reads from the API, as frozen records."""

from collections.abc import Iterator

from assistant.contract.message import Message
from assistant.contract.policies import NamedDocument, Policy
from ui.contract import Reference


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
