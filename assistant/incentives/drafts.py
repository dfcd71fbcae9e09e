"""A grant as read becomes a benefit rule: tiers from alternatives, the formula's base, its name, topic and beneficiary."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.incentives.alternatives import Alternatives, find_alternatives
from assistant.incentives.conditions import conditions_in, key_of, read_conditions
from assistant.incentives.grants import Change, Draft
from assistant.incentives.measures import (
    DECORATED_AREA,
    PURCHASED_AREA,
    RENT,
    RENTED_AREA,
    USD,
    YUAN,
    known_measure,
    trimmed,
)
from assistant.incentives.provisions import Provision
from assistant.incentives.records import (
    Adjustment,
    Beneficiary,
    BenefitKind,
    BenefitRule,
    Condition,
    FigureCondition,
    Formula,
    Operator,
    Quote,
    TextCondition,
    Tier,
    Topic,
    Trait,
    TraitCondition,
)
from assistant.incentives.traits import traits_in

_KINDS = {
    "补贴": BenefitKind.SUBSIDY,
    "奖励": BenefitKind.REWARD,
    "补助": BenefitKind.AID,
    "资助": BenefitKind.FUNDING,
    "贴息": BenefitKind.INTEREST,
    "抵扣": BenefitKind.VOUCHER,
    "津贴": BenefitKind.ALLOWANCE,
    "补偿": BenefitKind.COMPENSATION,
    "减免": BenefitKind.WAIVER,
    "免收": BenefitKind.WAIVER,
}
_NAME = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{0,8}?(?:奖励|补贴|补助|资助|贴息|津贴|补偿|开办支持|经营支持|启动资金))(?!比例|标准|总额)"
)
_LEAST_BESIDE = 4
_AWARDS = re.compile(
    r"首次|分别|获得|通过|取得|入选|获评|获批|新?评定为?|认定为?|称号|认证|榜单|被|进入|完成|设立|开设|以上|以下|企业|总部|园区|跨国公司|制造业|旅行社|[的、，；或者\s　]"
)
_VAGUE = {"投入", "投资额", "实际投资额", "费用"}
_NOT_IN_NAME = re.compile(
    r".*(?:万元|元|给予|分别|再|一次性|每人|企业|机构|人民币|单位|主体|公司|按照|发放|团队|合计|租金的)"
)
_BENEFICIARIES = (
    (Beneficiary.ORGANISER, r"举办单位|举办[^，]{0,20}(?:展览|演出|论坛|年会)|年会|展览"),
    (
        Beneficiary.AGENCY,
        r"专业服务机构|证券公司、会计师|技术转移机构促成|节能服务公司|医疗机构牵头|旅行社",
    ),
    (
        Beneficiary.OPERATOR,
        r"给予(?:运营机构|运营主体)|^[\s　；;]*(?:运营机构|商业综合体|单栋楼宇|楼宇(?!企业)|对建成投用|产业类更新项目|更新项目)|旅游景区|社会资本参与改造|众创空间",
    ),
    (Beneficiary.PERSON, r"每人|外籍高级管理人员|购房补贴：|租房补贴|创业人才"),
)


@dataclass(frozen=True, slots=True)
class DraftContext:
    """Where a grant stands."""

    provision: Provision
    heading: str
    title: str


def rule_of(context: DraftContext, draft: Draft, before: Draft | None) -> BenefitRule:
    """The rule, its id and document still to be set. ``before`` is the grant before it in the clause."""
    provision = context.provision
    source = provision.quote(draft.sentence.span.start, draft.sentence.span.end)
    spans = [
        span for span in draft.conditions if not re.fullmatch(r"[；;]?(?:其中|对|经认定后?|的)", span.text.strip())
    ]
    beneficiary = _beneficiary(context, draft)
    topic = _topic(context, draft, beneficiary)
    conditions = read_conditions(provision, spans)
    formula = _formula(draft, topic, beneficiary, conditions)
    tiers, listed = _tiers(context, draft, before, formula)
    if listed is not None:
        conditions = read_conditions(provision, [span for span in spans if span not in (listed.span, listed.also)])
        conditions += _beside(provision, listed)
    conditions = tuple(item for item in _measured(conditions, before) if not _told_by_tiers(item, tiers))
    if beneficiary is not Beneficiary.ENTERPRISE:
        conditions = tuple(item for item in conditions if not _is_newcomer(item))
    adjustments = tuple(_adjustment(provision, change) for change in draft.adjustments)
    return BenefitRule(
        id="",
        document_id="",
        name=_name(context, draft, topic),
        kind=_kind(draft),
        topic=topic,
        beneficiary=beneficiary,
        source=source,
        tiers=tiers,
        conditions=conditions,
        adjustments=adjustments,
        notes=tuple(provision.quote(span.start, span.end) for span in draft.notes),
    )


def _formula(draft: Draft, topic: Topic, beneficiary: Beneficiary, conditions: Sequence[Condition]) -> Formula:
    rates = tuple(draft.years) if draft.years else tuple(draft.rates[:1])
    base, per = draft.base, draft.per
    if rates:
        per = ""
        base = base or _base_before(draft)
        base = _base_name(base, topic, beneficiary, draft, conditions)
    elif per in ("㎡", "㎡·月"):
        base = _area_name(draft, topic)
    elif per:
        base = base or _counted(draft, conditions)
    else:
        base = ""
    months = draft.months or (12 * len(draft.years) if draft.years else None)
    amount = draft.amounts[0] if draft.amounts and not rates else None
    return Formula(
        base=base,
        rates=rates,
        amount=amount.value if amount else None,
        per=per,
        currency=_currency(draft),
        unit_cap=draft.unit_cap,
        unit_cap_per=draft.unit_cap_per,
        area_cap=draft.area_cap,
        yearly_cap=draft.yearly_cap,
        total_cap=draft.caps[0] if len(draft.caps) == 1 else None,
        months=months,
        yearly=draft.yearly,
        up_to=draft.up_to,
    )


def _tiers(
    context: DraftContext, draft: Draft, before: Draft | None, formula: Formula
) -> tuple[tuple[Tier, ...], Alternatives | None]:
    """The lines of a benefit and the list in the grant's own words that they follow."""
    quote = context.provision.quote(draft.segment.start, draft.segment.end)
    if draft.labels:
        lines = [
            Tier(label, _named(label, quote), with_term(draft, label, own), quote)
            for label, own in _formulas_by_label(draft, formula)
        ]
        return tuple(lines), None
    count = max(len(draft.rates) if not draft.years else 1, len(draft.amounts), len(draft.caps))
    if draft.subject_caps:
        return _by_subject(context, draft, formula, quote), None
    if count <= 1:
        return (Tier("", (), formula, quote),), None
    found = find_alternatives(draft.conditions, count)
    own_list = found
    if found is None and before is not None:
        found = find_alternatives(before.conditions, count)
    lines = []
    for number in range(count):
        line = _formula_of_line(draft, formula, number)
        label, conditions = f"第{number + 1}档", tuple[Condition, ...]()
        if found is not None:
            label, conditions = _line(context.provision, found, number)
        lines.append(Tier(label, conditions, line, quote))
    return tuple(lines), own_list


