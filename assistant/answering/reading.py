"""What the trained reader makes of the passages that a search found, and passages of several searches and readings put together."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from assistant.answering.asking.measures import measure_asked
from assistant.answering.checking.instructions import holds_instruction
from assistant.answering.evidence import Evidence, forms_of, years_named
from assistant.answering.linked import builds_on, subject_of
from assistant.privacy.masking import NUMBERS, find_personal_data
from assistant.records import Cell, ChunkKind, DocumentKind, Hit
from assistant.retrieval.reader import Reader, readable
from assistant.retrieval.sentence_store import SentenceStore

SEARCHED = 24
"""Hits looked at: those after the first show what any passage has in common with the question."""
FIRST = 8
"""Hits among which what hangs together with a chosen one is looked for."""
_EXACT = 3
_MOST_TOGETHER = 6
_READ, _LAPSED_READ = 10, 3
"""How many of the passages in force, and of those that are not, are read."""
_BESIDE = 0.5
"""Share of the best passage's probability from which another one is shown beside it."""
_NEARLY = 0.9
"""Share of the probability of a passage that is not in force, from which one in force answers instead."""
_MOST_PASSAGES = 3
_MOST_NEAREST = 2
_LEAST_SENTENCE, _SENTENCE_SHARE = 0.15, 0.35
"""A sentence is quoted from this probability, and from this share of the likeliest one's."""
_LABEL_LENGTH = 16
_WHOLE_ROW = 240
"""Characters of a row that is quoted whole."""
_LEFT_EMPTY = re.compile(r"[（(][\s，,、;；]*[)）]")
_LEANS_BACK = re.compile(
    r"^(?:其中|对(?:其|上述|前款)|上述|前款|其(?!他|余)|该|此类|同时|并|但|超过部分|每(?:再)?增加)"
)
_LIST_MARK = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十\d]{1,3}[、.．]|[①-⑳])")


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found for a question: ``held`` is the probability that a passage answers it, ``answering`` are those that do, the best first,
    each with its telling sentences. ``lapsed`` is a passage that answers better than any of them but is not in force. ``nearest`` are those in
    force that come nearest where nothing answers."""

    held: float
    answering: tuple[Evidence, ...]
    lapsed: Evidence | None = None
    nearest: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """A search and what the reader makes of it: ``current`` are the hits in force, weighed, ``lapsed`` those that are not."""

    query: str
    current: tuple[Evidence, ...]
    lapsed: tuple[Evidence, ...]
    findings: Findings


def read(
    reader: Reader,
    sentences: SentenceStore | None,
    question: str,
    current: Sequence[Evidence],
    lapsed: Sequence[Evidence],
    least: float,
) -> Findings:
    """Read what is in force together with what is not. Nothing answers where the probability that any passage does is below ``least``.

    Telephone and identity numbers of the asker are not read. Where so much of something is asked for (几天), what holds no figure of it does
    not answer. One place's rule never answers for another's. A passage that is not in force gives way to its own successor, and to
    whatever answers nearly as well.
    """
    asked = [item for item in current if item.right_place and item.right_year][:_READ]
    gone = [item for item in lapsed if item.right_place and item.right_year][:_LAPSED_READ]
    items = (*asked, *gone)
    stored = sentences.of([item.hit.chunk.id for item in items]) if sentences is not None else {}
    passages = [
        replace(
            readable(item.hit.chunk, item.hit.similarity, stored.get(item.hit.chunk.id)),
            referred=subject_of(item, (*current, *lapsed)),
        )
        for item in items
    ]
    question = _without_personal_numbers(question)
    measure = measure_asked(question)
    readings = reader.read(question, forms_of(question), passages)
    shares = [found.answers for found in readings.passages]
    told = {
        at: replace(items[at], telling=telling, cells=_cells_told(items[at], telling))
        for at in range(len(items))
        if (
            telling := telling_sentences(
                list(zip(passages[at].sentences, readings.passages[at].sentences, strict=True))
            )
        )
    }
    order = sorted(told, key=lambda at: -shares[at])
    in_force = [told[at] for at in order if at < len(asked)]
    best = shares[order[0]] if order else 0.0
    order = [at for at in order if measure is None or measure.held_in("".join(told[at].telling))]
    if not order or shares[order[0]] < _BESIDE * best:  # nothing tells so much of what is asked for
        return Findings(0.0, (), nearest=tuple(in_force[:_MOST_NEAREST]))
    if readings.held < least:
        return Findings(readings.held, (), nearest=tuple(in_force[:_MOST_NEAREST]))
    answering = [at for at in order if at < len(asked) and shares[at] >= _BESIDE * best]
    answering = [*_of_asked_years(answering, told, years_named(question))][:_MOST_PASSAGES]
    dead = told[order[0]] if order[0] >= len(asked) else None
    if dead is not None:
        successor = dead.hit.chunk.document.repealed_by
        if any(items[at].hit.chunk.document.id == successor for at in answering):
            dead = None
        elif not any(shares[at] >= _NEARLY * best for at in answering):
            answering = []
    nearest = () if answering else tuple(in_force[:_MOST_NEAREST])
    return Findings(readings.held, _with_linked([told[at] for at in answering], asked), dead, nearest)


def _of_asked_years(answering: Sequence[int], told: Mapping[int, Evidence], years: frozenset[str]) -> Iterator[int]:
    """Without what tells of other years alone, where something tells of a year asked about. Rules hold for years that they do not name."""
    named = {at: _years_told(told[at]) for at in answering}
    speaks = any(own & years for own in named.values())
    yield from (at for at in answering if not speaks or not named[at] or named[at] & years)


def _years_told(item: Evidence) -> frozenset[str]:
    """The years that the telling sentences name, and those in what stands above; none of a rule."""
    chunk = item.hit.chunk
    if chunk.document.kind is DocumentKind.POLICY:
        return frozenset()
    own = years_named("".join(item.telling))
    return own or years_named(f"{chunk.document.title}{chunk.passage.heading}")


def _cells_told(item: Evidence, telling: Sequence[str]) -> tuple[Cell, ...]:
    """Of a row that is too long to be quoted whole, what names it and the cells that tell; () for any other: all."""
    passage = item.hit.chunk.passage
    if passage.kind is not ChunkKind.ROW or len(passage.text) <= _WHOLE_ROW:
        return ()
    return tuple(cell for at, cell in enumerate(passage.cells) if at == 0 or f"{cell.header}：{cell.value}" in telling)


def _without_personal_numbers(question: str) -> str:
    rest = question
    for found in reversed(find_personal_data(question, NUMBERS)):
        rest = rest[: found.start] + rest[found.end :]
    return _LEFT_EMPTY.sub("", rest) or question


def _with_linked(answering: Sequence[Evidence], among: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The passages that answer; behind the best one the clause that sets its conditions, or that grants what it sets conditions for."""
    if not answering:
        return ()
    best, *others = answering
    known = {item.hit.chunk.id for item in answering}
    linked = [item for item in among if item.hit.chunk.id not in known and builds_on(item, best)]
    return (best, *linked[:1], *others)[:_MOST_PASSAGES]


