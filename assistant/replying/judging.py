"""Where a complaint belongs: its category, whether it is the bureau's to deal with, and what calls for care. By words, for staff to decide."""

import re
from dataclasses import dataclass

from assistant.complaints.reply_records import Remit, RemitDecision, RiskWord, Span


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of matter. ``pattern`` counts the words that tell of it, ``weight`` how much each tells; ``go_to`` is the department where
    it is not the bureau's own."""

    name: str
    pattern: re.Pattern[str]
    go_to: str = ""
    weight: float = 1.0


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


CATEGORIES = (
    Category("政策兑现", _words(r"兑现|补贴|补助|奖励|资助|奖补|拨付|扶持资金|subsid|incentive|reward|grant")),
    Category(
        "申报审核",
        _words(r"申报|初审|复核|公示|认定|审核|不予受理|不予通过|退件|超期|application was|rejected our application"),
        weight=1.4,
    ),
    Category(
        "招商承诺",
        _words(
            r"承诺|答应|招商协议|投资协议|会议纪要|口头|说话不算|违约毁约|失信|promis|agreement with the (?:district|bureau)"
        ),
    ),
    Category(
        "外资待遇",
        _words(r"外商|外资|外国投资者|港资|台资|国民待遇|负面清单|外籍|工作许可|foreign|work permit|expatriate"),
    ),
    Category("楼宇服务", _words(r"楼宇|写字楼|园区|台账|空置|选址|看房|招租信息|底商")),
    Category("公平竞争", _words(r"公平竞争|招标|投标|招投标|歧视|指定供应商|排斥|本地企业优先|tender|discriminat")),
    Category(
        "办事服务",
        _words(
            r"态度|一次性告知|一次说清|材料不全|哪些材料|推诿|踢皮球|窗口|跑了.{0,3}[趟次]|不接电话|没人理|效率|拖延|服务专员|attitude|no one answer|rude|apology|service counter"
        ),
        weight=1.4,
    ),
    Category("用地厂房", _words(r"用地|土地|厂房|仓库|容积率|出让|低效用地|规划条件")),
    Category("人才安居", _words(r"人才公寓|租房补贴|购房补贴|落户|人才认定|人才安居"), weight=2.0),
    Category(
        "民事纠纷",
        _words(
            r"押金|房东|租客|业主|物业费|物业公司|违约金|合同纠纷|拖欠租金|货款|欠款|转租|股东|合伙人|landlord|deposit|property manager"
        ),
        "双方协商，或者向人民法院起诉、按合同约定申请仲裁",
    ),
    Category("涉税事项", _words(r"税务|退税|发票|增值税|所得税|留抵|税款|\btax\b"), "区税务局（12366）"),
    Category(
        "环境市政",
        _words(r"噪声|噪音|油烟|污水|扬尘|施工扰民|道路|围挡|路灯|垃圾|停车|noise|road works"),
        "12345热线或者生态环境、城管、住建部门",
    ),
    Category(
        "劳动用工",
        _words(r"拖欠工资|工资未发|欠薪|社保|加班|辞退|劳动合同|工伤|wages|unpaid salary"),
        "区人力资源和社会保障局劳动保障监察机构（12333）",
    ),
    Category(
        "市场监管",
        _words(r"假冒|商标|虚假宣传|执照|价格欺诈|食品|消费者|侵权|counterfeit|trademark"),
        "区市场监督管理局（12315）",
    ),
    Category("消防安全", _words(r"消防|火灾|安全隐患|电梯困人|特种设备"), "区消防救援大队或者应急管理、市场监管部门"),
)
OTHER = "其他"

