"""An official reply, paragraph by paragraph: what came in, for each demand what was found, the rule, the conclusion; then the next step."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from assistant.answering.asking.language import has_chinese
from assistant.complaints.intake.matters import Catalogue, Matter
from assistant.complaints.letters.english import english_date, english_letter
from assistant.complaints.letters.reply_records import (
    Analysis,
    Demand,
    Draft,
    FactKind,
    OpenPoint,
    Paragraph,
    ParagraphKind,
    Remit,
    RemitDecision,
    Variant,
)
from assistant.complaints.records import Complaint
from assistant.policies.citations import chinese_date
from assistant.replying.concluding import REFER, conclusions
from assistant.replying.matching import is_promise
from assistant.replying.questions import asked_of
from assistant.replying.quoting import rules_for
from assistant.replying.reading import days_to_come
from assistant.replying.telling import you_of
from assistant.replying.wording import core_of, english_point, heading_of, is_question, point_of, title_of
from assistant.sections.complaints import LetterSettings
from assistant.text.numerals import int_to_chinese
from assistant.workdays import BEIJING, WorkCalendar

_ABOUT_IT = 0.25
"""Least likeness to a demand of the matter's question that is asked for it."""
_DAYS_AHEAD = 5
_BOTH_SIDES = "双方"
"""Who knows what a dispute between private parties is about."""

Likeness = Callable[[Sequence[str], Sequence[str]], np.ndarray]
QuestionFor = Callable[[str, str, str, str], str]
"""Of a demand, its core, who can tell and how the letter speaks to the complainant: what must be found out for it."""


def promised_day(due: date | None, day: date) -> date:
    """The day that the letter names for the next step: the day on which the bureau must conclude, five working days ahead where that is past or none."""
    if due is not None and due > day:
        return due
    return WorkCalendar().add_working_days(day, _DAYS_AHEAD).day


