"""What only staff can find out, as a draft asks it of them: never what the letter says."""

import re
from collections.abc import Sequence
from datetime import date

from assistant.complaints.intake.matters import Question
from assistant.complaints.letters.reply_records import Analysis, Demand, FactKind, Paragraph, ParagraphKind, Remit
from assistant.replying.asking.demand_acts import DemandAct
from assistant.replying.reading import days_told
from assistant.replying.wording import spoken_to
from assistant.replying.words import WORDS

_HINT = re.compile(r"（((?:来信|请|查|供|由)[^（）]*)）")
_WHETHER = WORDS.pattern("whether")
_TOLD, _SHORT = 2, 12
_STATED = "来信已写明金额，请逐项核对"
_OTHER_SIDE = WORDS.pattern("other_sides")
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
    if core and question.each and len(core) <= _SHORT:
        asked = asked.replace("所询事项", core)
    return _OTHER_SIDE.sub("本局承办科室", asked) if analysis.remit.own_affair else asked


def found_out(asked: str) -> str:
    """A question as a letter states what was found: its subject in the sentence, who can tell and what to check in the blank."""
    hints = _HINT.findall(asked)
    subject = _HINT.sub("", asked)
    return f"{subject}{'' if _WHETHER.search(subject) else '为'}【待核实：{'；'.join(hints) or '由承办科室查明'}】"


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


def is_own(demand: Demand, analysis: Analysis) -> bool:
    """Whether a demand is about the bureau's own part of a matter of others."""
    partly = analysis.remit.remit is Remit.PARTLY
    return partly and any(demand.text in act or act in demand.text for act in analysis.own_acts)


def own_finding(demand: Demand, act: DemandAct, analysis: Analysis) -> Paragraph:
    """What staff must find out in the bureau's own files."""
    asked = [find.format(who="本局承办科室", you=spoken_to(analysis)) for find in act.find[:1]]
    blanks = "，".join(map(found_out, asked or ["所述我局有关情况（请本局承办科室核对档案）"]))
    return Paragraph(
        ParagraphKind.FINDING,
        f"经我局核查，{blanks}。",
        demand.number,
        english="What we found is stated in the Chinese text.",
    )
