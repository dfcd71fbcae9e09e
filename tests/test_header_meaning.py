"""A header means what all its words say together: negation, state, what is measured; and what stands below it can contradict it."""

from collections.abc import Sequence

import pytest

from assistant.buildings.columns import Field
from assistant.buildings.headers.header_words import header_words, sense_of_header
from assistant.buildings.headers.mapped_columns import MappedColumn
from assistant.buildings.headers.mapping import ColumnCorrection, ColumnMapper
from assistant.records import DocumentKind, TableHeader
from assistant.retrieval.embedding import Embedder

OPPOSITES = [
    "已出租面积",
    "已招商面积",
    "在租面积",
    "自用面积",
    "不可租面积",
    "非可租面积",
    "未使用面积原因",
    "可售面积",
    "租金到期日",
    "欠租金额",
    "租金欠缴额",
    "租金减免",
    "租金收入（万元/年）",
    "已用停车位",
    "不可分割面积",
    "地下面积",
    "租户名称",
    "承租企业名称",
    "成交租金（元/㎡·月）",
]
"""Headers that were read as the field that they deny, or as one that they only mention."""

OF_NO_FIELD = [
    "未可租面积",
    "暂不可租面积",
    "不可出租面积",
    "禁止出租面积",
    "已租赁面积",
    "现已出租面积",
    "正在出租面积",
    "出租面积",
    "招商面积",
    "租赁面积",
    "承租面积",
    "已签约面积",
    "已售面积",
    "未售面积",
    "自持面积",
    "已使用面积",
    "在用面积",
    "公摊面积",
    "绿地面积",
    "配套面积",
    "抵押面积",
    "查封面积",
    "合同面积",
    "签约面积",
    "欠租面积",
    "建设面积",
    "已租计租面积",
    "公摊套内面积",
    "人均面积",
    "未办证面积",
    "已建面积",
    "在建面积",
    "规划建筑面积",
    "上年空置面积",
    "去年同期空置面积",
    "预计空置面积",
    "空置时间",
    "空置天数",
    "空置时长",
    "空置原因",
    "即将到期面积",
    "可售可租面积",
    "自用率",
    "租金收缴率",
    "绿化率",
    "入驻企业占比",
    "租金涨幅",
    "租金押金",
    "租金支付方式",
    "租金备注",
    "租金优惠政策",
    "租金补贴",
    "租金总额",
    "租金应收",
    "实收租金",
    "合同租金",
    "实际租金",
    "签约租金",
    "原租金",
    "上年租金",
    "市场租金",
    "周边租金",
    "评估租金",
    "保底租金",
    "成交单价",
    "成交均价",
    "销售单价",
    "租约到期",
    "合同到期时间",
    "租赁期限",
    "企业入驻时间",
    "不可交付时间",
    "停车月租（元）",
    "停车位费用",
    "在用车位",
    "已租楼层",
    "分割方式",
    "是否可分割",
    "免租金额",
    "免租政策",
    "欠租核实日期",
    "企业联系人",
    "租户电话",
    "法人电话",
    "法定代表人手机",
    "实际控制人电话",
    "企业信息·名称",
    "企业状况",
    "抵押状况",
    "查封情况",
    "信用状况",
    "面积（已出租）",
    "租金（成交）",
    "备注（不对外）",
    "合同·租金",
    "租户·电话",
]

