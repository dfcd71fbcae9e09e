"""What the comparison page reads from the API, as frozen records."""

from collections.abc import Mapping
from datetime import date

from pydantic import Field

from assistant.contract.message import Message

UNCHANGED = frozenset({"相同", "条号变更"})


class ComparedDocument(Message):
    """One of the two versions."""

    id: str
    title: str
    document_number: str = ""
    valid_from: date | None = None


class ComparedArticle(Message):
    """An article of one version."""

    label: str
    heading: str = ""
    text: str = ""


class ComparedPiece(Message):
    """A piece of a changed article: ``kept``, ``deleted`` or ``inserted``."""

    kind: str
    text: str


class ComparedPair(Message):
    """An article before and after; ``related`` are articles of the other version that an added or deleted one shares its words with."""

    change: str
    old: ComparedArticle | None = None
    new: ComparedArticle | None = None
    related: tuple[str, ...] = ()
    pieces: tuple[ComparedPiece, ...] = ()


class Comparison(Message):
    """The whole comparison; ``counts`` are by change."""

    old: ComparedDocument
    new: ComparedDocument
    counts: Mapping[str, int] = Field(default_factory=dict)
    pairs: tuple[ComparedPair, ...] = ()

    def shown(self, change: str, changed_only: bool) -> tuple[ComparedPair, ...]:
        """The pairs of one change; for "" all, or all but what stayed the same."""
        if change:
            return tuple(pair for pair in self.pairs if pair.change == change)
        return tuple(pair for pair in self.pairs if not (changed_only and pair.change in UNCHANGED))
