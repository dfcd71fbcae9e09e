"""An official reply, paragraph by paragraph: what came in, for each demand what was found, the rule, the conclusion, the next step."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from assistant.access import CURRENT
from assistant.answering.language import has_chinese
from assistant.complaints.records import Complaint
from assistant.complaints.reply_records import (
    Analysis,
    BearingClause,
    Demand,
    Draft,
    FactKind,
    OpenPoint,
    Paragraph,
    ParagraphKind,
    Remit,
)
from assistant.policies.citations import chinese_date
from assistant.replying.reading import party_of
from assistant.settings import LetterSettings
from assistant.text.numerals import int_to_chinese
from assistant.workdays import BEIJING

_LEAD = re.compile(
    r"^(?:(?:同时|另外|此外|并且?|[，,]|我们?(?:公司|司|方)?|本人)?(?:在此|特此|现|特|故|只|再次|强烈)?(?:恳请|请求|要求|希望|盼望?|申请|敬请|请|想问|想知道)(?:贵局|你局|贵单位|你们|局里|有关部门|领导)?(?:尽快|及时|依法|能够?|帮忙|协助|书面)*(?:对|就)?)+"
)
_LONGEST_HEADING = 34
_CURRENT = {str(status) for status in CURRENT}


def compose(complaint: Complaint, analysis: Analysis, letter: LetterSettings, day: date, due: date | None) -> Draft:
    """The whole draft by rules. What only staff can know is a visible blank: 【待核实：…】."""
    paragraphs = [opening(complaint, analysis)]
    if analysis.remit.remit in {Remit.CIVIL_DISPUTE, Remit.OTHER_DEPARTMENT, Remit.PENDING_CASE}:
        paragraphs += _outside(analysis)
    else:
        quoted: set[str] = set()
        for demand in analysis.demands:
            answered = answer_to(demand, analysis, due, quoted, alone=len(analysis.demands) == 1)
            quoted |= {clause.label for paragraph in answered for clause in paragraph.clauses}
            paragraphs += answered
        if not analysis.demands:
            paragraphs.append(Paragraph(ParagraphKind.NEXT_STEP, _ask_for_more(analysis)))
    paragraphs.append(Paragraph(ParagraphKind.CLOSING, "特此函复。"))
    return Draft(
        title=title_of(complaint, analysis),
        addressee=analysis.party or "【待填：主送单位或者来信人】",
        paragraphs=tuple(paragraphs),
        signature=letter.issuer,
        dated=day,
        contact=letter.contact,
        open_points=open_points(complaint, analysis),
    )


def title_of(complaint: Complaint, analysis: Analysis) -> str:
    """关于…的复函. A person's name stays out of the title."""
    subject = re.sub(
        r"^关于|的?(?:投诉|诉求|申诉|反映|复函|函|信|情况反映)(?:信|书|函)?$", "", complaint.subject.strip(" 。…")
    )
    if not subject or len(subject) > 30 or analysis.language == "en" or analysis.abusive:
        subject = f"{analysis.category}有关问题" if analysis.category != "其他" else "来信所涉有关问题"
    party = analysis.party if _is_company(analysis.party) else ""
    if party and party in subject:
        party = ""
    return f"关于{party}反映{subject}的复函" if "反映" not in subject else f"关于{subject}的复函"


def opening(complaint: Complaint, analysis: Analysis) -> Paragraph:
    """The incoming letter acknowledged."""
    received = chinese_date(complaint.received_at.astimezone(BEIJING).date())
    points = "；".join(
        f"{number}是{subject_of(one)}" for number, one in zip("一二三四五六", analysis.demands, strict=False)
    )
    what = f"来信主要提出以下诉求：{points}。" if len(analysis.demands) > 1 else ""
    return Paragraph(
        ParagraphKind.OPENING,
        f"{_you(analysis)}{received}提交的来信（编号：{complaint.number}）收悉。{what}经研究，现函复如下：",
    )