MEANT = (
    ("未出租面积", "VACANT_AREA_M2"), ("尚未出租面积", "VACANT_AREA_M2"), ("未租赁面积", "VACANT_AREA_M2"), ("未招商面积", "VACANT_AREA_M2"),
    ("闲置未利用面积", "VACANT_AREA_M2"), ("剩余未租面积", "VACANT_AREA_M2"), ("待出租面积", "VACANT_AREA_M2"), ("拟招商面积", "VACANT_AREA_M2"),
    ("可供租赁面积", "VACANT_AREA_M2"), ("面积（可租）", "VACANT_AREA_M2"), ("目前可租", "VACANT_AREA_M2"), ("二期·空置面积（㎡）", "VACANT_AREA_M2"),
    ("空置面积（㎡）·二期", "VACANT_AREA_M2"), ("3号楼空置面积", "VACANT_AREA_M2"), ("现空置建筑面积", "VACANT_AREA_M2"),
    ("非空置率", "OCCUPANCY_PERCENT"), ("未空置率", "OCCUPANCY_PERCENT"), ("已租比例", "OCCUPANCY_PERCENT"), ("目前出租率（%）", "OCCUPANCY_PERCENT"),
    ("未出租率", "VACANCY_PERCENT"), ("空置面积占比", "VACANCY_PERCENT"), ("闲置面积比例", "VACANCY_PERCENT"),
    ("登记建筑面积", "TOTAL_AREA_M2"), ("整体建筑面积", "TOTAL_AREA_M2"), ("产权面积", "TOTAL_AREA_M2"), ("项目占地面积（亩）", "LAND_AREA_M2"),
    ("最小可出租面积", "DIVISIBLE_FROM_M2"), ("可分割面积", "DIVISIBLE_FROM_M2"), ("标准层建筑面积", "FLOOR_AREA_M2"),
    ("计租面积（㎡）", "BILLED_AREA_M2"), ("收租建筑面积", "BILLED_AREA_M2"), ("套内建筑面积", "INNER_AREA_M2"), ("面积（套内）", "INNER_AREA_M2"),
    ("净使用面积（㎡）", "USABLE_AREA_M2"), ("使用面积（平米）", "USABLE_AREA_M2"),
    ("可租均价", "RENT_YUAN_PER_M2_MONTH"), ("挂牌均价（元/㎡·天）", "RENT_YUAN_PER_M2_MONTH"), ("租金（不含物业费）", "RENT_YUAN_PER_M2_MONTH"),
    ("单位面积租金", "RENT_YUAN_PER_M2_MONTH"), ("租金核验时间", "VERIFIED_ON"), ("交通·距离", "METRO_DISTANCE_M"), ("距离地铁", "METRO_DISTANCE_M"),
    ("招商信息·联系人", "CONTACT"), ("出租状态", "STATUS"), ("空置楼层", "FLOOR"), ("预计竣工时间", "COMPLETED_ON"), ("剩余土地使用年限", "TENURE_YEARS"),
)  # fmt: skip


def mapped(
    headers: Sequence[str], rows: Sequence[Sequence[str]] = (), mapper: ColumnMapper | None = None
) -> dict[str, MappedColumn]:
    values = {header: [row[at] for row in rows] for at, header in enumerate(headers)}
    letters = tuple(chr(ord("A") + at) for at in range(len(headers)))
    columns = (mapper or ColumnMapper()).map(TableHeader(tuple(headers), letters), DocumentKind.LISTING, {}, values)
    return {column.header: column for column in columns}


def test_there_are_enough_headers() -> None:
    assert len({*OPPOSITES, *OF_NO_FIELD, *(header for header, _ in MEANT)}) >= 19 + 60


@pytest.mark.parametrize("header", [*OPPOSITES, *OF_NO_FIELD])
def test_a_header_that_denies_a_field_or_only_mentions_it_is_not_its_column(header: str) -> None:
    assert mapped([header])[header].field is None


def test_likeness_of_meaning_gives_none_of_them_a_field(embedder: Embedder) -> None:
    mapper = ColumnMapper(embedder)
    taken = {
        header: found.field
        for header in (*OPPOSITES, *OF_NO_FIELD)
        if (found := mapped([header], mapper=mapper)[header]).field
    }
    assert not taken


@pytest.mark.parametrize(("header", "field"), MEANT)
def test_words_in_a_new_order_or_company_are_understood(header: str, field: str) -> None:
    found = mapped([header])[header].field
    assert found is not None and found.name == field


@pytest.mark.parametrize("header", ["建设面积", "公示租金", "可售可租面积"])
def test_what_is_not_understood_whole_is_asked(header: str) -> None:
    assert mapped([header])[header].doubt


