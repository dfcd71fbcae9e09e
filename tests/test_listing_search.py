"""The table of all rows is judged as rows one by one are; totals count every row; the smallest relaxation really helps."""

from collections import Counter
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assistant.buildings.columns import Column, Field
from assistant.buildings.conditions import (
    CategoryIs,
    CompletedIn,
    Dated,
    InPlace,
    InRange,
    Mentions,
    NearListed,
    NearMetro,
    NoneOf,
    NotCategory,
    NotInPlace,
    NotMentions,
    Offers,
    OneOf,
    StillOpen,
    Whereabouts,
    WithinBudget,
    slot_of,
)
from assistant.buildings.ledgers.listings import read_rows
from assistant.buildings.matching import RowMatcher
from assistant.buildings.presenting.wording import match_summary
from assistant.buildings.requirements import Order, Requirement
from assistant.buildings.rows import Category
from assistant.buildings.search.judged import JudgedTable, first_by
from assistant.buildings.search.ranking import sort_key
from assistant.buildings.search.searching import find_rows
from assistant.buildings.search.snapshot import Snapshots
from assistant.buildings.text_rules import Verdict
from assistant.records import DocumentKind, Principal, Role
from tests.buildings_ledgers import AS_OF, LEDGERS, OFFICES, SHOPS, Ledger, database_with
from tests.single_rows import verdict_on

INVESTOR, STAFF = Principal(), Principal(role=Role.STAFF)
ODD = Ledger(
    title="零散房源表",
    sheet="厂房仓库",
    header=("名称", "地址", "街道", "面积", "租金", "行车", "停车位", "地铁", "交付标准", "交付时间", "适合业态", "免租期", "建成年份"),
    rows=(
        ("甲厂房", "北岭一路9号", "", "1000-2000", "30元/㎡·月起", "无", "无", "地铁2号线星河站1.2公里", "毛坯/精装", "现房", "无排烟，机加工", "3个月", "2009年"),
        ("乙仓", "东渡路8号", "东渡街道", "约800", "面议", "5吨", "充足", "规划4号线", "", "2027年3月", "", "无", "2018-06-30"),
        ("丙房", "", "锦湖街道、东渡街道", "", "2万元/月", "", "12", "2、4号线", "精装", "2026-12-01", "餐饮，有排烟", "半年", ""),
        ("丁厂房仓库", "湖滨大道9号", "", "500起", "", "10吨×2", "0", "无", "简装修", "", "冷链", "", "约2015年"),
        ("戊厂房", "东渡路9号", "东渡街道", "600", "20元/㎡·月", "预留5吨行车", "规划20个", "规划4号线", "毛坯，可装修为精装", "准现房", "预留排烟，可改造为冷库", "", ""),
    ),
)  # fmt: skip
FIGURES = (
    Field.RENT_YUAN_PER_M2_MONTH, Field.VACANT_AREA_M2, Field.TOTAL_AREA_M2, Field.DIVISIBLE_FROM_M2, Field.FLOOR_HEIGHT_M,
    Field.FLOOR_LOAD_T_PER_M2, Field.CRANE_T, Field.POWER_KVA, Field.PARKING, Field.METRO_DISTANCE_M, Field.VACANCY_PERCENT,
    Field.RENT_FREE_MONTHS, Field.INVESTMENT_YUAN,
)  # fmt: skip
BOUNDS = st.sampled_from(
    [Decimal(n) for n in ("0", "1", "3", "8", "18", "45", "72", "75", "200", "630", "900", "1200", "6000", "12000")]
)
WORDS = st.sampled_from(["排烟", "餐饮", "冷库", "总部", "2号线", "厂房", "免租", "算力", "生物医药"])
PLACES = st.lists(
    st.sampled_from(
        ["锦湖街道", "东渡", "星河", "湖滨大道", "锦湖站", "北岭", "北岭一路", "上海", "龙泉街道", "东渡街道", "码头街"]
    ),
    min_size=1,
    max_size=2,
).map(tuple)
TEXTS = st.sampled_from(
    [(Field.GRADE, ("甲",)), (Field.GRADE, ("乙", "丙")), (Field.FIT_OUT, ("精装",)), (Field.FIT_OUT, ("毛坯", "清水"))]
)


