"""How a reply ends: the next step and its day, and the days of the letter that come before it."""

from datetime import date, timedelta

from assistant.complaints.intake.matters import Matter
from assistant.complaints.letters.english import english_date
from assistant.complaints.letters.reply_records import Analysis, Paragraph, ParagraphKind, Remit
from assistant.policies.citations import chinese_date
from assistant.replying.reading import days_to_come
from assistant.replying.wording import spoken_to
from assistant.workdays import WorkCalendar

_DAYS_AHEAD, _LOOKED_BACK = 5, 12


def promised_day(due: date | None, day: date, letter: str = "") -> date:
    """The day that the letter names for the next step: the day on which the bureau must conclude, five working days ahead where that is past or
    none; the last working day before one that the incoming ``letter`` names, where that comes first."""
    calendar = WorkCalendar()
    by = due if due is not None and due > day else calendar.add_working_days(day, _DAYS_AHEAD).day
    for _, named in days_to_come(letter, day):
        before = next(
            (one for back in range(1, _LOOKED_BACK) if calendar.is_working_day(one := named - timedelta(days=back))),
            day,
        )
        if day < before < by:
            by = before
    return by


def days_ahead(letter: str, day: date, by: date) -> tuple[str, ...]:
    """Reminders of the days that the letter names and that come before the bureau's own next step."""
    return tuple(
        f"来信写到{written}：早于复函所写的{chinese_date(by)}，请在那以前办理或者联系来信人"
        for written, named in days_to_come(letter, day)
        if named <= by
    )


def next_step(analysis: Analysis, main: Matter, by: date, *, contact: bool) -> Paragraph:
    """Who does what by when after the letter, and how more can be said."""
    you = spoken_to(analysis)
    what = "了解承办部门的办理进展并告知" if analysis.remit.remit is Remit.OTHER_DEPARTMENT else "将办理情况书面告知"
    if main.remit == "discipline":
        text = f"{you}如需了解办理情况，可以向受理的纪检监察机关查询。"
        english = "Please ask the discipline inspection authority about the progress."
    elif analysis.remit.remit in {Remit.CIVIL_DISPUTE, Remit.PENDING_CASE}:
        text = f"如需我局协助，请于{chinese_date(by)}前与【待填：承办科室】联系。"
        english = f"Should you need our help, please contact us by {english_date(by)}."
    else:
        text = f"我局由【待填：承办科室】负责跟进，{chinese_date(by)}前{what}{you}。"
        english = f"We will inform you of the progress by {english_date(by)}."
    if contact and main.remit != "discipline":
        text += f"{you}如有补充材料或者意见，可以按照本函所附联系方式与我局联系，已经提交的材料不需要重复提交。"
    return Paragraph(ParagraphKind.NEXT_STEP, text, english=english)