@pytest.mark.parametrize("header", ["已租面积", "租金到期日", "欠租金额", "备注", "空置面积"])
def test_what_is_understood_is_not_asked(header: str) -> None:
    assert not mapped([header])[header].doubt


@pytest.mark.parametrize(
    ("header", "field"),
    [
        pytest.param("空制面积", Field.VACANT_AREA_M2, id="a-character-like-another"),
        pytest.param("绿地面积", None, id="green-is-a-word-and-no-slip-of-land"),
        pytest.param("公用面积", None, id="public-is-no-slip-of-usable"),
        pytest.param("招商面积", None, id="one-character-less-is-another-meaning"),
        pytest.param("欠租金", None, id="one-character-more-is-another-meaning"),
    ],
)
def test_a_slip_never_makes_another_word(header: str, field: Field | None) -> None:
    meaning = header_words(DocumentKind.LISTING).meaning(header)
    assert (meaning.field if meaning else None) is field


class TestValues:
    @pytest.mark.parametrize(
        ("header", "values", "held"),
        [
            pytest.param("租金", ("2027-03-31", "2026.12.1", "2028年5月"), "日期", id="days-are-no-rent"),
            pytest.param("空置面积", ("甲公司", "乙公司", "面议"), "文字", id="words-are-no-area"),
            pytest.param("空置率", ("2027-03-31", "2027-04-30"), "日期", id="days-are-no-rate"),
            pytest.param("核验时间", ("12", "15.5", "8"), "数字", id="figures-are-no-days"),
            pytest.param("交通", ("2027-03-31",), "日期", id="days-are-no-metro"),
        ],
    )
    def test_a_column_of_other_values_is_not_the_fields(self, header: str, values: tuple[str, ...], held: str) -> None:
        column = mapped(["楼宇名称", header], [("楼", value) for value in values])[header]
        assert column.field is None
        assert held in column.doubt

    @pytest.mark.parametrize(
        ("header", "values"),
        [
            pytest.param("租金（元/㎡·月）", ("面议", "75-85", "60起"), id="rents"),
            pytest.param("租金（元/㎡·月）", ("面议", "面议"), id="nothing-but-negotiable"),
            pytest.param("核验时间", ("46388", "46310"), id="days-as-serial-numbers"),
            pytest.param("建成年份", ("2019", "2016"), id="years"),
            pytest.param("停车位", ("充足", "有"), id="parking-in-words"),
            pytest.param("空置面积（㎡）", ("三千多", "1200"), id="a-figure-in-words"),
            pytest.param("交付时间", ("现房", "随时"), id="at-once"),
            pytest.param("空置面积（㎡）", ("", "-"), id="blank"),
        ],
    )
    def test_usual_values_leave_the_field(self, header: str, values: tuple[str, ...]) -> None:
        assert mapped(["楼宇名称", header], [("楼", value) for value in values])[header].field is not None


