"""Clauses by their address: 《办法》第八条第二款, without ranking."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import access
from assistant.database import Database
from assistant.documents.reading import document_info, to_chunks
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.errors import InvalidInput
from assistant.policies.address import ClauseAddress, read_addresses
from assistant.policies.article_parts import items_of, paragraphs_of, part_of, subitems_of
from assistant.policies.document_names import DocumentNames, Fit, NameTable, Visible
from assistant.policies.editions import Meant, choose, of_year, preference, same_day
from assistant.policies.titles import names_begun
from assistant.records import Chunk, ChunkKind, DocumentInfo, Principal, Status
from assistant.text.labels import ARTICLE_LABEL, ArticleNumber, parse_article_label
from assistant.text.named_documents import behind_years, edition_apart


class Outcome(StrEnum):
    """What became of looking an address up."""

    FOUND = "found"
    NO_DOCUMENT = "no_document"
    AMBIGUOUS = "ambiguous"
    NO_ARTICLE = "no_article"
    NO_PART = "no_part"


@dataclass(frozen=True, slots=True)
class Extent:
    """What there is where something was not found: how many 条, 款, 项 or 目 (``unit``) the ``whole`` has (文件, 条, 款, 项).

    ``last`` is the last article's label, "" for parts of an article.
    """

    whole: str
    unit: str
    count: int
    last: str = ""


@dataclass(frozen=True, slots=True)
class ClauseLookup:
    """An address and what stands there.

    ``document`` is set from NO_ARTICLE on, ``chunks`` (the whole article) from NO_PART on; ``text`` is what the address names, verbatim, and the
    whole article for NO_PART. ``editions`` are the other held versions of the document, newest first; ``candidates`` the documents
    that an ambiguous name may mean. Nothing in it is more than the caller may see.
    """

    address: ClauseAddress
    outcome: Outcome
    document: DocumentInfo | None = None
    chunks: tuple[Chunk, ...] = ()
    text: str = ""
    extent: Extent | None = None
    editions: tuple[DocumentInfo, ...] = ()
    candidates: tuple[DocumentInfo, ...] = ()

    @property
    def found(self) -> bool:
        return self.outcome is Outcome.FOUND

    def status_on(self, day: date) -> Status | None:
        """The validity of the article found, of the document where none was found in it; None where no document is known."""
        if self.document is None:
            return None
        return access.clause_status_on(self.document, self.chunks[0].passage.clause if self.chunks else None, day)

    @property
    def unknown_document(self) -> bool:
        return self.outcome is Outcome.NO_DOCUMENT


@dataclass(frozen=True, slots=True)
class Versions:
    """A document among its held versions: ``later`` took its place, ``earlier`` ones it took the place of, newest first."""

    document: DocumentInfo
    later: DocumentInfo | None
    earlier: tuple[DocumentInfo, ...]

    @property
    def others(self) -> tuple[DocumentInfo, ...]:
        return (*((self.later,) if self.later is not None else ()), *self.earlier)


class ClauseFinder:
    """Goes straight to a clause. One instance serves all callers: every question says who asks."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._names = DocumentNames(database)

    def read(self, text: str, principal: Principal) -> tuple[ClauseAddress, ...]:
        """The clause addresses that a question names, bare names (公司法第三条) read by what is held."""
        table, visible = self._names.table(), _visible_to(principal)
        return read_addresses(text, lambda before: table.known_at_end(before, visible))

    def look_up_all(self, text: str, principal: Principal, as_of: date) -> tuple[ClauseLookup, ...]:
        """What stands at each address that a text names. Raises InvalidInput when it names no whole one."""
        whole = [address for address in self.read(text, principal) if address.document and address.article is not None]
        if not whole:
            raise InvalidInput("请写明文件和条号，如《某某办法》第八条第二款")
        return tuple(self.look_up(address, principal, as_of) for address in whole)

    def look_up(
        self, address: ClauseAddress, principal: Principal, as_of: date, loosest: Fit = Fit.ABBREVIATION
    ) -> ClauseLookup:
        """What stands at an address that names a document and an article.

        Of several editions the one in force on the day is taken, else the newest; one that the address names by its year wins.
        """
        documents = self._names.table().best(address.document, _visible_to(principal), loosest)
        named = choose(documents, address.year, as_of)
        if named.candidates:
            return ClauseLookup(address, Outcome.AMBIGUOUS, candidates=named.candidates)
        if not named.editions:
            return ClauseLookup(address, Outcome.NO_DOCUMENT)
        first, *others = named.editions
        # Files of one title and one day are parts of one document, as the books of a code.
        parts = [info for info in others if same_day(info, first) and address.year is None]
        editions = tuple(info for info in others if info not in parts)
        lookups = [self.look_in(info, address, principal, editions) for info in (first, *parts)]
        somewhere = next((lookup for lookup in lookups if lookup.outcome is not Outcome.NO_ARTICLE), None)
        if somewhere is not None:
            return somewhere
        extent = _together([lookup.extent for lookup in lookups if lookup.extent])
        other = None if extent.count else self._fitting_less(address, principal, as_of, loosest, first)
        return other or replace(lookups[0], extent=extent)

    def _fitting_less(
        self, address: ClauseAddress, principal: Principal, as_of: date, loosest: Fit, instead_of: DocumentInfo
    ) -> ClauseLookup | None:
        """The article in a document that the name fits less well than one that has no articles at all: 楼宇政策第八条 is not asked of a
        notice on applications under that policy."""
        fits = self._names.table().fits(address.document, _visible_to(principal))
        documents = [document for fit in sorted(fits) if Fit.IN_TITLE <= fit <= loosest for document in fits[fit]]
        others = [document for document in documents if document.info.id != instead_of.id]
        editions = choose(others, address.year, as_of).editions
        lookup = self.look_in(editions[0], address, principal, editions[1:]) if editions else None
        return lookup if lookup is not None and lookup.outcome is not Outcome.NO_ARTICLE else None

    def look_in(
        self,
        document: DocumentInfo,
        address: ClauseAddress,
        principal: Principal,
        editions: tuple[DocumentInfo, ...] = (),
    ) -> ClauseLookup:
        """What stands at an address within one document, whatever document the address names."""
        with self.database.session() as session:
            articles = _articles(session, document.id, address.article, principal)
            if not articles:
                extent = _extent(session, document.id, principal)
                return ClauseLookup(address, Outcome.NO_ARTICLE, document, extent=extent, editions=editions)
        for chunks in articles:  # a notice and the measures that it issues may both have a 第三条
            text = part_of(text_of(chunks), address)
            if text is not None:
                return ClauseLookup(address, Outcome.FOUND, document, chunks, text, editions=editions)
        whole = text_of(articles[0])
        extent = _part_extent(whole, address)
        return ClauseLookup(address, Outcome.NO_PART, document, articles[0], whole, extent, editions)

    def look_from(
        self, source: DocumentInfo, address: ClauseAddress, principal: Principal, as_of: date
    ) -> ClauseLookup:
        """What a reference in the text of ``source`` points to: its own clause where it names no document."""
        if not address.document:
            return self.look_in(source, address, principal)
        table = self._names.table()
        meant = replace(address, document=table.meant_in(source.id, address.document))
        return self.look_up(meant, principal, as_of, Fit.TITLE)

    def versions_of(self, document_id: str, principal: Principal) -> Versions | None:
        """A document with those that replaced it and that it replaced, as far as the caller may see them; None where it is not held."""
        table, visible = self._names.table(), _visible_to(principal)
        document = table.info(document_id)
        if document is None or not visible(document):
            return None
        later = table.info(document.repealed_by) if document.repealed_by else None
        earlier = [info for info in table.replaced_by(document_id) if visible(info)]
        return Versions(document, later if later is not None and visible(later) else None, tuple(earlier))

    def meant(self, name: str, principal: Principal, as_of: date) -> Meant:
        """The document of an id, title, 文号, 简称 or abbreviation, its editions in the order of use; or the candidates of a name for several.

        A year before or in the name (``2021年的总部办法``) tells which edition is wanted where the name alone fits none.
        """
        table, visible = self._names.table(), _visible_to(principal)
        known = table.info(name.strip())
        if known is not None and visible(known):
            return Meant(editions=(known,))
        found = choose(table.best(name, visible, Fit.ABBREVIATION), None, as_of)
        plain, year = edition_apart(name)
        if year is None or found.editions:
            return found
        return choose(table.best(plain, visible, Fit.ABBREVIATION), year, as_of)

    def of_a_year(self, text: str, principal: Principal, today: date) -> tuple[str, ...]:
        """Ids of the document that a text names by its year and a few words of its title (``2022年的工业意见``, ``去年那份人才办法``); () unless it is
        one of that year."""
        table, visible = self._names.table(), _visible_to(principal)
        for year, run in behind_years(text, today):
            for name in names_begun(run):
                fits = table.fits(name, visible)
                for fit in sorted(fits):
                    if fit <= Fit.ABBREVIATION and (ids := of_year(fits[fit], year)):
                        return ids
        return ()

    def known_names(self, principal: Principal) -> "KnownNames":
        """Reads bare names of documents in a text, as far as the caller may know them."""
        return KnownNames(self._names.table(), _visible_to(principal))

    def find(self, address: ClauseAddress, principal: Principal, as_of: date) -> tuple[Chunk, ...]:
        """The chunks of the whole article in order (several when it was split), empty when there is no such one."""
        if address.article is None or not address.document:
            return ()
        return self.look_up(address, principal, as_of).chunks

    def documents_named(self, name: str, principal: Principal, as_of: date) -> tuple[str, ...]:
        """Ids of all documents that a name may mean, the best first."""
        fits = self._names.table().fits(name, _visible_to(principal))
        ranked = [
            (fit, *preference(document.info, as_of), document.info.id)
            for fit, documents in fits.items()
            for document in documents
        ]
        return tuple(document_id for *_, document_id in sorted(ranked))


