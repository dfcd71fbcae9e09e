"""The formula of a grant: what is multiplied by what, up to which ceilings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.incentives.clauses.alternatives import find_alternatives
from assistant.incentives.clauses.grant_drafts import Draft
from assistant.incentives.clauses.words import WORDS
from assistant.incentives.measures import DECORATED_AREA, PURCHASED_AREA, RENT, RENTED_AREA, known_measure, trimmed
from assistant.incentives.records import Beneficiary, Condition, FigureCondition, Formula, Topic
from assistant.text.figures import USD, YUAN

_PAID = re.compile(rf"^{WORDS.any_of('actually_paid')}")
_USES = WORDS.pattern("uses")
_VAGUE = {"投入", "投资额", "实际投资额", "费用"}


def formula_of(draft: Draft, topic: Topic, beneficiary: Beneficiary, conditions: Sequence[Condition]) -> Formula:
    """The formula of a grant, its first line where it has several."""
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


def formula_of_line(draft: Draft, formula: Formula, number: int) -> Formula:
    """The formula of one of several lines."""
    if len(draft.rates) > 1:
        formula = replace(formula, rates=(draft.rates[number],))
    if len(draft.amounts) > 1 and not formula.rates:
        formula = replace(formula, amount=draft.amounts[number].value)
    if len(draft.caps) > 1:
        formula = replace(formula, total_cap=draft.caps[number])
    return formula


def formulas_by_label(draft: Draft, formula: Formula) -> Iterator[tuple[str, Formula]]:
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
    base = _PAID.sub("", base).strip("“”")
    known = known_measure(base, USD if _currency(draft) == USD else YUAN)
    if known:
        return known
    if base in _VAGUE:
        compared = [item.measure for item in conditions if isinstance(item, FigureCondition) and item.unit == YUAN]
        listed = find_alternatives(draft.conditions, len(draft.rates)) if len(draft.rates) > 1 else None
        if base == "费用" and not compared and draft.conditions:
            return f"{trimmed(_USES.sub('', draft.conditions[-1].text))}费用"
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
