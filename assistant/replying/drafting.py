"""An official reply, paragraph by paragraph: what came in, for each demand what was found, the rule, the conclusion; then the next step."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from assistant.answering.asking.language import has_chinese
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
    RemitDecision,
    Variant,
)
from assistant.complaints.records import Complaint
from assistant.replying.asking.demand_acts import DemandAct
from assistant.replying.asking.parts import first_alternative
from assistant.replying.concluding import REFER, WAYS, conclusions
from assistant.replying.ending import days_ahead, next_step, promised_day
from assistant.replying.matching import is_promise
from assistant.replying.opening import beside, opening, own_part
from assistant.replying.questions import asked_of, found_out, is_own, own_finding
from assistant.replying.quoting import rules_for
from assistant.replying.wording import (
    english_point,
    heading_of,
    is_question,
    name_of,
    point_of,
    spoken_to,
    title_of,
)
from assistant.replying.words import WORDS
from assistant.sections.complaints import LetterSettings
from assistant.text.numerals import int_to_chinese
from assistant.workdays import BEIJING

_MAY_ALSO = re.compile(rf"(?<=。){WORDS.any_of('may_also')}")
_ABOUT_IT = 0.35
"""Least likeness to a demand of the matter's question that is asked for it."""
_QUESTIONS = 2
_ANSWERED = frozenset({"answer", "where", "spare", "praise"})
"""Acts that the letter itself meets: nothing is to be found out for them."""

Likeness = Callable[[Sequence[str], Sequence[str]], np.ndarray]