@dataclass(frozen=True, slots=True)
class Drafter:
    """Composes letters by rules. What only staff can know is a visible blank: 【待核实：…】 or 【待填：…】."""

    catalogue: Catalogue
    likeness: Likeness
    letter: LetterSettings
    question_for: QuestionFor

    def compose(self, complaint: Complaint, analysis: Analysis, day: date, due: date | None) -> Draft:
        """The whole draft, with an English version by template where the complaint is in English."""
        paragraphs, by = [self.opening(complaint, analysis)], promised_day(due, day)
        quoted: set[str] = set()
        used: set[str] = set()
        for demand in analysis.demands:
            answered = self._answer(demand, analysis, complaint, quoted, used)
            quoted |= {clause.label for paragraph in answered for clause in paragraph.clauses}
            paragraphs += answered
        if not analysis.demands:
            paragraphs += self._answer_to_none(analysis, complaint)
        paragraphs += [
            self._next_step(analysis, by),
            Paragraph(ParagraphKind.CLOSING, "特此函复。", english="This is our reply."),
        ]
        ahead = days_ahead(complaint.text, day, by)
        several = len({one.matter for one in analysis.demands if one.matter}) > 1
        draft = Draft(
            title=title_of(analysis, self._main(analysis), several),
            addressee=analysis.party or "【待填：主送单位或者来信人】",
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

    def opening(self, complaint: Complaint, analysis: Analysis) -> Paragraph:
        """The incoming letter acknowledged: what it tells in the third person, then what it asks point by point."""
        you, received = you_of(analysis.party), complaint.received_at.astimezone(BEIJING).date()
        told = f"来信反映：{'；'.join(analysis.told)}。" if analysis.told and not self._reports(analysis) else ""
        if analysis.language == "en":
            given = "、".join(dict.fromkeys(fact.text for fact in analysis.facts if fact.kind is not FactKind.EVENT))
            told = f"来信（英文）反映：【待填：来信第一段的中文摘要{f'，写明{given}各是什么' if given else ''}】。"
        if self._main(analysis).remit == "discipline":
            told = "来信反映公职人员的有关问题。"
        # what is said of the accused stays with whom it goes to
        named = [one for one in analysis.demands if self._matter(one, analysis).remit != "discipline"]
        points = [point_of(one, analysis) for one in named]
        numbered = "；".join(f"{int_to_chinese(at)}是{point}" for at, point in enumerate(points, start=1))
        what = (
            f"来信提出以下诉求：{numbered}。" if len(points) > 1 else f"来信提出的诉求是{points[0]}。" if points else ""
        )
        asked = "; ".join(f"({one.number}) “{english_point(one)}”" for one in named)
        return Paragraph(
            ParagraphKind.OPENING,
            f"{you}{chinese_date(received)}提交的来信（编号：{complaint.number}）收悉。{told}{what}经研究，现函复如下：",
            english=f"We received your letter of {english_date(received)} (No. {complaint.number})"
            f"{f', in which you ask: {asked}' if asked else ''}. Our reply is as follows.",
        )

    def _answer(
        self, demand: Demand, analysis: Analysis, complaint: Complaint, quoted: Collection[str], used: set[str]
    ) -> list[Paragraph]:
        """Heading, finding, rules and conclusion for one demand; what was ``quoted`` above is only referred to, what was ``used``
        (questions to staff, conclusions) is not said again."""
        matter, number = self._matter(demand, analysis), demand.number
        parts = []
        if len(analysis.demands) > 1:
            about = matter.title if matter.remit == "discipline" else heading_of(demand, analysis, matter)
            heading = f"{int_to_chinese(number)}、关于{about}"
            parts.append(
                Paragraph(
                    ParagraphKind.HEADING, heading, number, english=f"{number}. {_english_heading(demand, matter)}"
                )
            )
        if matter.remit != "discipline":  # nothing is asked about a report in the house
            parts.append(self._finding(demand, analysis, complaint, matter, used))
        rules, rests_on_one = rules_for(demand, quoted, of=len(analysis.demands), refer=not matter.enquiry)
        parts += rules
        variants = conclusions(
            core_of(demand, analysis),
            matter,
            self.catalogue,
            self._remit(matter, analysis),
            you_of(analysis.party),
            quoted=rests_on_one,
            question=is_question(demand) or matter.enquiry,
            promised=_is_promised(analysis),
        )
        if variants[0].text in used:  # the same referral again: said once, referred to afterwards
            variants = (_together_with_the_first(variants[0], you_of(analysis.party)), *variants)
        used.add(variants[0].text)
        parts.append(
            Paragraph(
                ParagraphKind.CONCLUSION, variants[0].text, number, variants=variants, english=variants[0].english
            )
        )
        return parts

    def _finding(
        self, demand: Demand, analysis: Analysis, complaint: Complaint, matter: Matter, used: set[str]
    ) -> Paragraph:
        """What staff must find out, precisely: which file, which day, which department. What the letter tells is not asked again."""
        core, received = core_of(demand, analysis), complaint.received_at.astimezone(BEIJING).date()
        fresh = [one for one in matter.find_out if one.each or one.ask not in used]
        basic = [one for one in fresh if one is matter.find_out[0]]
        near = self.likeness([demand.text], [one.ask for one in fresh])[0] if fresh else np.zeros(0)
        further = [fresh[at] for at in np.argsort(-near) if near[at] >= _ABOUT_IT and fresh[at] not in basic][:1]
        used.update(one.ask for one in (*basic, *further))
        questions = [
            asked_of(one, analysis, complaint.text, received, core, basic=one in basic and demand.number == 1)
            for one in (*basic, *further)
        ]
        if not further and not any(one.each for one in basic):
            questions.append(self._asked_for(demand, analysis, matter, used))
            used.add(questions[-1])
        blanks = "，".join(f"【待核实：{question}】" for question in questions)
        by = "经我局核查" if self._remit(matter, analysis).remit is Remit.OWN else "经向有关单位了解"
        return Paragraph(
            ParagraphKind.FINDING,
            f"{by}，{blanks}。",
            demand.number,
            english="What we found is stated in the Chinese text.",
        )

    def _asked_for(self, demand: Demand, analysis: Analysis, matter: Matter, used: Collection[str]) -> str:
        """What must be found out for what a demand wants done; what was asked before is not asked again."""
        core = core_of(demand, analysis)
        if matter.knows == _BOTH_SIDES:
            return f"“{core}”的约定和双方各自的说法（供调解时参考）"
        who = "本局承办科室" if analysis.remit.own_affair else matter.knows
        question = self.question_for(demand.text, core, who, you_of(analysis.party))
        return question if question not in used else f"“{core}”的处理意见和依据（请{who}提供）"

    def _remit(self, matter: Matter, analysis: Analysis) -> RemitDecision:
        """Whose one demand is: the letter's, but for a demand that falls under another matter than the main one."""
        settled = analysis.remit.remit in {Remit.PENDING_CASE, Remit.UNCLEAR} or analysis.remit.own_affair
        if settled or _is_promised(analysis) or matter.remit == self._main(analysis).remit:
            return analysis.remit
        remits = {"own": Remit.OWN, "civil": Remit.CIVIL_DISPUTE}
        return RemitDecision(remits.get(matter.remit, Remit.OTHER_DEPARTMENT), analysis.remit.reason, matter.department)

    def _answer_to_none(self, analysis: Analysis, complaint: Complaint) -> list[Paragraph]:
        """A letter that asks for nothing: the matter is looked into all the same, and what is wished is asked."""
        matter, you = self._main(analysis), you_of(analysis.party)
        received = complaint.received_at.astimezone(BEIJING).date()
        questions = [asked_of(one, analysis, complaint.text, received) for one in matter.find_out[:1]]
        variants = conclusions(
            "来信反映的事项", matter, self.catalogue, analysis.remit, you, quoted=False, question=False
        )
        return [
            Paragraph(ParagraphKind.FINDING, f"经核查，{''.join(f'【待核实：{one}】' for one in questions)}。"),
            Paragraph(ParagraphKind.CONCLUSION, variants[0].text, variants=variants, english=variants[0].english),
            Paragraph(
                ParagraphKind.TEXT,
                f"来信没有写明希望怎样处理。{you}如有具体要求，请告知我局，我局一并办理。",
                english="If you wish for a particular remedy, please let us know.",
            ),
        ]

    def _next_step(self, analysis: Analysis, by: date) -> Paragraph:
        you = you_of(analysis.party)
        what = (
            "了解承办部门的办理进展并告知" if analysis.remit.remit is Remit.OTHER_DEPARTMENT else "将办理情况书面告知"
        )
        if self._main(analysis).remit == "discipline":
            text = f"{you}如需了解办理情况，可以向受理的纪检监察机关查询。"
            english = "Please ask the discipline inspection authority about the progress."
        elif analysis.remit.remit in {Remit.CIVIL_DISPUTE, Remit.PENDING_CASE}:
            text = f"如需我局协助，请于{chinese_date(by)}前与【待填：承办科室】联系。"
            english = f"Should you need our help, please contact us by {english_date(by)}."
        else:
            text = f"我局由【待填：承办科室】负责跟进，{chinese_date(by)}前{what}{you}。"
            english = f"We will inform you of the progress by {english_date(by)}."
        if self.letter.contact and self._main(analysis).remit != "discipline":
            text += f"{you}可以按照本函所附联系方式与我局联系。"
        return Paragraph(ParagraphKind.NEXT_STEP, text, english=english)

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


def days_ahead(letter: str, day: date, by: date) -> tuple[str, ...]:
    """Reminders of the days that the letter names and that come before the bureau's own next step."""
    return tuple(
        f"来信写到{written}：早于复函所写的{chinese_date(by)}，请在那以前办理或者联系来信人"
        for written, named in days_to_come(letter, day)
        if named <= by
    )


def _together_with_the_first(variant: Variant, you: str) -> Variant:
    text = (
        f"该项诉求已一并转送，请前述部门按照上述规定办理并答复{you}。"
        if variant.name == REFER
        else "该项诉求按照前述途径一并解决。"
    )
    return Variant("一并办理", text, variant.english)


def _english_heading(demand: Demand, matter: Matter) -> str:
    asked = "" if has_chinese(demand.text) else f": “{english_point(demand)}”"
    return f"{matter.english.capitalize()}{asked}"


def _is_promised(analysis: Analysis) -> bool:
    """Whether a promise of a public body is at stake."""
    return bool(analysis.promises) and is_promise([one.key for one in analysis.matters])
