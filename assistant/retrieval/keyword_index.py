"""BM25 over words: SQLite FTS5 on text that is cut into words beforehand, one table per clearance.

It lives in the record's own database and changes in the same transaction, so the two cannot disagree.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from assistant.records import Clearance
from assistant.retrieval.segmentation import segmenter

# FTS5's own tokenizer only splits at the spaces that segmentation put in; marks that words contain stay in them.
CREATE_STATEMENTS = tuple(
    f"CREATE VIRTUAL TABLE keyword_{clearance} USING fts5(words, "
    "tokenize=\"unicode61 remove_diacritics 0 tokenchars '〔〕%._+/-'\")"
    for clearance in Clearance
)
VOCABULARY_STATEMENTS = tuple(
    f"CREATE VIRTUAL TABLE keyword_{clearance}_vocabulary USING fts5vocab('keyword_{clearance}', 'row')"
    for clearance in Clearance
)
_MOST_WORDS = 24
# A question's time is that of the entries of its words, and the words that stand in the most chunks tell the least.
_COMMON_SHARE = 0.08
_RARE_ENOUGH = 50  # chunks; in a small store every word is cheap
_MOST_ENTRIES = 25_000


@dataclass(frozen=True, slots=True)
class KeywordMatch:
    """A chunk that holds words of the question, by its row number; ``score`` is BM25, higher is better."""

    number: int
    score: float


class KeywordIndex:
    """Adds, removes and finds chunks by their words; the caller's session is the transaction."""

    def __init__(self, user_dictionary: Path | None = None) -> None:
        self._segmenter = segmenter()
        if user_dictionary is not None:
            self._segmenter.learn(user_dictionary)

    def add(self, session: Session, clearance: Clearance, entries: Sequence[tuple[int, str]]) -> None:
        """Index chunks: (row number, text)."""
        if entries:
            session.execute(
                text(f"INSERT INTO keyword_{clearance}(rowid, words) VALUES (:number, :words)"),
                [
                    {"number": number, "words": " ".join(self._segmenter.index_words(content))}
                    for number, content in entries
                ],
            )

    def remove(self, session: Session, clearance: Clearance, numbers: Sequence[int]) -> None:
        """Forget chunks; those that are not there are no error."""
        if numbers:
            session.execute(
                text(f"DELETE FROM keyword_{clearance} WHERE rowid = :number"),
                [{"number": number} for number in numbers],
            )

    def search(
        self, session: Session, clearance: Clearance, query: str, k: int, among: Sequence[int] | None = None
    ) -> list[KeywordMatch]:
        """The k chunks with the highest BM25, best first; ``among`` limits them to some row numbers.

        Words that stand in very many chunks cost the most time and say the least: they are left out when rarer ones are there.
        """
        words = self._telling_words(session, clearance, query)
        if not words:
            return []
        table = f"keyword_{clearance}"
        # The plus keeps SQLite from running the whole query once for each row number.
        limited = "" if among is None else "AND +rowid IN (SELECT value FROM json_each(:among)) "
        rows = session.execute(
            text(f"SELECT rowid, rank FROM {table} WHERE {table} MATCH :words {limited}ORDER BY rank LIMIT :k"),
            {"words": " OR ".join(map(_quoted, words)), "k": k}
            | ({} if among is None else {"among": json.dumps(list(among))}),
        )
        return [KeywordMatch(int(number), -float(rank)) for number, rank in rows]

    def document_frequencies(self, session: Session, clearance: Clearance, words: Sequence[str]) -> dict[str, int]:
        """In how many chunks each word stands; words that stand in none are left out."""
        if not words:
            return {}
        names = {f"w{i}": word for i, word in enumerate(words)}
        marks = ", ".join(f":{name}" for name in names)
        rows = session.execute(
            text(f"SELECT term, doc FROM keyword_{clearance}_vocabulary WHERE term IN ({marks})"), names
        )
        return {str(term): int(count) for term, count in rows}

    def query_words(self, query: str) -> list[str]:
        """The words by which a question is looked up."""
        return self._segmenter.query_words(query)

    def _telling_words(self, session: Session, clearance: Clearance, query: str) -> list[str]:
        """The question's words that are known, rarest first, without those that cost more than they tell."""
        frequencies = self.document_frequencies(session, clearance, self._segmenter.query_words(query))
        if not frequencies:
            return []
        total = session.scalar(text(f"SELECT count(*) FROM keyword_{clearance}_docsize")) or 1
        by_rarity = sorted(frequencies, key=frequencies.__getitem__)
        rare = [word for word in by_rarity if frequencies[word] <= max(_RARE_ENOUGH, total * _COMMON_SHARE)]
        entries = accumulate(frequencies[word] for word in rare)
        affordable = [word for word, so_far in zip(rare, entries, strict=True) if so_far <= _MOST_ENTRIES]
        return (affordable or by_rarity[:2])[:_MOST_WORDS]


def indexed_text(document_number: str, title: str, heading: str, locator: str, text: str) -> str:
    """What a chunk is found by: its document's number and title, the headings above it and its own place beside its text."""
    return f"{document_number} {locator}\n{title} {heading}\n{text}"


def _quoted(word: str) -> str:
    escaped = word.replace('"', '""')
    return f'"{escaped}"'
