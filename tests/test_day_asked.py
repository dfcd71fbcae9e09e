"""Which days questions ask about: those that say so in words of time, not every year that they name."""

from datetime import date

import pytest

from assistant.answering.asking.day_asked import carried_over, read_day, with_day

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        pytest.param("2022年的时候写字楼租金补贴是多少？", "2022-01-01", "2022-12-31", id="年的时候"),
        pytest.param("去年企业上市奖励多少", "2025-01-01", "2025-12-31", id="去年"),
        pytest.param("前年的上市奖励标准是多少", "2024-01-01", "2024-12-31", id="前年的标准"),
        pytest.param("2021年3月的租金补贴政策是怎么规定的", "2021-03-01", "2021-03-31", id="a-month"),
        pytest.param("2025年3月31日时，租金补贴标准是多少", "2025-03-31", "2025-03-31", id="a-day"),
        pytest.param("按2022年的规定，租金补贴多少", "2022-01-01", "2022-12-31", id="按-年的规定"),
        pytest.param("云汀区2023年写字楼租金补贴多少", "2023-01-01", "2023-12-31", id="alone-before-a-benefit"),
        pytest.param("2022年新引进企业租金补贴是多少", "2022-01-01", "2022-12-31", id="新引进-is-no-event"),
        pytest.param("截至2024年底，企业上市奖励政策有效吗", "2024-12-31", "2024-12-31", id="年底"),
        pytest.param("2024年上半年的时候上市奖励是多少", "2024-01-01", "2024-06-30", id="half-a-year"),
        pytest.param(
            "2022年以前的写字楼租金补贴标准是多少", "2021-12-31", "2021-12-31", id="以前-of-a-policy-on-offices"
        ),
        pytest.param("2022年以前租金补贴有吗", "2021-12-31", "2021-12-31", id="以前"),
        pytest.param("2027年开首店有什么奖励", "2027-01-01", "2027-12-31", id="a-year-to-come"),
        pytest.param("明年首店政策有哪些", "2027-01-01", "2027-12-31", id="明年"),
        pytest.param("上市奖励是多少，2023年", "2023-01-01", "2023-12-31", id="put-after"),
        pytest.param(
            "2022年的时候《云汀区促进楼宇经济发展办法》第七条怎么规定", "2022-01-01", "2022-12-31", id="of-a-clause"
        ),
        pytest.param("What was the rent subsidy cap in 2022?", "2022-01-01", "2022-12-31", id="english-year"),
        pytest.param("What rewards could companies get in March 2024?", "2024-03-01", "2024-03-31", id="english-month"),
        pytest.param("Which rent subsidy applied as of 2022-05-01?", "2022-05-01", "2022-05-01", id="as-of-a-day"),
        pytest.param("What listing rewards were available last year?", "2025-01-01", "2025-12-31", id="last-year"),
    ],
)
def test_words_of_time_name_the_day(question: str, first: str, last: str) -> None:
    asked = read_day(question, TODAY)
    assert asked is not None
    assert (asked.first.isoformat(), asked.last.isoformat()) == (first, last)
    assert not asked.before_new


@pytest.mark.parametrize(
    "question",
    [
        "2020年以前建的厂房",
        "2020年以前的甲级写字楼",
        "2027年前能入驻的写字楼",
        "2025年工作总结里签约了多少项目",
        "2026年机会清单有哪些项目",
        "2025年全年签约了多少个项目，协议投资多少亿元？",
        "2026年三季度柳汐街道楼宇入驻率是多少？",
        "2026年度楼宇政策补充申报的时间是什么时候？",
        "2026年楼宇政策补充申报的时间是什么时候？",
        "2026年外资奖励申报在几月",
        "我公司注册于2023年，能拿什么补贴",
        "2023年成立的企业，有什么补贴",
        "我们公司2022年租的写字楼能补吗",
        "2023年上市的企业还能领奖励吗",
        "2025年认定的总部企业有什么奖励",
        "我们2024年营业收入5亿元，能拿多少总部奖励",
        "2024年研发投入500万能补多少",
        "2025年出台的楼宇政策有哪些补贴",
        "第2023号文件讲什么",
        "云政规〔2021〕5号第八条",
        "《云汀区促进楼宇经济发展办法（2021年）》第八条",
        "2021年办法第七条",
        "2021年的楼宇办法现在还能用吗",
        "从2022年起补贴标准是多少",
        "2030年目标是多少",
        "老旧小区改造有什么政策",
        "原则上政策怎么执行",
        "前海的企业所得税优惠税率是多少",
        "去年签约了多少项目",
        "去年的工作总结说了什么",
        "We registered in 2023, what subsidies can we get?",
        "What investment opportunities are there in 2026?",
        "The company was founded in 2022. What rewards are there?",
        "What was said in the report of 2025?",
    ],
)
def test_other_years_are_no_days(question: str) -> None:
    assert read_day(question, TODAY) is None


@pytest.mark.parametrize(
    "question",
    [
        "在新办法出台以前，租写字楼能补多少",
        "新政策实施之前装修补贴多少",
        "旧办法怎么规定装修补贴的",
        "以前的租金补贴标准是多少",
        "Under the old measures, what was the rent subsidy?",
        "What was the rent subsidy before the new policy?",
    ],
)
def test_the_time_before_the_present_rules(question: str) -> None:
    asked = read_day(question, TODAY)
    assert asked is not None
    assert asked.before_new


def test_the_year_that_runs_is_today() -> None:
    assert read_day("2026年总部奖励标准是多少", TODAY) is None
    assert read_day("今年的总部奖励标准是多少", TODAY) is None


def test_the_words_of_time_are_not_looked_for_in_passages() -> None:
    asked = read_day("2022年的时候写字楼租金补贴是多少？", TODAY)
    assert asked is not None
    assert asked.rest == "写字楼租金补贴是多少？"
    again = read_day(with_day(asked, asked.rest), TODAY)
    assert again is not None
    assert (again.first, again.last, again.rest) == (asked.first, asked.last, asked.rest)


@pytest.mark.parametrize(
    ("question", "standalone", "expected"),
    [
        pytest.param(
            "那厂房呢", "厂房租金补贴是多少", "2022年的时候，厂房租金补贴是多少", id="another-subject-same-day"
        ),
        pytest.param("现在呢", "写字楼租金补贴是多少，现在", "写字楼租金补贴是多少", id="back-to-now"),
        pytest.param(
            "那2024年呢", "2024年的时候写字楼租金补贴是多少", "2024年的时候写字楼租金补贴是多少", id="another-day"
        ),
    ],
)
def test_a_follow_up_keeps_the_day(question: str, standalone: str, expected: str) -> None:
    assert carried_over(question, standalone, "2022年的时候写字楼租金补贴是多少", TODAY) == expected
