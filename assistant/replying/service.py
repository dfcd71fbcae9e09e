"""The drafter: analysis, draft, check, one paragraph again. What the doors call."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.chat_model import ChatModel
from assistant.comparison.differences import Kind, Piece, word_differences
from assistant.complaints.records import Complaint
from assistant.complaints.reply_records import Analysis, Draft, ParagraphKind, SimilarCase
from assistant.errors import InvalidInput
from assistant.policies.clauses import ClauseFinder
from assistant.replying import drafting
from assistant.replying.analysing import Analyser
from assistant.replying.checking import Concern, DraftCheck
from assistant.replying.clauses import BearingClauses
from assistant.replying.writing import ReplyWriter, letter_text
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
        self, retriever: Retriever, clause_finder: ClauseFinder, chat_model: ChatModel | None, settings: Settings
    ) -> None:
        clauses = BearingClauses(retriever, clause_finder)
        self._analyser = Analyser(clauses, chat_model)
        self._check = DraftCheck(retriever.database, clause_finder)
        self._writer = ReplyWriter(chat_model) if chat_model is not None else None
        self._letter = settings.letter

    def prepare(
        self, complaint: Complaint, due: date | None = None, similar: Sequence[SimilarCase] = ()
    ) -> PreparedReply:
        """Analysis, draft and check in one go. ``due`` is the day until which the bureau must conclude."""
        analysis = self.analyse(complaint, similar)
        draft = self.draft(complaint, analysis, due)
        return PreparedReply(analysis, draft, self.check(complaint, analysis, draft, due))

    def analyse(self, complaint: Complaint, similar: Sequence[SimilarCase] = (), day: date | None = None) -> Analysis:
        """What the complaint says and what bears on it; by rules where there is no model, or where it fails."""
        return self._analyser.analyse(complaint, similar, day)

    def draft(self, complaint: Complaint, analysis: Analysis, due: date | None = None) -> Draft:
        """A reply that rests on the analysis. An English complaint gets a translation where a model is configured."""
        draft = drafting.compose(complaint, analysis, self._letter, today(), due)
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
        fresh = drafting.compose(complaint, analysis, self._letter, today(), due)
        same = [one for one in fresh.paragraphs if (one.kind, one.demand) == (old.kind, old.demand)]
        place = [one for one in draft.paragraphs[:paragraph] if (one.kind, one.demand) == (old.kind, old.demand)]
        by_rules = same[len(place)] if len(place) < len(same) else old
        new = replace(old, text=text) if text else by_rules
        paragraphs = (*draft.paragraphs[:paragraph], new, *draft.paragraphs[paragraph + 1 :])
        return drafting.without_english(replace(draft, paragraphs=paragraphs))

    def check(
        self, complaint: Complaint, analysis: Analysis, draft: Draft, due: date | None = None
    ) -> tuple[Concern, ...]:
        """What is to be settled before this draft may go out, whoever wrote it."""
        return self._check.check(complaint, analysis, draft, today(), [due] if due else [])


def differences(old: Draft, new: Draft) -> tuple[Piece, ...]:
    """What changed between two versions of a letter, word by word."""
    return word_differences(letter_text(old), letter_text(new))


def is_unchanged(pieces: Sequence[Piece]) -> bool:
    """Whether two versions read the same."""
    return all(piece.kind is Kind.KEPT for piece in pieces)
