"""What of a document is shown at once, and its words with the references in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from ui.contract import Reference
from ui.policies.contract import Node, Tree

_ARTICLES_AT_ONCE = 160
_DIVISIONS = frozenset({"编", "分编", "章", "节", "附件"})
_LISTED = frozenset({*_DIVISIONS, "条", "部分", "项", "标题"})
_LONGEST_NAME = 24
_CLASSES = {
    "文首": "front",
    "文末": "end",
    "编": "division",
    "分编": "division",
    "章": "division",
    "节": "division",
    "附件": "division",
    "部分": "division",
    "标题": "division",
    "条": "article",
    "款": "paragraph",
    "项": "item",
    "目": "subitem",
    "子目": "point",
    "段": "text",
}


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A line of the structure at the side; ``depth`` from 0. ``here`` tells whether its node is shown, so that it can be scrolled to."""

    ordinal: int
    name: str
    depth: int
    here: bool
    is_division: bool


@dataclass(frozen=True, slots=True)
class Portion:
    """The nodes shown, and the lines of the structure: of a long law one chapter's articles at a time."""

    nodes: tuple[Node, ...]
    lines: tuple[TreeLine, ...]
    shown: frozenset[int]


def portion_of(tree: Tree, at: int) -> Portion:
    """The whole document, or of a long one the division in which the node ``at`` stands."""
    nodes = tree.nodes if tree.articles <= _ARTICLES_AT_ONCE else tuple(_around(tree.nodes, at))
    shown = frozenset(node.ordinal for top in nodes for node in top.walk())
    return Portion(nodes, tuple(_lines(tree.nodes, shown, 0)), shown)


def node_named(tree: Tree, place: str) -> int:
    """The number of the node that is called so (第八条, 第八条第二款), or of the one around it; 0 where there is none."""
    if not place:
        return 0
    nodes = [node for top in tree.nodes for node in top.walk()]
    exact = [node for node in nodes if place in (node.place, node.label)]
    around = sorted(
        (node for node in nodes if node.place and place.startswith(node.place)), key=lambda node: len(node.place)
    )
    return exact[0].ordinal if exact else around[-1].ordinal if around else 0


def node_class(node: Node) -> str:
    """The style class of a node."""
    return _CLASSES.get(node.kind, "text")


def with_references(node: Node) -> Markup:
    """A node's own words; each reference that leads somewhere can be opened in place."""
    html, at = Markup(""), 0
    for reference in node.references:
        if at <= reference.start < reference.end <= len(node.text) and _leads_somewhere(reference):
            html += escape(node.text[at : reference.start])
            html += _opened_in_place(node.text[reference.start : reference.end], reference)
            at = reference.end
    return html + escape(node.text[at:])


def table_rows(text: str) -> tuple[tuple[str, ...], ...]:
    """The cells of a table as its words hold them: a line each row, tabs between cells."""
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line.strip())


def _around(nodes: Sequence[Node], at: int) -> Iterator[Node]:
    """The largest division around a node that is short enough, or the lowest one there is; else the node at the top."""
    for top in nodes:
        if any(node.ordinal == at for node in top.walk()):
            inner = [child for child in top.children if child.kind in _DIVISIONS]
            articles = sum(node.kind == "条" for node in top.walk())
            if articles > _ARTICLES_AT_ONCE and inner and at != top.ordinal:
                yield from _around(top.children, at)
            elif articles > _ARTICLES_AT_ONCE and inner:
                yield from _around(top.children, inner[0].ordinal)
            else:
                yield top
            return


def _lines(nodes: Sequence[Node], shown: frozenset[int], depth: int) -> Iterator[TreeLine]:
    for node in nodes:
        if node.kind in {"文首", "目录", "文末"}:
            continue
        division = node.kind in _DIVISIONS
        listed = division or (node.kind in _LISTED and (node.kind == "条" or bool(node.heading)))
        if listed and (division or node.ordinal in shown):
            yield TreeLine(node.ordinal, _name(node), depth, node.ordinal in shown, division)
        if node.kind != "条":
            yield from _lines(node.children, shown, depth + listed)


def _name(node: Node) -> str:
    if node.kind == "标题":
        return node.heading
    opening = node.heading
    if node.kind == "条" and not opening and node.children:
        opening = node.children[0].text
    short = opening if len(opening) <= _LONGEST_NAME else f"{opening[:_LONGEST_NAME]}…"
    return f"{node.mark or node.label} {short}".strip()


def _leads_somewhere(reference: Reference) -> bool:
    return any(target.text for target in reference.targets)


def _opened_in_place(words: str, reference: Reference) -> Markup:
    targets = Markup("").join(
        Markup('<span class="hz-target" data-ordinal="{}" data-document="{}"><b>{}</b>{}</span>').format(
            "" if target.ordinal is None else target.ordinal, target.source_id or "", target.address, target.text
        )
        for target in reference.targets
        if target.text
    )
    return Markup('<details class="hz-opening"><summary>{}</summary>{}</details>').format(words, targets)
