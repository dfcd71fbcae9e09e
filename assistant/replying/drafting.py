"""An official reply, paragraph by paragraph: what came in, for each demand what was found, the rule, the conclusion; then the next step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.complaints.intake.matters import Catalogue, Matter
from assistant.complaints.letters.english import english_letter
from assistant.complaints.letters.reply_records import (
    Analysis,
    Demand,
    Draft,
    OpenPoint,
    Paragraph,
    ParagraphKind,
    Remit,
)
from assistant.complaints.records import Complaint
from assistant.replying.asking.demand_acts import UNSURE, DemandAct
from assistant.replying.asking.offices import Office
from assistant.replying.asking.parts import first_alternative
from assistant.replying.concluding import Conclusions, Duty
from assistant.replying.ending import days_ahead, next_step, promised_day
from assistant.replying.judging import is_decided, tender_of
from assistant.replying.matching import is_promise
from assistant.replying.opening import HOTLINE, beside, opening, own_part
from assistant.replying.questions import asked_of
from assistant.replying.quoting import rule_for
from assistant.replying.wording import english_point, heading_of, point_of, spoken_to, title_of
from assistant.sections.complaints import LetterSettings
from assistant.text.numerals import int_to_chinese
from assistant.workdays import BEIJING, WorkCalendar

_OURS = frozenset(
    {"answer", "receipt", "spare", "protect", "secret", "praise", "person", "visit", "meet", "premises", "hold"}
)
"""Acts that only the bureau itself can do for the complainant, whoever else the matter is for."""
_WISHES = frozenset({"answer", "receipt", "spare", "protect", "secret"})
"""Acts that concern how the letter is dealt with: they are taken note of behind the answers, under no heading."""
_RULED = frozenset({"whether", "why", "howmuch"})
"""Acts that ask what an article itself answers."""
_CHECKED = 4
_ELSEWHERE = frozenset({Remit.PENDING_CASE, Remit.CIVIL_DISPUTE, Remit.OTHER_DEPARTMENT})


@dataclass(frozen=True, slots=True)
class Drafter:
    """Composes letters by rules. What only staff can know is a visible blank: 【待核实：…】 or 【待填：…】."""

    catalogue: Catalogue
    letter: LetterSettings
    act_of: Callable[[str], DemandAct]
    office_of: Callable[[Demand], Office | None]
    asked_office: Callable[[str], Office]

    def compose(self, complaint: Complaint, analysis: Analysis, day: date, due: date | None) -> Draft:
        """The whole draft, with an English version by template where the complaint is in English."""
        day = WorkCalendar().working_day_from(day).day
        by = promised_day(due, day, complaint.text)
        main, called = self._main(analysis), complaint.channel == HOTLINE
        named = self._answered(analysis)
        acts = {one.number: self._act(one) for one in named}
        wished = [] if main.reply else [one for one in named if acts[one.number].key in _WISHES]
        named = [one for one in named if one not in wished]
        point = point_of(named[0], analysis, acts[named[0].number].name) if named and main.remit != "discipline" else ""
        paragraphs = [
            opening(complaint, analysis, point, named, self._about(main), reported=main.remit == "discipline")
        ]
        words = Conclusions(
            self.catalogue,
            spoken_to(analysis),
            analysis.confidential,
            _is_agreed(analysis),
            is_decided(complaint.text),
            tender_of(complaint.text),
        )
        if main.reply:
            paragraphs += self._thanks(main, named, acts, analysis, words)
        else:
            quoted: set[str] = set()
            for at, demand in enumerate(named, start=1):
                answered = self._answer(
                    demand, at if len(named) > 1 else 0, analysis, acts[demand.number], words, quoted
                )
                quoted |= {clause.label for paragraph in answered for clause in paragraph.clauses}
                paragraphs += answered
            if not named:
                paragraphs += self._answer_to_none(analysis, words)
        if named and not any(self._duty(one, analysis, acts[one.number]).office == "" for one in named):
            paragraphs += own_part(analysis, main.own_part)
        paragraphs += self._noted(wished, acts, main, words)
        kept = any(act.key == "secret" for act in acts.values())
        paragraphs += beside(analysis, reported=self._reports(analysis) and main.remit != "discipline", kept=kept)
        paragraphs += [
            next_step(analysis, main, by, contact=bool(self.letter.contact)),
            Paragraph(ParagraphKind.CLOSING, "特此答复。" if called else "特此函复。", english="This is our reply."),
        ]
        further = dict.fromkeys(one.matter for one in named if one.matter and one.matter != main.key)
        draft = Draft(
            title=title_of(analysis, main, [self.catalogue.of(key) for key in further], called=called),
            addressee=analysis.party or ("来电人" if called else "【待填：来信人称呼，见登记信息】"),
            paragraphs=tuple(paragraphs),
            signature=self.letter.issuer,
            dated=day,
            contact=self.letter.contact,
            open_points=(
                *(OpenPoint(one) for one in days_ahead(complaint.text, day, by)),
                *self._open_points(analysis, complaint),
            ),
        )
        return replace(draft, english=english_letter(draft, main.english)) if analysis.language == "en" else draft

    def _about(self, main: Matter) -> str:
        return "来信对我局工作表示肯定和感谢。" if main.reply else f"所反映的是{main.title}的有关情况。"

    def _answer(
        self, demand: Demand, at: int, analysis: Analysis, act: DemandAct, words: Conclusions, quoted: set[str]
    ) -> list[Paragraph]:
        """Heading (the ``at``-th, none for 0), finding, the rule that bears on it unless it was ``quoted`` above, and the conclusion."""
        matter, number = self._matter(demand, analysis), demand.number
        duty = self._duty(demand, analysis, act)
        parts = []
        if at:
            heading = f"{int_to_chinese(at)}、关于{self._heading(demand, analysis, act)}"
            parts.append(Paragraph(ParagraphKind.HEADING, heading, number, english=f"{at}. {english_point(demand)}"))
        if act.find and matter.remit != "discipline" and not duty.office and duty.remit not in _ELSEWHERE:
            found = act.find.format(who=duty.who)
            english = f"Our check: {act.english.find}" if act.english.find else ""
            parts.append(Paragraph(ParagraphKind.FINDING, f"经我局核查，{found}。", number, english=english))
        rule = rule_for(demand, quoted, matter.basis, sure=act.key != UNSURE)
        variants = words.of(act, matter, duty, ruled=bool(rule) and act.key in _RULED)
        first = variants[0]
        parts += [
            *rule,
            Paragraph(ParagraphKind.CONCLUSION, first.text, number, variants=variants, english=first.english),
        ]
        return parts

    def _noted(
        self, wished: Sequence[Demand], acts: dict[int, DemandAct], main: Matter, words: Conclusions
    ) -> list[Paragraph]:
        """What is wished of how the letter is dealt with, a sentence for each kind of wish."""
        by_act = {acts[one.number].key: one for one in reversed(wished)}
        parts = []
        for demand in sorted(by_act.values(), key=lambda one: one.number):
            (said,) = words.of(acts[demand.number], main, Duty(Remit.OWN, "承办科室"))
            parts.append(Paragraph(ParagraphKind.TEXT, said.text, demand.number, english=said.english))
        return parts

    def _thanks(
        self,
        main: Matter,
        named: Sequence[Demand],
        acts: dict[int, DemandAct],
        analysis: Analysis,
        words: Conclusions,
    ) -> list[Paragraph]:
        """A letter of praise is thanked for; what it asks beside that is answered in a sentence each."""
        you = spoken_to(analysis)
        parts = []
        if not any(acts[one.number].key == "praise" for one in named):
            parts.append(
                Paragraph(ParagraphKind.TEXT, main.reply.format(you=you), english="Thank you for your kind words.")
            )
        for demand in named:
            variants = words.of(acts[demand.number], main, self._duty(demand, analysis, acts[demand.number]))
            asked = (
                ""
                if acts[demand.number].key == "praise"
                else f"{you}提到的{heading_of(demand, analysis, acts[demand.number].name)}，"
            )
            variants = tuple(replace(one, text=f"{asked}{one.text.removeprefix('据此，')}") for one in variants)
            parts.append(
                Paragraph(
                    ParagraphKind.CONCLUSION,
                    variants[0].text,
                    demand.number,
                    variants=variants,
                    english=variants[0].english,
                )
            )
        return parts

    def _act(self, demand: Demand) -> DemandAct:
        return self.act_of(first_alternative(demand.text))

    def _answered(self, analysis: Analysis) -> list[Demand]:
        """The demands that the letter answers one by one, no heading twice: what is reported of an official beside another matter goes its own way."""
        named = [one for one in analysis.demands if self._matter(one, analysis).remit != "discipline"]
        once = {self._heading(one, analysis, self._act(one)): one for one in reversed(named or analysis.demands)}
        return sorted(once.values(), key=lambda one: one.number)

    def _heading(self, demand: Demand, analysis: Analysis, act: DemandAct) -> str:
        """What an answer is headed by; of what is reported of an official nothing is repeated."""
        matter = self._matter(demand, analysis)
        if matter.remit == "discipline":
            return matter.title
        return heading_of(demand, analysis, act.name, sure=act.key != UNSURE)

    def _duty(self, demand: Demand, analysis: Analysis, act: DemandAct) -> Duty:
        """Whose a demand is. What the bureau promised, or its own unit did, stays with it, whoever else is asked."""
        matter, remit = self._matter(demand, analysis), analysis.remit.remit
        if remit is Remit.PENDING_CASE:
            return Duty(remit, matter.knows, analysis.remit.go_to)
        ours = remit is Remit.OWN and matter.remit == "other"  # asked beside what is the bureau's own
        shared = remit is Remit.PARTLY and matter.remit == "other"
        own = remit is Remit.UNCLEAR or analysis.remit.leads or matter.remit == "own" or ours or shared
        if act.key in _OURS or analysis.remit.own_affair:
            return Duty(Remit.OWN, "承办科室")
        office = self.office_of(demand)
        if office is None and act.key in {"where", "remedy"} and matter.remit == "own":
            office = self.asked_office(demand.text)
        if office is not None:
            return Duty(Remit.PARTLY if own else Remit.OTHER_DEPARTMENT, office.name, office.name, office.english)
        if shared and not analysis.remit.leads:
            return Duty(Remit.PARTLY, matter.department, matter.department, "the competent office")
        if own:
            return Duty(Remit.OWN, "承办科室")
        if matter.remit == "civil":
            return Duty(Remit.CIVIL_DISPUTE, matter.department, matter.department, "the competent office")
        return Duty(Remit.OTHER_DEPARTMENT, matter.department, matter.department, "the competent office")

    def _answer_to_none(self, analysis: Analysis, words: Conclusions) -> list[Paragraph]:
        """A letter that asks for nothing: the matter is looked into all the same, and what is wished is asked."""
        you = spoken_to(analysis)
        variants = words.of(self.act_of("请核查处理"), self._main(analysis), Duty(analysis.remit.remit, "承办科室"))
        return [
            Paragraph(ParagraphKind.CONCLUSION, variants[0].text, variants=variants, english=variants[0].english),
            Paragraph(
                ParagraphKind.TEXT,
                f"来信没有写明希望怎样处理。{you}如有具体要求，请告知我局，我局一并办理。",
                english="If you wish for a particular remedy, please let us know.",
            ),
        ]

    def _open_points(self, analysis: Analysis, complaint: Complaint) -> tuple[OpenPoint, ...]:
        """What staff must settle, beside the blanks in the text; the most urgent first."""
        points = [OpenPoint(warning) for warning in analysis.warnings]
        if analysis.parts:
            points.append(OpenPoint(f"一件来信有两个事项，建议拆分办理：{'；'.join(analysis.parts)}"))
        received = complaint.received_at.astimezone(BEIJING).date()
        for key in dict.fromkeys(one.matter for one in analysis.demands if one.matter):
            matter = self.catalogue.of(key)
            checked = [asked_of(one, analysis, complaint.text, received) for one in matter.find_out[:_CHECKED]]
            if checked:
                points.append(OpenPoint(f"{matter.name}的核查要点：{'；'.join(checked)}"))
            if matter.offer:
                points.append(OpenPoint(f"{matter.name}可以考虑的办法：{'；'.join(matter.offer)}"))
        if analysis.demands and not any(one.nearness for demand in analysis.demands for one in demand.clauses):
            points.append(OpenPoint("没有查到可以引用的公开条款，请填写依据的文件或者征求主管部门意见"))
        points += [
            OpenPoint(f"{clause.label}在事发时{clause.status_then}，现在{clause.status_today}：请确认适用哪一个规定")
            for demand in analysis.demands
            for clause in demand.clauses
            if clause.status_then and clause.status_then != clause.status_today
        ]
        if analysis.remit.remit is not Remit.OWN:
            points.append(OpenPoint(f"职责判断仅为建议（{analysis.remit.reason}），请审核"))
        if analysis.client:
            points.append(
                OpenPoint(f"来函由律师代{analysis.client}提出：答复前核对授权委托书，由法制审核，复函不作自认")
            )
        if analysis.risks:
            words = "、".join(dict.fromkeys(f"{risk.word}（{risk.kind}）" for risk in analysis.risks))
            points.append(OpenPoint(f"来信提到{words}，请注意稳妥处置"))
        if analysis.abusive:
            points.append(OpenPoint("来信用语激烈：复函保持平实、礼貌，不回应情绪性用语"))
        if analysis.language == "en":
            points.append(OpenPoint("来信为英文：所附英文译文按模板生成，以中文为准；译文方括号内的空格与中文一并填写"))
        if not self.letter.contact:
            points.append(OpenPoint("没有设置联系方式（HUIZHAO_LETTER__CONTACT），请在复函中写明联系人和电话"))
        return tuple(dict.fromkeys(points))

    def _main(self, analysis: Analysis) -> Matter:
        return self.catalogue.of(analysis.matters[0].key)

    def _matter(self, demand: Demand, analysis: Analysis) -> Matter:
        return self.catalogue.of(demand.matter) if demand.matter else self._main(analysis)

    def _reports(self, analysis: Analysis) -> bool:
        return any(self.catalogue.of(one.key).remit == "discipline" for one in analysis.matters)


def _is_agreed(analysis: Analysis) -> bool:
    """Whether the letter rests on a promise or an agreement of a public body."""
    return bool(analysis.promises) and is_promise([one.key for one in analysis.matters])
