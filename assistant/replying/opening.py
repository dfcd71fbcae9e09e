"""How a reply begins, and what it says beside the answers: that a report on an official goes its own way, and that a wish for secrecy is kept."""

from collections.abc import Sequence

from assistant.complaints.letters.english import english_date
from assistant.complaints.letters.reply_records import Analysis, Demand, Paragraph, ParagraphKind, Remit
from assistant.complaints.records import Complaint
from assistant.policies.citations import chinese_date
from assistant.replying.wording import english_point, spoken_to
from assistant.workdays import BEIJING

HOTLINE = "hotline"
_OF_OTHERS = frozenset({Remit.PARTLY, Remit.OTHER_DEPARTMENT, Remit.CIVIL_DISPUTE})


def opening(
    complaint: Complaint,
    analysis: Analysis,
    point: str,
    named: Sequence[Demand],
    about: str,
    *,
    reported: bool,
) -> Paragraph:
    """What came in acknowledged: what it tells in the third person, and the ``point`` where it asks for one thing; several are the headings
    below. Of what is ``reported`` of an official nothing is repeated. ``named`` are the demands,
    ``about`` says what the letter is about where nothing that it tells can be repeated."""
    received = complaint.received_at.astimezone(BEIJING).date()
    called = complaint.channel == HOTLINE
    came = "来电" if called else "来函" if analysis.client else "来信"
    single = f"{came}提出的诉求是{point}。" if point and len(named) == 1 else ""
    ends = (
        "现就所提诉求逐项答复如下：" if len(named) > 1 else "经研究，现答复如下：" if called else "经研究，现函复如下："
    )
    asked = "; ".join(f"({at}) “{english_point(one)}”" for at, one in enumerate(named, start=1))
    return Paragraph(
        ParagraphKind.OPENING,
        f"{_received(complaint, analysis, called=called)}收悉。{_told(analysis, came, about, reported=reported)}{single}{ends}",
        english=f"We received your letter of {english_date(received)} (No. {complaint.number})"
        f"{_told_in_english(analysis)}"
        f"{f'. You ask: {asked}' if asked and not reported else ''}. Our reply is as follows.",
    )


def _received(complaint: Complaint, analysis: Analysis, *, called: bool) -> str:
    you, day = spoken_to(analysis), chinese_date(complaint.received_at.astimezone(BEIJING).date())
    if called:
        return f"{you}{day}通过12345热线反映的事项（编号：{complaint.number}）"
    if analysis.client:
        return f"{you}受{analysis.client}委托{day}提交的来函（编号：{complaint.number}）"
    return f"{you}{day}提交的来信（编号：{complaint.number}）"


def _told_in_english(analysis: Analysis) -> str:
    told = "; ".join(f"“{one}”" for one in analysis.told)
    return f", in which you write: {told}" if told and analysis.language == "en" else ""


def _told(analysis: Analysis, came: str, about: str, *, reported: bool) -> str:
    if reported:
        return f"{came}反映公职人员的有关问题。"
    if analysis.language == "en" and analysis.told:
        return f"来信（英文）反映，原文为：{'；'.join(f'“{one}”' for one in analysis.told)}。"
    if analysis.language == "en":
        return "来信（英文）反映：【待填：来信第一段的中文摘要】。"
    return f"{came}反映：{'；'.join(analysis.told)}。" if analysis.told else about


def own_part(analysis: Analysis, part: str) -> list[Paragraph]:
    """Where a matter of others holds a part of the bureau's own that no demand names: the bureau answers it all the same. ``part`` is what the
    catalogue says of it."""
    if analysis.remit.remit not in _OF_OTHERS or analysis.remit.leads or not analysis.own_acts:
        return []
    you = spoken_to(analysis)
    does = part or "核实有关情况"
    return [
        Paragraph(
            ParagraphKind.TEXT,
            f"来信还提到由我局或者我局工作人员办理、承诺、引进的有关情况。这一部分由我局【待填：承办科室】负责：{does}，结果于【待填：日期】前书面告知{you}；"
            f"需要当面沟通的，我局约请{you}面谈。",
            english="What you write about our office's own part is verified by [section] of our office, which informs you of the result by [date].",
        )
    ]


def beside(analysis: Analysis, *, reported: bool, kept: bool = False) -> list[Paragraph]:
    """What a letter says behind its answers: of a report that came beside another matter, and of a wish for secrecy
    unless an answer above already does (``kept``)."""
    you, parts = spoken_to(analysis), []
    if reported:
        parts.append(
            Paragraph(
                ParagraphKind.TEXT,
                "所反映的其他问题，依照《信访工作条例》第三十条由纪检监察机关受理，我局另行移送，不在本函中答复，也不由本函涉及的经办科室处理。"
                f"{you}可以直接向纪检监察机关（12388）反映和提交材料。",
                english="What else you report is for the discipline inspection authority (12388), to which it has been passed separately; it is not dealt with in this letter.",
            )
        )
    if analysis.confidential and not kept:
        parts.append(
            Paragraph(
                ParagraphKind.TEXT,
                f"{you}提出的保密要求，我局在登记、核查和转办中予以落实，不向被反映的单位和个人透露来信人的身份和能够识别来信人的内容。"
                f"不透露有关信息就无法办理的事项，我局先征求{you}的书面意见；{you}不同意的，采用汇总了解等不指明来信人的方式核实。",
                english="Your wish for confidentiality is respected: nothing that identifies you is passed on without your written consent.",
            )
        )
    return parts
