"""All of a table, or all cards, where a text's list is asked for as such: 都有哪些园区, 现在能租的厂房有哪些; with their number."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.asking.language import folded, tidy
from assistant.answering.evidence import Evidence, QuestionWords
from assistant.answering.extractive import Quoting
from assistant.answering.framing import introduction
from assistant.answering.listing.entries import Entry, card_line_of, counted, entries_around
from assistant.answering.listing.lists import asks_list
from assistant.answering.neighbours import Neighbours
from assistant.policies.quantities import quantities_in
from assistant.records import ChunkKind
from assistant.text.sentences import sentences_of

_LOOKED_AT = 8
"""Hits among which a table is looked for."""
_LEAST_NAMED = 0.6
"""Share of the question's weight that what stands over a list must hold: what else is asked is asked of some of it, not for all."""
_MOST, _MOST_CELLS = 40, 6


def whole_list(
    question: str, chosen: Sequence[Evidence], looked: Sequence[Evidence], neighbours: Neighbours, words: QuestionWords
) -> tuple[Entry, ...]:
    """The rows, or the cards, that a question asks for altogether; none where it asks for some of them, or another text answers."""
    if not asks_list(question) or quantities_in(question):
        return ()
    seen: set[str] = set()
    for item in [*chosen, *looked[:_LOOKED_AT]]:
        chunk = item.hit.chunk
        if chunk.id in seen or (chosen and chunk.document.id != chosen[0].hit.chunk.document.id):
            continue
        entries = entries_around(chunk, neighbours)
        seen.update(entry.chunk.id for entry in entries)
        if not entries or not item.right_place or not all(entry.cells for entry in entries):
            continue
        if words.coverage(_over(entries, neighbours)) >= _LEAST_NAMED:
            return entries
    return ()


def list_lines(entries: Sequence[Entry], quoting: Quoting) -> Iterator[str]:
    """Each entry in a line, cited, and how many there are."""
    yield introduction(entries[0].chunk, quoting.as_of, quoting.english, now=quoting.now)
    for entry in entries[:_MOST]:
        cells = entry.cells if entry.chunk.passage.kind is ChunkKind.ROW else entry.cells[:_MOST_CELLS]
        said = "；".join(f"{cell.header}：{cell.value}" for cell in cells)
        named = "" if entry.name == cells[0].value else f"{entry.name}："
        yield f"- {named}{tidy(said)} [{quoting.citations.cite(entry.chunk, _quote(entry))}]"
    count = len(counted(entries))
    yield f"{count} items in all." if quoting.english else f"以上共 {count} 项。"


def with_card_names(item: Evidence) -> Evidence:
    """A passage that holds several cards, with the line that names the card before each line that it tells."""
    chunk = item.hit.chunk
    if chunk.passage.kind is not ChunkKind.SECTION or not item.telling:
        return item
    sentences = sentences_of(item.hit.text)
    names = [at for at, sentence in enumerate(sentences) if card_line_of(sentence, chunk)]
    kept = {at for at, sentence in enumerate(sentences) if sentence in item.telling}
    kept |= {max(before) for at in kept if (before := [name for name in names if name <= at])}
    others = [one for one in item.telling if one not in sentences]
    return replace(item, telling=(*others, *(sentences[at] for at in sorted(kept)))) if names else item


def _over(entries: Sequence[Entry], neighbours: Neighbours) -> str:
    """What stands over a list: title and headings, those next to the table, and what its first column is called."""
    first, last = entries[0].chunk, entries[-1].chunk
    around = neighbours.beside(first, last)
    headings = " ".join(dict.fromkeys(chunk.passage.heading for chunk in (first, *around)))
    return folded(
        f"{first.document.title} {headings} {' '.join(cell.header for cell in entries[0].cells)} {_ending(entries)}"
    )


def _ending(entries: Sequence[Entry]) -> str:
    """The character with which most names end: 园 of 坪寨园、河口园."""
    ends = [entry.name[-1:] for entry in entries]
    often = max(ends, key=ends.count)
    return often if 2 * ends.count(often) > len(ends) else ""


def _quote(entry: Entry) -> str:
    return entry.text if entry.text in entry.chunk.passage.text else entry.chunk.passage.text
