"""What a passage must hold to answer: so much of what is asked for, and the site that is named."""

import pytest

from assistant.answering.asking.measures import measure_asked
from assistant.answering.asking.within import sites_named


@pytest.mark.parametrize(
    ("question", "answering", "not_answering"),
    [
        pytest.param("装修押金几天能退", "验收后15个工作日内退还。", "押金由园区收取。", id="days"),
        pytest.param("证多久能拿到，要几个工作日", "当场办结。", "由市监局核发。", id="at-once"),
        pytest.param("一层要多少平方米才够", "建筑面积不低于1200㎡。", "层高6米。", id="area"),
        pytest.param("离机场多少公里", "距机场约18公里。", "驾车40分钟。", id="length"),
        pytest.param("一共扶持了多少家企业", "惠及企业三百二十户。", "年度合计不超过600万元。", id="firms"),
        pytest.param("保费政府出百分之几", "保费的80%由区财政承担。", "单个企业最高20万元。", id="share"),
        pytest.param("租金能减几成", "全额免收首年租金。", "由园区运营公司落实。", id="a-share-in-words"),
    ],
)
def test_what_tells_so_much_answers(question: str, answering: str, not_answering: str) -> None:
    measure = measure_asked(question)
    assert measure is not None
    assert measure.held_in(answering) and not measure.held_in(not_answering)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("补贴多少", id="no-unit"),
        pytest.param("几天能办好，去哪个窗口", id="another-ask-beside"),
        pytest.param("多少钱一平", id="money"),
        pytest.param("这几天能申报吗", id="some-days"),
        pytest.param("谁来办", id="no-measure"),
    ],
)
def test_a_question_that_asks_for_no_measure_alone(question: str) -> None:
    assert measure_asked(question) is None


@pytest.mark.parametrize(
    ("question", "names"),
    [
        pytest.param("柳坪街道常住人口多少", {"柳坪"}, id="a-street"),
        pytest.param("在东岭建材集中区买地要多少投资", {"东岭建材"}, id="what-stands-before-is-no-name"),
        pytest.param("哪个园区有食堂", set(), id="any-of-them"),
        pytest.param("青云街道有几家企业", set(), id="not-known-here"),
    ],
)
def test_sites_are_told_by_what_the_library_names(question: str, names: set[str]) -> None:
    texts = ("柳坪街道辖九个社区", "东岭建材集中区规划面积三平方公里")
    assert sites_named(question, texts) == names