def _formulas_by_label(draft: Draft, formula: Formula) -> Iterator[tuple[str, Formula]]:
    """Each label with its sum. One that begins with no class belongs to the class before it (D类中硕士…、本科毕业生…)."""
    class_before = ""
    for label, figure in zip(draft.labels, draft.amounts, strict=True):
        named = re.match(r"[A-Z]类", label)
        full = label if named or not class_before or draft.per == "家" else f"{class_before}{label}"
        class_before = named.group() if named else class_before
        yield full, replace(formula, amount=figure.value, base=formula.base.replace(draft.labels[0], label))


def with_term(draft: Draft, label: str, formula: Formula) -> Formula:
    """The formula with the term that a clause sets for the class of that label."""
    months = next((months for head, months in draft.label_months.items() if label.startswith(head)), formula.months)
    return replace(formula, months=months)


def _beside(provision: Provision, listed: Alternatives) -> tuple[Condition, ...]:
    """What the segment of a list asks for besides the list."""
    quote = provision.quote(listed.span.start, listed.span.end)
    found: list[Condition] = [
        TraitCondition(trait, values, quote) for trait, values, _, _ in traits_in(listed.span.text)
    ]
    if len(_AWARDS.sub("", listed.rest)) >= _LEAST_BESIDE:
        found.append(TextCondition(quote))
    return tuple(found)


