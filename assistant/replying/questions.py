"""What only staff can find out, as they are reminded of it: never what the letter says."""

import re
from collections.abc import Sequence
from datetime import date

from assistant.complaints.intake.matters import Question
from assistant.complaints.letters.reply_records import Analysis, FactKind
from assistant.replying.reading import days_told
from assistant.replying.words import WORDS

_TOLD = 2
_STATED = "来信已写明金额，请逐项核对"
_OTHER_SIDE = WORDS.pattern("other_sides")
_IN_CHINESE = {
    "investment agreement": "投资协议",
    "agreement": "协议",
    "contract": "合同",
    "minutes": "会议纪要",
    "lease": "租赁合同",
}


def asked_of(question: Question, analysis: Analysis, letter: str, received: date) -> str:
    """The question as staff read it: where the letter tells what is asked for, that it be checked. Where the bureau itself owes, it asks itself."""
    asked = _asked(question, analysis, days_told(letter, received))
    return _OTHER_SIDE.sub("本局承办科室", asked) if analysis.remit.own_affair else asked


def _asked(question: Question, analysis: Analysis, days: Sequence[str]) -> str:
    amounts = tuple(dict.fromkeys(fact.text for fact in analysis.facts if fact.kind is FactKind.AMOUNT))
    given = {
        "source": "、".join(_named_papers(analysis.sources)),
        "day": next((fact.text for fact in analysis.facts if fact.kind is FactKind.DATE), ""),
        "amount": "".join(amounts[:1]),
    }.get(question.given, "")
    if given and question.check:
        return question.check.format(**{question.given: given})
    asked = question.ask
    for word, told in (("日期", "、".join(days[:_TOLD])), ("金额", _STATED if amounts else "")):
        if told and (named := re.search(rf"[^，、（）和]*{word}", asked)):
            checked = f"（来信写到{told}，请核对）" if told != _STATED else f"（{told}）"
            asked = f"{asked[: named.end()]}{checked}{asked[named.end() :]}"
    return asked


def _named_papers(sources: Sequence[str]) -> list[str]:
    """The papers by their names, at most two, those with a title where there are any; one whose name another holds is none of its own."""
    named = [_IN_CHINESE.get(one.lower(), one) for one in sources]
    whole = [one for one in named if not any(one != other and one.strip("《》") in other for other in named)]
    titled = [one for one in whole if "《" in one]
    return (titled or whole)[:_TOLD]
