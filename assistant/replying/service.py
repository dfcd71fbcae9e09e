"""The drafter: analysis, draft, check, one paragraph again. What the doors call."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.chat_model import ChatModel
from assistant.comparison.differences import Kind, Piece, word_differences
from assistant.complaints.intake.matters import load_catalogue
from assistant.complaints.letters.english import english_letter
from assistant.complaints.letters.reply_records import Analysis, Draft, Paragraph, ParagraphKind, SimilarCase
from assistant.complaints.records import Complaint
from assistant.errors import InvalidInput
from assistant.policies.clauses import ClauseFinder
from assistant.replying.analysing import Analyser
from assistant.replying.asking.demand_acts import DemandActs
from assistant.replying.asking.demands import DemandReader
from assistant.replying.asking.no_demands import NoDemands
from assistant.replying.asking.offices import Offices
from assistant.replying.asking.own_acts import OwnActs
from assistant.replying.asking.sentence_kinds import SentenceKinds
from assistant.replying.asking.unit_kinds import UnitKinds
from assistant.replying.checking import Concern, DraftCheck
from assistant.replying.clauses import BearingClauses
from assistant.replying.drafting import Drafter
from assistant.replying.ending import promised_day
from assistant.replying.matching import MatterFinder
from assistant.replying.writing import ReplyWriter, letter_text
from assistant.retrieval.reader import Reader
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings
from assistant.workdays import today


@dataclass(frozen=True, slots=True)
class PreparedReply:
    """A complaint worked out: what it says, the draft, and what is to be settled before it may go out."""

    analysis: Analysis
    draft: Draft
    concerns: tuple[Concern, ...]


class ReplyDrafter:
    """Prepares replies to complaints. Everything it gives is a proposal for staff. Threads may share it."""

    def __init__(
        self,
        retriever: Retriever,
        clause_finder: ClauseFinder,
        chat_model: ChatModel | None,
        settings: Settings,
        reader: Reader,
    ) -> None:
        self.catalogue = load_catalogue(settings.complaints.matters)
        matters = MatterFinder(retriever.embedder, self.catalogue)
        clauses = BearingClauses(retriever, clause_finder, matters)
        sentences = SentenceKinds(retriever.embedder)
        acts, offices = DemandActs(retriever.embedder), Offices(retriever.embedder)
        self._analyser = Analyser(
            clauses,
            matters,
            DemandReader(UnitKinds(reader.encoder, sentences), acts, NoDemands(retriever.embedder)),
            OwnActs(retriever.embedder),
            acts,
            offices,
            chat_model,
        )
        self._check = DraftCheck(retriever.database, clause_finder, tuple(self.catalogue.remedies.values()))
        self._writer = ReplyWriter(chat_model) if chat_model is not None else None
        self._drafter = Drafter(
            self.catalogue,
            settings.letter,
            acts.answered,
            lambda demand: offices.with_key(demand.office),
            offices.named,
        )

    def prepare(
        self, complaint: Complaint, due: date | None = None, similar: Sequence[SimilarCase] = ()
    ) -> PreparedReply:
        """Analysis, draft and check in one go. ``due`` is the day until which the bureau must conclude."""
        analysis = self.analyse(complaint, similar)
        draft = self.draft(complaint, analysis, due)
        return PreparedReply(analysis, draft, self.check(complaint, analysis, draft, due))

    def analyse(
        self,
        complaint: Complaint,
        similar: Sequence[SimilarCase] = (),
        day: date | None = None,
        chosen: Sequence[str] = (),
    ) -> Analysis:
        """What the complaint says and what bears on it; by rules where there is no model, or where it fails. ``chosen`` are keys of matters
        by which staff corrected what was found; raises InvalidInput for unknown ones."""
        return self._analyser.analyse(complaint, similar, day, chosen)

    def draft(self, complaint: Complaint, analysis: Analysis, due: date | None = None) -> Draft:
        """A reply that rests on the analysis. An English complaint gets an English version: by template, by the model where one is configured."""
        draft = self._drafter.compose(complaint, analysis, today(), due)
        if self._writer is None:
            return draft
        draft = self._writer.improve(complaint, analysis, draft)
        return self._writer.translated(complaint, draft) if analysis.language == "en" else draft

    def redraft(
        self,
        complaint: Complaint,
        analysis: Analysis,
        draft: Draft,
        paragraph: int,
        wish: str = "",
        due: date | None = None,
    ) -> Draft:
        """The draft with one paragraph (from 0) written anew: by the model after ``wish``, else as the rules write it.

        Raises InvalidInput when there is no such paragraph. Quotations of clauses are never left to the model.
        """
        if not 0 <= paragraph < len(draft.paragraphs):
            raise InvalidInput(f"复函没有第 {paragraph + 1} 段")
        old = draft.paragraphs[paragraph]
        text = ""
        if self._writer is not None and old.kind is not ParagraphKind.RULE:
            text = self._writer.again(complaint, analysis, draft, paragraph, wish)
        fresh = self._drafter.compose(complaint, analysis, today(), due)
        same = [one for one in fresh.paragraphs if (one.kind, one.demand) == (old.kind, old.demand)]
        place = [one for one in draft.paragraphs[:paragraph] if (one.kind, one.demand) == (old.kind, old.demand)]
        by_rules = same[len(place)] if len(place) < len(same) else old
        return with_paragraph(draft, paragraph, replace(old, text=text) if text else by_rules)

    def choose(self, draft: Draft, paragraph: int, variant: str) -> Draft:
        """The draft with another of the proposed conclusions in paragraph ``paragraph`` (from 0). Raises InvalidInput where it is not proposed."""
        if not 0 <= paragraph < len(draft.paragraphs):
            raise InvalidInput(f"复函没有第 {paragraph + 1} 段")
        old = draft.paragraphs[paragraph]
        chosen = next((one for one in old.variants if one.name == variant), None)
        if chosen is None:
            offered = "、".join(one.name for one in old.variants)
            raise InvalidInput(
                f"第 {paragraph + 1} 段没有“{variant}”这个备选结论{f'，可选：{offered}' if offered else ''}"
            )
        return with_paragraph(draft, paragraph, replace(old, text=chosen.text, english=chosen.english))

    def check(
        self, complaint: Complaint, analysis: Analysis, draft: Draft, due: date | None = None
    ) -> tuple[Concern, ...]:
        """What is to be settled before this draft may go out, whoever wrote it."""
        day = draft.dated or today()
        return self._check.check(
            complaint, analysis, draft, today(), [*([due] if due else []), promised_day(due, day, complaint.text)]
        )


def with_paragraph(draft: Draft, number: int, paragraph: Paragraph) -> Draft:
    """The draft with another paragraph at a place (from 0); its English version is put together again."""
    changed = replace(draft, paragraphs=(*draft.paragraphs[:number], paragraph, *draft.paragraphs[number + 1 :]))
    return replace(changed, english=english_letter(changed) if draft.english else "")


def differences(old: Draft, new: Draft) -> tuple[Piece, ...]:
    """What changed between two versions of a letter, word by word."""
    return word_differences(letter_text(old), letter_text(new))


def is_unchanged(pieces: Sequence[Piece]) -> bool:
    """Whether two versions read the same."""
    return all(piece.kind is Kind.KEPT for piece in pieces)
