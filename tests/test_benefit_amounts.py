"""Amounts: worked out by hand for single formulas, and invariants that hold for any figures."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.incentives import measures as m
from assistant.incentives.records import FigureCondition, Formula, Operator, Quote, TextCondition
from assistant.incentives.situations.situation import Range, Situation
from assistant.incentives.worksheets.checking import Outcome, check
from assistant.incentives.worksheets.computing import work_out
from assistant.incentives.worksheets.worksheet import make_worksheet
from tests.benefit_texts import book_of, policy_chunks

DAY = date(2026, 11, 25)
D = Decimal
QUOTE = Quote("", "第一条", "c", 0, 0)


def told(**figures: str) -> Situation:
    names = {"area": m.RENTED_AREA, "rent": m.RENT, "output": m.OUTPUT, "capital": m.PAID_IN_CAPITAL}
    return Situation({names.get(name, name): Range(D(value), D(value)) for name, value in figures.items()})


CASES = [
    pytest.param(
        Formula(base=m.RENT, rates=(D("0.5"),), yearly_cap=D(500_000), months=12),
        told(area="1500", rent="60"),
        ["500000.00"],
        ["1,500㎡ × 60 元/㎡·月 × 12 月 × 50% = 540,000 元/年", "每年最高 500,000 元 → 500,000 元/年"],
        id="rent-over-the-yearly-ceiling",
    ),
    pytest.param(
        Formula(base=m.RENT, rates=(D("0.3"),), unit_cap=D(20), area_cap=D(2000), months=36),
        told(area="2500", rent="90"),
        ["480000.00"] * 3,
        None,
        id="rent-at-both-ceilings",  # 27 元 over 20; 2,500㎡ over 2,000: 20 × 2,000 × 12
    ),
    pytest.param(
        Formula(base=m.RENT, rates=(D("0.8"), D("0.6"), D("0.4")), unit_cap=D(40), months=36),
        told(area="1000", rent="60"),
        ["480000.00", "432000.00", "288000.00"],  # 48 → 40; 36; 24
        None,
        id="three-rates-for-three-years",
    ),
    pytest.param(
        Formula(base=m.PAID_IN_CAPITAL, rates=(D("0.02"),), total_cap=D(2_000_000)),
        told(capital="150000000"),
        ["2000000.00"],  # 300万 → 200万
        None,
        id="share-of-capital-capped",
    ),
    pytest.param(
        Formula(base=m.RENTED_AREA, amount=D(8), per="㎡·月", yearly_cap=D(300_000), months=24),
        told(area="5000"),
        ["300000.00", "300000.00"],  # 48万
        None,
        id="a-sum-per-square-metre-and-month",
    ),
    pytest.param(
        Formula(base="品种数", amount=D(1_000_000), per="个"),
        told(品种数="3"),
        ["3000000.00"],
        None,
        id="a-sum-for-each",
    ),
    pytest.param(Formula(amount=D(300_000)), Situation(), ["300000.00"], ["定额 300,000 元"], id="a-fixed-sum"),
]


@pytest.mark.parametrize(("formula", "situation", "years", "steps"), CASES)
def test_an_amount_by_hand(formula: Formula, situation: Situation, years: list[str], steps: list[str] | None) -> None:
    amount = work_out(formula, situation, DAY)
    assert [str(value) for value in amount.years] == years
    assert amount.total == sum(amount.years)
    if steps is not None:
        assert list(amount.steps) == steps


def test_what_is_missing_is_named_and_the_ceiling_told() -> None:
    formula = Formula(base=m.RENT, rates=(D("0.3"),), unit_cap=D(20), area_cap=D(2000), months=36)
    amount = work_out(formula, told(area="1500"), DAY)
    assert (amount.total, amount.missing, amount.ceiling) == (None, (m.RENT,), D(20) * 1500 * 12 * 3)


def test_dollars_are_not_exchanged_without_a_rate() -> None:
    formula = Formula(base=m.FOREIGN_CAPITAL, rates=(D("0.015"),), currency=m.USD, total_cap=D(20_000_000))
    dollars = Situation({m.FOREIGN_CAPITAL: Range(D(10_000_000), D(10_000_000))})
    assert (work_out(formula, dollars, DAY).total, work_out(formula, dollars, DAY).currency) == (D("150000.00"), m.USD)
    exchanged = Situation({**dollars.figures, m.DOLLAR_RATE: Range(D("7.1"), D("7.1"))})
    assert work_out(formula, exchanged, DAY).total == D("1065000.00")


money = st.decimals(min_value=0, max_value=10**10, places=2, allow_nan=False)
areas = st.decimals(min_value=0, max_value=10**6, places=2, allow_nan=False)
rents = st.decimals(min_value=0, max_value=1000, places=2, allow_nan=False)
shares = st.decimals(min_value=D("0.0005"), max_value=1, places=4, allow_nan=False)


@given(areas, rents, shares, rents, areas, money, money, st.integers(1, 5))
def test_no_amount_is_above_any_ceiling(
    area: Decimal,
    rent: Decimal,
    rate: Decimal,
    unit_cap: Decimal,
    area_cap: Decimal,
    yearly: Decimal,
    total: Decimal,
    years: int,
) -> None:
    formula = Formula(
        base=m.RENT,
        rates=(rate,),
        unit_cap=unit_cap,
        area_cap=area_cap,
        yearly_cap=yearly,
        total_cap=total,
        months=12 * years,
    )
    amount = work_out(formula, told(area=str(area), rent=str(rent)), DAY)
    assert amount.total is not None and amount.total <= total
    assert all(value <= yearly for value in amount.years)
    assert all(value <= unit_cap * min(area, area_cap) * 12 + D("0.01") for value in amount.years)


@given(areas, areas, rents, shares)
def test_more_area_never_gives_less(area: Decimal, more: Decimal, rent: Decimal, rate: Decimal) -> None:
    formula = Formula(base=m.RENT, rates=(rate,), unit_cap=D(30), area_cap=D(3000), yearly_cap=D(800_000), months=36)
    small, large = (
        work_out(formula, told(area=str(value), rent=str(rent)), DAY).total for value in (area, area + more)
    )
    assert small is not None and large is not None and small <= large


@given(money, money)
def test_a_higher_figure_never_reaches_a_lower_tier(output: Decimal, more: Decimal) -> None:
    book = book_of(
        policy_chunks("第一条　企业年产值首次突破5亿元、10亿元、50亿元的，分别给予50万元、100万元、300万元奖励。")
    )
    totals = []
    for value in (output, output + more):
        sheet = make_worksheet(book, told(output=str(value)), DAY)
        totals.append(sheet.certain.whole)
    assert totals[0] <= totals[1]


@given(st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False))
def test_a_share_is_exact_to_the_cent(capital: Decimal) -> None:
    total = work_out(Formula(base=m.PAID_IN_CAPITAL, rates=(D("0.02"),)), told(capital=str(capital)), DAY).total
    assert total == (capital * D("0.02")).quantize(D("0.01"), "ROUND_HALF_UP")


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        pytest.param("20", Outcome.MET, id="以上-includes-the-figure"),
        pytest.param("19", Outcome.NOT_MET, id="one-below"),
        pytest.param(None, Outcome.MISSING, id="not-told"),
    ],
)
def test_a_condition_is_met_not_met_or_missing(value: str | None, outcome: Outcome) -> None:
    condition = FigureCondition(m.EMPLOYEES, Operator.AT_LEAST, D(20), m.PEOPLE, QUOTE)
    assert check(condition, told(**{m.EMPLOYEES: value}) if value else Situation(), DAY).outcome is outcome


def test_a_rough_figure_around_the_threshold_is_not_decided() -> None:
    condition = FigureCondition(m.RENTED_AREA, Operator.AT_LEAST, D(2500), m.SQUARE_METRES, QUOTE)
    rough = Situation({m.RENTED_AREA: Range(D(2000), D(3000), "两三千平")})
    assert check(condition, rough, DAY).outcome is Outcome.MISSING


def test_registered_capital_bounds_what_is_paid_in_but_does_not_prove_it() -> None:
    condition = FigureCondition(m.PAID_IN_CAPITAL, Operator.AT_LEAST, D(5_000_000), m.YUAN, QUOTE)
    outcomes = [
        check(condition, told(**{m.REGISTERED_CAPITAL: value}), DAY).outcome for value in ("50000000", "3000000")
    ]
    assert outcomes == [Outcome.MISSING, Outcome.NOT_MET]


def test_a_condition_of_words_is_judged_by_a_person() -> None:
    condition = TextCondition(Quote("完成Ⅰ期临床试验的", "第四条", "c", 0, 9))
    outcomes = [
        check(condition, Situation(answers=answers), DAY).outcome
        for answers in ({}, {"完成Ⅰ期临床试验的": True}, {"完成Ⅰ期临床试验的": False})
    ]
    assert outcomes == [Outcome.MISSING, Outcome.MET, Outcome.NOT_MET]