_OWN = frozenset({"政策兑现", "申报审核", "招商承诺", "外资待遇", "楼宇服务", "公平竞争", "办事服务"})
_SHARED = {
    "人才安居": "区人力资源和社会保障局、区住房和城乡建设局",
    "用地厂房": "区规划和自然资源分局",
}
_PENDING = re.compile(
    r"(?:法院|仲裁委|仲裁机构|仲裁庭|复议机关)[^。]{0,12}(?:受理|立案|开庭|审理|判决|裁决|调解书|案号)|已(?:经)?(?:起诉|提起诉讼|申请仲裁|立案|提起行政复议|申请行政复议)|（?\(?20\d{2}\)?）?[^。]{0,6}民初[^。]{0,8}号"
    r"|court has accepted|pending (?:before|in) (?:the )?(?:court|arbitration)|filed (?:a|the) (?:law)?suit",
    re.IGNORECASE,
)
_AGAINST_AUTHORITY = re.compile(
    r"贵局|你局|你们局|区政府|街道办|窗口|工作人员|招商(?:科|局|人员|干部)|管委会|政府部门|行政机关|the bureau|the district government|officials?",
    re.IGNORECASE,
)
_WHOLLY_CIVIL = re.compile(
    r"(?:房东|业主|物业(?:公司)?|租客|租户|对方|中介|供应商|客户|股东|合伙人|landlord|property (?:manager|company))[^。]{0,40}(?:拒绝|不退|不还|拖欠|扣|违约|涨|不履行|起诉|停电|断水|不肯|不让|refus|withh[oe]ld|fail)",
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
_ABUSE = re.compile(
    r"王八蛋|混蛋|狗官|狗屁|他妈|妈的|放屁|废物|饭桶|吃干饭|吃屎|滚蛋|骗子|流氓|不要脸|畜生|白痴|脑残|垃圾(?:部门|局|单位|政府|态度)|一群猪|idiots?\b|bastards?|shame on you|liars?\b|stupid|crooks?\b",
    re.IGNORECASE,
)


def category_of(text: str, demands: str) -> str:
    """The category with most words, those of the demands counting three times."""
    weights = {
        one.name: one.weight * (len(one.pattern.findall(text)) + 3 * len(one.pattern.findall(demands)))
        for one in CATEGORIES
    }
    best = max(weights, key=lambda name: weights[name])
    return best if weights[best] else OTHER


def remit_of(text: str, category: str, party: str, contact: str, has_demands: bool) -> RemitDecision:
    """A proposal. Proceedings elsewhere come first, then disputes between private parties, then whose matter it is."""
    if pending := _PENDING.search(text):
        return RemitDecision(
            Remit.PENDING_CASE,
            f"来信称已经进入诉讼、仲裁或者复议程序（“{pending.group()}”）",
            "受理案件的人民法院、仲裁机构或者行政复议机关",
            "已进入司法、仲裁或者复议程序的，由相应机关依法处理",
        )
    own_named = _AGAINST_AUTHORITY.search(text) is not None
    if category == "民事纠纷" or (not own_named and category not in _OWN and _WHOLLY_CIVIL.search(text)):
        return RemitDecision(
            Remit.CIVIL_DISPUTE,
            "属于平等民事主体之间因合同履行或者权益分配产生的争议",
            "双方协商、人民调解，或者向人民法院起诉、按合同约定申请仲裁",
            "《外商投资企业投诉工作办法》（商务部令2020年第3号）第二条：投诉不包括民商事纠纷",
        )
    if category in _SHARED:
        return RemitDecision(
            Remit.OTHER_DEPARTMENT, f"{category}由主管部门办理", _SHARED[category], "有关政策载明的主管部门"
        )
    go_to = next((one.go_to for one in CATEGORIES if one.name == category), "")
    if go_to:
        return RemitDecision(Remit.OTHER_DEPARTMENT, f"{category}属于其他部门职责", go_to, "部门职责分工")
    if not party and not contact:
        return RemitDecision(
            Remit.UNCLEAR, "没有写明投诉人和联系方式，无法核实和答复", "", "请投诉人补充身份和联系方式"
        )
    if category == OTHER or not has_demands:
        return RemitDecision(Remit.UNCLEAR, "没有明确的事项或者请求，需向投诉人了解", "", "请投诉人补充具体事项和请求")
    return RemitDecision(Remit.OWN, f"{category}属于本局职责")


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
