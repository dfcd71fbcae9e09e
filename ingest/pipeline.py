"""From files to stored documents: read, cut, embed, record - one bad file never stops the others.

Reading runs in a process of its own, one file ahead of the embedding. Documents are stored in groups, so that the model gets
full batches, but each becomes visible in a transaction of its own.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.buildings.headers.mapping import LISTED_KINDS
from assistant.documents.held import HeldFiles
from assistant.documents.library import Library
from assistant.documents.metadata import check_values, effective_values, released_columns
from assistant.documents.new_document import NewDocument, document_id
from assistant.errors import HuizhaoError, UnreadableFile
from assistant.ingestion import FileOutcome, FileText, Ingestor, IngestProgress, IngestReport
from assistant.policies.extensions import read_extensions
from assistant.policies.repeals import read_repeals
from assistant.records import DocumentKind
from assistant.settings import IngestSettings
from ingest.attachments import AttachmentReader, limits_of
from ingest.chunking import cut_document
from ingest.classification import detect_kind
from ingest.gaps import with_gaps
from ingest.metadata import read_metadata
from ingest.outcomes import (
    duplicate_outcome,
    headers_of,
    lines_by_page,
    read_outcome,
    unchanged_outcome,
    with_ledgers,
    with_twins,
)
from ingest.parsed import ParsedDocument, SourceFile
from ingest.parsing import SUFFIXES
from ingest.parsing.sandbox import ParsingProcess
from ingest.sources import find_sources, sha256_of

log = logging.getLogger(__name__)

RECIPE_VERSION = "18"  # raise it when files must be read or cut anew although their bytes did not change
_CUT_BY = ("kind", "released")
"""What changes the passages, so that a file is cut anew although its bytes did not change."""

_GROUP_CHUNKS = 768
_LOOKAHEAD = 3


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A file after reading: what became of it, and the document to store if it is to be stored."""

    outcome: FileOutcome
    document: NewDocument | None = None


