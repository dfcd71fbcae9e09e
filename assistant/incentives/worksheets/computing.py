"""An amount worked out step by step from a clause's own formula, the arithmetic shown. All figures are Decimal; nothing is rounded
but the last result, to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from assistant.incentives.languages import CHINESE, Language
from assistant.incentives.measures import (
    DECORATED_AREA,
    DOLLAR_RATE,
    PAID_IN_CAPITAL,
    REGISTERED_CAPITAL,
    RENT,
    RENTED_AREA,
    unit_of,
)
from assistant.incentives.records import Adjustment, Formula
from assistant.incentives.situations.situation import Range, Situation
from assistant.incentives.wording import number, percent
from assistant.incentives.worksheets.checking import figure_of
from assistant.text.figures import USD, YUAN

_STAND_INS = {
    PAID_IN_CAPITAL: (REGISTERED_CAPITAL, "paid_in_assumed"),
    DECORATED_AREA: (RENTED_AREA, "decorated_assumed"),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """``years`` are the sums of each year, ``total`` their sum after the last cap; both None where figures are ``missing``.

    ``ceiling`` is the most that it can come to, where that is known although the amount is not. ``currency`` is 美元 where no exchange
    rate was given.
    """

    steps: tuple[str, ...] = ()
    years: tuple[Decimal, ...] = ()
    total: Decimal | None = None
    missing: tuple[str, ...] = ()
    ceiling: Decimal | None = None
    currency: str = YUAN
    assumptions: tuple[str, ...] = ()


@dataclass(slots=True)
class _Working:
    """An amount being worked out."""

    situation: Situation
    day: date
    words: Language = CHINESE
    steps: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)

    def figure(self, measure: str) -> Decimal | None:
        """The figure of a measure, at its low end; asked for where it is not known."""
        found = figure_of(measure, self.situation, self.day)
        if found is None and measure in _STAND_INS:
            other, assumption = _STAND_INS[measure]
            found = figure_of(other, self.situation, self.day)
            if found is not None:
                self.assumptions.append(self.words.say(assumption))
        if found is None:
            self.missing.append(self.words.name(measure))
            return None
        if not found.exact:
            self.assumptions.append(
                self.words.say("low_end", measure=self.words.name(measure), figure=number(found.low))
            )
        return found.low

    def step(self, key: str, **values: object) -> None:
        """A line of the arithmetic; figures grouped by thousands."""
        shown = {name: number(value) if isinstance(value, Decimal) else value for name, value in values.items()}
        self.steps.append(self.words.say(key, **shown))


def work_out(formula: Formula, situation: Situation, day: date, words: Language = CHINESE) -> Amount:
    """The amount of one line of a benefit for a situation on a day."""
    working = _Working(situation, day, words)
    if formula.base == RENT and formula.rates:
        yearly = _rent(formula, working)
    elif formula.rates:
        yearly = _share(formula, working)
    elif formula.per:
        yearly = _per_unit(formula, working)
    else:
        yearly = [formula.amount] if formula.amount is not None else None
        if yearly and yearly[0] is not None:
            key = "at_most" if formula.up_to else "fixed"
            working.step(key, amount=yearly[0], currency=words.name(formula.currency))
    if yearly is None:
        ceiling = _ceiling(formula, situation, day)
        return Amount(missing=tuple(dict.fromkeys(working.missing)), ceiling=ceiling)
    return _capped([value for value in yearly if value is not None], formula, working)


def adjusted(formula: Formula, adjustments: Sequence[Adjustment]) -> Formula:
    """The formula with what adjustments put in its place."""
    for change in adjustments:
        if change.rate is not None:
            formula = replace(formula, rates=tuple(change.rate for _ in formula.rates))
        if change.factor is not None:
            formula = replace(
                formula,
                rates=tuple(rate * change.factor for rate in formula.rates),
                amount=None if formula.amount is None else formula.amount * change.factor,
            )
        formula = replace(
            formula,
            total_cap=change.total_cap if change.total_cap is not None else formula.total_cap,
            yearly_cap=change.yearly_cap if change.yearly_cap is not None else formula.yearly_cap,
        )
    return formula


def _rent(formula: Formula, working: _Working) -> list[Decimal | None] | None:
    area, rent = working.figure(RENTED_AREA), working.figure(RENT)
    if area is None or rent is None:
        return None
    area = _counted_area(area, formula, working)
    sums: list[Decimal | None] = []
    for year, rate in enumerate(_yearly_rates(formula), start=1):
        own = rent * rate
        paid = own if formula.unit_cap is None else min(own, formula.unit_cap)
        value = paid * area * 12
        if sums and year > 1 and rate == _yearly_rates(formula)[year - 2]:
            sums.append(value)
            continue
        head = working.words.say("year", year=year) if len(set(formula.rates)) > 1 else ""
        shown = {
            "head": head,
            "rent": rent,
            "rate": percent(rate),
            "own": own,
            "paid": paid,
            "area": area,
            "amount": value,
        }
        if paid < own:
            working.step("rent_above", **shown)
            working.step("rent_capped", **shown)
        else:
            working.step("rent", **shown)
        sums.append(value)
    return sums


def _counted_area(area: Decimal, formula: Formula, working: _Working) -> Decimal:
    if formula.area_cap is None or area <= formula.area_cap:
        return area
    working.step("area_capped", area=area, most=formula.area_cap)
    return formula.area_cap


def _share(formula: Formula, working: _Working) -> list[Decimal | None] | None:
    base = working.figure(formula.base)
    if base is None:
        return None
    sums: list[Decimal | None] = []
    for rate in (
        _yearly_rates(formula) if formula.yearly_cap is not None or len(formula.rates) > 1 else formula.rates[:1]
    ):
        value = base * rate
        if not sums:
            name, currency = working.words.name(formula.base), working.words.name(formula.currency)
            working.step("share", base=name, figure=base, currency=currency, rate=percent(rate), amount=value)
        sums.append(value)
    return sums


def _per_unit(formula: Formula, working: _Working) -> list[Decimal | None] | None:
    count = working.figure(formula.base)
    if count is None or formula.amount is None:
        return None
    monthly = formula.per.endswith("·月")
    if formula.per.startswith("㎡"):
        count = _counted_area(count, formula, working)
    value = formula.amount * count * (12 if monthly else 1)
    unit, per = working.words.name(unit_of(formula.base) or formula.per), working.words.name(formula.per)
    key = "per_unit_month" if monthly else "per_unit"
    working.step(key, count=count, unit=unit, each=formula.amount, per=per, amount=value)
    return [value] * (_count_years(formula) if monthly else 1)


def _yearly_rates(formula: Formula) -> tuple[Decimal, ...]:
    if len(formula.rates) > 1:
        return formula.rates
    return formula.rates * _count_years(formula)


def _count_years(formula: Formula) -> int:
    return max(formula.months // 12, 1) if formula.months else 1


def _capped(yearly: list[Decimal], formula: Formula, working: _Working) -> Amount:
    currency = formula.currency
    if currency == USD:
        yearly, currency = _exchanged(yearly, working)
    if formula.yearly and len(yearly) == 1:
        yearly = yearly * _count_years(formula)
    if formula.yearly_cap is not None and currency == YUAN and any(value > formula.yearly_cap for value in yearly):
        working.step("yearly_cap", most=formula.yearly_cap)
        yearly = [min(value, formula.yearly_cap) for value in yearly]
    total = sum(yearly, Decimal(0))
    if len(yearly) > 1:
        working.step("years", sum=" + ".join(map(number, yearly)), amount=total, count=len(yearly))
    if formula.total_cap is not None and currency == YUAN and total > formula.total_cap:
        working.step("total_cap", most=formula.total_cap)
        yearly = _cut(yearly, formula.total_cap)
        total = formula.total_cap
    return Amount(
        steps=tuple(working.steps),
        years=tuple(_cents(value) for value in yearly),
        total=_cents(total),
        currency=currency,
        assumptions=tuple(dict.fromkeys(working.assumptions)),
    )


def _exchanged(yearly: list[Decimal], working: _Working) -> tuple[list[Decimal], str]:
    rate: Range | None = working.situation.figure(DOLLAR_RATE)
    if rate is None:
        working.assumptions.append(working.words.say("not_exchanged"))
        return yearly, USD
    exchanged = [value * rate.low for value in yearly]
    working.step("exchanged", rate=rate.low, amount=sum(exchanged, Decimal(0)))
    return exchanged, YUAN


def _cut(yearly: list[Decimal], cap: Decimal) -> list[Decimal]:
    """Years as far as the cap goes."""
    left, cut = cap, []
    for value in yearly:
        cut.append(min(value, left))
        left -= cut[-1]
    return cut


def _ceiling(formula: Formula, situation: Situation, day: date) -> Decimal | None:
    """The most that an amount with unknown figures can come to."""
    years = _count_years(formula)
    ceilings = [formula.total_cap] if formula.total_cap is not None else []
    if formula.yearly_cap is not None:
        ceilings.append(formula.yearly_cap * years)
    area = figure_of(RENTED_AREA, situation, day)
    if formula.base == RENT and formula.unit_cap is not None and area is not None:
        counted = area.high if formula.area_cap is None else min(area.high, formula.area_cap)
        ceilings.append(formula.unit_cap * counted * 12 * years)
    return min(ceilings, default=None)


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)
