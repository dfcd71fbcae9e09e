"""The structure of a document: 编, 章, 节, 条, 款, 项, 目 as a tree, and what stands around them.

The tree is held in reading order (a parent before its children). Each node holds its own words: the heading line of a chapter, the label
of an article, the words of a paragraph up to its first item. The own words of all nodes, one after the other, are the whole document;
only white space lies between them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, takewhile

from assistant.text.labels import ArticleNumber
from assistant.text.numerals import int_to_chinese


class NodeKind(StrEnum):
    """What a node is. 部分 is a section numbered 一、; in notices 项 and 目 stand for （一） and 1., as they do in articles."""

    FRONT = "文首"
    CONTENTS = "目录"
    BOOK = "编"
    SUBBOOK = "分编"
    CHAPTER = "章"
    SECTION = "节"
    ARTICLE = "条"
    PARAGRAPH = "款"
    PART = "部分"
    ITEM = "项"
    SUBITEM = "目"
    POINT = "子目"
    HEADING = "标题"
    TEXT = "段"
    TABLE = "表"
    APPENDIX = "附件"
    END = "文末"


DIVISIONS = (NodeKind.BOOK, NodeKind.SUBBOOK, NodeKind.CHAPTER, NodeKind.SECTION)
_UNNAMED = frozenset({*DIVISIONS, NodeKind.FRONT, NodeKind.CONTENTS, NodeKind.END, NodeKind.HEADING})


@dataclass(frozen=True, slots=True)
class OutlineNode:
    """One node.

    ``ordinal`` is its place in reading order, from 0; ``parent`` the parent's, None at the top. ``number`` counts from 1, 0 where nothing is
    counted; ``inserted`` is 1 for 之一. ``text`` is its own words, verbatim, from ``start`` on; the node with all below it reaches to
    ``end``. ``heading`` is what it is called: 总则, 目的依据, the title of a section, "" where it has no name. ``mark`` is its number as
    printed where the form matters: （一）, 1., 一、.
    """

    ordinal: int
    parent: int | None
    kind: NodeKind
    number: int
    inserted: int
    heading: str
    mark: str
    text: str
    start: int
    end: int
    page: int | None

    @property
    def label(self) -> str:
        """How the node is named within its parent: 第二章, 第八条, 第二款, 第（一）项, 附件1."""
        if self.kind is NodeKind.ARTICLE:
            return ArticleNumber(self.number, self.inserted).label
        if self.kind in DIVISIONS:
            suffix = f"之{int_to_chinese(self.inserted)}" if self.inserted else ""
            return f"第{int_to_chinese(self.number)}{self.kind}{suffix}" if self.number else self.heading
        if self.kind is NodeKind.PARAGRAPH:
            return f"第{int_to_chinese(self.number)}款"
        if self.kind is NodeKind.ITEM:
            return f"第（{int_to_chinese(self.number)}）项"
        if self.kind is NodeKind.SUBITEM:
            return f"第{self.number}目"
        if self.kind in {NodeKind.APPENDIX, NodeKind.TABLE}:
            return f"{self.kind}{self.number or ''}"
        if self.kind is NodeKind.TEXT:
            return f"第{self.number}段"
        return self.mark or str(self.kind)


def children_of(nodes: Sequence[OutlineNode]) -> Mapping[int | None, Sequence[OutlineNode]]:
    """The nodes below each, by the parent's ordinal; those at the top under None."""
    children: dict[int | None, list[OutlineNode]] = {None: []}
    for node in nodes:
        children.setdefault(node.parent, []).append(node)
    return children


def subtree(nodes: Sequence[OutlineNode], ordinal: int) -> Iterator[OutlineNode]:
    """A node and all that is below it."""
    yield nodes[ordinal]
    end = nodes[ordinal].end
    yield from takewhile(lambda node: node.start < end, islice(nodes, ordinal + 1, None))


def path_to(nodes: Sequence[OutlineNode], ordinal: int) -> tuple[OutlineNode, ...]:
    """From the top down to a node, itself last."""
    return tuple(reversed(list(_upwards(nodes, ordinal))))


def clause_of(nodes: Sequence[OutlineNode], ordinal: int) -> str | None:
    """The label of the article that a node belongs to, None outside of any."""
    return next((step.label for step in path_to(nodes, ordinal) if step.kind is NodeKind.ARTICLE), None)


def place_name(nodes: Sequence[OutlineNode], ordinal: int) -> str:
    """How a reader cites the place: 第八条第二款第（一）项, 二、（一）1., 附件2 第3段, 第二章.

    An article's only paragraph is not counted: 第八条, not 第八条第一款.
    """
    path = path_to(nodes, ordinal)
    node = path[-1]
    named = [step for step in path if step.kind not in _UNNAMED]
    if not named:
        divisions = "".join(step.label for step in path if step.kind in DIVISIONS)
        return divisions or node.heading or str(node.kind)
    article = next((step for step in named if step.kind is NodeKind.ARTICLE), None)
    names = []
    for above, step in zip((None, *named), named, strict=False):
        if step.kind is NodeKind.PARAGRAPH and _is_only_paragraph(nodes, step):
            continue
        written = step.mark if article is None and step.mark else step.label
        numbered = (
            above is not None and above.kind is NodeKind.APPENDIX and written[:1].isdigit()
        )  # 附件2 1., not 附件21.
        apart = numbered or step.kind is NodeKind.APPENDIX or (article is None and not step.mark)
        names.append(f" {written}" if apart else written)
    return "".join(names).strip()


def _upwards(nodes: Sequence[OutlineNode], ordinal: int) -> Iterator[OutlineNode]:
    at: int | None = ordinal
    while at is not None:
        yield nodes[at]
        at = nodes[at].parent


def _is_only_paragraph(nodes: Sequence[OutlineNode], paragraph: OutlineNode) -> bool:
    if paragraph.number != 1 or paragraph.parent is None:
        return False
    for later in nodes[paragraph.ordinal + 1 :]:
        if later.start >= nodes[paragraph.parent].end:
            return True
        if later.parent == paragraph.parent and later.kind is NodeKind.PARAGRAPH:
            return False
    return True