def _measured(conditions: Sequence[Condition], before: Draft | None) -> tuple[Condition, ...]:
    """A figure without a name (不足2亿元的) is of what the grant before it compares."""
    named = ""
    for span in before.conditions if before else ():
        for condition in conditions_in(span.text, lambda start, end: Quote("", "", "", start, end)):
            named = condition.measure if isinstance(condition, FigureCondition) else named
    return tuple(
        replace(item, measure=named) if isinstance(item, FigureCondition) and not item.measure and named else item
        for item in conditions
    )


def _formula_of_line(draft: Draft, formula: Formula, number: int) -> Formula:
    if len(draft.rates) > 1:
        formula = replace(formula, rates=(draft.rates[number],))
    if len(draft.amounts) > 1 and not formula.rates:
        formula = replace(formula, amount=draft.amounts[number].value)
    if len(draft.caps) > 1:
        formula = replace(formula, total_cap=draft.caps[number])
    return formula


def _line(provision: Provision, found: Alternatives, number: int) -> tuple[str, tuple[Condition, ...]]:
    label = found.labels[number]
    quote = provision.quote(found.span.start, found.span.end)
    if found.figures:
        figure = found.figures[number]
        return label, (FigureCondition(found.measure, Operator.AT_LEAST, figure.value, figure.unit, quote),)
    return label, (TraitCondition(Trait.QUALIFICATION, tuple(label.split("/")), quote),)


def _by_subject(context: DraftContext, draft: Draft, formula: Formula, quote: Quote) -> tuple[Tier, ...]:
    """``综合型总部企业…最高不超过1000万元；职能型总部企业最高不超过500万元``: one line for each that has a ceiling of its own."""
    own = " ".join(span.text for span in draft.conditions)
    named = re.search(r"[\u4e00-\u9fff]{2,4}型总部企业|[\u4e00-\u9fff]{2,8}(?:企业|机构)$", own)
    first = named.group() if named else "其他"
    lines = [Tier(_kind_label(first), _named(first, quote), formula, quote)]
    for subject, cap, span in draft.subject_caps:
        place = context.provision.quote(span.start, span.end)
        lines.append(Tier(_kind_label(subject), _named(subject, place), replace(formula, total_cap=cap), place))
    return tuple(lines)


def _kind_label(words: str) -> str:
    found = re.search(r"(?:综合型|职能型|成长型)总部企业", words)
    return found.group() if found else words


def _named(label: str, quote: Quote) -> tuple[Condition, ...]:
    """What a label asks for."""
    found = [(trait, values) for trait, values, _, _ in traits_in(label)]
    if found:
        return tuple(TraitCondition(trait, values, quote) for trait, values in found)
    return (TraitCondition(Trait.QUALIFICATION, (label,), quote),)


def _told_by_tiers(condition: Condition, tiers: Sequence[Tier]) -> bool:
    keys = {key_of(item) for tier in tiers for item in tier.conditions}
    if key_of(condition) in keys:
        return True
    return isinstance(condition, TraitCondition) and len(tiers) > 1 and condition.trait is Trait.HEADQUARTERS


def _is_newcomer(condition: Condition) -> bool:
    """An operator brings newcomers in, and is none."""
    return isinstance(condition, TraitCondition) and condition.trait is Trait.NEWCOMER


def _adjustment(provision: Provision, change: Change) -> Adjustment:
    conditions = read_conditions(provision, change.conditions)
    if not conditions:
        conditions = (TextCondition(provision.quote(change.segment.start, change.segment.end)),)
    return Adjustment(
        conditions=conditions,
        quote=provision.quote(change.segment.start, change.segment.end),
        rate=change.rate,
        factor=change.factor,
        total_cap=change.caps[0] if change.caps else None,
        yearly_cap=change.yearly_cap,
    )


def _base_before(draft: Draft) -> str:
    """``产生的本金损失，按照40%给予补偿``: what is multiplied is named at the end of the segment before."""
    for span in reversed(draft.conditions):
        words = span.text.strip("，；的 ")
        noun = re.search(r"[^的，]{2,12}$", words)
        if noun:
            return noun.group()
    return ""


