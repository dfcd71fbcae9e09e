"""The registered case and the drafter together: what is worked out is kept with the case, and its trail tells of it."""

from collections.abc import Iterator, Sequence
from datetime import date

from pydantic import TypeAdapter

from assistant.comparison.differences import Piece
from assistant.complaints.browsing import check_staff
from assistant.complaints.intake.matters import Catalogue
from assistant.complaints.letters.reply_records import Analysis, Draft, ParagraphKind, SimilarCase
from assistant.complaints.records import Action, ClockKind, Complaint, ReplyVersion
from assistant.complaints.room import Complaints
from assistant.complaints.tables import AnalysisRow
from assistant.complaints.trail import add_line
from assistant.database import utc_now
from assistant.errors import NotFound
from assistant.records import Principal
from assistant.replying.checking import Concern
from assistant.replying.phrases import Phrase, SentLetter, load_phrases, phrases_for
from assistant.replying.service import ReplyDrafter, differences
from assistant.replying.staff_page import staff_page

ANALYSES = TypeAdapter(Analysis)
_MOST_SIMILAR = 5
_EXCERPT = 160
_LETTERS_LOOKED_THROUGH = 200


class CaseWork:
    """Analysis and drafts of registered complaints; for staff."""

    def __init__(self, complaints: Complaints, drafter: ReplyDrafter) -> None:
        self._complaints = complaints
        self._drafter = drafter
        self._phrases = load_phrases(complaints.desk.settings.phrases, drafter.catalogue)

    @property
    def catalogue(self) -> Catalogue:
        """The matters that a complaint may be about."""
        return self._drafter.catalogue

    def analyse(self, reference: str | int, by: Principal, matters: Sequence[str] | None = None) -> Analysis:
        """Work the complaint out anew and keep it. ``matters`` are keys by which staff correct what it is about, the main one first; an
        empty list returns to what is found. A correction holds until the next one.

        Raises NotPermitted, NotFound, InvalidInput for unknown keys, Conflict when its contents were erased.
        """
        check_staff(by)
        desk = self._complaints.desk
        complaint = desk.get(reference, by)
        chosen = tuple(matters) if matters is not None else self._chosen(reference, by)
        analysis = self._drafter.analyse(complaint, self._similar(complaint, by), chosen=chosen)
        with desk.changing(complaint.id) as (session, row):
            kept = ANALYSES.dump_python(analysis, mode="json")
            session.merge(AnalysisRow(complaint_id=row.id, analysis=kept, made_at=utc_now()))
            row.category = analysis.category
            row.language = analysis.language
            chose = "（人工选定）" if analysis.matters[0].by_staff else ""
            note = f"{analysis.category}{chose}；{analysis.remit.remit.label}；{len(analysis.demands)} 项诉求"
            add_line(session, row.id, Action.ANALYSE, by, from_state=row.state, to_state=row.state, note=note)
        return analysis

    def analysis(self, reference: str | int, principal: Principal) -> Analysis:
        """The kept one. Raises NotFound where there is none, NotPermitted."""
        check_staff(principal)
        complaint = self._complaints.desk.get(reference, principal)
        kept = self._kept(complaint.id)
        if kept is None:
            raise NotFound("这件诉求还没有分析")
        return kept

    def draft(self, reference: str | int, by: Principal, remark: str = "") -> ReplyVersion:
        """Draft a reply and save it as the next version. Raises Conflict where the state allows no drafting, NotPermitted, NotFound."""
        complaint = self._complaints.desk.get(reference, by)
        analysis = self.analyse(reference, by)
        draft = self._drafter.draft(complaint, analysis, self._due(complaint))
        return self._complaints.replies.save(complaint.id, draft, by, remark or "系统起草")

    def redraft(self, reference: str | int, paragraph: int, wish: str, by: Principal) -> ReplyVersion:
        """One paragraph (from 1) of the latest version anew, saved as the next version.

        Raises InvalidInput when there is no such paragraph, NotFound where nothing was drafted, Conflict, NotPermitted.
        """
        complaint, analysis, draft = self._latest(reference, by)
        new = self._drafter.redraft(complaint, analysis, draft, paragraph - 1, wish, self._due(complaint))
        return self._complaints.replies.save(complaint.id, new, by, f"重写第 {paragraph} 段")

    def choose(self, reference: str | int, paragraph: int, variant: str, by: Principal) -> ReplyVersion:
        """Another of the proposed conclusions in one paragraph (from 1) of the latest version, saved as the next version.

        Raises InvalidInput where it is not proposed, NotFound where nothing was drafted, Conflict, NotPermitted.
        """
        _, _, draft = self._latest(reference, by)
        new = self._drafter.choose(draft, paragraph - 1, variant)
        return self._complaints.replies.save(reference, new, by, f"第 {paragraph} 段选“{variant}”")

    def check(self, reference: str | int, principal: Principal) -> tuple[Concern, ...]:
        """What is to be settled in the latest version before it may go out. Raises NotFound, NotPermitted."""
        complaint, analysis, draft = self._latest(reference, principal)
        return self._drafter.check(complaint, analysis, draft, self._due(complaint))

    def phrases(self, reference: str | int, principal: Principal) -> tuple[Phrase, ...]:
        """The bureau's own wording for the matters of a complaint, without what its latest letter says already. Raises NotFound, NotPermitted."""
        check_staff(principal)
        complaint = self._complaints.desk.get(reference, principal)
        analysis = self._kept(complaint.id)
        matters = [one.key for one in analysis.matters] if analysis else []
        versions = self._complaints.replies.versions(reference, principal)
        beside = "".join(one.text for one in versions[-1].draft.paragraphs) if versions else ""
        party = analysis.party if analysis else complaint.complainant
        return phrases_for(matters, party, self._phrases, self._sent(complaint.id), beside)

    def staff_page(self, reference: str | int, principal: Principal) -> bytes:
        """Sources and open points of the latest version as a .docx file that stays in the house. Raises NotFound, NotPermitted."""
        complaint, analysis, draft = self._latest(reference, principal)
        return staff_page(complaint, analysis, draft, self.check(reference, principal))

    def differences(self, reference: str | int, older: int, newer: int, principal: Principal) -> tuple[Piece, ...]:
        """What changed between two versions, word by word. Raises NotFound, NotPermitted."""
        versions = {one.number: one.draft for one in self._complaints.replies.versions(reference, principal)}
        if older not in versions or newer not in versions:
            raise NotFound("没有这一版复函")
        return differences(versions[older], versions[newer])

    def _latest(self, reference: str | int, principal: Principal) -> tuple[Complaint, Analysis, Draft]:
        draft = self._complaints.replies.latest(reference, principal).draft
        complaint = self._complaints.desk.get(reference, principal)
        try:
            analysis = self.analysis(reference, principal)
        except NotFound:  # a letter that staff wrote without one
            analysis = self._drafter.analyse(complaint)
        return complaint, analysis, draft

    def _chosen(self, reference: str | int, by: Principal) -> tuple[str, ...]:
        """The matters that staff chose earlier, as far as the catalogue still has them."""
        try:
            kept = self.analysis(reference, by)
        except NotFound:
            return ()
        return tuple(one.key for one in kept.matters if one.by_staff and one.key in self.catalogue.by_key)

    def _kept(self, complaint_id: int) -> Analysis | None:
        with self._complaints.desk.database.session() as session:
            row = session.get(AnalysisRow, complaint_id)
            return ANALYSES.validate_python(row.analysis) if row else None

    def _sent(self, besides: int) -> Iterator[SentLetter]:
        """The letters sent lately whose complaints were analysed, newest first; reports on officials stay where they are."""
        for complaint, version in self._complaints.replies.sent_lately(_LETTERS_LOOKED_THROUGH):
            analysis = self._kept(complaint.id) if complaint.id != besides else None
            if analysis is not None and not self._is_report(analysis):
                yield SentLetter(complaint, analysis, version.draft)

    def _is_report(self, analysis: Analysis) -> bool:
        known = (self.catalogue.by_key.get(one.key) for one in analysis.matters)
        return any(one is not None and one.remit == "discipline" for one in known)

    def _due(self, complaint: Complaint) -> date | None:
        clocks = self._complaints.desk.deadlines(complaint)
        return next((one.due for one in clocks if one.kind is ClockKind.CONCLUSION), None)

    def _similar(self, complaint: Complaint, by: Principal) -> tuple[SimilarCase, ...]:
        """Earlier complaints like this one that were answered, and how."""
        cases = []
        for one in self._complaints.desk.similar(complaint.id, by):
            reply = self._complaints.replies.sent(one.complaint)
            if reply is not None:
                how = _how_answered(reply.draft)
                cases.append(
                    SimilarCase(one.complaint.id, one.complaint.number, one.complaint.subject, one.similarity, how)
                )
        return tuple(cases[:_MOST_SIMILAR])


def _how_answered(draft: Draft) -> str:
    concluded = [one.text for one in draft.paragraphs if one.kind is ParagraphKind.CONCLUSION]
    return "".join(concluded or [one.text for one in draft.paragraphs])[:_EXCERPT]