def answer_to(
    demand: Demand, analysis: Analysis, due: date | None, quoted: Collection[str] = (), alone: bool = False
) -> list[Paragraph]:
    """Heading, finding, rules, conclusion and next step for one demand; what was ``quoted`` above is only referred to."""
    heading = Paragraph(
        ParagraphKind.HEADING, f"{int_to_chinese(demand.number)}、关于{subject_of(demand)}", demand.number
    )
    parts = [] if alone else [heading]
    parts.append(finding(demand, analysis))
    current = _of_one_document([clause for clause in demand.clauses if clause.status_today in _CURRENT])
    lapsed = [clause for clause in demand.clauses if clause.status_today not in _CURRENT]
    fresh = [clause for clause in current if clause.label not in quoted]
    parts += [rule(clause, demand.number, first=number == 0) for number, clause in enumerate(fresh)]
    if known := [clause.label for clause in current if clause.label in quoted]:
        also = "同时适用" if fresh else "适用"
        parts.append(Paragraph(ParagraphKind.RULE, f"该项诉求{also}前述{'、'.join(known)}的规定。", demand.number))
    parts += [
        _lapsed_rule(clause, demand.number)
        for clause in lapsed
        if clause.status_then in _CURRENT and clause.label not in quoted
    ]
    parts.append(conclusion(demand, analysis))
    parts.append(next_step(demand, due))
    return parts


def finding(demand: Demand, analysis: Analysis) -> Paragraph:
    """What the letter states, and what staff must find out."""
    stated = [fact.text for fact in analysis.facts if fact.kind is not FactKind.EVENT]
    told = (
        f"来信所述的{'、'.join(dict.fromkeys(stated[:4]))}等情况，"
        if stated and demand.number == 1
        else "来信所述情况，"
    )
    return Paragraph(
        ParagraphKind.FINDING,
        f"{told}经我局核查，【待核实：{core_of(demand)}的事实和办理经过】。",
        demand.number,
    )


def rule(clause: BearingClause, demand: int, first: bool = True) -> Paragraph:
    """A clause in force, verbatim."""
    return Paragraph(
        ParagraphKind.RULE,
        f"{'根据' if first else '同时，'}{clause.label}{'规定' if first else '还规定'}：“{clause.quote}”",
        demand,
        (clause,),
    )


def _of_one_document(clauses: Sequence[BearingClause]) -> Sequence[BearingClause]:
    """The surest clause and others of its document: what stands elsewhere is left to staff, who see all of them."""
    return [clause for clause in clauses if clause.source_id == clauses[0].source_id]


def _lapsed_rule(clause: BearingClause, demand: int) -> Paragraph:
    when = f"{chinese_date(clause.then)}时" if clause.then else "当时"
    return Paragraph(
        ParagraphKind.RULE,
        f"来信所述事项发生在{when}，当时施行的{clause.label}规定：“{clause.quote}”该规定现已不再施行，是否适用以【待核实：批准或者申请时的有效规定】为准。",
        demand,
        (clause,),
    )


def conclusion(demand: Demand, analysis: Analysis) -> Paragraph:
    """What follows. Whether it is so, only staff can say."""
    if any(clause.status_today in _CURRENT for clause in demand.clauses):
        text = f"据此，{_you(analysis)}提出的该项诉求应当按照上述规定办理。经核对，【待核实：是否符合规定的条件，符合或者不符合的依据】。"
    else:
        text = "该项诉求目前没有查到可以直接适用的公开规定。【待核实：处理依据和结论】。"
    return Paragraph(ParagraphKind.CONCLUSION, text, demand.number)


def next_step(demand: Demand, due: date | None) -> Paragraph:
    """Who does what until when."""
    by = f"{chinese_date(due)}前" if due else "【待填：办理时限】前"
    return Paragraph(
        ParagraphKind.NEXT_STEP, f"我局由【待填：承办科室】负责跟进，{by}将办理情况书面告知。", demand.number
    )


