"""Which held documents a name may mean: title, short title, 文号, 简称, an abbreviation."""

import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from assistant.database import Database
from assistant.documents.reading import document_info
from assistant.documents.tables import DocumentRow, StoreFactRow
from assistant.policies.titles import (
    QUOTATION_MARKS,
    ShortName,
    is_generic,
    plain_title,
    read_short_names,
    without_filler,
)
from assistant.policies.words import WORDS
from assistant.records import DocumentInfo
from assistant.text.labels import normal_document_number

_PLACE_AT_END = re.compile(rf"{WORDS.any_of('bodies')}$")
_SHORTEST_NAME = 2
_SHORTEST_ABBREVIATION = 4
_SHORTEST_HELD_WHOLE = 4

Visible = Callable[[DocumentInfo], bool]


class Fit(IntEnum):
    """How a name fits a document, the best first."""

    NUMBER = 0
    TITLE = 1
    END_OF_TITLE = 2
    IN_TITLE = 3
    ABBREVIATION = 4
    NEAR = 5
    """The name holds the title and more, or is a law's name within another's: enough to search there, not to quote from there."""


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document and its names, plain: the title, and the 简称 that it gives itself. ``short_names`` are all that it defines."""

    info: DocumentInfo
    title: str
    number: str
    short_names: tuple[ShortName, ...]

    @property
    def own_names(self) -> tuple[str, ...]:
        """The title, and every 简称 of its own that tells it from other documents."""
        own = (name.short for name in self.short_names if name.title == self.title and not is_generic(name.short))
        return (self.title, *own)


class NameTable:
    """All held documents by name. Holds internal ones too: every question says what may be seen."""

    def __init__(self, documents: Iterable[NamedDocument]) -> None:
        self.documents = tuple(documents)
        self._by_name: dict[str, list[NamedDocument]] = defaultdict(list)
        for document in self.documents:
            for name in document.own_names:
                if len(name) >= _SHORTEST_NAME and not is_generic(name):
                    self._by_name[name].append(document)
        self._longest = max(map(len, self._by_name), default=0)
        self._by_id = {document.info.id: document for document in self.documents}
        self._replaced: dict[str, list[DocumentInfo]] = defaultdict(list)
        for document in self.documents:
            if document.info.repealed_by:
                self._replaced[document.info.repealed_by].append(document.info)

    def info(self, document_id: str) -> DocumentInfo | None:
        """A held document by its id."""
        document = self._by_id.get(document_id)
        return document.info if document is not None else None

    def replaced_by(self, document_id: str) -> list[DocumentInfo]:
        """The held documents that this one ended, the last to end first."""
        return sorted(self._replaced.get(document_id, ()), key=lambda info: (info.repealed_on, info.id), reverse=True)

    def known_at_end(self, text: str, visible: Visible) -> str:
        """The longest held name that a text ends with, as written there; "" for none.

        A place before it names another document: 某市旅游条例 is not the 旅游条例 that is held.
        """
        written = [at for at, sign in enumerate(text) if not (sign.isspace() or sign in QUOTATION_MARKS)]
        plain = "".join(text[at] for at in written)
        for start in range(max(0, len(plain) - self._longest - len("中华人民共和国")), len(plain)):
            held = self._by_name.get(plain_title(plain[start:]), ())
            if any(visible(document.info) for document in held):
                before = without_filler(plain[:start])
                return "" if _PLACE_AT_END.search(before) else text[written[start] :].strip()
        return ""

    def best(self, name: str, visible: Visible, loosest: Fit) -> list[NamedDocument]:
        """The visible documents that a name fits best, and at least as well as ``loosest``."""
        exact = [document for document in self._by_name.get(plain_title(name), ()) if visible(document.info)]
        if exact:
            return exact
        fits = {fit: documents for fit, documents in self.fits(name, visible).items() if fit <= loosest}
        return fits[min(fits)] if fits else []

    def fits(self, name: str, visible: Visible) -> dict[Fit, list[NamedDocument]]:
        """The visible documents that a name fits, by how."""
        wanted, number = plain_title(name), normal_document_number(name)
        abbreviation = _abbreviation(wanted)
        found: dict[Fit, list[NamedDocument]] = defaultdict(list)
        for document in self.documents:
            fit = _fit(document, wanted, number, abbreviation)
            if fit is not None and visible(document.info):
                found[fit].append(document)
        return found

    def meant_in(self, document_id: str, name: str) -> str:
        """The title that a 简称 stands for in the text of one document; the name itself when that text does not define it."""
        document, wanted = self._by_id.get(document_id), plain_title(name)
        names = document.short_names if document is not None else ()
        return next((defined.title for defined in names if defined.short == wanted), name)


class DocumentNames:
    """The table of names, read again when the record has changed, in whichever process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._known = ("", NameTable(()))
        self._short_names: Mapping[str, tuple[ShortName, ...]] = {}

    def table(self) -> NameTable:
        """The names of what is held now."""
        with self._database.session() as session:
            row = session.get(StoreFactRow, "generation")
            generation = row.value if row is not None else "0"
            known, table = self._known
            if generation == known:
                return table
            with self._lock:  # one reads the names anew; a question that finds them read waits for nobody
                known, table = self._known
                if generation != known:
                    table = self._read(session)
                    self._known = generation, table
                return table

    def _read(self, session: Session) -> NameTable:
        rows = list(session.scalars(select(DocumentRow).options(defer(DocumentRow.text))))
        known = self._short_names
        # Only texts that are new are read: they are long, and most changes touch one document.
        self._short_names = {
            row.sha256: known[row.sha256] if row.sha256 in known else _short_names_of(session, row.id) for row in rows
        }
        return NameTable(
            NamedDocument(
                info=document_info(row),
                title=plain_title(row.title),
                number=normal_document_number(row.document_number),
                short_names=self._short_names[row.sha256],
            )
            for row in rows
        )


def _short_names_of(session: Session, document_id: str) -> tuple[ShortName, ...]:
    text = session.scalar(select(DocumentRow.text).where(DocumentRow.id == document_id)) or ""
    return tuple(dict.fromkeys(read_short_names(text)))


def _fit(document: NamedDocument, wanted: str, number: str, abbreviation: re.Pattern[str] | None) -> Fit | None:
    if document.number and number.endswith(document.number):
        return Fit.NUMBER
    if wanted in document.own_names:
        return Fit.TITLE
    if len(document.title) >= _SHORTEST_HELD_WHOLE and document.title in wanted:
        return Fit.NEAR
    if wanted.endswith(("法", "法典")) and not wanted.endswith("办法"):  # 合同法 is not 劳动合同法
        return Fit.NEAR if wanted in document.title else None
    if len(wanted) >= _SHORTEST_NAME and document.title.endswith(wanted):
        return Fit.END_OF_TITLE
    if len(wanted) >= _SHORTEST_NAME and wanted in document.title:
        return Fit.IN_TITLE
    if abbreviation is not None and abbreviation.search(document.title):
        return Fit.ABBREVIATION
    return None


def _abbreviation(wanted: str) -> re.Pattern[str] | None:
    """Titles that an abbreviation by words of two characters fits: 总部办法 -> 促进总部经济发展办法."""
    if len(wanted) < _SHORTEST_ABBREVIATION or len(wanted) % 2:
        return None
    return re.compile(".*".join(re.escape(wanted[at : at + 2]) for at in range(0, len(wanted), 2)) + "$")
