"""What ingestion asks for and reports: files, ledgers' headers and cells, and who reads and stores them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from assistant.contract.ledgers import CellWarning, MappedHeader
from assistant.errors import HuizhaoError
from assistant.records import Clearance, DocumentKind


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """The columns of one table of a document as they were mapped; ``layout`` is the fingerprint that corrections are kept under."""

    sheet: str
    caption: str
    layout: str
    columns: tuple[MappedHeader, ...]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file. ``status`` is ``read``, ``unchanged``, ``duplicate`` (same bytes as ``same_as``), ``failed`` or ``skipped``
    (a file that no parser is for, such as a manifest)."""

    name: str
    status: str
    document_id: str = ""
    kind: DocumentKind | None = None
    clearance: Clearance | None = None
    title: str = ""
    reason: str = ""
    same_as: str = ""
    chunks: Mapping[str, int] = field(default_factory=dict)
    pages: int = 0
    ocr_pages: tuple[int, ...] = ()
    empty_parts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    ledgers: tuple[LedgerReport, ...] = ()
    cell_warnings: tuple[CellWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """How far ingestion is: for a progress bar."""

    files_done: int
    files_total: int
    chunks_done: int
    current: str
    stage: str
    seconds: float


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The result of one ingestion."""

    files: tuple[FileOutcome, ...]
    seconds: float

    @property
    def failed(self) -> tuple[FileOutcome, ...]:
        return tuple(outcome for outcome in self.files if outcome.status == "failed")


@dataclass(frozen=True, slots=True)
class FileText:
    """What a file says. ``ocr_pages`` were recognised from their image."""

    text: str
    ocr_pages: tuple[int, ...] = ()


class FileReader(Protocol):
    """Reads a file without taking it into the library."""

    def read_texts(self, paths: Sequence[Path], who: str = "") -> tuple[FileText | HuizhaoError, ...]:
        """The texts of files of any format that ingestion reads, images and scans included, one after the other.

        In a file's place stands why it was not read: UnsupportedFormat, FileTooLarge, UnreadableFile, ToolMissing, or
        ParsingTimedOut once all of them together took too long. Raises Busy while others' files are read, or another of ``who``'s.
        """
        ...


class Ingestor(FileReader, Protocol):
    """What the API and the command line need of ``ingest``, which they may not import."""

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        options: Mapping[str, str] | None = None,
        names: Mapping[Path, str] | None = None,
        progress: Callable[[IngestProgress], None] | None = None,
    ) -> IngestReport:
        """Read files and folders (recursively; a folder's ``manifest.yaml`` describes its files).

        ``options`` are metadata values that win over the manifest (``clearance``, ``kind``, ``title`` …); ``names`` gives uploaded
        files the name they are to be known by.
        """
        ...

    def reread(self, document_ids: Sequence[str]) -> IngestReport:
        """Read stored originals anew, with what their manifest, option and administrators said of them. Unknown ids are left out."""
        ...