@st.composite
def ranges(draw):
    low, high = draw(st.one_of(st.none(), BOUNDS)), draw(st.one_of(st.none(), BOUNDS))
    if low is not None and high is not None and low > high:
        low, high = high, low
    if low is None and high is None:
        low = Decimal(100)
    return InRange(draw(st.sampled_from(FIGURES)), low, high, strict=draw(st.booleans()))


CONDITIONS = st.one_of(
    ranges(),
    st.lists(st.sampled_from(list(Category)), min_size=1, max_size=2, unique=True).map(tuple).map(CategoryIs),
    st.lists(st.sampled_from(list(Category)), min_size=1, max_size=2, unique=True).map(tuple).map(NotCategory),
    TEXTS.map(lambda pair: OneOf(*pair)),
    TEXTS.map(lambda pair: NoneOf(*pair)),
    PLACES.map(InPlace),
    PLACES.map(NotInPlace),
    st.sampled_from([(), ("2号线",), ("4号线", "5号线"), ("9号线",)]).map(NearMetro),
    st.sampled_from([Field.PARKING, Field.CRANE_T, Field.RENT_FREE_MONTHS, Field.DIVISIBLE_FROM_M2]).map(Offers),
    BOUNDS.map(lambda bound: WithinBudget(bound * 100)),
    st.sampled_from([date(2026, 11, 23), date(2027, 3, 31)]).map(lambda day: Dated(Field.AVAILABLE_FROM, day)),
    st.builds(lambda word, other: Mentions(word, (other,)), WORDS, WORDS),
    WORDS.map(NotMentions),
    st.sampled_from([NearListed(("甲",), (Whereabouts("锦湖街道", "星河"),)), NearListed(("甲",), (Whereabouts("", ""),))]),
    st.just(StillOpen()),
    st.sampled_from([Dated(Field.VERIFIED_ON, first=date(2026, 10, 1)), Dated(Field.VERIFIED_ON, date(2026, 10, 28), date(2026, 9, 30))]),
    st.sampled_from([
        Offers(Column("排烟")), Offers(Column("排烟"), lacking=True), OneOf(Column("消防等级"), ("丙类",)), NoneOf(Column("消防等级"), ("丁类",)),
        InRange(Column("编号"), minimum=Decimal(2)), InRange(Column("类型"), maximum=Decimal(2)), OneOf(Column("没有这一列"), ("是",)),
    ]),
    st.sampled_from([CompletedIn(2015), CompletedIn(None, 2015), CompletedIn(2010, 2016), CompletedIn(2031)]),
)  # fmt: skip


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return database_with(tmp_path_factory.mktemp("search"), *LEDGERS, ODD)


@pytest.mark.parametrize("kind", [DocumentKind.LISTING, DocumentKind.OPPORTUNITY])
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(condition=CONDITIONS, area=st.one_of(st.none(), BOUNDS))
def test_every_row_is_judged_by_what_it_says_and_the_reason_is_told(database, kind, condition, area):
    wanted = () if area is None else (InRange(Field.VACANT_AREA_M2, minimum=area),)
    requirement = Requirement(kind=kind, conditions=(condition, *wanted))
    snapshot = Snapshots(database).of(STAFF, kind, AS_OF)
    for item in _judged_whole(database, STAFF, requirement, snapshot):
        check = item.checks[0]
        assert check.verdict is verdict_on(condition, item.row, requirement, AS_OF), (item.row.name, check)
        assert bool(check.reason) is bool(check.reason_english) is (check.verdict is not Verdict.MET)


