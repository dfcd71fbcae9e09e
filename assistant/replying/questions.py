"""What only staff can find out, as a draft asks it of them: never what the letter says."""

import re
from collections.abc import Sequence
from datetime import date

from assistant.complaints.intake.matters import Question
from assistant.complaints.letters.reply_records import Analysis, FactKind
from assistant.replying.reading import days_told

_TOLD = 2
_OTHER_SIDE = re.compile(r"(?:付款|出租|收费|用人)单位")
_IN_CHINESE = {
    "investment agreement": "投资协议",
    "agreement": "协议",
    "contract": "合同",
    "minutes": "会议纪要",
    "lease": "租赁合同",
}


def asked_of(
    question: Question, analysis: Analysis, letter: str, received: date, core: str = "", *, basic: bool = True
) -> str:
    """The question as staff read it: where the letter tells what is asked for, that it be checked. Where the bureau itself owes, it asks itself.

    The days that the letter tells of stand beside a matter's ``basic`` question alone: what is asked after it has days of its own.
    """
    asked = _asked(question, analysis, days_told(letter, received) if basic else ())
    if core and question.each:
        asked = asked.replace("所询事项", f"“{core}”")
    return _OTHER_SIDE.sub("本局承办科室", asked) if analysis.remit.own_affair else asked


def _asked(question: Question, analysis: Analysis, days: Sequence[str]) -> str:
    amounts = tuple(dict.fromkeys(fact.text for fact in analysis.facts if fact.kind is FactKind.AMOUNT))
    given = {
        "source": "、".join(_IN_CHINESE.get(one.lower(), one) for one in analysis.sources[:2]),
        "day": next((fact.text for fact in analysis.facts if fact.kind is FactKind.DATE), ""),
        "amount": "".join(amounts[:1]),
    }.get(question.given, "")
    if given and question.check:
        return question.check.format(**{question.given: given})
    asked = question.ask
    for word, told in (("日期", days), ("金额", amounts)):
        if told and (named := re.search(rf"[^，、（）和]*{word}", asked)):
            checked = f"（来信写到{'、'.join(told[:_TOLD])}，请核对）"
            asked = f"{asked[: named.end()]}{checked}{asked[named.end() :]}"
    return asked