@dataclass(frozen=True, slots=True)
class KnownNames:
    """``at_end`` gives the document's name that a text ends with."""

    table: NameTable
    visible: Visible

    def at_end(self, text: str) -> str:
        return self.table.known_at_end(text, self.visible)


def text_of(chunks: Sequence[Chunk]) -> str:
    """An article's text; parts that were cut within a paragraph are put together without a line break."""
    text = ""
    end = 0
    for chunk in chunks:
        place = chunk.passage.place
        text += ("" if not text or place.start == end else "\n") + chunk.passage.text
        end = place.end
    return text


def _visible_to(principal: Principal) -> Visible:
    return lambda document: access.may_see_document(principal, document)


def _articles(
    session: Session, document_id: str, article: ArticleNumber | None, principal: Principal
) -> list[tuple[Chunk, ...]]:
    """The articles of that number, usually one, each as its chunks in order."""
    if article is None:
        return []
    query = select(ChunkRow).where(
        ChunkRow.document_id == document_id, ChunkRow.kind == ChunkKind.CLAUSE, ChunkRow.clause == article.label
    )
    articles: list[list[Chunk]] = []
    for chunk in to_chunks(session, list(session.scalars(query.order_by(ChunkRow.ordinal)))):
        if not access.visible(principal, chunk):
            continue
        if chunk.passage.part == 1 or not articles:
            articles.append([])
        articles[-1].append(chunk)
    return [tuple(chunks) for chunks in articles]


