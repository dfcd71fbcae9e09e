"""Rules and conditions in one short line each, as staff confirm them and as the demonstration's checked list writes them."""

from decimal import Decimal

from assistant.incentives.measures import DAY, MONTHS
from assistant.incentives.records import (
    Adjustment,
    AnyOf,
    BenefitRule,
    Condition,
    FigureCondition,
    Formula,
    TextCondition,
    Tier,
)
from assistant.text.figures import SHARE, USD, YUAN


def number(value: Decimal) -> str:
    """``1,500``, ``0.5``."""
    return f"{value.normalize():,f}"


def money(value: Decimal, currency: str = YUAN) -> str:
    """``200万元``, ``1.5亿元``, ``20元``, ``1,234.5元``: in 万 or 亿 where that is short."""
    if value >= 100_000_000 and value % 1_000_000 == 0:
        return f"{number(value / 100_000_000)}亿{currency}"
    if value >= 10_000 and value % 100 == 0:
        return f"{number(value / 10_000)}万{currency}"
    return f"{number(value)}{currency}"


def percent(value: Decimal) -> str:
    """``30%``."""
    return f"{number(value * 100)}%"


def figure(value: Decimal, unit: str) -> str:
    """A figure with its unit."""
    if unit in (YUAN, USD):
        return money(value, unit)
    if unit == SHARE:
        return percent(value)
    if unit == DAY:
        day = f"{value:08f}"
        return f"{day[:4]}年{int(day[4:6])}月{int(day[6:8])}日"
    if unit == MONTHS and value % 12 == 0:
        return f"{number(value / 12)}年"
    return f"{number(value)}{unit}"


def condition_line(condition: Condition) -> str:
    """``租用面积≥300㎡``, ``资质称号：国家高新技术企业``; a condition that is not typed is quoted behind a ``?``."""
    if isinstance(condition, FigureCondition):
        return f"{condition.measure}{condition.operator}{figure(condition.figure, condition.unit)}"
    if isinstance(condition, AnyOf):
        return " 或 ".join("且".join(map(condition_line, option)) for option in condition.options)
    if isinstance(condition, TextCondition):
        return f"?{condition.quote.text.strip('，、；。')}"
    return f"{condition.trait}：{'/'.join(condition.values)}"


def formula_line(formula: Formula) -> str:
    """``租金×30%；≤20元/㎡·月；≤2,000㎡；每年≤200万元；3年``."""
    if formula.rates:
        rates = list(dict.fromkeys(formula.rates))
        shown = percent(rates[0]) if len(rates) == 1 else "、".join(percent(rate) for rate in formula.rates)
        parts = [f"{formula.base}×{shown}"]
    elif formula.per:
        parts = [f"{money(formula.amount or Decimal(0), formula.currency)}/{formula.per}×{formula.base}"]
    else:
        parts = [f"{'最高' if formula.up_to else ''}{money(formula.amount or Decimal(0), formula.currency)}"]
    if formula.yearly:
        parts[0] += "每年"
    if formula.unit_cap is not None:
        parts.append(f"≤{money(formula.unit_cap)}/{formula.unit_cap_per}")
    if formula.area_cap is not None:
        parts.append(f"≤{number(formula.area_cap)}㎡")
    if formula.yearly_cap is not None:
        parts.append(f"每年≤{money(formula.yearly_cap)}")
    if formula.total_cap is not None:
        parts.append(f"≤{money(formula.total_cap)}")
    if formula.months is not None:
        parts.append(figure(Decimal(formula.months), MONTHS))
    return "；".join(parts)


def tier_line(tier: Tier) -> str:
    """A tier with what it asks for."""
    asked = "、".join(condition_line(condition) for condition in tier.conditions)
    head = "｜".join(part for part in (tier.label, asked) if part)
    return f"{head}｜{formula_line(tier.formula)}" if head else formula_line(tier.formula)


def adjustment_line(adjustment: Adjustment) -> str:
    """``使用国产算力芯片的 → 50%``."""
    asked = "、".join(condition_line(condition) for condition in adjustment.conditions)
    parts = []
    if adjustment.rate is not None:
        parts.append(percent(adjustment.rate))
    if adjustment.factor is not None:
        parts.append(f"×{percent(adjustment.factor)}")
    if adjustment.total_cap is not None:
        parts.append(f"≤{money(adjustment.total_cap)}")
    if adjustment.yearly_cap is not None:
        parts.append(f"每年≤{money(adjustment.yearly_cap)}")
    return f"{asked} → {'；'.join(parts)}"


def rule_lines(rule: BenefitRule) -> tuple[str, ...]:
    """Everything of a rule that amounts and conditions depend on, line by line."""
    return (
        f"{rule.beneficiary}",
        *(tier_line(tier) for tier in rule.tiers),
        *(f"条件 {condition_line(condition)}" for condition in rule.conditions),
        *(f"调整 {adjustment_line(adjustment)}" for adjustment in rule.adjustments),
    )
