"""Whose a matter is, for staff to decide, and what in a letter calls for care."""

import re
from collections.abc import Sequence

from assistant.complaints.intake.matters import Matter
from assistant.complaints.letters.reply_records import Promise, Remit, RemitDecision, RiskWord, Span
from assistant.replying.asking.own_acts import OwnAct, OwnActKind
from assistant.replying.matching import is_promise
from assistant.replying.words import WORDS

_PENDING = re.compile(
    rf"{WORDS.any_of('courts')}[^。]{{0,12}}{WORDS.any_of('court_acts')}|{WORDS.any_of('parties_to_a_case')}[^，。；]{{0,8}}{WORDS.any_of('filed')}"
    rf"|（?\(?20\d{{2}}\)?）?[^。]{{0,6}}民初[^。]{{0,8}}号|{WORDS.any_of('pending_in_english')}",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    rf"\d+\s*(?:多)?{WORDS.any_of('many_people')}[^。]{{0,6}}{WORDS.any_of('act_together')}|{WORDS.any_of('群体')}"
)
_RISKS = (
    ("群体", _TOGETHER),
    *((kind, WORDS.pattern(kind)) for kind in ("媒体", "诉讼", "上访", "自伤", "暴力", "外交", "停业撤资")),
)
_ABUSE = WORDS.pattern("abuse")
_PROCEDURES = (("procurement", "procures"), ("bidding", "tenders"))
_QUOTED = 60
_BESIDE_THE_BUREAU = WORDS.pattern("bodies_beside_the_bureau")


def remit_of(
    text: str,
    matters: Sequence[Matter],
    promises: Sequence[Promise],
    own_acts: Sequence[OwnAct] = (),
    *,
    against_the_bureau: bool,
    reachable: bool,
) -> RemitDecision:
    """A proposal. Proceedings elsewhere come first, then what a public body promised, which is never turned away, then whose the matter is;
    of others' matters the bureau answers its own part."""
    if pending := _PENDING.search(text):
        return RemitDecision(
            Remit.PENDING_CASE,
            f"来信称已经进入诉讼、仲裁或者复议程序（“{pending.group()}”）",
            "受理案件的人民法院、仲裁机构或者行政复议机关",
            "已进入司法、仲裁或者复议程序的，由相应机关依法处理",
        )
    main = matters[0]
    if main.remit == "discipline":
        return RemitDecision(
            Remit.OTHER_DEPARTMENT,
            "反映公职人员的问题由纪检监察机关处理",
            main.department,
            "《信访工作条例》第三十条：检举控告类事项由纪检监察机关依规依纪依法处理",
        )
    if not reachable:
        return RemitDecision(
            Remit.UNCLEAR, "没有写明投诉人和联系方式，无法核实和答复", "", "请投诉人补充身份和联系方式"
        )
    if promises and is_promise([one.key for one in matters]):
        return _promised(main, promises[0].who, _bound_beside(own_acts, promises))
    if main.remit == "own":
        return RemitDecision(Remit.OWN, f"{main.name}属于本局职责")
    if against_the_bureau:
        return RemitDecision(Remit.OWN, "来信反映的是本局自己的合同或者行为，由本局处理", own_affair=True)
    organ = next((one for one in own_acts if one.kind is OwnActKind.ORGAN), None)
    if organ is not None:
        return RemitDecision(Remit.OWN, f"来信反映的单位属于本局（“{_short(organ.text)}”），由本局核实办理", leads=True)
    bound = next((one for one in own_acts if one.kind is OwnActKind.BOUND), None)
    if bound is not None and is_promise([one.key for one in matters]):
        others = main.department if main.remit == "other" else ""
        together = f"会同{others}" if others else ""
        return RemitDecision(
            Remit.PARTLY if others else Remit.OWN,
            f"来信写到本局订立的约定（“{_short(bound.text)}”），由本局牵头{together}核实",
            others,
            "部门职责分工" if others else "",
            leads=True,
        )
    own = next((one for one in own_acts if one.kind is not OwnActKind.BROUGHT), None)
    if own is not None:
        return RemitDecision(
            Remit.PARTLY,
            f"来信写到本局自己的事（“{_short(own.text)}”），这一部分由本局核实答复；其余由主管部门或者法定途径处理",
            main.department,
            "部门职责分工",
        )
    if main.remit == "civil":
        return RemitDecision(
            Remit.CIVIL_DISPUTE,
            "属于平等民事主体之间因合同履行或者权益分配产生的争议",
            "人民法院、仲裁机构、人民调解组织",
            "《外商投资企业投诉工作办法》（商务部令2020年第3号）第二条：投诉不包括民商事纠纷",
        )
    return RemitDecision(Remit.OTHER_DEPARTMENT, f"{main.name}由主管部门办理", main.department, "部门职责分工")


def _promised(main: Matter, who: str, beside: str) -> RemitDecision:
    """What was promised is the bureau's own to see to; what it undertook with another body (``beside``), or what is told beside a matter of others, is
    for both."""
    others = beside or (main.department if main.remit == "other" else "")
    if not others:
        return RemitDecision(
            Remit.OWN, f"涉及政府及其部门的承诺（{who}），由本局牵头核实，不得以职责分工推出去", leads=True
        )
    return RemitDecision(
        Remit.PARTLY,
        f"涉及政府及其部门的承诺（{who}），由本局牵头会同{others}核实，不得以职责分工推出去",
        others,
        "部门职责分工",
        leads=True,
    )


def _bound_beside(own_acts: Sequence[OwnAct], promises: Sequence[Promise]) -> str:
    """The street, town or park that promised something, or bound itself together with the bureau; "" where none did."""
    told = [one.text for one in own_acts if one.kind is OwnActKind.BOUND] + [one.what for one in promises]
    return next((named.group() for one in told if (named := _BESIDE_THE_BUREAU.search(one))), "")


def with_the_part_of_others(decision: RemitDecision, offices: Sequence[str]) -> RemitDecision:
    """What is the bureau's own as a whole, some of whose demands are for other ``offices`` to meet; what it promised, or its own unit did, stays its own."""
    if decision.remit is not Remit.OWN or decision.own_affair or decision.leads or not offices:
        return decision
    named = "、".join(offices)
    return RemitDecision(Remit.PARTLY, f"{decision.reason}；其中有属于{named}职责的诉求", named, "部门职责分工")


def _short(sentence: str) -> str:
    return " ".join(sentence.split()).strip("。；;！!？?，")[:_QUOTED]


def risks_in(text: str) -> tuple[RiskWord, ...]:
    """Words that call for care, in the order of the text."""
    found = [
        RiskWord(match.group(), kind, Span(match.start(), match.end()))
        for kind, pattern in _RISKS
        for match in pattern.finditer(text)
    ]
    return tuple(sorted(found, key=lambda risk: risk.span.start))


def is_abusive(text: str) -> bool:
    """Whether the letter insults: the reply stays plain and courteous."""
    return _ABUSE.search(text) is not None


def is_decided(text: str) -> bool:
    """Whether the letter tells of something that an authority decided, or did not decide in time."""
    return WORDS.pattern("decided").search(text) is not None


def tender_of(text: str) -> str:
    """The procedure that a letter speaks of: procurement before bidding, since public procurement may be by tender; "" where it names neither."""
    return next((key for key, name in _PROCEDURES if WORDS.pattern(name).search(text)), "")
