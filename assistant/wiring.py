"""The one constructor of everything."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.accounts.searches import KeptSearches
from assistant.accounts.service import Accounts
from assistant.answering.answerer import Answerer
from assistant.answering.checking.watched import WatchedAnswerer
from assistant.answering.sheets.applying import ApplyingCards
from assistant.answering.standard import objections_to
from assistant.audit.log import AuditLog
from assistant.audit.word_notes import WordWatch
from assistant.buildings.headers.column_head import ColumnHead
from assistant.buildings.headers.harmless import HarmlessColumns
from assistant.buildings.headers.mapping import ColumnMapper
from assistant.buildings.ledgers.decisions import LedgerDecisions
from assistant.buildings.matching import RowMatcher
from assistant.buildings.needs.model_reading import ModelReader
from assistant.chat_model import ChatModel
from assistant.complaints.room import Complaints, open_complaints
from assistant.conversations.service import Conversations
from assistant.curation.question_vectors import QuestionEncoder
from assistant.curation.room import Curation, open_curation
from assistant.database import Database, open_database
from assistant.documents.catalogue import DocumentDetail
from assistant.documents.confirmations import Confirmations
from assistant.documents.library import Library
from assistant.documents.office_conversion import conversion_turns
from assistant.documents.viewer import Viewer
from assistant.evaluation.running import WHOLE_TABLES
from assistant.evaluation.runs import Evaluations
from assistant.files import open_files
from assistant.incentives.store import BenefitRules
from assistant.incentives.worksheets.worksheet import Worksheets
from assistant.ingestion import Ingestor
from assistant.job_kinds import evaluation_kind, ingest_kind, reembed_kind
from assistant.jobs.service import Jobs
from assistant.plugins import load_ingestor
from assistant.policies.clauses import ClauseFinder
from assistant.records import Clearance, Principal
from assistant.retrieval.chunk_store import ChunkStore
from assistant.retrieval.embedding import Embedder, load_embedder
from assistant.retrieval.keywords.index import KeywordIndex
from assistant.retrieval.reader import Reader, load_reader
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.sentence_store import SentenceStore
from assistant.settings import Settings
from assistant.tools.tool import Stores
from assistant.tools.toolbox import Toolbox
from assistant.turns import Turns
from assistant.word_lists import load_word_lists

if TYPE_CHECKING:
    from assistant.incentives.proposing import Proposals
    from assistant.replying.case_work import CaseWork


@dataclass(frozen=True)
class Services:
    """What doors (API, command line) work with."""

    settings: Settings
    database: Database
    embedder: Embedder
    store: ChunkStore
    keyword_index: KeywordIndex
    retriever: Retriever
    reader: Reader
    library: Library
    viewer: Viewer
    clause_finder: ClauseFinder
    row_matcher: RowMatcher
    chat_model: ChatModel | None
    answerer: Answerer | WatchedAnswerer
    evaluations: Evaluations
    accounts: Accounts
    kept_searches: KeptSearches
    conversations: Conversations
    jobs: Jobs
    confirmations: Confirmations
    benefit_rules: BenefitRules
    worksheets: Worksheets
    complaints: Complaints
    conversions: Turns
    toolbox: Toolbox
    curation: Curation
    audit: AuditLog

    @cached_property
    def ledger_decisions(self) -> LedgerDecisions:
        """What administrators decide about columns and names of ledgers."""
        return LedgerDecisions(self.database, self.library.retype, lambda ids: self.ingestor.reread(ids))

    def correct_document(self, document_id: str, changes: Mapping[str, str], by: Principal) -> DocumentDetail:
        """Correct a document's metadata; where that changes how it is cut (its kind, its released columns), read it anew.

        Raises like ``Library.correct``.
        """
        detail = self.library.correct(document_id, changes, by)
        if not {"kind", "released"} & changes.keys():
            return detail
        self.ingestor.reread([document_id])
        return self.library.get(document_id, by)

    def decide_release(self, number: int, released: bool, by: Principal, note: str = "") -> None:
        """Let what waits be public, or not. Raises like ``Releases.to_decide`` and ``Library.correct``."""
        waiting = self.curation.releases.to_decide(number, by)
        if released and waiting.layout:
            self.ledger_decisions.release(waiting.layout, waiting.header, True, by)
        elif released:
            self.library.correct(waiting.document_id, {"clearance": Clearance.PUBLIC}, by)
        self.curation.releases.decide(number, released, by, note)

    @cached_property
    def ingestor(self) -> Ingestor:
        """Reads files; found through its entry point when first needed."""
        return load_ingestor(self.library, self.settings.ingest)

    @cached_property
    def applying(self) -> ApplyingCards:
        """How to apply for what policies grant."""
        return ApplyingCards(self.retriever, self.reader)

    @cached_property
    def proposals(self) -> "Proposals":
        """Puts 推荐书 together; imported when first needed, with the libraries that write Word files and draw."""
        from assistant.incentives.proposing import Proposals

        return Proposals(self.benefit_rules, self.library.files, self.settings)

    @cached_property
    def case_work(self) -> "CaseWork":
        """Analyses complaints and drafts replies; imported when first needed, with the libraries that write Word files."""
        from assistant.replying.case_work import CaseWork
        from assistant.replying.service import ReplyDrafter

        drafter = ReplyDrafter(self.retriever, self.clause_finder, self.chat_model, self.settings, self.reader)
        return CaseWork(self.complaints, drafter)

    def close(self) -> None:
        """Put back the job that runs, then release files and connections: a job that lost its vectors would have failed."""
        self.jobs.close()
        self.store.close()
        self.database.close()


def build_services(settings: Settings, embedder: Embedder | None = None) -> Services:
    """Everything, wired. An embedder that is already loaded can be shared.

    Raises ConfigurationError, ModelUnavailable, or EmbeddingModelChanged when the stored vectors come from another model.
    """
    database = open_database(settings)
    embedder = embedder or load_embedder(settings.embedding)
    store = ChunkStore(settings)
    keyword_index = KeywordIndex(settings.retrieval.user_dictionary)
    passage_reader = load_reader(embedder, settings.embedding)
    sentences = None
    if settings.retrieval.sentences:
        sentences = SentenceStore(database, passage_reader.vectors, passage_reader.model)
    retriever = Retriever(database, embedder, store, keyword_index, settings.retrieval, sentences)
    chat_model = ChatModel.from_settings(settings.llm)
    clause_finder = ClauseFinder(database)
    reader = ModelReader(chat_model, settings.llm.first_token_timeout_s) if chat_model is not None else None
    column_head = ColumnHead(passage_reader.search_vectors)
    row_matcher = RowMatcher(database, settings.answering.table_rows, reader, column_head)
    mapper = ColumnMapper(embedder, settings.listings.columns, HarmlessColumns(passage_reader.search_vectors))
    trial_term_years = settings.validity.trial_term_years
    files = open_files(settings)
    word_lists = load_word_lists(settings.word_lists)
    words = WordWatch(word_lists)
    library = Library(
        database, embedder, store, keyword_index, settings.data_dir, files, mapper, trial_term_years, sentences, words
    )
    library.record_missing_listings()
    library.index_missing_keywords()
    benefit_rules = BenefitRules(database)
    worksheets = Worksheets(benefit_rules)
    viewer = Viewer(database)
    toolbox = Toolbox(
        Stores(database, retriever, library, viewer, clause_finder, row_matcher, benefit_rules, worksheets)
    )
    conversions = conversion_turns(settings.limits)
    encoder = QuestionEncoder(passage_reader.search_vectors.question, passage_reader.model)
    stored = sentences.of if sentences is not None else None
    second_releaser = settings.accounts.second_releaser
    curation = open_curation(database, clause_finder, encoder, objections_to, words, stored, second_releaser)

    def answering(matcher: RowMatcher) -> Answerer | WatchedAnswerer:
        answerer = Answerer(
            retriever,
            passage_reader,
            matcher,
            clause_finder,
            chat_model,
            settings,
            curation.standards,
            toolbox,
            curation.synonyms,
        )
        return WatchedAnswerer(answerer, word_lists, database) if word_lists else answerer

    evaluations = Evaluations(database, lambda: answering(row_matcher.listing(WHOLE_TABLES)), settings.llm.model)
    services = Services(
        settings=settings,
        database=database,
        embedder=embedder,
        store=store,
        keyword_index=keyword_index,
        retriever=retriever,
        reader=passage_reader,
        library=library,
        viewer=viewer,
        clause_finder=clause_finder,
        row_matcher=row_matcher,
        chat_model=chat_model,
        answerer=answering(row_matcher),
        evaluations=evaluations,
        accounts=Accounts(database, settings),
        kept_searches=KeptSearches(database),
        conversations=Conversations(database),
        jobs=Jobs(database, settings.limits.jobs_waiting, works_here=settings.server.jobs),
        confirmations=Confirmations(database, settings.validity.expiring_days),
        benefit_rules=benefit_rules,
        worksheets=worksheets,
        complaints=open_complaints(database, settings, conversions, files, words),
        conversions=conversions,
        toolbox=toolbox,
        curation=curation,
        audit=AuditLog(database, settings.audit),
    )
    held = curation.releases.hold_read
    services.jobs.add(ingest_kind(lambda: services.ingestor, files, curation.conflicts.look, held))
    services.jobs.add(reembed_kind(library))
    services.jobs.add(evaluation_kind(evaluations))
    return services
