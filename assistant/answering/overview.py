"""A document as a whole: what it is for and whom, what it gives, how to apply, until when; or all that it gives, with the number."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from assistant.answering.asking.asks import sides_of
from assistant.answering.asking.language import folded, tidy
from assistant.answering.checking.instructions import holds_instruction
from assistant.answering.evidence import QuestionWords
from assistant.answering.extractive import Quoting
from assistant.answering.framing import place_of, standing_of
from assistant.policies.quantities import QuantityKind, quantities_in
from assistant.records import Chunk, ChunkKind, DocumentInfo, DocumentKind, Hit
from assistant.text.labels import ARTICLE_LABEL
from assistant.text.sentences import sentences_of

_SUMMARY = re.compile(
    r"概括|归纳|总结一?下|要点|概要|大意|梗概|摘要|提纲|主要(?:内容|讲|说|给|规定)|(?:讲|说|写|规定)了?(?:些|一些)?(?:什么|啥|哪些(?:内容|方面))(?!时候|地方|部门)|"
    r"\boverview\b|\bsummar(?:y|ise|ize)\b|\boutline\b|\bmain points\b",
    re.IGNORECASE,
)
GRANT_NOUNS = ("补贴", "补助", "奖励", "奖补", "支持", "扶持", "优惠", "资助", "好处")
"""What people call what is granted."""
_NOUN = "|".join(GRANT_NOUNS)
_ALL_GRANTS = re.compile(
    r"(?=.*(?:都|一共|总共|全部|所有|列|完整|分别|说全|哪几|除了))"
    rf"(?:.*(?:哪些|哪几[个类项种条样]|什么|啥|全部|所有)[^，。？?]{{0,4}}(?:{_NOUN})|"
    rf".*(?:{_NOUN})[^，。？?]{{0,2}}(?:哪些|哪几[个类项种样]))|"
    r"\b(?:list|all|every\w*)\b[^.?]{0,60}\b(?:subsid\w+|rewards?|grants?|incentives?|pays? for|support\w*)",
    re.IGNORECASE | re.DOTALL,
)
GRANTED = re.compile(r"补贴|补助|奖励|奖补|资助|贴息|给予|免收|减免|减半|减收|免租|支持|返还")
"""Words that say that something is granted."""
_EXCEPT = re.compile(r"除了?(?P<named>[^，。？?]{2,24}?)(?:以外|之外|外)?[，,]?(?:还|另外|其他|其余|别的)")
_CLOSING = re.compile(r"(?:施行|实施|执行|生效|有效期|废止|失效|截止)|\d+月\d+日(?:前|止)")
_PROCEDURE = re.compile(r"申请|申报|受理|提交|报送|材料|审核|公示|拨付|兑现|办理|咨询|联系")
_SCOPE = re.compile(r"适用|对象|所称|是指|条件|制定本|为[^，。]{2,40}[，,]|情形|不予|不得")
_FIGURES = frozenset({QuantityKind.MONEY, QuantityKind.RATE, QuantityKind.PERIOD, QuantityKind.COUNT})
_LEAST_NAMED = 0.25
"""Share of the question's weight that a title must hold for the document to be the one meant."""
_MOST_GRANTS, _MOST_OTHERS = 24, 5
_FIRST = 6
_LONGEST = 160


class Part(Enum):
    """The parts of an overview, in their order."""

    SCOPE = auto()
    GRANTS = auto()
    PROCEDURE = auto()
    CLOSING = auto()