def _base_name(base: str, topic: Topic, beneficiary: Beneficiary, draft: Draft, conditions: Sequence[Condition]) -> str:
    """The measure that is multiplied. A word like 投入 means the figure that the conditions speak of."""
    if "租金" in base or topic is Topic.RENT:
        return RENT if beneficiary is not Beneficiary.PERSON else "月租金"
    if "报价利率" in base or "LPR" in base:
        return "按LPR计算的贷款利息"
    base = re.sub(r"^(?:照|实际支付的?|企业实际支付|其)", "", base).strip("“”")
    known = known_measure(base, USD if _currency(draft) == USD else YUAN)
    if known:
        return known
    if base in _VAGUE:
        compared = [item.measure for item in conditions if isinstance(item, FigureCondition) and item.unit == YUAN]
        listed = find_alternatives(draft.conditions, len(draft.rates)) if len(draft.rates) > 1 else None
        if base == "费用" and not compared and draft.conditions:
            return f"{trimmed(re.sub('采用|的', '', draft.conditions[-1].text))}费用"
        if compared or (listed and listed.measure):
            return compared[-1] if compared else listed.measure if listed else base
    return base


def _area_name(draft: Draft, topic: Topic) -> str:
    if draft.per == "㎡·月":
        return RENTED_AREA
    if topic is Topic.PURCHASE:
        return PURCHASED_AREA
    if topic is Topic.DECORATION and not draft.base:
        return DECORATED_AREA
    return draft.base or "补助面积"


def _counted(draft: Draft, conditions: Sequence[Condition]) -> str:
    """What is counted: the measure that a condition compares in the same unit, else what stands behind 每."""
    for condition in conditions:
        if isinstance(condition, FigureCondition) and condition.unit == draft.per:
            return condition.measure
    if draft.per == "人·月":
        return "人数"
    return f"{draft.counted or draft.per}数"


def _currency(draft: Draft) -> str:
    words = f"{''.join(span.text for span in draft.conditions)}{draft.segment.text}"
    if any(figure.unit == USD for figure in draft.amounts):
        return USD
    return USD if draft.rates and USD in words and "外资" in words else YUAN


def _kind(draft: Draft) -> BenefitKind:
    words = [(draft.segment.text.rfind(word), word) for word in _KINDS if word in draft.segment.text]
    words = [(at, word) for at, word in words if not re.match(r"(?:比例|标准)", draft.segment.text[at + len(word) :])]
    return _KINDS[max(words)[1]] if words else BenefitKind.SUPPORT


def _name(context: DraftContext, draft: Draft, topic: Topic) -> str:
    if (
        context.heading
        and re.search(r"奖励|补贴|补助|资助|贴息|激励|补偿|支持", context.heading)
        and topic is not Topic.RENT
    ):
        return context.heading
    matches = [match["name"] for match in _NAME.finditer(draft.segment.text)]
    name = _NOT_IN_NAME.sub("", matches[-1]) if matches else str(_kind(draft))
    if topic is Topic.RENT and "租" not in name:
        return f"租金{_kind(draft)}"
    if len(name) > 2:
        return name
    words = next((span.text for span in reversed(draft.conditions) if len(span.text.strip()) > 3), context.heading)
    words = re.sub(r"^[\s　；;]+", "", words)
    words = re.sub(r"^(?:企业|对|被|其中|在本区|且|并|鼓励)+", "", words.strip("，；的 "))
    words = re.sub(r"(?:首次)?(?:达到|突破)\d.*$", "", words)
    words = re.sub(r"[（(][^）)]*[)）]|的$", "", words)[:24].rstrip("的、，")
    return f"{words}{name}" if words else name


def _topic(context: DraftContext, draft: Draft, beneficiary: Beneficiary) -> Topic:
    own = f"{''.join(span.text for span in draft.conditions)}{draft.segment.text}"
    if beneficiary is Beneficiary.PERSON:
        return Topic.NONE
    if re.search(r"租金", draft.base or draft.segment.text) or (draft.per == "㎡·月" and "租" in own):
        return Topic.RENT
    if "装修" in draft.segment.text or "装修" in draft.base:
        return Topic.DECORATION
    if re.search(r"(?:购置|新建|购买)[^，]{0,10}(?:办公用房|厂房)", own):
        return Topic.PURCHASE
    if re.search(r"落户|开办", f"{draft.segment.text}{context.heading}"):
        return Topic.SETTLEMENT
    return Topic.NONE


def _beneficiary(context: DraftContext, draft: Draft) -> Beneficiary:
    own = f"{draft.segment.text}，{''.join(span.text for span in draft.conditions)}"
    texts = (draft.segment.text, own, *(span.text for span in draft.conditions))
    for beneficiary, pattern in _BENEFICIARIES:
        if any(re.search(pattern, text) for text in texts):
            return beneficiary
    if "人才" in context.title:
        return Beneficiary.PERSON
    return Beneficiary.ENTERPRISE
