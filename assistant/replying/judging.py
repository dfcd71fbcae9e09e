"""Whose a matter is, for staff to decide, and what in a letter calls for care."""

import re
from collections.abc import Sequence

from assistant.complaints.intake.matters import Matter
from assistant.complaints.letters.reply_records import Promise, Remit, RemitDecision, RiskWord, Span
from assistant.replying.asking.own_acts import OwnAct, OwnActKind
from assistant.replying.matching import is_promise


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_PENDING = re.compile(
    r"(?:法院|仲裁委|仲裁机构|仲裁庭|复议机关)[^。]{0,12}(?:受理|立案|开庭|审理|判决|裁决|调解书|案号)|(?:我们?|我公司|我司|本公司|委托人|双方|对方|此事|案件|该案)[^，。；]{0,8}已(?:经)?(?:起诉|提起诉讼|申请仲裁|立案|提起行政复议|申请行政复议)|（?\(?20\d{2}\)?）?[^。]{0,6}民初[^。]{0,8}号"
    r"|court has accepted|pending (?:before|in) (?:the )?(?:court|arbitration)|filed (?:a|the) (?:law)?suit",
    re.IGNORECASE,
)
_RISKS = (
    (
        "群体",
        _words(
            r"集体(?:上访|签名|维权|到)|联名|\d+\s*(?:多)?(?:家企业|名(?:员工|业主|商户)|户)[^。]{0,6}(?:一起|联合|共同|准备|都)|聚集|拉横幅|围堵|堵门"
        ),
    ),
    ("媒体", _words(r"媒体|曝光|记者|电视台|网络发帖|发到网上|微博|抖音|热搜|直播|press|media|journalist|newspaper")),
    ("诉讼", _words(r"诉讼|起诉|法院|律师函|仲裁|行政复议|打官司|lawsuit|court|legal action|arbitration|lawyer")),
    ("上访", _words(r"上访|信访|进京|省里|巡视组|纪委|监委|举报|petition")),
    ("自伤", _words(r"自杀|自伤|不想活|活不下去|跳楼|轻生|同归于尽|以死|suicide|kill myself|end my life")),
    ("暴力", _words(r"砍|打死|弄死|报复|放火|炸|后果自负|不客气|kill you")),
    ("外交", _words(r"大使馆|领事馆|使领馆|商会总部|embassy|consulate|chamber of commerce")),
    (
        "停业撤资",
        _words(r"撤资|撤离|关门|停业|破产|倒闭|裁员|资金链|relocat|withdraw our investment|bankrupt|shut down"),
    ),
)
_QUOTED = 60
_ABUSE = re.compile(
    r"王八蛋|混蛋|狗官|狗屁|他妈|妈的|放屁|废物|饭桶|吃干饭|吃屎|滚蛋|骗子|流氓|不要脸|畜生|白痴|脑残|垃圾(?:部门|局|单位|政府|态度)|一群猪|idiots?\b|bastards?|shame on you|liars?\b|stupid|crooks?\b",
    re.IGNORECASE,
)


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
        return RemitDecision(
            Remit.OWN, f"涉及政府及其部门的承诺（{promises[0].who}），由本局牵头核实，不得以职责分工推出去"
        )
    if main.remit == "own":
        return RemitDecision(Remit.OWN, f"{main.name}属于本局职责")
    if against_the_bureau:
        return RemitDecision(Remit.OWN, "来信反映的是本局自己的合同或者行为，由本局处理", own_affair=True)
    bound = next((one for one in own_acts if one.kind is OwnActKind.BOUND), None)
    if bound is not None and is_promise([one.key for one in matters]):
        return RemitDecision(Remit.OWN, f"来信写到本局订立的约定（“{_short(bound.text)}”），由本局牵头核实")
    if own_acts:
        return RemitDecision(
            Remit.PARTLY,
            f"来信写到本局自己的事（“{_short(own_acts[0].text)}”），这一部分由本局核实答复；其余由主管部门或者法定途径处理",
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


def with_the_part_of_others(decision: RemitDecision, others: Sequence[Matter]) -> RemitDecision:
    """A matter that is the bureau's own as a whole, some of whose demands are about ``others``' matters: those are theirs to meet."""
    if decision.remit is not Remit.OWN or decision.own_affair or not others:
        return decision
    named = "、".join(dict.fromkeys(one.title for one in others))
    return RemitDecision(
        Remit.PARTLY,
        f"{decision.reason}；其中{named}由主管部门或者法定途径处理",
        others[0].department,
        "部门职责分工",
    )


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
