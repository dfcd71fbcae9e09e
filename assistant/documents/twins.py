"""Documents that are held twice: one text, or texts with hardly another word, or two under one title and number."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import access
from assistant.buildings.headers.mapping import LISTED_KINDS
from assistant.documents.likeness import alike_pairs, likeness
from assistant.documents.reading import documents_by_id
from assistant.documents.tables import DocumentRow
from assistant.policies.titles import plain_title
from assistant.records import DocumentInfo, DocumentKind, Principal

_ALIKE = 0.8
_ALIKE_UNDER_ONE_NUMBER = 0.5  # below it they are parts of one work: a notice and what it issues, a book in volumes
_SAME = 0.995


class Why(StrEnum):
    """What two documents have in common."""

    SAME_TEXT = "正文相同"
    ALIKE = "正文几乎相同"
    NAMED = "标题和文号相同，正文不同"


@dataclass(frozen=True, slots=True)
class Twins:
    """Two held documents that may be one. ``percent`` is how much of their texts is the same; ``rules`` is the id of the one that answers
    are given from, "" where both count."""

    first: DocumentInfo
    second: DocumentInfo
    why: Why
    percent: int
    rules: str

    def other(self, document_id: str) -> DocumentInfo:
        """The one beside this one."""
        return self.second if self.first.id == document_id else self.first

    def remark(self, document_id: str) -> str:
        """What the matter is, as the reader of one of the two is told."""
        other = self.other(document_id)
        much = f"（约 {self.percent}%）" if self.why is not Why.SAME_TEXT else ""
        rules = {
            "": "两份都用于回答",
            document_id: "回答以本文件为准",
            other.id: "回答以那一份为准，本文件不再当作现行",
        }[self.rules]
        return f"与《{other.title}》（{other.name.rsplit('/', 1)[-1]}）{self.why}{much}；{rules}"


@dataclass(frozen=True, slots=True)
class _Held:
    """A document as far as its twins are concerned."""

    id: str
    title: str
    number: str
    sketch: bytes

    @property
    def name(self) -> tuple[str, str]:
        """What two texts under one name share; ("", "") for one without a number."""
        return (plain_title(self.title), self.number) if self.number else ("", "")


def twins(session: Session, principal: Principal) -> tuple[Twins, ...]:
    """All pairs of which the caller may see both, those of one text first. Editions of one document are none: their days tell them apart."""
    held = {one.id: one for one in _held(session)}
    pairs = {
        (first, second): share
        for first, second, share in alike_pairs({one.id: one.sketch for one in held.values()}, _ALIKE)
    }
    by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in held.values():
        by_name[one.name].append(one.id)
    for name, ids in by_name.items():
        if any(name):
            for first, second in combinations(sorted(ids), 2):
                pairs.setdefault((first, second), likeness(held[first].sketch, held[second].sketch))
    infos = documents_by_id(session, {one for pair in pairs for one in pair})
    found = [
        _twins(infos[first], infos[second], share)
        for (first, second), share in pairs.items()
        if not _are_editions(infos[first], infos[second])
        and access.may_see_document(principal, infos[first])
        and access.may_see_document(principal, infos[second])
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.percent, pair.first.title, pair.first.id)))


def twins_of(session: Session, document_id: str, principal: Principal) -> tuple[Twins, ...]:
    """Those of one document."""
    return tuple(pair for pair in twins(session, principal) if document_id in (pair.first.id, pair.second.id))


def copies(session: Session, documents: Sequence[DocumentRow]) -> dict[str, frozenset[str]]:
    """For each of these policies the others under its title that are its text with hardly another word: of such only one may count."""
    by_title: dict[str, list[DocumentRow]] = defaultdict(list)
    for row in documents:
        if row.kind is DocumentKind.POLICY:
            by_title[plain_title(row.title)].append(row)
    groups = [group for group in by_title.values() if len(group) > 1]
    wanted = [row.id for group in groups for row in group]
    sketches = dict(
        session.execute(select(DocumentRow.id, DocumentRow.sketch).where(DocumentRow.id.in_(wanted))).all()
        if wanted
        else ()
    )
    found: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        for first, second in combinations(group, 2):
            one, other = first.document_number, second.document_number
            least = _ALIKE_UNDER_ONE_NUMBER if one and one == other else _ALIKE
            differ = bool(one and other and one != other)
            if not differ and likeness(sketches[first.id] or b"", sketches[second.id] or b"") >= least:
                found[first.id].add(second.id)
                found[second.id].add(first.id)
    return {document: frozenset(others) for document, others in found.items()}


def _held(session: Session) -> Iterator[_Held]:
    """Documents but ledgers, whose editions are alike by their nature."""
    columns = (DocumentRow.id, DocumentRow.title, DocumentRow.document_number, DocumentRow.kind, DocumentRow.sketch)
    for id_, title, number, kind, sketch in session.execute(select(*columns)):
        if kind not in LISTED_KINDS:
            yield _Held(id_, title, number, sketch or b"")


def _twins(first: DocumentInfo, second: DocumentInfo, share: float) -> Twins:
    why = Why.SAME_TEXT if share >= _SAME else Why.ALIKE if share >= _ALIKE else Why.NAMED
    rules = first.id if second.repealed_by == first.id else second.id if first.repealed_by == second.id else ""
    return Twins(first, second, why, 100 if why is Why.SAME_TEXT else round(share * 100), rules)


def _are_editions(one: DocumentInfo, other: DocumentInfo) -> bool:
    """Whether the days of the two tell which is the newer, as those of an amended rule do."""
    dates = [info.issued_on or info.valid_from for info in (one, other)]
    return plain_title(one.title) == plain_title(other.title) and None not in dates and dates[0] != dates[1]
