"""A sentence becomes exactly this requirement, in the words people use."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.buildings.columns import Field
from assistant.buildings.conditions import (
    CategoryIs,
    Dated,
    InPlace,
    InRange,
    Mentions,
    NearMetro,
    NoneOf,
    NotInPlace,
    Offers,
    OneOf,
    StillOpen,
    WithinBudget,
)
from assistant.buildings.needs.sentences import is_follow_up, read_requirement
from assistant.buildings.requirements import Aggregate, Change, Operation, Order, Requirement
from assistant.buildings.rows import Category
from assistant.buildings.search.snapshot import Snapshots
from assistant.records import DocumentKind, Principal
from tests.buildings_ledgers import AS_OF, LEDGERS, database_with

OFFICE, SHOP, FACTORY, WAREHOUSE, LAND = (
    CategoryIs((Category.OFFICE,)),
    CategoryIs((Category.SHOP,)),
    CategoryIs((Category.FACTORY,)),
    CategoryIs((Category.WAREHOUSE,)),
    CategoryIs((Category.LAND,)),
)
GRADE_A = ("超甲", "国际甲", "甲", "5A", "A级")
NO_SHELL = ("毛坯", "清水")
FITTED = ("精装", "豪装", "豪华装修", "拎包")


def between(field: Field, low: str | None, high: str | None, strict: bool = False) -> InRange:
    return InRange(field, Decimal(low) if low else None, Decimal(high) if high else None, strict)


def area(low: str | None, high: str | None, strict: bool = False) -> InRange:
    return between(Field.VACANT_AREA_M2, low, high, strict)


def rent(low: str | None, high: str | None, strict: bool = False) -> InRange:
    return between(Field.RENT_YUAN_PER_M2_MONTH, low, high, strict)


def need(*conditions, **more) -> Requirement:
    return Requirement(conditions=conditions, **more)


CHEAPEST = Order(Field.RENT_YUAN_PER_M2_MONTH)
LARGEST = Order(Field.VACANT_AREA_M2, descending=True)

LISTING_SENTENCES = [
    # area
    ("想找一个500平左右的写字楼", need(area("400", "600"), OFFICE)),
    ("500平以上的办公室", need(area("500", None), OFFICE)),
    ("办公室300到500平", need(area("300", "500"), OFFICE)),
    ("不超过200平米的商铺", need(area(None, "200"), SHOP)),
    ("两三千平的厂房", need(area("2000", "3000"), FACTORY)),
    ("一万平的仓库", need(area("8000", "12000"), WAREHOUSE)),
    ("1.2万平以上的厂房", need(area("12000", None), FACTORY)),
    ("20亩以上的工业用地", need(area("13333.4", None), LAND)),
    ("能分割到200平的写字楼", need(between(Field.DIVISIBLE_FROM_M2, None, "200"), OFFICE)),
    ("我们公司打算租1,500平方米办公面积", need(area("1200", "1800"), OFFICE)),
    ("总建筑面积3万平以上的写字楼", need(between(Field.TOTAL_AREA_M2, "30000", None), OFFICE)),
    # rent and budget
    ("租金80以内的写字楼", need(rent(None, "80"), OFFICE)),
    ("租金低于80元的写字楼", need(rent(None, "80", strict=True), OFFICE)),
    ("租金不超过3元/天/平的写字楼", need(rent(None, "91.25"), OFFICE)),
    ("每平每月60到80元的办公楼", need(rent("60", "80"), OFFICE)),
    ("3块钱一平一天以内的写字楼", need(rent(None, "91.25"), OFFICE)),
    (
        "预算一年一百万以内，300平写字楼",
        need(WithinBudget(Decimal("83333.33")), area("240", "360"), OFFICE),
    ),
    ("月租金3万以内的商铺", need(WithinBudget(Decimal("30000")), SHOP)),
    ("预算每月5万，找个仓库", need(WithinBudget(Decimal("50000")), WAREHOUSE)),
    ("预算100万的厂房", need(FACTORY, unclear=("预算100万",))),
    # grade, fit-out, place, metro
    (
        "甲级写字楼，不要毛坯",
        need(OFFICE, OneOf(Field.GRADE, GRADE_A, "甲级"), NoneOf(Field.FIT_OUT, NO_SHELL, "毛坯")),
    ),
    ("精装修的写字楼", need(OFFICE, OneOf(Field.FIT_OUT, FITTED, "精装修"))),
    ("锦湖街道的写字楼", need(OFFICE, InPlace(("锦湖街道",)))),
    ("锦湖街道或者东渡街道的写字楼", need(OFFICE, InPlace(("锦湖街道", "东渡街道")))),
    ("不要东渡街道的写字楼", need(OFFICE, NotInPlace(("东渡街道",)))),
    ("星河商圈附近的办公室", need(OFFICE, InPlace(("星河",)))),
    ("湖滨大道的写字楼", need(OFFICE, InPlace(("湖滨大道",)))),
    ("龙泉街道的写字楼", need(OFFICE, InPlace(("龙泉街道",)))),
    ("上海的写字楼", need(OFFICE, InPlace(("上海",)))),
    ("靠近地铁的写字楼", need(OFFICE, NearMetro())),
    ("地铁2号线附近的写字楼", need(NearMetro(("2号线",)), OFFICE)),
    ("离地铁500米以内的办公室", need(between(Field.METRO_DISTANCE_M, None, "500"), OFFICE)),
    # technical
    ("层高6米以上的厂房", need(between(Field.FLOOR_HEIGHT_M, "6", None), FACTORY)),
    (
        "要8米层高带10吨行车的车间",
        need(between(Field.CRANE_T, "10", None), between(Field.FLOOR_HEIGHT_M, "8", None), FACTORY),
    ),
    ("承重2吨以上的厂房", need(between(Field.FLOOR_LOAD_T_PER_M2, "2", None), FACTORY)),
    ("荷载1000公斤/㎡的仓库", need(between(Field.FLOOR_LOAD_T_PER_M2, "1", None), WAREHOUSE)),
    ("供电800kVA以上的厂房", need(between(Field.POWER_KVA, "800", None), FACTORY)),
    ("有停车位的写字楼", need(OFFICE, Offers(Field.PARKING))),
    ("200个停车位以上的写字楼", need(between(Field.PARKING, "200", None), OFFICE)),
    ("最好带免租期的商铺", need(SHOP, wishes=(Offers(Field.RENT_FREE_MONTHS),))),
    ("空置率30%以上的写字楼", need(between(Field.VACANCY_PERCENT, "30", None), OFFICE)),
    ("明年3月前能入驻的写字楼", need(Dated(Field.AVAILABLE_FROM, date(2027, 3, 31)), OFFICE)),
    # use
    ("适合生物医药的厂房", need(FACTORY, Mentions("生物医药", ("医药", "生物")))),
    ("开火锅店的铺面", need(SHOP, Mentions("餐饮", ("餐",)))),
    ("做电商直播的办公场地", need(OFFICE, Mentions("电商", ("直播",)))),
    ("适合养蚕的厂房", need(FACTORY, not_understood=("养蚕",))),
    ("不需要停车位的写字楼", need(OFFICE, not_understood=("不需要停车位",))),
    # order, aggregate
    ("最便宜的写字楼", need(OFFICE, order=CHEAPEST, limit=1)),
    ("空置面积最大的楼宇是哪栋", need(OFFICE, order=LARGEST, limit=1)),
    ("空置率最高的五栋楼宇", need(OFFICE, order=Order(Field.VACANCY_PERCENT, descending=True), limit=5)),
    ("租金最低的3个仓库", need(WAREHOUSE, order=CHEAPEST, limit=3)),
    ("按租金从低到高列出写字楼", need(OFFICE, order=CHEAPEST)),
    (
        "全区空置面积合计",
        need(asked=(Field.VACANT_AREA_M2,), aggregate=Aggregate(Operation.SUM, Field.VACANT_AREA_M2)),
    ),
    (
        "写字楼一共多少空置面积",
        need(OFFICE, asked=(Field.VACANT_AREA_M2,), aggregate=Aggregate(Operation.SUM, Field.VACANT_AREA_M2)),
    ),
    (
        "按街道统计空置面积",
        need(asked=(Field.VACANT_AREA_M2,), aggregate=Aggregate(Operation.SUM, Field.VACANT_AREA_M2, Field.STREET)),
    ),
    ("哪个街道空置面积最大", need(aggregate=Aggregate(Operation.SUM, Field.VACANT_AREA_M2, Field.STREET))),
    ("各街道有多少栋写字楼", need(OFFICE, aggregate=Aggregate(Operation.COUNT, None, Field.STREET))),
    ("有多少个商铺", need(SHOP, aggregate=Aggregate(Operation.COUNT))),
    (
        "写字楼平均租金",
        need(
            OFFICE,
            asked=(Field.RENT_YUAN_PER_M2_MONTH,),
            aggregate=Aggregate(Operation.AVERAGE, Field.RENT_YUAN_PER_M2_MONTH),
        ),
    ),
    # names and follow-ups
    ("锦湖国际中心租金多少", need(names=("锦湖国际中心",), asked=(Field.RENT_YUAN_PER_M2_MONTH,))),
    (
        "星河广场还有多少空置面积",
        need(
            names=("星河广场A座", "星河广场B座"),
            asked=(Field.VACANT_AREA_M2,),
            aggregate=Aggregate(Operation.SUM, Field.VACANT_AREA_M2),
        ),
    ),
    ("再便宜一点的", need(change=Change(Field.RENT_YUAN_PER_M2_MONTH, more=False))),
    ("再大一点的", need(change=Change(Field.VACANT_AREA_M2, more=True))),
    ("只看地铁2号线的", need(NearMetro(("2号线",)))),
    ("最便宜的是哪个", need(order=CHEAPEST, limit=1)),
    ("那厂房呢", need(FACTORY)),
    # everything at once, and English
    (
        "写字楼，面积500-800平，租金50-80元/㎡·月，锦湖街道，带停车位",
        need(rent("50", "80"), area("500", "800"), OFFICE, Offers(Field.PARKING), InPlace(("锦湖街道",))),
    ),
    (
        "office space about 500 sqm under 80 yuan near metro",
        need(rent(None, "80", strict=True), area("400", "600"), OFFICE, NearMetro()),
    ),
    (
        "a warehouse of at least 3000 square meters with floor height over 8 m",
        need(between(Field.FLOOR_HEIGHT_M, "8", None, strict=True), area("3000", None), WAREHOUSE),
    ),
    (
        "grade A office, 300-500 sqm, no bare shell",
        need(
            area("300", "500"),
            OFFICE,
            OneOf(Field.GRADE, GRADE_A, "grade a"),
            NoneOf(Field.FIT_OUT, NO_SHELL, "bare shell"),
        ),
    ),
    ("Which super grade A offices are there?", need(OFFICE, OneOf(Field.GRADE, ("超甲", "国际甲"), "super grade a"))),
    ("cheapest shop", need(SHOP, order=CHEAPEST, limit=1)),
    ("factory with a 10 ton crane", need(between(Field.CRANE_T, "10", None), FACTORY)),
    ("how many offices are there in total", need(OFFICE, aggregate=Aggregate(Operation.COUNT))),
]

OPPORTUNITY_SENTENCES = [
    ("先进制造类的机会有哪些", need(OneOf(Field.TOPIC, ("先进制造",)))),
    ("投资5亿以上的项目", need(between(Field.INVESTMENT_YUAN, "500000000", None))),
    (
        "投资1亿到10亿的数字经济项目",
        need(between(Field.INVESTMENT_YUAN, "100000000", "1000000000"), OneOf(Field.TOPIC, ("数字经济",))),
    ),
    ("投资五千万以内的项目", need(between(Field.INVESTMENT_YUAN, None, "50000000"))),
    ("区投资合作局负责的项目", need(OneOf(Field.UNIT, ("区投资合作局",)))),
    ("还没截止的机会", need(StillOpen())),
    ("年底前截止的机会", need(Dated(Field.DEADLINE, date(2026, 12, 31)))),
    ("投资最大的项目是哪个", need(order=Order(Field.INVESTMENT_YUAN, descending=True), limit=1)),
    ("有多少个机会", need(aggregate=Aggregate(Operation.COUNT))),
    ("按类别统计机会", need(aggregate=Aggregate(Operation.COUNT, None, Field.TOPIC))),
    ("低空经济有什么机会", need(Mentions("低空经济", ("低空", "无人机")))),
    ("公共算力平台二期什么时候截止", need(names=("公共算力平台二期",), asked=(Field.DEADLINE,))),
]


@pytest.fixture(scope="module")
def vocabularies(tmp_path_factory):
    snapshots = Snapshots(database_with(tmp_path_factory.mktemp("requirements"), *LEDGERS))
    kinds = (DocumentKind.LISTING, DocumentKind.OPPORTUNITY)
    return {kind: snapshots.of(Principal(), kind, AS_OF).vocabulary for kind in kinds}


@pytest.mark.parametrize(("sentence", "expected"), LISTING_SENTENCES, ids=[case[0] for case in LISTING_SENTENCES])
def test_a_building_need_is_understood_exactly(vocabularies, sentence, expected):
    assert read_requirement(sentence, vocabularies[DocumentKind.LISTING], AS_OF) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"), OPPORTUNITY_SENTENCES, ids=[case[0] for case in OPPORTUNITY_SENTENCES]
)
def test_an_opportunity_question_is_understood_exactly(vocabularies, sentence, expected):
    expected = replace(expected, kind=DocumentKind.OPPORTUNITY)
    assert read_requirement(sentence, vocabularies[DocumentKind.OPPORTUNITY], AS_OF) == expected


def test_a_building_that_no_row_has_is_named_as_unknown(vocabularies):
    requirement = read_requirement("金鼎大厦还有多少空置面积", vocabularies[DocumentKind.LISTING], AS_OF)
    assert requirement.unknown_names == ("金鼎大厦",)
    assert requirement.names == ()


@pytest.mark.parametrize(
    ("question", "leans"),
    [
        pytest.param("再便宜一点的", True, id="a-comparison-leans"),
        pytest.param("那工业用地呢？", True, id="a-particle-leans"),
        pytest.param("只看地铁2号线的", True, id="a-restriction-leans"),
        pytest.param("最便宜的是哪个", True, id="an-order-without-a-subject-leans"),
        pytest.param("有哪些500平的写字楼", False, id="a-subject-of-its-own-stands-alone"),
        pytest.param("全区空置面积合计", False, id="the-whole-district-stands-alone"),
        pytest.param("东渡大厦租金多少", False, id="a-name-stands-alone"),
    ],
)
def test_follow_ups_are_told_from_new_questions(vocabularies, question, leans):
    requirement = read_requirement(question, vocabularies[DocumentKind.LISTING], AS_OF)
    assert is_follow_up(question, requirement) is leans


def test_a_refinement_replaces_its_own_condition_and_keeps_the_others(vocabularies):
    vocabulary = vocabularies[DocumentKind.LISTING]
    first = read_requirement("500平左右、租金80以内的写字楼", vocabulary, AS_OF)
    later = read_requirement("租金放宽到100以内呢", vocabulary, AS_OF)
    assert set(first.refined_by(later).conditions) == {area("400", "600"), OFFICE, rent(None, "100")}


def test_what_was_understood_is_said_in_both_languages():
    requirement = need(
        area("400", "600"), rent(None, "80"), OFFICE, NearMetro(("2号线",)), wishes=(Offers(Field.PARKING),)
    )
    assert requirement.describe() == (
        "面积400-600 ㎡",
        "租金不高于 80 元/㎡·月",
        "类型：写字楼",
        "近地铁2号线",
        "最好有停车位",
    )
    assert requirement.describe(english=True)[:3] == (
        "area 400-600 ㎡",
        "rent at most 80 yuan/㎡/month",
        "type: office",
    )


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(vocabularies, text):
    for vocabulary in vocabularies.values():
        requirement = read_requirement(text, vocabulary, AS_OF)
        assert all(requirement.describe(english) is not None for english in (False, True))


@given(
    st.integers(50, 50_000),
    st.sampled_from(["平", "平米", "平方米", "㎡", " sqm"]),
    st.sampled_from([("以上", "min"), ("以内", "max"), ("左右", "about")]),
)
def test_an_area_is_read_in_every_spelling(vocabularies, figure, unit, bound):
    word, sense = bound
    requirement = read_requirement(f"{figure}{unit}{word}的写字楼", vocabularies[DocumentKind.LISTING], AS_OF)
    found = requirement.range_of(Field.VACANT_AREA_M2)
    assert found is not None
    if sense == "about":
        assert (found.minimum, found.maximum) == (Decimal(figure) * Decimal("0.8"), Decimal(figure) * Decimal("1.2"))
    else:
        assert (found.minimum if sense == "min" else found.maximum) == figure
