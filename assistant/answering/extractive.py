"""Answers that quote: what 慧招 says without a language model, and whenever one fails."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering.asking.language import tidy
from assistant.answering.cells import figure_cells
from assistant.answering.checking.citing import CitationList
from assistant.answering.checking.instructions import holds_instruction
from assistant.answering.evidence import Evidence, QuestionWords
from assistant.answering.framing import introduction, place_of
from assistant.answering.linked import references_in
from assistant.answering.neighbours import Neighbours
from assistant.answering.shares import TableShare
from assistant.policies.clauses import ClauseLookup
from assistant.records import Cell, Chunk, ChunkKind, DocumentInfo, DocumentKind
from assistant.text.labels import ARTICLE_LABEL
from assistant.text.sentences import sentences_of

_LONG_CLAUSE = 420
_SHORT_QUOTE = 200
_SHORT_SECTION = 240
"""Characters of a section up to which it is quoted whole, and up to which what tells is quoted with what stands beside it."""
_TABLE_BELOW = re.compile(r"下表|如下表|表格")
_CONDITIONS = re.compile(r"(?P<label>第[一二三四五六七八九十百\d]+条)(?:第[一二三四五六七八九十]+款)?规定(?:的)?条件")
_OMITTED = "……"


@dataclass(frozen=True, slots=True)
class Quoting:
    """What every quotation of one answer shares: ``as_of`` is the day asked about, ``now`` the one on which is asked."""

    words: QuestionWords
    neighbours: Neighbours
    citations: CitationList
    as_of: date
    now: date

    @property
    def english(self) -> bool:
        return self.words.english

    def on(self, day: date) -> "Quoting":
        """The same answer's quotations by their validity on another day."""
        return replace(self, citations=self.citations.on(day), as_of=day)


def quote_passages(chosen: Sequence[Evidence], quoting: Quoting) -> Iterator[str]:
    """The lines of an answer: clauses with their conditions, rows as they stand, of sections the sentences that answer."""
    earlier: DocumentInfo | None = None
    shown: set[str] = set()
    for item in chosen:
        chunk = item.hit.chunk
        if chunk.passage.kind is ChunkKind.ROW and chunk.document.kind is DocumentKind.POLICY:
            clause = quoting.neighbours.clause_above(chunk)
            if clause is not None and clause.id not in shown:
                shown.update((clause.id, chunk.id))
                yield from _clause(clause, clause.passage.text, item, quoting, earlier)
                if item.cells:
                    yield _row(chunk, quoting, item.cells)
                earlier = chunk.document
                continue
        if chunk.id in shown:
            continue
        shown.add(chunk.id)
        if chunk.passage.kind is ChunkKind.ROW:
            yield introduction(chunk, quoting.as_of, quoting.english, earlier=earlier, now=quoting.now)
            yield _row(chunk, quoting, item.cells)
        elif chunk.passage.kind is ChunkKind.CLAUSE:
            yield from _clause(chunk, item.hit.text, item, quoting, earlier)
        else:
            yield from _section(item, quoting, earlier)
        earlier = chunk.document


def quote_share(share: TableShare, quoting: Quoting) -> Iterator[str]:
    """The two rows that a share comes from, each with its mark, and the working."""
    yield introduction(share.part, quoting.as_of, quoting.english, now=quoting.now)
    for row, figure in ((share.part, share.part_cell), (share.whole, share.whole_cell)):
        others = figure_cells(row)
        yield _row(row, quoting, [cell for cell in row.passage.cells if cell == figure or cell not in others])
    marks = "".join(
        f"[{number}]" for row in (share.part, share.whole) for number in [quoting.citations.cite(row, row.passage.text)]
    )
    said = "Worked out from these two figures" if quoting.english else "按表中这两个数算"
    yield f"{said}：{share.working} {marks}"


def quote_clause(lookup: ClauseLookup, quoting: Quoting, earlier: DocumentInfo | None = None) -> Iterator[str]:
    """What stands at an address: the part it names, else the whole article with the table below it."""
    chunks = lookup.chunks
    part = lookup.address.part if lookup.found else ""
    yield introduction(chunks[0], quoting.as_of, quoting.english, part, earlier, quoting.now)
    if part:
        yield _quoted(without_label(lookup.text), [_cite_piece(lookup.text, chunks, quoting)])
        return
    yield _quoted(without_label(lookup.text), [quoting.citations.cite(chunk, chunk.passage.text) for chunk in chunks])
    if _TABLE_BELOW.search(lookup.text):
        yield from (_row(row, quoting) for row in quoting.neighbours.rows_below(chunks[-1]))


def quote_sentences(chunk: Chunk, sentences: Sequence[str], quoting: Quoting) -> Iterator[str]:
    """Some sentences of a passage, each verbatim, with where they stand."""
    place = place_of(chunk, quoting.english)
    pieces = [sentence.strip() for sentence in sentences if sentence.strip()]
    if pieces:
        numbers = [quoting.citations.cite(chunk, piece) for piece in pieces]
        text = _quoted(without_label("".join(pieces)), numbers)
        yield f"{place}: {text}" if quoting.english else f"{place}：{text}"


def short_quote(item: Evidence) -> str:
    """What of a passage comes nearest to an answer, verbatim: from the first telling sentence to the last, or the first alone where that is
    long; "" where nothing is short enough to be shown beside a refusal."""
    text = item.hit.chunk.passage.text
    told = [sentence.strip() for sentence in item.telling if sentence.strip() in text]
    if not told:
        return ""
    start, end = text.find(told[0]), text.rfind(told[-1]) + len(told[-1])
    return next((one for one in (text[start:end], told[0]) if 0 < len(one) <= _SHORT_QUOTE), "")


