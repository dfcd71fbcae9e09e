"""Policies: their list, and each as a tree of clauses."""

from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import BaseModel

from assistant import access
from assistant.api.schemas.clauses import named_document
from assistant.contract.policies import Facet, NamedDocument, Policy, PolicyPage
from assistant.policies.citations import status_note
from assistant.policies.clauses import Outcome
from assistant.policies.outline import NodeKind, OutlineNode, children_of, place_name
from assistant.policies.policy_list import ListedPolicy, PolicyList
from assistant.policies.reader import DocumentTree, Found, OutlineReference, OutlineTarget
from assistant.records import DocumentInfo, Status


def policy_of(policy: ListedPolicy, day: date) -> Policy:
    """A policy as it stands on a day."""
    info = policy.info
    return Policy(
        source_id=info.id,
        document=info.title,
        document_number=info.document_number,
        form=policy.form,
        issuer=info.issuer,
        issued_on=info.issued_on,
        first_day=access.first_day_of(info),
        valid_to=info.valid_to,
        repealed_on=info.repealed_on,
        status=policy.status,
        note=status_note(info, day),
        clearance=info.clearance,
        page_count=info.page_count,
        successor=named_document(policy.successor, day) if policy.successor else None,
        kind=info.kind,
        subjects=policy.subjects,
    )


def page_of(found: PolicyList, day: date) -> PolicyPage:
    """A page of the list with its facets."""

    def facets(counts: Iterable[tuple[str, int]]) -> tuple[Facet, ...]:
        return tuple(Facet(value=value, count=count) for value, count in counts)

    return PolicyPage(
        policies=tuple(policy_of(policy, day) for policy in found.policies),
        total=found.total,
        forms=facets(found.forms.items()),
        issuers=facets(found.issuers.items()),
        statuses=facets(found.statuses.items()),
        themes=facets(found.themes.items()),
        industries=facets(found.industries.items()),
    )


class TreeTarget(BaseModel):
    """Where a reference leads. ``ordinal`` is a node of the same tree; else ``text`` is what stands there, "" where nothing does that the
    caller may see."""

    address: str
    outcome: Outcome
    ordinal: int | None
    text: str
    document: str
    source_id: str | None
    chunk_ids: tuple[str, ...]
    status: Status | None

    @classmethod
    def of(cls, target: OutlineTarget, tree: DocumentTree, day: date) -> "TreeTarget":
        if target.ordinal is not None:
            return cls(
                address=f"《{tree.info.title}》{place_name(tree.nodes, target.ordinal)}",
                outcome=Outcome.FOUND,
                ordinal=target.ordinal,
                text=tree.words_of(target.ordinal),
                document=tree.info.title,
                source_id=tree.info.id,
                chunk_ids=tree.chunk_ids.get(target.ordinal, ()),
                status=tree.status_on(target.ordinal, day),
            )
        assert target.lookup is not None
        info = target.lookup.document
        title = info.title if info is not None else target.address.document
        return cls(
            address=f"《{title}》{target.address.clause}",
            outcome=target.lookup.outcome,
            ordinal=None,
            text=target.lookup.text if target.lookup.found else "",
            document=title,
            source_id=info.id if info is not None else None,
            chunk_ids=tuple(chunk.id for chunk in target.lookup.chunks),
            status=target.lookup.status_on(day),
        )


class TreeReference(BaseModel):
    """Characters ``start`` to ``end`` of a node's ``text`` that refer to clauses; a range has several targets."""

    start: int
    end: int
    targets: tuple[TreeTarget, ...]

    @classmethod
    def of(cls, reference: OutlineReference, tree: DocumentTree, day: date) -> "TreeReference":
        targets = tuple(TreeTarget.of(target, tree, day) for target in reference.targets)
        return cls(start=reference.start, end=reference.end, targets=targets)


class TreeNode(BaseModel):
    """A node with what is below it.

    ``text`` is its own words, verbatim: those of an article's label, of a paragraph up to its first item. ``start`` counts characters of
    the document's text, and the node with all below it reaches to ``end``. ``label`` names it within its parent, ``mark`` is its number as printed
    where it is no 第…条, ``place`` names it within the document, ``citation`` in full.
    """

    ordinal: int
    kind: NodeKind
    number: int
    inserted: int
    label: str
    heading: str
    mark: str
    place: str
    citation: str
    text: str
    start: int
    end: int
    page: int | None
    chunk_ids: tuple[str, ...]
    references: tuple[TreeReference, ...]
    children: tuple["TreeNode", ...]


class TreeResponse(BaseModel):
    """A document as a tree. ``related`` are documents worth comparing it with: other editions, what replaced it, what it replaced."""

    policy: Policy
    articles: int
    related: tuple[NamedDocument, ...]
    nodes: tuple[TreeNode, ...]

    @classmethod
    def of(cls, tree: DocumentTree, policy: ListedPolicy, related: Sequence[DocumentInfo], day: date) -> "TreeResponse":
        return cls(
            policy=policy_of(policy, day),
            articles=sum(node.kind is NodeKind.ARTICLE for node in tree.nodes),
            related=tuple(named_document(info, day) for info in related),
            nodes=_nested(tree, day),
        )


class FoundEntry(BaseModel):
    """A node in which the words searched for stand, with the words around them."""

    ordinal: int
    kind: NodeKind
    place: str
    snippet: str


class FoundResponse(BaseModel):
    """All places within one document, in reading order."""

    found: tuple[FoundEntry, ...]
    total: int

    @classmethod
    def of(cls, found: Sequence[Found], nodes: Sequence[OutlineNode]) -> "FoundResponse":
        entries = tuple(
            FoundEntry(
                ordinal=place.ordinal,
                kind=nodes[place.ordinal].kind,
                place=place_name(nodes, place.ordinal),
                snippet=place.snippet,
            )
            for place in found
        )
        return cls(found=entries, total=len(entries))


def _nested(tree: DocumentTree, day: date) -> tuple[TreeNode, ...]:
    """The nodes at the top, each with its children, made from the last to the first so that children come before parents."""
    below = children_of(tree.nodes)
    made: dict[int, TreeNode] = {}
    for node in reversed(tree.nodes):
        references = tree.references.get(node.ordinal, ())
        made[node.ordinal] = TreeNode(
            ordinal=node.ordinal,
            kind=node.kind,
            number=node.number,
            inserted=node.inserted,
            label=node.label,
            heading=node.heading,
            mark=node.mark,
            place=place_name(tree.nodes, node.ordinal),
            citation=tree.citation(node.ordinal),
            text=node.text,
            start=node.start,
            end=node.end,
            page=node.page,
            chunk_ids=tree.chunk_ids.get(node.ordinal, ()),
            references=tuple(TreeReference.of(reference, tree, day) for reference in references),
            children=tuple(made[child.ordinal] for child in below.get(node.ordinal, ())),
        )
    return tuple(made[node.ordinal] for node in below[None])
