"""From passages to chunk rows: stable ids, and the text that is embedded."""

import hashlib
from collections.abc import Sequence

from assistant.documents.tables import ChunkRow
from assistant.records import Passage
from assistant.retrieval.embedding import Embedder

_PREFIX_TOKENS = 96  # of the model's window, kept for title and heading path


def vector_id(chunk_id: str, embedded_text: str) -> str:
    """The id of a chunk's vector: another text is another vector."""
    return hashlib.sha256(f"{chunk_id}\x1f{embedded_text}".encode()).hexdigest()[:24]


class ChunkDrafter:
    """Makes the rows of a document's chunks."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._room = embedder.max_tokens - _PREFIX_TOKENS

    def fits(self, text: str) -> bool:
        """Whether a passage's text, with room for title and headings, fits the model's window."""
        return len(text) <= self._room // 2 or self._embedder.count_tokens([text])[0] <= self._room

    def embedded_text(self, title: str, heading: str, clause: str | None, text: str) -> str:
        """A clause below its document's title and its own label, any other passage below title and headings.

        Measured: headings between title and clause cost 0.03 of MRR@10 (docs/benchmarks.md); they are left to the keyword index.
        What stands above, never the text, is shortened to fit the window.
        """
        above = f"{title}{clause}" if clause else f"{title} {heading}".strip()
        while len(above) > _PREFIX_TOKENS // 2 and self._embedder.count_tokens([above])[0] > _PREFIX_TOKENS:
            above = above[: len(above) * 3 // 4]
        body = text.removeprefix(clause).lstrip() if clause else text
        return f"{above}\n{body}" if above else text

    def rows(self, document_id: str, passages: Sequence[Passage], title: str) -> list[ChunkRow]:
        """Chunk rows in order. A passage that did not change keeps its id, so its vector is not computed again."""
        rows: list[ChunkRow] = []
        seen: dict[str, int] = {}
        for ordinal, passage in enumerate(passages):
            anchor = "\x1f".join((document_id, passage.kind, passage.locator, str(passage.part), passage.text))
            seen[anchor] = seen.get(anchor, 0) + 1
            chunk_id = hashlib.sha256(f"{anchor}\x1f{seen[anchor]}".encode()).hexdigest()[:24]
            embedded_text = self.embedded_text(title, passage.heading, passage.clause, passage.text)
            rows.append(_row(document_id, ordinal, passage, chunk_id, embedded_text))
        return rows


def _row(document_id: str, ordinal: int, passage: Passage, chunk_id: str, embedded_text: str) -> ChunkRow:
    return ChunkRow(
        id=chunk_id,
        vector_id=vector_id(chunk_id, embedded_text),
        document_id=document_id,
        ordinal=ordinal,
        kind=passage.kind,
        text=passage.text,
        embedded_text=embedded_text,
        heading=passage.heading,
        locator=passage.locator,
        clause=passage.clause,
        part=passage.part,
        parts=passage.parts,
        start=passage.place.start,
        end=passage.place.end,
        page=passage.place.page,
        sheet=passage.place.sheet,
        row=passage.place.row,
        cells=[
            {"header": cell.header, "value": cell.value, "restricted": cell.restricted, "column": cell.column}
            for cell in passage.cells
        ],
        restricted=passage.restricted,
    )