@dataclass(frozen=True, slots=True)
class Drafter:
    """Composes letters by rules. What only staff can know is a visible blank: 【待核实：…】 or 【待填：…】."""

    catalogue: Catalogue
    likeness: Likeness
    letter: LetterSettings
    act_of: Callable[[str], DemandAct]
    acts: Mapping[str, DemandAct]

    def compose(self, complaint: Complaint, analysis: Analysis, day: date, due: date | None) -> Draft:
        """The whole draft, with an English version by template where the complaint is in English."""
        by = promised_day(due, day, complaint.text)
        named = self._answered(analysis)
        reported = self._main(analysis).remit == "discipline"
        points = [] if reported else [point_of(one, analysis, self._act(one, analysis).name) for one in named]
        paragraphs = [opening(complaint, analysis, points, named, self._about(analysis), reported=reported)]
        quoted: set[str] = set()
        used: set[str] = set()
        for at, demand in enumerate(named, start=1):
            answered = self._answer(demand, at, analysis, complaint, quoted, used)
            quoted |= {clause.label for paragraph in answered for clause in paragraph.clauses}
            paragraphs += answered
        if not analysis.demands:
            paragraphs += self._answer_to_none(analysis, complaint)
        if analysis.demands and not any(is_own(one, analysis) for one in named):
            paragraphs += own_part(analysis)
        paragraphs += beside(analysis, reported=self._reports(analysis) and not reported)
        paragraphs += [
            next_step(analysis, self._main(analysis), by, contact=bool(self.letter.contact)),
            Paragraph(ParagraphKind.CLOSING, "特此函复。", english="This is our reply."),
        ]
        ahead = days_ahead(complaint.text, day, by)
        several = len({one.matter for one in named if one.matter}) > 1
        draft = Draft(
            title=title_of(analysis, self._main(analysis), several),
            addressee=analysis.party or "【待填：来信人称呼，见登记信息】",
            paragraphs=tuple(paragraphs),
            signature=self.letter.issuer,
            dated=day,
            contact=self.letter.contact,
            open_points=(*(OpenPoint(one) for one in ahead), *self._open_points(analysis)),
        )
        return (
            replace(draft, english=english_letter(draft, self._main(analysis).english))
            if analysis.language == "en"
            else draft
        )

    def _about(self, analysis: Analysis) -> str:
        main = self._main(analysis)
        return "来信对我局工作表示肯定和感谢。" if main.reply else f"所反映的是{main.title}的有关情况。"

    def _answer(
        self, demand: Demand, at: int, analysis: Analysis, complaint: Complaint, quoted: Collection[str], used: set[str]
    ) -> list[Paragraph]:
        """Heading (the ``at``-th), finding, rules and conclusion for one demand; what was ``quoted`` above is only referred to, what was ``used``
        (questions to staff, conclusions) is not said again."""
        matter, number, act = self._matter(demand, analysis), demand.number, self._act(demand, analysis)
        answered = act.key in _ANSWERED
        parts = []
        if len(self._answered(analysis)) > 1:
            heading = heading_of(demand, analysis, act.name, enquiry=matter.enquiry)
            heading = f"{int_to_chinese(at)}、关于{matter.title if matter.remit == 'discipline' else heading}"
            english = f"{at}. {_english_heading(demand, matter)}"
            parts.append(Paragraph(ParagraphKind.HEADING, heading, number, english=english))
        own = is_own(demand, analysis)
        if own:
            parts.append(own_finding(demand, act, analysis))
        elif matter.remit != "discipline" and not answered:  # nothing is asked about a report in the house
            parts.append(self._finding(demand, act, analysis, complaint, matter, used))
        rules, rests_on_one = rules_for(demand, quoted, of=len(analysis.demands), refer=not matter.enquiry)
        parts += [] if answered or own else rules
        you = spoken_to(analysis)
        variants = conclusions(
            act,
            matter,
            self.catalogue,
            self._remit(matter, analysis),
            you,
            quoted=rests_on_one and not own,
            promised=_is_promised(analysis) or (analysis.remit.remit is Remit.OWN and bool(analysis.own_acts)),
            confidential=analysis.confidential,
            departments=self._departments(demand, self._answered(analysis)),
            ways_told=f"ways of {matter.key}" in used,
            own=own,
        )
        if any(way in variants[0].text for way in self.catalogue.remedies_of(matter)):
            used.add(f"ways of {matter.key}")
        if (
            variants[0].name in {REFER, WAYS} and _unlinked(variants[0].text) in used
        ):  # said once, referred to afterwards
            variants = (_together_with_the_first(variants[0], you, confidential=analysis.confidential), *variants)
        used.add(_unlinked(variants[0].text))
        parts.append(
            Paragraph(
                ParagraphKind.CONCLUSION, variants[0].text, number, variants=variants, english=variants[0].english
            )
        )
        return parts

    def _act(self, demand: Demand, analysis: Analysis) -> DemandAct:
        """What a demand wants done; a question, and an errand, is met by telling whatever it is about."""
        matter = self._matter(demand, analysis)
        act = self.act_of(first_alternative(demand.text))
        told = has_chinese(demand.text) and is_question(demand)
        return self.acts["tell"] if not act.tells and (told or matter.enquiry) else act

    def _departments(self, demand: Demand, named: Sequence[Demand]) -> tuple[tuple[str, str], ...]:
        """What the other demands are about and whose each is, where it is not the bureau's own."""
        matters = dict.fromkeys(one.matter for one in named if one.matter and (one is not demand or len(named) == 1))
        others = [self.catalogue.of(key) for key in matters]
        return tuple((one.title, one.department) for one in others if one.department)

    def _answered(self, analysis: Analysis) -> list[Demand]:
        """The demands that the letter answers one by one: what is reported of an official beside another matter goes its own way."""
        named = [one for one in analysis.demands if self._matter(one, analysis).remit != "discipline"]
        return named or list(analysis.demands)

    def _finding(
        self,
        demand: Demand,
        act: DemandAct,
        analysis: Analysis,
        complaint: Complaint,
        matter: Matter,
        used: set[str],
    ) -> Paragraph:
        """What staff must find out, precisely: which file, which day, which department. What the letter tells is not asked again."""
        received = complaint.received_at.astimezone(BEIJING).date()
        fresh = [one for one in matter.find_out if one.each or one.ask not in used]
        basic = [one for one in fresh if one is matter.find_out[0] or one.each]
        near = self.likeness([demand.text], [one.ask for one in fresh])[0] if fresh else np.zeros(0)
        further = [fresh[at] for at in np.argsort(-near) if near[at] >= _ABOUT_IT and fresh[at] not in basic][:1]
        first = next(iter(analysis.demands)) is demand
        questions = [
            asked_of(one, analysis, complaint.text, received, name_of(demand, analysis), basic=one in basic and first)
            for one in (*basic, *further)
        ]
        used.update(one.ask for one in (*basic, *further))
        if not any(one.each for one in basic) and len(questions) < _QUESTIONS and matter.remit != "civil":
            who = self._who(matter, analysis)
            wanted = [find.format(who=who, you=spoken_to(analysis)) for find in act.find]
            wanted = [one for one in wanted if one not in used][:1]
            wanted = wanted or ([fresh[-1].ask] if not questions and fresh else [])
            questions += wanted
            used.update(wanted)
        by = "经我局核查" if self._remit(matter, analysis).remit is Remit.OWN else "经向有关单位了解"
        blanks = "，".join(found_out(question) for question in questions)
        return Paragraph(
            ParagraphKind.FINDING,
            f"{by}，{blanks}。" if blanks else "该项诉求的有关情况，与前述核查事项一并核实。",
            demand.number,
            english="What we found is stated in the Chinese text.",
        )

    def _who(self, matter: Matter, analysis: Analysis) -> str:
        return "本局承办科室" if analysis.remit.own_affair else matter.knows

    def _remit(self, matter: Matter, analysis: Analysis) -> RemitDecision:
        """Whose one demand is: the letter's, but for a demand that falls under another matter than the main one."""
        if analysis.remit.remit is Remit.PARTLY and matter.remit in {"other", "civil"}:
            return replace(analysis.remit, go_to=matter.department)
        settled = analysis.remit.remit in {Remit.PENDING_CASE, Remit.UNCLEAR} or analysis.remit.own_affair
        if settled or _is_promised(analysis) or matter.remit == self._main(analysis).remit:
            return analysis.remit
        remits = {"own": Remit.OWN, "civil": Remit.CIVIL_DISPUTE}
        return RemitDecision(remits.get(matter.remit, Remit.OTHER_DEPARTMENT), analysis.remit.reason, matter.department)

    def _answer_to_none(self, analysis: Analysis, complaint: Complaint) -> list[Paragraph]:
        """A letter that asks for nothing: the matter is looked into all the same, and what is wished is asked."""
        matter, you = self._main(analysis), spoken_to(analysis)
        if matter.reply:
            return [
                Paragraph(ParagraphKind.TEXT, matter.reply.format(you=you), english="Thank you for your kind words.")
            ]
        received = complaint.received_at.astimezone(BEIJING).date()
        questions = [asked_of(one, analysis, complaint.text, received) for one in matter.find_out[:1]]
        variants = conclusions(
            self.acts["inspect"], matter, self.catalogue, analysis.remit, you, quoted=False, own=True
        )
        return [
            Paragraph(ParagraphKind.FINDING, f"经核查，{''.join(map(found_out, questions))}。"),
            Paragraph(ParagraphKind.CONCLUSION, variants[0].text, variants=variants, english=variants[0].english),
            Paragraph(
                ParagraphKind.TEXT,
                f"来信没有写明希望怎样处理。{you}如有具体要求，请告知我局，我局一并办理。",
                english="If you wish for a particular remedy, please let us know.",
            ),
        ]

    def _open_points(self, analysis: Analysis) -> tuple[OpenPoint, ...]:
        """What staff must settle, beside the blanks in the text; the most urgent first."""
        points = [OpenPoint(warning) for warning in analysis.warnings]
        if analysis.parts:
            points.append(OpenPoint(f"一件来信有两个事项，建议拆分办理：{'；'.join(analysis.parts)}"))
        points += [
            OpenPoint("没有查到可以引用的公开条款，请填写依据的文件或者征求主管部门意见", demand.number)
            for demand in analysis.demands
            if not demand.clauses
        ]
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
            points.append(OpenPoint("来信为英文：所附英文译文按模板生成，以中文为准；查明的情况在译文中只作指引"))
        if not self.letter.contact:
            points.append(OpenPoint("没有设置联系方式（HUIZHAO_LETTER__CONTACT），请在复函中写明联系人和电话"))
        return tuple(dict.fromkeys(points))

    def _main(self, analysis: Analysis) -> Matter:
        return self.catalogue.of(analysis.matters[0].key)

    def _matter(self, demand: Demand, analysis: Analysis) -> Matter:
        return self.catalogue.of(demand.matter) if demand.matter else self._main(analysis)

    def _reports(self, analysis: Analysis) -> bool:
        return any(self.catalogue.of(one.key).remit == "discipline" for one in analysis.matters)


def _together_with_the_first(variant: Variant, you: str, *, confidential: bool) -> Variant:
    answered = f"办理，办理情况由我局统一答复{you}" if confidential else f"办理并答复{you}"
    text = (
        f"该项诉求已一并转送，请前述部门按照上述规定{answered}。"
        if variant.name == REFER
        else "该项诉求按照前述途径一并解决。"
    )
    return Variant("一并办理", text, variant.english)


def _unlinked(text: str) -> str:
    """A conclusion without the ways that stand at its end: the same referral again is the same, whether it repeats them or not."""
    return _MAY_ALSO.split(text)[0]


def _english_heading(demand: Demand, matter: Matter) -> str:
    asked = "" if has_chinese(demand.text) else f": “{english_point(demand)}”"
    return f"{matter.english.capitalize()}{asked}"


def _is_promised(analysis: Analysis) -> bool:
    """Whether a promise of a public body is at stake."""
    keys = [one.key for one in analysis.matters]
    return is_promise(keys[:1]) or (bool(analysis.promises) and is_promise(keys))
