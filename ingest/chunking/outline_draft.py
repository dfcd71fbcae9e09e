"""A document's tree while it is being made."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from assistant.policies.outline import NodeKind, OutlineNode
from assistant.text.labels import APPENDIX, DIVISION
from assistant.text.numerals import chinese_to_int
from ingest.chunking.pieces import Piece
from ingest.parsed import ParsedDocument, Table

_BELOW_ARTICLE = frozenset({NodeKind.PARAGRAPH, NodeKind.ITEM, NodeKind.SUBITEM, NodeKind.POINT})


@dataclass(slots=True)
class _Node:
    kind: NodeKind
    start: int
    own_end: int
    parent: int | None
    number: int
    inserted: int
    heading: str
    mark: str


class OutlineDraft:
    """Takes nodes in reading order; tables come in at the end."""

    def __init__(self, parsed: ParsedDocument) -> None:
        self._parsed = parsed
        self._tables = [block for block in parsed.blocks if isinstance(block, Table)]
        self._nodes: list[_Node] = []
        self._pages = sorted(
            [(block.place.start, block.place.page) for block in parsed.blocks]
            + [(line.start, line.page) for line in parsed.lines],
            key=lambda found: found[0],
        )

    def add(
        self,
        kind: NodeKind,
        start: int,
        own_end: int,
        parent: int | None = None,
        *,
        number: int = 0,
        inserted: int = 0,
        heading: str = "",
        mark: str = "",
    ) -> int:
        """A node whose own words reach from ``start`` to ``own_end``; returns its index, by which it is a parent."""
        self._nodes.append(_Node(kind, start, own_end, parent, number, inserted, heading, mark))
        return len(self._nodes) - 1

    def add_text(self, piece: Piece, parent: int | None) -> int:
        """A paragraph without a number, counted within its parent."""
        number = 1 + sum(node.kind is NodeKind.TEXT and node.parent == parent for node in self._nodes)
        return self.add(NodeKind.TEXT, piece.start, piece.end, parent, number=number)

    def add_division(self, piece: Piece, parent: int | None) -> int:
        """The heading of a 编, 章 or 节, or one between articles (一、推动利用外资)."""
        match = DIVISION.match(piece.text)
        if match is None:
            return self.add(NodeKind.HEADING, piece.start, piece.end, parent, heading=" ".join(piece.text.split()))
        return self.add(
            NodeKind(match["unit"]),
            piece.start,
            piece.end,
            parent,
            number=chinese_to_int(match["number"]),
            inserted=chinese_to_int(match["inserted"]) if match["inserted"] else 0,
            heading=" ".join(piece.text[match.end() :].split()),
        )

    def add_appendix(self, piece: Piece) -> int:
        """The line that opens an appendix."""
        text = piece.text.strip()
        match = APPENDIX.match(text)
        number = chinese_to_int(match["number"]) if match and match["number"] else 0
        name = " ".join(text[match.end() :].split()) if match else ""
        return self.add(NodeKind.APPENDIX, piece.start, piece.end, number=number, heading=name)

    def prose(self, start: int, end: int) -> str:
        """The document's text between two places, tables in it blanked out: places stay as they are."""
        text = self._parsed.text[start:end]
        for table in self._tables:
            first, last = max(table.place.start, start) - start, min(table.place.end, end) - start
            if first < last:
                text = text[:first] + re.sub(r"\S", " ", text[first:last]) + text[last:]
        return text

    def kind_of(self, node: int) -> NodeKind:
        """What a node that was added is."""
        return self._nodes[node].kind

    def nodes(self) -> tuple[OutlineNode, ...]:
        """The finished tree."""
        for table in self._tables:
            if table.place.end > table.place.start:
                parent = self._holder_of(table.place.start)
                number = 1 + sum(node.kind is NodeKind.TABLE and node.parent == parent for node in self._nodes)
                place = table.place
                self.add(
                    NodeKind.TABLE,
                    place.start,
                    place.end,
                    parent,
                    number=number,
                    heading=" ".join(table.caption.split()),
                )
        order = sorted(range(len(self._nodes)), key=lambda at: self._nodes[at].start)
        ordinal = {at: position for position, at in enumerate(order)}
        ends = [node.own_end for node in self._nodes]
        for at in reversed(order):
            parent = self._nodes[at].parent
            if parent is not None:
                ends[parent] = max(ends[parent], ends[at])
        return tuple(self._finished(at, ordinal, ends[at]) for at in order)

    def _finished(self, at: int, ordinal: dict[int, int], end: int) -> OutlineNode:
        node = self._nodes[at]
        return OutlineNode(
            ordinal=ordinal[at],
            parent=None if node.parent is None else ordinal[node.parent],
            kind=node.kind,
            number=node.number,
            inserted=node.inserted,
            heading=node.heading,
            mark=node.mark,
            text=self._parsed.text[node.start : node.own_end],
            start=node.start,
            end=end,
            page=self._page_at(node.start),
        )

    def _holder_of(self, start: int) -> int | None:
        """The article, section or chapter in which something stands that begins there."""
        at: int | None = None
        for index, node in enumerate(self._nodes):
            if (
                node.start < start
                and node.kind is not NodeKind.TABLE
                and (at is None or node.start >= self._nodes[at].start)
            ):
                at = index
        while at is not None and self._nodes[at].kind in {NodeKind.TEXT, NodeKind.TABLE}:
            at = self._nodes[at].parent
        above = at
        while above is not None and self._nodes[above].kind in _BELOW_ARTICLE:
            above = self._nodes[above].parent
        in_article = above is not None and self._nodes[above].kind is NodeKind.ARTICLE
        return above if in_article else at

    def _page_at(self, position: int) -> int | None:
        index = bisect_right(self._pages, position, key=lambda found: found[0]) - 1
        return self._pages[index][1] if index >= 0 else None