def _judged_whole(database, principal, requirement, snapshot):
    with database.session() as session:
        rows = read_rows(session, principal, session.scalars(snapshot.current).all())
    return JudgedTable(requirement, snapshot).explained(rows)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    conditions=st.lists(CONDITIONS, max_size=3).map(tuple),
    order=st.one_of(st.none(), st.builds(Order, st.sampled_from(FIGURES), st.booleans())),
    size=st.integers(1, 7),
)
def test_pages_joined_are_all_rows_once_and_their_number_is_the_total(database, conditions, order, size):
    requirement = Requirement(conditions=conditions, order=order)
    snapshot = Snapshots(database).of(INVESTOR, DocumentKind.LISTING, AS_OF)
    with database.session() as session:
        whole = find_rows(session, INVESTOR, requirement, snapshot, 500)
        paged = []
        while page := find_rows(session, INVESTOR, requirement, snapshot, size, len(paged)).possible:
            paged += page
    assert [item.row.id for item in paged] == [item.row.id for item in whole.possible]
    assert len(whole.possible) == whole.total == len({item.row.id for item in paged})
    assert all(item.verdict is Verdict.MET for item in whole.fitting)
    assert all(item.verdict is Verdict.UNKNOWN for item in whole.to_verify)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    conditions=st.lists(CONDITIONS, max_size=2).map(tuple),
    orders=st.lists(
        st.builds(Order, st.sampled_from((*FIGURES, Field.AVAILABLE_FROM)), st.booleans()), min_size=1, max_size=2
    ),
    size=st.integers(1, 30),
)
def test_an_order_is_that_of_the_figures(database, conditions, orders, size):
    snapshot = Snapshots(database).of(INVESTOR, DocumentKind.LISTING, AS_OF)
    ordered = Requirement(conditions=conditions, order=orders[0], then=tuple(orders[1:]))
    with database.session() as session:
        as_listed = find_rows(session, INVESTOR, Requirement(conditions=conditions), snapshot, 500).fitting
        found = find_rows(session, INVESTOR, ordered, snapshot, size).fitting

    def place(item):
        keys = [item.closed]
        for order in orders:
            figure = sort_key(item.row, order)
            keys += [figure is None, 0 if figure is None else -figure if order.descending else figure]
        return keys

    assert [item.row.id for item in found] == [item.row.id for item in sorted(as_listed, key=place)][:size]


@given(
    rows=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=40),
    large=st.sampled_from([1, 10**9]),
    many=st.integers(0, 45),
)
def test_the_first_of_many_are_those_of_all_sorted(rows, large, many):
    keys = [
        np.array(key, dtype=np.int64) * factor
        for key, factor in zip(zip(*rows, strict=True), (1, large, large), strict=True)
    ]
    expected = sorted(range(len(rows)), key=lambda place: rows[place])[:many]
    assert first_by(keys, many).tolist() == expected


@pytest.fixture(scope="module")
def typed_database(tmp_path_factory):
    """Every row is of one type."""
    return database_with(tmp_path_factory.mktemp("typed"), OFFICES, SHOPS)