def _extent(session: Session, document_id: str, principal: Principal) -> Extent:
    """How many articles the caller may see of a document, and the last of them."""
    query = select(ChunkRow.clause).where(ChunkRow.document_id == document_id, ChunkRow.kind == ChunkKind.CLAUSE)
    if not access.sees_inside(principal, document_info(session.get_one(DocumentRow, document_id))):
        query = query.where(ChunkRow.restricted.is_(False))
    labels = {label for label in session.scalars(query) if label and ARTICLE_LABEL.fullmatch(label)}
    last = max(map(parse_article_label, labels)).label if labels else ""
    return Extent("文件", "条", len(labels), last)


def _together(extents: Sequence[Extent]) -> Extent:
    """The articles of a document in several files."""
    last = max((extent.last for extent in extents if extent.last), key=parse_article_label, default="")
    return replace(extents[0], count=sum(extent.count for extent in extents), last=last)


def _part_extent(clause: str, address: ClauseAddress) -> Extent:
    """How far an article reaches towards a part that it does not have."""
    whole, places = "条", paragraphs_of(clause)
    if address.paragraph is not None:
        if not 1 <= address.paragraph <= len(places):
            return Extent(whole, "款", len(places))
        whole, places = "款", (places[address.paragraph - 1],)
    if address.item is not None:
        items = [found for place in places if (found := items_of(place))]
        held = tuple(found[address.item] for found in items if address.item in found)
        if not held:
            return Extent(whole, "项", max(map(len, items), default=0))
        whole, places = "项", held
    return Extent(whole, "目", max((len(subitems_of(place)) for place in places), default=0))
