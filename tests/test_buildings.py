"""Questions answered from every row that fits, exactly, with the total; and from nothing that the caller may not see."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.buildings.columns import Field
from assistant.buildings.matching import RowMatcher
from assistant.documents.tables import ChunkRow
from assistant.records import Clearance, DocumentKind, Principal, Role
from tests.buildings_ledgers import (
    AS_OF,
    FACTORIES,
    LEDGERS,
    OFFICES,
    OPPORTUNITIES,
    SHOPS,
    Ledger,
    database_with,
    replace_ledgers,
)

INVESTOR, STAFF = Principal(), Principal(role=Role.STAFF)
LISTING, OPPORTUNITY = DocumentKind.LISTING, DocumentKind.OPPORTUNITY


@pytest.fixture(scope="module")
def matcher(tmp_path_factory):
    return RowMatcher(database_with(tmp_path_factory.mktemp("buildings"), *LEDGERS))


def ask(matcher: RowMatcher, question: str, kind=LISTING, principal=INVESTOR, previous: str = "", as_of: date = AS_OF):
    answer = matcher.answer(question, principal, as_of, kind, previous)
    assert answer is not None, f"{question} was not answered"
    assert len(answer.chunks) == len(answer.table.rows)
    return answer


def names(answer) -> list[str]:
    return [row[0] for row in answer.table.rows]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("甲级写字楼，不要毛坯", {"星河广场A座", "锦湖国际中心", "湾畔商务港"}, id="grade-and-fit-out"),
        pytest.param("地铁2号线附近的写字楼", {"星河广场A座", "星河广场B座", "锦湖国际中心"}, id="metro-line"),
        pytest.param("层高8米以上的厂房", {"北岭标准厂房1号", "北岭重型车间"}, id="height"),
        pytest.param("带20吨行车的厂房", {"北岭重型车间"}, id="crane"),
        pytest.param(
            "荷载1000公斤/㎡以上的厂房",
            {"北岭标准厂房1号", "北岭标准厂房2号", "北岭重型车间", "药谷GMP厂房"},
            id="load-in-kg",
        ),
        pytest.param("东渡街道的商铺", {"码头街5号铺", "东渡路20号铺"}, id="street"),
        pytest.param("适合餐饮的商铺", {"星河路8-7号铺", "东渡路20号铺"}, id="words-of-the-cell"),
        pytest.param("仓库有哪些", {"北岭物流园1号库", "北岭冷库"}, id="category-of-a-shared-sheet"),
        pytest.param("100亩以上的工业用地", {"YT-G-2026-02"}, id="land-in-mu"),
        pytest.param("有排烟的商铺", {"星河路8-7号铺", "东渡路20号铺"}, id="what-is-denied-is-not-mentioned"),
        pytest.param("租金100以内的商铺", {"码头街5号铺", "东渡路20号铺"}, id="rent"),
    ],
)
def test_exactly_the_rows_that_fit_are_fitting(matcher, question, expected):
    match = matcher.match(question, INVESTOR, AS_OF)
    assert {item.row.name for item in match.fitting} == expected


def test_the_total_counts_all_and_the_table_lists_some(tmp_path):
    rows = tuple((f"云汀{number}号楼", f"云汀路{number}号", str(100 + number)) for number in range(1, 147))
    ledger = Ledger("商务楼宇台账", "写字楼", ("楼宇名称", "地址", "空置面积（㎡）"), rows)
    database = database_with(tmp_path, ledger)
    answer = ask(RowMatcher(database), "有哪些写字楼")
    assert answer.table.total == 146
    assert len(answer.table.rows) == 10
    assert "共 146 条，列出 10 条" in answer.summary
    everything = ask(RowMatcher(database), "列出所有写字楼")
    assert len(everything.table.rows) == 146


def test_an_unknown_value_is_to_be_verified_and_said(matcher):
    match = matcher.match("租金60以内的甲级写字楼", INVESTOR, AS_OF)
    assert not match.fitting
    assert [item.row.name for item in match.to_verify] == ["湾畔商务港"]
    answer = ask(matcher, "租金60以内的甲级写字楼")
    assert answer.unmet
    assert answer.table.rows[0][-1] == "需核实：租金“面议”"
    assert "没有能确认全部符合的记录" in answer.summary


def test_where_nothing_fits_the_nearest_miss_says_what_fails_and_by_how_much(matcher):
    answer = ask(matcher, "租金40以内、空置5000平以上、精装修的写字楼")
    assert answer.unmet
    match = matcher.match("租金20以内的写字楼，空置800平以上", INVESTOR, AS_OF)
    assert match.near_misses[0].row.name == "老码头商务楼"
    assert match.near_misses[0].failed[0].reason == "租金高出 8 元/㎡·月"


def test_a_range_too_large_needs_a_known_smallest_unit(matcher):
    match = matcher.match("200平左右的写字楼", INVESTOR, AS_OF)
    verdicts = {item.row.name: item for item in match.possible}
    assert verdicts["云栖科创园1号楼"].unknown[0].reason == "能否分割到 240 ㎡ 以内"
    assert "锦湖国际中心" not in verdicts


def test_a_building_without_vacancy_does_not_meet_an_area(matcher):
    match = matcher.match("100平以上的写字楼", INVESTOR, AS_OF)
    assert "云栖科创园2号楼" not in {item.row.name for item in match.possible}


def test_the_largest_is_first_with_the_total(matcher):
    answer = ask(matcher, "空置面积最大的楼宇是哪栋")
    assert names(answer) == ["锦湖国际中心"]
    assert answer.table.total == 1
    assert "空置面积最大的是锦湖国际中心（18000 ㎡）" in answer.summary
    assert "在 8 条中比较得出" in answer.summary


def test_rents_in_all_units_are_compared(matcher):
    answer = ask(matcher, "最便宜的仓库")
    assert names(answer) == ["北岭冷库"]  # 56 万元/年 for 3600 ㎡ is 12.96, 0.9 元/㎡·天 is 27.38
    assert "56万元/年（整租）" in answer.table.rows[0]


def test_rows_that_share_the_first_place_are_all_shown(tmp_path):
    ledger = Ledger(
        "商务楼宇台账",
        "写字楼",
        ("楼宇名称", "空置面积（㎡）"),
        (("甲楼宇", "900"), ("乙楼宇", "900"), ("丙楼宇", "10")),
    )
    answer = ask(RowMatcher(database_with(tmp_path, ledger)), "空置面积最大的写字楼是哪栋")
    assert names(answer) == ["甲楼宇", "乙楼宇"]


def test_a_sum_leaves_the_ledgers_own_total_out(matcher):
    answer = ask(matcher, "写字楼空置面积合计")
    assert "空置面积合计 52900 ㎡，来自 8 条记录" in answer.summary
    assert "合计" not in names(answer)


def test_a_sum_says_what_it_could_not_include(matcher):
    answer = ask(matcher, "厂房的空置面积合计")
    assert "空置面积合计 31100 ㎡，来自 4 条记录。另有 1 条未列明或不是确数，未计入。" in answer.summary


def test_figures_are_grouped_by_street(matcher):
    answer = ask(matcher, "按街道统计写字楼空置面积")
    assert answer.table.rows == (
        ("锦湖街道", "3", "35000"),
        ("云栖街道", "3", "11000"),
        ("东渡街道", "2", "6900"),
    )


def test_a_computed_rate_says_that_it_is_computed(matcher):
    answer = ask(matcher, "空置率最高的两栋写字楼")
    assert names(answer) == ["星河广场A座", "锦湖国际中心", "东渡大厦", "湾畔商务港"]  # all but the first share 20 %
    assert "20%（据台账计算）" in answer.table.rows[0]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        pytest.param(
            "锦湖国际中心还有多少空置面积", "锦湖国际中心，空置面积：18000 ㎡（核验时间 2026-09-30）", id="whole-name"
        ),
        pytest.param("锦湖国际租金多少", "锦湖国际中心，租金：110 元/㎡·月", id="short-name"),
        pytest.param("星河广场A座的租金", "星河广场A座，租金：75-85 元/㎡·月", id="one-part-of-a-building"),
        pytest.param("湾畔商务港有没有地铁", "湾畔商务港，地铁：规划5号线", id="another-field"),
    ],
)
def test_a_named_building_is_looked_up(matcher, question, said):
    assert said in ask(matcher, question).summary


def test_a_name_shared_by_two_parts_gives_both(matcher):
    assert names(ask(matcher, "星河广场还有多少空置面积")) == ["星河广场A座", "星河广场B座"]


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("金鼎大厦还有多少空置面积", id="unknown-building"),
        pytest.param("你好", id="greeting"),
        pytest.param("写字楼的消防验收流程是什么", id="not-about-rows"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_rows_cannot_answer_is_left_to_others(matcher, question):
    assert matcher.answer(question, INVESTOR, AS_OF, LISTING) is None


def test_words_that_no_row_says_are_reported(matcher):
    answer = ask(matcher, "适合养蚕的厂房")
    assert "未能识别“养蚕”，没有作为条件。" in answer.summary


def test_the_budget_is_for_the_area_wanted(matcher):
    match = matcher.match("预算每月2万，300平以上的写字楼", INVESTOR, AS_OF)
    assert {item.row.name for item in match.fitting} == {"老码头商务楼", "东渡大厦", "云栖科创园1号楼"}


class TestFollowUps:
    FIRST = "500平左右的写字楼"

    def test_cheaper_is_below_the_first_shown(self, matcher):
        first = ask(matcher, self.FIRST)
        cheaper = ask(matcher, "再便宜一点的", previous=first.standalone)
        assert names(first)[0] == "星河广场A座"
        bound = cheaper.requirement.range_of(Field.RENT_YUAN_PER_M2_MONTH)
        assert (bound.maximum, bound.strict) == (Decimal(75), True)
        assert names(cheaper)[:3] == ["老码头商务楼", "东渡大厦", "星河广场B座"]

    def test_the_cheapest_is_among_those_before(self, matcher):
        answer = ask(matcher, "最便宜的是哪个", previous="500平左右、地铁2号线附近的写字楼")
        assert names(answer) == ["星河广场B座"]

    def test_conditions_add_up_over_several_turns(self, matcher):
        second = ask(matcher, "只看地铁2号线的", previous=ask(matcher, self.FIRST).standalone)
        third = ask(matcher, "锦湖街道的呢", previous=second.standalone)
        assert third.standalone == "500平左右的写字楼；只看地铁2号线的；锦湖街道的呢"
        assert third.requirement.describe() == ("面积400-600 ㎡", "类型：写字楼", "近地铁2号线", "位置：锦湖街道")

    def test_another_type_keeps_the_other_conditions(self, matcher):
        answer = ask(matcher, "那商铺呢", previous="租金100以内的写字楼")
        assert answer.requirement.describe() == ("租金不高于 100 元/㎡·月", "类型：商铺")

    def test_a_new_question_starts_anew(self, matcher):
        answer = ask(matcher, "有哪些厂房", previous=self.FIRST)
        assert answer.standalone == "有哪些厂房"
        assert answer.table.total == 5


class TestOpportunities:
    def test_closed_ones_come_last_and_are_marked(self, matcher):
        answer = ask(matcher, "有哪些投资机会", OPPORTUNITY)
        assert answer.table.total == 6
        assert names(answer)[-2:] == ["精密光学器件项目", "老旧商场改造"]
        assert [row[-1] for row in answer.table.rows] == ["符合"] * 4 + ["已截止"] * 2
        assert "其中 2 条已截止" in answer.summary

    def test_a_deadline_counts_on_its_day(self, matcher):
        on_the_day = ask(matcher, "先进制造的机会", OPPORTUNITY, as_of=date(2026, 9, 30))
        day_after = ask(matcher, "先进制造的机会", OPPORTUNITY, as_of=date(2026, 10, 1))
        assert "已截止" not in on_the_day.summary
        assert "其中 1 条已截止" in day_after.summary

    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            pytest.param(
                "投资5亿以上的项目", {"新型显示模组产线项目", "公共算力平台二期", "旧码头片区更新"}, id="size"
            ),
            pytest.param("区投资合作局负责的项目", {"精密光学器件项目", "旧码头片区更新"}, id="unit"),
            pytest.param("年底前截止还开放的机会", {"公共算力平台二期"}, id="deadline-and-open"),
            pytest.param("低空经济有什么机会", {"低空巡检服务场景"}, id="words-of-the-content"),
        ],
    )
    def test_exactly_the_rows_that_fit(self, matcher, question, expected):
        match = matcher.match(question, INVESTOR, AS_OF, OPPORTUNITY)
        assert {item.row.name for item in match.fitting} == expected


def test_an_english_question_gets_english_framing(matcher):
    answer = ask(matcher, "office space about 500 sqm under 80 yuan near metro line 2")
    assert answer.table.columns[:3] == ("name", "sub-district", "vacant area")
    assert "rent below 80 yuan/㎡/month" in answer.summary_english
    assert names(answer)[:2] == ["星河广场A座", "星河广场B座"]


def test_a_ledger_that_expired_answers_nothing(tmp_path):
    matcher = RowMatcher(database_with(tmp_path, replace(SHOPS, valid_to=date(2026, 10, 31))))
    assert matcher.answer("有哪些商铺", INVESTOR, AS_OF, LISTING) is None
    assert ask(matcher, "有哪些商铺", as_of=date(2026, 10, 31)).table.total == 4


def test_a_changed_store_is_read_again(tmp_path):
    database = database_with(tmp_path, OFFICES)
    matcher = RowMatcher(database)
    assert ask(matcher, "有哪些写字楼").table.total == 8
    replace_ledgers(database, replace(OFFICES, rows=OFFICES.rows[:3]))
    assert ask(matcher, "有哪些写字楼").table.total == 3


def test_a_row_in_several_parts_counts_once(tmp_path):
    long_name = "云汀" + "锦湖滨江科技创新与现代服务业集聚区商务办公综合楼" * 2
    ledger = Ledger("商务楼宇台账", "写字楼", ("楼宇名称", "空置面积（㎡）"), ((long_name, "900"), ("乙楼宇", "10")))
    database = database_with(tmp_path, ledger)
    with database.session() as session:
        assert session.query(ChunkRow).count() == 3
    assert ask(RowMatcher(database), "写字楼空置面积合计").summary.startswith(
        "按「类型：写字楼」查询：空置面积合计 910 ㎡，来自 2 条"
    )


class TestAccess:
    def test_an_internal_ledger_does_not_exist_for_an_investor(self, tmp_path):
        database = database_with(tmp_path, OFFICES, replace(SHOPS, clearance=Clearance.INTERNAL))
        matcher = RowMatcher(database)
        assert matcher.match("有哪些商铺", INVESTOR, AS_OF).fitting == ()
        assert len(matcher.match("有哪些商铺", STAFF, AS_OF).fitting) == 4

    def test_staff_find_the_restricted_cell_and_its_passage(self, matcher):
        match = matcher.match("星河广场A座", STAFF, AS_OF)
        assert "底价（元/㎡·月）" in {cell.header for cell in match.fitting[0].row.cells}

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_an_investors_answer_does_not_depend_on_what_is_restricted(self, two_stores, data):
        """The same question to a store with planted secrets and to one without them: the answers are equal in every part."""
        with_secrets, without, secrets = two_stores
        start = data.draw(st.sampled_from(QUESTIONS))
        question = start + data.draw(
            st.sampled_from(["", *secrets, "底价", "底价60以下的", "底价最低的", "产权人电话", "按底价排序", "内部"])
        )
        kind = data.draw(st.sampled_from([LISTING, OPPORTUNITY]))
        previous = data.draw(st.sampled_from(["", "500平左右的写字楼", f"{secrets[0]}的写字楼"]))
        answers = [store.answer(question, INVESTOR, AS_OF, kind, previous) for store in (with_secrets, without)]
        assert shown_by(answers[0]) == shown_by(answers[1])
        said = repr(replace(answers[0], requirement=None, standalone="")) if answers[0] else ""
        planted = [secret for secret in secrets if secret not in question + previous]
        assert not [secret for secret in planted if secret in said]


def shown_by(answer):
    """All that an answer shows or passes on; ids and positions in the original aside, which hidden passages shift."""
    if answer is None:
        return None
    passages = [(chunk.citation, chunk.passage.text, chunk.passage.cells) for chunk in answer.chunks]
    return answer.table, answer.summary, answer.summary_english, answer.unmet, answer.requirement, passages


QUESTIONS = (
    "有哪些写字楼", "最便宜的写字楼", "空置面积最大的楼宇是哪栋", "按街道统计空置面积", "星河广场A座的", "锦湖国际中心租金和", "列出所有商铺，",
    "有没有", "适合餐饮的商铺", "全区空置面积合计", "写字楼平均租金", "有哪些投资机会", "office about 500 sqm ", "租金100以内的商铺", "哪栋楼的",
)  # fmt: skip


@pytest.fixture(scope="module")
def two_stores(tmp_path_factory):
    """Stores that differ only in what an investor must not see: restricted cells and an internal ledger."""
    secrets = ("31.7311", "13987650001", "瀚海暗标", "绝密意向客户")
    offices = replace(
        OFFICES,
        header=(*OFFICES.header, "内部意向"),
        rows=tuple((*row[:-1], secrets[0], secrets[3]) for row in OFFICES.rows),
        restricted=OFFICES.restricted | {"内部意向"},
    )
    shops = replace(SHOPS, rows=tuple((*row[:-1], secrets[1]) for row in SHOPS.rows))
    hidden = replace(
        OFFICES, title="内部楼宇台账", clearance=Clearance.INTERNAL, rows=((secrets[2] + "大厦", *OFFICES.rows[0][1:]),)
    )
    public_offices = replace(
        OFFICES, header=OFFICES.header[:-1], rows=tuple(row[:-1] for row in OFFICES.rows), restricted=frozenset()
    )
    public_shops = replace(
        SHOPS, header=SHOPS.header[:-1], rows=tuple(row[:-1] for row in SHOPS.rows), restricted=frozenset()
    )
    stores = []
    for name, ledgers in (
        ("with", (offices, FACTORIES, shops, hidden, OPPORTUNITIES)),
        ("without", (public_offices, FACTORIES, public_shops, OPPORTUNITIES)),
    ):
        stores.append(RowMatcher(database_with(tmp_path_factory.mktemp(name), *ledgers)))
    return (*stores, secrets)


@pytest.mark.parametrize(
    ("question", "winner"),
    [
        pytest.param("对比东渡大厦和星河广场A座", "", id="compared"),
        pytest.param("东渡大厦和星河广场A座有什么不一样", "", id="what-differs"),
        pytest.param("东渡大厦和星河广场A座哪个便宜", "租金较低的是东渡大厦（45 元/㎡·月）", id="cheaper"),
        pytest.param("东渡大厦和星河广场A座哪个更大", "空置面积较大的是星河广场A座（12,000 ㎡）", id="larger"),
        pytest.param("which is cheaper, 东渡大厦 or 星河广场A座", "租金较低的是东渡大厦", id="english"),
    ],
)
def test_named_buildings_are_set_side_by_side(matcher, question, winner):
    answer = matcher.answer(question, INVESTOR, AS_OF, LISTING)
    assert set(answer.table.columns[1:]) == {"东渡大厦", "星河广场A座"}
    assert len(answer.chunks) == 2
    lines = {row[0]: dict(zip(answer.table.columns[1:], row[1:], strict=True)) for row in answer.table.rows}
    assert lines["租金"] == {"东渡大厦": "45 元/㎡·月", "星河广场A座": "75-85"} or lines["租金"]["东渡大厦"].startswith(
        "45"
    )
    assert "底价（元/㎡·月）" not in lines
    assert winner in answer.summary


def test_a_building_without_the_figure_is_said_to_lack_it(matcher):
    answer = matcher.answer("湾畔商务港和东渡大厦哪个便宜", INVESTOR, AS_OF, LISTING)
    assert "湾畔商务港没有列明租金" in answer.summary


@pytest.mark.parametrize(
    "question", ["东渡街道有没有游泳馆", "云栖街道有医院吗", "is there a swimming pool near metro line 2"]
)
def test_what_no_row_is_gives_no_rows(matcher, question):
    assert matcher.answer(question, INVESTOR, AS_OF, LISTING) is None


def test_near_a_building_says_what_near_means(matcher):
    assert "靠近老码头商务楼（同一商圈或街道）" in ask(matcher, "老码头商务楼附近的写字楼").summary


def test_with_one_edition_there_is_no_change_to_tell(matcher):
    answer = matcher.answer("东渡大厦的空置率这两年怎么变的", INVESTOR, AS_OF, LISTING)
    assert "只有一期记录" in answer.summary