_HEADINGS = {
    Part.SCOPE: ("适用范围和条件", "Purpose, scope and conditions"),
    Part.GRANTS: ("支持内容（{count} 项）", "What it gives ({count} items)"),
    Part.PROCEDURE: ("办理", "How to apply"),
    Part.CLOSING: ("期限", "Dates"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a passage that belongs into an overview."""

    chunk: Chunk
    sentence: str


def asks_overview(question: str) -> frozenset[Part]:
    """The parts asked for: all for a summary, what is given where all grants are asked for; none where something else is asked."""
    if _SUMMARY.search(question):
        return frozenset(Part)
    return frozenset({Part.GRANTS}) if _ALL_GRANTS.search(question) else frozenset()


def left_out(question: str) -> tuple[str, ...]:
    """What the asker does not want to hear of, each without the word that says it is given: 租金 of ``除了租金补贴，还有什么支持``."""
    match = _EXCEPT.search(question)
    named = sides_of(match["named"]) if match else ()
    return tuple(bare for one in named if (bare := GRANTED.sub("", one)))


def document_meant(words: QuestionWords, hits: Sequence[Hit], named: frozenset[str]) -> DocumentInfo | None:
    """The document that is asked about as a whole: the one named in 《》, else the one among the first hits whose title holds most of the
    question's words, or the one of which most of them are; None where there is none."""
    documents: dict[str, DocumentInfo] = {}
    counts: dict[str, int] = {}
    for hit in hits:
        document = hit.chunk.document
        if document.kind not in (DocumentKind.LISTING, DocumentKind.OPPORTUNITY):
            documents[document.id] = document
            counts[document.id] = counts.get(document.id, 0) + 1
    if named:
        return next((document for key, document in documents.items() if key in named), None)
    shares = {key: words.coverage(folded(document.title)) for key, document in documents.items()}
    best = max(documents, key=lambda key: (round(shares[key], 1), counts[key]), default=None)
    if best is not None and shares[best] >= _LEAST_NAMED:
        return documents[best]
    first = [hit.chunk.document.id for hit in hits[:_FIRST]]
    often = max(documents, key=first.count, default=None)
    return documents[often] if often is not None and 2 * first.count(often) >= len(first) else None


def overview_of(
    chunks: Sequence[Chunk], parts: frozenset[Part], without: Sequence[str] = ()
) -> dict[Part, tuple[Said, ...]]:
    """The telling sentences of a document's passages, by part; nothing where it gives nothing and that was asked for. What it gives is told
    without what names something of ``without``."""
    found: dict[Part, list[Said]] = {part: [] for part in Part}
    for chunk in chunks:
        if chunk.passage.kind is ChunkKind.ROW:
            continue
        for sentence in sentences_of(_body(chunk)):
            part = _part_of(sentence, chunk)
            if part is Part.GRANTS and any(name in f"{chunk.passage.heading}{sentence}" for name in without):
                continue
            if part is not None and not holds_instruction(sentence):
                found[part].append(Said(chunk, sentence))
    return {
        part: tuple(said[:_MOST_GRANTS] if part is Part.GRANTS else _first_of_each(said, part))
        for part, said in found.items()
        if part in parts and said
    }


def overview_lines(document: DocumentInfo, overview: dict[Part, tuple[Said, ...]], quoting: Quoting) -> Iterator[str]:
    """The document's name and validity, then each part with its sentences, verbatim and cited."""
    standing = standing_of(document, quoting.as_of, quoting.english)
    if quoting.english:
        yield f"《{document.title}》{f' ({standing})' if standing else ''}, quoted from the Chinese original:"
    else:
        yield f"《{document.title}》{f'（{standing}）' if standing else ''}的主要内容："
    for part in Part:
        said = overview.get(part, ())
        if not said:
            continue
        heading = _HEADINGS[part][quoting.english].format(count=len(said))
        yield f"{heading}: " if quoting.english else f"{heading}："
        for one in said:
            place = place_of(one.chunk, quoting.english).removeprefix(f"《{document.title}》").strip()
            number = quoting.citations.cite(one.chunk, one.sentence)
            yield f"- {f'{place}：' if place else ''}{tidy(one.sentence)} [{number}]"


def _part_of(sentence: str, chunk: Chunk) -> Part | None:
    figures = {quantity.kind for quantity in quantities_in(sentence)}
    above = f"{chunk.passage.heading}"
    if GRANTED.search(f"{sentence}{above}") and figures & _FIGURES and not _PROCEDURE.search(above):
        return Part.GRANTS
    if len(sentence) > _LONGEST:
        return None
    if _CLOSING.search(sentence) and QuantityKind.DATE in figures:
        return Part.CLOSING
    if _PROCEDURE.search(f"{sentence}{above}"):
        return Part.PROCEDURE
    return Part.SCOPE if _SCOPE.search(f"{sentence}{above}") else None


def _first_of_each(said: Sequence[Said], part: Part) -> list[Said]:
    """The first sentence of each passage, for a few passages; of the dates all."""
    if part is Part.CLOSING:
        return list(said[:_MOST_OTHERS])
    first: dict[str, Said] = {}
    for one in said:
        first.setdefault(one.chunk.id, one)
    return list(first.values())[:_MOST_OTHERS]


def _body(chunk: Chunk) -> str:
    text = chunk.passage.text
    match = ARTICLE_LABEL.match(text) if chunk.passage.clause else None
    return text[match.end() :].lstrip(" 　") if match else text