def condition_labels(chosen: Sequence[Evidence]) -> list[tuple[Chunk, str]]:
    """Clauses that state the conditions of a chosen one (``符合第七条规定条件的``) and were not chosen: (the clause that says so, label)."""
    labels = {item.hit.chunk.passage.clause for item in chosen}
    found = []
    for item in chosen:
        if item.hit.chunk.passage.kind is ChunkKind.CLAUSE:
            for match in _CONDITIONS.finditer(item.hit.text):
                if match["label"] not in labels and match["label"] in references_in(item.hit.text):
                    found.append((item.hit.chunk, match["label"]))
    return found[:1]


def quote_conditions(clauses: Sequence[Chunk], quoting: Quoting) -> Iterator[str]:
    """The clause that holds the conditions of the one before."""
    text = "\n".join(chunk.passage.text for chunk in clauses)
    place = place_of(clauses[0], quoting.english)
    yield f"The conditions are those of {place}:" if quoting.english else f"其中所说的条件见{place}："
    yield _quoted(without_label(text), [quoting.citations.cite(chunk, chunk.passage.text) for chunk in clauses])


def _clause(chunk: Chunk, text: str, item: Evidence, quoting: Quoting, earlier: DocumentInfo | None) -> Iterator[str]:
    yield introduction(chunk, quoting.as_of, quoting.english, earlier=earlier, now=quoting.now)
    if len(text) <= _LONG_CLAUSE and text == chunk.passage.text and not holds_instruction(text):
        yield _quoted(without_label(text), [quoting.citations.cite(chunk, text)])
    else:
        pieces = [piece for piece in item.telling if piece in text] or _opening(text)
        numbers = []
        for piece in pieces:
            holder = chunk if piece in chunk.passage.text else quoting.neighbours.holding(chunk, piece)
            if holder is not None:
                numbers.append(quoting.citations.cite(holder, piece))
        yield _quoted(
            without_label(_joined(pieces, text)), numbers or [quoting.citations.cite(chunk, chunk.passage.text)]
        )
    if _TABLE_BELOW.search(text) and not item.cells:
        yield from (_row(row, quoting) for row in quoting.neighbours.rows_below(chunk))


def _opening(clause: str) -> list[str]:
    """The first sentence of a clause, which names who and on what condition."""
    return [sentence for sentence in sentences_of(clause) if not holds_instruction(sentence)][:1]


def _section(item: Evidence, quoting: Quoting, earlier: DocumentInfo | None) -> Iterator[str]:
    """The sentences of a section that answer, in their order, each with its mark."""
    chunk = item.hit.chunk
    if chunk.passage.text.strip() in chunk.passage.heading:
        return
    yield introduction(chunk, quoting.as_of, quoting.english, earlier=earlier, now=quoting.now)
    for sentence in in_context(item):
        holder = quoting.neighbours.holding(chunk, sentence) or chunk
        quote = sentence if sentence in holder.passage.text else holder.passage.text
        yield f"{tidy(sentence)} [{quoting.citations.cite(holder, quote)}]"


def in_context(item: Evidence) -> Sequence[str]:
    """The telling sentences of a section with those that they are understood by: all of a short section; of a longer one what stands between
    two of them and the one after them, as far as there is room."""
    sentences = [one for one in sentences_of(item.hit.chunk.passage.text) if not holds_instruction(one)]
    told = {at for at, one in enumerate(sentences) if one in item.telling}
    if not told or len(told) < len(item.telling):  # it tells of more than this passage
        return item.telling
    if sum(map(len, sentences)) <= _SHORT_SECTION:
        return sentences
    beside = [at for at in range(min(told), max(told)) if at not in told and {at - 1, at + 1} <= told]
    kept, room = set(told), _SHORT_SECTION - sum(len(sentences[at]) for at in told)
    for at in (*beside, max(told) + 1):
        if 0 <= at < len(sentences) and len(sentences[at]) <= room:
            kept.add(at)
            room -= len(sentences[at])
    return [sentences[at] for at in sorted(kept)]


def _row(chunk: Chunk, quoting: Quoting, asked: Sequence[Cell] = ()) -> str:
    """A row's cells, or those of them that are asked about."""
    cells = [cell for cell in asked or chunk.passage.cells if cell.value.strip() and not holds_instruction(cell.value)]
    said = "；".join(f"{cell.header}：{cell.value}" for cell in cells) if cells else chunk.passage.text
    return f"{tidy(said)} [{quoting.citations.cite(chunk, chunk.passage.text)}]"


def _quoted(text: str, numbers: Sequence[int]) -> str:
    marks = "".join(f"[{number}]" for number in dict.fromkeys(numbers))
    return f"「{tidy(text)}」{marks}"


def _joined(pieces: Sequence[str], text: str) -> str:
    """Pieces in one text, with …… where something was left out."""
    joined, at = "", 0
    for piece in pieces:
        start = text.find(piece, at)
        gap = text[at:start].strip() if start >= 0 else ""
        joined += (f"{_OMITTED}\n" if gap else "\n") if joined else ""
        joined += piece
        at = max(start, at) + len(piece)
    return joined + (_OMITTED if text[at:].strip() else "")


def without_label(text: str) -> str:
    """A clause without its own label, which stands above it."""
    match = ARTICLE_LABEL.match(text)
    return text[match.end() :].lstrip(" 　") if match else text


def _cite_piece(piece: str, chunks: Sequence[Chunk], quoting: Quoting) -> int:
    for chunk in chunks:
        if piece in chunk.passage.text:
            return quoting.citations.cite(chunk, piece)
    first = piece.splitlines()[0]
    holder = next((chunk for chunk in chunks if first in chunk.passage.text), chunks[0])
    return quoting.citations.cite(holder, first if first in holder.passage.text else holder.passage.text)