class TestTwoClaimants:
    @pytest.mark.parametrize(
        ("headers", "field", "winner"),
        [
            pytest.param(("可租面积", "空置面积"), Field.VACANT_AREA_M2, "空置面积", id="vacant-before-may-be-let"),
            pytest.param(
                ("可出租总面积（㎡）", "未出租面积（㎡）"), Field.VACANT_AREA_M2, "未出租面积（㎡）", id="not-yet-let"
            ),
            pytest.param(("面积", "总建筑面积"), Field.TOTAL_AREA_M2, "总建筑面积", id="total-before-bare-area"),
            pytest.param(("单价", "租金"), Field.RENT_YUAN_PER_M2_MONTH, "租金", id="rent-before-bare-price"),
            pytest.param(("空制面积", "空置面积"), Field.VACANT_AREA_M2, "空置面积", id="name-before-slip"),
        ],
    )
    def test_meaning_decides_not_order_and_the_other_says_so(
        self, headers: tuple[str, str], field: Field, winner: str
    ) -> None:
        for order in (headers, headers[::-1]):
            found = mapped(order)
            assert [column.header for column in found.values() if column.field is field] == [winner]
            (loser,) = (column for column in found.values() if column.header != winner)
            assert loser.origin == "outdone" and winner in loser.doubt

    def test_of_several_years_the_latest_has_it(self) -> None:
        found = mapped(("2024年空置面积（㎡）", "2025年空置面积（㎡）"))
        assert [column.field for column in found.values()] == [None, Field.VACANT_AREA_M2]

    def test_a_code_is_the_name_only_where_nothing_better_is(self) -> None:
        assert [column.field for column in mapped(("房源编号", "楼宇名称")).values()] == [None, Field.NAME]
        assert mapped(("房源编号", "空置面积（㎡）"))["房源编号"].field is Field.NAME

    def test_a_deal_rent_claims_nothing_beside_an_asking_rent(self) -> None:
        found = mapped(("成交租金（元/㎡·月）", "租金（元/㎡·月）"))
        assert [column.field for column in found.values()] == [None, Field.RENT_YUAN_PER_M2_MONTH]

    def test_lowest_and_highest_are_one_claim(self) -> None:
        found = mapped(("租金下限（元/㎡·月）", "租金上限（元/㎡·月）"))
        assert {column.field for column in found.values()} == {Field.RENT_YUAN_PER_M2_MONTH}

    def test_groups_with_equal_names_leave_the_field_empty_and_ask(self) -> None:
        found = mapped(("楼宇名称", "一期·空置面积（㎡）", "二期·空置面积（㎡）"))
        assert [column.field for column in found.values()] == [Field.NAME, None, None]
        assert all("分不清" in column.doubt for column in list(found.values())[1:])

    def test_what_may_be_let_beside_what_is_let_is_not_taken_for_vacant(self) -> None:
        found = mapped(("楼宇名称", "可租面积（㎡）", "已租面积（㎡）"))
        assert found["可租面积（㎡）"].field is None and "可租总面积" in found["可租面积（㎡）"].doubt

    @pytest.mark.parametrize(
        ("left", "field"),
        [
            pytest.param(("300", "900", "0", "50"), Field.VACANT_AREA_M2, id="less-than-what-is-let-somewhere"),
            pytest.param(("800", "1500", "600", "2000"), None, id="never-less-it-may-hold-what-is-let"),
            pytest.param(("300", "1500", "0", "50"), None, id="more-than-the-whole-together"),
        ],
    )
    def test_figures_settle_whether_it_is_what_is_left(self, left: tuple[str, ...], field: Field | None) -> None:
        values = {
            "楼宇名称": ("甲大厦", "乙大厦", "丙大厦", "丁大厦"),
            "总建筑面积（㎡）": ("1200", "2000", "700", "2600"),
            "可租面积（㎡）": left,
            "已租面积（㎡）": ("800", "1000", "600", "1900"),
        }
        found = mapped(tuple(values), tuple(zip(*values.values(), strict=True)))
        assert found["可租面积（㎡）"].field is field

    def test_an_administrators_word_is_not_settled_away(self) -> None:
        said = {"可租面积": ColumnCorrection(Field.VACANT_AREA_M2, restricted=False)}
        header = TableHeader(("空置面积", "可租面积"), ("A", "B"))
        columns = ColumnMapper().map(header, DocumentKind.LISTING, said)
        assert [column.field for column in columns] == [None, Field.VACANT_AREA_M2]


def test_a_remark_of_what_is_included_changes_nothing_and_a_state_does() -> None:
    assert sense_of_header("租金（不含税）") == sense_of_header("租金")
    assert sense_of_header("面积（已租）").states != sense_of_header("面积").states


def test_a_negation_turns_a_state() -> None:
    for header, opposite in (
        ("可租面积", "不可租面积"),
        ("空置率", "非空置率"),
        ("可分割面积", "不可分割面积"),
        ("已租面积", "未租面积"),
    ):
        first, second = sense_of_header(header), sense_of_header(opposite)
        assert first.measure is second.measure and not first.states & second.states
