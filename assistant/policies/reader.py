"""A document read as its tree: every node with its citation, its chunks, and the clauses that its words refer to."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from assistant import access
from assistant.documents.reading import document_info
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.errors import NotFound
from assistant.policies.address import ClauseAddress, read_addresses
from assistant.policies.clauses import ClauseFinder, ClauseLookup, Outcome
from assistant.policies.editions import same_day
from assistant.policies.outline import NodeKind, OutlineNode, clause_of, place_name, subtree
from assistant.policies.references import reference_spans
from assistant.policies.tables import read_outline
from assistant.records import ChunkKind, DocumentInfo, Principal, Status

_LEVELS = (NodeKind.ARTICLE, NodeKind.PARAGRAPH, NodeKind.ITEM, NodeKind.SUBITEM)


@dataclass(frozen=True, slots=True)
class OutlineTarget:
    """Where a reference leads: to ``ordinal`` of the same tree, or to what ``lookup`` found in another document."""

    address: ClauseAddress
    ordinal: int | None = None
    lookup: ClauseLookup | None = None


@dataclass(frozen=True, slots=True)
class OutlineReference:
    """Characters ``start`` to ``end`` of a node's own words that refer to clauses."""

    start: int
    end: int
    targets: tuple[OutlineTarget, ...]


@dataclass(frozen=True, slots=True)
class DocumentTree:
    """A document and its nodes in reading order. ``chunk_ids`` and ``references`` are by ordinal; a node without is left out."""

    info: DocumentInfo
    nodes: tuple[OutlineNode, ...]
    chunk_ids: Mapping[int, tuple[str, ...]]
    references: Mapping[int, tuple[OutlineReference, ...]]

    def citation(self, ordinal: int) -> str:
        """In full, as an official letter cites it: 《…办法》（文号）第八条第二款第（一）项."""
        number = f"（{self.info.document_number}）" if self.info.document_number else ""
        return f"《{self.info.title}》{number}{place_name(self.nodes, ordinal)}"

    def status_on(self, ordinal: int, day: date) -> Status:
        """The validity of a node on a day: that of the clause it belongs to."""
        return access.clause_status_on(self.info, clause_of(self.nodes, ordinal), day)

    def words_of(self, ordinal: int) -> str:
        """All words of a node and of what is below it, a line each where the original has a new paragraph."""
        words = ""
        for part in subtree(self.nodes, ordinal):
            joined = part.kind is NodeKind.PARAGRAPH and part.number == 1
            words += ("" if not words else " " if joined else "\n") + part.text
        return words


@dataclass(frozen=True, slots=True)
class Found:
    """A node in which the words searched for stand."""

    ordinal: int
    snippet: str


class DocumentReader:
    """Reads trees by the access rule."""

    def __init__(self, finder: ClauseFinder) -> None:
        self._finder = finder
        self._database = finder.database

    def tree(self, document_id: str, principal: Principal, day: date) -> DocumentTree:
        """The whole document. Raises NotFound when the caller may not see it, or when it was stored before trees were kept."""
        info, text, nodes, chunks = self._stored(document_id, principal)
        references = _References(self._finder, info, nodes, principal, day).found(text)
        return DocumentTree(info, nodes, _chunk_ids(nodes, chunks), references)

    def plain_tree(self, document_id: str, principal: Principal) -> DocumentTree:
        """The whole document without its references, which take longest to find. Raises like ``tree``."""
        info, _, nodes, chunks = self._stored(document_id, principal)
        return DocumentTree(info, nodes, _chunk_ids(nodes, chunks), {})

    def search(
        self, document_id: str, words: str, principal: Principal
    ) -> tuple[tuple[Found, ...], tuple[OutlineNode, ...]]:
        """Nodes whose own words hold all the words, else articles that do, and all nodes; a clause's address finds the clause."""
        _, _, nodes, _ = self._stored(document_id, principal)
        address = next(iter(read_addresses(words)), None)
        at = _node_at(nodes, address) if address is not None and address.article is not None else None
        if at is not None:
            words = " ".join(part.text for part in subtree(nodes, at))
            return (Found(at, _around(words, "")),), nodes
        wanted = [_plain(word) for word in words.split()]
        return _holding(nodes, wanted) if wanted else (), nodes

    def _stored(
        self, document_id: str, principal: Principal
    ) -> tuple[DocumentInfo, str, tuple[OutlineNode, ...], list[ChunkRow]]:
        with self._database.session() as session:
            row = session.get(DocumentRow, document_id)
            if row is None or not access.may_see_document(principal, document_info(row)):
                raise NotFound("没有这份文件，或者您无权查看")
            info = document_info(row)
            nodes = read_outline(session, document_id)
            if not nodes:
                raise NotFound("这份文件没有条款目录：它是表格，或者由旧版本读入。请管理员用 huizhao ingest 重新读入")
            query = select(ChunkRow).where(ChunkRow.document_id == document_id).order_by(ChunkRow.start)
            if not access.sees_inside(principal, info):
                query = query.where(ChunkRow.restricted.is_(False))
            chunks = list(session.scalars(query))
            if not access.may_open_original(principal, info):
                nodes = tuple(_without_restricted_cells(node, chunks) for node in nodes)
            return info, row.text, nodes, chunks