@pytest.mark.parametrize("store", ["database", "typed_database"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(conditions=st.lists(CONDITIONS, min_size=1, max_size=4, unique_by=slot_of).map(tuple))
def test_near_misses_and_ways_out_are_those_of_the_rows_judged_one_by_one(request, store, conditions):
    database = request.getfixturevalue(store)
    requirement = Requirement(conditions=conditions)
    snapshot = Snapshots(database).of(INVESTOR, DocumentKind.LISTING, AS_OF)
    with database.session() as session:
        match = find_rows(session, INVESTOR, requirement, snapshot, 5)
        assume(not match.fitting_total)
        widened = [_fitting(session, item, requirement, snapshot) for item in match.relaxations]
    judged = _judged_whole(database, INVESTOR, requirement, snapshot)
    failures = [len(item.failed) for item in judged if item.failed and not _of_another_type(item)]
    if not failures and not match.to_verify_total:  # none of the type asked for
        failures = [len(item.failed) for item in judged if item.failed]
    assert [len(item.failed) for item in match.near_misses] == sorted(failures)[: len(match.near_misses)]
    assert len(match.near_misses) == min(len(failures), 10)
    blocked = Counter(item.failed[0].condition for item in judged if _fails_once(item) and not item.closed)
    dropped = {item.condition: item.gained for item in match.relaxations if item.relaxed is None}
    cannot_move = {
        condition: count
        for condition, count in blocked.items()
        if not isinstance(condition, CategoryIs | InRange | WithinBudget | CompletedIn)
    }
    assert dropped == cannot_move
    for item, found in zip(match.relaxations, widened, strict=True):
        assert found >= item.gained > 0 or item.condition.field is Field.VACANT_AREA_M2, item


def _fitting(session, relaxation, requirement, snapshot):
    """How many rows fit once the relaxation is made."""
    kept = [item for item in requirement.conditions if item != relaxation.condition]
    conditions = (*kept, *([] if relaxation.relaxed is None else [relaxation.relaxed]))
    return find_rows(session, INVESTOR, Requirement(conditions=conditions), snapshot, 1).fitting_total


def _of_another_type(item):
    return any(isinstance(failed.condition, CategoryIs) and len(item.row.categories) == 1 for failed in item.failed)


def _fails_once(item):
    return len(item.failed) == 1 and not item.unknown


def test_the_smallest_relaxation_says_what_it_gains_and_keeps_its_word(database):
    matcher = RowMatcher(database)
    match = matcher.match("租金40以内、空置5000平以上、甲级的写字楼", INVESTOR, AS_OF)
    assert match.fitting_total == 0
    best = match.relaxations[0]
    assert best.relaxed == InRange(Field.RENT_YUAN_PER_M2_MONTH, maximum=Decimal(72))
    widened = Requirement(
        conditions=tuple(best.relaxed if item == best.condition else item for item in match.requirement.conditions)
    )
    assert matcher.find(widened, INVESTOR, AS_OF).fitting_total == best.gained == 1


def test_a_bound_that_lets_one_row_in_comes_with_the_one_that_lets_several_in(database):
    match = RowMatcher(database).match("租金30以内、空置3000平以上的写字楼，不要云栖街道", INVESTOR, AS_OF)
    offered = [
        (item.relaxed.maximum, item.gained)
        for item in match.relaxations
        if item.condition == InRange(Field.RENT_YUAN_PER_M2_MONTH, maximum=Decimal(30))
    ]
    assert offered == [(Decimal(45), 1), (Decimal(75), 3)]
    said = match_summary(match, match.near_misses[:3], english=False)
    assert "放宽为“租金不高于 45 元/㎡·月”，可得 1 处，放宽为“租金不高于 75 元/㎡·月”，可得 3 处" in said


def test_a_condition_without_a_bound_can_only_be_dropped(database):
    match = RowMatcher(database).match("云栖街道的丙级写字楼", INVESTOR, AS_OF)
    dropped = {type(item.condition).__name__: item.gained for item in match.relaxations if item.relaxed is None}
    assert dropped == {"OneOf": 2, "InPlace": 1}


def test_nearest_misses_come_with_the_condition_that_fails(database):
    match = RowMatcher(database).match("租金20以内的写字楼，空置800平以上", INVESTOR, AS_OF)
    assert match.near_misses[0].row.name == "老码头商务楼"
    assert [item.reason for item in match.near_misses[0].failed] == ["租金高出 8 元/㎡·月"]


def test_a_row_of_two_types_is_found_by_either(database):
    matcher = RowMatcher(database)
    for category in (Category.FACTORY, Category.WAREHOUSE):
        found = matcher.find(Requirement(conditions=(CategoryIs((category,)),)), INVESTOR, AS_OF)
        assert "丁厂房仓库" in {item.row.name for item in found.fitting}


def test_the_offices_of_one_page_do_not_hide_the_others(tmp_path):
    matcher = RowMatcher(database_with(tmp_path, OFFICES))
    match = matcher.match("有哪些写字楼", INVESTOR, AS_OF, limit=2)
    assert (len(match.fitting), match.fitting_total) == (2, 8)