def telling_sentences(sentences: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    """The sentences that answer, each given with its probability, and those that they lean on, in their order.

    A sentence that takes up the one before it (其中, 该, 每增加) brings it along, an item of a list the line that opens the list, a line
    that ends with a colon what it announces, and a label such as 申报时间： what it labels. Sentences that address a machine are never quoted.
    """
    usable = [(text, share) for text, share in sentences if not holds_instruction(text)]
    if not usable:
        return ()
    best = max(share for _, share in usable)
    least = max(min(_LEAST_SENTENCE, best), _SENTENCE_SHARE * best)
    kept = {at for at, (_, share) in enumerate(usable) if share >= least}
    for at in sorted(kept):
        kept |= _leant_on(usable, at) | _announced(usable, at)
    return tuple(usable[at][0] for at in sorted(kept))


def _leant_on(sentences: Sequence[tuple[str, float]], at: int) -> set[int]:
    """The numbers of the sentences before one that it cannot be understood without."""
    text = sentences[at][0]
    if at == 0:
        return set()
    before = sentences[at - 1][0]
    if _LEANS_BACK.search(text) or len(before) <= _LABEL_LENGTH or before.endswith(("：", ":", "？", "?")):
        return {at - 1}
    if _LIST_MARK.search(text):
        opening = next((n for n in range(at - 1, -1, -1) if sentences[n][0].endswith(("：", ":"))), None)
        return set() if opening is None else {opening}
    return set()


def _announced(sentences: Sequence[tuple[str, float]], at: int) -> set[int]:
    """The numbers of what a line that ends with a colon, a label, or a question of a FAQ announces."""
    text = sentences[at][0]
    after = range(at + 1, len(sentences))
    if text.endswith(("：", ":")):
        return {n for n in after if _LIST_MARK.search(sentences[n][0])} or set(after[:1])
    return set(after[:1]) if text.endswith(("？", "?")) or len(text) <= _LABEL_LENGTH else set()


def in_turn(lists: Sequence[Sequence[Evidence]]) -> list[Evidence]:
    """Of each list the best, then of each the next, each passage once."""
    first: dict[str, Evidence] = {}
    for item in (item for items in zip_longest(*lists) for item in items if item is not None):
        first.setdefault(item.hit.chunk.id, item)
    return list(first.values())[:SEARCHED]


def as_found(item: Evidence, cosine: float | None) -> Evidence:
    """The passage as the question itself would have found it."""
    return replace(item, hit=replace(item.hit, similarity=cosine), similarity=cosine or 0.0)


def together(lists: Sequence[Sequence[Evidence]]) -> tuple[Evidence, ...]:
    """Passages of several findings, each once, with all the sentences and cells that tell something, in the passage's order."""
    merged: dict[str, Evidence] = {}
    for item in (item for found in lists for item in found):
        known = merged.get(item.hit.chunk.id)
        if known is None:
            merged[item.hit.chunk.id] = item
            continue
        text = item.hit.text
        telling = sorted({*known.telling, *item.telling}, key=text.find)
        either = [cell for cell in item.hit.chunk.passage.cells if cell in known.cells or cell in item.cells]
        cells = tuple(either) if known.cells and item.cells else ()
        merged[item.hit.chunk.id] = replace(known, telling=tuple(telling), cells=cells)
    return tuple(merged.values())[:_MOST_TOGETHER]


def joined(found: Sequence[Hit], exact: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits of the fused search; behind the first of them some that only hold the question's words, which fusion puts far down."""
    known = {hit.chunk.id for hit in found}
    others = [hit for hit in exact if hit.chunk.id not in known]
    return (*found[:FIRST], *others[:_EXACT], *found[FIRST:], *others[_EXACT:])
