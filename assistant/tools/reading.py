"""``read_document``: a document's outline and its text, page by page."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from pydantic import BaseModel, Field

from assistant.documents.viewer import Viewer
from assistant.errors import NotFound
from assistant.policies.outline import NodeKind, path_to, place_name, subtree
from assistant.policies.reader import DocumentTree
from assistant.records import Chunk, DocumentInfo, Principal
from assistant.request_values import LARGEST
from assistant.tools.documents import DocumentEntry
from assistant.tools.sources import document_called
from assistant.tools.tool import DatedArguments, Stores, Tool

_NOT_LISTED = frozenset({NodeKind.FRONT, NodeKind.CONTENTS, NodeKind.END, NodeKind.PARAGRAPH, NodeKind.TEXT})
_LONGEST_HEADING = 40


class ReadDocument(DatedArguments):
    """Which document, and which stretch of it."""

    document: str = Field(max_length=300, description="标题、文号、简称或文件编号 / title, number, short title or id")
    part: str = Field(
        "",
        max_length=100,
        description="只读其中一部分：目录里的编号或名称，如 第二章、第八条、三、、附件1；不写为全文 / only this part of the outline",
    )
    offset: int = Field(0, ge=0, le=LARGEST, description="从第几个字开始，接着读用上次的 next_offset / first character")
    limit: int = Field(6000, ge=200, le=30000, description="最多几个字 / at most so many characters")


class OutlineEntry(BaseModel):
    """目录中的一处。level 从 0 起；start 是它在 text 全文中的位置，可以作为 offset。"""

    level: int
    label: str
    heading: str
    citation: str
    start: int
    chunk_id: str


class DocumentText(BaseModel):
    """文件的信息、目录（从头读时才有）和一段正文。next_offset 不为空时后面还有。part 是所读的部分，空为全文。"""

    as_of: date
    document: DocumentEntry
    part: str
    outline: tuple[OutlineEntry, ...]
    text: str
    offset: int
    next_offset: int | None
    total_characters: int


@dataclass(frozen=True, slots=True)
class _Whole:
    """A document's text put together, and where its parts begin in it."""

    text: str
    outline: tuple[OutlineEntry, ...]
    ends: tuple[int, ...]


def read_document(stores: Stores, asked: ReadDocument, principal: Principal) -> DocumentText:
    """Raises NotFound for an unknown document or part, InvalidInput where a name may mean several."""
    info = document_called(stores.clause_finder, asked.document, principal, asked.day)
    whole = _whole(stores, info, principal)
    start, end, label = _stretch(whole, asked.part.strip(), info)
    first = min(start + asked.offset, end)
    last = min(first + asked.limit, end)
    held = {item.id: item for item in (info, *_successor(stores, info, principal))}
    return DocumentText(
        as_of=asked.day,
        document=DocumentEntry.of(info, asked.day, held),
        part=label,
        outline=whole.outline if not asked.offset else (),
        text=whole.text[first:last],
        offset=first - start,
        next_offset=last - start if last < end else None,
        total_characters=end - start,
    )


def _successor(stores: Stores, info: DocumentInfo, principal: Principal) -> tuple[DocumentInfo, ...]:
    versions = stores.clause_finder.versions_of(info.id, principal)
    return (versions.later,) if versions is not None and versions.later is not None else ()


def _whole(stores: Stores, info: DocumentInfo, principal: Principal) -> _Whole:
    try:
        tree = stores.document_reader.plain_tree(info.id, principal)
    except NotFound:  # ledgers and what was stored before trees were kept
        return _of_passages(stores.viewer, info, principal)
    return _of_tree(tree)


