"""What single clauses grant, read by code."""

import pytest

from assistant.incentives.records import AnyOf, Condition, StackingKind
from assistant.incentives.wording import condition_line, rule_lines
from tests.benefit_texts import extract, policy_chunks

CASES = [
    pytest.param(
        "第一条　企业租用办公用房500平方米以上的，按照实际租金的30%给予补贴，每月每平方米最高不超过20元，补贴面积最高不超过2000平方米，补贴期限最长不超过三年。",
        ["企业", "租金×30%；≤20元/㎡·月；≤2,000㎡；3年", "条件 租用面积≥500㎡", "条件 用房和投入方式：租用用房"],
        id="rate-with-every-kind-of-ceiling",
    ),
    pytest.param(
        "第一条　企业年产值首次突破5亿元、10亿元的，分别给予50万元、100万元奖励。",
        ["企业", "5亿元｜年产值≥5亿元｜50万元", "10亿元｜年产值≥10亿元｜100万元"],
        id="parallel-lists-are-tiers",
    ),
    pytest.param(
        "第一条　对入驻星渚数字谷的企业，按照实际租金给予补贴：第一年补贴80%，第二年补贴60%，第三年补贴40%，每月每平方米最高不超过40元。",
        ["企业", "租金×80%、60%、40%；≤40元/㎡·月；3年", "条件 所在园区：星渚数字谷"],
        id="another-rate-each-year",
    ),
    pytest.param(
        "第一条　企业租用生产经营用房的，前两年按照实际租金的百分之五十给予补贴，第三年按照30%给予补贴，每年最高不超过一百五十万元。",
        ["企业", "租金×50%、50%、30%；每年≤150万元；3年", "条件 用房和投入方式：租用用房"],
        id="chinese-numerals-and-first-two-years",
    ),
    pytest.param(
        "第一条　企业装修投入在100万元以上的，按照每平方米300元的标准给予一次性装修补贴，最高不超过100万元。",
        ["企业", "300元/㎡×装修面积；≤100万元", "条件 装修投入≥100万元"],
        id="a-sum-per-square-metre",
    ),
    pytest.param(
        "第一条　企业设备、软件投入在500万元以上的，按照投入的8%给予补助，最高不超过500万元；其中属于智能化改造的，补助比例提高至12%，最高不超过800万元。",
        [
            "企业",
            "设备、软件投入×8%；≤500万元",
            "条件 设备、软件投入≥500万元",
            "调整 ?其中属于智能化改造的 → 12%；≤800万元",
        ],
        id="a-higher-rate-under-a-further-condition",
    ),
    pytest.param(
        "第一条　新设外商投资企业年度实际到位外资达到500万美元、1000万美元的，分别按照实际到位外资的1%、1.5%给予奖励，折合人民币最高不超过2000万元。",
        [
            "企业",
            "500万美元｜实际到位外资≥500万美元｜实际到位外资×1%；≤2,000万元",
            "1000万美元｜实际到位外资≥1,000万美元｜实际到位外资×1.5%；≤2,000万元",
            "条件 到区情况：新引进",
            "条件 投资性质：外商投资",
        ],
        id="dollar-thresholds-with-rates",
    ),
    pytest.param(
        "第一条　企业获得国家级绿色工厂称号的，给予80万元奖励；获得省级绿色工厂称号的，给予40万元奖励。",
        ["企业", "80万元", "条件 ?企业获得国家级绿色工厂称号的", "企业", "40万元", "条件 ?获得省级绿色工厂称号的"],
        id="two-benefits-in-one-sentence",
    ),
]


@pytest.mark.parametrize(("clause", "lines"), CASES)
def test_a_clause_grants_exactly_this(clause: str, lines: list[str]) -> None:
    assert [line for rule in extract(clause).rules for line in rule_lines(rule)] == lines


@pytest.mark.parametrize(
    "clause",
    [
        pytest.param("第一条　区财政每年安排专项资金8000万元，用于支持企业发展。", id="a-budget"),
        pytest.param("第一条　违反规定的，应当退回50%的补贴资金。", id="money-taken-back"),
        pytest.param("第一条　违反本条例的，处五万元以上十万元以下罚款。", id="a-fine"),
        pytest.param("第一条　支持总额在3000万元以上的，提请会议研究。", id="a-threshold-of-procedure"),
        pytest.param("第一条　固定资产投资补助的谈判上限为实际投资额的8%。", id="a-limit-of-negotiation"),
        pytest.param("第一条　设立规模为1亿元的风险补偿资金池。", id="a-fund"),
    ],
)
def test_what_grants_nothing_gives_no_rule(clause: str) -> None:
    assert extract(clause).rules == ()


