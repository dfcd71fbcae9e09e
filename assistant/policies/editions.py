"""Which of the documents that a name fits is meant: editions of one document, or several to choose between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant import access
from assistant.policies.document_names import NamedDocument
from assistant.policies.succession import share_issuer
from assistant.records import DocumentInfo
from assistant.text.named_documents import edition_years


@dataclass(frozen=True, slots=True)
class Meant:
    """The editions of the document that a name means, the one to use first; or the candidates, one of each document."""

    editions: tuple[DocumentInfo, ...] = ()
    candidates: tuple[DocumentInfo, ...] = ()


def choose(documents: Sequence[NamedDocument], year: int | None, as_of: date) -> Meant:
    """Of documents that a name fits equally well, those of one title are editions; several titles are candidates."""
    ordered = sorted(
        (_ordered(group, year, as_of) for group in _by_title(documents)),
        key=lambda editions: preference(editions[0], as_of),
    )
    if len(ordered) > 1:
        return Meant(candidates=tuple(editions[0] for editions in ordered))
    return Meant(editions=ordered[0]) if ordered else Meant()


def of_year(documents: Sequence[NamedDocument], year: int) -> tuple[str, ...]:
    """Ids of the documents of a year, where all have one title."""
    own = [document for document in documents if year in _years(document.info)]
    return tuple(document.info.id for document in own) if len(_by_title(own)) == 1 else ()


def _by_title(documents: Sequence[NamedDocument]) -> list[list[DocumentInfo]]:
    """Documents of one title together, except where two different issuers are known."""
    groups: list[tuple[str, str, list[DocumentInfo]]] = []
    for document in documents:
        issuer = document.info.issuer
        for at, (title, known, group) in enumerate(groups):
            if title == document.title and share_issuer(issuer, known):
                group.append(document.info)
                groups[at] = (title, known or issuer, group)
                break
        else:
            groups.append((document.title, issuer, [document.info]))
    return [group for _, _, group in groups]


def _ordered(group: Sequence[DocumentInfo], year: int | None, as_of: date) -> tuple[DocumentInfo, ...]:
    """Editions of one document, the one to use first, the others newest first."""
    newest_first = sorted(group, key=lambda info: preference(info, as_of)[1:])
    of_year = [info for info in newest_first if year is not None and year in _years(info)]
    chosen = of_year[0] if of_year else min(group, key=lambda info: preference(info, as_of))
    return (chosen, *(info for info in newest_first if info.id != chosen.id))


def _years(info: DocumentInfo) -> set[int]:
    return edition_years(info.title) or {day.year for day in (info.issued_on, info.valid_from) if day is not None}


def preference(info: DocumentInfo, as_of: date) -> tuple[bool, int, int]:
    """Sorts what is in force before what is not, then the newest, then the shortest title."""
    return (not access.document_in_force(info, as_of), -_began(info).toordinal(), len(info.title))


def _began(info: DocumentInfo) -> date:
    return info.valid_from or info.issued_on or date.min


def same_day(one: DocumentInfo, other: DocumentInfo) -> bool:
    """Whether two documents of one title were issued together, as parts of one work are."""
    if one.issued_on is not None and other.issued_on is not None:
        return one.issued_on == other.issued_on
    return _began(one) == _began(other)
