"""What the library holds of a file that is to be read: asked by its name and by its bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from assistant.database import Database
from assistant.documents.catalogue import original_key
from assistant.documents.new_document import document_id
from assistant.documents.reading import fact_of
from assistant.documents.tables import DocumentRow, FactRow
from assistant.files import Files
from assistant.records import Clearance, DocumentKind, Fact


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A stored document as the file that it came from. ``said``: the value of each (origin, field) of its facts."""

    document_id: str
    name: str
    sha256: str
    recipe: str
    origin: str
    said: Mapping[tuple[str, str], str]
    kind: DocumentKind
    clearance: Clearance
    title: str
    pages: int


@dataclass(frozen=True, slots=True)
class StoredOriginal:
    """A kept original with what the manifest and options said of it."""

    name: str
    path: Path
    sha256: str
    origin: str
    said: tuple[Fact, ...]


class HeldFiles:
    """Answers what is known of files before they are read."""

    def __init__(self, database: Database, files: Files) -> None:
        self._database = database
        self._files = files

    def called(self, name: str) -> HeldFile | None:
        """The document that this name was stored as."""
        with self._database.session() as session:
            row = session.get(DocumentRow, document_id(name))
            return _held(row) if row else None

    def origin(self, name: str) -> str:
        """Where the file of this name was read from; "" when none is held."""
        with self._database.session() as session:
            return session.scalar(select(DocumentRow.origin).where(DocumentRow.name == name)) or ""

    def of_content(self, sha256: str) -> tuple[str, str] | None:
        """Id and name of a document of these bytes."""
        with self._database.session() as session:
            row = session.scalars(select(DocumentRow).where(DocumentRow.sha256 == sha256)).first()
            return (row.id, row.name) if row else None

    def corrections(self, name: str) -> list[Fact]:
        """What administrators corrected in the document of this name: it outlives another reading."""
        with self._database.session() as session:
            query = select(FactRow).where(FactRow.document_id == document_id(name), FactRow.origin == "admin")
            return [fact_of(row) for row in session.scalars(query)]

    def original(self, document: str) -> StoredOriginal | None:
        """The kept original of a document, None when it is gone."""
        with self._database.session() as session:
            row = session.get(DocumentRow, document)
            if row is None:
                return None
            facts = [Fact(fact.field, fact.value, fact.origin, fact.evidence) for fact in row.facts]
            said = tuple(fact for fact in facts if fact.origin in {"manifest", "option"})
            path = self._files.path(original_key(row.sha256, row.name))
            return StoredOriginal(row.name, path, row.sha256, row.origin, said)


def _held(row: DocumentRow) -> HeldFile:
    return HeldFile(
        document_id=row.id,
        name=row.name,
        sha256=row.sha256,
        recipe=row.recipe,
        origin=row.origin,
        said={(fact.origin, fact.field): fact.value for fact in row.facts},
        kind=row.kind,
        clearance=row.clearance,
        title=row.title,
        pages=row.page_count,
    )