class _References:
    """Finds the references in a document's words, those to itself without asking the store."""

    def __init__(
        self, finder: ClauseFinder, info: DocumentInfo, nodes: Sequence[OutlineNode], principal: Principal, day: date
    ) -> None:
        self._finder = finder
        self._info = info
        self._nodes = nodes
        self._principal = principal
        self._day = day
        self._known = finder.known_names(principal).at_end
        self._targets: dict[ClauseAddress, OutlineTarget] = {}
        self._starts = [node.start for node in nodes]

    def found(self, text: str) -> dict[int, tuple[OutlineReference, ...]]:
        """By the node in whose own words they stand."""
        references: dict[int, list[OutlineReference]] = {}
        for start, end, label in self._stretches():
            for span in reference_spans(text[start:end], label, self._known):
                at = bisect_right(self._starts, start + span.start) - 1
                node = self._nodes[at]
                first, last = start + span.start - node.start, start + span.end - node.start
                if first < last <= len(node.text) and node.kind is not NodeKind.TABLE:
                    targets = tuple(self._target(address) for address in span.addresses)
                    references.setdefault(at, []).append(OutlineReference(first, last, targets))
        return {at: tuple(found) for at, found in references.items()}

    def _stretches(self) -> Iterable[tuple[int, int, str | None]]:
        """Articles whole, since 前款 counts within them; other words node by node."""
        end = 0
        for node in self._nodes:
            if node.start < end:
                continue
            if node.kind is NodeKind.ARTICLE:
                end = node.end
                yield node.start, node.end, node.label
            elif node.kind not in {NodeKind.CONTENTS, NodeKind.TABLE} and node.text:
                yield node.start, node.start + len(node.text), None

    def _target(self, address: ClauseAddress) -> OutlineTarget:
        if address not in self._targets:
            self._targets[address] = self._resolved(address)
        return self._targets[address]

    def _resolved(self, address: ClauseAddress) -> OutlineTarget:
        if not address.document:
            at = _node_at(self._nodes, address)
            if at is not None:
                return OutlineTarget(address, ordinal=at)
            # The books of a code are files of one title and one day; an article may stand in another of them.
            whole = replace(address, document=self._info.title, quoted=True)
            lookup = self._finder.look_up(whole, self._principal, self._day)
            same = lookup.document is not None and same_day(lookup.document, self._info)
            return OutlineTarget(
                address,
                lookup=lookup if same and lookup.found else ClauseLookup(address, Outcome.NO_ARTICLE, self._info),
            )
        lookup = self._finder.look_from(self._info, address, self._principal, self._day)
        return OutlineTarget(address, lookup=lookup)


def _node_at(nodes: Sequence[OutlineNode], address: ClauseAddress) -> int | None:
    """The node of an address within one document; an article's only paragraph is the article."""
    if address.article is None:
        return None
    at: int | None = None
    numbers = (address.article.article, address.paragraph, address.item, address.subitem)
    for kind, number in zip(_LEVELS, numbers, strict=True):
        if number is None:
            continue
        inserted = address.article.inserted if kind is NodeKind.ARTICLE else 0
        end = nodes[at].end if at is not None else nodes[-1].end
        first = at + 1 if at is not None else 0
        at = next(
            (
                node.ordinal
                for node in nodes[first:]
                if node.start < end and node.kind is kind and (node.number, node.inserted) == (number, inserted)
            ),
            None,
        )
        if at is None:
            return None
    return at


def _chunk_ids(nodes: Sequence[OutlineNode], chunks: Sequence[ChunkRow]) -> dict[int, tuple[str, ...]]:
    """The chunks that hold each node's words: of an article all of it, of others their own words."""
    found: dict[int, tuple[str, ...]] = {}
    longest = max((chunk.end - chunk.start for chunk in chunks), default=0)
    starts = [chunk.start for chunk in chunks]
    for node in nodes:
        end = node.end if node.kind is NodeKind.ARTICLE else node.start + len(node.text)
        first = bisect_right(starts, node.start - longest - 1)
        held = [
            chunk.id
            for chunk in chunks[first : bisect_right(starts, end)]
            if chunk.start < end and chunk.end > node.start
        ]
        if held:
            found[node.ordinal] = tuple(held)
    return found


def _without_restricted_cells(node: OutlineNode, chunks: Sequence[ChunkRow]) -> OutlineNode:
    """A table as it is shown to those who may not open the original: its rows as they may see them."""
    if node.kind is not NodeKind.TABLE:
        return node
    rows = (
        chunk.text
        for chunk in chunks
        if chunk.kind is ChunkKind.ROW and node.start <= chunk.start and chunk.end <= node.end
    )
    return replace(node, text="\n".join(rows))


def _holding(nodes: Sequence[OutlineNode], wanted: Sequence[str]) -> tuple[Found, ...]:
    found = [node for node in nodes if _holds(f"{node.heading} {node.text}", wanted)]
    if found:
        return tuple(Found(node.ordinal, _around(node.text, wanted[0])) for node in found)
    articles = []
    for node in nodes:
        if node.kind is NodeKind.ARTICLE:
            words = " ".join(part.text for part in subtree(nodes, node.ordinal))
            if _holds(words, wanted):
                articles.append(Found(node.ordinal, _around(words, wanted[0])))
    return tuple(articles)


def _holds(text: str, wanted: Sequence[str]) -> bool:
    plain = _plain(text)
    return all(word in plain for word in wanted)


def _around(text: str, word: str) -> str:
    """The words around the first place of a word."""
    line = re.sub(r"\s+", " ", text)
    at = max(0, _plain(line).find(word))
    return f"{'…' if at > 20 else ''}{line[max(0, at - 20) : at + 60]}{'…' if at + 60 < len(line) else ''}"


def _plain(text: str) -> str:
    """A text as it is searched: forms of letters and digits, and capitals, do not matter."""
    return unicodedata.normalize("NFKC", text).casefold()