def _of_tree(tree: DocumentTree) -> _Whole:
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    for node in tree.nodes:
        joined = node.kind is NodeKind.PARAGRAPH and node.number == 1
        space = "" if not length or not node.text else " " if joined else "\n"
        starts.append(length + len(space))
        pieces += (space, node.text)
        length += len(space) + len(node.text)
    begins = [node.start for node in tree.nodes]
    outline: list[OutlineEntry] = []
    ends: list[int] = []
    for node in tree.nodes:
        path = path_to(tree.nodes, node.ordinal)
        if node.kind in _NOT_LISTED or any(step.kind is NodeKind.ARTICLE for step in path[:-1]):
            continue
        after = bisect_left(begins, node.end, node.ordinal + 1)
        ends.append(max(starts[after] - 1, 0) if after < len(starts) else length)
        outline.append(
            OutlineEntry(
                level=len(path) - 1,
                label=place_name(tree.nodes, node.ordinal) or node.label,
                heading=node.heading or _first_words(tree, node.ordinal),
                citation=tree.citation(node.ordinal),
                start=starts[node.ordinal],
                chunk_id=next(iter(tree.chunk_ids.get(node.ordinal, ())), ""),
            )
        )
    return _Whole("".join(pieces), tuple(outline), tuple(ends))


def _first_words(tree: DocumentTree, ordinal: int) -> str:
    """How a part without a name begins, behind its number."""
    below = islice(subtree(tree.nodes, ordinal), int(tree.nodes[ordinal].kind is NodeKind.ARTICLE), None)
    words = next((part.text.strip() for part in below if part.text.strip()), "")
    return words if len(words) <= _LONGEST_HEADING else f"{words[:_LONGEST_HEADING]}…"


def _of_passages(viewer: Viewer, info: DocumentInfo, principal: Principal) -> _Whole:
    """The passages one after the other; a new heading or sheet is an entry of the outline."""
    passages = viewer.passages(info.id, principal)
    text, outline = "", list[OutlineEntry]()
    above = ""
    for chunk in passages:
        text += "\n" if text else ""
        heading = _heading_of(chunk)
        if heading != above and heading:
            outline.append(_entry(chunk, heading, len(text)))
            above = heading
        text += chunk.passage.text
    ends = [entry.start - 1 for entry in outline[1:]]
    return _Whole(text, tuple(outline), (*ends, len(text)) if outline else ())


def _heading_of(chunk: Chunk) -> str:
    return chunk.passage.place.sheet or chunk.passage.heading


def _entry(chunk: Chunk, heading: str, start: int) -> OutlineEntry:
    citation = f"《{chunk.document.title}》{heading}"
    return OutlineEntry(level=0, label=heading, heading=heading, citation=citation, start=start, chunk_id=chunk.id)


def _stretch(whole: _Whole, part: str, info: DocumentInfo) -> tuple[int, int, str]:
    """First character, the one after the last, and the label of what is to be read."""
    if not part:
        return 0, len(whole.text), ""
    at = _place_of(whole.outline, part)
    if at is None:
        held = "、".join(entry.label for entry in whole.outline if entry.level == 0)[:200]
        raise NotFound(f"《{info.title}》里没有“{part}”这一部分" + (f"；它的目录是：{held}" if held else ""))
    return whole.outline[at].start, whole.ends[at], whole.outline[at].label


def _place_of(outline: Sequence[OutlineEntry], part: str) -> int | None:
    """The entry of that label, of that name, or that ends or begins so."""
    wanted = part.rstrip("、.．")
    for fits in (
        lambda entry: entry.label.rstrip("、.．") == wanted,
        lambda entry: entry.heading == part,
        lambda entry: entry.label.endswith(wanted),
        lambda entry: wanted in entry.heading,
    ):
        found = next((at for at, entry in enumerate(outline) if fits(entry)), None)
        if found is not None:
            return found
    return None


READ_DOCUMENT = Tool(
    name="read_document",
    title="读文件",
    description="一份文件的基本信息、目录和正文；正文长的分段返回，也可以只读目录里的一部分。要概括一份文件、看它有哪些条时用它。",
    english="A document's facts, its outline and its text, in pieces where it is long, or only one part of the outline. Use it to summarise a document or to see what it contains.",
    arguments=ReadDocument,
    result=DocumentText,
    work=read_document,
)
