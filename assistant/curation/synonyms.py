"""The bureau's own words: what people here say, and what the documents call it.

A question is asked in the documents' words: 上楼补贴 is looked for, and read, as 楼宇租金补贴. The longest word goes first; a word whose
meaning the question says anyway is left alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from assistant.contract.curation import Synonym
from assistant.curation.curators import check_curator
from assistant.curation.tables import SynonymRow
from assistant.database import Database
from assistant.errors import Conflict, InvalidInput, NotFound
from assistant.records import Principal
from assistant.text.simplified import simplified

LONGEST_WORD, LONGEST_MEANING, LONGEST_NOTE = 30, 60, 200
_LATIN = re.compile(r"[a-z0-9]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reworded:
    """A question in the documents' words, and the words that were exchanged: (as asked, as the documents say)."""

    text: str
    exchanged: tuple[tuple[str, str], ...] = ()


class Synonyms:
    """The list. Every method but ``reword`` raises NotSignedIn and NotPermitted as ``check_curator`` does."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, principal: Principal) -> tuple[Synonym, ...]:
        """All, by word."""
        check_curator(principal)
        with self._database.session() as session:
            return tuple(map(_record, session.scalars(select(SynonymRow).order_by(SynonymRow.word))))

    def add(self, word: str, meaning: str, note: str, by: Principal) -> Synonym:
        """Raises InvalidInput for a word of one character or equal to its meaning, Conflict where the word has a meaning already."""
        check_curator(by)
        row = SynonymRow(
            word=_checked(word, LONGEST_WORD, "说法"),
            meaning=_checked(meaning, LONGEST_MEANING, "文件里的叫法"),
            note=note.strip()[:LONGEST_NOTE],
            made_by=by.name,
        )
        if row.word in row.meaning:
            raise InvalidInput("文件里的叫法已经含有这个说法，不用登记")
        try:
            with self._database.session() as session:
                session.add(row)
                session.flush()
        except IntegrityError as error:
            raise Conflict(f"“{row.word}”已经登记过，请先删除原来的一条") from error
        return _record(row)

    def remove(self, number: int, by: Principal) -> None:
        """Raises NotFound."""
        check_curator(by)
        with self._database.session() as session:
            row = session.get(SynonymRow, number)
            if row is None:
                raise NotFound("没有这一条")
            session.delete(row)

    def reword(self, text: str) -> Reworded:
        """The text in the documents' words."""
        with self._database.session() as session:
            known = [(row.word, row.meaning) for row in session.execute(select(SynonymRow.word, SynonymRow.meaning))]
        return reworded(text, known)


def reworded(text: str, known: Sequence[tuple[str, str]]) -> Reworded:
    """The text with its words exchanged, the longest first; none within what was put in for another."""
    meanings = {word.casefold(): meaning for word, meaning in known if meaning not in text}
    if not meanings:
        return Reworded(text)
    words = sorted(meanings, key=lambda word: -len(word))
    exchanged: list[tuple[str, str]] = []

    def exchange(found: re.Match[str]) -> str:
        meaning = meanings[found[0].casefold()]
        exchanged.append((found[0], meaning))
        return meaning

    pattern = "|".join(map(_whole, words))
    return Reworded(re.sub(pattern, exchange, text, flags=re.IGNORECASE), tuple(dict.fromkeys(exchanged)))


def _whole(word: str) -> str:
    """The word as a pattern: Latin letters are no part of a longer word."""
    before = r"(?<![A-Za-z0-9])" if _LATIN.match(word[0]) else ""
    after = r"(?![A-Za-z0-9])" if _LATIN.match(word[-1]) else ""
    return f"{before}{re.escape(word)}{after}"


def _checked(text: str, longest: int, what: str) -> str:
    text = simplified(" ".join(text.split()))
    if not 2 <= len(text) <= longest:
        raise InvalidInput(f"{what}请写 2 至 {longest} 个字")
    return text


def _record(row: SynonymRow) -> Synonym:
    return Synonym.model_validate(row)
