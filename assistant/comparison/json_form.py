"""A comparison as JSON values: one shape for the API and the command line."""

from typing import cast

from pydantic import BaseModel

from assistant.access import first_day_of
from assistant.comparison.alignment import AlignedPair, Change
from assistant.comparison.articles import Article
from assistant.comparison.comparing import Comparison
from assistant.comparison.differences import Kind, word_differences
from assistant.records import DocumentInfo


class ComparedDocument(BaseModel):
    """One of the two versions; ``valid_from`` is the first day of its text."""

    id: str
    title: str
    document_number: str
    valid_from: str | None

    @classmethod
    def of(cls, info: DocumentInfo) -> "ComparedDocument":
        first = first_day_of(info)
        return cls(
            id=info.id,
            title=info.title,
            document_number=info.document_number,
            valid_from=first.isoformat() if first else None,
        )


class ComparedArticle(BaseModel):
    """An article; ``chunk_id`` opens it in the viewer."""

    label: str
    heading: str
    text: str
    chunk_id: str

    @classmethod
    def of(cls, article: Article | None) -> "ComparedArticle | None":
        if article is None:
            return None
        return cls(label=article.label, heading=article.heading, text=article.text, chunk_id=article.chunk_id)


class ComparedPiece(BaseModel):
    """A piece of a changed article: kept, deleted or inserted."""

    kind: Kind
    text: str


class ComparedPair(BaseModel):
    """An article before and after. ``pieces`` are given where words changed."""

    change: Change
    likeness: float
    old: ComparedArticle | None
    new: ComparedArticle | None
    related: tuple[str, ...]
    pieces: tuple[ComparedPiece, ...]

    @classmethod
    def of(cls, pair: AlignedPair) -> "ComparedPair":
        pieces: tuple[ComparedPiece, ...] = ()
        if pair.change is Change.CHANGED and pair.old and pair.new:
            found = word_differences(pair.old.text, pair.new.text)
            pieces = tuple(ComparedPiece(kind=piece.kind, text=piece.text) for piece in found)
        return cls(
            change=pair.change,
            likeness=round(pair.likeness, 3),
            old=ComparedArticle.of(pair.old),
            new=ComparedArticle.of(pair.new),
            related=pair.related,
            pieces=pieces,
        )


class ComparisonJson(BaseModel):
    """The whole comparison."""

    old: ComparedDocument
    new: ComparedDocument
    counts: dict[Change, int]
    pairs: tuple[ComparedPair, ...]

    @classmethod
    def of(cls, comparison: Comparison) -> "ComparisonJson":
        return cls(
            old=ComparedDocument.of(comparison.old),
            new=ComparedDocument.of(comparison.new),
            counts=dict(comparison.counts),
            pairs=tuple(ComparedPair.of(pair) for pair in comparison.pairs),
        )


def comparison_to_json(comparison: Comparison) -> dict[str, object]:
    """JSON values."""
    return cast(dict[str, object], ComparisonJson.of(comparison).model_dump(mode="json"))