class IngestPipeline:
    """The product's Ingestor."""

    def __init__(self, library: Library, settings: IngestSettings) -> None:
        self._library = library
        self._settings = settings
        self._held = HeldFiles(library.database, library.files)
        self._attachments = AttachmentReader(settings)
        recipe = (settings.section_characters, settings.ocr, library.embedder.max_tokens, library.trial_term_years)
        self._recipe = ":".join(map(str, (RECIPE_VERSION, *recipe)))

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        options: Mapping[str, str] | None = None,
        names: Mapping[Path, str] | None = None,
        progress: Callable[[IngestProgress], None] | None = None,
    ) -> IngestReport:
        """Read files and folders; see ``Ingestor.ingest``.

        Raises InvalidInput for unusable arguments, Conflict when another process is writing, EmbeddingModelChanged when the
        stored vectors come from another model. What goes wrong with one file is in its outcome.
        """
        started = time.monotonic()
        check_values(options or {})
        sources = find_sources(paths, options or {}, names)
        with self._library.vectors.writing():
            self._library.store.check_fingerprint(self._library.embedder.fingerprint)
            if self._library.vectors.is_dirty():
                self._library.vectors.reconcile()
            try:
                outcomes = tuple(self._run(sources, started, progress))
            finally:
                self._library.vectors.reconcile()
        return IngestReport(outcomes, time.monotonic() - started)

    def reread(self, document_ids: Sequence[str]) -> IngestReport:
        """Read stored originals anew; see ``Ingestor.reread``."""
        started = time.monotonic()
        with self._library.vectors.writing():
            try:
                outcomes = tuple(self._read_stored(document_ids))
            finally:
                self._library.vectors.reconcile()
        return IngestReport(outcomes, time.monotonic() - started)

    def _read_stored(self, document_ids: Sequence[str]) -> Iterator[FileOutcome]:
        with ParsingProcess(limits_of(self._settings)) as parser:
            for stored in document_ids:
                original = self._held.original(stored)
                if original is None:
                    continue
                source = SourceFile(original.path, original.name, original.said)
                parsed = with_gaps(parser.parse(original.path))
                document, values = self._document(source, original.sha256, parsed)
                outcome = read_outcome(source, document, values, parsed)
                yield from self._store([_Prepared(outcome, replace(document, origin=original.origin))])

    def read_texts(self, paths: Sequence[Path], who: str = "") -> tuple[FileText | HuizhaoError, ...]:
        """Read files, storing nothing; see ``FileReader.read_texts``."""
        return self._attachments.read_texts(paths, who)

    def _run(
        self,
        sources: Sequence[SourceFile],
        started: float,
        progress: Callable[[IngestProgress], None] | None,
    ) -> Iterator[FileOutcome]:
        done = chunks_done = 0
        group: list[_Prepared] = []
        claimed: dict[str, str] = {}

        def report(current: str, stage: str) -> None:
            if progress:
                seconds = time.monotonic() - started
                progress(IngestProgress(done, len(sources), chunks_done, current, stage, seconds))

        with ParsingProcess(limits_of(self._settings)) as parser:
            for source, prepared in _ahead(sources, lambda source: self._prepare(source, parser, claimed)):
                report(source.name, "读取")
                group.append(prepared)
                if _chunks_in(group) >= _GROUP_CHUNKS:
                    report(source.name, "写入")
                    chunks_done += _chunks_in(group)
                    done += len(group)
                    yield from self._store(group)
                    group = []
            report("", "写入")
            chunks_done += _chunks_in(group)
            done += len(group)
            yield from self._store(group)
            report("", "完成")

    def _prepare(self, source: SourceFile, parser: ParsingProcess, claimed: dict[str, str]) -> _Prepared:
        started = time.monotonic()
        try:
            prepared = self._read(source, parser, claimed)
        except HuizhaoError as error:
            prepared = _Prepared(FileOutcome(name=source.name, status="failed", reason=str(error)))
        except OSError as error:
            log.warning("cannot read %s: %s", source.path, error)
            reason = "文件无法打开，请检查它是否仍在、是否有读取权限"
            prepared = _Prepared(FileOutcome(name=source.name, status="failed", reason=reason))
        return replace(prepared, outcome=replace(prepared.outcome, seconds=time.monotonic() - started))

    def _read(self, source: SourceFile, parser: ParsingProcess, claimed: dict[str, str]) -> _Prepared:
        """``claimed`` names the file of this run that brought each content first, by its hash."""
        if source.path.suffix.lower() not in SUFFIXES:
            reason = f"不支持 {source.path.suffix or '没有扩展名的'} 文件"
            return _Prepared(FileOutcome(name=source.name, status="skipped", reason=reason))
        sha256 = sha256_of(source.path)
        source = self._with_own_name(source)
        known = self._known(source, sha256)
        if known is not None:
            return _Prepared(known)
        first = claimed.setdefault(sha256, source.name)
        if first != source.name:
            return _Prepared(duplicate_outcome(source.name, document_id(first), first))
        parsed = with_gaps(parser.parse(source.path))
        document, values = self._document(source, sha256, parsed)
        return _Prepared(read_outcome(source, document, values, parsed), document)

    def _document(self, source: SourceFile, sha256: str, parsed: ParsedDocument) -> tuple[NewDocument, dict[str, str]]:
        corrections = self._held.corrections(source.name)
        known = [*source.facts, *corrections]
        facts = [*read_metadata(parsed, source.name, known, self._library.trial_term_years), *source.facts]
        titled = effective_values([*facts, *corrections])
        facts.append(detect_kind(parsed, source.name, titled.get("title", "")))
        values = effective_values([*facts, *corrections])
        is_policy = values["kind"] == DocumentKind.POLICY
        cut = cut_document(
            parsed,
            DocumentKind(values["kind"]),
            values.get("title", ""),
            self._library.fits,
            self._settings.section_characters,
            lambda table, rows: self._library.restriction(
                table, rows, DocumentKind(values["kind"]), released_columns(values), document_id(source.name)
            ),
        )
        if not cut.passages:
            raise UnreadableFile("没有读出任何文字；如果是扫描件，请确认图像清晰，或换一份更清楚的扫描件")
        document = NewDocument(
            name=source.name,
            origin=str(source.path.resolve()),
            original=source.path,
            sha256=sha256,
            size_bytes=source.path.stat().st_size,
            media_type=parsed.media_type,
            text=parsed.text,
            facts=tuple(facts),
            passages=cut.passages,
            outline=cut.outline,
            recipe=self._recipe,
            page_count=parsed.page_count,
            ocr_pages=parsed.ocr_pages,
            empty_pages=parsed.empty_pages,
            warnings=(*parsed.warnings, *cut.warnings),
            repeals=read_repeals(parsed.text, values.get("title", "")) if is_policy else (),
            extensions=read_extensions(parsed.text),
            lines=lines_by_page(parsed.lines),
            tables=headers_of(parsed),
            hidden=parsed.hidden,
        )
        return document, values

    def _with_own_name(self, source: SourceFile) -> SourceFile:
        """Two different files of one name, from two folders, must not replace each other."""
        origin = source.path.resolve()
        held = self._held.origin(source.name)
        if not held or Path(held) == origin or not Path(held).exists():
            return source
        return replace(source, name=f"{source.name} @{document_id(str(origin))[:6]}")

    def _known(self, source: SourceFile, sha256: str) -> FileOutcome | None:
        """The outcome for bytes that are already held, else None. What the manifest or an option says anew is applied."""
        own = self._held.called(source.name)
        if own is None or own.sha256 != sha256:
            same = self._held.of_content(sha256)
            if same is None or same[0] == document_id(source.name):
                return None
            return duplicate_outcome(source.name, *same)
        if own.recipe != self._recipe:
            return None
        for origin in ("manifest", "option"):
            said = [fact for fact in source.facts if fact.origin == origin]
            earlier = {field: value for (where, field), value in own.said.items() if where == origin}
            now = {fact.field: fact.value for fact in said}
            if any(now.get(field) != earlier.get(field) for field in _CUT_BY) and (said or origin == "manifest"):
                return None
            if now != earlier and (said or origin == "manifest"):
                self._library.describe(own.document_id, origin, said)
        return unchanged_outcome(source.name, self._held.called(source.name) or own)

    def _store(self, group: Sequence[_Prepared]) -> Iterator[FileOutcome]:
        documents = [prepared.document for prepared in group if prepared.document is not None]
        try:
            self._library.put(documents)
        except HuizhaoError:
            # One of them cannot be stored; store the others one by one to find out which.
            outcomes = tuple(self._store_singly(group))
        else:
            self._library.vectors.fill_sentences()  # as the files go, so that the end is not a long wait
            outcomes = tuple(self._finished(prepared.outcome) for prepared in group)
        yield from with_twins(outcomes, self._library.database)

    def _store_singly(self, group: Sequence[_Prepared]) -> Iterator[FileOutcome]:
        for prepared in group:
            if prepared.document is None:
                yield prepared.outcome
                continue
            try:
                self._library.put([prepared.document])
            except HuizhaoError as error:
                yield FileOutcome(name=prepared.outcome.name, status="failed", reason=str(error))
            else:
                yield self._finished(prepared.outcome)

    def _finished(self, outcome: FileOutcome) -> FileOutcome:
        """With what a ledger's columns were taken for; the photos beside it are kept, also when it did not change itself."""
        if outcome.kind not in LISTED_KINDS or outcome.status not in {"read", "unchanged"}:
            return outcome
        problems = self._library.keep_photos(outcome.document_id)
        return replace(with_ledgers(outcome, self._library.database), warnings=(*outcome.warnings, *problems))


def build_ingestor(library: Library, settings: IngestSettings) -> Ingestor:
    """The entry point by which ``assistant`` finds ingestion without importing it."""
    return IngestPipeline(library, settings)


def _ahead(
    sources: Sequence[SourceFile], prepare: Callable[[SourceFile], _Prepared]
) -> Iterator[tuple[SourceFile, _Prepared]]:
    """Prepare files in order, a few ahead of their use."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading") as pool:
        waiting: list[tuple[SourceFile, Future[_Prepared]]] = []
        for source in sources:
            waiting.append((source, pool.submit(prepare, source)))
            if len(waiting) > _LOOKAHEAD:
                first, future = waiting.pop(0)
                yield first, future.result()
        for first, future in waiting:
            yield first, future.result()


def _chunks_in(group: Sequence[_Prepared]) -> int:
    return sum(len(prepared.document.passages) for prepared in group if prepared.document is not None)