def test_a_table_gives_a_tier_for_each_row_with_its_own_conditions() -> None:
    row = {
        "企业类别": "B类",
        "认定标准": "上一年度营业收入1亿元以上不足5亿元，或者国家高新技术企业",
        "补贴比例": "40%",
        "最高标准（元/㎡·月）": "28",
        "最长期限": "3年",
    }
    rules = extract("第一条　企业的租金补贴按照下表执行：", rows=(row,)).rules
    assert [rule_lines(rule)[1] for rule in rules] == [
        "B类｜上一年度营业收入≥1亿元且上一年度营业收入<5亿元 或 资质称号：国家高新技术企业｜租金×40%；≤28元/㎡·月；3年"
    ]
    assert isinstance(rules[0].tiers[0].conditions[0], AnyOf)


def test_conditions_of_a_clause_referred_to_come_with_the_rule() -> None:
    rules = extract(
        "第一条　企业租用办公用房面积在300平方米以上、员工不少于20人的，可以申请租金补贴。",
        "第二条　符合第一条规定条件的企业，按照实际支付租金的30%给予补贴。",
    ).rules
    assert [condition_line(item) for item in rules[0].conditions] == [
        "租用面积≥300㎡",
        "参保员工≥20人",
        "用房和投入方式：租用用房",
    ]


def test_a_ceiling_in_a_sentence_of_its_own_limits_the_clause() -> None:
    rules = extract(
        "第一条　企业租用办公用房的，按照租金的30%给予补贴。\n单个企业每年获得的租金补贴总额最高不超过200万元。"
    ).rules
    assert rule_lines(rules[0])[1] == "租金×30%；每年≤200万元"


def test_a_yearly_limit_of_the_document_is_shared() -> None:
    frame = extract(
        "第一条　首次纳入规模以上统计的企业，给予20万元奖励。",
        "第二条　同一企业同一年度依据本措施获得的资金总额最高不超过500万元。",
    ).frame
    assert [(f"{cap.amount:f}", cap.yearly, cap.articles) for cap in frame.shared_caps] == [("5000000", True, ())]


@pytest.mark.parametrize(
    ("sentence", "kind", "articles"),
    [
        pytest.param("与本区其他政策重复的，按照就高不重复的原则执行。", StackingKind.HIGHEST, (), id="highest"),
        pytest.param(
            "同一项目只能申报第四条至第六条中的一类支持。",
            StackingKind.CHOOSE_ONE,
            ("第四条", "第五条", "第六条"),
            id="choose-one",
        ),
        pytest.param(
            "享受第八条租金补贴的，不得同时享受总部企业政策的租金补贴。",
            StackingKind.EXCLUDES,
            ("第八条",),
            id="excludes",
        ),
    ],
)
def test_rules_against_double_payment(sentence: str, kind: StackingKind, articles: tuple[str, ...]) -> None:
    (rule,) = extract("第一条　给予企业20万元奖励。", f"第二条　{sentence}").frame.stacking
    assert (rule.kind, rule.articles) == (kind, articles)


def test_what_is_said_not_to_be_double_payment_is_no_rule_against_it() -> None:
    assert extract("第一条　本政策与市级以上政策的配套资金不属于重复享受。").frame.stacking == ()


def test_every_quotation_stands_verbatim_in_its_chunk() -> None:
    chunks = policy_chunks(
        "第一条　新引进企业租用办公用房500平方米以上、实缴注册资本1000万元以上的，按照实际租金的20%给予补贴，最高不超过每月每平方米15元。",
        "第二条　企业（含分支机构）取得认证，或者上一年度研发投入占营业收入的比例不低于5%的，给予10万元奖励；次年再给予5万元奖励。",
    )
    texts = {chunk.id: chunk.passage.text for chunk in chunks}
    from assistant.incentives.clauses.extraction import extract_policy

    for rule in extract_policy("doc", "支持办法", chunks).rules:
        conditions: list[Condition] = [*rule.conditions, *(item for tier in rule.tiers for item in tier.conditions)]
        for quote in (rule.source, *(tier.quote for tier in rule.tiers), *(item.quote for item in conditions)):
            assert texts[quote.chunk_id][quote.start : quote.end] == quote.text


def test_clauses_of_one_label_give_rules_of_their_own() -> None:
    """A text and its appendix both begin with 第一条; the table or notice between them makes these two clauses."""
    extracted = extract(
        "第一条　对新设立的企业给予一次性奖励10万元。",
        "第二条　对租用办公用房的企业给予补贴5万元。",
        "第一条　对评为甲级的楼宇给予奖励20万元。",
    )
    assert len({rule.id for rule in extracted.rules}) == len(extracted.rules) == 3