def open_points(complaint: Complaint, analysis: Analysis) -> tuple[OpenPoint, ...]:
    """What staff must settle, beside the blanks in the text."""
    points = [
        OpenPoint("没有找到直接有关的公开条款，请人工检索或者征求主管部门意见", demand.number)
        for demand in analysis.demands
        if not demand.clauses
    ]
    points += [
        OpenPoint(
            f"{clause.label}在事发时{clause.status_then}，现在{clause.status_today}：请确认适用哪一个规定",
            demand.number,
        )
        for demand in analysis.demands
        for clause in demand.clauses
        if clause.status_then and clause.status_then != clause.status_today
    ]
    if analysis.remit.remit is not Remit.OWN:
        points.append(OpenPoint(f"职责判断仅为建议（{analysis.remit.reason}），请审核"))
    if analysis.risks:
        points.append(
            OpenPoint(
                "来信提到"
                + "、".join(dict.fromkeys(f"{risk.word}（{risk.kind}）" for risk in analysis.risks))
                + "，请注意稳妥处置"
            )
        )
    if any(risk.kind in {"自伤", "暴力"} for risk in analysis.risks):
        points.insert(0, OpenPoint("来信有伤害自己或者他人的表述：请立即报告负责人，并由专人当天联系"))
    if not complaint.contact and not analysis.party:
        points.append(OpenPoint("没有联系方式，复函无法送达"))
    if analysis.language == "en":
        points.append(OpenPoint("来信为英文，需附英文译文（译文仅供参考，以中文为准）；未配置语言模型时请人工翻译"))
    if analysis.abusive:
        points.append(OpenPoint("来信用语激烈：复函保持平实、礼貌，不回应情绪性用语"))
    return tuple(points)


def subject_of(demand: Demand) -> str:
    """A demand as the object of 关于: 兑现2025年度租金补贴的诉求."""
    core = core_of(demand)
    return core if core.endswith(("问题", "诉求", "事宜", "请求")) else f"{core}的诉求"


def core_of(demand: Demand) -> str:
    """What is demanded, without the words of asking; an English demand by its number, for a Chinese letter."""
    if not has_chinese(demand.text):
        return f"来信第{int_to_chinese(demand.number)}项请求"
    plain = re.sub(r"\s+", "", demand.text)
    core = re.split(r"[，。；;！!？?]", _LEAD.sub("", plain).strip("，。；;！!？?、"))[0] or plain.strip(
        "，。；;！!？?"
    )
    return core if len(core) <= _LONGEST_HEADING else f"{core[:_LONGEST_HEADING]}…"


def _outside(analysis: Analysis) -> Sequence[Paragraph]:
    """Why the bureau does not deal with it, and where to go instead."""
    remit = analysis.remit
    if remit.remit is Remit.OTHER_DEPARTMENT:
        why = f"经审查，{_you(analysis)}反映的{analysis.category}问题不属于我局职责范围。"
    else:
        why = f"经审查，{_you(analysis)}反映的事项不属于我局受理范围：{remit.reason}。"
    paragraphs = [Paragraph(ParagraphKind.CONCLUSION, why)]
    seen: set[str] = set()
    for demand in analysis.demands:
        for clause in demand.clauses:
            if clause.status_today in _CURRENT and clause.label not in seen and remit.remit is Remit.OTHER_DEPARTMENT:
                seen.add(clause.label)
                paragraphs.append(rule(clause, demand.number, first=len(seen) == 1))
    paragraphs.append(
        Paragraph(
            ParagraphKind.NEXT_STEP,
            f"建议{_you(analysis)}通过以下途径解决：{remit.go_to}。如需我局协助提供政策咨询，可以按照本函所附联系方式与我局联系。",
        )
    )
    return paragraphs


def _ask_for_more(analysis: Analysis) -> str:
    return f"来信没有写明具体的请求。请{_you(analysis)}补充需要我局办理的具体事项、有关事实和证明材料，我局收到后依法处理。"


def _you(analysis: Analysis) -> str:
    return "你公司" if _is_company(analysis.party) else "您"


def _is_company(party: str) -> bool:
    return bool(party) and bool(party_of(f"我公司{party}", "") or re.search(r"公司|协会|商会|中心|店|行$", party))


def without_english(draft: Draft) -> Draft:
    """The draft without a translation that a change has made untrue."""
    return replace(draft, english="")
